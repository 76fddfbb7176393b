import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("decisions", "0001_initial"),
        ("decisions", "0002_conditions"),
        ("decisions", "0003_reviews"),
        ("decisions", "0004_dissents"),
        ("decisions", "0005_deputies_and_escalations"),
        ("decisions", "0006_recalls"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0005_days_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("plans", "0001_squashed_0007_expected_by_tasks"),
        ("promises", "0001_squashed_0010_objections"),
        ("scores", "0001_squashed_0007_late_starts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="plans.planversion",
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="scores.score",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="promises.promise",
                    ),
                ),
                (
                    "promise_revision",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("conditional", "Approved with conditions"),
                            ("returned", "Returned"),
                            ("rejected", "Rejected"),
                            ("retired", "Retired"),
                            ("withdrawn", "Approval taken back"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField()),
                ("conditions", models.JSONField(default=list)),
                ("review_on", models.DateField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decider_role", models.CharField(max_length=20)),
                (
                    "standing_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.deputy",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                ("evidence", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decider_role", "ceo"), ("standing_in__isnull", True)
                            ),
                            models.Q(
                                ("decider_role", "deputy"),
                                ("standing_in__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="only_the_ceo_decides",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_decision_gives_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("promise__isnull", True),
                                ("promise_revision__isnull", True),
                                ("score__isnull", False),
                                ("version__isnull", False),
                            ),
                            models.Q(
                                ("outcome__in", ["returned", "rejected", "withdrawn"]),
                                ("promise__isnull", True),
                                ("promise_revision__isnull", True),
                                ("score__isnull", True),
                                ("version__isnull", False),
                            ),
                            models.Q(
                                ("promise__isnull", False),
                                ("promise_revision__isnull", False),
                                ("score__isnull", True),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_decision_is_on_a_plan_or_a_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "conditional"),
                            ("conditions", []),
                            _connector="OR",
                        ),
                        name="conditions_come_with_conditional_approval",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("version__isnull", False),
                            models.Q(("outcome", "withdrawn"), _negated=True),
                        ),
                        fields=("version",),
                        name="one_decision_per_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("outcome", "withdrawn"), ("version__isnull", False)
                        ),
                        fields=("version",),
                        name="an_approval_is_taken_back_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("promise__isnull", False)),
                        fields=("promise", "promise_revision", "outcome"),
                        name="one_decision_per_promise_revision",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="plans.planversion",
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("operations", "Operations"),
                            ("customer-care", "Customer care"),
                            ("finance", "Finance"),
                        ],
                        max_length=20,
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
                (
                    "stance",
                    models.CharField(
                        choices=[("signed", "Signs"), ("dissents", "Dissents")],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        help_text="Required to dissent, with the numbers behind it.",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stance", "signed"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dissent_gives_a_reason",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalation",
                        to="plans.planversion",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Condition",
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="decisions.decision",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=500)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("met", "Met"),
                            ("waived", "Waived"),
                            ("missed", "Missed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "due_on"], name="decisions_c_state_496425_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "met", "waived", "missed"])
                        ),
                        name="condition_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="a_condition_says_something",
                    ),
                    models.UniqueConstraint(
                        fields=("decision", "number"),
                        name="one_condition_per_decision_and_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dissent",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dissents",
                        to="plans.planversion",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dissents",
                        to="promises.promise",
                    ),
                ),
                (
                    "promise_revision",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                (
                    "sign_off",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dissent",
                        to="decisions.signoff",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dissents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="The office held at that time.", max_length=80
                    ),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["promise", "promise_revision"],
                        name="decisions_d_promise_48d125_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("promise__isnull", True),
                                ("promise_revision__isnull", True),
                                ("version__isnull", False),
                            ),
                            models.Q(
                                ("promise__isnull", False),
                                ("promise_revision__isnull", False),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_dissent_is_from_a_plan_or_a_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_dissent_gives_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recall",
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalls",
                        to="decisions.decision",
                    ),
                ),
                (
                    "test",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recall",
                        to="plans.assumptiontest",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stands", "The approval stands"),
                            ("ended", "The approval was ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "standing_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.deputy",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            models.Q(
                                ("outcome__in", ["stands", "ended"]),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_settled_recall_says_who_and_why",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="decisions.decision",
                    ),
                ),
                (
                    "decided_well",
                    models.CharField(
                        choices=[("good", "Good"), ("bad", "Bad")], max_length=10
                    ),
                ),
                (
                    "turned_out",
                    models.CharField(
                        choices=[
                            ("good", "Good"),
                            ("bad", "Bad"),
                            ("unknown", "Not known yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("lesson", models.TextField()),
                ("figures", models.JSONField()),
                ("next_on", models.DateField(blank=True, null=True)),
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
                "indexes": [
                    models.Index(
                        fields=["-at", "-id"], name="decisions_r_at_c34ad0_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_well__in", ["good", "bad"]),
                            ("turned_out__in", ["good", "bad", "unknown"]),
                        ),
                        name="review_judgement_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lesson", ""), _negated=True),
                        name="a_review_leaves_a_lesson",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConditionStep",
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
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="decisions.condition",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("met", "Met"),
                            ("waived", "Waived"),
                            ("extended", "Given more time"),
                            ("missed", "Missed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(help_text="Its last day from here on.")),
                ("note", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "standing_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.deputy",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["met", "waived", "extended", "missed"])
                        ),
                        name="condition_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", True), ("kind", "missed")),
                            models.Q(
                                models.Q(("kind", "missed"), _negated=True),
                                ("by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_step_says_who_and_why",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DissentReply",
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
                    "dissent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="decisions.dissent",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("answer", "Answered"), ("withdrawal", "Withdrawn")],
                        max_length=10,
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
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "dissent replies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["answer", "withdrawal"]),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="dissent_reply_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "withdrawal")),
                        fields=("dissent",),
                        name="a_dissent_is_withdrawn_once",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
