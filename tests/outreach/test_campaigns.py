"""A campaign as tactics of a plan: its hours are load, its names and follow-ups promises."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

import engine
from accounts.models import Department
from core.refusals import Conflict, Invalid, NotAllowed, Refusal
from operations.models import Capability
from planner.decisions.models import Decision
from planner.decisions.models import Outcome as Outcomes
from planner.decisions.services import miss_overdue, take_back
from planner.outreach import services
from planner.outreach.models import (
    Campaign,
    CampaignRules,
    OutreachRules,
    WeeklyName,
)
from planner.outreach.queries.reaching import Estimate, Wish, preview
from planner.outreach.queries.turns import Course
from planner.outreach.services.listed import reopen
from planner.plans.content import PlanContent
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.plans.services import settle_approved, update
from planner.scores.assembly import build_case
from planner.scores.pages.evidence import Evidence
from planner.scores.pages.verdict import verdict_sentence
from planner.scores.queries import drawable
from promises.models import KeptWeek, Outcome, Promise, PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_acquaintance,
    make_capability,
    make_citation,
    make_condition,
    make_customer,
    make_decision,
    make_plan,
    make_plan_decision,
    make_score,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
D = Decimal


def hours_capability(likely: str = "20", **fields: Any) -> Capability:
    facts = {"code": "people-hours", "name": "Hours for people we know", "unit": "hour"}
    return make_capability(**{**facts, "likely": D(likely), **fields})


def lay_ground(actor: Any, likely: str = "20") -> CampaignRules:
    capability = hours_capability(likely)
    services.set_ground(
        actor=actor, facts={"capability": capability}, revision=1, now=NOW
    )
    return services.write_promises(actor=actor, now=NOW)


def talks(likely: str, margin: str = "30") -> services.Meant:
    amount = D(likely)
    return services.Meant(
        talks=Estimate(low=amount, likely=amount, high=amount), margin=D(margin)
    )


def ask(
    name: str = "Old friends", *, wish: Wish | None = None, **meant: str
) -> services.Ask:
    return services.Ask(
        name=name,
        wish=wish or Wish(starts=1, ends=4),
        meant={group: talks(likely) for group, likely in meant.items()},
    )


def friends(count: int, *people: Any, closeness: int = 3) -> None:
    for _ in range(count):
        make_acquaintance(
            closeness=closeness, phone="+49 30 123", known_by=list(people)
        )


def made(promise: Promise) -> None:
    """Let a promise have been decided on, with customers heard on it."""
    Promise.objects.filter(pk=promise.pk).update(break_cost=D(5))
    promise.refresh_from_db()
    make_decision(promise)
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.LIVE)
    make_citation(promise)


def run(plan: Plan) -> None:
    """Let the CEO approve a plan with its campaign."""
    for promise in Promise.objects.filter(tactics__plan=plan).distinct():
        if promise.state == PromiseState.IDEA:
            made(promise)
    plan.refresh_from_db()
    version = make_submitted(plan, now=NOW)
    decision = make_plan_decision(
        version,
        outcome=Outcomes.CONDITIONAL,
        score=make_score(version, case=case_of(plan)),
        conditions=[{"text": "Hire first."}],
        review_on=MONDAY + 180 * DAY,
    )
    make_condition(decision, due_on=MONDAY)
    settle_approved(version=version, actor=decision.decided_by, now=NOW)


def hours(person: Any, amount: str = "4", now: Any = NOW) -> list[WeeklyName]:
    week = services.set_hours(actor=person, hours=D(amount), now=now)
    return list(week.names.open().select_related("acquaintance"))


def case_of(plan: Plan) -> dict[str, Any]:
    return build_case(plan_content(plan), as_of=MONDAY, plan=plan)


# --- what campaigns stand on --------------------------------------------------------


def test_promises_are_ideas_with_the_hours_that_one_talk_takes(marketing):
    own = lay_ground(marketing)
    units = {
        promise.code: promise.requirements.get().units
        for promise in Promise.objects.filter(code__startswith="people-")
    }
    assert units == {
        "people-mail": D("0.250"),
        "people-call": D("0.417"),
        "people-meal": D("1.250"),
    }
    assert own.call_promise is not None
    assert own.call_promise.state == PromiseState.IDEA


def test_writing_the_promises_down_twice_does_nothing_more(ceo):
    lay_ground(ceo)
    before = list(Promise.objects.values_list("pk", "revision").order_by("pk"))
    services.write_promises(actor=ceo, now=NOW)
    assert list(Promise.objects.values_list("pk", "revision").order_by("pk")) == before


def test_a_follow_up_takes_hours_once_its_owner_or_operations_say_so(ceo, marketing):
    lay_ground(ceo)
    promise = OutreachRules.objects.current().promise
    assert promise is not None
    assert promise.requirements.get().units == D("0.333")
    assert not promise.needs_no_capability


def test_only_operations_enter_the_hours_and_only_rulers_choose_them(
    operations, marketing, frontline
):
    with pytest.raises(NotAllowed):
        services.enter_hours(
            actor=marketing, low=D(1), likely=D(2), high=D(3), revision=1, now=NOW
        )
    row = services.enter_hours(
        actor=operations, low=D(1), likely=D(2), high=D(3), revision=1, now=NOW
    )
    assert row.capability is not None
    assert row.capability.unit == "hour"
    for command in (
        lambda: services.set_ground(actor=frontline, facts={}, revision=2, now=NOW),
        lambda: services.write_promises(actor=frontline, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            command()


def test_hours_are_counted_in_hours_and_stay_once_promises_take_them(ceo):
    parcels = make_capability(unit="parcel")
    with pytest.raises(Invalid, match="not counted in hours"):
        services.set_ground(
            actor=ceo, facts={"capability": parcels}, revision=1, now=NOW
        )
    with pytest.raises(Conflict, match="whose hours"):
        services.write_promises(actor=ceo, now=NOW)
    lay_ground(ceo)
    others = make_capability(unit="hour")
    with pytest.raises(Conflict, match="take Hours for people"):
        services.set_ground(
            actor=ceo, facts={"capability": others}, revision=2, now=NOW
        )


# --- the preview --------------------------------------------------------------------


def test_the_preview_counts_who_may_be_contacted_by_what_fits_them(ceo, frontline):
    lay_ground(ceo)
    friends(3, frontline, closeness=2)  # an address: a mail
    friends(2, frontline, closeness=3)
    make_acquaintance(closeness=4, known_by=[frontline])
    make_acquaintance(do_not_contact=True, do_not_contact_reason="law")
    make_acquaintance(held_out_at=NOW)
    make_acquaintance(consent="withdrawn")
    make_acquaintance(lost=True)
    found = preview(ceo, make_plan(), Wish(starts=1, ends=4), today=MONDAY)
    assert {each.group: each.people for each in found.reaches} == {
        "mail": 3,
        "call": 2,
        "meal": 1,
    }
    assert found.held_out == 1
    assert found.assumed == found.people == 6
    assert found.worth == pytest.approx(50)  # 500 x 10 %, the firm's assumption


def test_the_preview_keeps_to_whom_the_campaign_is_for(ceo, frontline):
    lay_ground(ceo)
    oak = services.add(
        actor=frontline,
        facts={"name": "Ada", "kind": "friend", "closeness": 3},
        interests=["oak"],
        now=NOW,
    )
    make_acquaintance(kind="vendor", closeness=2)
    plan = make_plan()

    def people(**facts: Any) -> int:
        return preview(ceo, plan, Wish(starts=1, ends=4, **facts), today=MONDAY).people

    assert people() == 2
    assert people(kind="vendor") == 1
    assert people(interest=oak.interests.get().pk) == 1
    assert people(closeness=3) == 1
    assert people(who="silent") == 0
    assert people(who="others") == 2


def test_suggested_talks_fit_the_hours_that_are_free(ceo, frontline):
    own = lay_ground(ceo, likely="2")
    friends(40, frontline)
    found = preview(ceo, make_plan(), Wish(starts=1, ends=4), today=MONDAY)
    assert found.hours is not None
    assert found.hours.free.likely == 2
    assert found.needed.likely <= 2
    # 40 calls in 4 weeks would be 10 a week: 0.417 h each, and 0.3 follow-ups of 20 min
    each = D("0.417") + D("0.3") * D("0.333")
    (calls,) = found.reaches
    assert calls.suggested.likely == (2 / each).quantize(
        D("0.1"), rounding="ROUND_DOWN"
    )
    assert own.capability == found.hours.capability


def test_the_share_of_follow_ups_is_measured_where_there_are_enough_talks(ceo):
    lay_ground(ceo)
    plan, wish = make_plan(), Wish(starts=1, ends=4)
    assert not preview(ceo, plan, wish, today=MONDAY).follow_ups.measured
    for number in range(30):
        person = make_acquaintance()
        said: dict[str, Any] = {"follow_up": "send it", "follow_up_on": MONDAY + DAY}
        services.log(
            actor=ceo,
            acquaintance_id=person.pk,
            talk=services.Talk(channel="call", **(said if number < 12 else {})),
            now=NOW,
        )
    found = preview(ceo, plan, wish, today=MONDAY).follow_ups
    assert found.measured
    assert found.share == D("0.4")


def test_the_preview_takes_a_fixed_number_of_queries(
    ceo, frontline, django_assert_max_num_queries
):
    lay_ground(ceo)
    plan, wish = make_plan(), Wish(starts=1, ends=4)
    friends(2, frontline)
    for count in (0, 12):
        friends(count, frontline)
        with django_assert_max_num_queries(30) as counted:
            preview(ceo, plan, wish, today=MONDAY)
        if count == 0:
            before = len(counted)
    assert len(counted) == before


# --- in the draft -------------------------------------------------------------------


def test_a_campaign_is_one_tactic_for_each_kind_of_talk_and_one_for_follow_ups(
    marketing, frontline
):
    lay_ground(marketing)
    friends(12, frontline)
    friends(8, frontline, closeness=2)
    plan = make_plan(author=marketing)
    added = services.add_campaign(
        actor=marketing, plan=plan, ask=ask(call="2", mail="1.5"), now=NOW
    )
    assert added.new
    content = plan_content(plan)
    shown = {t["code"]: (t["promises"], t["likely"]) for t in content["tactics"]}
    assert shown == {
        "old-friends-mail": (["people-mail"], "1.5"),
        "old-friends-call": (["people-call"], "2"),
        "old-friends-follow-up": (["follow-up"], "1.05"),
    }
    assert {t["budget"] for t in content["tactics"]} == {"0.00"}
    assert {(t["starts"], t["ends"]) for t in content["tactics"]} == {(1, 4)}


def test_adding_it_again_changes_nothing_and_loses_nothing(marketing, frontline):
    lay_ground(marketing)
    friends(12, frontline)
    plan = make_plan(author=marketing)
    first = services.add_campaign(
        actor=marketing, plan=plan, ask=ask(call="2"), now=NOW
    )
    before = plan_content(plan)
    again = services.add_campaign(
        actor=marketing, plan=plan, ask=ask("Another", call="1"), now=NOW
    )
    assert not again.new
    assert again.campaign == first.campaign
    assert plan_content(plan) == before
    plan.refresh_from_db()
    without: PlanContent = {**before, "tactics": []}
    update(plan=plan, actor=marketing, revision=plan.revision, content=without, now=NOW)
    assert services.add_campaign(
        actor=marketing, plan=plan, ask=ask(call="1"), now=NOW
    ).new
    assert Campaign.objects.count() == 1


def test_who_typed_in_the_draft_meanwhile_loses_nothing(marketing, frontline):
    lay_ground(marketing)
    friends(12, frontline)
    plan = make_plan(author=marketing)
    opened, revision = plan_content(plan), plan.revision
    services.add_campaign(actor=marketing, plan=plan, ask=ask(call="2"), now=NOW)
    typed: PlanContent = {**opened, "objective": "More old friends."}
    update(plan=plan, actor=marketing, revision=revision, content=typed, now=NOW)
    after = plan_content(plan)
    assert after["objective"] == "More old friends."
    assert len(after["tactics"]) == 2


@pytest.mark.parametrize(
    ("wish", "meant", "place"),
    [
        (Wish(starts=1, ends=99), {"call": "1"}, "ends"),
        (Wish(starts=0, ends=4), {"call": "1"}, "starts"),
        (Wish(starts=4, ends=2), {"call": "1"}, "ends"),
        (Wish(kind="enemy", starts=1, ends=4), {"call": "1"}, "kind"),
        (Wish(who="x", starts=1, ends=4), {"call": "1"}, "who"),
        (Wish(closeness=9, starts=1, ends=4), {"call": "1"}, "closeness"),
        (Wish(interest=10**9, starts=1, ends=4), {"call": "1"}, "interest"),
        (Wish(starts=1, ends=4), {"call": "200"}, "call"),
        (Wish(starts=1, ends=4), {"call": "NaN"}, "call"),
        (Wish(starts=1, ends=4), {"call": "-1"}, "call"),
        (Wish(starts=1, ends=4), {"meal": "1"}, "meal"),
        (Wish(starts=1, ends=4), {}, ""),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    marketing, frontline, wish, meant, place
):
    lay_ground(marketing)
    friends(12, frontline)
    plan = make_plan(author=marketing)
    with pytest.raises(Invalid) as told:
        services.add_campaign(
            actor=marketing, plan=plan, ask=ask(wish=wish, **meant), now=NOW
        )
    assert place in told.value.errors
    assert not plan.tactics.exists()
    assert not Campaign.objects.exists()


def test_a_campaign_without_its_ground_is_refused_with_the_next_step(marketing):
    plan = make_plan(author=marketing)
    with pytest.raises(Conflict, match="stand on"):
        services.add_campaign(actor=marketing, plan=plan, ask=ask(call="1"), now=NOW)


def test_neither_the_frontline_nor_strangers_put_one_into_a_draft(
    marketing, frontline, outsider
):
    lay_ground(marketing)
    friends(12, frontline)
    plan = make_plan(author=marketing)
    other = make_user(department=Department.FINANCE)
    for actor in (frontline, outsider, other):
        with pytest.raises(Refusal):
            services.add_campaign(actor=actor, plan=plan, ask=ask(call="1"), now=NOW)
    assert not plan.tactics.exists()


# --- the score ----------------------------------------------------------------------


def loads(plan: Plan) -> list[float]:
    case = engine.parse_case(case_of(plan))
    score = engine.score(case, draws=256, sensitivities=False)
    (hours,) = [row for row in score.capabilities if row.id == "people-hours"]
    return [round(value, 6) for value in hours.plan]


def test_the_load_of_the_case_is_the_hours_reckoned_by_hand(marketing, ceo, frontline):
    lay_ground(ceo)
    friends(12, frontline)
    friends(4, frontline, closeness=4)
    plan = make_plan(author=marketing, weeks=6)
    wish = Wish(starts=2, ends=4)
    services.add_campaign(
        actor=marketing, plan=plan, ask=ask(wish=wish, call="3", meal="1"), now=NOW
    )
    weekly = 3 * 0.417 + 1 * 1.25 + 0.3 * 4 * 0.333
    nothing = 0.0
    each = round(weekly, 6)
    assert loads(plan) == [nothing, each, each, each, nothing, nothing]


def test_short_hours_make_a_plan_less_keepable_and_are_named(marketing, ceo, frontline):
    lay_ground(ceo, likely="1")
    friends(40, frontline)
    plan = make_plan(author=marketing)
    services.add_campaign(actor=marketing, plan=plan, ask=ask(call="8"), now=NOW)
    case = case_of(plan)
    short = engine.score(engine.parse_case(case), draws=256)
    assert short.keep_probability.value < 0.1
    bottleneck = short.promises[-1].bottleneck
    assert bottleneck is not None
    assert bottleneck.capability == "people-hours"
    assert any(
        reason["code"] == "capability-short" and reason["capability"] == "people-hours"
        for reason in short.document()["reasons"]
    )
    shown = Evidence(drawable(plan_content(plan), case, short.document()))
    said = "".join(phrase.text for phrase in verdict_sentence(shown))
    assert "Hours for people we know" in said
    Capability.objects.update(low=D(40), likely=D(40), high=D(40))
    enough = engine.score(engine.parse_case(case_of(plan)), draws=256)
    assert enough.keep_probability.value > 0.9


# --- names on the ledger ------------------------------------------------------------


def occasions() -> dict[str, tuple[str, bool]]:
    rows = Outcome.objects.select_related("promise").order_by("reference")
    return {row.reference: (row.promise.code, row.on_day) for row in rows}


def test_without_those_promises_no_name_is_an_occasion(frontline):
    friends(1, frontline)
    (row,) = hours(frontline)
    assert row.occasion == ""
    assert not Outcome.objects.exists()


def test_a_name_is_an_occasion_due_on_sunday_and_kept_by_a_talk(ceo, frontline):
    lay_ground(ceo)
    friends(1, frontline)
    (row,) = hours(frontline)
    outcome = Outcome.objects.get()
    assert outcome.promise.code == "people-call"
    assert outcome.due_on == MONDAY + 6 * DAY
    services.log(
        actor=frontline,
        acquaintance_id=row.acquaintance_id,
        talk=services.Talk(channel="call"),
        now=NOW + DAY,
    )
    assert [each[1] for each in occasions().values()] == [True]
    week = KeptWeek.objects.get()
    assert (week.due, week.on_day) == (1, 1)


def test_a_colleagues_talk_keeps_it_for_the_firm_promised(ceo, frontline):
    lay_ground(ceo)
    friends(1, frontline)
    (row,) = hours(frontline)
    services.log(
        actor=ceo,
        acquaintance_id=row.acquaintance_id,
        talk=services.Talk(channel="mail"),
        now=NOW + DAY,
    )
    assert [each[1] for each in occasions().values()] == [True]


def test_what_is_carried_is_broken_in_its_week_and_promised_anew(ceo, frontline):
    lay_ground(ceo)
    friends(1, frontline)
    hours(frontline)
    (row,) = hours(frontline, now=NOW + WEEK)
    assert row.carries == 1
    assert [each[1] for each in occasions().values()] == [False, False]
    assert row.promise is not None
    services.log(
        actor=frontline,
        acquaintance_id=row.acquaintance_id,
        talk=services.Talk(channel="call", on=MONDAY + 4 * DAY),
        now=NOW + WEEK,
    )
    # It was had on Friday of the first week, and is only written down now.
    assert [each[1] for each in occasions().values()] == [True]


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("no-time", 1),
        ("bad-moment", 0),
        ("not-mine", 0),
        ("lost", 0),
        ("no-point", 0),
    ],
)
def test_only_want_of_time_leaves_it_to_be_broken(ceo, frontline, reason, left):
    lay_ground(ceo)
    friends(1, frontline)
    (row,) = hours(frontline)
    services.skip(actor=frontline, pk=row.pk, reason=reason, now=NOW)
    assert Outcome.objects.count() == left


def test_postponing_takes_it_off_but_not_once_its_week_is_over(ceo, frontline):
    lay_ground(ceo)
    friends(2, frontline)
    one, other = hours(frontline)
    until = MONDAY + 30 * DAY
    services.postpone(actor=frontline, pk=one.pk, until=until, now=NOW)
    assert Outcome.objects.count() == 1
    services.postpone(actor=frontline, pk=other.pk, until=until, now=NOW + WEEK)
    assert Outcome.objects.count() == 1


def test_handed_over_it_counts_for_the_other(ceo, frontline):
    lay_ground(ceo)
    friends(1, frontline)
    (row,) = hours(frontline)
    fresh = services.hand_over(actor=frontline, pk=row.pk, to=ceo, now=NOW)
    assert fresh.occasion == row.occasion
    assert Outcome.objects.count() == 1
    services.log(
        actor=ceo,
        acquaintance_id=row.acquaintance_id,
        talk=services.Talk(channel="call"),
        now=NOW + DAY,
    )
    assert [each[1] for each in occasions().values()] == [True]


def test_fewer_hours_on_the_day_of_the_list_are_no_broken_promise_later_they_are(
    ceo, frontline
):
    lay_ground(ceo)
    friends(3, frontline)
    assert len(hours(frontline, "2")) == 3
    assert len(hours(frontline, "1")) == 2
    assert Outcome.objects.count() == 2
    assert len(hours(frontline, "0.5", NOW + DAY)) == 1
    assert Outcome.objects.count() == 2


def test_whoever_wants_no_contact_takes_their_name_off_the_ledger(ceo, frontline):
    lay_ground(ceo)
    friends(1, frontline)
    (row,) = hours(frontline)
    services.forbid_contact(
        actor=ceo, pk=row.acquaintance_id, reason="law", now=NOW + DAY
    )
    assert not Outcome.objects.exists()


# --- the lists of a running campaign ------------------------------------------------


def campaign_of(
    author: Any, *, likely: str = "2", wish: Wish | None = None
) -> tuple[Plan, Campaign]:
    plan = make_plan(author=author)
    added = services.add_campaign(
        actor=author, plan=plan, ask=ask(wish=wish, call=likely), now=NOW
    )
    run(plan)
    return plan, added.campaign


def test_names_of_a_running_campaign_come_first_up_to_what_the_plan_promised(
    ceo, marketing, frontline
):
    lay_ground(ceo)
    for number in range(4):
        make_acquaintance(kind="vendor", closeness=3, phone="+49", known_by=[frontline])
        customer = make_customer(code=f"c-{number}")
        make_acquaintance(
            kind="friend",
            closeness=3,
            phone="+49",
            known_by=[frontline],
            customer=customer,
            last_contact_on=MONDAY - 400 * DAY,
        )
    _, campaign = campaign_of(
        marketing, likely="2", wish=Wish(kind="vendor", starts=1, ends=2)
    )
    rows = hours(frontline, "1.5")
    assert [row.acquaintance.kind for row in rows][:2] == ["vendor", "vendor"]
    marked = [row for row in rows if row.campaign_id == campaign.pk]
    assert len(marked) == 2
    assert all("Campaign “Old friends”" in row.reason for row in marked)
    # A colleague's list of the same week gets none on top of what was promised.
    assert not [row for row in hours(ceo, "2") if row.campaign_id]


def test_a_campaign_contacts_nobody_before_their_interval_or_held_out(
    ceo, marketing, frontline
):
    lay_ground(ceo)
    friends(8, frontline)
    campaign_of(marketing)
    rows = WeeklyName.objects
    people = [row.acquaintance for row in hours(frontline, "1")]
    assert len(people) == 2
    for person in people:
        person.last_contact_on = MONDAY
        person.save()
    rows.all().delete()
    again = {row.acquaintance_id for row in hours(frontline, "10")}
    assert not again & {person.pk for person in people}


def test_a_campaign_ends_with_its_plan_and_with_its_weeks(ceo, marketing, frontline):
    lay_ground(ceo)
    friends(12, frontline)
    plan, campaign = campaign_of(marketing)
    assert [r for r in hours(frontline, "1") if r.campaign_id == campaign.pk]
    assert not [r for r in hours(frontline, "1", NOW + 6 * WEEK) if r.campaign_id]
    WeeklyName.objects.all().delete()
    decision = Decision.objects.get(version__plan=plan)
    assert miss_overdue(now=NOW + WEEK) == 1
    take_back(
        actor=decision.decided_by, decision_id=decision.pk, reason="over", now=NOW
    )
    assert not [r for r in hours(frontline, "1") if r.campaign_id]


def test_half_names_are_whole_names_every_other_week():
    course = Course(
        campaign=Campaign(),
        part="call",
        first=MONDAY,
        weeks=4,
        low=D(1),
        likely=D("2.5"),
        high=D(4),
    )
    weeks = [course.names(MONDAY + WEEK * number) for number in range(-1, 5)]
    assert weeks == [0, 2, 3, 2, 3, 0]


def test_what_never_happened_is_open_again_on_the_ledger(ceo, frontline):
    lay_ground(ceo)
    friends(1, frontline)
    (row,) = hours(frontline)
    services.log(
        actor=frontline,
        acquaintance_id=row.acquaintance_id,
        talk=services.Talk(channel="mail"),
        now=NOW,
    )
    assert [each[1] for each in occasions().values()] == [True]
    row.refresh_from_db()
    reopen([row], may_contact=True)
    assert [each[1] for each in occasions().values()] == [False]
    reopen([row], may_contact=False)
    assert not Outcome.objects.exists()
