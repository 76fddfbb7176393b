"""How lists of scores and runs are narrowed over REST."""

import django_filters

from core.jobs import JobState
from planner.scores.models import Score, ScoringRun


class ScoreFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = django_filters.NumberFilter(
        "version__plan", max_value=2**62, label="The key of a plan."
    )
    version = django_filters.NumberFilter(max_value=2**62)
    verdict = django_filters.ChoiceFilter(choices=Score.Verdict.choices)
    scored_after = django_filters.IsoDateTimeFilter("scored_at", lookup_expr="gte")
    scored_before = django_filters.IsoDateTimeFilter("scored_at", lookup_expr="lt")

    class Meta:
        model = Score
        fields: list[str] = []


class ScoringRunFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = django_filters.NumberFilter(
        "version__plan", max_value=2**62, label="The key of a plan."
    )
    version = django_filters.NumberFilter(max_value=2**62)
    state = django_filters.ChoiceFilter(choices=JobState.choices)

    class Meta:
        model = ScoringRun
        fields: list[str] = []
