from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planner.plans.models import Commitment
from promises.models import PromiseState
from tests.make import make_capability, make_made_promise, make_plan, make_promise
from tests.plans.documents import content, form_of, tactic

pytestmark = pytest.mark.django_db


@pytest.fixture
def packing():
    return make_capability(
        code="packing", name="Packing", likely=500, committed=Decimal(100)
    )


@pytest.fixture
def promise(packing):
    return make_made_promise(
        code="next-week",
        statement="Your order is with you next week",
        requires=[(packing, 1)],
        state=PromiseState.LIVE,
    )


@pytest.fixture
def plan(promise, marketing):
    return make_plan(author=marketing, weeks=26)


@pytest.fixture
def ask(plan, signed_in, marketing):
    client = signed_in(marketing)
    url = reverse("scores:live", args=[plan.pk])
    return lambda posted: client.post(url, posted, headers={"HX-Request": "true"})


def drafted(**changes):
    return form_of(content(tactics=[tactic(**changes)], assumptions=[]))


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_typed_is_answered_with_verdict_figures_and_reasons(ask):
    page = text(ask(drafted(low="300", likely="350", high="390")))
    assert "can keep what it says" in page
    assert "“Your order is with you next week”" in page
    assert "Plan value" in page
    assert "Nothing stands in the way" in page
    assert "<html" not in page


def test_the_answer_changes_with_what_is_typed(ask):
    page = text(ask(drafted(low="800", likely="900", high="950")))
    assert "cannot keep what it says" in page
    assert "Packing is first short in week 3" in page


def test_an_answer_links_to_nothing_that_it_does_not_bring(ask):
    assert 'href="#' not in text(ask(drafted()))


def test_asking_writes_nothing(ask):
    ask(drafted())  # the session is written once
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(drafted(likely="360"))
    told = [q["sql"].split()[0] for q in queries if not q["sql"].startswith("SAVEP")]
    assert set(told) <= {"SELECT", "RELEASE"}
    assert not Commitment.objects.exists()


def test_what_does_not_count_yet_is_named(ask):
    page = text(ask(drafted(likely="many", name="Spring mailing")))
    assert "Not counted yet" in page
    assert "Spring mailing" in page


def test_an_empty_form_says_what_is_needed(ask):
    assert "add one" in text(ask({}))


def test_a_tactic_without_a_promise_says_so(ask):
    page = text(ask(drafted(promises=[])))
    assert "promise" in page
    assert "As drafted" not in page


def test_a_promise_without_a_target_is_no_error(ask):
    make_promise(code="vague", target=None)
    page = text(ask(drafted(promises=["vague"])))
    assert "As drafted" not in page


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "9" * 5000,
        "\x00",
        "-1",
        "1e999",
        "\N{ARABIC-INDIC DIGIT THREE}",
    ],
)
@pytest.mark.parametrize("field", ["likely", "budget", "starts", "promises"])
def test_hostile_input_is_left_out_and_never_an_error(ask, field, value):
    assert ask(drafted() | {f"tactics-0-{field}": value}).status_code == 200


def test_the_demand_of_ten_tactics_takes_the_same_queries_as_one(ask):
    ask(drafted())
    with CaptureQueriesContext(connection) as one:
        ask(drafted())
    rows = [tactic(code=f"t{n}", likely="20", low="10", high="30") for n in range(10)]
    with CaptureQueriesContext(connection) as ten:
        ask(form_of(content(tactics=rows, assumptions=[])))
    assert len(ten) == len(one)


def test_a_plan_that_is_not_yours_to_see_is_not_there(plan, signed_in, operations):
    answer = signed_in(operations).post(reverse("scores:live", args=[plan.pk]), {})
    assert answer.status_code == 404
