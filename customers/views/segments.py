"""Segments: who the promises are for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from core import editing, exports
from core.pages import Link
from core.refusals import Conflict, Invalid
from customers import services
from customers.forms import SegmentForm
from customers.models import Segment
from customers.views.sections import tabs

ROWS_A_PAGE = 50


def _get(request: HttpRequest, pk: int) -> Segment:
    return get_object_or_404(Segment.objects.visible_to(reader(request)), pk=pk)


@require_safe
@page(Act.SEE_PROMISES)
def show_all(request: HttpRequest) -> HttpResponseBase:
    """List the segments."""
    user = reader(request)
    rows = Segment.objects.visible_to(user).order_by("name", "pk")
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if wanted:
        rows = rows.filter(name__icontains=wanted)
    context = {
        "rows": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "editable": allows(user, Act.EDIT_SEGMENTS),
        "tabs": tabs(user, "customers:segments"),
    }
    return render(request, "customers/segments.html", context)


@require_safe
@page(Act.SEE_PROMISES)
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all segments as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = Segment.objects.visible_to(reader(request)).order_by("name", "pk")
    head = ["segment", "name", "description"]
    cells = [[row.code, row.name, row.description] for row in rows]
    return exports.download(kind, head, cells, name="segments")


def _form_page(
    request: HttpRequest, form: SegmentForm, *, title: str, segment: Segment | None
) -> HttpResponse:
    back = reverse("customers:segments")
    context = {
        "form": form,
        "title": title,
        "segment": segment,
        "back": back,
        "crumbs": [Link(title="Segments", url=back)],
    }
    return render(request, "customers/segment_form.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_SEGMENTS)
def create(request: HttpRequest) -> HttpResponseBase:
    """Enter a segment."""
    form = SegmentForm(request.POST or None)
    if form.is_valid():
        try:
            segment = services.create_segment(
                actor=reader(request),
                code=form.cleaned_data["code"],
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{segment} entered.")
            return redirect("customers:segments")
    return _form_page(request, form, title="New segment", segment=None)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_SEGMENTS)
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a segment."""
    segment = _get(request, pk)
    form = SegmentForm(request.POST or None, segment=segment)
    stored = {name: getattr(segment, name) for name in services.FACTS}
    revision = segment.revision
    if form.is_valid():
        try:
            services.edit_segment(
                actor=reader(request),
                segment=segment,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal, revision=revision, stored=stored)
        else:
            messages.success(request, f"{segment} saved.")
            return redirect("customers:segments")
    title = f"Change {stored['name']}"
    return _form_page(request, form, title=title, segment=segment)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_SEGMENTS)
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then delete; what names the segment is said."""
    segment = _get(request, pk)
    if request.method == "POST":
        services.delete_segment(
            actor=reader(request), segment=segment, now=timezone.now()
        )
        messages.success(request, f"{segment} deleted.")
        return redirect("customers:segments")
    back = reverse("customers:segments")
    context = {
        "segment": segment,
        "reasons": editing.leaning_on(segment),
        "back": back,
        "crumbs": [Link(title="Segments", url=back)],
    }
    return render(request, "customers/segment_delete.html", context)
