"""Give other systems a key, and take it away."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from accounts.audit import record
from accounts.authentication import digest, new_key
from accounts.models import ApiKey, Role, Scope, User
from accounts.policy import Act, require
from core.refusals import Invalid, NotAllowed

LONGEST_DAYS = 366


def _check(name: str, scopes: list[str], expires_at: datetime, now: datetime) -> None:
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["Say what the key is for."]
    if not scopes or not set(scopes) <= set(Scope.values):
        errors["scopes"] = ["Choose at least one thing that the key may do."]
    if not now < expires_at <= now + timedelta(days=LONGEST_DAYS):
        errors["expires_on"] = ["Choose a day in the future, at most a year ahead."]
    if errors:
        msg = "The key cannot be made like this."
        raise Invalid(msg, next_step="Correct what is named.", errors=errors)


def _new_integration(name: str) -> User:
    """Make the account another system acts as; nobody can sign in with it."""
    place = slugify(name)[:40] or "system"
    return User.objects.create_user(
        email=f"{place}-{secrets.token_hex(4)}@integration.invalid",
        name=name,
        role=Role.INTEGRATION,
    )


def create_key(
    *,
    actor: User,
    name: str,
    scopes: list[str],
    expires_at: datetime,
    integration: User | None = None,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Make a key, and its integration when none is given; return it in full, once."""
    require(actor, Act.MANAGE_KEYS)
    _check(name, scopes, expires_at, now)
    if integration is not None and integration.role != Role.INTEGRATION:
        raise NotAllowed(
            "An API key belongs to an integration, never to a person.",
            next_step="Choose an integration, or make a new one.",
        )
    key = new_key()
    with transaction.atomic():
        created = ApiKey.objects.create(
            user=integration or _new_integration(name.strip()),
            name=name.strip(),
            prefix=key.partition(".")[0],
            digest=digest(key),
            scopes=[scope for scope in Scope.values if scope in scopes],
            created_by=actor,
            created_at=now,
            expires_at=expires_at,
        )
        record(
            actor=actor,
            action="made the API key",
            subject=created,
            now=now,
            changes={
                "integration": [None, created.user.name],
                "scopes": [None, created.scopes],
                "expires_at": [None, expires_at],
            },
        )
    return created, key


def revoke_key(*, actor: User, key: ApiKey, now: datetime) -> ApiKey:
    """Close a key at once and for good; doing it twice changes nothing."""
    require(actor, Act.MANAGE_KEYS)
    with transaction.atomic():
        key = ApiKey.objects.select_for_update().get(pk=key.pk)
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            record(
                actor=actor,
                action="revoked the API key",
                subject=key,
                now=now,
                changes={"revoked_at": [None, now]},
            )
    return key
