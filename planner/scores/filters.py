"""How lists of scores and runs are narrowed over REST."""

import django_filters

from core.filters import KeyFilter, MomentFilter
from core.jobs import JobState
from planner.scores.models import Score, ScoringRun


class ScoreFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = KeyFilter("version__plan_id", label="The key of a plan.")
    version = KeyFilter("version_id", label="The key of a plan's version.")
    verdict = django_filters.ChoiceFilter(choices=Score.Verdict.choices)
    scored_after = MomentFilter("scored_at", lookup_expr="gte")
    scored_before = MomentFilter("scored_at", lookup_expr="lt")

    class Meta:
        model = Score
        fields: list[str] = []


class ScoringRunFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = KeyFilter("version__plan_id", label="The key of a plan.")
    version = KeyFilter("version_id", label="The key of a plan's version.")
    state = django_filters.ChoiceFilter(choices=JobState.choices)

    class Meta:
        model = ScoringRun
        fields: list[str] = []
