from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEvent, Department, Role
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans.models import Commitment, Plan, PlanState
from planner.plans.queries import plan_content
from planner.plans.services import (
    expire_reservations,
    freeze,
    settle_approved,
    settle_rejected,
    settle_returned,
    withdraw,
)
from planner.plans.services.refusals import Incomplete
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_assumption,
    make_citation,
    make_evidence,
    make_key,
    make_plan,
    make_plan_decision,
    make_promise,
    make_submitted,
    make_tactic,
    make_user,
)

LATER = NOW + timedelta(days=1)


@pytest.fixture
def plan(marketing):
    plan = make_plan(author=marketing, weeks=8)
    promise = make_promise(code="next-week", state=PromiseState.STUDIED)
    make_tactic(
        plan, [promise], code="spring", likely=40, low=30, high=55, starts=3, ends=6
    )
    return plan


def submit(plan, actor=None, **changes):
    plan.refresh_from_db()
    arguments = {
        "plan": plan,
        "actor": actor or plan.author,
        "revision": plan.revision,
        "reserved_until": NOW + timedelta(days=28),
        "now": NOW,
    }
    return freeze(**(arguments | changes))


def state(plan):
    return Plan.objects.values_list("state", flat=True).get(pk=plan.pk)


def test_submitting_freezes_the_plan_as_it_stands(plan):
    version = submit(plan)
    assert version.content == plan_content(plan)
    assert (version.number, state(plan)) == (1, PlanState.SUBMITTED)


def test_submitting_reserves_each_promise_of_each_tactic_for_its_weeks(plan):
    other = make_promise(state=PromiseState.STUDIED)
    plan.tactics.get().promises.add(other)
    version = submit(plan)
    held = version.commitments.holding()
    assert held.count() == 2
    one = held.get(promise=other)
    assert (one.kind, one.tactic_code) == (Commitment.Kind.RESERVED, "spring")
    assert (one.starts_on, one.weeks) == (date(2026, 1, 19), 4)
    assert (one.low, one.likely, one.high) == (30, 40, 55)
    assert one.reserved_until == NOW + timedelta(days=28)


def test_the_same_revision_submitted_twice_is_one_version(plan):
    first = submit(plan)
    again = submit(plan, revision=first.plan_revision)
    assert again == first
    assert plan.versions.count() == 1
    assert Commitment.objects.count() == 1
    assert AuditEvent.objects.filter(action="submitted").count() == 1


def test_a_returned_plan_is_submitted_as_the_next_version(plan, ceo):
    version = submit(plan)
    settle_returned(version=version, actor=ceo, now=LATER)
    assert state(plan) == PlanState.RETURNED
    assert not version.commitments.holding().exists()
    second = submit(plan)
    assert (second.number, state(plan)) == (2, PlanState.SUBMITTED)
    assert second.commitments.holding().count() == 1


@pytest.mark.parametrize("settled", [PromiseState.IDEA, PromiseState.RETIRED])
def test_a_plan_only_makes_promises_that_are_studied_or_made(plan, settled):
    tactic = plan.tactics.get()
    tactic.promises.set([make_promise(code="too-early", state=settled)])
    with pytest.raises(Invalid) as refusal:
        submit(plan)
    assert "too-early" in refusal.value.errors["tactics[0].promises"][0]
    assert state(plan) == PlanState.DRAFT
    assert not Commitment.objects.exists()


def test_a_plan_without_tactics_is_not_complete(marketing):
    with pytest.raises(Invalid, match="at least one tactic"):
        submit(make_plan(author=marketing))


def test_a_tactic_without_promises_is_not_complete(plan):
    plan.tactics.get().promises.clear()
    with pytest.raises(Invalid, match="makes no promise"):
        submit(plan)


def test_a_tactic_that_brings_nobody_is_not_complete(plan):
    plan.tactics.update(low=0, likely=0, high=0)
    with pytest.raises(Invalid, match="brings nobody"):
        submit(plan)


