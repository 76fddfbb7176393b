"""Dissent by name: put down in time, never altered, answered or withdrawn in the open."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Department, Role
from core.refusals import Invalid, NotAllowed, NotThere
from planner.decisions.models import Decision, Dissent, DissentReply, Outcome
from planner.decisions.queries import unanswered
from planner.decisions.services import (
    DissentsAlready,
    Ruling,
    TooLate,
    answer,
    decide_plan,
    decide_promise,
    dissent,
    sign_off,
    withdraw,
)
from planner.scores import runs
from planner.scores.models import Policy
from promises.models import PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_dissent,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
    submit_heard,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RETURN = Ruling(outcome=Outcome.RETURNED, reason="Start two weeks later.")
WHY = "We pack 100 a week, and 120 are promised."


@pytest.fixture
def version(marketing):
    packing = make_capability(code="packing", likely=100)
    plan = make_plan(author=marketing, title="Spring letters")
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    version, _ = submit_heard(plan=plan, actor=marketing, revision=1, now=NOW)
    return version


def decide(version, ceo):
    runs.score_next(now=NOW)
    return decide_plan(
        actor=ceo,
        version_id=version.pk,
        score_id=None,
        ruling=RETURN,
        now=NOW + HOUR,
    )


def disagree(actor, version, *, now=NOW, reason=WHY):
    return dissent(actor=actor, version_id=version.pk, reason=reason, now=now)


def test_a_dissent_stands_by_name_before_the_decision_and_is_kept_with_it(
    version, operations, ceo
):
    made = disagree(operations, version)
    assert (made.by, made.title, made.reason) == (
        operations,
        "operations director",
        WHY,
    )
    decision = decide(version, ceo)
    (kept,) = decision.evidence["dissents"]
    assert kept["by"] == "Olga Berg, operations director"
    assert kept["reason"] == WHY
    told = [line["who"] for line in decision.evidence["knew"]]
    assert told[0] == "Max Marten, marketing director"
    assert "The worker" in told


def test_a_department_s_dissent_is_its_director_s_and_falls_with_their_signature(
    version, operations
):
    for stance, reason in (("dissents", WHY), ("signed", "The shift is hired.")):
        sign_off(
            actor=operations,
            version_id=version.pk,
            stance=stance,
            reason=reason,
            now=NOW,
        )
    made = Dissent.objects.get()
    assert made.sign_off_id
    reply = made.replies.get()
    assert (reply.kind, reply.text) == ("withdrawal", "The shift is hired.")
    assert not Dissent.objects.standing().exists()


def test_the_policy_says_how_long_dissent_is_open(version, operations, ceo):
    decided_at = decide(version, ceo).decided_at
    Policy.objects.update_or_create(pk=1, defaults={"dissent_days": 3})
    late = decided_at + timedelta(days=3)
    with pytest.raises(TooLate, match="open until"):
        dissent(actor=operations, version_id=version.pk, reason="No.", now=late)
    Policy.objects.update(dissent_days=4)
    assert dissent(actor=operations, version_id=version.pk, reason="No.", now=late).pk


def test_after_the_decision_there_is_a_set_time(version, operations, ceo):
    decided_at = decide(version, ceo).decided_at
    last = decided_at + timedelta(days=14) - timedelta(seconds=1)
    assert disagree(operations, version, now=last).at == last
    finance = make_user(department=Department.FINANCE)
    with pytest.raises(TooLate, match="hindsight"):
        disagree(finance, version, now=last + timedelta(seconds=1))


def test_another_ceo_may_dissent_and_the_one_who_decided_may_not(version, ceo):
    decide(version, ceo)
    with pytest.raises(NotAllowed, match="their own decision"):
        disagree(ceo, version, now=NOW + HOUR)
    other = make_user(role=Role.CEO)
    assert disagree(other, version, now=NOW + HOUR).by == other


def test_the_frontline_and_who_does_not_see_it_do_not_dissent(
    version, frontline, outsider, operations
):
    for somebody in (frontline, outsider):
        with pytest.raises(NotAllowed):
            disagree(somebody, version)
    with pytest.raises(NotThere):
        dissent(actor=operations, version_id=10**9, reason=WHY, now=NOW)
    with pytest.raises(NotThere):
        dissent(actor=operations, promise_id=10**9, reason=WHY, now=NOW)


def test_a_dissent_is_put_down_once_and_says_why(version, operations):
    for reason in ("  ", "x" * 5_001):
        with pytest.raises(Invalid) as refusal:
            disagree(operations, version, reason=reason)
        assert "reason" in refusal.value.errors
    disagree(operations, version)
    with pytest.raises(DissentsAlready):
        disagree(operations, version)
    assert AuditEvent.objects.filter(action="dissented").count() == 1


def test_a_promise_is_dissented_from_before_and_after_it_is_made(ceo, operations):
    promise = make_promise(state=PromiseState.STUDIED)
    dissent(actor=operations, promise_id=promise.pk, reason=WHY, now=NOW)
    decision = decide_promise(
        actor=ceo,
        promise_id=promise.pk,
        revision=promise.revision,
        ruling=Ruling(
            outcome=Outcome.APPROVED,
            reason="It matters.",
            review_on=MONDAY + timedelta(weeks=13),
        ),
        now=NOW + HOUR,
    )
    assert decision.evidence["dissents"][0]["reason"] == WHY
    finance = make_user(department=Department.FINANCE)
    after = dissent(actor=finance, promise_id=promise.pk, reason=WHY, now=NOW + HOUR)
    assert after.promise_revision == decision.promise_revision
    found = unanswered(ceo, since=MONDAY)
    assert {one.by for one in found} == {operations, finance}


def test_nothing_is_dissented_from_that_is_not_put_up(operations):
    idea = make_promise(owner=operations)
    with pytest.raises(TooLate):
        dissent(actor=operations, promise_id=idea.pk, reason=WHY, now=NOW)


def test_it_is_answered_by_anybody_and_withdrawn_by_its_author(
    version, operations, ceo, marketing
):
    made = disagree(operations, version)
    answer(actor=ceo, dissent_id=made.pk, text="The shift comes.", now=NOW)
    with pytest.raises(NotAllowed, match="whoever put it down"):
        withdraw(actor=marketing, dissent_id=made.pk, text="No.", now=NOW)
    withdraw(actor=operations, dissent_id=made.pk, text="Then yes.", now=NOW)
    with pytest.raises(Exception, match="withdrawn already"):
        withdraw(actor=operations, dissent_id=made.pk, text="Then yes.", now=NOW)
    kinds = list(made.replies.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["answer", "withdrawal"]
    made.refresh_from_db()
    assert made.reason == WHY


def test_who_dissented_from_a_plan_agrees_with_its_rejection(version, operations, ceo):
    disagree(operations, version)
    decide(version, ceo)
    assert not unanswered(ceo, since=MONDAY)
    finance = make_user(department=Department.FINANCE)
    late = disagree(finance, version, now=NOW + HOUR + HOUR)
    assert [one.pk for one in unanswered(ceo, since=MONDAY)] == [late.pk]
    answer(actor=ceo, dissent_id=late.pk, text="Seen.", now=NOW + HOUR + HOUR)
    assert not unanswered(ceo, since=MONDAY)


# --- The gate below -----------------------------------------------------------------


def test_neither_dissent_nor_reply_nor_sign_off_is_ever_altered(
    version, operations, ceo
):
    made = disagree(operations, version)
    reply = answer(actor=ceo, dissent_id=made.pk, text="No.", now=NOW)
    for rows, change in (
        (Dissent.objects.filter(pk=made.pk), {"reason": "Never mind."}),
        (DissentReply.objects.filter(pk=reply.pk), {"text": "Yes."}),
    ):
        with (
            pytest.raises(IntegrityError, match="only ever added"),
            transaction.atomic(),
        ):
            rows.update(**change)
        with (
            pytest.raises(IntegrityError, match="only ever added"),
            transaction.atomic(),
        ):
            rows._raw_delete(rows.db)


def test_the_database_knows_who_dissents_and_who_withdraws(
    frontline, operations, marketing
):
    with pytest.raises(IntegrityError, match="CEO and the directors"):  # noqa: SIM117
        with transaction.atomic():
            make_dissent(frontline)
    made = make_dissent(operations)
    with pytest.raises(IntegrityError, match="put it down"), transaction.atomic():
        DissentReply.objects.create(
            dissent=made, kind="withdrawal", by=marketing, text="No.", at=NOW
        )


# --- Pages and REST -------------------------------------------------------------------


@pytest.fixture
def now():
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


@pytest.mark.usefixtures("now")
def test_a_dissent_is_put_down_and_seen_on_the_pages(
    version, operations, marketing, ceo, signed_in
):
    mine = signed_in(operations)
    new = reverse("decisions:dissent-plan", args=[version.pk])
    assert "waits for its decision" in mine.get(new).content.decode()
    assert mine.post(new, {}).status_code == 422
    shown = mine.post(new, {"reason": "120 <b>are</b> promised."}, follow=True)
    assert "120 &lt;b&gt;are&lt;/b&gt; promised." in shown.content.decode()
    assert mine.post(new, {"reason": "Again."}).status_code == 409
    pages = [
        reverse("decisions:plan", args=[version.pk]),
        reverse("decisions:plan-standing", args=[version.plan_id]),
    ]
    for address in pages:
        page = signed_in(marketing).get(address).content.decode()
        assert "120 &lt;b&gt;are&lt;/b&gt; promised." in page
    made = Dissent.objects.get()
    url = reverse("decisions:dissent", args=[made.pk])
    theirs = signed_in(ceo)
    assert "Withdraw it" not in theirs.get(url).content.decode()
    answers = reverse("decisions:answer-dissent", args=[made.pk])
    assert theirs.post(answers, {}).status_code == 422
    said = theirs.post(answers, {"answer-text": "The shift comes."}, follow=True)
    assert "The shift comes." in said.content.decode()
    gone = reverse("decisions:withdraw-dissent", args=[made.pk])
    assert theirs.post(gone, {"withdraw-text": "No."}).status_code == 403
    struck = mine.post(gone, {"withdraw-text": "Then yes."}, follow=True)
    assert "<s>" in struck.content.decode()


@pytest.mark.usefixtures("now")
def test_the_decision_shows_dissent_as_it_was_and_as_it_is(
    version, operations, ceo, signed_in
):
    disagree(operations, version)
    decision = decide(version, ceo)
    finance = make_user(department=Department.FINANCE, name="Freya Fin")
    disagree(finance, version, now=NOW + HOUR + HOUR, reason="Too dear.")
    url = reverse("decisions:replay", args=[decision.pk])
    page = signed_in(operations).get(url).content.decode()
    then, _, since = page.partition("Since then")
    assert "As it was on" in then
    assert "Who knew what by then" in then
    assert WHY in then
    assert "Too dear." not in then
    assert "Too dear." in since
    assert "after the decision" in since


@pytest.mark.usefixtures("now")
def test_dissent_and_conditions_are_in_the_export(version, operations, ceo, signed_in):
    disagree(operations, version, reason="=1+1 is not 3")
    decide(version, ceo)
    answer = signed_in(ceo).get(reverse("decisions:export", args=["csv"]))
    text = b"".join(answer.streaming_content).decode()
    assert "Olga Berg, operations director: =1+1 is not 3" in text
    xlsx = signed_in(ceo).get(reverse("decisions:export", args=["xlsx"]))
    assert xlsx.status_code == 200


@pytest.mark.usefixtures("now")
def test_dissents_over_rest(version, operations, ceo, frontline):
    client = APIClient()
    client.force_login(operations)
    url = "/api/v1/dissents/"
    both = {"version": version.pk, "promise": 1, "reason": WHY}
    assert client.post(url, both).status_code == 400
    made = client.post(url, {"version": version.pk, "reason": WHY})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert client.get(url, {"version": version.pk}).json()["count"] == 1
    gone = client.post(f"{url}{key}/withdraw/", {"text": "Then yes."})
    assert gone.json()["replies"][0]["kind"] == "withdrawal"
    client.force_login(ceo)
    assert client.post(f"{url}{key}/answer/", {"text": "Good."}).status_code == 200
    client.force_login(frontline)
    assert client.get(url).status_code == 403


def test_the_list_takes_the_same_queries_for_more_rows(
    operations, ceo, signed_in, count_queries
):
    browser = signed_in(ceo)
    make_dissent(operations)
    few = count_queries(browser, "/api/v1/dissents/")
    for _ in range(4):
        make_dissent(operations)
    assert count_queries(browser, "/api/v1/dissents/") == few
    assert Decision.objects.count() == 0
