"""The best set over REST: list, ask, read."""

from typing import cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import User
from accounts.policy import Act
from planner.portfolio import services
from planner.portfolio.models import Portfolio
from planner.portfolio.serializers import (
    AskSerializer,
    PortfolioLineSerializer,
    PortfolioSerializer,
)


class PortfolioViewSet(ReadOnlyModelViewSet[Portfolio]):
    """The best sets that were looked for; a single one comes with case and result."""

    reads = Act.SEE_DECISIONS
    writes = Act.COMPARE_PLANS
    queryset = Portfolio.objects.none()
    serializer_class = PortfolioSerializer
    ordering_fields = ("asked_at",)
    ordering = ("-asked_at",)

    def get_queryset(self) -> QuerySet[Portfolio]:
        if not isinstance(self.request.user, User):
            return Portfolio.objects.none()
        found = Portfolio.objects.visible_to(self.request.user)
        found = found.select_related("asked_by")
        if self.action == "list":
            return found.defer("case", "facts", "result")
        return found

    def get_serializer_class(self) -> type[BaseSerializer[Portfolio]]:
        if self.action == "list":
            return PortfolioLineSerializer
        return PortfolioSerializer

    @extend_schema(request=AskSerializer, responses={202: PortfolioLineSerializer})
    def create(self, request: Request) -> Response:
        """Have the best set looked for; one that still waits is answered with."""
        sent = AskSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        run = services.ask(
            actor=cast("User", request.user),
            seconds=sent.validated_data["seconds"],
            now=timezone.now(),
        )
        return Response(
            PortfolioLineSerializer(run).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("portfolio-detail", args=[run.pk])},
        )

    @extend_schema(request=None, responses=PortfolioLineSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call a search off that waits or runs; it stores nothing any more."""
        run = services.cancel(
            actor=cast("User", request.user),
            portfolio_id=self.get_object().pk,
            now=timezone.now(),
        )
        return Response(PortfolioLineSerializer(run).data)
