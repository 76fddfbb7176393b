"""What the plan does not say yet, as questions for the room, one at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from accounts.queries import company, local_day
from core.templatetags.shares import money
from planner.participation.material import is_same
from planner.participation.queries import latest_answers, side_of
from planner.plans.content import PlanContent
from planner.plans.merging import Place
from planner.plans.models import Assumption, Invitation, Plan
from planner.plans.models.invitations import Side
from planner.plans.queries import as_tested, plan_content
from planner.plans.services import submission_problems
from planner.workshop.models import OpenPoint, Workshop
from planner.workshop.queries.score import weighed_assumptions
from promises.models import KeptWeek, Promise, Requirement

PLACED = ("tactics", "assumptions")


@dataclass(frozen=True)
class Question:
    """One missing fact: why it matters, and the field or page that takes the answer."""

    key: str
    text: str
    why: str
    place: Place | None = None
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Questions:
    """The questions of a session: how far the room is, and the next one."""

    left: tuple[Question, ...]
    answered: int
    total: int
    points: tuple[OpenPoint, ...]

    @property
    def next(self) -> Question | None:
        return self.left[0] if self.left else None


def _page(name: str, *args: object) -> str:
    """Return a page's address, or "" where this house has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _of_submission(plan: Plan, content: PlanContent) -> Iterator[Question]:
    for place, words in submission_problems(content).items():
        kind, _, rest = place.partition("[")
        field = rest.rpartition(".")[2]
        at = None
        if kind in PLACED and rest:
            row = content[kind][int(rest.partition("]")[0])]  # type: ignore[literal-required]
            at = Place(kind, row["code"], field)
        for text in words:
            yield Question(
                key=f"submit:{at or place}:{text}"[:120],
                text=text,
                why="Without it the plan cannot be handed in.",
                place=at,
                url=_page("plans:check", plan.pk),
                link="See all that submitting asks for",
            )


TACTIC_QUESTIONS = (
    ("budget", "What does “{name}” cost in all?", "What is spent is what is at risk."),
    (
        "margin",
        "What does one kept occasion of “{name}” earn?",
        "Without it the plan's worth is not known.",
    ),
    (
        "segment",
        "For whom exactly is “{name}”?",
        "A promise to everybody is a promise to nobody in particular.",
    ),
    ("channel", "How do people hear of “{name}”?", "Somebody has to do it."),
)


def _of_tactics(content: PlanContent) -> Iterator[Question]:
    for tactic in content["tactics"]:
        for field, text, why in TACTIC_QUESTIONS:
            value = tactic[field]  # type: ignore[literal-required]
            if value in {"", "0.00"}:
                place = Place("tactics", tactic["code"], field)
                yield Question(str(place), text.format(name=tactic["name"]), why, place)
    budgets = [(Decimal(t["budget"]), t["audience"]) for t in content["tactics"]]
    if any(b for b, _ in budgets) and all(a == "new" for b, a in budgets if b):
        yield Question(
            "plan:existing",
            "What does this plan do for the customers the company has?",
            "All of its money goes to people who are not customers yet.",
        )


def _of_assumptions(
    plan: Plan, content: PlanContent, now: datetime
) -> Iterator[Question]:
    if content["tactics"] and not content["assumptions"]:
        yield Question(
            "plan:assumptions",
            "What has to be true for this plan to work?",
            "No assumption is written down, so none can be tested.",
        )
    untested = {
        row["code"]: row
        for row in content["assumptions"]
        if row["status"] == Assumption.Status.UNTESTED
    }
    for row in untested.values():
        if Decimal(row["if_false"]) == 1:
            place = Place("assumptions", row["code"], "if_false")
            text = f"By what factor does it change if “{row['statement']}” is wrong?"
            yield Question(
                str(place), text, "As it stands, being wrong costs nothing.", place
            )
    yield from _worth_testing(plan, untested, now)


def _worth_testing(
    plan: Plan, untested: dict[str, Any], now: datetime
) -> Iterator[Question]:
    """Ask how each is tested, the one that is worth most first."""
    currency = company().currency
    worth = {row["id"]: row["value"] for row in weighed_assumptions(plan, now=now)}
    for code in sorted(untested, key=lambda code: -worth.get(code, 0)):
        row = untested[code]
        if row["note"].strip():
            continue
        value = worth.get(code, 0)
        why = (
            f"Knowing it first is worth {money(value, currency)}."
            if value >= 1
            else "Nobody has said how it is tested."
        )
        place = Place("assumptions", code, "note")
        text = f"How do we find out whether “{row['statement']}” is true?"
        yield Question(str(place), text, why, place)


