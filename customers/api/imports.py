"""Files about customers: uploaded, checked by the worker, brought in, taken out."""

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
from accounts.permissions import caller
from accounts.policy import Act
from core.refusals import Invalid
from core.uploads import PARSERS, document_of, file_of
from customers.incoming.mapping import Mapping, guess
from customers.models import CustomerImport
from customers.queries.imports import imports_of
from customers.serializers.imports import (
    CustomerImportLineSerializer,
    CustomerImportSerializer,
    CustomerMappingSerializer,
)
from customers.services import imports as services


def _mapping(kind: str, given: Any) -> Mapping | None:  # noqa: ANN401  # JSON
    if given in (None, ""):
        return None
    if kind not in CustomerImport.Kind.values:
        words = f"Choose one of: {', '.join(CustomerImport.Kind.values)}."
        raise Invalid("What is in the file?", errors={"kind": [words]})
    return Mapping.read(kind, document_of(given, "mapping"))


class CustomerImportViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[CustomerImport]
):
    """Files of customers, purchases, answers, interactions, defections and needs.

    Upload a file, with its mapping if you know it; ask until ``state`` is ``done`` and
    ``stage`` is ``checked``; read the report; commit. All that is to come in does, or
    nothing. ``undo`` takes it out again.
    """

    reads = Act.EDIT_CUSTOMERS
    writes = Act.EDIT_CUSTOMERS
    scope = Scope.CUSTOMERS
    queryset = CustomerImport.objects.none()
    filterset_fields = ["kind", "stage", "state"]
    ordering_fields = ["uploaded_at"]
    ordering = ["-uploaded_at"]
    lookup_value_regex = r"\d{1,18}"
    parser_classes = PARSERS

    def get_queryset(self) -> QuerySet[CustomerImport]:
        return imports_of(caller(self.request))

    def get_serializer_class(self) -> type[BaseSerializer[CustomerImport]]:
        if self.action == "list":
            return CustomerImportLineSerializer
        return CustomerImportSerializer

    def _accepted(self, job: CustomerImport) -> Response:
        fresh = self.get_queryset().get(pk=job.pk)
        return Response(
            CustomerImportSerializer(fresh).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("customer-import-detail", args=[job.pk])},
        )

    @extend_schema(
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "kind": {"type": "string"},
                    "mapping": {"type": "string", "description": "JSON"},
                },
                "required": ["file", "kind"],
            },
            "text/csv": OpenApiTypes.BINARY,
        },
        parameters=[
            OpenApiParameter(
                "kind", str, description="What a file sent as body holds."
            ),
            OpenApiParameter("name", str, description="Name of a file sent as body."),
            OpenApiParameter("mapping", str, description="Mapping as JSON, likewise."),
        ],
        responses={202: CustomerImportSerializer},
    )
    def create(self, request: Request) -> Response:
        """Upload a file, as a part of a form or as the body itself."""
        name, content = file_of(request)
        data: Any = request.data  # an object, for a file was found in it
        kind = str(request.query_params.get("kind") or data.get("kind") or "")
        given = request.query_params.get("mapping") or data.get("mapping")
        job = services.upload(
            actor=caller(request),
            kind=kind,
            file_name=name,
            content=content,
            mapping=_mapping(kind, given),
            now=timezone.now(),
        )
        return self._accepted(job)

    @extend_schema(responses={200: CustomerMappingSerializer})
    @action(detail=True, methods=["get"])
    def suggestion(self, request: Request, pk: str) -> Response:
        """Suggest a mapping from the columns' names and from what is in them."""
        job = self.get_object()
        return Response({"mapping": guess(job.kind, job.columns)})

    @extend_schema(
        request=CustomerMappingSerializer, responses={202: CustomerImportSerializer}
    )
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Say which column says what and what to do with trouble; have all checked."""
        job = self.get_object()
        given = request.data.get("mapping") if isinstance(request.data, dict) else None
        mapping = _mapping(job.kind, given)
        if mapping is None:
            words = "Send the mapping: an object with columns and choices."
            raise Invalid(words, errors={"mapping": [words]})
        services.ask_check(
            actor=caller(request), job=job, mapping=mapping, now=timezone.now()
        )
        return self._accepted(job)

    def _command(self, request: Request, command: Callable[..., Any]) -> Response:
        job = command(actor=caller(request), job=self.get_object(), now=timezone.now())
        return self._accepted(job)

    @extend_schema(request=None, responses={202: CustomerImportSerializer})
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, pk: str) -> Response:
        """Bring a checked file in."""
        return self._command(request, services.ask_commit)

    @extend_schema(request=None, responses={202: CustomerImportSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop what waits or runs; nothing is half saved."""
        return self._command(request, services.cancel)

    @extend_schema(request=None, responses={202: CustomerImportSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try a failed part again."""
        return self._command(request, services.retry)

    @extend_schema(request=None, responses={202: CustomerImportSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take out what came in, and put back what was changed."""
        return self._command(request, services.ask_undo)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=True, methods=["get"])
    def problems(self, request: Request, pk: str) -> HttpResponse:
        """Get every row that is not plain, with what becomes of it, as CSV."""
        packed = bytes(self.get_object().problems)
        if not packed:
            raise NotFound
        return HttpResponse(
            gzip.decompress(packed), content_type="text/csv; charset=utf-8"
        )
