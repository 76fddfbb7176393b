"""One's own cards over REST, and what came back to plans."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import local_day
from planner.cards import services
from planner.cards.models import Feedback, FeedbackKind
from planner.cards.queries import came_back, card_of, cards_of, own_of_tasks
from planner.cards.queries.coming_back import own_objection
from planner.cards.serializers import (
    AcknowledgeSerializer,
    CannotKeepSerializer,
    CardFeedbackAnswerSerializer,
    CardFeedbackSerializer,
    CardReportSerializer,
    CardSerializer,
    CardWordsSerializer,
    FullCardSerializer,
    GiveSerializer,
    OwnObjectionSerializer,
)
from promises import services as promises
from promises.models import Objection

ID = "[0-9]{1,18}"
NUMBER = OpenApiParameter("id", int, OpenApiParameter.PATH)


class CardViewSet(ViewSet):
    """The caller's own cards: this week's first, then the next ones. No key has any."""

    reads = Act.USE_CARDS
    writes = Act.USE_CARDS
    scope = Scope.PLANS
    lookup_value_regex = ID

    @extend_schema(operation_id="cards_list", responses=CardSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List them; what is done stays for four weeks, last."""
        cards = cards_of(caller(request), day=local_day(timezone.now()))
        rows = [*cards.open, *cards.done]
        return Response(CardSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="cards_retrieve", parameters=[NUMBER], responses=FullCardSerializer
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return one card, with its question and what was said from it."""
        return Response(self._full(request, int(pk)))

    def _full(self, request: Request, pk: int) -> Any:  # noqa: ANN401  # JSON
        person = caller(request)
        found = card_of(person, pk, day=local_day(timezone.now()))
        if found is None:
            raise NotFound("You have no card of this task.")
        context = {"returned": own_of_tasks(person, [pk])[pk]}
        return FullCardSerializer(found, context=context).data

    @extend_schema(
        operation_id="cards_acknowledge",
        parameters=[NUMBER],
        request=AcknowledgeSerializer,
        responses=FullCardSerializer,
    )
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Answer its question; a wrong answer is refused with the line to read."""
        sent = AcknowledgeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.acknowledge(
            actor=caller(request),
            task_id=int(pk),
            now=timezone.now(),
            **sent.validated_data,
        )
        return Response(self._full(request, int(pk)))

    @extend_schema(
        operation_id="cards_cannot_keep",
        parameters=[NUMBER],
        request=CannotKeepSerializer,
        responses={201: OwnObjectionSerializer},
    )
    @action(detail=True, methods=["post"], url_path="cannot-keep")
    def cannot_keep(self, request: Request, pk: str) -> Response:
        """Say that one of its promises cannot be kept, as the team's."""
        sent = CannotKeepSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        said = services.cannot_keep(
            actor=caller(request),
            task_id=int(pk),
            promise_id=facts.pop("promise"),
            now=timezone.now(),
            **facts,
        )
        return Response(
            OwnObjectionSerializer(said).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(
        operation_id="cards_report",
        parameters=[NUMBER],
        request=CardReportSerializer,
        responses=FullCardSerializer,
    )
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str) -> Response:
        """Say how far the task is: begun, so much of it, or done."""
        sent = CardReportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.report(
            actor=caller(request),
            task_id=int(pk),
            now=timezone.now(),
            **sent.validated_data,
        )
        return Response(self._full(request, int(pk)))

    @extend_schema(
        operation_id="cards_say",
        parameters=[NUMBER],
        request=GiveSerializer,
        responses={201: CardFeedbackSerializer},
    )
    @action(detail=True, methods=["post"])
    def say(self, request: Request, pk: str) -> Response:
        """Give an idea, a result or a question; an idea may be the team's."""
        sent = GiveSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = services.give_feedback(
            actor=caller(request),
            task_id=int(pk),
            now=timezone.now(),
            **sent.validated_data,
        )
        return Response(
            CardFeedbackSerializer(given).data, status=status.HTTP_201_CREATED
        )


class OwnObjectionViewSet(ViewSet):
    """What the caller said that cannot be kept: nobody else's is here."""

    reads = Act.USE_CARDS
    writes = Act.USE_CARDS
    scope = Scope.PLANS
    lookup_value_regex = ID

    def _own(self, request: Request, pk: str) -> Objection:
        voice = own_objection(caller(request), int(pk))
        if voice is None:
            raise NotFound("You have said nothing of this kind.")
        return voice.objection

    @extend_schema(
        operation_id="own_objections_retrieve",
        parameters=[NUMBER],
        responses=OwnObjectionSerializer,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return it with its answers."""
        return Response(OwnObjectionSerializer(self._own(request, pk)).data)

    @extend_schema(
        operation_id="own_objections_take_back",
        parameters=[NUMBER],
        request=None,
        responses=OwnObjectionSerializer,
    )
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Take it back, within a minute."""
        promises.take_back_objection(
            actor=caller(request), objection=int(pk), now=timezone.now()
        )
        return Response(OwnObjectionSerializer(self._own(request, pk)).data)

    @extend_schema(
        operation_id="own_objections_words",
        parameters=[NUMBER],
        request=CardWordsSerializer,
        responses=OwnObjectionSerializer,
    )
    @action(detail=True, methods=["post"])
    def words(self, request: Request, pk: str) -> Response:
        """Add what stands in the way, once."""
        sent = CardWordsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        promises.add_words(
            actor=caller(request),
            objection=int(pk),
            now=timezone.now(),
            **sent.validated_data,
        )
        return Response(OwnObjectionSerializer(self._own(request, pk)).data)


class FeedbackFilter(django_filters.FilterSet):  # type: ignore[misc]
    plan = django_filters.NumberFilter(
        label="Number of the plan", min_value=0, max_value=2**63 - 1
    )
    kind = django_filters.ChoiceFilter(choices=FeedbackKind.choices)
    answered = django_filters.BooleanFilter()

    class Meta:
        model = Feedback
        fields = ["plan", "kind", "answered"]


class FeedbackViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Feedback]
):
    """What came back to plans: ideas, results, questions, the open ones first."""

    reads = Act.SEE_PLANS
    writes = Act.ANSWER_FEEDBACK
    scope = Scope.PLANS
    queryset = Feedback.objects.none()
    serializer_class = CardFeedbackSerializer
    filterset_class = FeedbackFilter
    ordering_fields = ["raised_at"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Feedback]:
        return came_back(caller(self.request))

    @extend_schema(
        request=CardFeedbackAnswerSerializer, responses={201: CardFeedbackSerializer}
    )
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, pk: str) -> Response:
        """Say what was done about it: who works on the plan and the CEO may."""
        found = self.get_object()
        sent = CardFeedbackAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.answer_feedback(
            actor=caller(request),
            feedback_id=found.pk,
            now=timezone.now(),
            **sent.validated_data,
        )
        fresh = self.get_queryset().get(pk=found.pk)
        return Response(self.get_serializer(fresh).data, status=status.HTTP_201_CREATED)
