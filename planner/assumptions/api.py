"""Tests of assumptions over REST: plan them, add what is found out, conclude them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from planner.assumptions import queries, services
from planner.assumptions.filters import TestFilter
from planner.assumptions.serializers import (
    AssumptionTestSerializer,
    CardSerializer,
    ConclusionSerializer,
    DropSerializer,
    FindingSerializer,
    HeldSerializer,
    NewTestSerializer,
    TaskToHoldSerializer,
)
from planner.plans.models import AssumptionTest, Plan
from planner.plans.services import NoSuchPlan


class AssumptionTestViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[AssumptionTest]
):
    """Assumptions under test, with what was found out and what it came to."""

    reads = Act.SEE_PLANS
    writes = Act.TEST_ASSUMPTIONS
    scope = Scope.PLANS
    queryset = AssumptionTest.objects.none()
    serializer_class = AssumptionTestSerializer
    filterset_class = TestFilter
    ordering_fields = ("due_on", "created_at", "concluded_at")
    ordering = ("due_on", "id")

    def get_queryset(self) -> QuerySet[AssumptionTest]:
        if not isinstance(self.request.user, User):
            return AssumptionTest.objects.none()
        found = queries.visible(self.request.user)
        return found.prefetch_related(queries.FINDINGS)

    def _answer(self, key: int, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=key)
        return Response(AssumptionTestSerializer(row).data, status=code)

    def _read(self, kind: Any, request: Request) -> Any:  # noqa: ANN401  # a serializer
        sent = kind(data=request.data)
        sent.is_valid(raise_exception=True)
        return sent

    @extend_schema(request=NewTestSerializer, responses={201: AssumptionTestSerializer})
    def create(self, request: Request) -> Response:
        """Plan a test of an assumption; one open test of each is enough."""
        sent = self._read(NewTestSerializer, request)
        plans = Plan.objects.visible_to(caller(request))
        plan = plans.filter(pk=sent.validated_data["plan"]).first()
        if plan is None:
            raise NoSuchPlan(
                "There is no such plan, or it is not yours to see.",
                next_step="Look for it in the list of plans.",
            )
        test = services.plan_test(
            plan=plan,
            assumption=sent.validated_data["assumption"],
            actor=caller(request),
            card=sent.card(),
            now=timezone.now(),
        )
        return self._answer(test.pk, status.HTTP_201_CREATED)

    @extend_schema(request=CardSerializer, responses=AssumptionTestSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change the card of an open test, if nobody did so meanwhile."""
        key = self.get_object().pk
        sent = self._read(CardSerializer, request)
        services.change_test(
            test_id=key,
            actor=caller(request),
            revision=sent.validated_data["revision"],
            card=sent.card(),
            now=timezone.now(),
        )
        return self._answer(key)

    @extend_schema(request=None, responses=AssumptionTestSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Say that a planned test is under way."""
        key = self.get_object().pk
        services.start_test(test_id=key, actor=caller(request), now=timezone.now())
        return self._answer(key)

    @extend_schema(request=FindingSerializer, responses={201: FindingSerializer})
    @action(detail=True, methods=["post"])
    def findings(self, request: Request, pk: str) -> Response:
        """Add what was found out, with its day and source."""
        key = self.get_object().pk
        sent = self._read(FindingSerializer, request)
        row = services.add_finding(
            test_id=key, actor=caller(request), found=sent.found(), now=timezone.now()
        )
        return Response(FindingSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ConclusionSerializer, responses=AssumptionTestSerializer)
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: str) -> Response:
        """Say that the assumption is supported or refuted: the plan is scored again."""
        key = self.get_object().pk
        sent = self._read(ConclusionSerializer, request)
        services.conclude(
            test_id=key,
            actor=caller(request),
            now=timezone.now(),
            **sent.validated_data,
        )
        return self._answer(key)

    @extend_schema(responses=TaskToHoldSerializer(many=True))
    @action(
        detail=True, methods=["get"], url_path="tasks-to-hold", pagination_class=None
    )
    def tasks_to_hold(self, request: Request, pk: str) -> Response:
        """Name the open tasks that count on what this test refuted."""
        tasks = queries.tasks_to_hold(self.get_object())
        seen = Plan.objects.visible_to(caller(request))
        mine = tasks and seen.filter(pk=tasks[0].plan_id).exists()
        return Response(TaskToHoldSerializer(tasks if mine else [], many=True).data)

    @extend_schema(request=None, responses=HeldSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        """Put on hold the tasks that count on what this test refuted."""
        key = self.get_object().pk
        count = services.hold_tasks(
            test_id=key, actor=caller(request), now=timezone.now()
        )
        return Response(HeldSerializer({"held": count}).data)

    @extend_schema(request=DropSerializer, responses=AssumptionTestSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """Give a test up, and say why."""
        key = self.get_object().pk
        sent = self._read(DropSerializer, request)
        services.drop_test(
            test_id=key,
            actor=caller(request),
            now=timezone.now(),
            **sent.validated_data,
        )
        return self._answer(key)
