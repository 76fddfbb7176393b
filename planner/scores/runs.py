"""The worker's work: claim a run, score its case, record the score.

Idempotent: a finished run is left alone, and a result whose lease was lost on the
way is thrown away, so that a run has at most one score.
"""

import logging
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

import engine
from core.jobs import Lease, LostLease
from planner.scores.assembly import Document, build_case, case_hash
from planner.scores.models import Score, ScoringRun

log = logging.getLogger(__name__)

SEED = 1
RETRY_SECONDS = 5.0


def score_next(*, now: datetime) -> bool:
    """Score the run that waits longest; tell whether there was one."""
    lease = ScoringRun.objects.claim(
        seconds=settings.JOB_LEASE_SECONDS, attempts=settings.JOB_ATTEMPTS
    )
    if lease is None:
        return False
    try:
        _score(lease, now=now)
    except LostLease:
        log.warning("run %s went to another worker; result dropped", lease.job_id)
    except engine.InvalidCase as error:
        _end(lease, f"The case cannot be scored: {error}")
    except Exception:
        log.exception("run %s failed, attempt %s", lease.job_id, lease.attempt)
        _try_again(lease)
    return True


def _score(lease: Lease, *, now: datetime) -> None:
    run = ScoringRun.objects.select_related("version__plan").get(pk=lease.job_id)
    ScoringRun.objects.prolong(
        lease, seconds=settings.JOB_LEASE_SECONDS, progress=10, note="Reading the facts"
    )
    case = build_case(run.version.content, as_of=now.date(), version=run.version)
    ScoringRun.objects.prolong(
        lease,
        seconds=settings.JOB_LEASE_SECONDS,
        progress=30,
        note="Playing it through",
    )
    result = engine.score(engine.parse_case(case), seed=SEED).document()
    with transaction.atomic():
        ScoringRun.objects.finish(lease)
        _store(run, case, result, now=now)


def _store(run: ScoringRun, case: Document, result: Document, *, now: datetime) -> None:
    headline = result["keep_probability"]
    Score.objects.create(
        version=run.version,
        run=run,
        case=case,
        case_hash=case_hash(case),
        result=result,
        model_version=result["model_version"],
        seed=result["seed"],
        draws=result["draws"],
        verdict=result["verdict"],
        keep_probability=headline["value"],
        standard_error=headline["standard_error"],
        money_at_risk=Decimal(str(result["money"]["at_risk"])).quantize(
            Decimal("0.01")
        ),
        scored_at=now,
    )


def _end(lease: Lease, error: str) -> None:
    try:
        ScoringRun.objects.fail(lease, error=error)
    except LostLease:
        log.warning("run %s went to another worker", lease.job_id)


def _try_again(lease: Lease) -> None:
    words = "The scoring stopped with an error that was not expected."
    if lease.attempt >= settings.JOB_ATTEMPTS:
        _end(lease, words)
        return
    ScoringRun.objects.hand_back(
        lease, seconds=RETRY_SECONDS * 2**lease.attempt, error=words
    )
