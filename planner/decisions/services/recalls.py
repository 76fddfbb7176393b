"""Bring an approved plan back when an assumption of it is refuted, and settle that."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import Role, User
from accounts.policy import deputyship, require_decider
from accounts.services.notices import tell
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from core.texts import text_problem
from planner.decisions.models import APPROVALS, Condition, Decision, Recall
from planner.decisions.services.rulings import LONGEST_REASON
from planner.plans import services as plans
from planner.plans.models import (
    RUNNING,
    AssumptionTest,
    Plan,
    PlanState,
    PlanVersion,
)


class SettledAlready(Conflict):
    title = "This is settled already"


@transaction.atomic
def recall(*, test: AssumptionTest, now: datetime) -> Recall | None:
    """Put the plan of a refuted assumption before the CEO, if it is carried out.

    Return nothing where no approval stands on the assumption.
    """
    plan = Plan.objects.select_for_update().get(pk=test.plan_id)
    version = plan.versions.order_by("-number").first()
    if plan.state not in RUNNING or version is None or not _assumes(version, test):
        return None
    approval = version.decisions.filter(outcome__in=APPROVALS).order_by("pk").last()
    if approval is None:
        return None
    found = Recall.objects.create(decision=approval, test=test, at=now)
    tell(
        people=User.objects.filter(role=Role.CEO, is_active=True),
        text=f"“{plan}” is back before you. Refuted: {test.statement}",
        link=reverse("decisions:conditions", args=[approval.pk]),
        now=now,
        kind="recall",
        about=f"plan:{plan.pk}",
        urgent=True,
    )
    if plan.state == PlanState.APPROVED:
        why = f"An assumption was refuted: {test.statement}"
        plans.call_back(version=version, now=now, why=why)
    return found


def _assumes(version: PlanVersion, test: AssumptionTest) -> bool:
    """Tell whether what was approved assumes what was tested, in the same words."""
    tested = test.assumption, test.statement
    rows = version.content["assumptions"]
    return tested in [(row["code"], row["statement"]) for row in rows]


@transaction.atomic
def let_stand(*, actor: User, recall_id: int, reason: str, now: datetime) -> Recall:
    """Let an approval stand although an assumption was refuted, as the CEO; say why.

    The plan is approved again once nothing else holds it in review.
    """
    require_decider(actor, now)
    found = _locked(actor, recall_id)
    version = _version(found.decision)
    if actor.pk in {version.author_id, version.submitted_by_id}:
        raise NotAllowed(
            "Nobody decides on their own plan.",
            next_step="Ask another chief promise officer.",
        )
    if found.settled_at is not None:
        raise SettledAlready(
            f"{found.settler} has said what becomes of it: "
            f"{found.get_outcome_display().lower()}.",
            next_step="Reload the page and look at what happened.",
        )
    words = _worded(reason)
    settle(found, Recall.Outcome.STANDS, actor=actor, reason=words, now=now)
    restore_if_settled(decision=found.decision, actor=actor, why=words, now=now)
    return found


def settle(
    found: Recall, outcome: str, *, actor: User, reason: str, now: datetime
) -> None:
    """Write down what the CEO said of a recall; the caller has locked the plan."""
    standing_in = deputyship(actor, now)
    found.outcome, found.reason = outcome, reason
    found.settled_by, found.settled_at = actor, now
    found.standing_in = standing_in
    found.save(
        update_fields=["outcome", "reason", "settled_by", "settled_at", "standing_in"]
    )
    audit.record(
        actor=actor,
        action="settled a refuted assumption",
        subject=_version(found.decision).plan,
        now=now,
        standing_in=standing_in,
        changes={
            "assumption": [None, found.test.statement],
            "outcome": [None, outcome],
            "reason": [None, reason],
        },
    )


def restore_if_settled(
    *, decision: Decision, actor: User, why: str, now: datetime
) -> None:
    """Let a plan in review be approved again once nothing holds it there."""
    version = decision.version
    if version is None or version.plan.state != PlanState.REVIEW:
        return
    missed = decision.obligations.filter(state=Condition.State.MISSED)
    if not missed.exists() and not decision.recalls.unsettled().exists():
        plans.restore(version=version, actor=actor, now=now, why=why)


def _locked(actor: User, recall_id: int) -> Recall:
    """Lock the plan, then the recall, and return it."""
    seen = Recall.objects.visible_to(actor).filter(pk=recall_id)
    plan = seen.values_list("decision__version__plan", flat=True).first()
    if plan is None:
        raise NotThere("There is no such approval in review.")
    Plan.objects.select_for_update().filter(pk=plan).first()
    rows = Recall.objects.select_for_update(of=("self",))
    related = ("decision__version__plan", "test", "settled_by", "standing_in__ceo")
    return rows.select_related(*related).get(pk=recall_id)


def _version(decision: Decision) -> PlanVersion:
    if decision.version is None:
        raise NotThere("There is no such approval of a plan.")
    return decision.version


def _worded(reason: str) -> str:
    words = reason.strip()
    missing = "Say why the approval stands all the same."
    problem = text_problem(words, missing=missing, most=LONGEST_REASON)
    if problem:
        raise Invalid(problem, errors={"reason": [problem]})
    return words
