"""A task: one piece of work of a plan, and the people who stand for it."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Role, User
from core.fields import CODE, MoneyField
from core.pages import Tone
from operations.models import Initiative
from planner.plans.models import Plan

LONGEST_TASK = 2_000
# Days of tasks lie in these years: what a schedule can be worked out for.
FIRST_YEAR, LAST_YEAR = 2000, 2100
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


class TaskState(models.TextChoices):
    PLANNED = "planned", "Planned"
    UNDER_WAY = "under_way", "Under way"
    HELD = "held", "Held"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


OPEN = (TaskState.PLANNED, TaskState.UNDER_WAY, TaskState.HELD)
ENDED = (TaskState.DONE, TaskState.DROPPED)

TONES: dict[str, Tone] = {
    TaskState.PLANNED: "neutral",
    TaskState.UNDER_WAY: "accent",
    TaskState.HELD: "at-risk",
    TaskState.DONE: "kept",
    TaskState.DROPPED: "not-kept",
}


class DaysField(models.DecimalField):  # type: ignore[type-arg]
    """Working days: not negative, to a hundredth, and never known beforehand."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        limits = [MinValueValidator(0), MaxValueValidator(LONGEST_TASK)]
        options = {
            "max_digits": 6,
            "decimal_places": 2,
            "null": True,
            "blank": True,
            "validators": limits,
            **options,
        }
        super().__init__(*args, **options)


