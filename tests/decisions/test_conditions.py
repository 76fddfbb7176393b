"""Conditions of an approval: asked of somebody, met, waived, extended, or missed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Role
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from core.triggers import Trigger
from planner.decisions.condition_triggers import CONDITION_TRIGGERS
from planner.decisions.models import Condition, ConditionStep, Decision, Outcome
from planner.decisions.services import (
    NotInReview,
    NotWaitedFor,
    Ruling,
    Term,
    decide_plan,
    extend,
    meet,
    miss_overdue,
    take_back,
    waive,
)
from planner.plans.models import Commitment, Plan, PlanState
from planner.plans.services import freeze
from planner.scores import runs
from planner.scores.models import Score
from planner.today.queries import today
from promises.models import Promise, PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_condition,
    make_made_promise,
    make_plan,
    make_tactic,
    make_user,
    submit_heard,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LAST_DAY = MONDAY + timedelta(weeks=2)
TOO_LATE = NOW + timedelta(weeks=2, days=1)


@pytest.fixture
def plan(marketing):
    packing = make_capability(code="packing", likely=100, committed=Decimal(60))
    plan = make_plan(author=marketing, title="Spring letters")
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    return plan


def approve(plan, ceo, *terms):
    """Approve the plan on conditions, as the CEO would."""
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    score = Score.objects.filter(version=version).latest("pk")
    ruling = Ruling(
        outcome=Outcome.CONDITIONAL,
        reason="If packing stays as it is.",
        conditions=terms,
        review_on=date(2026, 4, 6),
    )
    decision = decide_plan(
        actor=ceo,
        version_id=version.pk,
        score_id=score.pk,
        ruling=ruling,
        now=NOW + HOUR,
    )
    plan.refresh_from_db()
    return decision


@pytest.fixture
def night_shift(operations):
    return Term(text="The night shift stays", owner=operations.pk, due_on=LAST_DAY)


@pytest.fixture
def condition(plan, ceo, night_shift):
    return approve(plan, ceo, night_shift).obligations.get()


@pytest.fixture
def missed(condition):
    assert miss_overdue(now=TOO_LATE) == 1
    condition.refresh_from_db()
    return condition


def state_of(plan):
    return Plan.objects.get(pk=plan.pk).state


# --- Asking -------------------------------------------------------------------


def test_an_approval_asks_somebody_until_a_day(plan, ceo, operations, night_shift):
    decision = approve(plan, ceo, night_shift)
    asked = decision.obligations.get()
    assert (asked.text, asked.owner, asked.due_on, asked.state) == (
        "The night shift stays",
        operations,
        LAST_DAY,
        Condition.State.OPEN,
    )
    assert plan.state == PlanState.APPROVED
    # What was decided stays written in the decision, whatever becomes of it.
    assert decision.asked[0]["owner_name"] == "Olga Berg, operations director"
    assert decision.asked[0]["day"] == LAST_DAY


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"due_on": MONDAY}, "due_on"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
        ({"owner": 10**9}, "owner"),
        ({"owner": "administrator"}, "owner"),
        ({"owner": "who left"}, "owner"),
    ],
)
def test_a_condition_that_nobody_could_meet_is_refused_by_place(
    plan, ceo, night_shift, change, place
):
    people = {
        "administrator": make_user(role=Role.ADMINISTRATOR),
        "who left": make_user(is_active=False),
    }
    owner = change.get("owner")
    if owner in people:
        change = {"owner": people[owner].pk}
    with pytest.raises(Invalid) as refusal:
        approve(plan, ceo, night_shift, replace(night_shift, **change))
    assert list(refusal.value.errors) == [f"conditions[1].{place}"]
    assert state_of(plan) == PlanState.SUBMITTED


# --- Meeting ------------------------------------------------------------------


def test_its_owner_meets_it_and_says_what_shows_it(condition, operations):
    meet(
        actor=operations,
        condition_id=condition.pk,
        note="Rota signed until June.",
        now=NOW + HOUR,
    )
    condition.refresh_from_db()
    step = condition.steps.get()
    assert condition.state == Condition.State.MET
    assert (step.kind, step.by, step.note) == (
        "met",
        operations,
        "Rota signed until June.",
    )
    event = AuditEvent.objects.get(action="met a condition")
    assert event.actor == operations
    assert event.changes["condition"] == condition.text
    assert miss_overdue(now=TOO_LATE) == 0


def test_nobody_else_meets_it(condition, ceo, marketing, frontline):
    for somebody in (ceo, marketing):
        with pytest.raises(NotAllowed, match="Only its owner"):
            meet(actor=somebody, condition_id=condition.pk, note="Done.", now=NOW)
    with pytest.raises(NotThere):
        meet(actor=frontline, condition_id=condition.pk, note="Done.", now=NOW)


def test_it_is_not_met_without_a_word(condition, operations):
    with pytest.raises(Invalid) as refusal:
        meet(actor=operations, condition_id=condition.pk, note=" ", now=NOW)
    assert "note" in refusal.value.errors


def test_it_is_met_once(condition, operations):
    meet(actor=operations, condition_id=condition.pk, note="Done.", now=NOW)
    with pytest.raises(NotWaitedFor, match="met already"):
        meet(actor=operations, condition_id=condition.pk, note="Done.", now=NOW)


def test_the_frontline_meets_what_was_asked_of_them(plan, ceo, frontline):
    mine = Term(text="Drivers know", owner=frontline.pk, due_on=LAST_DAY)
    asked = approve(plan, ceo, mine).obligations.get()
    meet(actor=frontline, condition_id=asked.pk, note="All eleven.", now=NOW)
    asked.refresh_from_db()
    assert asked.state == Condition.State.MET


# --- Missing ------------------------------------------------------------------


def test_the_last_day_is_still_in_time(condition):
    assert miss_overdue(now=NOW + timedelta(weeks=2)) == 0


def test_a_missed_condition_brings_the_plan_back_and_holds_its_capacity(plan, missed):
    assert missed.state == Condition.State.MISSED
    assert state_of(plan) == PlanState.REVIEW
    held = Commitment.objects.get(version=missed.decision.version)
    assert (held.kind, held.released_at) == (Commitment.Kind.APPROVED, None)
    events = AuditEvent.objects.filter(subject_type="plan", at=TOO_LATE)
    assert list(events.order_by("pk").values_list("action", flat=True)) == [
        "missed a condition",
        "called back for review",
    ]
    assert {event.actor_name for event in events} == {"the worker"}


def test_missing_it_twice_changes_nothing(missed):
    before = AuditEvent.objects.count()
    assert miss_overdue(now=TOO_LATE + HOUR) == 0
    assert AuditEvent.objects.count() == before


def test_what_was_missed_is_not_met_afterwards(plan, missed, operations):
    with pytest.raises(NotWaitedFor, match="last day is over"):
        meet(actor=operations, condition_id=missed.pk, note="Late.", now=TOO_LATE)
    assert state_of(plan) == PlanState.REVIEW


def test_a_missed_condition_of_a_promise_leaves_the_promise_made():
    make_condition()
    assert miss_overdue(now=NOW + timedelta(weeks=5)) == 1
    assert Promise.objects.get().state == PromiseState.APPROVED


# --- What the CEO says then -----------------------------------------------------


def test_more_time_lets_the_approval_stand_again(plan, missed, ceo, operations):
    later = LAST_DAY + timedelta(weeks=2)
    extend(
        actor=ceo,
        condition_id=missed.pk,
        due_on=later,
        reason="The contract is at the works council.",
        now=TOO_LATE,
    )
    missed.refresh_from_db()
    assert (missed.state, missed.due_on) == (Condition.State.OPEN, later)
    assert state_of(plan) == PlanState.APPROVED
    meet(actor=operations, condition_id=missed.pk, note="Signed.", now=TOO_LATE)
    kinds = missed.steps.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["missed", "extended", "met"]


def test_letting_it_go_lets_the_approval_stand_again(plan, missed, ceo):
    waive(actor=ceo, condition_id=missed.pk, reason="Days suffice.", now=TOO_LATE)
    assert state_of(plan) == PlanState.APPROVED
    event = AuditEvent.objects.get(action="approved again")
    assert event.changes["reason"] == "Days suffice."


def test_the_plan_stays_in_review_until_every_missed_condition_is_dealt_with(
    plan, ceo, night_shift
):
    approve(plan, ceo, night_shift, replace(night_shift, text="No letter before"))
    assert miss_overdue(now=TOO_LATE) == 2
    first, second = Condition.objects.order_by("number")
    waive(actor=ceo, condition_id=first.pk, reason="Days suffice.", now=TOO_LATE)
    assert state_of(plan) == PlanState.REVIEW
    waive(actor=ceo, condition_id=second.pk, reason="It is quiet.", now=TOO_LATE)
    assert state_of(plan) == PlanState.APPROVED


@pytest.mark.parametrize("due_on", [LAST_DAY, MONDAY, date(9999, 1, 1)])
def test_more_time_is_later_than_before_and_than_today(missed, ceo, due_on):
    with pytest.raises(Invalid) as refusal:
        extend(
            actor=ceo,
            condition_id=missed.pk,
            due_on=due_on,
            reason="Because.",
            now=TOO_LATE,
        )
    assert "due_on" in refusal.value.errors


def test_directors_neither_waive_nor_extend(condition, operations, marketing):
    for director in (operations, marketing):
        with pytest.raises(NotAllowed):
            waive(actor=director, condition_id=condition.pk, reason="No.", now=NOW)
        with pytest.raises(NotAllowed):
            extend(
                actor=director,
                condition_id=condition.pk,
                due_on=LAST_DAY + timedelta(days=1),
                reason="No.",
                now=NOW,
            )
        with pytest.raises(NotAllowed):
            take_back(
                actor=director,
                decision_id=condition.decision_id,
                reason="No.",
                now=NOW,
            )


def test_a_waiver_says_why(condition, ceo):
    with pytest.raises(Invalid) as refusal:
        waive(actor=ceo, condition_id=condition.pk, reason="", now=NOW)
    assert "reason" in refusal.value.errors


def test_taking_the_approval_back_frees_the_capacity_and_gives_the_plan_back(
    plan, missed, ceo
):
    decision = take_back(
        actor=ceo, decision_id=missed.decision_id, reason="No shift.", now=TOO_LATE
    )
    assert decision.outcome == Outcome.WITHDRAWN
    assert decision.evidence["kind"] == "plan"
    plan.refresh_from_db()
    assert plan.state == PlanState.RETURNED
    assert not Commitment.objects.holding().filter(version__plan=plan).exists()
    # Its author hands it in again: another version, which another decision awaits.
    again = freeze(
        plan=plan,
        actor=plan.author,
        revision=plan.revision,
        reserved_until=TOO_LATE + timedelta(days=28),
        now=TOO_LATE,
    )
    assert again.number == 2
    with pytest.raises(NotWaitedFor, match="taken back"):
        waive(actor=ceo, condition_id=missed.pk, reason="Late.", now=TOO_LATE)


def test_an_approval_that_stands_is_not_taken_back(condition, ceo):
    with pytest.raises(NotInReview) as refusal:
        take_back(actor=ceo, decision_id=condition.decision_id, reason="No.", now=NOW)
    assert isinstance(refusal.value, Conflict)


# --- The gate below ---------------------------------------------------------------


def refused(rows, match, **change):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        rows.update(**change)


def test_a_condition_moves_only_with_a_step(condition):
    rows = Condition.objects.filter(pk=condition.pk)
    for state in ("met", "waived", "missed"):
        refused(rows, "only with a step", state=state)
    refused(rows, "only with a step", due_on=LAST_DAY + timedelta(days=9))


def test_a_condition_keeps_its_words_and_its_owner(condition, marketing):
    rows = Condition.objects.filter(pk=condition.pk)
    refused(rows, "stays what the CEO asked", text="Something easier")
    refused(rows, "stays what the CEO asked", owner=marketing)


def test_a_condition_is_never_taken_away(condition):
    rows = Condition.objects.filter(pk=condition.pk)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        rows._raw_delete(rows.db)


def step(condition, kind, by, note="Because."):
    with transaction.atomic():
        return ConditionStep.objects.create(
            condition=condition,
            kind=kind,
            due_on=condition.due_on,
            note=note,
            by=by,
            at=NOW,
        )


def test_steps_are_the_owners_and_the_ceos(condition, operations, marketing, ceo):
    with pytest.raises(IntegrityError, match="only its owner"):
        step(condition, "met", ceo)
    for kind in ("waived", "extended"):
        with pytest.raises(IntegrityError, match="only the CEO"):
            step(condition, kind, operations)
    with pytest.raises(IntegrityError, match="who_and_why"):
        step(condition, "met", operations, note="")
    done = step(condition, "met", operations)
    rows = ConditionStep.objects.filter(pk=done.pk)
    refused(rows, "only ever added", note="Something else")


def test_a_settled_condition_stays_settled(condition, operations, ceo):
    meet(actor=operations, condition_id=condition.pk, note="Done.", now=NOW)
    step(condition, "waived", ceo)
    rows = Condition.objects.filter(pk=condition.pk)
    refused(rows, "stays so", state="waived")


def test_conditions_are_asked_in_approvals_alone(plan, ceo, operations):
    promise = make_made_promise()
    with pytest.raises(IntegrityError, match="under conditions"), transaction.atomic():
        Condition.objects.create(
            decision=Decision.objects.get(promise=promise),
            number=1,
            text="Later",
            owner=operations,
            due_on=LAST_DAY,
        )


def test_no_plan_comes_back_without_cause_nor_is_approved_past_a_missed_condition(
    plan, condition
):
    rows = Plan.objects.filter(pk=plan.pk)
    refused(rows, "only a missed condition", state=PlanState.REVIEW)
    miss_overdue(now=TOO_LATE)
    refused(rows, "was missed", state=PlanState.APPROVED)
    refused(rows, "not changed", state=PlanState.RETURNED)
    refused(rows, "not changed", state=PlanState.DRAFT)


def test_a_plan_whose_approval_was_taken_back_is_not_approved_again(plan, missed, ceo):
    take_back(actor=ceo, decision_id=missed.decision_id, reason="No.", now=TOO_LATE)
    rows = Plan.objects.filter(pk=plan.pk)
    refused(rows, "CEO|missed", state=PlanState.APPROVED)


def test_every_rule_of_conditions_has_its_own_name():
    names = [rule.name for rule in CONDITION_TRIGGERS]
    assert len(set(names)) == len(names)
    assert all(isinstance(rule, Trigger) for rule in CONDITION_TRIGGERS)


# --- Today, pages and REST ----------------------------------------------------------


def titles(user, day):
    return {
        item.title: item
        for section in today(user, day=day)
        for item in section.items
        if "conditions" in item.url
    }


def test_its_owner_sees_it_on_today_until_it_is_met(condition, operations, marketing):
    assert titles(operations, MONDAY)["The night shift stays"].badge == "14 days left"
    assert titles(operations, LAST_DAY)["The night shift stays"].badge == "today"
    assert not titles(marketing, MONDAY)
    meet(actor=operations, condition_id=condition.pk, note="Done.", now=NOW)
    assert not titles(operations, MONDAY)


def test_the_ceo_sees_on_today_what_was_missed(missed, ceo, operations):
    item = titles(ceo, TOO_LATE.date())["Spring letters"]
    assert item.badge == "missed"
    assert operations.name in item.text
    assert not titles(operations, TOO_LATE.date())


@pytest.fixture
def browser(signed_in, ceo):
    return signed_in(ceo)


def address(condition):
    return reverse("decisions:conditions", args=[condition.decision_id])


def test_the_page_lets_its_owner_meet_it(condition, operations, signed_in):
    mine = signed_in(operations)
    page = mine.get(address(condition)).content.decode()
    assert "The night shift stays" in page
    assert "Give it more time" not in page
    meets = reverse("decisions:meet-condition", args=[condition.pk])
    assert mine.post(meets, {}).status_code == 422
    key = f"meet-{condition.pk}-note"
    answer = mine.post(meets, {key: "Rota <b>signed</b>."}, follow=True)
    assert "Rota &lt;b&gt;signed&lt;/b&gt;." in answer.content.decode()


def test_the_page_lets_the_ceo_extend_waive_and_take_back(plan, missed, browser):
    page = browser.get(address(missed)).content.decode()
    assert "back for review" in page
    assert "Take the approval back" in page
    board = browser.get(reverse("decisions:board")).content.decode()
    assert "Back for review" in board
    url = reverse("decisions:extend-condition", args=[missed.pk])
    prefix = f"extend-{missed.pk}"
    early = {f"{prefix}-due_on": "2020-01-01", f"{prefix}-reason": "Soon."}
    answer = browser.post(url, early)
    assert answer.status_code == 400
    assert "Soon." in answer.content.decode()
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    browser.post(url, early | {f"{prefix}-due_on": day})
    assert state_of(plan) == PlanState.APPROVED


def test_the_page_takes_an_approval_back(plan, missed, browser):
    url = reverse("decisions:take-back", args=[missed.decision_id])
    assert browser.post(url, {}).status_code == 422
    key = f"take-back-{missed.decision_id}-reason"
    answer = browser.post(url, {key: "No shift."}, follow=True)
    assert "Approval taken back" in answer.content.decode()
    assert state_of(plan) == PlanState.RETURNED
    again = browser.post(url, {key: "No shift."})
    assert again.status_code == 409


def test_others_do_not_find_it(condition, frontline, outsider, signed_in):
    assert signed_in(frontline).get(address(condition)).status_code == 404
    assert signed_in(outsider).get(address(condition)).status_code == 403


def test_the_plan_shows_its_conditions_to_the_frontline_too(
    plan, missed, frontline, signed_in
):
    standing = reverse("decisions:plan-standing", args=[plan.pk])
    assert signed_in(frontline).get(standing).status_code == 200


def client(user):
    found = APIClient()
    found.force_login(user)
    return found


def test_conditions_are_read_and_met_over_rest(condition, operations, ceo, frontline):
    url = "/api/v1/conditions/"
    listed = client(operations).get(url, {"state": "open"}).json()["results"]
    assert [row["text"] for row in listed] == ["The night shift stays"]
    assert client(frontline).get(url).json()["count"] == 0
    answer = client(operations).post(f"{url}{condition.pk}/meet/", {"note": "Done."})
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "met"
    assert answer.json()["steps"][0]["by"] == operations.name
    again = client(ceo).post(f"{url}{condition.pk}/waive/", {"reason": "Let go."})
    assert again.status_code == 409


def test_a_plan_is_approved_on_conditions_over_rest(plan, ceo, operations):
    now = timezone.now()  # noqa: TID251  # the endpoint reads the clock too
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=now)
    runs.score_next(now=now)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    body = {
        "version": version.pk,
        "score": version.scores.get().pk,
        "outcome": "conditional",
        "reason": "If the shift stays.",
        "conditions": [{"text": "Shift", "owner": operations.pk, "due_on": day}],
        "review_on": day,
    }
    wrong = body | {"conditions": [{"text": "Shift", "owner": operations.pk}]}
    refusal = client(ceo).post("/api/v1/decisions/", wrong, format="json")
    assert refusal.status_code == 400
    answer = client(ceo).post("/api/v1/decisions/", body, format="json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["conditions"][0]["owner_name"] == str(
        f"{operations.name}, {operations.title}"
    )
    assert Condition.objects.get().due_on.isoformat() == day


def test_the_list_takes_the_same_queries_for_more_rows(ceo, browser, count_queries):
    make_condition()
    addresses = (reverse("decisions:board"), "/api/v1/conditions/")
    few = [count_queries(browser, url) for url in addresses]
    for _ in range(4):
        make_condition()
    assert [count_queries(browser, url) for url in addresses] == few


def test_an_approval_form_asks_conditions_row_by_row(plan, ceo, operations, browser):
    now = timezone.now()  # noqa: TID251  # the page reads the clock too
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=now)
    runs.score_next(now=now)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    posted = {
        "outcome": "conditional",
        "reason": "If the shift stays.",
        "review_on": day,
        "score": version.scores.get().pk,
        "condition-TOTAL_FORMS": "2",
        "condition-INITIAL_FORMS": "0",
        "condition-0-text": "The shift stays",
        "condition-0-owner": str(operations.pk),
    }
    url = reverse("decisions:decide-plan", args=[version.pk])
    refusal = browser.post(url, posted)
    assert refusal.status_code == 422
    assert "The shift stays" in refusal.content.decode()
    browser.post(url, posted | {"condition-0-due_on": day})
    assert Condition.objects.get().owner == operations
