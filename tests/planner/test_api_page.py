"""The examples of docs/api.md work, in their order, with one key."""

import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from planner.plans.models import Plan
from promises.models import Promise
from tests.make import (
    make_capability,
    make_customer,
    make_heard,
    make_key,
    make_made_promise,
    make_need,
)

PAGE = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()


def run(command: str, key: str) -> tuple[str, int]:
    """Do as curl would; return the address and the status."""
    plan = Plan.objects.order_by("-pk").first()
    words = command.replace("$KEPT", "").replace("$KEY", key)
    words = words.replace("'$PLAN'", str(plan.pk if plan else 0))
    words = words.replace("$PLAN", str(plan.pk if plan else 0))
    promise = Promise.objects.order_by("pk").first()
    words = words.replace("$PROMISE", str(promise.pk if promise else 0))
    headers, address, body = {}, "", None
    arguments = iter(shlex.split(words.replace("\\\n", " "))[1:])
    for word in arguments:
        if word == "-H":
            name, _, value = next(arguments).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = next(arguments)
        else:
            address = word
    if body is None:
        return address, Client().get(address, headers=headers).status_code
    if address.endswith("/submit/") and plan:
        make_heard(plan)
    answer = Client().post(
        address, body, content_type="application/json", headers=headers
    )
    return address, answer.status_code


@pytest.mark.django_db
def test_every_example_is_answered():
    packing = make_capability(likely=1_000)
    make_made_promise(code="chosen-week", requires=[(packing, 1)])
    make_need(code="know-the-day")
    make_customer(code="17850")
    key = make_key()
    commands = re.findall(r"^curl .*?(?:[^\\])$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(commands) >= 14
    wrong = {
        address: status
        for address, status in (run(command, key) for command in commands)
        if status not in {200, 201, 202}
    }
    assert not wrong
