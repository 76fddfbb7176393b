"""The gate at the bottom: nothing is retired without the CEO.

The services say the same in words; these refuse whoever comes past them.
"""

from core.triggers import Trigger, append_only, refuse_when
from planner.decisions.dissent_triggers import NOT_A_PLANNER
from planner.decisions.triggers import DECIDER_IS_CEO

DECIDED = "NEW.state IN ('retired', 'kept')"
PROPOSED_TERMS = (
    "pruning_id",
    "kind",
    "key",
    "name",
    "tactic_code",
    "reason",
    "proposed_by_id",
    "proposed_at",
)
OTHER_TERMS = " OR ".join(f"NEW.{term} <> OLD.{term}" for term in PROPOSED_TERMS)
TOLD_TERMS = ("retirement_id", "number", "whom", "what", "due_on")
OTHER_WORDS = " OR ".join(f"NEW.{term} <> OLD.{term}" for term in TOLD_TERMS)

# A tactic of an approved plan ends with its retirement, with its promise's, or when the
# whole approval is taken back.
RELEASED_UNDECIDED = """OLD.kind = 'approved' AND OLD.released_at IS NULL
AND NEW.released_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.version_id = OLD.version_id
      AND decisions_decision.outcome = 'withdrawn'
) AND NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.promise_id = OLD.promise_id
      AND decisions_decision.outcome = 'retired'
) AND NOT EXISTS (
    SELECT 1 FROM pruning_retirement
    WHERE pruning_retirement.version_id = OLD.version_id
      AND pruning_retirement.tactic_code = OLD.tactic_code
      AND pruning_retirement.state = 'retired'
)"""

NOT_ITS_AUTHOR = """NEW.kind = 'withdrawal' AND NOT EXISTS (
    SELECT 1 FROM pruning_objection
    WHERE pruning_objection.id = NEW.dissent_id
      AND pruning_objection.by_id = NEW.by_id
)"""

TRIGGERS: tuple[Trigger, ...] = (
    *append_only("pruning_objection"),
    *append_only("pruning_objectionreply"),
    *(
        refuse_when(
            name=f"{table}_by_the_planners",
            table=f"pruning_{table}",
            event="INSERT",
            condition=NOT_A_PLANNER,
            message="dissent is for the CEO and the directors",
        )
        for table in ("objection", "objectionreply")
    ),
    refuse_when(
        name="objection_withdrawn_by_its_author",
        table="pruning_objectionreply",
        event="INSERT",
        condition=NOT_ITS_AUTHOR,
        message="a dissent is withdrawn by whoever put it down",
    ),
    *(
        refuse_when(
            name=f"retirement_by_the_ceo_{event.lower()}",
            table="pruning_retirement",
            event=event,
            condition=f"{DECIDED} AND {DECIDER_IS_CEO}",
            message="only the CEO retires",
        )
        for event in ("INSERT", "UPDATE")
    ),
    refuse_when(
        name="retirement_is_decided_once",
        table="pruning_retirement",
        event="UPDATE",
        condition="OLD.state <> 'proposed'",
        message="what is decided stays as it was decided",
    ),
    refuse_when(
        name="retirement_keeps_its_terms",
        table="pruning_retirement",
        event="UPDATE",
        condition=OTHER_TERMS,
        message="what was proposed stays as it was proposed",
    ),
    refuse_when(
        name="retirement_is_not_deleted",
        table="pruning_retirement",
        event="DELETE",
        condition="OLD.id IS NOT NULL",
        message="retirements are kept",
    ),
    refuse_when(
        name="telling_keeps_its_words",
        table="pruning_telling",
        event="UPDATE",
        condition=OTHER_WORDS,
        message="what has to be told stays as it was decided",
    ),
    refuse_when(
        name="commitment_ends_by_decision",
        table="plans_commitment",
        event="UPDATE",
        condition=RELEASED_UNDECIDED,
        message="the CEO has not ended this",
    ),
)
