"""What another app has to say on a page, set in place before it is sent.

A lower app names a fragment of a higher one by its URL, as a link or an htmx load would, and
sees nothing else of it. Set in place, nothing moves once the page is shown.
"""

from copy import copy

from django import template
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template import RequestContext
from django.urls import resolve
from django.utils.safestring import SafeString, mark_safe

from core.refusals import Refusal

register = template.Library()


@register.simple_tag(takes_context=True)
def fragment(context: RequestContext, url: str) -> SafeString:
    """Answer a fragment's URL as for this reader; nothing where it is not for them."""
    match = resolve(url)
    try:
        response = match.func(reading(context["request"]), *match.args, **match.kwargs)
    except (Refusal, Http404, PermissionDenied):
        return SafeString("")
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return SafeString("")
    # It is a template's output of this site: escaped where it was rendered.
    return mark_safe(response.content.decode())  # noqa: S308


def reading(request: HttpRequest) -> HttpRequest:
    """Return the request as one that only reads."""
    inner = copy(request)
    inner.method = "GET"
    inner.GET = inner.POST = QueryDict()
    return inner
