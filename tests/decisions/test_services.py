from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Department, Role
from core.refusals import Conflict, Invalid, NotAllowed
from planner.decisions.models import Decision, Outcome, SignOff
from planner.decisions.services import (
    AlreadyDecided,
    Overtaken,
    Ruling,
    Term,
    decide_plan,
    decide_promise,
    sign_off,
)
from planner.plans.models import Commitment, PlanState
from planner.scores import runs
from planner.scores.assembly import build_case
from planner.scores.models import Score, ScoringRun
from promises.models import Promise, PromiseState
from tests.make import (
    NOW,
    make_capability,
    make_evidence,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
    submit_heard,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
APPROVE = Ruling(
    outcome=Outcome.APPROVED,
    reason="We can keep it, and it matters.",
    review_on=date(2026, 4, 6),
)
HIRE = Term(text="Hire first.", owner=1, due_on=date(2026, 2, 2))
RETURN = Ruling(outcome=Outcome.RETURNED, reason="Start two weeks later.")


@pytest.fixture
def packing():
    return make_capability(code="packing", likely=100, committed=Decimal(60))


@pytest.fixture
def plan(packing):
    promise = make_made_promise(code="same-week", requires=[(packing, 1)])
    plan = make_plan(weeks=8)
    make_tactic(plan, [promise], likely=20)
    return plan


@pytest.fixture
def score(plan):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return Score.objects.get()


def decide(score, actor, ruling=APPROVE, *, now=LATER):
    return decide_plan(
        actor=actor,
        version_id=score.version_id,
        score_id=score.pk,
        ruling=ruling,
        now=now,
    )


def test_approval_turns_the_reservation_into_committed_load(score, ceo, plan, packing):
    decision = decide(score, ceo)
    plan.refresh_from_db()
    held = Commitment.objects.get(version=score.version)
    assert plan.state == PlanState.APPROVED
    assert (held.kind, held.released_at) == (Commitment.Kind.APPROVED, None)
    assert decision.evidence["score"]["result"] == score.result
    other = make_plan()
    make_tactic(other, [Promise.objects.get()], likely=5)
    next_version, _ = submit_heard(
        plan=other, actor=other.author, revision=1, now=LATER
    )
    case = build_case(next_version.content, as_of=NOW.date(), version=next_version)
    assert case["commitments"][0]["plan"] == f"plan-{plan.pk}"


def test_a_decision_tells_the_audit_trail_score_and_case(score, ceo):
    decision = decide(score, ceo)
    event = AuditEvent.objects.get(action="decided: approved")
    assert event.actor == ceo
    assert event.changes["score"] == score.pk
    assert event.changes["case_hash"] == score.case_hash
    assert event.changes["decision"] == decision.pk


@pytest.mark.parametrize(
    "who",
    [
        {"role": Role.DIRECTOR, "department": Department.OPERATIONS},
        {"role": Role.FRONTLINE},
        {"role": Role.INTEGRATION},
        {"role": Role.ADMINISTRATOR},
        {"role": Role.CEO, "is_active": False},
    ],
    ids=lambda who: who["role"],
)
def test_nobody_else_decides_by_calling_the_service(score, who):
    with pytest.raises(NotAllowed):
        decide(score, make_user(**who))
    assert not Decision.objects.filter(version=score.version).exists()


def test_the_author_does_not_approve_even_as_ceo(packing, ceo):
    promise = make_made_promise(requires=[(packing, 1)])
    plan = make_plan(author=ceo)
    make_tactic(plan, [promise], likely=5)
    submit_heard(plan=plan, actor=ceo, revision=1, now=NOW)
    runs.score_next(now=NOW)
    with pytest.raises(NotAllowed, match="own plan"):
        decide(Score.objects.get(), ceo)


def test_an_overtaken_score_is_refused_and_made_anew(score, ceo, packing):
    packing.committed = Decimal(70)
    packing.save()
    with pytest.raises(Overtaken):
        decide(score, ceo)
    assert not Decision.objects.filter(version=score.version).exists()
    assert ScoringRun.objects.filter(version=score.version).count() == 2
    runs.score_next(now=LATER)
    decide(Score.objects.latest("pk"), ceo)


def test_an_older_score_than_the_newest_is_refused(score, ceo):
    Score.objects.create(
        **{
            field.attname: getattr(score, field.attname)
            for field in Score._meta.concrete_fields
            if field.attname not in {"id", "run_id", "scored_at"}
        },
        run=ScoringRun.objects.create(version=score.version, state="done"),
        scored_at=LATER,
    )
    with pytest.raises(Overtaken, match="newer score"):
        decide(score, ceo)


def test_an_overtaken_plan_can_still_be_returned(score, ceo, packing, plan):
    packing.committed = Decimal(90)
    packing.save()
    decide(score, ceo, RETURN)
    plan.refresh_from_db()
    assert plan.state == PlanState.RETURNED
    assert Commitment.objects.get(version=score.version).released_at == LATER


def test_a_plan_without_a_score_can_be_returned_but_not_approved(plan, ceo):
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    with pytest.raises(Invalid, match="no score"):
        decide_plan(
            actor=ceo, version_id=version.pk, score_id=None, ruling=APPROVE, now=LATER
        )
    decision = decide_plan(
        actor=ceo, version_id=version.pk, score_id=None, ruling=RETURN, now=LATER
    )
    assert decision.evidence["score"] is None


def test_a_second_decision_is_told_who_was_first(score, ceo):
    decide(score, ceo, RETURN)
    with pytest.raises(AlreadyDecided, match=ceo.name):
        decide(score, make_user(role=Role.CEO))


def test_a_plan_is_not_approved_before_its_promises(packing, ceo):
    promise = make_promise(
        code="unmade", state=PromiseState.STUDIED, requires=[(packing, 1)]
    )
    plan = make_plan()
    make_tactic(plan, [promise], likely=5)
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    with pytest.raises(Invalid, match="unmade"):
        decide(Score.objects.get(), ceo)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 5_001}, "reason"),
        ({"review_on": None}, "review_on"),
        ({"review_on": date(2026, 1, 5)}, "review_on"),
        ({"review_on": date(9999, 12, 31)}, "review_on"),
        ({"conditions": (HIRE,)}, "conditions"),
        ({"outcome": Outcome.CONDITIONAL}, "conditions"),
        ({"outcome": Outcome.RETIRED, "review_on": None}, "outcome"),
    ],
)
def test_an_incomplete_ruling_is_refused_by_place(score, ceo, change, place):
    with pytest.raises(Invalid) as refusal:
        decide(score, ceo, replace(APPROVE, **change))
    assert place in refusal.value.errors


