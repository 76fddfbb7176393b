"""Wake a worker, without ever making a person wait for the broker."""

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1


def _send(task_name: str) -> None:
    try:
        with current_app.connection_for_write(
            transport_options={
                **current_app.conf.broker_transport_options,
                "socket_timeout": PATIENCE_SECONDS,
                "socket_connect_timeout": PATIENCE_SECONDS,
            }
        ) as connection:
            current_app.send_task(
                task_name, connection=connection, retry=False, ignore_result=True
            )
    except Exception:  # noqa: BLE001  # whatever ails the broker, the sweeper will see the row
        log.warning("could not wake a worker for %s; the sweeper will", task_name)


def wake(task: Any) -> None:  # noqa: ANN401  # celery's tasks have no useful type
    """Send the wake-up once the transaction is through, and never fail for it."""
    transaction.on_commit(partial(_send, task.name))
