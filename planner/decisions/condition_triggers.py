"""The gate below conditions: asked in a decision, moved by a step, never forgotten."""

from core.triggers import append_only, refuse_when

NOT_ASKED = """NEW.state <> 'open' OR NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.id = NEW.decision_id
      AND decisions_decision.outcome = 'conditional'
)"""
OTHER_WORDS = """NEW.decision_id <> OLD.decision_id OR NEW.number <> OLD.number
OR NEW.text <> OLD.text OR NEW.owner_id <> OLD.owner_id"""
MOVED_WITHOUT_A_STEP = """(NEW.state <> OLD.state OR NEW.due_on <> OLD.due_on)
AND NOT EXISTS (
    SELECT 1 FROM decisions_conditionstep
    WHERE decisions_conditionstep.id = (
        SELECT MAX(latest.id) FROM decisions_conditionstep AS latest
        WHERE latest.condition_id = NEW.id
    )
      AND decisions_conditionstep.due_on = NEW.due_on
      AND CASE decisions_conditionstep.kind WHEN 'extended' THEN 'open'
          ELSE decisions_conditionstep.kind END = NEW.state
)"""
NOT_THE_CEO = """NEW.kind IN ('waived', 'extended') AND NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.by_id AND NEW.standing_in_id IS NULL
      AND accounts_user.role = 'ceo' AND accounts_user.is_active
) AND NOT EXISTS (
    SELECT 1 FROM accounts_deputy
    JOIN accounts_user ON accounts_user.id = accounts_deputy.deputy_id
    WHERE accounts_deputy.id = NEW.standing_in_id
      AND accounts_deputy.deputy_id = NEW.by_id
      AND accounts_user.role = 'director' AND accounts_user.is_active
      AND accounts_deputy.begins_at <= NEW.at AND accounts_deputy.ends_at > NEW.at
)"""
NOT_THE_OWNER = """NEW.kind = 'met' AND NOT EXISTS (
    SELECT 1 FROM decisions_condition
    WHERE decisions_condition.id = NEW.condition_id
      AND decisions_condition.owner_id = NEW.by_id
)"""

CONDITIONS, STEPS = "decisions_condition", "decisions_conditionstep"
ONLY_EVER_ADDED = tuple(
    rule for rule in append_only(CONDITIONS) if rule.event != "UPDATE"
)

CONDITION_TRIGGERS = (
    *append_only(STEPS),
    *ONLY_EVER_ADDED,
    refuse_when(
        name="condition_is_asked_in_a_decision",
        table=CONDITIONS,
        event="INSERT",
        condition=NOT_ASKED,
        message="a condition comes with an approval under conditions",
    ),
    refuse_when(
        name="condition_keeps_its_words",
        table=CONDITIONS,
        event="UPDATE",
        condition=OTHER_WORDS,
        message="a condition stays what the CEO asked",
    ),
    refuse_when(
        name="condition_moves_by_a_step",
        table=CONDITIONS,
        event="UPDATE",
        condition=MOVED_WITHOUT_A_STEP,
        message="a condition moves only with a step that says who and why",
    ),
    refuse_when(
        name="settled_condition_stays_settled",
        table=CONDITIONS,
        event="UPDATE",
        condition="OLD.state IN ('met', 'waived') AND NEW.state <> OLD.state",
        message="a condition that was met or waived stays so",
    ),
    refuse_when(
        name="condition_is_waived_by_the_ceo",
        table=STEPS,
        event="INSERT",
        condition=NOT_THE_CEO,
        message="only the CEO waives or extends a condition",
    ),
    refuse_when(
        name="condition_is_met_by_its_owner",
        table=STEPS,
        event="INSERT",
        condition=NOT_THE_OWNER,
        message="only its owner says that a condition is met",
    ),
)
