from datetime import timedelta

import pytest

from accounts.models import AuditEvent
from core.refusals import Conflict, NotThere
from planner.plans import services
from planner.plans.models import DraftRevision, Plan
from planner.plans.queries import plan_content, revision_content, savings
from planner.plans.services import EditsClash
from promises.models import PromiseState
from tests.make import NOW, make_plan, make_promise, make_tactic, make_user
from tests.plans.documents import assumption, content, tactic

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def promise(db):
    return make_promise(code="next-week", state=PromiseState.STUDIED)


@pytest.fixture
def draft(marketing, promise):
    return services.create(actor=marketing, content=content(), now=NOW)


@pytest.fixture
def mia(db):
    return make_user(name="Mia Lind")


def save(draft, *, actor=None, revision=1, now=LATER, **changes):
    return services.save(
        plan=draft,
        actor=actor or draft.author,
        revision=revision,
        content=content(**changes),
        now=now,
    )


def test_every_saving_is_kept(draft, mia):
    save(draft, actor=mia, title="Better")
    kept = DraftRevision.objects.order_by("revision")
    assert [(row.revision, row.by, row.at) for row in kept] == [
        (1, draft.author, NOW),
        (2, mia, LATER),
    ]
    assert revision_content(draft, 1) == content()
    assert revision_content(draft, 2) == content(title="Better")


def test_two_edits_of_different_fields_both_stand(draft, mia):
    save(draft, actor=mia, tactics=[tactic(budget="9.00")])
    saved = save(draft, title="Mine")
    assert plan_content(draft) == content(title="Mine", tactics=[tactic(budget="9.00")])
    assert saved.content == plan_content(draft)
    assert saved.came_in == {"Mia Lind": ["tactics.spring.budget"]}
    assert saved.plan.revision == 3


def test_two_edits_of_one_field_are_refused_with_both_values(draft, mia):
    save(draft, actor=mia, title="Mia's", tactics=[tactic(budget="9.00")])
    with pytest.raises(EditsClash) as refusal:
        save(draft, title="Mine", weeks=30)
    told = refusal.value
    assert told.errors == {"Title": ["Mia Lind wrote “Mia's”; you wrote “Mine”."]}
    assert (told.revision, told.content["weeks"]) == (2, 30)
    assert told.content["tactics"][0]["budget"] == "9.00"
    assert plan_content(draft)["title"] == "Mia's"


def test_a_session_saves_what_does_not_clash_and_hands_back_the_rest(draft, mia):
    save(draft, actor=mia, title="Mia's")
    saved = services.save(
        plan=draft,
        actor=draft.author,
        revision=1,
        content=content(title="Mine", weeks=30),
        now=LATER,
        clashing="theirs",
    )
    assert [(c.theirs, c.mine) for c in saved.clashes] == [("Mia's", "Mine")]
    assert plan_content(draft) == content(title="Mia's", weeks=30)


def test_the_audit_trail_tells_only_what_the_second_one_changed(draft, mia):
    save(draft, actor=mia, title="Mia's")
    save(draft, weeks=30)
    newest = AuditEvent.objects.filter(action="changed").order_by("-pk")[0]
    assert newest.changes == {
        "length": ["26 weeks", "30 weeks"],
        "revision": [2, 3],
    }


def test_who_asks_for_one_revision_gets_no_other(draft, mia):
    save(draft, actor=mia, tactics=[tactic(budget="9.00")])
    with pytest.raises(Conflict, match=r"Mia Lind.*tactic “Spring mailing”: budget"):
        services.save(
            plan=draft,
            actor=draft.author,
            revision=1,
            content=content(title="Mine"),
            now=LATER,
            merging=False,
        )


def test_a_draft_from_before_revisions_were_kept_has_its_base_from_now_on(
    marketing, promise
):
    plan = make_plan(author=marketing, title="Spring launch", weeks=26)
    make_tactic(plan, [promise], code="spring")
    old = plan_content(plan)
    services.save(
        plan=plan, actor=marketing, revision=1, content={**old, "weeks": 30}, now=LATER
    )
    saved = services.save(
        plan=plan, actor=marketing, revision=1, content={**old, "title": "B"}, now=LATER
    )
    assert (saved.content["title"], saved.content["weeks"]) == ("B", 30)


def test_an_edit_whose_base_is_not_kept_is_refused(draft, mia):
    save(draft, actor=mia, tactics=[tactic(budget="9.00")])
    DraftRevision.objects.filter(revision=1).delete()
    with pytest.raises(Conflict, match=r"Mia Lind.*tactic “Spring mailing”: budget"):
        save(draft, title="Mine")
    with pytest.raises(Conflict):
        save(draft, title="Mine", revision=7)


def test_rows_that_nobody_changed_are_not_written_again(
    draft, django_assert_max_num_queries
):
    many = [tactic(code=f"t{n}", name=f"T {n}") for n in range(10)]
    save(draft, tactics=many, assumptions=[])
    one = [{**many[0], "budget": "1.00"}, *many[1:]]
    with django_assert_max_num_queries(45):
        save(draft, revision=2, tactics=one, assumptions=[])
    assert plan_content(draft) == content(tactics=one, assumptions=[])


def test_an_earlier_revision_comes_back_as_a_new_one(draft, mia):
    save(draft, actor=mia, tactics=[], assumptions=[], title="Mia's")
    services.bring_back(plan=draft, actor=draft.author, revision=1, seen=2, now=LATER)
    assert plan_content(draft) == content()
    assert Plan.objects.get(pk=draft.pk).revision == 3
    assert [row.who for row in savings(Plan.objects.get(pk=draft.pk))] == [
        "Max Marten",
        "Mia Lind",
        "Max Marten",
    ]
    with pytest.raises(NotThere):
        services.bring_back(
            plan=draft, actor=draft.author, revision=9, seen=3, now=LATER
        )


def test_revisions_are_thinned_out_after_a_day(draft):
    for number in range(1, 5):
        at = NOW + timedelta(hours=number)
        save(draft, revision=number, title=f"Title {number}", now=at)
    day_after = NOW + timedelta(hours=27)
    assert services.thin_revisions(now=day_after) == 2
    left = set(DraftRevision.objects.values_list("revision", flat=True))
    assert left == {3, 4, 5}
    assert services.thin_revisions(now=day_after) == 0


def test_what_something_still_counts_on_is_never_thinned_out(draft):
    save(draft, title="A")
    save(draft, revision=2, title="B")
    much_later = NOW + timedelta(days=9)
    assert services.thin_revisions(now=much_later, kept=[(draft.pk, 1)]) == 1
    left = set(DraftRevision.objects.values_list("revision", flat=True))
    assert left == {1, 3}


def test_an_author_does_not_say_that_a_test_supports_them(draft):
    save(draft, title="A", assumptions=[assumption(status="supported")])
    assert plan_content(draft)["assumptions"] == [assumption()]


def test_an_assumption_that_was_tested_is_merged_into_others_edits(draft, mia):
    save(draft, actor=mia, assumptions=[assumption(probability="0.5")])
    tested = assumption(status="supported", note="200 were asked")
    save(draft, revision=1, assumptions=[tested])
    # What it came to is for its test to say.
    expected = assumption(probability="0.5", note="200 were asked")
    assert plan_content(draft)["assumptions"] == [expected]
