"""The ledger: what fell due and when it was done; and its weekly counts."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.policy import Act
from core.refusals import Invalid
from promises import services
from promises.api.callers import caller
from promises.filters import KeptWeekFilter, OutcomeFilter
from promises.models import KeptWeek, Outcome, Promise
from promises.serializers import (
    KeptWeekSerializer,
    OutcomeSerializer,
    ReportedSerializer,
    ReportSerializer,
    report_context,
)
from promises.services.outcomes import MOST_AT_ONCE

EXAMPLE = OpenApiExample(
    "An order",
    value=[
        {
            "promise": "next-week",
            "reference": "order-4711",
            "customer": "c-17",
            "promised_at": "2026-01-05T09:30:00+01:00",
            "due_at": "2026-01-12",
            "done_at": None,
        }
    ],
    request_only=True,
)


class OutcomeViewSet(mixins.ListModelMixin, GenericViewSet[Outcome]):
    """Occasions on which a promise fell due.

    A promise and a reference name one occasion: reporting it again changes what is
    known of it, and the same report twice changes nothing. What is empty or left out
    erases nothing. A due or done date without a time means the end of that day.
    """

    reads = Act.SEE_LEDGER
    writes = Act.REPORT_OUTCOMES
    scope = Scope.LEDGER
    queryset = Outcome.objects.none()
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilter
    ordering_fields = ["due_at", "promised_at", "done_at"]

    def get_queryset(self) -> QuerySet[Outcome]:
        visible = Promise.objects.visible_to(caller(self.request))
        return Outcome.objects.filter(promise__in=visible).select_related(
            "promise", "segment"
        )

    @extend_schema(
        request=ReportSerializer(many=True),
        responses={200: ReportedSerializer},
        examples=[EXAMPLE],
    )
    def create(self, request: Request) -> Response:
        """Report one outcome, or a list of up to 5,000: all of it, or nothing."""
        rows: Any = request.data
        many = isinstance(rows, list)
        if many and len(rows) > MOST_AT_ONCE:
            raise Invalid(
                f"At most {MOST_AT_ONCE:,} outcomes at once.",
                next_step="Send them in parts, or upload a file to /ledger-imports/.",
            )
        actor = caller(request)
        asked: Any = ReportSerializer(
            data=rows, many=many, context=report_context(actor)
        )
        asked.is_valid(raise_exception=True)
        found = asked.validated_data if many else [asked.validated_data]
        entries = [ReportSerializer.entry(row, data) for row, data in enumerate(found)]
        reported = services.report_outcomes(
            actor=actor, entries=entries, now=timezone.now()
        )
        return Response(asdict(reported))


class KeptWeekViewSet(mixins.ListModelMixin, GenericViewSet[KeptWeek]):
    """Weekly counts by promise and segment: due, done, in time, on the day."""

    reads = Act.SEE_LEDGER
    queryset = KeptWeek.objects.none()
    serializer_class = KeptWeekSerializer
    filterset_class = KeptWeekFilter
    ordering_fields = ["week"]
    ordering = ["week"]

    def get_queryset(self) -> QuerySet[KeptWeek]:
        visible = Promise.objects.visible_to(caller(self.request))
        return KeptWeek.objects.filter(promise__in=visible).select_related(
            "promise", "segment"
        )
