"""Directors propose, only the CEO retires, and what follows happens at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, Role
from core.refusals import Conflict, Invalid, NotAllowed
from operations.models import Initiative
from planner.decisions.models import Decision
from planner.decisions.models import Outcome as Decided
from planner.decisions.services import Ruling, decide_plan
from planner.plans.models import Commitment, PlanState
from planner.plans.services import end_tactic
from planner.pruning import services
from planner.pruning.models import Retirement, Telling
from planner.pruning.services import Word
from promises.models import Outcome, PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_initiative,
    make_made_promise,
    make_promise,
    make_user,
)
from tests.portfolio.test_assembly import drafted, scored
from tests.pruning.test_look import looked, serve, standing

pytestmark = pytest.mark.django_db

RETIRE = Word(retire=True, reason="Nobody asked for it.")
KEEP = Word(retire=False, reason="We try it once more.", review_on=date(2026, 6, 1))
NOT_CEO = [Role.DIRECTOR, Role.FRONTLINE, Role.INTEGRATION, Role.ADMINISTRATOR]


@pytest.fixture
def needless(ceo):
    return make_made_promise(
        code="needless", requires=[(make_capability(code="packing"), 1)]
    )


def proposed(key, actor, reason="It serves nobody."):
    return services.propose(
        actor=actor, pruning=looked(), key=key, reason=reason, now=NOW
    )


def test_a_director_proposes_with_the_figures_as_they_were(needless, marketing):
    row = proposed(f"promise-{needless.pk}", marketing)
    assert row.is_open
    assert row.finding["grounds"][0]["ground"] == "no-need"
    event = AuditEvent.objects.get(action="proposed to retire")
    assert event.actor == marketing
    needless.refresh_from_db()
    assert needless.state == PromiseState.LIVE


def test_what_was_not_found_cannot_be_proposed(needless, marketing):
    served = serve(make_made_promise())
    for key in (f"promise-{served.pk}", "promise-0", "", "x" * 500):
        with pytest.raises(Invalid):
            proposed(key, marketing)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 5_001])
def test_a_reason_is_given(needless, marketing, reason):
    with pytest.raises(Invalid):
        proposed(f"promise-{needless.pk}", marketing, reason)


def test_older_figures_are_not_proposed_on(needless, marketing):
    old = looked()
    looked()
    with pytest.raises(services.FiguresOld):
        services.propose(
            actor=marketing,
            pruning=old,
            key=f"promise-{needless.pk}",
            reason="Old.",
            now=NOW,
        )


def test_a_thing_is_proposed_once(needless, marketing, operations):
    proposed(f"promise-{needless.pk}", marketing)
    with pytest.raises(services.ProposedAlready):
        proposed(f"promise-{needless.pk}", operations)


def test_a_proposal_is_taken_back_by_its_author_and_made_again(
    needless, marketing, operations
):
    row = proposed(f"promise-{needless.pk}", marketing)
    with pytest.raises(NotAllowed):
        services.withdraw(actor=operations, retirement=row, now=NOW)
    services.withdraw(actor=marketing, retirement=row, now=NOW)
    with pytest.raises(services.NotOpen):
        services.withdraw(actor=marketing, retirement=row, now=NOW)
    assert proposed(f"promise-{needless.pk}", marketing).is_open


# --- The gate ---------------------------------------------------------------------


@pytest.mark.parametrize("role", NOT_CEO)
@pytest.mark.parametrize("word", [RETIRE, KEEP])
def test_nobody_but_the_ceo_decides(needless, marketing, role, word):
    row = proposed(f"promise-{needless.pk}", marketing)
    with pytest.raises(NotAllowed):
        services.decide(actor=make_user(role=role), retirement=row, word=word, now=NOW)
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.parametrize("role", NOT_CEO)
def test_the_database_refuses_who_comes_past_the_services(needless, marketing, role):
    row = proposed(f"promise-{needless.pk}", marketing)
    other = make_user(role=role)
    with pytest.raises(IntegrityError, match="only the CEO"), transaction.atomic():
        Retirement.objects.filter(pk=row.pk).update(
            state="retired", decided_by=other, decided_at=NOW, decided_why="Because."
        )


def test_the_database_refuses_to_alter_what_was_decided(needless, ceo, marketing):
    row = proposed(f"promise-{needless.pk}", marketing)
    services.decide(actor=ceo, retirement=row, word=KEEP, now=NOW)
    changes = {"decided_why": "Other words."}, {"state": "proposed"}
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Retirement.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Retirement.objects.filter(pk=row.pk).delete()


def test_the_database_refuses_to_let_an_approved_tactic_go_undecided(ceo):
    version, tactic = approved(ceo)
    held = Commitment.objects.filter(version=version)
    with pytest.raises(IntegrityError, match="not ended"), transaction.atomic():
        held.update(released_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        end_tactic(version=version, tactic_code=tactic, actor=ceo, now=NOW)


# --- What follows ------------------------------------------------------------------


def test_retiring_a_promise_ends_it_and_says_who_must_be_told(
    needless, ceo, marketing, operations
):
    standing(needless, 40)
    row = proposed(f"promise-{needless.pk}", marketing)
    row = services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    needless.refresh_from_db()
    assert needless.state == PromiseState.RETIRED
    assert row.decision == Decision.objects.get(promise=needless, outcome="retired")
    assert row.decision.evidence["kind"] == "promise"
    assert not Commitment.objects.holding().exists()
    told = row.tellings.order_by("number")
    assert [line.whom for line in told][:2] == [needless.owner.name, operations.name]
    assert told[0].due_on == MONDAY + timedelta(days=3)


def test_what_is_still_open_keeps_its_room_until_the_last_is_due(
    needless, ceo, marketing
):
    standing(needless, 40)
    for number in range(7):
        Outcome.objects.create(
            promise=needless,
            reference=f"order-{number}",
            promised_at=NOW,
            due_at=NOW + timedelta(days=8),
            due_on=MONDAY + timedelta(days=8),
            due_week=MONDAY + timedelta(days=7),
            in_time=False,
            on_day=False,
        )
    row = proposed(f"promise-{needless.pk}", marketing)
    services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    [held] = Commitment.objects.holding()
    assert (held.starts_on, held.weeks, held.likely) == (MONDAY, 2, Decimal("3.500"))


def test_an_idea_that_serves_nobody_is_given_up(ceo, marketing):
    idea = make_promise()
    row = proposed(f"promise-{idea.pk}", marketing)
    services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    idea.refresh_from_db()
    assert idea.state == PromiseState.RETIRED


def test_a_promise_that_was_changed_since_is_not_retired(ceo, marketing):
    idea = make_promise()
    row = proposed(f"promise-{idea.pk}", marketing)
    idea.__class__.objects.filter(pk=idea.pk).update(revision=9)
    with pytest.raises(Conflict):
        services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    row.refresh_from_db()
    assert row.is_open


def approved(ceo, **fields):
    """Return a version that is approved, and the code of its tactic that costs more."""
    promise = serve(make_made_promise(ceo=ceo))
    plan = drafted(
        promise, likely=10, margin=Decimal(1), budget=Decimal(5000), **fields
    )
    version = scored(plan)
    decide_plan(
        actor=ceo,
        version_id=version.pk,
        score_id=version.scores.get().pk,
        ruling=Ruling(
            outcome=Decided.APPROVED,
            reason="Yes.",
            review_on=MONDAY + timedelta(weeks=9),
        ),
        now=NOW,
    )
    return version, plan.tactics.get().code


def test_a_tactic_of_an_approved_plan_ends_and_the_plan_goes_on(ceo, marketing):
    version, tactic = approved(ceo)
    row = proposed(f"tactic-{version.pk}-{tactic}", marketing)
    row = services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    assert row.decision is None
    assert not Commitment.objects.holding().exists()
    version.plan.refresh_from_db()
    assert version.plan.state == PlanState.APPROVED
    assert AuditEvent.objects.filter(action="ended a tactic").count() == 1
    keys = [entry["key"] for entry in looked().result["subjects"]]
    assert row.key not in keys


def test_a_tactic_of_a_plan_that_waits_sends_the_plan_back(ceo, marketing):
    promise = serve(make_made_promise(ceo=ceo))
    plan = drafted(promise, likely=10, margin=Decimal(1), budget=Decimal(5000))
    version = scored(plan)
    row = proposed(f"tactic-{version.pk}-{plan.tactics.get().code}", marketing)
    row = services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
    plan.refresh_from_db()
    assert plan.state == PlanState.RETURNED
    assert row.decision is not None
    assert row.decision.outcome == "returned"
    assert row.decision.reason.startswith("Without “")


def test_an_initiative_is_dropped_also_when_it_is_funded(ceo, marketing):
    ideas = [
        make_initiative(available_from=MONDAY + timedelta(weeks=4)) for _ in range(2)
    ]
    Initiative.objects.filter(pk=ideas[1].pk).update(
        state="funded", funded_by=ceo, funded_at=NOW
    )
    for idea in ideas:
        row = proposed(f"initiative-{idea.pk}", marketing)
        services.decide(actor=ceo, retirement=row, word=RETIRE, now=NOW)
        idea.refresh_from_db()
        assert idea.state == "dropped"
        assert idea.funded_by is None


# --- Keeping on, and telling ---------------------------------------------------------


def test_what_the_ceo_keeps_has_a_day_on_which_it_comes_back(needless, ceo, marketing):
    row = proposed(f"promise-{needless.pk}", marketing)
    for wrong in (None, MONDAY, MONDAY + timedelta(days=3000)):
        word = Word(retire=False, reason="Not yet.", review_on=wrong)
        with pytest.raises(Invalid):
            services.decide(actor=ceo, retirement=row, word=word, now=NOW)
    row = services.decide(actor=ceo, retirement=row, word=KEEP, now=NOW)
    assert row.state == "kept"
    assert not row.tellings.exists()
    kept = Retirement.objects.kept_until_after(MONDAY)
    assert list(kept) == [row]
    assert not Retirement.objects.kept_until_after(date(2026, 6, 1)).exists()


def test_the_ceo_decides_in_one_step(needless, ceo):
    row = services.settle(
        actor=ceo,
        pruning=looked(),
        key=f"promise-{needless.pk}",
        word=RETIRE,
        now=NOW,
    )
    assert (row.proposed_by, row.decided_by, row.state) == (ceo, ceo, "retired")
    with pytest.raises(services.NotOpen):
        services.decide(actor=ceo, retirement=row, word=KEEP, now=NOW)


def test_nobody_settles_alone_but_the_ceo(needless, marketing):
    with pytest.raises(NotAllowed):
        services.settle(
            actor=marketing,
            pruning=looked(),
            key=f"promise-{needless.pk}",
            word=RETIRE,
            now=NOW,
        )
    assert not Retirement.objects.exists()


def test_whoever_was_told_is_ticked_off_once_and_can_be_taken_back(
    needless, ceo, marketing, operations
):
    row = services.settle(
        actor=ceo,
        pruning=looked(),
        key=f"promise-{needless.pk}",
        word=RETIRE,
        now=NOW,
    )
    line = row.tellings.get(number=1)
    services.tell(actor=marketing, telling=line, note=" By phone. ", now=NOW)
    line.refresh_from_db()
    assert (line.done_by, line.note) == (marketing, "By phone.")
    with pytest.raises(services.ToldAlready):
        services.tell(actor=operations, telling=line, note="", now=NOW)
    with pytest.raises(services.ToldAlready):
        services.untell(actor=operations, telling=line, now=NOW)
    services.untell(actor=marketing, telling=line, now=NOW)
    assert row.tellings.left().count() == row.tellings.count()
    with pytest.raises(Invalid):
        services.tell(actor=marketing, telling=line, note="x" * 301, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.filter(pk=line.pk).update(whom="Nobody")


@pytest.mark.parametrize("role", NOT_CEO[1:])
def test_who_does_not_plan_neither_looks_nor_proposes(needless, role):
    outsider, run = make_user(role=role), looked()
    with pytest.raises(NotAllowed):
        services.look(actor=outsider, now=NOW)
    with pytest.raises(NotAllowed):
        services.propose(
            actor=outsider,
            pruning=run,
            key=f"promise-{needless.pk}",
            reason="Why not.",
            now=NOW,
        )
