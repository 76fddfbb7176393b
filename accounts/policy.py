"""Who may do what: the one table that pages, endpoints and services ask.

Whether a person may do it to *this* row (their own draft, their own promise) is
decided by the service; which rows they see at all by ``visible_to``.
"""

from datetime import datetime
from enum import StrEnum, auto

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import Department, Deputy, Role, User
from core.refusals import NotAllowed


class Act(StrEnum):
    SIGN_IN = auto()
    SEE_PROMISES = auto()
    SEE_OPERATIONS = auto()
    SEE_PLANS = auto()
    SEE_LEDGER = auto()
    SEE_CUSTOMERS = auto()
    SEE_DECISIONS = auto()
    SEE_AUDIT = auto()
    SEE_PEOPLE = auto()
    MANAGE_COMPANY = auto()
    KEEP_CALENDAR = auto()
    EDIT_OPERATIONS = auto()
    EDIT_SEGMENTS = auto()
    EDIT_CUSTOMERS = auto()
    LOG_CONTACTS = auto()
    SEE_OUTREACH = auto()
    WORK_OUTREACH = auto()
    IMPORT_NAMES = auto()
    MERGE_NAMES = auto()
    RULE_OUTREACH = auto()
    KEEP_PRIVACY = auto()
    ENTER_SPENDING = auto()
    DRAFT_PROMISES = auto()
    REPORT_OUTCOMES = auto()
    RAISE_OBJECTIONS = auto()
    ANSWER_OBJECTIONS = auto()
    USE_CARDS = auto()
    ANSWER_FEEDBACK = auto()
    DRAFT_PLANS = auto()
    TEST_ASSUMPTIONS = auto()
    TAKE_PART = auto()
    ASK = auto()
    SIGN_OFF = auto()
    DISSENT = auto()
    MEET_CONDITIONS = auto()
    REPORT_TASKS = auto()
    COMPARE_PLANS = auto()
    RELATE_PLANS = auto()
    VALUE_PROMISES = auto()
    SHAPE_CHOICE = auto()
    STAND_IN = auto()
    DECIDE = auto()
    NAME_DEPUTY = auto()
    SET_POLICY = auto()
    MANAGE_PEOPLE = auto()
    MANAGE_KEYS = auto()


EVERYBODY = frozenset(Role)
INSIDERS = frozenset({Role.CEO, Role.DIRECTOR, Role.INTEGRATION})
PLANNERS = frozenset({Role.CEO, Role.DIRECTOR})

ROLES: dict[Act, frozenset[Role]] = {
    Act.SIGN_IN: EVERYBODY,
    Act.SEE_PROMISES: INSIDERS | {Role.FRONTLINE},
    Act.SEE_OPERATIONS: INSIDERS | {Role.FRONTLINE},
    Act.SEE_PLANS: INSIDERS | {Role.FRONTLINE},
    Act.SEE_LEDGER: INSIDERS,
    Act.SEE_CUSTOMERS: INSIDERS | {Role.FRONTLINE},
    Act.SEE_DECISIONS: PLANNERS,
    Act.SEE_AUDIT: frozenset({Role.CEO, Role.ADMINISTRATOR}),
    Act.SEE_PEOPLE: INSIDERS | {Role.ADMINISTRATOR},
    Act.MANAGE_COMPANY: frozenset({Role.CEO, Role.ADMINISTRATOR}),
    Act.KEEP_CALENDAR: frozenset({Role.CEO, Role.DIRECTOR, Role.ADMINISTRATOR}),
    Act.EDIT_OPERATIONS: frozenset({Role.DIRECTOR, Role.INTEGRATION}),
    Act.EDIT_SEGMENTS: INSIDERS,
    Act.EDIT_CUSTOMERS: INSIDERS,
    Act.LOG_CONTACTS: INSIDERS | {Role.FRONTLINE},
    Act.SEE_OUTREACH: INSIDERS | {Role.FRONTLINE},
    Act.WORK_OUTREACH: INSIDERS | {Role.FRONTLINE},
    Act.IMPORT_NAMES: INSIDERS,
    Act.MERGE_NAMES: PLANNERS | {Role.FRONTLINE},
    Act.RULE_OUTREACH: PLANNERS,
    Act.KEEP_PRIVACY: PLANNERS,
    Act.ENTER_SPENDING: INSIDERS,
    Act.DRAFT_PROMISES: INSIDERS,
    Act.REPORT_OUTCOMES: INSIDERS,
    Act.RAISE_OBJECTIONS: PLANNERS | {Role.FRONTLINE},
    Act.ANSWER_OBJECTIONS: PLANNERS,
    Act.USE_CARDS: PLANNERS | {Role.FRONTLINE},
    Act.ANSWER_FEEDBACK: PLANNERS,
    Act.DRAFT_PLANS: INSIDERS,
    Act.TEST_ASSUMPTIONS: INSIDERS | {Role.FRONTLINE},
    Act.TAKE_PART: PLANNERS | {Role.FRONTLINE},
    Act.ASK: INSIDERS,
    Act.SIGN_OFF: frozenset({Role.DIRECTOR}),
    Act.DISSENT: PLANNERS,
    Act.MEET_CONDITIONS: PLANNERS | {Role.FRONTLINE},
    Act.REPORT_TASKS: INSIDERS | {Role.FRONTLINE},
    Act.COMPARE_PLANS: PLANNERS,
    Act.RELATE_PLANS: PLANNERS,
    Act.VALUE_PROMISES: PLANNERS,
    Act.SHAPE_CHOICE: frozenset({Role.CEO}),
    Act.STAND_IN: PLANNERS,
    Act.DECIDE: frozenset({Role.CEO}),
    Act.NAME_DEPUTY: frozenset({Role.CEO}),
    Act.SET_POLICY: frozenset({Role.CEO}),
    Act.MANAGE_PEOPLE: frozenset({Role.CEO, Role.ADMINISTRATOR}),
    Act.MANAGE_KEYS: frozenset({Role.CEO, Role.ADMINISTRATOR}),
}

