"""A story goes to somebody once, by a person's hand, and never while it sells."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from core.refusals import Conflict, Invalid, NotAllowed
from planner.outreach.models import Contact, SellingWord, Telling
from planner.outreach.queries.stories import draft, fitting, stories_for, suggestion
from planner.outreach.services import letters
from planner.outreach.services.letters import Message, NotSent, Sells
from planner.outreach.services.stories import add_selling_word
from tests.make import (
    NOW,
    make_acquaintance,
    make_customer,
    make_selling_word,
    make_story,
    make_telling,
)

pytestmark = pytest.mark.django_db
KIND = "I passed the old bakery and thought of you. How is the boat?"
SELLING = "I thought of you. Order yours now, only $5."


@pytest.fixture
def anna():
    return make_acquaintance(name="Anna Berg", email="anna@example.com", closeness=2)


def tell(actor, person, **facts):
    return letters.tell(
        actor=actor, acquaintance_id=person.pk, message=Message(**facts), now=NOW
    )


def test_a_story_that_was_told_is_logged_with_its_contact(frontline, anna):
    story = make_story(title="The driver")
    contact = tell(frontline, anna, story_id=story.pk, body=KIND, key="a")
    telling = Telling.objects.get()
    assert (telling.story, telling.acquaintance, telling.by) == (story, anna, frontline)
    assert telling.contact == contact
    assert contact.line == "Told the story “The driver”"
    anna.refresh_from_db()
    assert anna.last_contact_on == contact.on


def test_a_letter_that_sells_is_refused_with_its_words(frontline, anna):
    with pytest.raises(Sells, match="Order yours") as refused:
        tell(frontline, anna, body=SELLING)
    assert "$5: A price makes it an offer" in refused.value.errors["body"][1]
    assert not Contact.objects.exists()


def test_a_subject_that_sells_is_refused(frontline, anna):
    with pytest.raises(Sells):
        tell(frontline, anna, subject="Special offer", body=KIND)


def test_what_was_said_aloud_needs_no_letter(frontline, anna):
    contact = tell(frontline, anna, channel="call", line="She builds a boat")
    assert contact.line == "She builds a boat"


def test_a_written_message_without_words_is_refused(frontline, anna):
    with pytest.raises(Invalid, match="nothing in it"):
        tell(frontline, anna, body="  ")


@pytest.mark.parametrize(
    "facts",
    [{"body": "a" * 6_001}, {"body": KIND, "subject": "b" * 121}],
)
def test_a_letter_that_is_too_long_is_refused(frontline, anna, facts):
    with pytest.raises(Invalid):
        tell(frontline, anna, **facts)


def test_a_subject_of_two_lines_is_refused(frontline, anna):
    with pytest.raises(Invalid):
        tell(frontline, anna, subject="Hello\nBcc: all@example.com", body=KIND)


def test_nobody_is_told_a_story_twice_by_whomever(frontline, marketing, anna):
    story = make_story()
    tell(frontline, anna, story_id=story.pk, body=KIND, key="a")
    with pytest.raises(Conflict, match="were told"):
        tell(marketing, anna, story_id=story.pk, body=KIND, key="b")
    assert Contact.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        make_telling(story, anna)


def test_a_story_that_is_not_told_any_more_is_refused(frontline, anna):
    story = make_story(active=False)
    with pytest.raises(Conflict, match="not told any more"):
        tell(frontline, anna, story_id=story.pk, body=KIND)


@pytest.mark.parametrize(
    "facts",
    [
        {"do_not_contact": True, "do_not_contact_reason": "said so"},
        {"consent": "withdrawn"},
    ],
)
def test_whoever_wants_no_contact_gets_none(frontline, facts):
    person = make_acquaintance(**facts)
    with pytest.raises(NotAllowed):
        tell(frontline, person, channel="call")
    with pytest.raises(NotAllowed):
        letters.open_to(frontline, person.pk)


def test_a_customer_who_refused_gets_none(frontline):
    person = make_acquaintance(customer=make_customer(consent="refused"))
    with pytest.raises(NotAllowed):
        tell(frontline, person, channel="call")


def test_an_outsider_tells_nobody(outsider, anna):
    with pytest.raises(NotAllowed):
        tell(outsider, anna, channel="call")


def test_it_is_sent_from_here_once_when_asked(frontline, anna):
    for _ in range(2):
        tell(frontline, anna, subject="Hello", body=KIND, key="k", send=True)
    assert Contact.objects.count() == len(mail.outbox) == 1
    assert mail.outbox[0].to == ["anna@example.com"]
    assert mail.outbox[0].reply_to == [frontline.email]


def test_nothing_is_sent_unless_asked(frontline, anna):
    tell(frontline, anna, body=KIND, key="k")
    assert mail.outbox == []


def test_without_a_mail_server_nothing_is_sent_or_logged(frontline, anna, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(Invalid, match="No mail server"):
        tell(frontline, anna, body=KIND, key="k", send=True)
    assert not Contact.objects.exists()


def test_without_an_address_nothing_is_sent(frontline):
    with pytest.raises(Invalid, match="No e-mail address"):
        tell(frontline, make_acquaintance(email=""), body=KIND, key="k", send=True)


def test_when_the_mail_server_fails_nothing_is_logged(frontline, anna, monkeypatch):
    monkeypatch.setattr(letters, "send", lambda message: False)
    with pytest.raises(NotSent):
        tell(frontline, anna, body=KIND, key="k", send=True)
    assert not Contact.objects.exists()


def test_the_firms_list_adds_words_and_lets_words_pass(frontline, marketing, anna):
    make_selling_word(phrase="white glove")
    with pytest.raises(Sells):
        tell(frontline, anna, body="Our white glove people say hello.")
    add_selling_word(actor=marketing, phrase="Our Catalogue", off=True, now=NOW)
    tell(frontline, anna, body="You once drew a fox into our catalogue.", key="x")


@pytest.mark.parametrize("phrase", ["", "  ", "...", "price", "a\0b"])
def test_a_phrase_that_means_nothing_is_refused(marketing, phrase):
    with pytest.raises(Invalid):
        add_selling_word(actor=marketing, phrase=phrase, off=True, now=NOW)
    assert not SellingWord.objects.exists()


def test_a_phrase_stands_on_the_list_once(marketing):
    add_selling_word(actor=marketing, phrase="White  Glove", off=False, now=NOW)
    with pytest.raises(Invalid, match="named"):
        add_selling_word(actor=marketing, phrase="white glove", off=True, now=NOW)


def test_stories_of_their_interest_come_first_and_none_they_heard(anna):
    other = make_story(title="A")
    own = make_story(title="B", interests=["boats"])
    heard = make_story(title="C", interests=["boats"])
    make_story(title="D", active=False)
    make_telling(heard, anna)
    anna.interests.set(own.interests.all())
    assert stories_for(anna) == [own, other]


@pytest.mark.parametrize(
    ("facts", "channel"),
    [
        ({"closeness": 1, "email": "a@example.com"}, "mail"),
        ({"closeness": 2, "email": "a@example.com"}, "mail"),
        ({"closeness": 2, "email": "", "phone": "1"}, "call"),
        ({"closeness": 3, "phone": "1"}, "call"),
        ({"closeness": 3, "phone": ""}, "mail"),
        ({"closeness": 4}, "breakfast"),
    ],
)
def test_the_channel_fits_the_closeness_and_what_is_known(facts, channel):
    found = fitting(make_acquaintance(**facts))
    assert found.channel == channel
    assert found.reason


def test_a_draft_names_them_the_last_contact_and_the_story(frontline, anna):
    story = make_story(text="Once {name} built a boat out of doors.")
    tell(frontline, anna, channel="call", line="Her son sails.")
    found = suggestion(frontline, anna)
    letter = draft(user=frontline, person=anna, story=story, last=found.last)
    assert letter.body.startswith("Dear Anna Berg,")
    assert "about this: Her son sails." in letter.body
    assert "Once {name} built a boat" in letter.body
    assert letter.body.endswith(frontline.name)
