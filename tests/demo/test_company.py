"""The demo company, built once for all these tests: it is what newcomers see."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from accounts.audit import first_break
from accounts.models import Role, User
from customers.models import (
    Customer,
    Defection,
    History,
    LoyaltyStudy,
    Purchase,
    SurveyAnswer,
)
from planner.decisions.models import (
    Condition,
    Decision,
    Dissent,
    Escalation,
    Recall,
    Review,
)
from planner.decisions.queries import due_for_review
from planner.demo import company, facts
from planner.demo import customers as customers_of_demo
from planner.demo.past import PAST
from planner.learn.queries import learnt
from planner.plans.models import AssumptionTest, Commitment, Plan, PlanState
from planner.portfolio.models import Portfolio
from planner.pruning.models import Objection, Pruning, Retirement
from planner.scores.models import Score
from planner.scores.queries import is_current
from promises.models import KeptWeek, Outcome, Promise, PromiseState

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Build it in a transaction that is rolled back after the last test."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        company.build(now=NOW, say=lambda words: None)
        yield
        transaction.set_rollback(True)


# SQLite is what newcomers get; on PostgreSQL the journeys build and serve it.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("built"),
    pytest.mark.once("sqlite"),
]


def score_of(title: str) -> Score:
    return Score.objects.filter(version__plan__title=title).latest("pk")


def test_there_is_one_person_of_every_role():
    roles = set(User.objects.values_list("role", flat=True))
    assert roles == set(Role.values)


def test_the_superb_plan_cannot_be_kept_and_the_dull_one_can():
    spring, dull = score_of("Spring launch"), score_of("Back to Northlight")
    assert spring.verdict == Score.Verdict.NOT_KEEPABLE
    assert dull.verdict == Score.Verdict.KEEPABLE
    assert {s.version.plan.state for s in (spring, dull)} == {PlanState.SUBMITTED}


def test_what_waits_can_be_decided_on_its_score():
    for title in ("Spring launch", "Back to Northlight"):
        assert is_current(score_of(title), now=NOW)


def test_packing_is_where_the_superb_plan_breaks():
    promises = score_of("Spring launch").result["promises"]
    broken = {p["id"]: p["bottleneck"] for p in promises}
    assert broken["chosen-week"]["capability"] == "packing"


def test_thirteen_promises_stand_where_their_story_has_brought_them():
    states = dict(Promise.objects.values_list("code", "state"))
    assert len(states) == 13  # nine of the catalogue, four of outreach
    assert states["follow-up"] == PromiseState.IDEA  # what outreach promises in talks
    assert states["ten-sides"] == PromiseState.IDEA
    assert states["two-days"] == PromiseState.APPROVED
    assert states["same-day-standing"] == PromiseState.STUDIED


def test_two_promises_are_kept_far_below_what_they_promise():
    short = []
    for fact in facts.PROMISES:
        counts = KeptWeek.objects.filter(promise__code=fact.code).aggregate(
            due=Sum("due"), kept=Sum("on_day")
        )
        if counts["due"] and counts["kept"] / counts["due"] < float(fact.target) - 0.1:
            short.append(fact.code)
    assert sorted(short) == ["same-day-standing", "two-days"]


def test_the_ledger_tells_of_about_forty_thousand_customers_over_three_years():
    customers = Outcome.objects.values("customer").distinct().count()
    weeks = KeptWeek.objects.values("week").distinct().count()
    assert 30_000 < customers <= customers_of_demo.CUSTOMERS
    assert weeks >= facts.HISTORY_WEEKS


def test_forty_thousand_customers_did_what_the_ledger_says_of_them():
    assert Customer.objects.count() == customers_of_demo.CUSTOMERS
    codes = set(Customer.objects.values_list("code", flat=True))
    told = Outcome.objects.exclude(promise__code="follow-up")  # to people we know
    assert set(told.values_list("customer", flat=True)) <= codes
    # Every delivery of a chosen week is an order that its customer placed that day.
    orders = dict(
        Purchase.objects.filter(amount__gt=0).values_list("reference", "customer__code")
    )
    deliveries = Outcome.objects.filter(promise__code="chosen-week")
    for reference, customer in deliveries.values_list("reference", "customer"):
        assert orders[reference] == customer
    assert not Purchase.objects.filter(on__gt=NOW.date()).exists()


def test_the_study_of_the_customers_is_done_and_found_repeat_business():
    study = LoyaltyStudy.objects.get()
    document = study.document
    assert study.state == "done"
    assert 0.3 < document["repeat_rate"]["share"] < 0.6
    groups = [one["group"] for one in document["repeat_business"]["groups"]]
    assert sorted(groups) == sorted(facts.SEGMENTS)
    assert document["check"]["happened"] > 5_000
    assert History.objects.filter(alive__gt=0.9).exists()
    assert History.objects.filter(days__gt=3, alive__lt=0.1).exists()


def test_some_who_left_had_said_they_were_satisfied():
    left = Defection.objects.values("customer")
    pleased = SurveyAnswer.objects.filter(kind="csat", score__gte=4, customer__in=left)
    assert pleased.exists()
    over = Defection.objects.exclude(broken_promise="")
    assert over.count() > 100
    assert set(over.values_list("broken_promise", flat=True)) <= {
        fact.code for fact in facts.PROMISES
    }


def test_the_weekly_counts_are_the_ledger():
    counted = KeptWeek.objects.aggregate(due=Sum("due"), kept=Sum("on_day"))
    assert counted["due"] == Outcome.objects.count()
    assert counted["kept"] == Outcome.objects.filter(on_day=True).count()


def test_only_the_approved_and_the_waiting_hold_capacity():
    holding = Commitment.objects.holding().exclude(version=None)
    titles = set(holding.values_list("version__plan__title", flat=True))
    now = {"Autumn catalogue", "Spring launch", "Back to Northlight"}
    now |= {"Sit on it at home", "Desks on approval", "Cots before the baby"}
    now |= {"Chairs on trial", "The second sofa", "Curtains in two lengths"}
    assert titles == now | {plan.title for plan in PAST}


def test_predictions_have_met_their_outcomes():
    ceo = User.objects.get(role=Role.CEO)
    found = learnt(ceo, as_of=NOW.date())
    assert found.overall.count == len(found.predictions) == 12
    assert found.overall.over == 8
    assert {group.name for group in found.authors} >= {"Sofia Lang", "Carl Wiese"}
    assert found.overall.hits.count > 5


def test_conditions_are_met_open_and_missed_and_one_plan_came_back():
    states = dict(Condition.objects.values_list("text", "state"))
    assert sorted(states.values()) == ["met", "met", "missed", "open"]
    back = Plan.objects.filter(state=PlanState.REVIEW)
    missed = back.filter(versions__decisions__obligations__state="missed")
    assert [plan.title for plan in missed] == ["Desks on approval"]


def test_assumptions_are_under_test_and_one_that_failed_brought_its_plan_back():
    tests = AssumptionTest.objects.values_list("assumption", "state")
    assert dict(tests) == {
        "spread": "running",
        "packers-stay": "planned",
        "they-answer": "supported",
        "order-rate": "refuted",
    }
    recall = Recall.objects.get()
    plan = recall.test.plan
    assert (plan.title, plan.state) == ("Autumn catalogue", PlanState.REVIEW)
    newest = Score.objects.filter(version__plan=plan).latest("pk")
    assert newest.case["plan"]["assumptions"][0]["status"] == "refuted"


def test_decisions_were_looked_at_again_as_the_ledger_has_it():
    found = {str(row.decision.version): row for row in Review.objects.all()}
    told = {title: row.figures["happened"] for title, row in found.items()}
    judged = {title: row.turned_out for title, row in found.items()}
    assert judged == {title: "good" if hit else "bad" for title, hit in told.items()}
    moved = found["Help with every move, version 1"].figures
    assert moved["knowledge"] > 0
    assert moved["happened"] - moved["expected"]["chance"] == pytest.approx(
        moved["knowledge"] + moved["luck"]
    )
    ceo = User.objects.get(role=Role.CEO)
    due = {
        str(row.version or row.promise) for row in due_for_review(ceo, by=NOW.date())
    }
    assert "Easy returns, version 1" in due


def test_who_disagrees_is_on_record_by_name_and_was_answered():
    late = Dissent.objects.get(sign_off=None)
    assert Decision.objects.get(version=late.version).decided_at < late.at
    assert late.replies.get().kind == "answer"
    assert Dissent.objects.filter(sign_off__isnull=False).count() > 3


def test_a_deputy_decided_and_a_submission_is_overdue_but_undecided():
    decision = Decision.objects.get(decider_role="deputy")
    assert decision.decider == "Freya Moll for Clara Ekdahl"
    late = Escalation.objects.get().version
    assert str(late) == "Back to Northlight, version 1"
    assert not late.decisions.exists()


def test_the_look_finds_what_serves_no_need_and_what_cannot_be_kept():
    result = Pruning.objects.get().result
    assert result is not None
    found = result["subjects"]
    grounds = {
        row["code"]: {ground["ground"] for ground in row["grounds"]}
        for row in found
        if row["grounds"] and row["kind"] != "initiative"
    }
    assert grounds["ten-sides"] == {"no-need"}
    assert grounds["two-days"] == {"cannot-be-kept"}
    assert grounds["same-day-standing"] == {"cannot-be-kept"}
    made = {"chosen-week", "assembled", "a-person", "money-back", "no-box-left"}
    assert not made & set(grounds), "what earns its place was found"
    assert Retirement.objects.open().get().promise == Promise.objects.get(
        code="two-days"
    )


def test_the_audit_chain_of_the_whole_story_holds():
    assert first_break() is None


def test_nothing_happened_in_the_future():
    assert not Plan.objects.filter(changed_at__gt=NOW).exists()
    assert not Outcome.objects.filter(done_at__gt=NOW).exists()


def test_it_is_never_built_over_something():
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("seed_demo")


def test_it_is_not_built_where_the_ceo_needs_a_second_step(settings, monkeypatch):
    settings.CEO_NEEDS_SECOND_STEP = True
    module = "planner.demo.management.commands.seed_demo.is_there"
    monkeypatch.setattr(module, lambda: False)
    with pytest.raises(CommandError, match="KEPT_DEMO=1"):
        call_command("seed_demo")


def test_the_returns_desk_is_scarce_in_the_best_set_and_a_second_checker_pays():
    result = Portfolio.objects.latest("pk").result
    assert result is not None
    scarce = {
        row["id"] for row in result["solution"]["capabilities"] if any(row["worth"])
    }
    assert scarce == {"returns"}
    first = result["gains"][0]
    assert (first["id"], first["chosen"]) == ("initiative-second-checker", True)
    assert first["gain"] > 0
    per_unit = [row["per_unit"] for row in result["contributions"] if row["units"]]
    assert len(per_unit) >= 3
    assert result["is_kept"]


def test_a_plan_that_waits_becomes_keepable_where_one_thing_is_retired():
    result = Pruning.objects.latest("pk").result
    assert result is not None
    becoming = {
        row["title"]
        for subject in result["subjects"]
        if subject["grounds"]
        for row in subject["waiting"]
        if row["becomes"]
    }
    assert "The second sofa" in becoming


def test_who_disagrees_with_retiring_something_stands_by_name():
    objection = Objection.objects.get()
    assert objection.by.name == "Max Brandt"
    assert objection.retirement.is_open
