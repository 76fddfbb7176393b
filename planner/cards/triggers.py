"""What the database itself refuses: other words of what came back, and of answers."""

from core.triggers import append_only, refuse_when

TABLES = ("cards_acknowledgement", "cards_feedbackvoice", "cards_feedbackanswer")
SAID = " OR ".join(
    f"NEW.{term} <> OLD.{term}"
    for term in ("plan_id", "kind", "text", "said_by", "raised_at")
)

TRIGGERS = (
    # They go with the task or the plan; until then they stay as they were.
    *(
        rule
        for table in TABLES
        for rule in append_only(table)
        if rule.event == "UPDATE"
    ),
    refuse_when(
        name="cards_feedback_stays_as_it_was_said",
        table="cards_feedback",
        event="UPDATE",
        condition=SAID,
        message="what came back stays as it was said",
    ),
)
