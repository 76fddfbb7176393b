"""Let somebody of the frontline say that a promise cannot be kept."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from promises.models import Objection, Promise
from promises.services import Place, raise_objection
from tests.make import NOW

_number = count(1)


def make_objection(
    promise: Promise, by: User, *, now: datetime = NOW, **fields: Any
) -> Objection:
    n = next(_number)
    fields.setdefault("reason", "no-people")
    fields.setdefault("key", f"key-of-a-phone-{n}")
    fields.setdefault("team", "Frontline")
    fields.setdefault("place", Place(about=f"elsewhere-{n}"))
    fields.setdefault("due_at", now + timedelta(days=3))
    return raise_objection(actor=by, promise=promise, now=now, **fields)
