"""What promises are worth, over REST."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import User
from accounts.permissions import caller
from accounts.policy import Act
from planner.portfolio import queries, services
from planner.portfolio.models import PromiseWorth
from planner.portfolio.serializers import PromiseWorthSerializer
from promises.models import Promise


class PromiseWorthViewSet(ReadOnlyModelViewSet[PromiseWorth]):
    """What one kept occasion of a promise is worth, each by the promise's code."""

    reads = Act.SEE_DECISIONS
    writes = Act.VALUE_PROMISES
    queryset = PromiseWorth.objects.none()
    serializer_class = PromiseWorthSerializer
    lookup_field = "promise__code"
    lookup_url_kwarg = "code"
    lookup_value_regex = "[a-z0-9-]{1,50}"
    ordering_fields = ("at",)
    ordering = ("promise",)

    def get_queryset(self) -> QuerySet[PromiseWorth]:
        if not isinstance(self.request.user, User):
            return PromiseWorth.objects.none()
        return queries.worths(self.request.user)

    @extend_schema(
        request=PromiseWorthSerializer, responses={200: PromiseWorthSerializer}
    )
    def update(self, request: Request, code: str) -> Response:
        """Put figures on a promise, on the revision that was read."""
        sent = PromiseWorthSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        revision = facts.pop("revision")
        promise = Promise.objects.filter(code=code).values_list("pk", flat=True).first()
        row = services.set_promise_worth(
            actor=caller(request),
            promise_id=promise or 0,
            revision=revision,
            facts=facts,
            now=timezone.now(),
        )
        return Response(PromiseWorthSerializer(row).data)
