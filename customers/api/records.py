"""Customers, purchases, survey answers, interactions, defections and needs over REST."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from core.lookup import ByCodeOrNumber
from core.paging import Keyset
from core.refusals import Invalid
from customers.filters import records as filters
from customers.models import (
    Customer,
    Defection,
    Interaction,
    Need,
    Purchase,
    SurveyAnswer,
)
from customers.serializers import records as shapes
from customers.services import privacy, records
from customers.services.deliveries import deliver
from customers.services.records import MOST_AT_ONCE, Kind

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again with the same rows, it gives the same answer and stores "
    "nothing twice.",
)


class RecordViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    GenericViewSet[Any],
):
    """Rows of one kind; a list is a cursor's pages, the latest first."""

    reads = Act.SEE_CUSTOMERS
    writes = Act.EDIT_CUSTOMERS
    scope = Scope.CUSTOMERS
    kind: Kind
    relation = "customer"
    pagination_class = Keyset
    filter_backends = [DjangoFilterBackend]
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = self.kind.model._default_manager
        found: QuerySet[Any] = rows.visible_to(caller(self.request))
        return found.select_related(self.relation)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        facts = shapes.facts_of(serializer.validated_data)
        facts.pop("revision", None)
        serializer.instance = records.enter_one(
            actor=caller(self.request), kind=self.kind, facts=facts, now=timezone.now()
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        row = self.get_object()
        facts = shapes.facts_of(serializer.validated_data)
        if facts.pop("customer", None) not in {None, _customer_of(row)}:
            raise ValidationError({"customer": ["It stays the customer's it is."]})
        if facts.pop("code", getattr(row, "code", None)) != getattr(row, "code", None):
            raise ValidationError({"code": ["A code stays: others know it by that."]})
        if self.kind.key and "revision" not in facts:
            raise ValidationError({"revision": ["Send the revision that you read."]})
        serializer.instance = records.change(
            actor=caller(self.request),
            row=row,
            revision=facts.pop("revision", 0),
            facts=facts,
            now=timezone.now(),
        )

    def _deliver(self, request: Request) -> Response:
        rows: Any = request.data
        if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
            raise Invalid(
                f"Send a list of up to {MOST_AT_ONCE:,} rows.",
                next_step="Send more in parts, or upload a file to /customer-imports/.",
            )
        asked: Any = self.get_serializer_class()(data=rows, many=True)
        asked.is_valid(raise_exception=True)
        found = [shapes.facts_of(row) for row in asked.validated_data]
        for row in found:
            row.pop("revision", None)
        answer = deliver(
            actor=caller(request),
            kind=self.kind,
            rows=found,
            key=request.headers.get("Idempotency-Key", ""),
            now=timezone.now(),
        )
        return Response(answer, status=status.HTTP_200_OK)


class Deletable(mixins.DestroyModelMixin, RecordViewSet):
    """Rows that may be deleted: what was entered by mistake."""

    def perform_destroy(self, instance: Any) -> None:  # noqa: ANN401
        records.remove(actor=caller(self.request), row=instance, now=timezone.now())


def _customer_of(row: Any) -> str | None:  # noqa: ANN401
    customer = getattr(row, "customer", None)
    return customer.code if customer is not None else None


class CustomerViewSet(ByCodeOrNumber, RecordViewSet):
    """Customers. A code that is sent again in a list changes what is known."""

    kind = records.CUSTOMERS
    relation = "segment"
    queryset = Customer.objects.none()
    serializer_class = shapes.CustomerSerializer
    filterset_class = filters.CustomerFilter
    lookup_value_regex = "[^/]{1,80}"

    @extend_schema(
        request=shapes.CustomerSerializer(many=True),
        responses=shapes.EnteredSerializer,
        parameters=[KEY],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter or change up to 5,000 customers: all of them, or none."""
        return self._deliver(request)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"], reads=Act.KEEP_PRIVACY)
    def everything(self, request: Request, pk: str) -> Response:
        """Give out all that is held about a customer; the trail notes it."""
        found = privacy.give_everything(
            actor=caller(request), customer=self.get_object(), now=timezone.now()
        )
        return Response(found)

    @extend_schema(
        request=shapes.EraseSerializer, responses={200: shapes.CustomerSerializer}
    )
    @action(detail=True, methods=["post"], writes=Act.KEEP_PRIVACY)
    def erase(self, request: Request, pk: str) -> Response:
        """Erase the personal data of a customer, for good."""
        asked = shapes.EraseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        customer = privacy.erase(
            actor=caller(request),
            customer=self.get_object(),
            revision=asked.validated_data["revision"],
            now=timezone.now(),
        )
        return Response(shapes.CustomerSerializer(customer).data)


class NeedViewSet(ByCodeOrNumber, Deletable):
    """What customers need. A code that is sent again in a list changes what is known."""

    kind = records.NEEDS
    relation = "segment"
    queryset = Need.objects.none()
    serializer_class = shapes.CustomerNeedSerializer
    filterset_class = filters.NeedFilter
    lookup_value_regex = "[^/]{1,50}"

    @extend_schema(
        request=shapes.CustomerNeedSerializer(many=True),
        responses=shapes.EnteredSerializer,
        parameters=[KEY],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter or change up to 5,000 needs: all of them, or none."""
        return self._deliver(request)


class PurchaseViewSet(Deletable):
    """Lines of orders; an amount below zero is a refund."""

    kind = records.PURCHASES
    queryset = Purchase.objects.none()
    serializer_class = shapes.PurchaseSerializer
    filterset_class = filters.PurchaseFilter

    @extend_schema(
        request=shapes.PurchaseSerializer(many=True),
        responses=shapes.EnteredSerializer,
        parameters=[KEY],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter up to 5,000 purchases: all of them, or none."""
        return self._deliver(request)


class SurveyAnswerViewSet(Deletable):
    """What customers answered when asked."""

    kind = records.ANSWERS
    queryset = SurveyAnswer.objects.none()
    serializer_class = shapes.SurveyAnswerSerializer
    filterset_class = filters.SurveyAnswerFilter

    @extend_schema(
        request=shapes.SurveyAnswerSerializer(many=True),
        responses=shapes.EnteredSerializer,
        parameters=[KEY],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter up to 5,000 survey answers: all of them, or none."""
        return self._deliver(request)


class InteractionViewSet(Deletable):
    """Contacts, from our side or from theirs."""

    kind = records.INTERACTIONS
    writes = Act.LOG_CONTACTS
    queryset = Interaction.objects.none()
    serializer_class = shapes.InteractionSerializer
    filterset_class = filters.InteractionFilter

    @extend_schema(
        request=shapes.InteractionSerializer(many=True),
        responses=shapes.EnteredSerializer,
        parameters=[KEY],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter up to 5,000 interactions: all of them, or none."""
        return self._deliver(request)


class DefectionViewSet(Deletable):
    """Customers who left: when, to whom, why, and over which broken promise."""

    kind = records.DEFECTIONS
    queryset = Defection.objects.none()
    serializer_class = shapes.DefectionSerializer
    filterset_class = filters.DefectionFilter

    @extend_schema(
        request=shapes.DefectionSerializer(many=True),
        responses=shapes.EnteredSerializer,
        parameters=[KEY],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter up to 5,000 defections: all of them, or none."""
        return self._deliver(request)
