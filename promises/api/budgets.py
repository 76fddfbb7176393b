"""Error budgets and burn alerts over REST."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.policy import Act
from promises.api.callers import caller
from promises.models import Promise
from promises.queries.burn import alarmed, burns
from promises.queries.recent import company_day
from promises.serializers import BurnSerializer

ID = "[0-9]{1,18}"


class ErrorBudgetViewSet(GenericViewSet[Promise]):
    """How many occasions a promise may break, and how fast it uses them up.

    The key is the promise's. What is counted are full weeks; fewer than 20 occasions
    in the long window never alert.
    """

    reads = Act.SEE_LEDGER
    queryset = Promise.objects.none()
    serializer_class = BurnSerializer
    lookup_value_regex = ID
    ordering_fields = ["code"]
    ordering = ["code"]

    def get_queryset(self) -> QuerySet[Promise]:
        visible = Promise.objects.visible_to(caller(self.request))
        return visible.made().filter(target__isnull=False).order_by("code")

    def list(self, request: Request) -> Response:
        """List the error budgets of all promises that are made."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = burns(rows or [], company_day(timezone.now()))
        return self.get_paginated_response(BurnSerializer(found, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Return the error budget of one promise."""
        (found,) = burns([self.get_object()], company_day(timezone.now()))
        return Response(BurnSerializer(found).data)

    @extend_schema(responses=BurnSerializer(many=True))
    @action(detail=False, pagination_class=None, filter_backends=())
    def alerts(self, request: Request) -> Response:
        """List the promises that alert now, the fastest burn first; no pages."""
        found = alarmed(list(self.get_queryset()), company_day(timezone.now()))
        return Response(BurnSerializer(found, many=True).data)
