"""The best set of plans, initiatives and promises for the whole company.

Use it as a module::

    case = portfolio.parse_portfolio(document)      # portfolio-case/1
    solution = portfolio.solve(case, seconds=10)
    solution.document()                             # portfolio/1
    portfolio.silos(case, solution)                 # what departments would do alone
    portfolio.initiative_gains(case, solution)      # what investments are worth
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
from engine.portfolio.favourites import Clash, Favourite, Silos, Taking, silos
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
from engine.portfolio.worths import (
    Contribution,
    InitiativeGain,
    OneMore,
    Shortage,
    contributions,
    initiative_gains,
    one_more,
    shortages,
)

__all__ = [
    "PORTFOLIO_FORMAT",
    "SOLUTION_FORMAT",
    "Addition",
    "Budget",
    "BudgetUse",
    "Candidate",
    "Capability",
    "CapabilityUse",
    "Clash",
    "Contribution",
    "Favourite",
    "InitiativeGain",
    "Load",
    "OneMore",
    "Policy",
    "PortfolioCase",
    "Progress",
    "Shortage",
    "Silos",
    "Solution",
    "Taking",
    "Value",
    "contributions",
    "initiative_gains",
    "load_portfolio_file",
    "load_portfolio_text",
    "one_more",
    "parse_portfolio",
    "portfolio_document",
    "shortages",
    "silos",
    "solve",
]
