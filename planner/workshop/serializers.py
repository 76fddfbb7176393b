"""Planning sessions and open points as JSON."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from planner.workshop.models import OpenPoint, Workshop
from planner.workshop.queries import Question


class WorkshopSerializer(serializers.ModelSerializer[Workshop]):
    """A session; its record is empty until it has ended."""

    facilitator_name = serializers.CharField(source="facilitator.name", read_only=True)

    class Meta:
        model = Workshop
        fields = [
            "id",
            "plan",
            "facilitator",
            "facilitator_name",
            "purpose",
            "started_at",
            "ended_at",
            "start_revision",
            "end_revision",
            "record",
        ]
        read_only_fields = [
            "facilitator",
            "started_at",
            "ended_at",
            "start_revision",
            "end_revision",
            "record",
        ]


class StartSerializer(serializers.Serializer[Any]):
    """Which draft, and what should be settled."""

    plan = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    purpose = serializers.CharField(max_length=200)


class ChangesSerializer(serializers.Serializer[Any]):
    """One edit: what changed, on the revision that was seen."""

    id = serializers.UUIDField(help_text="Yours; the same one again does no more.")
    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    changes = serializers.ListField(
        child=serializers.DictField(),
        max_length=200,
        help_text='{"place": "tactics.spring.budget", "value": "20,000"}, '
        '{"add": "tactics", "values": {"name": "Radio"}} or '
        '{"remove": "tactics.spring"}; values as the form shows them.',
    )


class EditAnswerSerializer(serializers.Serializer[Any]):
    """What became of an edit."""

    revision = serializers.IntegerField(help_text="The plan's, after the edit.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is not right, by place; it was left out.",
    )
    clashes = serializers.ListField(
        child=serializers.DictField(),
        help_text="Fields that somebody else changed since; theirs stands.",
    )
    added = serializers.ListField(child=serializers.CharField())


class StateSerializer(serializers.Serializer[Any]):
    """What is new since a revision."""

    revision = serializers.IntegerField()
    ended = serializers.BooleanField()
    present = serializers.ListField(child=serializers.DictField())
    changes = serializers.ListField(child=serializers.DictField())
    rows = serializers.DictField()
    score = serializers.DictField(
        allow_null=True,
        help_text="The newest one: its revision, verdict, sentence and probability.",
    )


class OpenPointSerializer(serializers.ModelSerializer[OpenPoint]):
    """A question that somebody finds the answer to."""

    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.all())
    workshop = serializers.IntegerField(
        source="workshop_id", min_value=1, max_value=2**31 - 1
    )

    class Meta:
        model = OpenPoint
        fields = [
            "id",
            "workshop",
            "text",
            "owner",
            "due_on",
            "created_by",
            "created_at",
            "answer",
            "closed_by",
            "closed_at",
        ]
        read_only_fields = [
            "created_by",
            "created_at",
            "answer",
            "closed_by",
            "closed_at",
        ]


class PointAnswerSerializer(serializers.Serializer[Any]):
    """What was found out."""

    answer = serializers.CharField(max_length=5_000)


class QuestionSerializer(serializers.Serializer[Any]):
    """One missing fact, and the field of the plan that takes it, if one does."""

    key = serializers.CharField()
    text = serializers.CharField()
    why = serializers.CharField()
    place = serializers.SerializerMethodField()

    def get_place(self, question: Question) -> str:
        return str(question.place) if question.place else ""


class QuestionsSerializer(serializers.Serializer[Any]):
    """What is missing, and how far the room is."""

    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    left = QuestionSerializer(many=True)


class SettleSerializer(serializers.Serializer[Any]):
    """An answer in words, or who finds it out and by when."""

    question = serializers.CharField(max_length=120, help_text="Its key.")
    answer = serializers.CharField(max_length=5_000, required=False)
    owner = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.all(), required=False
    )
    due_on = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("answer") and not {"owner", "due_on"} <= attrs.keys():
            msg = "Send an answer, or owner and due_on."
            raise serializers.ValidationError(msg)
        return attrs
