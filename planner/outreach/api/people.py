"""Outreach over REST: people, talks, follow-ups, and the caller's own week."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ViewSet

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act, require
from accounts.queries import local_day
from core.exports import XLSX, download
from core.negotiation import AsAddressed
from planner.outreach import services
from planner.outreach.filters import (
    ContactFilter,
    FollowUpFilter,
    PersonFilter,
    ReferralFilter,
)
from planner.outreach.models import (
    Acquaintance,
    Contact,
    FollowUp,
    Referral,
    Week,
    WeeklyName,
)
from planner.outreach.queries import lists
from planner.outreach.queries.asking import occasion
from planner.outreach.queries.referring import referred
from planner.outreach.queries.tables import (
    FOLLOW_UP_HEAD,
    TALK_HEAD,
    follow_up_cells,
    talk_cells,
)
from planner.outreach.queries.twins import pairs
from planner.outreach.serializers import people as documents

ID = "[0-9]{1,18}"
EXPORT = extend_schema(
    parameters=[OpenApiParameter("kind", str, "path", enum=["csv", "xlsx"])],
    responses={
        (200, "text/csv"): OpenApiTypes.STR,
        (200, XLSX): OpenApiTypes.BINARY,
    },
)


def _read(kind: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    sent = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


class AcquaintanceViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Acquaintance]
):
    """The people we know."""

    reads = Act.SEE_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = Acquaintance.objects.none()
    serializer_class = documents.AcquaintanceSerializer
    filterset_class = PersonFilter
    ordering_fields = ["name", "last_contact_on", "added_at"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Acquaintance]:
        return lists.people(caller(self.request), lists.Wanted())

    def get_serializer_class(self) -> type[BaseSerializer[Acquaintance]]:
        kinds: dict[str, type[BaseSerializer[Acquaintance]]] = {
            "create": documents.NewAcquaintanceSerializer,
            "partial_update": documents.ChangedAcquaintanceSerializer,
        }
        return kinds.get(self.action, documents.AcquaintanceSerializer)

    def _shown(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=pk)
        return Response(documents.AcquaintanceSerializer(row).data, status=code)

    @extend_schema(
        request=documents.NewAcquaintanceSerializer,
        responses={201: documents.AcquaintanceSerializer},
    )
    def create(self, request: Request) -> Response:
        """Write somebody down; who looks like somebody known is a conflict."""
        facts = _read(documents.NewAcquaintanceSerializer, request)
        row = services.add(
            actor=caller(request),
            interests=facts.pop("interests", []),
            anyway=facts.pop("anyway"),
            facts=facts,
            now=timezone.now(),
            came_from="over REST",
        )
        return self._shown(row.pk, status.HTTP_201_CREATED)

    @extend_schema(
        request=documents.ChangedAcquaintanceSerializer,
        responses=documents.AcquaintanceSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is written of somebody, from the revision that you saw."""
        row = self.get_object()
        sent = documents.ChangedAcquaintanceSerializer(
            row, data=request.data, partial=True
        )
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        services.edit(
            actor=caller(request),
            pk=row.pk,
            revision=facts.pop("revision", None),
            interests=facts.pop("interests", None),
            facts=facts,
            now=timezone.now(),
        )
        return self._shown(row.pk)

    @extend_schema(
        request=documents.ConsentNoteSerializer,
        responses=documents.AcquaintanceSerializer,
    )
    @action(detail=True, methods=["post"])
    def consent(self, request: Request, pk: str) -> Response:
        """Note what they said of hearing from us, when and where."""
        facts = _read(documents.ConsentNoteSerializer, request)
        services.set_consent(
            actor=caller(request), pk=int(pk), now=timezone.now(), **facts
        )
        return self._shown(int(pk))

    @extend_schema(
        request=documents.ForbidSerializer, responses=documents.AcquaintanceSerializer
    )
    @action(detail=True, methods=["post"], url_path="do-not-contact")
    def forbid(self, request: Request, pk: str) -> Response:
        """Say that nobody contacts them, and why."""
        facts = _read(documents.ForbidSerializer, request)
        services.forbid_contact(
            actor=caller(request), pk=int(pk), now=timezone.now(), **facts
        )
        return self._shown(int(pk))

    @extend_schema(responses=documents.OccasionSerializer)
    @action(detail=True)
    def occasion(self, request: Request, pk: str) -> Response:
        """Say whether to ask them now whom else they know, and why or why not."""
        found = occasion(self.get_object(), today=local_day(timezone.now()))
        return Response(documents.OccasionSerializer(found).data)

    @extend_schema(
        request=documents.MergeSerializer, responses=documents.AcquaintanceSerializer
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Take another name up that is the same person; only people do."""
        require(caller(request), Act.MERGE_NAMES)
        facts = _read(documents.MergeSerializer, request)
        services.merge(
            actor=caller(request),
            keep=int(pk),
            drop=facts["other"],
            picks=facts.get("picks", {}),
            revisions=(facts["revision"], facts["other_revision"]),
            now=timezone.now(),
        )
        return self._shown(int(pk))

    @extend_schema(responses=documents.TwinsSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def duplicates(self, request: Request) -> Response:
        """List the pairs of names that may be one person, the likeliest first."""
        found = pairs(caller(request))
        return Response(documents.TwinsSerializer(found, many=True).data)

    @extend_schema(
        request=documents.BringCustomersSerializer,
        responses=documents.AcquaintanceSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="from-customers")
    def from_customers(self, request: Request) -> Response:
        """Take customers among the people we know; who is there stays as they are."""
        require(caller(request), Act.IMPORT_NAMES)
        facts = _read(documents.BringCustomersSerializer, request)
        added = services.bring_customers(
            actor=caller(request), codes=facts["customers"], now=timezone.now()
        )
        rows = self.get_queryset().filter(pk__in=[row.pk for row in added])
        shown: Serializer[Any] = documents.AcquaintanceSerializer(rows, many=True)
        return Response(shown.data)


class TalkViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Contact]
):
    """Talks with the people we know."""

    reads = Act.SEE_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = Contact.objects.none()
    serializer_class = documents.TalkSerializer
    filterset_class = ContactFilter
    ordering_fields = ["on", "logged_at"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Contact]:
        rows = Contact.objects.visible_to(caller(self.request))
        return rows.select_related("by", "interest", "sending").order_by("-on", "-pk")

    @extend_schema(
        request=documents.NewTalkSerializer,
        responses={201: documents.TalkSerializer},
    )
    def create(self, request: Request) -> Response:
        """Log a talk with its follow-up, call-back and referral."""
        facts = _read(documents.NewTalkSerializer, request)
        contact = services.log(
            actor=caller(request),
            acquaintance_id=facts.pop("person"),
            talk=services.Talk(**facts),
            now=timezone.now(),
        )
        return Response(
            self.get_serializer(contact).data, status=status.HTTP_201_CREATED
        )

    @EXPORT
    @action(
        detail=False,
        url_path="export/(?P<kind>csv|xlsx)",
        content_negotiation_class=AsAddressed,
        pagination_class=None,
    )
    def export(self, request: Request, kind: str) -> HttpResponseBase:
        """Get the talks, as they are narrowed, as a file."""
        rows = self.filter_queryset(self.get_queryset())
        return download(kind, TALK_HEAD, talk_cells(rows), name="talks")


class FollowUpViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[FollowUp]
):
    """What was promised in talks: occasions on the ledger of promises."""

    reads = Act.SEE_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    queryset = FollowUp.objects.none()
    serializer_class = documents.FollowUpSerializer
    filterset_class = FollowUpFilter
    ordering_fields = ["due_at", "promised_at"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[FollowUp]:
        rows = FollowUp.objects.visible_to(caller(self.request))
        return rows.select_related("owner").order_by("due_at", "pk")

    def _shown(self, row: FollowUp, code: int = status.HTTP_200_OK) -> Response:
        return Response(documents.FollowUpSerializer(row).data, status=code)

    def _step(
        self,
        request: Request,
        pk: str,
        kind: type[Serializer[Any]],
        command: Callable[..., FollowUp],
    ) -> Response:
        facts = _read(kind, request)
        row = command(actor=caller(request), pk=int(pk), now=timezone.now(), **facts)
        return self._shown(row)

    @extend_schema(
        request=documents.NewFollowUpSerializer,
        responses={201: documents.FollowUpSerializer},
    )
    def create(self, request: Request) -> Response:
        """Promise something by a day."""
        facts = _read(documents.NewFollowUpSerializer, request)
        row = services.promise_follow_up(
            actor=caller(request),
            acquaintance_id=facts.pop("person"),
            now=timezone.now(),
            **facts,
        )
        return self._shown(row, status.HTTP_201_CREATED)

    @extend_schema(
        request=documents.DoneSerializer, responses=documents.FollowUpSerializer
    )
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """Say that it is done, now; only who promised it does."""
        return self._step(request, pk, documents.DoneSerializer, services.keep)

    @extend_schema(
        request=documents.MoveFollowUpSerializer, responses=documents.FollowUpSerializer
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Agree on another day with them, before the first one is over."""
        return self._step(request, pk, documents.MoveFollowUpSerializer, services.move)

    @extend_schema(
        request=documents.ReleaseSerializer, responses=documents.FollowUpSerializer
    )
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Note that they released us, and why."""
        return self._step(request, pk, documents.ReleaseSerializer, services.release)

    @EXPORT
    @action(
        detail=False,
        url_path="export/(?P<kind>csv|xlsx)",
        content_negotiation_class=AsAddressed,
        pagination_class=None,
    )
    def export(self, request: Request, kind: str) -> HttpResponseBase:
        """Get the follow-ups, as they are narrowed, as a file."""
        rows = self.filter_queryset(self.get_queryset())
        cells = follow_up_cells(rows, now=timezone.now())
        return download(kind, FOLLOW_UP_HEAD, cells, name="follow-ups")


class ReferralViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Referral]
):
    """Who brought whom, and what became of it, with what they bought since."""

    reads = Act.SEE_OUTREACH
    queryset = Referral.objects.none()
    serializer_class = documents.ReferralSerializer
    filterset_class = ReferralFilter
    ordering_fields = ["on"]
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Referral]:
        return referred(caller(self.request))


class OutreachWeekView(APIView):
    """The caller's own people of this week."""

    reads = Act.WORK_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS

    def _shown(self, week: Week) -> Response:
        week.listed = lists.names_of(week)  # type: ignore[attr-defined]
        return Response(documents.WeekSerializer(week).data)

    @extend_schema(operation_id="outreach_week", responses=documents.WeekSerializer)
    def get(self, request: Request) -> Response:
        """Return this week's people, once the hours are said."""
        week = lists.week_of(caller(request), local_day(timezone.now()))
        if week is None:
            raise NotFound("Say your hours of this week first: PUT the hours.")
        return self._shown(week)

    @extend_schema(
        operation_id="outreach_set_hours",
        request=documents.HoursSerializer,
        responses=documents.WeekSerializer,
    )
    def put(self, request: Request) -> Response:
        """Say your hours of this week; the list is made for them."""
        facts = _read(documents.HoursSerializer, request)
        week = services.set_hours(actor=caller(request), now=timezone.now(), **facts)
        return self._shown(week)


class WeeklyNameViewSet(ViewSet):
    """What the caller says of a name on their own list."""

    reads = Act.WORK_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS
    lookup_value_regex = ID

    def _step(
        self,
        request: Request,
        pk: int,
        kind: type[Serializer[Any]],
        command: Callable[..., WeeklyName],
    ) -> Response:
        facts = _read(kind, request)
        row = command(actor=caller(request), pk=int(pk), now=timezone.now(), **facts)
        return Response(documents.WeeklyNameSerializer(row).data)

    @extend_schema(
        operation_id="outreach_postpone",
        request=documents.PostponeNameSerializer,
        responses=documents.WeeklyNameSerializer,
    )
    @action(detail=True, methods=["post"])
    def postpone(self, request: Request, pk: int) -> Response:
        """Leave them off all lists until a day."""
        return self._step(
            request, pk, documents.PostponeNameSerializer, services.postpone
        )

    @extend_schema(
        operation_id="outreach_skip",
        request=documents.SkipNameSerializer,
        responses=documents.WeeklyNameSerializer,
    )
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: int) -> Response:
        """Skip them this week, for a reason that the list learns from."""
        return self._step(request, pk, documents.SkipNameSerializer, services.skip)

    @extend_schema(
        operation_id="outreach_hand_over",
        request=documents.HandOverNameSerializer,
        responses=documents.WeeklyNameSerializer,
    )
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, pk: int) -> Response:
        """Put them on a colleague's list."""
        return self._step(
            request, pk, documents.HandOverNameSerializer, services.hand_over
        )
