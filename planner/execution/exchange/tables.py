"""Tasks as a table: the columns, in the order in which a template shows them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from core.exports import Cell
from planner.execution.models import TaskLink
from planner.execution.queries.lists import Row

COLUMNS: Final = (
    "code",
    "name",
    "tactic",
    "initiative",
    "why",
    "result",
    "authority",
    "responsible",
    "accountable",
    "consulted",
    "informed",
    "budget",
    "low",
    "likely",
    "high",
    "not before",
    "deadline",
    "start waits",
    "after",
)
SHOWN: Final = (
    "revision",
    "state",
    "progress",
    "started",
    "finished",
    "planned start",
    "planned end",
    "committed",
    "actual",
)
BETWEEN: Final = "; "
# Whether the tactic's start waits for the task; nothing: as its days say.
WAITS: Final = {None: "", True: "yes", False: "no"}
EXAMPLE: Final = (
    "print",
    "Print the letters",
    "letters",
    "",
    "Families who know us choose their week again",
    "8,000 letters at the post office",
    "Orders up to 500",
    "finn@example.com; olga@example.com",
    "max@example.com",
    "",
    "",
    "1200",
    "2",
    "3",
    "5",
    "2027-01-04",
    "2027-01-15",
    "yes",
    "write FS; proof SS+2",
)


def addresses(people: Iterable[object]) -> str:
    return BETWEEN.join(sorted(getattr(person, "email", "") for person in people))


def written(link: TaskLink) -> str:
    """Write a link as a table holds it: ``print SS+2``."""
    lag = Decimal(link.lag).normalize() + 0
    return (
        f"{link.before.code} {link.kind}{lag:+f}"
        if lag
        else (f"{link.before.code} {link.kind}")
    )


def lines(
    rows: Sequence[Row], links: dict[int, list[TaskLink]]
) -> Iterator[list[Cell]]:
    """Yield a line for each task; its people must be loaded."""
    for row in rows:
        task = row.task
        yield [
            task.code,
            task.name,
            task.tactic_code,
            task.initiative.code if task.initiative else "",
            task.purpose,
            task.deliverable,
            task.authority,
            addresses(task.responsible.all()),
            task.accountable.email if task.accountable else "",
            addresses(task.consulted.all()),
            addresses(task.informed.all()),
            task.budget,
            task.low,
            task.likely,
            task.high,
            task.not_before,
            task.deadline,
            WAITS[task.holds_start],
            BETWEEN.join(written(link) for link in links.get(task.pk, [])),
            task.revision,
            task.state,
            task.progress,
            task.started_on,
            task.finished_on,
            task.planned_starts_on,
            task.planned_ends_on,
            row.money.committed,
            row.money.actual,
        ]


def links_into(plan_id: int) -> dict[int, list[TaskLink]]:
    """Return what each task of a plan waits for, in one query."""
    found: dict[int, list[TaskLink]] = {}
    rows = TaskLink.objects.filter(after__plan=plan_id).select_related("before")
    for link in rows.order_by("before__position", "pk"):
        found.setdefault(link.after_id, []).append(link)
    return found
