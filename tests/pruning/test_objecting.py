"""Dissent from a retirement: by name, never altered, kept with the CEO's word."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Role
from core.refusals import Conflict, Invalid, NotAllowed
from planner.decisions.services import DissentsAlready, TooLate
from planner.pruning import services
from planner.pruning.models import Objection, ObjectionReply
from tests.make import NOW, make_capability, make_made_promise, make_user
from tests.pruning.test_services import KEEP, RETIRE, proposed

pytestmark = pytest.mark.django_db
WHY = "Two in three of our letters name it."
DAY = timedelta(days=1)


@pytest.fixture
def row(ceo, marketing):
    promise = make_made_promise(
        code="needless", requires=[(make_capability(code="packing"), 1)]
    )
    return proposed(f"promise-{promise.pk}", marketing)


def object_to(row, actor, *, now=NOW, reason=WHY):
    return services.dissent(actor=actor, retirement=row, reason=reason, now=now)


def page(browser, name, *args):
    text = browser.get(reverse(f"pruning:{name}", args=args)).content.decode()
    return " ".join(text.split())


def test_a_dissent_stands_by_name_where_the_ceo_decides(
    row, operations, ceo, signed_in
):
    made = object_to(row, operations)
    assert (made.by, made.title, made.reason) == (operations, operations.title, WHY)
    assert AuditEvent.objects.get(action="dissented").changes["reason"] == WHY
    browser = signed_in(ceo)
    for text in (
        page(browser, "finding", row.key),
        page(browser, "retirement", row.pk),
    ):
        assert "Who disagrees" in text
        assert WHY in text
        assert "Olga Berg" in text
    decide = reverse("decisions:promise", args=[row.promise_id])
    text = " ".join(browser.get(decide).content.decode().split())
    assert "Somebody would retire it" in text
    assert f"Olga Berg, operations director, disagrees: {WHY}" in text


def test_it_is_kept_with_the_decision_whatever_is_said_later(
    row, operations, ceo, signed_in
):
    made = object_to(row, operations)
    row = services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW + DAY)
    services.take_dissent_back(
        actor=operations, objection=made, text="Sold out anyway.", now=NOW + 2 * DAY
    )
    row.refresh_from_db()
    (kept,) = row.heard
    assert (kept["by"], kept["reason"]) == ("Olga Berg, operations director", WHY)
    assert kept["replies"] == []
    (told,) = row.decision.evidence["further"]["retirements"]["facts"]["retirements"]
    assert told["dissents"][0]["reason"] == WHY
    replay = reverse("decisions:replay", args=[row.decision_id])
    assert f"disagrees: {WHY}" in signed_in(ceo).get(replay).content.decode()


def test_what_is_kept_on_is_open_to_dissent_for_the_policy_s_days(
    row, operations, ceo, signed_in
):
    row = services.decide(actor=ceo, retirement=row, word=KEEP, now=NOW)
    with pytest.raises(NotAllowed, match="their own decision"):
        object_to(row, ceo, now=NOW + DAY)
    with pytest.raises(TooLate, match="hindsight"):
        object_to(row, operations, now=NOW + 14 * DAY)
    object_to(row, operations, now=NOW + 13 * DAY)
    assert row.heard == []
    assert "after the decision" in page(signed_in(ceo), "retirement", row.pk)


def test_what_became_a_decision_is_dissented_from_there(row, operations, ceo):
    services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    with pytest.raises(TooLate, match="decision of its own"):
        object_to(row, operations)


def test_nobody_dissents_twice_or_from_their_own_proposal(row, marketing, operations):
    with pytest.raises(NotAllowed, match="their own proposal"):
        object_to(row, marketing)
    made = object_to(row, operations)
    with pytest.raises(DissentsAlready):
        object_to(row, operations)
    services.take_dissent_back(
        actor=operations, objection=made, text="Convinced.", now=NOW
    )
    assert object_to(row, operations).pk
    services.withdraw(actor=marketing, retirement=row, now=NOW)
    with pytest.raises(TooLate, match="taken back"):
        object_to(row, make_user(role=Role.DIRECTOR))


@pytest.mark.parametrize("role", [Role.FRONTLINE, Role.INTEGRATION, Role.ADMINISTRATOR])
def test_it_is_for_the_planners_and_the_database_says_so(row, role):
    other = make_user(role=role)
    with pytest.raises(NotAllowed):
        object_to(row, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(
            retirement=row, by=other, title="x", reason=WHY, at=NOW
        )


def test_the_database_lets_nobody_alter_it(row, operations, ceo):
    made = object_to(row, operations)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(reason="All is well.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ObjectionReply.objects.create(
            dissent=made, kind="withdrawal", by=ceo, text="Gone.", at=NOW
        )


@pytest.mark.parametrize("reason", ["", "  ", "x" * 5_001])
def test_it_gives_its_reason(row, operations, reason):
    with pytest.raises(Invalid):
        object_to(row, operations, reason=reason)


def test_it_is_put_down_answered_and_withdrawn_on_pages(
    row, operations, ceo, signed_in
):
    browser = signed_in(operations)
    assert "Put a dissent of your own on record" in page(browser, "retirement", row.pk)
    address = reverse("pruning:object", args=[row.pk])
    assert "You disagree with" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    made = browser.post(address, {"reason": WHY})
    one = Objection.objects.get()
    where = reverse("pruning:objection", args=[one.pk])
    assert made.headers["Location"] == where
    assert browser.post(address, {"reason": WHY}).status_code == 409
    answers = reverse("pruning:answer-objection", args=[one.pk])
    back = reverse("pruning:withdraw-objection", args=[one.pk])
    chief = signed_in(ceo)
    assert chief.post(answers, {"answer-text": ""}).status_code == 422
    chief.post(answers, {"answer-text": "And who orders by letter?"})
    assert chief.post(back, {"withdraw-text": "No."}).status_code == 403
    browser = signed_in(operations)
    assert browser.post(back, {"withdraw-text": ""}).status_code == 422
    browser.post(back, {"withdraw-text": "True: nobody does."})
    text = browser.get(where).content.decode()
    assert "And who orders by letter?" in text
    assert f"<s>{WHY}</s>" in " ".join(text.split())
    assert browser.post(back, {"withdraw-text": "Again."}).status_code == 409
    with pytest.raises(Conflict):
        services.take_dissent_back(
            actor=operations, objection=one, text="Again.", now=NOW
        )


def test_the_same_over_rest(row, operations, ceo):
    director, chief = APIClient(), APIClient()
    director.force_authenticate(operations)
    chief.force_authenticate(ceo)
    address = reverse("objection-list")
    sent = {"retirement": row.pk, "reason": WHY}
    made = director.post(address, sent, format="json")
    assert made.status_code == 201
    assert made.json()["name"] == "Olga Berg"
    for wrong in ({}, {"retirement": 10**30, "reason": WHY}, sent | {"reason": "\x00"}):
        assert director.post(address, wrong, format="json").status_code == 400
    none = {"retirement": 2**62, "reason": WHY}
    assert director.post(address, none, format="json").status_code == 404
    answers = reverse("objection-answer", args=[made.json()["id"]])
    said = chief.post(answers, {"text": "Who orders by letter?"}, format="json")
    assert said.json()["replies"][0]["kind"] == "answer"
    back = reverse("objection-withdraw", args=[made.json()["id"]])
    assert chief.post(back, {"text": "x"}, format="json").status_code == 403
    lines = reverse("retirement-list")
    assert chief.get(lines).json()["results"][0]["dissents"] == 1
    assert director.post(back, {"text": "True."}, format="json").status_code == 200
    assert chief.get(lines).json()["results"][0]["dissents"] == 0
    narrowed = chief.get(f"{address}?retirement={row.pk}&by={operations.pk}").json()
    assert len(narrowed["results"]) == 1
    assert chief.get(f"{address}?retirement=0").json()["results"] == []


def test_many_dissents_ask_no_more_of_the_database(row, ceo, signed_in, count_queries):
    def one_more():
        made = object_to(row, make_user(role=Role.DIRECTOR))
        services.answer(actor=ceo, objection=made, text="Why?", now=NOW)

    browser = signed_in(ceo)
    address = reverse("pruning:retirement", args=[row.pk])
    decide = reverse("decisions:promise", args=[row.promise_id])
    one_more()
    few = [count_queries(browser, where) for where in (address, decide)]
    for _ in range(3):
        one_more()
    assert [count_queries(browser, where) for where in (address, decide)] == few


def test_on_paper_a_proposal_has_its_state_and_what_can_be_decided(row, ceo, signed_in):
    browser = signed_in(ceo)
    text = page(browser, "retirement", row.pk)
    assert '<span class="letterhead-state">Waits for the CEO</span>' in text
    assert "<li>Keep on, and look again on the day below</li>" in text
    services.decide(actor=ceo, retirement=row, word=KEEP, now=NOW)
    text = page(browser, "retirement", row.pk)
    assert '<span class="letterhead-state">Kept on</span>' in text
    assert 'class="signatures"' not in text
