"""Plans over REST: drafts as whole documents, versions, and what is promised."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from accounts.models import Scope, User
from accounts.policy import Act
from core.numbers import typed_whole
from core.refusals import Invalid
from planner.plans import queries, services
from planner.plans.filters import CommitmentFilter, PlanFilter, VersionFilter
from planner.plans.models import Commitment, Plan, PlanVersion
from planner.plans.serializers import (
    CommitmentSerializer,
    PlanSerializer,
    VersionLineSerializer,
    VersionSerializer,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='The ETag you saw, such as "3": refused if anything changed since. Or send '
    '"revision" in the document: what others changed since is merged in, field by field.',
)


def _actor(request: Request) -> User:
    return cast("User", request.user)


def seen_revision(request: Request, sent: int | None) -> int:
    """Return the revision that the caller saw, from the header or the document."""
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if (seen := typed_whole(tag)) is not None:
        return seen
    if sent is None:
        raise Invalid(
            "Say which revision of the plan you saw.",
            next_step='Send its ETag in If-Match, or "revision" in the document.',
            errors={"revision": ["This is missing."]},
        )
    return sent


def _document(plan: Plan) -> dict[str, Any]:
    """Return what a loaded plan says, as a caller would send it."""
    found = queries.document(plan, plan.tactics.all(), plan.assumptions.all())
    return dict(found)


class PlanViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Plan]
):
    """Plans. A draft is read and written as one document."""

    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = Plan.objects.none()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    ordering_fields = ("title", "starts_on", "state", "changed_at", "created_at")
    ordering = ("-changed_at",)

    def get_queryset(self) -> QuerySet[Plan]:
        if not isinstance(self.request.user, User):
            return Plan.objects.none()
        return queries.with_parts(Plan.objects.visible_to(self.request.user))

    def _answer(self, plan: Plan, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=plan.pk)
        data = self.get_serializer(row).data
        return Response(data, status=code, headers={"ETag": f'"{row.revision}"'})

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        """Return one plan, with its revision as the ETag."""
        plan = self.get_object()
        data = self.get_serializer(plan).data
        return Response(data, headers={"ETag": f'"{plan.revision}"'})

    def _sent(self, document: Any) -> PlanSerializer:  # noqa: ANN401  # JSON
        sent = PlanSerializer(data=document)
        sent.is_valid(raise_exception=True)
        return sent

    @extend_schema(request=PlanSerializer, responses={201: PlanSerializer})
    def create(self, request: Request) -> Response:
        """Make a draft."""
        plan = services.create(
            actor=_actor(request),
            content=self._sent(request.data).content(),
            now=timezone.now(),
        )
        return self._answer(plan, status.HTTP_201_CREATED)

    @extend_schema(request=PlanSerializer, parameters=[IF_MATCH])
    def update(self, request: Request, pk: str) -> Response:
        """Make the draft what the document says, and keep what others changed since."""
        return self._changed(request, self.get_object(), request.data)

    @extend_schema(request=PlanSerializer(partial=True), parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the parts of the draft that are sent; a list is sent as a whole."""
        plan = self.get_object()
        if not isinstance(request.data, dict):
            return self._changed(request, plan, request.data)
        return self._changed(request, plan, {**_document(plan), **request.data})

    def _changed(self, request: Request, plan: Plan, document: Any) -> Response:  # noqa: ANN401
        sent = self._sent(document)
        changed = services.update(
            plan=plan,
            actor=_actor(request),
            revision=seen_revision(request, sent.validated_data.get("revision")),
            content=sent.content(),
            now=timezone.now(),
            # If-Match asks for that revision and no other; "revision" in the document
            # says what it was made from, and what came since is merged in.
            merging="If-Match" not in request.headers,
        )
        return self._answer(changed)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw a draft away that was never submitted."""
        services.delete(
            plan=self.get_object(), actor=_actor(request), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={201: PlanSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Copy a plan into a draft of your own."""
        draft = services.copy(
            plan=self.get_object(), actor=_actor(request), now=timezone.now()
        )
        return self._answer(draft, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a submitted plan back before it is decided."""
        plan = self.get_object()
        services.withdraw(plan=plan, actor=_actor(request), now=timezone.now())
        return self._answer(plan)


class PlanVersionViewSet(ReadOnlyModelViewSet[PlanVersion]):
    """Plans as they were submitted; a single one comes with its document."""

    reads = Act.SEE_PLANS
    queryset = PlanVersion.objects.none()
    serializer_class = VersionSerializer
    filterset_class = VersionFilter
    ordering_fields = ("submitted_at", "number")
    ordering = ("-submitted_at",)

    def get_queryset(self) -> QuerySet[PlanVersion]:
        if not isinstance(self.request.user, User):
            return PlanVersion.objects.none()
        versions = PlanVersion.objects.visible_to(self.request.user)
        return versions.defer("content") if self.action == "list" else versions

    def get_serializer_class(self) -> type[BaseSerializer[PlanVersion]]:
        return VersionLineSerializer if self.action == "list" else VersionSerializer


class CommitmentViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Commitment]
):
    """What holds capacity now; standing commitments can be written."""

    reads = Act.SEE_OPERATIONS
    writes = Act.EDIT_OPERATIONS
    scope = Scope.OPERATIONS
    queryset = Commitment.objects.none()
    serializer_class = CommitmentSerializer
    filterset_class = CommitmentFilter
    ordering_fields = ("starts_on", "likely", "reserved_until")
    ordering = ("id",)

    def get_queryset(self) -> QuerySet[Commitment]:
        if not isinstance(self.request.user, User):
            return Commitment.objects.none()
        held = Commitment.objects.visible_to(self.request.user).holding()
        return held.select_related("promise", "version")

    @extend_schema(request=CommitmentSerializer, responses={200: CommitmentSerializer})
    def create(self, request: Request) -> Response:
        """Say how many occasions a week existing customers have of a promise."""
        sent = CommitmentSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        row = services.set_standing(
            actor=_actor(request), now=timezone.now(), **sent.validated_data
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """End a standing commitment."""
        services.end_standing(
            commitment=self.get_object(), actor=_actor(request), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
