"""Loyalty over REST: the newest study, studies, and every customer's figures."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import (
    CreateModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from core.keyset import Cut
from core.paging import RowPages
from customers import services
from customers.filters.histories import HistoryFilter
from customers.models import History, LoyaltyStudy
from customers.queries.listing import ORDERS, Wanted, listed
from customers.serializers.loyalty import (
    HistorySerializer,
    LoyaltySerializer,
    StudySerializer,
)


class LoyaltyView(APIView):
    """Who comes back, who is still a customer, and what they will buy."""

    reads = Act.SEE_CUSTOMERS

    @extend_schema(operation_id="loyalty", responses=LoyaltySerializer)
    def get(self, request: Request) -> Response:
        """Return the newest finished study with its document."""
        seen = LoyaltyStudy.objects.visible_to(caller(request))
        found = seen.finished().order_by("-pk").first()
        if found is None:
            raise NotFound("Nothing has been studied yet.")
        return Response(LoyaltySerializer(found).data)


class LoyaltyStudyViewSet(
    CreateModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
    GenericViewSet[LoyaltyStudy],
):
    """Studies of all purchases: POST asks for one, the worker does it."""

    reads = Act.SEE_CUSTOMERS
    writes = Act.EDIT_CUSTOMERS
    scope = Scope.CUSTOMERS
    queryset = LoyaltyStudy.objects.none()
    serializer_class = StudySerializer
    ordering_fields = ["asked_at"]
    ordering = ["-asked_at"]

    def get_queryset(self) -> QuerySet[LoyaltyStudy]:
        return LoyaltyStudy.objects.visible_to(caller(self.request)).light()

    def perform_create(self, serializer: BaseSerializer[LoyaltyStudy]) -> None:
        serializer.instance = services.ask_study(
            actor=caller(self.request), now=timezone.now(), **serializer.validated_data
        )

    @extend_schema(request=None, responses=StudySerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Stop a study that waits or runs; it stores nothing any more."""
        job = services.cancel_study(
            actor=caller(request), job=self.get_object(), now=timezone.now()
        )
        return Response(StudySerializer(job).data)


class HistoryPages(RowPages):
    """Pages of customers' figures, narrowed and merged as the list of customers is."""

    def cut(self, queryset: QuerySet[Any], **wanted: Any) -> Cut[Any]:  # noqa: ANN401
        del queryset  # the list itself says whom it holds
        return listed(caller(self.request), self.wanted(wanted.pop("by")), **wanted)

    def wanted(self, by: str) -> Wanted:
        """Return what is asked for; the filter has checked it."""
        asked = self.request.query_params
        sort = next(
            name for name, one in ORDERS.items() if one.column == by.lstrip("-")
        )
        return Wanted(
            segment=asked.get("segment", ""),
            relationship=asked.get("relationship", ""),
            rfm_class=asked.get("rfm_class", ""),
            code=asked.get("customer", ""),
            sort=sort,
            turned=not by.startswith("-"),
        )


class CustomerHistoryViewSet(ListModelMixin, GenericViewSet[History]):
    """What every customer did, and what the last study expects of them.

    ``alive`` is the chance of being still a customer; ``expected`` purchases, with
    8 of 10 cases between ``expected_low`` and ``expected_high``, and ``value``, revenue
    discounted to ``as_of``, are those of the study's ``weeks``.
    """

    reads = Act.SEE_CUSTOMERS
    queryset = History.objects.none()
    serializer_class = HistorySerializer
    filterset_class = HistoryFilter
    pagination_class = HistoryPages
    ordering_fields = ["value", "revenue", "days"]
    ordering = ["-value"]

    def get_queryset(self) -> QuerySet[History]:
        seen = History.objects.visible_to(caller(self.request))
        return seen.select_related("customer", "segment")

    def get_serializer_context(self) -> dict[str, Any]:
        studies = LoyaltyStudy.objects.finished().order_by("-pk")
        weeks = studies.values_list("value_weeks", flat=True).first()
        return {**super().get_serializer_context(), "value_weeks": weeks}
