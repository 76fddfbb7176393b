"""The second step of signing in: lost, reset, and asked of whoever is CEO."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as now_in_force
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Role
from accounts.policy import ROLES, SOLEMN, Act, SecondStepNeeded, allows, require
from accounts.services import people
from accounts.services.second_step import NoSecondStep, reset_second_step
from core.refusals import NotAllowed
from planner.decisions.models import Decision
from promises.models import PromiseState
from tests.make import NOW, PASSWORD, make_promise, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def second_step(person):
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)


@pytest.fixture
def required(settings):
    settings.CEO_NEEDS_SECOND_STEP = True


# --- Lost -------------------------------------------------------------------------


def test_an_administrator_resets_it_and_every_session_ends(
    outsider, marketing, signed_in, django_capture_on_commit_callbacks
):
    second_step(marketing)
    theirs, another = signed_in(marketing), signed_in(marketing)
    assert theirs.get("/settings/").status_code == 200
    browser = signed_in(outsider)
    page = reverse("accounts:person", args=[marketing.pk])
    assert "Reset the second step" in browser.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        done = browser.post(
            reverse("accounts:reset-second-step", args=[marketing.pk]), follow=True
        )
    assert "signs in with the password alone" in done.text
    assert "Reset the second step" not in done.text
    assert not Authenticator.objects.exists()
    for session in (theirs, another):
        assert session.get("/settings/").status_code == 302
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.action) == (outsider, "reset the second step of")
    assert event.changes == {"taken off": ["TOTP Authenticator", "Recovery codes"]}
    assert not AuditEvent.objects.filter(action__startswith="took off").exists()
    assert mail.outbox[-1].to == [marketing.email]
    assert "was reset" in mail.outbox[-1].subject

    again = Client()
    again.post(LOGIN, {"login": marketing.email, "password": PASSWORD})
    assert again.get("/settings/").status_code == 200


def test_without_the_reset_the_password_alone_opens_nothing(marketing):
    second_step(marketing)
    browser = Client()
    browser.post(LOGIN, {"login": marketing.email, "password": PASSWORD})
    assert browser.get("/settings/").status_code == 302


@pytest.mark.parametrize("role", [Role.CEO, Role.ADMINISTRATOR])
def test_a_ceo_and_an_administrator_help_one_another(role, ceo, outsider):
    person, helper = (ceo, outsider) if role == Role.CEO else (outsider, ceo)
    second_step(person)
    reset_second_step(actor=helper, person=person, now=NOW)
    assert not Authenticator.objects.exists()


def test_nobody_resets_their_own(outsider):
    second_step(outsider)
    with pytest.raises(people.NotOneself):
        reset_second_step(actor=outsider, person=outsider, now=NOW)
    assert Authenticator.objects.count() == 2


def test_a_director_resets_nobodys(marketing, operations):
    second_step(operations)
    with pytest.raises(NotAllowed):
        reset_second_step(actor=marketing, person=operations, now=NOW)


def test_who_has_none_has_nothing_reset(outsider, marketing):
    with pytest.raises(NoSecondStep):
        reset_second_step(actor=outsider, person=marketing, now=NOW)
    assert not AuditEvent.objects.exists()


# --- Asked of the CEO ---------------------------------------------------------------


def test_it_is_asked_for_in_production_and_not_in_the_demo():
    text = (now_in_force.BASE_DIR / "planner/settings.py").read_text()
    words = 'env.bool("CEO_NEEDS_SECOND_STEP", default=not DEMO)'
    assert words in text


def test_what_only_a_ceo_does_is_solemn():
    only = {act for act in Act if ROLES[act] == {Role.CEO}}
    assert only == SOLEMN


@pytest.mark.parametrize("act", sorted(SOLEMN))
def test_a_ceo_with_a_password_alone_may_look_but_not_decide(required, ceo, act):
    assert allows(ceo, act)  # it is theirs to do, and the pages show it
    with pytest.raises(SecondStepNeeded):
        require(ceo, act)
    RecoveryCodes.activate(ceo)  # codes alone are no second step
    with pytest.raises(SecondStepNeeded):
        require(ceo, act)
    second_step(ceo)
    require(ceo, act)


def test_it_is_asked_for_only_where_it_is_required(ceo):
    require(ceo, Act.DECIDE)


def test_nobody_becomes_ceo_by_a_password_alone(required, ceo, marketing):
    with pytest.raises(SecondStepNeeded):
        people.change_role(actor=ceo, person=marketing, role=Role.CEO, now=NOW)
    second_step(ceo)
    people.change_role(actor=ceo, person=marketing, role=Role.CEO, now=NOW)


def test_the_pages_say_so_before_and_refuse_after(required, ceo, signed_in):
    promise = make_promise(state=PromiseState.STUDIED)
    browser = signed_in(ceo)
    shown = browser.get(reverse("decisions:promise", args=[promise.pk]))
    assert "Set up a second step first" in shown.text
    assert reverse("mfa_index") in shown.text
    ruling = {
        "outcome": "approved",
        "reason": "We can",
        "review_on": "2027-01-05",
        "revision": promise.revision,
    }
    place = reverse("decisions:decide-promise", args=[promise.pk])
    refused = browser.post(place, ruling)
    assert refused.status_code == 403
    assert "Set up a second step first" in refused.text
    assert not Decision.objects.exists()


def test_rest_refuses_with_the_next_step(required, ceo, signed_in):
    promise = make_promise(state=PromiseState.STUDIED)
    answer = signed_in(ceo).post(
        "/api/v1/decisions/",
        {
            "promise": promise.pk,
            "promise_revision": promise.revision,
            "outcome": "approved",
            "reason": "We can",
            "review_on": "2027-01-05",
        },
        content_type="application/json",
    )
    assert answer.status_code == 403
    problem = answer.json()
    assert "second step" in problem["title"] + problem["detail"]
    current = signed_in(ceo).get("/api/v1/policy/").json()
    policy = signed_in(ceo).put(
        "/api/v1/policy/",
        current | {"review_weeks": 20},
        content_type="application/json",
    )
    assert policy.status_code == 403
    assert not Decision.objects.exists()


# --- Becoming CEO -----------------------------------------------------------------


def test_a_password_that_an_administrator_set_never_decides(
    ceo, outsider, signed_in, client
):
    """An administrator invites a director, takes the link, and waits."""
    person = people.invite(
        actor=outsider,
        email="puppet@example.com",
        name="Paul Puppet",
        role=Role.DIRECTOR,
        department="finance",
        now=NOW,
    )
    link = people.invitation(actor=outsider, person=person)
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    person.refresh_from_db()
    second_step(person)  # the administrator's own device, too
    puppet = signed_in(person)
    assert puppet.get("/settings/").status_code == 200

    page = signed_in(ceo).post(
        reverse("accounts:person", args=[person.pk]), {"role": "ceo", "department": ""}
    )
    assert page.status_code == 200
    assert "Paul Puppet is CEO" in page.text
    person.refresh_from_db()
    assert person.is_ceo
    assert puppet.get("/settings/").status_code == 302
    for password in (PASSWORD, ""):
        browser = Client()
        browser.post(LOGIN, {"login": person.email, "password": password})
        assert browser.get("/settings/").status_code == 302
    with pytest.raises(people.OnlyTheCeo):
        people.invitation(actor=outsider, person=person)
    assert "office of the CEO" in mail.outbox[-1].subject
    assert page.context["link"] in mail.outbox[-1].body

    new = "a harbour that nobody else knows"
    form = client.get(page.context["link"], follow=True).request["PATH_INFO"]
    client.post(form, {"password1": new, "password2": new})
    mine = Client()
    mine.post(LOGIN, {"login": person.email, "password": new})
    assert mine.get(reverse("decisions:board")).status_code == 200


def test_a_ceo_who_is_given_the_office_again_keeps_their_password(ceo):
    other = make_user(role=Role.CEO)
    people.change_role(actor=ceo, person=other, role=Role.CEO, now=NOW)
    other.refresh_from_db()
    assert other.has_usable_password()
