"""What requires what, what excludes what, and what must be in, over REST."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.models import User
from accounts.permissions import caller
from accounts.policy import Act, allows
from planner.portfolio import queries, services
from planner.portfolio.models import Candidate, Exclusion, MustHave, Prerequisite
from planner.portfolio.serializers import (
    ExclusionSerializer,
    MustHaveSerializer,
    PrerequisiteSerializer,
    SentExclusion,
    SentMustHave,
    SentPrerequisite,
)


class Relations(
    mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet[Any]
):
    """Relations are added and taken away, never altered."""

    reads = Act.SEE_DECISIONS
    ordering_fields = ("at",)
    ordering = ("at", "pk")
    sent: ClassVar[type[Serializer[Any]]]
    add: ClassVar[Callable[..., Any]]

    def get_queryset(self) -> QuerySet[Any]:
        if not isinstance(self.request.user, User):
            return type(self).queryset.none()  # type: ignore[union-attr]
        return self.rows(self.request.user)

    def rows(self, user: User) -> QuerySet[Any]:
        raise NotImplementedError

    def told(self, row: Any) -> queries.Told:  # noqa: ANN401
        raise NotImplementedError

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Read rows as pages do: with the names and states of their ends."""
        row, *rest = args or (None,)
        if kwargs.get("many"):
            row = [self.told(each) for each in row or ()]
        elif row is not None:
            row = self.told(row)
        return super().get_serializer(row, *rest, **kwargs)

    def create(self, request: Request) -> Response:
        """Add one; what contradicts the others is refused by name."""
        sent = self.sent(data=request.data)
        sent.is_valid(raise_exception=True)
        row = type(self).add(
            actor=caller(request), now=timezone.now(), **sent.validated_data
        )
        whole = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(whole).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        """Take one away; from the next search on it does not hold."""
        row = self.get_object()
        self.remove(caller(request), row.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def remove(self, actor: User, key: int) -> None:
        raise NotImplementedError

    def _shaped(self, row: Any, ends: tuple[Candidate, ...]) -> queries.Told:  # noqa: ANN401
        shapes = allows(caller(self.request), Act.SHAPE_CHOICE)
        return queries.told(row, ends, may_remove=shapes)


@extend_schema_view(
    create=extend_schema(
        request=SentPrerequisite, responses={201: PrerequisiteSerializer}
    )
)
class PrerequisiteViewSet(Relations):
    """What cannot be chosen without something else."""

    writes = Act.RELATE_PLANS
    queryset = Prerequisite.objects.none()
    serializer_class = PrerequisiteSerializer
    sent = SentPrerequisite
    add = services.add_prerequisite

    def rows(self, user: User) -> QuerySet[Prerequisite]:
        return queries.prerequisites(user)

    def told(self, row: Prerequisite) -> queries.Told:
        return queries.prerequisite(row, caller(self.request))

    def remove(self, actor: User, key: int) -> None:
        services.remove_prerequisite(
            actor=actor, prerequisite_id=key, now=timezone.now()
        )


@extend_schema_view(
    create=extend_schema(request=SentExclusion, responses={201: ExclusionSerializer})
)
class ExclusionViewSet(Relations):
    """Alternatives, of which at most one may be chosen."""

    writes = Act.SHAPE_CHOICE
    queryset = Exclusion.objects.none()
    serializer_class = ExclusionSerializer
    sent = SentExclusion
    add = services.add_exclusion

    def rows(self, user: User) -> QuerySet[Exclusion]:
        return queries.exclusions(user)

    def told(self, row: Exclusion) -> queries.Told:
        return self._shaped(row, tuple(row.listed))

    def remove(self, actor: User, key: int) -> None:
        services.remove_exclusion(actor=actor, exclusion_id=key, now=timezone.now())


@extend_schema_view(
    create=extend_schema(request=SentMustHave, responses={201: MustHaveSerializer})
)
class MustHaveViewSet(Relations):
    """What every set has to hold, because the CEO says so."""

    writes = Act.SHAPE_CHOICE
    queryset = MustHave.objects.none()
    serializer_class = MustHaveSerializer
    sent = SentMustHave
    add = services.add_must_have

    def rows(self, user: User) -> QuerySet[MustHave]:
        return queries.musts(user)

    def told(self, row: MustHave) -> queries.Told:
        return self._shaped(row, (row.candidate,))

    def remove(self, actor: User, key: int) -> None:
        services.remove_must_have(actor=actor, must_have_id=key, now=timezone.now())
