"""What the involvement funnel is computed with: set, refused, and put back."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEvent
from core.refusals import Conflict, Invalid, NotAllowed
from planner.outreach.models import InvolvementRules
from planner.outreach.models.involvement import KINDS
from planner.outreach.queries.involving import funnels
from planner.outreach.services.involvement import restore_involvement, set_involvement
from tests.make import NOW, make_purchase

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PAGE, REST = "stories:involvement-rules", "/api/v1/outreach/involvement-rules/"


def put(actor, *, revision=1, bounds=None, kinds=None):
    return set_involvement(
        actor=actor, bounds=bounds or {}, kinds=kinds or {}, revision=revision, now=NOW
    )


def stage_of_a_buyer(user):
    found = funnels(user, today=TODAY).involvement
    return next(step.title for step in found if step.people)


def test_stages_follow_the_weights_the_half_lives_and_the_bounds(marketing):
    make_purchase(on=TODAY - timedelta(days=90))
    assert stage_of_a_buyer(marketing) == "Tire kicker"  # 4 × 2^(-90/180) = 2.83
    put(marketing, kinds={"purchase": {"weight": Decimal(6)}})
    assert stage_of_a_buyer(marketing) == "Browser"  # 4.24
    put(marketing, revision=2, kinds={"purchase": {"half_life": 30}})
    assert stage_of_a_buyer(marketing) == "Aware"  # 6 / 8 = 0.75
    put(marketing, revision=3, bounds={"tire_kicker": Decimal("0.7")})
    assert stage_of_a_buyer(marketing) == "Tire kicker"
    rows = restore_involvement(actor=marketing, revision=4, now=NOW)
    assert (rows.is_own, rows.in_force()) == (False, KINDS)
    assert stage_of_a_buyer(marketing) == "Tire kicker"


def test_a_long_half_life_reaches_further_back_than_three_years(marketing):
    make_purchase(on=TODAY - timedelta(days=1_500))
    assert funnels(marketing, today=TODAY).unknown == 1
    put(marketing, kinds={"purchase": {"half_life": 1_825}})
    assert funnels(marketing, today=TODAY).unknown == 0


def test_the_trail_says_what_was_set_and_by_whom(marketing):
    row = put(marketing, kinds={"visit": {"weight": Decimal("2.5")}})
    event = AuditEvent.objects.get(action="outreach.involvement-set")
    assert event.changes == {
        "visit": ["2, half gone after 60 days", "2.5, half gone after 60 days"]
    }
    assert (row.set_by, row.set_at, row.revision) == (marketing, NOW, 2)
    assert row.kinds == {"visit": {"weight": 2.5, "half_life": 60}}


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"bounds": {"browser": Decimal(1)}}, "browser"),
        ({"bounds": {"involved": Decimal(4)}}, "involved"),
        ({"bounds": {"tire_kicker": Decimal(0)}}, "tire_kicker"),
        ({"bounds": {"advocate": Decimal(-1)}}, "advocate"),
        ({"kinds": {"visit": {"weight": Decimal(0)}}}, "kinds.visit.weight"),
        ({"kinds": {"visit": {"weight": Decimal(1_001)}}}, "kinds.visit.weight"),
        ({"kinds": {"visit": {"half_life": 0}}}, "kinds.visit.half_life"),
        ({"kinds": {"visit": {"half_life": 1_826}}}, "kinds.visit.half_life"),
        ({"kinds": {"seance": {"weight": Decimal(1)}}}, "kinds.seance"),
        ({"revision": None}, "revision"),
    ],
)
def test_what_makes_no_funnel_is_refused(marketing, facts, place):
    with pytest.raises(Invalid) as refused:
        put(marketing, **facts)
    assert place in refused.value.errors
    assert not InvolvementRules.objects.current().is_own


def test_two_directors_do_not_overwrite_each_other(marketing, operations):
    put(marketing, bounds={"advocate": Decimal(6)})
    with pytest.raises(Conflict):
        put(operations, bounds={"advocate": Decimal(7)})
    with pytest.raises(Conflict):
        restore_involvement(actor=operations, revision=1, now=NOW)


def test_the_frontline_sets_nothing(frontline):
    with pytest.raises(NotAllowed):
        put(frontline)
    with pytest.raises(NotAllowed):
        restore_involvement(actor=frontline, revision=1, now=NOW)


def test_the_database_keeps_the_stages_in_order():
    with pytest.raises(IntegrityError), transaction.atomic():
        InvolvementRules.objects.create(pk=1, browser=Decimal(20))


def test_the_page_shows_what_it_began_with_and_sets_it(
    signed_in, frontline, marketing, operations
):
    director, shown = signed_in(marketing), reverse("stories:involvement")
    before = director.get(shown).content.decode()
    assert "From a score of 1 on they are a tire kicker, from 4 on a browser" in before
    assert "what every firm begins with" in before
    form = director.get(reverse(PAGE)).context["form"]
    assert "At first 180." in director.get(reverse(PAGE)).content.decode()
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"browser": "4.5", "purchase-half-life": "90"}
    assert director.post(reverse(PAGE), sent).url == shown
    after = director.get(shown).content.decode()
    assert "from 4.50 on a browser" in after
    assert f"your own weights, set by {marketing.name}" in after
    late = signed_in(operations).post(reverse(PAGE), sent)
    assert late.status_code == 409
    assert 'name="revision" value="2"' in late.content.decode(), "it can be saved again"
    assert reverse(PAGE) not in signed_in(frontline).get(shown).content.decode()
    restore = reverse("stories:involvement-restore")
    assert director.post(restore).status_code == 400
    assert director.post(restore, {"revision": "2"}).url == shown
    assert "what every firm begins with" in director.get(shown).content.decode()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("browser", "NaN"),
        ("browser", "1"),
        ("purchase-weight", "Infinity"),
        ("purchase-weight", ""),
        ("purchase-half-life", "9" * 5_000),
        ("visit-weight", "2\x00"),
    ],
)
def test_the_page_says_where_something_is_wrong(signed_in, marketing, field, text):
    director = signed_in(marketing)
    form = director.get(reverse(PAGE)).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {field: text}
    answer = director.post(reverse(PAGE), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}


def test_rest_reads_sets_and_puts_back(signed_in, frontline, marketing):
    found = signed_in(frontline).get(REST).json()
    assert (found["is_own"], found["browser"], found["revision"]) == (False, "4.00", 1)
    assert found["first"]["kinds"] == found["kinds"]
    client = signed_in(marketing)
    send = partial(client.put, REST, content_type="application/json")
    body = {"browser": "4.5", "kinds": {"purchase": {"half_life": 90}}}
    assert send(body).status_code == 400
    changed = send({**body, "revision": 1}).json()
    assert (changed["browser"], changed["is_own"]) == ("4.50", True)
    assert changed["set_by"] == marketing.name
    assert send({**body, "revision": 1}).status_code == 409
    wrong = send({"kinds": {"seance": {}}, "revision": 2}).json()
    assert list(wrong["errors"]) == ["kinds.seance"]
    assert client.get("/api/v1/outreach/funnels/").json()["rules"]["browser"] == "4.50"
    back = client.post(
        f"{REST}restore/", {"revision": 2}, content_type="application/json"
    )
    assert back.json()["is_own"] is False
