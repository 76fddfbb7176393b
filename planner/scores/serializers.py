"""Scores, runs and the policy as documents."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.models import Need
from planner.scores.models import Policy, Score, ScoringRun, TakenOffer
from planner.scores.queries.customers import InPlan


class ScoreLineSerializer(serializers.ModelSerializer[Score]):
    """A score in a list: its verdict and figures, without case and result."""

    plan = serializers.IntegerField(source="version.plan_id", read_only=True)

    class Meta:
        model = Score
        fields = [
            "id",
            "plan",
            "version",
            "run",
            "verdict",
            "keep_probability",
            "standard_error",
            "money_at_risk",
            "model_version",
            "seed",
            "draws",
            "case_hash",
            "scored_at",
        ]
        read_only_fields = fields


class ScoreSerializer(ScoreLineSerializer):
    """A score with the case it was computed from: it can be replayed."""

    case = serializers.DictField(read_only=True, help_text="promise-case/1")
    result = serializers.DictField(read_only=True, help_text="promise-score/1")

    class Meta(ScoreLineSerializer.Meta):
        fields = [*ScoreLineSerializer.Meta.fields, "case", "result"]
        read_only_fields = fields


class ScoringRunSerializer(serializers.ModelSerializer[ScoringRun]):
    plan = serializers.IntegerField(source="version.plan_id", read_only=True)
    score = serializers.IntegerField(
        source="score_key", read_only=True, allow_null=True
    )

    class Meta:
        model = ScoringRun
        fields = [
            "id",
            "plan",
            "version",
            "reason",
            "state",
            "progress",
            "note",
            "error",
            "attempts",
            "queued_at",
            "started_at",
            "finished_at",
            "score",
        ]
        read_only_fields = fields


class SubmissionSerializer(serializers.Serializer[Any]):
    """The revision of the plan that is submitted; If-Match may say it instead."""

    revision = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1
    )


class QuestionSerializer(serializers.Serializer[Any]):
    """What can be kept? One of case, plan and plan_id."""

    case = serializers.DictField(required=False, help_text="A promise-case/1 document.")
    plan = serializers.DictField(required=False, help_text="A plan-content/1 document.")
    plan_id = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="A plan as it stands."
    )
    beliefs = serializers.DictField(
        child=serializers.ChoiceField(["holds", "fails"]),
        required=False,
        help_text='Suppose that assumptions hold or fail: {"a1": "fails"}.',
    )
    sensitivities = serializers.BooleanField(
        default=True,
        help_text="Assumptions and capable-to-promise, too; without them it is quicker.",
    )


class SupposedSerializer(serializers.Serializer[Any]):
    """A score beside what it would be if beliefs were settled."""

    believed = serializers.DictField(help_text="promise-score/1, as believed")
    supposed = serializers.DictField(
        help_text='promise-score/1, with what it supposes under "supposed"'
    )


class PolicySerializer(serializers.ModelSerializer[Policy]):
    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)

    class Meta:
        model = Policy
        fields = [
            "keepable",
            "at_risk",
            "who_waits",
            "reservation_days",
            "review_weeks",
            "dissent_days",
            "escalate_after",
            "answer_days",
            "silent_days",
            "revision",
        ]
        # It is set as a whole: what the model has a default for is asked for too, but
        # for what came later, which stays as it is where it is left out.
        extra_kwargs = {
            **{name: {"required": True} for name in fields[:5]},
            **{name: {"required": False} for name in fields[5:9]},
        }


class FrontierQuestionSerializer(serializers.Serializer[Any]):
    """What to ask of a promise's frontier; all of it may be left out."""

    target = serializers.FloatField(
        required=False,
        min_value=0.0001,
        max_value=1,
        help_text="The share to be kept (default: the promise's own target, or 0.9)",
    )
    confidence = serializers.FloatField(
        required=False,
        min_value=0.5,
        max_value=0.9999,
        help_text="How sure the cautious standard is to be (default: the policy's)",
    )
    days = serializers.FloatField(
        required=False,
        min_value=0,
        max_value=40_000,
        help_text="Also say what a standard of so many days would mean",
    )
    check = serializers.BooleanField(
        default=False,
        help_text="Also say how standards recommended like this were kept",
    )


class FrontierDraftSerializer(serializers.Serializer[Any]):
    """The standard of a new draft promise."""

    within = serializers.DecimalField(
        min_value=0, max_value=40_000, max_digits=9, decimal_places=3
    )
    unit = serializers.ChoiceField(choices=["hours", "days"])


class TakeSerializer(serializers.Serializer[Any]):
    """Which counter-offer to take, counted from 1 in the order of the score."""

    offer = serializers.IntegerField(min_value=1, max_value=100)


class TakenSerializer(serializers.ModelSerializer[TakenOffer]):
    """The draft that a counter-offer became."""

    offer = serializers.IntegerField(source="number", read_only=True)

    class Meta:
        model = TakenOffer
        fields = ["plan", "score", "offer", "plan_revision", "taken_at"]
        read_only_fields = fields


