"""The library, the draft and the words that sell, on pages and over REST."""

from functools import partial

import pytest
from django.urls import reverse

from planner.outreach.models import Contact, Letter, SellingWord, Story, Telling
from tests.make import make_acquaintance, make_selling_word, make_story, make_telling

pytestmark = pytest.mark.django_db


def test_a_story_is_added_found_and_changed(signed_in, frontline):
    client = signed_in(frontline)
    facts = {
        "title": "The driver",
        "text": "He got stuck in the snow, and a street dug him out.",
        "interests": "Snow, neighbours, ",
        "active": "on",
    }
    answer = client.post(reverse("stories:new-story"), facts)
    story = Story.objects.get()
    assert answer.url == reverse("stories:story", args=[story.pk])
    assert sorted(each.name for each in story.interests.all()) == ["Snow", "neighbours"]
    shown = client.get(reverse("stories:library"), {"q": "driver"}).content.decode()
    assert "The driver" in shown
    edit = reverse("stories:edit-story", args=[story.pk])
    assert client.post(edit, facts | {"revision": 9}).status_code == 409
    done = client.post(edit, facts | {"revision": 1, "title": "Snow"})
    assert done.status_code == 302
    assert Story.objects.get().title == "Snow"


def test_a_second_story_of_one_title_is_refused(signed_in, frontline):
    make_story(title="The driver")
    facts = {"title": "The driver", "text": "x" * 30, "active": "on"}
    answer = signed_in(frontline).post(reverse("stories:new-story"), facts)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "query", ["?page=abc", "?interest=999999999999999999999", "?q=%00"]
)
def test_a_strange_address_shows_the_library(signed_in, frontline, query):
    assert (
        signed_in(frontline).get(reverse("stories:library") + query).status_code == 200
    )


def test_the_library_takes_as_many_queries_for_many_stories(
    signed_in, frontline, django_assert_max_num_queries
):
    client = signed_in(frontline)
    for n in range(12):
        story = make_story(interests=[f"i{n}", "all"])
        make_telling(story, make_acquaintance())
    with django_assert_max_num_queries(16):
        client.get(reverse("stories:library"))


def test_a_letter_is_drafted_challenged_and_logged(signed_in, frontline):
    anna = make_acquaintance(name="Anna Berg", email="anna@example.com")
    story = make_story()
    client = signed_in(frontline)
    address = reverse("stories:tell", args=[anna.pk])
    shown = client.get(address)
    assert "Dear Anna Berg" in shown.content.decode()
    assert "mailto:anna@example.com" in shown.content.decode()
    facts = {
        "channel": "mail",
        "story": story.pk,
        "subject": "Hello",
        "body": "Order yours now!",
        "key": "abc",
    }
    refused = client.post(address, facts | {"then": "log"})
    assert refused.status_code == 422
    assert "mailto:" not in refused.content.decode()
    assert "<mark>Order yours</mark>" in refused.content.decode()
    logged = client.post(address, facts | {"body": "How is the boat?", "then": "log"})
    assert logged.status_code == 302
    told = Telling.objects.get(story=story)
    assert told.contact == Contact.objects.get()


def test_looking_through_a_letter_logs_nothing(signed_in, frontline):
    anna = make_acquaintance()
    address = reverse("stories:tell", args=[anna.pk])
    facts = {"channel": "call", "body": "Hello", "key": "k", "then": "check"}
    assert signed_in(frontline).post(address, facts).status_code == 200
    assert not Contact.objects.exists()


def test_a_letter_is_challenged_while_it_is_typed(signed_in, frontline):
    anna = make_acquaintance(email="anna@example.com")
    address = reverse("stories:challenge-letter", args=[anna.pk])
    client = signed_in(frontline)
    sells = client.post(address, {"body": "20 % off\x00 today"}).content.decode()
    assert "This sells" in sells
    kind = client.post(address, {"body": "How are you?"}).content.decode()
    assert "Nothing here sells" in kind


def test_a_story_is_challenged_while_it_is_typed(signed_in, frontline):
    answer = signed_in(frontline).post(
        reverse("stories:challenge"), {"text": "Buy now <b>"}
    )
    assert "<mark>Buy now</mark>" in answer.content.decode()
    assert "<b>" not in answer.content.decode()


