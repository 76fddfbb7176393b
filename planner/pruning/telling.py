"""Who has to be told what, and by when, once something is retired."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format, number_format

from accounts.models import Department, User
from operations.models import Initiative
from planner.plans.content import TacticContent
from planner.plans.models import PlanState, PlanVersion
from planner.pruning.assembly import Ledger, PlannedTactic, World
from promises.models import Promise

Document = dict[str, Any]
# Days from the decision: colleagues before the customers they will be asked by.
STAFF_DAYS, AUTHOR_DAYS, CUSTOMER_DAYS = 3, 7, 14
LONGEST = 300


def of_promise(promise: Promise, world: World) -> list[Document]:
    """Name everybody who makes, keeps, plans with or holds the promise."""
    entries = [
        _entry(
            promise.owner.name,
            f"Say nowhere any more: “{promise.statement}”.",
            promise.owner,
            STAFF_DAYS,
        )
    ]
    entries += _operations(promise, world)
    entries += _voices(promise, world)
    entries += _authors(promise, world)
    entries += _customers(world.ledgers.get(promise.pk, Ledger()), world)
    return entries


def _operations(promise: Promise, world: World) -> list[Document]:
    ledger = world.ledgers.get(promise.pk, Ledger())
    director = world.directors.get(Department.OPERATIONS)
    whom = director.name if director else "Operations"
    if ledger.open and ledger.last_due:
        last = date_format(ledger.last_due, "DATE_FORMAT")
        many = _counted(ledger.open, "occasion is", "occasions are")
        what = f"{many} still open and must be kept, the last by {last}."
        entry = _entry(whom, what, director, STAFF_DAYS)
    elif promise.is_made and promise.requirements.all():
        entry = _entry(
            whom,
            "No new occasion of it comes in; nothing is open.",
            director,
            STAFF_DAYS,
        )
    else:
        return []
    return [entry]


def _voices(promise: Promise, world: World) -> list[Document]:
    """Name the channels in which running plans say it, by who speaks there."""
    found: dict[tuple[str, int], tuple[User, list[str]]] = {}
    for tactic in world.tactics():
        if tactic.waits or promise.code not in tactic.content["promises"]:
            continue
        author = tactic.version.plan.author
        channel = tactic.content["channel"] or "its channel"
        found.setdefault((channel, author.pk), (author, []))[1].append(
            f"“{tactic.content['name']}” ({tactic.version.plan.title})"
        )
    return [
        _entry(
            author.name,
            f"Take it out of {', '.join(names)}: it is promised by {channel} now.",
            author,
            STAFF_DAYS,
        )
        for (channel, _), (author, names) in found.items()
    ]


def _authors(promise: Promise, world: World) -> list[Document]:
    """Name the authors of plans that wait or are drafted with it."""
    entries = [
        _entry(
            version.plan.author.name,
            f"{version.plan.title} cannot be approved with it: submit it without.",
            version.plan.author,
            AUTHOR_DAYS,
        )
        for version in _waiting(world)
        if any(promise.code in row["promises"] for row in version.content["tactics"])
    ]
    drafts: dict[int, Document] = {}
    for tactic, author in world.drafting.get(promise.code, ()):
        drafts.setdefault(
            tactic.plan_id,
            _entry(
                author.name,
                f"The draft {tactic.plan.title} makes it: take it out.",
                author,
                AUTHOR_DAYS,
            ),
        )
    return entries + list(drafts.values())


def _waiting(world: World) -> Iterable[PlanVersion]:
    return (v for v in world.versions if v.plan.state == PlanState.SUBMITTED)


def _customers(ledger: Ledger, world: World) -> list[Document]:
    director = world.directors.get(Department.CUSTOMER_CARE)
    entries = []
    if ledger.open:
        whom = (
            _counted(ledger.open_customers, "customer", "customers")
            if ledger.open_customers
            else f"Whoever holds the {number_format(ledger.open, force_grouping=True)} "
            "open occasions"
        )
        what = "What you were promised stands, and will be kept."
        entries.append(_entry(whom, what, director, CUSTOMER_DAYS))
    if ledger.customers:
        whom = _counted(ledger.customers, "customer", "customers") + " of the last year"
        what = "From now on nobody is promised this any more, and what holds instead."
        entries.append(_entry(whom, what, director, CUSTOMER_DAYS))
    return entries


def of_tactic(tactic: PlannedTactic, world: World) -> list[Document]:
    """Name the author, operations who hold room for it, and who was reached by it."""
    version, content = tactic.version, tactic.content
    author, title = version.plan.author, version.plan.title
    director = world.directors.get(Department.OPERATIONS)
    if tactic.waits:
        what = f"{title} comes back to you: submit it without “{content['name']}”."
        return [_entry(author.name, what, author, STAFF_DAYS)]
    entries = [
        _entry(
            author.name,
            f"Stop “{content['name']}” ({content['channel'] or 'its channel'}); "
            f"the rest of {title} goes on.",
            author,
            STAFF_DAYS,
        ),
        _entry(
            director.name if director else "Operations",
            f"What was held for “{content['name']}” is free; what customers were "
            "promised by it already is still to be kept.",
            director,
            STAFF_DAYS,
        ),
    ]
    return entries + _sales(content, world)


def _sales(content: TacticContent, world: World) -> list[Document]:
    director = world.directors.get(Department.CUSTOMER_CARE)
    if director is None:
        return []
    what = (
        f"Customers who ask for what “{content['name']}” offered: say that it has ended, "
        "and that what they ordered stands."
    )
    return [_entry(director.name, what, director, AUTHOR_DAYS)]


def of_initiative(initiative: Initiative, world: World) -> list[Document]:
    entries = []
    for department in (Department.OPERATIONS, Department.FINANCE):
        director = world.directors.get(department)
        if director is not None:
            what = f"“{initiative.name}” is not pursued; its money is free."
            entries.append(_entry(director.name, what, director, AUTHOR_DAYS))
    return entries


def _counted(number: int, one: str, many: str) -> str:
    said = number_format(number, force_grouping=True)
    return f"{said} {one if number == 1 else many}"


def _entry(whom: str, what: str, person: User | None, days: int) -> Document:
    return {
        "whom": whom[:120],
        "what": what[:LONGEST],
        "by": person.pk if person else None,
        "by_name": f"{person.name}, {person.title}" if person else "",
        "department": str(person.department or "") if person else "",
        "days": days,
    }
