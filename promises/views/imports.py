"""The way of a file into the ledger, page by page."""

import gzip
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.pages import Link, steps
from core.refusals import Invalid
from core.sheets import MEGABYTE
from promises import services
from promises.forms.drafting import show
from promises.forms.imports import MappingForm, UploadForm, initial_of
from promises.mapping import guess
from promises.models import LedgerImport
from promises.progress import latest
from promises.queries.imports import TITLES, doing, earlier, imports_of, way

PAGE_SIZE = 20
CRUMBS = (
    Link(title="Promises", url="/promises/"),
    Link(title="Ledger files", url="/promises/import/"),
)


def _job(request: HttpRequest, pk: int) -> LedgerImport:
    return get_object_or_404(imports_of(reader(request)), pk=pk)


@page(Act.REPORT_OUTCOMES)
def uploads(request: HttpRequest) -> HttpResponse:
    """Take a file, and list those that came before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = services.upload(
                actor=reader(request),
                file_name=file.name,
                content=file.read(51 * MEGABYTE),
                now=timezone.now(),
            )
        except Invalid as refusal:
            show(refusal, form)
            form.add_error(None, refusal.next_step)
        else:
            return redirect("promises:import", job.pk)
    found = Paginator(imports_of(reader(request)), PAGE_SIZE)
    context = {
        "form": form,
        "page": found.get_page(request.GET.get("page")),
        "steps": steps(TITLES, current=0),
        "crumbs": CRUMBS[:1],
    }
    status = 422 if form.errors else 200
    return render(request, "promises/imports.html", context, status=status)


def _draw(
    request: HttpRequest, job: LedgerImport, form: MappingForm | None, status: int
) -> HttpResponse:
    context = {
        "job": job,
        "form": form,
        "steps": way(job),
        "doing": doing(job),
        "far": latest(job),
        "earlier": earlier(job, reader(request)),
        "crumbs": CRUMBS,
    }
    return render(request, "promises/import.html", context, status=status)


def _form(request: HttpRequest, job: LedgerImport) -> MappingForm:
    start = initial_of(job, guess(job.columns), company().time_zone)
    return MappingForm(request.POST or None, job=job, initial=start)


@page(Act.REPORT_OUTCOMES)
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a file is, and take its mapping where that is what it waits for."""
    job = _job(request, pk)
    if not job.can_be_mapped:
        return _draw(request, job, None, 200)
    form = _form(request, job)
    if request.method != "POST":
        return _draw(request, job, form, 200)
    if form.is_valid():
        try:
            services.ask_check(
                actor=reader(request),
                job=job,
                mapping=form.mapping(),
                now=timezone.now(),
            )
        except Invalid as refusal:
            show(refusal, form)
        else:
            return redirect("promises:import", pk)
    return _draw(request, job, form, 422)


@page(Act.REPORT_OUTCOMES)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far the worker is; when it is through, with the page itself."""
    job = _job(request, pk)
    if not job.is_under_way:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRefresh()
        return redirect("promises:import", pk)
    context = {"job": job, "doing": doing(job), "far": latest(job)}
    return render(request, "promises/_progress.html", context)


def _command(
    command: Callable[..., LedgerImport], said: str
) -> Callable[..., HttpResponse]:
    @page(Act.REPORT_OUTCOMES)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        command(actor=reader(request), job=_job(request, pk), now=timezone.now())
        messages.success(request, said)
        return redirect("promises:import", pk)

    return view  # type: ignore[return-value]


commit = _command(services.ask_commit, "It is going into the ledger.")
cancel = _command(services.cancel, "Cancelled. Nothing was changed.")
retry = _command(services.retry, "The worker tries it again.")


@page(Act.REPORT_OUTCOMES)
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all errors as a CSV file."""
    rows: Any = LedgerImport.objects.visible_to(reader(request))
    packed = get_object_or_404(rows.values_list("problems", flat=True), pk=pk)
    if not packed:
        raise Http404
    return HttpResponse(
        gzip.decompress(bytes(packed)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="errors-{pk}.csv"'},
    )
