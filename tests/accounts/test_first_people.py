import io
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import first_people
from accounts.models import AuditEvent, Role, User

pytestmark = pytest.mark.django_db
WHO = {
    "ceo_email": "clara@company.com",
    "ceo_name": "Clara Ek",
    "administrator_email": "otto@company.com",
    "administrator_name": "Otto Ander",
}
SENTENCE = "the quiet harbour at dawn"


@pytest.fixture(autouse=True)
def _passwords(monkeypatch):
    monkeypatch.setenv(first_people.CEO_VARIABLE, SENTENCE)
    monkeypatch.setenv(first_people.ADMINISTRATOR_VARIABLE, SENTENCE)


def test_the_first_two_are_made_once():
    out = io.StringIO()
    call_command("first_people", stdout=out, **WHO)
    assert "Clara Ek" in out.getvalue()
    assert SENTENCE not in out.getvalue()
    clara = User.objects.get(role=Role.CEO)
    assert clara.check_password(SENTENCE)
    assert User.objects.get(role=Role.ADMINISTRATOR).email == "otto@company.com"
    assert set(AuditEvent.objects.values_list("actor_name", flat=True)) == {
        "the worker"
    }
    with pytest.raises(CommandError, match="people already"):
        call_command("first_people", **WHO)
    assert User.objects.count() == 2


def test_nobody_is_made_when_the_second_cannot_be():
    with pytest.raises(CommandError, match="email"):
        call_command("first_people", **WHO | {"administrator_email": "nowhere"})
    assert not User.objects.exists()


def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv(first_people.CEO_VARIABLE, "short")
    with pytest.raises(CommandError, match=r"CEO's password.*15"):
        call_command("first_people", **WHO)


def test_without_a_terminal_the_variable_is_named(monkeypatch):
    monkeypatch.delenv(first_people.CEO_VARIABLE)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match=first_people.CEO_VARIABLE):
        call_command("first_people", **WHO)


@pytest.mark.parametrize("same", [True, False])
def test_in_a_terminal_it_is_asked_for_twice(monkeypatch, same):
    monkeypatch.delenv(first_people.CEO_VARIABLE)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter([SENTENCE, SENTENCE if same else "another quiet sentence"])
    monkeypatch.setattr("getpass.getpass", lambda question: next(answers))
    if same:
        call_command("first_people", stdout=io.StringIO(), **WHO)
        assert User.objects.count() == 2
        return
    with pytest.raises(CommandError, match="differ"):
        call_command("first_people", **WHO)
    assert not User.objects.exists()


def test_no_argument_takes_a_password():
    parser = first_people.Command().create_parser("manage.py", "first_people")
    assert not re.search("password ", parser.format_usage())
