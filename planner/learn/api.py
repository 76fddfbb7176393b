"""Predictions and calibration over REST."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import company, local_day
from planner.decisions.models import Decision, Review
from planner.decisions.queries import decided
from planner.learn import services
from planner.learn.queries import learnt, predictions
from planner.learn.queries.hindsight import figures
from planner.learn.queries.reviews import reviews
from planner.learn.serializers import (
    JudgementSerializer,
    LearntSerializer,
    PredictionSerializer,
    ReviewSerializer,
)
from planner.scores.queries.beliefs import beliefs_named


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


class ReviewViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Review]
):
    """Decisions that were looked at again; for the CEO, looking at one."""

    reads = Act.SEE_DECISIONS
    writes = Act.DECIDE
    queryset = Review.objects.none()
    serializer_class = ReviewSerializer
    filterset_fields = ["decision", "decided_well", "turned_out"]
    ordering_fields = ["at"]
    ordering = ["-at", "-id"]

    def get_queryset(self) -> QuerySet[Review]:
        if not isinstance(self.request.user, User):
            return Review.objects.none()
        return reviews(self.request.user)

    @extend_schema(request=JudgementSerializer, responses={201: ReviewSerializer})
    def create(self, request: Request) -> Response:
        """Judge a decision and how it turned out, and write down what is learnt."""
        asked = JudgementSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        review = services.review(
            actor=caller(request),
            decision_id=asked.validated_data["decision"],
            judgement=asked.judgement(),
            known=asked.validated_data.get("known", {}),
            now=timezone.now(),
        )
        body = ReviewSerializer(review).data
        return Response(body, status=status.HTTP_201_CREATED)


class DecisionOutcomeView(APIView):
    """What was expected of a decision, beside what has happened since."""

    reads = Act.SEE_DECISIONS

    @extend_schema(
        operation_id="decision_outcome",
        parameters=[
            OpenApiParameter("holds", str, many=True, description="An assumption."),
            OpenApiParameter("fails", str, many=True, description="An assumption."),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, decision_id: int) -> Response:
        """Return a document `decision-review/1`; `holds` and `fails` say what is known now."""
        user = caller(request)
        seen = decided(user).defer(None).select_related("score")
        decision = get_object_or_404(seen, pk=decision_id)
        known = beliefs_named(
            holds=request.query_params.getlist("holds"),
            fails=request.query_params.getlist("fails"),
        )
        found = figures(
            decision,
            user,
            known=known,
            as_of=local_day(timezone.now()),
            currency=company().currency,
        )
        return Response(found)
