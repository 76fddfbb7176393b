"""Comments in place: who is told, who is not, and what a name may give away."""

import pytest

from accounts.models import Notice, Role, User
from core.refusals import Invalid, NotThere
from planner.participation.models import Comment, Thread
from planner.participation.services import nameable, resolve, say
from planner.participation.services.talking import named_in
from tests.make import (
    NOW,
    make_invitation,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
)


@pytest.fixture
def plan(marketing):
    plan = make_plan(author=marketing, title="Spring launch")
    make_tactic(plan, [make_promise(code="next-week")], code="spring")
    return plan


def speak(plan, person, text, **more):
    return say(actor=person, plan_id=plan.pk, text=text, now=NOW, **more)


def page_of(plan, about="plan"):
    return f"/plans/{plan.pk}/people/talk/?about={about}"


def test_a_name_is_found_whatever_its_case_and_the_longest_wins():
    ann, anna = (
        User(pk=1, name="Ann Berg"),
        User(pk=2, name="Ann Bergman"),
    )
    assert named_in("@ann bergman, look", [ann, anna]) == [anna]
    assert named_in("mail me at max@Ann Berg", [ann]) == []
    assert named_in("@Ann Bergs", [ann]) == []


def test_who_is_named_and_sees_the_plan_is_told_and_the_others_are_offered(
    plan, marketing, operations
):
    finance = make_user(name="Freya Moll", department="finance")
    make_invitation(plan, operations)
    said = speak(plan, marketing, "@Olga Berg and @Freya Moll, can we?")
    assert said.blind == (finance,)
    notice = Notice.objects.get(kind="mentioned")
    assert (notice.person, notice.urgent) == (operations, True)
    assert list(said.comment.mentioned.all()) == [operations]


def test_whoever_spoke_before_is_told_once(plan, marketing, operations):
    make_invitation(plan, operations)
    first = speak(plan, operations, "Is it by noon?").comment
    assert Notice.objects.get(kind="commented").person == marketing
    Notice.objects.all().delete()
    speak(plan, marketing, "@Olga Berg yes", thread_id=first.thread_id)
    assert Notice.objects.get().kind == "mentioned"


def test_who_lost_their_invitation_is_not_told_any_more(plan, marketing, operations):
    invitation = make_invitation(plan, operations)
    first = speak(plan, operations, "Is it by noon?").comment
    invitation.delete()
    Notice.objects.all().delete()
    speak(plan, marketing, "It is.", thread_id=first.thread_id)
    assert not Notice.objects.exists()
    with pytest.raises(NotThere):
        speak(plan, operations, "So?", thread_id=first.thread_id)


def test_the_frontline_names_only_who_takes_part(plan, frontline, operations):
    make_invitation(plan, frontline, side="frontline")
    assert set(nameable(frontline, plan)) == {plan.author, frontline}
    said = speak(plan, frontline, "@Olga Berg, can we?")
    assert said.blind == ()  # not even that there is somebody of that name


def test_names_are_offered_to_people_of_the_plan_alone(
    plan, marketing, frontline, operations, signed_in, client
):
    path = f"/plans/{plan.pk}/people/names/?q=olga"
    offered = signed_in(marketing).get(path).json()["names"]
    assert offered == [{"name": "Olga Berg", "title": "operations director"}]
    assert signed_in(frontline).get(path).status_code == 404
    make_invitation(plan, frontline, side="frontline")
    assert signed_in(frontline).get(path).json() == {"names": []}


def test_neither_systems_nor_administrators_are_named(plan, marketing, outsider):
    robot = make_user(role=Role.INTEGRATION, name="Web shop")
    assert not {robot, outsider} & set(nameable(marketing, plan))


def test_a_thread_is_about_something_in_the_plan(plan, marketing):
    speak(plan, marketing, "By noon?", subject=("tactic", "spring"))
    speak(plan, marketing, "Kept?", subject=("promise", "next-week"))
    for subject in (("tactic", "autumn"), ("promise", "other"), ("weather", "")):
        with pytest.raises(Invalid):
            speak(plan, marketing, "So?", subject=subject)
    assert Thread.objects.count() == 2


def test_a_thread_of_another_plan_is_not_answered_here(plan, marketing):
    other = make_plan(author=marketing)
    thread = speak(other, marketing, "Here?").comment.thread_id
    with pytest.raises(NotThere):
        speak(plan, marketing, "There!", thread_id=thread)


def test_settled_is_settled_until_somebody_speaks_again(plan, marketing):
    thread = speak(plan, marketing, "By noon?").comment.thread
    resolve(actor=marketing, thread_id=thread.pk, done=True, now=NOW)
    assert Thread.objects.get().resolved_by == marketing
    speak(plan, marketing, "Or later?", thread_id=thread.pk)
    assert Thread.objects.get().resolved_at is None


@pytest.mark.parametrize("text", ["  ", "a\x00b", "\ud800", "x" * 2001])
def test_what_is_no_text_is_not_said(plan, marketing, text):
    with pytest.raises(Invalid):
        speak(plan, marketing, text)
    assert not Comment.objects.exists()


def test_a_comment_is_shown_as_text_with_its_names_marked(
    plan, marketing, operations, signed_in
):
    make_invitation(plan, operations)
    speak(plan, marketing, "<script>alert(1)</script> @olga berg\nlook")
    page = signed_in(operations).get(page_of(plan)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<strong>@olga berg</strong>" in page


def test_the_page_offers_to_invite_who_cannot_see_the_plan(
    plan, marketing, operations, signed_in
):
    browser = signed_in(marketing)
    answer = browser.post(page_of(plan), {"text": "@Olga Berg, can we?"}, follow=True)
    page = answer.content.decode()
    assert "Olga Berg cannot see this plan" in page
    assert f"/plans/{plan.pk}/people/invite/?person={operations.pk}" in page


def test_nonsense_in_the_address_is_not_found(plan, marketing, signed_in):
    browser = signed_in(marketing)
    for about in ("tactic:none", "x" * 500, "%00", "plan:x"):
        assert browser.get(page_of(plan, about)).status_code == 404
    page = browser.get(page_of(plan) + "&unseen=x&unseen=" + "9" * 30)
    assert page.status_code == 200


def test_a_plan_shows_how_much_is_said_beside_each_part(plan, marketing, signed_in):
    speak(plan, marketing, "By noon?", subject=("tactic", "spring"))
    path = f"/plans/{plan.pk}/people/marks/"
    page = signed_in(marketing).get(path, headers={"HX-Request": "true"})
    words = " ".join(page.content.decode().split())
    assert 'id="talk-tactic-spring" hx-swap-oob="true"' in words
    assert "1 comment, 1 open" in words


def test_many_comments_ask_no_more_of_the_database(
    plan, marketing, signed_in, count_queries
):
    browser = signed_in(marketing)
    thread = speak(plan, marketing, "By noon?").comment.thread_id
    few = count_queries(browser, page_of(plan))
    for number in range(4):
        speak(plan, marketing, f"And {number}?", thread_id=thread)
        speak(plan, marketing, f"Or {number}?")
    assert count_queries(browser, page_of(plan)) == few


def test_two_people_of_one_name_are_both_meant(db):
    both = [make_user(name="Anna Berg"), make_user(name="Anna Berg")]
    other = make_user(name="Anna")
    assert named_in("@anna berg, look", [*both, other]) == both
