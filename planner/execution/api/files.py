"""A plan's tasks as files over REST: out as on the pages, in by the same rules."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import local_day
from core.exports import XLSX
from core.negotiation import AsAddressed
from core.refusals import Invalid
from core.uploads import PARSERS, file_of
from planner.execution import services
from planner.execution.exchange.files import KINDS, task_file
from planner.execution.exchange.reading import Fault
from planner.execution.serializers import BringInSerializer, BroughtInSerializer
from planner.plans.models import Plan
from planner.plans.services import require_workable

MOST_FAULTS = 200


def _plan(request: Request, plan_id: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(caller(request)), pk=plan_id)


class TaskExportView(APIView):
    """A plan's tasks as a file."""

    reads = Act.SEE_PLANS
    content_negotiation_class = AsAddressed

    @extend_schema(
        operation_id="export_plan_tasks",
        parameters=[
            OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=KINDS),
        ],
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            (200, XLSX): OpenApiTypes.BINARY,
            (200, "text/plain"): OpenApiTypes.STR,
            (200, "application/xml"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request, plan_id: int, kind: str) -> HttpResponseBase:
        """Get them as a table, a Mermaid gantt or Microsoft Project's XML."""
        plan = _plan(request, plan_id)
        if kind not in KINDS:
            raise Http404
        return task_file(plan, kind, today=local_day(timezone.now()))


class TaskImportView(APIView):
    """A table of tasks to bring into a plan."""

    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    parser_classes = PARSERS

    @extend_schema(
        operation_id="import_plan_tasks",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "dry_run": {"type": "boolean", "default": False},
                },
                "required": ["file"],
            },
            "text/csv": OpenApiTypes.BINARY,
            XLSX: OpenApiTypes.BINARY,
        },
        parameters=[
            OpenApiParameter("dry_run", bool, description="Judge it, store nothing."),
            OpenApiParameter("name", str, description="Name of a file sent as body."),
        ],
        responses=BroughtInSerializer,
    )
    def post(self, request: Request, plan_id: int) -> Response:
        """Bring in all that a CSV or XLSX file says, or nothing.

        Tasks are known by their code: those that are there are changed, others are new.
        What is not right is named by its line, as a spreadsheet numbers it, and its
        column: `lines[3].likely`.
        """
        plan = _plan(request, plan_id)
        require_workable(plan=plan, actor=caller(request))
        name, content = file_of(request)
        dry_run = _dry_run(request)
        outcome = services.bring_in(
            actor=caller(request),
            plan=plan,
            name=name,
            content=content,
            commit=not dry_run,
            now=timezone.now(),
        )
        if outcome.faults:
            raise _refused(outcome.faults)
        return Response(BroughtInSerializer(outcome).data)


def _dry_run(request: Request) -> bool:
    data: Any = request.data  # an object, for a file was found in it
    given = request.query_params.get("dry_run", data.get("dry_run"))
    sent = BringInSerializer(data={} if given is None else {"dry_run": given})
    sent.is_valid(raise_exception=True)
    return bool(sent.validated_data["dry_run"])


def _refused(faults: Sequence[Fault]) -> Invalid:
    errors: dict[str, list[str]] = {}
    for fault in faults[:MOST_FAULTS]:
        place = f"lines[{fault.line}]" + (f".{fault.column}" if fault.column else "")
        errors.setdefault(place, []).append(fault.words)
    named = f" The first {MOST_FAULTS} are named." if len(faults) > MOST_FAULTS else ""
    return Invalid(
        f"Not right in {len(faults):,} places, so nothing was stored.{named}",
        next_step="Correct what is named and send the whole file again.",
        errors=errors,
    )
