"""Campaigns over REST: worked out, added to a draft, and how they go."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import local_day
from planner.outreach import services
from planner.outreach.campaigning import serializers as documents
from planner.outreach.models import Campaign, CampaignRules
from planner.outreach.queries import progress as queries
from planner.outreach.queries.grounding import standing
from planner.outreach.queries.reaching import preview
from planner.plans.models import Plan
from planner.plans.services import NoSuchPlan

ID = "[0-9]{1,18}"


def _plan(user: User, pk: int) -> Plan:
    """Return a plan that the caller may see."""
    found = Plan.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NoSuchPlan(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    return found


class CampaignViewSet(GenericViewSet[Campaign]):
    """Campaigns with the people we know, as parts of plans."""

    reads = Act.SEE_OUTREACH
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = Campaign.objects.none()
    serializer_class = documents.CampaignSerializer
    filterset_fields = ("plan",)
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Campaign]:
        user = self.request.user
        return queries.campaigns(user) if isinstance(user, User) else self.queryset

    @extend_schema(responses=documents.CampaignSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List the campaigns of the plans that the caller may see, the newest first."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = queries.shown(list(rows or []), local_day(timezone.now()))
        sent = documents.CampaignSerializer(found, many=True)
        return self.get_paginated_response(sent.data)

    @extend_schema(responses=documents.ProgressSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return a campaign with what was meant and what was done, week by week."""
        now = timezone.now()
        found = queries.progress(self.get_object(), now=now, today=local_day(now))
        return Response(documents.ProgressSerializer(found).data)

    @extend_schema(
        request=documents.NewCampaignSerializer,
        responses={
            201: documents.CampaignSerializer,
            200: documents.CampaignSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Add a campaign to a draft; the same people and weeks again change nothing."""
        sent = documents.NewCampaignSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        actor, now = caller(request), timezone.now()
        plan = _plan(actor, sent.validated_data["plan"])
        added = services.add_campaign(
            actor=actor, plan=plan, ask=sent.ask(plan), now=now
        )
        row = self.get_queryset().get(pk=added.campaign.pk)
        (found,) = queries.shown([row], local_day(now))
        code = status.HTTP_201_CREATED if added.new else status.HTTP_200_OK
        return Response(documents.CampaignSerializer(found).data, status=code)

    @extend_schema(
        operation_id="outreach_campaign_preview",
        request=documents.WishSerializer,
        responses=documents.PreviewSerializer,
        filters=False,
    )
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Work out whom a campaign would reach and what it takes; nothing is stored."""
        sent = documents.WishSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        actor = caller(request)
        plan = _plan(actor, sent.validated_data["plan"])
        wish = sent.wish(plan)
        services.check_wish(wish, plan)
        found = preview(actor, plan, wish, today=local_day(timezone.now()))
        return Response(documents.PreviewSerializer(found).data)


def _ground() -> dict[str, Any]:
    shown = {"row": CampaignRules.objects.current(), "ground": standing()}
    return documents.GroundSerializer(shown).data


class CampaignGroundView(APIView):
    """Whose hours campaigns take, and what they promise."""

    reads = Act.SEE_OUTREACH
    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS

    @extend_schema(
        operation_id="outreach_campaign_ground", responses=documents.GroundSerializer
    )
    def get(self, request: Request) -> Response:
        """Return what campaigns stand on."""
        return Response(_ground())

    @extend_schema(
        operation_id="outreach_set_campaign_ground",
        request=documents.GroundSetSerializer,
        responses=documents.GroundSerializer,
    )
    def put(self, request: Request) -> Response:
        """Choose the hours, and what follow-ups are assumed to take."""
        sent = documents.GroundSetSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        services.set_ground(
            actor=caller(request),
            revision=facts.pop("revision"),
            facts=facts,
            now=timezone.now(),
        )
        return Response(_ground())

    @extend_schema(
        operation_id="outreach_write_campaign_promises",
        request=None,
        responses=documents.GroundSerializer,
    )
    def post(self, request: Request) -> Response:
        """Write down what campaigns promise; again it changes nothing."""
        services.write_promises(actor=caller(request), now=timezone.now())
        return Response(_ground())
