"""Needs × promises: linking them, and what stands on the matrix, its file and REST."""

import csv

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.refusals import Conflict, NotAllowed
from promises.models import PromiseState, ServedNeed
from promises.queries.needs import counted, matrix, standing_needs
from promises.services import serve, set_needs
from tests.make import NOW, make_key, make_need, make_promise, make_segment

MATRIX = reverse("promises:needs")


@pytest.fixture
def promise(marketing):
    return make_promise(owner=marketing, statement="Your week", code="your-week")


def link(actor, promise, *needs):
    promise.refresh_from_db()
    return set_needs(
        actor=actor,
        promise=promise,
        needs=list(needs),
        revision=promise.revision,
        now=NOW,
    )


def served(promise):
    rows = ServedNeed.objects.filter(promise=promise).order_by("need__code")
    return list(rows.values_list("need__code", flat=True))


def test_a_promise_serves_these_needs_and_no_others(promise, operations):
    one, two = make_need(code="one"), make_need(code="two")
    link(operations, promise, one)
    link(operations, promise, two)
    assert served(promise) == ["two"]
    promise.refresh_from_db()
    assert promise.revision == 3
    told = AuditEvent.objects.filter(action="promise.needs-changed").latest("pk")
    assert told.changes == {"needs": [["one"], ["two"]]}


def test_the_same_said_twice_changes_nothing(promise, marketing):
    need = make_need()
    link(marketing, promise, need)
    set_needs(actor=marketing, promise=promise, needs=[need], revision=1, now=NOW)
    assert promise.revision == 2
    assert AuditEvent.objects.count() == 1


def test_who_saw_an_older_revision_is_told(promise, marketing):
    link(marketing, promise, make_need())
    with pytest.raises(Conflict):
        set_needs(
            actor=marketing, promise=promise, needs=[make_need()], revision=1, now=NOW
        )
    assert ServedNeed.objects.count() == 1


def test_one_need_is_added_and_taken_out(promise, marketing):
    kept, other = make_need(code="kept"), make_need(code="other")
    link(marketing, promise, kept)
    for serves, after in ((True, ["kept", "other"]), (False, ["kept"])):
        serve(
            actor=marketing,
            promise=promise,
            need=other,
            serves=serves,
            revision=promise.revision,
            now=NOW,
        )
        assert served(promise) == after


def test_a_retired_promise_serves_nobody_and_the_frontline_says_nothing(
    marketing, frontline
):
    gone = make_promise(owner=marketing, state=PromiseState.RETIRED)
    with pytest.raises(Conflict):
        link(marketing, gone, make_need())
    with pytest.raises(NotAllowed):
        link(frontline, make_promise(), make_need())


def test_a_need_is_promised_in_the_making_or_nobody_s(ceo, marketing):
    needs = {code: make_need(code=code, importance=5) for code in "abc"}
    link(marketing, make_promise(), needs["b"])
    for state in (PromiseState.LIVE, PromiseState.IDEA):
        link(marketing, make_promise(state=state), needs["a"])
    make_need(code="d", importance=3)
    rows = matrix(list(standing_needs(ceo)), ceo).rows
    assert {row.need.code: row.standing for row in rows} == {
        "a": "promised",
        "b": "in-the-making",
        "c": "nobody",
        "d": "nobody",
    }
    counts = counted(standing_needs(ceo))
    assert (counts.needs, counts.matter, counts.unserved) == (4, 3, 1)


def test_the_page_says_what_is_unserved_and_what_serves_nobody(
    promise, marketing, signed_in
):
    need = make_need(statement="I want my day", importance=5)
    text = signed_in(marketing).get(MATRIX).content.decode()
    assert "1 of 1 need that matters is promised by nobody" in " ".join(text.split())
    assert "1 promise serves no need" in text
    link(marketing, promise, need)
    text = signed_in(marketing).get(MATRIX).content.decode()
    assert "serves no need" not in text
    assert 'aria-pressed="true"' in text


def test_filters_are_by_segment_and_by_standing(promise, marketing, signed_in):
    families = make_segment(code="families")
    make_need(statement="Of families", segment=families)
    make_need(statement="Of everybody")
    make_need(statement="Of others", segment=make_segment())
    browser = signed_in(marketing)
    text = browser.get(f"{MATRIX}?segment=families").content.decode()
    assert "Of families" in text
    assert "Of everybody" in text
    assert "Of others" not in text
    assert "No need fits" in browser.get(f"{MATRIX}?only=promised").content.decode()


@pytest.mark.parametrize(
    "query", ["page=abc", "page=9", "segment=%00", "only=x", "segment=" + "9" * 5000]
)
def test_the_page_bears_any_address(promise, marketing, signed_in, query):
    make_need()
    assert signed_in(marketing).get(f"{MATRIX}?{query}").status_code == 200


