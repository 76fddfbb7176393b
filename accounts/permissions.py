"""What a caller of the API may do before any service is asked."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey, Scope, User
from accounts.policy import Act, allows

if TYPE_CHECKING:
    from rest_framework.views import APIView


class SignedInWithScope(BasePermission):
    """Ask for a sign-in or a key; a key also needs the view's scope.

    A view names the acts of ``accounts.policy`` that reading and writing it take
    (``reads``, ``writes``) and the scope that writing takes of a key
    (``scope``). A view that names none is closed.
    """

    message = "You may not do this, or this key lacks the scope for it."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.user, User):
            return False
        reading = request.method in SAFE_METHODS
        act: Act | None = getattr(view, "reads" if reading else "writes", None)
        if act is None or not allows(request.user, act):
            return False
        if isinstance(request.auth, ApiKey):
            scope = Scope.READ if reading else getattr(view, "scope", None)
            return scope in request.auth.scopes
        return True


def caller(request: Request) -> User:
    """Return who is calling; only for views behind ``SignedInWithScope``."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
