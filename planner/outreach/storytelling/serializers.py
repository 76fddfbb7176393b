"""Stories, tellings and words that sell, as JSON."""

from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from planner.outreach.models import (
    Channel,
    InvolvementRules,
    Overruling,
    SellingWord,
    Story,
    Telling,
)
from planner.outreach.models.involvement import BOUNDS, KINDS, LONGEST_HALF_LIFE
from planner.outreach.models.stories import LONGEST_LETTER
from planner.outreach.queries.wording import ShownFamily

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
    not_selling = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="Why the words that are challenged do not sell, 10 letters or more; "
        "everybody in outreach reads it. Not for words of the firm's own list.",
    )
    key = serializers.CharField(
        max_length=64, help_text="Your own random name for it, to send it again."
    )


class StoryToldSerializer(serializers.Serializer[Any]):
    """The contact that was logged."""

    contact = serializers.IntegerField()
    on = serializers.DateField()
    line = serializers.CharField()


class WordFamilySerializer(serializers.Serializer[Any]):
    """A family of words that sell, and whether this firm challenges them."""

    code = serializers.CharField(source="family.code")
    title = serializers.CharField(source="family.title")
    question = serializers.CharField(source="family.question")
    may_go_off = serializers.BooleanField()
    off = serializers.SerializerMethodField()
    reason = serializers.CharField(source="off.reason", default="")
    off_by = serializers.CharField(source="off.by.name", default="")
    off_at = serializers.DateTimeField(source="off.at", default=None, allow_null=True)

    def get_off(self, each: ShownFamily) -> bool:
        return each.off is not None


class FamilyOffSerializer(serializers.Serializer[Any]):
    """Why these words do not sell in your trade."""

    reason = serializers.CharField(max_length=200)


class OverrulingSerializer(serializers.ModelSerializer[Overruling]):
    """Words of a letter that were challenged wrongly, as its writer says."""

    words = serializers.ListField(child=serializers.CharField())
    by = serializers.IntegerField(source="contact.by_id")
    on = serializers.DateField(source="contact.on")

    class Meta:
        model = Overruling
        fields = ("id", "contact", "by", "on", "words", "reason")
        read_only_fields = fields


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


def bound(**options: Any) -> serializers.DecimalField:  # noqa: ANN401
    """Return a field for the least score of a stage."""
    return serializers.DecimalField(
        max_digits=7, decimal_places=2, min_value=Decimal("0.01"), **options
    )


def seen() -> serializers.IntegerField:
    """Return a field for the revision that was read; the service asks for it."""
    return serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision that you read; a change needs it.",
    )


class KindSerializer(serializers.Serializer[Any]):
    """Something people do, as it counts here."""

    code = serializers.CharField()
    title = serializers.CharField()
    weight = serializers.FloatField()
    half_life = serializers.IntegerField(help_text="Days after which half is gone.")
    brings = serializers.BooleanField(help_text="By this alone one is an advocate.")


class FirstSerializer(serializers.Serializer[Any]):
    """What every firm begins with."""

    tire_kicker = bound()
    browser = bound()
    involved = bound()
    advocate = bound()
    kinds = KindSerializer(many=True)


class InvolvementRulesSerializer(serializers.ModelSerializer[InvolvementRules]):
    """Weights, half-lives and bounds, as they count here and as every firm begins."""

    kinds = KindSerializer(source="in_force", many=True)
    is_own = serializers.BooleanField(
        help_text="Whether anything differs from what every firm begins with."
    )
    set_by = serializers.CharField(source="set_by.name", default="")
    first = serializers.SerializerMethodField()

    class Meta:
        model = InvolvementRules
        fields = (*BOUNDS, "kinds", "is_own", "set_by", "set_at", "revision", "first")
        read_only_fields = fields

    @extend_schema_field(FirstSerializer)
    def get_first(self, rules: InvolvementRules) -> dict[str, Any]:
        """Return what every firm begins with."""
        plain = InvolvementRules()
        found = {name: getattr(plain, name) for name in BOUNDS} | {"kinds": KINDS}
        return dict(FirstSerializer(found).data)


class KindSetSerializer(serializers.Serializer[Any]):
    weight = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=Decimal("0.01"), required=False
    )
    half_life = serializers.IntegerField(
        min_value=1, max_value=LONGEST_HALF_LIFE, required=False
    )


class SetInvolvementSerializer(serializers.Serializer[Any]):
    """What is to count from now on; what is left out stays."""

    tire_kicker = bound(required=False)
    browser = bound(required=False)
    involved = bound(required=False)
    advocate = bound(required=False)
    kinds = serializers.DictField(
        child=KindSetSerializer(),
        required=False,
        default=dict,
        help_text='By the code of a kind: {"purchase": {"weight": "4", "half_life": 90}}.',
    )
    revision = seen()


class RestoreInvolvementSerializer(serializers.Serializer[Any]):
    """The revision that you saw."""

    revision = seen()


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
    rules = InvolvementRulesSerializer(
        help_text="What the involvement funnel was computed with."
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
