"""Wake a worker, without ever making a person wait for the broker.

The job is a row; a wake-up that is lost costs a few seconds, because the sweeper
looks for waiting rows. So a wake-up is tried once, with little patience; after a
failure this process leaves the broker alone for a moment.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction

from core.fuse import Fuse

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5
TURN_SECONDS = 10.0

IMPATIENT = {
    "socket_timeout": PATIENCE_SECONDS,
    "socket_connect_timeout": PATIENCE_SECONDS,
    "connect_retries_timeout": PATIENCE_SECONDS,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


fuse = Fuse(seconds=5.0)


def send(task_name: str) -> bool:
    """Send one wake-up now; say whether the broker took it."""
    options = {**current_app.conf.broker_transport_options, **IMPATIENT}
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            current_app.send_task(
                task_name,
                connection=connection,
                retry=False,
                ignore_result=True,
            )
    except Exception as error:  # noqa: BLE001  # whatever ails the broker, the sweeper will see the row
        fuse.blow()
        log.debug("no wake-up for %s: %r", task_name, error)
        return False
    fuse.mend()
    return True


def _send_unless_down(task_name: str) -> None:
    if fuse.is_blown:
        return
    if not send(task_name):
        log.warning("could not wake a worker for %s; the sweeper will", task_name)


def wake(task: Any) -> None:  # noqa: ANN401  # celery's tasks have no useful type
    """Send the wake-up once the transaction is through, and never fail for it."""
    transaction.on_commit(partial(_send_unless_down, task.name))


def work_off(step: Callable[[], bool], *, task: Any) -> None:  # noqa: ANN401
    """Do one waiting job after the other, for a turn; then let a wake-up go on.

    ``step`` does one job and tells whether there was one. A worker that is told to
    stop ends the task it is in, so no task may go on as long as there is work.
    """
    ends = time.monotonic() + TURN_SECONDS
    while step():
        if time.monotonic() >= ends:
            wake(task)
            return
