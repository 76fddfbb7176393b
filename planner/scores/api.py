"""Ask what can be kept, submit plans, follow their scoring, read scores and policy."""

from typing import Any, cast

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import Scope, User
from accounts.policy import Act
from accounts.queries import company, local_day
from core.refusals import Invalid
from planner.plans.api import IF_MATCH, seen_revision
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.scores import queries, services
from planner.scores.filters import ScoreFilter, ScoringRunFilter
from planner.scores.forms import StandardForm
from planner.scores.models import Policy, Score, ScoringRun
from planner.scores.pages.customers import told
from planner.scores.parsers import QuestionParser
from planner.scores.queries.beliefs import beliefs_named, suppose_score
from planner.scores.queries.customers import in_plan
from planner.scores.queries.forecasts import outlook_document, outlook_of
from planner.scores.queries.promised import frontier_answer
from planner.scores.queries.tab import full_scores
from planner.scores.serializers import (
    FrontierDraftSerializer,
    FrontierQuestionSerializer,
    OutlookSerializer,
    PlanCustomersSerializer,
    PolicySerializer,
    QuestionSerializer,
    ScoreLineSerializer,
    ScoreSerializer,
    ScoringRunSerializer,
    SubmissionSerializer,
    SupposedSerializer,
    TakenSerializer,
    TakeSerializer,
)
from promises.models import Promise
from promises.queries.page import for_page
from promises.queries.recent import company_day
from promises.serializers import PromiseSerializer
from promises.services import draft_with_standard

FRONTIER = OpenApiResponse(
    OpenApiTypes.OBJECT, description="A promise-frontier/1 document of one promise."
)
ANSWER = OpenApiResponse(OpenApiTypes.OBJECT, description="A promise-score/1 document.")


def _actor(request: Request) -> User:
    return cast("User", request.user)