class ExpectationSerializer(serializers.Serializer[Any]):
    """What was kept so far, and the 80 % range of what is to come."""

    due = serializers.IntegerField()
    kept = serializers.IntegerField()
    occasions = serializers.IntegerField(help_text="As many are taken to come")
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class SegmentExpectationSerializer(ExpectationSerializer):
    """The same of one segment, drawn towards the whole promise."""

    segment = serializers.CharField(help_text="Empty: no segment")


class BacktestSerializer(serializers.Serializer[Any]):
    """How good the forecasts were."""

    forecasts = serializers.IntegerField()
    coverage80 = serializers.FloatField()
    crps = serializers.FloatField()
    crps_beta_binomial = serializers.FloatField()
    crps_climatology = serializers.FloatField()
    mean_width80 = serializers.FloatField()


class ForecastSerializer(serializers.Serializer[Any]):
    """A forecast made on a Monday, and what happened."""

    monday = serializers.DateField()
    due = serializers.IntegerField()
    kept = serializers.IntegerField()
    rate = serializers.FloatField()
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    crps = serializers.FloatField()
    crps_beta_binomial = serializers.FloatField()
    crps_climatology = serializers.FloatField()


class OutlookSerializer(serializers.Serializer[Any]):
    """A promise's outlook and its backtest; null before a week is over, or too short."""

    weeks_ahead = serializers.IntegerField()
    expected = ExpectationSerializer(allow_null=True)
    segments = SegmentExpectationSerializer(many=True)
    backtest = BacktestSerializer(allow_null=True)
    weeks = ForecastSerializer(many=True)


class ToldSerializer(serializers.Serializer[Any]):
    """One sentence, the figure first."""

    about = serializers.ChoiceField(
        choices=["endangered", "unserved", "idle", "shares"]
    )
    tone = serializers.CharField()
    text = serializers.CharField()


class UnservedNeedSerializer(serializers.ModelSerializer[Need]):
    """A need that matters, and nobody promises."""

    segment = serializers.CharField(
        source="segment.code", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = Need
        fields = ["code", "statement", "importance", "segment", "source"]
        read_only_fields = fields


class EndangeredSerializer(serializers.Serializer[Any]):
    """A promise to existing customers that would be kept less often."""

    promise = serializers.CharField(source="promise.code")
    without = serializers.FloatField(help_text="Kept without the plan.")
    protected = serializers.FloatField(help_text="With it, if they are served first.")
    unprotected = serializers.FloatField(help_text="With it, if nobody guards them.")
    people = serializers.IntegerField(
        help_text="Customers whom the ledger names with it in the last 13 weeks."
    )
    buyers = serializers.IntegerField(help_text="Of these, with purchases on record.")
    revenue = serializers.DecimalField(16, 2, help_text="What they have bought so far.")


class EffortSerializer(serializers.Serializer[Any]):
    capability = serializers.CharField()
    unit = serializers.CharField()
    existing = serializers.FloatField()
    total = serializers.FloatField()
    share = serializers.FloatField(allow_null=True)


class SpentSerializer(serializers.Serializer[Any]):
    """Money and effort, and the part that existing and lapsed customers get."""

    budget = serializers.DecimalField(16, 2)
    budget_existing = serializers.DecimalField(16, 2)
    share_of_money = serializers.FloatField(allow_null=True)
    occasions = serializers.FloatField()
    occasions_existing = serializers.FloatField()
    share_of_effort = serializers.FloatField(allow_null=True)
    efforts = EffortSerializer(many=True)


class PlanCustomersSerializer(serializers.Serializer[Any]):
    """A plan from the customers' side."""

    told = serializers.SerializerMethodField()
    score = serializers.IntegerField(
        source="score.pk", default=None, help_text="Whose figures these are."
    )
    endangered = EndangeredSerializer(many=True)
    people = serializers.IntegerField(help_text="Each once, whatever they hold.")
    buyers = serializers.IntegerField()
    revenue = serializers.DecimalField(16, 2)
    since = serializers.DateField(help_text="Promised it since then.")
    segments = serializers.ListField(
        source="customers.segments",
        child=serializers.CharField(),
        help_text="Whom it speaks to; empty: everybody.",
    )
    needs_that_matter = serializers.IntegerField(source="customers.matter")
    unserved = UnservedNeedSerializer(source="customers.unserved", many=True)
    idle = serializers.SerializerMethodField()
    without_evidence = serializers.SerializerMethodField()
    spent = SpentSerializer(source="customers.spent")

    @extend_schema_field(ToldSerializer(many=True))
    def get_told(self, found: Any) -> Any:  # noqa: ANN401
        """Return the sentences that its page begins with."""
        return ToldSerializer(self.context["told"], many=True).data

    def get_idle(self, found: InPlan) -> list[str]:
        """Return the promises of the plan that serve no need."""
        return [promise.code for promise in found.customers.idle]

    def get_without_evidence(self, found: InPlan) -> list[str]:
        """Return the promises that no evidence from customers speaks for yet."""
        return [promise.code for promise in found.customers.unheard]
