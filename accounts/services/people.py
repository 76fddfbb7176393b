"""Invite colleagues, and change what they may do.

Only a CEO makes a CEO or ends one's office, and one always remains; nobody
changes their own role. Whoever holds the link with which a colleague sets their
password could act as them, so it is made only while no password is set, and whoever
becomes CEO chooses a new one: an administrator may have held the first link.
"""

import logging
import zoneinfo
from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.audit import difference, record
from accounts.entrance import take_off
from accounts.models import Department, Role, User
from accounts.policy import Act, require, require_second_step
from core.refusals import Conflict, Invalid, NotAllowed

log = logging.getLogger(__name__)


class OnlyTheCeo(NotAllowed):
    """The office of the CEO is given and taken by a CEO alone."""


class NotOneself(NotAllowed):
    """Nobody decides on their own role."""


class LastCeo(Conflict):
    """Without a CEO nobody could make a promise."""


class AlreadyIn(Conflict):
    """The person has a password: a link would open their account to another."""


def _refuse_office(actor: User) -> None:
    if not actor.is_ceo:
        raise OnlyTheCeo(
            "Only a CEO gives or takes the role of the CEO.",
            next_step="Ask the CEO to do it under Settings, People.",
        )
    require_second_step(actor)


def _check_role(role: str, department: str) -> None:
    errors: dict[str, list[str]] = {}
    if role not in Role.values or role == Role.INTEGRATION:
        errors["role"] = ["Choose a role; other systems get theirs with their key."]
    elif role == Role.DIRECTOR and department not in Department.values:
        errors["department"] = ["A director has a department: choose one."]
    elif role != Role.DIRECTOR and department:
        errors["department"] = ["Only directors have a department: leave it empty."]
    if errors:
        msg = "The role is not complete."
        raise Invalid(msg, next_step="Correct what is named.", errors=errors)


def lock(actor: User, person: User) -> tuple[User, User]:
    """Read both again, with every CEO, so that nobody changes them meanwhile."""
    rows = User.objects.select_for_update().filter(
        Q(pk__in=[actor.pk, person.pk]) | Q(role=Role.CEO)
    )
    found = {user.pk: user for user in rows.order_by("pk")}
    actor, person = found[actor.pk], found[person.pk]
    require(actor, Act.MANAGE_PEOPLE)
    if actor.pk == person.pk:
        raise NotOneself(
            "Nobody changes their own role or ends their own account.",
            next_step="Ask another administrator or the CEO.",
        )
    if person.role == Role.INTEGRATION:
        raise NotAllowed(
            "This account belongs to another system.",
            next_step="Revoke its keys under Settings, API keys.",
        )
    return actor, person


def _keep_one_ceo(person: User) -> None:
    others = User.objects.filter(role=Role.CEO, is_active=True).exclude(pk=person.pk)
    if person.is_ceo and not others.exists():
        raise LastCeo(
            f"{person.name} is the only CEO: without one nobody can make a promise.",
            next_step="Give the role to a successor first.",
        )


def _create(*, password: str | None = None, **fields: str) -> User:
    try:
        return User.objects.create_user(password=password, **fields)
    except ValidationError as error:
        raise Invalid(
            "This person cannot be made yet.",
            next_step="Correct what is named.",
            errors=error.message_dict,
        ) from error


def invite(
    *,
    actor: User,
    email: str,
    name: str,
    role: str,
    department: str = "",
    now: datetime,
) -> User:
    """Take in a colleague, who sets their own password by a link."""
    require(actor, Act.MANAGE_PEOPLE)
    _check_role(role, department)
    if role == Role.CEO:
        _refuse_office(actor)
    with transaction.atomic():
        person = _create(
            email=email, name=name.strip(), role=role, department=department
        )
        record(
            actor=actor,
            action="invited",
            subject=person,
            now=now,
            changes={"role": [None, role], "department": [None, department]},
        )
    return person


def invitation(*, actor: User, person: User) -> str:
    """Return the path under which the person sets their first password, once."""
    require(actor, Act.MANAGE_PEOPLE)
    if person.role == Role.CEO:
        _refuse_office(actor)
    if person.has_usable_password() or not person.is_active:
        raise AlreadyIn(
            f"{person.name} has a password already, or has left.",
            next_step="They can ask for a new one on the sign-in page.",
        )
    if person.role == Role.INTEGRATION:
        msg = "Another system has no password."
        raise NotAllowed(msg, next_step="Make it a key under Settings, API keys.")
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )


