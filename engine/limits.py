"""How much one score may ask for."""

from engine.model import Model
from engine.refusal import InvalidCase

# About half a minute of one processor, and well under a gigabyte.
MOST_WORK = 5_000_000_000
MOST_NUMBERS = 60_000_000

# What has more tactics and commitments is explained in no more than the first draws: means
# that every draw agrees on want fewer than the headline does.
FEW_PARTS = 25
DRAWS_IF_MANY = 1_024


def explained(model: Model, draws: int) -> int:
    """Return in how many of the first draws a plan is explained."""
    parts = len(model.case.plan.tactics) + len(model.case.commitments)
    return draws if parts <= FEW_PARTS else min(draws, DRAWS_IF_MANY)


def check_size(model: Model, draws: int) -> None:
    """Refuse a case whose score would take too long or too much memory."""
    if not fits(model, draws):
        raise InvalidCase("case", f"too large to score with {draws} draws")


def fits(model: Model, draws: int) -> bool:
    """Tell whether a score takes neither too long nor too much memory."""
    capabilities = sum(1 + layout.rows.size // 8 for layout in model.capabilities)
    promises = sum(
        (1 + len(layout.steps)) * (1 + layout.occasions.rows.size // 8)
        for layout in model.promises
    )
    work = (capabilities + promises) * model.extended * draws
    rows = sum(len(source.modes) for source in model.tactics)
    rows += sum(group.shapes.shape[1] for group in model.gathered.groups)
    steps = sum(2 + len(layout.steps) for layout in model.promises)
    numbers = (model.dimensions + rows + steps) * draws
    return work <= MOST_WORK and numbers <= MOST_NUMBERS
