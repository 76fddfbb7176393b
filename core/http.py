"""What every page and endpoint shares: how a refusal or an error is shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import get_template
from django.views import defaults

from core.api import plain_problem
from core.refusals import Refusal

API = "/api/"


class RefusalMiddleware:
    """Show a refusal that no view caught as a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return render(
            request, "refusal.html", {"refusal": exception}, status=exception.status
        )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: to a program in its own language."""
    if request.path.startswith(API):
        return plain_problem(
            status=400,
            title="Malformed request",
            detail="Something in the address, the headers or the body is not right.",
        )
    # Django's own view checks the form's token, and so reads the form once more
    # that may be what cannot be read.
    return HttpResponseBadRequest(get_template("400.html").render())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: to a program in its own language."""
    if request.path.startswith(API):
        return plain_problem(
            status=403, title="Not allowed", detail="You may not do this."
        )
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: to a program in its own language."""
    if request.path.startswith(API):
        return plain_problem(
            status=404, title="Not found", detail="There is nothing at this address."
        )
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: to a program in its own language."""
    if request.path.startswith(API):
        return plain_problem(
            status=500,
            title="We broke this one",
            detail="The fault is on our side. Nothing was half saved.",
        )
    return defaults.server_error(request)
