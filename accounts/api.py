"""Who is who, for other systems; people and keys are managed on pages only."""

from collections.abc import Sequence
from typing import Any, cast

from django.db import models
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from accounts import queries
from accounts.days_off import DayOff, checked, known
from accounts.filters import AuditFilter, NoticeFilter, PeopleFilter
from accounts.models import (
    ApiKey,
    AuditEvent,
    Company,
    Deputy,
    Notice,
    Scope,
    User,
)
from accounts.permissions import caller
from accounts.policy import Act
from accounts.serializers import (
    AuditEventSerializer,
    CompanySerializer,
    DaysOffSerializer,
    DeputySerializer,
    MeSerializer,
    NoticeSerializer,
    PersonSerializer,
    ReadSerializer,
)
from accounts.services.days_off import set_days_off
from accounts.services.deputies import end_deputyship, name_deputy
from accounts.services.notices import mark_all_read, mark_read


class Me(APIView):
    """Say who is asking."""

    reads = Act.SIGN_IN

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Return the person or integration behind this sign-in or key."""
        key = request.auth if isinstance(request.auth, ApiKey) else None
        user = cast("User", request.user)
        return Response(MeSerializer(user, context={"key": key}).data)


class CompanyView(APIView):
    """Name the company, its currency and its time zone."""

    reads = Act.SIGN_IN

    @extend_schema(operation_id="company", responses=CompanySerializer)
    def get(self, request: Request) -> Response:
        """Return what all amounts and days of the other documents are counted in."""
        return Response(CompanySerializer(queries.company()).data)


class DaysOffView(APIView):
    """On which weekdays nobody works."""

    reads = Act.SIGN_IN
    writes = Act.KEEP_CALENDAR
    scope = Scope.OPERATIONS

    @extend_schema(operation_id="days_off", responses=DaysOffSerializer)
    def get(self, request: Request) -> Response:
        """Return them in order."""
        return self._answer(queries.company())

    @extend_schema(
        operation_id="set_days_off",
        request=DaysOffSerializer,
        responses=DaysOffSerializer,
    )
    def put(self, request: Request) -> Response:
        """Replace them, if nobody changed the company meanwhile."""
        sent = DaysOffSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        days = [DayOff(row["day"], row["name"]) for row in sent.validated_data["days"]]
        here = set_days_off(
            actor=cast("User", request.user),
            days=checked(days),
            revision=sent.validated_data["revision"],
            now=timezone.now(),
        )
        return self._answer(here)

    @staticmethod
    def _answer(here: Company) -> Response:
        body = {"days": known(here.days_off), "revision": here.revision}
        return Response(DaysOffSerializer(body).data)


class PeopleViewSet(ReadOnlyModelViewSet[User]):
    """List colleagues: whom a promise or plan can belong to."""

    reads = Act.SEE_PEOPLE
    serializer_class = PersonSerializer
    filterset_class = PeopleFilter
    ordering_fields = ("name", "role", "id")
    ordering = ("name",)
    queryset = User.objects.none()

    def get_queryset(self) -> models.QuerySet[User]:
        return queries.colleagues()


class Newest(CursorPagination):
    """Page through what only grows, the newest first."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 500

    def paginate_queryset(
        self,
        queryset: models.QuerySet[Any] | Sequence[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any] | None:
        """Take a cursor that nobody was given for one that leads nowhere."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError) as error:
            raise NotFound(self.invalid_cursor_message) from error


class AuditEventViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[AuditEvent]):
    """Read the audit trail; a key never may."""

    reads = Act.SEE_AUDIT
    serializer_class = AuditEventSerializer
    filterset_class = AuditFilter
    pagination_class = Newest
    filter_backends = (DjangoFilterBackend,)
    queryset = AuditEvent.objects.none()

    def get_queryset(self) -> models.QuerySet[AuditEvent]:
        return queries.audit_events()


class DeputyViewSet(ListModelMixin, GenericViewSet[Deputy]):
    """One's own absences as a CEO, and who decides meanwhile."""

    reads = Act.NAME_DEPUTY
    writes = Act.NAME_DEPUTY
    queryset = Deputy.objects.none()
    serializer_class = DeputySerializer
    filterset_fields = ["deputy"]
    ordering_fields = ["begins_at"]
    ordering = ["-begins_at"]

    def get_queryset(self) -> models.QuerySet[Deputy]:
        if not isinstance(self.request.user, User):
            return Deputy.objects.none()
        return queries.absences(self.request.user)

    def create(self, request: Request) -> Response:
        """Name a director who decides in one's place, from one day to another."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        named = name_deputy(
            actor=caller(request),
            deputy_id=data["deputy"].pk,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            now=timezone.now(),
        )
        body = self.get_serializer(named).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=DeputySerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: int) -> Response:
        """Come back early: from now on nobody stands in."""
        key = self.get_object().pk
        ended = end_deputyship(actor=caller(request), deputy_id=key, now=timezone.now())
        return Response(self.get_serializer(ended).data)


class NoticeViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Notice]):
    """What one was told oneself, the newest first."""

    reads = Act.SIGN_IN
    writes = Act.SIGN_IN
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    pagination_class = Newest
    filter_backends = (DjangoFilterBackend,)
    queryset = Notice.objects.none()

    def get_queryset(self) -> models.QuerySet[Notice]:
        if not isinstance(self.request.user, User):
            return Notice.objects.none()
        return queries.notices(self.request.user)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: int) -> Response:
        """Take one notice as read."""
        key = self.get_object().pk
        read = mark_read(actor=caller(request), notice_id=key, now=timezone.now())
        return Response(self.get_serializer(read).data)

    @extend_schema(
        operation_id="notices_read_all",
        request=None,
        responses=ReadSerializer,
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="read", pagination_class=None)
    def read_all(self, request: Request) -> Response:
        """Take all one's notices as read."""
        count = mark_all_read(actor=caller(request), now=timezone.now())
        return Response(ReadSerializer({"read": count}).data)
