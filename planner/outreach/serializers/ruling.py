"""What outreach assumes, who is held out, files of names and a calendar as documents."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from planner.outreach.incoming import FIELDS, MOST_FAULTS, Names, head_of
from planner.outreach.models import NamesFile, OutreachRules
from planner.outreach.services.holding_out import LEAST, MOST

RULES = (
    *("ideal_days", "maximum_days", "value", "chance", "most_names"),
    *("mail_minutes", "call_minutes", "meal_minutes"),
)
SHOWN = 12


class OutreachRulesSerializer(serializers.ModelSerializer[OutreachRules]):
    """What lists are made with; ``promise`` is the one that follow-ups stand on."""

    class Meta:
        model = OutreachRules
        fields = (*RULES, "promise", "revision")
        read_only_fields = fields


class SetOutreachRulesSerializer(serializers.ModelSerializer[OutreachRules]):
    """What is to be assumed from now on; what is left out stays."""

    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision that you read; a change needs it.",
    )

    class Meta:
        model = OutreachRules
        fields = (*RULES, "revision")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class HeldOutSerializer(serializers.Serializer[Any]):
    """How many are on nobody's list, to compare with."""

    people = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)


class HoldOutSerializer(serializers.Serializer[Any]):
    """Which part, and the number of the draw."""

    share = serializers.DecimalField(
        max_digits=4,
        decimal_places=3,
        min_value=Decimal(LEAST),
        max_value=Decimal(MOST),
        help_text="0.2 leaves one in five in peace.",
    )
    seed = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        default=1,
        help_text="The same number draws the same people again.",
    )


class CalendarSerializer(serializers.Serializer[Any]):
    """Since when there is an address; null: there is none."""

    made_at = serializers.DateTimeField(allow_null=True)


class MadeCalendarSerializer(serializers.Serializer[Any]):
    """The address, shown this once."""

    address = serializers.URLField()
    made_at = serializers.DateTimeField()


class NamesFileSerializer(serializers.ModelSerializer[NamesFile]):
    """A table of names; its content is forgotten once it is in."""

    columns = serializers.SerializerMethodField(
        help_text="The head row; empty once it is in."
    )
    mapping = serializers.DictField(
        child=serializers.CharField(),
        read_only=True,
        help_text="For each fact the column that is taken for it.",
    )
    report = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text="What came in and what was known, once it is in.",
    )

    class Meta:
        model = NamesFile
        fields = ("id", "name", "at", "columns", "mapping", "committed_at", "report")
        read_only_fields = fields

    def get_columns(self, file: NamesFile) -> list[str]:
        content = bytes(file.content)
        return head_of(content)[0] if content else []


class NamesMappingSerializer(serializers.Serializer[Any]):
    """For each fact the column that holds it; left out, it stays as it is."""

    mapping = serializers.DictField(
        child=serializers.CharField(max_length=200, allow_blank=True),
        required=False,
        help_text=f"Facts: {', '.join(FIELDS)}.",
    )


class NamesFaultSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    words = serializers.CharField()


class NamesKnownSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    name = serializers.CharField()
    known_as = serializers.CharField()


class NamesReportSerializer(serializers.Serializer[Any]):
    """What a file would bring: nothing, as long as there is a fault."""

    rows = serializers.IntegerField()
    new = serializers.IntegerField()
    known = serializers.IntegerField(help_text="They stay as they are.")
    faults = serializers.IntegerField()
    first_new = serializers.ListField(child=serializers.CharField())
    first_known = NamesKnownSerializer(many=True)
    first_faults = NamesFaultSerializer(many=True)

    def to_representation(self, found: Names) -> dict[str, Any]:
        """Count everything, and name the first of each."""
        return {
            "rows": found.rows,
            "new": len(found.people),
            "known": len(found.known),
            "faults": len(found.faults),
            "first_new": [person.name for person, _ in found.people[:SHOWN]],
            "first_known": [
                {"row": row, "name": name, "known_as": twin}
                for row, name, twin in found.known[:MOST_FAULTS]
            ],
            "first_faults": [
                {"row": fault.row, "column": fault.column, "words": fault.words}
                for fault in found.faults[:MOST_FAULTS]
            ],
        }
