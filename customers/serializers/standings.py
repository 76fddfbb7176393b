"""Satisfaction and silence as JSON."""

from rest_framework import serializers

from customers.models import Standing


class SatisfiedShareSerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField()
    code = serializers.CharField()
    satisfied = serializers.IntegerField()
    defectors = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()


class CornerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    quadrant = serializers.CharField()
    customers = serializers.IntegerField()
    share = serializers.FloatField()
    value = serializers.FloatField(
        help_text="A year's revenue of who is still a customer."
    )


class LeavingSerializer(serializers.Serializer):  # type: ignore[type-arg]
    lowest = serializers.FloatField()
    highest = serializers.FloatField()
    customers = serializers.IntegerField()
    left = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()


class RelationSerializer(serializers.Serializer):  # type: ignore[type-arg]
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class CautionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    code = serializers.CharField()
    text = serializers.CharField()


class SatisfiedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The company's own share of satisfied defectors, and what to make of it."""

    as_of = serializers.DateField()
    kind = serializers.CharField()
    lowest = serializers.FloatField()
    highest = serializers.FloatField()
    satisfied_from = serializers.FloatField()
    confidence = serializers.FloatField()
    answered = serializers.IntegerField()
    rescaled = serializers.IntegerField()
    overall = SatisfiedShareSerializer()
    segments = SatisfiedShareSerializer(many=True)
    promises = SatisfiedShareSerializer(many=True)
    quadrants = CornerSerializer(many=True, source="corners")
    levels = LeavingSerializer(many=True)
    relation = RelationSerializer(allow_null=True)
    warnings = CautionSerializer(many=True, source="cautions")


class StandingSerializer(serializers.ModelSerializer[Standing]):
    customer = serializers.CharField(source="customer.code")
    name = serializers.CharField(source="customer.name")
    segment = serializers.CharField(
        source="segment.code", default=None, allow_null=True
    )
    silent_days = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Standing
        fields = [
            "customer",
            "name",
            "segment",
            "as_of",
            "state",
            "signs",
            "last_sign",
            "silent_days",
            "due_after",
            "late_after",
            "silent_after",
            "loss",
            "at_stake",
            "expected_loss",
            "complained_on",
            "complaints",
        ]
        read_only_fields = fields
