"""What outreach assumes, who is held out, files of names and one's calendar, over REST."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from accounts.permissions import caller
from accounts.policy import Act
from core.exports import XLSX
from core.uploads import PARSERS, document_of, file_of
from planner.outreach import services
from planner.outreach.models import FollowUpCalendar, NamesFile, OutreachRules
from planner.outreach.queries import lists
from planner.outreach.serializers import ruling as documents
from planner.outreach.services.holding_out import hold_out, let_back

ID = "[0-9]{1,18}"


def _sent(kind: type[Serializer[Any]], data: Any) -> dict[str, Any]:  # noqa: ANN401
    sent = kind(data=data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


class OutreachRulesView(APIView):
    """What the firm assumes of outreach where nothing is measured."""

    reads = Act.SEE_OUTREACH
    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS

    @extend_schema(
        operation_id="outreach_rules", responses=documents.OutreachRulesSerializer
    )
    def get(self, request: Request) -> Response:
        """Return what lists are made with."""
        rules = OutreachRules.objects.current()
        return Response(documents.OutreachRulesSerializer(rules).data)

    @extend_schema(
        operation_id="outreach_set_rules",
        request=documents.SetOutreachRulesSerializer,
        responses=documents.OutreachRulesSerializer,
    )
    def put(self, request: Request) -> Response:
        """Set some or all of it on the revision that was read; what is left out stays."""
        facts = _sent(documents.SetOutreachRulesSerializer, request.data)
        rules = services.set_rules(
            actor=caller(request),
            revision=facts.pop("revision", None),
            facts=facts,
            now=timezone.now(),
        )
        return Response(documents.OutreachRulesSerializer(rules).data)


class HoldingOutView(APIView):
    """The part of the people we know that is left in peace, to compare with."""

    reads = Act.SEE_OUTREACH
    writes = Act.RULE_OUTREACH
    scope = Scope.CUSTOMERS

    def _shown(self, request: Request, code: int = status.HTTP_200_OK) -> Response:
        held = lists.held_out(caller(request))
        return Response(documents.HeldOutSerializer(held).data, status=code)

    @extend_schema(
        operation_id="outreach_holding_out", responses=documents.HeldOutSerializer
    )
    def get(self, request: Request) -> Response:
        """Say how many are held out, and since when."""
        return self._shown(request)

    @extend_schema(
        operation_id="outreach_hold_out",
        request=documents.HoldOutSerializer,
        responses={201: documents.HeldOutSerializer},
    )
    def post(self, request: Request) -> Response:
        """Hold a random part out from now on; the same number draws the same people."""
        facts = _sent(documents.HoldOutSerializer, request.data)
        hold_out(actor=caller(request), now=timezone.now(), **facts)
        return self._shown(request, status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="outreach_let_back", responses=documents.HeldOutSerializer
    )
    def delete(self, request: Request) -> Response:
        """End it: everybody may stand on a list again."""
        let_back(actor=caller(request), now=timezone.now())
        return self._shown(request)


class FollowUpCalendarView(APIView):
    """The secret address under which a calendar reads the caller's follow-ups."""

    reads = Act.WORK_OUTREACH
    writes = Act.WORK_OUTREACH
    scope = Scope.CUSTOMERS

    @extend_schema(
        operation_id="outreach_calendar", responses=documents.CalendarSerializer
    )
    def get(self, request: Request) -> Response:
        """Say since when there is an address; it cannot be shown again."""
        row = FollowUpCalendar.objects.filter(user=caller(request)).first()
        made = {"made_at": row.made_at if row else None}
        return Response(documents.CalendarSerializer(made).data)

    @extend_schema(
        operation_id="outreach_make_calendar",
        request=None,
        responses={201: documents.MadeCalendarSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make an address, shown this once; one that was made before ends."""
        now = timezone.now()
        token = services.open_calendar(actor=caller(request), now=now)
        address = request.build_absolute_uri(reverse("outreach:feed", args=[token]))
        made = documents.MadeCalendarSerializer({"address": address, "made_at": now})
        return Response(made.data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="outreach_withdraw_calendar", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Withdraw the address; calendars that read it find nothing any more."""
        services.close_calendar(actor=caller(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class NamesFileViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[NamesFile]
):
    """Tables of names that the caller sent.

    Upload one; read which column is taken for what; ``check`` it, with another mapping if
    need be; ``commit``. A wrong row keeps all of it out; whom we know already stays as
    they are. What is not brought in is forgotten after a week.
    """

    reads = Act.IMPORT_NAMES
    writes = Act.IMPORT_NAMES
    scope = Scope.CUSTOMERS
    queryset = NamesFile.objects.none()
    serializer_class = documents.NamesFileSerializer
    ordering_fields = ["at"]
    lookup_value_regex = ID
    parser_classes = PARSERS

    def get_queryset(self) -> QuerySet[NamesFile]:
        rows = NamesFile.objects.filter(by=caller(self.request))
        return rows.order_by("-at", "-pk")

    @extend_schema(
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            },
            "text/csv": OpenApiTypes.BINARY,
            XLSX: OpenApiTypes.BINARY,
        },
        parameters=[
            OpenApiParameter("name", str, description="Name of a file sent as body."),
        ],
        responses={201: documents.NamesFileSerializer},
    )
    def create(self, request: Request) -> Response:
        """Upload a CSV or XLSX file, as a part of a form or as the body itself."""
        name, content = file_of(request)
        row = services.upload(
            actor=caller(request), name=name, content=content, now=timezone.now()
        )
        body = documents.NamesFileSerializer(row).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Forget a file that is not in yet."""
        services.throw_away(actor=caller(request), pk=int(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=documents.NamesMappingSerializer,
        responses=documents.NamesReportSerializer,
    )
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Say what would come in, what is wrong and whom we know; nothing is written.

        With a mapping, that is kept first: for each fact the column that holds it.
        """
        data: Any = request.data if isinstance(request.data, dict) else {}
        given = document_of(data.get("mapping"), "mapping")
        facts = _sent(
            documents.NamesMappingSerializer,
            {} if given is None else {"mapping": given},
        )
        actor, key = caller(request), int(pk)
        if "mapping" in facts:
            services.map_columns(actor=actor, pk=key, mapping=facts["mapping"])
        found = services.check(actor=actor, pk=key, now=timezone.now())
        return Response(documents.NamesReportSerializer(found).data)

    @extend_schema(request=None, responses=documents.NamesFileSerializer)
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, pk: str) -> Response:
        """Bring the names in: all that are new, or nothing if a row is wrong."""
        services.commit(actor=caller(request), pk=int(pk), now=timezone.now())
        return Response(documents.NamesFileSerializer(self.get_object()).data)
