"""A fragment of another app stands in the page, for those whom it is meant for."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import path

from core.refusals import NotAllowed


def said(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<b>{request.method} {len(request.POST)}</b>")


def moved(request: HttpRequest) -> HttpResponse:
    return HttpResponse("elsewhere", status=302)


def gone(request: HttpRequest) -> HttpResponse:
    raise Http404


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def refused(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("Not yours.", next_step="Ask.")


urlpatterns = [
    path(f"{view.__name__}/", view) for view in (said, moved, gone, closed, refused)
]


def shown(url: str) -> str:
    request = RequestFactory().post("/page/", {"typed": "something"})
    template = Template("{% load fragments %}{% fragment url %}")
    return template.render(Context({"request": request, "url": url}))


@pytest.mark.urls(__name__)
def test_a_fragment_is_read_even_where_the_page_answers_a_form() -> None:
    assert shown("/said/") == "<b>GET 0</b>"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("url", ["/moved/", "/gone/", "/closed/", "/refused/"])
def test_what_is_not_for_the_reader_leaves_no_trace(url: str) -> None:
    assert shown(url) == ""
