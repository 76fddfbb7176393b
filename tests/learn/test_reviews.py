"""A decision is looked at again: what was predicted, what was known, what was luck."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from core.refusals import Invalid, NotAllowed, NotThere
from planner.decisions.models import Decision, Outcome, Review
from planner.decisions.queries import due_for_review
from planner.decisions.services import Judgement, Ruling, decide_plan
from planner.learn.queries.hindsight import figures
from planner.learn.queries.reviews import hindsight
from planner.learn.services import review
from planner.scores import runs
from planner.scores.models import Score
from promises.models import KeptWeek
from tests.make import (
    MONDAY,
    NOW,
    make_assumption,
    make_capability,
    make_decision,
    make_made_promise,
    make_plan,
    make_plan_decision,
    make_promise,
    make_review,
    make_submitted,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REVIEW_ON = MONDAY + timedelta(weeks=9)
THEN = NOW + timedelta(weeks=9)
GOOD = Judgement(
    decided_well="good", turned_out="good", lesson="Ask packing before the printer."
)


@pytest.fixture
def promise(ceo):
    packing = make_capability(code="packing", likely=100, committed=Decimal(55))
    return make_made_promise(
        ceo=ceo,
        code="same-week",
        statement="It comes this week",
        requires=[(packing, 1)],
        break_cost=Decimal(10),
    )


@pytest.fixture
def decision(promise, ceo, marketing):
    """A plan that leans on a belief, approved by the CEO on a real score."""
    for number in range(1, 40):
        count(promise, MONDAY - timedelta(weeks=number), 98)
    plan = make_plan(author=marketing, title="Spring letters", weeks=8)
    tactic = make_tactic(plan, [promise], code="mail", likely=30, ends=8)
    make_assumption(
        plan,
        code="few-answer",
        statement="One letter in fifty brings an order",
        tactic=tactic,
        probability=Decimal("0.8"),
        if_false=Decimal("1.6"),
    )
    version, _ = submit_heard(plan=plan, actor=marketing, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return decide_plan(
        actor=ceo,
        version_id=version.pk,
        score_id=Score.objects.get().pk,
        ruling=Ruling(
            outcome=Outcome.APPROVED, reason="We can keep it.", review_on=REVIEW_ON
        ),
        now=NOW + HOUR,
    )


def count(promise, week, kept, due=100):
    KeptWeek.objects.create(
        promise=promise, week=week, due=due, done=due, in_time=kept, on_day=kept
    )


def keep(promise, kept, *, weeks=8):
    for number in range(weeks):
        count(promise, MONDAY + timedelta(weeks=number), kept)


def seen(decision, user, known=None):
    return figures(decision, user, known=known or {}, as_of=REVIEW_ON, currency="EUR")


# --- The figures ----------------------------------------------------------------------


def test_what_was_predicted_stands_beside_what_was_kept(decision, promise, ceo):
    keep(promise, 97)
    found = seen(decision, ceo)
    (row,) = found["promises"]
    said = decision.score.result["promises"][0]
    assert found["expected"]["chance"] == decision.score.keep_probability
    assert (row["low"], row["high"]) == (
        said["keep_rate"]["p10"],
        said["keep_rate"]["p90"],
    )
    assert (row["due"], row["kept"], row["rate"]) == (800, 776, 0.97)
    assert row["reached"]
    assert found["happened"] == 1.0
    assert row["cost"] == 24 * 10.0
    # 30 a week of the plan, for eight weeks; nobody else was promised it.
    assert row["due_expected"] == pytest.approx(240)


def test_where_the_outcome_fell_moves_with_what_was_kept(decision, promise, ceo):
    places = []
    for kept in (20, 97, 100):
        KeptWeek.objects.filter(week__gte=MONDAY).delete()
        keep(promise, kept)
        places.append(seen(decision, ceo)["promises"][0]["place"])
    assert places[0] < 0.05 < places[1] < places[2]


def test_without_new_knowledge_the_rest_is_luck(decision, promise, ceo):
    keep(promise, 97)
    found = seen(decision, ceo)
    chance = found["expected"]["chance"]
    assert found["informed"] is None
    assert (found["knowledge"], found["luck"]) == (0.0, 1.0 - chance)


def test_what_was_not_known_is_told_from_luck(decision, promise, ceo):
    keep(promise, 80)
    found = seen(decision, ceo, {"few-answer": False})
    chance = found["expected"]["chance"]
    assert found["informed"] < chance - 0.02
    assert found["knowledge"] == pytest.approx(found["informed"] - chance)
    assert found["luck"] == pytest.approx(0.0 - found["informed"])
    assert [belief["now"] for belief in found["beliefs"]] == ["failed"]
    held = seen(decision, ceo, {"few-answer": True})
    assert held["informed"] > chance


def test_nothing_is_said_of_an_outcome_before_it_is_there(decision, ceo):
    found = seen(decision, ceo)
    assert (found["happened"], found["luck"]) == (None, None)
    assert found["promises"][0]["place"] is None


def test_a_promise_is_held_against_what_was_kept_since(promise, ceo):
    made = Decision.objects.get(promise=promise)
    keep(promise, 97)
    found = seen(made, ceo)
    # The week in which it was decided does not count.
    assert found["promises"][0]["due"] == 700
    assert found["happened"] is None  # it was made without a target on record


def test_a_decision_without_a_score_has_no_figures(marketing, ceo):
    plan = make_plan(author=marketing)
    make_tactic(plan, [make_made_promise()])
    returned = make_plan_decision(make_submitted(plan), outcome=Outcome.RETURNED)
    found = seen(returned, ceo)
    assert found["expected"] is None
    assert found["promises"] == []


# --- Looking again ----------------------------------------------------------------------


def test_a_review_keeps_the_judgement_and_the_figures_of_the_day(
    decision, promise, ceo
):
    keep(promise, 97)
    found = review(
        actor=ceo,
        decision_id=decision.pk,
        judgement=GOOD,
        known={"few-answer": True},
        now=THEN,
    )
    assert (found.quadrant, found.by) == ("Deserved success", ceo)
    kept = dict(found.figures)
    KeptWeek.objects.all().delete()
    found.refresh_from_db()
    assert found.figures == kept
    assert kept["beliefs"][0]["now"] == "held"
    event = AuditEvent.objects.get(action="looked at again")
    assert event.changes["lesson"] == GOOD.lesson


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"decided_well": "unknown"}, "decided_well"),
        ({"turned_out": "yes"}, "turned_out"),
        ({"lesson": "  "}, "lesson"),
        ({"lesson": "x" * 5_001}, "lesson"),
        ({"next_on": MONDAY}, "next_on"),
        ({"next_on": date(9999, 1, 1)}, "next_on"),
    ],
)
def test_an_incomplete_review_is_refused_by_place(decision, ceo, change, place):
    judgement = Judgement(**{**GOOD.__dict__, **change})
    with pytest.raises(Invalid) as refusal:
        review(
            actor=ceo,
            decision_id=decision.pk,
            judgement=judgement,
            known={},
            now=THEN,
        )
    assert list(refusal.value.errors) == [place]
    assert not Review.objects.exists()


def test_only_the_ceo_looks_at_a_decision_again(decision, operations, ceo):
    with pytest.raises(NotAllowed):
        review(
            actor=operations,
            decision_id=decision.pk,
            judgement=GOOD,
            known={},
            now=THEN,
        )
    with pytest.raises(IntegrityError, match="only the CEO"), transaction.atomic():
        make_review(decision, by=operations)
    with pytest.raises(NotThere):
        review(actor=ceo, decision_id=10**9, judgement=GOOD, known={}, now=THEN)


def test_an_assumption_that_the_plan_does_not_hold_is_refused(decision, ceo):
    with pytest.raises(Invalid):
        review(
            actor=ceo,
            decision_id=decision.pk,
            judgement=GOOD,
            known={"moon": True},
            now=THEN,
        )


def test_a_review_is_never_altered(decision):
    found = make_review(decision)
    rows = Review.objects.filter(pk=found.pk)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        rows.update(lesson="We always knew.")
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        rows._raw_delete(rows.db)


# --- When it is due -------------------------------------------------------------------


def due(user, day):
    return [row.pk for row in due_for_review(user, by=day).filter(promise=None)]


def test_a_decision_is_due_on_its_day_and_closed_by_its_review(decision, ceo):
    assert due(ceo, REVIEW_ON - timedelta(days=1)) == []
    assert due(ceo, REVIEW_ON) == [decision.pk]
    make_review(decision)
    assert due(ceo, REVIEW_ON) == []


def test_a_review_may_name_another_day(decision, ceo):
    later = REVIEW_ON + timedelta(weeks=8)
    make_review(decision, next_on=later)
    assert due(ceo, REVIEW_ON) == []
    assert due(ceo, later) == [decision.pk]


def test_every_decision_has_a_review_date(marketing, ceo):
    plan = make_plan(author=marketing)
    make_tactic(plan, [make_made_promise()])
    version, _ = submit_heard(plan=plan, actor=marketing, revision=1, now=NOW)
    returned = decide_plan(
        actor=ceo,
        version_id=version.pk,
        score_id=None,
        ruling=Ruling(outcome=Outcome.RETURNED, reason="Later."),
        now=NOW,
    )
    assert returned.review_on == MONDAY + timedelta(weeks=13)
    promise = make_promise(state="studied")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_decision(promise, review_on=None)


# --- Pages and REST -------------------------------------------------------------------


@pytest.fixture
def then():
    with time_machine.travel(THEN, tick=False):
        yield


def page(browser, name, *args):
    answer = browser.get(reverse(f"learn:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("then")
def test_the_ceo_compares_then_judges(decision, promise, ceo, signed_in):
    keep(promise, 80)
    browser = signed_in(ceo)
    shown = page(browser, "review", decision.pk)
    assert "not every target was reached" in shown
    assert "One letter in fifty brings an order" in shown
    url = reverse("learn:judge", args=[decision.pk])
    known = {"known-few-answer": "failed", "lesson": "Half written"}
    compared = browser.post(url, known | {"compare": "yes"})
    text = compared.content.decode()
    assert compared.status_code == 200
    assert "Knowing then what is known now" in text
    assert "Half written" in text
    assert not Review.objects.exists()
    assert browser.post(url, known).status_code == 422
    said = known | {"decided_well": "good", "turned_out": "bad"}
    done = browser.post(url, said | {"lesson": "Count <b>first</b>."}, follow=True)
    assert "Bad luck" in done.content.decode()
    assert "Count &lt;b&gt;first&lt;/b&gt;." in done.content.decode()
    assert Review.objects.get().figures["beliefs"][0]["now"] == "failed"
    past_day = said | {"lesson": "Late.", "next_on": "2020-01-01"}
    assert browser.post(url, past_day).status_code == 400


@pytest.mark.usefixtures("then")
def test_directors_read_and_do_not_judge(decision, operations, signed_in):
    browser = signed_in(operations)
    assert "Your judgement" not in page(browser, "review", decision.pk)
    url = reverse("learn:judge", args=[decision.pk])
    assert browser.post(url, {}).status_code == 403


@pytest.mark.usefixtures("then")
def test_the_lessons_are_listed_by_how_it_was_decided_and_turned_out(
    decision, ceo, signed_in
):
    browser = signed_in(ceo)
    assert "No decision was looked at again yet" in page(browser, "reviews")
    make_review(decision, turned_out="bad", lesson="=Ask first")
    shown = page(browser, "reviews")
    assert "Bad luck" in shown
    assert "=Ask first" in shown
    url = reverse("learn:reviews")
    other = browser.get(url, {"quadrant": "bad-good"}).content.decode()
    assert "No such decision" in other
    assert browser.get(url, {"quadrant": "x\x00-y", "page": "abc"}).status_code == 200
    exported = browser.get(reverse("learn:reviews-export", args=["csv"]))
    assert "'=Ask first" in b"".join(exported.streaming_content).decode()
    assert hindsight(ceo).of(decided_well="good", turned_out="bad") == 1


@pytest.mark.usefixtures("then")
def test_the_list_takes_the_same_queries_for_more_rows(
    decision, ceo, signed_in, count_queries
):
    make_review(decision)
    browser = signed_in(ceo)
    addresses = (reverse("learn:reviews"), "/api/v1/reviews/")
    few = [count_queries(browser, url) for url in addresses]
    for _ in range(4):
        make_review(Decision.objects.get(promise=make_made_promise()))
    assert [count_queries(browser, url) for url in addresses] == few


@pytest.mark.usefixtures("then")
def test_reviews_are_read_and_written_over_rest(decision, promise, ceo, operations):
    keep(promise, 97)
    client = APIClient()
    client.force_login(ceo)
    url = f"/api/v1/decisions/{decision.pk}/outcome/"
    told = client.get(url, {"fails": "few-answer"}).json()
    assert told["format"] == "decision-review/1"
    assert told["informed"] < told["expected"]["chance"]
    twice = client.get(url, {"fails": "few-answer", "holds": "few-answer"})
    assert twice.status_code == 400
    body = {
        "decision": decision.pk,
        "decided_well": "good",
        "turned_out": "good",
        "lesson": "Ask first.",
        "known": {"few-answer": False},
    }
    answer = client.post("/api/v1/reviews/", body, format="json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["figures"]["informed"] == told["informed"]
    assert client.get("/api/v1/reviews/", {"turned_out": "good"}).json()["count"] == 1
    wrong = client.post("/api/v1/reviews/", body | {"lesson": ""}, format="json")
    assert wrong.status_code == 400
    client.force_login(operations)
    assert client.post("/api/v1/reviews/", body, format="json").status_code == 403
