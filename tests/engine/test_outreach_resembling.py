"""Which names are likely one person's."""

import pytest

from engine.outreach.resembling import (
    Card,
    email_key,
    name_key,
    organisation_key,
    phone_key,
    resemble,
    short_key,
)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (
            Card(name="A", email="Ada+x@oak.example"),
            Card(name="B", email="ada@OAK.example"),
            "the same e-mail address",
        ),
        (
            Card(name="A", phone="+44 20 7946 0018"),
            Card(name="B", phone="020 7946 0018"),
            "the same telephone number",
        ),
        (
            Card(name="Smith, John", organisation="Oak Ltd"),
            Card(name="john smith", organisation="OAK"),
            "the same name at the same firm",
        ),
        (Card(name="José Peña"), Card(name="Jose Pena"), "the same name"),
        (
            Card(name="J. Smith", organisation="Oak"),
            Card(name="John A. Smith", organisation="Oak GmbH"),
            "names that fit, at the same firm",
        ),
        (Card(name="John Smith"), Card(name="J Smith"), "names that fit each other"),
    ],
)
def test_likeness_is_found_and_said(one: Card, other: Card, words: str) -> None:
    for pair in ((one, other), (other, one)):
        found = resemble(*pair)
        assert found is not None
        assert found.words == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Card(name="Jane Smith"), Card(name="John Smith")),
        (Card(name="John Smith"), Card(name="John Smithson")),
        (Card(name="Smith"), Card(name="John Smith")),
        (
            Card(name="John Smith", organisation="Oak"),
            Card(name="John Smith", organisation="Elm"),
        ),
        (Card(name="J. K. Smith"), Card(name="John L. Smith", phone="12")),
        (Card(name="?"), Card(name="John Smith")),
    ],
)
def test_two_people_stay_two(one: Card, other: Card) -> None:
    assert resemble(one, other) is None
    assert resemble(other, one) is None


def test_keys_keep_something_of_every_name() -> None:
    assert name_key("Dr.") == "dr"
    assert short_key("Cher") == ""
    assert organisation_key("The Company") == "the company"
    assert email_key("nobody") == ""
    assert phone_key("110") == ""
