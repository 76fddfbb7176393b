"""What breaking a promise costs in customers: counted, shown, taken."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from core.jobs import JobState
from customers import rollup
from customers.models import Customer, Purchase, Standing, StandingReview
from promises import losing
from promises.models import BreakLoss, LossCount, Outcome, Promise, PromiseState
from promises.services import NothingToTake, ask_losses, take_break_cost
from tests.make import make_made_promise, make_promise, make_segment, make_spending

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
LAST = date(2026, 6, 30)
DUE = date(2025, 2, 14)


def occasion(promise: Promise, customer: str, number: int, *, kept: bool) -> Outcome:
    due = datetime.combine(DUE, datetime.min.time(), UTC)
    return Outcome(
        promise=promise,
        reference=f"{promise.code}-{number}",
        customer=customer,
        promised_at=due,
        due_at=due,
        done_at=due if kept else None,
        due_on=DUE,
        due_week=date(2025, 2, 10),
        in_time=kept,
        on_day=kept,
    )


def company(promise: Promise, *, broken: int = 100, kept: int = 200) -> None:
    """Six in ten of those to whom it was broken never came back, of the others three."""
    Promise.objects.filter(pk=promise.pk).update(ledger_zone="UTC")
    segment = make_segment()
    customers = Customer.objects.bulk_create(
        [Customer(code=f"k-{n}", segment=segment) for n in range(broken + kept)]
    )
    customers = list(Customer.objects.order_by("pk"))
    lines, outcomes = [], []
    came_back = {}
    for n, customer in enumerate(customers):
        was_kept = n >= broken
        lines.append(
            Purchase(customer=customer, on=date(2025, 2, 1), amount=Decimal(50))
        )
        came_back[customer.pk] = n % 10 >= (3 if was_kept else 6)
        if came_back[customer.pk]:
            lines.append(
                Purchase(customer=customer, on=date(2025, 6, 1), amount=Decimal(50))
            )
        outcomes.append(occasion(promise, customer.code, n, kept=was_kept))
        if not was_kept:  # broken twice in the quarter
            again = occasion(promise, customer.code, n + 10_000, kept=False)
            outcomes.append(again)
    Purchase.objects.bulk_create(lines)
    outcomes.append(occasion(promise, "", 99_999, kept=False))
    Outcome.objects.bulk_create(outcomes)
    rollup.count_all()
    Standing.objects.bulk_create(
        [
            Standing(
                customer=customer,
                as_of=LAST,
                state="due",
                signs=1,
                at_stake=Decimal(400 if came_back[customer.pk] else 1),
            )
            for customer in customers
        ]
    )


def count() -> None:
    StandingReview.objects.create(
        asked_at=NOW, as_of=LAST, state=JobState.DONE, finished_at=NOW
    )
    assert ask_losses() is not None
    assert losing.run_next()


def test_the_extra_loss_is_priced_for_one_broken_occasion() -> None:
    promise = make_made_promise()
    make_spending(margin=Decimal("0.35"))
    company(promise)
    count()
    loss = BreakLoss.objects.get(promise=promise)
    assert (loss.broken, loss.broken_lost, loss.kept, loss.kept_lost) == (
        *(100, 60, 200, 60),
    )
    assert loss.difference == pytest.approx(0.3)
    assert loss.seen
    assert (loss.occasions, loss.worth, loss.strata) == (2.0, Decimal(400), 1)
    # Three in ten, of a year's 400, of which 35 % stays, over two broken occasions.
    assert loss.cost == Decimal("21.00")
    assert loss.cost_low is not None
    assert loss.cost_high is not None
    assert loss.cost_low < 21 < loss.cost_high
    assert loss.as_of == LAST


def test_few_cases_are_not_enough(client: Client, ceo: User) -> None:
    promise = make_made_promise()
    company(promise, broken=20)
    count()
    loss = BreakLoss.objects.get(promise=promise)
    assert not loss.enough
    assert loss.cost is None
    client.force_login(ceo)
    page = client.get(f"/promises/{promise.pk}/").content.decode()
    assert "Not enough data: 20 broken and 200 kept cases" in page
    found = client.get(f"/api/v1/promises/{promise.pk}/break-cost/").json()
    assert (found["enough"], found["difference"]) == (False, None)
    assert "not enough data" in client.get("/promises/break-costs/").content.decode()


def test_cases_that_were_not_followed_long_enough_do_not_count() -> None:
    promise = make_made_promise()
    company(promise)
    StandingReview.objects.create(
        asked_at=NOW, as_of=date(2025, 8, 1), state=JobState.DONE, finished_at=NOW
    )
    assert ask_losses() is not None
    assert losing.run_next()
    assert BreakLoss.objects.get(promise=promise).broken == 0


def test_it_is_counted_after_every_review_and_not_more_often() -> None:
    assert ask_losses() is None
    promise = make_made_promise()
    company(promise)
    count()
    assert not losing.run_next()
    LossCount.objects.update(queued_at=datetime(2026, 7, 1, 10, tzinfo=UTC))
    assert ask_losses() is None
    StandingReview.objects.create(
        asked_at=NOW,
        as_of=LAST,
        state=JobState.DONE,
        finished_at=datetime(2026, 7, 1, 11, tzinfo=UTC),
    )
    assert ask_losses() is not None
    assert ask_losses() is None


def test_without_any_review_a_count_fails_with_a_reason() -> None:
    job = LossCount.objects.create()
    assert losing.run_next()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "No customer has been looked at" in job.error


def test_an_idea_takes_the_figure_in_one_click(client: Client, marketing: User) -> None:
    promise = make_promise(owner=marketing, break_cost=None)
    company(promise)
    count()
    client.force_login(marketing)
    page = client.get(f"/promises/{promise.pk}/").content.decode()
    assert "more often than the others: by 30.0 percentage points" in page
    assert "its break cost" in page
    # No margin is entered: 0.3 × 400 ÷ 2.
    taken = {"cost": "60.00", "revision": str(promise.revision)}
    path = f"/promises/{promise.pk}/break-cost/"
    assert client.post(path, {"cost": "many"}).status_code == 400
    assert client.post(path, taken | {"cost": "61"}).status_code == 409
    assert client.post(path, taken).status_code == 302
    promise.refresh_from_db()
    assert promise.break_cost == 60
    event = AuditEvent.objects.get(action="promise.break-cost-taken")
    assert event.changes["cases"] == [100, 60, 200, 60]
    page = client.get(f"/promises/{promise.pk}/").content.decode()
    assert "its break cost</button>" not in page
    assert "taken from the ledger" in page


def test_a_made_promise_keeps_its_words_and_gets_a_successor(
    client: Client, marketing: User, frontline: User
) -> None:
    promise = make_made_promise()
    company(promise)
    count()
    client.force_login(marketing)
    path = f"/api/v1/promises/{promise.pk}/break-cost/"
    assert client.get(path).json()["cost"] == "60.00"
    asked = {"cost": "60.00", "revision": promise.revision}
    found = client.post(path, asked, "application/json").json()
    assert found["successor"] is True
    made = Promise.objects.get(pk=found["promise"])
    assert (made.state, made.break_cost, made.owner) == (
        PromiseState.IDEA,
        Decimal(60),
        marketing,
    )
    promise.refresh_from_db()
    assert promise.break_cost != 60
    with pytest.raises(NothingToTake):
        take_break_cost(
            actor=marketing, promise=made, cost=Decimal(60), revision=1, now=NOW
        )
    client.force_login(frontline)
    assert client.get(path).status_code == 403
    assert client.get("/promises/break-costs/").status_code == 403
