"""Say on which days nobody works."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.days_off import DayOff, in_order, known
from accounts.models import Company, User
from accounts.policy import Act, require
from accounts.services.company import CompanyChanged
from core.workdays import follow


@transaction.atomic
def set_days_off(
    *, actor: User, days: Iterable[DayOff], revision: int | None, now: datetime
) -> Company:
    """Replace the company's days off; schedules and forecasts count by them at once."""
    require(actor, Act.KEEP_CALENDAR)
    Company.objects.get_or_create(pk=1)
    here = Company.objects.select_for_update().get(pk=1)
    if revision is not None and here.revision != revision:
        raise CompanyChanged(
            "Somebody else changed the company while you had it open.",
            next_step="Look at what is kept now, and enter your change again.",
        )
    before, after = known(here.days_off), in_order(days)
    if before == after:
        return here
    here.days_off = [each.document() for each in after]
    here.days_off_at = now
    here.revision += 1
    here.save(update_fields=["days_off", "days_off_at", "revision"])
    came = [each.document() for each in after if each not in before]
    went = [each.document() for each in before if each not in after]
    record(
        actor=actor,
        action="company.days-off",
        subject=here,
        now=now,
        changes={"days off": [went, came]},
    )
    follow(each.day for each in after)
    return here
