"""Predictions and what they show, as documents."""

from typing import Any

from rest_framework import serializers

from planner.decisions.models import Judged, Review, Turned
from planner.decisions.services import Judgement
from planner.decisions.services.reviews import LONGEST_LESSON


class PredictionSerializer(serializers.Serializer[Any]):
    """One promise of one approved version, and what was kept in the weeks that are over."""

    decision = serializers.IntegerField()
    plan = serializers.IntegerField()
    title = serializers.CharField()
    version = serializers.IntegerField(help_text="Its number.")
    author = serializers.CharField(source="author_name")
    promise = serializers.IntegerField(source="promise.pk")
    code = serializers.CharField(source="promise.code")
    target = serializers.FloatField()
    keep_probability = serializers.FloatField(source="chance")
    mean = serializers.FloatField(help_text="The keep rate as forecast.")
    p10 = serializers.FloatField(source="low")
    p90 = serializers.FloatField(source="high")
    starts = serializers.DateField()
    weeks = serializers.IntegerField()
    weeks_over = serializers.IntegerField(
        help_text="In whole parts of four weeks, or all: what the outcome counts."
    )
    due = serializers.IntegerField()
    kept = serializers.IntegerField()
    rate = serializers.SerializerMethodField()
    reached = serializers.SerializerMethodField()

    def get_rate(self, found: Any) -> float | None:  # noqa: ANN401
        return found.rate if found.has_outcome else None

    def get_reached(self, found: Any) -> bool | None:  # noqa: ANN401
        return found.is_hit if found.has_outcome else None


class ShareSerializer(serializers.Serializer[Any]):
    """So many of so many, and the 95 % interval of the share behind it (Wilson)."""

    count = serializers.IntegerField()
    of = serializers.IntegerField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class BrierSerializer(serializers.Serializer[Any]):
    """score = reliability − resolution + uncertainty + within."""

    score = serializers.FloatField()
    reliability = serializers.FloatField()
    resolution = serializers.FloatField()
    uncertainty = serializers.FloatField()
    within = serializers.FloatField()


class BinSerializer(serializers.Serializer[Any]):
    """Forecasts of about the same probability, and how often they came true."""

    count = serializers.IntegerField()
    forecast = serializers.FloatField()
    observed = serializers.FloatField()
    low = serializers.FloatField(help_text="The band of 9 in 10, if they are right.")
    high = serializers.FloatField()


class BiasSerializer(serializers.Serializer[Any]):
    """How likely what happened is if the scores are right, tail by tail."""

    judgement = serializers.CharField(
        help_text='"too-optimistic", "too-pessimistic", "too-sure", or empty.'
    )
    so_few_hits = serializers.FloatField()
    so_many_hits = serializers.FloatField()
    so_many_below = serializers.FloatField()
    so_many_above = serializers.FloatField()
    so_few_inside = serializers.FloatField()


class GroupSerializer(serializers.Serializer[Any]):
    """Predictions that met an outcome, and what they show together."""

    name = serializers.CharField()
    count = serializers.IntegerField()
    over = serializers.IntegerField(help_text="Of plans that are over.")
    separate = serializers.IntegerField(help_text="Of weeks that no other counts.")
    is_telling = serializers.BooleanField(help_text="At least 20 separate ones.")
    hits = ShareSerializer()
    expected_hits = serializers.FloatField(source="expected")
    inside = ShareSerializer(help_text="Inside ranges meant for 8 of 10.")
    mean_gap = serializers.FloatField(source="gap", help_text="Kept less forecast.")
    brier = BrierSerializer(allow_null=True)
    bins = BinSerializer(many=True)
    bias = BiasSerializer()


class LearntSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField()
    waiting = serializers.IntegerField(help_text="Predictions without an outcome.")
    overall = GroupSerializer()
    promises = GroupSerializer(many=True)
    authors = GroupSerializer(many=True)


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A look back at a decision: the judgement, and the figures that it stood beside."""

    by = serializers.CharField(source="by.name", read_only=True)
    quadrant = serializers.CharField(read_only=True)
    figures = serializers.JSONField(
        read_only=True, help_text="A document `decision-review/1`."
    )

    class Meta:
        model = Review
        fields = [
            "id",
            "decision",
            "decided_well",
            "turned_out",
            "quadrant",
            "lesson",
            "next_on",
            "by",
            "at",
            "figures",
        ]
        read_only_fields = fields


class JudgementSerializer(serializers.Serializer[Any]):
    """What the CEO finds; `known` says of assumptions, by code, whether they held."""

    decision = serializers.IntegerField(min_value=1, max_value=2**62)
    decided_well = serializers.ChoiceField(choices=Judged.choices)
    turned_out = serializers.ChoiceField(choices=Turned.choices)
    lesson = serializers.CharField(max_length=LONGEST_LESSON)
    next_on = serializers.DateField(required=False, allow_null=True)
    known = serializers.DictField(
        child=serializers.BooleanField(), required=False, allow_empty=True
    )

    def judgement(self) -> Judgement:
        data = self.validated_data
        return Judgement(
            decided_well=data["decided_well"],
            turned_out=data["turned_out"],
            lesson=data["lesson"],
            next_on=data.get("next_on"),
        )
