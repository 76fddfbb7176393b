"""Inquiries, submissions, runs, scores and policy over REST."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Scope
from benchmarks.cases import make_case
from core.jobs import JobState
from planner.plans.models import Commitment, PlanVersion
from planner.plans.queries import plan_content
from planner.scores import runs
from planner.scores.models import Policy, Score, ScoringRun
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_heard,
    make_key,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
)

pytestmark = pytest.mark.django_db
INQUIRIES = "/api/v1/inquiries/"
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.json"))


def client(user=None, *, key=None):
    found = APIClient()
    if user is not None:
        found.force_login(user)
    if key is not None:
        found.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return found


@pytest.fixture
def plan(marketing):
    packing = make_capability(code="packing", likely=100, committed=60)
    promise = make_made_promise(code="same-week", requires=[(packing, 1)])
    plan = make_plan(author=marketing, weeks=8)
    make_tactic(plan, [promise], code="mail", likely=50, ends=4)
    make_assumption(plan, code="a1", tactic=plan.tactics.get())
    return plan


def case_of(path):
    found = json.loads(path.read_text())
    return found.get("case", found)


# --- Inquiries -------------------------------------------------------------------


@pytest.mark.parametrize("path", GOLDEN[:3], ids=lambda path: path.stem)
def test_a_case_is_answered_as_the_desk_command_does(path, tmp_path, capsys, ceo):
    case = case_of(path)
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    call_command("score_case", str(file))
    printed = json.loads(capsys.readouterr().out)
    asked = client(ceo)
    assert asked.post(INQUIRIES, case).json() == printed
    assert asked.post(INQUIRIES, {"case": case}).json() == printed


def test_a_plan_is_asked_about_by_its_key_or_its_document(plan):
    asked = client(plan.author)
    by_key = asked.post(INQUIRIES, {"plan_id": plan.pk})
    assert by_key.status_code == 200, by_key.content
    # 40 of 100 are free for 50 a week: 40, 30, 20 and 10 are in time. If the
    # assumption fails (3 of 10), 75 a week come: 40 and 5 are in time.
    by_hand = 0.7 * 100 / 200 + 0.3 * 45 / 300
    kept = by_key.json()["promises"][0]["keep_rate"]["mean"]
    assert kept == pytest.approx(by_hand, abs=0.002)
    assert by_key.json()["assumptions"]
    by_document = asked.post(INQUIRIES, {"plan": plan_content(plan)})
    assert by_document.json() == by_key.json()


def test_an_inquiry_stores_and_reserves_nothing(plan):
    client(plan.author).post(INQUIRIES, {"plan_id": plan.pk})
    assert not PlanVersion.objects.exists()
    assert not Commitment.objects.exists()
    assert not Score.objects.exists()
    assert not ScoringRun.objects.exists()


def test_without_sensitivities_the_answer_is_the_short_one(plan):
    answer = client(plan.author).post(
        INQUIRIES, {"plan_id": plan.pk, "sensitivities": False}
    )
    assert answer.json()["capable_to_promise"] == []
    assert answer.json()["keep_probability"]["value"] >= 0


def test_what_would_hold_the_server_for_minutes_is_refused_with_a_way_out(ceo):
    case = make_case(tactics=60, promises=40, capabilities=20, periods=104)
    case["plan"]["assumptions"] = [
        {"id": f"a{n}", "driver": {"demand": "t0"}, "probability": 0.5, "if_false": 2}
        for n in range(200)
    ]
    asked = client(ceo)
    answer = asked.post(INQUIRIES, case)
    assert answer.status_code == 400
    assert "too large to answer at once" in answer.json()["detail"]
    assert "sensitivities" in answer.json()["next_step"]
    light = asked.post(INQUIRIES, {"case": case, "sensitivities": False})
    assert light.status_code == 200


HOSTILE = {
    "NaN": b'{"format": "promise-case/1", "horizon": {"start": NaN}}',
    "twice": b'{"format": "promise-case/1", "format": "promise-case/1"}',
    "NUL": b'{"format": "promise-case/1\\u0000"}',
    "surrogate": b'{"format": "\\ud800"}',
    "deep": b'{"format": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "digits": b'{"format": ' + b"9" * 5_000 + b"}",
    "not JSON": b"{",
    "not UTF-8": b'{"format": "\xff"}',
    "unknown key": b'{"format": "promise-case/1", "x": 1}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_bad_case_is_refused_in_the_words_of_the_desk_command(
    body, tmp_path, capsys, ceo
):
    file = tmp_path / "case.json"
    file.write_bytes(body)
    with pytest.raises(SystemExit):
        call_command("score_case", str(file))
    line = capsys.readouterr().err.strip()
    answer = client(ceo).post(INQUIRIES, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == line
    assert answer.json()["next_step"]


def test_a_flaw_inside_an_envelope_is_named_by_its_place_in_the_case(ceo):
    body = b'{"case": {"format": "promise-case/1", "horizon": NaN}}'
    answer = client(ceo).post(INQUIRIES, body, content_type="application/json")
    assert answer.json()["detail"] == "horizon: NaN is not a number"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([1, 2], "non_field_errors"),
        ({}, "document"),
        ({"plan_id": 1, "case": {}}, "document"),
        ({"plan_id": "x"}, "plan_id"),
        ({"plan_id": 10**30}, "plan_id"),
        ({"case": 3}, "case"),
        ({"case": {}}, "format"),
        ({"plan": {}}, "format"),
        ({"plan": {"format": "plan-content/1", "tactics": 5}}, "tactics"),
        (
            {"case": {"format": "promise-case/1"}, "sensitivities": "no way"},
            "sensitivities",
        ),
    ],
)
def test_a_bad_question_is_refused_by_place(body, place, ceo):
    answer = client(ceo).post(INQUIRIES, body)
    assert answer.status_code == 400
    assert place in answer.json()["errors"]


def test_a_plan_that_promises_nothing_yet_says_what_it_needs(marketing):
    plan = make_plan(author=marketing)
    asked = client(marketing)
    answer = asked.post(INQUIRIES, {"plan_id": plan.pk})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "A plan has at least one tactic: add one."
    idea = make_promise(code="idea", statement="Soon", target=None)
    make_tactic(plan, [idea], name="Radio")
    make_tactic(plan, [], name="Mail")
    answer = asked.post(INQUIRIES, {"plan_id": plan.pk})
    assert answer.json()["detail"] == (
        "Mail makes no promise yet: choose one. "
        "“Soon” has no target yet: say what share of it is promised."
    )


def test_a_plan_that_one_may_not_see_is_not_found(plan, operations):
    answer = client(operations).post(INQUIRIES, {"plan_id": plan.pk})
    assert answer.status_code == 404


def test_who_may_ask(plan, frontline, outsider):
    assert client().post(INQUIRIES, {}).status_code == 401
    for nobody in (frontline, outsider):
        answer = client(nobody).post(INQUIRIES, {"plan_id": plan.pk})
        assert answer.status_code == 403
    without = make_key(scopes=[Scope.READ, Scope.PLANS])
    assert client(key=without).post(INQUIRIES, {}).status_code == 403
    with_scope = make_key(scopes=[Scope.INQUIRIES])
    answer = client(key=with_scope).post(INQUIRIES, case_of(GOLDEN[0]))
    assert answer.status_code == 200


# --- Submitting, and following the run ----------------------------------------------


def submit(plan, user=None, **options):
    options.setdefault("data", {"revision": plan.revision})
    if user is None:
        make_heard(plan)
    asked = client(user or plan.author)
    return asked.post(f"/api/v1/plans/{plan.pk}/submit/", **options)


def test_a_submission_is_accepted_with_the_run_to_follow(plan):
    answer = submit(plan)
    assert answer.status_code == 202, answer.content
    followed = client(plan.author).get(answer["Location"])
    assert followed.json() == answer.json()
    assert (followed.json()["state"], followed.json()["score"]) == ("queued", None)
    runs.score_next(now=NOW)
    done = client(plan.author).get(answer["Location"]).json()
    assert (done["state"], done["progress"]) == ("done", 100)
    score = client(plan.author).get(f"/api/v1/scores/{done['score']}/").json()
    assert score["case"]["format"] == "promise-case/1"
    assert score["result"]["verdict"] == score["verdict"]


def test_the_same_revision_again_is_the_same_run(plan):
    first = submit(plan)
    again = submit(plan, data={}, headers={"If-Match": '"1"'})
    assert again.json() == first.json()
    assert ScoringRun.objects.count() == PlanVersion.objects.count() == 1


def test_a_submission_without_or_with_an_old_revision_is_refused(plan):
    assert submit(plan, data={}).status_code == 400
    assert submit(plan, data={"revision": 7}).status_code == 409
    assert submit(plan, data={"revision": "x"}).status_code == 400
    assert not PlanVersion.objects.exists()


def test_who_may_submit(plan, operations, ceo, frontline):
    assert submit(plan, operations).status_code == 404
    assert submit(plan, frontline).status_code == 403
    assert submit(plan, ceo).status_code == 403
    assert not PlanVersion.objects.exists()


def test_a_failed_run_is_queued_again_and_a_finished_one_is_not(plan, operations):
    run = submit(plan).json()["id"]
    address = f"/api/v1/scoring-runs/{run}/retry/"
    ScoringRun.objects.update(state=JobState.FAILED, error="No database.")
    answer = client(operations).post(address)
    assert answer.status_code == 202
    assert (answer.json()["state"], answer.json()["error"]) == ("queued", "")
    runs.score_next(now=NOW)
    assert client(operations).post(address).status_code == 409


# --- Reading ---------------------------------------------------------------------------


def test_scores_and_runs_belong_to_those_who_see_the_version(plan, frontline, outsider):
    submit(plan)
    runs.score_next(now=NOW)
    for name in ("scores", "scoring-runs"):
        address = f"/api/v1/{name}/"
        assert client(plan.author).get(address).json()["count"] == 1
        assert client(make_user()).get(address).json()["count"] == 1
        assert client(frontline).get(address).json()["count"] == 0
        assert client(outsider).get(address).status_code == 403
        assert client(key=make_key()).get(address).json()["count"] == 0


def test_lists_are_narrowed_and_ordered(plan, ceo):
    submit(plan)
    runs.score_next(now=NOW)
    score, asked = Score.objects.get(), client(ceo)

    def count(query):
        return asked.get(f"/api/v1/scores/?{query}").json()["count"]

    assert count(f"plan={plan.pk}&verdict={score.verdict}") == 1
    assert count(f"plan={plan.pk + 1}") == 0
    assert count("scored_after=2999-01-01") == 0
    assert asked.get("/api/v1/scores/?ordering=-keep_probability").status_code == 200
    assert asked.get("/api/v1/scores/?verdict=great").status_code == 400
    assert asked.get(f"/api/v1/scores/?plan={10**30}").status_code in {200, 400}
    assert asked.get(f"/api/v1/scores/{10**30}/").status_code == 404
    runs_done = asked.get("/api/v1/scoring-runs/?state=done").json()
    assert [row["score"] for row in runs_done["results"]] == [score.pk]


@pytest.mark.parametrize("name", ["scores", "scoring-runs"])
def test_a_list_takes_the_same_queries_for_more_rows(name, ceo):
    def more():
        packing = make_capability()
        promise = make_made_promise(requires=[(packing, 1)])
        plan = make_plan()
        make_tactic(plan, [promise], likely=5)
        submit(plan)
        runs.score_next(now=NOW)

    def taken():
        with CaptureQueriesContext(connection) as queries:
            assert asked.get(f"/api/v1/{name}/").status_code == 200
        return len(queries)

    asked = client(ceo)
    more()
    taken()
    few = taken()
    more()
    more()
    assert taken() == few


# --- The policy ------------------------------------------------------------------------

POLICY = {
    "keepable": "0.950",
    "at_risk": "0.500",
    "who_waits": "everyone",
    "reservation_days": 14,
    "review_weeks": 8,
    "dissent_days": 21,
    "escalate_after": "0.750",
    "answer_days": 5,
    "silent_days": 10,
    "revision": 1,
}


def test_what_came_later_into_the_policy_stays_where_it_is_left_out(ceo):
    later = {"dissent_days", "escalate_after", "answer_days", "silent_days"}
    sent = {name: value for name, value in POLICY.items() if name not in later}
    answer = client(ceo).put("/api/v1/policy/", sent)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["dissent_days"], body["escalate_after"]) == (14, "0.500")
    assert body["answer_days"] == 3
    assert body["silent_days"] == 7


def test_the_ceo_sets_the_policy_and_others_read_it(ceo, marketing):
    answer = client(ceo).put("/api/v1/policy/", POLICY)
    assert answer.status_code == 200, answer.content
    assert client(marketing).get("/api/v1/policy/").json() == {**POLICY, "revision": 2}
    assert client(marketing).put("/api/v1/policy/", POLICY).status_code == 403
    assert client(key=make_key()).put("/api/v1/policy/", POLICY).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status", "place"),
    [
        ({"at_risk": "0.96"}, 400, "at_risk"),
        ({"keepable": "1.5"}, 400, "keepable"),
        ({"keepable": "NaN"}, 400, "keepable"),
        ({"who_waits": "nobody"}, 400, "who_waits"),
        ({"reservation_days": 0}, 400, "reservation_days"),
        ({"revision": 5}, 409, None),
    ],
)
def test_a_policy_that_cannot_be_is_refused(wrong, status, place, ceo):
    answer = client(ceo).put("/api/v1/policy/", {**POLICY, **wrong})
    assert answer.status_code == status
    assert place is None or place in answer.json()["errors"]
    assert Policy.objects.current().keepable == Policy(pk=1).keepable
