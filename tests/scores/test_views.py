import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core.jobs import JobState
from planner.plans.models import Commitment, Plan, PlanState, PlanVersion
from planner.scores import runs
from planner.scores.models import Policy, Score, ScoringRun
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_heard,
    make_made_promise,
    make_plan,
    make_score,
    make_tactic,
    make_user,
    submit_heard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def packing():
    return make_capability(
        code="packing", name="Packing", likely=100, committed=Decimal(60)
    )


@pytest.fixture
def promise(packing):
    return make_made_promise(
        code="same-week",
        statement="Your parcel comes this week",
        requires=[(packing, 1)],
        state=PromiseState.LIVE,
    )


@pytest.fixture
def plan(promise, marketing):
    plan = make_plan(title="Spring launch", weeks=8, author=marketing)
    tactic = make_tactic(plan, [promise], code="mail", likely=50, ends=4)
    make_assumption(plan, tactic=tactic, statement="A third of them answer")
    return plan


@pytest.fixture
def browser(signed_in, marketing):
    return signed_in(marketing)


def submit(plan):
    return submit_heard(plan=plan, actor=plan.author, revision=plan.revision, now=NOW)


def scored(plan):
    submit(plan)
    assert runs.score_next(now=NOW)
    return Score.objects.latest("pk")


def commit_more(capability):
    for _ in range(8):
        made = make_made_promise(requires=[(capability, 1)])
        Commitment.objects.create(
            kind="standing", promise=made, low=1, likely=1, high=1
        )


def page_of(plan):
    return reverse("scores:detail", args=[plan.pk])


# --- The tab -----------------------------------------------------------------


def test_a_draft_says_how_it_comes_to_a_score(plan, browser, signed_in, ceo):
    page = browser.get(page_of(plan)).content.decode()
    assert "Not scored yet" in page
    assert reverse("plans:check", args=[plan.pk]) in page
    other = signed_in(ceo).get(page_of(plan)).content.decode()
    assert "when its author submits it" in other


def test_submitting_leads_to_the_score_that_is_followed(plan, browser):
    url = reverse("scores:submit", args=[plan.pk])
    make_heard(plan)
    answer = browser.post(url, {"revision": plan.revision}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(page_of(plan), 302)]
    assert "Submitted as version 1" in page
    assert "Waiting to be scored" in page
    assert f'hx-get="{reverse("scores:progress", args=[plan.pk])}"' in page


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40, "²"])
def test_a_submission_of_no_revision_says_what_to_do(plan, browser, revision):
    answer = browser.post(
        reverse("scores:submit", args=[plan.pk]), {"revision": revision}
    )
    assert answer.status_code == 400
    assert "submit it from there" in answer.content.decode()
    assert not PlanVersion.objects.exists()


def test_a_submission_of_an_older_revision_is_a_conflict(plan, browser):
    answer = browser.post(reverse("scores:submit", args=[plan.pk]), {"revision": 9})
    assert answer.status_code == 409


def test_the_tab_shows_the_score_with_its_sources(plan, browser):
    score = scored(plan)
    page = browser.get(page_of(plan)).content.decode()
    assert "cannot keep what it says" in page
    assert "“Your parcel comes this week”" in page
    assert "Packing gives way first" in page
    assert "hx-get" not in page.partition('id="score"')[2].partition("</main>")[0]
    for kind in ("case", "result"):
        link = f"/plans/{plan.pk}/score/{score.pk}/{kind}.json"
        assert link in page
        found = json.loads(browser.get(link).content)
        assert found == getattr(score, kind)


def test_a_running_score_says_how_far_it_is(plan, browser):
    submit(plan)
    ScoringRun.objects.update(
        state=JobState.RUNNING, progress=30, note="Playing the plan through"
    )
    poll = reverse("scores:progress", args=[plan.pk])
    answer = browser.get(poll, headers={"HX-Request": "true"})
    fragment = answer.content.decode()
    assert "Playing the plan through" in fragment
    assert 'value="30"' in fragment
    assert f'hx-get="{poll}"' in fragment
    assert "<html" not in fragment
    assert "HX-Retarget" not in answer.headers


