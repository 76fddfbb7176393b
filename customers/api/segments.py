"""Segments over REST, by their code or number."""

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from core.lookup import ByCodeOrNumber
from customers import services
from customers.filters import SegmentFilter
from customers.models import Segment
from customers.serializers import SegmentSerializer


class SegmentViewSet(ByCodeOrNumber, viewsets.ModelViewSet[Segment]):
    """Who the promises are for."""

    reads = Act.SEE_PROMISES
    writes = Act.EDIT_SEGMENTS
    scope = Scope.PROMISES
    queryset = Segment.objects.none()
    serializer_class = SegmentSerializer
    filterset_class = SegmentFilter
    ordering_fields = ["code", "name"]
    ordering = ["code"]

    def get_queryset(self) -> QuerySet[Segment]:
        return Segment.objects.visible_to(caller(self.request))

    def perform_create(self, serializer: BaseSerializer[Segment]) -> None:
        facts = dict(serializer.validated_data)
        facts.pop("revision", None)
        serializer.instance = services.create_segment(
            actor=caller(self.request),
            code=facts.pop("code"),
            facts=facts,
            now=timezone.now(),
        )

    def perform_update(self, serializer: BaseSerializer[Segment]) -> None:
        facts = dict(serializer.validated_data)
        segment: Segment = self.get_object()
        if facts.pop("code", segment.code) != segment.code:
            raise ValidationError({"code": ["A code stays: others know it by that."]})
        if "revision" not in facts:
            raise ValidationError({"revision": ["Send the revision that you read."]})
        serializer.instance = services.edit_segment(
            actor=caller(self.request),
            segment=segment,
            revision=facts.pop("revision"),
            facts=facts,
            now=timezone.now(),
        )

    def perform_destroy(self, instance: Segment) -> None:
        services.delete_segment(
            actor=caller(self.request), segment=instance, now=timezone.now()
        )
