"""Tell somebody a story: the fitting contact, a draft, the challenge, and the log."""

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from core.pages import Link
from core.refusals import Refusal
from planner.outreach.models import Acquaintance, Story
from planner.outreach.queries import stories as queries
from planner.outreach.queries.referring import occasion
from planner.outreach.queries.wording import pieces, wording_of
from planner.outreach.services import letters
from planner.outreach.storytelling.forms import TellForm
from planner.outreach.views.sections import tabs

EVERY = ["GET", "HEAD", "POST"]
LONGEST_LINK = 6_000  # mail programs cut off longer addresses


def _chosen(request: HttpRequest, stories: list[Story]) -> Story | None:
    """Return the story that the address asks for, or the first that fits."""
    asked = request.GET.get("story", "")
    if asked == "none":
        return None
    for each in stories:
        if str(each.pk) == asked:
            return each
    return stories[0] if stories else None


def mail_link(person: Acquaintance, subject: str, body: str) -> str:
    """Return an address that opens the letter in the reader's mail program."""
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    found = (
        f"mailto:{quote(person.email, safe='@')}?subject={quote(subject, errors='ignore')}"
        f"&body={quote(lines, errors='ignore')}"
    )
    return found if person.email and len(found) <= LONGEST_LINK else ""


def _challenged(person: Acquaintance, subject: str, body: str) -> dict[str, object]:
    wording = wording_of(subject, body)
    clean = bool(body.strip()) and not wording.sells
    return {
        "person": person,
        "wording": wording,
        "pieces": pieces("\n".join((subject, body)), wording),
        "clean": clean,
        "mail_link": mail_link(person, subject, body) if clean else "",
        "can_send": letters.can_send() and bool(person.email),
    }


@page(Act.WORK_OUTREACH)
@require_http_methods(EVERY)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft what to tell somebody; log or send it once it sells nothing."""
    user = reader(request)
    person = letters.open_to(user, pk)
    found = queries.suggestion(user, person)
    chosen = _chosen(request, found.stories)
    drafted = queries.draft(user=user, person=person, story=chosen, last=found.last)
    initial = {
        "channel": found.fitting.channel,
        "story": chosen,
        "subject": drafted.subject,
        "body": drafted.body,
        "key": uuid.uuid4().hex,
    }
    form = TellForm(request.POST or None, stories=found.stories, initial=initial)
    if request.method == "POST" and form.is_valid():
        command = request.POST.get("then", "check")
        if command in {"log", "send"} and _done(request, person, form, command):
            return redirect(reverse("stories:tell", args=[pk]))
    context = {
        "found": found,
        "chosen": chosen,
        "occasion": occasion(person, today=local_day(timezone.now())),
        "form": form,
        "crumbs": [
            Link(title="People", url=reverse("outreach:people")),
            Link(title=person.name, url=reverse("outreach:person", args=[pk])),
        ],
        "tabs": tabs(user, "outreach:people"),
        **_challenged(
            person,
            str(form["subject"].value() or ""),
            str(form["body"].value() or ""),
        ),
    }
    return render(request, "outreach/tell.html", context, status=form.status)


def _done(
    request: HttpRequest, person: Acquaintance, form: TellForm, command: str
) -> bool:
    facts = form.cleaned_data
    story = facts["story"]
    try:
        letters.tell(
            actor=reader(request),
            acquaintance_id=person.pk,
            message=letters.Message(
                channel=facts["channel"],
                story_id=story.pk if story else None,
                subject=facts["subject"],
                body=facts["body"],
                line=facts["line"],
                asked_for_referral=facts["asked_for_referral"],
                key=facts["key"],
                send=command == "send",
            ),
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    sent = f"Sent to {person}, and logged." if command == "send" else "Logged."
    messages.success(request, sent)
    return True


@page(Act.WORK_OUTREACH)
@require_POST
def challenge_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Say, while a letter is typed, which of its words sell."""
    person = letters.open_to(reader(request), pk)
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    context = _challenged(person, subject, body)
    return render(request, "outreach/_letter.html", context)
