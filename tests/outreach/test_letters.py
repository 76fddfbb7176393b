"""A story goes to somebody once, by a person's hand, and never while it sells."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from engine.outreach.wording import OWN
from planner.outreach.models import (
    Acquaintance,
    Contact,
    FamilyOff,
    Overruling,
    SellingWord,
    Sending,
    Telling,
)
from planner.outreach.queries.stories import draft, fitting, stories_for, suggestion
from planner.outreach.services import letters, privacy, sending
from planner.outreach.services.letters import Message
from planner.outreach.services.overruling import Sells
from planner.outreach.services.sending import NotSent
from planner.outreach.services.stories import (
    add_selling_word,
    switch_family_off,
    switch_family_on,
)
from tests.make import (
    NOW,
    make_acquaintance,
    make_contact,
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


@pytest.fixture
def unsent(frontline, anna, monkeypatch):
    """A letter that the mail server did not take."""
    monkeypatch.setattr(sending, "send", lambda message: False)
    story = make_story()
    with pytest.raises(NotSent, match="did not confirm"):
        tell(frontline, anna, story_id=story.pk, body=KIND, key="k", send=True)
    monkeypatch.undo()
    return Contact.objects.get()


def test_a_letter_is_logged_before_it_is_sent(frontline, anna, monkeypatch):
    seen = []

    def send(message):
        seen.append((Contact.objects.count(), Sending.objects.get().state))
        return True

    monkeypatch.setattr(sending, "send", send)
    tell(frontline, anna, body=KIND, key="k", send=True)
    assert seen == [(1, "sending")]
    row = Sending.objects.get()
    assert (row.state, row.body, row.attempts) == ("sent", "", 1)


def test_a_letter_that_was_not_taken_is_kept_and_not_sent_twice_silently(
    frontline, anna, unsent
):
    assert (unsent.sending.state, unsent.sending.body) == ("failed", KIND)
    with pytest.raises(NotSent):  # the same message again says how it stands
        tell(frontline, anna, body=KIND, key="k", send=True)
    assert mail.outbox == []
    letters.send_again(actor=frontline, contact_id=unsent.pk, now=NOW)
    assert [letter.to for letter in mail.outbox] == [["anna@example.com"]]
    with pytest.raises(Conflict, match="is out"):
        letters.send_again(actor=frontline, contact_id=unsent.pk, now=NOW)
    assert len(mail.outbox) == 1


def test_an_interrupted_sending_waits_for_a_person_who_has_looked(
    frontline, anna, unsent
):
    Sending.objects.update(state="sending", begun_at=NOW)
    with pytest.raises(Conflict):
        letters.send_again(actor=frontline, contact_id=unsent.pk, now=NOW)
    later = NOW + timedelta(minutes=11)
    letters.send_again(actor=frontline, contact_id=unsent.pk, now=later)
    assert len(mail.outbox) == 1


def test_a_letter_is_sent_again_by_its_writer_and_to_who_may_be_written_to(
    frontline, marketing, anna, unsent
):
    with pytest.raises(NotAllowed, match="wrote this letter"):
        letters.send_again(actor=marketing, contact_id=unsent.pk, now=NOW)
    Acquaintance.objects.update(do_not_contact=True, do_not_contact_reason="said so")
    with pytest.raises(NotAllowed, match="said so"):
        letters.send_again(actor=frontline, contact_id=unsent.pk, now=NOW)
    assert mail.outbox == []
    with pytest.raises(NotThere):
        letters.send_again(actor=frontline, contact_id=unsent.pk + 1, now=NOW)


def test_a_letter_that_never_went_out_is_taken_off_the_log(frontline, anna, unsent):
    before = NOW.date() - timedelta(days=90)
    make_contact(anna, on=before)
    sending.take_back(actor=frontline, contact_id=unsent.pk, now=NOW)
    assert not Sending.objects.exists()
    assert not Telling.objects.exists()
    anna.refresh_from_db()
    assert anna.last_contact_on == before


def test_their_page_shows_a_letter_that_is_not_out(
    frontline, marketing, anna, unsent, signed_in, client
):
    page = f"/outreach/people/{anna.pk}/"
    assert "Send it again" in signed_in(frontline).get(page).content.decode()
    theirs = signed_in(marketing).get(page).content.decode()
    assert "Not sent" in theirs
    assert "Send it again" not in theirs
    mine, step = signed_in(frontline), f"/outreach/letters/{unsent.pk}/"
    assert mine.post(f"{step}shred/").status_code == 404
    assert mine.post(f"{step}again/").url == page
    assert "Not sent" not in mine.get(page).content.decode()
    assert mine.post(f"{step}back/").status_code == 409


def test_a_failed_letter_leads_to_their_page(frontline, anna, signed_in, monkeypatch):
    monkeypatch.setattr(sending, "send", lambda message: False)
    sent = {"channel": "mail", "subject": "Hello", "body": KIND, "key": "k"}
    answer = signed_in(frontline).post(
        f"/outreach/people/{anna.pk}/tell/", {**sent, "then": "send"}
    )
    assert answer.url == f"/outreach/people/{anna.pk}/"
    assert Sending.objects.get(contact=Contact.objects.get()).state == "failed"


def test_what_is_held_of_a_letter_is_given_out_and_erased(ceo, anna, unsent):
    found = privacy.give_everything(actor=ceo, pk=anna.pk, now=NOW)
    assert found["letters"][0]["body"] == KIND
    privacy.erase(actor=ceo, pk=anna.pk, now=NOW)
    assert not Sending.objects.exists()


def test_the_firms_list_adds_words_and_lets_words_pass(frontline, marketing, anna):
    make_selling_word(phrase="white glove")
    with pytest.raises(Sells):
        tell(frontline, anna, body="Our white glove people say hello.")
    add_selling_word(actor=marketing, phrase="Our Catalogue", off=True, now=NOW)
    tell(frontline, anna, body="You once drew a fox into our catalogue.", key="x")


def test_a_family_that_is_off_is_obeyed_at_sending_until_it_is_on_again(
    frontline, marketing, anna
):
    body = "The choir sings on www.choir.example; the shop is at www.shop.example."
    with pytest.raises(Sells):
        tell(frontline, anna, body=body)
    reason = "We build web shops: a link is our daily bread."
    switch_family_off(actor=marketing, code="link", reason=reason, now=NOW)
    tell(frontline, anna, body=body, key="x")
    event = AuditEvent.objects.get(action="outreach.family-off")
    assert event.changes["because"] == reason
    with pytest.raises(Conflict):
        switch_family_off(actor=marketing, code="link", reason=reason, now=NOW)
    switch_family_on(actor=marketing, code="link", now=NOW)
    switch_family_on(actor=marketing, code="link", now=NOW)
    assert AuditEvent.objects.filter(action="outreach.family-on").count() == 1
    with pytest.raises(Sells):
        tell(frontline, anna, body=body)


@pytest.mark.parametrize(
    ("code", "reason", "refusal"),
    [
        ("order", "We want to.", Invalid),
        ("asking", "We want to.", Invalid),
        ("link", "  ", Invalid),
        ("link", "x" * 201, Invalid),
        ("nothing", "We want to.", NotThere),
        (OWN, "We want to.", NotThere),
    ],
)
def test_what_asks_to_buy_cannot_go_off_and_nothing_without_a_reason(
    marketing, code, reason, refusal
):
    with pytest.raises(refusal):
        switch_family_off(actor=marketing, code=code, reason=reason, now=NOW)
    assert not FamilyOff.objects.exists()


def test_the_frontline_switches_no_family(frontline):
    for command in (
        partial(switch_family_off, reason="We want to."),
        switch_family_on,
    ):
        with pytest.raises(NotAllowed):
            command(actor=frontline, code="link", now=NOW)


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


def test_a_draft_names_them_the_day_of_the_last_contact_and_the_story(frontline, anna):
    story = make_story(text="Once {name} built a boat out of doors.")
    tell(frontline, anna, channel="call", line="Her son sails.")
    found = suggestion(frontline, anna)
    letter = draft(user=frontline, person=anna, story=story, last=found.last)
    assert letter.body.startswith("Dear Anna Berg,")
    assert "We were last in touch on " in letter.body
    assert "Her son sails" not in letter.body  # a note, and for colleagues
    assert "Once {name} built a boat" in letter.body
    assert letter.body.endswith(frontline.name)


OVERRULED = "Admission is 5 euros at the pool, shall we swim?"
WHY = "The pool asks for it, not we."


def test_a_letter_that_is_challenged_wrongly_goes_with_its_reason_on_record(
    frontline, anna
):
    with pytest.raises(Sells, match="5 euros") as refused:
        tell(frontline, anna, body=OVERRULED, subject="Our offer", key="a")
    assert "say why" in refused.value.next_step
    contact = tell(
        frontline,
        anna,
        body=OVERRULED,
        subject="Our offer",
        key="a",
        not_selling=f" {WHY} ",
    )
    row = Overruling.objects.get()
    assert (row.contact, row.reason) == (contact, WHY)
    assert row.words == ["Our offer", "5 euros"]
    event = AuditEvent.objects.get(action="outreach.challenge-overruled")
    assert event.actor == frontline
    assert "5 euros" not in str(event.changes)


@pytest.mark.parametrize("reason", ["", "it is not", " " * 30, "x" * 201])
def test_a_challenge_is_overruled_for_a_reason_of_ten_letters_or_more(
    frontline, anna, reason
):
    with pytest.raises(Sells):
        tell(frontline, anna, body=SELLING, not_selling=reason)
    assert not Contact.objects.exists()


def test_the_firms_own_list_is_not_overruled(frontline, anna):
    make_selling_word(phrase="bakery")
    with pytest.raises(Sells, match="bakery") as refused:
        tell(frontline, anna, body=KIND, not_selling=WHY)
    assert "own list" in refused.value.errors["not_selling"][0]
    assert "own list" in refused.value.next_step


def test_a_letter_that_sells_nothing_needs_no_reason_and_leaves_no_row(frontline, anna):
    tell(frontline, anna, body=KIND, not_selling=WHY)
    assert not Overruling.objects.exists()


def test_a_reason_is_erased_with_the_person(ceo, frontline, anna):
    tell(frontline, anna, body=SELLING, not_selling=WHY)
    held = privacy.give_everything(actor=ceo, pk=anna.pk, now=NOW)
    assert [each["reason"] for each in held["challenges_overruled"]] == [WHY]
    privacy.erase(actor=ceo, pk=anna.pk, now=NOW)
    assert not Overruling.objects.exists()


def test_the_way_out_is_on_the_page_and_everybody_reads_it(signed_in, frontline, anna):
    client = signed_in(frontline)
    page = f"/outreach/people/{anna.pk}/tell/"
    letter = {"channel": "mail", "subject": "Hello", "body": SELLING, "key": "k"}
    asked = client.post(page + "challenge/", letter | {"not_selling": WHY})
    assert "With your reason it may go" in asked.content.decode()
    refused = client.post(page, letter | {"then": "log", "not_selling": "short"})
    assert refused.status_code == 422
    assert "10 to 200 letters" in refused.content.decode()
    client.post(page, letter | {"then": "log", "not_selling": WHY})
    words = client.get("/outreach/words/").content.decode()
    assert WHY in words
    assert "Order yours" in words


def test_the_way_out_is_over_rest_too(signed_in, frontline, anna):
    client = signed_in(frontline)
    letter = {"acquaintance": anna.pk, "channel": "mail", "body": SELLING, "key": "k"}
    sent = partial(client.post, "/api/v1/tellings/", content_type="application/json")
    assert sent(letter).status_code == 400
    assert sent(letter | {"not_selling": WHY}).status_code == 201
    (row,) = client.get("/api/v1/outreach/overrulings/").json()["results"]
    assert (row["reason"], row["by"]) == (WHY, frontline.pk)
    assert "Order yours" in row["words"][0]
