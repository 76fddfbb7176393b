"""What winning and keeping customers cost, over REST."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from customers import services
from customers.models import CustomerSpending
from customers.queries.spending import CLAIM, costs
from customers.serializers.spending import CostsSerializer, CustomerSpendingSerializer


class CustomerSpendingViewSet(viewsets.ModelViewSet[CustomerSpending]):
    """Spending on winning and on keeping customers, period by period."""

    reads = Act.SEE_LEDGER
    writes = Act.ENTER_SPENDING
    scope = Scope.CUSTOMERS
    queryset = CustomerSpending.objects.none()
    serializer_class = CustomerSpendingSerializer
    lookup_value_regex = "[0-9]{1,18}"
    ordering_fields = ["starts"]
    ordering = ["-starts"]

    def get_queryset(self) -> QuerySet[CustomerSpending]:
        return CustomerSpending.objects.visible_to(caller(self.request))

    def perform_create(self, serializer: BaseSerializer[CustomerSpending]) -> None:
        facts = dict(serializer.validated_data)
        facts.pop("revision", None)
        serializer.instance = services.enter_spending(
            actor=caller(self.request), facts=facts, now=timezone.now()
        )

    def perform_update(self, serializer: BaseSerializer[CustomerSpending]) -> None:
        facts = dict(serializer.validated_data)
        if "revision" not in facts:
            raise ValidationError({"revision": ["Send the revision that you read."]})
        serializer.instance = services.edit_spending(
            actor=caller(self.request),
            period=self.get_object(),
            revision=facts.pop("revision"),
            facts=facts,
            now=timezone.now(),
        )

    def perform_destroy(self, instance: CustomerSpending) -> None:
        services.delete_spending(
            actor=caller(self.request), period=instance, now=timezone.now()
        )


class CustomerCostsView(APIView):
    """What it costs to win a customer, beside what it costs to keep one."""

    reads = Act.SEE_LEDGER

    @extend_schema(operation_id="customer-costs", responses=CostsSerializer)
    def get(self, request: Request) -> Response:
        """Return both costs per customer and their ratio, over all and by period."""
        found = costs(caller(request))
        answer = {
            "overall": found.overall,
            "periods": [cost for _, cost in found.periods],
            "claim": CLAIM,
        }
        return Response(CostsSerializer(answer).data)