def test_what_the_ceo_saw_does_not_move_with_the_plan(score, ceo, packing):
    decision = decide(score, ceo)
    packing.name = "Renamed"
    packing.save()
    decision.refresh_from_db()
    seen = decision.evidence["score"]["capabilities"]["packing"]["name"]
    assert seen != "Renamed"


class TestPromises:
    @pytest.fixture
    def studied(self):
        promise = make_promise(state=PromiseState.STUDIED)
        for criterion in ("loyalty", "differentiation", "profitability"):
            make_evidence(promise, criterion=criterion)
        return promise

    def decide(self, promise, actor, ruling=APPROVE, revision=None):
        return decide_promise(
            actor=actor,
            promise_id=promise.pk,
            revision=revision or promise.revision,
            ruling=ruling,
            now=LATER,
        )

    def test_the_ceo_makes_a_promise(self, studied, ceo):
        decision = self.decide(studied, ceo)
        studied.refresh_from_db()
        assert studied.state == PromiseState.APPROVED
        assert len(decision.evidence["evidence"]) == 4

    def test_a_director_does_not(self, studied, marketing):
        with pytest.raises(NotAllowed):
            self.decide(studied, marketing)

    def test_a_returned_promise_is_an_idea_again(self, studied, ceo):
        self.decide(studied, ceo, RETURN)
        studied.refresh_from_db()
        assert studied.state == PromiseState.IDEA

    def test_a_changed_promise_is_read_again_first(self, studied, ceo):
        with pytest.raises(Overtaken):
            self.decide(studied, ceo, revision=studied.revision + 1)

    def test_a_made_promise_is_retired_by_decision_only(self, ceo):
        promise = make_made_promise()
        ruling = Ruling(outcome=Outcome.RETIRED, reason="It earns no loyalty.")
        self.decide(promise, ceo, ruling)
        promise.refresh_from_db()
        assert promise.state == PromiseState.RETIRED

    def test_an_idea_is_not_up_for_decision(self, ceo):
        with pytest.raises(Conflict):
            self.decide(make_promise(), ceo)


class TestSignOff:
    def test_a_dissent_needs_its_reason(self, score, operations):
        with pytest.raises(Invalid) as refusal:
            sign_off(
                actor=operations,
                version_id=score.version_id,
                stance="dissents",
                reason=" ",
                now=LATER,
            )
        assert "reason" in refusal.value.errors

    def test_the_dissent_is_kept_with_the_decision(self, score, operations, ceo):
        sign_off(
            actor=operations,
            version_id=score.version_id,
            stance="dissents",
            reason="We pack 1,000 a week on a good week.",
            now=LATER,
        )
        decision = decide(score, ceo)
        lines = {line["department"]: line for line in decision.evidence["heard"]}
        assert lines["Operations"]["stance"] == "dissents"
        assert lines["Marketing"]["stance"] == "author"
        assert lines["Finance"]["stance"] == ""

    def test_it_comes_too_late_after_the_decision(self, score, operations, ceo):
        decide(score, ceo)
        with pytest.raises(AlreadyDecided):
            sign_off(
                actor=operations,
                version_id=score.version_id,
                stance=SignOff.Stance.SIGNED,
                reason="",
                now=LATER,
            )

    def test_the_frontline_does_not_sign(self, score, frontline):
        with pytest.raises(NotAllowed):
            sign_off(
                actor=frontline,
                version_id=score.version_id,
                stance="signed",
                reason="",
                now=LATER,
            )
