import pytest
from rest_framework.test import APIClient

from customers.models import Segment
from tests.make import make_key, make_promise, make_segment

pytestmark = pytest.mark.django_db
URL = "/api/v1/segments/"


@pytest.fixture
def shop():
    found = APIClient()
    found.credentials(HTTP_AUTHORIZATION=f"Bearer {make_key()}")
    return found


def test_a_segment_is_entered_changed_and_deleted(shop):
    made = shop.post(URL, {"code": "families", "name": "Families"})
    assert made.status_code == 201, made.content
    changed = shop.patch(f"{URL}families/", {"description": "A child", "revision": 1})
    assert changed.json()["revision"] == 2
    assert shop.delete(f"{URL}families/").status_code == 204
    assert not Segment.objects.exists()


def test_a_change_needs_the_revision_and_leaves_the_code(shop):
    make_segment(code="families")
    address = f"{URL}families/"
    assert shop.patch(address, {"name": "New"}).status_code == 400
    assert shop.patch(address, {"code": "new", "revision": 1}).status_code == 400
    assert shop.patch(address, {"name": "New", "revision": 9}).status_code == 409


def test_a_segment_that_is_named_elsewhere_stays(shop):
    make_promise(segment=make_segment(code="families"))
    assert shop.delete(f"{URL}families/").status_code == 409


@pytest.mark.parametrize(
    "body", [{}, {"code": "X y", "name": "a"}, {"code": "x", "name": ["a"]}]
)
def test_what_is_not_right_is_named(shop, body):
    answer = shop.post(URL, body)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_segments_are_filtered_and_ordered(shop):
    make_segment(code="b", name="Families")
    make_segment(code="a", name="Offices")
    rows = shop.get(f"{URL}?ordering=-code").json()["results"]
    assert [row["code"] for row in rows] == ["b", "a"]
    assert shop.get(f"{URL}?q=fam").json()["count"] == 1


def test_the_outsider_sees_none(outsider):
    visitor = APIClient()
    visitor.force_login(outsider)
    assert visitor.get(URL).status_code == 403