def test_the_last_poll_brings_the_score_and_its_column(plan, browser):
    scored(plan)
    poll = reverse("scores:progress", args=[plan.pk])
    answer = browser.get(poll, headers={"HX-Request": "true"})
    fragment = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#score"
    assert answer.headers["HX-Reswap"] == "outerHTML"
    assert 'id="score"' in fragment
    assert 'hx-swap-oob="true"' in fragment
    assert "cannot keep what it says" in fragment
    assert poll not in fragment


def test_a_poll_without_htmx_leads_to_the_page(plan, browser):
    answer = browser.get(reverse("scores:progress", args=[plan.pk]))
    assert answer.headers["Location"] == page_of(plan)


def test_a_failed_score_gives_its_reason_and_another_try(plan, browser):
    submit(plan)
    ScoringRun.objects.update(state=JobState.FAILED, error="The worker stopped.")
    page = browser.get(page_of(plan)).content.decode()
    assert "The worker stopped." in page
    retry = reverse("scores:retry", args=[plan.pk])
    assert f'action="{retry}"' in page
    answer = browser.post(retry)
    assert answer.headers["Location"] == page_of(plan)
    assert ScoringRun.objects.get().state == JobState.QUEUED


def test_an_overtaken_score_says_what_changed_and_is_scored_again(
    plan, packing, browser
):
    scored(plan)
    packing.committed = Decimal(70)
    packing.save()
    page = browser.get(page_of(plan)).content.decode()
    assert "This score has been overtaken" in page
    assert "Packing" in page.partition("overtaken")[2].partition("</ul>")[0]
    again = reverse("scores:rescore", args=[plan.pk])
    assert f'action="{again}"' in page
    browser.post(again)
    assert runs.score_next(now=NOW)
    page = browser.get(page_of(plan)).content.decode()
    assert "overtaken" not in page
    assert "Older scores" in page


def test_what_was_never_submitted_is_not_scored_again(plan, browser):
    for name in ("scores:rescore", "scores:retry"):
        answer = browser.post(reverse(name, args=[plan.pk]))
        assert answer.status_code == 404
        assert "Submit it first." in answer.content.decode()


def test_an_older_score_opens_as_it_was(plan, packing, browser):
    first = scored(plan)
    packing.committed = Decimal(0)
    packing.save()
    browser.post(reverse("scores:rescore", args=[plan.pk]))
    runs.score_next(now=NOW)
    latest = Score.objects.latest("pk")
    link = reverse("scores:stored", args=[plan.pk, first.pk])
    assert link in browser.get(page_of(plan)).content.decode()
    page = browser.get(link).content.decode()
    assert "This is an older score" in page
    assert "cannot keep what it says" in page
    assert "overtaken" not in page
    newest = reverse("scores:stored", args=[plan.pk, latest.pk])
    assert browser.get(newest).headers["Location"] == page_of(plan)


def test_a_plan_that_was_returned_says_whose_score_it_is(plan, browser):
    scored(plan)
    Plan.objects.update(state=PlanState.RETURNED)
    page = browser.get(page_of(plan)).content.decode()
    assert "the score of what was submitted last" in page


def addresses(plan, score):
    plain = [
        reverse("scores:detail", args=[plan.pk]),
        reverse("scores:progress", args=[plan.pk]),
        reverse("scores:stored", args=[plan.pk, score.pk]),
        f"/plans/{plan.pk}/score/{score.pk}/case.json",
    ]
    posted = [
        reverse(f"scores:{name}", args=[plan.pk])
        for name in ("submit", "rescore", "retry", "live")
    ]
    return plain, posted


def test_a_foreign_draft_is_not_there(plan, signed_in):
    score = scored(plan)
    stranger = signed_in(make_user(department="finance"))
    plain, posted = addresses(make_plan(author=plan.author), score)
    assert {stranger.get(url).status_code for url in plain} == {404}
    assert {stranger.post(url).status_code for url in posted} == {404}


def test_a_score_does_not_open_under_another_plan(plan, browser):
    score = scored(plan)
    plain, _ = addresses(make_plan(author=plan.author), score)
    assert [browser.get(url).status_code for url in plain[2:]] == [404, 404]


def test_the_outsider_is_told_who_may(plan, signed_in, outsider):
    plain, posted = addresses(plan, scored(plan))
    client = signed_in(outsider)
    assert {client.get(url).status_code for url in plain} == {403}
    assert {client.post(url).status_code for url in posted} == {403}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(plan):
    answer = Client().get(page_of(plan))
    assert answer.status_code == 302
    assert "/accounts/login" in answer.headers["Location"]


