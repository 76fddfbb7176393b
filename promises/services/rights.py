"""What a person may do to this promise now, for the pages that offer it."""

from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Act, allows
from promises.models import MADE, Promise, PromiseState
from promises.services.drafting import may_change_requirements
from promises.services.life import may_go_live
from promises.services.rules import is_owner


@dataclass(frozen=True, kw_only=True)
class Rights:
    draft: bool
    edit: bool
    put_up: bool
    take_back: bool
    go_live: bool
    change_requirements: bool
    decide: bool


def rights(user: User, promise: Promise) -> Rights:
    """Say which commands would not be refused for who asks."""
    drafts = allows(user, Act.DRAFT_PROMISES)
    owns = drafts and is_owner(user, promise)
    idea = promise.state == PromiseState.IDEA
    return Rights(
        draft=drafts,
        edit=owns and idea,
        put_up=owns and idea,
        take_back=owns and promise.state == PromiseState.STUDIED,
        go_live=drafts and may_go_live(user, promise),
        change_requirements=drafts
        and not idea
        and may_change_requirements(user, promise),
        decide=allows(user, Act.DECIDE)
        and promise.state in {PromiseState.STUDIED, *MADE},
    )
