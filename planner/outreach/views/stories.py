"""The library of stories, the words that sell, and the letter."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from core.pages import Link
from core.refusals import Refusal
from planner.outreach.models import Letter, SellingWord, Story
from planner.outreach.queries import stories as queries
from planner.outreach.queries.wording import (
    overrulings,
    pieces,
    shown_families,
    wording_of,
)
from planner.outreach.services import stories as services
from planner.outreach.storytelling.forms import (
    LetterForm,
    StoryFilterForm,
    StoryForm,
    WordForm,
)
from planner.outreach.views.sections import tabs

EVERY = ["GET", "HEAD", "POST"]
PAGE = 30


def crumbs(*more: Link) -> list[Link]:
    """Return where these pages stand."""
    return [Link(title="Stories", url=reverse("stories:library")), *more]


def _found(request: HttpRequest, form: StoryFilterForm) -> QuerySet[Story]:
    rows = queries.library(reader(request))
    if not form.is_valid():
        return rows
    if words := form.cleaned_data["q"].replace("\x00", ""):
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words))
    if interest := form.cleaned_data["interest"]:
        rows = rows.filter(interests=interest)
    return rows


@page(Act.SEE_OUTREACH)
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show the stories, by interest."""
    form = StoryFilterForm(request.GET)
    found = Paginator(_found(request, form), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": found,
        "filtered": bool(request.GET.get("q") or request.GET.get("interest")),
        "pitches": queries.pitches(reader(request)),
        "tabs": tabs(reader(request), "stories:library"),
        "may_add": allows(reader(request), Act.WORK_OUTREACH),
    }
    return render(request, "outreach/stories.html", context)


@page(Act.WORK_OUTREACH)
@require_http_methods(EVERY)
def new(request: HttpRequest) -> HttpResponse:
    """Put a story into the library."""
    form = StoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            story = services.add_story(
                actor=reader(request), facts=form.facts(), now=timezone.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"“{story}” is in the library.")
            return redirect("stories:story", story.pk)
    return _drawn(request, form, None)


@page(Act.SEE_OUTREACH)
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a story and who has heard it."""
    found = services.find_story(reader(request), pk)
    wording = wording_of(found.text)
    context = {
        "story": found,
        "interests": list(found.interests.order_by("name")),
        "tellings": queries.tellings(reader(request)).filter(story=found)[:PAGE],
        "times": found.tellings.count(),
        "wording": wording,
        "pieces": pieces(found.text, wording),
        "crumbs": crumbs(),
        "tabs": tabs(reader(request), "stories:library"),
        "may_change": allows(reader(request), Act.WORK_OUTREACH),
    }
    return render(request, "outreach/story.html", context)


@page(Act.WORK_OUTREACH)
@require_http_methods(EVERY)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a story."""
    found = services.find_story(reader(request), pk)
    form = StoryForm(request.POST or None, initial=StoryForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_story(
                actor=reader(request),
                story_id=pk,
                facts=form.facts(),
                seen=form.seen,
                now=timezone.now(),
            )
        except Refusal as refusal:
            stored = services.find_story(reader(request), pk)
            form.refuse(refusal, revision=stored.revision)
        else:
            messages.success(request, "Saved.")
            return redirect("stories:story", pk)
    return _drawn(request, form, found)


def _drawn(request: HttpRequest, form: StoryForm, found: Story | None) -> HttpResponse:
    text = str(form["text"].value() or "")
    wording = wording_of(text)
    back = reverse("stories:library")
    context = {
        "form": form,
        "story": found,
        "back": reverse("stories:story", args=[found.pk]) if found else back,
        "crumbs": crumbs(),
        "tabs": tabs(reader(request), "stories:library"),
        "wording": wording,
        "pieces": pieces(text, wording),
    }
    status = form.status
    return render(request, "outreach/story_edit.html", context, status=status)


@page(Act.WORK_OUTREACH)
@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """Say, while it is typed, which words of a story sell."""
    text = request.POST.get("text", "")
    wording = wording_of(text)
    context = {"wording": wording, "pieces": pieces(text, wording)}
    return render(request, "outreach/_challenged.html", context)


@page(Act.SEE_OUTREACH)
@require_http_methods(EVERY)
def words(request: HttpRequest) -> HttpResponse:
    """Show which words sell, and keep the firm's own list."""
    form = WordForm(request.POST or None)
    if request.method == "POST":
        require(reader(request), Act.RULE_OUTREACH)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            row = services.add_selling_word(
                actor=reader(request),
                phrase=facts["phrase"],
                off=facts["off"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = "may pass" if row.off else "is challenged"
            messages.success(request, f"“{row}” {said} from now on.")
            return redirect("stories:words")
    context = {
        "form": form,
        "own": SellingWord.objects.select_related("added_by").order_by("phrase"),
        "families": shown_families(),
        "overrulings": overrulings(),
        "crumbs": crumbs(),
        "tabs": tabs(reader(request), "stories:library"),
        "may_rule": allows(reader(request), Act.RULE_OUTREACH),
    }
    return render(request, "outreach/words.html", context, status=form.status)


@page(Act.RULE_OUTREACH)
@require_POST
def remove_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a phrase off the firm's list."""
    row = services.remove_selling_word(
        actor=reader(request), word_id=pk, now=timezone.now()
    )
    messages.success(request, f"“{row.phrase}” is off your list.")
    return redirect("stories:words")


@page(Act.RULE_OUTREACH)
@require_POST
def family(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Switch a family of words off, for a reason, or on again."""
    user, now = reader(request), timezone.now()
    if step == "on":
        services.switch_family_on(actor=user, code=code, now=now)
        messages.success(request, "These words are challenged again.")
    elif step == "off":
        reason = request.POST.get("reason", "")
        services.switch_family_off(actor=user, code=code, reason=reason, now=now)
        messages.success(request, "These words are not challenged any more.")
    else:
        raise Http404
    return redirect("stories:words")


@page(Act.RULE_OUTREACH)
@require_http_methods(EVERY)
def letter(request: HttpRequest) -> HttpResponse:
    """Change what letters are drafted from."""
    stored = Letter.objects.current()
    initial = {
        "subject": stored.subject,
        "body": stored.body,
        "revision": stored.revision,
    }
    form = LetterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            services.change_letter(
                actor=reader(request),
                subject=facts["subject"],
                body=facts["body"],
                seen=form.seen,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal, revision=Letter.objects.current().revision)
        else:
            messages.success(request, "Letters are drafted from this from now on.")
            return redirect("stories:library")
    context = {
        "form": form,
        "crumbs": crumbs(),
        "tabs": tabs(reader(request), "stories:library"),
    }
    return render(request, "outreach/letter.html", context, status=form.status)