@pytest.mark.parametrize("tail", ["case.json", "../../99999999999999999999/score/"])
def test_numbers_that_no_row_has_are_not_found(plan, browser, tail):
    assert browser.get(f"/plans/{'9' * 30}/score/{tail}").status_code == 404


def test_the_tab_asks_the_same_of_the_database_however_much_is_promised(
    plan, packing, browser, django_assert_max_num_queries
):
    scored(plan)
    with django_assert_max_num_queries(60) as few:
        browser.get(page_of(plan))
    commit_more(packing)
    for _ in range(5):
        make_score(PlanVersion.objects.get(), scored_at=NOW - timedelta(days=9))
    with django_assert_max_num_queries(60) as many:
        browser.get(page_of(plan))
    assert len(many) <= len(few)


# --- The load board ----------------------------------------------------------


def test_the_load_board_names_who_is_full_soon(packing, promise, browser):
    make_capability(code="vans", name="Vans", likely=100, committed=Decimal(10))
    standing = {"kind": "standing", "promise": promise}
    Commitment.objects.create(**standing, low=30, likely=30, high=30)
    page = browser.get(reverse("scores:load")).content.decode()
    said = re.sub(r"<[^>]+>", "", page.partition('class="verdict"')[2])
    assert "Packing (90" in said
    assert "Vans" not in said.partition("next 12 weeks")[0]
    assert "What is promised already" in page


def test_the_load_board_without_a_capability_says_what_to_do(browser):
    page = browser.get(reverse("scores:load")).content.decode()
    assert "No capability yet" in page


def test_the_load_board_of_a_quiet_company_says_so(packing, browser):
    page = browser.get(reverse("scores:load")).content.decode()
    assert "No capability is over 85" in page


def test_the_load_board_asks_the_same_however_much_is_promised(
    packing, promise, browser, django_assert_max_num_queries
):
    url = reverse("scores:load")
    with django_assert_max_num_queries(40) as few:
        browser.get(url)
    commit_more(packing)
    for _ in range(5):
        make_capability()
    with django_assert_max_num_queries(40) as many:
        browser.get(url)
    assert len(many) <= len(few) + 1


# --- Policy ------------------------------------------------------------------

POLICY = {
    "keepable": "92.5",
    "at_risk": "50",
    "who_waits": "everyone",
    "reservation_days": "14",
    "review_weeks": "6",
    "dissent_days": "21",
    "escalate_after": "75",
    "answer_days": "5",
    "silent_days": "10",
    "revision": "1",
}


def test_the_ceo_sets_the_policy(signed_in, ceo):
    client = signed_in(ceo)
    url = reverse("scores:policy")
    assert 'value="90"' in client.get(url).content.decode()
    answer = client.post(url, POLICY, follow=True)
    assert "The policy is saved." in answer.content.decode()
    policy = Policy.objects.get()
    assert (policy.keepable, policy.at_risk) == (Decimal("0.925"), Decimal("0.5"))
    assert (policy.dissent_days, policy.escalate_after) == (21, Decimal("0.75"))
    assert policy.answer_days == 5
    assert policy.silent_days == 10
    assert "92.5\N{NO-BREAK SPACE}%" in answer.content.decode()


def test_directors_read_the_policy_and_do_not_set_it(browser):
    url = reverse("scores:policy")
    page = browser.get(url).content.decode()
    assert "The CEO sets the policy." in page
    assert "Save the policy" not in page
    assert browser.post(url, POLICY).status_code == 403
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("keepable", "NaN"),
        ("keepable", "101"),
        ("at_risk", "95"),
        ("at_risk", "0"),
        ("who_waits", "nobody"),
        ("reservation_days", "9" * 5000),
        ("review_weeks", ""),
        ("dissent_days", "366"),
        ("escalate_after", "0"),
        ("answer_days", "0"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_in_the_form(signed_in, ceo, name, value):
    answer = signed_in(ceo).post(reverse("scores:policy"), {**POLICY, name: value})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Policy.objects.exists()


def test_a_policy_that_changed_meanwhile_is_a_conflict(signed_in, ceo):
    Policy.objects.create(pk=1, revision=4)
    answer = signed_in(ceo).post(reverse("scores:policy"), POLICY)
    assert answer.status_code == 409
    assert "not any more what you saw" in answer.content.decode()
    assert 'value="92.5"' in answer.content.decode()
