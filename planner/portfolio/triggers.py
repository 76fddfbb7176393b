"""The gate below the relations: nothing goes round in a circle, and whose word it is."""

from core.triggers import Trigger, refuse_when

NOT_DEEPER = """NOT EXISTS (
    SELECT 1 FROM portfolio_candidate AS one, portfolio_candidate AS other
    WHERE one.id = NEW.candidate_id AND other.id = NEW.requires_id
      AND one.depth > other.depth
)"""
OUT_OF_ORDER = """EXISTS (
    SELECT 1 FROM portfolio_prerequisite
    JOIN portfolio_candidate AS other
      ON other.id = portfolio_prerequisite.requires_id
    WHERE portfolio_prerequisite.candidate_id = NEW.id AND other.depth >= NEW.depth
) OR EXISTS (
    SELECT 1 FROM portfolio_prerequisite
    JOIN portfolio_candidate AS other
      ON other.id = portfolio_prerequisite.candidate_id
    WHERE portfolio_prerequisite.requires_id = NEW.id AND other.depth <= NEW.depth
)"""
NOT_A_CEO = """NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.by_id
      AND accounts_user.role = 'ceo' AND accounts_user.is_active
)"""
NOT_A_PLANNER = """NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.by_id
      AND accounts_user.role IN ('ceo', 'director') AND accounts_user.is_active
)"""

TRIGGERS: tuple[Trigger, ...] = (
    refuse_when(
        name="prerequisites_go_round_in_no_circle",
        table="portfolio_prerequisite",
        event="INSERT",
        condition=NOT_DEEPER,
        message="whoever requires another is deeper than what it requires",
    ),
    refuse_when(
        name="prerequisite_stays",
        table="portfolio_prerequisite",
        event="UPDATE",
        condition="",
        message="a prerequisite is added or taken away, never altered",
    ),
    refuse_when(
        name="candidate_stays_deeper",
        table="portfolio_candidate",
        event="UPDATE",
        condition=OUT_OF_ORDER,
        message="whoever requires another is deeper than what it requires",
    ),
    refuse_when(
        name="prerequisite_by_the_planners",
        table="portfolio_prerequisite",
        event="INSERT",
        condition=NOT_A_PLANNER,
        message="prerequisites are for the CEO and the directors",
    ),
    *(
        refuse_when(
            name=f"{table}_by_the_ceo",
            table=f"portfolio_{table}",
            event="INSERT",
            condition=NOT_A_CEO,
            message="what must be in, and what excludes what, is for the CEO",
        )
        for table in ("exclusion", "musthave")
    ),
)
