"""What could be promised instead: a promise's frontier, for pages and endpoints."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from engine import frontier
from planner.scores.models import Policy
from planner.scores.queries.durations import DAY, durations_of
from promises.models import KeptWeek, Promise
from promises.queries.recent import company_day

USUAL_TARGET = 0.9
LEAST_CONFIDENCE, MOST_CONFIDENCE = 0.5, 0.99
KEPT_FOR = 6 * 3600
# Raise it when the same durations would be answered otherwise.
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked: the target, and how sure the cautious standard is to be."""

    target: float
    confidence: float
    own_target: bool


def wish_of(
    promise: Promise, target: float | None = None, confidence: float | None = None
) -> Wish:
    """Return the promise's own target and the policy's confidence, unless given."""
    own = None if promise.target is None else float(promise.target)
    if confidence is None:
        keepable = float(Policy.objects.current().keepable)
        confidence = min(max(keepable, LEAST_CONFIDENCE), MOST_CONFIDENCE)
    asked = target or own or USUAL_TARGET
    return Wish(target=asked, confidence=confidence, own_target=asked == own)


def frontier_of(promise: Promise, wish: Wish, now: datetime) -> frontier.Frontier:
    """Return what could be promised; from the cache while the ledger is the same."""
    found: frontier.Frontier = _remembered(
        promise, wish, now, "curve", partial(_frontier, promise, wish, now)
    )
    return found


def check_of(promise: Promise, wish: Wish, now: datetime) -> frontier.Check:
    """Return how standards recommended like this were kept, month by month."""
    found: frontier.Check = _remembered(
        promise, wish, now, "check", partial(_check, promise, wish, now)
    )
    return found


def _frontier(promise: Promise, wish: Wish, now: datetime) -> frontier.Frontier:
    known = durations_of(promise, now)
    return frontier.frontier_of(
        known.spans,
        target=wish.target,
        confidence=wish.confidence,
        segment=known.segment,
        segments=known.segments,
    )


def _check(promise: Promise, wish: Wish, now: datetime) -> frontier.Check:
    return frontier.check_frontier(
        durations_of(promise, now).spans,
        target=wish.target,
        confidence=wish.confidence,
    )


def _remembered(
    promise: Promise,
    wish: Wish,
    now: datetime,
    what: str,
    compute: "partial[Any]",
) -> Any:  # noqa: ANN401  # either of two
    """Compute once for each state of the ledger and hour; one query if it is known."""
    state = KeptWeek.objects.filter(promise=promise).aggregate(
        Sum("due"), Sum("done"), Sum("in_time"), Count("pk"), Max("week")
    )
    mark = "/".join(str(value) for value in state.values())
    hour = f"{company_day(now)}-{now.hour}"
    key = f"frontier/{VERSION}/{what}/{promise.pk}/{wish.target}/{wish.confidence}/{hour}/{mark}"
    found = cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, KEPT_FOR)
    return found


def frontier_answer(
    promise: Promise,
    *,
    now: datetime,
    target: float | None = None,
    confidence: float | None = None,
    days: float | None = None,
    check: bool = False,
) -> dict[str, Any]:
    """Return the frontier as a document, with what else was asked for."""
    wish = wish_of(promise, target, confidence)
    found = frontier_of(promise, wish, now)
    document = {
        "format": "promise-frontier/1",
        "promise": promise.code,
        "as_of": datetime.fromtimestamp(found.as_of * DAY, UTC).isoformat(),
        **frontier.frontier_document(found),
    }
    if days is not None:
        asked = found.asked(days)
        document["asked"] = None if asked is None else asdict(asked)
    if check:
        document["check"] = frontier.check_document(check_of(promise, wish, now))
    return document
