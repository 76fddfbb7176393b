"""What the sweeper looks after: every kind of job, and what runs out by itself."""

from core.sweeping import Chore, Kind
from planner.scores.models import ScoringRun
from promises.models import LedgerImport

KINDS = (
    Kind("scoring runs", ScoringRun.objects.all, "planner.scores.tasks.work"),
    Kind("ledger imports", LedgerImport.objects.all, "promises.import_ledgers"),
)
CHORES: tuple[Chore, ...] = ()
