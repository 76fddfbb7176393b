"""A study in the worker: asked for, done, cancelled, and every night by itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import nan
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from accounts.models import AuditEvent, User
from core.jobs import JobState, LostLease
from core.refusals import Invalid, NotAllowed
from customers import figures, reading, rollup, studying
from customers.models import (
    Customer,
    Defection,
    History,
    LoyaltyStudy,
    Purchase,
    RfmClass,
)
from customers.services import (
    StudyMoved,
    ask_study,
    cancel_study,
    study_nightly,
)
from engine import loyalty
from tests.engine.loyalty.make import simulated
from tests.make import NOW, make_customer, make_purchase, make_segment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LAST = NOW.date()


def shop(many: int = 120) -> loyalty.Shopping:
    """Let people buy until today; return what they bought, in the order of keys."""
    shopping = simulated(many, 60, 5)
    homes = make_segment(code="homes")
    people = [
        make_customer(segment=homes if n % 3 == 0 else None)
        for n in range(len(shopping.begins))
    ]
    shift = int(shopping.day.max())
    rows = zip(
        shopping.customer.tolist(),
        (shopping.day - shift).tolist(),
        shopping.amount.round(2).tolist(),
        strict=True,
    )
    Purchase.objects.bulk_create(
        Purchase(
            customer=people[who],
            on=LAST + back * DAY,
            amount=Decimal(str(amount)),
        )
        for who, back, amount in rows
    )
    rollup.count_all()
    return shopping


def work() -> None:
    while studying.run_next(now=NOW):
        pass


@pytest.fixture
def asked(marketing: User) -> LoyaltyStudy:
    shop()
    return ask_study(actor=marketing, now=NOW)


def test_a_study_gives_a_document_and_every_customers_figures(
    asked: LoyaltyStudy,
) -> None:
    make_customer()  # who never bought
    work()
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (JobState.DONE, "")
    document = asked.document
    assert document["as_of"] == str(LAST)
    assert document["customers"] == 120
    groups = {
        one["group"]: one["customers"] for one in document["repeat_business"]["groups"]
    }
    assert groups == {"": 80, "homes": 40}
    rows = list(History.objects.bought())
    assert {row.as_of for row in rows} == {LAST}
    assert sum(row.alive or 0 for row in rows) == pytest.approx(
        document["alive"]["customers"]
    )
    total = float(sum(row.value for row in rows))
    assert total == pytest.approx(document["value"]["revenue"], abs=1)
    classes = {one["class"]: one["customers"] for one in document["rfm"]["classes"]}
    for name in RfmClass.values:
        assert sum(row.rfm_class == name for row in rows) == classes[name]
    alone = History.objects.get(days=0)
    assert (alone.as_of, alone.alive, alone.value) == (None, None, Decimal(0))
    assert AuditEvent.objects.filter(action="studied loyalty").count() == 1


def test_the_document_is_that_of_the_engine_for_the_same_purchases(
    marketing: User,
) -> None:
    shop(60)
    ask_study(actor=marketing, value_weeks=26, discount=Decimal("0.2"), now=NOW)
    work()
    found = LoyaltyStudy.objects.get().document
    bought = studying.read(LAST)
    assert bought is not None
    wanted = loyalty.Wanted((LAST - date(1970, 1, 1)).days, 26.0, 0.2)
    same = loyalty.study_of(bought.shopping, bought.group, bought.names, wanted)
    assert found["value"] == same.document["value"]
    assert found["model"] == same.document["model"]
    assert found["retained"] == same.document["retained"]


def test_arrays_are_the_rows_of_the_database() -> None:
    shop(40)
    make_purchase(make_customer(), on=LAST + DAY)
    make_purchase(make_customer(), on=LAST, amount=Decimal(-4))
    lines = reading.bought()
    expected = sorted(
        (one.customer_id, (one.on - date(1970, 1, 1)).days, int(one.amount * 100))
        for one in Purchase.objects.filter(amount__gte=0)
    )
    columns = lines.customer.tolist(), lines.day.tolist(), lines.cents.tolist()
    assert sorted(zip(*columns, strict=True)) == expected
    some = np.unique(lines.customer)[:3]
    few = reading.bought(some)
    assert sorted(few.customer.tolist()) == [
        customer for customer, _, _ in expected if customer in some
    ]
    people = reading.people()
    known = dict(zip(people.customer.tolist(), people.segment.tolist(), strict=True))
    pairs = Customer.objects.filter(pk__in=known).values_list("pk", "segment_id")
    assert known == {pk: key or 0 for pk, key in pairs}


def test_without_purchases_there_is_nothing_to_read() -> None:
    assert studying.read(LAST) is None
    assert not len(reading.people().customer)


def test_nothing_bought_is_nothing_to_study(marketing: User) -> None:
    make_customer()
    rollup.count_all()
    with pytest.raises(Invalid, match="Nobody has bought"):
        ask_study(actor=marketing, now=NOW)
    assert study_nightly(now=NOW) is None


def test_purchases_that_are_all_to_come_fail_in_words(marketing: User) -> None:
    customer = make_customer()
    make_purchase(customer, on=LAST + 3 * DAY)
    rollup.count([customer.pk])
    job = ask_study(actor=marketing, now=NOW)
    work()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("Nobody has bought anything by then.")


def test_few_customers_have_classes_and_no_expectations(marketing: User) -> None:
    shop(8)
    job = ask_study(actor=marketing, now=NOW)
    work()
    job.refresh_from_db()
    assert job.document["model"] is None
    assert {row.alive for row in History.objects.all()} == {None}
    assert all(row.rfm_class for row in History.objects.all())


def test_nothing_is_expected_of_who_is_known_to_have_left(marketing: User) -> None:
    shop()
    gone, back, still = Customer.objects.order_by("pk")[:3]
    last = {row.customer_id: row.last_on or LAST for row in History.objects.all()}
    Defection.objects.create(customer=gone, on=last[gone.pk], why="Moved away.")
    Defection.objects.create(customer=back, on=last[back.pk] - DAY, why="A quarrel.")
    ask_study(actor=marketing, now=NOW)
    work()
    rows = {row.customer_id: row for row in History.objects.all()}
    left = rows[gone.pk]
    assert left.alive == left.expected == 0.0
    assert left.value == Decimal(0)
    assert (rows[back.pk].alive or 0) > 0
    assert (rows[still.pk].alive or 0) > 0


def test_one_study_at_a_time(asked: LoyaltyStudy, marketing: User) -> None:
    with pytest.raises(StudyMoved):
        ask_study(actor=marketing, now=NOW)


def test_weeks_and_discount_are_bounded(marketing: User) -> None:
    with pytest.raises(Invalid) as refused:
        ask_study(actor=marketing, value_weeks=0, discount=Decimal(2), now=NOW)
    assert set(refused.value.errors) == {"value_weeks", "discount"}


def test_the_next_study_assumes_what_the_last_one_did(marketing: User) -> None:
    shop(12)
    first = ask_study(
        actor=marketing, value_weeks=104, discount=Decimal("0.05"), now=NOW
    )
    cancel_study(actor=marketing, job=first, now=NOW)
    second = ask_study(actor=marketing, now=NOW)
    assert (second.value_weeks, second.discount) == (104, Decimal("0.05"))


def test_who_only_reads_may_not_ask_or_cancel(
    asked: LoyaltyStudy, frontline: User, outsider: User
) -> None:
    for person in (frontline, outsider):
        with pytest.raises(NotAllowed):
            ask_study(actor=person, now=NOW)
        with pytest.raises(NotAllowed):
            cancel_study(actor=person, job=asked, now=NOW)
    assert not LoyaltyStudy.objects.visible_to(outsider).exists()
    assert LoyaltyStudy.objects.visible_to(frontline).exists()


def test_a_study_cancelled_while_it_runs_leaves_nothing(
    asked: LoyaltyStudy, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = studying.columns_of

    def meanwhile(found: loyalty.Study) -> Any:
        cancel_study(actor=marketing, job=asked, now=NOW)
        return real(found)

    monkeypatch.setattr(studying, "columns_of", meanwhile)
    work()
    asked.refresh_from_db()
    assert asked.state == JobState.CANCELLED
    assert asked.document == {}
    assert not History.objects.filter(as_of__isnull=False).exists()
    with pytest.raises(StudyMoved):
        cancel_study(actor=marketing, job=asked, now=NOW)


def test_progress_is_told_and_stops_a_lost_study(asked: LoyaltyStudy) -> None:
    lease = LoyaltyStudy.objects.claim(seconds=60, attempts=3)
    assert lease is not None
    studying._tell(lease, 40, "Fitting", lines=1_000)
    asked.refresh_from_db()
    assert (asked.progress, asked.note) == (40, "Fitting")
    LoyaltyStudy.objects.update(state=JobState.CANCELLED, token=None)
    with pytest.raises(LostLease):
        studying._tell(lease, 50, "Fitting", lines=1_000)


def test_every_night_what_has_changed_is_studied_once() -> None:
    assert study_nightly(now=NOW) is None
    shop(12)
    first = study_nightly(now=NOW)  # the first one does not wait for the night
    assert first is not None
    assert first.asked_by is None
    assert study_nightly(now=NOW) is None  # it is under way
    LoyaltyStudy.objects.update(state=JobState.DONE)
    tomorrow = datetime.combine(LAST + DAY, NOW.time(), UTC)
    History.objects.update(counted_at=NOW - DAY)
    assert study_nightly(now=tomorrow) is None  # nothing was counted since
    History.objects.update(counted_at=NOW + timedelta(hours=2))
    assert study_nightly(now=NOW + timedelta(hours=3)) is None  # not night yet
    assert study_nightly(now=tomorrow) is not None


def note(key: int, figure: dict[str, float], day: date = LAST) -> int:
    """Write figures of one customer; return how many rows were written."""
    usual = {**dict.fromkeys(figures.COLUMNS, 1.0), "rfm_class": 1, **figure}
    with transaction.atomic():
        return figures.write(
            customer=np.array([key]),
            columns={name: np.array([value]) for name, value in usual.items()},
            classes=["best", "recent"],
            as_of=day,
        )


def test_figures_are_written_where_somebody_would_notice() -> None:
    customer = make_customer()
    rollup.copy_facts()
    later = LAST + timedelta(days=3)
    before: dict[str, float] = {"alive": 0.5, "value": 12.34, "expected": 4.0}
    assert note(customer.pk, before) == 1
    near: list[dict[str, float]] = [{}, {"alive": 0.505}, {"value": 12.5}]
    for same in (*near, {"expected": 4.05}):
        assert note(customer.pk, before | same, later) == 0
    assert History.objects.get().as_of == LAST
    for other in ({"alive": 0.52}, {"value": 13.0}, {"rfm_class": 0}, {"alive": nan}):
        note(customer.pk, before)
        assert note(customer.pk, before | other, later) == 1
        assert History.objects.get().as_of == later


def test_figures_of_who_is_not_studied_any_more_are_taken_away() -> None:
    one, other = make_customer(), make_customer()
    rollup.copy_facts()
    History.objects.filter(customer=other).update(
        as_of=LAST, alive=0.9, value=7, rfm_class="best"
    )
    note(one.pk, {"alive": 0.5, "expected_high": 3, "rfm_class": 1})
    found = History.objects.get(customer=one)
    assert (found.alive, found.expected_high, found.rfm_class) == (0.5, 3, "recent")
    gone = History.objects.get(customer=other)
    assert (gone.as_of, gone.alive, gone.rfm_class) == (None, None, "")
    assert gone.value == Decimal(0)
