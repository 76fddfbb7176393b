"""Help a colleague who has lost the second step of signing in."""

from datetime import datetime
from functools import partial

from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.audit import record
from accounts.entrance import take_off
from accounts.models import User
from accounts.policy import Act, require
from accounts.services.people import NotOneself, lock, send
from core.refusals import Conflict


class NoSecondStep(Conflict):
    """There is nothing to reset."""


def reset_second_step(*, actor: User, person: User, now: datetime) -> User:
    """Take off what a colleague lost, and end all their sessions.

    Their password still guards the account, and an administrator does not know it;
    a CEO decides only when a new second step is set up. They are told by e-mail.
    """
    require(actor, Act.MANAGE_PEOPLE)
    if actor.pk == person.pk:
        raise NotOneself(
            "Nobody resets their own second step.",
            next_step="Take it off under Settings, My profile, if you can still use it; "
            "else ask another administrator or the CEO.",
        )
    with transaction.atomic():
        actor, person = lock(actor, person)
        found = list(Authenticator.objects.select_for_update().filter(user=person))
        if not found:
            raise NoSecondStep(
                f"{person.name} has no second step.",
                next_step="A forgotten password is chosen anew on the sign-in page.",
            )
        for second_step in found:
            take_off(second_step, by=actor)
        person.session_round += 1
        person.save(update_fields=["session_round"])
        record(
            actor=actor,
            action="reset the second step of",
            subject=person,
            now=now,
            changes={"taken off": [str(s.get_type_display()) for s in found]},
        )
        transaction.on_commit(partial(_tell, actor, person))
    return person


def _tell(actor: User, person: User) -> None:
    body = (
        f"Hello {person.name},\n\n{actor.name} has reset the second step with which "
        "you sign in to Kept,\nand ended your sessions. Your password is as it was. "
        "Sign in and set up a new\nsecond step under Settings, My profile.\n\n"
        f"If you did not ask for it, tell {actor.name} and choose a new password now.\n"
    )
    subject = "Your second step was reset"
    send(EmailMessage(subject=subject, body=body, to=[person.email]))
