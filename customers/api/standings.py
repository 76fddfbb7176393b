"""Satisfaction, silence and complaints over REST."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.permissions import caller
from accounts.policy import Act
from core.paging import RowPages
from core.refusals import Invalid
from customers.filters.standings import ComplaintFilter, SilenceFilter
from customers.forms.standings import ThresholdForm
from customers.models import Standing
from customers.queries.satisfaction import satisfied
from customers.queries.silence import complaining, to_call, watch, watched
from customers.serializers.standings import SatisfiedSerializer, StandingSerializer


class SatisfactionView(APIView):
    """Which share of those who left had said they were satisfied."""

    reads = Act.SEE_CUSTOMERS

    @extend_schema(
        operation_id="satisfaction",
        parameters=[
            OpenApiParameter(
                "satisfied_from",
                float,
                description="The score from which on a customer counts as satisfied; "
                "without it three quarters up the scale.",
            )
        ],
        responses=SatisfiedSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the share with its interval, by segment and broken promise."""
        user = caller(request)
        found = satisfied(user)
        if found is None:
            raise NotFound("Nobody's answer has been looked at yet.")
        wanted = request.query_params.get("satisfied_from")
        if wanted is not None:
            form = ThresholdForm(
                {"satisfied_from": wanted}, lowest=found.lowest, highest=found.highest
            )
            if not form.is_valid():
                errors = {
                    name: [str(word) for word in words]
                    for name, words in form.errors.items()
                }
                raise Invalid("This threshold cannot be used.", errors=errors)
            threshold = form.cleaned_data["satisfied_from"]
            found = satisfied(user, satisfied_from=threshold) or found
        return Response(SatisfiedSerializer(found).data)


class SilentCustomerViewSet(ListModelMixin, GenericViewSet[Standing]):
    """Customers quiet for longer than is usual for them, the worst loss first.

    ``loss`` is the chance of no sign of life in the next 52 weeks, ``at_stake`` a
    year's revenue of who is still a customer, ``expected_loss`` their product.
    """

    reads = Act.SEE_CUSTOMERS
    queryset = Standing.objects.none()
    serializer_class = StandingSerializer
    filterset_class = SilenceFilter
    pagination_class = RowPages
    ordering_fields = ["expected_loss"]
    ordering = ["-expected_loss"]

    def get_queryset(self) -> QuerySet[Standing]:
        return to_call(watched(caller(self.request)))


class ComplainingCustomerViewSet(ListModelMixin, GenericViewSet[Standing]):
    """Customers who complained in the last 90 days, the latest first."""

    reads = Act.SEE_CUSTOMERS
    queryset = Standing.objects.none()
    serializer_class = StandingSerializer
    filterset_class = ComplaintFilter
    pagination_class = RowPages
    ordering_fields = ["complained_on", "at_stake"]
    ordering = ["-complained_on"]

    def get_queryset(self) -> QuerySet[Standing]:
        user = caller(self.request)
        known = watch(user)
        if known is None:
            return Standing.objects.none()
        return to_call(complaining(user, known.as_of))
