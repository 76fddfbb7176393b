"""Taking part in plans over REST: the same services as the pages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope, User
from accounts.permissions import caller
from accounts.policy import Act
from planner.participation import queries, services
from planner.participation.filters import (
    AnswerFilter,
    ContributionFilter,
    InvitationFilter,
    ThreadFilter,
)
from planner.participation.models import Answer, Comment, Contribution, Thread
from planner.participation.serializers import (
    AnswerSerializer,
    ContributionSerializer,
    DeclineSerializer,
    HeardSerializer,
    InvitationSerializer,
    SaySerializer,
    ThreadSerializer,
)
from planner.plans.models import Invitation, Plan


def _sent(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class InvitationViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Invitation]
):
    """Who is asked about which plan."""

    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = Invitation.objects.none()
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter
    ordering_fields = ("invited_at",)
    ordering = ("invited_at",)

    def get_queryset(self) -> QuerySet[Invitation]:
        if not isinstance(self.request.user, User):
            return Invitation.objects.none()
        rows = Invitation.objects.visible_to(self.request.user)
        return rows.select_related("person")

    def create(self, request: Request) -> Response:
        """Open a draft to somebody and ask them a question."""
        data = _sent(self.get_serializer(data=request.data))
        made = services.invite(actor=caller(request), now=timezone.now(), **data)
        body = self.get_serializer(made).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Ask somebody no more; what they said stays."""
        key = self.get_object().pk
        services.withdraw(actor=caller(request), invitation_id=key, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: int) -> Response:
        """Ask somebody once more, at most once a day."""
        key = self.get_object().pk
        row = services.remind(
            actor=caller(request), invitation_id=key, now=timezone.now()
        )
        return Response(self.get_serializer(row).data)


class AnswerViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Answer]
):
    """Who signed which draft, or dissented from it; a person's latest word stands."""

    reads = Act.SEE_PLANS
    writes = Act.TAKE_PART
    queryset = Answer.objects.none()
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter
    ordering_fields = ("at",)
    ordering = ("-at",)

    def get_queryset(self) -> QuerySet[Answer]:
        if not isinstance(self.request.user, User):
            return Answer.objects.none()
        rows = Answer.objects.visible_to(self.request.user)
        return rows.select_related("person").defer("content")

    def create(self, request: Request) -> Response:
        """Sign the draft as one saw it, or dissent with a reason."""
        data = _sent(self.get_serializer(data=request.data))
        given = services.answer(
            actor=caller(request),
            now=timezone.now(),
            **({"reason": ""} | data),
        )
        body = self.get_serializer(given).data
        return Response(body, status=status.HTTP_201_CREATED)


class ContributionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Contribution]
):
    """Facts and assumptions that people brought to plans."""

    reads = Act.SEE_PLANS
    writes = Act.TAKE_PART
    queryset = Contribution.objects.none()
    serializer_class = ContributionSerializer
    filterset_class = ContributionFilter
    ordering_fields = ("at",)
    ordering = ("-at",)

    def get_queryset(self) -> QuerySet[Contribution]:
        if not isinstance(self.request.user, User):
            return Contribution.objects.none()
        return Contribution.objects.visible_to(self.request.user).select_related("by")

    def create(self, request: Request) -> Response:
        """Bring a fact with its source, or an assumption."""
        data = _sent(self.get_serializer(data=request.data))
        subject = data.pop("about"), data.pop("code")
        made = services.contribute(
            actor=caller(request), subject=subject, now=timezone.now(), **data
        )
        body = self.get_serializer(made).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ContributionSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: int) -> Response:
        """Write a proposed assumption into the draft, as untested."""
        key = self.get_object().pk
        row = services.take(
            actor=caller(request), contribution_id=key, now=timezone.now()
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(request=DeclineSerializer, responses=ContributionSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: int) -> Response:
        """Leave a proposed assumption out, and say why."""
        row = self.get_object()
        services.require_host(plan=row.plan, actor=caller(request))
        data = _sent(DeclineSerializer(data=request.data))
        row = services.decline(
            actor=caller(request), contribution_id=row.pk, now=timezone.now(), **data
        )
        return Response(self.get_serializer(row).data)


class ThreadViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Thread]
):
    """What is talked of beside the parts of a plan."""

    reads = Act.SEE_PLANS
    writes = Act.TAKE_PART
    queryset = Thread.objects.none()
    serializer_class = ThreadSerializer
    filterset_class = ThreadFilter
    ordering_fields = ("opened_at",)
    ordering = ("-opened_at",)

    def get_queryset(self) -> QuerySet[Thread]:
        if not isinstance(self.request.user, User):
            return Thread.objects.none()
        comments = Comment.objects.select_related("by").prefetch_related("mentioned")
        rows = Thread.objects.visible_to(self.request.user)
        return rows.prefetch_related(Prefetch("comments", comments.order_by("pk")))

    def _answer(self, key: int, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=key)
        return Response(self.get_serializer(row).data, status=code)

    def create(self, request: Request) -> Response:
        """Open a thread about a part of the plan."""
        data = _sent(self.get_serializer(data=request.data))
        subject = data.pop("about"), data.pop("code")
        said = services.say(
            actor=caller(request), subject=subject, now=timezone.now(), **data
        )
        return self._answer(said.comment.thread_id, status.HTTP_201_CREATED)

    @extend_schema(request=SaySerializer, responses=ThreadSerializer)
    @action(detail=True, methods=["post"])
    def say(self, request: Request, pk: int) -> Response:
        """Go on with a thread; a settled one is open again."""
        thread = self.get_object()
        services.say(
            actor=caller(request),
            plan_id=thread.plan_id,
            thread_id=thread.pk,
            now=timezone.now(),
            **_sent(SaySerializer(data=request.data)),
        )
        return self._answer(thread.pk)

    @extend_schema(request=None, responses=ThreadSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: int) -> Response:
        """Call what was raised settled."""
        return self._moved(request, done=True)

    @extend_schema(request=None, responses=ThreadSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Open it again."""
        return self._moved(request, done=False)

    def _moved(self, request: Request, *, done: bool) -> Response:
        key = self.get_object().pk
        services.resolve(
            actor=caller(request), thread_id=key, done=done, now=timezone.now()
        )
        return self._answer(key)


class HeardView(APIView):
    """Who has not been heard on a plan."""

    reads = Act.SEE_PLANS

    @extend_schema(operation_id="plan_heard", responses=HeardSerializer)
    def get(self, request: Request, plan_id: int) -> Response:
        """Name who was asked and is silent, and what a submission still lacks."""
        plans = Plan.objects.visible_to(caller(request)).select_related("author")
        plan = get_object_or_404(plans, pk=plan_id)
        found = queries.people_page(plan, caller(request), timezone.now())
        body: dict[str, object] = {
            "sentence": found.sentence,
            "waiting": [row.invitation.person_id for row in found.waiting],
            "uninvited": [side.value for side in found.uninvited],
            "missing": [
                {"side": each.need.key, "words": words} for each, words in found.missing
            ],
        }
        return Response(HeardSerializer(body).data)
