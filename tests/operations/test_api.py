from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Scope
from operations.models import Capability, CapabilityWeek, Initiative
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_initiative,
    make_key,
    make_promise,
)

pytestmark = pytest.mark.django_db
CAPABILITIES = "/api/v1/capabilities/"
INITIATIVES = "/api/v1/initiatives/"
RATE = {
    "code": "packing",
    "name": "Packing line",
    "unit": "parcel",
    "low": "900",
    "likely": 1000,
    "high": 1050.5,
}


def client(user=None, *, scopes=None):
    found = APIClient()
    if user is None:
        found.credentials(HTTP_AUTHORIZATION=f"Bearer {make_key(scopes=scopes)}")
    else:
        found.force_login(user)
    return found


def test_a_system_keeps_a_capability_current():
    shop = client()
    made = shop.post(CAPABILITIES, RATE)
    assert made.status_code == 201, made.content
    assert made.json()["revision"] == 1

    changed = shop.patch(f"{CAPABILITIES}packing/", {"backlog": 7, "revision": 1})

    assert changed.status_code == 200, changed.content
    assert changed.json()["backlog"] == "7.000"
    assert changed.json()["revision"] == 2
    assert shop.delete(f"{CAPABILITIES}packing/").status_code == 204
    assert AuditEvent.objects.count() == 3


def test_a_row_is_found_by_its_code_or_its_number():
    capability = make_capability(code="packing")
    shop = client()
    by_code = shop.get(f"{CAPABILITIES}packing/").json()
    assert by_code == shop.get(f"{CAPABILITIES}{capability.pk}/").json()
    for key in ("nobody", "0", "9" * 30, "9" * 5000, "%00"):
        answer = shop.get(f"{CAPABILITIES}{key}/")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_weeks_are_set_all_or_none_and_read_back():
    make_capability(code="packing", likely=100)
    shop = client()
    week = {
        "week": "2026-01-05",
        "low": "90.000",
        "likely": "95.000",
        "high": "99.000",
        "committed": None,
    }

    answer = shop.put(f"{CAPABILITIES}packing/weeks/", {"revision": 1, "weeks": [week]})

    assert answer.status_code == 200, answer.content
    assert answer.json()["weeks"] == [week]
    assert shop.get(f"{CAPABILITIES}packing/").json()["weeks"] == [week]
    again = {"revision": 2, "weeks": [{"week": "2026-01-05"}]}
    assert shop.put(f"{CAPABILITIES}packing/weeks/", again).json()["weeks"] == []


def test_the_same_weeks_twice_change_nothing_more():
    make_capability(code="packing", likely=100)
    shop = client()
    body = {"revision": 1, "weeks": [{"week": "2026-01-05", "committed": 5}]}
    for _ in range(2):
        answer = shop.put(f"{CAPABILITIES}packing/weeks/", body)
        assert answer.status_code == 200
    assert answer.json()["revision"] == 2
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "weeks",
    [
        [],
        "all",
        None,
        [{"week": "2026-01-06", "committed": 1}],
        [{"week": "yesterday"}],
        [{"week": "2026-01-05", "low": 5}],
        [{"week": "2026-01-05", "low": 5, "likely": 4, "high": 3}],
        [{"week": "2026-01-05", "committed": -1}],
        [{"week": "2026-01-05", "committed": "NaN"}],
        [{"week": "2026-01-05", "committed": 1e308}],
        [{"week": "2026-01-05", "committed": "9" * 5000}],
        [{"week": "2026-01-05"}, {"week": "2026-01-05"}],
        [{"week": "2026-01-05"}] * 1001,
    ],
)
def test_weeks_that_are_not_right_are_named(weeks):
    make_capability(code="packing")
    body = {"revision": 1, "weeks": weeks}
    answer = client().put(f"{CAPABILITIES}packing/weeks/", body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["next_step"]
    assert not CapabilityWeek.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"likely": "NaN"},
        {"likely": "1e999"},
        {"likely": "9" * 5000},
        {"likely": -1},
        {"likely": [1]},
        {"likely": {"a": 1}},
        {"low": 2000},
        {"servers": 5},
        {"kind": "magic"},
        {"code": "Not A Code"},
        {"name": None},
        {"name": ""},
        {"name": ["x"]},
        {"unit": "u" * 50},
        {"backlog": True},
    ],
)
def test_what_is_not_right_is_a_problem_that_says_where(fields):
    answer = client().post(CAPABILITIES, RATE | fields)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert not Capability.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a\\u0000"}',
        b'{"likely": NaN}',
        b'{"likely": 1e999, "revision": 1}',
        b'{"likely": ' + b"9" * 5000 + b', "revision": 1}',
        b'{"name": "\\ud800", "revision": 1}',
        b"[" * 100_000,
        b'{"likely": 1' + b"0" * 400 + b', "revision": 1}',
        b"not json",
        b"[]",
        b'"text"',
        b"null",
        b"\xff",
    ],
)
def test_a_document_that_is_none_is_refused(body):
    make_capability(code="packing")
    answer = client().patch(
        f"{CAPABILITIES}packing/", data=body, content_type="application/json"
    )
    assert answer.status_code == 400, answer.content


