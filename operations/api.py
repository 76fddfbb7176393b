"""Capabilities and initiatives over REST, each by its code or number."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from core.lookup import ByCodeOrNumber
from operations import services
from operations.filters import CapabilityFilter, InitiativeFilter
from operations.models import Capability, Initiative
from operations.serializers import (
    CapabilityDetailSerializer,
    CapabilitySerializer,
    InitiativeSerializer,
    MoveSerializer,
    WeeksSerializer,
)


def _parts(serializer: BaseSerializer[Any]) -> tuple[str, int, dict[str, Any]]:
    """Take apart what was sent: the code, the revision seen, and the facts."""
    facts = dict(serializer.validated_data)
    code, revision = facts.pop("code", ""), facts.pop("revision", 0)
    if serializer.instance is not None and not revision:
        raise ValidationError({"revision": ["Send the revision that you read."]})
    if serializer.instance is not None and code not in {"", serializer.instance.code}:
        raise ValidationError({"code": ["A code stays: others know it by that."]})
    return code, revision, facts


class CapabilityViewSet(ByCodeOrNumber, viewsets.ModelViewSet[Capability]):
    """What operations can do; one of them also tells the weeks that differ."""

    reads = Act.SEE_OPERATIONS
    writes = Act.EDIT_OPERATIONS
    scope = Scope.OPERATIONS
    queryset = Capability.objects.none()
    serializer_class = CapabilitySerializer
    filterset_class = CapabilityFilter
    ordering_fields = ["code", "name", "changed_at"]
    ordering = ["code"]

    def get_queryset(self) -> QuerySet[Capability]:
        rows = Capability.objects.visible_to(caller(self.request))
        return rows if self.action == "list" else rows.prefetch_related("weeks")

    def get_serializer_class(self) -> type[BaseSerializer[Capability]]:
        if self.action == "retrieve":
            return CapabilityDetailSerializer
        return CapabilitySerializer

    def perform_create(self, serializer: BaseSerializer[Capability]) -> None:
        code, _, facts = _parts(serializer)
        serializer.instance = services.create_capability(
            actor=caller(self.request), code=code, facts=facts, now=timezone.now()
        )

    def perform_update(self, serializer: BaseSerializer[Capability]) -> None:
        _, revision, facts = _parts(serializer)
        serializer.instance = services.edit_capability(
            actor=caller(self.request),
            capability=self.get_object(),
            revision=revision,
            facts=facts,
            now=timezone.now(),
        )

    def perform_destroy(self, instance: Capability) -> None:
        services.delete_capability(
            actor=caller(self.request), capability=instance, now=timezone.now()
        )

    @extend_schema(request=WeeksSerializer, responses=CapabilityDetailSerializer)
    @action(detail=True, methods=["put"])
    def weeks(self, request: Request, **_: object) -> Response:
        """Set the weeks that are named, all or none; other weeks stay."""
        capability = self.get_object()
        asked = WeeksSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.set_weeks(
            actor=caller(request),
            changes=asked.changes(capability),
            revisions={capability.pk: asked.validated_data["revision"]},
            now=timezone.now(),
        )
        return Response(CapabilityDetailSerializer(self.get_object()).data)


class InitiativeViewSet(
    ByCodeOrNumber,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    viewsets.GenericViewSet[Initiative],
):
    """What would lift a capability. The CEO funds, signed in; no key ever does."""

    reads = Act.SEE_OPERATIONS
    scope = Scope.OPERATIONS
    queryset = Initiative.objects.none()
    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilter
    ordering_fields = ["code", "available_from", "cost", "changed_at"]
    ordering = ["available_from"]

    @property
    def writes(self) -> Act:
        money = self.action in {"fund", "take_back"}
        return Act.DECIDE if money else Act.EDIT_OPERATIONS

    def get_queryset(self) -> QuerySet[Initiative]:
        rows = Initiative.objects.visible_to(caller(self.request))
        return rows.select_related("capability", "funded_by")

    def perform_create(self, serializer: BaseSerializer[Initiative]) -> None:
        code, _, facts = _parts(serializer)
        serializer.instance = services.create_initiative(
            actor=caller(self.request), code=code, facts=facts, now=timezone.now()
        )

    def perform_update(self, serializer: BaseSerializer[Initiative]) -> None:
        _, revision, facts = _parts(serializer)
        serializer.instance = services.edit_initiative(
            actor=caller(self.request),
            initiative=self.get_object(),
            revision=revision,
            facts=facts,
            now=timezone.now(),
        )

    def _moved(self, initiative: Initiative) -> Response:
        return Response(self.get_serializer(initiative).data)

    @extend_schema(request=MoveSerializer, responses=InitiativeSerializer)
    @action(detail=True, methods=["post"])
    def fund(self, request: Request, **_: object) -> Response:
        """Grant the money for what was read at this revision (the CEO)."""
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._moved(
            services.fund(
                initiative=self.get_object(),
                actor=caller(request),
                now=timezone.now(),
                revision=asked.validated_data["revision"],
            )
        )

    @extend_schema(request=None, responses=InitiativeSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, **_: object) -> Response:
        """Take the money back (the CEO)."""
        return self._moved(
            services.take_funding_back(
                initiative=self.get_object(), actor=caller(request), now=timezone.now()
            )
        )

    @extend_schema(request=None, responses=InitiativeSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **_: object) -> Response:
        """Put a candidate aside."""
        return self._moved(
            services.drop_initiative(
                initiative=self.get_object(), actor=caller(request), now=timezone.now()
            )
        )

    @extend_schema(request=None, responses=InitiativeSerializer)
    @action(detail=True, methods=["post"])
    def reconsider(self, request: Request, **_: object) -> Response:
        """Bring a dropped initiative back as a candidate."""
        return self._moved(
            services.reconsider_initiative(
                initiative=self.get_object(), actor=caller(request), now=timezone.now()
            )
        )
