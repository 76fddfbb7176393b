"""Planning sessions over REST: begin, be in, edit, ask what is new, and end."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from core.numbers import typed_whole
from planner.plans.models import Plan
from planner.workshop import queries, services
from planner.workshop.filters import OpenPointFilter, WorkshopFilter
from planner.workshop.models import OpenPoint, Workshop
from planner.workshop.serializers import (
    ChangesSerializer,
    EditAnswerSerializer,
    OpenPointSerializer,
    PointAnswerSerializer,
    QuestionsSerializer,
    SettleSerializer,
    StartSerializer,
    StateSerializer,
    WorkshopSerializer,
)
from planner.workshop.services import NotAsked

AFTER = OpenApiParameter(
    "after",
    OpenApiTypes.INT,
    description="The revision that you hold; without it everything is new.",
)


class WorkshopViewSet(ReadOnlyModelViewSet[Workshop]):
    """Planning sessions, with the record of those that have ended."""

    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = Workshop.objects.none()
    serializer_class = WorkshopSerializer
    filterset_class = WorkshopFilter
    ordering_fields = ("started_at",)
    ordering = ("-started_at",)

    def get_queryset(self) -> QuerySet[Workshop]:
        if not isinstance(self.request.user, User):
            return Workshop.objects.none()
        rows = Workshop.objects.visible_to(self.request.user)
        return rows.select_related("plan", "facilitator")

    @extend_schema(request=StartSerializer, responses={201: WorkshopSerializer})
    def create(self, request: Request) -> Response:
        """Begin a session on a draft; one that is under way is returned instead."""
        sent = StartSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        plans = Plan.objects.visible_to(caller(request))
        plan = get_object_or_404(plans, pk=sent.validated_data["plan"])
        row = services.start(
            plan=plan,
            actor=caller(request),
            purpose=sent.validated_data["purpose"],
            now=timezone.now(),
        )
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str) -> Response:
        """Be seen in the session; say it again every few seconds."""
        services.be_there(
            workshop=self.get_object(),
            actor=caller(request),
            place="",
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[AFTER], responses=StateSerializer)
    @action(detail=True, methods=["get"])
    def state(self, request: Request, pk: str) -> Response:
        """Say what changed after a revision, by whom, and who is there."""
        after = typed_whole(request.query_params.get("after", ""))
        room, now = self.get_object(), timezone.now()
        found = queries.state(
            room,
            caller(request),
            after=after or 0,
            score_seen=0,
            seen_tag="",
            now=now,
        )
        document = {**(found.document or {})}
        # The pages' fragment says the same in words and figures here.
        document["score"] = queries.latest_summary(room.plan, now=now)
        return Response(document, headers={"ETag": found.tag})

    @extend_schema(request=ChangesSerializer, responses=EditAnswerSerializer)
    @action(detail=True, methods=["post"])
    def edits(self, request: Request, pk: str) -> Response:
        """Make the changes; the same edit sent again is answered the same."""
        workshop = self.get_object()
        sent = ChangesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        answer = services.take_edit(
            workshop=workshop,
            actor=caller(request),
            client_id=sent.validated_data["id"],
            revision=sent.validated_data["revision"],
            changes=sent.validated_data["changes"],
            now=timezone.now(),
        )
        return Response(answer)

    @extend_schema(request=SettleSerializer, responses=QuestionsSerializer)
    @action(detail=True, methods=["get", "post"])
    def questions(self, request: Request, pk: str) -> Response:
        """Say what is missing, one question at a time; or settle one of them.

        ``answer`` writes it into the record; ``owner`` and ``due_on`` leave it open for
        somebody to find out. What a field of the plan holds goes there, by an edit.
        """
        room, now = self.get_object(), timezone.now()
        if request.method == "POST":
            sent = SettleSerializer(data=request.data)
            sent.is_valid(raise_exception=True)
            self._settle(room, caller(request), sent.validated_data, now)
        found = queries.questions(room, now=now)
        return Response(QuestionsSerializer(found).data)

    def _settle(
        self, room: Workshop, actor: User, sent: dict[str, Any], now: datetime
    ) -> None:
        found = queries.questions(room, now=now)
        asked = next((q for q in found.left if q.key == sent["question"]), None)
        if asked is None:
            raise NotAsked(
                "It is answered, or was never asked.",
                next_step="Read the questions again.",
            )
        common: dict[str, Any] = {
            "workshop": room,
            "actor": actor,
            "question": asked.key,
            "text": asked.text[:300],
            "now": now,
        }
        if sent.get("answer"):
            services.answer_in_the_room(answer=sent["answer"], **common)
        else:
            services.leave_open(owner=sent["owner"], due_on=sent["due_on"], **common)

    @extend_schema(request=None, responses=WorkshopSerializer)
    @action(detail=True, methods=["post"])
    def facilitate(self, request: Request, pk: str) -> Response:
        """Take the session over from who facilitated it so far."""
        room = self.get_object()
        services.facilitate(workshop=room, actor=caller(request), now=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=WorkshopSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End the session; its record says what it came to."""
        row = services.end(
            workshop=self.get_object(), actor=caller(request), now=timezone.now()
        )
        return Response(self.get_serializer(row).data)


class OpenPointViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[OpenPoint]
):
    """What a session left open: who finds it out, until when, and what they found."""

    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = OpenPoint.objects.none()
    serializer_class = OpenPointSerializer
    filterset_class = OpenPointFilter
    ordering_fields = ("due_on", "created_at")
    ordering = ("due_on",)

    def get_queryset(self) -> QuerySet[OpenPoint]:
        if not isinstance(self.request.user, User):
            return OpenPoint.objects.none()
        rows = OpenPoint.objects.visible_to(self.request.user)
        return rows.select_related("owner", "workshop__plan")

    @extend_schema(request=OpenPointSerializer, responses={201: OpenPointSerializer})
    def create(self, request: Request) -> Response:
        """Write a point down, and tell its owner."""
        sent = OpenPointSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        rooms = Workshop.objects.visible_to(caller(request)).select_related("plan")
        workshop = get_object_or_404(rooms, pk=sent.validated_data["workshop_id"])
        point = services.leave_open(
            workshop=workshop,
            actor=caller(request),
            text=sent.validated_data["text"],
            owner=sent.validated_data["owner"],
            due_on=sent.validated_data["due_on"],
            now=timezone.now(),
        )
        return Response(self.get_serializer(point).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=PointAnswerSerializer, responses=OpenPointSerializer)
    # Whose point it is closes it, the frontline too; the service judges whose it is.
    @action(detail=True, methods=["post"], writes=Act.SEE_PLANS)
    def close(self, request: Request, pk: str) -> Response:
        """Say what was found out."""
        point = self.get_object()
        sent = PointAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        row = services.close(
            point=point,
            actor=caller(request),
            answer=sent.validated_data["answer"],
            now=timezone.now(),
        )
        return Response(self.get_serializer(row).data)
