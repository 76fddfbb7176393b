"""The gate at the bottom, asked directly: no service, no form, only rows."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department, Role, User
from planner.decisions.models import Decision, Outcome
from planner.plans.models import Commitment, Plan, PlanState, PlanVersion
from promises.models import Promise, PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_approved,
    make_decision,
    make_made_promise,
    make_plan,
    make_promise,
    make_submitted,
    make_tactic,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_version(plan: Plan) -> PlanVersion:
    return PlanVersion.objects.create(
        plan=plan,
        number=1,
        author=plan.author,
        submitted_by=plan.author,
        submitted_at=NOW,
        plan_revision=plan.revision,
        content={"tactics": []},
    )


def decide(version: PlanVersion, by: User, **fields: object) -> Decision:
    with transaction.atomic():
        return Decision.objects.create(
            **{
                "version": version,
                "outcome": Outcome.REJECTED,
                "reason": "Because.",
                "decided_by": by,
                "decider_role": "ceo",
                "decided_at": NOW,
                "evidence": {"kind": "plan"},
                "review_on": MONDAY,
                **fields,
            }
        )


@pytest.mark.parametrize(
    "state", [PromiseState.APPROVED, PromiseState.LIVE], ids=["approved", "live"]
)
def test_a_promise_is_not_made_by_changing_its_state(state):
    promise = make_promise(state=PromiseState.STUDIED)
    with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(state=state)


def test_a_promise_is_not_born_made():
    template = make_promise(state=PromiseState.STUDIED)
    template.pk, template.code, template.state = None, "another", PromiseState.LIVE
    with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
        template.save(force_insert=True)


def test_a_decided_promise_may_go_live():
    promise = make_promise(state=PromiseState.STUDIED)
    make_decision(promise)
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.APPROVED)
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.LIVE)


def test_a_rejecting_word_makes_no_promise():
    promise = make_promise(state=PromiseState.STUDIED)
    make_decision(promise, outcome=Outcome.RETURNED)
    with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(state=PromiseState.APPROVED)


def test_a_live_promise_ends_only_by_decision():
    promise = make_promise(state=PromiseState.LIVE)
    for state in (PromiseState.RETIRED, PromiseState.IDEA):
        with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(state=state)
    make_decision(promise, outcome=Outcome.RETIRED)
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.RETIRED)


def test_a_plan_is_not_approved_by_changing_its_state():
    plan = make_plan()
    make_version(plan)
    with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.APPROVED)


@pytest.mark.parametrize(
    "who",
    [
        {"role": Role.DIRECTOR, "department": Department.FINANCE},
        {"role": Role.ADMINISTRATOR},
        {"role": Role.INTEGRATION},
        {"role": Role.FRONTLINE},
        {"role": Role.CEO, "is_active": False},
    ],
    ids=lambda who: who["role"],
)
def test_nobody_but_an_active_ceo_can_write_a_decision(who):
    version = make_version(make_plan())
    with pytest.raises(IntegrityError, match="CEO"):
        decide(version, make_user(**who))


def test_the_role_written_beside_a_decision_is_checked_too(ceo):
    version = make_version(make_plan())
    with pytest.raises(IntegrityError, match="only_the_ceo_decides"):
        decide(version, ceo, decider_role="director")


def test_a_ceo_cannot_decide_on_their_own_plan(ceo):
    version = make_version(make_plan(author=ceo))
    with pytest.raises(IntegrityError, match="own plan"):
        decide(version, ceo)


def test_a_version_is_decided_once(ceo):
    version = make_version(make_plan())
    decide(version, ceo)
    with pytest.raises(IntegrityError):
        decide(version, make_user(role=Role.CEO), outcome=Outcome.RETURNED)


def test_decisions_and_versions_are_never_altered(ceo):
    version = make_version(make_plan())
    decision = decide(version, ceo)
    for rows in (
        Decision.objects.filter(pk=decision.pk),
        PlanVersion.objects.filter(pk=version.pk),
    ):
        with (
            pytest.raises(IntegrityError, match="only ever added"),
            transaction.atomic(),
        ):
            rows.update(id=rows.get().pk + 1)
        with (
            pytest.raises(IntegrityError, match="only ever added"),
            transaction.atomic(),
        ):
            rows._raw_delete(rows.db)


def test_capacity_is_not_taken_by_writing_approved_beside_it():
    version = make_version(make_plan())
    with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
        Commitment.objects.create(
            kind=Commitment.Kind.APPROVED,
            promise=make_promise(),
            version=version,
            tactic_code="mail",
            starts_on=MONDAY,
            weeks=4,
            low=1,
            likely=1,
            high=1,
        )


def test_a_retired_promise_is_not_made_again_on_its_old_decision():
    promise = make_promise(state=PromiseState.LIVE)
    make_decision(promise, outcome=Outcome.RETIRED)
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.RETIRED)
    for state in (PromiseState.LIVE, PromiseState.IDEA, PromiseState.STUDIED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(state=state)


def test_a_promise_is_made_only_in_the_words_that_were_decided():
    promise = make_promise(state=PromiseState.STUDIED)
    make_decision(promise)
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.IDEA, revision=9)
    Promise.objects.filter(pk=promise.pk).update(statement="Anything, at once.")
    with pytest.raises(IntegrityError, match="another revision"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(state=PromiseState.APPROVED)


def test_the_latest_word_on_a_promise_counts():
    promise = make_promise(state=PromiseState.STUDIED)
    make_decision(promise)
    make_decision(promise, outcome=Outcome.RETURNED)
    with pytest.raises(IntegrityError, match="CEO"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(state=PromiseState.APPROVED)


@pytest.mark.parametrize(
    "change",
    [{"state": PlanState.DRAFT}, {"revision": 99}],
    ids=["reopened", "edited"],
)
def test_an_approved_plan_is_not_taken_up_again(change):
    plan = make_plan()
    make_tactic(plan, [make_made_promise()])
    make_approved(plan)
    with pytest.raises(IntegrityError, match="approved plan"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**change)


@pytest.mark.parametrize("approved", [False, True], ids=["reserved", "approved"])
def test_a_plan_commits_to_no_more_than_was_submitted(approved):
    plan = make_plan()
    make_tactic(plan, [make_made_promise()])
    version = make_approved(plan) if approved else make_submitted(plan)
    for change in ({"high": 9999}, {"weeks": 100}, {"promise": make_made_promise()}):
        with pytest.raises(IntegrityError, match="submitted"), transaction.atomic():
            version.commitments.update(**change)


def test_no_commitment_is_added_to_an_approved_version():
    plan = make_plan()
    make_tactic(plan, [make_made_promise()])
    held = make_approved(plan).commitments.get()
    held.pk, held.tactic_code = None, "another"
    with pytest.raises(IntegrityError, match="reservation"), transaction.atomic():
        held.save(force_insert=True)
