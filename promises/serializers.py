"""Promises, evidence and outcomes as documents."""

from collections.abc import Mapping as Keys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Role, User
from accounts.queries import company
from core.dates import END_OF_DAY, LONGEST, NotADate, read_moment
from customers.models import Need as CustomerNeed
from customers.models import Segment, SurveyAnswer
from operations.models import Capability
from promises.challenges import NAMES
from promises.ledger import Entry
from promises.models import (
    Evidence,
    HouseWord,
    KeptWeek,
    LedgerImport,
    Outcome,
    Promise,
    Requirement,
)
from promises.progress import latest
from promises.queries.challenges import challenges_of, own_words
from promises.queries.needs import MATTERS, STANDINGS, standing_of
from promises.queries.references import MOST_WEEKS, Asked
from promises.queries.study import missing
from promises.services.drafting import COLUMNS, MOST_REQUIREMENTS, Draft, Need, draft_of
from promises.services.evidence import Finding

LARGEST = 2**31 - 1
# The list takes this of its rows' serializer, whose stubs do not know it.
AT_MOST: dict[str, Any] = {"max_length": MOST_REQUIREMENTS}


class NeedSerializer(serializers.ModelSerializer[Requirement]):
    capability = serializers.SlugRelatedField(
        slug_field="code", queryset=Capability.objects.all()
    )

    class Meta:
        model = Requirement
        fields = ["capability", "units", "lead_weeks", "within_minutes"]


class EvidenceLineSerializer(serializers.ModelSerializer[Evidence]):
    added_by = serializers.CharField(source="added_by.name", read_only=True)

    class Meta:
        model = Evidence
        fields = [
            "id",
            "criterion",
            "finding",
            "source",
            "found_on",
            "strength",
            "reference",
            "asked",
            "figure",
            "added_by",
            "added_at",
        ]
        read_only_fields = [
            *("id", "reference", "asked", "figure", "added_by", "added_at")
        ]


class AskedSerializer(serializers.Serializer[Any]):
    """What evidence refers to: each kind uses some of it."""

    kind = serializers.ChoiceField(choices=Evidence.Reference.choices)
    need = serializers.CharField(
        max_length=50, default="", help_text="A need's code, for a need."
    )
    survey = serializers.ChoiceField(
        choices=SurveyAnswer.Kind.choices, default="", help_text="For a survey."
    )
    segment = serializers.CharField(
        max_length=50, default="", help_text="A segment's code; none: all customers."
    )
    weeks = serializers.IntegerField(
        min_value=1, max_value=MOST_WEEKS, default=26, help_text="Up to today."
    )


class TodaySerializer(serializers.Serializer[Any]):
    """Evidence as it was cited, and what it would be today."""

    cited = serializers.JSONField(source="evidence.figure")
    cited_on = serializers.DateField(source="evidence.found_on")
    today = serializers.JSONField(source="figure", allow_null=True)
    words = serializers.CharField(help_text="Today's figure in a sentence.")
    has_moved = serializers.BooleanField()


TEXT = ("finding", "source", "found_on", "strength")


class EvidenceSerializer(EvidenceLineSerializer):
    """A finding, with the code of the promise that it is about.

    Either it is told (finding, source, found_on, strength), or it ``refers_to`` what
    the database holds of customers, and those are looked up.
    """

    refers_to = AskedSerializer(required=False, write_only=True)

    promise = serializers.SlugRelatedField(
        slug_field="code", queryset=Promise.objects.all()
    )

    class Meta(EvidenceLineSerializer.Meta):
        fields = ["promise", *EvidenceLineSerializer.Meta.fields, "refers_to"]
        extra_kwargs: dict[str, dict[str, Any]] = {
            name: {"required": False} for name in TEXT
        }

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        told = [name for name in TEXT if name in data]
        if "refers_to" in data and told:
            words = "This is looked up: leave it out, or leave refers_to out."
            raise serializers.ValidationError({name: [words] for name in told})
        if "refers_to" not in data and len(told) < len(TEXT):
            lacking = [name for name in TEXT if name not in data]
            words = "Say it, or send refers_to."
            raise serializers.ValidationError({name: [words] for name in lacking})
        return data

    def asked(self) -> Asked | None:
        """Return what it refers to, if it does."""
        sent = self.validated_data.get("refers_to")
        return Asked(**sent) if sent else None

    def result(self) -> Finding:
        data = self.validated_data
        return Finding(
            criterion=data["criterion"], **{name: data[name] for name in TEXT}
        )


