import pytest

from customers.models import Segment
from tests.make import make_promise, make_segment

pytestmark = pytest.mark.django_db
LIST = "/customers/segments/"
FAMILIES = {"code": "families", "name": "Families", "description": "With a child"}


def test_a_segment_is_entered_changed_and_deleted(marketing, signed_in):
    browser = signed_in(marketing)
    assert "Enter the first one" in browser.get(LIST).content.decode()

    assert browser.post(f"{LIST}new/", FAMILIES)["Location"] == LIST
    segment = Segment.objects.get()
    change = {"name": "Young families", "description": "", "revision": 1}
    browser.post(f"{LIST}{segment.pk}/edit/", change)
    assert "Young families" in browser.get(LIST).content.decode()
    assert (
        "Nothing names it"
        in browser.get(f"{LIST}{segment.pk}/delete/").content.decode()
    )
    browser.post(f"{LIST}{segment.pk}/delete/")

    assert not Segment.objects.exists()


def test_two_people_on_one_form_keep_what_they_typed(marketing, signed_in):
    segment = make_segment(name="Before")
    browser = signed_in(marketing)
    address = f"{LIST}{segment.pk}/edit/"
    browser.post(address, {"name": "Mine", "description": "", "revision": 1})
    answer = browser.post(address, {"name": "Yours", "description": "", "revision": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Yours"' in page
    assert "“Mine” is stored now" in page


def test_a_segment_that_is_named_elsewhere_stays(marketing, signed_in):
    segment = make_segment()
    make_promise(segment=segment)
    address = f"{LIST}{segment.pk}/delete/"
    browser = signed_in(marketing)
    assert "1 promise" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 409


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "Families!"},
        {"code": ""},
        {"name": ""},
        {"name": "a\x00"},
        {"name": "x" * 121},
        {"description": "x" * 5001},
    ],
)
def test_what_is_not_right_is_shown_again(marketing, signed_in, fields):
    answer = signed_in(marketing).post(f"{LIST}new/", FAMILIES | fields)
    assert answer.status_code == 422
    assert not Segment.objects.exists()


def test_segments_are_searched_by_name(marketing, signed_in):
    make_segment(name="Families")
    make_segment(name="Offices")
    page = signed_in(marketing).get(f"{LIST}?q=fam%00").content.decode()
    assert "Families" in page
    assert "Offices" not in page


def test_the_list_asks_as_often_for_ten_as_for_one(marketing, signed_in, count_queries):
    make_segment()
    browser = signed_in(marketing)
    one = count_queries(browser, LIST)
    for _ in range(10):
        make_segment()
    assert count_queries(browser, LIST) == one


def test_the_list_comes_as_a_file_without_formulas(marketing, signed_in):
    make_segment(name="=1+1", description="+49 30")
    answer = signed_in(marketing).get("/customers/segments.csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=1+1,'+49 30" in text
    assert signed_in(marketing).get("/customers/segments.xlsx").status_code == 200
    assert signed_in(marketing).get("/customers/segments.pdf").status_code == 404


def test_the_frontline_looks_and_the_outsider_does_not(frontline, outsider, signed_in):
    segment = make_segment(name="Families")
    browser = signed_in(frontline)
    assert "Families" in browser.get(LIST).content.decode()
    assert browser.get(f"{LIST}{segment.pk}/edit/").status_code == 403
    assert signed_in(outsider).get(LIST).status_code == 403


def test_what_is_not_there_is_not_found(marketing, signed_in):
    for key in ("999", "9" * 30, "9" * 5000):
        assert signed_in(marketing).get(f"{LIST}{key}/edit/").status_code == 404
