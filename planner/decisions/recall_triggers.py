"""The gate below recalls: a refuted assumption brings a plan back, the CEO settles it."""

from core.triggers import append_only, refuse_when

RECALLS = "decisions_recall"
NOT_REFUTED = """NEW.settled_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM plans_assumptiontest
    JOIN plans_planversion
      ON plans_planversion.plan_id = plans_assumptiontest.plan_id
    JOIN decisions_decision
      ON decisions_decision.version_id = plans_planversion.id
    WHERE plans_assumptiontest.id = NEW.test_id
      AND plans_assumptiontest.state = 'refuted'
      AND decisions_decision.id = NEW.decision_id
      AND decisions_decision.outcome IN ('approved', 'conditional')
)"""
OTHER_CAUSE = """NEW.decision_id <> OLD.decision_id OR NEW.test_id <> OLD.test_id
OR NEW.at <> OLD.at"""
NOT_THE_CEO = """NEW.settled_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.settled_by_id AND NEW.standing_in_id IS NULL
      AND accounts_user.role = 'ceo' AND accounts_user.is_active
) AND NOT EXISTS (
    SELECT 1 FROM accounts_deputy
    JOIN accounts_user ON accounts_user.id = accounts_deputy.deputy_id
    WHERE accounts_deputy.id = NEW.standing_in_id
      AND accounts_deputy.deputy_id = NEW.settled_by_id
      AND accounts_user.role = 'director' AND accounts_user.is_active
      AND accounts_deputy.begins_at <= NEW.settled_at
      AND accounts_deputy.ends_at > NEW.settled_at
)"""

RECALL_TRIGGERS = (
    *(rule for rule in append_only(RECALLS) if rule.event != "UPDATE"),
    refuse_when(
        name="recall_has_a_refuted_test",
        table=RECALLS,
        event="INSERT",
        condition=NOT_REFUTED,
        message="only a refuted assumption under an approval brings it back",
    ),
    refuse_when(
        name="recall_keeps_its_cause",
        table=RECALLS,
        event="UPDATE",
        condition=OTHER_CAUSE,
        message="why a plan came back stays as it was",
    ),
    refuse_when(
        name="recall_is_settled_by_the_ceo",
        table=RECALLS,
        event="UPDATE",
        condition=NOT_THE_CEO,
        message="only the CEO settles what brought a plan back",
    ),
    refuse_when(
        name="settled_recall_stays_settled",
        table=RECALLS,
        event="UPDATE",
        condition="OLD.settled_at IS NOT NULL",
        message="what was settled stays so",
    ),
)