class GapSerializer(serializers.Serializer[Any]):
    place = serializers.CharField()
    words = serializers.CharField()


class ChallengeSerializer(serializers.Serializer[Any]):
    """A question to the words of a promise; it forbids nothing."""

    place = serializers.ChoiceField(choices=list(NAMES))
    code = serializers.CharField(help_text="Which rule: see docs/challenges.md.")
    words = serializers.ListField(
        child=serializers.CharField(),
        help_text="What gave rise to it; none where a word is missing.",
    )
    question = serializers.CharField()


class HouseWordSerializer(serializers.ModelSerializer[HouseWord]):
    """A word of the company's own list."""

    added_by = serializers.CharField(source="added_by.name", read_only=True)

    class Meta:
        model = HouseWord
        fields = ["id", "phrase", "question", "added_by", "added_at"]
        read_only_fields = ["id", "added_by", "added_at"]
        # The service knows how a word is stored, and says if it is there already.
        extra_kwargs: dict[str, dict[str, Any]] = {"phrase": {"validators": []}}


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    """A promise with what it takes, what was found, and what is missing."""

    segment = serializers.CharField(
        source="segment.code", allow_null=True, default=None, read_only=True
    )
    owner = serializers.EmailField(source="owner.email", read_only=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    requirements = NeedSerializer(many=True, read_only=True)
    evidence = EvidenceLineSerializer(many=True, read_only=True)
    needs = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    challenges = serializers.SerializerMethodField()

    class Meta:
        model = Promise
        fields = [
            "id",
            *COLUMNS,
            "owner_name",
            "state",
            "revision",
            "requirements",
            "needs",
            "evidence",
            "missing",
            "challenges",
            "created_at",
            "changed_at",
        ]
        read_only_fields = fields

    @extend_schema_field(GapSerializer(many=True))
    def get_missing(self, promise: Promise) -> list[dict[str, str]]:
        """Return what keeps it from being put up; nothing once it is."""
        if promise.state != "idea":
            return []
        return [{"place": gap.place, "words": gap.words} for gap in missing(promise)]

    def get_needs(self, promise: Promise) -> list[str]:
        """Return the codes of the needs that it serves."""
        return sorted(link.need.code for link in promise.served.all())

    @extend_schema_field(ChallengeSerializer(many=True))
    def get_challenges(self, promise: Promise) -> Any:  # noqa: ANN401
        """Return what a customer would ask of its words."""
        request = self.context["request"]
        if not hasattr(request, "own_words"):  # once for a whole list
            request.own_words = own_words()
        asked = challenges_of(promise, request.own_words)
        return ChallengeSerializer(asked, many=True).data

    def to_representation(self, instance: Promise) -> dict[str, Any]:
        document = super().to_representation(instance)
        reader = self.context["request"].user
        if reader.role == Role.FRONTLINE:
            document |= {"evidence": [], "missing": [], "challenges": [], "needs": []}
        return document


class DraftSerializer(serializers.ModelSerializer[Promise]):
    """What may be written of a promise; changing one takes the revision seen."""

    segment = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Segment.objects.all(),
        required=False,
        allow_null=True,
    )
    owner = serializers.SlugRelatedField(
        slug_field="email",
        queryset=User.objects.filter(is_active=True),
        required=False,
    )
    requirements = NeedSerializer(many=True, required=False, **AT_MOST)
    revision = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST, write_only=True
    )

    class Meta:
        model = Promise
        fields = [*COLUMNS, "requirements", "revision"]

    def _changes(self) -> dict[str, Any]:
        changes = {k: v for k, v in self.validated_data.items() if k != "revision"}
        if "requirements" in changes:
            changes["requirements"] = needs_of(changes["requirements"])
        return changes

    def new(self, actor: User) -> Draft:
        changes = self._changes()
        if "owner" not in changes and actor.role == Role.INTEGRATION:
            words = "Name the director or CEO who owns it, by e-mail address."
            raise serializers.ValidationError({"owner": [words]})
        return Draft(**{"owner": actor, **changes})

    def changed(self, promise: Promise) -> Draft:
        return replace(draft_of(promise), **self._changes())


