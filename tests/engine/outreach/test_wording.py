"""The challenge finds messages that sell, shows the words, and leaves stories alone."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.outreach import FAMILIES, FirmWords, read
from tests.engine.outreach import texts

# What turns of phrase add is shown by tests/engine/outreach/test_leaning.py.
RULES_ONLY = FirmWords(off=("turns",))


def share(messages, *, that_sell):
    said = [read(each, RULES_ONLY).sells for each in messages]
    return sum(each is that_sell for each in said) / len(messages)


def test_it_finds_what_it_was_written_with():
    assert share(texts.SELLING, that_sell=True) == 1.0
    assert share(texts.FRIENDLY, that_sell=False) == 1.0


def test_it_finds_what_it_was_not_written_with():
    assert share(texts.SELLING_UNSEEN, that_sell=True) == 1.0
    assert share(texts.FRIENDLY_UNSEEN, that_sell=False) == 1.0


def test_what_was_hard_for_the_first_rules_is_as_documented():
    """``docs/involvement.md`` says so; the rules of today have been mended on them."""
    assert share(texts.SELLING_HARD, that_sell=True) == pytest.approx(18 / 20)
    assert share(texts.FRIENDLY_HARD, that_sell=True) == pytest.approx(1 / 20)


LETTERS = Path(__file__).parent / "letters"


def counted(name):
    """Count of a set how many that sell are found, and how many friendly are challenged."""
    found: dict[str, list[bool]] = {"sells": [], "friendly": []}
    for line in (LETTERS / name).read_text().splitlines():
        label, _, text = (part.strip() for part in line.split("|", 2))
        found[label].append(read(text, RULES_ONLY).sells)
    return {label: (sum(each), len(each)) for label, each in found.items()}


def test_the_development_set_is_found_as_documented():
    assert counted("development.txt") == {"sells": (75, 75), "friendly": (0, 75)}


def test_the_set_that_was_held_out_is_found_as_documented():
    assert counted("heldout.txt") == {"sells": (31, 50), "friendly": (1, 50)}


def test_the_set_by_another_hand_is_found_as_documented():
    assert counted("otherhand.txt") == {"sells": (7, 30), "friendly": (0, 30)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Please b u y  n o w, friend", "b u y  n o w"),
        ("F.R.E.E. delivery", "F.R.E.E. delivery"),
        ("It is on 5ale now", None),
        ("Get a d1sc0unt", "d1sc0unt"),
        ("2O % off", "2O % off"),
        ("It is a 0ne", None),
        ("b-u-y n0w", "b-u-y n0w"),
        ("Act now, b.u.y.", "Act now"),
    ],
)
def test_letters_set_apart_and_digits_for_letters_do_not_hide_a_word(text, words):
    found = read(text).findings
    assert [each.words for each in found][:1] == ([words] if words else [])


def test_what_is_quoted_from_the_paper_is_weak():
    assert not read('The paper says: "Buy two, get one free."').sells
    assert [
        each.weight for each in read("The poster reads “Order yours now”.").findings
    ] == [1]
    assert read('"Order yours now", I say.').sells


def test_a_price_of_others_is_weak_unless_the_sentence_is_of_us_too():
    assert not read("My brother asks 40 euros for the boat.").sells
    assert read("My brother and we can offer it for 40 euros.").sells


def test_every_text_stands_in_one_list_only():
    every = [
        *texts.SELLING,
        *texts.FRIENDLY,
        *texts.SELLING_UNSEEN,
        *texts.FRIENDLY_UNSEEN,
        *texts.SELLING_HARD,
        *texts.FRIENDLY_HARD,
    ]
    assert len(every) == len(set(every)) == 232


def test_words_are_shown_as_they_stand_in_the_text():
    text = "Hello!\n\n\uff22\uff55y  \u200bnow, it is £ 5."
    found = read(text).findings
    assert [text[each.begins : each.ends] for each in found] == [
        "\uff22\uff55y  \u200bnow",
        "£ 5",
    ]
    assert [each.words for each in found] == [
        text[each.begins : each.ends] for each in found
    ]
    assert all(each.question for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "B\u200bU\u200bY now",
        "Вuy now",  # noqa: RUF001  # a Cyrillic capital
        "Buy\u00a0now",
        "B\0uy now",
        "b\u00fay now",
        "\uff42\uff55\uff59 now",
        "Βuу nоw",  # noqa: RUF001  # Greek and Cyrillic letters
        "buy\ud800 now",
        "Hello\nbuy now",
    ],
)
def test_letters_that_hide_a_word_do_not_hide_it(text):
    assert read(text).sells


@pytest.mark.parametrize(
    "text",
    [
        "There is nothing to buy and no offer in this letter.",
        "I am writing without an offer.",
        "This isn't a special offer, it is a story.",
    ],
)
def test_what_is_denied_does_not_sell(text):
    assert not read(text).sells


@pytest.mark.parametrize(
    "text",
    [
        "Not only a story: a special offer.",
        "Don't wait, order now.",
        "I do not sell anything, but the price is 5 euros.",
        "Nothing new here. Order now.",
        "You won't find a lower price.",
    ],
)
def test_a_denial_elsewhere_does_not_excuse(text):
    assert read(text).sells


def test_a_price_in_a_story_is_weak_and_sells_only_beside_another():
    alone = read("Years ago we paid 500 euros for the piano.")
    assert [each.weight for each in alone.findings] == [1]
    assert not alone.sells
    assert read("Years ago we paid 500 euros for the piano. Ours is available.").sells
    assert not read("Last year the price was on everybody's lips.").findings


def test_a_command_is_never_a_story():
    assert read("When we were young we said: buy now.").sells


def test_two_weak_words_of_one_family_do_not_sell():
    found = read("The price of peace, the price of war.")
    assert [each.weight for each in found.findings] == [1, 1]
    assert not found.sells


def test_the_firm_adds_its_own_phrases():
    firm = FirmWords(phrases=("Wartungsvertrag", "white  glove", "", "  "))
    found = read("Der WARTUNGSVERTRAG, white glove.", firm).findings
    assert [(each.family, each.words) for each in found] == [
        ("own", "WARTUNGSVERTRAG"),
        ("own", "white glove"),
    ]
    assert read("Der Wartungsvertrag.", firm).sells
    assert not read("Der Wartungsvertrag.").sells


def test_own_phrases_are_words_and_not_patterns():
    assert not read("a wxyz day", FirmWords(phrases=("w.*z",))).sells
    assert read("the w.*z day", FirmWords(phrases=("w.*z",))).sells


def test_the_firm_switches_off_phrases_and_families():
    text = "The catalogue raisonné is out: our catalogue."
    assert read(text).sells
    off = FirmWords(off=("Our Catalogue", "the catalogue"))
    assert not read(text, off).sells
    assert not read(text, FirmWords(off=("offer",))).sells


def test_the_longest_of_two_that_overlap_is_shown():
    found = read("Our special offer ends soon.").findings
    places = [(each.begins, each.ends) for each in found]
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert any("special offer" in each.words for each in found)


def test_a_strong_word_is_shown_instead_of_a_weak_one_that_it_overlaps():
    found = read("It is about our service plans.").findings
    assert [(each.words, each.weight) for each in found] == [("service plans", 2)]


def test_nothing_is_found_in_nothing():
    assert read("").findings == ()
    assert not read(" \n\0\u200b").sells


def test_every_family_has_a_title_and_a_question():
    assert len({each.code for each in FAMILIES}) == len(FAMILIES) == 11
    assert all(each.title and each.question.endswith("?") for each in FAMILIES)


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_read_and_every_finding_stands_in_it(text):
    for each in read(text).findings:
        assert text[each.begins : each.ends] == each.words
        assert each.weight in {1, 2}


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "buy ", "don't ", "1,", "€", " \n", "https://www.", "our new ", "x.\n"),
        *(
            "a b ",
            "a.",
            "one ",
            "a hundred and ",
            'paper "',
            "knock it ",
            "we still have ",
        ),
        *("our " * 9, "the ", "if you would like to see ", "twenty-", "0o", "tell us "),
    ],
)
def test_a_text_ten_times_as_long_takes_about_ten_times_as_long(unit):
    """Quadratic reading would take a hundred times as long."""

    def seconds(size):
        text = (unit * size)[:size]
        begun = time.process_time()
        read(text)
        return time.process_time() - begun

    short = min(seconds(5_000) for _ in range(3))
    assert seconds(50_000) < 40 * max(short, 0.002)
