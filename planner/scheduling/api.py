"""Schedules over REST: read one, try moves, adopt what was shown."""

from typing import cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.models import Scope, User
from accounts.policy import Act
from accounts.queries import local_day
from planner.plans.models import Plan
from planner.scheduling import services
from planner.scheduling.models import ScheduleRun
from planner.scheduling.queries import (
    Standing,
    company_schedule,
    standing,
    tried,
    tried_by,
)
from planner.scheduling.serializers import (
    AdoptionSerializer,
    AdoptSerializer,
    AskScheduleSerializer,
    AttemptSerializer,
    CompanyScheduleSerializer,
    PlanScheduleSerializer,
    ScheduleRunSerializer,
    schedule_document,
)


def _actor(request: Request) -> User:
    return cast("User", request.user)


def _plan(request: Request, plan_id: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(_actor(request)), pk=plan_id)


def _answer(found: Standing) -> Response:
    token = ""
    if found.worked is not None and not found.is_old:
        token = services.offer(found.facts, found.digest, found.worked, found.moves)
    return Response(PlanScheduleSerializer(schedule_document(found, token)).data)


class PlanScheduleView(APIView):
    """A plan's schedule as it stands."""

    reads = Act.SEE_PLANS

    @extend_schema(operation_id="plan_schedule", responses=PlanScheduleSerializer)
    def get(self, request: Request, plan_id: int) -> Response:
        """Read when its tasks are done, how sure that is, and what conflicts."""
        plan = _plan(request, plan_id)
        return _answer(standing(plan, as_of=local_day(timezone.now())))


class PlanSchedulePreviewView(APIView):
    """A plan's schedule as if tasks were moved. Nothing is stored."""

    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS

    @extend_schema(
        operation_id="preview_plan_schedule",
        request=AttemptSerializer,
        responses=PlanScheduleSerializer,
    )
    def post(self, request: Request, plan_id: int) -> Response:
        """Try moves; the token that is answered adopts this very schedule."""
        plan = _plan(request, plan_id)
        sent = AttemptSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        found = tried(plan, sent.read(), as_of=local_day(timezone.now()))
        return _answer(found)


class PlanScheduleAdoptionView(APIView):
    """Make a schedule that was shown the baseline."""

    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS

    @extend_schema(
        operation_id="adopt_plan_schedule",
        request=AdoptSerializer,
        responses={201: AdoptionSerializer},
    )
    def post(self, request: Request, plan_id: int) -> Response:
        """Adopt what a token was answered for, if no task has changed since."""
        plan = _plan(request, plan_id)
        sent = AdoptSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        row = services.adopt(
            actor=_actor(request), plan=plan, now=timezone.now(), **sent.validated_data
        )
        return Response(AdoptionSerializer(row).data, status=status.HTTP_201_CREATED)


class ScheduleRunViewSet(
    mixins.RetrieveModelMixin,
    mixins.ListModelMixin,
    viewsets.GenericViewSet[ScheduleRun],
):
    """Schedules that were asked for; what one found is at its ``result``."""

    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = ScheduleRun.objects.none()
    serializer_class = ScheduleRunSerializer
    filterset_fields = ("plan", "state")
    ordering_fields = ("asked_at",)
    ordering = ("-asked_at", "-pk")

    def get_queryset(self) -> QuerySet[ScheduleRun]:
        if not isinstance(self.request.user, User):
            return ScheduleRun.objects.none()
        found = ScheduleRun.objects.visible_to(self.request.user)
        if self.action == "result":
            return found.select_related("plan")
        return found.select_related("asked_by").defer("result")

    @extend_schema(
        request=AskScheduleSerializer, responses={202: ScheduleRunSerializer}
    )
    def create(self, request: Request) -> Response:
        """Have a plan scheduled, as it stands or as if tasks were moved."""
        sent = AskScheduleSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        run = services.ask(
            actor=_actor(request),
            plan=_plan(request, sent.validated_data["plan"]),
            moves=sent.read(),
            now=timezone.now(),
        )
        return Response(
            ScheduleRunSerializer(run).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("schedule-run-detail", args=[run.pk])},
        )

    @extend_schema(responses=PlanScheduleSerializer)
    @action(detail=True, methods=["get"])
    def result(self, request: Request, pk: str) -> Response:
        """Read what was found."""
        run = self.get_object()
        return _answer(tried_by(run, as_of=local_day(timezone.now())))

    @extend_schema(request=None, responses=ScheduleRunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call one off that waits or runs; it stores nothing any more."""
        run = services.cancel(
            actor=_actor(request), run_id=self.get_object().pk, now=timezone.now()
        )
        return Response(ScheduleRunSerializer(run).data)


class CompanyScheduleView(APIView):
    """Who and what is overbooked, over all running plans."""

    reads = Act.SEE_DECISIONS

    @extend_schema(operation_id="company_schedule", responses=CompanyScheduleSerializer)
    def get(self, request: Request) -> Response:
        """Read every week in which tasks ask for more than there is."""
        found = company_schedule(_actor(request), as_of=local_day(timezone.now()))
        return Response(CompanyScheduleSerializer(found).data)
