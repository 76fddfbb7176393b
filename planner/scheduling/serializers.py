"""Schedules as documents: days are dates, the end of a task is its last day."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from core.workdays import day_of, last_day
from planner.execution.models.task import FIRST_YEAR, LAST_YEAR, LONGEST_TASK
from planner.scheduling.facts import MOST_MOVES, Move
from planner.scheduling.models import ScheduleRun
from planner.scheduling.pages.conflicts import conflict_lines
from planner.scheduling.pages.verdict import waits_for
from planner.scheduling.queries import CompanySchedule, Standing
from planner.scheduling.services import LONGEST_REASON
from planner.scheduling.worked import Worked, WorkedTask

YEARS = f"A date between {FIRST_YEAR} and {LAST_YEAR}."


class TaskMoveSerializer(serializers.Serializer[Any]):
    task = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    starts_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Its first day."
    )
    days = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=LONGEST_TASK,
        help_text="Its most likely working days; low and high go in proportion.",
    )

    def validate_starts_on(self, value: Any) -> Any:  # noqa: ANN401
        if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise serializers.ValidationError(YEARS)
        return value

    def validate_days(self, value: float | None) -> float | None:
        if value is not None and value != value:  # not a number
            raise serializers.ValidationError("A number of working days.")
        return value


class AttemptSerializer(serializers.Serializer[Any]):
    moves = TaskMoveSerializer(many=True)

    def validate_moves(self, value: list[Any]) -> list[Any]:
        if len(value) > MOST_MOVES:
            raise serializers.ValidationError(f"At most {MOST_MOVES} moves at once.")
        return value

    def read(self) -> tuple[Move, ...]:
        """Return what is tried; a task that is named twice is moved by the last one."""
        found = {
            row["task"]: Move(
                task=row["task"], starts=row["starts_on"], days=row["days"]
            )
            for row in self.validated_data["moves"]
        }
        return tuple(found.values())


class AdoptSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=400_000, help_text="As it was answered.")
    reason = serializers.CharField(max_length=LONGEST_REASON)


class AskScheduleSerializer(AttemptSerializer):
    plan = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    moves = TaskMoveSerializer(many=True, required=False, default=[])


class AdoptionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")
    reason = serializers.CharField()
    ends_on = serializers.DateField()
    in_time = serializers.FloatField(allow_null=True)
    dates = serializers.DictField(
        child=serializers.ListField(child=serializers.DateField())
    )


class ScheduledTaskSerializer(serializers.Serializer[Any]):
    """A task that is open; slack and float are working days."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    p10 = serializers.DateField()
    p50 = serializers.DateField()
    p90 = serializers.DateField()
    slack = serializers.IntegerField()
    total_float = serializers.IntegerField()
    critical = serializers.BooleanField()
    deadline = serializers.DateField(allow_null=True)
    late = serializers.IntegerField()
    in_time = serializers.FloatField(allow_null=True)
    planned_starts_on = serializers.DateField(allow_null=True)
    planned_ends_on = serializers.DateField(allow_null=True)
    why_not_sooner = serializers.CharField()


class ConflictSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    state = serializers.ChoiceField(["stands", "levelled"])
    text = serializers.CharField()
    tasks = serializers.ListField(child=serializers.IntegerField())


class FinishSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    share = serializers.FloatField()


class PlanScheduleSerializer(serializers.Serializer[Any]):
    """A plan's schedule. Shares lie between 0 and 1; ``token`` is what can be adopted."""

    plan = serializers.IntegerField()
    as_of = serializers.DateField()
    is_current = serializers.BooleanField(
        help_text="False: the tasks have changed since it was worked out."
    )
    run = serializers.IntegerField(allow_null=True)
    job = serializers.IntegerField(
        allow_null=True, help_text="The run that is at work on a newer one."
    )
    model_version = serializers.CharField()
    ends_on = serializers.DateField(allow_null=True)
    not_before = serializers.DateField(
        allow_null=True, help_text="No schedule of these tasks ends earlier."
    )
    p10 = serializers.DateField(allow_null=True)
    p50 = serializers.DateField(allow_null=True)
    p90 = serializers.DateField(allow_null=True)
    goal = serializers.DateField(
        allow_null=True, help_text="The last day that is in time."
    )
    goal_is_launch = serializers.BooleanField(allow_null=True)
    in_time = serializers.FloatField(allow_null=True)
    finish = FinishSerializer(many=True)
    decided_by = serializers.ListField(child=serializers.IntegerField())
    tasks = ScheduledTaskSerializer(many=True)
    conflicts = ConflictSerializer(many=True)
    moves = TaskMoveSerializer(many=True)
    token = serializers.CharField(allow_blank=True)


