"""Best sets as documents."""

from typing import Any

from rest_framework import serializers

from planner.portfolio.models import LONGEST_SECONDS, Portfolio
from planner.portfolio.services import USUAL_SECONDS


class PortfolioLineSerializer(serializers.ModelSerializer[Portfolio]):
    """A set that was asked for: how far it is."""

    asked_by = serializers.CharField(source="asked_by.name", read_only=True)

    class Meta:
        model = Portfolio
        fields = [
            "id",
            "asked_by",
            "asked_at",
            "seconds",
            "state",
            "progress",
            "note",
            "error",
            "started_at",
            "finished_at",
            "model_version",
        ]
        read_only_fields = fields


class PortfolioSerializer(PortfolioLineSerializer):
    """A set with the case it was found in: it can be solved again."""

    case = serializers.DictField(
        read_only=True, allow_null=True, help_text="portfolio-case/1"
    )
    facts = serializers.DictField(
        read_only=True, help_text="What the codes are called, and what was left out."
    )
    result = serializers.DictField(
        read_only=True,
        allow_null=True,
        help_text="The set (portfolio/1), how it is kept together, and what stands beside.",
    )

    class Meta(PortfolioLineSerializer.Meta):
        fields = [*PortfolioLineSerializer.Meta.fields, "case", "facts", "result"]
        read_only_fields = fields


class AskSerializer(serializers.Serializer[Any]):
    seconds = serializers.IntegerField(
        min_value=1, max_value=LONGEST_SECONDS, default=USUAL_SECONDS
    )
