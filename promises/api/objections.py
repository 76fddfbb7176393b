"""What the frontline says against promises, over REST: always as the team's."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.policy import Act
from promises import services
from promises.api.callers import caller
from promises.models import Objection, ObjectionAnswer, ObjectionReason, ObjectionState
from promises.queries.objections import objections

ID = "[0-9]{1,18}"


class FrontlineAnswerSerializer(serializers.ModelSerializer[ObjectionAnswer]):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = ObjectionAnswer
        fields = ["deed", "text", "by", "at"]
        read_only_fields = ["at"]


class FrontlineObjectionSerializer(serializers.ModelSerializer[Objection]):
    promise = serializers.CharField(source="promise.code")
    said = serializers.CharField(source="get_reason_display")
    raised_on = serializers.SerializerMethodField()
    answers = FrontlineAnswerSerializer(many=True)

    class Meta:
        model = Objection
        fields = [
            "id",
            "promise",
            "reason",
            "said",
            "words",
            "team",
            "place",
            "link",
            "raised_on",
            "due_at",
            "state",
            "answers",
        ]

    def get_raised_on(self, row: Objection) -> str:
        """Return the day only: the minute would tell who was on shift."""
        return timezone.localtime(row.raised_at).date().isoformat()


class FrontlineObjectionFilter(django_filters.FilterSet):  # type: ignore[misc]
    promise = django_filters.CharFilter(
        field_name="promise__code", label="Code of the promise", max_length=50
    )
    state = django_filters.ChoiceFilter(
        choices=[c for c in ObjectionState.choices if c[0] != ObjectionState.WITHDRAWN]
    )
    reason = django_filters.ChoiceFilter(choices=ObjectionReason.choices)

    class Meta:
        model = Objection
        fields = ["promise", "state", "reason"]


class FrontlineObjectionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Objection]
):
    """What those who keep promises say that they cannot, the open ones first.

    It is shown as the team's, and nothing here tells who said it. One is raised from a
    card (``/cards/{id}/cannot-keep/``).
    """

    reads = Act.SEE_PROMISES
    writes = Act.ANSWER_OBJECTIONS
    scope = Scope.PROMISES
    queryset = Objection.objects.none()
    serializer_class = FrontlineObjectionSerializer
    filterset_class = FrontlineObjectionFilter
    ordering_fields = ["due_at"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Objection]:
        return objections(caller(self.request))

    @extend_schema(
        request=FrontlineAnswerSerializer, responses={201: FrontlineObjectionSerializer}
    )
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, pk: str) -> Response:
        """Answer it: the promise's owner and the CEO may, signed in."""
        found = self.get_object()
        sent = FrontlineAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.answer_objection(
            actor=caller(request),
            objection=found.pk,
            now=timezone.now(),
            **sent.validated_data,
        )
        fresh = self.get_queryset().get(pk=found.pk)
        return Response(self.get_serializer(fresh).data, status=status.HTTP_201_CREATED)
