"""Tasks and what belongs to them, as documents."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.models import User
from operations.models import Capability, Initiative
from planner.execution.models import (
    Consultation,
    Spending,
    Task,
    TaskLink,
    TaskNeed,
    TaskReport,
)
from planner.execution.services.consulting import LONGEST_NOTE
from planner.execution.services.rules import LONGEST_REASON
from planner.execution.services.several import STEPS
from planner.plans.models import Plan

LARGEST = 2**62


class Seen(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its key, among those that the caller may see."""

    def get_queryset(self) -> Any:  # noqa: ANN401  # of any of the models
        rows: Any = super().get_queryset()
        request = self.context.get("request")
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return rows.none()
        if rows.model is Spending:
            return rows.filter(task__in=Task.objects.visible_to(user))
        return rows.visible_to(user)


def _person(**options: Any) -> Any:  # noqa: ANN401  # a field
    return serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), **options)


def _revision(**options: Any) -> serializers.IntegerField:  # noqa: ANN401
    return serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        help_text="The revision that was read.",
        **options,
    )


class TaskSerializer(serializers.ModelSerializer[Task]):
    """A task; people are named by their keys, an initiative by its code."""

    plan = Seen(queryset=Plan.objects.all())
    code = serializers.SlugField(max_length=50, required=False)
    initiative: "serializers.SlugRelatedField[Initiative]" = (
        serializers.SlugRelatedField(
            slug_field="code",
            queryset=Initiative.objects.all(),
            required=False,
            allow_null=True,
        )
    )
    accountable = _person(required=False, allow_null=True)
    responsible = _person(required=False, many=True)
    consulted = _person(required=False, many=True)
    informed = _person(required=False, many=True)
    standing = serializers.CharField(read_only=True)
    revision = _revision(required=False)

    class Meta:
        model = Task
        fields = [
            "id",
            "plan",
            "code",
            "position",
            "tactic_code",
            "initiative",
            "name",
            "purpose",
            "deliverable",
            "authority",
            "responsible",
            "accountable",
            "consulted",
            "informed",
            "budget",
            "low",
            "likely",
            "high",
            "not_before",
            "deadline",
            "holds_start",
            "state",
            "standing",
            "progress",
            "hold_reason",
            "drop_reason",
            "started_on",
            "finished_on",
            "closed_at",
            "close_reason",
            "planned_starts_on",
            "planned_ends_on",
            "in_time",
            "in_time_at",
            "revision",
            "created_at",
            "changed_at",
        ]
        read_only_fields = [
            "position",
            "state",
            "progress",
            "hold_reason",
            "drop_reason",
            "started_on",
            "finished_on",
            "closed_at",
            "close_reason",
            "planned_starts_on",
            "planned_ends_on",
            "in_time",
            "in_time_at",
            "created_at",
            "changed_at",
        ]
        # The service says what is wrong, with the next step.
        validators: list[Any] = []

    def facts(self) -> dict[str, Any]:
        """Return what was sent, as the service takes it."""
        data: Mapping[str, Any] = self.validated_data
        return {k: v for k, v in data.items() if k not in {"plan", "revision"}}


class TaskReportSerializer(serializers.ModelSerializer[TaskReport]):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = TaskReport
        fields = ["state", "progress", "note", "by", "at"]
        read_only_fields = fields


class LinkSerializer(serializers.ModelSerializer[TaskLink]):
    """``after`` waits for ``before``; the lag counts working days."""

    before = Seen(queryset=Task.objects.all())
    after = Seen(queryset=Task.objects.all())

    class Meta:
        model = TaskLink
        fields = ["id", "before", "after", "kind", "lag"]
        validators: list[Any] = []


class TaskNeedSerializer(serializers.ModelSerializer[TaskNeed]):
    """How much of a capability (by its code) a task takes in all."""

    task = Seen(queryset=Task.objects.all())
    capability: "serializers.SlugRelatedField[Capability]" = (
        serializers.SlugRelatedField(
            slug_field="code", queryset=Capability.objects.all()
        )
    )

    class Meta:
        model = TaskNeed
        fields = ["id", "task", "capability", "amount"]
        validators: list[Any] = []


