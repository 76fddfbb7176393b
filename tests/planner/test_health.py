import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from core import triggers
from planner import health


@pytest.fixture(autouse=True)
def _forget():
    health._migrated.cache_clear()


def test_alive_asks_nobody(client):
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_ready_says_so(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "database": "ready",
        "broker": "ready",
    }


@pytest.mark.django_db
def test_a_missing_migration_keeps_people_away(client, monkeypatch):
    monkeypatch.setattr(
        MigrationExecutor, "migration_plan", lambda self, targets: ["0009"]
    )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "manage.py migrate" in response.json()["database"]


@pytest.mark.django_db
def test_a_silent_database_keeps_people_away(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "does not answer"


@pytest.mark.django_db
def test_a_silent_broker_does_not(client, monkeypatch):
    def refuse(**options):
        raise OSError

    monkeypatch.setattr(current_app, "connection_for_write", refuse)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["broker"].startswith("does not answer")


@pytest.mark.django_db
def test_a_missing_trigger_keeps_people_away(client):
    triggers.lift(connection, triggers.declared()[:1])
    assert client.get("/readyz").status_code == 503
