"""Every command on the people we know, the lists of a week, talks and follow-ups."""

from planner.outreach.services.calendars import close_calendar, open_calendar, whose
from planner.outreach.services.campaigns import (
    Added,
    Ask,
    Meant,
    add_campaign,
    check_wish,
)
from planner.outreach.services.chasing import chase
from planner.outreach.services.follow_ups import (
    keep,
    move,
    promise_follow_up,
    release,
)
from planner.outreach.services.grounds import (
    enter_hours,
    set_ground,
    write_promises,
)
from planner.outreach.services.importing import (
    check,
    commit,
    map_columns,
    own_file,
    throw_away,
    upload,
)
from planner.outreach.services.merging import are_two, merge
from planner.outreach.services.names import hand_over, keep_name, postpone, skip
from planner.outreach.services.people import (
    add,
    allow_contact,
    bring_customers,
    edit,
    forbid_contact,
    know,
    set_consent,
)
from planner.outreach.services.privacy import erase, give_everything
from planner.outreach.services.refusals import (
    LooksKnown,
    NoContactWanted,
    NoRoom,
    NoSuchEntry,
    NoSuchPerson,
    NotNow,
    NotYours,
)
from planner.outreach.services.rules import set_rules
from planner.outreach.services.talks import Talk, log
from planner.outreach.services.weeks import begin_weeks, set_hours

__all__ = [
    "Added",
    "Ask",
    "LooksKnown",
    "Meant",
    "NoContactWanted",
    "NoRoom",
    "NoSuchEntry",
    "NoSuchPerson",
    "NotNow",
    "NotYours",
    "Talk",
    "add",
    "add_campaign",
    "allow_contact",
    "are_two",
    "begin_weeks",
    "bring_customers",
    "chase",
    "check",
    "check_wish",
    "close_calendar",
    "commit",
    "edit",
    "enter_hours",
    "erase",
    "forbid_contact",
    "give_everything",
    "hand_over",
    "keep",
    "keep_name",
    "know",
    "log",
    "map_columns",
    "merge",
    "move",
    "open_calendar",
    "own_file",
    "postpone",
    "promise_follow_up",
    "release",
    "set_consent",
    "set_ground",
    "set_hours",
    "set_rules",
    "skip",
    "throw_away",
    "upload",
    "whose",
    "write_promises",
]
