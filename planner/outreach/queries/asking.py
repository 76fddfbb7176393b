"""When to ask somebody whom else they know: on the right occasions only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import F, QuerySet
from django.utils.formats import date_format

from accounts.queries import local_day
from customers.models import Interaction, SurveyAnswer
from planner.outreach.models import (
    Acquaintance,
    CampaignRules,
    Closeness,
    Group,
    OutreachRules,
)
from promises.models import Outcome

A_YEAR: Final = timedelta(days=365)
FRESH: Final = timedelta(days=60)
# Nine and ten of ten are who recommends (Reichheld 2003), from 0 or from 1 on.
RECOMMENDS: Final = Decimal("0.88")
GIVE_FIRST: Final = "Give first: keep a promise to them, then ask."


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Whether to ask somebody for a referral now, and why or why not."""

    good: bool
    reason: str


def occasion(person: Acquaintance, *, today: date) -> Occasion:
    """Say whether this is the occasion to ask somebody whom else they know.

    Never in the first contact, never within a year of the last time we asked or they
    brought somebody, never while something is open or broken towards them; right after
    a promise to them was kept or they thanked or praised us, and otherwise only among
    those who are close.
    """
    for check in NOT_NOW:
        if words := check(person, today):
            return Occasion(good=False, reason=words)
    for check in GOOD:
        if words := check(person, today):
            return Occasion(good=True, reason=words)
    return Occasion(good=False, reason=GIVE_FIRST)


# --- What speaks against it -------------------------------------------------------


def _wants_none(person: Acquaintance, today: date) -> str:
    return person.why_not


def _hardly_met(person: Acquaintance, today: date) -> str:
    return "" if person.contacts.exists() else "Never in the first contact."


def _brought(person: Acquaintance, today: date) -> str:
    rows = person.referrals_made.order_by("-on").values_list("on", flat=True)
    latest = rows.first()
    if latest is None or today - latest >= A_YEAR:
        return ""
    return (
        f"They brought somebody on {date_format(latest)}: thank them, and ask again "
        "after a year."
    )


def _asked(person: Acquaintance, today: date) -> str:
    rows = person.contacts.filter(asked_for_referral=True).order_by("-on")
    latest = rows.values_list("on", flat=True).first()
    if latest is None or today - latest >= A_YEAR:
        return ""
    return f"They were asked on {date_format(latest)}: ask again after a year."


def _owed(person: Acquaintance, today: date) -> str:
    if not person.follow_ups.open().exists():
        return ""
    return "A promise to them is open or was broken: keep it first."


def _kept_late(person: Acquaintance, today: date) -> str:
    rows = person.follow_ups.filter(done_at__gt=F("due_at")).order_by("-done_at")
    late = rows.first()
    if late is None or late.done_at is None:
        return ""
    done = local_day(late.done_at)
    if today - done >= FRESH:
        return ""
    return f"“{late.what}” was done late, on {date_format(done)}: make up for it first."


def _of_customer(person: Acquaintance) -> QuerySet[Outcome]:
    """Return what was promised to them as a customer.

    Follow-ups are looked at by themselves, and that we meant to be in touch in a week is
    a promise among ourselves.
    """
    if person.customer is None:
        return Outcome.objects.none()
    lists = CampaignRules.objects.current()
    ours = [OutreachRules.objects.current().promise_id]
    ours += [lists.promise_of(group) for group in Group]
    rows = Outcome.objects.filter(customer=person.customer.code)
    kept = rows.exclude(promise_id__in=[pk for pk in ours if pk is not None])
    return kept.select_related("promise")


def _broken(person: Acquaintance, today: date) -> str:
    rows = _of_customer(person).filter(in_time=False, due_on__lt=today)
    latest = rows.filter(due_on__gt=today - FRESH).order_by("-due_on", "-pk").first()
    if latest is None:
        return ""
    return (
        f"“{latest.promise}” was broken towards them on {date_format(latest.due_on)}: "
        "make up for it first."
    )


def _complained(person: Acquaintance, today: date) -> str:
    """Say that they complained, unless they praised us since."""
    latest = _said(person, today, Interaction.Kind.COMPLAINT, Interaction.Kind.PRAISE)
    if latest is None or latest.kind != Interaction.Kind.COMPLAINT:
        return ""
    return (
        f"They complained on {date_format(local_day(latest.at))}: put that right first."
    )


# --- What speaks for it -----------------------------------------------------------


def _kept(person: Acquaintance, today: date) -> str:
    rows = person.follow_ups.filter(done_at__lte=F("due_at")).order_by("-done_at")
    kept = rows.first()
    if kept is None or kept.done_at is None:
        return ""
    if today - local_day(kept.done_at) >= FRESH:
        return ""
    return f"You kept what you promised them: “{kept.what}”."


def _thanked(person: Acquaintance, today: date) -> str:
    rows = person.contacts.filter(thanked=True, on__gt=today - FRESH).order_by("-on")
    latest = rows.values_list("on", flat=True).first()
    if latest is None:
        return ""
    return f"They thanked us on {date_format(latest)}: say how glad you are, and ask."


def _praised(person: Acquaintance, today: date) -> str:
    latest = _said(person, today, Interaction.Kind.PRAISE)
    if latest is None:
        return ""
    return (
        f"They praised us on {date_format(local_day(latest.at))}: thank them, and ask."
    )


def _recommends(person: Acquaintance, today: date) -> str:
    if person.customer_id is None:
        return ""
    rows = SurveyAnswer.objects.filter(
        customer=person.customer_id,
        kind=SurveyAnswer.Kind.NPS,
        on__gt=today - FRESH,
        on__lte=today,
    )
    latest = rows.order_by("-on", "-pk").first()
    if latest is None or latest.highest <= latest.lowest:
        return ""
    share = (latest.score - latest.lowest) / (latest.highest - latest.lowest)
    if share < RECOMMENDS:
        return ""
    return f"They said on {date_format(latest.on)} that they would recommend us."


def _ledger_kept(person: Acquaintance, today: date) -> str:
    rows = _of_customer(person).filter(
        in_time=True, due_on__gt=today - FRESH, done_at__isnull=False
    )
    latest = rows.order_by("-done_at", "-pk").first()
    if latest is None or latest.done_at is None:
        return ""
    if not timedelta(0) <= today - local_day(latest.done_at) < FRESH:
        return ""
    day = date_format(local_day(latest.done_at))
    return f"We kept what we promise, “{latest.promise}”, towards them on {day}."


def _close(person: Acquaintance, today: date) -> str:
    close = person.closeness >= Closeness.CLOSE
    return "You are close, and nothing is owed." if close else ""


def _said(person: Acquaintance, today: date, *kinds: str) -> Interaction | None:
    """Return the latest of these that they told us as a customer, if it is fresh."""
    if person.customer_id is None:
        return None
    rows = Interaction.objects.filter(
        customer=person.customer_id,
        kind__in=kinds,
        direction=Interaction.Direction.FROM_THEM,
        at__date__gt=today - FRESH,
        at__date__lte=today,
    )
    return rows.order_by("-at", "-pk").first()


Check = Callable[[Acquaintance, date], str]
NOT_NOW: Final[tuple[Check, ...]] = (
    *(_wants_none, _hardly_met, _brought, _asked),
    *(_owed, _kept_late, _broken, _complained),
)
GOOD: Final[tuple[Check, ...]] = (
    *(_thanked, _kept, _praised, _recommends, _ledger_kept, _close),
)
