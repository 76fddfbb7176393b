"""What winning and keeping customers cost: entered, compared, audited."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, Department, User
from core.refusals import Conflict, Invalid, NotAllowed
from customers.models import CustomerSpending
from customers.queries.spending import costs, margin
from customers.services import delete_spending, edit_spending, enter_spending
from tests.make import make_spending, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def facts(**other: Any) -> dict[str, Any]:
    known = {
        "starts": date(2026, 1, 1),
        "ends": date(2026, 3, 31),
        "winning": Decimal(120_000),
        "won": 400,
        "keeping": Decimal(60_000),
        "kept": 5_000,
        "margin": Decimal("0.35"),
        "source": "the books",
    }
    return known | other


def test_the_ratio_is_of_costs_per_customer(ceo: User, frontline: User) -> None:
    make_spending()
    make_spending(starts=date(2026, 4, 1), ends=date(2026, 6, 30), won=0, margin="0.4")
    found = costs(ceo)
    latest, first = (cost for _, cost in found.periods)
    assert (first.to_win, first.to_keep) == (Decimal(300), Decimal(12))
    assert first.ratio == 25
    assert (latest.to_win, latest.ratio) == (None, None)
    assert found.overall is not None
    # 240,000 for 400 customers, against 120,000 for 10,000.
    assert found.overall.ratio == 50
    assert (found.first, found.last) == (date(2026, 1, 1), date(2026, 6, 30))
    assert margin() == Decimal("0.4")
    assert costs(frontline).overall is None


def test_finance_enters_a_period_and_the_trail_tells(ceo: User) -> None:
    finance = make_user(department=Department.FINANCE)
    period = enter_spending(actor=finance, facts=facts(), now=NOW)
    edit_spending(actor=ceo, period=period, revision=1, facts={"won": 500}, now=NOW)
    period.refresh_from_db()
    assert (period.won, period.revision) == (500, 2)
    with pytest.raises(Conflict):
        edit_spending(actor=ceo, period=period, revision=1, facts={"won": 1}, now=NOW)
    period.refresh_from_db()
    edit_spending(actor=ceo, period=period, revision=2, facts={"won": 500}, now=NOW)
    delete_spending(actor=ceo, period=period, now=NOW)
    assert not CustomerSpending.objects.exists()
    told = AuditEvent.objects.filter(subject_type="customerspending")
    assert [event.action.split()[0] for event in told.order_by("pk")] == [
        *("entered", "changed", "deleted")
    ]


def test_others_may_not(operations: User, outsider: User) -> None:
    for actor in (operations, outsider):
        with pytest.raises(NotAllowed):
            enter_spending(actor=actor, facts=facts(), now=NOW)


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"ends": date(2025, 12, 1)}, ""),
        ({"winning": Decimal(-1)}, "winning"),
        ({"margin": Decimal("1.2")}, "margin"),
        ({"source": ""}, "source"),
        ({"starts": date(2026, 3, 31), "ends": date(2026, 6, 30)}, "starts"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    marketing: User, other: dict[str, Any], place: str
) -> None:
    make_spending()
    known = facts(starts=date(2027, 1, 1), ends=date(2027, 3, 31)) | other
    with pytest.raises(Invalid) as refused:
        enter_spending(actor=marketing, facts=known, now=NOW)
    assert place in refused.value.errors
    with pytest.raises(Invalid):
        enter_spending(actor=marketing, facts={"profit": 1}, now=NOW)


def test_the_page_sets_the_own_ratio_beside_the_claim(
    client: Client, marketing: User, operations: User
) -> None:
    client.force_login(marketing)
    page = client.get("/customers/losses/").content.decode()
    assert "a claim about other companies" in page
    typed = {name: str(value) for name, value in facts().items()}
    assert client.post("/customers/losses/new/", typed).status_code == 302
    page = client.get("/customers/losses/").content.decode()
    assert "25.0 times" in page
    assert "10 times" in page
    assert client.post("/customers/losses/new/", typed).status_code == 422
    period = CustomerSpending.objects.get()
    path = f"/customers/losses/{period.pk}"
    assert client.get(f"{path}/edit/").status_code == 200
    changed = typed | {"revision": "1", "won": "200"}
    assert client.post(f"{path}/edit/", changed).status_code == 302
    stale = client.post(f"{path}/edit/", typed | {"revision": "1", "won": "300"})
    assert stale.status_code == 409
    assert "is stored now" in stale.content.decode()
    client.force_login(operations)
    assert client.get(f"{path}/edit/").status_code == 403
    assert "Enter a period" not in client.get("/customers/losses/").content.decode()
    client.force_login(marketing)
    assert client.get(f"{path}/delete/").status_code == 200
    assert client.post(f"{path}/delete/").status_code == 302
    assert not CustomerSpending.objects.exists()


def test_the_same_over_rest(client: Client, marketing: User) -> None:
    client.force_login(marketing)
    typed = {name: str(value) for name, value in facts().items()}
    made = client.post("/api/v1/customer-spending/", typed, "application/json")
    assert made.status_code == 201
    path = f"/api/v1/customer-spending/{made.json()['id']}/"
    again = client.post("/api/v1/customer-spending/", typed, "application/json")
    assert again.status_code == 400
    known = "application/json"
    assert client.patch(path, {"won": 1}, known).status_code == 400
    assert client.patch(path, {"won": 200, "revision": 1}, known).status_code == 200
    assert client.patch(path, {"won": 300, "revision": 1}, known).status_code == 409
    found = client.get("/api/v1/customer-costs/").json()
    assert (found["overall"]["ratio"], found["claim"]) == (50.0, 10)
    assert client.delete(path).status_code == 204
    assert client.get("/api/v1/customer-costs/").json()["overall"] is None
