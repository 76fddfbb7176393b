"""Every endpoint below /api/v1/: one line each."""

from django.urls import path
from rest_framework.routers import APIRootView, DefaultRouter

from accounts.api import (
    AuditEventViewSet,
    CompanyView,
    DaysOffView,
    DeputyViewSet,
    Me,
    NoticeViewSet,
    PeopleViewSet,
)
from accounts.policy import Act
from customers.api import CustomerImportViewSet, SegmentViewSet
from customers.api.loyalty import (
    CustomerHistoryViewSet,
    LoyaltyStudyViewSet,
    LoyaltyView,
)
from customers.api.records import (
    CustomerViewSet,
    DefectionViewSet,
    InteractionViewSet,
    NeedViewSet,
    PurchaseViewSet,
    SurveyAnswerViewSet,
)
from customers.api.spending import CustomerCostsView, CustomerSpendingViewSet
from customers.api.standings import (
    ComplainingCustomerViewSet,
    SatisfactionView,
    SilentCustomerViewSet,
)
from operations.api import CapabilityViewSet, InitiativeViewSet
from planner.assumptions.api import AssumptionTestViewSet
from planner.cards.api import CardViewSet, FeedbackViewSet, OwnObjectionViewSet
from planner.decisions.api import (
    ConditionViewSet,
    DecisionViewSet,
    DissentViewSet,
    RecallViewSet,
    SignOffViewSet,
)
from planner.execution.api import (
    ConsultationViewSet,
    SpendingViewSet,
    TaskExportView,
    TaskGapsView,
    TaskImportView,
    TaskLinkViewSet,
    TaskMoneyView,
    TaskNeedViewSet,
    TaskViewSet,
)
from planner.learn.api import (
    CalibrationView,
    DecisionOutcomeView,
    PredictionViewSet,
    ReviewViewSet,
)
from planner.outreach.api import (
    AcquaintanceViewSet,
    FollowUpCalendarView,
    FollowUpViewSet,
    HoldingOutView,
    NamesFileViewSet,
    OutreachRulesView,
    OutreachWeekView,
    ReferralViewSet,
    TalkViewSet,
    WeeklyNameViewSet,
)
from planner.outreach.campaigning.api import CampaignGroundView, CampaignViewSet
from planner.outreach.storytelling.api import (
    FunnelsView,
    InvolvementFirstView,
    InvolvementRulesView,
    OverrulingViewSet,
    SellingWordViewSet,
    StoryViewSet,
    TellingViewSet,
    WordFamilyViewSet,
    WordingView,
    WorkingView,
)
from planner.participation.api import (
    AnswerViewSet,
    ContributionViewSet,
    HeardView,
    InvitationViewSet,
    ThreadViewSet,
)
from planner.plans.api import CommitmentViewSet, PlanVersionViewSet, PlanViewSet
from planner.portfolio.api import (
    ExclusionViewSet,
    MustHaveViewSet,
    PortfolioViewSet,
    PrerequisiteViewSet,
    PromiseWorthViewSet,
)
from planner.pruning.api import (
    ObjectionViewSet,
    PruningViewSet,
    RetirementViewSet,
)
from planner.scenarios.api import ComparisonViewSet, ScenarioViewSet
from planner.scheduling.api import (
    CompanyScheduleView,
    PlanScheduleAdoptionView,
    PlanSchedulePreviewView,
    PlanScheduleView,
    ScheduleRunViewSet,
)
from planner.scores.api import (
    ForecastsView,
    FrontierView,
    InquiryView,
    PlanCustomersView,
    PolicyView,
    ScoreViewSet,
    ScoringRunViewSet,
    SubmitView,
)
from planner.workshop.api import OpenPointViewSet, WorkshopViewSet
from promises.api import (
    BreakCostView,
    ErrorBudgetViewSet,
    EvidenceViewSet,
    FrontlineObjectionViewSet,
    HouseWordViewSet,
    KeptWeekViewSet,
    LedgerImportViewSet,
    OutcomeViewSet,
    PromiseViewSet,
    ServedNeedViewSet,
)


class Root(APIRootView):
    """List the endpoints."""

    reads = Act.SIGN_IN


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False


