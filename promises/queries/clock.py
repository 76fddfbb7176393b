"""By which clock the ledger is counted, and how far a recount is."""

from dataclasses import dataclass

from accounts.queries import company
from core.jobs import JobState
from promises.models import LedgerRecount, Promise


@dataclass(frozen=True, kw_only=True)
class LedgerClock:
    """The company's time zone, and the ledgers that are not counted in it yet."""

    zone: str
    left: int
    job: LedgerRecount | None

    @property
    def has_failed(self) -> bool:
        return self.job is not None and self.job.state == JobState.FAILED

    @property
    def is_under_way(self) -> bool:
        return self.left > 0 and not self.has_failed

    @property
    def doing(self) -> str:
        words = f"Counting the ledger's days and weeks by the clock of {self.zone}"
        waits = self.job is None or self.job.state == JobState.QUEUED
        return f"{words}: waiting for a worker" if waits else words


def ledger_clock() -> LedgerClock:
    """Return how far the ledger follows the company's clock; three queries."""
    zone = company().time_zone
    left = Promise.objects.counted_elsewhere(zone).count()
    job = LedgerRecount.objects.order_by("-pk").first() if left else None
    return LedgerClock(zone=zone, left=left, job=job)
