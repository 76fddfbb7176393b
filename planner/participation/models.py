"""What people bring to a draft: answers, facts, assumptions, comments."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from planner.plans.models import Plan, Side


class About(models.TextChoices):
    """What somebody speaks of; all but the plan itself are named by their code."""

    PLAN = "plan", "The plan"
    TACTIC = "tactic", "Tactic"
    PROMISE = "promise", "Promise"
    ASSUMPTION = "assumption", "Assumption"
    CAPABILITY = "capability", "Capability"


def takes_part(user: User, plan: Plan) -> bool:
    """Tell whether what is said while a plan is made is for somebody who sees it.

    The frontline sees what is carried out of a plan, and the talk only where it was
    asked.
    """
    if user.role != Role.FRONTLINE:
        return True
    return user.invitations.filter(plan=plan).exists()


R = TypeVar("R", bound=models.Model, covariant=True)


class OfPlans(models.QuerySet[R]):
    """Rows that belong to a plan."""

    def visible_to(self, user: User) -> Self:
        """Return what stands on the plans this person may see.

        The frontline sees what is carried out of a plan; what was said while it was
        made is for those of them who were asked.
        """
        rows = self.filter(plan__in=Plan.objects.visible_to(user))
        if user.role != Role.FRONTLINE:
            return rows
        return rows.filter(plan__in=user.invitations.values("plan"))


class AnswerQuerySet(OfPlans["Answer"]):
    pass


class Answer(models.Model):
    """A person's word on the plan as they saw it; the latest one stands.

    ``content`` is that plan, so that what was changed since can be told. Rows are
    only ever added.
    """

    class Stance(models.TextChoices):
        SIGNED = "signed", "Signs"
        DISSENTS = "dissents", "Dissents"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="answers")
    person = models.ForeignKey(User, models.PROTECT, related_name="answers")
    side = models.CharField(max_length=12, choices=Side.choices)
    title = models.CharField(max_length=80, help_text="The office held at that time.")
    stance = models.CharField(max_length=10, choices=Stance.choices)
    reason = models.TextField(
        blank=True, help_text="Required to dissent, with the numbers behind it."
    )
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_dissenting_answer_gives_a_reason",
                condition=Q(stance="signed") | (Q(stance="dissents") & ~Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["plan", "person", "-id"])]

    def __str__(self) -> str:
        return f"{self.person} {self.get_stance_display().lower()}"


class ContributionQuerySet(OfPlans["Contribution"]):
    pass


class Contribution(models.Model):
    """A fact with its source, or an assumption that the plan should name.

    An assumption is settled by those who work on the plan: taken into the draft, or
    declined with a reason.
    """

    class Kind(models.TextChoices):
        FACT = "fact", "Fact"
        ASSUMPTION = "assumption", "Assumption"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        TAKEN = "taken", "Taken into the draft"
        DECLINED = "declined", "Declined"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="contributions")
    by = models.ForeignKey(User, models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=10, choices=About.choices)
    code = models.CharField(max_length=50, blank=True)
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=200)
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    if_false = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=500, blank=True)
    assumption_code = models.CharField(max_length=50, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_proposed_assumption_says_how_likely",
                condition=Q(kind="fact")
                | Q(
                    kind="assumption",
                    about__in=["tactic", "promise", "capability"],
                    probability__gte=0,
                    probability__lte=1,
                    if_false__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="a_declined_contribution_says_why",
                condition=~Q(state="declined") | ~Q(reply=""),
            ),
        ]
        indexes = [models.Index(fields=["plan", "-id"])]

    def __str__(self) -> str:
        return self.text


class ThreadQuerySet(OfPlans["Thread"]):
    pass


class Thread(models.Model):
    """A talk about one thing in a plan, open until somebody says it is settled."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="threads")
    about = models.CharField(max_length=10, choices=About.choices, default=About.PLAN)
    code = models.CharField(max_length=50, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "about", "code"])]

    def __str__(self) -> str:
        return f"Talk {self.pk} about {self.plan}"


class Comment(models.Model):
    """One thing said in a thread. Rows are only ever added."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    mentioned = models.ManyToManyField(User, related_name="+")

    def __str__(self) -> str:
        return self.text[:60]
