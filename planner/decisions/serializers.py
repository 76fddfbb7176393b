"""Decisions and sign-offs as documents."""

from typing import Any

from rest_framework import serializers

from planner.decisions.models import (
    Condition,
    ConditionStep,
    Decision,
    Dissent,
    DissentReply,
    Outcome,
    Recall,
    SignOff,
)
from planner.decisions.services import LONGEST_REASON, MOST_CONDITIONS, Ruling, Term
from planner.decisions.services.rulings import LONGEST_CONDITION


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    decided_by = serializers.CharField(source="decider", read_only=True)

    class Meta:
        model = Decision
        fields = [
            "id",
            "version",
            "score",
            "promise",
            "promise_revision",
            "outcome",
            "reason",
            "conditions",
            "review_on",
            "decided_by",
            "decided_at",
            "evidence",
        ]
        read_only_fields = fields


class DecisionLineSerializer(DecisionSerializer):
    """A decision in a list: everything but the evidence."""

    class Meta(DecisionSerializer.Meta):
        fields = [f for f in DecisionSerializer.Meta.fields if f != "evidence"]
        read_only_fields = fields


class TermSerializer(serializers.Serializer[Any]):
    """A condition of an approval: what, by whom (the key of a person), until when."""

    text = serializers.CharField(max_length=LONGEST_CONDITION)
    owner = serializers.IntegerField(min_value=1, max_value=2**62)
    due_on = serializers.DateField()


class ConditionStepSerializer(serializers.ModelSerializer[ConditionStep]):
    by = serializers.CharField(source="who", read_only=True)

    class Meta:
        model = ConditionStep
        fields = ["kind", "due_on", "note", "by", "at"]
        read_only_fields = fields


class ConditionSerializer(serializers.ModelSerializer[Condition]):
    """A condition as it stands, with all that became of it."""

    owner_name = serializers.CharField(source="owner.name", read_only=True)
    steps = ConditionStepSerializer(many=True, read_only=True)

    class Meta:
        model = Condition
        fields = [
            "id",
            "decision",
            "number",
            "text",
            "owner",
            "owner_name",
            "due_on",
            "state",
            "steps",
        ]
        read_only_fields = fields


class RecallSerializer(serializers.ModelSerializer[Recall]):
    """A refuted assumption under an approval, and what the CEO said of it."""

    assumption = serializers.CharField(source="test.statement", read_only=True)
    plan = serializers.IntegerField(source="test.plan_id", read_only=True)
    settled_by = serializers.CharField(source="settler", read_only=True)

    class Meta:
        model = Recall
        fields = [
            "id",
            "decision",
            "plan",
            "test",
            "assumption",
            "at",
            "outcome",
            "reason",
            "settled_by",
            "settled_at",
        ]
        read_only_fields = fields


class DissentReplySerializer(serializers.ModelSerializer[DissentReply]):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = DissentReply
        fields = ["kind", "by", "text", "at"]
        read_only_fields = fields


class DissentSerializer(serializers.ModelSerializer[Dissent]):
    """A dissent by name, and what was said to it; it is never altered."""

    name = serializers.CharField(source="by.name", read_only=True)
    replies = DissentReplySerializer(many=True, read_only=True)

    class Meta:
        model = Dissent
        fields = [
            "id",
            "version",
            "promise",
            "promise_revision",
            "by",
            "name",
            "title",
            "reason",
            "at",
            "replies",
        ]
        read_only_fields = fields


class NewDissentSerializer(serializers.Serializer[Any]):
    """From a submitted version of a plan, or from a promise that is up or decided."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    promise = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    reason = serializers.CharField(max_length=LONGEST_REASON)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("version" in attrs) == ("promise" in attrs):
            msg = "Name either a version or a promise."
            raise serializers.ValidationError({"version": [msg]})
        return attrs


class ReplySerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_REASON)


class NoteSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=LONGEST_REASON)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ExtensionSerializer(ReasonSerializer):
    due_on = serializers.DateField()


class RulingSerializer(serializers.Serializer[Any]):
    """A decision to be made: on a version with the score seen, or on a promise."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    score = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    promise = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    promise_revision = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1
    )
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    conditions = serializers.ListField(
        child=TermSerializer(), required=False, max_length=MOST_CONDITIONS
    )
    review_on = serializers.DateField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("version" in attrs) == ("promise" in attrs):
            msg = "Name either a version or a promise."
            raise serializers.ValidationError({"version": [msg]})
        if "promise" in attrs and "promise_revision" not in attrs:
            msg = "Name the revision that was read."
            raise serializers.ValidationError({"promise_revision": [msg]})
        return attrs

    def ruling(self) -> Ruling:
        data = self.validated_data
        return Ruling(
            outcome=Outcome(data["outcome"]),
            reason=data["reason"],
            conditions=tuple(Term(**term) for term in data.get("conditions", ())),
            review_on=data.get("review_on"),
        )


class SignOffSerializer(serializers.ModelSerializer[SignOff]):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = SignOff
        fields = ["id", "version", "department", "by", "stance", "reason", "at"]
        read_only_fields = ["id", "department", "by", "at"]