# Directors who alone of all directors may do it.
DEPARTMENTS: dict[Act, frozenset[Department]] = {
    Act.KEEP_CALENDAR: frozenset({Department.OPERATIONS}),
    Act.EDIT_OPERATIONS: frozenset({Department.OPERATIONS}),
    Act.KEEP_PRIVACY: frozenset({Department.CUSTOMER_CARE}),
    Act.ENTER_SPENDING: frozenset({Department.MARKETING, Department.FINANCE}),
}

# What a CEO does by virtue of the office: it takes more than a password.
SOLEMN = frozenset({Act.DECIDE, Act.SET_POLICY, Act.NAME_DEPUTY, Act.SHAPE_CHOICE})


SECOND_STEP = (
    "Whoever holds the office of the CEO, or stands in for it, signs in with a second "
    "step before they decide: a password alone can be stolen."
)
SET_IT_UP = "Set one up under Settings, My profile, then do it again."


class SecondStepNeeded(NotAllowed):
    """The office asks for a second step at the door, and there is none."""

    title = "Set up a second step first"


def allows(user: User, act: Act) -> bool:
    """Tell whether this person's role may do this at all."""
    if not user.is_active or Role(user.role) not in ROLES[act]:
        return False
    narrowed = user.role == Role.DIRECTOR and act in DEPARTMENTS
    return not narrowed or user.department in DEPARTMENTS[act]


def who_may(act: Act) -> str:
    """Name the roles in words: "CEO or operations director"."""
    names = []
    for role in Role:
        if role not in ROLES[act]:
            continue
        if role == Role.DIRECTOR and act in DEPARTMENTS:
            only = [d for d in Department if d in DEPARTMENTS[act]]
            names += [f"{d.label.lower()} director" for d in only]
        else:
            names.append("CEO" if role == Role.CEO else str(role.label).lower())
    return ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else names[0]


def require(user: User, act: Act) -> None:
    """Refuse, unless this person's role may do this."""
    if not allows(user, act):
        raise NotAllowed(
            f"This is for: {who_may(act)}.",
            next_step="Ask one of them, or sign in as one.",
        )
    if act in SOLEMN:
        require_second_step(user)


def deputyship(user: User, now: datetime) -> Deputy | None:
    """Return for whom this director decides at this moment, if for anybody."""
    if not user.is_active or user.role != Role.DIRECTOR:
        return None
    acting = Deputy.objects.acting(now).filter(deputy=user, ceo__is_active=True)
    return acting.order_by("pk").first()


def may_decide(user: User, now: datetime) -> bool:
    """Tell whether this person decides now: a CEO, or the deputy of one who is away."""
    return allows(user, Act.DECIDE) or deputyship(user, now) is not None


def require_decider(user: User, now: datetime) -> Deputy | None:
    """Refuse, unless this person decides now; return for whom, if not for themselves."""
    standing_in = deputyship(user, now)
    if standing_in is None:
        require(user, Act.DECIDE)
    elif _is_unguarded(user):
        raise SecondStepNeeded(SECOND_STEP, next_step=SET_IT_UP)
    return standing_in


def _is_unguarded(user: User) -> bool:
    """Tell whether only a password guards this account where more is asked for."""
    if not settings.CEO_NEEDS_SECOND_STEP:
        return False
    kind = Authenticator.Type.TOTP
    return not Authenticator.objects.filter(user=user, type=kind).exists()


def lacks_second_step(user: User) -> bool:
    """Tell whether this is a CEO who has yet to set up a second step.

    Who has one passes it at every sign-in, so there is no session without it.
    """
    return user.role == Role.CEO and _is_unguarded(user)


def require_second_step(user: User) -> None:
    """Refuse what only a CEO does, unless more than a password guards the account."""
    if lacks_second_step(user):
        raise SecondStepNeeded(SECOND_STEP, next_step=SET_IT_UP)