def test_a_change_needs_the_revision_that_was_read():
    make_capability(code="packing")
    shop = client()
    address = f"{CAPABILITIES}packing/"
    assert shop.patch(address, {"name": "New"}).status_code == 400
    assert shop.patch(address, {"name": "New", "revision": 1}).status_code == 200
    late = shop.patch(address, {"name": "Late", "revision": 1})
    assert late.status_code == 409
    assert "somebody else changed" in late.json()["detail"].lower()
    body = {"revision": 1, "weeks": [{"week": "2026-01-05", "committed": 1}]}
    assert shop.put(f"{address}weeks/", body).status_code == 409


def test_a_code_stays():
    make_capability(code="packing")
    answer = client().patch(f"{CAPABILITIES}packing/", {"code": "other", "revision": 1})
    assert answer.status_code == 400
    assert "code" in answer.json()["errors"]


def test_what_is_leaned_on_is_not_deleted():
    capability = make_capability(code="packing")
    make_promise(requires=[(capability, 1)])
    answer = client().delete(f"{CAPABILITIES}packing/")
    assert answer.status_code == 409
    assert "1 requirement" in answer.json()["detail"]


def test_a_key_without_the_scope_reads_and_does_not_write():
    make_capability(code="packing")
    reader = client(scopes=[Scope.READ])
    assert reader.get(CAPABILITIES).status_code == 200
    assert reader.post(CAPABILITIES, RATE | {"code": "x"}).status_code == 403
    blind = client(scopes=[Scope.OPERATIONS])
    assert blind.get(CAPABILITIES).status_code == 403


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("ceo", 200, 403),
        ("operations", 200, 201),
        ("marketing", 200, 403),
        ("frontline", 200, 403),
        ("outsider", 403, 403),
    ],
)
def test_everybody_sees_and_changes_what_is_theirs(
    who, reads, writes, request, settings
):
    visitor = client(request.getfixturevalue(who))
    assert visitor.get(CAPABILITIES).status_code == reads
    assert visitor.post(CAPABILITIES, RATE).status_code == writes


def test_a_stranger_is_asked_to_sign_in():
    assert APIClient().get(CAPABILITIES).status_code == 401


def test_lists_are_filtered_ordered_and_paged():
    make_capability(code="b", name="Zebra")
    make_capability(code="a", name="Ant", kind=Capability.Kind.STAFFED)
    shop = client()

    def codes(query):
        answer = shop.get(f"{CAPABILITIES}?{query}")
        assert answer.status_code == 200, answer.content
        return [row["code"] for row in answer.json()["results"]]

    assert codes("") == ["a", "b"]
    assert codes("ordering=-code") == ["b", "a"]
    assert codes("kind=staffed") == ["a"]
    assert codes("q=zeb") == ["b"]
    assert codes("page_size=1&page=2") == ["b"]
    assert shop.get(f"{CAPABILITIES}?kind=magic").status_code == 400
    assert shop.get(f"{CAPABILITIES}?q=%00").status_code == 400
    assert shop.get(f"{CAPABILITIES}?page=abc").status_code == 404
    assert codes("ordering=password") == ["a", "b"]


