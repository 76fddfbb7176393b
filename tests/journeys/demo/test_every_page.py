"""Every page is open to everybody: any theme, any width, any way of reading."""

from collections.abc import Callable

import pytest
from django.urls import URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from tests.accounts.test_entrance import code_of
from tests.architecture.test_access import walk
from tests.journeys.demo.conftest import House
from tests.journeys.demo.examples import person
from tests.journeys.demo.look import complaints
from tests.journeys.demo.places import NO_PAGE, PLACES, Place
from tests.make import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def page_of(house: House) -> Callable[[str], Page]:
    pages: dict[str, Page] = {}

    def find(who: str) -> Page:
        if who not in pages:
            pages[who] = house.sign_in(who) if who else house.open()
        return pages[who]

    return find


def test_every_page_is_in_the_list() -> None:
    """Django's own administration pages and REST are not ours to draw."""
    ours = {
        name
        for name in walk(get_resolver())
        if not name.startswith("admin") and "/" not in name
    }
    api = set(walk(_api()))
    listed = {place.name for place in PLACES}
    missing = ours - api - listed - set(NO_PAGE)
    assert not missing, (
        f"say in places.py who opens them, or why nobody does: {missing}"
    )
    assert not (listed | set(NO_PAGE)) - ours, "these are no more: take them out"


def _api() -> URLResolver:
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == "api/v1/":
            return resolver
    pytest.fail("REST has moved.")


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page_is_open_to_everybody(
    place: Place, page_of: Callable[[str], Page]
) -> None:
    assert complaints(page_of(place.who), place.path) == []


def test_the_doors_of_a_careful_person_are_open_to_everybody(house: House) -> None:
    """Set up a second step, sign in with it, and see every page on the way."""
    finance = person("finance")
    finance.set_password(PASSWORD)
    finance.save()
    page = house.open(reduced_motion="reduce")
    _sign_in_with_password(page, finance.email)
    page.get_by_role("heading", name="Today", level=1).wait_for()
    wrong = []
    for name in ("account_change_password", "account_reauthenticate"):
        wrong += complaints(page, reverse(name))
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    wrong += complaints(page, reverse("mfa_activate_totp"))
    secret = page.get_by_label("If you cannot scan").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("heading", name="Recovery codes").first.wait_for()
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
    ):
        wrong += complaints(page, reverse(name))
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").last.click()
    _sign_in_with_password(page, finance.email)
    page.wait_for_url("**/2fa/authenticate/")
    wrong += complaints(page, reverse("mfa_authenticate"))
    assert wrong == []


def _sign_in_with_password(page: Page, email: str) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
