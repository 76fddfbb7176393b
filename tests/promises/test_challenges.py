"""What a text that sells features is asked, on the page, while typing and over REST."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Company
from core.refusals import Invalid, NotAllowed
from promises.challenges import CUSTOMER_VERBS, OwnWords, challenge
from promises.models import HouseWord, Promise
from promises.services import add_word, remove_word
from tests.make import NOW, make_key, make_promise
from tests.promises.test_pages import form_of, page


def codes(statement="", **texts):
    return {c.code: c.words for c in challenge({"statement": statement, **texts})}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("The week you choose is the week it comes", {}),
        ("Your money is back in the week your return is", {}),
        ("Our crews bring it to you", {"company": ("Our",)}),
        (
            "You track it on our digital platform",
            {"technology": ("digital", "platform")},
        ),
        ("You get the BEST service", {"superlative": ("BEST",)}),
        ("99.9 % uptime", {"nobody": (), "number": ("99.9 %",)}),
        ("Ten pictures of a piece", {"nobody": (), "number": ("Ten",)}),
        ("Families sleep in it within two days", {"nobody": ()}),
        ("Nothing left behind", {"nobody": ()}),
    ],
)
def test_a_statement_is_asked_for_the_words_that_sell_features(statement, expected):
    found = codes(statement)
    assert {
        code: words for code, words in found.items() if code in expected
    } == expected
    assert set(found) - {"company"} == set(expected) - {"company"}


def test_a_word_inside_another_is_not_meant():
    assert codes("You bestow and topple the happy hour of your system-free day") == {}


def test_a_typographic_apostrophe_is_an_apostrophe():
    assert "company" in codes("We’re there when you call")


def test_a_pitch_that_says_what_one_is_makes_eyes_glaze_over():
    assert codes(pitch="I am a management consultant.") == {"what-we-are": ("I am a",)}
    article = (
        "I help small business owners get more sleep (and I don’t sell mattresses)."
    )
    assert codes(pitch=article) == {}


def test_a_pitch_of_thirty_seconds_has_75_words():
    assert codes(pitch="you " * 75) == {}
    assert codes(pitch="you " * 76) == {"too-long": ("76 words",)}


def test_a_benefit_is_asked_too_and_a_feature_never():
    assert codes(benefit="Cutting-edge assembly") == {
        "superlative": ("Cutting-edge",),
        "nobody": (),
    }
    assert codes(feature="Our leading platform has 12 modules") == {}


def test_the_company_s_name_and_its_own_words_are_asked_about():
    own = OwnWords(company="Northlight Home", questions={"laminated": "Does it last?"})
    found = challenge({"statement": "Northlight Home: your laminated table"}, own)
    assert [(c.code, c.words) for c in found] == [
        ("company", ("Northlight Home",)),
        ("own", ("laminated",)),
    ]
    assert found[1].question == "Does it last?"


def test_no_customer_s_verb_is_a_word_that_sells_features():
    assert codes("You " + " and ".join(CUSTOMER_VERBS)) == {}


@pytest.mark.parametrize("text", ["9" * 50_000, "9,.% " * 10_000, "we’" * 20_000])
def test_a_hostile_text_is_answered(text):
    assert isinstance(codes(text), dict)


def test_a_word_is_stored_plainly_and_once(marketing):
    word = add_word(actor=marketing, phrase="  LaminateD  Top ", question="", now=NOW)
    assert word.phrase == "laminated top"
    with pytest.raises(Invalid) as refused:
        add_word(actor=marketing, phrase="laminated top", question="", now=NOW)
    assert "already" in refused.value.errors["phrase"][0]
    remove_word(actor=marketing, word=word, now=NOW)
    assert not HouseWord.objects.exists()
    deeds = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(deeds) == ["put a word on the list", "took a word off the list"]


@pytest.mark.parametrize("phrase", ["", " ", "…", "a" * 61, "a\x00b"])
def test_a_word_that_is_none_is_refused(marketing, phrase):
    with pytest.raises(Invalid):
        add_word(actor=marketing, phrase=phrase, question="", now=NOW)


def test_the_frontline_keeps_no_list(frontline):
    with pytest.raises(NotAllowed):
        add_word(actor=frontline, phrase="solid", question="", now=NOW)


def test_a_promise_s_page_shows_the_words_and_asks_back(marketing, signed_in):
    promise = make_promise(owner=marketing, statement="Our platform has 12 modules")
    text = signed_in(marketing).get(page("detail", promise)).content.decode()
    assert "What a customer would ask of these words" in text
    assert "<mark>platform</mark>" in text
    assert "What does the customer have of it?" in text


def test_what_is_typed_is_asked_at_once_and_stored_by_nobody(marketing, signed_in):
    answer = signed_in(marketing).post(
        reverse("promises:challenges"), {"statement": "The fastest vans"}
    )
    assert "<mark>fastest</mark>" in answer.content.decode()
    assert not Promise.objects.exists()


def test_without_scripts_a_button_asks_and_saves_nothing(marketing, signed_in):
    promise = make_promise(owner=marketing)
    data = form_of(promise, statement="The fastest vans", then="challenge")
    answer = signed_in(marketing).post(page("edit", promise), data)
    assert answer.status_code == 200
    assert "<mark>fastest</mark>" in answer.content.decode()
    promise.refresh_from_db()
    assert promise.statement != "The fastest vans"


def test_it_never_forbids(marketing, signed_in):
    promise = make_promise(owner=marketing)
    data = form_of(promise, statement="The fastest vans")
    assert signed_in(marketing).post(page("edit", promise), data).status_code == 302
    promise.refresh_from_db()
    assert promise.statement == "The fastest vans"


def test_the_list_is_kept_on_its_page(marketing, signed_in):
    browser = signed_in(marketing)
    here = reverse("promises:words")
    assert "It is empty" in browser.get(here).content.decode()
    posted = {"phrase": "Laminated", "question": "Does it last?"}
    assert browser.post(here, posted).status_code == 302
    assert browser.post(here, posted).status_code == 422
    assert "Does it last?" in browser.get(here).content.decode()
    word = HouseWord.objects.get()
    browser.post(reverse("promises:remove-word", args=[word.pk]))
    assert not HouseWord.objects.exists()


def test_rest_tells_the_challenges_of_each_promise(
    marketing, client, django_assert_max_num_queries
):
    Company.objects.update_or_create(pk=1, defaults={"name": "Northlight Home"})
    add_word(actor=marketing, phrase="walnut", question="Why walnut?", now=NOW)
    make_promise(owner=marketing, statement="Walnut from Northlight Home for you")
    for _ in range(5):
        make_promise(owner=marketing)
    headers = {"Authorization": f"Bearer {make_key()}"}
    client.get("/api/v1/promises/", headers=headers)
    with django_assert_max_num_queries(12):
        answer = client.get("/api/v1/promises/?ordering=code", headers=headers).json()
    first = answer["results"][0]["challenges"]
    assert first == [
        {
            "place": "statement",
            "code": "company",
            "words": ["Northlight Home"],
            "question": "This is about you. What does the customer have of it?",
        },
        {
            "place": "statement",
            "code": "own",
            "words": ["Walnut"],
            "question": "Why walnut?",
        },
    ]
    assert answer["results"][1]["challenges"] == []


def test_rest_keeps_the_list(db, client):
    headers = {"Authorization": f"Bearer {make_key()}"}
    sent = {"phrase": "walnut", "question": ""}
    posting = {"content_type": "application/json", "headers": headers}
    made = client.post("/api/v1/challenge-words/", sent, **posting)
    assert made.status_code == 201
    again = client.post("/api/v1/challenge-words/", sent, **posting)
    assert again.status_code == 400
    assert "already" in again.json()["errors"]["phrase"][0]
    one = f"/api/v1/challenge-words/{made.json()['id']}/"
    assert client.delete(one, headers=headers).status_code == 204
    assert client.get("/api/v1/challenge-words/", headers=headers).json()["count"] == 0
