"""Tell a supervisor that we are alive, a load balancer that we are ready."""

from functools import cache

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import triggers
from core.wake import IMPATIENT


class Behind(Exception):
    """The database lacks migrations or triggers that this code needs."""


@cache
def _migrated() -> bool:
    """Tell that the database is up to date; asked until the answer is yes."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan or triggers.missing(connection):
        raise Behind
    return True


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _migrated()
    except DatabaseError:
        return "does not answer"
    except Behind:
        return "waits for 'manage.py migrate'"
    return "ready"


def _broker() -> str:
    """Say how the broker is; people are served without it, so it decides nothing."""
    options = {**current_app.conf.broker_transport_options, **IMPATIENT}
    try:
        with current_app.connection_for_write(transport_options=options) as broker:
            broker.ensure_connection(max_retries=0)
    except Exception:  # noqa: BLE001  # whatever ails it, the answer is the same
        return "does not answer; the sweeper starts the work instead"
    return "ready"


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Answer as long as this process serves requests at all."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when people may be sent here, else 503."""
    database = _database()
    fine = database == "ready"
    body = {
        "status": "ready" if fine else "not ready",
        "database": database,
        "broker": _broker(),
    }
    return JsonResponse(body, status=200 if fine else 503)
