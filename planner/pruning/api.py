"""Pruning over REST: look, read, propose; decide is for the CEO, signed in.

A key belongs to an integration and so neither proposes nor retires.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from accounts.models import User
from accounts.permissions import caller
from accounts.policy import Act, require_decider
from planner.decisions.serializers import ReplySerializer
from planner.pruning import queries, services
from planner.pruning.filters import ObjectionFilter, RetirementFilter
from planner.pruning.models import (
    Objection,
    ObjectionReply,
    Pruning,
    Retirement,
    Telling,
)
from planner.pruning.serializers import (
    NewObjectionSerializer,
    ObjectionSerializer,
    ProposalSerializer,
    PruningLineSerializer,
    PruningSerializer,
    RetirementLineSerializer,
    RetirementSerializer,
    ToldSerializer,
    WordSerializer,
)


class PruningViewSet(ReadOnlyModelViewSet[Pruning]):
    """The looks at what could be retired; a single one comes with all it found."""

    reads = Act.SEE_DECISIONS
    writes = Act.COMPARE_PLANS
    queryset = Pruning.objects.none()
    serializer_class = PruningSerializer
    ordering_fields = ("asked_at",)
    ordering = ("-asked_at",)

    def get_queryset(self) -> QuerySet[Pruning]:
        if not isinstance(self.request.user, User):
            return Pruning.objects.none()
        found = Pruning.objects.visible_to(self.request.user)
        found = found.select_related("asked_by")
        return found.defer("result") if self.action == "list" else found

    def get_serializer_class(self) -> type[BaseSerializer[Pruning]]:
        return PruningLineSerializer if self.action == "list" else PruningSerializer

    @extend_schema(request=None, responses={202: PruningLineSerializer})
    def create(self, request: Request) -> Response:
        """Have the worker look; a look of today that still waits is answered with."""
        run = services.look(actor=caller(request), now=timezone.now())
        return Response(
            PruningLineSerializer(run).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("pruning-detail", args=[run.pk])},
        )

    @extend_schema(request=None, responses=PruningLineSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Stop a look that is not over."""
        run = services.cancel(
            actor=caller(request), pruning=self.get_object(), now=timezone.now()
        )
        return Response(PruningLineSerializer(run).data)


class RetirementViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Retirement]
):
    """What was proposed for retirement, what the CEO said, and who is to be told."""

    reads = Act.SEE_DECISIONS
    writes = Act.COMPARE_PLANS
    queryset = Retirement.objects.none()
    serializer_class = RetirementSerializer
    filterset_class = RetirementFilter
    ordering_fields = ("proposed_at", "decided_at")
    ordering = ("-proposed_at", "-pk")

    def get_queryset(self) -> QuerySet[Retirement]:
        if not isinstance(self.request.user, User):
            return Retirement.objects.none()
        found = queries.retirements(self.request.user)
        if self.action == "list":
            return found.defer("finding")
        return queries.with_tellings(found)

    def get_serializer_class(self) -> type[BaseSerializer[Retirement]]:
        if self.action == "list":
            return RetirementLineSerializer
        return RetirementSerializer

    def _answer(self, row: Retirement, **options: Any) -> Response:  # noqa: ANN401
        fresh = self.get_queryset().get(pk=row.pk)
        return Response(RetirementSerializer(fresh).data, **options)

    @extend_schema(request=ProposalSerializer, responses={201: RetirementSerializer})
    def create(self, request: Request) -> Response:
        """Propose to retire something that the newest look has found."""
        sent = ProposalSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        actor = caller(request)
        data = sent.validated_data
        row = services.propose(
            actor=actor,
            pruning=get_object_or_404(
                Pruning.objects.visible_to(actor), pk=data["pruning"]
            ),
            key=data["key"],
            reason=data["reason"],
            now=timezone.now(),
        )
        where = reverse("retirement-detail", args=[row.pk])
        return self._answer(
            row, status=status.HTTP_201_CREATED, headers={"Location": where}
        )

    @extend_schema(request=WordSerializer, responses=RetirementSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str | None = None) -> Response:
        """Retire it or keep it on: the CEO, or their deputy."""
        actor = caller(request)
        require_decider(actor, timezone.now())
        sent = WordSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        row = services.decide(
            actor=actor,
            retirement=self.get_object(),
            word=sent.word(),
            now=timezone.now(),
        )
        return self._answer(row)

    @extend_schema(request=None, responses=RetirementSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take a proposal back before it is decided."""
        row = services.withdraw(
            actor=caller(request), retirement=self.get_object(), now=timezone.now()
        )
        return self._answer(row)

    @extend_schema(request=ToldSerializer, responses=RetirementSerializer)
    @action(detail=True, methods=["post"])
    def tell(self, request: Request, pk: str | None = None) -> Response:
        """Say that somebody was told."""
        row = self.get_object()
        sent = ToldSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        lines = Telling.objects.filter(retirement=row)
        services.tell(
            actor=caller(request),
            telling=get_object_or_404(lines, pk=sent.validated_data["telling"]),
            note=sent.validated_data.get("note", ""),
            now=timezone.now(),
        )
        return self._answer(row)


class ObjectionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Objection]
):
    """Who dissents from a retirement, by name: before the CEO's word, or soon after."""

    reads = Act.SEE_DECISIONS
    writes = Act.DISSENT
    queryset = Objection.objects.none()
    serializer_class = ObjectionSerializer
    filterset_class = ObjectionFilter
    ordering_fields = ("at",)
    ordering = ("-at", "-pk")

    def get_queryset(self) -> QuerySet[Objection]:
        if not isinstance(self.request.user, User):
            return Objection.objects.none()
        rows = Objection.objects.visible_to(self.request.user)
        related = rows.select_related("by", "retirement")
        return related.prefetch_related(queries.REPLIES)

    @extend_schema(request=NewObjectionSerializer, responses={201: ObjectionSerializer})
    def create(self, request: Request) -> Response:
        """Put a dissent down under one's own name."""
        sent = NewObjectionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        actor = caller(request)
        rows = Retirement.objects.visible_to(actor)
        made = services.dissent(
            actor=actor,
            retirement=get_object_or_404(rows, pk=sent.validated_data["retirement"]),
            reason=sent.validated_data["reason"],
            now=timezone.now(),
        )
        return Response(self._body(made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(request=ReplySerializer, responses=ObjectionSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """Answer a dissent."""
        return self._reply(request, services.answer)

    @extend_schema(request=ReplySerializer, responses=ObjectionSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Withdraw a dissent of one's own, where everybody sees it."""
        return self._reply(request, services.take_dissent_back)

    def _reply(
        self, request: Request, command: Callable[..., ObjectionReply]
    ) -> Response:
        found = self.get_object()
        sent = ReplySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        command(
            actor=caller(request),
            objection=found,
            text=sent.validated_data["text"],
            now=timezone.now(),
        )
        return Response(self._body(found.pk))

    def _body(self, key: int) -> Any:  # noqa: ANN401  # JSON
        return self.get_serializer(self.get_queryset().get(pk=key)).data
