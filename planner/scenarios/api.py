"""What-if over REST: write scenarios, compare them, promote them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from accounts.models import User
from accounts.permissions import caller
from accounts.policy import Act
from core.refusals import Invalid
from planner.scenarios import queries, services
from planner.scenarios.filters import ScenarioFilter
from planner.scenarios.models import Comparison, Scenario
from planner.scenarios.serializers import (
    CompareSerializer,
    ComparisonLineSerializer,
    ComparisonSerializer,
    PromoteSerializer,
    ProposalsSerializer,
    ScenarioSerializer,
    SeenSerializer,
    SupposeSerializer,
)

REVISION = OpenApiParameter(
    "revision", OpenApiTypes.INT, description="The scenario's revision you saw."
)


class ScenarioViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Scenario]
):
    """Scenarios: what would be different from the company as it is."""

    reads = Act.COMPARE_PLANS
    writes = Act.COMPARE_PLANS
    queryset = Scenario.objects.none()
    serializer_class = ScenarioSerializer
    filterset_class = ScenarioFilter
    ordering_fields = ("name", "changed_at")
    ordering = ("-changed_at",)

    def get_queryset(self) -> QuerySet[Scenario]:
        if not isinstance(self.request.user, User):
            return Scenario.objects.none()
        seen = Scenario.objects.visible_to(self.request.user)
        return queries.with_changes(seen).prefetch_related("drafts")

    def _answer(self, scenario: Scenario, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=scenario.pk)
        return Response(ScenarioSerializer(row).data, status=code)

    @extend_schema(responses={201: ScenarioSerializer})
    def create(self, request: Request) -> Response:
        """Begin a scenario; its changes are added one by one."""
        data = self._sent(request)
        data.pop("revision", None)
        row = services.create(actor=caller(request), now=timezone.now(), **data)
        return self._answer(row, status.HTTP_201_CREATED)

    def _sent(self, request: Request) -> dict[str, Any]:
        sent = ScenarioSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data: dict[str, Any] = sent.validated_data
        return {"question": "", **data}

    def update(self, request: Request, pk: str) -> Response:
        """Say differently what it is called, what it asks and who may see it."""
        row, data = self.get_object(), self._sent(request)
        if "revision" not in data:
            raise Invalid(
                "Say which revision of the scenario you saw.",
                next_step='Send "revision".',
                errors={"revision": ["This is missing."]},
            )
        services.update(actor=caller(request), scenario=row, now=timezone.now(), **data)
        return self._answer(row)

    @extend_schema(parameters=[REVISION], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Discard it: it stays on record and can be restored."""
        services.discard(
            actor=caller(request),
            scenario=self.get_object(),
            revision=_seen(request.query_params),
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=ScenarioSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take a discarded scenario out again."""
        row = self.get_object()
        services.restore(actor=caller(request), scenario=row, now=timezone.now())
        return self._answer(row)

    @extend_schema(request=None, responses={201: ScenarioSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Make a copy of one's own."""
        row = services.duplicate(
            actor=caller(request), scenario=self.get_object(), now=timezone.now()
        )
        return self._answer(row, status.HTTP_201_CREATED)

    @extend_schema(request=SupposeSerializer, responses={201: ScenarioSerializer})
    @action(detail=True, methods=["post"])
    def changes(self, request: Request, pk: str) -> Response:
        """Suppose one more thing."""
        row = self.get_object()
        sent = SupposeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.add_change(
            actor=caller(request),
            scenario=row,
            revision=sent.validated_data["revision"],
            asked=sent.asked(),
            now=timezone.now(),
        )
        return self._answer(row, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[
            REVISION,
            OpenApiParameter("change", OpenApiTypes.INT, OpenApiParameter.PATH),
        ],
        responses={204: None},
    )
    @action(detail=True, methods=["delete"], url_path=r"changes/(?P<change>\d{1,18})")
    def change(self, request: Request, pk: str, change: str) -> Response:
        """Suppose it no longer."""
        services.remove_change(
            actor=caller(request),
            scenario=self.get_object(),
            revision=_seen(request.query_params),
            change_id=int(change),
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ProposalsSerializer)
    @action(detail=True, methods=["get"])
    def proposals(self, request: Request, pk: str) -> Response:
        """Say what promoting would make, and what it would not."""
        found = services.proposals(scenario=self.get_object(), actor=caller(request))
        return Response(ProposalsSerializer(found).data)

    @extend_schema(request=PromoteSerializer, responses=ScenarioSerializer)
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, pk: str) -> Response:
        """Make the drafts that were proposed, all at once."""
        row = self.get_object()
        sent = PromoteSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        ideas = sent.validated_data.get("ideas", [])
        services.promote(
            actor=caller(request),
            scenario=row,
            revision=sent.validated_data["revision"],
            ideas={
                one["change"]: services.Idea(name=one["name"], cost=one["cost"])
                for one in ideas
            },
            now=timezone.now(),
        )
        return self._answer(row)


def _seen(params: Any) -> int:  # noqa: ANN401  # of the query string
    sent = SeenSerializer(data=params)
    sent.is_valid(raise_exception=True)
    revision: int = sent.validated_data["revision"]
    return revision


class ComparisonViewSet(ReadOnlyModelViewSet[Comparison]):
    """Scenarios scored side by side; a single one comes with all that was found."""

    reads = Act.COMPARE_PLANS
    writes = Act.COMPARE_PLANS
    queryset = Comparison.objects.none()
    serializer_class = ComparisonSerializer
    ordering_fields = ("asked_at",)
    ordering = ("-asked_at",)

    def get_queryset(self) -> QuerySet[Comparison]:
        if not isinstance(self.request.user, User):
            return Comparison.objects.none()
        found = queries.comparisons(self.request.user)
        return found if self.action == "retrieve" else found.defer("result")

    def get_serializer_class(self) -> type[BaseSerializer[Comparison]]:
        if self.action == "retrieve":
            return ComparisonSerializer
        return ComparisonLineSerializer

    @extend_schema(request=CompareSerializer, responses={202: ComparisonLineSerializer})
    def create(self, request: Request) -> Response:
        """Have up to four scenarios scored beside the company as it is."""
        sent = CompareSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        run = services.compare(
            actor=caller(request),
            scenarios=sent.validated_data["scenarios"],
            now=timezone.now(),
        )
        row = self.get_queryset().get(pk=run.pk)
        return Response(
            ComparisonLineSerializer(row).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("comparison-detail", args=[run.pk])},
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Stop it: the worker stores nothing any more."""
        run = self.get_object()
        services.cancel(actor=caller(request), comparison=run, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=ComparisonLineSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop it, and answer with how far it was."""
        run = self.get_object()
        services.cancel(actor=caller(request), comparison=run, now=timezone.now())
        return Response(ComparisonLineSerializer(self.get_object()).data)
