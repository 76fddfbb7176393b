"""One task with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from planner.execution.models import (
    Consultation,
    Spending,
    Task,
    TaskLink,
    TaskNeed,
    TaskReport,
)
from planner.execution.queries.lists import (
    LateTactic,
    Row,
    late_tactics,
    plan_rows,
)
from planner.execution.queries.starting import holds_start
from planner.plans.models import Plan, Tactic


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """What the page of a task shows; the number of queries is fixed."""

    task: Task
    row: Row
    tactic: Tactic | None
    needs: Sequence[TaskNeed]
    waits_for: Sequence[TaskLink]
    holds_back: Sequence[TaskLink]
    reports: Sequence[TaskReport]
    consultations: Sequence[Consultation]
    spendings: Sequence[Spending]
    asked: Consultation | None  # the reader's own, not answered yet
    late: LateTactic | None  # its tactic, where it starts late because of this task

    @property
    def holds_start(self) -> bool:
        """Tell whether its tactic cannot start before it is done."""
        if self.tactic is None:
            return False
        return holds_start(self.task, self.task.plan.first_day_of(self.tactic.starts))

    @property
    def overrun(self) -> Decimal | None:
        """How much more is bound than planned."""
        left = self.row.money.available
        return -left if left is not None and left < 0 else None


def find_task(user: User, plan: Plan | None, task_id: int) -> Task | None:
    """Return a task this person may see, with its people."""
    rows = Task.objects.visible_to(user).with_people().select_related("plan__author")
    if plan is not None:
        rows = rows.filter(plan=plan)
    return rows.filter(pk=task_id).first()


def task_page(task: Task, user: User, today: date) -> TaskPage:
    """Read all that belongs to a task."""
    rows = {row.task.pk: row for row in plan_rows(task.plan, today)}
    tactic = task.plan.tactics.filter(code=task.tactic_code).first()
    answers = list(task.consultations.select_related("person").order_by("pk"))
    open_ = [a for a in answers if a.person_id == user.pk and a.answered_at is None]
    links = TaskLink.objects.select_related("before", "after").order_by("pk")
    spendings = task.spendings.select_related("by", "settles").order_by("-on", "-pk")
    return TaskPage(
        task=task,
        row=rows[task.pk],
        tactic=tactic,
        needs=list(task.needs.select_related("capability").order_by("pk")),
        waits_for=list(links.filter(after=task)),
        holds_back=list(links.filter(before=task)),
        reports=list(task.reports.select_related("by").order_by("-at", "-pk")[:100]),
        consultations=answers,
        spendings=list(spendings),
        asked=open_[0] if open_ and task.awaits_answers else None,
        late=_late(task, tactic),
    )


def _late(task: Task, tactic: Tactic | None) -> LateTactic | None:
    found = [] if tactic is None else late_tactics(task.plan, [tactic])
    return next((late for late in found if late.because == task.name), None)
