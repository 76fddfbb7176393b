"""What-if over REST."""

from decimal import Decimal

import pytest

from planner.scenarios import runs
from planner.scenarios.models import Comparison, Scenario
from tests.make import NOW
from tests.scenarios.company import compared, make_company, make_scenario

pytestmark = pytest.mark.django_db
SCENARIOS, COMPARISONS = "/api/v1/scenarios/", "/api/v1/comparisons/"


def send(browser, method, path, data=None):
    call = getattr(browser, method)
    return call(path, data, content_type="application/json")


def test_a_scenario_is_written_compared_and_promoted(marketing, signed_in):
    company = make_company()
    browser = signed_in(marketing)
    made = send(browser, "post", SCENARIOS, {"name": "Half", "question": "?"})
    assert made.status_code == 201
    one = f"{SCENARIOS}{made.json()['id']}/"
    body = {
        "revision": 1,
        "kind": "volume",
        "plan": company.waiting.pk,
        "amount": "50",
    }
    supposed = send(browser, "post", f"{one}changes/", body)
    assert supposed.status_code == 201
    [change] = supposed.json()["changes"]
    assert change["sentence"].startswith("“Waiting” is carried out, at 50 %")
    stale = send(browser, "post", f"{one}changes/", {**body, "kind": "plan-in"})
    assert stale.status_code == 409
    asked = send(browser, "post", COMPARISONS, {"scenarios": [made.json()["id"]]})
    assert asked.status_code == 202
    assert runs.compare_next(now=NOW)
    found = browser.get(asked["Location"]).json()
    assert found["state"] == "done"
    assert len(found["result"]["columns"][1]["each"]["all"]) == 8
    assert "result" not in browser.get(COMPARISONS).json()["results"][0]
    proposed = browser.get(f"{one}proposals/").json()
    assert proposed["drafts"][0]["original"] == company.waiting.pk
    promoted = send(browser, "post", f"{one}promote/", {"revision": 2})
    assert promoted.json()["state"] == "promoted"
    assert promoted.json()["drafts"][0]["original"] == company.waiting.pk


def test_it_is_renamed_trimmed_discarded_restored_and_copied(marketing, signed_in):
    make_company()
    scenario = make_scenario(marketing, {"kind": "fund", "initiative": "line"})
    browser, one = signed_in(marketing), f"{SCENARIOS}{scenario.pk}/"
    missing = send(browser, "put", one, {"name": "New"})
    assert missing.status_code == 400
    named = send(browser, "put", one, {"name": "New", "revision": 2, "shared": False})
    assert (named.json()["name"], named.json()["shared"]) == ("New", False)
    change = scenario.changes.get().pk
    gone = browser.delete(f"{one}changes/{change}/?revision=3")
    assert gone.status_code == 204
    assert browser.delete(f"{one}changes/{change}/?revision=4").status_code == 404
    assert browser.delete(one).status_code == 400
    assert browser.delete(f"{one}?revision=4").status_code == 204
    assert browser.get(one).json()["state"] == "discarded"
    assert send(browser, "post", f"{one}restore/").json()["state"] == "open"
    assert send(browser, "post", f"{one}copy/").status_code == 201
    assert Scenario.objects.count() == 2


def test_a_comparison_is_cancelled(marketing, signed_in):
    browser = signed_in(marketing)
    keys = [make_scenario(marketing).pk]
    for way in ("post", "delete"):
        run = send(browser, "post", COMPARISONS, {"scenarios": keys}).json()["id"]
        tail = "cancel/" if way == "post" else ""
        assert send(browser, way, f"{COMPARISONS}{run}/{tail}").status_code < 300
        assert Comparison.objects.get(pk=run).state == "cancelled"
        again = send(browser, way, f"{COMPARISONS}{run}/{tail}")
        assert again.status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "magic"},
        {"kind": ["move"]},
        {"kind": "move", "plan": 2**70, "amount": "1"},
        {"kind": "move", "plan": "x", "amount": "1"},
        {"kind": "demand", "amount": "NaN"},
        {"kind": "demand", "amount": "1" * 5000},
        {"kind": "demand", "amount": "1e400"},
        {"kind": "demand", "amount": 120, "from_week": "9999-12-31"},
        {"kind": "demand", "amount": 120, "promise": "\ud800"},
        {"kind": "fund", "initiative": "\x00"},
        {"kind": "without", "plan": 1, "tactic": "\x00"},
    ],
)
def test_what_cannot_be_supposed_is_a_clear_error(body, marketing, signed_in):
    scenario = make_scenario(marketing)
    address = f"{SCENARIOS}{scenario.pk}/changes/"
    answer = send(signed_in(marketing), "post", address, {"revision": 1, **body})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "keys", [[], [0], [-1], [2**70], ["x"], [1] * 9, "all", None, [404]]
)
def test_what_cannot_be_compared_is_a_clear_error(keys, marketing, signed_in):
    answer = send(signed_in(marketing), "post", COMPARISONS, {"scenarios": keys})
    assert answer.status_code == 400


def test_lists_are_filtered_and_ask_as_often_however_long_they_are(
    marketing, ceo, signed_in, django_assert_max_num_queries
):
    company = make_company()
    browser = signed_in(ceo)
    first = make_scenario(marketing, {"kind": "fund", "initiative": "line"})
    compared(ceo, first)
    counts = []
    for path in (SCENARIOS, COMPARISONS):
        with django_assert_max_num_queries(25) as counted:
            browser.get(path)
        counts.append(len(counted))
    for number in range(5):
        row = make_scenario(
            marketing,
            {"kind": "plan-in", "plan": company.waiting.pk},
            {"kind": "demand", "amount": Decimal(110 + number)},
            name=f"S{number}",
        )
        compared(ceo, row)
    for path, few in zip((SCENARIOS, COMPARISONS), counts, strict=True):
        with django_assert_max_num_queries(few):
            browser.get(path)
    names = browser.get(f"{SCENARIOS}?name=s1&state=open").json()["results"]
    assert [row["name"] for row in names] == ["S1"]
    assert browser.get(f"{SCENARIOS}?author=x").status_code == 400


def test_what_one_may_not_see_is_not_there(operations, marketing, signed_in):
    scenario = make_scenario(marketing, shared=False)
    browser = signed_in(operations)
    assert browser.get(f"{SCENARIOS}{scenario.pk}/").status_code == 404
    assert browser.get(SCENARIOS).json()["results"] == []
    for path in ("copy", "promote", "changes", "restore"):
        address = f"{SCENARIOS}{scenario.pk}/{path}/"
        assert send(browser, "post", address, {}).status_code == 404
