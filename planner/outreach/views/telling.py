"""Tell somebody a story: the fitting contact, a draft, the challenge, and the log."""

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
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
from planner.outreach.queries.asking import occasion
from planner.outreach.queries.wording import pieces, wording_of
from planner.outreach.services import letters
from planner.outreach.services.overruling import passes
from planner.outreach.services.sending import NotSent, take_back
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


def _challenged(
    person: Acquaintance, subject: str, body: str, reason: str
) -> dict[str, object]:
    wording = wording_of(subject, body)
    clean = bool(body.strip()) and passes(wording, reason)
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
        next_page = _done(request, person, form, command)
        if next_page:
            return redirect(next_page, pk)
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
            str(form["not_selling"].value() or ""),
        ),
    }
    return render(request, "outreach/tell.html", context, status=form.status)


def _done(
    request: HttpRequest, person: Acquaintance, form: TellForm, command: str
) -> str:
    """Log the letter and send it if asked; return where to go on, "" to stay."""
    if command not in {"log", "send"}:
        return ""
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
                not_selling=facts["not_selling"],
                asked_for_referral=facts["asked_for_referral"],
                key=facts["key"],
                send=command == "send",
            ),
            now=timezone.now(),
        )
    except NotSent as refusal:  # it is logged, and shown as not sent
        messages.error(request, f"{refusal.message} {refusal.next_step}")
        return "outreach:person"
    except Refusal as refusal:
        form.refuse(refusal)
        return ""
    sent = f"Sent to {person}, and logged." if command == "send" else "Logged."
    messages.success(request, sent)
    return "stories:tell"


@page(Act.WORK_OUTREACH)
@require_POST
def challenge_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Say, while a letter is typed, which of its words sell."""
    person = letters.open_to(reader(request), pk)
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    reason = request.POST.get("not_selling", "")
    context = _challenged(person, subject, body, reason)
    return render(request, "outreach/_letter.html", context)


@page(Act.WORK_OUTREACH)
@require_POST
def letter_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Send a letter that is not out once more, or take it off the log."""
    user, now = reader(request), timezone.now()
    if step == "back":
        person = take_back(actor=user, contact_id=pk, now=now)
        messages.success(request, "It is off the log: they heard nothing from us.")
        return redirect("outreach:person", person.pk)
    if step != "again":
        raise Http404
    contact = letters.send_again(actor=user, contact_id=pk, now=now)
    messages.success(request, "Sent, and logged.")
    return redirect("outreach:person", contact.acquaintance_id)
