"""Every endpoint below /api/v1/: one line each."""

from django.urls import path
from rest_framework.routers import APIRootView, DefaultRouter

from accounts.api import AuditEventViewSet, CompanyView, Me, PeopleViewSet
from accounts.policy import Act
from customers.api import SegmentViewSet
from operations.api import CapabilityViewSet, InitiativeViewSet
from planner.decisions.api import DecisionViewSet, SignOffViewSet
from planner.plans.api import CommitmentViewSet, PlanVersionViewSet, PlanViewSet
from promises.api import (
    EvidenceViewSet,
    KeptWeekViewSet,
    LedgerImportViewSet,
    OutcomeViewSet,
    PromiseViewSet,
)


class Root(APIRootView):
    """List the endpoints."""

    reads = Act.SIGN_IN


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False


router = Router()
router.register("audit-events", AuditEventViewSet, basename="audit-event")
router.register("people", PeopleViewSet, basename="person")
router.register("segments", SegmentViewSet)
router.register("capabilities", CapabilityViewSet)
router.register("initiatives", InitiativeViewSet)
router.register("decisions", DecisionViewSet)
router.register("sign-offs", SignOffViewSet)
router.register("plans", PlanViewSet)
router.register("plan-versions", PlanVersionViewSet)
router.register("commitments", CommitmentViewSet)
router.register("promises", PromiseViewSet)
router.register("evidence", EvidenceViewSet)
router.register("outcomes", OutcomeViewSet)
router.register("kept-weeks", KeptWeekViewSet)
router.register("ledger-imports", LedgerImportViewSet)

urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("company/", CompanyView.as_view(), name="company"),
    *router.urls,
]
