"""What could we promise? On the promise's page, on its own, and over REST."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Scope
from engine import frontier
from planner.scores.pages.frontier import check_page, duration, frontier_page
from planner.scores.queries.durations import Durations, durations_of
from planner.scores.queries.promised import frontier_of, wish_of
from promises.models import KeptWeek, Outcome, Promise
from tests.engine.frontier.make import make_ledger
from tests.make import make_key, make_promise, make_segment

pytestmark = pytest.mark.django_db
DAYS = 240


def moment() -> datetime:
    """The present: the views read the clock."""
    return datetime.fromtimestamp(time.time(), UTC)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def with_ledger(
    promise: Promise, *, a_day: float = 3, segments: Any = (), **options: Any
) -> Promise:
    """Give a promise a ledger that ends now, by day counts as the import makes them."""
    promised, done = make_ledger(days=DAYS, a_day=a_day, **options)
    end = moment() - timedelta(hours=1)
    shift = np.datetime64(end.replace(tzinfo=None), "s") - promised[-1]
    rows: list[Outcome] = []
    weeks: dict[date, list[int]] = {}
    for number, (start, finish) in enumerate(
        zip(promised + shift, done + shift, strict=True)
    ):
        begun = start.astype(datetime).replace(tzinfo=UTC)
        ended = (
            None if np.isnat(finish) else finish.astype(datetime).replace(tzinfo=UTC)
        )
        if ended is not None and ended > end:
            ended = None
        due = begun + timedelta(days=14)
        monday = due.date() - timedelta(days=due.weekday())
        rows.append(
            Outcome(
                promise=promise,
                reference=f"o-{number}",
                segment=segments[number % len(segments)] if segments else None,
                promised_at=begun,
                due_at=due,
                done_at=ended,
                due_on=due.date(),
                due_week=monday,
                in_time=False,
                on_day=False,
            )
        )
        counts = weeks.setdefault(monday, [0, 0])
        counts[0] += 1
        counts[1] += ended is not None
    Outcome.objects.bulk_create(rows)
    KeptWeek.objects.bulk_create(
        KeptWeek(promise=promise, week=week, due=due, done=done, in_time=0, on_day=0)
        for week, (due, done) in weeks.items()
    )
    return promise


def page_of(promise: Promise, client: Client, query: str = "", **headers: str) -> Any:
    return client.get(
        reverse("scores:frontier", args=[promise.pk]) + query, headers=headers
    )


def words_of(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_durations_read_from_the_ledger_are_those_that_were_recorded():
    promise = with_ledger(make_promise())
    now = moment()
    known = durations_of(promise, now)
    assert known.spans.count.sum() == DAYS * 3
    took = [
        (row.done_at - row.promised_at).total_seconds() / 86_400
        for row in Outcome.objects.all()
        if row.done_at is not None
    ]
    finished = known.spans.took[known.spans.finished]
    counts = known.spans.count[known.spans.finished].astype(int)
    read = np.sort(np.repeat(finished, counts))
    assert read == pytest.approx(np.sort(took), abs=1.1 / 1440)
    assert known.segments == ("",)


@pytest.mark.parametrize("hour", [0.5, 12, 23.5])
def test_a_long_ledger_is_grouped_and_says_the_same(monkeypatch, hour):
    now = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour)
    monkeypatch.setattr("tests.scores.test_frontier_page.moment", lambda: now)
    segments = [make_segment(), make_segment(), None]
    promise = with_ledger(make_promise(), a_day=20, segments=segments)
    wish = wish_of(promise, 0.9)
    exact = frontier_of(promise, wish, now)
    cache.clear()
    monkeypatch.setattr("planner.scores.queries.durations.FEW", 100)
    grouped = durations_of(promise, now)
    assert len(grouped.spans.count) < DAYS * 20
    assert grouped.spans.count.sum() == DAYS * 20
    assert set(grouped.segments) == {"", *(s.name for s in segments if s)}
    rough = frontier_of(promise, wish, now)
    assert exact.recommended.average is not None
    assert rough.recommended.average is not None
    later = rough.recommended.average - exact.recommended.average
    assert -0.05 <= later < 0.4, later


def test_what_was_promised_or_done_after_now_is_not_known():
    promise = with_ledger(make_promise())
    early = moment() - timedelta(days=100)
    known = durations_of(promise, early).spans
    assert known.age.min() >= 0
    assert (known.took[known.finished] <= known.age[known.finished] + 1 / 1440).all()


def test_the_page_recommends_two_standards_and_shows_their_curve(ceo, signed_in):
    promise = with_ledger(make_promise(target=Decimal("0.9")))
    said = words_of(page_of(promise, signed_in(ceo)))
    found = re.search(
        r"To keep 90 % on average, promise ([\d.]+) days ; to be 90 % sure of it in the "
        r"coming month, ([\d.]+) days",
        said,
    )
    assert found
    average, cautious = map(float, found.groups())
    assert 16 < average < 20
    assert average < cautious < 30
    assert "How much would be kept at every standard" in said
    assert "Show the numbers" in said


def test_the_promises_page_asks_for_the_frontier_and_gets_its_part(ceo, signed_in):
    promise = with_ledger(make_promise(target=Decimal("0.9")))
    client = signed_in(ceo)
    whole = client.get(f"/promises/{promise.pk}/").content.decode()
    assert f'hx-get="/promises/{promise.pk}/frontier/"' in whole
    part = page_of(promise, client, **{"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section class="section" id="frontier">')
    assert "<html" not in part


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?within=48&unit=hours", "Within 48 hours, "),
        ("?within=2.5&unit=days", "Within 2.5 days, "),
        ("?within=1&unit=days", "Within 1 day, "),
        ("?within=1000&unit=days", "Nothing has been followed for so long."),
        ("?within=90&unit=days", "this can be promised."),
        ("?within=48&unit=hours", "points short of 90 %."),
    ],
)
def test_any_standard_can_be_asked_about(ceo, signed_in, query, words):
    promise = with_ledger(make_promise(target=Decimal("0.9")))
    assert words in words_of(page_of(promise, signed_in(ceo), query))


def test_between_the_two_standards_the_answer_says_on_average_only(ceo, signed_in):
    promise = with_ledger(make_promise(target=Decimal("0.9")))
    found = frontier_of(promise, wish_of(promise), moment())
    assert found.recommended.average
    assert found.recommended.cautious
    between = (found.recommended.average + found.recommended.cautious) / 2
    said = words_of(
        page_of(promise, signed_in(ceo), f"?within={between:.2f}&unit=days")
    )
    assert "on average, but not surely enough" in said


@pytest.mark.parametrize(
    "query",
    [
        "?within=&unit=days",
        "?within=soon&unit=days",
        "?within=-1&unit=days",
        "?within=NaN&unit=days",
        "?within=Infinity&unit=days",
        "?within=1e9&unit=days",
        "?within=" + "9" * 5000,
        "?within=48&unit=moons",
        "?within=48",
        "?within=%00&unit=days",
    ],
)
def test_a_standard_that_makes_no_sense_is_refused_in_the_form(ceo, signed_in, query):
    answer = page_of(with_ledger(make_promise()), signed_in(ceo), query)
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()


def test_one_click_makes_a_draft_that_differs_in_its_standard(marketing, signed_in):
    promise = with_ledger(
        make_promise(standard="within 14 days", target=Decimal("0.9"), within_weeks=2)
    )
    client = signed_in(marketing)
    answer = client.post(
        reverse("scores:frontier-draft", args=[promise.pk]),
        {"within": "48", "unit": "hours"},
        follow=True,
    )
    made = Promise.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == f"/promises/{made.pk}/edit/"
    assert made.state == "idea"
    assert made.owner == marketing
    assert (made.standard, made.within_weeks) == ("within 48 hours", 0)
    assert (made.statement, made.target) == (promise.statement, promise.target)
    said = words_of(answer)
    assert "It promises “within 48 hours” where" in said
    assert "“within 14 days”" in said
    event = AuditEvent.objects.get(action="promise.standard-drafted")
    assert event.changes["standard"] == ["within 14 days", "within 48 hours"]
    story = words_of(client.get(f"/promises/{made.pk}/"))
    assert f"{promise.code} promises “within 14 days”, this “within 48 hours”." in story


def test_a_draft_without_a_standard_is_asked_for_again(marketing, signed_in):
    promise = make_promise()
    answer = signed_in(marketing).post(
        reverse("scores:frontier-draft", args=[promise.pk]), {}, follow=True
    )
    assert "Type a standard first" in words_of(answer)
    assert Promise.objects.count() == 1


def test_who_may_not_see_the_ledger_sees_no_frontier(frontline, outsider, signed_in):
    promise = make_promise(state="retired")
    assert page_of(promise, signed_in(frontline)).status_code == 403
    assert page_of(promise, signed_in(outsider)).status_code in {403, 404}
    draft = reverse("scores:frontier-draft", args=[promise.pk])
    data = {"within": "48", "unit": "hours"}
    assert signed_in(frontline).post(draft, data).status_code == 403


def test_without_a_ledger_the_page_says_how_to_begin(ceo, signed_in):
    said = words_of(page_of(make_promise(), signed_in(ceo)))
    assert "Nothing has been promised in the last three years" in said
    assert "Bring outcomes into the ledger" in said


def test_a_promise_without_a_target_is_measured_by_ninety_percent(ceo, signed_in):
    promise = with_ledger(make_promise(target=None))
    said = words_of(page_of(promise, signed_in(ceo)))
    assert "The promise has no target yet: 90 % is assumed." in said


def test_segments_that_differ_are_named_with_their_own_standards(ceo, signed_in):
    quick, slow = make_segment(name="Quick"), make_segment(name="Slow")
    promise = with_ledger(
        make_promise(target=Decimal("0.9")), a_day=5, segments=[quick, slow]
    )
    for row in Outcome.objects.filter(segment=slow):
        if row.done_at is not None:
            slower = row.promised_at + 2 * (row.done_at - row.promised_at)
            row.done_at = min(slower, moment())
            row.save(update_fields=["done_at"])
    said = words_of(page_of(promise, signed_in(ceo)))
    assert "Two segments of 2 compared differ by more than chance" in said
    assert re.search(r"Slow 5\d\d \d+ differs [\d.]+ days", said)


def test_segments_that_are_alike_are_said_to_be_alike(ceo, signed_in):
    segments = [make_segment(name="North"), make_segment(name="South")]
    promise = with_ledger(make_promise(), segments=segments, seed=4)
    said = words_of(page_of(promise, signed_in(ceo)))
    assert "The record supports one standard for all segments" in said


def test_small_segments_are_not_judged(ceo, signed_in):
    segments = [make_segment() for _ in range(60)]
    promise = with_ledger(make_promise(), segments=segments)
    said = words_of(page_of(promise, signed_in(ceo)))
    assert "No two segments have enough finished occasions" in said
    assert "too few to tell" in said


def test_the_check_says_how_such_standards_were_kept(ceo, signed_in):
    promise = with_ledger(make_promise(target=Decimal("0.9")))
    said = words_of(page_of(promise, signed_in(ceo), "?check=1"))
    assert re.search(r"kept 9\d\.\d % of the time, for a target of 90 %", said) or (
        re.search(r"kept 8\d\.\d % of the time", said)
    )
    assert re.search(r"reached 90 % in \d of \w+ months", said)
    assert "not known yet" in said


def test_a_record_too_short_to_check_says_so():
    assert "too short" in check_page(frontier.Check(0.9, 0.9, ())).said


def test_a_cautious_standard_out_of_reach_is_said():
    promise = with_ledger(make_promise(target=Decimal("0.9")), never=0.08)
    found = frontier_of(promise, wish_of(promise, 0.9, 0.99), moment())
    assert found.recommended.cautious is None
    said = "".join(p.text for p in frontier_page(promise, found, None).phrases)
    assert "No standard reaches 90" in said


def test_a_target_of_all_is_refused_in_words(ceo, signed_in):
    promise = with_ledger(make_promise(target=Decimal(1)))
    said = words_of(page_of(promise, signed_in(ceo)))
    assert "A target of 100 % cannot be promised from experience" in said


def test_few_occasions_and_quick_ones_are_shown_in_their_own_units(ceo, signed_in):
    promise = with_ledger(
        make_promise(), a_day=0.07, typical=lambda b: np.full(len(b), 0.02)
    )
    said = words_of(page_of(promise, signed_in(ceo)))
    assert "Fewer than 20 occasions are finished" in said
    assert "Within, minutes" in said or "Within, hours" in said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.5 / 24, "30 minutes"),
        (1 / 1440, "1 minute"),
        (1.0, "24 hours"),
        (2.02, "49 hours"),
        (7.0, "7 days"),
        (24.31, "24.4 days"),
    ],
)
def test_durations_are_said_as_people_promise_them(days, said):
    assert duration(days).replace("\N{NO-BREAK SPACE}", " ") == said


def test_the_number_of_queries_does_not_grow_with_the_ledger(
    ceo, signed_in, django_assert_max_num_queries
):
    client = signed_in(ceo)
    small, large = with_ledger(make_promise(), a_day=1), with_ledger(make_promise())
    page_of(small, client)
    cache.clear()
    for promise in (small, large):
        with django_assert_max_num_queries(14):
            page_of(promise, client)


def test_the_frontier_is_remembered_until_the_ledger_changes(
    ceo, signed_in, monkeypatch
):
    promise = with_ledger(make_promise())
    client = signed_in(ceo)
    page_of(promise, client)
    read: list[int] = []

    def reading(promise: Promise, now: datetime) -> Durations:
        read.append(promise.pk)
        return durations_of(promise, now)

    monkeypatch.setattr(
        "planner.scores.queries.promised.durations_of",
        reading,
    )
    page_of(promise, client, "?within=3&unit=days")
    assert read == []
    KeptWeek.objects.filter(promise=promise).earliest("week").delete()
    page_of(promise, client)
    assert read == [promise.pk]


# --- REST ------------------------------------------------------------------------


def asked(promise: Promise, client: Client, **query: Any) -> Any:
    return client.get(f"/api/v1/promises/{promise.pk}/frontier/", query)


def test_rest_answers_like_the_desk_command(ceo, signed_in):
    promise = with_ledger(make_promise(target=Decimal("0.9")))
    answer = asked(promise, signed_in(ceo), days=2, check="true", confidence=0.8)
    found = answer.json()
    assert answer.status_code == 200
    assert (found["format"], found["promise"]) == ("promise-frontier/1", promise.code)
    assert (found["target"], found["confidence"]) == (0.9, 0.8)
    assert found["recommended"]["average"] < found["recommended"]["cautious"]
    assert found["asked"]["kept"] < 0.1
    assert found["check"]["cautious_months"] > 0
    json.dumps(found, allow_nan=False)


def test_rest_has_nothing_to_say_of_a_promise_without_a_ledger(ceo, signed_in):
    found = asked(make_promise(), signed_in(ceo), days=2).json()
    assert found["asked"] is None
    assert found["reason"] == "nothing-promised"


@pytest.mark.parametrize(
    "query",
    [
        {"target": "0"},
        {"target": "1.5"},
        {"target": "nan"},
        {"target": "inf"},
        {"confidence": "0.2"},
        {"days": "-1"},
        {"days": "soon"},
        {"days": "1" * 400},
    ],
)
def test_rest_refuses_senseless_questions(ceo, signed_in, query):
    answer = asked(make_promise(), signed_in(ceo), **query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_rest_drafts_the_promise_that_was_asked_about(marketing, signed_in):
    promise = make_promise(standard="within 14 days")
    answer = signed_in(marketing).post(
        f"/api/v1/promises/{promise.pk}/frontier/",
        {"within": "48", "unit": "hours"},
        content_type="application/json",
    )
    assert answer.status_code == 201
    made = answer.json()
    assert made["standard"] == "within 48 hours"
    assert answer["Location"].endswith(f"/promises/{made['id']}/")


def test_a_key_that_only_reads_cannot_draft(client):
    key = make_key(scopes=[Scope.READ])
    promise = make_promise()
    answer = client.post(
        f"/api/v1/promises/{promise.pk}/frontier/",
        {"within": "48", "unit": "hours"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 403
    assert Promise.objects.count() == 1
