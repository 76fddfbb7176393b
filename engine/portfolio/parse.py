"""A portfolio case document (decoded JSON) to a ``PortfolioCase``, and back."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from engine.case import Horizon
from engine.document import WRITTEN, plain_value
from engine.parse import build, day, entries, mapping, part, plain, quantity
from engine.portfolio import case as parts
from engine.refusal import InvalidCase
from engine.text import load_document, read_file

PORTFOLIO_FORMAT = "portfolio-case/1"


def parse_portfolio(document: object) -> parts.PortfolioCase:
    """Read a document in format ``portfolio-case/1``.

    Raises ``InvalidCase`` with one line that names the place, for instance
    ``candidates[3].loads[0].capability: no capability "packing"``.
    """
    content = dict(mapping(document))
    found = content.pop("format", None)
    if found != PORTFOLIO_FORMAT:
        raise InvalidCase("format", f'must be "{PORTFOLIO_FORMAT}"')
    return build(parts.PortfolioCase, content, READERS)


def load_portfolio_text(text: str | bytes) -> parts.PortfolioCase:
    """Read a portfolio case from JSON text, as strictly as any other case."""
    return parse_portfolio(load_document(text))


def load_portfolio_file(path: Path) -> parts.PortfolioCase:
    """Read a portfolio case from a file; one that cannot be read is refused as well."""
    return load_portfolio_text(read_file(path))


def portfolio_document(case: parts.PortfolioCase) -> dict[str, Any]:
    """Write a case, ready for JSON: ``parse_portfolio`` reads the same case again."""
    return {
        "format": PORTFOLIO_FORMAT,
        **{
            WRITTEN.get(entry.name, entry.name): plain_value(getattr(case, entry.name))
            for entry in fields(case)
        },
    }


AMOUNT_READERS = {"units": quantity}
CANDIDATE_READERS = {
    "value": part(parts.Value, {}),
    "loads": entries(part(parts.Load, AMOUNT_READERS)),
    "adds": entries(part(parts.Addition, AMOUNT_READERS)),
}
READERS = {
    "horizon": part(Horizon, {"start": day}),
    "capabilities": entries(
        part(parts.Capability, {"capacity": quantity, "committed": quantity})
    ),
    "candidates": entries(part(parts.Candidate, CANDIDATE_READERS)),
    "budgets": entries(part(parts.Budget, {})),
    "exclusions": entries(plain),
    "policy": part(parts.Policy, {}),
}
