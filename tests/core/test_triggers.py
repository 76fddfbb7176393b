import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.audit import record
from accounts.models import ApiKey, AuditEvent, Role
from core import triggers
from tests.make import NOW, make_key, make_user


def add_event() -> AuditEvent:
    person = make_user()
    with transaction.atomic():
        return record(actor=person, action="test", subject=person, now=NOW)


@pytest.mark.django_db
def test_an_audit_event_cannot_be_altered():
    event = add_event()
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(action="nothing happened")


@pytest.mark.django_db
def test_an_audit_event_cannot_be_taken_away():
    add_event()
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        AuditEvent.objects.all().delete()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accounts_auditevent")


@pytest.mark.django_db
def test_a_key_cannot_belong_to_a_person():
    ceo = make_user(role=Role.CEO)
    with pytest.raises(IntegrityError, match="never to a person"), transaction.atomic():
        make_key(user=ceo)
    make_key()
    with pytest.raises(IntegrityError, match="never to a person"), transaction.atomic():
        ApiKey.objects.update(user=ceo)


@pytest.mark.django_db
def test_an_integration_with_a_key_cannot_become_a_person():
    shop = make_user(role=Role.INTEGRATION)
    shop.role = Role.CEO
    shop.save()
    shop.role = Role.INTEGRATION
    shop.save()
    make_key(user=shop)
    shop.role = Role.CEO
    with pytest.raises(IntegrityError, match="never to a person"), transaction.atomic():
        shop.save()


@pytest.mark.django_db
def test_a_migration_leaves_no_trigger_lifted():
    triggers.lift(connection, triggers.declared())
    assert set(triggers.missing(connection)) >= {"accounts_auditevent_refuses_update"}
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_emptied_after_a_transactional_test():
    """Fail in the teardown if the flush of the tests were refused."""
    add_event()
    assert triggers.missing(connection) == []


@pytest.mark.django_db
def test_migrations_run_without_triggers():
    """SQLite cannot rebuild a table that another table's trigger reads."""
    accounts = apps.get_app_config("accounts")
    triggers._lift_before(app_config=accounts, using="default", plan=[])
    assert triggers.missing(connection) == []
    triggers._lift_before(app_config=accounts, using="default", plan=[("one", False)])
    assert "accounts_apikey_is_for_integrations" in triggers.missing(connection)
