"""Who has been heard on a plan, and whose word a submission still waits for."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Department, Role, User
from planner.participation.material import is_same
from planner.participation.models import Answer
from planner.plans.content import PlanContent
from planner.plans.models import SIDES, Invitation, Plan, Side
from planner.plans.requirements import Gap


@dataclass(frozen=True)
class Need:
    """A side of the company without whose answer nothing is submitted."""

    key: str
    name: str
    sides: frozenset[Side]

    @property
    def departments(self) -> list[Department]:
        return [department for department, side in SIDES.items() if side in self.sides]


NEEDS = (
    Need("operations", "operations", frozenset({Side.OPERATIONS})),
    Need(
        "customers",
        "the customer side (customer care or sales)",
        frozenset({Side.CARE, Side.SALES}),
    ),
)


def side_of(person: User) -> Side | None:
    """Return for which side of the company somebody speaks; nobody's own choice."""
    if person.role == Role.FRONTLINE:
        return Side.FRONTLINE
    if person.role == Role.DIRECTOR:
        return SIDES[Department(person.department)]
    return None


def latest_answers(plan: Plan) -> list[Answer]:
    """Return each person's latest word, the oldest first; who has left is not asked."""
    rows = Answer.objects.filter(plan=plan, person__is_active=True)
    rows = rows.select_related("person").order_by("pk")
    latest = {row.person_id: row for row in rows}
    return sorted(latest.values(), key=lambda row: row.pk)


def standing_answers(plan: Plan, content: PlanContent) -> list[Answer]:
    """Return the answers that were given on what the plan says now."""
    return [row for row in latest_answers(plan) if is_same(row.content, content)]


@dataclass(frozen=True)
class Silence:
    """A side that must be heard: who has been asked, and who could be."""

    need: Need
    asked: tuple[User, ...]
    outdated: tuple[User, ...]
    others: tuple[User, ...]

    @property
    def words(self) -> str:
        if self.outdated:
            names = _names(self.outdated)
            return f"{names} answered on an earlier version and must look again."
        if self.asked:
            return f"{_names(self.asked)} was asked and has not answered yet."
        if self.others:
            return f"Nobody from there has answered: invite {_names(self.others)}."
        return (
            "There is nobody there to answer: have an administrator invite a director "
            "of that department under Settings."
        )

    @property
    def plain(self) -> str:
        """Say the same to whoever is not told who works here."""
        if self.outdated:
            return "What was answered was on an earlier version: they look again."
        if self.asked:
            return "They were asked and have not answered yet."
        return "Nobody from there has answered."


def _names(people: tuple[User, ...]) -> str:
    return " or ".join(person.name for person in people[:3])


def silences(plan: Plan, content: PlanContent) -> list[Silence]:
    """Return the sides that must answer before this can be submitted, and have not.

    The author speaks for their own side only where nobody else is there to.
    """
    latest = [row for row in latest_answers(plan) if row.person_id != plan.author_id]
    # For whom somebody speaks today: a sign-off is made for their department of now.
    heard = {side_of(row.person) for row in latest if is_same(row.content, content)}
    open_needs = [need for need in NEEDS if not need.sides & heard]
    if not open_needs:
        return []
    people = list(
        User.objects.filter(
            role=Role.DIRECTOR,
            is_active=True,
            department__in=[d for need in open_needs for d in need.departments],
        ).order_by("name", "pk")
    )
    spoke = {row.person_id for row in latest}
    invited = set(
        Invitation.objects.filter(plan=plan).values_list("person_id", flat=True)
    )
    found = (_silence(need, plan, people, spoke, invited) for need in open_needs)
    return [silence for silence in found if silence is not None]


def _silence(
    need: Need, plan: Plan, people: list[User], spoke: set[int], invited: set[int]
) -> Silence | None:
    there = [person for person in people if side_of(person) in need.sides]
    others = tuple(person for person in there if person.pk != plan.author_id)
    if not others and side_of(plan.author) in need.sides:
        return None
    return Silence(
        need=need,
        asked=tuple(p for p in others if p.pk in invited and p.pk not in spoke),
        outdated=tuple(p for p in others if p.pk in spoke),
        others=others,
    )


def gaps(plan: Plan, content: PlanContent) -> list[Gap]:
    """Return the same for the page that checks a draft before it is submitted."""
    here = reverse("people:plan", args=[plan.pk])
    invite = reverse("people:invite", args=[plan.pk])
    found = []
    for silence in silences(plan, content):
        is_asked = bool(silence.asked or silence.outdated)
        first = silence.others[0].pk if silence.others else ""
        found.append(
            Gap(
                title=f"{silence.need.name} has not been heard".capitalize(),
                words=silence.words,
                url=here if is_asked else f"{invite}?person={first}",
                action="Remind them" if is_asked else "Invite them",
            )
        )
    return found
