import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from promises.models import PromiseState
from tests.make import make_capability, make_made_promise, make_promise

pytestmark = pytest.mark.django_db


def leaning(browser, capability):
    return browser.get(reverse("promises:leaning", args=[capability.pk]))


@pytest.fixture
def packing():
    return make_capability(name="Packing", unit="parcel")


def test_a_capabilitys_page_asks_who_leans_on_it(operations, signed_in, packing):
    page = signed_in(operations).get(
        reverse("operations:capability", args=[packing.pk])
    )
    address = reverse("promises:leaning", args=[packing.pk])
    assert f'hx-get="{address}"' in page.content.decode()


def test_the_promises_that_lean_on_it_say_what_they_take(
    operations, signed_in, packing
):
    vans = make_capability(name="Vans", unit="tour")
    leans = make_promise(statement="It comes <this> week", requires=[(packing, 2)])
    make_promise(statement="Somebody answers", requires=[(vans, 1)])
    page = leaning(signed_in(operations), packing).content.decode()
    assert "It comes &lt;this&gt; week" in page
    assert "2 parcel" in page
    assert reverse("promises:detail", args=[leans.pk]) in page
    assert "Somebody answers" not in page


def test_nobody_leaning_says_where_it_is_said(operations, signed_in, packing):
    page = leaning(signed_in(operations), packing).content.decode()
    assert "No promise says that it needs Packing" in page


def test_frontline_sees_only_what_the_company_makes(frontline, signed_in, packing):
    make_promise(
        statement="A mere idea", state=PromiseState.IDEA, requires=[(packing, 1)]
    )
    make_made_promise(statement="It is made", requires=[(packing, 1)])
    page = leaning(signed_in(frontline), packing).content.decode()
    assert "It is made" in page
    assert "A mere idea" not in page


def test_more_promises_take_no_more_queries(operations, signed_in, packing):
    browser = signed_in(operations)
    make_promise(requires=[(packing, 1)])
    leaning(browser, packing)  # the first visit of a day notes it in the session
    with CaptureQueriesContext(connection) as one:
        leaning(browser, packing)
    for _ in range(12):
        make_promise(requires=[(packing, 1)])
    with CaptureQueriesContext(connection) as many:
        leaning(browser, packing)
    assert len(many) == len(one)
