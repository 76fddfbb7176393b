"""The sections of Settings, for whom, and what several of their pages share."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from accounts.guards import reader
from accounts.models import User
from accounts.policy import Act, allows
from core.pages import Link
from core.refusals import Refusal

OVERVIEW = "accounts:settings"
# title, name of the page, who may open it, what one does there
SECTIONS: tuple[tuple[str, str, Act, str], ...] = (
    ("Overview", OVERVIEW, Act.SIGN_IN, ""),
    (
        "My profile",
        "accounts:profile",
        Act.SIGN_IN,
        "Your name and clock, your password, and the second step of signing in.",
    ),
    (
        "Company",
        "accounts:company",
        Act.MANAGE_COMPANY,
        "What it is called, its currency, and where its days begin.",
    ),
    (
        "Days off",
        "accounts:days-off",
        Act.KEEP_CALENDAR,
        "On which weekdays nobody works: tasks and schedules count around them.",
    ),
    (
        "People",
        "accounts:people",
        Act.MANAGE_PEOPLE,
        "Invite colleagues, give them their role, end their access.",
    ),
    (
        "Absences",
        "accounts:deputies",
        Act.NAME_DEPUTY,
        "Who decides in your place while you are away.",
    ),
    (
        "Policy",
        "scores:policy",
        Act.SEE_PLANS,
        "How sure the company wants to be before it promises, and who waits.",
    ),
    (
        "API keys",
        "accounts:keys",
        Act.MANAGE_KEYS,
        "Let the shop, the ERP or the help desk read and report.",
    ),
    (
        "Audit trail",
        "accounts:audit",
        Act.SEE_AUDIT,
        "Who changed what, when, and whether the trail is whole.",
    ),
)


@dataclass(frozen=True)
class Section:
    """A card of the overview."""

    title: str
    url: str
    text: str


def _open(user: User) -> Iterator[tuple[str, str, str, str]]:
    """Go through what this person may open; a page of a higher app may be absent."""
    for title, name, act, text in SECTIONS:
        if not allows(user, act):
            continue
        try:
            yield title, name, reverse(name), text
        except NoReverseMatch:
            continue


def tabs(user: User, current: str = "") -> list[Link]:
    """Return the sections open to this person."""
    return [
        Link(title=title, url=url, current=name in {current, f"accounts:{current}"})
        for title, name, url, _ in _open(user)
    ]


def overview(user: User) -> list[Section]:
    """Return the cards of the overview."""
    return [
        Section(title=title, url=url, text=text)
        for title, name, url, text in _open(user)
        if name != OVERVIEW
    ]


def show(
    request: HttpRequest,
    template: str,
    *,
    section: str,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Draw a page of Settings under its tab."""
    context = {"crumbs": (), "tabs": tabs(reader(request), section)} | context
    return render(request, f"accounts/{template}.html", context, status=status)


def put_into(form: Form, refusal: Refusal) -> int:
    """Show a service's refusal at the fields it names; return the status to answer."""
    for place, words in refusal.errors.items():
        form.add_error(place if place in form.fields else None, words)
    if not refusal.errors:
        form.add_error(None, f"{refusal.message} {refusal.next_step}".strip())
    return 422 if refusal.status == 400 else refusal.status