def cell(promise, need, serves="1", revision=None):
    seen = promise.revision if revision is None else revision
    return {"cell": f"{promise.pk}-{need.pk}-{serves}-{seen}"}


def test_a_cell_is_changed_by_a_plain_post(promise, marketing, signed_in):
    need = make_need(code="one")
    browser = signed_in(marketing)
    answer = browser.post(f"{MATRIX}?segment=", cell(promise, need))
    assert answer.status_code == 302
    assert answer["Location"] == f"{MATRIX}?segment="
    assert served(promise) == ["one"]


def test_with_scripts_the_table_comes_back_with_fresh_revisions(
    promise, marketing, signed_in
):
    need = make_need(code="one")
    browser = signed_in(marketing)
    asked = {"HX-Request": "true"}
    answer = browser.post(MATRIX, cell(promise, need), headers=asked)
    text = answer.content.decode()
    assert "<html" not in text
    assert f'value="{promise.pk}-{need.pk}-0-{promise.revision + 1}"' in text
    late = browser.post(MATRIX, cell(promise, need, "0"), headers=asked)
    assert late.status_code == 409
    assert "Somebody changed this promise" in late.content.decode()
    assert served(promise) == ["one"]


@pytest.mark.parametrize("sent", ["", "1-2-3-4", "x", "1-1-1-1\n", "9" * 6000])
def test_a_cell_that_is_none_is_not_there(promise, marketing, signed_in, sent):
    assert signed_in(marketing).post(MATRIX, {"cell": sent}).status_code == 404


def test_as_many_queries_for_many_rows_as_for_one(
    promise, marketing, signed_in, count_queries
):
    browser = signed_in(marketing)
    link(marketing, promise, make_need())
    few = count_queries(browser, MATRIX)
    for _ in range(10):
        link(marketing, make_promise(owner=marketing), make_need(), make_need())
    assert count_queries(browser, MATRIX) == few


def test_one_promise_s_needs_are_ticked_on_its_own_page(promise, marketing, signed_in):
    one, two = make_need(code="one"), make_need(code="two", statement="I want two")
    link(marketing, promise, one)
    browser = signed_in(marketing)
    here = reverse("promises:served", args=[promise.pk])
    assert browser.get(here).content.decode().count("checked") == 1
    promise.refresh_from_db()
    sent = {"needs": [one.pk, two.pk], "revision": promise.revision}
    assert browser.post(here, sent).status_code == 302
    assert served(promise) == ["one", "two"]
    late = browser.post(here, {"needs": [two.pk], "revision": 1})
    assert late.status_code == 409
    assert late.content.decode().count("checked") == 1
    shown = browser.get(f"/promises/{promise.pk}/").content.decode()
    assert "I want two" in shown


def test_the_file_has_a_column_for_each_promise(promise, marketing, signed_in):
    need = make_need(code="one", statement="=1+1")
    make_need(code="two")
    link(marketing, promise, need)
    other = make_promise(owner=marketing, code="another", statement="Another")
    answer = signed_in(marketing).get(reverse("promises:needs-export", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows[0]["statement"] == "'=1+1"
    assert [row["your-week"] for row in rows] == ["serves", ""]
    assert {row[other.code] for row in rows} == {""}
    sheet = signed_in(marketing).get(reverse("promises:needs-export", args=["xlsx"]))
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_rest_links_and_lists(promise, marketing, client, count_queries):
    families = make_segment(code="families")
    make_need(code="one", importance=5, segment=families)
    make_need(code="two", importance=2)
    headers = {"Authorization": f"Bearer {make_key()}"}
    put = {"content_type": "application/json", "headers": headers}
    address = f"/api/v1/promises/{promise.pk}/needs/"
    done = client.put(address, {"needs": ["one"], "revision": 1}, **put)
    assert done.json()["needs"] == ["one"]
    assert client.put(address, {"needs": [], "revision": 1}, **put).status_code == 409
    wrong = client.put(address, {"needs": ["nothing"], "revision": 2}, **put)
    assert wrong.status_code == 400
    listed = client.get("/api/v1/served-needs/", headers=headers).json()["results"]
    assert [
        (row["code"], row["matters"], row["standing"], row["promises"])
        for row in listed
    ] == [
        ("one", True, "in-the-making", ["your-week"]),
        ("two", False, "nobody", []),
    ]
    for query, codes in (
        ("standing=nobody", ["two"]),
        ("segment=families", ["one", "two"]),
        ("importance_from=4", ["one"]),
        ("ordering=importance", ["two", "one"]),
    ):
        found = client.get(f"/api/v1/served-needs/?{query}", headers=headers).json()
        assert [row["code"] for row in found["results"]] == codes, query
