"""Stories, tellings and words that sell, as JSON."""

from typing import Any, ClassVar

from rest_framework import serializers

from planner.outreach.models import Channel, SellingWord, Story, Telling
from planner.outreach.models.stories import LONGEST_LETTER

LARGEST_KEY = 2**63 - 1


class NamesField(serializers.ListField):
    """Interests by name; those that are new are entered."""

    child = serializers.CharField(max_length=60)

    def to_representation(self, data: Any) -> list[str]:  # noqa: ANN401  # a manager
        return sorted(each.name for each in data.all())


class StorySerializer(serializers.ModelSerializer[Story]):
    """A story, whom it interests, and to how many it was told."""

    interests = NamesField(required=False, max_length=20)
    times = serializers.IntegerField(read_only=True, help_text="People it was told to.")
    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision that you read; changing a story needs it.",
    )

    class Meta:
        model = Story
        fields = (
            "id",
            "title",
            "text",
            "of_whom",
            "interests",
            "active",
            "times",
            "added_at",
            "revision",
        )
        read_only_fields = ("added_at",)
        extra_kwargs: ClassVar[dict[str, Any]] = {"title": {"validators": []}}


class StoryTellingSerializer(serializers.ModelSerializer[Telling]):
    """Who told which story to whom."""

    class Meta:
        model = Telling
        fields = ("id", "story", "acquaintance", "by", "on", "contact")
        read_only_fields = fields


class TellSerializer(serializers.Serializer[Any]):
    """A story that was told, or a letter that was sent, by a person."""

    acquaintance = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.MAIL)
    story = serializers.IntegerField(
        min_value=1, max_value=LARGEST_KEY, required=False, allow_null=True
    )
    subject = serializers.CharField(max_length=120, required=False, allow_blank=True)
    body = serializers.CharField(
        max_length=LONGEST_LETTER, required=False, allow_blank=True
    )
    line = serializers.CharField(max_length=300, required=False, allow_blank=True)
    asked_for_referral = serializers.BooleanField(
        default=False, help_text="Whether you asked whom else they know."
    )
    key = serializers.CharField(
        max_length=64, help_text="Your own random name for it, to send it again."
    )


class StoryToldSerializer(serializers.Serializer[Any]):
    """The contact that was logged."""

    contact = serializers.IntegerField()
    on = serializers.DateField()
    line = serializers.CharField()


class WordingAskedSerializer(serializers.Serializer[Any]):
    """A text to be looked through; nothing is stored."""

    text = serializers.CharField(
        max_length=100_000, allow_blank=True, trim_whitespace=False
    )


class SellingFindingSerializer(serializers.Serializer[Any]):
    """Words that sell, from letter ``begins`` up to ``ends`` of the text."""

    family = serializers.CharField()
    words = serializers.CharField()
    begins = serializers.IntegerField()
    ends = serializers.IntegerField()
    weight = serializers.IntegerField(help_text="2: strong, sells alone; 1: weak.")
    question = serializers.CharField()


class WordingSerializer(serializers.Serializer[Any]):
    """What a text says that sells."""

    sells = serializers.BooleanField()
    findings = SellingFindingSerializer(many=True)


class SellingWordSerializer(serializers.ModelSerializer[SellingWord]):
    """A phrase of the firm's own list."""

    class Meta:
        model = SellingWord
        fields = ("id", "phrase", "off", "added_at")
        read_only_fields = ("added_at",)
        extra_kwargs: ClassVar[dict[str, Any]] = {"phrase": {"validators": []}}


class FunnelStepSerializer(serializers.Serializer[Any]):
    """A step of a funnel; of sales nothing is said of before."""

    title = serializers.CharField()
    meaning = serializers.CharField(allow_blank=True)
    people = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of all who stand in this funnel: 0 to 1.")
    rose = serializers.FloatField(
        allow_null=True,
        help_text="Share of those who stood here 13 weeks ago and stand higher now; "
        "null: nobody stood here.",
    )
    fell = serializers.FloatField(
        allow_null=True,
        help_text="Share of those who stood here 13 weeks ago and stand lower now; "
        "null: nobody stood here.",
    )
    before = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="How many stood here on each of the days; empty where not counted.",
    )


class FunnelsSerializer(serializers.Serializer[Any]):
    """Both funnels, and of how many nothing is known."""

    days = serializers.ListField(
        child=serializers.DateField(), help_text="Every 13 weeks, the last is today."
    )
    people = serializers.IntegerField()
    unknown = serializers.IntegerField(
        help_text="People of whom nothing is known: they stand in no stage."
    )
    ignored = serializers.IntegerField(help_text="Events of a kind without a weight.")
    every = serializers.IntegerField(
        help_text="One customer in so many is counted; 1: all."
    )
    involvement = FunnelStepSerializer(many=True)
    sales = FunnelStepSerializer(many=True)


class ComparedSerializer(serializers.Serializer[Any]):
    """A mean for each person of either side, with the 95 % interval of the difference."""

    contacted = serializers.FloatField()
    others = serializers.FloatField()
    difference = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    is_clear = serializers.BooleanField(help_text="Whether 0 is outside the interval.")


class ComparisonOfOutreachSerializer(serializers.Serializer[Any]):
    """People who were contacted beside people who were not."""

    is_experiment = serializers.BooleanField(
        help_text="Whether a part was held out at random; else people alike."
    )
    cases = serializers.IntegerField()
    compared = serializers.IntegerField()
    reached = serializers.IntegerField()
    alone = serializers.IntegerField(help_text="Contacted, and nobody alike: left out.")
    value = ComparedSerializer(help_text="Money spent.")
    number = ComparedSerializer(help_text="Days with a purchase.")


class WorkingSerializer(serializers.Serializer[Any]):
    """What may be said of whether outreach works, or why nothing may be said."""

    days = serializers.IntegerField(help_text="Days of purchases after a contact.")
    contacts = serializers.IntegerField()
    hours = serializers.FloatField(help_text="As logged, or as the firm assumes.")
    held_on = serializers.DateField(allow_null=True)
    comparison = ComparisonOfOutreachSerializer(allow_null=True)
    refusal = serializers.CharField(
        allow_blank=True,
        help_text="Why nothing can be said; empty: there is a comparison.",
    )
    per_hour = serializers.FloatField(
        allow_null=True, help_text="Money for an hour; null unless it is clear."
    )
    per_contacted = serializers.FloatField(
        allow_null=True, help_text="Money for each who was really contacted."
    )
