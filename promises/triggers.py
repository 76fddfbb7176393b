"""What the database itself refuses of promises: other words once they are made."""

from core.triggers import refuse_when

TERMS = (
    "code",
    "statement",
    "feature",
    "advantage",
    "benefit",
    "segment_id",
    "measure",
    "standard",
    "target",
    "window_weeks",
    "within_weeks",
    "kept_rule",
    "break_cost",
    "needs_no_capability",
)
# "IS DISTINCT FROM" is not known to every SQLite.
DIFFERS = " OR ".join(
    f"NEW.{term} <> OLD.{term} OR (NEW.{term} IS NULL) <> (OLD.{term} IS NULL)"
    for term in TERMS
)

TRIGGERS = (
    refuse_when(
        name="promise_keeps_its_words",
        table="promises_promise",
        event="UPDATE",
        condition=f"OLD.state <> 'idea' AND ({DIFFERS})",
        message="the words of a promise are fixed once it is put up",
    ),
)
