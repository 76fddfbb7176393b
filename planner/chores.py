"""What the sweeper looks after: every kind of job, and what runs out by itself."""

from datetime import datetime

from core.sweeping import Chore, Kind
from planner.plans import services as plans
from planner.scores import services as scores
from planner.scores import tasks as scoring
from planner.scores.models import ScoringRun
from promises import tasks as importing
from promises.models import LedgerImport


def _expire_reservations(now: datetime) -> None:
    plans.expire_reservations(now=now)


def _refresh_overtaken(now: datetime) -> None:
    scores.refresh_overtaken(now=now)


KINDS = (
    Kind("scoring runs", ScoringRun.objects.all, scoring.work.name),
    Kind("ledger imports", LedgerImport.objects.all, importing.work.name),
)
CHORES = (
    Chore("releasing expired reservations", _expire_reservations, 20),
    Chore("scoring again what was overtaken", _refresh_overtaken, 300),
)
