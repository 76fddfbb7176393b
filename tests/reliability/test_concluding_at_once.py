"""Two people conclude one test at the same moment: one does, the other is told."""

import pytest

from core.refusals import Conflict
from planner.assumptions.services import Conclusion, conclude
from tests.make import NOW, make_assumption, make_plan, make_tactic, make_test
from tests.make import make_made_promise as make_made
from tests.reliability.race import race

pytestmark = pytest.mark.django_db(transaction=True)


def both(test):
    def says(result):
        return lambda: conclude(
            test_id=test.pk,
            actor=test.owner,
            result=result,
            reason=f"It is {result}.",
            now=NOW,
        )

    return [says("supported"), says("refuted")]


@pytest.fixture
def test_of_a_plan():
    def make():
        plan = make_plan()
        make_assumption(plan, tactic=make_tactic(plan, [make_made()]))
        return make_test(plan)

    return make


@pytest.mark.parametrize("round_", range(3))
def test_one_concludes_and_the_other_is_told_what_was_said(test_of_a_plan, round_):
    test = test_of_a_plan()
    outcomes = race(both(test))
    done = [found for found in outcomes if isinstance(found, Conclusion)]
    told = [found for found in outcomes if isinstance(found, Conflict)]
    assert (len(done), len(told)) == (1, 1), outcomes
    test.refresh_from_db()
    assert test.state == done[0].test.state
    assert f"has concluded it: {test.state}" in told[0].message
