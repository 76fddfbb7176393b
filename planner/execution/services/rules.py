"""Whose task it is, locked before it is judged, and how people and days are checked."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from accounts.models import Role, User
from accounts.policy import Act, allows, require
from core.refusals import Invalid
from core.texts import is_storable
from planner.execution.models import Task
from planner.execution.services.refusals import NoSuchTask, NotNow, NotYourTask
from planner.plans.models import RUNNING, Plan
from planner.plans.services import require_workable

HANDS: Final = (Role.CEO, Role.DIRECTOR, Role.FRONTLINE)
LONGEST_REASON: Final = 500


def no_such_task() -> NoSuchTask:
    return NoSuchTask(
        "There is no such task, or it is not yours to see.",
        next_step="Look for it in the plan's list of tasks.",
    )


def locked(actor: User, task_id: int) -> Task:
    """Lock the plan, then the task, and return it, if this person may see it."""
    found = Task.objects.visible_to(actor).filter(pk=task_id).values_list("plan_id")
    plan = found.first()
    if plan is None:
        raise no_such_task()
    Plan.objects.select_for_update().get(pk=plan[0])
    related = ("plan", "accountable", "initiative")
    rows = Task.objects.select_for_update(of=("self",)).select_related(*related)
    task = rows.filter(pk=task_id).first()
    if task is None:
        raise no_such_task()
    return task


def to_plan(actor: User, task_id: int) -> Task:
    """Lock and return a task of a plan that this person works on."""
    task = locked(actor, task_id)
    require_workable(plan=task.plan, actor=actor)
    return task


def plans(actor: User, plan: Plan) -> bool:
    """Tell whether this person works on the plan, and so on its tasks."""
    return allows(actor, Act.DRAFT_PLANS) and plan.is_workable_by(actor)


def answers_for(actor: User, task: Task) -> bool:
    """Tell whether it is this person who answers for the task, or for the plan."""
    return task.accountable_id == actor.pk or plans(actor, task.plan)


def reports_on(actor: User, task: Task) -> bool:
    """Tell whether this person says how far the task is."""
    return answers_for(actor, task) or (
        actor.is_active and task.responsible.filter(pk=actor.pk).exists()
    )


def to_report(actor: User, task_id: int) -> Task:
    """Lock and return a task that this person reports on, of a plan that runs."""
    require(actor, Act.REPORT_TASKS)
    task = locked(actor, task_id)
    if not reports_on(actor, task):
        raise not_yours(task)
    require_running(task)
    return task


def not_yours(task: Task) -> NotYourTask:
    return NotYourTask(
        "Those who do a task, and the one who answers for it, report on it.",
        next_step=f"Ask {_who(task)}.",
    )


def to_settle(actor: User, task_id: int) -> Task:
    """Lock and return a task that this person answers for."""
    require(actor, Act.REPORT_TASKS)
    task = locked(actor, task_id)
    if not answers_for(actor, task):
        raise NotYourTask(
            "Only the one who answers for a task says so.",
            next_step=f"Ask {_who(task)}.",
        )
    return task


def _who(task: Task) -> str:
    if task.accountable is not None:
        return task.accountable.name
    return "whoever works on the plan to name one who answers for it"


def require_running(task: Task) -> None:
    """Refuse work on what nobody approved."""
    if task.plan.state not in RUNNING:
        raise NotNow(
            f"“{task.plan}” is {task.plan.get_state_display().lower()}: "
            "its tasks begin once it is approved.",
            next_step="Submit the plan, or wait for the decision.",
        )


def require_state(task: Task, states: Collection[str]) -> None:
    if task.state not in states:
        raise NotNow(
            f"“{task}” is {task.standing.lower()} by now.",
            next_step="Reload the page and look at what was reported.",
        )


def require_revision(task: Task, revision: int | None) -> None:
    """Refuse what was said of a task that somebody has changed since."""
    if revision is not None and task.revision != revision:
        raise NotNow(
            f"Somebody else changed “{task}” since you opened it.",
            next_step="Look at what is stored now, then say it again.",
        )


def worded(text: str, place: str, missing: str) -> str:
    """Return the words without blanks around them; refuse none, and too many."""
    words = " ".join(text.split()) if place == "reason" else text.strip()
    if not words:
        raise Invalid(missing, errors={place: [missing]})
    return short(words, place)


def short(text: str, place: str) -> str:
    words = text.strip()
    if len(words) > LONGEST_REASON or not is_storable(words):
        longest = f"Keep it under {LONGEST_REASON} plain characters."
        raise Invalid(longest, errors={place: [longest]})
    return words


def hands(people: Iterable[User], place: str) -> list[User]:
    """Return the people once each; refuse those who have left, and other systems."""
    found = list({person.pk: person for person in people}.values())
    strangers = [p.name for p in found if not p.is_active or p.role not in HANDS]
    if strangers:
        words = f"{', '.join(strangers)} cannot have a part in a task."
        raise Invalid(
            words,
            next_step="Choose people who work here.",
            errors={place: [words]},
        )
    return sorted(found, key=lambda person: (person.name, person.pk))


def known(facts: Mapping[str, Any], names: Collection[str]) -> None:
    for name in facts:
        if name not in names:
            raise Invalid(f"{name} is not a fact of a task.")
