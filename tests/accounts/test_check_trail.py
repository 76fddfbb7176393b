"""The audit trail, checked from the command line."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.audit import record
from accounts.models import AuditEvent
from core import triggers
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_a_whole_trail_says_where_it_ends(ceo, capsys):
    call_command("check_trail")
    assert capsys.readouterr().out == "The trail is whole and is empty.\n"
    event = record(actor=ceo, action="looked", subject=ceo, now=NOW)
    call_command("check_trail")
    assert event.digest in capsys.readouterr().out


def test_an_event_that_was_altered_is_named(ceo):
    record(actor=ceo, action="looked", subject=ceo, now=NOW)
    triggers.lift(connection, triggers.declared())
    AuditEvent.objects.update(action="approved")
    triggers.lay(connection, triggers.declared())
    with pytest.raises(CommandError, match="does not fit"):
        call_command("check_trail")


def test_a_guard_that_is_gone_is_named(ceo):
    some = triggers.declared()[:1]
    triggers.lift(connection, some)
    with pytest.raises(CommandError, match=some[0].name):
        call_command("check_trail")
    triggers.lay(connection, some)
