"""Tasks, their parts and what they come to, over REST."""

from collections.abc import Callable
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
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import local_day
from core.numbers import typed_whole
from planner.execution import filters, services
from planner.execution.models import (
    Consultation,
    Spending,
    Task,
    TaskLink,
    TaskNeed,
    TaskQuerySet,
)
from planner.execution.queries.budgets import budgets
from planner.execution.queries.gaps import readiness
from planner.execution.queries.lists import plan_rows
from planner.execution.serializers import (
    BudgetsSerializer,
    CloseSerializer,
    ConsultationSerializer,
    ConsultedSerializer,
    GapsSerializer,
    GoOnSerializer,
    LinkSerializer,
    MoveTaskSerializer,
    ProgressSerializer,
    SpendingSerializer,
    StepSerializer,
    StepsSerializer,
    StepsTakenSerializer,
    TaskNeedSerializer,
    TaskReasonSerializer,
    TaskReportSerializer,
    TaskSerializer,
)
from planner.plans.models import Plan

MOST_REPORTS = 200
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='The revision you saw, such as "3"; or send "revision" in the document.',
)
PLANNING = {"create", "partial_update", "destroy", "move"}


def _seen_revision(request: Request, sent: int | None) -> int | None:
    """Return the revision that the caller says they saw: in If-Match, or as told."""
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    seen = typed_whole(tag)
    return sent if seen is None else seen


def _seen(request: Request) -> TaskQuerySet:
    """Return the tasks that the caller may see."""
    if not isinstance(request.user, User):
        return Task.objects.none()
    return Task.objects.visible_to(request.user)


class TaskViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Task]
):
    """The tasks of plans: written, changed, reported on."""

    reads = Act.SEE_PLANS
    scope = Scope.PLANS
    queryset = Task.objects.none()
    serializer_class = TaskSerializer
    filterset_class = filters.TaskFilter
    ordering_fields = ["position", "deadline", "changed_at", "code"]
    ordering = ["plan", "position", "id"]

    @property
    def writes(self) -> Act:
        """Who works on a plan writes tasks; its people report on one."""
        return Act.DRAFT_PLANS if self.action in PLANNING else Act.REPORT_TASKS

    def get_queryset(self) -> QuerySet[Task]:
        return _seen(self.request).with_people()

    def _answer(self, key: int, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=key)
        return Response(TaskSerializer(row).data, status=code)

    @extend_schema(responses={201: TaskSerializer})
    def create(self, request: Request) -> Response:
        """Add a task to a plan."""
        sent = TaskSerializer(context={"request": request}, data=request.data)
        sent.is_valid(raise_exception=True)
        task = services.create(
            actor=caller(request),
            plan=sent.validated_data["plan"],
            facts=sent.facts(),
            now=timezone.now(),
        )
        return self._answer(task.pk, status.HTTP_201_CREATED)

    @extend_schema(responses=TaskSerializer, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change some facts of a task, on the revision that was read."""
        row = self.get_object()
        sent = TaskSerializer(
            context={"request": request}, data=request.data, partial=True
        )
        sent.is_valid(raise_exception=True)
        services.change(
            actor=caller(request),
            task_id=row.pk,
            revision=_seen_revision(request, sent.validated_data.get("revision")),
            facts=sent.facts(),
            now=timezone.now(),
        )
        return self._answer(row.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take out a task that nobody has begun."""
        key = self.get_object().pk
        services.delete(actor=caller(request), task_id=key, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _step(
        self, request: Request, kind: type[Any], command: Callable[..., object]
    ) -> Response:
        key = self.get_object().pk
        sent = kind(data=request.data)
        sent.is_valid(raise_exception=True)
        command(
            actor=caller(request),
            task_id=key,
            now=timezone.now(),
            **sent.validated_data,
        )
        return self._answer(key)

    @extend_schema(request=MoveTaskSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: int) -> Response:
        """Put it before another task of its plan."""
        key = self.get_object().pk
        sent = MoveTaskSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.move(
            actor=caller(request),
            task_id=key,
            before_id=sent.validated_data["before"],
            now=timezone.now(),
        )
        return self._answer(key)

    @extend_schema(request=StepSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: int) -> Response:
        """Begin it."""
        return self._step(request, StepSerializer, services.start)

    @extend_schema(request=ProgressSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def progress(self, request: Request, pk: int) -> Response:
        """Say how much of it is done, in percent."""
        return self._step(request, ProgressSerializer, services.report)

    @extend_schema(request=TaskReasonSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: int) -> Response:
        """Let it stand still, and say why."""
        return self._step(request, TaskReasonSerializer, services.hold)

    @extend_schema(request=GoOnSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Go on with it."""
        return self._step(request, GoOnSerializer, services.resume)

    @extend_schema(request=StepSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: int) -> Response:
        """Say that it is done; the consulted are asked before it closes."""
        return self._step(request, StepSerializer, services.finish)

    @extend_schema(request=TaskReasonSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: int) -> Response:
        """Give it up, and say why."""
        return self._step(request, TaskReasonSerializer, services.drop)

    @extend_schema(request=TaskReasonSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Take it up again, and say why."""
        return self._step(request, TaskReasonSerializer, services.reopen)

    @extend_schema(request=CloseSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        """Close it without everybody's agreement, and say why."""
        return self._step(request, CloseSerializer, services.close)

    @extend_schema(request=ConsultedSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        """Say, when consulted, whether it is done as it should be."""
        return self._step(request, ConsultedSerializer, services.answer)

    @extend_schema(request=StepsSerializer, responses=StepsTakenSerializer)
    @action(detail=False, methods=["post"])
    def steps(self, request: Request) -> Response:
        """Take the same step with several tasks of a plan, by the rules of each."""
        sent = StepsSerializer(context={"request": request}, data=request.data)
        sent.is_valid(raise_exception=True)
        data = dict(sent.validated_data)
        keys = data.pop("tasks")
        count = services.step_many(
            actor=caller(request), task_ids=keys, now=timezone.now(), **data
        )
        return Response({"changed": count})

    @extend_schema(responses=TaskReportSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def reports(self, request: Request, pk: int) -> Response:
        """List what was reported on it, the latest 200 first."""
        rows = self.get_object().reports.select_related("by").order_by("-at", "-pk")
        found = rows[:MOST_REPORTS]
        return Response(TaskReportSerializer(found, many=True).data)


class _Parts(mixins.ListModelMixin, mixins.RetrieveModelMixin):
    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS


class TaskLinkViewSet(_Parts, GenericViewSet[TaskLink]):
    """What waits for what: FS, SS, FF or SF, with a lag in working days."""

    queryset = TaskLink.objects.none()
    serializer_class = LinkSerializer
    filterset_class = filters.LinkFilter
    ordering_fields = ["id"]
    ordering = ["id"]

    def get_queryset(self) -> QuerySet[TaskLink]:
        return TaskLink.objects.filter(after__in=_seen(self.request).values("pk"))

    @extend_schema(responses={201: LinkSerializer})
    def create(self, request: Request) -> Response:
        """Let a task wait for another; the same link again sets its lag."""
        sent = LinkSerializer(context={"request": request}, data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        names = {k: data[k] for k in ("kind", "lag") if k in data}
        row = services.link(
            actor=caller(request),
            task_id=data["after"].pk,
            wait=services.Wait(before_id=data["before"].pk, **names),
            now=timezone.now(),
        )
        return Response(LinkSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Let it wait no longer."""
        row = self.get_object()
        services.unlink(
            actor=caller(request),
            task_id=row.after_id,
            link_id=row.pk,
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class TaskNeedViewSet(_Parts, GenericViewSet[TaskNeed]):
    """How much of which capability tasks take."""

    queryset = TaskNeed.objects.none()
    serializer_class = TaskNeedSerializer
    filterset_class = filters.NeedFilter
    ordering_fields = ["id"]
    ordering = ["id"]

    def get_queryset(self) -> QuerySet[TaskNeed]:
        found = TaskNeed.objects.filter(task__in=_seen(self.request).values("pk"))
        return found.select_related("capability")

    @extend_schema(responses={201: TaskNeedSerializer})
    def create(self, request: Request) -> Response:
        """Say how much a task takes; said again, it is that much."""
        sent = TaskNeedSerializer(context={"request": request}, data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        row = services.set_need(
            actor=caller(request),
            task_id=data["task"].pk,
            capability=data["capability"],
            amount=data["amount"],
            now=timezone.now(),
        )
        if row is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(TaskNeedSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Say that it takes none of it."""
        row = self.get_object()
        services.set_need(
            actor=caller(request),
            task_id=row.task_id,
            capability=row.capability,
            amount=row.amount * 0,
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class SpendingViewSet(_Parts, GenericViewSet[Spending]):
    """What was ordered and paid for tasks."""

    writes = Act.REPORT_TASKS
    queryset = Spending.objects.none()
    serializer_class = SpendingSerializer
    filterset_class = filters.SpendingFilter
    ordering_fields = ["on", "id"]
    ordering = ["-on", "-id"]

    def get_queryset(self) -> QuerySet[Spending]:
        found = Spending.objects.filter(task__in=_seen(self.request).values("pk"))
        return found.select_related("by")

    @extend_schema(responses={201: SpendingSerializer})
    def create(self, request: Request) -> Response:
        """Enter an order or a payment."""
        sent = SpendingSerializer(context={"request": request}, data=request.data)
        sent.is_valid(raise_exception=True)
        data = dict(sent.validated_data)
        order = data.pop("settles", None)
        task = data.pop("task")
        entry = services.Entry(**data, settles_id=order.pk if order else None)
        row = services.spend(
            actor=caller(request), task_id=task.pk, entry=entry, now=timezone.now()
        )
        body = SpendingSerializer(row).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take out an entry that was wrong."""
        row = self.get_object()
        services.take_back(
            actor=caller(request),
            task_id=row.task_id,
            spending_id=row.pk,
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConsultationViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    GenericViewSet[Consultation],
):
    """Who is asked before a task closes, and what they said."""

    reads = Act.SEE_PLANS
    queryset = Consultation.objects.none()
    serializer_class = ConsultationSerializer
    filterset_class = filters.ConsultationFilter
    ordering_fields = ["asked_at"]
    ordering = ["-asked_at", "-id"]

    def get_queryset(self) -> QuerySet[Consultation]:
        found = Consultation.objects.filter(task__in=_seen(self.request).values("pk"))
        return found.select_related("person")


class _OfPlan(APIView):
    reads = Act.SEE_PLANS

    def plan(self, plan_id: int) -> Plan:
        plans = Plan.objects.visible_to(caller(self.request))
        return get_object_or_404(plans, pk=plan_id)


class TaskGapsView(_OfPlan):
    """What a plan's tasks lack before somebody can begin them."""

    @extend_schema(responses=GapsSerializer)
    def get(self, request: Request, plan_id: int) -> Response:
        rows = plan_rows(self.plan(plan_id), local_day(timezone.now()))
        found = readiness((row.task, row.gaps) for row in rows)
        body = {
            "sentence": found.sentence,
            "waiting": found.waiting,
            "stopped": found.stopped,
            "tasks": [
                {"task": row.task.pk, "code": row.task.code, "gaps": row.gaps}
                for row in rows
                if row.gaps
            ],
        }
        return Response(GapsSerializer(body).data)


class TaskMoneyView(_OfPlan):
    """Planned, committed, actual and available money of a plan's tasks."""

    @extend_schema(responses=BudgetsSerializer)
    def get(self, request: Request, plan_id: int) -> Response:
        found = budgets(self.plan(plan_id), local_day(timezone.now()))
        parts = [
            {
                "strategy": part.place.strategy,
                "title": part.place.title,
                "code": part.place.code,
                "money": part.money,
            }
            for strategy in found.strategies
            for part in strategy.parts
        ]
        body = {"money": found.money, "granted": found.granted, "parts": parts}
        return Response(BudgetsSerializer(body).data)
