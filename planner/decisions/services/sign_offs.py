"""Put a director's word to a submitted plan."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import Department, User
from accounts.policy import Act, require
from core.refusals import Invalid, NotThere
from planner.decisions.models import Decision, SignOff
from planner.decisions.services.dissents import from_sign_off
from planner.decisions.services.refusals import AlreadyDecided
from planner.decisions.services.rulings import LONGEST_REASON
from planner.plans.models import Plan, PlanVersion


def sign_off(
    *, actor: User, version_id: int, stance: str, reason: str, now: datetime
) -> SignOff:
    """Put a director's name to a submitted version, or dissent with a reason."""
    require(actor, Act.SIGN_OFF)
    if stance not in SignOff.Stance.values:
        raise Invalid("Sign or dissent.", errors={"stance": ["Choose one of the two."]})
    if stance == SignOff.Stance.DISSENTS and not reason.strip():
        words = ["Say why, with the numbers behind it."]
        raise Invalid("A dissent needs its reason.", errors={"reason": words})
    with transaction.atomic():
        version = (
            PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(actor))
            .select_related("plan")
            .filter(pk=version_id)
            .first()
        )
        if version is None:
            raise NotThere("There is no such submitted plan.")
        if Decision.objects.filter(version=version).exists():
            raise AlreadyDecided("It has been decided; the word comes too late.")
        given = SignOff.objects.create(
            version=version,
            department=Department(actor.department),
            by=actor,
            stance=stance,
            reason=reason.strip()[:LONGEST_REASON],
            at=now,
        )
        from_sign_off(given, now=now)
        audit.record(
            actor=actor,
            action="signed off" if stance == SignOff.Stance.SIGNED else "dissented",
            subject=version.plan,
            now=now,
            changes={"version": version.number, "reason": given.reason},
        )
    return given
