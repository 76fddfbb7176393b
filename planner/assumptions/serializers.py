"""Tests of assumptions as documents."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from planner.assumptions.services import Card, Found
from planner.assumptions.services.rules import LONGEST_REASON
from planner.execution.models import Task
from planner.plans.models import AssumptionTest, Finding

LARGEST_KEY = 2**62
RESULTS = (("supported", "Supported"), ("refuted", "Refuted"))
CARD = (
    "method",
    "measure",
    "unit",
    "comparison",
    "threshold",
    "owner",
    "due_on",
    "cost",
    "valid_until",
)


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """What was found out, with its day and source; it is only ever added."""

    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Finding
        fields = ["id", "on", "text", "figure", "source", "link", "by", "at"]
        read_only_fields = ["id", "by", "at"]

    def found(self) -> Found:
        return Found(**self.validated_data)


class AssumptionTestSerializer(serializers.ModelSerializer[AssumptionTest]):
    """How an assumption is tested, what was found out, and what it came to."""

    owner_name = serializers.CharField(source="owner.name", read_only=True)
    concluded_by = serializers.CharField(
        source="concluded_by.name", read_only=True, default=""
    )
    findings = FindingSerializer(many=True, read_only=True)
    reading = serializers.SerializerMethodField()
    implies = serializers.SerializerMethodField()

    class Meta:
        model = AssumptionTest
        fields = [
            "id",
            "plan",
            "assumption",
            "statement",
            *CARD,
            "owner_name",
            "state",
            "reading",
            "implies",
            "figure",
            "reason",
            "concluded_by",
            "concluded_at",
            "created_at",
            "changed_at",
            "revision",
            "findings",
        ]
        read_only_fields = fields

    @extend_schema_field(
        serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    )
    def get_reading(self, test: AssumptionTest) -> str | None:
        """Return the figure that was measured last."""
        figure = _newest(test)
        return None if figure is None else f"{figure:.3f}"

    @extend_schema_field(serializers.ChoiceField(choices=RESULTS, allow_null=True))
    def get_implies(self, test: AssumptionTest) -> str | None:
        """Return what that figure says beside the signpost; a person concludes."""
        return test.implies(_newest(test))


def _newest(test: AssumptionTest) -> Any:  # noqa: ANN401
    """Return the figure measured last; findings are loaded, the newest first."""
    figures = (row.figure for row in test.findings.all())
    return next((figure for figure in figures if figure is not None), None)


class CardSerializer(serializers.ModelSerializer[AssumptionTest]):
    """How an assumption is to be tested; ``owner`` is the key of a person."""

    owner = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        help_text="The revision you saw.",
    )

    class Meta:
        model = AssumptionTest
        fields = [*CARD, "revision"]

    def card(self) -> Card:
        return Card(
            **{name: self.validated_data.get(name) for name in CARD} | _unit(self)
        )


def _unit(sent: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    return {"unit": sent.validated_data.get("unit", "")}


class NewTestSerializer(CardSerializer):
    """A new test: of which plan's assumption, and how."""

    plan = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    assumption = serializers.CharField(max_length=50)
    revision = None  # type: ignore[assignment]

    class Meta(CardSerializer.Meta):
        fields = ["plan", "assumption", *CARD]


class ConclusionSerializer(serializers.Serializer[Any]):
    """What a person makes of a test; without a figure the newest one measured counts."""

    result = serializers.ChoiceField(choices=RESULTS)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    figure = serializers.DecimalField(
        max_digits=14, decimal_places=3, required=False, allow_null=True
    )
    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision of the card you saw.",
    )


class DropSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class TaskToHoldSerializer(serializers.ModelSerializer[Task]):
    """A task that counts on what a test refuted."""

    class Meta:
        model = Task
        fields = ["id", "plan", "code", "name", "tactic_code", "state"]
        read_only_fields = fields


class HeldSerializer(serializers.Serializer[Any]):
    held = serializers.IntegerField(help_text="How many tasks were put on hold.")
