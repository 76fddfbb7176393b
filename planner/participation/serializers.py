"""What people bring to plans, as documents."""

from rest_framework import serializers

from planner.participation.models import About, Answer, Comment, Contribution, Thread
from planner.participation.services.answers import LONGEST_REASON
from planner.participation.services.contributing import LONGEST_FACT, LONGEST_SOURCE
from planner.participation.services.talking import LONGEST_COMMENT
from planner.plans.models import Invitation

LARGEST_KEY = 2**63 - 1


def _key(source: str, help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        source=source, min_value=1, max_value=LARGEST_KEY, help_text=help_text
    )


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """Somebody who is asked about a plan, and what."""

    plan = _key("plan_id", "The key of a plan one works on.")
    person = _key("person_id", "The key of a director or a colleague of the frontline.")
    person_name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Invitation
        fields = (
            "id",
            "plan",
            "person",
            "person_name",
            "side",
            "question",
            "may_edit",
            "invited_by",
            "invited_at",
            "reminded_at",
        )
        read_only_fields = ("side", "invited_by", "invited_at", "reminded_at")
        extra_kwargs = {"question": {"required": True, "allow_blank": False}}


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    """Somebody's word on a draft, given on the revision they saw."""

    plan = _key("plan_id", "The key of a plan one sees.")
    person_name = serializers.CharField(source="person.name", read_only=True)
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REASON
    )
    revision = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The revision that one saw."
    )

    class Meta:
        model = Answer
        fields = (
            "id",
            "plan",
            "person",
            "person_name",
            "side",
            "title",
            "stance",
            "reason",
            "revision",
            "at",
        )
        read_only_fields = ("person", "side", "title", "at")


class ContributionSerializer(serializers.ModelSerializer[Contribution]):
    """A fact with its source, or an assumption that the plan should name."""

    plan = _key("plan_id", "The key of a plan one sees.")
    by_name = serializers.CharField(source="by.name", read_only=True)
    about = serializers.ChoiceField(About.choices, default=About.PLAN)
    code = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=50,
        default="",
        help_text="Which tactic, promise, assumption or capability; empty: the plan.",
    )
    text = serializers.CharField(max_length=LONGEST_FACT)
    source = serializers.CharField(max_length=LONGEST_SOURCE)  # type: ignore[assignment]  # a field of ours has this name
    probability = serializers.DecimalField(
        max_digits=5, decimal_places=4, required=False, allow_null=True
    )
    if_false = serializers.DecimalField(
        max_digits=8, decimal_places=4, required=False, allow_null=True
    )

    class Meta:
        model = Contribution
        fields = (
            "id",
            "plan",
            "by",
            "by_name",
            "kind",
            "about",
            "code",
            "text",
            "source",
            "probability",
            "if_false",
            "at",
            "state",
            "settled_by",
            "settled_at",
            "reply",
            "assumption_code",
        )
        read_only_fields = (
            "by",
            "at",
            "state",
            "settled_by",
            "settled_at",
            "reply",
            "assumption_code",
        )


class DeclineSerializer(serializers.Serializer[dict[str, str]]):
    """Why an assumption is left out."""

    reply = serializers.CharField(max_length=500, allow_blank=True, default="")


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """One thing said; whoever it names with an @ and sees the plan is told."""

    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Comment
        fields = ("id", "by", "by_name", "text", "at", "mentioned")
        read_only_fields = fields


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    """A talk about one part of a plan; ``text`` begins it."""

    plan = _key("plan_id", "The key of a plan one sees.")
    about = serializers.ChoiceField(About.choices, default=About.PLAN)
    code = serializers.CharField(
        required=False, allow_blank=True, max_length=50, default=""
    )
    text = serializers.CharField(write_only=True, max_length=LONGEST_COMMENT)
    comments = CommentSerializer(many=True, read_only=True)

    class Meta:
        model = Thread
        fields = (
            "id",
            "plan",
            "about",
            "code",
            "text",
            "opened_by",
            "opened_at",
            "resolved_by",
            "resolved_at",
            "comments",
        )
        read_only_fields = ("opened_by", "opened_at", "resolved_by", "resolved_at")


class SaySerializer(serializers.Serializer[dict[str, str]]):
    """Another comment in a thread."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)


class SilenceSerializer(serializers.Serializer[dict[str, object]]):
    """A side that must answer before a plan can be submitted, and has not."""

    side = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)


class HeardSerializer(serializers.Serializer[dict[str, object]]):
    """How far a plan is heard."""

    sentence = serializers.CharField(read_only=True)
    waiting = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    uninvited = serializers.ListField(child=serializers.CharField(), read_only=True)
    missing = SilenceSerializer(many=True, read_only=True)