router = Router()
router.register("audit-events", AuditEventViewSet, basename="audit-event")
router.register("deputies", DeputyViewSet, basename="deputy")
router.register("people", PeopleViewSet, basename="person")
router.register("notices", NoticeViewSet)
router.register("segments", SegmentViewSet)
router.register("customer-spending", CustomerSpendingViewSet)
router.register("loyalty-studies", LoyaltyStudyViewSet)
router.register(
    "customer-histories", CustomerHistoryViewSet, basename="customer-history"
)
router.register("silent-customers", SilentCustomerViewSet, basename="silent-customer")
router.register(
    "complaining-customers", ComplainingCustomerViewSet, basename="complaining-customer"
)
router.register("customers", CustomerViewSet)
router.register("purchases", PurchaseViewSet)
router.register("survey-answers", SurveyAnswerViewSet)
router.register("interactions", InteractionViewSet)
router.register("defections", DefectionViewSet)
router.register("needs", NeedViewSet)
router.register("customer-imports", CustomerImportViewSet, basename="customer-import")
router.register("capabilities", CapabilityViewSet)
router.register("initiatives", InitiativeViewSet)
router.register("predictions", PredictionViewSet, basename="prediction")
router.register("cards", CardViewSet, basename="card")
router.register("own-objections", OwnObjectionViewSet, basename="own-objection")
router.register("feedback", FeedbackViewSet, basename="feedback")
router.register("decisions", DecisionViewSet)
router.register("reviews", ReviewViewSet)
router.register("conditions", ConditionViewSet)
router.register("dissents", DissentViewSet)
router.register("assumption-tests", AssumptionTestViewSet, basename="assumption-test")
router.register("recalls", RecallViewSet)
router.register("sign-offs", SignOffViewSet)
router.register("tasks", TaskViewSet)
router.register("task-links", TaskLinkViewSet)
router.register("task-needs", TaskNeedViewSet)
router.register("spendings", SpendingViewSet)
router.register("consultations", ConsultationViewSet)
router.register("outreach/people", AcquaintanceViewSet, basename="acquaintance")
router.register("outreach/talks", TalkViewSet, basename="talk")
router.register("outreach/follow-ups", FollowUpViewSet, basename="follow-up")
router.register("outreach/referrals", ReferralViewSet, basename="referral")
router.register("outreach/names", WeeklyNameViewSet, basename="weekly-name")
router.register("outreach/names-files", NamesFileViewSet, basename="names-file")
router.register("outreach/overrulings", OverrulingViewSet)
router.register("outreach/word-families", WordFamilyViewSet, basename="word-family")
router.register("outreach/campaigns", CampaignViewSet, basename="campaign")
router.register("portfolios", PortfolioViewSet)
router.register("prunings", PruningViewSet)
router.register("retirements", RetirementViewSet)
router.register("retirement-dissents", ObjectionViewSet)
router.register("prerequisites", PrerequisiteViewSet)
router.register("exclusions", ExclusionViewSet)
router.register("must-haves", MustHaveViewSet)
router.register("promise-worths", PromiseWorthViewSet)
router.register("scenarios", ScenarioViewSet)
router.register("comparisons", ComparisonViewSet)
router.register("schedule-runs", ScheduleRunViewSet, basename="schedule-run")
router.register("invitations", InvitationViewSet)
router.register("answers", AnswerViewSet)
router.register("contributions", ContributionViewSet)
router.register("threads", ThreadViewSet)
router.register("stories", StoryViewSet)
router.register("tellings", TellingViewSet)
router.register("selling-words", SellingWordViewSet)
router.register("plans", PlanViewSet)
router.register("sessions", WorkshopViewSet, basename="session")
router.register("open-points", OpenPointViewSet, basename="open-point")
router.register("plan-versions", PlanVersionViewSet)
router.register("commitments", CommitmentViewSet)
router.register("promises", PromiseViewSet)
router.register("served-needs", ServedNeedViewSet, basename="served-need")
router.register("error-budgets", ErrorBudgetViewSet, basename="error-budget")
router.register("challenge-words", HouseWordViewSet)
router.register("evidence", EvidenceViewSet)
router.register("objections", FrontlineObjectionViewSet, basename="frontline-objection")
router.register("outcomes", OutcomeViewSet)
router.register("kept-weeks", KeptWeekViewSet)
router.register("ledger-imports", LedgerImportViewSet)
router.register("scoring-runs", ScoringRunViewSet)
router.register("scores", ScoreViewSet)