def mail_invitation(*, actor: User, person: User, link: str) -> bool:
    """Send the link; tell whether the mail server took it."""
    if person.role == Role.CEO:
        subject = f"{actor.name} has given you the office of the CEO"
        why = f"{actor.name} has given you the office of the CEO at Kept. Only you may"
        why += (
            " know\nthe password behind it, so an earlier one opens nothing any more."
        )
    else:
        subject = f"{actor.name} invites you to Kept"
        why = f"{actor.name} has made you an account at Kept, where plans are promises."
    body = (
        f"Hello {person.name},\n\n{why}\n"
        "Choose your password here; the link works once and for three days:\n\n"
        f"{link}\n"
    )
    return send(EmailMessage(subject=subject, body=body, to=[person.email]))


def send(message: EmailMessage) -> bool:
    """Send a message; tell whether the mail server took it."""
    try:
        message.send()
    except OSError:  # SMTPException is one
        log.exception("the mail server did not take a message")
        return False
    return True


def _let_only_them_in(person: User, *, by: User) -> None:
    """End every password, link, session and second step that came before the office.

    Whoever made the account may know them; the new CEO alone gets the next link.
    """
    person.set_unusable_password()  # a new one, and links and sessions hang on it
    for second_step in Authenticator.objects.filter(user=person):
        take_off(second_step, by=by)


def change_role(
    *, actor: User, person: User, role: str, department: str = "", now: datetime
) -> User:
    """Give a colleague another role or department."""
    _check_role(role, department)
    with transaction.atomic():
        actor, person = lock(actor, person)
        if Role.CEO in {role, person.role} and role != person.role:
            _refuse_office(actor)
            _keep_one_ceo(person)
        before = {"role": person.role, "department": person.department}
        changes = difference(before, {"role": role, "department": department})
        if not changes:
            return person
        person.role, person.department = role, department
        if role == Role.CEO != before["role"]:
            _let_only_them_in(person, by=actor)
        person.save(update_fields=["role", "department", "password"])
        record(
            actor=actor,
            action="changed the role of",
            subject=person,
            now=now,
            changes=changes,
        )
    return person


def _switch(*, actor: User, person: User, active: bool, now: datetime) -> User:
    with transaction.atomic():
        actor, person = lock(actor, person)
        if person.role == Role.CEO:
            _refuse_office(actor)
            if not active:
                _keep_one_ceo(person)
        if person.is_active == active:
            return person
        person.is_active = active
        person.save(update_fields=["is_active"])
        record(
            actor=actor,
            action="let in again" if active else "shut out",
            subject=person,
            now=now,
            changes={"is_active": [not active, active]},
        )
    return person


def deactivate(*, actor: User, person: User, now: datetime) -> User:
    """End a colleague's access at once, in every session; their work stays."""
    return _switch(actor=actor, person=person, active=False, now=now)


def reactivate(*, actor: User, person: User, now: datetime) -> User:
    """Let a colleague in again who had left."""
    return _switch(actor=actor, person=person, active=True, now=now)


def change_profile(*, actor: User, name: str, time_zone: str, now: datetime) -> User:
    """Change one's own name and clock."""
    require(actor, Act.SIGN_IN)
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["Say what people call you."]
    if time_zone and time_zone not in zoneinfo.available_timezones():
        errors["time_zone"] = ["Use a name such as Europe/Berlin, or leave it empty."]
    if errors:
        msg = "Your profile cannot be saved like this."
        raise Invalid(msg, next_step="Correct what is named.", errors=errors)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=actor.pk)
        before = {"name": person.name, "time_zone": person.time_zone}
        person.name, person.time_zone = name.strip(), time_zone
        after = {"name": person.name, "time_zone": person.time_zone}
        if changes := difference(before, after):
            person.save(update_fields=["name", "time_zone"])
            record(
                actor=actor,
                action="changed their profile",
                subject=person,
                now=now,
                changes=changes,
            )
    return person


@dataclass(frozen=True, kw_only=True)
class FirstPerson:
    """Somebody who comes in before there is anybody to invite them."""

    email: str
    name: str
    password: str


def make_first_people(
    *, ceo: FirstPerson, administrator: FirstPerson, now: datetime
) -> list[User]:
    """Make the first CEO and administrator of an installation without people."""
    made = []
    offices = ((ceo, Role.CEO), (administrator, Role.ADMINISTRATOR))
    with transaction.atomic():
        if User.objects.people().exists():
            raise Conflict(
                "There are people already.",
                next_step="Sign in as one of them and invite others under Settings.",
            )
        for first, role in offices:
            person = _create(
                email=first.email, name=first.name, role=role, password=first.password
            )
            record(
                actor=None,
                action="made the first",
                subject=person,
                now=now,
                changes={"role": [None, role]},
            )
            made.append(person)
    return made
