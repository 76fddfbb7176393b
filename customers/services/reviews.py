"""Ask for a review of where the customers stand."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import company
from core.jobs import JobState
from core.refusals import Conflict, Invalid
from core.wake import wake
from customers import tasks
from customers.models import (
    History,
    Interaction,
    LoyaltyStudy,
    StandingReview,
    SurveyAnswer,
)

A_DAY: Final = timedelta(days=1)
A_MOMENT: Final = timedelta(minutes=10)


class ReviewUnderWay(Conflict):
    """The customers are being looked at already."""


@transaction.atomic
def ask_review(*, actor: User, now: datetime) -> StandingReview:
    """Queue a review of everything until the last day of which anything is known."""
    require(actor, Act.EDIT_CUSTOMERS)
    if StandingReview.objects.under_way().exists():
        raise ReviewUnderWay(
            "A review is under way already.", next_step="Wait until it is through."
        )
    job = _queue(actor, now)
    if job is None:
        raise Invalid(
            "Nothing is known of any customer yet.",
            next_step="Bring purchases, answers or contacts in first.",
        )
    audit.record(
        actor=actor, action="asked for a review of customers", subject=job, now=now
    )
    return job


@transaction.atomic
def review_when_due(*, now: datetime) -> StandingReview | None:
    """Queue a review after every study of loyalty, and once a day in any case.

    It bears being called twice at once: a review too many says the same.
    """
    last = StandingReview.objects.order_by("-pk").only("state", "asked_at").first()
    if last is None:
        return _queue(None, now)
    if not last.is_over or last.asked_at > now - A_MOMENT:
        return None
    studied = LoyaltyStudy.objects.filter(
        state=JobState.DONE, finished_at__gt=last.asked_at
    )
    if last.asked_at < now - A_DAY or studied.exists():
        return _queue(None, now)
    return None


def _queue(actor: User | None, now: datetime) -> StandingReview | None:
    as_of = last_day(now)
    if as_of is None:
        return None
    job = StandingReview.objects.create(asked_by=actor, asked_at=now, as_of=as_of)
    wake(tasks.review)
    return job


def last_day(now: datetime) -> date | None:
    """Return the last day of which anything is known, today at the latest.

    What came after it is not silence: it has not been told yet.
    """
    zone = ZoneInfo(company().time_zone)
    today = now.astimezone(zone).date()
    bought = History.objects.filter(last_on__lte=today).order_by("-last_on")
    answered = SurveyAnswer.objects.filter(on__lte=today).order_by("-on")
    talked = Interaction.objects.filter(at__lte=now).order_by("-at")
    talk = talked.values_list("at", flat=True).first()
    days = [
        bought.values_list("last_on", flat=True).first(),
        answered.values_list("on", flat=True).first(),
        talk.astimezone(zone).date() if talk else None,
    ]
    return max((day for day in days if day is not None), default=None)
