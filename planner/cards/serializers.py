"""Cards, and what is said from them, as documents."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from planner.cards.models import Feedback, FeedbackAnswer, FeedbackKind
from planner.cards.queries import Card, question_of
from promises.models import Objection, ObjectionAnswer, ObjectionReason

KEY_HELP = (
    "Your own random name for it, 8 to 64 characters: repeat it to send it again."
)


class OwnAnswerSerializer(serializers.ModelSerializer[ObjectionAnswer]):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = ObjectionAnswer
        fields = ["deed", "text", "by", "at"]


class OwnObjectionSerializer(serializers.ModelSerializer[Objection]):
    """One's own: what was said, as whose it is shown, and the answers."""

    promise = serializers.CharField(source="promise.code")
    answers = OwnAnswerSerializer(many=True)

    class Meta:
        model = Objection
        fields = [
            "id",
            "promise",
            "reason",
            "words",
            "team",
            "place",
            "raised_at",
            "due_at",
            "state",
            "answers",
        ]


class CardFeedbackAnswerSerializer(serializers.ModelSerializer[FeedbackAnswer]):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = FeedbackAnswer
        fields = ["deed", "text", "by", "at"]
        read_only_fields = ["at"]


class CardFeedbackSerializer(serializers.ModelSerializer[Feedback]):
    raised_on = serializers.SerializerMethodField()
    answers = CardFeedbackAnswerSerializer(many=True)

    class Meta:
        model = Feedback
        fields = [
            "id",
            "plan",
            "task",
            "place",
            "kind",
            "text",
            "said_by",
            "raised_on",
            "answered",
            "answers",
        ]

    def get_raised_on(self, row: Feedback) -> str:
        """Return the day only: the minute would tell who was on shift."""
        return timezone.localtime(row.raised_at).date().isoformat()


class CardPromiseSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="promise.pk")
    code = serializers.CharField(source="promise.code")
    statement = serializers.CharField(source="promise.statement")
    benefit = serializers.CharField(source="promise.benefit")


class CardChangeSerializer(serializers.Serializer[Any]):
    line = serializers.CharField(source="label")
    before = serializers.CharField()
    now = serializers.CharField()


class CardChoiceSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()


class CardQuestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    choices = CardChoiceSerializer(many=True)


class CardSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="task.pk", help_text="The task's number.")
    plan = serializers.IntegerField(source="task.plan_id")
    plan_title = serializers.CharField(source="task.plan.title")
    state = serializers.CharField(source="task.state")
    progress = serializers.IntegerField(source="task.progress")
    late = serializers.BooleanField(source="is_late")
    this_week = serializers.BooleanField(source="is_this_weeks")
    lines = serializers.DictField(child=serializers.CharField())
    promises = CardPromiseSerializer(source="reasons", many=True)
    seen = serializers.CharField(
        source="content_hash", help_text="Names the card as it is now."
    )
    acknowledged = serializers.BooleanField(source="is_acknowledged")
    changes = CardChangeSerializer(many=True)


class FullCardSerializer(CardSerializer):
    question = serializers.SerializerMethodField()
    objections = serializers.SerializerMethodField()
    feedback = serializers.SerializerMethodField()

    def get_question(self, card: Card) -> dict[str, Any] | None:
        """Return what acknowledges it; null once it is acknowledged."""
        if card.is_acknowledged:
            return None
        return dict(CardQuestionSerializer(question_of(card)).data)

    def get_objections(self, card: Card) -> list[dict[str, Any]]:
        """Return what the caller said of its promises."""
        said = self.context["returned"].objections
        return [dict(OwnObjectionSerializer(row).data) for row in said]

    def get_feedback(self, card: Card) -> list[dict[str, Any]]:
        """Return the ideas, results and questions that the caller gave from it."""
        given = self.context["returned"].feedback
        return [dict(CardFeedbackSerializer(row).data) for row in given]


class AcknowledgeSerializer(serializers.Serializer[Any]):
    seen = serializers.CharField(max_length=64)
    choice = serializers.CharField(max_length=64)


class CannotKeepSerializer(serializers.Serializer[Any]):
    promise = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.ChoiceField(choices=ObjectionReason.choices)
    words = serializers.CharField(max_length=500, required=False, allow_blank=True)
    key = serializers.CharField(max_length=64, help_text=KEY_HELP)


class CardWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=500)


class GiveSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=FeedbackKind.choices)
    text = serializers.CharField(max_length=1000)
    as_team = serializers.BooleanField(required=False, default=False)
    key = serializers.CharField(max_length=64, help_text=KEY_HELP)


class CardReportSerializer(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=["start", "progress", "done"])
    progress = serializers.IntegerField(
        min_value=0, max_value=99, required=False, help_text="Percent, with progress."
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
