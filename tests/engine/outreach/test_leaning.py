"""Weights of turns of phrase tell what words in a list do not."""

from collections import Counter
from pathlib import Path

import pytest

from engine.outreach import FirmWords, read
from engine.outreach.leaning import (
    BAR,
    CONSTANT,
    WINDOW,
    lean,
    sentences,
    weights_known,
)

WEIGHTS = {CONSTANT: -1.0, "aside": 1.5, "name on": 2.0, "< i": -0.5, "#": 0.25}


def test_the_odds_are_the_constant_and_each_turn_once():
    said = "i put 6 aside. i put 7 aside with your name on."
    assert lean(said, WEIGHTS).odds == pytest.approx(-1 + 1.5 + 2.0 - 0.5 + 0.25)


def test_the_sentence_that_adds_most_is_shown():
    said = "the boat is dry.  put aside with your name on them. see you"
    found = lean(said, WEIGHTS)
    assert said[found.begins : found.ends] == "put aside with your name on them."


def test_nothing_said_leans_to_nothing():
    assert lean(" \n ... ", WEIGHTS).odds == -1
    assert lean("", {}) == lean("\n", {})


def test_a_long_letter_is_read_a_few_sentences_at_a_time():
    friendly = "i slept. " * 40
    tail = "it is aside. your name on it."
    alone = lean(tail, WEIGHTS).odds
    assert lean(f"{friendly}{tail}", WEIGHTS).odds == pytest.approx(alone - 0.5)
    spread = f"it is aside. {'he slept. ' * WINDOW}your name on it."
    assert lean(spread, WEIGHTS).odds == pytest.approx(-1 + 2.0)


def test_pairs_do_not_cross_sentences():
    turns = {turn for each in sentences("take two. 2 pay!") for turn in each.turns}
    assert "two #" not in turns
    assert {"< take", "two >", "< #", "pay !"} <= turns


def test_the_weights_of_the_product_are_read():
    known = weights_known()
    assert CONSTANT in known
    assert len(known) > 1_000


def test_how_it_is_written_is_asked_about_and_passes_alone():
    found = read("Our lead time is down to two weeks, and we could look at yours.")
    assert [(each.family, each.weight) for each in found.findings] == [("turns", 1)]
    assert not found.sells


def test_beside_a_weak_word_it_sells():
    text = "Our lead time is down to two weeks, and we could look at yours."
    apart = read(f"{text} See www.example.org.")
    assert [each.family for each in apart.findings] == ["turns", "link"]
    assert apart.sells
    inside = read(text.replace("weeks,", "weeks (www.example.org/x),"))
    assert [each.family for each in inside.findings] == ["turns"]
    assert inside.sells


def test_a_firm_may_switch_it_off():
    text = "Our lead time is down to two weeks, and we could look at yours."
    assert not read(text, FirmWords(off=("turns",))).findings


def test_what_the_rules_find_is_shown_as_they_find_it():
    found = read("Our lead time is down to two weeks. Order yours now.")
    assert [each.family for each in found.findings] == ["order"]


def test_everyday_notes_are_left_alone():
    for note in ("Happy birthday, Karl!", "Lunch on Friday?", "How is your knee?"):
        assert not read(note).findings


def test_letters_that_no_weight_was_found_on_are_read_as_documented():
    """``docs/involvement.md`` says so."""
    refused, asked = Counter[str](), Counter[str]()
    unseen = Path(__file__).parent / "letters" / "unseen.txt"
    for line in unseen.read_text(encoding="utf-8").splitlines():
        label, kind, text = (part.strip() for part in line.split("|", 2))
        wording = read(text)
        refused[f"{label}, {kind}"] += wording.sells
        asked[f"{label}, {kind}"] += bool(wording.findings)
    assert refused == {
        "sells, plain": 19,
        "sells, middle": 8,
        "sells, subtle": 0,
        "friendly, easy": 0,
        "friendly, hard": 2,
    }
    assert asked == {
        "sells, plain": 20,
        "sells, middle": 14,
        "sells, subtle": 4,
        "friendly, easy": 3,
        "friendly, hard": 6,
    }


def test_the_bar_is_above_even_odds():
    assert BAR > 0
