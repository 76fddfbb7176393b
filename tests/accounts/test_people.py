import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent, Department, Role, User
from accounts.services import people
from core.refusals import Invalid, NotAllowed
from tests.make import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db


def invite(actor, **fields):
    fields = {
        "email": "new@example.com",
        "name": "Nia New",
        "role": "frontline",
    } | fields
    return people.invite(actor=actor, now=NOW, **fields)


def test_an_invited_colleague_has_no_password_and_is_written_down(outsider):
    person = invite(outsider, role=Role.DIRECTOR, department=Department.FINANCE)
    assert not person.has_usable_password()
    event = AuditEvent.objects.get()
    assert (event.actor, event.action) == (outsider, "invited")
    assert event.changes["department"] == [None, "finance"]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "OUTSIDER@example.com"}, "email"),
        ({"name": " "}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "integration"}, "role"),
        ({"role": "director"}, "department"),
        ({"department": "sales"}, "department"),
    ],
)
def test_an_incomplete_invitation_names_the_place(outsider, fields, place):
    with pytest.raises(Invalid) as refusal:
        invite(outsider, **fields)
    assert list(refusal.value.errors) == [place]


def test_only_a_ceo_makes_a_ceo(ceo, outsider):
    with pytest.raises(people.OnlyTheCeo):
        invite(outsider, role=Role.CEO)
    assert invite(ceo, role=Role.CEO).is_ceo
    director = make_user()
    with pytest.raises(people.OnlyTheCeo):
        people.change_role(actor=outsider, person=director, role=Role.CEO, now=NOW)
    people.change_role(actor=ceo, person=director, role=Role.CEO, now=NOW)
    director.refresh_from_db()
    assert director.is_ceo


def test_a_link_made_by_an_administrator_does_not_open_the_office(ceo, outsider):
    person = invite(outsider, role=Role.DIRECTOR, department=Department.FINANCE)
    old = people.invitation(actor=outsider, person=person)
    people.change_role(actor=ceo, person=person, role=Role.CEO, now=NOW)
    person.refresh_from_db()
    browser = Client()
    shown = browser.get(old, follow=True)
    browser.post(
        shown.request["PATH_INFO"], {"password1": PASSWORD} | {"password2": PASSWORD}
    )
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert people.invitation(actor=ceo, person=person) != old


def test_an_administrator_neither_ends_nor_demotes_a_ceo(ceo, outsider):
    make_user(role=Role.CEO)
    with pytest.raises(people.OnlyTheCeo):
        people.deactivate(actor=outsider, person=ceo, now=NOW)
    with pytest.raises(people.OnlyTheCeo):
        people.change_role(actor=outsider, person=ceo, role=Role.FRONTLINE, now=NOW)
    with pytest.raises(people.OnlyTheCeo):
        people.invitation(
            actor=outsider,
            person=User.objects.create_user("c@example.com", name="C", role=Role.CEO),
        )


def test_the_last_ceo_remains(ceo):
    other = make_user(role=Role.CEO)
    people.deactivate(actor=ceo, person=other, now=NOW)
    other.refresh_from_db()
    assert not other.is_active
    with pytest.raises(NotAllowed):  # who has left does nothing any more
        people.deactivate(actor=other, person=ceo, now=NOW)
    people.reactivate(actor=ceo, person=other, now=NOW)
    people.change_role(actor=other, person=ceo, role=Role.FRONTLINE, now=NOW)
    assert User.objects.filter(role=Role.CEO, is_active=True).get() == other


def test_the_only_ceo_is_protected_even_from_a_stale_colleague(ceo):
    """The second CEO lost the office after loading the page."""
    second = make_user(role=Role.CEO)
    people.change_role(actor=ceo, person=second, role=Role.ADMINISTRATOR, now=NOW)
    second.role = Role.CEO
    with pytest.raises(people.OnlyTheCeo):
        people.deactivate(actor=second, person=ceo, now=NOW)


@pytest.mark.parametrize("role", [Role.CEO, Role.ADMINISTRATOR])
def test_nobody_changes_their_own_role(role):
    person = make_user(role=role)
    with pytest.raises(people.NotOneself):
        people.change_role(actor=person, person=person, role=Role.CEO, now=NOW)
    with pytest.raises(people.NotOneself):
        people.deactivate(actor=person, person=person, now=NOW)


def test_a_director_manages_nobody(marketing, frontline):
    with pytest.raises(NotAllowed):
        invite(marketing)
    with pytest.raises(NotAllowed):
        people.deactivate(actor=marketing, person=frontline, now=NOW)
    with pytest.raises(NotAllowed):
        people.change_role(
            actor=marketing, person=frontline, role=Role.ADMINISTRATOR, now=NOW
        )


