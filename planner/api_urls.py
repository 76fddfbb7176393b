"""Every endpoint below /api/v1/: one line each."""

from rest_framework.routers import APIRootView, DefaultRouter

from accounts.policy import Act


class Root(APIRootView):
    """List the endpoints."""

    reads = Act.SIGN_IN


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False


router = Router()

urlpatterns = router.urls
