import pytest

from accounts.models import AuditEvent, Company
from accounts.services.company import CompanyChanged, change_company
from accounts.services.people import change_profile
from core.refusals import Invalid, NotAllowed
from tests.make import NOW

pytestmark = pytest.mark.django_db

VALUES = {"name": "Kept Ltd", "currency": "SEK", "time_zone": "Europe/Stockholm"}


def test_the_company_is_named_and_written_down(ceo):
    company = change_company(actor=ceo, now=NOW, revision=0, **VALUES)
    assert (company.name, company.revision) == ("Kept Ltd", 1)
    changes = AuditEvent.objects.get().changes
    assert changes["currency"] == ["EUR", "SEK"]
    again = change_company(actor=ceo, now=NOW, revision=1, **VALUES)
    assert again.revision == 1
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("currency", "XXX"), ("currency", "eur"), ("time_zone", "Mars")],
)
def test_a_company_that_makes_no_sense_is_refused(ceo, field, value):
    with pytest.raises(Invalid) as refusal:
        change_company(actor=ceo, now=NOW, revision=0, **VALUES | {field: value})
    assert list(refusal.value.errors) == [field]


def test_directors_do_not_change_the_company(marketing):
    with pytest.raises(NotAllowed):
        change_company(actor=marketing, now=NOW, revision=0, **VALUES)
    assert not Company.objects.exists()


def test_the_second_of_two_editors_is_told(ceo, outsider, signed_in):
    change_company(actor=ceo, now=NOW, revision=0, **VALUES)
    with pytest.raises(CompanyChanged):
        change_company(actor=outsider, now=NOW, revision=0, **VALUES)
    page = signed_in(outsider).post(
        "/settings/company/", VALUES | {"name": "Mine", "revision": 0}
    )
    assert page.status_code == 409
    assert 'value="Mine"' in page.text


def test_the_company_is_saved_by_its_page(outsider, signed_in):
    browser = signed_in(outsider)
    page = browser.post("/settings/company/", VALUES | {"revision": 0}, follow=True)
    assert "The company is saved." in page.text
    assert "Kept Ltd" in browser.get("/settings/").text


def test_one_changes_ones_own_name_and_clock(frontline, signed_in):
    browser = signed_in(frontline)
    page = browser.post(
        "/settings/profile/", {"name": "Finn L.", "time_zone": "Asia/Tokyo"}
    )
    assert page.status_code == 302
    frontline.refresh_from_db()
    assert (frontline.name, frontline.time_zone) == ("Finn L.", "Asia/Tokyo")
    bad = browser.post("/settings/profile/", {"name": "", "time_zone": "Mars"})
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"name", "time_zone"}
    with pytest.raises(Invalid):
        change_profile(actor=frontline, name=" ", time_zone="Mars", now=NOW)


def test_each_sees_the_sections_of_settings_open_to_them(
    frontline, outsider, signed_in
):
    theirs = signed_in(frontline).get("/settings/").text
    assert "My profile" in theirs
    assert "Audit trail" not in theirs
    assert "Audit trail" in signed_in(outsider).get("/settings/").text
