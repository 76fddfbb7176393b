"""The gate below tests of assumptions: what was concluded stays as it was said."""

from core.triggers import Trigger, append_only, refuse_when

TESTS, FINDINGS = "plans_assumptiontest", "plans_finding"
CONCLUDED = "OLD.state IN ('supported', 'refuted', 'expired', 'dropped')"
KEPT_TERMS = (
    "plan_id",
    "assumption",
    "statement",
    "method",
    "measure",
    "unit",
    "comparison",
    "threshold",
    "owner_id",
    "due_on",
    "reason",
    "concluded_by_id",
    "concluded_at",
)
OTHER_TERMS = " OR ".join(f"NEW.{term} <> OLD.{term}" for term in KEPT_TERMS)
OTHER_FIGURES = " OR ".join(
    f"COALESCE(CAST(NEW.{term} AS TEXT), '') <> COALESCE(CAST(OLD.{term} AS TEXT), '')"
    for term in ("figure", "cost", "valid_until")
)
# A result runs out; nothing else becomes of it.
ONLY_RUNS_OUT = """NEW.state = OLD.state
    OR (OLD.state IN ('supported', 'refuted') AND NEW.state = 'expired')"""
# A draft that was never handed in may be thrown away with all that belongs to it.
TEST_WAS_SUBMITTED = """EXISTS (
    SELECT 1 FROM plans_planversion WHERE plans_planversion.plan_id = OLD.plan_id
)"""
FINDING_WAS_SUBMITTED = """EXISTS (
    SELECT 1 FROM plans_assumptiontest
    JOIN plans_planversion
      ON plans_planversion.plan_id = plans_assumptiontest.plan_id
    WHERE plans_assumptiontest.id = OLD.test_id
)"""

TRIGGERS: tuple[Trigger, ...] = (
    refuse_when(
        name="concluded_test_stays_concluded",
        table=TESTS,
        event="UPDATE",
        condition=f"{CONCLUDED} AND (NOT ({ONLY_RUNS_OUT}) OR {OTHER_TERMS} "
        f"OR {OTHER_FIGURES})",
        message="what a test came to stays as it was said",
    ),
    refuse_when(
        name="concluded_test_is_kept",
        table=TESTS,
        event="DELETE",
        condition=f"{CONCLUDED} AND {TEST_WAS_SUBMITTED}",
        message="what a test came to is kept with its plan",
    ),
    *(rule for rule in append_only(FINDINGS) if rule.event == "UPDATE"),
    refuse_when(
        name="finding_is_kept",
        table=FINDINGS,
        event="DELETE",
        condition=FINDING_WAS_SUBMITTED,
        message="what was found out is kept with its plan",
    ),
)
