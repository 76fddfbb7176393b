"""Who calls an endpoint."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def caller(request: Request) -> User:
    """Return who calls; only behind the permission that lets people and keys in."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
