from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    replaces = [
        ("promises", "0001_initial"),
        ("promises", "0002_ledger_zone"),
        ("promises", "0003_house_words"),
        ("promises", "0004_evidence_by_reference"),
        ("promises", "0005_served_needs"),
        ("promises", "0006_outcome_by_customer"),
        ("promises", "0007_loyalty_studies_are_cited"),
        ("promises", "0008_break_losses"),
        ("promises", "0009_needs_know_what_serves_them"),
        ("promises", "0010_objections"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0001_squashed_0018_workshops"),
        ("operations", "0001_squashed_0002_expected_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "lease_until",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("token", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                ("note", models.CharField(blank=True, editable=False, max_length=200)),
                ("error", models.TextField(blank=True, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("committing", "Going in"),
                            ("committed", "In the ledger"),
                        ],
                        default="uploaded",
                        max_length=12,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("content_hash", models.CharField(max_length=64)),
                ("facts", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=list)),
                ("sample", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("problems", models.BinaryField(default=bytes)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["state", "lease_until"],
                        name="promises_le_state_51a2c3_idx",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="LedgerRecount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "lease_until",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("token", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                ("note", models.CharField(blank=True, editable=False, max_length=200)),
                ("error", models.TextField(blank=True, editable=False)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["state", "lease_until"],
                        name="promises_le_state_40743d_idx",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Short name in files and addresses: next-week-delivery",
                        max_length=50,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use small letters, digits and single hyphens: next-week-delivery",
                            )
                        ],
                    ),
                ),
                (
                    "statement",
                    models.CharField(
                        help_text="In the customer's words: Your order is with you next week.",
                        max_length=200,
                    ),
                ),
                (
                    "feature",
                    models.CharField(
                        blank=True,
                        help_text="What it is: a second packing line.",
                        max_length=200,
                    ),
                ),
                (
                    "advantage",
                    models.CharField(
                        blank=True,
                        help_text="What it does: orders leave in two days.",
                        max_length=200,
                    ),
                ),
                (
                    "benefit",
                    models.CharField(
                        blank=True,
                        help_text="What the customer has of it: you can plan your weekend.",
                        max_length=200,
                    ),
                ),
                (
                    "pitch",
                    models.TextField(
                        blank=True,
                        help_text="Thirty seconds: the answer to 'so what do you do?'",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="customers.segment",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("studied", "Studied: up for approval"),
                            ("approved", "Approved"),
                            ("live", "Live"),
                            ("retired", "Retired"),
                        ],
                        default="idea",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        help_text="What is measured: from order to delivery.",
                        max_length=200,
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        blank=True,
                        help_text="What counts as kept: within 7 days.",
                        max_length=120,
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="The share that is promised: 0.95 means 95 of 100.",
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "window_weeks",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Weeks over which the share is counted: 13",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(104),
                        ],
                    ),
                ),
                (
                    "within_weeks",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Weeks the work may wait and still be on time: 0 is the same week.",
                        validators=[django.core.validators.MaxValueValidator(52)],
                    ),
                ),
                (
                    "kept_rule",
                    models.CharField(
                        choices=[
                            ("day", "Done on the due day or before"),
                            ("moment", "Done by the due date and time"),
                        ],
                        default="day",
                        max_length=10,
                    ),
                ),
                (
                    "break_cost",
                    core.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="What one broken promise costs.",
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "needs_no_capability",
                    models.BooleanField(
                        default=False,
                        help_text="Nothing that operations count is needed to keep it.",
                    ),
                ),
                (
                    "ledger_zone",
                    models.CharField(blank=True, editable=False, max_length=64),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["idea", "studied", "approved", "live", "retired"],
                            )
                        ),
                        name="promise_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target__isnull", True),
                            models.Q(("target__gt", 0), ("target__lte", 1)),
                            _connector="OR",
                        ),
                        name="promise_target_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["idea", "retired"]),
                            models.Q(
                                models.Q(("statement", ""), _negated=True),
                                models.Q(("measure", ""), _negated=True),
                                models.Q(("standard", ""), _negated=True),
                                ("break_cost__isnull", False),
                                ("target__isnull", False),
                                ("window_weeks__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="promise_beyond_an_idea_is_testable",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LossCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "lease_until",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("token", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                ("note", models.CharField(blank=True, editable=False, max_length=200)),
                ("error", models.TextField(blank=True, editable=False)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["state", "lease_until"],
                        name="promises_lo_state_24f79f_idx",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="HouseWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "phrase",
                    models.CharField(
                        help_text="In small letters: laminated",
                        max_length=60,
                        unique=True,
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="What to ask whoever writes it: How long does it look like new?",
                        max_length=200,
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirements",
                        to="promises.promise",
                    ),
                ),
                (
                    "capability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="operations.capability",
                    ),
                ),
                (
                    "units",
                    core.fields.AmountField(
                        decimal_places=3,
                        help_text="Units per occasion: 1",
                        max_digits=14,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.001"))
                        ],
                    ),
                ),
                (
                    "lead_weeks",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Weeks after the occasion begins: 0 is the same week.",
                        validators=[django.core.validators.MaxValueValidator(52)],
                    ),
                ),
                (
                    "within_minutes",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="Staffed capabilities only: answered within so many minutes.",
                        max_digits=8,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("promise", "capability"),
                        name="one_requirement_per_promise_and_capability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("units__gt", 0)),
                        name="requirement_takes_something",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="promises.promise",
                    ),
                ),
                (
                    "criterion",
                    models.CharField(
                        choices=[
                            ("loyalty", "Loyalty"),
                            ("differentiation", "Differentiation"),
                            ("profitability", "Profitability"),
                            ("customers", "Customers"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        help_text="What was found: 41 % of families came back sooner.",
                        max_length=300,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Who found it, where: order history, March.",
                        max_length=200,
                    ),
                ),
                ("found_on", models.DateField(help_text="When it was found.")),
                (
                    "strength",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Weak: an opinion, a single case"),
                            (2, "Fair: several cases, a survey"),
                            (3, "Strong: behaviour measured, a trial"),
                        ]
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("need", "A need of theirs"),
                            ("survey", "What they answered when asked"),
                            ("complaints", "What they complained of"),
                            ("defections", "Who left, and over what"),
                            ("loyalty", "Who came back: the loyalty study"),
                            ("record", "How it was kept: the ledger"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("asked", models.JSONField(default=dict, editable=False)),
                ("figure", models.JSONField(default=dict, editable=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name_plural": "evidence",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "criterion__in",
                                [
                                    "loyalty",
                                    "differentiation",
                                    "profitability",
                                    "customers",
                                ],
                            )
                        ),
                        name="evidence_criterion_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("criterion", "customers"), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="customers_speak_through_a_reference",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="promises.promise",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The occasion's own name: an order number.",
                        max_length=80,
                    ),
                ),
                ("customer", models.CharField(blank=True, max_length=80)),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="customers.segment",
                    ),
                ),
                ("promised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(editable=False)),
                ("due_week", models.DateField(editable=False, help_text="Its Monday.")),
                ("in_time", models.BooleanField(editable=False)),
                ("on_day", models.BooleanField(editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["promise", "due_week", "segment"],
                        name="promises_ou_promise_10d2fd_idx",
                    ),
                    models.Index(
                        condition=models.Q(("customer", ""), _negated=True),
                        fields=["customer", "due_on"],
                        name="outcome_by_customer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("promise", "reference"),
                        name="one_outcome_per_promise_and_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", False),
                            models.Q(("in_time", False), ("on_day", False)),
                            _connector="OR",
                        ),
                        name="outcome_is_kept_only_if_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptWeek",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weeks",
                        to="promises.promise",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="customers.segment",
                    ),
                ),
                ("week", models.DateField(help_text="Its Monday.")),
                ("due", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField()),
                ("in_time", models.PositiveIntegerField()),
                ("on_day", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("promise", "segment", "week"),
                        name="one_count_per_promise_segment_and_week",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("segment__isnull", True)),
                        fields=("promise", "week"),
                        name="one_count_per_promise_and_week_without_segment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done__lte", models.F("due")),
                            ("in_time__lte", models.F("done")),
                            ("on_day__lte", models.F("done")),
                        ),
                        name="kept_week_counts_fit",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BreakLoss",
            fields=[
                (
                    "promise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="break_loss",
                        serialize=False,
                        to="promises.promise",
                    ),
                ),
                ("as_of", models.DateField()),
                (
                    "followed_weeks",
                    models.PositiveSmallIntegerField(
                        help_text="Every case was followed for at least so long."
                    ),
                ),
                ("broken", models.PositiveIntegerField()),
                ("broken_lost", models.PositiveIntegerField()),
                ("kept", models.PositiveIntegerField()),
                ("kept_lost", models.PositiveIntegerField()),
                (
                    "strata",
                    models.PositiveIntegerField(
                        help_text="Quarters × segments compared."
                    ),
                ),
                (
                    "difference",
                    models.FloatField(help_text="Extra share lost.", null=True),
                ),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                (
                    "occasions",
                    models.FloatField(help_text="Broken occasions in a broken case."),
                ),
                (
                    "worth",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="A year's revenue of a customer with a broken case.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "margin",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="None: told in revenue.",
                        max_digits=5,
                        null=True,
                    ),
                ),
                (
                    "cost",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="Expected loss for one broken occasion.",
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "cost_low",
                    core.fields.MoneyField(
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "cost_high",
                    core.fields.MoneyField(
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ServedNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="served",
                        to="promises.promise",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="served_by",
                        to="customers.need",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "promise that serves it",
                "verbose_name_plural": "promises that serve it",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("promise", "need"), name="a_promise_serves_a_need_once"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="promises.promise",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no-time", "No time"),
                            ("no-people", "Not enough people"),
                            ("no-material", "No material or stock"),
                            ("system-down", "A system is down"),
                            (
                                "expects-otherwise",
                                "The customer expects something else",
                            ),
                            ("not-safe", "It would not be safe"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="What stands in the way, in a sentence.",
                        max_length=500,
                    ),
                ),
                (
                    "team",
                    models.CharField(help_text="Whose it is shown as.", max_length=120),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="Where in the work it arose.",
                        max_length=200,
                    ),
                ),
                ("link", models.CharField(blank=True, max_length=200)),
                ("raised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="When it must be answered.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "due_at"], name="promises_ob_state_d2028b_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "answered", "withdrawn"])
                        ),
                        name="objection_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "no-time",
                                    "no-people",
                                    "no-material",
                                    "system-down",
                                    "expects-otherwise",
                                    "not-safe",
                                    "other",
                                ],
                            )
                        ),
                        name="objection_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObjectionVoice",
            fields=[
                (
                    "objection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="promises.objection",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("about", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "key"),
                        name="one_objection_per_person_and_key",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ObjectionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="promises.objection",
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("promise-changed", "The promise is changed"),
                            ("capacity-added", "Capacity is added"),
                            ("explained", "It can be kept, and this is how"),
                            ("not-changed", "Nothing is changed, because"),
                        ],
                        max_length=20,
                        verbose_name="what was done",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="For example: From Monday two colleagues from returns help in packing.",
                        max_length=1000,
                        verbose_name="your answer",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="objection_answer_says_something",
                    )
                ],
                "indexes": [],
            },
        ),
    ]
