"""Whether it was kept: occasions, and their weekly counts."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from customers.models import Segment
from promises.models.promise import Promise


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def due_between(self, first: date, last: date) -> Self:
        """Occasions due on these days, both included."""
        return self.filter(due_on__range=(first, last))


class Outcome(models.Model):
    """One line of the ledger: an occasion on which a promise fell due.

    ``due_on``, ``due_week``, ``in_time`` and ``on_day`` are counted once, in the
    company's time zone, when the row is written: the weekly counts are sums of them.
    """

    # Its constraint and its index below begin with the promise: no third one.
    promise = models.ForeignKey(
        Promise, models.CASCADE, related_name="outcomes", db_index=False
    )
    reference = models.CharField(
        max_length=80, help_text="The occasion's own name: an order number."
    )
    customer = models.CharField(max_length=80, blank=True)
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, blank=True)
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(editable=False)
    due_week = models.DateField(editable=False, help_text="Its Monday.")
    in_time = models.BooleanField(editable=False)
    on_day = models.BooleanField(editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_outcome_per_promise_and_reference",
                fields=["promise", "reference"],
            ),
            models.CheckConstraint(
                name="outcome_is_kept_only_if_done",
                condition=Q(done_at__isnull=False) | Q(in_time=False, on_day=False),
            ),
        ]
        indexes = [
            models.Index(fields=["promise", "due_week", "segment"]),
            models.Index(
                fields=["customer", "due_on"],
                name="outcome_by_customer",
                condition=~Q(customer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class KeptWeekQuerySet(models.QuerySet["KeptWeek"]):
    def before(self, day: date) -> Self:
        """Weeks that were over on this day."""
        return self.filter(week__lte=day - timedelta(days=7))


class KeptWeek(models.Model):
    """The ledger of one promise, segment and week in five counts.

    Scoring reads these and never the ledger, so it does not slow as it fills.
    """

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="weeks")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, blank=True)
    week = models.DateField(help_text="Its Monday.")
    due = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    on_day = models.PositiveIntegerField()

    objects = KeptWeekQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_count_per_promise_segment_and_week",
                fields=["promise", "segment", "week"],
            ),
            models.UniqueConstraint(
                name="one_count_per_promise_and_week_without_segment",
                fields=["promise", "week"],
                condition=Q(segment__isnull=True),
            ),
            models.CheckConstraint(
                name="kept_week_counts_fit",
                condition=Q(
                    done__lte=F("due"), in_time__lte=F("done"), on_day__lte=F("done")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} in the week of {self.week}"
