"""The gate at the bottom: nothing is approved without the CEO's decision.

The services say the same in words; these refuse whoever comes past them.
"""

from core.triggers import append_only, refuse_when
from planner.decisions.condition_triggers import CONDITION_TRIGGERS
from planner.decisions.dissent_triggers import DISSENT_TRIGGERS
from planner.decisions.recall_triggers import RECALL_TRIGGERS

DECIDER_IS_CEO = """NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.decided_by_id AND NEW.standing_in_id IS NULL
      AND accounts_user.role = 'ceo' AND accounts_user.is_active
) AND NOT EXISTS (
    SELECT 1 FROM accounts_deputy
    JOIN accounts_user ON accounts_user.id = accounts_deputy.deputy_id
    WHERE accounts_deputy.id = NEW.standing_in_id
      AND accounts_deputy.deputy_id = NEW.decided_by_id
      AND accounts_user.role = 'director' AND accounts_user.is_active
      AND accounts_deputy.begins_at <= NEW.decided_at AND accounts_deputy.ends_at > NEW.decided_at
)"""

REVIEWER_IS_NOT_CEO = """NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE accounts_user.id = NEW.by_id
      AND accounts_user.role = 'ceo' AND accounts_user.is_active
)"""

DECIDER_IS_AUTHOR = """EXISTS (
    SELECT 1 FROM plans_planversion
    WHERE plans_planversion.id = NEW.version_id
      AND NEW.decided_by_id
          IN (plans_planversion.author_id, plans_planversion.submitted_by_id)
)"""

SCORE_OF_ANOTHER = """NEW.score_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM scores_score
    WHERE scores_score.id = NEW.score_id
      AND scores_score.version_id = NEW.version_id
)"""

# Of decisions on the newest version of a plan; ``NEW`` is the plan.
ON_ITS_NEWEST_VERSION = """SELECT 1 FROM decisions_decision
    JOIN plans_planversion
      ON plans_planversion.id = decisions_decision.version_id
    WHERE plans_planversion.plan_id = NEW.id
      AND plans_planversion.number = (
          SELECT MAX(newest.number) FROM plans_planversion AS newest
          WHERE newest.plan_id = NEW.id
      )"""
TAKEN_BACK = f"""EXISTS ({ON_ITS_NEWEST_VERSION}
    AND decisions_decision.outcome = 'withdrawn')"""
MISSED_A_CONDITION = f"""EXISTS ({ON_ITS_NEWEST_VERSION}
    AND EXISTS (
        SELECT 1 FROM decisions_condition
        WHERE decisions_condition.decision_id = decisions_decision.id
          AND decisions_condition.state = 'missed'
    ))"""  # noqa: S608  # constants alone
LOST_AN_ASSUMPTION = f"""EXISTS ({ON_ITS_NEWEST_VERSION}
    AND EXISTS (
        SELECT 1 FROM decisions_recall
        WHERE decisions_recall.decision_id = decisions_decision.id
          AND decisions_recall.settled_at IS NULL
    ))"""  # noqa: S608  # constants alone

PLAN_UNDECIDED = f"""NEW.state IN ('approved', 'review') AND (NOT EXISTS (
    {ON_ITS_NEWEST_VERSION}
      AND decisions_decision.outcome IN ('approved', 'conditional')
) OR {TAKEN_BACK})"""

# A missed condition or a refuted assumption brings an approved plan to review, and
# nothing else does.
REVIEWED_WITHOUT_CAUSE = f"""NEW.state = 'review' AND OLD.state <> 'review'
AND (OLD.state <> 'approved'
     OR NOT ({MISSED_A_CONDITION} OR {LOST_AN_ASSUMPTION}))"""
APPROVED_PAST_A_CONDITION = f"""NEW.state = 'approved' AND OLD.state <> 'approved'
AND {MISSED_A_CONDITION}"""
APPROVED_PAST_A_RECALL = f"""NEW.state = 'approved' AND OLD.state <> 'approved'
AND {LOST_AN_ASSUMPTION}"""
APPROVED_PLAN_CHANGED = f"""OLD.state IN ('approved', 'review') AND (
    NEW.author_id <> OLD.author_id
    OR (NEW.state IN ('approved', 'review') AND NEW.revision <> OLD.revision)
    OR (NEW.state NOT IN ('approved', 'review')
        AND NOT (OLD.state = 'review' AND NEW.state = 'returned' AND {TAKEN_BACK}))
)"""

COMMITMENT_UNDECIDED = """NEW.kind = 'approved' AND NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.version_id = NEW.version_id
      AND decisions_decision.outcome IN ('approved', 'conditional')
)"""

PROMISE_UNDECIDED = """NEW.state IN ('approved', 'live') AND NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.id = (
        SELECT MAX(latest.id) FROM decisions_decision AS latest
        WHERE latest.promise_id = NEW.id
    )
      AND decisions_decision.outcome IN ('approved', 'conditional')
)"""

