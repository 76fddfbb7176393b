"""Decisions over REST: everybody who plans may read, only the CEO may decide.

A key belongs to an integration and so never decides: the CEO signs in.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from accounts.permissions import caller
from accounts.policy import Act, require_decider
from planner.decisions import queries, services
from planner.decisions.filters import (
    ConditionFilter,
    DecisionFilter,
    DissentFilter,
    RecallFilter,
)
from planner.decisions.models import (
    Condition,
    Decision,
    Dissent,
    DissentReply,
    Recall,
    SignOff,
)
from planner.decisions.serializers import (
    ConditionSerializer,
    DecisionLineSerializer,
    DecisionSerializer,
    DissentSerializer,
    ExtensionSerializer,
    NewDissentSerializer,
    NoteSerializer,
    ReasonSerializer,
    RecallSerializer,
    ReplySerializer,
    RulingSerializer,
    SignOffSerializer,
)
from planner.plans.models import Plan


class DecisionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Decision]
):
    """What was decided, on what evidence; and, for the CEO, deciding."""

    reads = Act.SEE_DECISIONS
    writes = Act.STAND_IN
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
        """Decide on a plan's version or on a promise: the CEO, or their deputy."""
        require_decider(caller(request), timezone.now())
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

    @extend_schema(request=ReasonSerializer, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: int) -> Response:
        """Take an approval back whose plan is back for review."""
        require_decider(caller(request), timezone.now())
        key = self.get_object().pk
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        decision = services.take_back(
            actor=caller(request),
            decision_id=key,
            now=timezone.now(),
            **asked.validated_data,
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


class ConditionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Condition]
):
    """What approvals ask, of whom, until when, and what became of it."""

    reads = Act.SEE_PLANS
    queryset = Condition.objects.none()
    serializer_class = ConditionSerializer
    filterset_class = ConditionFilter
    ordering_fields = ["due_on"]
    ordering = ["due_on", "id"]

    @property
    def writes(self) -> Act:
        """Its owner meets a condition, the CEO does the rest."""
        return Act.MEET_CONDITIONS if self.action == "meet" else Act.STAND_IN

    def get_queryset(self) -> QuerySet[Condition]:
        if not isinstance(self.request.user, User):
            return Condition.objects.none()
        seen = Condition.objects.visible_to(self.request.user)
        return seen.select_related("owner").prefetch_related(queries.STEPS)

    @extend_schema(request=NoteSerializer, responses=ConditionSerializer)
    @action(detail=True, methods=["post"])
    def meet(self, request: Request, pk: int) -> Response:
        """Say that a condition of one's own is met, and what shows it."""
        key = self.get_object().pk
        asked = NoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.meet(
            actor=caller(request),
            condition_id=key,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ReasonSerializer, responses=ConditionSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, pk: int) -> Response:
        """Let a condition go, and say why."""
        require_decider(caller(request), timezone.now())
        key = self.get_object().pk
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.waive(
            actor=caller(request),
            condition_id=key,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ExtensionSerializer, responses=ConditionSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: int) -> Response:
        """Give a condition more time, and say why."""
        require_decider(caller(request), timezone.now())
        key = self.get_object().pk
        asked = ExtensionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.extend(
            actor=caller(request),
            condition_id=key,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self.get_serializer(self.get_object()).data)


class DissentViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Dissent]
):
    """Who disagreed, by name: before a decision, or for the policy's days after it."""

    reads = Act.SEE_DECISIONS
    writes = Act.DISSENT
    queryset = Dissent.objects.none()
    serializer_class = DissentSerializer
    filterset_class = DissentFilter
    ordering_fields = ["at"]
    ordering = ["-at", "-id"]

    def get_queryset(self) -> QuerySet[Dissent]:
        if not isinstance(self.request.user, User):
            return Dissent.objects.none()
        seen = Dissent.objects.visible_to(self.request.user)
        return seen.select_related("by").prefetch_related(queries.REPLIES)

    @extend_schema(request=NewDissentSerializer, responses={201: DissentSerializer})
    def create(self, request: Request) -> Response:
        """Put a dissent down under one's own name."""
        asked = NewDissentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        made = services.dissent(
            actor=caller(request),
            version_id=data.get("version"),
            promise_id=data.get("promise"),
            reason=data["reason"],
            now=timezone.now(),
        )
        return Response(self._body(made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(request=ReplySerializer, responses=DissentSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        """Answer a dissent."""
        return self._reply(request, services.answer)

    @extend_schema(request=ReplySerializer, responses=DissentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Withdraw a dissent of one's own, where everybody sees it."""
        return self._reply(request, services.withdraw)

    def _reply(
        self, request: Request, command: Callable[..., DissentReply]
    ) -> Response:
        key = self.get_object().pk
        asked = ReplySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        command(
            actor=caller(request),
            dissent_id=key,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self._body(key))

    def _body(self, key: int) -> Any:  # noqa: ANN401  # JSON
        return self.get_serializer(self.get_queryset().get(pk=key)).data


class RecallViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Recall]
):
    """Refuted assumptions that brought an approval back, and what became of it."""

    reads = Act.SEE_DECISIONS
    writes = Act.STAND_IN
    queryset = Recall.objects.none()
    serializer_class = RecallSerializer
    filterset_class = RecallFilter
    ordering_fields = ["at"]
    ordering = ["-at", "-id"]

    def get_queryset(self) -> QuerySet[Recall]:
        if not isinstance(self.request.user, User):
            return Recall.objects.none()
        seen = Recall.objects.visible_to(self.request.user)
        return seen.select_related("test", "settled_by", "standing_in__ceo")

    @extend_schema(request=ReasonSerializer, responses=RecallSerializer)
    @action(detail=True, methods=["post"])
    def stand(self, request: Request, pk: int) -> Response:
        """Let the approval stand all the same, and say why; the CEO or their deputy."""
        require_decider(caller(request), timezone.now())
        key = self.get_object().pk
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.let_stand(
            actor=caller(request),
            recall_id=key,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self.get_serializer(self.get_object()).data)
