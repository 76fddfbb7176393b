"""Predictions and calibration over REST."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from accounts.policy import Act
from accounts.queries import local_day
from planner.decisions.models import Decision
from planner.learn.queries import learnt, predictions
from planner.learn.serializers import LearntSerializer, PredictionSerializer


class PredictionViewSet(GenericViewSet[Decision]):
    """What the scores of approved plans predicted, and what was kept since."""

    reads = Act.SEE_DECISIONS
    queryset = Decision.objects.none()
    serializer_class = PredictionSerializer
    filter_backends = ()

    def list(self, request: Request) -> Response:
        """List predictions, the latest decision first."""
        user = cast("User", request.user)
        found = predictions(user, as_of=local_day(timezone.now()))
        rows = cast("Any", self).paginate_queryset(found)
        return self.get_paginated_response(PredictionSerializer(rows, many=True).data)


class CalibrationView(APIView):
    """Whether the scores deserve trust: over all, by promise and by author."""

    reads = Act.SEE_DECISIONS

    @extend_schema(operation_id="calibration", responses=LearntSerializer)
    def get(self, request: Request) -> Response:
        """Return hits, coverage, Brier score with its parts, and the test of bias."""
        user = cast("User", request.user)
        found = learnt(user, as_of=local_day(timezone.now()))
        return Response(LearntSerializer(found).data)
