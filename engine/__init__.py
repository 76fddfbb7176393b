"""The scoring engine: pure mathematics, dataclasses in and dataclasses out.

Use it as a module, so that ``engine.Promise`` is never taken for a database row::

    case = engine.parse_case(document)
    score = engine.score(case, seed=1, draws=4096)
    score.document()
"""

from engine.backtesting import (
    Backtest,
    Figures,
    Forecast,
    Tested,
    Weeks,
    backtest,
    backtest_weeks,
)
from engine.case import (
    Assumption,
    Capability,
    Case,
    Commitment,
    Driver,
    Horizon,
    Initiative,
    Plan,
    Policy,
    Promise,
    Records,
    Requirement,
    Staffing,
    Tactic,
    TrackRecord,
)
from engine.changes import Change, apply_changes
from engine.committed import DEFAULT_DRAWS, Committed, prepare
from engine.document import case_document
from engine.expecting import Expectation, expect, expect_segments
from engine.ledger import (
    InvalidLedger,
    Ledger,
    Occasions,
    load_ledger_file,
    load_ledger_text,
)
from engine.parse import CASE_FORMAT, parse_case
from engine.quantity import Profile, Quantity, ThreePoint
from engine.refusal import InvalidCase
from engine.result import SCORE_FORMAT, Finding, Offer, Score
from engine.scoring import MODEL_VERSION, score
from engine.text import (
    LARGEST_TEXT,
    load_case_file,
    load_case_text,
    load_document,
)

__all__ = [
    "CASE_FORMAT",
    "DEFAULT_DRAWS",
    "LARGEST_TEXT",
    "MODEL_VERSION",
    "SCORE_FORMAT",
    "Assumption",
    "Backtest",
    "Capability",
    "Case",
    "Change",
    "Commitment",
    "Committed",
    "Driver",
    "Expectation",
    "Figures",
    "Finding",
    "Forecast",
    "Horizon",
    "Initiative",
    "InvalidCase",
    "InvalidLedger",
    "Ledger",
    "Occasions",
    "Offer",
    "Plan",
    "Policy",
    "Profile",
    "Promise",
    "Quantity",
    "Records",
    "Requirement",
    "Score",
    "Staffing",
    "Tactic",
    "Tested",
    "ThreePoint",
    "TrackRecord",
    "Weeks",
    "apply_changes",
    "backtest",
    "backtest_weeks",
    "case_document",
    "expect",
    "expect_segments",
    "load_case_file",
    "load_case_text",
    "load_document",
    "load_ledger_file",
    "load_ledger_text",
    "parse_case",
    "prepare",
    "score",
]
