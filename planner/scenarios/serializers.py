"""Scenarios and comparisons as documents."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from planner.scenarios.models import (
    MOST_COLUMNS,
    Change,
    Column,
    Comparison,
    Kind,
    Promoted,
    Scenario,
)
from planner.scenarios.sentences import sentence
from planner.scenarios.services import Asked
from planner.scores.models import Policy

LARGEST = 2**31 - 1
LARGEST_KEY = 2**63 - 1


class ChangeSerializer(serializers.ModelSerializer[Change]):
    """One thing that is different."""

    sentence = serializers.SerializerMethodField()
    tactic = serializers.CharField(source="tactic_code", read_only=True)
    initiative = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    capability = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    promise = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = Change
        fields = [
            "id",
            "kind",
            "sentence",
            "plan",
            "tactic",
            "initiative",
            "capability",
            "promise",
            "amount",
            "who_waits",
            "from_week",
            "to_week",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_sentence(self, change: Change) -> str:
        return sentence(change)


class PromotedSerializer(serializers.ModelSerializer[Promoted]):
    """A draft that a scenario became."""

    class Meta:
        model = Promoted
        fields = ["plan", "original", "initiative"]
        read_only_fields = fields


class ScenarioSerializer(serializers.ModelSerializer[Scenario]):
    """A scenario: the company as it is, but for its changes."""

    author = serializers.CharField(source="author.name", read_only=True)
    changes = ChangeSerializer(many=True, read_only=True)
    drafts = PromotedSerializer(many=True, read_only=True)
    revision = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, help_text="What you saw."
    )

    class Meta:
        model = Scenario
        fields = [
            "id",
            "name",
            "question",
            "shared",
            "author",
            "state",
            "revision",
            "created_at",
            "changed_at",
            "changes",
            "drafts",
        ]
        read_only_fields = ["state", "created_at", "changed_at"]
        extra_kwargs = {"shared": {"default": True}}


class SeenSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(
        min_value=1, max_value=LARGEST, help_text="The scenario's revision you saw."
    )


class SupposeSerializer(SeenSerializer):
    """One thing to suppose: things by code, a plan by its id."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    plan = serializers.IntegerField(
        min_value=1, max_value=LARGEST_KEY, required=False, allow_null=True
    )
    tactic = serializers.CharField(max_length=50, required=False, allow_blank=True)
    initiative = serializers.CharField(max_length=50, required=False, allow_blank=True)
    capability = serializers.CharField(max_length=50, required=False, allow_blank=True)
    promise = serializers.CharField(max_length=50, required=False, allow_blank=True)
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=3, required=False, allow_null=True
    )
    who_waits = serializers.ChoiceField(
        choices=Policy.WhoWaits.choices, required=False, allow_blank=True
    )
    from_week = serializers.DateField(required=False, allow_null=True)
    to_week = serializers.DateField(required=False, allow_null=True)

    def asked(self) -> Asked:
        """Return what is supposed, once it is valid."""
        data = {k: v for k, v in self.validated_data.items() if k != "revision"}
        return Asked(**data)


class IdeaSerializer(serializers.Serializer[Any]):
    change = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    name = serializers.CharField(max_length=120)
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)


class PromoteSerializer(SeenSerializer):
    ideas = serializers.ListField(
        child=IdeaSerializer(),
        required=False,
        max_length=40,
        help_text="Name and cost of capacity that becomes a candidate initiative.",
    )


class LeftSerializer(serializers.Serializer[Any]):
    sentence = serializers.CharField()
    why = serializers.CharField()


class DraftSerializer(serializers.Serializer[Any]):
    original = serializers.IntegerField(source="original.pk")
    content = serializers.DictField(help_text="plan-content/1")
    differences = serializers.DictField(help_text="What differs: [before, after].")


class RoomSerializer(serializers.Serializer[Any]):
    change = serializers.IntegerField(source="change.pk")
    sentence = serializers.CharField()


class ProposalsSerializer(serializers.Serializer[Any]):
    """What promoting would make, and what it would not."""

    drafts = DraftSerializer(many=True)
    rooms = RoomSerializer(many=True)
    left = LeftSerializer(many=True)


class ColumnSerializer(serializers.ModelSerializer[Column]):
    name = serializers.CharField(source="scenario.name", read_only=True)

    class Meta:
        model = Column
        fields = ["scenario", "name", "revision"]
        read_only_fields = fields


class ComparisonLineSerializer(serializers.ModelSerializer[Comparison]):
    """A comparison that was asked for: of what, and how far it is."""

    asked_by = serializers.CharField(source="asked_by.name", read_only=True)
    columns = ColumnSerializer(many=True, read_only=True)

    class Meta:
        model = Comparison
        fields = [
            "id",
            "asked_by",
            "asked_at",
            "columns",
            "state",
            "progress",
            "note",
            "error",
            "started_at",
            "finished_at",
            "model_version",
        ]
        read_only_fields = fields


class ComparisonSerializer(ComparisonLineSerializer):
    """A comparison with all that was found."""

    result = serializers.DictField(
        read_only=True,
        allow_null=True,
        help_text="Columns, the first the company as it is; each figure in eight "
        "replicates, the same draws in every column.",
    )

    class Meta(ComparisonLineSerializer.Meta):
        fields = [*ComparisonLineSerializer.Meta.fields, "result"]
        read_only_fields = fields


class CompareSerializer(serializers.Serializer[Any]):
    scenarios = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        min_length=1,
        max_length=MOST_COLUMNS,
    )