def needs_of(rows: Sequence[Keys[str, Any]]) -> list[Need]:
    return [Need(**row) for row in rows]


class RevisionSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(
        min_value=1, max_value=LARGEST, help_text="The revision that was read."
    )


class NeedsSerializer(RevisionSerializer):
    """The needs that a promise serves: these, and no others."""

    needs = serializers.SlugRelatedField(
        slug_field="code", many=True, queryset=CustomerNeed.objects.all()
    )


class ServedNeedSerializer(serializers.ModelSerializer[CustomerNeed]):
    """A need of customers, and the promises that serve it."""

    segment = serializers.CharField(
        source="segment.code", allow_null=True, default=None, read_only=True
    )
    matters = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField()
    promises = serializers.SerializerMethodField()

    class Meta:
        model = CustomerNeed
        fields = [
            *("id", "code", "statement", "segment", "importance", "source", "dated"),
            *("matters", "standing", "promises"),
        ]
        read_only_fields = fields

    def get_matters(self, need: CustomerNeed) -> bool:
        """Tell whether customers expect it, or leave without it."""
        return need.importance >= MATTERS

    @extend_schema_field(serializers.ChoiceField(choices=list(STANDINGS)))
    def get_standing(self, need: CustomerNeed) -> str:
        """Say whether a promise that is made serves it, or one in the making."""
        return standing_of(need)

    def get_promises(self, need: CustomerNeed) -> list[str]:
        """Return the codes of the promises that serve it."""
        return list(self.context["serving"].get(need.pk, ()))


class RequirementsSerializer(RevisionSerializer):
    requirements = NeedSerializer(many=True, **AT_MOST)


