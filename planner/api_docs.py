"""The description of the REST API, for programs and for people."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

import accounts.schema  # noqa: F401  # registers itself with drf-spectacular
from accounts.guards import page
from accounts.permissions import SignedInWithScope
from accounts.policy import Act


class Description(SpectacularAPIView):
    """Give the OpenAPI document to whoever has a sign-in or a key."""

    permission_classes = [SignedInWithScope]
    reads = Act.SIGN_IN

    def _get_version_parameter(self, request: Request) -> None:
        """Take no version from the address: it would stand in a header as it came."""


class Browser(SpectacularSwaggerSplitView):
    """Show the document as pages on which requests can be tried."""

    permission_classes = [SignedInWithScope]
    reads = Act.SIGN_IN
    url_name = "api-schema"
    template_name = "api/docs.html"


description = Description.as_view()
browser = page(Act.SIGN_IN)(Browser.as_view())
