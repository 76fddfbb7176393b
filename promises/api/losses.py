"""What breaking a promise costs in customers, over REST."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Scope
from accounts.policy import Act
from promises import services
from promises.api.callers import caller
from promises.models import BreakLoss, Promise
from promises.queries.losses import losses


class BreakCostSerializer(serializers.ModelSerializer[BreakLoss]):
    """The figure, and every number that it was made of."""

    promise = serializers.IntegerField(source="promise_id")
    code = serializers.CharField(source="promise.code")
    enough = serializers.BooleanField(help_text="Whether there are cases enough.")
    seen = serializers.BooleanField(help_text="Whether an extra loss surely is there.")

    class Meta:
        model = BreakLoss
        fields = [
            "promise",
            "code",
            "as_of",
            "followed_weeks",
            "broken",
            "broken_lost",
            "kept",
            "kept_lost",
            "strata",
            "difference",
            "low",
            "high",
            "occasions",
            "worth",
            "margin",
            "cost",
            "cost_low",
            "cost_high",
            "enough",
            "seen",
        ]


class TakeLossSerializer(serializers.Serializer):  # type: ignore[type-arg]
    cost = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=0,
        help_text="The cost that you read.",
    )
    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class TakenLossSerializer(serializers.Serializer):  # type: ignore[type-arg]
    promise = serializers.IntegerField(help_text="The same one, or its successor.")
    successor = serializers.BooleanField()


class BreakCostView(APIView):
    """The expected loss for one broken occasion, with its derivation.

    Customers to whom the promise was broken in a quarter, beside those of the same
    quarter and segment to whom it was kept: how many more bought nothing afterwards,
    times a year of a customer. ``difference`` is null where there is not enough data.
    """

    reads = Act.SEE_LEDGER
    writes = Act.DRAFT_PROMISES
    scope = Scope.PROMISES

    @extend_schema(operation_id="promise-break-cost", responses=BreakCostSerializer)
    def get(self, request: Request, promise_id: int) -> Response:
        """Return the figure and what it was made of."""
        found = losses(caller(request)).filter(promise_id=promise_id).first()
        if found is None:
            raise NotFound("What breaking this promise costs has not been counted yet.")
        return Response(BreakCostSerializer(found).data)

    @extend_schema(
        operation_id="promise-take-break-cost",
        request=TakeLossSerializer,
        responses=TakenLossSerializer,
    )
    def post(self, request: Request, promise_id: int) -> Response:
        """Make it the break cost: of an idea of one's own, else of a successor."""
        actor = caller(request)
        promise = get_object_or_404(Promise.objects.visible_to(actor), pk=promise_id)
        asked = TakeLossSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = services.take_break_cost(
            actor=actor,
            promise=promise,
            cost=asked.validated_data["cost"],
            revision=asked.validated_data["revision"],
            now=timezone.now(),
        )
        answer = {"promise": made.pk, "successor": made.pk != promise.pk}
        return Response(TakenLossSerializer(answer).data)
