"""The pages of what-if, from an empty list to drafts."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planner.scenarios import runs, services
from planner.scenarios.models import Change, Comparison, Scenario
from tests.make import NOW, make_plan, make_tactic
from tests.scenarios.company import compared, make_company, make_scenario, suppose

pytestmark = pytest.mark.django_db
HOME = "/decide/what-if/"


def text(response):
    return " ".join(response.content.decode().split())


def test_an_empty_list_says_what_to_do(ceo, signed_in):
    page = text(signed_in(ceo).get(HOME))
    assert "Draw up the first scenario" in page


def test_a_scenario_is_drawn_up_page_by_page(marketing, signed_in):
    company = make_company()
    browser = signed_in(marketing)
    answer = browser.post(
        f"{HOME}new/", {"name": "Later", "question": "Is it enough?", "shared": "on"}
    )
    scenario = Scenario.objects.get()
    assert answer["Location"] == f"{HOME}{scenario.pk}/"
    forms = {
        "move": {"plan": company.waiting.pk, "amount": "4"},
        "without": {"plan": f"{company.waiting.pk}:radio"},
        "fund": {"initiative": "line"},
        "capacity-plus": {"capability": "packing", "amount": "10"},
        "demand": {"amount": "120"},
        "queue": {"who_waits": "everyone"},
        "keepable": {"amount": "95"},
        "plan-out": {"plan": company.made.pk},
    }
    for kind, fields in forms.items():
        address = f"{HOME}{scenario.pk}/suppose/{kind}/"
        form = browser.get(address).context["form"]
        sent = fields | {"revision": form["revision"].value()}
        assert browser.post(address, sent).status_code == 302, kind
    page = text(browser.get(f"{HOME}{scenario.pk}/"))
    assert "“Waiting” is carried out, 4 weeks later." in page
    assert "Packing has 10 more parcels a week." in page
    change = Change.objects.earliest("pk")
    scenario.refresh_from_db()
    browser.post(
        f"{HOME}{scenario.pk}/changes/{change.pk}/remove/",
        {"revision": scenario.revision},
    )
    assert "4 weeks later" not in text(browser.get(f"{HOME}{scenario.pk}/"))


def test_what_is_wrong_is_said_beside_its_field(marketing, signed_in):
    company = make_company()
    scenario = make_scenario(marketing)
    browser = signed_in(marketing)
    address = f"{HOME}{scenario.pk}/suppose/volume/"
    for amount in ("", "NaN", "Infinity", "1" * 5000, "-3", "100", "\x00"):
        answer = browser.post(
            address, {"plan": company.made.pk, "amount": amount, "revision": 1}
        )
        assert answer.status_code == 422, amount
        assert "amount" in answer.context["form"].errors
    stale = browser.post(
        address, {"plan": company.made.pk, "amount": "60", "revision": 7}
    )
    assert stale.status_code == 409
    line = {"capability": "packing", "amount": "5", "from_week": "2001-01-01"}
    early = browser.post(
        address.replace("volume", "capacity-plus"), line | {"revision": 1}
    )
    assert "from_week" in early.context["form"].errors
    foreign = browser.post(address, {"plan": "9" * 30, "amount": "60", "revision": 1})
    assert foreign.status_code == 422
    assert browser.get(f"{HOME}{scenario.pk}/suppose/magic/").status_code == 404
    for name in ("", "x" * 99, "a\x00b"):
        assert browser.post(f"{HOME}new/", {"name": name}).status_code == 422


def test_a_list_is_filtered_in_its_address(marketing, ceo, signed_in):
    make_scenario(marketing, name="Alpha")
    put_away = make_scenario(marketing, name="Beta")
    services.discard(actor=marketing, scenario=put_away, revision=1, now=NOW)
    browser = signed_in(ceo)
    for query, seen in (
        ("", {"Alpha"}),
        ("?state=all", {"Alpha", "Beta"}),
        ("?state=discarded", {"Beta"}),
        ("?q=alp", {"Alpha"}),
        (f"?author={marketing.pk}&q=zzz", set()),
        ("?state=magic&author=x&page=abc&q=%00", {"Alpha"}),
    ):
        rows = browser.get(HOME + query).context["page"].object_list
        assert {row.name for row in rows} == seen, query


def test_the_list_asks_as_often_however_long_it_is(
    marketing, ceo, signed_in, django_assert_max_num_queries
):
    company = make_company()
    browser = signed_in(ceo)
    first = make_scenario(marketing, {"kind": "fund", "initiative": "line"})
    compared(ceo, first)
    with django_assert_max_num_queries(40) as counted:
        browser.get(HOME)
    few = len(counted)
    for number in range(6):
        row = make_scenario(
            marketing,
            {"kind": "plan-in", "plan": company.waiting.pk},
            name=f"S{number}",
        )
        services.compare(actor=ceo, scenarios=[row.pk, first.pk], now=NOW)
    with django_assert_max_num_queries(few):
        browser.get(HOME)


def test_scenarios_are_put_side_by_side(marketing, ceo, signed_in):
    company = make_company()
    crowd = make_scenario(
        marketing, {"kind": "plan-in", "plan": company.waiting.pk}, name="Crowd"
    )
    room = make_scenario(
        ceo,
        {"kind": "plan-in", "plan": company.waiting.pk},
        {"kind": "capacity-plus", "capability": "packing", "amount": Decimal(60)},
        name="Room",
    )
    browser = signed_in(ceo)
    asked = f"{HOME}compare/?s={crowd.pk}&s={room.pk}"
    assert "Score them side by side" in text(browser.get(asked))
    answer = browser.post(f"{HOME}compare/", {"s": [crowd.pk, room.pk]})
    run = Comparison.objects.get()
    address = f"{HOME}comparisons/{run.pk}/"
    assert answer["Location"] == address
    assert "Waiting for a worker" in text(browser.get(address))
    part = browser.get(f"{address}progress/", HTTP_HX_REQUEST="true")
    assert "Waiting for a worker" in text(part)
    assert browser.get(f"{address}progress/").status_code == 302
    assert runs.compare_next(now=NOW)
    page = browser.get(address).context["page"]
    assert [head.verdict for head in page.heads] == [
        "Keepable",
        "Not keepable",
        "Keepable",
    ]
    rows = {row.key: row for row in page.rows}
    assert rows["all"].winner == "As it is, B"
    assert rows["value"].winner == "B"
    assert rows["all"].cells[1].sign == "worse"
    assert rows["all"].cells[2].change == ""
    assert page.phrases[0].text == "B, “Room”,"
    # Asked again, what was found is shown.
    assert browser.get(asked)["Location"] == address
    done = browser.get(f"{address}progress/", HTTP_HX_REQUEST="true")
    assert done["HX-Refresh"] == "true"
    only = browser.get(f"{address}?only=differing").context["page"]
    assert all(row.differs for row in only.rows)
    assert only.hidden == len(page.rows) - len(only.rows)


def test_the_page_says_when_it_is_not_true_any_more(ceo, signed_in):
    company = make_company()
    scenario = make_scenario(ceo, {"kind": "fund", "initiative": "line"})
    run = compared(ceo, scenario)
    browser, address = signed_in(ceo), f"{HOME}comparisons/{run.pk}/"
    suppose(scenario, {"kind": "plan-in", "plan": company.waiting.pk})
    assert "More packers changed since" in text(browser.get(address))


def test_a_comparison_is_taken_along_as_a_file(ceo, signed_in):
    company = make_company()
    scenario = make_scenario(
        ceo, {"kind": "plan-in", "plan": company.waiting.pk}, name="=1+1"
    )
    run = compared(ceo, scenario)
    browser = signed_in(ceo)
    answer = browser.get(reverse("scenarios:export", args=[run.pk, "csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    head, first = rows[0], rows[1]
    assert head[3:7] == [
        "As it is",
        "As it is, standard error",
        "As it is, differs",
        "A: =1+1",
    ]
    assert first[1] == "All that plans promise is kept"
    assert float(first[3]) > float(first[6])
    book = browser.get(reverse("scenarios:export", args=[run.pk, "xlsx"]))
    assert b"".join(book).startswith(b"PK")
    waiting = services.compare(actor=ceo, scenarios=[scenario.pk], now=NOW)
    empty = browser.get(reverse("scenarios:export", args=[waiting.pk, "csv"]))
    assert len(b"".join(empty).splitlines()) == 1


def test_a_choice_that_cannot_stand_side_by_side_is_told(ceo, operations, signed_in):
    own = [make_scenario(ceo, name=f"S{n}").pk for n in range(5)]
    browser = signed_in(ceo)
    many = "&".join(f"s={key}" for key in own)
    assert "At most 4 fit" in text(browser.get(f"{HOME}compare/?{many}"))
    for query in ("", "?s=abc", "?s=", f"?s={'9' * 30}", "?s=99999", "?s=%00"):
        assert browser.get(f"{HOME}compare/{query}").status_code == 200
    assert browser.post(f"{HOME}compare/", {}).status_code == 422
    hidden = make_scenario(operations, shared=False)
    refusal = browser.post(f"{HOME}compare/", {"s": [hidden.pk]})
    assert refusal.status_code == 400
    assert browser.get(f"{HOME}{hidden.pk}/").status_code == 404


def test_a_comparison_is_cancelled_on_its_page(ceo, signed_in):
    run = services.compare(actor=ceo, scenarios=[make_scenario(ceo).pk], now=NOW)
    browser, address = signed_in(ceo), f"{HOME}comparisons/{run.pk}/"
    browser.post(f"{address}cancel/")
    assert "It was cancelled" in text(browser.get(address))


def test_a_scenario_is_put_away_taken_out_and_copied(marketing, ceo, signed_in):
    make_company()
    scenario = make_scenario(marketing, {"kind": "fund", "initiative": "line"})
    own, address = signed_in(marketing), f"{HOME}{scenario.pk}/"
    assert "It stays on record" in text(own.get(f"{address}discard/"))
    own.post(f"{address}discard/", {"revision": scenario.revision})
    assert "Take it out again" in text(own.get(address))
    own.post(f"{address}restore/")
    scenario.refresh_from_db()
    assert scenario.state == "open"
    answer = signed_in(ceo).post(f"{address}copy/")
    copied = Scenario.objects.get(author=ceo)
    assert answer["Location"] == f"{HOME}{copied.pk}/"
    assert copied.changes.count() == 1


def test_promoting_shows_first_and_then_makes(operations, marketing, signed_in):
    company = make_company(marketing)
    scenario = make_scenario(
        operations,
        {"kind": "volume", "plan": company.waiting.pk, "amount": Decimal(50)},
        {"kind": "capacity-plus", "capability": "packing", "amount": Decimal(30)},
        {"kind": "keepable", "amount": Decimal(95)},
    )
    browser, address = signed_in(operations), f"{HOME}{scenario.pk}/promote/"
    page = text(browser.get(address))
    assert "1 new draft of yours would be made" in page
    assert "The policy is the CEO&#x27;s" in page
    key = scenario.changes.get(kind="capacity-plus").pk
    half = {"revision": scenario.revision, f"name-{key}": "Two packers"}
    answer = browser.post(address, half)
    assert answer.status_code == 422
    assert f"cost-{key}" in answer.context["form"].errors
    browser.post(address, half | {f"cost-{key}": "9000"})
    done = text(browser.get(f"{HOME}{scenario.pk}/"))
    assert "Waiting, More packers" in done
    assert "Two packers" in done
    foreign = text(signed_in(marketing).get(address))
    assert "Only Olga Berg promotes it" in foreign


def test_a_draft_of_somebody_else_is_on_no_page(operations, marketing, signed_in):
    company = make_company()
    secret = make_plan(title="Secret", author=marketing)
    make_tactic(secret, [company.promise])
    scenario = make_scenario(marketing, {"kind": "plan-in", "plan": secret.pk})
    run = compared(marketing, scenario)
    browser = signed_in(operations)
    own = make_scenario(operations, name="Own")
    for kind in ("plan-in", "move", "volume", "without"):
        assert "Secret" not in text(browser.get(f"{HOME}{own.pk}/suppose/{kind}/"))
    assert "Secret" not in text(browser.get(HOME))
    assert browser.get(f"{HOME}{scenario.pk}/").status_code == 404
    assert browser.get(f"{HOME}comparisons/{run.pk}/").status_code == 404
    asked = browser.post(f"{HOME}compare/", {"s": [scenario.pk]})
    assert asked.status_code == 400


def listed_in(browser, asked=""):
    answer = browser.get(reverse("scenarios:list-export", args=["csv"]) + asked)
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_the_list_is_taken_along_as_it_is_narrowed(marketing, ceo, signed_in):
    make_scenario(marketing, {"kind": "demand", "amount": Decimal(120)}, name="More")
    make_scenario(marketing, name="=Less", question="What if fewer ask?")
    make_scenario(marketing, name="My own", shared=False)
    browser = signed_in(ceo)
    rows = {row["scenario"]: row for row in listed_in(browser)}
    assert set(rows) == {"More", "'=Less"}
    assert "120" in rows["More"]["what is different"]
    assert rows["More"]["changes"] == "1"
    (found,) = listed_in(browser, "?q=fewer")
    assert found["question"] == "What if fewer ask?"
    assert listed_in(browser, "?state=discarded") == []
    page = text(browser.get(f"{HOME}?q=fewer"))
    assert "scenarios.csv?q=fewer" in page
    book = browser.get(reverse("scenarios:list-export", args=["xlsx"]))
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_a_longer_list_asks_no_more_of_the_database(
    marketing, signed_in, count_queries
):
    browser = signed_in(marketing)
    address = reverse("scenarios:list-export", args=["csv"])

    def asked():
        with CaptureQueriesContext(connection) as captured:
            b"".join(browser.get(address).streaming_content)
        return len(captured)

    make_scenario(marketing, {"kind": "demand", "amount": Decimal(120)}, name="One")
    asked()  # the first visit also writes the session
    few = asked()
    for number in range(4):
        change = {"kind": "demand", "amount": Decimal(120)}
        make_scenario(marketing, change, name=f"More {number}")
    assert asked() == few