def test_a_tactic_ends_within_the_plan(plan):
    plan.tactics.update(ends=9)
    with pytest.raises(Invalid) as refusal:
        submit(plan)
    assert "8 weeks" in refusal.value.errors["tactics[0].ends"][0]


def test_a_colleague_of_the_department_may_submit(plan):
    submit(plan, actor=make_user(department=Department.MARKETING))
    assert state(plan) == PlanState.SUBMITTED


def test_a_draft_of_another_department_is_not_there(plan, operations):
    with pytest.raises(NotThere):
        submit(plan, actor=operations)


def test_a_submitted_plan_of_another_department_is_seen_but_not_worked_on(
    plan, operations, ceo
):
    settle_returned(version=submit(plan), actor=ceo, now=NOW)
    for somebody in (operations, ceo):
        with pytest.raises(NotAllowed):
            submit(plan, actor=somebody)


@pytest.mark.parametrize("role", [Role.FRONTLINE, Role.ADMINISTRATOR])
def test_who_does_not_draft_plans_does_not_submit_them(plan, role):
    with pytest.raises(NotAllowed):
        submit(plan, actor=make_user(role=role))


def test_an_approval_turns_reservations_into_commitments(plan, ceo):
    version = submit(plan)
    make_plan_decision(version)
    settle_approved(version=version, actor=ceo, now=LATER)
    held = version.commitments.holding().get()
    assert (held.kind, held.reserved_until) == (Commitment.Kind.APPROVED, None)
    assert state(plan) == PlanState.APPROVED


def test_a_rejected_plan_holds_nothing_and_stays_rejected(plan, ceo):
    version = submit(plan)
    settle_rejected(version=version, actor=ceo, now=LATER)
    assert not version.commitments.holding().exists()
    with pytest.raises(Conflict, match="rejected"):
        submit(plan)


@pytest.mark.parametrize("settle", [settle_approved, settle_returned, settle_rejected])
def test_only_the_ceo_settles(plan, settle, operations, frontline, outsider):
    version = submit(plan)
    for somebody in (plan.author, operations, frontline, outsider):
        with pytest.raises(NotAllowed):
            settle(version=version, actor=somebody, now=LATER)
    assert state(plan) == PlanState.SUBMITTED
    assert version.commitments.holding().count() == 1


def test_the_ceo_does_not_approve_a_plan_of_their_own(ceo):
    plan = make_plan(author=ceo)
    make_tactic(plan, [make_promise(state=PromiseState.STUDIED)])
    version = submit(plan)
    with pytest.raises(NotAllowed, match="of their own"):
        settle_approved(version=version, actor=ceo, now=LATER)
    assert state(plan) == PlanState.SUBMITTED


@pytest.mark.parametrize("settle", [settle_approved, settle_returned, settle_rejected])
def test_a_plan_is_settled_once(plan, ceo, settle):
    version = submit(plan)
    settle_returned(version=version, actor=ceo, now=LATER)
    with pytest.raises(Conflict):
        settle(version=version, actor=ceo, now=LATER)


def test_an_older_version_cannot_be_approved(plan, ceo):
    first = submit(plan)
    settle_returned(version=first, actor=ceo, now=NOW)
    submit(plan)
    with pytest.raises(Conflict):
        settle_approved(version=first, actor=ceo, now=LATER)


def test_the_author_withdraws_and_submits_again(plan):
    version = submit(plan)
    withdraw(plan=plan, actor=plan.author, now=LATER)
    assert state(plan) == PlanState.WITHDRAWN
    assert not version.commitments.holding().exists()
    assert submit(plan).number == 2


def test_a_colleague_does_not_withdraw_it(plan):
    submit(plan)
    with pytest.raises(NotAllowed, match="Only its author"):
        withdraw(plan=plan, actor=make_user(), now=LATER)


def test_a_draft_cannot_be_withdrawn(plan):
    with pytest.raises(Conflict):
        withdraw(plan=plan, actor=plan.author, now=LATER)


