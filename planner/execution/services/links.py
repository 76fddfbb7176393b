"""What a task waits for, and what it takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from core import editing
from core.refusals import Invalid
from operations.models import Capability
from planner.execution.models import Task, TaskLink, TaskNeed
from planner.execution.services import rules
from planner.execution.services.refusals import Circle, NoSuchTask
from planner.execution.services.slipping import expect_again
from planner.plans.models import Plan

MOST_LINKS: Final = 200
Edges = Mapping[int, Iterable[int]]


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A task waits for another: in which way, and how many working days more."""

    before_id: int
    kind: str = TaskLink.Kind.FINISH_TO_START
    lag: Decimal = Decimal(0)


def circle_in(edges: Edges) -> list[int]:
    """Return the tasks of one circle, the first again at the end; empty: none.

    >>> circle_in({1: [2], 2: [3], 3: [1]})
    [1, 2, 3, 1]
    """
    done: set[int] = set()
    for start in edges:
        if start not in done and (found := _circle_from(start, edges, done)):
            return found
    return []


def _circle_from(start: int, edges: Edges, done: set[int]) -> list[int]:
    """Walk in depth without recursion: a plan may be one long chain."""
    path, on_path = [start], {start}
    waiting = [iter(edges.get(start, ()))]
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            last = path.pop()
            on_path.discard(last)
            done.add(last)
        elif step in on_path:
            return [*path[path.index(step) :], step]
        elif step not in done:
            path.append(step)
            on_path.add(step)
            waiting.append(iter(edges.get(step, ())))
    return []


def edges_of(plan: Plan) -> dict[int, list[int]]:
    """Return which tasks wait for which: by the one that comes before."""
    found: dict[int, list[int]] = {}
    pairs = TaskLink.objects.filter(before__plan=plan).order_by("pk")
    for before, after in pairs.values_list("before_id", "after_id"):
        found.setdefault(before, []).append(after)
    return found


def require_no_circle(edges: Edges) -> None:
    """Refuse tasks that wait for each other round about, and name them."""
    if not (circle := circle_in(edges)):
        return
    names = dict(Task.objects.filter(pk__in=circle).values_list("pk", "name"))
    words = " → ".join(f"“{names[pk]}”" for pk in circle)
    raise Circle(
        f"They would wait for each other: {words}.",
        next_step="Take one of these links away, or turn it round.",
        errors={"before": [f"This closes a circle: {words}."]},
    )


@transaction.atomic
def link(*, actor: User, task_id: int, wait: Wait, now: datetime) -> TaskLink:
    """Let a task wait for another of its plan; the same link again sets its lag."""
    task = rules.to_plan(actor, task_id)
    before = task.plan.tasks.filter(pk=wait.before_id).first()
    if before is None:
        words = "Choose a task of the same plan."
        raise NoSuchTask(words, errors={"before": [words]})
    found = TaskLink.objects.filter(before=before, after=task, kind=wait.kind).first()
    row = found or TaskLink(before=before, after=task, kind=wait.kind)
    was = row.lag if found else None
    row.lag = wait.lag
    _require_other(task, before)
    editing.check(row)
    if found is None:
        _require_room(task)
        edges = edges_of(task.plan)
        edges.setdefault(before.pk, []).append(task.pk)
        require_no_circle(edges)
    row.save()
    _touch(task, now)
    audit.record(
        actor=actor,
        action="task.linked",
        subject=task,
        now=now,
        changes={"waits for": before.name, "kind": row.kind, "lag": [was, row.lag]},
    )
    expect_again(task.plan, now=now)
    return row


def _touch(task: Task, now: datetime) -> None:
    """Say when what a task hangs on has changed: its schedule is an old one then."""
    task.changed_at = now
    Task.objects.filter(pk=task.pk).update(changed_at=now)


def _require_room(task: Task) -> None:
    if task.links_before.count() >= MOST_LINKS:
        words = f"A task waits for {MOST_LINKS} others at most."
        raise Invalid(
            words, next_step="Take one of them away.", errors={"before": [words]}
        )


def _require_other(task: Task, before: Task) -> None:
    if task.pk == before.pk:
        words = "A task cannot wait for itself."
        raise Invalid(words, errors={"before": [words]})


@transaction.atomic
def unlink(*, actor: User, task_id: int, link_id: int, now: datetime) -> None:
    """Let a task wait for another no longer."""
    task = rules.to_plan(actor, task_id)
    row = task.links_before.filter(pk=link_id).select_related("before").first()
    if row is None:
        raise NoSuchTask(
            "This task does not wait for that.", next_step="Reload the task's page."
        )
    row.delete()
    _touch(task, now)
    audit.record(
        actor=actor,
        action="task.unlinked",
        subject=task,
        now=now,
        changes={"waits for": [row.before.name, None], "kind": row.kind},
    )
    expect_again(task.plan, now=now)


@transaction.atomic
def set_need(
    *,
    actor: User,
    task_id: int,
    capability: Capability,
    amount: Decimal,
    now: datetime,
) -> TaskNeed | None:
    """Say how much of a capability a task takes in all; 0 takes it out."""
    task = rules.to_plan(actor, task_id)
    row = task.needs.filter(capability=capability).first()
    before = row.amount if row else None
    if amount == 0:
        if row is not None:
            row.delete()
        row = None
    else:
        row = row or TaskNeed(task=task, capability=capability)
        row.amount = amount
        editing.check(row)
        row.save()
    after = row.amount if row else None
    if before != after:
        _touch(task, now)
        audit.record(
            actor=actor,
            action="task.needs",
            subject=task,
            now=now,
            changes={capability.name: [before, after]},
        )
        expect_again(task.plan, now=now)
    return row