def test_the_account_of_another_system_stays_what_it_is(outsider):
    shop = make_user(role=Role.INTEGRATION)
    with pytest.raises(NotAllowed, match="another system"):
        people.change_role(
            actor=outsider, person=shop, role=Role.ADMINISTRATOR, now=NOW
        )


def test_a_change_that_changes_nothing_is_not_written_down(outsider, frontline):
    people.change_role(actor=outsider, person=frontline, role=Role.FRONTLINE, now=NOW)
    people.reactivate(actor=outsider, person=frontline, now=NOW)
    assert not AuditEvent.objects.exists()


def test_no_link_opens_the_account_of_who_has_a_password(outsider, frontline):
    with pytest.raises(people.AlreadyIn):
        people.invitation(actor=outsider, person=frontline)


# --- pages -------------------------------------------------------------------


def test_an_invited_colleague_chooses_a_password_and_signs_in(outsider, signed_in):
    page = signed_in(outsider).post(
        "/settings/people/invite/",
        {"name": "Nia New", "email": "nia@example.com", "role": "frontline"},
    )
    assert page.status_code == 201
    link = page.context["link"]
    assert link in page.text
    assert link in mail.outbox[0].body
    visitor = Client()
    form = visitor.get(link, follow=True)
    assert "Choose your password" in form.text
    words = "the quiet harbour at dawn"
    done = visitor.post(
        form.redirect_chain[-1][0],
        {"password1": words, "password2": words},
        follow=True,
    )
    assert "Your password is saved" in done.text
    assert "This link is used up" in Client().get(link, follow=True).text
    signed = visitor.post(
        "/accounts/login/", {"login": "nia@example.com", "password": words}
    )
    assert signed.status_code == 302
    assert visitor.get("/settings/profile/").status_code == 200
    assert AuditEvent.objects.filter(action="set their password").count() == 1


def test_a_mail_server_that_fails_does_not_lose_the_link(
    outsider, signed_in, monkeypatch
):
    def refuse(self):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    page = signed_in(outsider).post(
        "/settings/people/invite/",
        {"name": "Nia New", "email": "nia@example.com", "role": "frontline"},
    )
    assert "pass the link on yourself" in page.text


def test_a_refused_invitation_keeps_what_was_typed(outsider, signed_in):
    page = signed_in(outsider).post(
        "/settings/people/invite/",
        {"name": "Carl", "email": "carl@example.com", "role": "ceo"},
    )
    assert page.status_code == 403
    assert "Only a CEO gives or takes the role" in page.text
    assert 'value="Carl"' in page.text


def test_ending_the_access_closes_every_session(outsider, frontline, signed_in):
    theirs = signed_in(frontline)
    assert theirs.get("/settings/").status_code == 200
    signed_in(outsider).post(f"/settings/people/{frontline.pk}/end/")
    assert theirs.get("/settings/").status_code == 302
    signed_in(outsider).post(f"/settings/people/{frontline.pk}/restore/")
    frontline.refresh_from_db()
    assert frontline.is_active


def test_a_role_is_changed_on_the_persons_page(outsider, frontline, signed_in):
    browser = signed_in(outsider)
    address = f"/settings/people/{frontline.pk}/"
    refused = browser.post(address, {"role": "director", "department": ""})
    assert refused.status_code == 422
    assert "A director has a department" in refused.text
    browser.post(address, {"role": "director", "department": "sales"})
    frontline.refresh_from_db()
    assert frontline.title == "sales director"
    assert "changed the role of" in browser.get(address).text


def test_people_are_found_by_name_or_address(outsider, marketing, signed_in):
    browser = signed_in(outsider)
    assert marketing.name in browser.get("/settings/people/?q=marten").text
    assert marketing.name not in browser.get("/settings/people/?q=otto").text
    assert "Nobody of that name" in browser.get("/settings/people/?q=xyz%00").text


def test_the_list_of_people_asks_as_often_for_many_as_for_few(
    outsider, signed_in, django_assert_max_num_queries
):
    browser = signed_in(outsider)
    browser.get("/settings/people/")
    for _ in range(20):
        make_user()
    with django_assert_max_num_queries(6):
        browser.get("/settings/people/?page=1")


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "9" * 5000])
def test_nobody_of_that_number_is_not_found(outsider, signed_in, number):
    assert signed_in(outsider).get(f"/settings/people/{number}/").status_code == 404
