"""No client gets HTML, or a 500, from an address below /api/."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Scope
from accounts.policy import Act
from core.parsers import StrictJSONParser
from core.refusals import Conflict
from tests.core.test_parsers import HOSTILE
from tests.make import make_key, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Echo(APIView):
    reads = writes = Act.SIGN_IN
    scope = Scope.PLANS

    def get(self, request: Request) -> Response:
        raise Conflict("Too late.", next_step="Reload.", errors={"a[0].b": ["old"]})

    def post(self, request: Request) -> Response:
        return Response(request.data)


class Form(Echo):
    parser_classes = (FormParser, MultiPartParser, StrictJSONParser)


class Unfinished(APIView):
    """Name no act, and so be closed."""

    def get(self, request: Request) -> Response:
        return Response({})


def breaks(request: HttpRequest) -> HttpResponse:
    msg = "a fault of ours"
    raise RuntimeError(msg)


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


ODD = [
    path("breaks/", breaks),
    path("suspicious/", suspicious),
    path("denied/", denied),
]
urlpatterns = [
    path("api/echo/", Echo.as_view()),
    path("api/form/", Form.as_view()),
    path("api/unfinished/", Unfinished.as_view()),
    path("api/", include(ODD)),
    path("pages/", include(ODD)),
    path("", include("planner.urls")),
]
handler400 = "core.http.bad_request"
handler403 = "core.http.forbidden"
handler404 = "core.http.not_found"
handler500 = "core.http.server_error"


@pytest.fixture
def caller() -> Client:
    return Client(
        headers={"Authorization": f"Bearer {make_key()}"}, raise_request_exception=False
    )


def is_a_problem(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["next_step"]


SENT = {name: body for name, body in HOSTILE.items() if body}


@pytest.mark.parametrize("body", SENT.values(), ids=SENT)
def test_hostile_documents_are_answered_with_a_problem(caller, body):
    answer = caller.post("/api/echo/", body, content_type="application/json")
    is_a_problem(answer, 400)


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/xml", "application/x-www-form-urlencoded", "nonsense"]
)
def test_a_wrong_content_type_is_answered_with_a_problem(caller, kind):
    is_a_problem(caller.post("/api/echo/", b"a=1", content_type=kind), 415)


def test_multipart_where_json_is_due_is_a_problem(caller):
    is_a_problem(caller.post("/api/echo/", {"a": "1"}), 415)


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
@pytest.mark.parametrize("address", ["/api/echo/", "/api/form/"])
@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded"]
)
def test_a_body_that_is_too_large_is_a_problem(caller, address, kind):
    answer = caller.post(address, b"a" * 2_000, content_type=kind)
    expected = 415 if (address, kind[-1]) == ("/api/echo/", "d") else 413
    is_a_problem(answer, expected)


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_form_that_is_too_large_is_a_problem_for_a_browser_too(signed_in):
    browser = signed_in(make_user())
    browser.raise_request_exception = False
    kind = "application/x-www-form-urlencoded"
    is_a_problem(browser.post("/api/form/", b"a" * 2_000, content_type=kind), 413)


def test_broken_multipart_is_a_problem(caller):
    kind = "multipart/form-data; boundary=x"
    answer = caller.post("/api/form/", b"--x\r\nnonsense", content_type=kind)
    assert answer.status_code in {200, 400}
    kind = "multipart/form-data"
    is_a_problem(caller.post("/api/form/", b"nonsense", content_type=kind), 400)


def test_a_browser_needs_the_token_to_write():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())
    answer = browser.post("/api/echo/", "{}", content_type="application/json")
    is_a_problem(answer, 403)
    foreign = browser.post(
        "/api/echo/",
        "{}",
        content_type="application/json",
        headers={"Origin": "https://evil.example", "X-CSRFToken": "x" * 32},
    )
    is_a_problem(foreign, 403)


def test_a_key_needs_no_token():
    caller = Client(
        headers={"Authorization": f"Bearer {make_key()}"}, enforce_csrf_checks=True
    )
    answer = caller.post("/api/echo/", '{"a": 1}', content_type="application/json")
    assert answer.json() == {"a": 1}


def test_a_refusal_says_where_and_what_next(caller):
    answer = caller.get("/api/echo/")
    is_a_problem(answer, 409)
    assert answer.json()["errors"] == {"a[0].b": ["old"]}
    assert answer.json()["next_step"] == "Reload."


def test_a_view_that_names_no_act_is_closed(caller):
    is_a_problem(caller.get("/api/unfinished/"), 403)


def test_a_wrong_method_is_a_problem(caller):
    is_a_problem(caller.delete("/api/v1/me/"), 403)
    is_a_problem(caller.put("/api/echo/", "{}", content_type="application/json"), 405)


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("breaks/", 500),
        ("suspicious/", 400),
        ("denied/", 403),
        ("nowhere/", 404),
        ("v1/nowhere/", 404),
        ("%00/", 404),
        ("v1/people/../../x/", 404),
    ],
)
def test_errors_below_the_api_are_problems(caller, place, status):
    is_a_problem(caller.get(f"/api/{place}"), status)


@pytest.mark.parametrize(
    ("place", "status"),
    [("breaks/", 500), ("suspicious/", 400), ("denied/", 403), ("nowhere/", 404)],
)
def test_errors_elsewhere_are_pages(caller, place, status):
    answer = caller.get(f"/pages/{place}")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1>" in answer.text


def test_an_unknown_host_is_refused(caller):
    is_a_problem(caller.get("/api/v1/me/", headers={"Host": "evil.example"}), 400)
