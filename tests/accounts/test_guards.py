import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.guards import page
from accounts.models import Role
from accounts.policy import Act
from core.refusals import NotAllowed
from tests.make import make_user


@page(Act.DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(f"decided {pk}")


def asked(user: object, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/decide/7/?tab=people", headers=headers)
    request.user = user  # type: ignore[assignment]
    return request


def test_a_stranger_is_sent_to_sign_in_and_comes_back():
    response = decide(asked(AnonymousUser()), 7)
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/decide/7/%3Ftab%3Dpeople"


def test_a_fragment_sends_the_whole_page_to_sign_in():
    current = "http://testserver/decide/?all=1"
    response = decide(
        asked(AnonymousUser(), **{"HX-Request": "true", "HX-Current-URL": current}), 7
    )
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/login/?next=/decide/%3Fall%3D1"


@pytest.mark.django_db
def test_a_colleague_is_refused_by_policy():
    with pytest.raises(NotAllowed):
        decide(asked(make_user()), 7)


@pytest.mark.django_db
def test_who_may_gets_the_page_and_no_cache_keeps_it():
    response = decide(asked(make_user(role=Role.CEO)), pk=7)
    assert isinstance(response, HttpResponse)
    assert response.content == b"decided 7"
    assert "no-store" in response["Cache-Control"]


def test_a_page_of_settings_is_open_to_all_who_sign_in(frontline, signed_in):
    response = signed_in(frontline).get("/settings/")
    assert response.status_code == 200
