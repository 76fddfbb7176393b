"""Looks, retirements and who has to be told, as documents."""

from typing import Any

from rest_framework import serializers

from planner.pruning.models import (
    Objection,
    ObjectionReply,
    Pruning,
    Retirement,
    Telling,
)
from planner.pruning.services import LONGEST_REASON, Word

OUTCOMES = [("retired", "Retire"), ("kept", "Keep on")]


class PruningLineSerializer(serializers.ModelSerializer[Pruning]):
    """A look that was asked for: how far it is."""

    asked_by = serializers.CharField(source="asked_by.name", read_only=True)

    class Meta:
        model = Pruning
        fields = [
            "id",
            "asked_by",
            "asked_at",
            "as_of",
            "state",
            "progress",
            "note",
            "error",
            "started_at",
            "finished_at",
            "model_version",
        ]
        read_only_fields = fields


class PruningSerializer(PruningLineSerializer):
    """A look with all that it found."""

    result = serializers.DictField(
        read_only=True,
        allow_null=True,
        help_text="pruning/1: every subject with its grounds, what cannot be told, what "
        "would be freed, which plans that wait become keepable, and whom to tell.",
    )

    class Meta(PruningLineSerializer.Meta):
        fields = [*PruningLineSerializer.Meta.fields, "result"]
        read_only_fields = fields


class TellingSerializer(serializers.ModelSerializer[Telling]):
    """Something that somebody has to be told."""

    by = serializers.CharField(
        source="by.name", read_only=True, default="", help_text="Who tells them."
    )
    done_by = serializers.CharField(source="done_by.name", read_only=True, default="")

    class Meta:
        model = Telling
        fields = [
            "id",
            "number",
            "whom",
            "what",
            "by",
            "department",
            "due_on",
            "done_by",
            "done_at",
            "note",
        ]
        read_only_fields = fields


class RetirementLineSerializer(serializers.ModelSerializer[Retirement]):
    """A proposal to retire something, and what the CEO said."""

    proposed_by = serializers.CharField(source="proposed_by.name", read_only=True)
    decided_by = serializers.CharField(source="decider", read_only=True)
    to_tell = serializers.IntegerField(read_only=True)
    left_to_tell = serializers.IntegerField(read_only=True)
    dissents = serializers.IntegerField(
        read_only=True, help_text="How many stand, by name."
    )

    class Meta:
        model = Retirement
        fields = [
            "id",
            "pruning",
            "key",
            "kind",
            "name",
            "promise",
            "version",
            "tactic_code",
            "initiative",
            "state",
            "reason",
            "proposed_by",
            "proposed_at",
            "withdrawn_at",
            "decided_by",
            "decided_at",
            "decided_why",
            "review_on",
            "decision",
            "to_tell",
            "left_to_tell",
            "dissents",
        ]
        read_only_fields = fields


class RetirementSerializer(RetirementLineSerializer):
    """A retirement with the finding it rests on and everybody who is to be told."""

    finding = serializers.DictField(
        read_only=True, help_text="The subject as the look had found it."
    )
    heard = serializers.ListField(
        child=serializers.DictField(),
        read_only=True,
        help_text="Who disagreed when it was decided, as kept with it.",
    )
    tellings = TellingSerializer(many=True, read_only=True)

    class Meta(RetirementLineSerializer.Meta):
        fields = [
            *RetirementLineSerializer.Meta.fields,
            "finding",
            "heard",
            "tellings",
        ]
        read_only_fields = fields


class ObjectionReplySerializer(serializers.ModelSerializer[ObjectionReply]):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = ObjectionReply
        fields = ["kind", "by", "text", "at"]
        read_only_fields = fields


class ObjectionSerializer(serializers.ModelSerializer[Objection]):
    """A dissent from a retirement, by name, and what was said to it."""

    name = serializers.CharField(source="by.name", read_only=True)
    replies = ObjectionReplySerializer(many=True, read_only=True)

    class Meta:
        model = Objection
        fields = ["id", "retirement", "by", "name", "title", "reason", "at", "replies"]
        read_only_fields = fields


class NewObjectionSerializer(serializers.Serializer[Any]):
    """Why somebody disagrees with retiring something, or with keeping it on."""

    retirement = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ProposalSerializer(serializers.Serializer[Any]):
    """What is proposed: a subject of the newest look, and why."""

    pruning = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    key = serializers.CharField(max_length=80, help_text="promise-12")
    reason = serializers.CharField(max_length=LONGEST_REASON)


class WordSerializer(serializers.Serializer[Any]):
    """The CEO's word; what is kept on names the day to look again."""

    outcome = serializers.ChoiceField(choices=OUTCOMES)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    review_on = serializers.DateField(required=False, allow_null=True)

    def word(self) -> Word:
        data = self.validated_data
        retire = data["outcome"] == "retired"
        return Word(
            retire=retire,
            reason=data["reason"],
            review_on=None if retire else data.get("review_on"),
        )


class ToldSerializer(serializers.Serializer[Any]):
    telling = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
