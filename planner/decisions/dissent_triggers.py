"""The gate below dissents: by those who plan, never altered, withdrawn by their author."""

from core.triggers import append_only, refuse_when

NOT_A_PLANNER = """NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.by_id
      AND accounts_user.role IN ('ceo', 'director') AND accounts_user.is_active
)"""
NOT_ITS_AUTHOR = """NEW.kind = 'withdrawal' AND NOT EXISTS (
    SELECT 1 FROM decisions_dissent
    WHERE decisions_dissent.id = NEW.dissent_id
      AND decisions_dissent.by_id = NEW.by_id
)"""

DISSENT_TRIGGERS = (
    *append_only("decisions_signoff"),
    *append_only("decisions_dissent"),
    *append_only("decisions_dissentreply"),
    *(
        refuse_when(
            name=f"{table}_by_the_planners",
            table=f"decisions_{table}",
            event="INSERT",
            condition=NOT_A_PLANNER,
            message="dissent is for the CEO and the directors",
        )
        for table in ("dissent", "dissentreply")
    ),
    refuse_when(
        name="dissent_withdrawn_by_its_author",
        table="decisions_dissentreply",
        event="INSERT",
        condition=NOT_ITS_AUTHOR,
        message="a dissent is withdrawn by whoever put it down",
    ),
)
