"""Plan tasks: add them, change them, put them in order, take them out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Max
from django.utils.text import slugify

from accounts import audit
from accounts.models import User
from core import editing
from core.refusals import Invalid
from planner.execution.models import Task, TaskState
from planner.execution.models.task import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR
from planner.execution.services import rules
from planner.execution.services.refusals import NotNow
from planner.execution.services.slipping import expect_again
from planner.execution.services.telling import tell
from planner.plans.content import free_code
from planner.plans.models import Plan
from planner.plans.services.rules import workable

FACTS: Final = (
    "code",
    "name",
    "tactic_code",
    "initiative",
    "purpose",
    "deliverable",
    "authority",
    "accountable",
    "budget",
    "low",
    "likely",
    "high",
    "not_before",
    "deadline",
    "holds_start",
)
PEOPLE: Final = ("responsible", "consulted", "informed")
MOST_TASKS: Final = 5_000
DAYS: Final = ("low", "likely", "high")


def facts_of(
    task: Task, people: Mapping[str, Sequence[User]] | None = None
) -> dict[str, Any]:
    """Return what a task says, as the audit trail and a comparison read it.

    ``people`` names those who are known already, by their part.
    """
    facts = {name: getattr(task, name) for name in FACTS}
    facts["initiative"] = task.initiative.code if task.initiative else ""
    facts["accountable"] = task.accountable.name if task.accountable else ""
    for name in DAYS:
        if facts[name] is not None:
            facts[name] = format(Decimal(facts[name]).normalize() + 0, "f")
    known = people or {}
    return facts | {
        kind: sorted(
            person.name
            for person in (known[kind] if kind in known else getattr(task, kind).all())
        )
        for kind in PEOPLE
    }


def checked_people(facts: Mapping[str, Any]) -> dict[str, list[User]]:
    people = {kind: rules.hands(facts[kind], kind) for kind in PEOPLE if kind in facts}
    if accountable := facts.get("accountable"):
        rules.hands([accountable], "accountable")
    return people


def write_facts(task: Task, facts: Mapping[str, Any]) -> None:
    rules.known(facts, (*FACTS, *PEOPLE))
    for name, value in facts.items():
        if name in FACTS:
            setattr(task, name, value)
    _same_estimate(task)


def _same_estimate(task: Task) -> None:
    """Let one number of days stand for all three; two of three are not guessed."""
    given = [getattr(task, name) for name in DAYS]
    if task.likely is not None and given.count(None) == 2:
        task.low = task.high = task.likely
    elif 0 < given.count(None) < 3:
        words = "Give all three: if it goes well, most likely, if it goes badly."
        missing = [name for name in DAYS if getattr(task, name) is None]
        raise Invalid(words, errors={name: [words] for name in missing})


# What was read from the database itself, and needs not be looked for again.
READ: Final = ("plan", "initiative", "accountable")


def require_sound(task: Task) -> None:
    """Refuse what the row's own rules refuse, without asking the database."""
    errors: dict[str, list[str]] = {}
    try:
        editing.check_fields(task, but=READ)
    except Invalid as refusal:
        errors = dict(refusal.errors)
    days = [day for day in (task.low, task.likely, task.high) if day is not None]
    if days != sorted(days):
        errors["low"] = ["Low, likely and high go upwards: 2 / 3 / 5."]
    if task.not_before and task.deadline and task.deadline < task.not_before:
        errors["deadline"] = ["The deadline lies before the first day."]
    if errors:
        raise _not_right(errors)