urlpatterns = [
    path("wording/", WordingView.as_view(), name="wording"),
    path("loyalty/", LoyaltyView.as_view(), name="loyalty"),
    path("outreach/rules/", OutreachRulesView.as_view(), name="outreach-rules"),
    path(
        "outreach/holding-out/", HoldingOutView.as_view(), name="outreach-holding-out"
    ),
    path(
        "outreach/calendar/", FollowUpCalendarView.as_view(), name="outreach-calendar"
    ),
    path("outreach/week/", OutreachWeekView.as_view(), name="outreach-week"),
    path(
        "outreach/campaign-ground/",
        CampaignGroundView.as_view(),
        name="outreach-campaign-ground",
    ),
    path("outreach/funnels/", FunnelsView.as_view(), name="outreach-funnels"),
    path(
        "outreach/involvement-rules/",
        InvolvementRulesView.as_view(),
        name="outreach-involvement-rules",
    ),
    path(
        "outreach/involvement-rules/restore/",
        InvolvementFirstView.as_view(),
        name="outreach-involvement-first",
    ),
    path("outreach/does-it-work/", WorkingView.as_view(), name="outreach-does-it-work"),
    path("me/", Me.as_view(), name="me"),
    path("company/", CompanyView.as_view(), name="company"),
    path("company/days-off/", DaysOffView.as_view(), name="company-days-off"),
    path("inquiries/", InquiryView.as_view(), name="inquiries"),
    path("plans/<int:plan_id>/submit/", SubmitView.as_view(), name="plan-submit"),
    path("customer-costs/", CustomerCostsView.as_view(), name="customer-costs"),
    path("satisfaction/", SatisfactionView.as_view(), name="satisfaction"),
    path("plans/<int:plan_id>/people/", HeardView.as_view(), name="plan-people"),
    path(
        "plans/<int:plan_id>/customers/",
        PlanCustomersView.as_view(),
        name="plan-customers",
    ),
    path(
        "decisions/<int:decision_id>/outcome/",
        DecisionOutcomeView.as_view(),
        name="decision-outcome",
    ),
    path(
        "plans/<int:plan_id>/task-gaps/", TaskGapsView.as_view(), name="plan-task-gaps"
    ),
    path(
        "plans/<int:plan_id>/task-money/",
        TaskMoneyView.as_view(),
        name="plan-task-money",
    ),
    path(
        "plans/<int:plan_id>/task-export/<str:kind>/",
        TaskExportView.as_view(),
        name="plan-task-export",
    ),
    path(
        "plans/<int:plan_id>/task-import/",
        TaskImportView.as_view(),
        name="plan-task-import",
    ),
    path("calibration/", CalibrationView.as_view(), name="calibration"),
    path(
        "promises/<int:promise_id>/forecasts/",
        ForecastsView.as_view(),
        name="promise-forecasts",
    ),
    path(
        "promises/<int:promise_id>/frontier/",
        FrontierView.as_view(),
        name="promise-frontier",
    ),
    path(
        "promises/<int:promise_id>/break-cost/",
        BreakCostView.as_view(),
        name="promise-break-cost",
    ),
    path("schedule/", CompanyScheduleView.as_view(), name="company-schedule"),
    path(
        "plans/<int:plan_id>/schedule/",
        PlanScheduleView.as_view(),
        name="plan-schedule",
    ),
    path(
        "plans/<int:plan_id>/schedule/preview/",
        PlanSchedulePreviewView.as_view(),
        name="plan-schedule-preview",
    ),
    path(
        "plans/<int:plan_id>/schedule/adopt/",
        PlanScheduleAdoptionView.as_view(),
        name="plan-schedule-adoption",
    ),
    path("policy/", PolicyView.as_view(), name="policy"),
    *router.urls,
]
