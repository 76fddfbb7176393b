"""Take an approval back that is back for review."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import require_decider
from core.refusals import Conflict, NotAllowed, NotThere
from planner.decisions.models import Decision, Outcome, Recall
from planner.decisions.queries import customers_told, plan_evidence
from planner.decisions.services import recording
from planner.decisions.services.recalls import settle
from planner.decisions.services.rulings import Ruling, require_complete
from planner.plans import services as plans
from planner.plans.models import Plan, PlanState


class NotInReview(Conflict):
    title = "This plan is not back for review"


def take_back(*, actor: User, decision_id: int, reason: str, now: datetime) -> Decision:
    """End an approval whose plan is back for review: a decision of its own."""
    require_decider(actor, now)
    ruling = Ruling(outcome=Outcome.WITHDRAWN, reason=reason)
    require_complete(ruling, allowed=(Outcome.WITHDRAWN,), now=now)
    with transaction.atomic():
        recording.one_at_a_time()
        approval = _in_review(actor, decision_id)
        version = approval.version
        if version is None:
            raise NotThere("There is no such approval of a plan.")
        score = version.scores.order_by("-scored_at", "-pk").first()
        decision = recording.store(
            actor=actor,
            ruling=ruling,
            now=now,
            subject={"version": version, "score": score},
            evidence={
                **plan_evidence(version, score, actor),
                "customers": customers_told(version, actor, now),
            },
        )
        open_ones = Recall.objects.unsettled().filter(decision__version=version)
        for one in open_ones.select_related("decision__version__plan", "test"):
            settle(one, "ended", actor=actor, reason=decision.reason, now=now)
        plans.end_approved(version=version, actor=actor, now=now, why=decision.reason)
    return decision


def _in_review(actor: User, decision_id: int) -> Decision:
    """Return the approval, or refuse to take it back."""
    plans_seen = Plan.objects.visible_to(actor)
    found = Decision.objects.filter(version__plan__in=plans_seen, pk=decision_id)
    approval = found.select_related("version__plan", "version__author").first()
    if approval is None or approval.version is None:
        raise NotThere("There is no such approval of a plan.")
    version = approval.version
    if actor.pk in {version.author_id, version.submitted_by_id}:
        raise NotAllowed(
            "Nobody decides on their own plan.",
            next_step="Ask another chief promise officer.",
        )
    if version.plan.state != PlanState.REVIEW:
        raise NotInReview(
            f"It is {version.plan.get_state_display().lower()}.",
            next_step="An approval is taken back when one of its conditions was missed "
            "or one of its assumptions refuted.",
        )
    return approval
