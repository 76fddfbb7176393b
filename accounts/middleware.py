"""Keep a session alive while it is used, and show times in the reader's zone."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from accounts.queries import company

# A session is written at most this often, not at every request.
PROLONG_SECONDS = 5 * 60


class SessionMiddleware:
    """Prolong the session in use, so that only idle ones run out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if now - request.session.get("used_at", 0) >= PROLONG_SECONDS:
                request.session["used_at"] = now
        return self.get_response(request)


class ReaderMiddleware:
    """Activate the reader's time zone, or else the company's.

    The company is read at most once a request, and named on what is printed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            request.company = SimpleLazyObject(company)  # type: ignore[attr-defined]
            zone = request.user.time_zone or request.company.time_zone  # type: ignore[attr-defined]
            timezone.activate(zoneinfo.ZoneInfo(zone))
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
