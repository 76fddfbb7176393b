"""The side bar marks the place whose tabs a page has."""

import pytest
from django.urls import reverse


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("today", "Today"),
        ("promises:list", "Promises"),
        ("promises:needs", "Customers"),
        ("customers:silence", "Customers"),
        ("decisions:board", "Decide"),
        ("portfolio:home", "Best set"),
        ("portfolio:budgets", "Best set"),
        ("scenarios:compare", "What if"),
    ],
)
def test_one_place_is_marked(signed_in, marketing, page, place):
    links = signed_in(marketing).get(reverse(page)).context["navigation"]
    assert [link.title for link in links if link.current] == [place]