def test_reservations_past_their_time_are_released_by_the_worker(plan):
    version = submit(plan)
    due = NOW + timedelta(days=28)
    assert expire_reservations(now=due - timedelta(seconds=1)) == 0
    assert expire_reservations(now=due) == 1
    assert expire_reservations(now=due) == 0
    assert state(plan) == PlanState.EXPIRED
    assert not version.commitments.holding().exists()
    event = AuditEvent.objects.get(action="expired")
    assert (event.actor, event.actor_name) == (None, "the worker")
    assert submit(plan).number == 2


def test_an_approved_plan_does_not_expire(plan, ceo):
    version = submit(plan)
    make_plan_decision(version)
    settle_approved(version=version, actor=ceo, now=LATER)
    assert expire_reservations(now=NOW + timedelta(days=400)) == 0
    assert state(plan) == PlanState.APPROVED


def test_an_expired_plan_cannot_be_approved(plan, ceo):
    version = submit(plan)
    expire_reservations(now=NOW + timedelta(days=29))
    with pytest.raises(Conflict):
        settle_approved(version=version, actor=ceo, now=LATER)
    assert state(plan) == PlanState.EXPIRED


def test_the_document_names_things_by_code_and_writes_numbers_plainly(plan):
    tactic = plan.tactics.get()
    make_assumption(plan, code="a1", tactic=tactic, probability=Decimal("0.7000"))
    content = plan_content(plan)
    assert content["tactics"][0]["promises"] == ["next-week"]
    assert content["tactics"][0]["budget"] == "1000.00"
    assert content["tactics"][0]["likely"] == "40"
    assert content["assumptions"][0]["driver"] == {"demand": "spring"}
    assert content["assumptions"][0]["probability"] == "0.7"


def test_the_database_holds_one_version_per_revision(plan):
    version = make_submitted(plan)
    version.pk = None
    version.number = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


def test_no_plan_is_submitted_before_customers_were_heard(marketing):
    quiet = make_promise(state=PromiseState.STUDIED, code="quiet", heard=False)
    plan = make_plan(author=marketing)
    make_tactic(plan, [quiet])
    with pytest.raises(Incomplete) as refused:
        make_submitted(plan)
    assert refused.value.errors["tactics[0].promises"] == [
        "quiet has no evidence from customers: cite what they need, said or did."
    ]
    assert not plan.versions.exists()
    make_evidence(quiet)  # told, not referred to
    with pytest.raises(Incomplete):
        make_submitted(plan)
    make_citation(quiet)
    assert make_submitted(plan).number == 1


def test_the_plan_s_page_names_what_customers_were_not_asked(marketing, signed_in):
    quiet = make_promise(state=PromiseState.STUDIED, heard=False)
    heard = make_promise(state=PromiseState.STUDIED)
    plan = make_plan(author=marketing)
    make_tactic(plan, [quiet, heard])
    browser = signed_in(marketing)
    link = f"/promises/{quiet.pk}/evidence/cite/"
    for page in ("detail", "check"):
        text = browser.get(reverse(f"plans:{page}", args=[plan.pk])).content.decode()
        assert link in text, page
        assert f"/promises/{heard.pk}/evidence/cite/" not in text
    shown = browser.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert "Importance 5 of 5" in shown


def test_rest_obeys_the_same_rule(marketing, client):
    quiet = make_promise(state=PromiseState.STUDIED, code="quiet", heard=False)
    key_owner = make_user(role=Role.INTEGRATION, name="Web shop")
    plan = make_plan(author=key_owner, department="marketing")
    make_tactic(plan, [quiet])
    headers = {"Authorization": f"Bearer {make_key(user=key_owner)}", "If-Match": '"1"'}
    answer = client.post(
        f"/api/v1/plans/{plan.pk}/submit/",
        {},
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 400
    assert "evidence from customers" in answer.json()["detail"]
