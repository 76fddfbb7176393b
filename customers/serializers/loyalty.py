"""Studies of loyalty and customers' figures as JSON."""

from decimal import Decimal

from rest_framework import serializers

from customers.models import History, LoyaltyStudy


class StudySerializer(serializers.ModelSerializer[LoyaltyStudy]):
    """A study: asked for with the weeks and the discount of a customer's value."""

    value_weeks = serializers.IntegerField(
        min_value=1,
        max_value=520,
        required=False,
        help_text="Weeks of revenue that a customer's value holds; as before without.",
    )
    discount = serializers.DecimalField(
        max_digits=4,
        decimal_places=3,
        min_value=Decimal(0),
        max_value=Decimal(1),
        required=False,
        help_text="A year's discount of revenue to come: 0.1 is 10 %.",
    )

    class Meta:
        model = LoyaltyStudy
        fields = [
            "id",
            "state",
            "progress",
            "note",
            "error",
            "as_of",
            "value_weeks",
            "discount",
            "asked_at",
            "finished_at",
        ]
        read_only_fields = [
            "state",
            "progress",
            "note",
            "error",
            "as_of",
            "asked_at",
            "finished_at",
        ]


class LoyaltySerializer(StudySerializer):
    """A finished study with its document, as ``docs/loyalty.md`` explains it."""

    document = serializers.DictField(read_only=True)

    class Meta(StudySerializer.Meta):
        fields = [*StudySerializer.Meta.fields, "document"]
        read_only_fields = fields


class HistorySerializer(serializers.ModelSerializer[History]):
    """What a customer did, and what the last study expects of them."""

    customer = serializers.CharField(source="customer.code")
    name = serializers.CharField(source="customer.name")
    segment = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField(method_name="worth")
    weeks = serializers.SerializerMethodField()

    class Meta:
        model = History
        fields = [
            "customer_id",
            "customer",
            "name",
            "segment",
            "relationship",
            "first_on",
            "last_on",
            "days",
            "revenue",
            "repeat_revenue",
            "returned",
            "as_of",
            "alive",
            "expected",
            "expected_low",
            "expected_high",
            "value",
            "weeks",
            "recency_score",
            "frequency_score",
            "monetary_score",
            "rfm_class",
        ]

    def get_segment(self, row: History) -> str:
        return row.segment.code if row.segment else ""

    def worth(self, row: History) -> str | None:
        """Give nothing where no study has looked at the customer yet."""
        return str(row.value) if row.as_of else None

    def get_weeks(self, row: History) -> int | None:
        """Say how many weeks ``expected`` and ``value`` hold."""
        return self.context.get("value_weeks") if row.as_of else None
