"""What winning and keeping customers cost, as JSON; the rules live in the services."""

from rest_framework import serializers

from customers.models import CustomerSpending


class CustomerSpendingSerializer(serializers.ModelSerializer[CustomerSpending]):
    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision that you read; changing a row needs it.",
    )

    class Meta:
        model = CustomerSpending
        fields = [
            "id",
            "starts",
            "ends",
            "winning",
            "won",
            "keeping",
            "kept",
            "margin",
            "source",
            "revision",
        ]
        # Overlapping periods are the service's to refuse, these among them.
        validators: list[object] = []


class CostSerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField()
    winning = serializers.DecimalField(max_digits=20, decimal_places=2)
    won = serializers.IntegerField()
    keeping = serializers.DecimalField(max_digits=20, decimal_places=2)
    kept = serializers.IntegerField()
    to_win = serializers.FloatField(allow_null=True)
    to_keep = serializers.FloatField(allow_null=True)
    ratio = serializers.FloatField(allow_null=True)


class CostsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The company's own ratio, and the articles' claim beside it."""

    overall = CostSerializer(allow_null=True)
    periods = CostSerializer(many=True)
    claim = serializers.IntegerField(
        help_text="How many times as much, the articles say: a claim about others."
    )
