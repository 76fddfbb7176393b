"""What a mail says: as plain text, and the same as simple HTML."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Notice, User


def absolute(path: str) -> str:
    """Return the address of a page for somebody who is not on the site."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _subject(notices: list[Notice]) -> str:
    if len(notices) == 1:
        text = notices[0].text
        return text if len(text) <= 120 else f"{text[:119].rstrip()}…"
    return f"{len(notices)} things you should know"


def _message_id(notices: list[Notice]) -> str:
    """Name the letter by its first notice: a second copy is known as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<notice-{notices[0].pk}-{len(notices)}@{domain or 'localhost'}>"


def letter(person: User, notices: list[Notice]) -> EmailMultiAlternatives:
    """Write the mail that tells a person of these notices."""
    preferences = absolute(f"{reverse('accounts:profile')}#post")
    context = {
        "person": person,
        "lines": [
            {"text": notice.text, "url": absolute(notice.link)} for notice in notices
        ],
        "all_notices": absolute(reverse("notices:list")),
        "preferences": preferences,
    }
    message = EmailMultiAlternatives(
        subject=" ".join(_subject(notices).split()),
        body=render_to_string("accounts/mail/notices.txt", context),
        to=[person.email],
        headers={
            "Message-ID": _message_id(notices),
            "List-Unsubscribe": f"<{preferences}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    page = render_to_string("accounts/mail/notices.html", context)
    message.attach_alternative(page, "text/html")
    return message
