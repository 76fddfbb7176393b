"""A plan's scores: the latest of its latest version, the run under way, the older ones."""

from dataclasses import dataclass

from core.jobs import JobState
from planner.plans.models import Plan, PlanVersion
from planner.scores.models import Score, ScoreQuerySet, ScoringRun

MOST_SCORES = 50


@dataclass(frozen=True, kw_only=True)
class ScoreTab:
    """What the Score tab of a plan shows."""

    version: PlanVersion | None
    run: ScoringRun | None
    score: Score | None
    others: tuple[Score, ...]

    @property
    def is_followed(self) -> bool:
        """Tell whether a score is on its way."""
        return self.run is not None and not self.run.is_over

    @property
    def has_failed(self) -> bool:
        """Tell whether the last try gave no score."""
        return self.run is not None and self.run.state == JobState.FAILED


def score_tab(plan: Plan, *, score: Score | None = None) -> ScoreTab:
    """Return the tab with the latest score, or opened at an older one."""
    version = plan.versions.order_by("-number").first()
    if version is None:
        return ScoreTab(version=None, run=None, score=None, others=())
    scores = list(scores_of(plan)[:MOST_SCORES])
    latest = next((row for row in scores if row.version_id == version.pk), None)
    if score is None and latest is not None:
        score = full_scores().get(pk=latest.pk)
    return ScoreTab(
        version=version,
        run=version.runs.order_by("-pk").first(),
        score=score,
        others=tuple(row for row in scores if score is None or row.pk != score.pk),
    )


def scores_of(plan: Plan) -> ScoreQuerySet:
    """Return a plan's scores, the latest first, without their documents."""
    return (
        Score.objects.filter(version__plan=plan)
        .select_related("version")
        .defer("case", "result", "version__content")
        .order_by("-version__number", "-scored_at", "-pk")
    )


def full_scores() -> ScoreQuerySet:
    """Return scores with all that their evidence is made of."""
    return Score.objects.select_related("version__plan", "version__author")
