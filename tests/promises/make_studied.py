"""A promise with nothing missing, as the tests of its life need it."""

from typing import Any

from accounts.models import User
from promises.models import STUDIED_ON, Promise
from tests.make import make_capability, make_evidence, make_promise, make_segment


def make_complete_idea(owner: User, **fields: Any) -> Promise:
    fields.setdefault("feature", "a second packing line")
    fields.setdefault("advantage", "orders leave in two days")
    fields.setdefault("benefit", "you can plan your weekend")
    fields.setdefault("requires", [(make_capability(), 1)])
    if "segment" not in fields:
        fields["segment"] = make_segment()
    promise = make_promise(owner=owner, **fields)
    for criterion in STUDIED_ON:
        make_evidence(promise, criterion=criterion)
    return promise
