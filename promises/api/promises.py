"""Promises and their evidence: drafted, studied, put up; decided elsewhere."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.policy import Act
from core.refusals import Invalid
from customers.models import Need
from promises import services
from promises.api.callers import caller
from promises.filters import EvidenceFilter, PromiseApiFilter, ServedNeedFilter
from promises.models import Evidence, HouseWord, Promise
from promises.queries.needs import serving, standing_needs
from promises.queries.page import for_page
from promises.queries.recent import company_day
from promises.queries.references import today_of
from promises.serializers import (
    DraftSerializer,
    EvidenceSerializer,
    HouseWordSerializer,
    NeedsSerializer,
    PromiseSerializer,
    RequirementsSerializer,
    RevisionSerializer,
    ServedNeedSerializer,
    TodaySerializer,
    needs_of,
)

ID = "[0-9]{1,18}"


class PromiseViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Promise]
):
    """Promises: what is promised to whom, its test, what it takes, what is missing.

    Only the CEO's decision (``/decisions/``) makes, returns or retires one.
    """

    reads = Act.SEE_PROMISES
    writes = Act.DRAFT_PROMISES
    scope = Scope.PROMISES
    queryset = Promise.objects.none()
    serializer_class = PromiseSerializer
    filterset_class = PromiseApiFilter
    ordering_fields = ["code", "statement", "state", "changed_at", "created_at"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Promise]:
        return for_page(Promise.objects.visible_to(caller(self.request)))

    def _answer(self, promise: Promise, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=promise.pk)
        return Response(self.get_serializer(fresh).data, status=code)

    @extend_schema(request=DraftSerializer, responses={201: PromiseSerializer})
    def create(self, request: Request) -> Response:
        """Write a new idea down."""
        asked = DraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        actor = caller(request)
        promise = services.draft_promise(
            actor=actor, draft=asked.new(actor), now=timezone.now()
        )
        return self._answer(promise, status.HTTP_201_CREATED)

    @extend_schema(request=DraftSerializer, responses={200: PromiseSerializer})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an idea. Requirements that are sent take the place of all others."""
        promise = self.get_object()
        asked = DraftSerializer(promise, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        if "revision" not in asked.validated_data:
            raise ValidationError({"revision": ["Send the revision that was read."]})
        services.edit_promise(
            actor=caller(request),
            promise=promise,
            draft=asked.changed(promise),
            revision=asked.validated_data["revision"],
            now=timezone.now(),
        )
        return self._answer(promise)

    def _step(self, request: Request, command: Callable[..., Promise]) -> Response:
        asked = RevisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        promise = self.get_object()
        command(
            actor=caller(request),
            promise=promise,
            revision=asked.validated_data["revision"],
            now=timezone.now(),
        )
        return self._answer(promise)

    @extend_schema(request=RevisionSerializer, responses={200: PromiseSerializer})
    @action(detail=True, methods=["post"], url_path="put-up")
    def put_up(self, request: Request, pk: str) -> Response:
        """Put a studied idea up for the CEO's decision."""
        return self._step(request, services.put_up)

    @extend_schema(request=RevisionSerializer, responses={200: PromiseSerializer})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Take it back from the CEO's desk, to change it."""
        return self._step(request, services.take_back)

    @extend_schema(request=RevisionSerializer, responses={200: PromiseSerializer})
    @action(detail=True, methods=["post"], url_path="go-live")
    def go_live(self, request: Request, pk: str) -> Response:
        """Say that the company makes an approved promise now."""
        return self._step(request, services.go_live)

    @extend_schema(request=None, responses={201: PromiseSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Draft a successor with the same words and requirements."""
        copy = services.copy_promise(
            actor=caller(request), promise=self.get_object(), now=timezone.now()
        )
        return self._answer(copy, status.HTTP_201_CREATED)

    @extend_schema(request=RequirementsSerializer, responses={200: PromiseSerializer})
    @action(detail=True, methods=["put"])
    def requirements(self, request: Request, pk: str) -> Response:
        """Say anew what one occasion takes, as operations may even once it is made."""
        asked = RequirementsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        promise = self.get_object()
        services.change_requirements(
            actor=caller(request),
            promise=promise,
            needs=needs_of(asked.validated_data["requirements"]),
            revision=asked.validated_data["revision"],
            now=timezone.now(),
        )
        return self._answer(promise)

    @extend_schema(request=NeedsSerializer, responses={200: PromiseSerializer})
    @action(detail=True, methods=["put"])
    def needs(self, request: Request, pk: str) -> Response:
        """Say anew which needs of customers it serves: these, and no others."""
        sent = NeedsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        promise = self.get_object()
        services.set_needs(
            actor=caller(request),
            promise=promise,
            needs=sent.validated_data["needs"],
            revision=sent.validated_data["revision"],
            now=timezone.now(),
        )
        return self._answer(promise)


class ServedNeedViewSet(mixins.ListModelMixin, GenericViewSet[Need]):
    """Needs of customers, the most important first, with the promises that serve them."""

    reads = Act.SEE_LEDGER
    queryset = Need.objects.none()
    serializer_class = ServedNeedSerializer
    filterset_class = ServedNeedFilter
    ordering_fields = ["importance", "code", "dated"]

    def get_queryset(self) -> QuerySet[Need]:
        return standing_needs(caller(self.request))

    def list(self, request: Request) -> Response:
        """List the needs, and how each stands."""
        needs = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {
            **self.get_serializer_context(),
            "serving": serving(needs, caller(request)),
        }
        rows = ServedNeedSerializer(needs, many=True, context=context)
        return self.get_paginated_response(rows.data)


class EvidenceViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Evidence]
):
    """Findings that promises build loyalty, differentiation or profitability."""

    reads = Act.SEE_LEDGER
    writes = Act.DRAFT_PROMISES
    scope = Scope.PROMISES
    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    ordering_fields = ["found_on", "added_at", "strength"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Evidence]:
        visible = Promise.objects.visible_to(caller(self.request))
        return Evidence.objects.filter(promise__in=visible).select_related(
            "promise", "added_by"
        )

    def create(self, request: Request) -> Response:
        """Add a finding to a promise, told or looked up, at any point of its life."""
        sent: Any = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        promise, asked = sent.validated_data["promise"], sent.asked()
        if asked:
            evidence = services.cite(
                actor=caller(request),
                promise=promise,
                criterion=sent.validated_data["criterion"],
                asked=asked,
                now=timezone.now(),
            )
        else:
            evidence = services.add_evidence(
                actor=caller(request),
                promise=promise,
                finding=sent.result(),
                now=timezone.now(),
            )
        body = self.get_serializer(evidence).data
        return Response(body, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a finding from an idea."""
        services.remove_evidence(
            actor=caller(request), evidence=self.get_object(), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=TodaySerializer)
    @action(detail=True)
    def today(self, request: Request, pk: str) -> Response:
        """Ask again what it refers to: the figure it kept, and that of today."""
        evidence = self.get_object()
        if not evidence.reference:
            raise Invalid(
                "This finding was told; it refers to nothing that could be asked again.",
                next_step="Ask for one whose reference is not empty.",
            )
        now = today_of(evidence, company_day(timezone.now()))
        return Response(TodaySerializer(now).data)


class HouseWordViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[HouseWord]
):
    """Words of the company's own that promises are asked about."""

    reads = Act.DRAFT_PROMISES
    writes = Act.DRAFT_PROMISES
    scope = Scope.PROMISES
    queryset = HouseWord.objects.select_related("added_by")
    serializer_class = HouseWordSerializer
    ordering_fields = ["phrase", "added_at"]
    ordering = ["phrase"]
    lookup_value_regex = ID

    def create(self, request: Request) -> Response:
        """Put a word on the list."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        word = services.add_word(
            actor=caller(request),
            phrase=asked.validated_data["phrase"],
            question=asked.validated_data.get("question", ""),
            now=timezone.now(),
        )
        return Response(self.get_serializer(word).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        """Take a word off the list."""
        services.remove_word(
            actor=caller(request), word=self.get_object(), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
