"""Who may open a page: the first line of every view."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from accounts.policy import Act, require, require_decider

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def reader(request: HttpRequest) -> User:
    """Return who is reading this page; only for views behind ``page``."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, the whole page even when a fragment was asked for."""
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    here = request.headers.get("HX-Current-URL", "/")
    path = "/" + here.partition("://")[2].partition("/")[2]
    response = HttpResponse(status=204)
    response["HX-Redirect"] = redirect_to_login(path)["Location"]
    return response


def page(act: Act) -> Callable[[View[P]], View[P]]:
    """Open a page to those who may do this act; nobody's browser keeps it."""
    return _guarded(lambda user: require(user, act))


def deciding(view: View[P]) -> View[P]:
    """Open a page to those who decide now: a CEO, or the deputy of one who is away."""
    # The door of a page, like its view, reads the clock.
    return _guarded(lambda user: require_decider(user, timezone.now()))(view)  # noqa: TID251


def _guarded(check: Callable[[User], object]) -> Callable[[View[P]], View[P]]:
    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            check(reader(request))
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return guarded

    return guard
