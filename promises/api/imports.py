"""Files of outcomes: uploaded, checked by the worker, committed."""

import gzip
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.policy import Act
from core.refusals import Invalid
from core.uploads import PARSERS, document_of, file_of
from promises import services
from promises.api.callers import caller
from promises.api.promises import ID
from promises.mapping import Mapping as Columns
from promises.models import LedgerImport
from promises.queries.imports import imports_of
from promises.serializers import (
    ImportLineSerializer,
    ImportSerializer,
    MappingSerializer,
)


def _columns(given: Any) -> Columns | None:  # noqa: ANN401  # JSON, or text of it
    """Read the mapping, if one was sent."""
    if given in (None, ""):
        return None
    return Columns.read(document_of(given, "mapping"))


class LedgerImportViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[LedgerImport]
):
    """Files on their way into the ledger.

    Upload a file, with its mapping if you know it; ask until ``state`` is ``done`` and
    ``stage`` is ``checked``; read the report; commit. All rows go in, or none.
    """

    reads = Act.SEE_LEDGER
    writes = Act.REPORT_OUTCOMES
    scope = Scope.LEDGER
    queryset = LedgerImport.objects.none()
    filterset_fields = ["stage", "state"]
    ordering_fields = ["uploaded_at"]
    ordering = ["-uploaded_at"]
    lookup_value_regex = ID
    parser_classes = PARSERS

    def get_queryset(self) -> QuerySet[LedgerImport]:
        return imports_of(caller(self.request))

    def get_serializer_class(self) -> type[BaseSerializer[LedgerImport]]:
        return ImportLineSerializer if self.action == "list" else ImportSerializer

    def _accepted(self, job: LedgerImport) -> Response:
        fresh = self.get_queryset().get(pk=job.pk)
        where = reverse("ledgerimport-detail", args=[job.pk])
        return Response(
            ImportSerializer(fresh).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": where},
        )

    @extend_schema(
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "mapping": {"type": "string", "description": "JSON"},
                },
                "required": ["file"],
            },
            "text/csv": OpenApiTypes.BINARY,
        },
        parameters=[
            OpenApiParameter("name", str, description="Name of a file sent as body."),
            OpenApiParameter("mapping", str, description="Mapping as JSON, likewise."),
        ],
        responses={202: ImportSerializer},
    )
    def create(self, request: Request) -> Response:
        """Upload a file, as a part of a form or as the body itself."""
        name, content = file_of(request)
        data: Any = request.data  # an object, for a file was found in it
        given = request.query_params.get("mapping") or data.get("mapping")
        job = services.upload(
            actor=caller(request),
            file_name=name,
            content=content,
            mapping=_columns(given),
            now=timezone.now(),
        )
        return self._accepted(job)

    @extend_schema(request=MappingSerializer, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Say which column says what, and have every row checked."""
        given = request.data.get("mapping") if isinstance(request.data, dict) else None
        columns = _columns(given)
        if columns is None:
            words = "Send the mapping: an object of column names."
            raise Invalid(words, errors={"mapping": [words]})
        job = services.ask_check(
            actor=caller(request),
            job=self.get_object(),
            mapping=columns,
            now=timezone.now(),
        )
        return self._accepted(job)

    def _command(self, request: Request, command: Callable[..., Any]) -> Response:
        job = command(actor=caller(request), job=self.get_object(), now=timezone.now())
        return self._accepted(job)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, pk: str) -> Response:
        """Bring a checked file into the ledger."""
        return self._command(request, services.ask_commit)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Take a waiting part of the work back."""
        return self._command(request, services.cancel)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try a failed part again."""
        return self._command(request, services.retry)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=True, methods=["get"])
    def errors(self, request: Request, pk: str) -> HttpResponse:
        """Get every error as CSV."""
        packed = bytes(self.get_object().problems)
        if not packed:
            raise NotFound
        return HttpResponse(
            gzip.decompress(packed), content_type="text/csv; charset=utf-8"
        )
