"""Bring a table of tasks into a plan: all of it, or nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.refusals import Invalid
from core.sheets import MEGABYTE, printable
from planner.execution.exchange.reading import Fault, Known, Read, read
from planner.execution.services import batches
from planner.execution.services.slipping import expect_again
from planner.plans.models import Plan
from planner.plans.services.rules import workable

MOST: Final = 10 * MEGABYTE


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a file would do, or did: new, changed and untouched tasks, and faults."""

    new: int
    changed: int
    same: int
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    done: bool

    @property
    def is_fine(self) -> bool:
        return not self.faults


def require_small(size: int) -> None:
    """Refuse a file that is too large, rather than read a part of it."""
    if size > MOST:
        words = f"The file is larger than {MOST // MEGABYTE} MB."
        raise Invalid(words, next_step="Split it.", errors={"file": [words]})


@transaction.atomic
def bring_in(
    *,
    actor: User,
    plan: Plan,
    name: str,
    content: bytes,
    commit: bool,
    now: datetime,
) -> Outcome:
    """Judge all that a file says; keep it only if asked and all is right.

    Tasks are known by their code: those that are there are changed, others are new.
    """
    require_small(len(content))
    row = workable(plan=plan, actor=actor)
    tactics = list(row.tactics.values_list("code", flat=True))
    found = read(name, content, Known.of(tactics))
    if found.faults:
        return _outcome(found, None, done=False)
    batch = batches.judge(row, found, now=now)
    done = commit and not found.faults
    outcome = _outcome(found, batch, done=done)
    if done:
        served = set(row.tasks.values_list("initiative_id", flat=True))
        batches.store(batch, now=now)
        batches.announce(batch, actor=actor, now=now)
        audit.record(
            actor=actor,
            action="tasks.imported",
            subject=row,
            now=now,
            changes={"file": printable(name[:120])} | _said(batch, outcome),
        )
        expect_again(row, *served, now=now)
    return outcome


def _outcome(found: Read, batch: batches.Batch | None, *, done: bool) -> Outcome:
    wanted = batch.wanted if batch is not None and not found.faults else []
    counts = Counter(
        "new" if each.is_new else "changed" if each.differs else "same"
        for each in wanted
    )
    return Outcome(
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        faults=tuple(sorted(found.faults, key=lambda fault: fault.line)),
        ignored=tuple(found.ignored),
        done=done,
    )


def _said(batch: batches.Batch, outcome: Outcome) -> dict[str, object]:
    """Return what the trail keeps of it: how much, and of each task what changed."""
    changed = {
        each.row.code: {**each.changes, **({"after": "set"} if each.linked else {})}
        for each in batch.wanted
        if each.differs
    }
    counts = {"new": outcome.new, "changed": outcome.changed, "same": outcome.same}
    return {**counts, "tasks": changed}