class SpendingSerializer(serializers.ModelSerializer[Spending]):
    """An order (committed) or a payment (actual); a payment may settle an order."""

    task = Seen(queryset=Task.objects.all())
    settles = Seen(queryset=Spending.objects.all(), required=False, allow_null=True)
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Spending
        fields = ["id", "task", "kind", "amount", "on", "note", "settles", "by", "at"]
        read_only_fields = ["at"]


class ConsultationSerializer(serializers.ModelSerializer[Consultation]):
    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Consultation
        fields = [
            "id",
            "task",
            "person",
            "name",
            "asked_at",
            "answered_at",
            "agrees",
            "note",
        ]
        read_only_fields = fields


class StepSerializer(serializers.Serializer[Any]):
    """A step of a task, with the day it happened on (today, if it is left out)."""

    on = serializers.DateField(required=False)
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REASON
    )
    revision = _revision(required=False)


class GoOnSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REASON
    )
    revision = _revision(required=False)


class ProgressSerializer(GoOnSerializer):
    progress = serializers.IntegerField(min_value=0, max_value=99)


class TaskReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON)
    revision = _revision(required=False)


class StepsSerializer(serializers.Serializer[Any]):
    """A step that several tasks of a plan take, all of them or none."""

    plan = Seen(queryset=Plan.objects.all())
    tasks = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST),
        min_length=1,
        max_length=1_000,
    )
    step = serializers.ChoiceField(choices=sorted(STEPS))
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON
    )


class StepsTakenSerializer(serializers.Serializer[Any]):
    changed = serializers.IntegerField()


class CloseSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class MoveTaskSerializer(serializers.Serializer[Any]):
    """Before which task of the plan it goes; null: to the end."""

    before = serializers.IntegerField(min_value=1, max_value=LARGEST, allow_null=True)


class ConsultedSerializer(serializers.Serializer[Any]):
    agrees = serializers.BooleanField()
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NOTE
    )


class TaskGapSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    field = serializers.CharField()
    words = serializers.CharField()
    stops = serializers.BooleanField(help_text="Nobody can begin it without.")


class GapsOfTaskSerializer(serializers.Serializer[Any]):
    task = serializers.IntegerField()
    code = serializers.CharField()
    gaps = TaskGapSerializer(many=True)


class GapsSerializer(serializers.Serializer[Any]):
    """What the tasks of a plan lack, with the sentence of its page."""

    sentence = serializers.CharField()
    waiting = serializers.IntegerField()
    stopped = serializers.IntegerField()
    tasks = GapsOfTaskSerializer(many=True)


class MoneySerializer(serializers.Serializer[Any]):
    planned = serializers.DecimalField(16, 2, allow_null=True)
    committed = serializers.DecimalField(16, 2)
    actual = serializers.DecimalField(16, 2)
    available = serializers.DecimalField(16, 2, allow_null=True)
    is_over = serializers.BooleanField()


class PlaceMoneySerializer(serializers.Serializer[Any]):
    strategy = serializers.CharField()
    title = serializers.CharField()
    code = serializers.CharField()
    money = MoneySerializer()


class BudgetsSerializer(serializers.Serializer[Any]):
    """A plan's money over all its tasks, and by tactic or initiative."""

    money = MoneySerializer()
    granted = serializers.DecimalField(16, 2)
    parts = PlaceMoneySerializer(many=True)


class BringInSerializer(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField(default=False)


class BroughtInSerializer(serializers.Serializer[Any]):
    """What a file did, or would do: `stored` tells which."""

    stored = serializers.BooleanField(source="done")
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    ignored = serializers.ListField(
        child=serializers.CharField(), help_text="Columns that were not read."
    )