def _named(user: User, kind: str) -> Exists:
    through = getattr(Task, kind).through
    return Exists(through.objects.filter(task=OuterRef("pk"), user=user))


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the plan sees its tasks; the people of a task see that one."""
        if not user.is_active or user.role == Role.ADMINISTRATOR:
            return self.none()
        plans = Plan.objects.visible_to(user)
        return self.filter(Q(plan__in=plans.values("pk")) | self._of(user))

    def of(self, user: User) -> Self:
        """Keep those in which this person has a part."""
        return self.filter(self._of(user))

    @staticmethod
    def _of(user: User) -> Q:
        parts = Q(accountable=user)
        for kind in ("responsible", "consulted", "informed"):
            parts |= Q(_named(user, kind))
        return parts

    def done_by(self, user: User) -> Self:
        """Keep those which this person has to do."""
        return self.filter(_named(user, "responsible"))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def late(self, day: date) -> Self:
        """Keep what is not done though its deadline or planned end is over."""
        over = Q(deadline__lt=day) | Q(planned_ends_on__lt=day)
        return self.open().filter(over)

    def with_people(self) -> Self:
        """Load everything that a row of a list names, in a fixed number of queries."""
        return self.select_related(
            "plan", "accountable", "initiative"
        ).prefetch_related("responsible", "consulted", "informed")


class Task(models.Model):
    """What is to be done, why, by whom, by when, with what, and how far it is.

    ``low``, ``likely`` and ``high`` are its three-point estimate in working days.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=50, validators=[CODE], help_text="print-letters")
    position = models.PositiveIntegerField(default=0, editable=False)
    tactic_code = models.CharField(max_length=50, blank=True)
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    name = models.CharField(max_length=120, help_text="For example: Print the letters")
    purpose = models.TextField(
        blank=True, max_length=2_000, help_text="Why it is done."
    )
    deliverable = models.TextField(
        blank=True, max_length=2_000, help_text="What there is when it is done."
    )
    authority = models.TextField(
        blank=True,
        max_length=2_000,
        help_text="What they may decide themselves: orders up to 500 without asking.",
    )
    responsible = models.ManyToManyField(
        User, blank=True, related_name="responsible_tasks", help_text="Who does it."
    )
    accountable = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accountable_tasks",
        help_text="The one who answers for it.",
    )
    consulted = models.ManyToManyField(
        User,
        blank=True,
        related_name="consulted_tasks",
        help_text="Who is asked before it is closed.",
    )
    informed = models.ManyToManyField(
        User,
        blank=True,
        related_name="informed_tasks",
        help_text="Who is told when it is done.",
    )
    budget = MoneyField(null=True, blank=True, help_text="What it may cost in all.")
    low = DaysField(help_text="Working days, if all goes well.")
    likely = DaysField(help_text="Working days, most likely.")
    high = DaysField(help_text="Working days, if it goes badly.")
    not_before = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    holds_start = models.BooleanField(
        null=True,
        blank=True,
        help_text="Whether the tactic cannot start before it is done; empty: if its "
        "deadline lies before the tactic's first day.",
    )
    state = models.CharField(
        max_length=10,
        choices=TaskState.choices,
        default=TaskState.PLANNED,
        editable=False,
    )
    hold_reason = models.CharField(max_length=500, blank=True, editable=False)
    drop_reason = models.CharField(max_length=500, blank=True, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    started_on = models.DateField(null=True, blank=True, editable=False)
    finished_on = models.DateField(null=True, blank=True, editable=False)
    # Done, and everybody who was to be asked has answered, or three days went by.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    close_reason = models.CharField(max_length=500, blank=True, editable=False)
    # The baseline: what the adopted schedule says.
    planned_starts_on = models.DateField(null=True, blank=True, editable=False)
    planned_ends_on = models.DateField(null=True, blank=True, editable=False)
    # What the schedule said last: the chance to meet the deadline, and as of when.
    in_time = models.FloatField(null=True, blank=True, editable=False)
    in_time_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_task_per_plan_and_code", fields=["plan", "code"]
            ),
            models.CheckConstraint(
                name="task_state_is_known", condition=Q(state__in=TaskState.values)
            ),
            models.CheckConstraint(
                name="task_serves_a_tactic_or_an_initiative",
                condition=Q(tactic_code="") | Q(initiative__isnull=True),
                violation_error_message="Choose a tactic or an initiative, not both.",
            ),
            models.CheckConstraint(
                name="task_estimate_is_in_order",
                condition=Q(low__isnull=True, likely__isnull=True, high__isnull=True)
                | Q(
                    low__isnull=False,
                    likely__isnull=False,
                    high__isnull=False,
                    low__gte=0,
                    likely__gte=F("low"),
                    high__gte=F("likely"),
                ),
                violation_error_message="Low, likely and high go upwards: 2 / 3 / 5.",
            ),
            models.CheckConstraint(
                name="task_progress_is_a_share",
                condition=Q(progress__gte=0, progress__lte=100),
            ),
            models.CheckConstraint(
                name="task_budget_is_not_negative",
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
            ),
            models.CheckConstraint(
                name="task_ends_after_it_may_begin",
                condition=Q(deadline__isnull=True)
                | Q(not_before__isnull=True)
                | Q(deadline__gte=F("not_before")),
                violation_error_message="The deadline lies before the first day.",
            ),
            models.CheckConstraint(
                name="task_days_are_in_reach",
                condition=(
                    Q(not_before__isnull=True)
                    | Q(not_before__gte=FIRST_DAY, not_before__lte=LAST_DAY)
                )
                & (
                    Q(deadline__isnull=True)
                    | Q(deadline__gte=FIRST_DAY, deadline__lte=LAST_DAY)
                ),
                violation_error_message=(
                    f"Choose days between {FIRST_YEAR} and {LAST_YEAR}."
                ),
            ),
            models.CheckConstraint(
                name="task_baseline_is_in_order",
                condition=Q(
                    planned_starts_on__isnull=True, planned_ends_on__isnull=True
                )
                | Q(
                    planned_starts_on__isnull=False,
                    planned_ends_on__isnull=False,
                    planned_ends_on__gte=F("planned_starts_on"),
                ),
            ),
            models.CheckConstraint(
                name="done_task_was_finished",
                condition=Q(state="done", finished_on__isnull=False, progress=100)
                | (~Q(state="done") & Q(finished_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="task_was_begun_before_it_was_finished",
                condition=Q(finished_on__isnull=True)
                | Q(started_on__isnull=False, finished_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="task_under_way_was_begun",
                condition=~Q(state="under_way") | Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="task_that_stands_still_says_why",
                condition=(Q(state="held") & ~Q(hold_reason=""))
                | (~Q(state="held") & Q(hold_reason="")),
            ),
            models.CheckConstraint(
                name="dropped_task_says_why",
                condition=(Q(state="dropped") & ~Q(drop_reason=""))
                | (~Q(state="dropped") & Q(drop_reason="")),
            ),
            models.CheckConstraint(
                name="only_done_tasks_are_closed",
                condition=Q(closed_at__isnull=True) | Q(state="done"),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position", "id"]),
            models.Index(fields=["state", "deadline"]),
            models.Index(fields=["state", "planned_ends_on"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> Tone:
        """The colour that goes with its state."""
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def awaits_answers(self) -> bool:
        """Tell whether it is done, and those who are consulted have yet to answer."""
        return self.state == TaskState.DONE and self.closed_at is None

    @property
    def standing(self) -> str:
        """Say its state in words."""
        if self.awaits_answers:
            return "Done, awaiting consultation"
        return str(TaskState(self.state).label)

    @property
    def due_on(self) -> date | None:
        """Return its deadline, or else the end that the schedule has planned."""
        return self.deadline or self.planned_ends_on

    def missed_on(self, day: date) -> date | None:
        """Return the deadline, or else the planned end, that went by undone."""
        ends = (self.deadline, self.planned_ends_on) if self.is_open else ()
        return next((end for end in ends if end is not None and end < day), None)

    def is_late(self, day: date) -> bool:
        """Tell whether it should have been done before this day, and is not."""
        return self.missed_on(day) is not None
