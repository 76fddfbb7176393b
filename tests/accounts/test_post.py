"""Mail what people were told: once, when they want it, and whatever mail does."""

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Notice, Post
from accounts.runs import is_due, mail_next, pause
from accounts.services.notices import change_post
from core.refusals import Invalid
from tests.make import NOW, make_notice

DOWN = "tests.accounts.test_post.Down"
HALTING = "tests.accounts.test_post.Halting"


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError


class Halting(EmailBackend):
    """A mail server that refuses one recipient."""

    def send_messages(self, email_messages):
        if email_messages[0].to == ["marketing@example.com"]:
            raise smtplib.SMTPRecipientsRefused({})
        return super().send_messages(email_messages)


def next_try() -> datetime:
    found = Notice.objects.get().next_try_at
    assert found is not None
    return found


def work(now=NOW, turns=10):
    for _ in range(turns):
        mail_next(now=now)


def test_what_is_urgent_goes_alone_and_the_rest_in_one_letter(operations):
    make_notice(operations, text="Sign this", urgent=True)
    make_notice(operations, text="Max has commented")
    make_notice(operations, text="Max has answered")
    work()
    assert [letter.subject for letter in mail.outbox] == [
        "Sign this",
        "2 things you should know",
    ]
    assert all(letter.to == [operations.email] for letter in mail.outbox)
    assert "Max has commented" in mail.outbox[1].body
    work()
    assert len(mail.outbox) == 2


def test_who_wants_each_at_once_gets_each_alone(operations):
    operations.post = Post.AT_ONCE
    operations.save()
    make_notice(operations, text="One")
    make_notice(operations, text="Two")
    work()
    assert [letter.subject for letter in mail.outbox] == ["One", "Two"]


def test_what_is_read_or_not_due_or_of_somebody_who_left_is_not_mailed(
    operations, marketing
):
    make_notice(operations, read_at=NOW)
    make_notice(operations, next_try_at=NOW + timedelta(hours=1))
    make_notice(operations, next_try_at=None)
    marketing.is_active = False
    marketing.save()
    make_notice(marketing)
    work()
    assert mail.outbox == []
    assert not is_due(now=NOW)


def test_a_letter_leads_back_by_whole_addresses(operations, settings):
    settings.SITE_URL = "https://kept.example.com/"
    make_notice(operations, text="Look at <this>", link="/plans/1/")
    work()
    letter = mail.outbox[0]
    assert "https://kept.example.com/plans/1/\n" in letter.body
    assert "Look at <this>" in letter.body
    assert isinstance(letter, mail.EmailMultiAlternatives)
    page = str(letter.alternatives[0][0])
    assert 'href="https://kept.example.com/plans/1/"' in page
    assert "Look at &lt;this&gt;" in page
    unsubscribe = letter.extra_headers["List-Unsubscribe"]
    assert unsubscribe == "<https://kept.example.com/settings/profile/#post>"


def test_a_text_cannot_add_headers(operations):
    make_notice(operations, text="Look\r\nBcc: everybody@example.com")
    work()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Look Bcc: everybody@example.com"


@pytest.mark.parametrize("backend", [DOWN, None], ids=["down", "control"])
def test_while_mail_is_down_nothing_is_lost(operations, settings, backend):
    if backend:
        settings.EMAIL_BACKEND = backend
    make_notice(operations)
    work()
    notice = Notice.objects.get()
    assert (notice.mailed_at is None) == bool(backend)
    assert notice.attempts == 1
    if not backend:
        return
    tried, now = 1, NOW
    while tried < 5:  # the waits grow
        now = next_try()
        work(now=now - timedelta(seconds=1))
        assert Notice.objects.get().attempts == tried
        work(now=now)
        tried += 1
        assert Notice.objects.get().attempts == tried
        assert next_try() == now + pause(tried)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = next_try()
    work(now=later)
    work(now=later + timedelta(days=30))
    assert len(mail.outbox) == 1
    assert Notice.objects.get().mailed_at == later


def test_waits_double_up_to_a_quarter_of_a_day():
    waits = [pause(attempts) for attempts in (1, 2, 3, 50)]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 2, 4, 360]


def test_one_refused_recipient_keeps_nobody_else_waiting(
    operations, marketing, settings
):
    settings.EMAIL_BACKEND = HALTING
    make_notice(marketing)
    make_notice(operations)
    work()
    assert [letter.to for letter in mail.outbox] == [[operations.email]]
    assert Notice.objects.get(person=marketing).mailed_at is None


def test_a_machine_that_died_in_between_is_followed_by_another(operations):
    make_notice(operations)
    dies = pytest.MonkeyPatch()
    dies.setattr("accounts.runs._send", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        mail_next(now=NOW)
    dies.undo()
    work()
    assert mail.outbox == []  # still in the hands of the other
    work(now=NOW + pause(1))
    assert len(mail.outbox) == 1


def test_a_second_copy_is_known_by_its_name(operations):
    make_notice(operations)
    work()
    Notice.objects.update(mailed_at=None, next_try_at=NOW)
    work()
    names = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_what_waits_follows_a_change_of_mind(operations):
    make_notice(operations, next_try_at=NOW + timedelta(hours=20))
    urgent = make_notice(operations, urgent=True)
    change_post(actor=operations, post=Post.DAILY, digest_hour=12, now=NOW)
    waiting = Notice.objects.get(urgent=False)
    assert waiting.next_try_at == NOW + timedelta(hours=3)
    change_post(actor=operations, post=Post.NEVER, digest_hour=12, now=NOW)
    assert not is_due(now=NOW + timedelta(days=9))
    urgent.refresh_from_db()
    assert urgent.next_try_at is None


def test_an_hour_that_no_clock_has_is_refused(operations):
    with pytest.raises(Invalid):
        change_post(actor=operations, post=Post.DAILY, digest_hour=24, now=NOW)
    with pytest.raises(Invalid):
        change_post(actor=operations, post="pigeon", digest_hour=7, now=NOW)


def test_ones_profile_says_what_comes_by_mail(operations, signed_in):
    browser = signed_in(operations)
    assert "What comes by mail" in browser.get("/settings/profile/").content.decode()
    refused = browser.post("/settings/profile/post/", {"post": "pigeon"})
    assert refused.status_code == 422
    browser.post("/settings/profile/post/", {"post": "never", "digest_hour": "9"})
    operations.refresh_from_db()
    assert (operations.post, operations.digest_hour) == ("never", 9)
