"""Campaigns as documents: whom they reach, what they take, and how they go."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from operations.models import Capability
from planner.outreach.models import Acquaintance, Campaign, Closeness, Group, Interest
from planner.outreach.queries.reaching import Estimate, Wish
from planner.outreach.services.campaigns import Ask, Meant
from planner.plans.models import Audience, Plan

MOST = 2**63 - 1


class EstimateSerializer(serializers.Serializer[Any]):
    low = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=0)
    likely = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=0)
    high = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=0)


class WishSerializer(serializers.Serializer[Any]):
    """For whom a campaign is, and in which weeks of a plan, counted from 1."""

    plan = serializers.IntegerField(min_value=1, max_value=MOST)
    kind = serializers.ChoiceField(
        choices=Acquaintance.Kind.choices, default="", allow_blank=True
    )
    interest = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Interest.objects.order_by("pk"),
        required=False,
        allow_null=True,
        default=None,
        help_text="By its name.",
    )
    closeness = serializers.ChoiceField(
        choices=Closeness.choices, default=Closeness.HEARD_OF, help_text="At least."
    )
    who = serializers.ChoiceField(
        choices=Campaign.Who.values, default="", allow_blank=True
    )
    starts = serializers.IntegerField(min_value=1, max_value=104, default=1)
    ends = serializers.IntegerField(
        min_value=1,
        max_value=104,
        required=False,
        allow_null=True,
        default=None,
        help_text="The plan's last week, if nothing is said.",
    )

    def wish(self, plan: Plan) -> Wish:
        data = self.validated_data
        return Wish(
            kind=data["kind"],
            interest=data["interest"].pk if data["interest"] else None,
            closeness=data["closeness"],
            who=data["who"],
            starts=data["starts"],
            ends=data["ends"] or plan.weeks,
        )


class MeantSerializer(EstimateSerializer):
    """How many talks of one kind a week, and what one that is had earns."""

    group = serializers.ChoiceField(choices=Group.choices)
    margin = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)


class NewCampaignSerializer(WishSerializer):
    name = serializers.CharField(max_length=80)
    audience = serializers.ChoiceField(
        choices=Audience.choices, default=Audience.EXISTING
    )
    budget = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, default=Decimal(0)
    )
    talks = MeantSerializer(many=True)

    def ask(self, plan: Plan) -> Ask:
        data = self.validated_data
        return Ask(
            name=data["name"],
            wish=self.wish(plan),
            meant={
                row["group"]: Meant(
                    talks=Estimate(
                        low=row["low"], likely=row["likely"], high=row["high"]
                    ),
                    margin=row["margin"],
                )
                for row in data["talks"]
            },
            audience=data["audience"],
            budget=data["budget"],
        )


class ReachSerializer(serializers.Serializer[Any]):
    group = serializers.ChoiceField(choices=Group.choices)
    people = serializers.IntegerField()
    assumed = serializers.IntegerField(
        help_text="Of them, whose worth is the firm's assumption."
    )
    hours_each = serializers.DecimalField(source="each", max_digits=8, decimal_places=3)
    worth = serializers.FloatField(help_text="Mean of value × chance, a year.")
    suggested = EstimateSerializer(help_text="Talks a week.")
    most = serializers.DecimalField(
        max_digits=14, decimal_places=0, help_text="Talks in all."
    )


class FollowUpsSerializer(serializers.Serializer[Any]):
    share = serializers.DecimalField(
        max_digits=6, decimal_places=3, help_text="Follow-ups a talk leads to."
    )
    hours_each = serializers.DecimalField(source="each", max_digits=8, decimal_places=3)
    talks = serializers.IntegerField(help_text="Logged in the last year.")
    measured = serializers.BooleanField(help_text="Else it is the firm's assumption.")


class FreeHoursSerializer(serializers.Serializer[Any]):
    capability = serializers.CharField(source="capability.code")
    week = serializers.DateField(help_text="The tightest of the campaign.")
    capacity = EstimateSerializer()
    taken = serializers.DecimalField(max_digits=14, decimal_places=3)
    free = EstimateSerializer()


class PreviewSerializer(serializers.Serializer[Any]):
    """What a campaign would be, before it is in any plan."""

    people = serializers.IntegerField()
    assumed = serializers.IntegerField()
    held_out = serializers.IntegerField()
    worth = serializers.FloatField()
    reaches = ReachSerializer(many=True)
    follow_ups = FollowUpsSerializer()
    talks = EstimateSerializer(help_text="A week.")
    promised = EstimateSerializer(help_text="Follow-ups a week.")
    needed = EstimateSerializer(help_text="Hours a week, follow-ups and all.")
    hours = FreeHoursSerializer(allow_null=True)


class PartSerializer(serializers.Serializer[Any]):
    part = serializers.CharField()
    code = serializers.CharField(help_text="Of the tactic.")
    name = serializers.CharField()
    talks = EstimateSerializer(help_text="A week.")
    starts_on = serializers.DateField()
    weeks = serializers.IntegerField()
    approved = serializers.BooleanField()


class CampaignSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="campaign.pk")
    plan = serializers.IntegerField(source="campaign.plan_id")
    name = serializers.CharField(source="campaign.name")
    kind = serializers.CharField(source="campaign.kind")
    interest = serializers.CharField(source="campaign.interest.name", default=None)
    closeness = serializers.IntegerField(source="campaign.closeness")
    who = serializers.CharField(source="campaign.who")
    starts = serializers.IntegerField(source="campaign.starts")
    ends = serializers.IntegerField(source="campaign.ends")
    standing = serializers.CharField(help_text="What follows “This campaign …”.")
    parts = PartSerializer(many=True)


class WeekDoneSerializer(serializers.Serializer[Any]):
    monday = serializers.DateField()
    planned = serializers.DecimalField(
        max_digits=14, decimal_places=3, help_text="Talks that the plan means."
    )
    listed = serializers.IntegerField()
    done = serializers.IntegerField()
    open = serializers.IntegerField()
    hours = serializers.DecimalField(max_digits=8, decimal_places=1)
    promised = serializers.IntegerField(help_text="Follow-ups.")
    kept = serializers.IntegerField()
    broken = serializers.IntegerField()


class ProgressSerializer(serializers.Serializer[Any]):
    campaign = CampaignSerializer(source="shown")
    weeks = WeekDoneSerializer(many=True)


class StoneSerializer(serializers.Serializer[Any]):
    part = serializers.CharField()
    promise = serializers.CharField(
        source="promise.code", default=None, allow_null=True
    )
    hours_each = serializers.DecimalField(
        source="each", max_digits=14, decimal_places=3, allow_null=True
    )
    assumed = serializers.IntegerField(help_text="Minutes, as the firm says.")


class GroundSerializer(serializers.Serializer[Any]):
    """What campaigns stand on."""

    capability = serializers.CharField(
        source="ground.capability.code", default=None, allow_null=True
    )
    follow_up_minutes = serializers.IntegerField(source="row.follow_up_minutes")
    follow_up_share = serializers.DecimalField(
        source="row.follow_up_share", max_digits=4, decimal_places=3
    )
    revision = serializers.IntegerField(source="row.revision")
    promises = StoneSerializer(source="ground.stones", many=True)


class GroundSetSerializer(serializers.Serializer[Any]):
    capability = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Capability.objects.order_by("pk"),
        help_text="By its code; one that is counted in hours a week.",
    )
    follow_up_minutes = serializers.IntegerField(
        min_value=5, max_value=480, required=False
    )
    follow_up_share = serializers.DecimalField(
        max_digits=4, decimal_places=3, min_value=0, max_value=3, required=False
    )
    revision = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The one that you saw."
    )
