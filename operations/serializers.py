"""Operations' rows as JSON; the rules live in the services."""

from datetime import date
from typing import Any, Final

from rest_framework import serializers

from operations.cells import Estimate, Measure
from operations.models import Capability, CapabilityWeek, Initiative
from operations.services import WeekChange

MOST_WEEKS: Final = 1000


class RevisionField(serializers.IntegerField):
    """The revision that was read: needed to change a row, ignored to make one."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("required", False)
        options.setdefault(
            "help_text", "The revision that you read; changing a row needs it."
        )
        super().__init__(min_value=1, max_value=2**31 - 1, **options)


class CapabilitySerializer(serializers.ModelSerializer[Capability]):
    """Either low, likely and high, or servers, handle and open minutes."""

    revision = RevisionField()

    class Meta:
        model = Capability
        fields = [
            "id",
            "code",
            "name",
            "unit",
            "kind",
            "low",
            "likely",
            "high",
            "committed",
            "backlog",
            "servers",
            "handle_minutes",
            "open_minutes",
            "revision",
            "changed_at",
        ]
        read_only_fields = ["changed_at"]


class CapabilityWeekSerializer(serializers.ModelSerializer[CapabilityWeek]):
    """A week that differs; what is null is as usual."""

    class Meta:
        model = CapabilityWeek
        fields = ["week", "low", "likely", "high", "committed"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [attrs.get(name) is not None for name in ("low", "likely", "high")]
        if any(given) and not all(given):
            raise serializers.ValidationError(
                "Give low, likely and high, or none of them."
            )
        return attrs


class CapabilityDetailSerializer(CapabilitySerializer):
    weeks = serializers.SerializerMethodField()

    class Meta(CapabilitySerializer.Meta):
        fields = [*CapabilitySerializer.Meta.fields, "weeks"]

    def get_weeks(self, row: Capability) -> list[dict[str, Any]]:
        """Return the weeks that differ from the usual one."""
        rows = sorted(row.weeks.all(), key=lambda week: week.week)
        return [dict(CapabilityWeekSerializer(week).data) for week in rows]


class WeeksSerializer(serializers.Serializer[Any]):
    """Weeks to set; each replaces what that week held, others stay."""

    revision = RevisionField(required=True)
    weeks = serializers.ListField(
        child=CapabilityWeekSerializer(), allow_empty=False, max_length=MOST_WEEKS
    )

    def validate_weeks(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        weeks: list[date] = [row["week"] for row in rows]
        if len(set(weeks)) < len(weeks):
            raise serializers.ValidationError("A week stands twice in it.")
        return rows

    def changes(self, capability: Capability) -> list[WeekChange]:
        """Return both measures of every week, as commands."""
        found = []
        for row in self.validated_data["weeks"]:
            low, committed = row.get("low"), row.get("committed")
            values = {
                Measure.CAPACITY: None
                if low is None
                else Estimate(low, row["likely"], row["high"]),
                Measure.COMMITTED: None
                if committed is None
                else Estimate.exactly(committed),
            }
            found += [
                WeekChange(
                    capability=capability.pk,
                    week=row["week"],
                    measure=measure,
                    value=value,
                )
                for measure, value in values.items()
            ]
        return found


class InitiativeSerializer(serializers.ModelSerializer[Initiative]):
    """The capability is named by its code."""

    capability: "serializers.SlugRelatedField[Capability]" = (
        serializers.SlugRelatedField(
            slug_field="code", queryset=Capability.objects.all()
        )
    )
    funded_by: "serializers.SlugRelatedField[Any]" = serializers.SlugRelatedField(
        slug_field="name", read_only=True
    )
    revision = RevisionField()

    class Meta:
        model = Initiative
        fields = [
            "id",
            "code",
            "name",
            "capability",
            "cost",
            "adds",
            "available_from",
            "expected_on",
            "state",
            "funded_by",
            "funded_at",
            "note",
            "revision",
            "changed_at",
        ]
        read_only_fields = ["expected_on", "state", "funded_at", "changed_at"]


class MoveSerializer(serializers.Serializer[Any]):
    """What was on the screen when it was funded; a later one is refused."""

    revision = RevisionField(required=True)
