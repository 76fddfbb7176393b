from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("scores", "0001_initial"),
        ("scores", "0002_taken_offers"),
        ("scores", "0003_people_with_the_score"),
        ("scores", "0004_dissent_and_escalation"),
        ("scores", "0005_answers_and_asking_again"),
        ("scores", "0006_silent_tasks"),
        ("scores", "0007_late_starts"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("plans", "0001_squashed_0007_expected_by_tasks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
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
                    "keepable",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.900"),
                        help_text="A plan is keepable from this keep probability on: 0.90",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "at_risk",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.600"),
                        help_text="Below this it is not keepable: 0.60",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "who_waits",
                    models.CharField(
                        choices=[
                            ("plan", "The plan: existing customers are served first"),
                            ("everyone", "Everyone: all load stands in one queue"),
                        ],
                        default="plan",
                        max_length=10,
                    ),
                ),
                (
                    "reservation_days",
                    models.PositiveSmallIntegerField(
                        default=28,
                        help_text="Days a submitted plan holds its capacity: 28",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "review_weeks",
                    models.PositiveSmallIntegerField(
                        default=13,
                        help_text="Weeks after which a decision is looked at again: 13",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(104),
                        ],
                    ),
                ),
                (
                    "dissent_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Days after a decision in which a dissent can be put down: 14",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "escalate_after",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.500"),
                        help_text="Share of the time that a plan holds its capacity, after which it is escalated if nobody decided: 0.50",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Days in which “we can't keep this” is answered: 3",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "silent_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Days without a report after which who answers for a task is told: 7",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "policies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="there_is_one_policy"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at_risk__gt", 0),
                            ("keepable__gte", models.F("at_risk")),
                            ("keepable__lte", 1),
                        ),
                        name="policy_thresholds_are_in_order",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ScoringRun",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="plans.planversion",
                    ),
                ),
                ("reason", models.CharField(default="Submitted", max_length=120)),
                ("asked_again", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["state", "lease_until"],
                        name="scores_scor_state_372b00_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("version",),
                        name="one_open_run_per_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="plans.planversion",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score",
                        to="scores.scoringrun",
                    ),
                ),
                ("case", models.JSONField()),
                ("case_hash", models.CharField(max_length=64)),
                ("result", models.JSONField()),
                ("model_version", models.CharField(max_length=40)),
                ("seed", models.PositiveIntegerField()),
                ("draws", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("keepable", "Keepable"),
                            ("at-risk", "At risk"),
                            ("not-keepable", "Not keepable"),
                        ],
                        max_length=20,
                    ),
                ),
                ("keep_probability", models.FloatField()),
                ("standard_error", models.FloatField()),
                ("money_at_risk", models.DecimalField(decimal_places=2, max_digits=16)),
                ("scored_at", models.DateTimeField()),
                (
                    "people",
                    models.JSONField(
                        default=dict,
                        help_text="Who holds the promises that it endangers, counted when it was scored.",
                    ),
                ),
                (
                    "late_starts",
                    models.JSONField(
                        default=list,
                        help_text="Which tactics start late because of their tasks.",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["version", "-scored_at"],
                        name="scores_scor_version_b2810a_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keep_probability__gte", 0), ("keep_probability__lte", 1)
                        ),
                        name="score_keep_probability_is_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenOffer",
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
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_offers",
                        to="scores.score",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_offers",
                        to="plans.plan",
                    ),
                ),
                ("plan_revision", models.PositiveIntegerField()),
                ("before", models.JSONField()),
                ("offer", models.JSONField()),
                ("weaker", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("score", "number", "actor"),
                        name="one_draft_per_offer_and_person",
                    )
                ],
                "indexes": [],
            },
        ),
    ]