@extend_schema_field({"type": "string", "example": "2026-01-31T12:00:00Z"})
class MomentField(serializers.Field[datetime, str, str, Any]):
    """A moment in ISO 8601; without an offset it is in the company's time zone.

    A date without a time is taken at ``bare``.
    """

    def __init__(self, *, bare: time = END_OF_DAY, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self.bare = bare

    def to_internal_value(self, data: Any) -> datetime:  # noqa: ANN401  # JSON
        zone: ZoneInfo = self.context["zone"]
        if not isinstance(data, str) or len(data) > LONGEST:
            raise serializers.ValidationError("This is text such as 2026-01-31T12:00Z.")
        try:
            return read_moment(data.strip(), "iso", zone, self.bare).astimezone(UTC)
        except NotADate as error:
            raise serializers.ValidationError(f"This {error}.") from error

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@extend_schema_field({"type": "string", "example": "next-week"})
class CodeField(serializers.Field[int, str, str, Any]):
    """The code of a row, given the rows by code in the context."""

    def __init__(self, *, kind: str, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self.kind = kind

    def to_internal_value(self, data: Any) -> int:  # noqa: ANN401  # JSON
        known: dict[str, int] = self.context[self.kind]
        if not isinstance(data, str) or data not in known:
            raise serializers.ValidationError(f"There is no such {self.kind}.")
        return known[data]


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    """An occasion of the ledger as it is read."""

    promise = serializers.CharField(source="promise.code", read_only=True)
    segment = serializers.CharField(
        source="segment.code", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = Outcome
        fields = [
            "id",
            "promise",
            "reference",
            "customer",
            "segment",
            "promised_at",
            "due_at",
            "done_at",
            "due_on",
            "in_time",
            "on_day",
        ]
        read_only_fields = fields


class ReportSerializer(serializers.Serializer[Any]):
    """An occasion as it is reported; an empty value erases nothing."""

    promise = CodeField(kind="promise")
    reference = serializers.CharField(max_length=80)
    customer = serializers.CharField(max_length=80, required=False, allow_blank=True)
    segment = CodeField(kind="segment", required=False, allow_null=True)
    promised_at = MomentField(bare=time.min)
    due_at = MomentField()
    done_at = MomentField(required=False, allow_null=True)

    @staticmethod
    def entry(row: int, data: Keys[str, Any]) -> Entry:
        return Entry(
            row=row,
            promise_id=data["promise"],
            reference=data["reference"],
            customer=data.get("customer", ""),
            segment_id=data.get("segment"),
            promised_at=data["promised_at"],
            due_at=data["due_at"],
            done_at=data.get("done_at"),
        )


def report_context(user: User) -> dict[str, Any]:
    """Load what the codes of a report may stand for, and the time zone; three queries."""
    promises = Promise.objects.visible_to(user)
    return {
        "promise": dict(promises.values_list("code", "pk")),
        "segment": dict(Segment.objects.values_list("code", "pk")),
        "zone": ZoneInfo(company().time_zone),
    }


class ReportedSerializer(serializers.Serializer[Any]):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class KeptWeekSerializer(serializers.ModelSerializer[KeptWeek]):
    promise = serializers.CharField(source="promise.code", read_only=True)
    segment = serializers.CharField(
        source="segment.code", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = KeptWeek
        fields = ["promise", "segment", "week", "due", "done", "in_time", "on_day"]
        read_only_fields = fields


class MappingSerializer(serializers.Serializer[Any]):
    """Which column says what: see the documentation of ledger files."""

    mapping = serializers.DictField(child=serializers.CharField(allow_blank=True))


class WindowSerializer(serializers.Serializer[Any]):
    """The last full weeks of a promise."""

    weeks = serializers.IntegerField()
    occasions = serializers.IntegerField(help_text="That fell due.")
    broken = serializers.IntegerField()
    burn_rate = serializers.FloatField(
        source="rate",
        allow_null=True,
        help_text="Broken share ÷ (1 − target); null: nothing fell due, or none may break.",
    )


class AlertSerializer(serializers.Serializer[Any]):
    """A burn rate that is too high over a long window and a short one."""

    name = serializers.ChoiceField(choices=["acute", "lasting"])
    threshold = serializers.FloatField(source="burn")
    long = WindowSerializer()
    short = WindowSerializer()
    since = serializers.DateField(help_text="The Monday from which it stands.")


class BudgetSerializer(serializers.Serializer[Any]):
    """(1 − target) × occasions of the promise's window."""

    window_weeks = serializers.IntegerField(source="weeks")
    occasions = serializers.IntegerField()
    allowed = serializers.FloatField(help_text="Occasions that may be broken.")
    used = serializers.IntegerField(help_text="Occasions that were broken.")
    is_spent = serializers.BooleanField()


class BurnSerializer(serializers.Serializer[Any]):
    """A promise's error budget, its burn rates and its alerts."""

    promise = serializers.IntegerField(source="promise.pk")
    code = serializers.CharField(source="promise.code")
    target = serializers.DecimalField(
        source="promise.target", max_digits=5, decimal_places=4
    )
    as_of = serializers.DateField(help_text="Weeks that were over on this day count.")
    budget = BudgetSerializer(allow_null=True)
    windows = WindowSerializer(many=True)
    alerts = AlertSerializer(many=True)


class ImportSerializer(serializers.ModelSerializer[LedgerImport]):
    """A file on its way into the ledger: how far it is, and what was found."""

    uploaded_by = serializers.CharField(source="uploaded_by.name", read_only=True)

    def to_representation(self, instance: LedgerImport) -> dict[str, Any]:
        far = latest(instance)
        told = super().to_representation(instance)
        return {**told, "progress": far.share, "note": far.note}

    class Meta:
        model = LedgerImport
        fields = [
            "id",
            "file_name",
            "stage",
            "state",
            "progress",
            "note",
            "error",
            "facts",
            "columns",
            "mapping",
            "report",
            "uploaded_by",
            "uploaded_at",
        ]
        read_only_fields = fields


class ImportLineSerializer(ImportSerializer):
    """A file in a list: without its columns and its report."""

    class Meta(ImportSerializer.Meta):
        fields = [
            name
            for name in ImportSerializer.Meta.fields
            if name not in {"columns", "mapping", "report"}
        ]
        read_only_fields = fields
