"""Every endpoint below /api/v1/: one line each."""

from rest_framework.routers import APIRootView, DefaultRouter

from accounts.policy import Act
from planner.decisions.api import DecisionViewSet, SignOffViewSet


class Root(APIRootView):
    """List the endpoints."""

    reads = Act.SIGN_IN


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False


router = Router()
router.register("decisions", DecisionViewSet)
router.register("sign-offs", SignOffViewSet)

urlpatterns = router.urls