def _of_records(content: PlanContent) -> Iterator[Question]:
    """Ask for what nothing was measured of: once for a capability, else the promise."""
    codes = {code for tactic in content["tactics"] for code in tactic["promises"]}
    promises = list(Promise.objects.filter(code__in=codes).order_by("code"))
    measured = _measured(KeptWeek.objects.filter(promise__in=promises), "promise")
    bare = {row.pk: row for row in promises if row.pk not in measured}
    needs = list(
        Requirement.objects.filter(promise__in=bare)
        .select_related("capability")
        .order_by("capability__name", "pk")
    )
    known = _measured(
        KeptWeek.objects.filter(
            promise__requirements__capability__in={row.capability_id for row in needs}
        ),
        "promise__requirements__capability",
    )
    unknown = [row for row in needs if row.capability_id not in known]
    yield from _of_capabilities(unknown, bare)
    asked = {row.promise_id for row in unknown}
    for promise in (row for row in bare.values() if row.pk not in asked):
        yield Question(
            key=f"record:{promise.code}",
            text=f"How often has “{promise.statement}” been kept so far?",
            why="There is no record of it: nobody has counted it week by week.",
            url=_page("promises:detail", promise.pk),
            link="Open the promise",
        )


def _measured(rows: QuerySet[KeptWeek], name: str) -> set[int]:
    return set(rows.values_list(name, flat=True).distinct())


def _of_capabilities(
    needs: Sequence[Requirement], promises: Mapping[int, Promise]
) -> Iterator[Question]:
    leaning: dict[int, list[Requirement]] = {}
    for row in needs:
        leaning.setdefault(row.capability_id, []).append(row)
    for rows in leaning.values():
        capability = rows[0].capability
        said = dict.fromkeys(promises[row.promise_id].statement for row in rows)
        yield Question(
            key=f"record:capability:{capability.code}",
            text=f"What has {capability.name} really managed, week by week?",
            why="No promise that leans on it was ever counted; here it is to keep "
            + " and ".join(f"“{each}”" for each in said)
            + ".",
            url=_page("operations:capability", capability.pk),
            link="Open the capability",
        )


def _of_sides(plan: Plan, content: PlanContent) -> Iterator[Question]:
    """Ask for every side of the company that has not answered what the plan says now."""
    answers = latest_answers(plan)
    heard = {side_of(row.person) for row in answers if is_same(row.content, content)}
    heard.add(side_of(plan.author))
    earlier = {side_of(row.person): row.person.name for row in answers}
    invitations = Invitation.objects.filter(plan=plan).select_related("person")
    invited = {row.side: row.person.name for row in invitations.order_by("-pk")}
    for side in (each for each in Side if each not in heard):
        name, why = invited.get(side), "Nobody from there has been asked yet."
        if side in earlier:
            name = earlier[side]
            why = f"{name} answered on an earlier version; it has changed since."
        elif name:
            why = f"{name} was asked and has not answered yet."
        yield Question(
            key=f"side:{side.value}",
            text=f"What does {name} say to it, for {_of(side)}?"
            if name
            else f"Who speaks for {_of(side)}?",
            why=why,
            url=_page("people:plan", plan.pk),
            link="See who has answered" if name else "Invite somebody",
        )


def _of(side: Side) -> str:
    return "the frontline" if side == Side.FRONTLINE else str(side.label).lower()


def derived(plan: Plan, *, now: datetime) -> list[Question]:
    """Return every question that the plan raises as it stands, the gravest first."""
    content = as_tested(plan_content(plan), plan.pk, as_of=local_day(now))
    found = [
        *_of_submission(plan, content),
        *_of_tactics(content),
        *_of_assumptions(plan, content, now),
        *_of_records(content),
        *_of_sides(plan, content),
    ]
    return list({question.key: question for question in found}.values())


def questions(workshop: Workshop, *, now: datetime) -> Questions:
    """Return the questions of a session, and remember those that came up."""
    found = derived(workshop.plan, now=now)
    points = tuple(
        workshop.points.select_related("owner").order_by("closed_at", "due_on", "pk")
    )
    settled = {point.question for point in points if point.question}
    asked = {**workshop.asked, **{each.key: each.text for each in found}}
    if asked != workshop.asked:
        Workshop.objects.filter(pk=workshop.pk).update(asked=asked)
        workshop.asked = asked
    left = tuple(each for each in found if each.key not in settled)
    return Questions(
        left=left,
        answered=len(asked) - len(left),
        total=len(asked),
        points=points,
    )
