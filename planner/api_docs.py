"""The description of the REST API, for programs and for people."""

from functools import cache

from django.http import HttpResponse
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

import accounts.schema  # noqa: F401  # registers itself with drf-spectacular
from accounts.guards import page
from accounts.permissions import SignedInWithScope
from accounts.policy import Act


@cache
def document(media_type: str) -> bytes:
    """Write the document once for as long as the program runs: it takes seconds."""
    renderers = {kind.media_type: kind for kind in Description.renderer_classes}
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    schema = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    return force_bytes(renderers[media_type]().render(schema, renderer_context={}))


class Description(SpectacularAPIView):
    """Give the OpenAPI document to whoever has a sign-in or a key."""

    permission_classes = [SignedInWithScope]
    reads = Act.SIGN_IN

    def _get_version_parameter(self, request: Request) -> None:
        """Take no version from the address: it would stand in a header as it came."""

    def _get_schema_response(self, request: Request) -> HttpResponse:
        """Answer with the document, which is the same for everybody."""
        media_type = request.accepted_renderer.media_type
        name = self._get_filename(request, None)  # type: ignore[no-untyped-call]
        return HttpResponse(
            document(media_type),
            content_type=f"{media_type}; charset=utf-8",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


class Browser(SpectacularSwaggerSplitView):
    """Show the document as pages on which requests can be tried."""

    permission_classes = [SignedInWithScope]
    reads = Act.SIGN_IN
    url_name = "api-schema"
    template_name = "api/docs.html"


description = Description.as_view()
browser = page(Act.SIGN_IN)(Browser.as_view())
