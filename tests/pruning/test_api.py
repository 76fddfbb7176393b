"""Pruning over REST, and that no key retires anything."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Role
from planner.pruning.models import Pruning, Retirement
from promises.models import PromiseState
from tests.make import make_key, make_made_promise, make_user
from tests.pruning.test_views import looked, now

pytestmark = pytest.mark.django_db
RETIRE = {"outcome": "retired", "reason": "Nobody asks for it."}


@pytest.fixture
def needless(ceo):
    promise = make_made_promise(code="needless")
    looked(ceo)
    return promise


def client(user):
    found = APIClient()
    found.force_login(user)
    return found


def proposed(promise, actor):
    run = Pruning.objects.order_by("-pk")[0]
    answer = client(actor).post(
        reverse("retirement-list"),
        {"pruning": run.pk, "key": f"promise-{promise.pk}", "reason": "Unused."},
        format="json",
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_look_is_asked_for_and_read(ceo):
    browser = client(ceo)
    answer = browser.post(reverse("pruning-list"))
    assert answer.status_code == 202
    run = browser.get(answer["Location"]).json()
    assert (run["state"], run["result"]) == ("queued", None)
    stopped = browser.post(f"{answer['Location']}cancel/")
    assert stopped.json()["state"] == "cancelled"
    assert browser.post(f"{answer['Location']}cancel/").status_code == 409


def test_what_was_found_is_one_document(needless, marketing):
    [line] = client(marketing).get(reverse("pruning-list")).json()["results"]
    assert "result" not in line
    whole = client(marketing).get(reverse("pruning-detail", args=[line["id"]])).json()
    assert whole["result"]["format"] == "pruning/1"
    assert whole["result"]["subjects"][0]["grounds"][0]["ground"] == "no-need"


def test_the_ceo_retires_what_a_director_proposed(needless, ceo, marketing):
    row = proposed(needless, marketing)
    address = reverse("retirement-decide", args=[row["id"]])
    assert client(marketing).post(address, RETIRE).status_code == 403
    answer = client(ceo).post(address, RETIRE, format="json")
    assert answer.status_code == 200
    assert answer.json()["state"] == "retired"
    needless.refresh_from_db()
    assert needless.state == PromiseState.RETIRED
    told = answer.json()["tellings"][0]["id"]
    address = reverse("retirement-tell", args=[row["id"]])
    answer = client(marketing).post(address, {"telling": told}, format="json")
    assert answer.json()["left_to_tell"] == answer.json()["to_tell"] - 1
    assert client(ceo).post(address, {"telling": told}).status_code == 409


def test_keeping_on_needs_a_day(needless, ceo, marketing):
    row = proposed(needless, marketing)
    address = reverse("retirement-decide", args=[row["id"]])
    word = {"outcome": "kept", "reason": "Later."}
    answer = client(ceo).post(address, word, format="json")
    assert answer.status_code == 400
    assert "review_on" in answer.content.decode()
    day = f"{now().year + 1}-06-01"
    answer = client(ceo).post(address, word | {"review_on": day}, format="json")
    assert answer.json()["state"] == "kept"


def test_a_proposal_is_withdrawn(needless, marketing):
    row = proposed(needless, marketing)
    address = reverse("retirement-withdraw", args=[row["id"]])
    assert client(marketing).post(address).json()["state"] == "withdrawn"
    assert client(marketing).post(address).status_code == 409


def test_no_key_looks_proposes_or_retires(needless, marketing):
    row = proposed(needless, marketing)
    key = APIClient()
    key.credentials(HTTP_AUTHORIZATION=f"Bearer {make_key()}")
    for caller in (key, client(make_user(role=Role.ADMINISTRATOR))):
        for address in (
            reverse("pruning-list"),
            reverse("retirement-list"),
            reverse("retirement-decide", args=[row["id"]]),
        ):
            assert caller.post(address, RETIRE, format="json").status_code == 403
    assert Retirement.objects.get().is_open


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"pruning": 1},
        {"pruning": 10**30, "key": "promise-1", "reason": "x"},
        {"pruning": "NaN", "key": "promise-1", "reason": "x"},
        {"pruning": 1, "key": "x" * 81, "reason": "x"},
        {"pruning": 1, "key": "promise-1", "reason": "x\x00"},
    ],
)
def test_what_cannot_be_read_is_refused(needless, marketing, sent):
    answer = client(marketing).post(reverse("retirement-list"), sent, format="json")
    assert answer.status_code == 400


def test_a_look_that_is_not_there_is_not_found(needless, marketing):
    sent = {"pruning": 2**62, "key": f"promise-{needless.pk}", "reason": "x"}
    answer = client(marketing).post(reverse("retirement-list"), sent, format="json")
    assert answer.status_code == 404


def test_the_list_is_narrowed_and_asks_no_more_for_more(
    needless, ceo, marketing, count_queries
):
    proposed(needless, marketing)
    browser = client(ceo)
    few = count_queries(browser, reverse("retirement-list"))
    for _ in range(4):
        more = make_made_promise()
        looked(ceo)
        proposed(more, marketing)
    assert count_queries(browser, reverse("retirement-list")) == few
    address = reverse("retirement-list")
    assert browser.get(f"{address}?state=retired").json()["results"] == []
    assert browser.get(f"{address}?state=nonsense").status_code == 400
