"""Ask for a study of loyalty, and take the wish back."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import company
from core.jobs import JobState
from core.refusals import Conflict, Invalid
from core.wake import wake
from customers import tasks
from customers.models import History, LoyaltyStudy

NIGHT: Final = time(2)  # from then on, by the company's clock, yesterday is studied
LONGEST_WEEKS: Final = 520


class StudyMoved(Conflict):
    """The study is not where it was taken to be."""


@transaction.atomic
def ask_study(
    *,
    actor: User,
    value_weeks: int | None = None,
    discount: Decimal | None = None,
    now: datetime,
) -> LoyaltyStudy:
    """Queue a study of all purchases until the last day on which anybody bought.

    Weeks and discount of a customer's value stay as in the study before, unless given.
    """
    require(actor, Act.EDIT_CUSTOMERS)
    _check(value_weeks, discount)
    if LoyaltyStudy.objects.under_way().exists():
        raise StudyMoved(
            "A study is under way already.",
            next_step="Wait until it is through, or cancel it.",
        )
    job = _queue(actor, value_weeks, discount, now)
    audit.record(
        actor=actor, action="asked for a study of loyalty", subject=job, now=now
    )
    return job


def _check(value_weeks: int | None, discount: Decimal | None) -> None:
    errors = {}
    if value_weeks is not None and not 1 <= value_weeks <= LONGEST_WEEKS:
        errors["value_weeks"] = [f"Give whole weeks from 1 to {LONGEST_WEEKS}."]
    if discount is not None and not 0 <= discount <= 1:
        errors["discount"] = ["Give a share from 0 to 1: 0.1 is 10 % a year."]
    if errors:
        raise Invalid("This cannot be studied.", errors=errors)


def _queue(
    actor: User | None,
    value_weeks: int | None,
    discount: Decimal | None,
    now: datetime,
) -> LoyaltyStudy:
    as_of = last_day(now)
    if as_of is None:
        raise Invalid(
            "Nobody has bought anything yet.",
            next_step="Bring the purchases in first.",
        )
    before = LoyaltyStudy.objects.light().order_by("-pk").first()
    usual = before or LoyaltyStudy()
    job = LoyaltyStudy.objects.create(
        asked_by=actor,
        asked_at=now,
        as_of=as_of,
        value_weeks=usual.value_weeks if value_weeks is None else value_weeks,
        discount=usual.discount if discount is None else discount,
    )
    wake(tasks.study)
    return job


def last_day(now: datetime) -> date | None:
    """Return the last day on which anybody bought, today at the latest.

    What came after it is not known: were it taken for silence, everybody would look
    lost after a month without an import.
    """
    today = now.astimezone(ZoneInfo(company().time_zone)).date()
    bought = History.objects.filter(last_on__isnull=False)
    past = bought.filter(last_on__lte=today).order_by("-last_on")
    # Who bought "tomorrow", too, by a slip of somebody's pen.
    found = past.values_list("last_on", flat=True).first()
    return found or (today if bought.exists() else None)


@transaction.atomic
def study_nightly(*, now: datetime) -> LoyaltyStudy | None:
    """Queue a study once a night, if anything was counted since the last one.

    The first one is not waited for. It bears being called twice at once: a study too
    many says the same.
    """
    last = LoyaltyStudy.objects.light().order_by("-pk").first()
    if last is not None and (last.is_under_way or last.asked_at >= _last_night(now)):
        return None
    changed = History.objects.bought()
    if last is not None:
        changed = changed.filter(counted_at__gte=last.asked_at)
    if not changed.exists():
        return None
    return _queue(None, None, None, now)


def _last_night(now: datetime) -> datetime:
    zone = ZoneInfo(company().time_zone)
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), NIGHT, zone)
    return (night if night <= local else night - timedelta(days=1)).astimezone(UTC)


@transaction.atomic
def cancel_study(*, actor: User, job: LoyaltyStudy, now: datetime) -> LoyaltyStudy:
    """Stop a study, also one that the worker is at: it stores nothing any more."""
    require(actor, Act.EDIT_CUSTOMERS)
    stopped = LoyaltyStudy.objects.under_way().filter(pk=job.pk)
    if not stopped.update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=Now()
    ):
        raise StudyMoved(
            "The study is over already.", next_step="Reload the page to see it."
        )
    audit.record(
        actor=actor, action="cancelled a study of loyalty", subject=job, now=now
    )
    job.refresh_from_db(fields=["state", "finished_at"])
    return job
