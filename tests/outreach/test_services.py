"""The people we know: who may be contacted, whose turn it is, and what was promised."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department, Notice, User
from core.refusals import Invalid, NotAllowed, Refusal
from core.weeks import monday_of
from customers.models import Customer
from customers.privacy import holdings
from engine.outreach.choosing import choose
from planner.outreach import services
from planner.outreach.models import (
    Acquaintance,
    Contact,
    FollowUp,
    Knows,
    NameState,
    OutreachRules,
    Referral,
    Week,
    WeeklyName,
)
from planner.outreach.queries import pool
from planner.outreach.queries.twins import pairs
from promises.models import KeptWeek, Outcome, Promise
from tests.make import (
    NOW,
    make_acquaintance,
    make_customer,
    make_interaction,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def hours(person: User, amount: str = "2", now: datetime = NOW) -> list[WeeklyName]:
    week = services.set_hours(actor=person, hours=Decimal(amount), now=now)
    return list(week.names.open().select_related("acquaintance"))


def talk(person: User, who: Acquaintance, now: datetime = NOW, **facts: Any) -> Contact:
    said = services.Talk(**{"channel": "call", **facts})
    return services.log(actor=person, acquaintance_id=who.pk, talk=said, now=now)


# --- names ------------------------------------------------------------------------


def test_a_name_and_a_line_are_enough_and_whoever_adds_somebody_knows_them(frontline):
    facts = {"name": " Ada  Lovelace ", "line": "bought our first shelves"}
    row = services.add(
        actor=frontline, facts=facts, interests=["Oak", "oak ", "Trains"], now=NOW
    )
    assert row.name == "Ada Lovelace"
    assert row.interests.count() == 2
    assert Knows.objects.get().person == frontline


def test_who_looks_like_somebody_known_is_refused_until_it_is_said_to_be_another(ceo):
    known = make_acquaintance(name="Ada Lovelace", email="ada@oak.example")
    facts = {"name": "A. Lovelace", "email": "ADA@oak.example"}
    with pytest.raises(services.LooksKnown) as told:
        services.add(actor=ceo, facts=facts, now=NOW)
    assert told.value.twins[0][0] == known
    services.add(actor=ceo, facts=facts, now=NOW, anyway=True)
    assert Acquaintance.objects.count() == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"name": "x" * 200},
        {"name": "A", "email": "nonsense"},
        {"name": "A\x00"},
        {"name": "A", "ideal_days": 90, "maximum_days": 30},
        {"name": "A", "closeness": 9},
        {"name": "A", "colour": "red"},
    ],
)
def test_what_cannot_be_written_of_somebody_is_refused(ceo, facts):
    with pytest.raises(Invalid):
        services.add(actor=ceo, facts=facts, now=NOW)


def test_new_details_make_somebody_reachable_again(ceo):
    row = make_acquaintance(lost=True)
    changed = services.edit(
        actor=ceo, pk=row.pk, revision=1, facts={"phone": "030 901820"}, now=NOW
    )
    assert not changed.lost
    assert changed.phone_key
    with pytest.raises(Refusal, match="Somebody else changed"):
        services.edit(actor=ceo, pk=row.pk, revision=1, facts={"line": "x"}, now=NOW)


def test_customers_come_in_once_and_never_those_who_refused(marketing):
    one = make_customer(code="c-1", name="Ada", email="ada@example.org")
    make_customer(code="c-2", consent=Customer.Consent.REFUSED)
    for _ in range(2):
        services.bring_customers(actor=marketing, codes=["c-1", "c-2", "c-3"], now=NOW)
    assert Acquaintance.objects.get().customer == one


# --- who is looked at ---------------------------------------------------------------


def test_of_those_never_contacted_only_as_many_are_looked_at_as_can_be_chosen(
    frontline, monkeypatch
):
    """The list is that of everybody, and the work does not grow with everybody."""
    OutreachRules.objects.create(pk=1, most_names=3)
    for number in range(40):
        make_acquaintance(
            known_by=[frontline],
            kind=("friend", "vendor")[number % 2],
            closeness=1 + number % 4,
            email="" if number % 5 == 0 else f"n{number}@example.org",
            phone="" if number % 3 == 0 else f"+49 30 {number:07}",
            last_contact_on=TODAY - (60 + 20 * number) * DAY if number < 8 else None,
        )
    rules = OutreachRules.objects.current()
    seen = list(pool.offers(frontline, rules, monday=monday_of(TODAY), day=TODAY))
    monkeypatch.setattr(pool, "_first_of_each_kind", lambda rows, *_: rows)
    everybody = list(pool.offers(frontline, rules, monday=monday_of(TODAY), day=TODAY))
    assert len(seen) < len(everybody) == 40
    for minutes in (15, 40, 60, 120, 600):
        few = choose([each.candidate for each in seen], minutes=minutes, most=3)
        assert few == choose(
            [each.candidate for each in everybody], minutes=minutes, most=3
        )
        assert few.keys


# --- consent ----------------------------------------------------------------------


def test_who_wants_no_contact_leaves_every_list_and_what_was_promised_them(ceo):
    person = make_acquaintance(known_by=[ceo])
    (name,) = hours(ceo)
    promised = services.promise_follow_up(
        actor=ceo,
        acquaintance_id=person.pk,
        what="Call",
        due_on=TODAY + WEEK,
        now=NOW,
    )
    services.set_consent(
        actor=ceo,
        pk=person.pk,
        consent="withdrawn",
        on=TODAY,
        source="told Clara",
        now=NOW,
    )
    name.refresh_from_db()
    promised.refresh_from_db()
    assert name.state == NameState.RETURNED
    assert not promised.is_open
    assert not Outcome.objects.exists()
    assert hours(ceo, "4") == []
    with pytest.raises(services.NoContactWanted):
        talk(ceo, person)
    assert talk(ceo, person, direction="from-them").pk


@pytest.mark.parametrize(
    "facts",
    [
        {"consent": "withdrawn"},
        {"do_not_contact": True, "do_not_contact_reason": "a lawsuit"},
        {"held_out_at": NOW},
    ],
)
def test_the_database_itself_lists_nobody_who_must_not_be_contacted(ceo, facts):
    person = make_acquaintance(**facts)
    week = Week.objects.create(person=ceo, monday=TODAY, hours=1, chosen_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyName.objects.create(
            week=week,
            monday=TODAY,
            acquaintance=person,
            position=1,
            channel="call",
            minutes=20,
            value=1,
            chance=0.1,
            urgency=1,
            reason="",
        )


def test_the_database_itself_refuses_a_contact_with_a_customer_who_refused(ceo):
    customer = make_customer(consent=Customer.Consent.REFUSED)
    person = make_acquaintance(customer=customer)
    facts = {
        "acquaintance": person,
        "by": ceo,
        "on": TODAY,
        "logged_at": NOW,
        "key": "k" * 8,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(**facts)
    assert Contact.objects.create(**facts, direction="from-them").pk


def test_forbidding_contact_asks_for_a_reason_and_can_be_taken_back(ceo):
    person = make_acquaintance()
    with pytest.raises(Invalid, match="Say why"):
        services.forbid_contact(actor=ceo, pk=person.pk, reason="  ", now=NOW)
    assert services.forbid_contact(
        actor=ceo, pk=person.pk, reason="A lawsuit", now=NOW
    ).why_not
    assert not services.allow_contact(actor=ceo, pk=person.pk, now=NOW).why_not


def test_consent_is_dated_and_says_where_it_comes_from(ceo):
    person = make_acquaintance()
    with pytest.raises(Invalid, match="where"):
        services.set_consent(
            actor=ceo, pk=person.pk, consent="given", on=None, source="", now=NOW
        )


# --- this week's people -----------------------------------------------------------


def test_a_list_fits_the_hours_and_says_why(ceo):
    for days in (400, 200, 100, 20):
        make_acquaintance(
            name=f"Waited {days}",
            known_by=[ceo],
            last_contact_on=TODAY - DAY * days,
        )
    names = hours(ceo, "0.5")
    assert [n.acquaintance.name for n in names] == ["Waited 400", "Waited 200"]
    assert "400 days ago" in names[0].reason
    assert "assumes" in names[0].reason
    assert names[0].assumed


def test_nobody_is_on_a_list_within_the_ideal_interval_of_anybodys_contact(
    ceo, marketing
):
    spoken = make_acquaintance(known_by=[ceo, marketing])
    talk(marketing, spoken)
    customer = make_customer()
    make_interaction(customer, at=NOW - DAY)
    make_acquaintance(customer=customer, known_by=[ceo])
    assert hours(ceo, "8") == []


def test_no_name_is_on_two_lists_of_a_week(ceo, marketing, frontline):
    for _ in range(6):
        make_acquaintance()
    lists = [hours(person, "1") for person in (ceo, marketing, frontline)]
    keys = [n.acquaintance_id for names in lists for n in names]
    assert len(keys) == len(set(keys)) == 6


def test_who_is_known_by_a_colleague_is_on_the_colleagues_list(ceo, marketing):
    make_acquaintance(known_by=[marketing])
    assert hours(ceo) == []
    assert len(hours(marketing)) == 1


def test_fewer_hours_take_names_off_and_more_bring_them_back(ceo):
    for _ in range(6):
        make_acquaintance()
    assert len(hours(ceo, "1")) == 4
    assert len(hours(ceo, "0.5")) == 2
    assert len(hours(ceo, "1.5")) == 6
    with pytest.raises(Invalid):
        hours(ceo, "41")


def test_unfinished_names_carry_over_and_are_let_go_when_nobody_cares(ceo):
    person = make_acquaintance(known_by=[ceo])
    for week in range(4):
        (name,) = hours(ceo, now=NOW + WEEK * week)
        assert name.carries == week
    assert services.begin_weeks(now=NOW + WEEK * 4) == 1
    name.refresh_from_db()
    assert name.state == NameState.SKIPPED
    person.refresh_from_db()
    assert person.snoozed_until is not None
    assert person.snoozed_until > (NOW + WEEK * 4).date()
    assert Notice.objects.filter(person=ceo, kind="outreach").count() == 1
    assert services.begin_weeks(now=NOW + WEEK * 4) == 0


def test_a_carried_name_without_room_goes_back_and_does_not_pile_up(ceo):
    for _ in range(4):
        make_acquaintance(known_by=[ceo])
    assert len(hours(ceo, "1")) == 4
    names = hours(ceo, "0.5", now=NOW + WEEK)
    assert [n.carries for n in names] == [1, 1]
    assert WeeklyName.objects.filter(state=NameState.RETURNED).count() == 2


def test_a_name_that_stays_begins_its_carries_anew(ceo):
    make_acquaintance(known_by=[ceo])
    hours(ceo)
    (name,) = hours(ceo, now=NOW + WEEK)
    assert services.keep_name(actor=ceo, pk=name.pk, now=NOW + WEEK).carries == 0


@pytest.mark.parametrize(
    ("reason", "comes_back"),
    [
        ("no-time", True),
        ("bad-moment", False),
        ("not-mine", False),
        ("lost", False),
        ("no-point", True),
    ],
)
def test_the_reason_for_skipping_teaches_the_list(ceo, reason, comes_back):
    make_acquaintance(known_by=[ceo])
    (name,) = hours(ceo)
    services.skip(actor=ceo, pk=name.pk, reason=reason, now=NOW)
    again = hours(ceo, now=NOW + WEEK)
    assert bool(again) is comes_back
    if reason == "no-point":
        assert again[0].chance < name.chance * 0.6
    with pytest.raises(services.NotNow):
        services.skip(actor=ceo, pk=name.pk, reason=reason, now=NOW)


def test_a_postponed_name_comes_again_on_its_day(ceo):
    make_acquaintance(known_by=[ceo])
    (name,) = hours(ceo)
    with pytest.raises(Invalid):
        services.postpone(actor=ceo, pk=name.pk, until=TODAY, now=NOW)
    services.postpone(actor=ceo, pk=name.pk, until=TODAY + WEEK * 2, now=NOW)
    assert hours(ceo, now=NOW + WEEK) == []
    assert len(hours(ceo, now=NOW + WEEK * 2)) == 1


def test_a_name_is_handed_over_to_a_colleague_who_hears_of_it(ceo, frontline):
    make_acquaintance(known_by=[ceo])
    (name,) = hours(ceo)
    with pytest.raises(Invalid):
        services.hand_over(actor=ceo, pk=name.pk, to=ceo, now=NOW)
    theirs = services.hand_over(actor=ceo, pk=name.pk, to=frontline, now=NOW)
    assert theirs.week.person == frontline
    assert Notice.objects.get(person=frontline).link.endswith(f"#name-{theirs.pk}")
    with pytest.raises(services.NotYours):
        services.skip(actor=ceo, pk=theirs.pk, reason="lost", now=NOW)


# --- talks and follow-ups ---------------------------------------------------------


def test_a_talk_is_logged_with_its_follow_up_call_back_and_referral(frontline):
    person = make_acquaintance(known_by=[frontline])
    (name,) = hours(frontline)
    facts: dict[str, Any] = {
        "line": "Moves house in May",
        "interest": "oak",
        "follow_up": "Send the article on oak",
        "follow_up_on": TODAY + DAY * 3,
        "good_time": "no",
        "call_back_at": NOW + DAY,
        "referral": "Grace Hopper",
        "key": "phone-0001",
    }
    contact = talk(frontline, person, **facts)
    assert talk(frontline, person, **facts) == contact
    name.refresh_from_db()
    person.refresh_from_db()
    assert (name.state, name.contact) == (NameState.DONE, contact)
    assert person.last_contact_on == TODAY
    assert Referral.objects.get().brought.name == "Grace Hopper"
    assert FollowUp.objects.filter(contact=contact).count() == 2
    promise = Promise.objects.get()
    assert promise == OutreachRules.objects.current().promise
    assert Outcome.objects.filter(promise=promise, done_at=None).count() == 2


def test_a_talk_takes_the_name_off_a_colleagues_list(ceo, marketing):
    person = make_acquaintance(known_by=[ceo, marketing])
    (name,) = hours(ceo)
    talk(marketing, person)
    name.refresh_from_db()
    assert name.state == NameState.RETURNED


@pytest.mark.parametrize(
    "facts",
    [
        {"channel": "pigeon"},
        {"on": TODAY + DAY},
        {"follow_up": "something"},
        {"follow_up_on": TODAY - DAY},
        {"call_back_at": NOW - DAY},
        {"line": "\x00"},
    ],
)
def test_a_talk_that_makes_no_sense_is_refused_whole(ceo, facts):
    person = make_acquaintance()
    with pytest.raises(Invalid):
        talk(ceo, person, **facts)
    assert not Contact.objects.exists()


def promise(owner: User, days: int = 3) -> FollowUp:
    return services.promise_follow_up(
        actor=owner,
        acquaintance_id=make_acquaintance().pk,
        what="Send the article",
        due_on=TODAY + DAY * days,
        now=NOW,
    )


def test_a_follow_up_is_kept_or_broken_on_the_ledger(ceo):
    kept, late = promise(ceo), promise(ceo)
    services.keep(actor=ceo, pk=kept.pk, now=NOW + DAY)
    services.keep(actor=ceo, pk=late.pk, now=NOW + DAY * 5, revision=1)
    week = KeptWeek.objects.get()
    assert (week.due, week.done, week.on_day) == (2, 2, 1)
    late.refresh_from_db()
    assert late.standing(NOW) == "kept late"
    with pytest.raises(services.NotNow):
        services.keep(actor=ceo, pk=late.pk, now=NOW)


def test_only_who_promised_says_that_it_is_done(ceo, marketing):
    row = promise(ceo)
    with pytest.raises(services.NotYours):
        services.keep(actor=marketing, pk=row.pk, now=NOW)


def test_a_follow_up_moves_before_its_day_and_never_after(ceo):
    row = promise(ceo)
    moved = services.move(actor=ceo, pk=row.pk, due_on=TODAY + DAY * 9, now=NOW)
    assert Outcome.objects.get().due_at == moved.due_at
    with pytest.raises(services.NotNow, match="broken"):
        services.move(actor=ceo, pk=row.pk, due_on=TODAY + DAY * 20, now=NOW + DAY * 15)


def test_who_releases_us_in_time_takes_it_off_the_ledger(ceo):
    in_time, too_late = promise(ceo), promise(ceo)
    services.release(actor=ceo, pk=in_time.pk, because="Solved itself", now=NOW)
    services.release(
        actor=ceo, pk=too_late.pk, because="Solved itself", now=NOW + DAY * 9
    )
    assert [o.reference for o in Outcome.objects.all()] == [too_late.reference]


def test_follow_ups_are_chased_first_with_their_maker_then_with_the_directors(
    frontline, ceo
):
    care = make_user(department=Department.CUSTOMER_CARE)
    row = promise(frontline)  # due on a Thursday
    steps = [services.chase(now=NOW + DAY * days) for days in range(9)]
    assert steps == [0, 0, 0, 1, 1, 0, 0, 1, 0]
    told = [n.person for n in Notice.objects.order_by("pk")]
    assert told == [frontline, frontline, care]
    services.keep(actor=frontline, pk=row.pk, now=NOW + DAY * 9)
    assert services.chase(now=NOW + DAY * 30) == 0


# --- merging ----------------------------------------------------------------------


def test_two_names_become_one_with_everything_that_led_to_either(ceo, marketing):
    one = make_acquaintance(name="Ada Lovelace", email="ada@a.example", known_by=[ceo])
    other = make_acquaintance(
        name="Lovelace, Ada", phone="030 901820", known_by=[ceo, marketing]
    )
    talk(marketing, other)
    other.refresh_from_db()
    Acquaintance.objects.filter(pk=other.pk).update(
        consent="withdrawn", consent_on=TODAY, consent_source="a letter"
    )
    assert [(p.one, p.other) for p in pairs(ceo)] == [(one, other)]
    found = services.merge(
        actor=ceo,
        keep=one.pk,
        drop=other.pk,
        picks={"phone": "drop", "name": "keep"},
        revisions=(1, 1),
        now=NOW,
    )
    other.refresh_from_db()
    assert (found.name, found.email, found.phone) == (
        "Ada Lovelace",
        "ada@a.example",
        "030 901820",
    )
    assert found.consent == "withdrawn"
    assert found.contacts.count() == 1
    assert found.known_by.count() == 2
    assert found.last_contact_on == TODAY
    assert other.merged_into == found
    assert not other.phone
    assert pairs(ceo) == []
    with pytest.raises(services.NoSuchPerson):
        services.know(actor=ceo, pk=other.pk, closeness=2, now=NOW)


def test_a_merge_of_what_somebody_changed_meanwhile_is_refused(ceo):
    one, other = make_acquaintance(), make_acquaintance()
    for revisions, keep in (((2, 1), other.pk), ((1, 1), one.pk)):
        with pytest.raises(Refusal):
            services.merge(
                actor=ceo,
                keep=one.pk,
                drop=keep,
                picks={},
                revisions=revisions,
                now=NOW,
            )


def test_two_people_of_one_name_are_not_asked_about_again(ceo):
    one, other = make_acquaintance(name="Ada L"), make_acquaintance(name="Ada L")
    assert len(pairs(ceo)) == 1
    services.are_two(actor=ceo, one=other.pk, other=one.pk, now=NOW)
    assert pairs(ceo) == []


# --- privacy ----------------------------------------------------------------------


def test_what_is_held_is_given_out_and_erased(ceo, frontline):
    person = make_acquaintance(name="Ada Lovelace", known_by=[frontline])
    talk(frontline, person, line="secret", follow_up_on=TODAY + DAY)
    with pytest.raises(NotAllowed):
        services.give_everything(actor=frontline, pk=person.pk, now=NOW)
    held = services.give_everything(actor=ceo, pk=person.pk, now=NOW)
    assert held["contacts"][0]["line"] == "secret"
    services.erase(actor=ceo, pk=person.pk, now=NOW)
    person.refresh_from_db()
    assert (person.name, person.email, person.name_key) == ("Erased", "", "")
    assert Contact.objects.get().line == ""
    assert not FollowUp.objects.open().exists()


def test_who_is_erased_as_a_customer_is_erased_here_too(ceo):
    customer = make_customer(code="c-1")
    person = make_acquaintance(customer=customer)
    holding = next(h for h in holdings() if h.name == "people_we_know")
    assert holding.give("c-1")[0]["name"] == person.name
    holding.forget("c-1", "erased-1")
    person.refresh_from_db()
    assert person.name == "Erased"


# --- the firm's rules -------------------------------------------------------------


def test_the_firm_sets_what_it_assumes(ceo, frontline):
    facts = {"value": Decimal(900), "most_names": 2}
    with pytest.raises(NotAllowed):
        services.set_rules(actor=frontline, facts=facts, revision=1, now=NOW)
    services.set_rules(actor=ceo, facts=facts, revision=1, now=NOW)
    for _ in range(4):
        make_acquaintance()
    names = hours(ceo, "8")
    assert [n.value for n in names] == [900, 900]
    with pytest.raises(Invalid):
        services.set_rules(actor=ceo, facts={"ideal_days": 900}, revision=2, now=NOW)
