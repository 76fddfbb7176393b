"""Bring a table of tasks into a plan: all of it, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from core import editing
from core.refusals import Conflict, Invalid
from planner.execution.exchange.reading import Fault, Known, Read, Written, read
from planner.execution.models import Task, TaskLink
from planner.execution.services.links import (
    Wait,
    edges_of,
    require_no_circle,
    set_waits,
)
from planner.execution.services.refusals import Circle
from planner.execution.services.slipping import expect_again
from planner.execution.services.tasks import PEOPLE, Among, change_in, create_in
from planner.plans.models import Plan
from planner.plans.services.rules import workable


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


class _DryRun(Exception):  # it carries nothing wrong
    """Everything was tried and is taken back."""


def bring_in(
    *,
    actor: User,
    plan: Plan,
    name: str,
    content: bytes,
    commit: bool,
    now: datetime,
) -> Outcome:
    """Check a file by doing all that it says; keep it only if asked and all is right.

    Tasks are known by their code: those that are there are changed, others are new.
    """
    counts = {"new": 0, "changed": 0, "same": 0}
    found = Read()
    try:
        with transaction.atomic():
            row = workable(plan=plan, actor=actor)
            tactics = list(row.tactics.values_list("code", flat=True))
            found = read(name, content, Known.of(tactics))
            if not found.faults:
                _write(row, found, counts, actor=actor, now=now)
            if found.faults or not commit:
                raise _DryRun
            audit.record(
                actor=actor,
                action="tasks.imported",
                subject=row,
                now=now,
                changes={"file": name[:120], **counts},
            )
            expect_again(row, now=now)
    except _DryRun:
        pass
    return Outcome(
        **counts,
        faults=tuple(sorted(found.faults, key=lambda fault: fault.line)),
        ignored=tuple(found.ignored),
        done=commit and not found.faults,
    )


def _write(
    plan: Plan, found: Read, counts: dict[str, int], *, actor: User, now: datetime
) -> None:
    rows = plan.tasks.select_related("plan", "accountable", "initiative")
    tasks = {task.code: task for task in rows.prefetch_related(*PEOPLE)}
    before = {code: task.revision for code, task in tasks.items()}
    made: dict[str, Task] = {}
    among = Among.of(plan)
    for row in found.rows:
        told = {"actor": actor, "now": now, "among": among}
        try:
            with transaction.atomic():
                made[row.code] = _one(plan, row, tasks.get(row.code), told)
        except (Invalid, Conflict) as refusal:
            found.faults += _faults(row, refusal)
    if found.faults:
        return
    linked = _link(plan, found, {**tasks, **made})
    for code, task in made.items():
        if code not in before:
            counts["new"] += 1
        elif task.revision != before[code] or code in linked:
            counts["changed"] += 1
        else:
            counts["same"] += 1
    try:
        require_no_circle(edges_of(plan))
    except Circle as refusal:
        last = found.rows[-1].line
        found.faults.append(Fault(last, "after", refusal.message))


def _one(plan: Plan, row: Written, task: Task | None, told: dict[str, Any]) -> Task:
    if task is None:
        return create_in(plan, facts={**row.facts, "code": row.code}, **told)
    return change_in(task, revision=row.revision, facts=row.facts, **told)


COLUMN_OF = {
    "tactic_code": "tactic",
    "purpose": "why",
    "deliverable": "result",
    "not_before": "not before",
    "before": "after",
    "lag": "after",
    "kind": "after",
    "holds_start": "start waits",
}


def _faults(row: Written, refusal: Invalid | Conflict) -> list[Fault]:
    if isinstance(refusal, editing.ChangedMeanwhile):
        words = "Somebody changed it since: export it again, or empty this cell."
        return [Fault(row.line, "revision", words)]
    if not refusal.errors:
        return [Fault(row.line, "", refusal.message)]
    return [
        Fault(row.line, COLUMN_OF.get(place, place), words)
        for place, faults in refusal.errors.items()
        for words in faults
    ]


def _link(plan: Plan, found: Read, tasks: dict[str, Task]) -> set[str]:
    """Set what each task waits for, and return the codes for which that is new."""
    linked = set()
    links: dict[int, list[TaskLink]] = {}
    for link in TaskLink.objects.filter(after__plan=plan).order_by("pk"):
        links.setdefault(link.after_id, []).append(link)
    for row in found.rows:
        if row.after is None:
            continue
        waits = []
        for code, kind, lag in row.after:
            before = tasks.get(code)
            if before is None or code == row.code:
                words = f"It cannot wait for “{code}”: no other task is called so."
                found.faults.append(Fault(row.line, "after", words))
                continue
            waits.append(Wait(before_id=before.pk, kind=kind, lag=lag))
        known = links.get(tasks[row.code].pk, [])
        try:
            if set_waits(tasks[row.code], waits, known):
                linked.add(row.code)
        except Invalid as refusal:
            found.faults += _faults(row, refusal)
    return linked