def test_who_must_not_be_contacted_has_no_page_to_write_on(signed_in, frontline):
    person = make_acquaintance(consent="withdrawn")
    answer = signed_in(frontline).get(reverse("stories:tell", args=[person.pk]))
    assert answer.status_code == 403


def test_a_director_keeps_the_list_of_words_and_the_frontline_reads_it(
    signed_in, marketing, frontline
):
    address = reverse("stories:words")
    signed_in(marketing).post(address, {"phrase": "White Glove"})
    word = SellingWord.objects.get()
    assert word.phrase == "white glove"
    shown = signed_in(frontline).get(address).content.decode()
    assert "white glove" in shown
    assert "Put it on the list" not in shown
    assert signed_in(frontline).post(address, {"phrase": "x"}).status_code == 403
    signed_in(marketing).post(reverse("stories:remove-word", args=[word.pk]))
    assert not SellingWord.objects.exists()


def test_a_letter_without_a_place_for_the_story_is_refused(signed_in, marketing):
    client = signed_in(marketing)
    address = reverse("stories:letter")
    facts = {"subject": "Hello", "body": "No place", "revision": 1}
    assert client.post(address, facts).status_code == 422
    good = client.post(address, facts | {"body": "Dear {name}, {story}"})
    assert good.status_code == 302
    assert Letter.objects.get().body == "Dear {name}, {story}"


def test_rest_adds_changes_and_tells_stories(signed_in, frontline):
    client = signed_in(frontline)
    anna = make_acquaintance()
    made = client.post(
        "/api/v1/stories/",
        {"title": "Snow", "text": "A street dug a driver out.", "interests": ["snow"]},
        content_type="application/json",
    )
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    changed = client.patch(
        f"/api/v1/stories/{pk}/",
        {"active": False, "revision": 1},
        content_type="application/json",
    )
    assert changed.json()["active"] is False
    client.patch(
        f"/api/v1/stories/{pk}/",
        {"active": True, "revision": 2},
        content_type="application/json",
    )
    facts = {"acquaintance": anna.pk, "story": pk, "body": "Hello you", "key": "k"}
    told = client.post("/api/v1/tellings/", facts, content_type="application/json")
    assert told.status_code == 201, told.content
    again = client.post(
        "/api/v1/tellings/", facts | {"key": "l"}, content_type="application/json"
    )
    assert again.status_code == 409
    assert client.get("/api/v1/tellings/").json()["results"][0]["story"] == pk


def test_rest_looks_a_text_through(signed_in, frontline):
    answer = signed_in(frontline).post(
        "/api/v1/wording/", {"text": "Hello. Buy now!"}, content_type="application/json"
    )
    assert answer.json()["sells"] is True
    assert answer.json()["findings"][0]["begins"] == 7


def test_rest_keeps_the_list_of_words(signed_in, marketing):
    client = signed_in(marketing)
    made = client.post(
        "/api/v1/selling-words/", {"phrase": "Glove"}, content_type="application/json"
    )
    assert made.status_code == 201
    gone = client.delete(f"/api/v1/selling-words/{made.json()['id']}/")
    assert gone.status_code == 204


def test_a_family_goes_off_and_on_on_the_page_and_the_letter_obeys_while_typed(
    signed_in, frontline, marketing
):
    director, address = signed_in(marketing), reverse("stories:words")
    text = {"text": "See www.shop.example and tell me what you think of it."}
    challenge = reverse("stories:challenge")
    assert b"<mark" in director.post(challenge, text).content
    off = reverse("stories:family", args=["link", "off"])
    assert director.post(off, {"reason": ""}).status_code == 400
    assert director.post(off, {"reason": "We build shops."}).url == address
    assert "We build shops." in signed_in(frontline).get(address).content.decode()
    assert b"<mark" not in director.post(challenge, text).content
    director.post(reverse("stories:family", args=["link", "on"]))
    assert b"<mark" in director.post(challenge, text).content
    assert (
        director.post(reverse("stories:family", args=["link", "x"])).status_code == 404
    )


