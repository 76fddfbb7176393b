"""Stories, the challenge to what sells, both funnels and whether it works, over REST."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from accounts.queries import local_day
from planner.outreach.models import (
    InvolvementRules,
    Overruling,
    SellingWord,
    Story,
    Telling,
)
from planner.outreach.queries import stories as queries
from planner.outreach.queries.involving import funnels
from planner.outreach.queries.wording import shown_families, wording_of
from planner.outreach.queries.working import LENGTHS, claim
from planner.outreach.services import letters
from planner.outreach.services import stories as services
from planner.outreach.services.involvement import restore_involvement, set_involvement
from planner.outreach.storytelling.serializers import (
    FamilyOffSerializer,
    FunnelsSerializer,
    InvolvementRulesSerializer,
    OverrulingSerializer,
    RestoreInvolvementSerializer,
    SellingWordSerializer,
    SetInvolvementSerializer,
    StorySerializer,
    StoryTellingSerializer,
    StoryToldSerializer,
    TellSerializer,
    WordFamilySerializer,
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
            seen=facts.get("revision"),
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


class OverrulingViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Overruling]
):
    """Letters that went out although they were challenged, and why."""

    reads = Act.SEE_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = Overruling.objects.select_related("contact").order_by("-pk")
    serializer_class = OverrulingSerializer
    lookup_value_regex = ID


class WordFamilyViewSet(ViewSet):
    """Everybody's list of words that sell, by family, and what of it is off here."""

    reads = Act.SEE_OUTREACH
    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS
    lookup_field = "code"
    lookup_value_regex = "[a-z-]{1,20}"

    def _shown(self, code: str) -> Response:
        found = next(each for each in shown_families() if each.family.code == code)
        return Response(WordFamilySerializer(found).data)

    @extend_schema(
        operation_id="outreach_word_families",
        responses=WordFamilySerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """List the families, in the order they are looked for."""
        shown: BaseSerializer[Any] = WordFamilySerializer(shown_families(), many=True)
        return Response(shown.data)

    @extend_schema(
        operation_id="outreach_word_family_off",
        request=FamilyOffSerializer,
        responses=WordFamilySerializer,
    )
    @action(detail=True, methods=["post"])
    def off(self, request: Request, code: str) -> Response:
        """Challenge none of these words any more, and say why."""
        services.switch_family_off(
            actor=caller(request),
            code=code,
            now=timezone.now(),
            **_sent(FamilyOffSerializer(data=request.data)),
        )
        return self._shown(code)

    @extend_schema(
        operation_id="outreach_word_family_on",
        request=None,
        responses=WordFamilySerializer,
    )
    @action(detail=True, methods=["post"])
    def on(self, request: Request, code: str) -> Response:
        """Challenge these words again."""
        services.switch_family_on(actor=caller(request), code=code, now=timezone.now())
        return self._shown(code)


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


class InvolvementRulesView(APIView):
    """Weights, half-lives and bounds that the involvement funnel is computed with."""

    reads = Act.SEE_OUTREACH
    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS

    @extend_schema(
        operation_id="outreach_involvement_rules", responses=InvolvementRulesSerializer
    )
    def get(self, request: Request) -> Response:
        """Return what counts here, and what every firm begins with."""
        rules = InvolvementRules.objects.current()
        return Response(InvolvementRulesSerializer(rules).data)

    @extend_schema(
        operation_id="outreach_set_involvement_rules",
        request=SetInvolvementSerializer,
        responses=InvolvementRulesSerializer,
    )
    def put(self, request: Request) -> Response:
        """Set some or all of it, on the revision that was read."""
        facts = _sent(SetInvolvementSerializer(data=request.data))
        kinds, revision = facts.pop("kinds"), facts.pop("revision", None)
        rules = set_involvement(
            actor=caller(request),
            bounds=facts,
            kinds=kinds,
            revision=revision,
            now=timezone.now(),
        )
        return Response(InvolvementRulesSerializer(rules).data)


class InvolvementFirstView(APIView):
    """What every firm begins with, put back."""

    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS

    @extend_schema(
        operation_id="outreach_restore_involvement_rules",
        request=RestoreInvolvementSerializer,
        responses=InvolvementRulesSerializer,
    )
    def post(self, request: Request) -> Response:
        """Put back the weights, half-lives and bounds that every firm begins with."""
        facts = _sent(RestoreInvolvementSerializer(data=request.data))
        rules = restore_involvement(
            actor=caller(request), revision=facts.get("revision"), now=timezone.now()
        )
        return Response(InvolvementRulesSerializer(rules).data)


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
