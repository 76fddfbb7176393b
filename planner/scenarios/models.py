"""Scenarios: what would be different, and the job that scores some side by side.

A scenario holds no copy of the company, only its differences from it. So it costs next
to nothing, and it goes on being about the company as that moves on.
"""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, LeasedJob
from core.pages import Tone
from operations.models import Capability, Initiative
from planner.plans.models import Plan
from planner.scores.models import Policy
from promises.models import Promise

# As many stand side by side on a page, beside the company as it is.
MOST_COLUMNS = 4
MOST_CHANGES = 40


class ScenarioState(models.TextChoices):
    OPEN = "open", "Open"
    PROMOTED = "promoted", "Promoted"
    DISCARDED = "discarded", "Discarded"


TONES: dict[ScenarioState, Tone] = {
    ScenarioState.OPEN: "accent",
    ScenarioState.PROMOTED: "kept",
    ScenarioState.DISCARDED: "neutral",
}


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and what is shared and speaks of no plan that one may not see."""
        if not allows(user, Act.COMPARE_PLANS):
            return self.none()
        seen = Plan.objects.visible_to(user).values("pk")
        hidden = Change.objects.filter(scenario=OuterRef("pk"), plan__isnull=False)
        readable = self.filter(~Exists(hidden.exclude(plan__in=seen)))
        return readable.filter(Q(author=user) | Q(shared=True))


class Scenario(models.Model):
    """A question to the company: what if these things were different."""

    name = models.CharField(
        max_length=80, help_text="For example: Two more packers from week 6"
    )
    question = models.TextField(
        blank=True,
        max_length=2000,
        help_text="What it is to answer: is a Saturday shift enough for the launch?",
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="scenarios")
    shared = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10,
        choices=ScenarioState.choices,
        default=ScenarioState.OPEN,
        editable=False,
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_scenario_per_author_and_name", fields=["author", "name"]
            ),
            models.CheckConstraint(
                name="scenario_state_is_known",
                condition=Q(state__in=ScenarioState.values),
            ),
        ]
        indexes = [models.Index(fields=["state", "-changed_at", "-id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> Tone:
        return TONES[ScenarioState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state == ScenarioState.OPEN


class Kind(models.TextChoices):
    PLAN_IN = "plan-in", "A plan comes in"
    PLAN_OUT = "plan-out", "A plan stays out"
    WITHOUT = "without", "A plan without one of its tactics"
    MOVE = "move", "A plan earlier or later"
    VOLUME = "volume", "A plan larger or smaller"
    FUND = "fund", "An initiative is funded"
    CAPACITY_TIMES = "capacity-times", "A capability at another share"
    CAPACITY_PLUS = "capacity-plus", "A capability with more or fewer"
    DEMAND = "demand", "Existing customers ask more or less"
    KEEPABLE = "keepable", "Another threshold of the policy"
    QUEUE = "queue", "Other customers wait"


OF_PLANS = (Kind.PLAN_IN, Kind.PLAN_OUT, Kind.WITHOUT, Kind.MOVE, Kind.VOLUME)
OF_CAPACITY = (Kind.CAPACITY_TIMES, Kind.CAPACITY_PLUS)
SPANNED = (*OF_CAPACITY, Kind.DEMAND)
OF_POLICY = (Kind.KEEPABLE, Kind.QUEUE)
# Least and most that each kind's amount may be; what it counts in.
AMOUNTS: dict[str, tuple[Decimal, Decimal, str]] = {
    Kind.MOVE: (Decimal(-104), Decimal(104), "weeks"),
    Kind.VOLUME: (Decimal(1), Decimal(1000), "%"),
    Kind.CAPACITY_TIMES: (Decimal(0), Decimal(1000), "%"),
    Kind.CAPACITY_PLUS: (Decimal(-10_000_000), Decimal(10_000_000), "units a week"),
    Kind.DEMAND: (Decimal(0), Decimal(1000), "%"),
    Kind.KEEPABLE: (Decimal(1), Decimal(100), "%"),
}
_TARGETS = ("plan", "initiative", "capability", "promise")


def _shape(*kinds: Kind, target: str = "", amount: bool = False) -> Q:
    """Return what holds of these kinds: what they are about, and whether they count."""
    wanted = Q(kind__in=kinds, amount__isnull=not amount)
    for name in _TARGETS:
        if not (name == "promise" and Kind.DEMAND in kinds):
            wanted &= Q(**{f"{name}__isnull": name != target})
    if not set(kinds) & set(SPANNED):
        wanted &= Q(from_week__isnull=True, to_week__isnull=True)
    wanted &= ~Q(tactic_code="") if Kind.WITHOUT in kinds else Q(tactic_code="")
    return wanted & (~Q(who_waits="") if Kind.QUEUE in kinds else Q(who_waits=""))


def _once(name: str, *fields: str, kinds: tuple[Kind, ...]) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        name=name, fields=["scenario", *fields], condition=Q(kind__in=kinds)
    )


class Change(models.Model):
    """One thing that is different. Weeks are named by their Monday; none is no limit.

    ``amount`` is weeks of a move, units of a capability, and percent of all else.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="+"
    )
    tactic_code = models.CharField(max_length=50, blank=True)
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="+"
    )
    capability = models.ForeignKey(
        Capability, models.CASCADE, null=True, blank=True, related_name="+"
    )
    promise = models.ForeignKey(
        Promise, models.CASCADE, null=True, blank=True, related_name="+"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    who_waits = models.CharField(
        max_length=10, choices=Policy.WhoWaits.choices, blank=True
    )
    from_week = models.DateField(null=True, blank=True)
    to_week = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_has_what_its_kind_needs",
                condition=_shape(Kind.PLAN_IN, Kind.PLAN_OUT, target="plan")
                | _shape(Kind.WITHOUT, target="plan")
                | _shape(Kind.MOVE, Kind.VOLUME, target="plan", amount=True)
                | _shape(Kind.FUND, target="initiative")
                | _shape(*OF_CAPACITY, target="capability", amount=True)
                | _shape(Kind.DEMAND, amount=True)
                | _shape(Kind.KEEPABLE, amount=True)
                | _shape(Kind.QUEUE),
            ),
            models.CheckConstraint(
                name="change_amount_is_possible",
                condition=Q(amount__isnull=True)
                | Q(kind__in=[Kind.MOVE, Kind.CAPACITY_PLUS])
                | Q(amount__gte=0, amount__lte=1000),
            ),
            models.CheckConstraint(
                name="change_begins_before_it_ends",
                condition=Q(from_week__isnull=True)
                | Q(to_week__isnull=True)
                | Q(to_week__gte=F("from_week")),
            ),
            _once(
                "one_word_on_a_plan_being_in_or_out",
                "plan",
                kinds=(Kind.PLAN_IN, Kind.PLAN_OUT),
            ),
            _once("one_move_of_a_plan", "plan", kinds=(Kind.MOVE,)),
            _once("one_volume_of_a_plan", "plan", kinds=(Kind.VOLUME,)),
            _once(
                "one_leaving_out_of_a_tactic",
                "plan",
                "tactic_code",
                kinds=(Kind.WITHOUT,),
            ),
            _once("one_funding_of_an_initiative", "initiative", kinds=(Kind.FUND,)),
            _once("one_threshold", kinds=(Kind.KEEPABLE,)),
            _once("one_word_on_who_waits", kinds=(Kind.QUEUE,)),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Promoted(models.Model):
    """A draft that was made of a scenario."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="drafts")
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="+"
    )
    original = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promoted_is_a_plan_or_an_initiative",
                condition=Q(plan__isnull=False, initiative__isnull=True)
                | Q(plan__isnull=True, initiative__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.plan or self.initiative)


class ComparisonQuerySet(JobQuerySet["Comparison"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see every scenario and every plan in it; nobody else."""
        if not allows(user, Act.COMPARE_PLANS):
            return self.none()
        scenarios = Scenario.objects.visible_to(user).values("pk")
        plans = Plan.objects.visible_to(user).values("pk")
        foreign = Column.objects.filter(comparison=OuterRef("pk"))
        hidden = Shown.objects.filter(comparison=OuterRef("pk"))
        # Of a draft that is gone, nobody can tell any more who was allowed to see it.
        gone = hidden.filter(plan__isnull=True)
        return self.filter(
            ~Exists(foreign.exclude(scenario__in=scenarios)),
            ~Exists(hidden.filter(plan__isnull=False).exclude(plan__in=plans)),
        ).filter(Q(asked_by=user) | ~Exists(gone))


class Comparison(LeasedJob):
    """The job of scoring some scenarios beside the company as it is; what came out."""

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    scenarios = models.ManyToManyField(Scenario, through="Column", related_name="+")
    result = models.JSONField(null=True, editable=False)
    world_hash = models.CharField(max_length=64, blank=True, editable=False)
    model_version = models.CharField(max_length=40, blank=True, editable=False)

    objects: ClassVar[ComparisonQuerySet] = ComparisonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        pass

    def __str__(self) -> str:
        return f"Comparison {self.pk}"


class Column(models.Model):
    """A scenario in a comparison, as it was when the comparison was asked for."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="columns")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_scenario_stands_once_in_a_comparison",
                fields=["comparison", "scenario"],
            ),
            models.UniqueConstraint(
                name="one_scenario_in_each_column", fields=["comparison", "position"]
            ),
            models.CheckConstraint(
                name="a_comparison_has_few_columns",
                condition=Q(position__gte=1, position__lte=MOST_COLUMNS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.scenario_id}"


class Shown(models.Model):
    """A plan that a comparison names: who may not see it does not see the comparison."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="shown")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"Plan {self.plan_id}"
