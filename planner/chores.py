"""What the sweeper looks after: every kind of job, and what runs out by itself."""

from datetime import datetime

from core.sweeping import Chore, Kind
from planner.plans import services as plans
from planner.scores import services as scores
from planner.scores import tasks as scoring
from planner.scores.models import ScoringRun
from promises import services as promises
from promises import tasks as ledger
from promises.models import LedgerImport, LedgerRecount


def _expire_reservations(now: datetime) -> None:
    plans.expire_reservations(now=now)


def _refresh_overtaken(now: datetime) -> None:
    scores.refresh_overtaken(now=now)


def _count_by_the_companys_clock(now: datetime) -> None:
    promises.ask_recount(now=now)


KINDS = (
    Kind("scoring runs", ScoringRun.objects.all, scoring.work.name),
    Kind("ledger imports", LedgerImport.objects.all, ledger.work.name),
    Kind("recounts", LedgerRecount.objects.all, ledger.recount.name),
)
CHORES = (
    Chore("releasing expired reservations", _expire_reservations, 20),
    Chore("counting by the company's clock", _count_by_the_companys_clock, 2),
    Chore("scoring again what was overtaken", _refresh_overtaken, 300),
)
