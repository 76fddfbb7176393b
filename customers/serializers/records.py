"""Customers, what they did and said, and what they need, as JSON.

Rows are checked together by the service, so nothing here asks the database about one.
"""

from typing import Any, ClassVar

from rest_framework import serializers

from customers.models import (
    Customer,
    Defection,
    Interaction,
    Need,
    Purchase,
    SurveyAnswer,
)

REVISION_HELP = "The revision that you read; changing a row needs it."


class RecordSerializer(serializers.ModelSerializer[Any]):
    """Flatten what stands for another row: its code."""

    def facts(self) -> dict[str, Any]:
        return facts_of(self.validated_data)


def facts_of(data: Any) -> dict[str, Any]:  # noqa: ANN401  # validated data
    """Return the facts as services take them: customers and segments by code."""
    facts = dict(data)
    for name in ("customer", "segment"):
        if isinstance(facts.get(name), dict):
            facts[name] = facts[name]["code"] or ""
    return facts


def _revision() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text=REVISION_HELP
    )


def _segment() -> serializers.CharField:
    return serializers.CharField(
        source="segment.code",
        max_length=50,
        required=False,
        allow_null=True,
        default=serializers.empty,
        help_text="Its code; null: none.",
    )


class CustomerSerializer(RecordSerializer):
    segment = _segment()
    revision = _revision()

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = [
            "id",
            "code",
            "name",
            "email",
            "phone",
            "segment",
            "relationship",
            "first_seen",
            "consent",
            "consent_on",
            "erased_at",
            "revision",
        ]
        read_only_fields: ClassVar[list[str]] = ["erased_at"]
        validators: ClassVar[list[Any]] = []
        extra_kwargs: ClassVar[dict[str, Any]] = {"code": {"validators": []}}


class CustomerNeedSerializer(RecordSerializer):
    segment = _segment()
    revision = _revision()

    class Meta:
        model = Need
        fields: ClassVar[list[str]] = [
            "id",
            "code",
            "statement",
            "segment",
            "importance",
            "source",
            "dated",
            "revision",
        ]
        validators: ClassVar[list[Any]] = []
        extra_kwargs: ClassVar[dict[str, Any]] = {"code": {"validators": []}}


class FactSerializer(RecordSerializer):
    """A row of one customer, who is named by code."""

    customer = serializers.CharField(
        source="customer.code", max_length=80, help_text="The customer's code."
    )


class PurchaseSerializer(FactSerializer):
    class Meta:
        model = Purchase
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "reference",
            "item",
            "on",
            "amount",
        ]


class SurveyAnswerSerializer(FactSerializer):
    class Meta:
        model = SurveyAnswer
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "kind",
            "score",
            "lowest",
            "highest",
            "on",
        ]


class InteractionSerializer(FactSerializer):
    class Meta:
        model = Interaction
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "at",
            "channel",
            "direction",
            "kind",
            "note",
        ]


class DefectionSerializer(FactSerializer):
    class Meta:
        model = Defection
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "on",
            "to_whom",
            "why",
            "broken_promise",
        ]
        validators: ClassVar[list[Any]] = []


class EnteredSerializer(serializers.Serializer[Any]):
    """What became of a list of rows."""

    new = serializers.IntegerField(help_text="Rows that were entered.")
    changed = serializers.IntegerField(help_text="Rows that were known, and changed.")
    keys = serializers.ListField(
        child=serializers.IntegerField(), help_text="Their ids, in the order sent."
    )


class EraseSerializer(serializers.Serializer[Any]):
    """Which state of the customer was seen before it was erased."""

    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