APPROVED_ON_ANOTHER_READING = """NEW.state IN ('approved', 'live')
AND OLD.state NOT IN ('approved', 'live') AND NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.promise_id = NEW.id
      AND decisions_decision.promise_revision = OLD.revision
      AND decisions_decision.outcome IN ('approved', 'conditional')
)"""

COMMITMENT_TERMS = (
    "promise_id",
    "version_id",
    "tactic_code",
    "starts_on",
    "weeks",
    "low",
    "likely",
    "high",
)
OTHER_TERMS = " OR ".join(f"NEW.{term} <> OLD.{term}" for term in COMMITMENT_TERMS)
COMMITMENT_CHANGED = f"OLD.kind <> 'standing' AND ({OTHER_TERMS})"

RETIREMENT_UNDECIDED = """OLD.state IN ('approved', 'live')
AND NEW.state NOT IN ('approved', 'live') AND NOT EXISTS (
    SELECT 1 FROM decisions_decision
    WHERE decisions_decision.promise_id = NEW.id
      AND decisions_decision.outcome = 'retired'
)"""

ONLY_THE_CEO = "only the CEO decides"
WITHOUT_DECISION = "the CEO has not decided this"

TRIGGERS = (
    *CONDITION_TRIGGERS,
    *DISSENT_TRIGGERS,
    *RECALL_TRIGGERS,
    *append_only("decisions_decision"),
    *append_only("decisions_review"),
    *append_only("decisions_escalation"),
    *append_only("scores_score"),
    *append_only("plans_planversion"),
    refuse_when(
        name="decision_by_the_ceo",
        table="decisions_decision",
        event="INSERT",
        condition=DECIDER_IS_CEO,
        message=ONLY_THE_CEO,
    ),
    refuse_when(
        name="review_by_the_ceo",
        table="decisions_review",
        event="INSERT",
        condition=REVIEWER_IS_NOT_CEO,
        message="only the CEO looks at a decision again",
    ),
    refuse_when(
        name="decision_by_another_than_the_author",
        table="decisions_decision",
        event="INSERT",
        condition=DECIDER_IS_AUTHOR,
        message="nobody decides on their own plan",
    ),
    refuse_when(
        name="decision_on_its_own_score",
        table="decisions_decision",
        event="INSERT",
        condition=SCORE_OF_ANOTHER,
        message="the score is of another plan",
    ),
    *(
        refuse_when(
            name=f"{name}_{event.lower()}",
            table=table,
            event=event,
            condition=condition,
            message=WITHOUT_DECISION,
        )
        for name, table, condition in (
            ("plan_approved_by_decision", "plans_plan", PLAN_UNDECIDED),
            ("promise_approved_by_decision", "promises_promise", PROMISE_UNDECIDED),
            ("commitment_by_decision", "plans_commitment", COMMITMENT_UNDECIDED),
        )
        for event in ("INSERT", "UPDATE")
    ),
    refuse_when(
        name="promise_approved_as_it_was_read",
        table="promises_promise",
        event="UPDATE",
        condition=APPROVED_ON_ANOTHER_READING,
        message="the CEO has decided another revision",
    ),
    refuse_when(
        name="retired_promise_stays_retired",
        table="promises_promise",
        event="UPDATE",
        condition="OLD.state = 'retired' AND NEW.state <> 'retired'",
        message="a retired promise is not made again",
    ),
    refuse_when(
        name="approved_plan_stays_approved",
        table="plans_plan",
        event="UPDATE",
        condition=APPROVED_PLAN_CHANGED,
        message="an approved plan is not changed",
    ),
    refuse_when(
        name="plan_in_review_for_a_cause",
        table="plans_plan",
        event="UPDATE",
        condition=REVIEWED_WITHOUT_CAUSE,
        message="only a missed condition or a refuted assumption brings a plan back "
        "for review",
    ),
    refuse_when(
        name="plan_approved_with_no_condition_missed",
        table="plans_plan",
        event="UPDATE",
        condition=APPROVED_PAST_A_CONDITION,
        message="a condition of the approval was missed",
    ),
    refuse_when(
        name="plan_approved_with_no_assumption_refuted",
        table="plans_plan",
        event="UPDATE",
        condition=APPROVED_PAST_A_RECALL,
        message="the CEO has not settled what a refuted assumption means",
    ),
    refuse_when(
        name="commitment_keeps_its_terms",
        table="plans_commitment",
        event="UPDATE",
        condition=COMMITMENT_CHANGED,
        message="what a plan commits to is what was submitted",
    ),
    refuse_when(
        name="commitment_is_reserved_before_it_is_made",
        table="plans_commitment",
        event="INSERT",
        condition="NEW.kind = 'approved'",
        message=f"a commitment begins as a reservation: {WITHOUT_DECISION}",
    ),
    refuse_when(
        name="promise_retired_by_decision",
        table="promises_promise",
        event="UPDATE",
        condition=RETIREMENT_UNDECIDED,
        message=WITHOUT_DECISION,
    ),
)
