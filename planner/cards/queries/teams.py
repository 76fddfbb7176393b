"""As whose something is shown: a group in which nobody can be picked out."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Role, User
from planner.cards.queries.card import Card

# Fewer than this would point at somebody.
FEWEST = 3
EVERYBODY = "Those who do the work"


@dataclass(frozen=True)
class Team:
    """The group as whose something is shown, and who else belongs to it."""

    name: str
    people: QuerySet[User]


def team_of(person: User) -> Team:
    """Return the smallest group of the person's that holds at least three people."""
    everybody = User.objects.filter(is_active=True)
    people = everybody.filter(role=person.role)
    if person.role == Role.FRONTLINE and people.count() >= FEWEST:
        return Team("Frontline", people)
    if person.role == Role.DIRECTOR:
        colleagues = people.filter(department=person.department)
        if colleagues.count() >= FEWEST:
            return Team(person.get_department_display(), colleagues)
    return Team(EVERYBODY, everybody)


def place_of(card: Card, team: Team) -> str:
    """Name the task, its tactic or its plan: whatever at least three of the team do."""
    task, plan = card.task, card.task.plan
    if _has_enough(team, pk=task.pk):
        return f"{task.name}, {plan.title}"
    if card.tactic and _has_enough(team, plan=plan.pk, tactic_code=task.tactic_code):
        return f"{card.tactic}, {plan.title}"
    return plan.title if _has_enough(team, plan=plan.pk) else ""


def _has_enough(team: Team, **tasks: object) -> bool:
    named = {f"responsible_tasks__{name}": value for name, value in tasks.items()}
    return team.people.filter(**named).distinct().count() >= FEWEST