class ScheduleRunSerializer(serializers.ModelSerializer[ScheduleRun]):
    asked_by = serializers.CharField(
        source="asked_by.name", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = ScheduleRun
        fields = [
            "id",
            "plan",
            "asked_by",
            "asked_at",
            "state",
            "progress",
            "note",
            "error",
            "as_of",
            "inputs_hash",
            "model_version",
            "finished_at",
        ]
        read_only_fields = fields


class BookingSerializer(serializers.Serializer[Any]):
    task = serializers.IntegerField()
    name = serializers.CharField()
    plan = serializers.IntegerField()
    plan_title = serializers.CharField()
    amount = serializers.FloatField()


class OverbookedSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["person", "capability"])
    key = serializers.IntegerField()
    name = serializers.CharField()
    units = serializers.CharField()
    week = serializers.DateField()
    needed = serializers.FloatField()
    left = serializers.FloatField()
    short = serializers.FloatField()
    bookings = BookingSerializer(many=True)


class CompanyScheduleSerializer(serializers.Serializer[CompanySchedule]):
    tasks = serializers.IntegerField()
    undated = serializers.IntegerField()
    overbooked = OverbookedSerializer(many=True)


def schedule_document(found: Standing, token: str = "") -> dict[str, Any]:
    """Return a schedule as the API answers it."""
    worked = found.worked
    return {
        "plan": found.plan.pk,
        "as_of": found.facts.as_of,
        "is_current": not found.is_old,
        "run": None if found.run is None else found.run.pk,
        "job": None if found.job is None else found.job.pk,
        "moves": [
            {"task": move.task, "starts_on": move.starts, "days": move.days}
            for move in found.moves
        ],
        "token": token,
        **(NOTHING if worked is None else _worked(found, worked)),
    }


NOTHING: Mapping[str, Any] = {
    "model_version": "",
    **dict.fromkeys(
        ["ends_on", "not_before", "p10", "p50", "p90", "goal", "goal_is_launch"]
    ),
    "in_time": None,
    "finish": [],
    "decided_by": [],
    "tasks": [],
    "conflicts": [],
}


def _worked(found: Standing, worked: Worked) -> dict[str, Any]:
    facts, first = found.tried, worked.first
    return {
        "model_version": found.model_version,
        "ends_on": last_day(first, worked.end),
        "not_before": last_day(first, worked.bound),
        "p10": last_day(first, worked.p10),
        "p50": last_day(first, worked.p50),
        "p90": last_day(first, worked.p90),
        "goal": None if worked.goal is None else day_of(worked.goal - 1),
        "goal_is_launch": worked.goal_is_launch,
        "in_time": worked.in_time,
        "finish": [
            {"day": last_day(first, day), "share": share} for day, share in worked.ends
        ],
        "decided_by": worked.chain,
        "tasks": list(_tasks(found, worked.tasks)),
        "conflicts": conflict_lines(facts, worked),
    }


def _tasks(found: Standing, tasks: Iterable[WorkedTask]) -> Iterable[dict[str, Any]]:
    facts = found.tried
    by_pk = facts.by_pk
    for task in tasks:
        known = by_pk.get(task.pk)
        if known is None:
            continue
        planned = known.planned or (None, None)
        yield {
            "id": task.pk,
            "code": known.code,
            "name": known.name,
            "state": known.state,
            "starts_on": known.started_on or day_of(task.start),
            "ends_on": last_day(task.start, task.finish),
            "p10": last_day(task.start, task.p10),
            "p50": last_day(task.start, task.p50),
            "p90": last_day(task.start, task.p90),
            "slack": task.slack,
            "total_float": task.total_float,
            "critical": task.critical,
            "deadline": known.deadline,
            "late": task.late,
            "in_time": task.in_time,
            "planned_starts_on": planned[0],
            "planned_ends_on": planned[1],
            "why_not_sooner": waits_for(facts, task),
        }
