import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEvent, Role
from tests.make import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NEW = "the quiet harbour at dawn"


@pytest.fixture(autouse=True)
def _no_limit_is_used_up():
    cache.clear()


def sign_in(browser, person, password=PASSWORD, **more):
    return browser.post(
        LOGIN, {"login": person.email, "password": password} | more, follow=True
    )


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_password_opens_and_a_post_closes(marketing):
    browser = Client()
    browser.get(LOGIN)
    sign_in(browser, marketing, next="/settings/profile/")
    assert browser.get("/settings/profile/").status_code == 200
    assert "Sign out?" in browser.get("/accounts/logout/").text
    assert browser.get("/settings/profile/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/settings/profile/").status_code == 302


def test_a_wrong_password_says_nothing_of_the_person(marketing):
    known = Client().post(LOGIN, {"login": marketing.email, "password": "wrong"})
    unknown = Client().post(LOGIN, {"login": "no@example.com", "password": "wrong"})
    words = [re.search(r"not correct[^<]*", page.text) for page in (known, unknown)]
    assert words[0] is not None
    assert words[1] is not None
    assert words[0].group() == words[1].group()


def test_nobody_signs_up():
    for address in ("signup", "email", "password/set", "confirm-email"):
        assert Client().get(f"/accounts/{address}/").status_code == 404
        assert Client().post(f"/accounts/{address}/").status_code == 404
    assert "sign up" not in Client().get(LOGIN).text.lower()


def test_who_has_left_is_told_so(marketing):
    marketing.is_active = False
    marketing.save()
    page = sign_in(Client(), marketing)
    assert "Your access has ended" in page.text


def test_another_system_cannot_sign_in():
    shop = make_user(role=Role.INTEGRATION)
    browser = Client()
    sign_in(browser, shop)
    assert browser.get("/settings/").status_code == 302
    browser.force_login(shop)
    assert browser.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(marketing, elsewhere):
    answer = Client().post(
        LOGIN, {"login": marketing.email, "password": PASSWORD, "next": elsewhere}
    )
    assert answer["Location"] == "/"


def test_guessing_is_stopped(marketing):
    browser = Client()
    for _ in range(5):
        browser.post(LOGIN, {"login": marketing.email, "password": "wrong"})
    page = browser.post(LOGIN, {"login": marketing.email, "password": PASSWORD})
    assert "Too many" in page.text
    assert browser.get("/settings/").status_code == 302


# --- the session ----------------------------------------------------------------


def test_signing_in_renews_the_session(marketing):
    browser = Client()
    browser.get(LOGIN)
    session = browser.session
    session["planted"] = True
    session.save()
    browser.cookies["sessionid"] = str(session.session_key)
    sign_in(browser, marketing)
    assert browser.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_an_idle_session_runs_out_and_a_used_one_does_not(
    marketing, signed_in, time_machine
):
    time_machine.move_to("2026-01-05 09:00:00Z", tick=False)
    browser = signed_in(marketing)
    for hour in range(9, 22):
        time_machine.move_to(f"2026-01-05 {hour:02}:30:00Z", tick=False)
        assert browser.get("/settings/").status_code == 200
    time_machine.move_to("2026-01-06 05:40:00Z", tick=False)
    assert browser.get("/settings/").status_code == 302


def test_a_session_in_use_is_not_written_at_every_request(
    marketing, signed_in, django_assert_num_queries
):
    browser = signed_in(marketing)
    browser.get("/settings/")
    # The session, the person, their clock, their notices, and whom they stand in for.
    with django_assert_num_queries(5):
        browser.get("/settings/profile/")


def test_a_new_password_ends_the_other_sessions(marketing):
    here, there = Client(), Client()
    sign_in(here, marketing)
    sign_in(there, marketing)
    before = here.session.session_key
    page = here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        follow=True,
    )
    assert "your other sessions have ended" in page.text
    assert here.get("/settings/").status_code == 200
    assert here.session.session_key != before
    assert there.get("/settings/").status_code == 302
    assert AuditEvent.objects.get().action == "set their password"
    assert "password" in mail.outbox[-1].subject.lower()


def test_a_short_or_common_password_is_refused(marketing):
    browser = Client()
    sign_in(browser, marketing)
    for bad in ("short", "passwordpassword1"[:14], f"{marketing.email}"):
        page = browser.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": bad, "password2": bad},
        )
        assert page.context["form"].errors, bad


# --- a forgotten password ---------------------------------------------------------


def test_a_forgotten_password_is_chosen_anew(marketing):
    browser = Client()
    page = browser.post(
        "/accounts/password/reset/", {"email": marketing.email}, follow=True
    )
    assert "Look into your mail" in page.text
    link = re.search(r"https?://\S+", str(mail.outbox[0].body))
    assert link is not None
    form = browser.get(link.group(), follow=True)
    done = browser.post(
        form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True
    )
    assert "Your password is saved" in done.text
    sign_in(browser, marketing, NEW)
    assert browser.get("/settings/").status_code == 200


