"""What the database itself refuses of promises: other words once they are made."""

from core.triggers import append_only, refuse_when

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

SAID = ("promise_id", "reason", "team", "place", "link", "raised_at", "due_at")
OBJECTION_ALTERED = " OR ".join(
    [
        *(f"NEW.{term} <> OLD.{term}" for term in SAID),
        "(OLD.words <> '' AND NEW.words <> OLD.words)",
        "(OLD.state <> 'open' AND NEW.state <> OLD.state)",
        "(OLD.escalated_at IS NOT NULL AND NEW.escalated_at IS NULL)",
    ]
)
UNANSWERED = """NEW.state = 'answered' AND NOT EXISTS (
    SELECT 1 FROM promises_objectionanswer
    WHERE promises_objectionanswer.objection_id = NEW.id
)"""

TRIGGERS = (
    *(rule for rule in append_only("promises_objection") if rule.event != "UPDATE"),
    *append_only("promises_objectionvoice"),
    *append_only("promises_objectionanswer"),
    refuse_when(
        name="promises_objection_stays_as_it_was_said",
        table="promises_objection",
        event="UPDATE",
        condition=OBJECTION_ALTERED,
        message="what the frontline said stays as it was said",
    ),
    refuse_when(
        name="promises_objection_ends_with_an_answer",
        table="promises_objection",
        event="UPDATE",
        condition=UNANSWERED,
        message="an objection is answered by an answer",
    ),
    refuse_when(
        name="promise_keeps_its_words",
        table="promises_promise",
        event="UPDATE",
        condition=f"OLD.state <> 'idea' AND ({DIFFERS})",
        message="the words of a promise are fixed once it is put up",
    ),
)
