"""The sign-in page, and the demo's open doors."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import queries


class SignIn(LoginView):  # type: ignore[misc]
    """Offer the people of the demo beside the password, in the demo only."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:  # noqa: ANN401
        found: dict[str, Any] = super().get_context_data(**context)
        return found | {"demo_people": queries.demo_people()}


sign_in = SignIn.as_view()


@require_POST
def demo(request: HttpRequest, person: int) -> HttpResponse:
    """Sign in as somebody of the demo company; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    found = get_object_or_404(queries.demo_people(), pk=person)
    login(request, found)
    return redirect("/")


def closed(request: HttpRequest) -> HttpResponse:
    """Say that there is no such page here."""
    raise Http404
