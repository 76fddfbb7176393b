"""A review in the worker: silence, answers, complaints and leavings of everybody."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from core.jobs import JobState
from core.refusals import Invalid, NotAllowed
from customers import reviewing, rollup
from customers.models import (
    Customer,
    Interaction,
    LoyaltyStudy,
    Purchase,
    Quadrant,
    Rhythm,
    Standing,
    StandingReview,
)
from customers.services import ReviewUnderWay, ask_review, review_when_due
from tests.make import (
    make_answer,
    make_customer,
    make_defection,
    make_interaction,
    make_purchase,
    make_segment,
)

pytestmark = pytest.mark.django_db
LAST = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)


def buy(customer: Customer, *days_ago: int, amount: int = 20) -> None:
    for ago in days_ago:
        make_purchase(customer, on=LAST - timedelta(days=ago), amount=Decimal(amount))


def crowd() -> None:
    """Forty who come now and then, so that a rhythm can be told."""
    lines = []
    for n in range(40):
        customer = make_customer()
        gap = 5 + 3 * (n % 13)
        days = range(n % gap, 300 + 5 * (n % 7), gap) if n % 4 else [40 + 9 * n % 250]
        lines += [
            Purchase(
                customer=customer,
                on=LAST - timedelta(days=ago),
                amount=Decimal(10 + n),
            )
            for ago in days
        ]
    Purchase.objects.bulk_create(lines)


def reviewed() -> dict[str, Any]:
    rollup.count_all()
    assert review_when_due(now=NOW) is not None
    assert reviewing.run_next(now=NOW)
    job = StandingReview.objects.latest("pk")
    assert job.state == JobState.DONE
    return dict(job.document)


def test_who_is_quiet_for_longer_than_usual_is_silent_and_costs_most() -> None:
    crowd()
    weekly, yearly = make_customer(), make_customer()
    buy(weekly, *range(60, 500, 7), amount=50)
    buy(yearly, 60, 425, 790)
    document = reviewed()
    silent = Standing.objects.get(customer=weekly)
    assert silent.state == Rhythm.SILENT
    assert (silent.silent_days, silent.last_sign) == (60, LAST - timedelta(days=60))
    assert silent.as_of == LAST
    assert silent.silent_after is not None
    assert silent.silent_after < 60
    # Some 52 purchases a year of about 50, were the rhythm kept.
    assert Decimal(2000) < silent.at_stake < Decimal(3000)
    assert silent.loss is not None
    assert float(silent.expected_loss) == pytest.approx(
        silent.loss * float(silent.at_stake), abs=0.02
    )
    assert Standing.objects.get(customer=yearly).state == Rhythm.IN_RHYTHM
    assert Standing.objects.watched().worst_first().first() == silent
    assert document["states"]["silent"]["customers"] >= 1
    assert document["silence"]["check"]["customers"] > 30


@pytest.mark.parametrize("direction", Interaction.Direction.values)
def test_a_contact_on_either_side_is_a_sign_of_life(direction: str) -> None:
    crowd()
    quiet, heard, asked = make_customer(), make_customer(), make_customer()
    for customer in (quiet, heard, asked):
        buy(customer, *range(60, 500, 7))
    make_interaction(
        heard, at=datetime(2026, 6, 29, 22, 30, tzinfo=UTC), direction=direction
    )
    make_answer(asked, on=LAST - timedelta(days=2))
    reviewed()
    states = dict(Standing.objects.values_list("customer_id", "state"))
    assert states[quiet.pk] == Rhythm.SILENT
    assert states[heard.pk] == states[asked.pk] == Rhythm.IN_RHYTHM
    assert Standing.objects.get(customer=heard).signs == len(range(60, 500, 7)) + 1


def test_who_left_is_no_silent_customer_unless_back_again() -> None:
    crowd()
    gone, back, former = make_customer(), make_customer(), make_customer()
    former.relationship = "former"
    former.save()
    for customer in (gone, back, former):
        buy(customer, *range(60, 500, 7))
    make_defection(gone, on=LAST - timedelta(days=50), broken_promise="on-time")
    make_defection(back, on=LAST - timedelta(days=200))
    reviewed()
    states = dict(Standing.objects.values_list("customer_id", "state"))
    assert states[gone.pk] == states[former.pk] == Rhythm.LEFT
    assert states[back.pk] == Rhythm.SILENT
    assert Standing.objects.get(customer=gone).left_over == "on-time"


def test_the_last_answer_before_leaving_counts_on_one_scale() -> None:
    crowd()
    segment = make_segment()
    gone = make_customer(segment=segment)
    buy(gone, 100, 130, 160)
    make_defection(gone, on=LAST - timedelta(days=50), broken_promise="on-time")
    make_answer(gone, score=Decimal(2), on=LAST - timedelta(days=90))
    make_answer(gone, score=Decimal(5), on=LAST - timedelta(days=60))
    make_answer(gone, score=Decimal(1), on=LAST - timedelta(days=40))
    loyal, on_ten = make_customer(), make_customer()
    for customer in (loyal, on_ten):
        buy(customer, 1, 31, 61, 91)
    make_answer(loyal, score=Decimal(4), on=LAST)
    make_answer(
        on_ten, score=Decimal(1), lowest=Decimal(0), highest=Decimal(10), on=LAST
    )
    document = reviewed()
    scores = dict(Standing.objects.values_list("customer_id", "score"))
    assert scores[gone.pk] == 5
    assert scores[on_ten.pk] == Decimal("1.4")
    assert (document["kind"], document["lowest"], document["highest"]) == ("csat", 1, 5)
    assert document["rescaled"] == 1
    cells = {tuple(row[:6]) for row in document["cube"]}
    assert (segment.pk, 5.0, True, False, "on-time", 1) in cells
    assert (0, 4.0, False, True, "", 1) in cells

    def members(quadrant: Quadrant) -> list[int]:
        found = Standing.objects.in_quadrant(quadrant, Decimal(4))
        return list(found.values_list("customer_id", flat=True))

    assert members(Quadrant.LOYALIST) == [loyal.pk]
    assert members(Quadrant.HOSTAGE) == [on_ten.pk]
    assert members(Quadrant.MERCENARY) == [gone.pk]
    assert members(Quadrant.DEFECTOR) == []


def test_complaints_of_the_last_year_are_counted() -> None:
    crowd()
    customer = make_customer()
    buy(customer, 1)
    for at in (datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)):
        make_interaction(customer, kind="complaint", at=at)
    make_interaction(customer, kind="complaint", at=datetime(2024, 5, 1, tzinfo=UTC))
    reviewed()
    found = Standing.objects.get(customer=customer)
    assert (found.complaints, found.complained_on) == (2, date(2026, 6, 1))


def test_too_little_gives_no_silence_but_answers_all_the_same() -> None:
    customer = make_customer()
    buy(customer, 1, 5)
    make_answer(customer, on=LAST)
    stranger = make_customer()
    document = reviewed()
    assert document["silence"] is None
    assert "at least 30 are needed" in document["refused"]
    assert Standing.objects.get(customer=customer).score == 4
    assert Standing.objects.get(customer=stranger).state == Rhythm.UNKNOWN


def test_a_second_review_replaces_the_first() -> None:
    crowd()
    reviewed()
    assert review_when_due(now=NOW) is None
    assert review_when_due(now=NOW + timedelta(hours=2)) is None
    study = LoyaltyStudy.objects.create(asked_at=NOW, as_of=LAST, state=JobState.DONE)
    LoyaltyStudy.objects.filter(pk=study.pk).update(
        finished_at=NOW + timedelta(hours=1)
    )
    assert review_when_due(now=NOW + timedelta(hours=2)) is not None
    assert review_when_due(now=NOW + timedelta(days=3)) is None
    assert reviewing.run_next(now=NOW)
    assert not reviewing.run_next(now=NOW)
    assert Standing.objects.count() == Customer.objects.count()


def test_a_review_may_be_asked_for(marketing: User, outsider: User) -> None:
    with pytest.raises(Invalid):
        ask_review(actor=marketing, now=NOW)
    assert review_when_due(now=NOW) is None
    crowd()
    rollup.count_all()
    with pytest.raises(NotAllowed):
        ask_review(actor=outsider, now=NOW)
    job = ask_review(actor=marketing, now=NOW)
    assert job.as_of == LAST
    with pytest.raises(ReviewUnderWay):
        ask_review(actor=marketing, now=NOW)
