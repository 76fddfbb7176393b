"""What the CEO decided, on what evidence, and who agreed before."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Department, Deputy, User
from planner.plans.models import PlanVersion
from planner.scores.models import Score
from promises.models import Promise


def acted(person: User, standing_in: Deputy | None) -> str:
    """Name who acted, and for whom if not for themselves."""
    return f"{person.name} for {standing_in.ceo.name}" if standing_in else person.name


class Outcome(models.TextChoices):
    APPROVED = "approved", "Approved"
    CONDITIONAL = "conditional", "Approved with conditions"
    RETURNED = "returned", "Returned"
    REJECTED = "rejected", "Rejected"
    RETIRED = "retired", "Retired"
    WITHDRAWN = "withdrawn", "Approval taken back"


APPROVALS = (Outcome.APPROVED, Outcome.CONDITIONAL)


class Decision(models.Model):
    """One decision on one version of a plan or one revision of a promise.

    ``evidence`` is the page as the CEO saw it, kept as the document it was drawn
    from, and ``conditions`` what was asked, of whom and until when: what became of it
    is told by ``Condition``. Rows are only ever added, and only by a CEO who is not the author: a check
    and a trigger below the application see to both.
    """

    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    score = models.ForeignKey(
        Score, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    promise_revision = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.TextField()
    conditions = models.JSONField(default=list)
    review_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="decisions")
    decider_role = models.CharField(max_length=20)
    standing_in = models.ForeignKey(
        Deputy, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()
    evidence = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_the_ceo_decides",
                condition=Q(decider_role="ceo", standing_in__isnull=True)
                | Q(decider_role="deputy", standing_in__isnull=False),
            ),
            models.CheckConstraint(
                name="a_decision_gives_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_decision_is_on_a_plan_or_a_promise",
                condition=Q(
                    version__isnull=False,
                    score__isnull=False,
                    promise__isnull=True,
                    promise_revision__isnull=True,
                )
                | Q(
                    version__isnull=False,
                    score__isnull=True,
                    promise__isnull=True,
                    promise_revision__isnull=True,
                    outcome__in=["returned", "rejected", "withdrawn"],
                )
                | Q(
                    version__isnull=True,
                    score__isnull=True,
                    promise__isnull=False,
                    promise_revision__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="conditions_come_with_conditional_approval",
                condition=Q(outcome="conditional") | Q(conditions=[]),
            ),
            models.UniqueConstraint(
                name="one_decision_per_version",
                fields=["version"],
                condition=Q(version__isnull=False) & ~Q(outcome="withdrawn"),
            ),
            models.UniqueConstraint(
                name="an_approval_is_taken_back_once",
                fields=["version"],
                condition=Q(version__isnull=False, outcome="withdrawn"),
            ),
            models.UniqueConstraint(
                name="one_decision_per_promise_revision",
                fields=["promise", "promise_revision", "outcome"],
                condition=Q(promise__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.version or self.promise}"

    @property
    def decider(self) -> str:
        """Name who decided, and for whom: "Olga Rehn for Clara Ekdahl"."""
        return acted(self.decided_by, self.standing_in)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The conditions as they were decided, their last days as dates."""
        return [
            term | {"day": date.fromisoformat(term["due_on"])}
            for term in self.conditions
        ]


class SignOff(models.Model):
    """A director's word on a version before it is decided: the latest one stands."""

    class Stance(models.TextChoices):
        SIGNED = "signed", "Signs"
        DISSENTS = "dissents", "Dissents"

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="sign_offs")
    department = models.CharField(max_length=20, choices=Department.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance.choices)
    reason = models.TextField(
        blank=True, help_text="Required to dissent, with the numbers behind it."
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dissent_gives_a_reason",
                condition=Q(stance="signed") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_department_display()} {self.get_stance_display().lower()}"
