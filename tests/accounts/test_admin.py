import pytest
from django.db import transaction
from django.test import Client

from accounts.admin import site
from accounts.audit import record
from accounts.models import ApiKey, AuditEvent, Company, Role, User
from tests.make import NOW, make_key, make_user

pytestmark = pytest.mark.django_db
PLACES = ["user", "apikey", "auditevent", "company"]


@pytest.fixture
def rows(outsider):
    make_key()
    Company.objects.create(pk=1)
    with transaction.atomic():
        record(actor=outsider, action="looked", subject=outsider, now=NOW)
    return {
        "user": outsider.pk,
        "apikey": ApiKey.objects.get().pk,
        "auditevent": AuditEvent.objects.get().pk,
        "company": 1,
    }


def test_only_rows_of_people_are_shown_here():
    """Plans, promises and decisions have no place in which to be approved."""
    assert {model._meta.model_name for model in site._registry} == set(PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_the_administrator_reads(outsider, signed_in, rows, place):
    browser = signed_in(outsider)
    assert browser.get("/admin/").status_code == 200
    assert browser.get(f"/admin/accounts/{place}/").status_code == 200
    page = browser.get(f"/admin/accounts/{place}/{rows[place]}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert outsider.password not in page.text
    assert ApiKey.objects.get().digest not in page.text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CEO])
def test_nobody_changes_anything_here(signed_in, rows, place, role):
    person = make_user(role=role, is_superuser=True, is_staff=True)
    browser = signed_in(person)
    before = User.objects.count(), AuditEvent.objects.count()
    for address in ("add/", f"{rows[place]}/change/", f"{rows[place]}/delete/"):
        answer = browser.post(f"/admin/accounts/{place}/{address}", {"post": "yes"})
        assert answer.status_code in {302, 403}
    assert (User.objects.count(), AuditEvent.objects.count()) == before


def test_no_other_role_comes_in_even_when_marked_as_staff(signed_in):
    for role in (Role.CEO, Role.FRONTLINE, Role.DIRECTOR):
        person = make_user(role=role, is_staff=True, is_superuser=True)
        answer = signed_in(person).get("/admin/", follow=True)
        assert answer.status_code == 403


def test_a_stranger_signs_in_where_everybody_does():
    answer = Client().get("/admin/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    posted = Client().post("/admin/login/", {"username": "a", "password": "b"})
    assert posted["Location"].startswith("/accounts/login/")


def test_a_password_is_changed_where_it_is_written_down(outsider, signed_in):
    answer = signed_in(outsider).post("/admin/password_change/", {})
    assert answer["Location"] == "/accounts/password/change/"
