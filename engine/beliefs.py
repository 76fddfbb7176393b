"""Suppose that assumptions hold or fail, in the same draws as they are believed in."""

from collections.abc import Mapping

from engine.levels import Sample
from engine.refusal import InvalidCase, quoted


def suppose(sample: Sample, beliefs: Mapping[str, bool]) -> None:
    """Let assumptions hold (True) or fail (False) in every draw of a sample.

    ``beliefs`` names assumptions of the plan; the others fail where they were drawn to
    fail. No draw is taken anew, so two suppositions differ by what is supposed and not
    by chance. Raises ``InvalidCase`` for a name that the plan does not assume.
    """
    order = {
        assumption.id: index
        for index, assumption in enumerate(sample.model.case.plan.assumptions)
    }
    for name, holds in beliefs.items():
        if name not in order:
            raise InvalidCase("beliefs", f"no assumption {quoted(name)}")
        sample.fails[order[name]] = not holds
