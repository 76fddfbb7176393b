"""Stories, the challenge to what sells, both funnels and whether it works, over REST."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import local_day
from planner.outreach.models import SellingWord, Story, Telling
from planner.outreach.queries import stories as queries
from planner.outreach.queries.involving import funnels
from planner.outreach.queries.wording import wording_of
from planner.outreach.queries.working import LENGTHS, claim
from planner.outreach.services import letters
from planner.outreach.services import stories as services
from planner.outreach.storytelling.serializers import (
    FunnelsSerializer,
    SellingWordSerializer,
    StorySerializer,
    StoryTellingSerializer,
    StoryToldSerializer,
    TellSerializer,
    WordingAskedSerializer,
    WordingSerializer,
    WorkingSerializer,
)

ID = "[0-9]{1,18}"


def _sent(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class StoryViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Story]
):
    """Stories worth telling. None is deleted: one that is not told any more is inactive."""

    reads = Act.SEE_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = Story.objects.none()
    serializer_class = StorySerializer
    filterset_fields = ("active",)
    ordering_fields = ("title", "added_at")
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Story]:
        user = self.request.user
        return queries.library(user) if isinstance(user, User) else self.queryset

    def create(self, request: Request) -> Response:
        """Put a story into the library."""
        story = services.add_story(
            actor=caller(request),
            facts=_sent(self.get_serializer(data=request.data)),
            now=timezone.now(),
        )
        body = self.get_serializer(self.get_queryset().get(pk=story.pk)).data
        return Response(body, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a story on the revision that was read."""
        sent = self.get_serializer(self.get_object(), data=request.data, partial=True)
        facts = _sent(sent)
        services.change_story(
            actor=caller(request),
            story_id=int(pk),
            facts=facts,
            seen=facts.get("revision", 0),
            now=timezone.now(),
        )
        return Response(self.get_serializer(self.get_object()).data)


class TellingViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Telling]
):
    """Who told which story to whom; nobody is told one twice."""

    reads = Act.SEE_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = Telling.objects.none()
    serializer_class = StoryTellingSerializer
    filterset_fields = ("acquaintance", "story", "by")
    ordering_fields = ("on",)
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Telling]:
        user = self.request.user
        return queries.tellings(user) if isinstance(user, User) else self.queryset

    @extend_schema(request=TellSerializer, responses={201: StoryToldSerializer})
    def create(self, request: Request) -> Response:
        """Log what somebody told or sent; a letter that sells is refused."""
        facts = _sent(TellSerializer(data=request.data))
        contact = letters.tell(
            actor=caller(request),
            acquaintance_id=facts.pop("acquaintance"),
            message=letters.Message(story_id=facts.pop("story", None), **facts),
            now=timezone.now(),
        )
        told = {"contact": contact.pk, "on": contact.on, "line": contact.line}
        return Response(StoryToldSerializer(told).data, status=status.HTTP_201_CREATED)


class SellingWordViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[SellingWord]
):
    """The firm's own list: phrases that sell, and phrases that may pass."""

    reads = Act.SEE_OUTREACH
    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = SellingWord.objects.order_by("phrase")
    serializer_class = SellingWordSerializer
    filterset_fields = ("off",)
    ordering_fields = ("phrase",)
    lookup_value_regex = ID

    def create(self, request: Request) -> Response:
        """Put a phrase on the list."""
        facts = _sent(self.get_serializer(data=request.data))
        row = services.add_selling_word(
            actor=caller(request),
            phrase=facts["phrase"],
            off=facts.get("off", False),
            now=timezone.now(),
        )
        body = self.get_serializer(row).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a phrase off the list."""
        services.remove_selling_word(
            actor=caller(request), word_id=int(pk), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class WordingView(APIView):
    """Look a text through for words that sell; nothing is stored."""

    reads = Act.SEE_OUTREACH
    writes = Act.SEE_OUTREACH
    scope = Scope.CUSTOMERS

    @extend_schema(
        operation_id="outreach_wording",
        request=WordingAskedSerializer,
        responses=WordingSerializer,
    )
    def post(self, request: Request) -> Response:
        """Return the words that give it away."""
        text = _sent(WordingAskedSerializer(data=request.data))["text"]
        return Response(WordingSerializer(wording_of(text)).data)


class FunnelsView(APIView):
    """How involved people are, beside how far talks have come."""

    reads = Act.SEE_OUTREACH

    @extend_schema(operation_id="outreach_funnels", responses=FunnelsSerializer)
    def get(self, request: Request) -> Response:
        """Return both funnels as of today."""
        found = funnels(caller(request), today=local_day(timezone.now()))
        return Response(FunnelsSerializer(found).data)


class WorkingView(APIView):
    """Whether contacting people works: no claim without a comparison."""

    reads = Act.SEE_OUTREACH

    @extend_schema(
        operation_id="outreach_does_it_work",
        parameters=[
            OpenApiParameter(
                "days",
                int,
                enum=list(LENGTHS),
                default=LENGTHS[1],
                description="Days of purchases that are compared.",
            )
        ],
        responses=WorkingSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the comparison with its interval, or why nothing can be said."""
        asked = request.query_params.get("days", str(LENGTHS[1]))
        days = next((each for each in LENGTHS if str(each) == asked), None)
        if days is None:
            words = ", ".join(str(each) for each in LENGTHS)
            raise ValidationError({"days": [f"Choose one of: {words}."]})
        found = claim(caller(request), days=days, today=local_day(timezone.now()))
        return Response(WorkingSerializer(found).data)
