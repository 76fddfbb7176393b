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
