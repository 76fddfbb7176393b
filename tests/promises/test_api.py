"""Promises and their ledger over REST, as another system sees them."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Company, Role, Scope
from core.weeks import monday_of
from promises import runs
from promises.models import Evidence, KeptWeek, LedgerImport, Outcome, Promise
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_evidence,
    make_key,
    make_made_promise,
    make_promise,
    make_segment,
    make_user,
)
from tests.promises.make_studied import make_complete_idea

API = "/api/v1/"
PROBLEM = "application/problem+json"


class Caller:
    """Another system with a key, or a person who is signed in."""

    def __init__(self, user=None, **key):
        self.client = Client()
        self.headers = {}
        if user is None or user.role == Role.INTEGRATION:
            self.headers["Authorization"] = f"Bearer {make_key(user=user, **key)}"
        else:
            self.client.force_login(user)

    def send(self, method, path, body=None, **options):
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        call = getattr(self.client, method)
        return call(API + path, headers=self.headers, **options)

    def get(self, path):
        return self.send("get", path)

    def post(self, path, body=None, **options):
        return self.send("post", path, body, **options)


@pytest.fixture
def shop(db):
    return Caller()


def row(made, reference="1", /, **fields):
    return {
        "promise": made.code,
        "reference": reference,
        "promised_at": "2026-01-05T08:00:00Z",
        "due_at": "2026-01-07T12:00:00Z",
        "done_at": "2026-01-07T11:00:00Z",
        **fields,
    }


# --- Promises ---------------------------------------------------------------------


def test_a_promise_is_drafted_changed_and_put_up(shop, marketing):
    packing = make_capability(code="packing")
    make_segment(code="families")
    body = {
        "code": "next-week",
        "statement": "You have it next week",
        "owner": marketing.email,
        "requirements": [{"capability": packing.code, "units": "1.5"}],
    }
    answer = shop.post("promises/", body)
    assert answer.status_code == 201
    promise = answer.json()
    assert (promise["state"], promise["revision"]) == ("idea", 1)
    assert promise["requirements"] == [
        {
            "capability": "packing",
            "units": "1.500",
            "lead_weeks": 0,
            "within_minutes": None,
        }
    ]
    assert {"place": "loyalty", "words": "Add evidence that it builds loyalty."} in (
        promise["missing"]
    )
    me = Caller(marketing)
    path = f"promises/{promise['id']}/"
    change = {"segment": "families", "target": "0.95", "revision": 1}
    assert me.send("patch", path, change).json()["segment"] == "families"
    late = me.send("patch", path, change)
    assert (late.status_code, late["Content-Type"]) == (409, PROBLEM)
    refused = me.post(path + "put-up/", {"revision": 2})
    assert refused.status_code == 400
    assert "differentiation" in refused.json()["errors"]


def test_a_complete_promise_goes_up_and_back_over_rest(marketing):
    promise = make_complete_idea(marketing)
    me = Caller(marketing)
    path = f"promises/{promise.pk}/"
    assert me.post(path + "put-up/", {"revision": 1}).json()["state"] == "studied"
    assert me.post(path + "take-back/", {"revision": 2}).json()["state"] == "idea"
    assert me.post(path + "go-live/", {"revision": 3}).status_code == 409


@pytest.mark.parametrize("field", ["state", "id", "created_at", "missing"])
def test_what_is_not_to_be_written_is_not(marketing, field):
    promise = make_promise(owner=marketing)
    body = {"revision": 1, field: "approved", "pitch": "new"}
    Caller(marketing).send("patch", f"promises/{promise.pk}/", body)
    promise.refresh_from_db()
    assert (promise.state, promise.pitch) == ("idea", "new")


def test_requirements_of_a_made_promise_are_operations_to_change(
    marketing, operations, ceo
):
    packing = make_capability(code="packing")
    promise = make_made_promise(ceo=ceo, owner=marketing, requires=[(packing, 1)])
    body = {"revision": 1, "requirements": [{"capability": "packing", "units": "2"}]}
    path = f"promises/{promise.pk}/requirements/"
    assert Caller(marketing).send("put", path, body).status_code == 403
    answer = Caller(operations).send("put", path, body)
    assert answer.json()["requirements"][0]["units"] == "2.000"


def test_a_copy_is_the_caller_s_own(marketing, operations):
    promise = make_promise(owner=marketing, code="fast")
    answer = Caller(operations).post(f"promises/{promise.pk}/copy/")
    assert (answer.status_code, answer.json()["code"]) == (201, "fast-2")
    assert answer.json()["owner"] == operations.email


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "code"),
        ({"code": "Not A Code", "statement": "x"}, "code"),
        ({"code": "a", "statement": "x", "target": "NaN"}, "target"),
        ({"code": "a", "statement": "x", "target": 7}, "target"),
        ({"code": "a", "statement": "x", "segment": "nobody"}, "segment"),
        ({"code": "a", "statement": "x", "owner": "nobody@example.com"}, "owner"),
        ({"code": "a", "statement": "x", "window_weeks": 10**30}, "window_weeks"),
        (
            {"code": "a", "statement": "x", "requirements": [{"capability": "no"}]},
            "requirements[0].capability",
        ),
        ({"code": "a", "statement": "x"}, "owner"),
    ],
)
def test_what_is_wrong_is_named(shop, body, place):
    answer = shop.post("promises/", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert place in answer.json()["errors"]


def test_no_route_of_the_api_makes_a_promise(marketing, ceo):
    promise = make_complete_idea(marketing)
    path = f"promises/{promise.pk}/"
    for caller in (Caller(marketing), Caller(ceo), Caller()):
        for method in ("put", "delete"):
            assert caller.send(method, path, {}).status_code in {403, 405}
        caller.send("patch", path, {"state": "approved", "revision": 1})
    promise.refresh_from_db()
    assert promise.state == "idea"


def test_keys_need_their_scope_and_people_their_role(marketing, frontline, outsider):
    promise = make_promise(owner=marketing)
    reader = Caller(scopes=[Scope.READ])
    assert reader.get("promises/").status_code == 200
    assert reader.post("promises/", {}).status_code == 403
    assert reader.post("outcomes/", []).status_code == 403
    assert Caller(scopes=[Scope.LEDGER]).post("evidence/", {}).status_code == 403
    assert Client().get(API + "promises/").status_code in {401, 403}
    assert Caller(outsider).get("promises/").status_code == 403
    assert Caller(frontline).get(f"promises/{promise.pk}/").status_code == 404
    for place in ("evidence/", "outcomes/", "kept-weeks/", "ledger-imports/"):
        assert Caller(frontline).get(place).status_code == 403


def test_the_frontline_reads_no_evidence(frontline, ceo):
    promise = make_made_promise(ceo=ceo)
    make_evidence(promise)
    assert Caller(frontline).get(f"promises/{promise.pk}/").json()["evidence"] == []


def test_lists_filter_order_and_page(shop, marketing):
    for code in ("b", "a", "c"):
        make_promise(owner=marketing, code=code)
    make_promise(code="other")
    found = shop.get(f"promises/?owner={marketing.email}&ordering=-code&page_size=2")
    assert [p["code"] for p in found.json()["results"]] == ["c", "b"]
    assert found.json()["count"] == 3
    assert shop.get("promises/?state=gone").status_code == 400
    assert shop.get("promises/?page=99").status_code == 404


@pytest.mark.parametrize(
    "place", ["promises/", "evidence/", "outcomes/", "kept-weeks/", "ledger-imports/"]
)
def test_lists_take_as_many_queries_for_many_rows_as_for_few(
    marketing, django_assert_num_queries, place
):
    def fill(count):
        for number in range(count):
            segment = make_segment()
            promise = make_complete_idea(marketing, segment=segment)
            Caller(marketing).post(
                "outcomes/", [row(promise, str(number), segment=segment.code)]
            )
            LedgerImport.objects.create(
                file_name="a.csv",
                content=b"",
                content_hash="",
                uploaded_by=marketing,
                uploaded_at=NOW,
            )

    caller = Caller(marketing)
    fill(1)
    caller.get(place)
    with CaptureQueriesContext(connection) as taken:
        caller.get(place)
    few = len(taken)
    fill(6)
    with django_assert_num_queries(few):
        assert caller.get(place).json()["count"] >= 7


# --- Evidence ---------------------------------------------------------------------


def test_evidence_is_added_read_and_removed(marketing):
    promise = make_promise(owner=marketing, code="fast")
    me = Caller(marketing)
    body = {
        "promise": "fast",
        "criterion": "loyalty",
        "finding": "41 of 100 came back",
        "source": "history",
        "found_on": "2026-01-05",
        "strength": 3,
    }
    answer = me.post("evidence/", body)
    assert answer.status_code == 201
    assert me.get("evidence/?promise=fast").json()["count"] == 1
    wrong = me.post("evidence/", body | {"strength": 9, "found_on": "soon"})
    assert set(wrong.json()["errors"]) == {"strength", "found_on"}
    assert me.send("delete", f"evidence/{answer.json()['id']}/").status_code == 204
    assert not promise.evidence.exists()


def test_evidence_of_what_is_up_stays(marketing, ceo):
    promise = make_made_promise(ceo=ceo, owner=marketing)
    evidence = make_evidence(promise)
    answer = Caller(marketing).send("delete", f"evidence/{evidence.pk}/")
    assert answer.status_code == 409
    assert Evidence.objects.exists()


# --- Outcomes ---------------------------------------------------------------------


def test_outcomes_are_reported_in_bulk_and_twice_changes_nothing(shop):
    promise = make_promise(code="fast")
    rows = [row(promise, str(number)) for number in range(200)]
    assert shop.post("outcomes/", rows).json() == {
        "new": 200,
        "changed": 0,
        "unchanged": 0,
    }
    again = shop.post("outcomes/", rows).json()
    assert again == {"new": 0, "changed": 0, "unchanged": 200}
    assert KeptWeek.objects.get().due == 200
    event = AuditEvent.objects.get(action="ledger.reported")
    assert event.changes == {"outcomes": 200}


def test_one_outcome_may_come_alone_and_be_done_later(shop):
    promise = make_promise()
    shop.post("outcomes/", row(promise, done_at=None))
    assert KeptWeek.objects.get().done == 0
    assert shop.post("outcomes/", row(promise)).json()["changed"] == 1
    assert KeptWeek.objects.get().done == 1
    assert shop.post("outcomes/", row(promise, done_at=None)).json()["unchanged"] == 1


def test_wrong_outcomes_are_named_by_row_and_nothing_is_written(shop):
    promise = make_promise()
    rows = [
        row(promise),
        row(promise, "2", promise="unknown"),
        row(promise, "3", due_at="soon"),
        row(promise, "", segment="nobody"),
    ]
    answer = shop.post("outcomes/", rows)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {
        "[1].promise",
        "[2].due_at",
        "[3].reference",
        "[3].segment",
    }
    twice = shop.post("outcomes/", [row(promise), row(promise)])
    assert set(twice.json()["errors"]) == {"[1].reference"}
    early = shop.post("outcomes/", [row(promise, done_at="2199-01-01")])
    assert set(early.json()["errors"]) == {"[0].done_at"}
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("body", [7, "text", [7], [[]], [None], None, {"promise": []}])
def test_what_is_no_outcome_is_refused(shop, body):
    answer = shop.client.post(
        API + "outcomes/",
        json.dumps(body),
        content_type="application/json",
        headers=shop.headers,
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_too_many_outcomes_are_sent_in_parts(shop):
    answer = shop.post("outcomes/", [{}] * 5001)
    assert answer.status_code == 400
    assert "ledger-imports" in answer.json()["next_step"]


def test_a_report_takes_a_fixed_number_of_queries(shop):
    promise = make_promise()
    shop.post("outcomes/", [row(promise)])

    def queries(rows):
        with CaptureQueriesContext(connection) as taken:
            shop.post("outcomes/", rows)
        return len(taken)

    few = queries([row(promise, f"a{number}") for number in range(3)])
    many = queries([row(promise, f"b{number}") for number in range(60)])
    assert many == few


def test_a_date_without_a_time_is_the_end_of_the_company_s_day(shop):
    Company.objects.create(pk=1, time_zone="Europe/Berlin")
    promise = make_promise()
    shop.post(
        "outcomes/", row(promise, due_at="2026-01-07", done_at="2026-01-07T20:00")
    )
    outcome = Outcome.objects.get()
    assert outcome.in_time
    assert outcome.due_at.hour == 22


def test_the_ledger_is_read_with_filters(shop):
    fast, slow = make_promise(code="fast"), make_promise(code="slow")
    shop.post("outcomes/", [row(fast), row(fast, "2", done_at=None), row(slow)])
    assert shop.get("outcomes/?promise=fast").json()["count"] == 2
    assert shop.get("outcomes/?promise=fast&done=false").json()["count"] == 1
    assert shop.get("outcomes/?due_from=2026-01-08").json()["count"] == 0
    assert shop.get("outcomes/?due_from=soon").status_code == 400
    weeks = shop.get("kept-weeks/?promise=fast").json()["results"]
    assert [(w["week"], w["due"], w["in_time"]) for w in weeks] == [
        (MONDAY.isoformat(), 2, 1)
    ]


# --- Files ------------------------------------------------------------------------

TEXT = "order,promised,due,done\n1,2026-01-05,2026-01-07,2026-01-07\n"


def mapping_of(promise):
    return {
        "promise": promise.code,
        "reference_column": "order",
        "promised_column": "promised",
        "due_column": "due",
        "done_column": "done",
    }


def work():
    while runs.run_next(now=NOW + timedelta(days=60)):
        pass


def test_a_file_goes_from_upload_to_the_ledger(shop):
    promise = make_promise()
    part = SimpleUploadedFile("orders.csv", TEXT.encode(), "text/csv")
    answer = shop.client.post(
        API + "ledger-imports/", {"file": part}, headers=shop.headers
    )
    assert answer.status_code == 202
    where = answer["Location"].removeprefix(API)
    assert shop.get(where).json()["state"] == "queued"
    work()
    read = shop.get(where).json()
    assert (read["stage"], read["state"]) == ("uploaded", "done")
    body = {"mapping": mapping_of(promise)}
    assert shop.post(where + "check/", body).status_code == 202
    work()
    assert shop.get(where).json()["report"]["new"] == 1
    assert shop.post(where + "commit/").status_code == 202
    assert shop.post(where + "commit/").status_code == 409
    work()
    assert shop.get(where).json()["stage"] == "committed"
    assert Outcome.objects.count() == 1


def test_a_raw_body_with_its_mapping_is_checked_at_once(shop):
    mapping = json.dumps(mapping_of(make_promise()))
    answer = shop.client.post(
        API + "ledger-imports/",
        TEXT.encode(),
        content_type="text/csv",
        query_params={"mapping": mapping, "name": "orders.csv"},
        headers=shop.headers,
    )
    assert answer.status_code == 202
    work()
    found = shop.get(f"ledger-imports/{answer.json()['id']}/").json()
    assert (found["stage"], found["state"]) == ("checked", "done")
    assert found["report"]["new"] == 1


def test_a_mapping_that_does_not_fit_the_file_fails_with_its_reason(shop):
    mapping = json.dumps(mapping_of(make_promise()) | {"due_column": "deadline"})
    part = SimpleUploadedFile("orders.csv", TEXT.encode())
    shop.client.post(
        API + "ledger-imports/",
        {"file": part, "mapping": mapping},
        headers=shop.headers,
    )
    work()
    job = LedgerImport.objects.get()
    assert job.state == "failed"
    assert 'no column "deadline"' in job.error


@pytest.mark.parametrize(
    "mapping", ["{", "[]", '{"colour": "red"}', '{"promise": "unknown"}', "[" * 9999]
)
def test_a_wrong_mapping_is_refused_at_once(shop, mapping):
    part = SimpleUploadedFile("orders.csv", TEXT.encode())
    answer = shop.client.post(
        API + "ledger-imports/",
        {"file": part, "mapping": mapping},
        headers=shop.headers,
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert not LedgerImport.objects.exists()


def test_an_upload_without_a_file_says_how(shop):
    assert shop.post("ledger-imports/", {"content": "x"}).status_code == 400
    assert shop.post("ledger-imports/", []).status_code == 400
    answer = shop.client.post(
        API + "ledger-imports/", b"", content_type="text/csv", headers=shop.headers
    )
    assert answer.status_code == 400


def test_a_system_sees_its_own_files_and_no_others(shop, marketing):
    part = SimpleUploadedFile("orders.csv", TEXT.encode())
    answer = shop.client.post(
        API + "ledger-imports/", {"file": part}, headers=shop.headers
    )
    where = answer["Location"].removeprefix(API)
    assert Caller(marketing).get(where).status_code == 200
    stranger = Caller(make_user(role=Role.INTEGRATION))
    assert stranger.get(where).status_code == 404
    assert stranger.post(where + "cancel/").status_code == 404


def test_all_errors_come_as_a_file(shop):
    mapping = json.dumps(mapping_of(make_promise()))
    part = SimpleUploadedFile("orders.csv", TEXT.encode() + b"2,never,never,\n")
    shop.client.post(
        API + "ledger-imports/",
        {"file": part, "mapping": mapping},
        headers=shop.headers,
    )
    work()
    pk = LedgerImport.objects.get().pk
    assert b"never" in shop.get(f"ledger-imports/{pk}/errors/").content
    refused = shop.post(f"ledger-imports/{pk}/commit/")
    assert refused.status_code == 400
    assert "has errors" in refused.json()["detail"]


def test_counts_never_depend_on_how_the_ledger_was_filled(shop):
    """One by one, in bulk, again and changed: the counts are sums of the ledger."""
    promise = make_promise()
    for number in range(4):
        shop.post("outcomes/", row(promise, str(number)))
    shop.post(
        "outcomes/", [row(promise, str(n), due_at="2026-02-03") for n in (2, 3, 9)]
    )
    for week in KeptWeek.objects.all():
        rows = Outcome.objects.filter(promise=promise, due_week=week.week)
        assert week.due == rows.count()
        assert week.week == monday_of(week.week)
    assert (
        sum(KeptWeek.objects.values_list("due", flat=True)) == Outcome.objects.count()
    )
    assert Promise.objects.count() == 1
