"""Who is calling, when a key stands in the header."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User

PREFIX_LENGTH = 12


def new_key() -> str:
    """Return a fresh key: a public prefix, a dot and the secret."""
    return f"kept{secrets.token_hex(4)}.{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """Return what is kept of a key: an HMAC under the server's pepper."""
    pepper = cast("str", settings.API_KEY_PEPPER).encode()
    return hmac.new(pepper, key.encode(), hashlib.sha256).hexdigest()


class ApiKeyAuthentication(BaseAuthentication):
    """Read ``Authorization: Bearer KEY``."""

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        word, _, key = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "bearer":
            return None
        found = (
            ApiKey.objects.usable()
            .select_related("user")
            .filter(prefix=key.partition(".")[0])
            .first()
        )
        known = found.digest if found else "0" * 64
        if not hmac.compare_digest(known, digest(key)) or found is None:
            msg = "This key is unknown, revoked or expired. Make a new one in Settings."
            raise AuthenticationFailed(msg)
        now = timezone.now()
        stale = Q(last_used_at__isnull=True) | Q(
            last_used_at__lt=now - timedelta(minutes=1)
        )
        ApiKey.objects.filter(stale, pk=found.pk).update(last_used_at=now)
        return found.user, found