class InquiryView(APIView):
    """Ask what can be kept. Nothing is reserved and nothing is stored."""

    writes = Act.ASK
    scope = Scope.INQUIRIES
    parser_classes = [QuestionParser]

    @extend_schema(
        operation_id="inquire",
        request=QuestionSerializer,
        responses=ANSWER,
        examples=[
            OpenApiExample(
                "A plan as it stands", value={"plan_id": 42}, request_only=True
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Score a case document, a plan document, or a plan as it stands."""
        sent = request.data
        if isinstance(sent, dict) and "format" in sent:
            return Response(queries.inquire_case(sent))
        asked = QuestionSerializer(data=sent)
        asked.is_valid(raise_exception=True)
        return Response(self._answer(request, asked.validated_data))

    def _answer(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("case", "plan", "plan_id") if name in asked]
        if len(given) != 1:
            raise Invalid(
                "Ask about one thing: a case, a plan, or a plan_id.",
                next_step='Send {"plan_id": 42}, or a case document as it is.',
                errors={"document": ["Name exactly one of case, plan and plan_id."]},
            )
        thorough: bool = asked["sensitivities"]
        beliefs = {k: word == "holds" for k, word in asked.get("beliefs", {}).items()}
        if "case" in asked:
            return queries.inquire_case(
                asked["case"], sensitivities=thorough, beliefs=beliefs
            )
        plan = None
        if "plan_id" in asked:
            plans = Plan.objects.visible_to(_actor(request))
            plan = get_object_or_404(plans, pk=asked["plan_id"])
            content = plan_content(plan)
        else:
            content = queries.checked_content(asked["plan"])
        found = queries.inquire(
            content,
            now=timezone.now(),
            plan=plan,
            sensitivities=thorough,
            beliefs=beliefs,
        )
        result: dict[str, Any] = found["result"]
        return result


class ForecastsView(APIView):
    """What a promise's record makes expect, and how good such forecasts were."""

    reads = Act.SEE_LEDGER

    @extend_schema(operation_id="promises_forecasts", responses=OutlookSerializer)
    def get(self, request: Request, promise_id: int) -> Response:
        """Return what to expect in the coming weeks, and the backtest of two years."""
        visible = Promise.objects.visible_to(_actor(request))
        promise = get_object_or_404(visible, pk=promise_id)
        outlook = outlook_of(promise, company_day(timezone.now()))
        return Response(outlook_document(outlook))


class FrontierView(APIView):
    """What could be promised instead."""

    reads = Act.SEE_LEDGER
    writes = Act.DRAFT_PROMISES
    scope = Scope.PROMISES

    def _promise(self, request: Request, promise_id: int) -> Promise:
        visible = Promise.objects.visible_to(_actor(request)).select_related("owner")
        return get_object_or_404(visible, pk=promise_id)

    @extend_schema(
        operation_id="promises_frontier",
        parameters=[FrontierQuestionSerializer],
        responses=FRONTIER,
    )
    def get(self, request: Request, promise_id: int) -> Response:
        """Return the share kept at every standard, and two standards for a target."""
        promise = self._promise(request, promise_id)
        sent = FrontierQuestionSerializer(data=request.query_params)
        sent.is_valid(raise_exception=True)
        return Response(
            frontier_answer(promise, now=timezone.now(), **sent.validated_data)
        )

    @extend_schema(
        operation_id="promises_frontier_draft",
        request=FrontierDraftSerializer,
        responses={201: PromiseSerializer},
        examples=[
            OpenApiExample(
                "48 hours", value={"within": "48", "unit": "hours"}, request_only=True
            )
        ],
    )
    def post(self, request: Request, promise_id: int) -> Response:
        """Draft a promise that keeps everything of this one but its standard."""
        promise = self._promise(request, promise_id)
        sent = FrontierDraftSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        form = StandardForm(sent.validated_data)
        form.is_valid()
        made = draft_with_standard(
            actor=_actor(request),
            promise=promise,
            standard=form.words,
            days=form.days,
            now=timezone.now(),
        )
        row = for_page(Promise.objects.visible_to(_actor(request))).get(pk=made.pk)
        return Response(
            PromiseSerializer(row, context={"request": request}).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("promise-detail", args=[made.pk])},
        )


class SubmitView(APIView):
    """Submit a plan for a decision."""

    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS

    @extend_schema(
        operation_id="plans_submit",
        parameters=[IF_MATCH],
        request=SubmissionSerializer,
        responses={
            202: OpenApiResponse(
                ScoringRunSerializer, description="Submitted; the scoring is queued."
            )
        },
    )
    def post(self, request: Request, plan_id: int) -> Response:
        """Freeze the plan, hold its capacity, and queue its scoring.

        The same revision submitted again answers with the same version and run.
        """
        plan = get_object_or_404(Plan.objects.visible_to(_actor(request)), pk=plan_id)
        sent = SubmissionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        _, run = services.submit_plan(
            plan=plan,
            actor=_actor(request),
            revision=seen_revision(request, sent.validated_data.get("revision")),
            now=timezone.now(),
        )
        return _accepted(run)


def _accepted(run: ScoringRun) -> Response:
    row = _runs().get(pk=run.pk)
    place = reverse("scoringrun-detail", args=[run.pk])
    return Response(
        ScoringRunSerializer(row).data,
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": place},
    )


def _runs() -> QuerySet[ScoringRun]:
    return ScoringRun.objects.select_related("version__plan").annotate(
        score_key=F("score")
    )


class ScoringRunViewSet(ReadOnlyModelViewSet[ScoringRun]):
    """The scoring of submitted plans: queued, running, done with a score, or failed."""

    reads = Act.SEE_PLANS
    writes = Act.ASK
    scope = Scope.PLANS
    queryset = ScoringRun.objects.none()
    serializer_class = ScoringRunSerializer
    filterset_class = ScoringRunFilter
    ordering_fields = ("queued_at", "finished_at")
    ordering = ("-queued_at",)

    def get_queryset(self) -> QuerySet[ScoringRun]:
        if not isinstance(self.request.user, User):
            return ScoringRun.objects.none()
        visible = ScoringRun.objects.visible_to(self.request.user)
        return _runs().filter(pk__in=visible.values("pk"))

    @extend_schema(request=None, responses={202: ScoringRunSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Queue a run that failed once more."""
        run = services.retry(
            run=self.get_object(), actor=_actor(request), now=timezone.now()
        )
        return _accepted(run)


class ScoreViewSet(ReadOnlyModelViewSet[Score]):
    """Scores; a single one comes with the case it was computed from and its result."""

    reads = Act.SEE_PLANS
    writes = Act.DRAFT_PLANS
    scope = Scope.PLANS
    queryset = Score.objects.none()
    serializer_class = ScoreSerializer
    filterset_class = ScoreFilter
    ordering_fields = ("scored_at", "keep_probability", "money_at_risk")
    ordering = ("-scored_at",)

    def get_queryset(self) -> QuerySet[Score]:
        if not isinstance(self.request.user, User):
            return Score.objects.none()
        scores = Score.objects.visible_to(self.request.user)
        scores = scores.select_related("version").defer("version__content")
        return scores.defer("case", "result") if self.action == "list" else scores

    def get_serializer_class(self) -> type[BaseSerializer[Score]]:
        return ScoreLineSerializer if self.action == "list" else ScoreSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter("holds", many=True, description="Assumptions that hold."),
            OpenApiParameter("fails", many=True, description="Assumptions that fail."),
        ],
        responses=SupposedSerializer,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def supposed(self, request: Request, pk: str) -> Response:
        """Score the stored case again, supposing that assumptions hold or fail."""
        score = get_object_or_404(
            full_scores().filter(pk__in=self.get_queryset().values("pk")), pk=pk
        )
        beliefs = beliefs_named(
            holds=request.query_params.getlist("holds"),
            fails=request.query_params.getlist("fails"),
        )
        found = suppose_score(score, beliefs)
        return Response(
            {
                "believed": found.believed["result"],
                "supposed": found.supposed["result"],
            }
        )

    @extend_schema(
        request=TakeSerializer,
        responses={201: TakenSerializer},
        operation_id="scores_take",
    )
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def take(self, request: Request, pk: str) -> Response:
        """Make a counter-offer one's draft.

        The plan itself, where it is one's own and still what was scored; else a new
        draft. The same offer taken again answers with the same draft.
        """
        score = self.get_object()
        sent = TakeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        taken = services.take_offer(
            score=score,
            number=sent.validated_data["offer"],
            actor=_actor(request),
            now=timezone.now(),
        )
        place = reverse("plan-detail", args=[taken.plan_id])
        return Response(
            TakenSerializer(taken).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": place},
        )


class PolicyView(APIView):
    """How sure the company wants to be before it promises."""

    reads = Act.SEE_PLANS
    writes = Act.SET_POLICY

    @extend_schema(operation_id="policy", responses=PolicySerializer)
    def get(self, request: Request) -> Response:
        """Return the policy that scores and decisions follow."""
        return Response(PolicySerializer(Policy.objects.current()).data)

    @extend_schema(
        operation_id="policy_set", request=PolicySerializer, responses=PolicySerializer
    )
    def put(self, request: Request) -> Response:
        """Set the policy; only the CEO, signed in, may."""
        sent = PolicySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        policy = services.set_policy(
            actor=_actor(request), now=timezone.now(), **sent.validated_data
        )
        return Response(PolicySerializer(policy).data)


class PlanCustomersView(APIView):
    """The customers in a plan."""

    reads = Act.SEE_LEDGER

    @extend_schema(operation_id="plans_customers", responses=PlanCustomersSerializer)
    def get(self, request: Request, plan_id: int) -> Response:
        """Say what a plan means for customers: its newest score is asked as well.

        Needs that matter and nobody promises, promises that serve none, the share of
        money and effort on existing customers, and whose promises it endangers.
        """
        plan = get_object_or_404(Plan.objects.visible_to(_actor(request)), pk=plan_id)
        found = in_plan(plan, _actor(request), local_day(timezone.now()))
        context = {"told": told(found, company().currency)}
        return Response(PlanCustomersSerializer(found, context=context).data)
