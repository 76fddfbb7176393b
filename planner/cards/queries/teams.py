"""As whose something is shown: a group in which nobody can be picked out."""

from django.db.models import QuerySet

from accounts.models import Role, User
from planner.cards.queries.card import Card

# Fewer than this would point at somebody.
FEWEST = 3
EVERYBODY = "Those who do the work"


def team_of(person: User) -> str:
    """Name the smallest group of the person's that holds at least three people."""
    people = User.objects.filter(is_active=True, role=person.role)
    if person.role == Role.FRONTLINE and people.count() >= FEWEST:
        return "Frontline"
    if person.role == Role.DIRECTOR:
        colleagues = people.filter(department=person.department)
        if colleagues.count() >= FEWEST:
            return person.get_department_display()
    return EVERYBODY


def _hands(**tasks: object) -> QuerySet[User]:
    named = {f"responsible_tasks__{name}": value for name, value in tasks.items()}
    return User.objects.filter(is_active=True, **named).distinct()


def place_of(card: Card) -> str:
    """Name the task, its tactic or its plan: whatever at least three people do."""
    task, plan = card.task, card.task.plan
    if _hands(pk=task.pk).count() >= FEWEST:
        return f"{task.name}, {plan.title}"
    of_tactic = {"plan": plan.pk, "tactic_code": task.tactic_code}
    if card.tactic and _hands(**of_tactic).count() >= FEWEST:
        return f"{card.tactic}, {plan.title}"
    if _hands(plan=plan.pk).count() >= FEWEST:
        return plan.title
    return ""