def test_rest_shows_the_families_and_switches_them(signed_in, frontline, marketing):
    path = "/api/v1/outreach/word-families/"
    found = signed_in(frontline).get(path).json()
    assert [each["code"] for each in found if not each["may_go_off"]] == [
        "order",
        "asking",
    ]
    caller = signed_in(marketing)
    send = partial(caller.post, content_type="application/json")
    off = send(f"{path}link/off/", {"reason": "We build shops."}).json()
    assert (off["off"], off["reason"], off["off_by"]) == (
        True,
        "We build shops.",
        marketing.name,
    )
    assert send(f"{path}link/off/", {"reason": "Twice."}).status_code == 409
    assert send(f"{path}order/off/", {"reason": "No."}).status_code == 400
    assert send(f"{path}link/off/", {}).status_code == 400
    assert send(f"{path}nothing/on/").status_code == 404
    assert send(f"{path}link/on/").json()["off"] is False


def test_a_word_that_passes_is_shown_as_such(signed_in, frontline):
    make_selling_word(phrase="offer", off=True)
    assert (
        "May pass"
        in signed_in(frontline).get(reverse("stories:words")).content.decode()
    )


def test_asking_for_a_referral_is_logged_with_a_letter_and_with_a_talk(
    signed_in, frontline
):
    anna = make_acquaintance(closeness=4)
    client = signed_in(frontline)
    facts = {"channel": "call", "asked_for_referral": "on", "key": "k", "then": "log"}
    tell = reverse("stories:tell", args=[anna.pk])
    assert "Never in the first contact" in client.get(tell).content.decode()
    assert client.post(tell, facts).status_code == 302
    assert Contact.objects.get().asked_for_referral
    assert "They were asked on" in client.get(tell).content.decode()
    facts = {"channel": "call", "direction": "from-us", "key": "l"}
    logged = client.post(reverse("outreach:talk", args=[anna.pk]), facts)
    assert logged.status_code == 302
    assert not Contact.objects.get(key="l").asked_for_referral
    for address in (tell, reverse("outreach:person", args=[anna.pk])):
        assert "They were asked on" in client.get(address).content.decode()
    talk = {"person": anna.pk, "channel": "call", "asked_for_referral": True}
    sent = client.post("/api/v1/outreach/talks/", talk, content_type="application/json")
    assert sent.json()["asked_for_referral"] is True


@pytest.mark.parametrize(
    ("name", "current"),
    [
        ("outreach:week", "This week"),
        ("outreach:person", "People"),
        ("outreach:talk", "People"),
        ("stories:tell", "People"),
        ("stories:library", "Stories"),
        ("stories:words", "Stories"),
        ("stories:referrals", "Referrals"),
        ("stories:involvement", "Involvement"),
        ("stories:working", "Does it work?"),
    ],
)
def test_every_page_of_outreach_has_the_same_tabs(signed_in, frontline, name, current):
    anna = make_acquaintance()
    takes = name in {"outreach:person", "outreach:talk", "stories:tell"}
    address = reverse(name, args=[anna.pk] if takes else [])
    shown = signed_in(frontline).get(address)
    tabs = {tab.title: tab.current for tab in shown.context["tabs"]}
    assert [title for title, here in tabs.items() if here] == [current]
    assert {"This week", "Stories", "Does it work?"} <= set(tabs)
    assert 'aria-label="Outreach"' in shown.content.decode()
    places = shown.context["navigation"]
    assert [place.title for place in places if place.current] == ["Outreach"]


def test_a_persons_page_leads_to_a_story_unless_they_must_not_be_contacted(
    signed_in, frontline
):
    client = signed_in(frontline)
    anna, ben = make_acquaintance(), make_acquaintance(consent="withdrawn")
    shown = client.get(reverse("outreach:person", args=[anna.pk])).content.decode()
    assert reverse("stories:tell", args=[anna.pk]) in shown
    shown = client.get(reverse("outreach:person", args=[ben.pk])).content.decode()
    assert reverse("stories:tell", args=[ben.pk]) not in shown
