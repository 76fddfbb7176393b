"""A deputy decides in a CEO's absence, by name; and nothing is approved by time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Deputy, Role, User
from accounts.policy import SecondStepNeeded, may_decide
from accounts.services.deputies import AwayAlready, end_deputyship, name_deputy
from core.refusals import Invalid, NotAllowed, NotThere
from planner.decisions.models import Decision, Escalation, Outcome
from planner.decisions.services import (
    Ruling,
    decide_plan,
    decide_promise,
    escalate_undecided,
    waive,
)
from planner.plans.models import Commitment, Plan, PlanState
from planner.plans.services import expire_reservations
from planner.scores import runs
from planner.scores.models import Policy
from planner.today.queries import today
from promises.models import PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_condition,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
    submit_heard,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RETURN = Ruling(outcome=Outcome.RETURNED, reason="Start two weeks later.")
APPROVE = Ruling(
    outcome=Outcome.APPROVED,
    reason="We can keep it.",
    review_on=MONDAY + timedelta(weeks=13),
)


@pytest.fixture
def version(marketing):
    packing = make_capability(code="packing", likely=100)
    plan = make_plan(author=marketing, title="Spring letters")
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    version, _ = submit_heard(plan=plan, actor=marketing, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return version


def away(ceo, deputy, *, days=7, starts=MONDAY, now=NOW):
    return name_deputy(
        actor=ceo,
        deputy_id=deputy.pk,
        starts_on=starts,
        ends_on=starts + timedelta(days=days - 1),
        now=now,
    )


def decide(version, actor, ruling=APPROVE, *, now=NOW + HOUR):
    return decide_plan(
        actor=actor,
        version_id=version.pk,
        score_id=version.scores.get().pk,
        ruling=ruling,
        now=now,
    )


def test_a_deputy_approves_under_both_names(version, ceo, operations):
    away(ceo, operations)
    decision = decide(version, operations)
    assert decision.decider == "Olga Berg for Clara Ek"
    assert (decision.decider_role, decision.decided_by) == ("deputy", operations)
    assert Plan.objects.get().state == PlanState.APPROVED
    for action in ("decided: approved", "approved"):
        event = AuditEvent.objects.get(action=action)
        assert event.actor == operations
        assert event.actor_name == "Olga Berg for Clara Ek"


@pytest.mark.parametrize("now", [NOW - DAY, NOW + 7 * DAY], ids=["before", "after"])
def test_nobody_stands_in_before_or_after(version, ceo, operations, now):
    away(ceo, operations, now=NOW - timedelta(days=3))
    assert not may_decide(operations, now)
    with pytest.raises(NotAllowed):
        decide(version, operations, RETURN, now=now)


def test_the_last_day_counts_to_its_end(ceo, operations):
    away(ceo, operations, days=1)
    end = datetime(2026, 1, 6, tzinfo=UTC)
    assert may_decide(operations, end - timedelta(seconds=1))
    assert not may_decide(operations, end)


def test_who_comes_back_early_ends_it(version, ceo, operations):
    named = away(ceo, operations)
    end_deputyship(actor=ceo, deputy_id=named.pk, now=NOW + HOUR)
    assert not may_decide(operations, NOW + HOUR)
    with pytest.raises(NotThere):
        end_deputyship(actor=ceo, deputy_id=named.pk, now=NOW + HOUR)
    with pytest.raises(NotAllowed):
        decide(version, operations)


def test_a_deputy_does_not_decide_on_their_own(version, ceo, marketing):
    away(ceo, marketing)
    with pytest.raises(NotAllowed, match="own plan"):
        decide(version, marketing)
    promise = make_promise(state=PromiseState.STUDIED, owner=marketing)
    with pytest.raises(NotAllowed, match="own promise"):
        decide_promise(
            actor=marketing,
            promise_id=promise.pk,
            revision=promise.revision,
            ruling=APPROVE,
            now=NOW + HOUR,
        )


def test_a_deputy_makes_a_promise_and_waives_a_condition(ceo, operations):
    away(ceo, operations)
    promise = make_promise(state=PromiseState.STUDIED)
    decide_promise(
        actor=operations,
        promise_id=promise.pk,
        revision=promise.revision,
        ruling=APPROVE,
        now=NOW + HOUR,
    )
    promise.refresh_from_db()
    assert promise.state == PromiseState.APPROVED
    condition = make_condition()
    waive(actor=operations, condition_id=condition.pk, reason="Fine.", now=NOW + HOUR)
    assert condition.steps.get().who == "Olga Berg for Clara Ek"


def test_a_deputy_needs_the_second_step_where_the_ceo_does(
    version, ceo, operations, settings
):
    away(ceo, operations)
    settings.CEO_NEEDS_SECOND_STEP = True
    with pytest.raises(SecondStepNeeded):
        decide(version, operations)


# --- Naming one ---------------------------------------------------------------------


def test_only_a_ceo_names_one(operations, marketing):
    with pytest.raises(NotAllowed):
        away(marketing, operations)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"starts": MONDAY - DAY}, "starts_on"),
        ({"starts": MONDAY + timedelta(days=400)}, "starts_on"),
        ({"days": 0}, "ends_on"),
        ({"days": 200}, "ends_on"),
    ],
)
def test_an_absence_is_soon_and_not_for_ever(ceo, operations, change, place):
    with pytest.raises(Invalid) as refusal:
        away(ceo, operations, **change)
    assert place in refusal.value.errors


def test_a_deputy_is_a_director(ceo, frontline):
    for somebody in (frontline, make_user(role=Role.CEO), make_user(is_active=False)):
        with pytest.raises(Invalid) as refusal:
            away(ceo, somebody)
        assert "deputy" in refusal.value.errors


def test_two_absences_do_not_overlap(ceo, operations, marketing):
    away(ceo, operations)
    with pytest.raises(AwayAlready):
        away(ceo, marketing, starts=MONDAY + 6 * DAY)
    away(ceo, marketing, starts=MONDAY + 7 * DAY)


# --- The gate below -------------------------------------------------------------------


def write(version, by, **fields):
    with transaction.atomic():
        return Decision.objects.create(
            **{
                "version": version,
                "outcome": Outcome.REJECTED,
                "reason": "Because.",
                "decided_by": by,
                "decider_role": "deputy",
                "decided_at": NOW + HOUR,
                "evidence": {"kind": "plan"},
                "review_on": MONDAY,
                **fields,
            }
        )


def test_the_database_asks_for_the_deputyship(version, ceo, operations, marketing):
    named = away(ceo, operations)
    refused: tuple[tuple[User, dict[str, Any]], ...] = (
        (operations, {}),
        (operations, {"decider_role": "ceo"}),
        (marketing, {"standing_in": named}),
        (operations, {"standing_in": named, "decided_at": NOW + 7 * DAY}),
        (operations, {"standing_in": named, "decided_at": NOW - DAY}),
        (ceo, {"standing_in": named}),
    )
    for by, fields in refused:
        with pytest.raises(IntegrityError):
            write(version, by, **fields)
    assert write(version, operations, standing_in=named).standing_in == named


def test_the_database_lets_an_absence_only_end_early(ceo, operations, marketing):
    named = away(ceo, operations)
    rows = Deputy.objects.filter(pk=named.pk)
    for change in ({"deputy": marketing}, {"ends_at": named.ends_at + DAY}):
        with pytest.raises(IntegrityError, match="ends early"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        rows._raw_delete(rows.db)
    with pytest.raises(IntegrityError, match="stands in"), transaction.atomic():
        Deputy.objects.create(
            ceo=marketing,
            deputy=operations,
            starts_on=MONDAY,
            ends_on=MONDAY,
            begins_at=NOW,
            ends_at=NOW,
            named_at=NOW,
        )


# --- Nothing is approved by time --------------------------------------------------------


def titles(user, day, standing_in=None):
    sections = today(user, day=day, standing_in=standing_in)
    return {item.title: item.badge for section in sections for item in section.items}


def test_what_nobody_decides_is_escalated_once_and_stays_undecided(version, ceo):
    half = NOW + timedelta(days=14)
    assert escalate_undecided(now=half - HOUR) == 0
    assert escalate_undecided(now=half) == 1
    assert escalate_undecided(now=half + HOUR) == 0
    assert Escalation.objects.get().due_at == half
    assert Plan.objects.get().state == PlanState.SUBMITTED
    event = AuditEvent.objects.get(action="escalated")
    assert event.actor_name == "the worker"
    assert titles(ceo, half.date())["Spring letters"]


def test_the_policy_says_when_the_undecided_is_escalated(version):
    Policy.objects.update_or_create(pk=1, defaults={"escalate_after": Decimal("0.25")})
    quarter = NOW + timedelta(days=7)
    assert escalate_undecided(now=quarter - HOUR) == 0
    assert escalate_undecided(now=quarter) == 1


def test_time_approves_nothing_however_long_it_waits(version, ceo):
    escalate_undecided(now=NOW + timedelta(days=27))
    expire_reservations(now=NOW + timedelta(days=29))
    escalate_undecided(now=NOW + timedelta(days=400))
    assert Plan.objects.get().state == PlanState.EXPIRED
    assert not Decision.objects.filter(version=version).exists()
    assert not Commitment.objects.filter(kind=Commitment.Kind.APPROVED).exists()
    day = MONDAY + timedelta(days=29)
    assert titles(ceo, day)["Spring letters"] == "ran out undecided"


def test_what_is_decided_is_not_escalated(version, ceo):
    decide(version, ceo, RETURN)
    assert escalate_undecided(now=NOW + timedelta(days=20)) == 0


def test_the_deputy_finds_the_desk_and_what_is_overdue_on_today(
    version, ceo, operations
):
    escalate_undecided(now=NOW + timedelta(days=15))
    named = away(ceo, operations)
    found = titles(operations, MONDAY, standing_in=named)
    assert "Spring letters" in found
    sections = today(operations, day=MONDAY, standing_in=named)
    assert sections[0].title == "You decide for Clara Ek"
    assert any(one.title == "Undecided past its day" for one in sections)
    assert not any(
        one.title == "Undecided past its day" for one in today(operations, day=MONDAY)
    )


# --- Pages and REST -------------------------------------------------------------------


@pytest.mark.usefixtures("version")
def test_the_pages_let_the_deputy_decide_and_say_for_whom(
    version, ceo, operations, signed_in
):
    with time_machine.travel(NOW + HOUR, tick=False):
        mine = signed_in(operations)
        url = reverse("decisions:plan", args=[version.pk])
        assert 'value="approved"' not in mine.get(url).content.decode()
        decides = reverse("decisions:decide-plan", args=[version.pk])
        assert mine.post(decides, {}).status_code == 403
        away(ceo, operations)
        assert 'value="approved"' in mine.get(url).content.decode()
        posted = {"outcome": "returned", "reason": "Later."}
        shown = mine.post(decides, posted, follow=True).content.decode()
        assert "Olga Berg for Clara Ek" in shown
        assert mine.get("/").status_code == 200
        assert mine.get(reverse("decisions:board")).status_code == 200


def test_the_ceo_names_and_ends_on_the_page(ceo, operations, marketing, signed_in):
    with time_machine.travel(NOW, tick=False):
        mine = signed_in(ceo)
        url = reverse("accounts:deputies")
        assert "You have named no deputy yet" in mine.get(url).content.decode()
        assert mine.post(url, {}).status_code == 422
        posted = {
            "deputy": operations.pk,
            "starts_on": "2026-01-05",
            "ends_on": "2026-01-09",
        }
        assert (
            "Olga Berg stands in"
            in mine.post(url, posted, follow=True).content.decode()
        )
        assert mine.post(url, posted).status_code == 409
        wrong = posted | {"ends_on": "2025-01-09"}
        assert mine.post(url, wrong).status_code == 422
        end = reverse("accounts:end-deputyship", args=[Deputy.objects.get().pk])
        assert mine.post(end, follow=True).status_code == 200
        assert mine.post(end).status_code == 404
        assert not may_decide(operations, NOW)
        assert signed_in(marketing).get(url).status_code == 403


def test_deputies_over_rest(version, ceo, operations):
    with time_machine.travel(NOW, tick=False):
        client = APIClient()
        client.force_login(ceo)
        body = {
            "deputy": operations.pk,
            "starts_on": "2026-01-05",
            "ends_on": "2026-01-09",
        }
        made = client.post("/api/v1/deputies/", body)
        assert made.status_code == 201, made.content
        assert client.get("/api/v1/deputies/").json()["count"] == 1
        theirs = APIClient()
        theirs.force_login(operations)
        assert theirs.get("/api/v1/deputies/").status_code == 403
        ruling = {"version": version.pk, "outcome": "returned", "reason": "Later."}
        answer = theirs.post("/api/v1/decisions/", ruling)
        assert answer.status_code == 201, answer.content
        assert answer.json()["decided_by"] == "Olga Berg for Clara Ek"
        ended = client.post(f"/api/v1/deputies/{made.json()['id']}/end/")
        assert ended.status_code == 200
        assert theirs.post("/api/v1/decisions/", ruling).status_code == 403
