"""How people come in: by invitation, with a password and perhaps a code.

These are the hooks of django-allauth, named in the settings.
"""

import base64
import hashlib
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone

from accounts.audit import record
from accounts.models import Role, User

log = logging.getLogger(__name__)


class PeopleOnly(AuthenticationBackend):  # type: ignore[misc]
    """Let active people in; another system only ever comes with a key."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and user.role != Role.INTEGRATION


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; who changes a password is written down."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            record(
                actor=user,
                action="set their password",
                subject=user,
                now=timezone.now(),  # noqa: TID251  # allauth's hook brings no moment
            )

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:  # noqa: ANN401
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # SMTPException is one
            log.exception("the mail server did not take %s", template_prefix)


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep the seeds of authenticator apps encrypted under SECRET_KEY."""

    def _seal(self) -> MultiFernet:
        keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
        return MultiFernet(
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.sha256(f"second step:{key}".encode()).digest()
                )
            )
            for key in keys
        )

    def encrypt(self, text: str) -> str:
        return self._seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._seal().decrypt(encrypted_text.encode()).decode()


def take_off(second_step: Authenticator, *, by: User) -> None:
    """Remove somebody's second step, in the name of who does it."""
    second_step.taken_off_by = by
    second_step.delete()


def _write_down(second_step: Authenticator, action: str) -> None:
    with transaction.atomic():
        record(
            actor=second_step.user,
            action=f"{action} their {second_step.get_type_display().lower()}",
            subject=second_step.user,
            now=timezone.now(),  # noqa: TID251  # a signal brings no moment
        )


def _added(*, instance: Authenticator, created: bool, **_: Any) -> None:  # noqa: ANN401
    if created:
        _write_down(instance, "set up")


def _removed(*, instance: Authenticator, **_: Any) -> None:  # noqa: ANN401
    if not hasattr(instance, "taken_off_by"):
        _write_down(instance, "took off")


def watch_second_steps() -> None:
    """Write down who adds or removes a second step, in the same transaction.

    allauth's own signals come only after the commit.
    """
    post_save.connect(_added, sender=Authenticator, dispatch_uid="second step added")
    post_delete.connect(_removed, sender=Authenticator, dispatch_uid="and removed")
