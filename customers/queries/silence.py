"""Silent customers and complaining ones: two lists, both from the last review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import User
from customers.models import WATCHED, Rhythm, Standing, StandingReview

LISTED: Final = 1_000
ROWS_A_PAGE: Final = 50
COMPLAINED_WITHIN: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class State:
    """How many customers are in a state, and what that may cost."""

    state: str
    name: str
    customers: int
    at_stake: float
    expected_loss: float


@dataclass(frozen=True, slots=True)
class Watch:
    """What the last review says of silence as a whole."""

    as_of: date
    refused: str
    states: tuple[State, ...]
    check: dict[str, Any] | None

    @property
    def watched(self) -> tuple[State, ...]:
        """Return the states that are listed."""
        return tuple(one for one in self.states if one.state in WATCHED)

    @property
    def customers(self) -> int:
        """Return how many customers are due, late or silent."""
        return sum(one.customers for one in self.watched)

    @property
    def expected_loss(self) -> float:
        """Return what the silence of those who may still be there may cost in a year."""
        turned = (one for one in self.watched if one.state != Rhythm.SILENT)
        return sum(one.expected_loss for one in turned)


def watch(user: User) -> Watch | None:
    """Return what is known of silence; None before the first review."""
    review = StandingReview.objects.visible_to(user).latest_done()
    if review is None:
        return None
    document = review.document
    states = tuple(
        State(one.value, str(one.label), **document["states"][one.value])
        for one in Rhythm
    )
    silence = document["silence"] or {}
    return Watch(
        review.as_of, document.get("refused", ""), states, silence.get("check")
    )


def watched(user: User) -> QuerySet[Standing]:
    """Return customers who are due, late or silent, the worst expected loss first."""
    return Standing.objects.visible_to(user).watched().worst_first()


def complaining(user: User, as_of: date) -> QuerySet[Standing]:
    """Return who complained in the last 90 days, the latest complaint first."""
    rows = Standing.objects.visible_to(user).filter(
        complained_on__gt=as_of - COMPLAINED_WITHIN
    )
    rows = rows.exclude(state=Rhythm.LEFT)
    return rows.order_by("-complained_on", "-customer_id")


def to_call(rows: QuerySet[Standing]) -> QuerySet[Standing]:
    """Return these with their customers: whose data were erased, nobody can call."""
    here = rows.filter(customer__erased_at__isnull=True)
    return here.select_related("customer", "segment")


def keys_of(rows: QuerySet[Standing]) -> list[int]:
    """Return the first of these: read from an index alone, and bounded."""
    return list(rows.values_list("pk", flat=True)[:LISTED])


def these(rows: QuerySet[Standing], keys: Sequence[int]) -> list[Standing]:
    """Return the rows of these keys, in the order of ``rows``."""
    chosen = Standing.objects.filter(pk__in=keys).order_by(*rows.query.order_by)
    return list(to_call(chosen))


def page_of(rows: QuerySet[Standing], number: str | None) -> Page[Any]:
    """Return a page of the first of these, by what an address says."""
    page: Page[Any] = Paginator(keys_of(rows), ROWS_A_PAGE).get_page(number)
    page.object_list = these(rows, list(page.object_list))
    return page
