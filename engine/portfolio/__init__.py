"""The best set of plans, initiatives and promises for the whole company.

Use it as a module::

    case = portfolio.parse_portfolio(document)      # portfolio-case/1
    solution = portfolio.solve(case, seconds=10)
    solution.document()                             # portfolio/1
"""

from engine.portfolio.case import (
    Addition,
    Budget,
    Candidate,
    Capability,
    Load,
    Policy,
    PortfolioCase,
    Value,
)
from engine.portfolio.parse import (
    PORTFOLIO_FORMAT,
    load_portfolio_file,
    load_portfolio_text,
    parse_portfolio,
    portfolio_document,
)
from engine.portfolio.result import (
    SOLUTION_FORMAT,
    BudgetUse,
    CapabilityUse,
    Progress,
    Solution,
)
from engine.portfolio.solving import solve

__all__ = [
    "PORTFOLIO_FORMAT",
    "SOLUTION_FORMAT",
    "Addition",
    "Budget",
    "BudgetUse",
    "Candidate",
    "Capability",
    "CapabilityUse",
    "Load",
    "Policy",
    "PortfolioCase",
    "Progress",
    "Solution",
    "Value",
    "load_portfolio_file",
    "load_portfolio_text",
    "parse_portfolio",
    "portfolio_document",
    "solve",
]
