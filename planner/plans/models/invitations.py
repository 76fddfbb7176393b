"""Who is asked to help make a plan, and from which side of the company."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from planner.plans.models.plan import Plan


class Side(models.TextChoices):
    CARE = "care", "Customer care"
    OPERATIONS = "operations", "Operations"
    SALES = "sales", "Sales"
    MARKETING = "marketing", "Marketing"
    FINANCE = "finance", "Finance"
    FRONTLINE = "frontline", "Frontline"


SIDES = {
    Department.CUSTOMER_CARE: Side.CARE,
    Department.OPERATIONS: Side.OPERATIONS,
    Department.SALES: Side.SALES,
    Department.MARKETING: Side.MARKETING,
    Department.FINANCE: Side.FINANCE,
}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """Return the invitations to the plans this person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(user))


class Invitation(models.Model):
    """A person asked to contribute to one plan; it opens that plan to them alone."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    side = models.CharField(max_length=12, choices=Side.choices)
    question = models.CharField(
        max_length=300,
        blank=True,
        help_text="What you want to know: can you pack 200 more a week from March?",
    )
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    may_edit = models.BooleanField(
        default=False, help_text="They may change the draft itself."
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_invitation_per_plan_and_person", fields=["plan", "person"]
            ),
            models.CheckConstraint(
                name="invitation_side_is_known", condition=Q(side__in=Side.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.plan}"
