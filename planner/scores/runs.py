"""The worker's work: claim a run, score its case, record the score.

Idempotent: a finished run is left alone, and a result whose lease was lost on the
way is thrown away, so that a run has at most one score.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import DatabaseError, connection, transaction

import engine
from accounts import audit
from accounts.queries import local_day
from core.jobs import Lease, LostLease
from core.refusals import Refusal
from planner.scores.assembly import Document, build_case, case_hash
from planner.scores.models import Score, ScoringRun
from planner.scores.queries.against import drawn
from planner.scores.queries.customers import people_of
from planner.scores.queries.starting import late_starts

log = logging.getLogger(__name__)

SEED = 1
RETRY_SECONDS = 5.0
# Whoever scores longer than this has lost its way, and the lease with it.
LONGEST_SECONDS = 500.0
HEART = "scoring-heart"


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
        _end(lease, f"The case cannot be scored: {error}.")
    except Refusal as refusal:
        _end(lease, f"{refusal.message} {refusal.next_step}".strip())
    except Exception:
        log.exception("run %s failed, attempt %s", lease.job_id, lease.attempt)
        _try_again(lease)
    return True


def _score(lease: Lease, *, now: datetime) -> None:
    run = ScoringRun.objects.select_related("version__plan").get(pk=lease.job_id)
    # From here on the world is read; who asks again after this is asked for anew.
    ScoringRun.objects.held(lease).update(asked_again=False)
    _say(lease, 10, "Reading what is committed and what can be done")
    case = build_case(run.version.content, as_of=local_day(now), version=run.version)
    late = late_starts(run.version.content, run.version.plan_id)
    _say(lease, 30, "Playing the plan through")
    with _beating(lease):
        parsed = engine.parse_case(case)
        met = drawn(parsed, seed=SEED)
        result = engine.score(parsed, seed=SEED, against=met).document()
        people = people_of(result.get("existing", []), local_day(now))
    with transaction.atomic():
        ScoringRun.objects.finish(lease)
        _store(run, case, result, {"people": people, "late_starts": late}, now=now)
        _begin_again(run)


def _begin_again(run: ScoringRun) -> None:
    """Queue another scoring, if the world changed after this one had read it."""
    if ScoringRun.objects.filter(pk=run.pk, asked_again=True).update(asked_again=False):
        reason = "What it was computed from changed meanwhile"
        ScoringRun.objects.create(version=run.version, reason=reason)


def _say(lease: Lease, progress: int, note: str) -> None:
    ScoringRun.objects.prolong(
        lease, seconds=settings.JOB_LEASE_SECONDS, progress=progress, note=note
    )


@contextmanager
def _beating(lease: Lease) -> Iterator[None]:
    """Prolong the lease from beside, as long as the score takes."""
    over = threading.Event()
    heart = threading.Thread(target=_beat, name=HEART, args=(lease, over), daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(lease: Lease, over: threading.Event) -> None:
    pause = settings.JOB_LEASE_SECONDS / 3
    beats = int(LONGEST_SECONDS / pause)
    try:
        for _ in range(beats):
            if over.wait(pause):
                return
            _say(lease, 60, "Playing the plan through: it is a large one")
    except (LostLease, DatabaseError) as error:
        log.warning("run %s: the lease was not prolonged: %r", lease.job_id, error)
    finally:
        connection.close()


def _store(
    run: ScoringRun,
    case: Document,
    result: Document,
    beside: Document,
    *,
    now: datetime,
) -> None:
    headline = result["keep_probability"]
    score = Score.objects.create(
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
        **beside,
    )
    audit.record(
        actor=None,
        action="scored",
        subject=run.version.plan,
        now=now,
        changes={"version": run.version.number, "verdict": score.verdict},
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
