"""The worker chooses, plays through, repairs, and says what it did."""

from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.portfolio import runs, services
from planner.portfolio.assembly import build_portfolio
from planner.portfolio.models import Budgets, Portfolio
from tests.make import NOW, make_capability, make_initiative, make_made_promise
from tests.portfolio.test_assembly import drafted, scored

pytestmark = pytest.mark.django_db


def found(ceo, *, seconds=2):
    run = services.ask(actor=ceo, now=NOW, seconds=seconds)
    assert runs.solve_next(now=NOW)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run


def make_rivals():
    """Let two plans want the same forty a week; only one has room."""
    packing = make_capability(code="packing", likely=50)
    promise = make_made_promise(
        code="next-week", target=Decimal("0.9"), requires=[(packing, 1)]
    )
    dear = drafted(promise, likely=40, margin=Decimal(50), budget=Decimal(100))
    cheap = drafted(promise, likely=40, margin=Decimal(20), budget=Decimal(100))
    for plan in (dear, cheap):
        scored(plan)
    return packing, dear, cheap


def test_of_two_that_do_not_fit_together_the_one_worth_more_is_chosen(ceo):
    _, dear, cheap = make_rivals()
    run = found(ceo)
    solution = run.result["solution"]
    assert solution["status"] == "optimal"
    assert solution["chosen"] == [f"plan-{dear.pk}"]
    assert run.result["is_kept"]
    [more] = run.result["one_more"]
    assert more["candidate"] == f"plan-{cheap.pk}"
    [fall] = more["falls"]
    assert fall["promise"] == "next-week"
    assert fall["after"] < fall["before"] - 0.2
    assert max(solution["capabilities"][0]["worth"]) > 0


def test_an_initiative_that_makes_room_for_more_than_it_costs_is_funded(ceo):
    packing, dear, cheap = make_rivals()
    make_initiative(
        code="line", capability=packing, adds=Decimal(40), cost=Decimal(200)
    )
    run = found(ceo)
    assert set(run.result["solution"]["chosen"]) == {
        f"plan-{dear.pk}",
        f"plan-{cheap.pk}",
        "initiative-line",
    }
    [gain] = run.result["gains"]
    assert gain["chosen"]
    assert gain["gain"] > 0


def test_what_fits_on_paper_and_is_not_kept_gets_room_or_is_left_out(ceo):
    packing = make_capability(
        code="packing", low=Decimal(20), likely=Decimal(50), high=Decimal(80)
    )
    promise = make_made_promise(
        code="next-week", target=Decimal("0.99"), requires=[(packing, 1)]
    )
    plan = drafted(
        promise, likely=33, low=Decimal(10), high=Decimal(56), margin=Decimal(20)
    )
    scored(plan)
    run = found(ceo)
    assert run.result["rounds"], "the first set was kept"
    first = run.result["rounds"][0]
    assert first["chosen"] == [f"plan-{plan.pk}"]
    assert first["keep_probability"] < 0.9
    assert first["held_back"] == "packing"
    assert run.result["solution"]["chosen"] == []
    assert run.result["is_kept"]


def test_a_promise_that_is_broken_without_any_shortage_takes_its_plan_out(ceo):
    promise = make_made_promise(code="rarely", target=Decimal("0.95"))
    promise.weeks.model.objects.create(
        promise=promise,
        week=NOW.date().replace(day=5) - (7 * (NOW - NOW.replace(day=4))),
        due=400,
        done=400,
        in_time=200,
        on_day=200,
    )
    plan = drafted(promise, likely=10, margin=Decimal(80))
    scored(plan)
    run = found(ceo)
    assert run.result["rounds"][0]["apart"] == [f"plan-{plan.pk}"]
    assert run.result["solution"]["chosen"] == []


def test_without_anything_to_choose_the_set_is_empty(ceo):
    run = found(ceo)
    assert run.result["solution"]["chosen"] == []
    assert run.result["together"] is None
    assert run.result["took"] >= 0


def test_a_case_that_cannot_be_compared_fails_with_the_place(ceo, monkeypatch):
    def negative(*, as_of):
        built = build_portfolio(as_of=as_of)
        built.case["budgets"] = [{"amount": -1}]
        return built

    monkeypatch.setattr(runs, "build_portfolio", negative)
    run = services.ask(actor=ceo, now=NOW)
    runs.solve_next(now=NOW)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "budgets[0].amount" in run.error


def test_a_search_that_is_called_off_in_the_middle_stores_nothing(ceo, monkeypatch):
    make_rivals()
    run = services.ask(actor=ceo, now=NOW, seconds=1)
    told = []

    def call_off(rows, lease, done, total, note, **_):
        told.append(note)
        if note.startswith("Asking what each department"):
            services.cancel(actor=ceo, portfolio_id=run.pk, now=NOW)
        rows.prolong(lease, seconds=60, progress=done, note=note)

    monkeypatch.setattr(runs, "prolong", call_off)
    assert runs.solve_next(now=NOW)
    run.refresh_from_db()
    assert (run.state, run.result) == ("cancelled", None)
    assert told[-1].startswith("Asking what each department")
    event = AuditEvent.objects.latest("pk")
    assert event.action == "called the search for the best set off"
    with pytest.raises(Conflict):
        services.cancel(actor=ceo, portfolio_id=run.pk, now=NOW)
    with pytest.raises(NotThere):
        services.cancel(actor=ceo, portfolio_id=0, now=NOW)


# --- asking, and what may be spent ------------------------------------------------


def test_asking_twice_while_it_waits_is_one_question(ceo, marketing):
    first = services.ask(actor=ceo, now=NOW)
    assert services.ask(actor=marketing, now=NOW) == first
    assert Portfolio.objects.count() == 1
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor) == ("asked for the best set", ceo)


@pytest.mark.parametrize("seconds", [0, 121])
def test_nobody_asks_for_ever(ceo, seconds):
    with pytest.raises(Invalid) as refusal:
        services.ask(actor=ceo, now=NOW, seconds=seconds)
    assert "seconds" in refusal.value.errors


def test_the_frontline_does_not_ask(frontline, outsider):
    for person in (frontline, outsider):
        with pytest.raises(NotAllowed):
            services.ask(actor=person, now=NOW)


def test_the_ceo_sets_the_budgets_and_nobody_else(ceo, marketing):
    amounts = {"total": Decimal(900), "marketing": None}
    with pytest.raises(NotAllowed):
        services.set_budgets(actor=marketing, revision=1, amounts=amounts, now=NOW)
    saved = services.set_budgets(actor=ceo, revision=1, amounts=amounts, now=NOW)
    assert (saved.total, saved.revision) == (Decimal(900), 2)
    with pytest.raises(Conflict):
        services.set_budgets(actor=ceo, revision=1, amounts=amounts, now=NOW)
    same = services.set_budgets(actor=ceo, revision=2, amounts=amounts, now=NOW)
    assert same.revision == 2
    with pytest.raises(Invalid) as refusal:
        services.set_budgets(
            actor=ceo, revision=2, amounts={"total": Decimal(-1)}, now=NOW
        )
    assert "total" in refusal.value.errors


def test_a_budget_limits_the_set(ceo):
    _, dear, _ = make_rivals()
    Budgets.objects.create(pk=1, marketing=Decimal(50))
    run = found(ceo)
    assert run.result["solution"]["chosen"] == []
    assert f"plan-{dear.pk}" in run.result["solution"]["blocked"]
