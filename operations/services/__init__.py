"""What may be done to operations' facts, and by whom."""

from operations.services.capabilities import (
    KindIsSettled,
    create_capability,
    delete_capability,
    edit_capability,
)
from operations.services.initiatives import (
    Agreed,
    NotInThatState,
    create_initiative,
    drop_initiative,
    edit_initiative,
    expect_initiative,
    fund,
    reconsider_initiative,
    retire_initiative,
    take_funding_back,
)
from operations.services.weeks import (
    FIRST_YEAR,
    LAST_YEAR,
    WeekChange,
    place,
    set_weeks,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Agreed",
    "KindIsSettled",
    "NotInThatState",
    "WeekChange",
    "create_capability",
    "create_initiative",
    "delete_capability",
    "drop_initiative",
    "edit_capability",
    "edit_initiative",
    "expect_initiative",
    "fund",
    "place",
    "reconsider_initiative",
    "retire_initiative",
    "set_weeks",
    "take_funding_back",
]
