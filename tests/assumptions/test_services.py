"""Assumptions under test: planned, run, concluded, and what follows at once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, Notice, Role
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.assumptions import services
from planner.decisions import services as deciding
from planner.decisions.models import Recall
from planner.plans import services as plans
from planner.plans.models import AssumptionTest, Finding, PlanState
from planner.plans.queries import plan_content
from planner.scores import runs
from planner.scores.assembly import build_case
from planner.scores.models import ScoringRun
from planner.scores.queries.inquiries import inquire
from planner.scores.services import refresh_tested
from tests.assumptions.conftest import LATER
from tests.make import MONDAY, NOW, make_finding, make_task, make_test, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(marketing):
    return services.Card(
        method="Send the letter to 400 families in two towns.",
        measure="the share of them who order within a week",
        unit="%",
        comparison="at-most",
        threshold=Decimal(30),
        owner=marketing.pk,
        due_on=MONDAY + timedelta(weeks=3),
        cost=Decimal(1200),
    )


def found(**changes):
    fields: dict[str, Any] = {
        "on": MONDAY,
        "text": "112 of the 400 families have ordered.",
        "source": "order history",
        "figure": Decimal(28),
    }
    return services.Found(**(fields | changes))


def conclude(test, actor=None, result="refuted", **changes):
    arguments = {
        "test_id": test.pk,
        "actor": actor or test.owner,
        "result": result,
        "reason": "62 % ordered within a week.",
        "now": LATER,
    }
    return services.conclude(**(arguments | changes))


# --- The card --------------------------------------------------------------------


def test_a_test_keeps_the_words_that_it_tests(plan, marketing, card):
    test = services.plan_test(
        plan=plan, assumption="spread", actor=marketing, card=card, now=NOW
    )
    assert test.statement == "They order over a month"
    assert test.state == "planned"
    event = AuditEvent.objects.get(action="planned a test of an assumption")
    assert event.subject_id == str(plan.pk)


def test_there_is_one_open_test_of_an_assumption(plan, marketing, card):
    services.plan_test(
        plan=plan, assumption="spread", actor=marketing, card=card, now=NOW
    )
    with pytest.raises(Conflict, match="under test already"):
        services.plan_test(
            plan=plan, assumption="spread", actor=marketing, card=card, now=NOW
        )


def test_what_the_plan_does_not_assume_cannot_be_tested(plan, marketing, card):
    with pytest.raises(Invalid, match="no assumption 'moon'"):
        services.plan_test(
            plan=plan, assumption="moon", actor=marketing, card=card, now=NOW
        )


def test_only_who_works_on_a_plan_plans_its_tests(submitted, operations, card):
    with pytest.raises(NotAllowed, match="who work on the plan"):
        services.plan_test(
            plan=submitted, assumption="spread", actor=operations, card=card, now=NOW
        )


def test_a_plan_that_one_does_not_see_is_not_there(plan, operations, card):
    with pytest.raises(NotThere):
        services.plan_test(
            plan=plan, assumption="spread", actor=operations, card=card, now=NOW
        )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"method": "  "}, "method"),
        ({"measure": ""}, "measure"),
        ({"comparison": "about"}, "comparison"),
        ({"threshold": Decimal("1e15")}, "threshold"),
        ({"threshold": Decimal("NaN")}, "threshold"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"due_on": MONDAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2099, 1, 1)}, "due_on"),
        ({"valid_until": MONDAY}, "valid_until"),
        ({"owner": 2**40}, "owner"),
    ],
)
def test_a_card_that_cannot_be_is_refused_at_its_place(
    plan, marketing, card, changes, place
):
    with pytest.raises(Invalid) as refusal:
        services.plan_test(
            plan=plan,
            assumption="spread",
            actor=marketing,
            card=replace(card, **changes),
            now=NOW,
        )
    assert place in refusal.value.errors


def test_an_administrator_owns_no_test(plan, marketing, card):
    someone = make_user(role=Role.ADMINISTRATOR)
    with pytest.raises(Invalid) as refusal:
        services.plan_test(
            plan=plan,
            assumption="spread",
            actor=marketing,
            card=replace(card, owner=someone.pk),
            now=NOW,
        )
    assert "owner" in refusal.value.errors


def test_a_card_changed_by_somebody_else_is_not_overwritten(plan, marketing, card):
    test = services.plan_test(
        plan=plan, assumption="spread", actor=marketing, card=card, now=NOW
    )
    changed = services.change_test(
        test_id=test.pk,
        actor=marketing,
        revision=1,
        card=replace(card, threshold=Decimal(40)),
        now=LATER,
    )
    assert (changed.revision, changed.threshold) == (2, Decimal(40))
    with pytest.raises(Conflict, match="not any more what you saw"):
        services.change_test(
            test_id=test.pk,
            actor=marketing,
            revision=1,
            card=replace(card, threshold=Decimal(50)),
            now=LATER,
        )


# --- What is found out -------------------------------------------------------------


def test_whoever_finds_something_is_testing(plan, marketing):
    test = make_test(plan)
    services.add_finding(test_id=test.pk, actor=marketing, found=found(), now=NOW)
    test.refresh_from_db()
    assert test.state == "running"
    assert services.newest_figure(test) == 28


def test_nothing_is_found_out_in_the_future(plan, marketing):
    test = make_test(plan)
    with pytest.raises(Invalid) as refusal:
        services.add_finding(
            test_id=test.pk,
            actor=marketing,
            found=found(on=MONDAY + timedelta(days=1), link="not a link"),
            now=NOW,
        )
    assert set(refusal.value.errors) == {"on", "link"}


def test_the_owner_runs_the_test_of_somebody_elses_plan(plan, operations):
    test = make_test(plan, owner=operations)
    services.start_test(test_id=test.pk, actor=operations, now=NOW)
    services.add_finding(test_id=test.pk, actor=operations, found=found(), now=NOW)
    done = conclude(test, operations, "supported")
    assert done.test.figure == 28


@pytest.mark.parametrize(
    ("comparison", "figure", "implied"),
    [
        ("at-least", 30, "supported"),
        ("at-least", 29.999, "refuted"),
        ("at-most", 30, "supported"),
        ("at-most", 31, "refuted"),
    ],
)
def test_a_figure_is_read_beside_the_signpost(plan, comparison, figure, implied):
    test = make_test(plan, comparison=comparison)
    assert test.implies(Decimal(str(figure))) == implied
    assert test.implies(None) is None


# --- What it comes to ----------------------------------------------------------------


def test_a_refuted_assumption_lowers_the_score_of_what_was_submitted(submitted, newest):
    before = newest(submitted)
    done = conclude(make_test(submitted, "spread"))
    assert done.rescored
    assert runs.score_next(now=LATER)
    after = newest(submitted)
    assert after.pk != before.pk
    assert before.keep_probability == pytest.approx(0.7, abs=0.02)
    assert after.keep_probability < 0.02
    assert ScoringRun.objects.latest("pk").reason.startswith(
        "Tested and refuted: They order"
    )


def test_a_supported_assumption_raises_it(submitted, newest):
    conclude(make_test(submitted, "spread"), result="supported")
    assert runs.score_next(now=LATER)
    assert newest(submitted).keep_probability > 0.98


def test_a_drafts_live_score_knows_the_test_at_once(plan):
    def live():
        found = inquire(plan_content(plan), now=LATER, plan=plan)
        return found["result"]["keep_probability"]["value"]

    before = live()
    conclude(make_test(plan, "spread"))
    assert live() < before - 0.5
    assert not ScoringRun.objects.exists()


def test_the_case_carries_the_status_as_before(plan):
    conclude(make_test(plan, "spread"))
    case = build_case(plan_content(plan), as_of=MONDAY, plan=plan)
    rows = {row["id"]: row["status"] for row in case["plan"]["assumptions"]}
    assert rows == {"spread": "refuted", "kind": "untested"}
    assert {row["status"] for row in plan_content(plan)["assumptions"]} == {"untested"}


def test_a_result_counts_for_the_words_that_were_tested(plan):
    conclude(make_test(plan, "spread"))
    plan.assumptions.filter(code="spread").update(statement="They order over a year")
    case = build_case(plan_content(plan), as_of=MONDAY, plan=plan)
    assert case["plan"]["assumptions"][0]["status"] == "untested"


def test_the_newest_test_says_what_holds(plan):
    make_test(plan, "spread", state="refuted", concluded_at=NOW - timedelta(days=9))
    conclude(make_test(plan, "spread"), result="supported")
    case = build_case(plan_content(plan), as_of=MONDAY, plan=plan)
    assert case["plan"]["assumptions"][0]["status"] == "supported"


def test_a_dropped_test_says_nothing(plan):
    test = make_test(plan, "spread")
    services.drop_test(
        test_id=test.pk, actor=plan.author, reason="Too dear.", now=LATER
    )
    case = build_case(plan_content(plan), as_of=MONDAY, plan=plan)
    assert case["plan"]["assumptions"][0]["status"] == "untested"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 5001}, "reason"),
        ({"result": "dropped"}, "result"),
        ({"figure": Decimal("1e15")}, "figure"),
    ],
)
def test_a_conclusion_says_what_and_why(plan, changes, place):
    with pytest.raises(Invalid) as refusal:
        conclude(make_test(plan), **changes)
    assert place in refusal.value.errors


def test_what_is_concluded_is_concluded_once(plan):
    test = make_test(plan)
    conclude(test)
    with pytest.raises(Conflict, match="Max Marten has concluded it: refuted"):
        conclude(test, result="supported")


def test_only_who_runs_it_concludes_it(submitted, operations):
    with pytest.raises(NotAllowed, match="run by its owner"):
        services.conclude(
            test_id=make_test(submitted).pk,
            actor=operations,
            result="supported",
            reason="I think so.",
            now=LATER,
        )


# --- Below the services ----------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"reason": "It held."}, {"state": "supported"}, {"figure": 3}]
)
def test_the_database_keeps_what_was_concluded(plan, changes):
    test = make_test(plan, state="refuted", figure=Decimal(28))
    with (
        pytest.raises(IntegrityError, match="stays as it was said"),
        transaction.atomic(),
    ):
        AssumptionTest.objects.filter(pk=test.pk).update(**changes)


def test_what_was_found_out_is_only_ever_added(submitted):
    row = make_finding(make_test(submitted))
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=row.pk).update(text="Nothing.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=row.pk).delete()


def test_a_draft_is_thrown_away_with_its_tests(plan):
    make_finding(make_test(plan, state="refuted"))
    plans.delete(plan=plan, actor=plan.author, now=LATER)
    assert not AssumptionTest.objects.exists()


# --- Under an approval -----------------------------------------------------------------


def test_a_refuted_assumption_brings_an_approved_plan_back(approved):
    done = conclude(make_test(approved, "spread"))
    approved.refresh_from_db()
    assert approved.state == PlanState.REVIEW
    assert done.recall is not None
    notice = Notice.objects.get(kind="recall")
    assert notice.urgent
    assert "They order over a month" in notice.text
    event = AuditEvent.objects.get(action="called back for review")
    assert event.changes["reason"] == (
        "An assumption was refuted: They order over a month"
    )


def test_a_supported_one_does_not(approved):
    conclude(make_test(approved, "spread"), result="supported")
    approved.refresh_from_db()
    assert approved.state == PlanState.APPROVED
    assert not Recall.objects.exists()


def test_the_ceo_lets_the_approval_stand_once_all_is_settled(approved, ceo):
    first = conclude(make_test(approved, "spread")).recall
    second = conclude(make_test(approved, "kind")).recall
    deciding.let_stand(
        actor=ceo, recall_id=first.pk, reason="We hired two more.", now=LATER
    )
    approved.refresh_from_db()
    assert approved.state == PlanState.REVIEW
    deciding.let_stand(
        actor=ceo, recall_id=second.pk, reason="They came back.", now=LATER
    )
    approved.refresh_from_db()
    assert approved.state == PlanState.APPROVED
    with pytest.raises(Conflict, match="Clara Ek has said"):
        deciding.let_stand(
            actor=ceo, recall_id=second.pk, reason="Once more.", now=LATER
        )


def test_it_takes_a_reason_and_the_ceo(approved, ceo, marketing, operations):
    key = conclude(make_test(approved, "spread")).recall.pk
    with pytest.raises(Invalid):
        deciding.let_stand(actor=ceo, recall_id=key, reason="", now=LATER)
    for person in (marketing, operations):
        with pytest.raises(NotAllowed):
            deciding.let_stand(actor=person, recall_id=key, reason="So.", now=LATER)


def test_the_ceo_ends_it_and_the_recall_with_it(approved, ceo):
    done = conclude(make_test(approved, "spread"))
    ended = deciding.take_back(
        actor=ceo,
        decision_id=done.recall.decision_id,
        reason="It cannot be kept.",
        now=LATER,
    )
    approved.refresh_from_db()
    recall = Recall.objects.get()
    assert approved.state == PlanState.RETURNED
    assert (recall.outcome, recall.reason) == ("ended", ended.reason)


def test_the_database_asks_for_a_cause_and_for_the_ceo(approved, marketing):
    recall = conclude(make_test(approved, "spread")).recall
    with (
        pytest.raises(IntegrityError, match="only the CEO settles"),
        transaction.atomic(),
    ):
        Recall.objects.filter(pk=recall.pk).update(
            settled_at=LATER, settled_by=marketing, outcome="stands", reason="So."
        )
    with pytest.raises(IntegrityError, match="has not settled"), transaction.atomic():
        type(approved).objects.filter(pk=approved.pk).update(state="approved")


def test_an_assumption_that_holds_recalls_nothing(approved):
    test = make_test(approved, "spread", state="supported")
    decision = approved.versions.get().decisions.get()
    with (
        pytest.raises(IntegrityError, match="only a refuted assumption"),
        transaction.atomic(),
    ):
        Recall.objects.create(decision=decision, test=test, at=NOW)


def test_the_tasks_that_count_on_it_are_held_with_the_reason(approved, marketing):
    task = make_task(approved, tactic_code="mail")
    other = make_task(approved)
    test = make_test(approved, "spread")
    conclude(test)
    assert services.hold_tasks(test_id=test.pk, actor=marketing, now=LATER) == 1
    task.refresh_from_db()
    other.refresh_from_db()
    assert (task.state, other.state) == ("held", "planned")
    assert task.hold_reason == "An assumption was refuted: They order over a month"
    assert services.hold_tasks(test_id=test.pk, actor=marketing, now=LATER) == 0


# --- Results that run out ----------------------------------------------------------------


def test_a_result_that_ran_out_is_untested_again_and_scored_again(submitted, newest):
    test = make_test(submitted, "spread", valid_until=MONDAY + timedelta(weeks=4))
    conclude(test)
    assert runs.score_next(now=LATER)
    assert newest(submitted).keep_probability < 0.02
    after = LATER + timedelta(weeks=5)
    assert services.expire_results(now=LATER) == 0
    assert services.expire_results(now=after) == 1
    test.refresh_from_db()
    assert (test.state, test.reason) == ("expired", "62 % ordered within a week.")
    assert runs.score_next(now=after)
    assert newest(submitted).keep_probability == pytest.approx(0.7, abs=0.02)
    assert services.expire_results(now=after) == 0
    assert not runs.score_next(now=after)


def test_what_is_concluded_while_a_run_is_under_way_is_scored_after_it(
    submitted, newest
):
    conclude(make_test(submitted, "kind"))
    waiting = ScoringRun.objects.latest("pk")
    ScoringRun.objects.filter(pk=waiting.pk).update(state="running", attempts=1)
    conclude(make_test(submitted, "spread"))
    assert ScoringRun.objects.under_way().count() == 1
    # It had read the plan before the second test was concluded.
    ScoringRun.objects.filter(pk=waiting.pk).update(state="done")
    assert refresh_tested(now=LATER) == 1
    assert runs.score_next(now=LATER)
    assert newest(submitted).keep_probability < 0.02
    assert refresh_tested(now=LATER) == 0
