"""Plans and commitments as JSON; the document is that of ``planner.plans.content``."""

from collections.abc import Mapping
from typing import Any, cast

from rest_framework import serializers

from accounts.models import Department
from planner.plans.content import (
    AUDIENCES,
    FORMAT,
    MAX_ROWS,
    MAX_WEEKS,
    MOST_STRATEGY,
    STATUSES,
    AssumptionContent,
    PlanContent,
    TacticContent,
    amount_text,
    money_text,
    with_strategy,
)
from planner.plans.models import Commitment, Plan, PlanState, PlanVersion
from planner.plans.queries import document
from promises.models import Promise


def _money(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(14, 2, min_value=0, help_text=help_text)


def _amount(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(14, 3, min_value=0, help_text=help_text)


class TacticSerializer(serializers.Serializer[Any]):
    """What is done, for whom, and which promises it makes."""

    code = serializers.SlugField(max_length=50, help_text="spring-mail")
    name = serializers.CharField(max_length=120)
    promises = serializers.ListField(
        child=serializers.CharField(max_length=50),
        help_text="Codes of the promises it makes each time it works.",
    )
    audience = serializers.ChoiceField(choices=AUDIENCES)
    segment = serializers.CharField(
        max_length=50, allow_blank=True, default="", help_text="A segment's code."
    )
    channel = serializers.CharField(max_length=60, allow_blank=True, default="")
    budget = _money("What it costs in all.")
    margin = _money("What one kept occasion earns.")
    low = _amount("Occasions a week, if it goes badly.")
    likely = _amount("Occasions a week, most likely.")
    high = _amount("Occasions a week, if it goes very well.")
    starts = serializers.IntegerField(min_value=1, max_value=MAX_WEEKS)
    ends = serializers.IntegerField(min_value=1, max_value=MAX_WEEKS)
    strategy = serializers.CharField(
        max_length=MOST_STRATEGY,
        allow_blank=True,
        required=False,
        help_text="The strategy it carries out.",
    )


class AssumptionSerializer(serializers.Serializer[Any]):
    """What the plan believes, and what moves if that is wrong."""

    code = serializers.SlugField(max_length=50)
    statement = serializers.CharField(max_length=200)
    driver = serializers.DictField(
        child=serializers.CharField(max_length=50),
        help_text='One of {"demand": tactic}, {"capacity": capability}, '
        '{"reliability": promise}.',
    )
    probability = serializers.DecimalField(5, 4, min_value=0, max_value=1)
    if_false = serializers.DecimalField(8, 4, min_value=0, max_value=100)
    status = serializers.ChoiceField(choices=STATUSES, default="untested")
    note = serializers.CharField(max_length=5000, allow_blank=True, default="")


def _tactic(row: Mapping[str, Any]) -> TacticContent:
    numbers = {name: amount_text(row[name]) for name in ("low", "likely", "high")}
    sums = {name: money_text(row[name]) for name in ("budget", "margin")}
    promises = {"promises": sorted(row["promises"])}
    named = {key: value for key, value in row.items() if key != "strategy"}
    content = {**named, **numbers, **sums, **promises}
    return with_strategy(cast("TacticContent", content), row.get("strategy", ""))


def _assumption(row: Mapping[str, Any]) -> AssumptionContent:
    numbers = {name: amount_text(row[name]) for name in ("probability", "if_false")}
    return {**row, **numbers}  # type: ignore[typeddict-item]


class PlanSerializer(serializers.Serializer[Plan]):
    """A plan with its tactics and assumptions, as one document."""

    id = serializers.IntegerField(read_only=True)
    state = serializers.ChoiceField(choices=PlanState.choices, read_only=True)
    author = serializers.IntegerField(read_only=True)
    author_name = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    changed_at = serializers.DateTimeField(read_only=True)
    format = serializers.ChoiceField(choices=[FORMAT], default=FORMAT)
    title = serializers.CharField(max_length=120)
    objective = serializers.CharField(max_length=5000)
    department = serializers.ChoiceField(
        choices=Department.choices,
        default="",
        allow_blank=True,
        help_text="Whose plan it is. A key says it once, when it makes the plan; a "
        "person's own department stands in its place, and it never changes.",
    )
    starts_on = serializers.DateField(help_text="A Monday.")
    weeks = serializers.IntegerField(min_value=1, max_value=MAX_WEEKS)
    tactics = TacticSerializer(many=True, max_length=MAX_ROWS)  # type: ignore[call-arg]
    assumptions = AssumptionSerializer(many=True, max_length=MAX_ROWS)  # type: ignore[call-arg]
    revision = serializers.IntegerField(
        min_value=1,
        required=False,
        help_text="To change a plan: the revision you saw (or send If-Match).",
    )

    def to_representation(self, plan: Plan) -> dict[str, Any]:
        return {
            "id": plan.pk,
            "state": plan.state,
            "author": plan.author_id,
            "author_name": plan.author.name,
            "created_at": plan.created_at,
            "changed_at": plan.changed_at,
            **document(plan, plan.tactics.all(), plan.assumptions.all()),
            "revision": plan.revision,
        }

    def content(self) -> PlanContent:
        """Return the document that was sent; only after ``is_valid``."""
        data = self.validated_data
        return {
            "format": FORMAT,
            "title": data["title"],
            "objective": data["objective"],
            "department": data["department"],
            "starts_on": data["starts_on"].isoformat(),
            "weeks": data["weeks"],
            "tactics": [_tactic(row) for row in data["tactics"]],
            "assumptions": [_assumption(row) for row in data["assumptions"]],
        }


class VersionLineSerializer(serializers.ModelSerializer[PlanVersion]):
    """A version in a list, without its document."""

    class Meta:
        model = PlanVersion
        fields = [
            "id",
            "plan",
            "number",
            "author",
            "submitted_by",
            "submitted_at",
            "plan_revision",
        ]


class VersionSerializer(VersionLineSerializer):
    """A plan as it was submitted."""

    class Meta(VersionLineSerializer.Meta):
        fields = [*VersionLineSerializer.Meta.fields, "content"]


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """Occasions of a promise that hold capacity now."""

    promise = serializers.SlugRelatedField(
        slug_field="code", queryset=Promise.objects.all()
    )
    plan = serializers.IntegerField(
        source="version.plan_id", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Commitment
        fields = [
            "id",
            "kind",
            "promise",
            "plan",
            "version",
            "tactic_code",
            "starts_on",
            "weeks",
            "low",
            "likely",
            "high",
            "reserved_until",
        ]
        read_only_fields = [
            "kind",
            "version",
            "tactic_code",
            "starts_on",
            "weeks",
            "reserved_until",
        ]
