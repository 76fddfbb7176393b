"""What the sweeper looks after: every kind of job, and what runs out by itself."""

from datetime import datetime

from accounts.services import notices
from core.sweeping import Chore, Kind
from customers import services as customers
from customers import tasks as customer_tasks
from customers.models import CustomerImport, LoyaltyStudy, StandingReview
from planner.assumptions import services as assumptions
from planner.decisions import services as decisions
from planner.execution import services as execution
from planner.outreach import services as outreach
from planner.plans import services as plans
from planner.portfolio import tasks as portfolios
from planner.portfolio.models import Portfolio
from planner.pruning import tasks as pruning
from planner.pruning.models import Pruning
from planner.scenarios import tasks as scenarios
from planner.scenarios.models import Comparison
from planner.scheduling import services as scheduling
from planner.scheduling import tasks as schedules
from planner.scheduling.models import ScheduleRun
from planner.scores import services as scores
from planner.scores import tasks as scoring
from planner.scores.models import ScoringRun
from planner.workshop import services as workshop
from planner.workshop.models import Workshop
from promises import services as promises
from promises import tasks as ledger
from promises.models import LedgerImport, LedgerRecount, LossCount


def _expire_reservations(now: datetime) -> None:
    plans.expire_reservations(now=now)


def _thin_revisions(now: datetime) -> None:
    # The record of a session says what was changed since it began.
    kept = Workshop.objects.under_way().values_list("plan", "start_revision")
    plans.thin_revisions(now=now, kept=list(kept))


def _end_forgotten_sessions(now: datetime) -> None:
    workshop.end_forgotten(now=now)


def _refresh_overtaken(now: datetime) -> None:
    scores.refresh_overtaken(now=now)


def _count_by_the_companys_clock(now: datetime) -> None:
    promises.ask_recount(now=now)


def _miss_conditions(now: datetime) -> None:
    decisions.miss_overdue(now=now)


def _settle_tests(now: datetime) -> None:
    assumptions.expire_results(now=now)


def _escalate_undecided(now: datetime) -> None:
    decisions.escalate_undecided(now=now)


def _escalate_objections(now: datetime) -> None:
    promises.escalate_objections(now=now)


def _schedule_again(now: datetime) -> None:
    scheduling.ask_again_where_old(now=now)


def _escalate_late_tasks(now: datetime) -> None:
    execution.escalate_late(now=now)


def _expect_initiatives(now: datetime) -> None:
    execution.expect_all(now=now)


def _chase_follow_ups(now: datetime) -> None:
    outreach.chase(now=now)


def _begin_outreach_weeks(now: datetime) -> None:
    outreach.begin_weeks(now=now)


def _mail_notices(now: datetime) -> None:
    notices.mail_when_due(now=now)


def _study_loyalty(now: datetime) -> None:
    customers.study_nightly(now=now)


def _review_customers(now: datetime) -> None:
    customers.review_when_due(now=now)


def _count_losses(_: datetime) -> None:
    promises.ask_losses()


KINDS = (
    Kind("scoring runs", ScoringRun.objects.all, scoring.work.name),
    Kind("best sets of plans", Portfolio.objects.all, portfolios.work.name),
    Kind("comparisons of scenarios", Comparison.objects.all, scenarios.work.name),
    Kind("schedules", ScheduleRun.objects.all, schedules.work.name),
    Kind("looks at what could be retired", Pruning.objects.all, pruning.work.name),
    Kind("ledger imports", LedgerImport.objects.all, ledger.work.name),
    Kind("studies of loyalty", LoyaltyStudy.objects.all, customer_tasks.study.name),
    Kind(
        "reviews of customers", StandingReview.objects.all, customer_tasks.review.name
    ),
    Kind("customer imports", CustomerImport.objects.all, customer_tasks.bring_in.name),
    Kind("counts of losses", LossCount.objects.all, ledger.losses.name),
    Kind("recounts", LedgerRecount.objects.all, ledger.recount.name),
)
CHORES = (
    Chore("ending sessions that everybody has left", _end_forgotten_sessions, 300),
    Chore("thinning out what drafts said before", _thin_revisions, 3_600),
    Chore("releasing expired reservations", _expire_reservations, 20),
    Chore("calling plans back whose conditions were missed", _miss_conditions, 30),
    Chore("settling what tests say of assumptions", _settle_tests, 30),
    Chore("escalating what nobody decided in time", _escalate_undecided, 60),
    Chore("bringing unanswered objections before the CEO", _escalate_objections, 60),
    Chore("escalating tasks that are late or silent", _escalate_late_tasks, 300),
    Chore("expecting initiatives as their tasks stand", _expect_initiatives, 300),
    Chore("chasing follow-ups that fall due", _chase_follow_ups, 300),
    Chore("choosing whom to contact in a new week", _begin_outreach_weeks, 600),
    Chore("mailing what people were told", _mail_notices, 20),
    Chore("counting by the company's clock", _count_by_the_companys_clock, 2),
    Chore("studying loyalty every night", _study_loyalty, 60),
    Chore("reviewing where customers stand", _review_customers, 60),
    Chore("counting what broken promises cost", _count_losses, 60),
    Chore("scheduling again what changed", _schedule_again, 300),
    Chore("scoring again what was overtaken", _refresh_overtaken, 300),
)
