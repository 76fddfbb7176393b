"""Best sets as documents."""

from typing import Any

from rest_framework import serializers

from planner.portfolio.models import LONGEST_SECONDS, Portfolio, PromiseWorth
from planner.portfolio.services import MOST_MEMBERS, USUAL_SECONDS


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


CODES = "plan-12, initiative-CODE or promise-CODE"


class EndSerializer(serializers.Serializer[Any]):
    """One side of a relation."""

    code = serializers.CharField(help_text=CODES)
    name = serializers.CharField()
    state = serializers.CharField()
    settled = serializers.BooleanField(
        help_text="The company has chosen it already: approved, funded or made."
    )


class RelationSerializer(serializers.Serializer[Any]):
    """A relation as it stands, for reading."""

    id = serializers.IntegerField(source="key", read_only=True)
    reason = serializers.CharField(max_length=200)
    by = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class PrerequisiteSerializer(RelationSerializer):
    candidate = EndSerializer(source="one")
    requires = EndSerializer(source="other")


class MustHaveSerializer(RelationSerializer):
    candidate = EndSerializer(source="one")


class ExclusionSerializer(RelationSerializer):
    members = EndSerializer(source="ends", many=True)


class SentRelation(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=200, help_text="Why it is so, in a sentence."
    )


class SentPrerequisite(SentRelation):
    candidate = serializers.CharField(max_length=80, help_text=CODES)
    requires = serializers.CharField(max_length=80, help_text=CODES)


class SentMustHave(SentRelation):
    candidate = serializers.CharField(max_length=80, help_text=CODES)


class SentExclusion(SentRelation):
    members = serializers.ListField(
        child=serializers.CharField(max_length=80, help_text=CODES),
        min_length=2,
        max_length=MOST_MEMBERS,
    )


class PromiseWorthSerializer(serializers.ModelSerializer[PromiseWorth]):
    """Money for one kept occasion of a promise, and where the figures come from."""

    promise = serializers.CharField(source="promise.code", read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    revision = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        help_text="The revision that you read; 0 where nobody has put a figure on it.",
    )

    class Meta:
        model = PromiseWorth
        fields = [
            "promise",
            "differentiation",
            "margin",
            "occasions",
            "cost",
            "source",
            "by",
            "at",
            "revision",
        ]
        read_only_fields = ["at"]
