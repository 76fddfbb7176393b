"""The way of a file about customers, page by page."""

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
from customers.forms.imports import MappingForm, UploadForm
from customers.incoming.mapping import guess
from customers.models import CustomerImport
from customers.queries import imports as shown
from customers.services import imports as services
from customers.views.sections import tabs

PAGE_SIZE = 20
CRUMBS = (Link(title="Customer files", url="/customers/import/"),)


def _job(request: HttpRequest, pk: int) -> CustomerImport:
    return get_object_or_404(shown.imports_of(reader(request)), pk=pk)


def _refuse(form: UploadForm | MappingForm, refusal: Invalid) -> None:
    """Show a refusal where the form has its field, else above the form."""
    if not refusal.errors:
        form.add_error(None, refusal.message)
    for place, words in refusal.errors.items():
        name = place.replace(".", "_")
        form.add_error(name if name in form.fields else None, words)
    if refusal.next_step:
        form.add_error(None, refusal.next_step)


@page(Act.EDIT_CUSTOMERS)
def uploads(request: HttpRequest) -> HttpResponse:
    """Take a file, and list those that came before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = services.upload(
                actor=reader(request),
                kind=form.cleaned_data["kind"],
                file_name=file.name,
                content=file.read(51 * MEGABYTE),
                now=timezone.now(),
            )
        except Invalid as refusal:
            _refuse(form, refusal)
        else:
            return redirect("customers:import", job.pk)
    found = Paginator(shown.imports_of(reader(request)), PAGE_SIZE)
    context = {
        "form": form,
        "page": found.get_page(request.GET.get("page")),
        "steps": steps(shown.TITLES, current=0),
        "tabs": tabs(reader(request), "customers:imports"),
    }
    status = 422 if form.errors else 200
    return render(request, "customers/imports.html", context, status=status)


def _draw(
    request: HttpRequest, job: CustomerImport, form: MappingForm | None, status: int
) -> HttpResponse:
    context = {
        "job": job,
        "form": form,
        "steps": shown.way(job),
        "doing": shown.doing(job),
        "far": shown.latest(job),
        "earlier": shown.earlier(job, reader(request)),
        "troubles": shown.troubles(job) if job.report else [],
        "company": company(),
        "crumbs": CRUMBS,
    }
    return render(request, "customers/import.html", context, status=status)


@page(Act.EDIT_CUSTOMERS)
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a file is, and take its mapping where that is what it waits for."""
    job = _job(request, pk)
    if not job.can_be_mapped:
        return _draw(request, job, None, 200)
    start = job.mapping or guess(job.kind, job.columns)
    form = MappingForm(request.POST or None, job=job, initial=start)
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
            _refuse(form, refusal)
        else:
            return redirect("customers:import", pk)
    return _draw(request, job, form, 422)


@page(Act.EDIT_CUSTOMERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far the worker is; when it is through, with the page itself."""
    job = _job(request, pk)
    if not job.is_under_way:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRefresh()
        return redirect("customers:import", pk)
    context = {"job": job, "doing": shown.doing(job), "far": shown.latest(job)}
    return render(request, "customers/_import_progress.html", context)


def _command(
    command: Callable[..., CustomerImport], said: str
) -> Callable[..., HttpResponse]:
    @page(Act.EDIT_CUSTOMERS)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        command(actor=reader(request), job=_job(request, pk), now=timezone.now())
        messages.success(request, said)
        return redirect("customers:import", pk)

    return view  # type: ignore[return-value]


commit = _command(services.ask_commit, "It is coming in.")
cancel = _command(services.cancel, "Cancelled. Nothing was changed.")
retry = _command(services.retry, "The worker tries it again.")
undo = _command(services.ask_undo, "It is being taken out again.")


@page(Act.EDIT_CUSTOMERS)
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every row that is not plain as a CSV file."""
    rows: Any = CustomerImport.objects.visible_to(reader(request))
    packed = get_object_or_404(rows.values_list("problems", flat=True), pk=pk)
    if not packed:
        raise Http404
    return HttpResponse(
        gzip.decompress(bytes(packed)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rows-{pk}.csv"'},
    )