def test_an_unknown_address_gets_the_same_page_and_no_mail():
    page = Client().post(
        "/accounts/password/reset/", {"email": "no@example.com"}, follow=True
    )
    assert "Look into your mail" in page.text
    assert mail.outbox == []


def test_a_mail_server_that_fails_shows_the_same_page(marketing, monkeypatch, caplog):
    def refuse(self, **options):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    page = Client().post(
        "/accounts/password/reset/", {"email": marketing.email}, follow=True
    )
    assert "Look into your mail" in page.text
    assert "did not take" in caplog.text


# --- the second step ----------------------------------------------------------------


def confirm(browser: Client) -> None:
    """Give the password once more, as what protects an account asks for."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def set_up(browser: Client) -> str:
    confirm(browser)
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    assert secret in page.text
    browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def test_the_second_step_from_setting_up_to_taking_off(marketing, time_machine):
    time_machine.move_to("2026-01-05 09:00:00Z", tick=False)
    browser = Client()
    sign_in(browser, marketing)
    assert "Signing in takes the password alone" in browser.get("/accounts/2fa/").text
    secret = set_up(browser)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    codes = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    assert "Take it off" in browser.get("/accounts/2fa/").text

    time_machine.move_to("2026-01-05 09:05:00Z", tick=False)
    other = Client()
    page = sign_in(other, marketing)
    assert "Your second step" in page.text
    assert other.get("/settings/").status_code == 302
    wrong = other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.context["form"].errors
    other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert other.get("/settings/").status_code == 200

    third = Client()
    sign_in(third, marketing)
    third.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert third.get("/settings/").status_code == 200
    fourth = Client()
    sign_in(fourth, marketing)
    again = fourth.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert again.context["form"].errors

    confirm(browser)
    assert (
        "recovery codes are void" in browser.get("/accounts/2fa/totp/deactivate/").text
    )
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == [
        "set up their totp authenticator",
        "set up their recovery codes",
        "took off their totp authenticator",
        "took off their recovery codes",
    ]


def test_recovery_codes_are_downloaded_and_renewed(marketing):
    browser = Client()
    sign_in(browser, marketing)
    set_up(browser)
    first = browser.get("/accounts/2fa/recovery-codes/download/").text.split()
    assert len(first) == 10
    assert "become void" in browser.get("/accounts/2fa/recovery-codes/generate/").text
    browser.post("/accounts/2fa/recovery-codes/generate/")
    second = browser.get("/accounts/2fa/recovery-codes/download/").text.split()
    assert not set(first) & set(second)


def test_what_protects_an_account_asks_for_the_password_again(marketing, time_machine):
    time_machine.move_to("2026-01-05 09:00:00Z", tick=False)
    browser = Client()
    sign_in(browser, marketing)
    page = browser.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Is it still you?" in page.text
    address = page.redirect_chain[-1][0]
    page = browser.post(address, {"password": PASSWORD}, follow=True)
    assert "Scan the square" in page.text
    time_machine.move_to("2026-01-05 09:11:00Z", tick=False)
    page = browser.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Is it still you?" in page.text


def test_a_code_may_stand_for_the_password_when_asked_again(marketing, time_machine):
    time_machine.move_to("2026-01-05 09:00:00Z", tick=False)
    browser = Client()
    sign_in(browser, marketing)
    secret = set_up(browser)
    time_machine.move_to("2026-01-05 10:00:00Z", tick=False)
    assert browser.get("/accounts/2fa/recovery-codes/").status_code == 302
    page = browser.get("/accounts/2fa/totp/deactivate/", follow=True)
    assert "Is it still you?" in page.text
    page = browser.get("/accounts/2fa/reauthenticate/?next=/accounts/2fa/")
    assert "authenticator app" in page.text
    browser.post(
        "/accounts/2fa/reauthenticate/?next=/accounts/2fa/", {"code": code_of(secret)}
    )
    assert browser.get("/accounts/2fa/totp/deactivate/").status_code == 200


# --- the demo -----------------------------------------------------------------------


def test_the_demo_offers_its_people_at_the_door(settings):
    settings.DEMO = True
    clara = make_user(role=Role.CEO, name="Clara Ek", email="ceo@demo.example")
    stranger = make_user(name="Sam Stranger", email="sam@company.com")
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(LOGIN)
    assert "Clara Ek, CEO" in page.text
    assert "Sam Stranger" not in page.text
    address = f"/accounts/demo/{clara.pk}/"
    assert browser.post(address).status_code == 403
    token = browser.cookies["csrftoken"].value
    assert browser.get(address).status_code == 405
    assert browser.post(address, {"csrfmiddlewaretoken": token}).status_code == 302
    assert browser.get("/settings/").status_code == 200
    assert Client().post(f"/accounts/demo/{stranger.pk}/").status_code == 404


def test_there_is_no_such_door_elsewhere():
    clara = make_user(role=Role.CEO, name="Clara Ek", email="ceo@demo.example")
    assert "Clara Ek" not in Client().get(LOGIN).text
    browser = Client()
    assert browser.post(f"/accounts/demo/{clara.pk}/").status_code == 404
    assert browser.get("/settings/").status_code == 302
