"""People we know, talks, follow-ups and this week's names as documents."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from customers.models import Customer
from planner.outreach.models import (
    Acquaintance,
    Channel,
    Closeness,
    Contact,
    FollowUp,
    Referral,
    Sending,
    SkipReason,
    Week,
    WeeklyName,
)

MOST = 2**63 - 1
FACTS = ("name", "organisation", "email", "phone", "line", "kind", "closeness")


class KnownBySerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField(source="person_id")
    name = serializers.CharField(source="person.name")
    closeness = serializers.ChoiceField(choices=Closeness.choices)


class AcquaintanceSerializer(serializers.ModelSerializer[Acquaintance]):
    customer = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Customer.objects.here(),
        required=False,
        allow_null=True,
        help_text="The customer's code, if they are one.",
    )
    interests = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, max_length=12
    )
    known_by = KnownBySerializer(many=True, read_only=True)
    why_not = serializers.CharField(
        read_only=True, help_text="Why they must not be contacted; empty if they may."
    )

    class Meta:
        model = Acquaintance
        fields = [
            *("id", *FACTS, "customer", "interests", "ideal_days", "maximum_days"),
            *("known_by", "consent", "consent_on", "consent_source"),
            *("do_not_contact", "do_not_contact_reason", "why_not", "lost"),
            *("last_contact_on", "snoozed_until", "added_at", "revision"),
        ]
        read_only_fields = [
            *("consent", "consent_on", "consent_source", "do_not_contact"),
            *("do_not_contact_reason", "lost", "last_contact_on", "added_at"),
            *("snoozed_until", "revision"),
        ]

    def to_representation(self, instance: Acquaintance) -> dict[str, Any]:
        """Show interests by their names."""
        names = [interest.name for interest in instance.interests.all()]
        fields = self.fields
        shown = {
            name: field.to_representation(value) if value is not None else None
            for name, field in fields.items()
            if name != "interests" and not field.write_only
            for value in [field.get_attribute(instance)]
        }
        return {**shown, "interests": names}


class NewAcquaintanceSerializer(AcquaintanceSerializer):
    anyway = serializers.BooleanField(
        write_only=True,
        required=False,
        default=False,
        help_text="It is somebody else, however much they look alike.",
    )

    class Meta(AcquaintanceSerializer.Meta):
        fields = [*AcquaintanceSerializer.Meta.fields, "anyway"]


class ChangedAcquaintanceSerializer(AcquaintanceSerializer):
    revision = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The one that you saw."
    )

    class Meta(AcquaintanceSerializer.Meta):
        read_only_fields = [
            name
            for name in AcquaintanceSerializer.Meta.read_only_fields
            if name != "revision"
        ]


class ConsentNoteSerializer(serializers.Serializer[Any]):
    consent = serializers.ChoiceField(choices=Acquaintance.Consent.choices)
    on = serializers.DateField(required=False, allow_null=True, default=None)
    source = serializers.CharField(  # type: ignore[assignment]  # it hides one of DRF
        max_length=200, required=False, default=""
    )


class ForbidSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class MergeSerializer(serializers.Serializer[Any]):
    other = serializers.IntegerField(
        min_value=1, max_value=MOST, help_text="The one that is taken up."
    )
    picks = serializers.DictField(
        child=serializers.ChoiceField(choices=["keep", "drop"]),
        required=False,
        help_text='For each fact which of the two says it: {"phone": "drop"}.',
    )
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    other_revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class TwinsSerializer(serializers.Serializer[Any]):
    one = AcquaintanceSerializer()
    other = AcquaintanceSerializer()
    why = serializers.CharField(source="likeness.words")


class BringCustomersSerializer(serializers.Serializer[Any]):
    customers = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=500
    )


class TalkSerializer(serializers.ModelSerializer[Contact]):
    person = serializers.IntegerField(source="acquaintance_id", read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    interest = serializers.CharField(source="interest.name", default="")
    sending = serializers.ChoiceField(
        source="sending.state",
        choices=Sending.State.choices,
        default="",
        help_text="Of a letter that was sent from here: whether it is out.",
    )

    class Meta:
        model = Contact
        fields = [
            *("id", "person", "by", "channel", "direction", "on", "line"),
            *("interest", "good_time", "minutes", "asked_for_referral"),
            "thanked",
            *("sending", "logged_at"),
        ]


class NewTalkSerializer(serializers.Serializer[Any]):
    """A talk; everything but the person and the channel may be left out."""

    person = serializers.IntegerField(min_value=1, max_value=MOST)
    channel = serializers.ChoiceField(choices=Channel.choices)
    direction = serializers.ChoiceField(
        choices=Contact.Direction.choices, default=Contact.Direction.FROM_US
    )
    on = serializers.DateField(required=False, allow_null=True, default=None)
    line = serializers.CharField(max_length=300, default="", allow_blank=True)
    interest = serializers.CharField(max_length=60, default="", allow_blank=True)
    good_time = serializers.ChoiceField(
        choices=["", "yes", "no"], default="", allow_blank=True
    )
    minutes = serializers.IntegerField(
        min_value=0, max_value=1_440, required=False, allow_null=True, default=None
    )
    follow_up = serializers.CharField(max_length=200, default="", allow_blank=True)
    follow_up_on = serializers.DateField(required=False, allow_null=True, default=None)
    call_back_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None
    )
    referral = serializers.CharField(max_length=120, default="", allow_blank=True)
    referral_line = serializers.CharField(max_length=300, default="", allow_blank=True)
    asked_for_referral = serializers.BooleanField(
        default=False, help_text="Whether you asked whom else they know."
    )
    thanked = serializers.BooleanField(
        default=False, help_text="Whether they thanked us, or praised something."
    )
    key = serializers.CharField(
        max_length=64,
        default="",
        allow_blank=True,
        help_text="Your own random name for it: repeat it to send it again.",
    )


class FollowUpSerializer(serializers.ModelSerializer[FollowUp]):
    person = serializers.IntegerField(source="acquaintance_id", read_only=True)
    owner = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = FollowUp
        fields = [
            *("id", "person", "owner", "kind", "what", "promised_at", "due_at"),
            *("planned_at", "done_at", "done_note", "released_at"),
            *("released_because", "reference", "revision"),
        ]


class NewFollowUpSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField(min_value=1, max_value=MOST)
    what = serializers.CharField(max_length=200)
    due_on = serializers.DateField()


class _SeenSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="The one that you saw; left out, it is done whatever came in between.",
    )


class DoneSerializer(_SeenSerializer):
    said = serializers.CharField(max_length=300, default="", allow_blank=True)


class MoveFollowUpSerializer(_SeenSerializer):
    due_on = serializers.DateField()


class ReleaseSerializer(_SeenSerializer):
    because = serializers.CharField(max_length=200)


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    source_name = serializers.CharField(source="source.name", read_only=True)
    brought_name = serializers.CharField(source="brought.name", read_only=True)
    first_bought_on = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="The first purchase of who was brought, since that day.",
    )
    bought_since = serializers.DecimalField(
        max_digits=20,
        decimal_places=2,
        read_only=True,
        help_text="Money that who was brought has spent since.",
    )

    class Meta:
        model = Referral
        fields = [
            *("id", "source", "source_name", "brought", "brought_name"),
            *("on", "became", "became_on", "note"),
            *("first_bought_on", "bought_since"),
        ]


class WeeklyNameSerializer(serializers.ModelSerializer[WeeklyName]):
    person = serializers.IntegerField(source="acquaintance_id")
    name = serializers.CharField(source="acquaintance.name")

    class Meta:
        model = WeeklyName
        fields = [
            *("id", "person", "name", "position", "state", "channel", "minutes"),
            *("value", "chance", "urgency", "assumed", "reason", "carries"),
            *("skip_reason", "until", "note"),
        ]


class WeekSerializer(serializers.ModelSerializer[Week]):
    names = WeeklyNameSerializer(many=True, source="listed")

    class Meta:
        model = Week
        fields = ["monday", "hours", "names"]


class HoursSerializer(serializers.Serializer[Any]):
    hours = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=40
    )


class PostponeNameSerializer(serializers.Serializer[Any]):
    until = serializers.DateField()


class SkipNameSerializer(serializers.Serializer[Any]):
    skip_reason = serializers.ChoiceField(source="reason", choices=SkipReason.choices)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class HandOverNameSerializer(serializers.Serializer[Any]):
    to = serializers.PrimaryKeyRelatedField(queryset=User.objects.all())
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class OccasionSerializer(serializers.Serializer[Any]):
    """Whether to ask them for a referral now, and why or why not."""

    good = serializers.BooleanField()
    reason = serializers.CharField()