def test_lists_ask_as_often_for_ten_as_for_one(operations, count_queries):
    browser = client(operations)
    make_initiative()
    addresses = (CAPABILITIES, INITIATIVES)
    one = [count_queries(browser, address) for address in addresses]
    for _ in range(10):
        make_initiative()
    assert [count_queries(browser, address) for address in addresses] == one


# --- Initiatives -------------------------------------------------------------


def test_a_system_proposes_and_the_ceo_funds(ceo):
    make_capability(code="packing")
    body = {
        "code": "second-line",
        "name": "Second line",
        "capability": "packing",
        "cost": "15000.00",
        "adds": "200",
        "available_from": "2026-03-02",
    }
    made = client().post(INITIATIVES, body)
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "candidate"

    funded = client(ceo).post(f"{INITIATIVES}second-line/fund/", {"revision": 1})

    assert funded.status_code == 200, funded.content
    assert funded.json()["state"] == "funded"
    assert funded.json()["funded_by"] == ceo.name
    back = client(ceo).post(f"{INITIATIVES}second-line/take-back/")
    assert back.json()["state"] == "candidate"


@pytest.mark.parametrize("who", ["key", "operations", "marketing", "frontline"])
def test_nobody_else_funds_by_any_route(who, request):
    initiative = make_initiative(code="second-line")
    user = None if who == "key" else request.getfixturevalue(who)
    visitor = client(user)
    for step in ("fund", "take-back"):
        answer = visitor.post(f"{INITIATIVES}second-line/{step}/", {"revision": 1})
        assert answer.status_code == 403
    visitor.patch(
        f"{INITIATIVES}second-line/",
        {"state": "funded", "funded_by": "Clara Ek", "revision": 1},
    )
    initiative.refresh_from_db()
    assert initiative.state == Initiative.State.CANDIDATE


def test_the_ceo_funds_what_was_read(ceo):
    make_initiative(code="second-line")
    address = f"{INITIATIVES}second-line/fund/"
    shop = client()
    shop.patch(f"{INITIATIVES}second-line/", {"cost": "99000.00", "revision": 1})
    assert client(ceo).post(address, {}).status_code == 400
    assert client(ceo).post(address, {"revision": 1}).status_code == 409


def test_an_initiative_is_dropped_and_reconsidered():
    make_initiative(code="second-line")
    shop = client()
    for step, state in (("drop", "dropped"), ("reconsider", "candidate")):
        answer = shop.post(f"{INITIATIVES}second-line/{step}/")
        assert answer.json()["state"] == state
    assert shop.delete(f"{INITIATIVES}second-line/").status_code == 405


@pytest.mark.parametrize(
    "fields",
    [
        {"capability": "nobody"},
        {"capability": 5},
        {"capability": ["packing"]},
        {"cost": "-1"},
        {"cost": "1e999"},
        {"adds": 0},
        {"available_from": "soon"},
    ],
)
def test_a_proposal_that_is_not_right_is_named(fields):
    make_capability(code="packing")
    body = {
        "code": "second-line",
        "name": "Second line",
        "capability": "packing",
        "cost": "1.00",
        "adds": "1",
        "available_from": "2026-03-02",
    }
    answer = client().post(INITIATIVES, body | fields)
    assert answer.status_code == 400, answer.content
    assert not Initiative.objects.exists()


def test_initiatives_are_filtered(ceo):
    packing = make_capability(code="packing")
    make_initiative(code="one", capability=packing, adds=Decimal(1))
    make_initiative(
        code="two",
        state=Initiative.State.FUNDED,
        funded_by=ceo,
        funded_at=NOW,
        available_from=MONDAY,
    )
    shop = client()
    by_state = shop.get(f"{INITIATIVES}?state=funded").json()["results"]
    assert [row["code"] for row in by_state] == ["two"]
    of_packing = shop.get(f"{INITIATIVES}?capability={packing.pk}").json()["results"]
    assert [row["code"] for row in of_packing] == ["one"]
    assert shop.get(f"{INITIATIVES}?capability=x").status_code == 400
