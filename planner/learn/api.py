"""Predictions and calibration over REST."""

from typing import cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.policy import Act
from accounts.queries import local_day
from planner.learn.queries import learnt, predictions
from planner.learn.serializers import LearntSerializer, PredictionSerializer


class PredictionsView(APIView):
    """What the scores of approved plans predicted, and what was kept since."""

    reads = Act.SEE_DECISIONS

    @extend_schema(
        operation_id="predictions", responses=PredictionSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """List all predictions, the latest decision first; no pages."""
        user = cast("User", request.user)
        found = predictions(user, as_of=local_day(timezone.now()))
        return Response(PredictionSerializer(found, many=True).data)


class CalibrationView(APIView):
    """Whether the scores deserve trust: over all, by promise and by author."""

    reads = Act.SEE_DECISIONS

    @extend_schema(operation_id="calibration", responses=LearntSerializer)
    def get(self, request: Request) -> Response:
        """Return hits, coverage, Brier score with its parts, and the test of bias."""
        user = cast("User", request.user)
        found = learnt(user, as_of=local_day(timezone.now()))
        return Response(LearntSerializer(found).data)
