"""Decisions over REST: everybody who plans may read, only the CEO may decide.

A key belongs to an integration and so never decides: the CEO signs in.
"""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from accounts.policy import Act
from planner.decisions import queries, services
from planner.decisions.filters import DecisionFilter
from planner.decisions.models import Decision, SignOff
from planner.decisions.serializers import (
    DecisionLineSerializer,
    DecisionSerializer,
    RulingSerializer,
    SignOffSerializer,
)
from planner.plans.models import Plan


class DecisionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Decision]
):
    """What was decided, on what evidence; and, for the CEO, deciding."""

    reads = Act.SEE_DECISIONS
    writes = Act.DECIDE
    queryset = Decision.objects.none()
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    ordering_fields = ["decided_at", "review_on"]
    ordering = ["-decided_at"]

    def get_queryset(self) -> QuerySet[Decision]:
        if not isinstance(self.request.user, User):
            return Decision.objects.none()
        found = queries.decided(self.request.user)
        return found.defer(None) if self.action == "retrieve" else found

    def get_serializer_class(self) -> type[BaseSerializer[Decision]]:
        return DecisionLineSerializer if self.action == "list" else DecisionSerializer

    @extend_schema(request=RulingSerializer, responses={201: DecisionSerializer})
    def create(self, request: Request) -> Response:
        """Decide on a plan's version or on a promise."""
        asked = RulingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        actor = request.user
        if not isinstance(actor, User):
            raise TypeError
        if "promise" in data:
            decision = services.decide_promise(
                actor=actor,
                promise_id=data["promise"],
                revision=data["promise_revision"],
                ruling=asked.ruling(),
                now=timezone.now(),
            )
        else:
            decision = services.decide_plan(
                actor=actor,
                version_id=data["version"],
                score_id=data.get("score"),
                ruling=asked.ruling(),
                now=timezone.now(),
            )
        body = DecisionSerializer(decision).data
        return Response(body, status=status.HTTP_201_CREATED)


class SignOffViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[SignOff]
):
    """The directors' words on submitted versions; the latest of each stands."""

    reads = Act.SEE_DECISIONS
    writes = Act.SIGN_OFF
    queryset = SignOff.objects.none()
    serializer_class = SignOffSerializer
    filterset_fields = ["version", "department", "stance"]
    ordering_fields = ["at"]
    ordering = ["-at"]

    def get_queryset(self) -> QuerySet[SignOff]:
        if not isinstance(self.request.user, User):
            return SignOff.objects.none()
        visible = Plan.objects.visible_to(self.request.user)
        return SignOff.objects.filter(version__plan__in=visible).select_related("by")

    def create(self, request: Request) -> Response:
        """Sign a version, or dissent."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        actor = request.user
        if not isinstance(actor, User):
            raise TypeError
        given = services.sign_off(
            actor=actor,
            version_id=asked.validated_data["version"].pk,
            stance=asked.validated_data["stance"],
            reason=asked.validated_data.get("reason", ""),
            now=timezone.now(),
        )
        body = self.get_serializer(given).data
        return Response(body, status=status.HTTP_201_CREATED)