def require_served(task: Task, tactics: Collection[str]) -> None:
    """Refuse a task that serves what the plan has not, or lies in no year of ours."""
    errors: dict[str, list[str]] = {}
    if task.tactic_code and task.tactic_code not in tactics:
        errors["tactic_code"] = [f"The plan has no tactic “{task.tactic_code}”."]
    if task.tactic_code and task.initiative_id:
        errors["initiative"] = ["Choose a tactic or an initiative, not both."]
    for name in ("not_before", "deadline"):
        day = getattr(task, name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            errors[name] = [f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}."]
    if errors:
        raise _not_right(errors)


def _not_right(errors: dict[str, list[str]]) -> Invalid:
    words = "Some of it is not right yet."
    return Invalid(words, next_step="Correct what is named.", errors=errors)


def _tactics_of(plan: Plan) -> frozenset[str]:
    return frozenset(plan.tactics.values_list("code", flat=True))


def _code_for(plan: Plan, name: str) -> str:
    taken = set(plan.tasks.values_list("code", flat=True))
    return free_code(slugify(name)[:45].strip("-") or "task", taken)


@transaction.atomic
def create(*, actor: User, plan: Plan, facts: Mapping[str, Any], now: datetime) -> Task:
    """Add a task to a plan, after its others; a code is made of the name if need be."""
    row = workable(plan=plan, actor=actor)
    task = create_in(row, actor=actor, facts=facts, now=now)
    expect_again(row, now=now)
    return task


def create_in(
    plan: Plan, *, actor: User, facts: Mapping[str, Any], now: datetime
) -> Task:
    """Add a task to a plan that is locked and judged already."""
    known = plan.tasks.aggregate(last=Max("position"), count=Count("pk"))
    if known["count"] >= MOST_TASKS:
        raise Invalid(
            f"A plan has {MOST_TASKS:,} tasks at most.",
            next_step="Put small steps together, or make a second plan.",
        )
    task = Task(plan=plan, created_at=now, changed_at=now)
    task.position = 0 if known["last"] is None else known["last"] + 1
    people = checked_people(facts)
    write_facts(task, facts)
    task.code = task.code or _code_for(plan, task.name)
    require_served(task, _tactics_of(plan))
    editing.add(task)
    for kind, found in people.items():
        if found:
            getattr(task, kind).add(*found)
    said = facts_of(task, {kind: people.get(kind, ()) for kind in PEOPLE})
    told = {name: value or None for name, value in said.items()}
    audit.record(
        actor=actor,
        action="task.added",
        subject=task,
        now=now,
        changes={"plan": plan.title}
        | audit.difference(dict.fromkeys(told, None), told),
    )
    answers = {task.accountable} if task.accountable else set()
    doers = answers | set(people.get("responsible", ()))
    _tell_new(task, doers - {actor}, actor=actor, now=now)
    return task


def _said(task: Task) -> dict[str, Any]:
    return {name: value or None for name, value in facts_of(task).items()}


def doers_of(task: Task) -> set[User]:
    return set(task.responsible.all()) | (
        {task.accountable} if task.accountable else set()
    )


def _tell_new(task: Task, new: set[User], *, actor: User, now: datetime) -> None:
    """Tell those whose task it has become."""
    tell(new, task=task, text=f"A task is yours: {task.name}", now=now, actor=actor)


@transaction.atomic
def change(
    *,
    actor: User,
    task_id: int,
    revision: int | None,
    facts: Mapping[str, Any],
    now: datetime,
) -> Task:
    """Change some facts of a task, if nobody has since the revision that was seen."""
    task = rules.to_plan(actor, task_id)
    if revision is None:
        raise Invalid(
            "Say which revision of the task you saw.",
            next_step='Send it as "revision" in the document, or in If-Match.',
            errors={"revision": ["This is missing."]},
        )
    served = task.initiative_id
    change_in(task, actor=actor, revision=revision, facts=facts, now=now)
    expect_again(task.plan, served, now=now)
    return task


def change_in(
    task: Task,
    *,
    actor: User,
    revision: int | None,
    facts: Mapping[str, Any],
    now: datetime,
    tactics: Collection[str] | None = None,
) -> Task:
    """Change a task that is locked and judged already.

    Of many, the caller names the plan's tactics: then the database is not asked about
    each, neither for them nor for the row's own rules.
    """
    before, doers = facts_of(task), doers_of(task)
    people = checked_people(facts)
    write_facts(task, facts)
    require_served(task, _tactics_of(task.plan) if tactics is None else tactics)
    if tactics is None:
        editing.check(task)
    else:
        require_sound(task)
    after = facts_of(task, people)
    changes = audit.difference(before, after)
    if not changes:
        return task
    task.changed_at = now
    seen = task.revision if revision is None else revision
    editing.save(task, seen=seen, fields=(*FACTS, "changed_at"))
    for kind, found in people.items():
        getattr(task, kind).set(found)
    audit.record(
        actor=actor, action="task.changed", subject=task, now=now, changes=changes
    )
    _tell_new(task, doers_of(task) - doers - {actor}, actor=actor, now=now)
    return task


@transaction.atomic
def change_many(
    *,
    actor: User,
    plan: Plan,
    task_ids: Iterable[int],
    facts: Mapping[str, Any],
    now: datetime,
) -> int:
    """Set the same facts of several tasks of a plan; all of them, or none."""
    workable(plan=plan, actor=actor)
    chosen = sorted(set(task_ids))
    rows = list(
        plan.tasks.filter(pk__in=chosen)
        .select_related("plan", "accountable", "initiative")
        .prefetch_related(*PEOPLE)
    )
    if len(rows) != len(chosen):
        raise rules.no_such_task()
    served = {task.initiative_id for task in rows}
    tactics = _tactics_of(plan)
    for task in rows:
        change_in(
            task, actor=actor, revision=None, facts=facts, now=now, tactics=tactics
        )
    expect_again(plan, *served, now=now)
    return len(rows)


@transaction.atomic
def move(*, actor: User, task_id: int, before_id: int | None, now: datetime) -> Task:
    """Put a task before another of its plan, or at the end."""
    task = rules.to_plan(actor, task_id)
    rows = list(task.plan.tasks.order_by("position", "pk").only("pk", "position"))
    others = [row for row in rows if row.pk != task.pk]
    places = {row.pk: place for place, row in enumerate(others)}
    if before_id is not None and before_id not in places:
        raise rules.no_such_task()
    place = len(others) if before_id is None else places[before_id]
    others.insert(place, task)
    _renumber(others)
    audit.record(
        actor=actor,
        action="task.moved",
        subject=task,
        now=now,
        changes={"place": place + 1},
    )
    return task


def _renumber(rows: Sequence[Task]) -> None:
    moved = [row for place, row in enumerate(rows) if row.position != place]
    for place, row in enumerate(rows):
        row.position = place
    Task.objects.bulk_update(moved, ["position"], batch_size=500)


@transaction.atomic
def delete(*, actor: User, task_id: int, now: datetime) -> None:
    """Take a task out that nobody has begun, reported on or spent money on."""
    task = rules.to_plan(actor, task_id)
    begun = task.state != TaskState.PLANNED or task.reports.exists()
    if begun or task.spendings.exists():
        raise NotNow(
            f"“{task}” was begun, and what was reported on it stays.",
            next_step="Drop it instead, and say why.",
        )
    audit.record(
        actor=actor,
        action="task.deleted",
        subject=task,
        now=now,
        changes=audit.difference(_said(task), {}),
    )
    plan, served = task.plan, task.initiative_id
    task.delete()
    # Without it the days of the others are other ones: their schedule is old.
    plan.tasks.open().update(changed_at=now)
    expect_again(plan, served, now=now)


@transaction.atomic
def begin(*, actor: User, plan: Plan, now: datetime) -> int:
    """Add a first task for each tactic that has none, named after it."""
    row = workable(plan=plan, actor=actor)
    served = set(row.tasks.values_list("tactic_code", flat=True))
    bare = row.tactics.exclude(code__in=served).order_by("position", "pk")
    names = list(bare.values_list("code", "name"))
    for code, name in names:
        facts = {"name": f"Prepare: {name}"[:120], "tactic_code": code}
        create_in(row, actor=actor, facts=facts, now=now)
    return len(names)
