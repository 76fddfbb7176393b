import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    replaces = [
        ("plans", "0001_initial"),
        ("plans", "0002_back_for_review"),
        ("plans", "0003_invitations"),
        ("plans", "0004_assumptions_under_test"),
        ("plans", "0005_draft_revisions"),
        ("plans", "0006_strategies"),
        ("plans", "0007_expected_by_tasks"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0001_squashed_0018_workshops"),
        ("operations", "0001_squashed_0002_expected_on"),
        ("promises", "0001_squashed_0010_objections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
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
                    "title",
                    models.CharField(
                        help_text="For example: Spring launch", max_length=120
                    ),
                ),
                (
                    "objective",
                    models.TextField(
                        help_text="What it is for, in a sentence: 5,000 families buy a second time."
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("operations", "Operations"),
                            ("customer-care", "Customer care"),
                            ("finance", "Finance"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(help_text="The Monday of the first week."),
                ),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        default=26,
                        help_text="How many weeks the plan looks ahead: 26",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(104),
                        ],
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("review", "Back for review"),
                            ("rejected", "Rejected"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["-changed_at", "-id"],
                        name="plans_plan_changed_e05399_idx",
                    ),
                    models.Index(
                        fields=["state", "-changed_at", "-id"],
                        name="plans_plan_state_d64720_idx",
                    ),
                    models.Index(
                        fields=["title", "id"], name="plans_plan_title_276bdd_idx"
                    ),
                    models.Index(
                        fields=["starts_on", "id"], name="plans_plan_starts__d350f6_idx"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "submitted",
                                    "returned",
                                    "approved",
                                    "review",
                                    "rejected",
                                    "expired",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="plan_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weeks__gte", 1), ("weeks__lte", 104)),
                        name="plan_has_weeks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="plans.plan",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("plan_revision", models.PositiveIntegerField()),
                (
                    "content",
                    models.JSONField(
                        help_text="The plan, its tactics and assumptions."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"),
                        name="one_version_per_plan_and_number",
                    ),
                    models.UniqueConstraint(
                        fields=("plan", "plan_revision"),
                        name="one_version_per_plan_revision",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LateStart",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="late_starts",
                        to="plans.plan",
                    ),
                ),
                ("tactic_code", models.CharField(max_length=50)),
                (
                    "ready_on",
                    models.DateField(help_text="The first day on which it can start."),
                ),
                (
                    "done_on",
                    models.DateField(
                        help_text="When that task is expected to be done."
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        help_text="What the task is called.", max_length=120
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "tactic_code"), name="one_late_start_per_tactic"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TaskLoad",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="task_loads",
                        to="plans.plan",
                    ),
                ),
                (
                    "capability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="operations.capability",
                    ),
                ),
                ("week", models.DateField(help_text="Its Monday.")),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=3,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["capability", "week"],
                        name="plans_taskl_capabil_a83ef1_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "capability", "week"),
                        name="one_task_load_per_capability_and_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="task_load_is_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="plans.plan",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("care", "Customer care"),
                            ("operations", "Operations"),
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("finance", "Finance"),
                            ("frontline", "Frontline"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="What you want to know: can you pack 200 more a week from March?",
                        max_length=300,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "may_edit",
                    models.BooleanField(
                        default=False, help_text="They may change the draft itself."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "person"),
                        name="one_invitation_per_plan_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "side__in",
                                [
                                    "care",
                                    "operations",
                                    "sales",
                                    "marketing",
                                    "finance",
                                    "frontline",
                                ],
                            )
                        ),
                        name="invitation_side_is_known",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Tactic",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tactics",
                        to="plans.plan",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=50,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use small letters, digits and single hyphens: next-week-delivery",
                            )
                        ],
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For example: Spring mailing", max_length=120
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("new", "New customers"),
                            ("existing", "Existing customers"),
                            ("lapsed", "Lapsed customers"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.segment",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        help_text="For example: mail, radio, shop",
                        max_length=60,
                    ),
                ),
                (
                    "strategy",
                    models.CharField(
                        blank=True,
                        help_text="The strategy it carries out: Win back families who left",
                        max_length=120,
                    ),
                ),
                (
                    "budget",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="What it costs in all.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "margin",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="What one kept occasion earns.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "low",
                    core.fields.AmountField(
                        decimal_places=3,
                        help_text="Occasions a week, if it goes badly.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "likely",
                    core.fields.AmountField(
                        decimal_places=3,
                        help_text="Occasions a week, most likely.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "high",
                    core.fields.AmountField(
                        decimal_places=3,
                        help_text="Occasions a week, if it goes very well.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "starts",
                    models.PositiveSmallIntegerField(
                        help_text="First week, counted from 1."
                    ),
                ),
                (
                    "ends",
                    models.PositiveSmallIntegerField(
                        help_text="Last week, counted from 1."
                    ),
                ),
                (
                    "promises",
                    models.ManyToManyField(
                        related_name="tactics", to="promises.promise"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "code"), name="one_tactic_per_plan_and_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("high__gte", models.F("likely")),
                            ("likely__gte", models.F("low")),
                            ("low__gte", 0),
                        ),
                        name="tactic_estimate_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__gte", models.F("starts")), ("starts__gte", 1)
                        ),
                        name="tactic_starts_before_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("budget__gte", 0), ("margin__gte", 0)),
                        name="tactic_money_is_not_negative",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DraftRevision",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="plans.plan",
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                (
                    "content",
                    models.JSONField(
                        help_text="The plan, its tactics and assumptions."
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
                "indexes": [
                    models.Index(fields=["at"], name="plans_draft_at_02466b_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "revision"),
                        name="one_draft_per_plan_and_revision",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssumptionTest",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tests",
                        to="plans.plan",
                    ),
                ),
                (
                    "assumption",
                    models.CharField(
                        editable=False,
                        max_length=50,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use small letters, digits and single hyphens: next-week-delivery",
                            )
                        ],
                    ),
                ),
                ("statement", models.CharField(editable=False, max_length=200)),
                (
                    "method",
                    models.TextField(
                        help_text="For example: send the letter to 400 families in two towns.",
                        max_length=2000,
                        verbose_name="To verify we will",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        help_text="For example: the share of them who order within a week.",
                        max_length=200,
                        verbose_name="And measure",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        help_text="For example: %, or parcels a week.",
                        max_length=40,
                        verbose_name="In",
                    ),
                ),
                (
                    "comparison",
                    models.CharField(
                        choices=[("at-least", "at least"), ("at-most", "at most")],
                        default="at-least",
                        max_length=10,
                        verbose_name="We are right if it is",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=3,
                        help_text="The figure at which we are still right: 30",
                        max_digits=14,
                        verbose_name="The signpost",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assumption_tests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="The last day to know the answer.",
                        verbose_name="Known by",
                    ),
                ),
                (
                    "cost",
                    core.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="Leave it empty if nobody knows yet.",
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="What the test costs",
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="After this day the assumption counts as untested again.",
                        null=True,
                        verbose_name="The result holds until",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("supported", "Supported"),
                            ("refuted", "Refuted"),
                            ("expired", "Run out"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "figure",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        editable=False,
                        max_digits=14,
                        null=True,
                    ),
                ),
                ("reason", models.TextField(blank=True, editable=False)),
                (
                    "concluded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("concluded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "due_on"], name="plans_assum_state_46c57e_idx"
                    ),
                    models.Index(
                        fields=["plan", "assumption"],
                        name="plans_assum_plan_id_974100_idx",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["planned", "running"])),
                        fields=("plan", "assumption"),
                        name="one_open_test_per_plan_and_assumption",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "planned",
                                    "running",
                                    "supported",
                                    "refuted",
                                    "expired",
                                    "dropped",
                                ],
                            )
                        ),
                        name="assumption_test_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("comparison__in", ["at-least", "at-most"])),
                        name="assumption_test_compares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost__isnull", True), ("cost__gte", 0), _connector="OR"
                        ),
                        name="assumption_test_costs_nothing_or_more",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("concluded_at__isnull", True),
                                ("concluded_by__isnull", True),
                                ("state__in", ["planned", "running"]),
                            ),
                            models.Q(
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                (
                                    "state__in",
                                    ["supported", "refuted", "expired", "dropped"],
                                ),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_conclusion_says_who_when_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("standing", "To existing customers"),
                            ("reserved", "Reserved by a submitted plan"),
                            ("approved", "Made by an approved plan"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="promises.promise",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="plans.planversion",
                    ),
                ),
                ("tactic_code", models.CharField(blank=True, max_length=50)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "low",
                    core.fields.AmountField(
                        decimal_places=3,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "likely",
                    core.fields.AmountField(
                        decimal_places=3,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "high",
                    core.fields.AmountField(
                        decimal_places=3,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                ("reserved_until", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "released_at"],
                        name="plans_commi_kind_e14453_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("high__gte", models.F("likely")),
                            ("likely__gte", models.F("low")),
                            ("low__gte", 0),
                        ),
                        name="commitment_estimate_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "standing"), ("version__isnull", True)),
                            models.Q(
                                ("kind__in", ["reserved", "approved"]),
                                ("starts_on__isnull", False),
                                ("version__isnull", False),
                                ("weeks__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="commitment_is_standing_or_of_a_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "reserved"), ("reserved_until__isnull", False)
                            ),
                            models.Q(
                                models.Q(("kind", "reserved"), _negated=True),
                                ("reserved_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="only_reservations_expire",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("version__isnull", False)),
                        fields=("version", "tactic_code", "promise"),
                        name="one_commitment_per_version_tactic_and_promise",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "standing"), ("released_at__isnull", True)
                        ),
                        fields=("promise",),
                        name="one_standing_commitment_per_promise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assumption",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assumptions",
                        to="plans.plan",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=50,
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
                        help_text="We believe that half of them order in the first week.",
                        max_length=200,
                    ),
                ),
                (
                    "tactic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="plans.tactic",
                    ),
                ),
                (
                    "capability",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="operations.capability",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="promises.promise",
                    ),
                ),
                (
                    "probability",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="How likely it is true: 0.7",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "if_false",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="Its driver is multiplied by this if it is false: 1.5",
                        max_digits=8,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("untested", "Untested"),
                            ("supported", "Supported by a test"),
                            ("refuted", "Refuted by a test"),
                        ],
                        default="untested",
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="How it was or will be tested."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "code"), name="one_assumption_per_plan_and_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("capability__isnull", True),
                                ("promise__isnull", True),
                                ("tactic__isnull", False),
                            ),
                            models.Q(
                                ("capability__isnull", False),
                                ("promise__isnull", True),
                                ("tactic__isnull", True),
                            ),
                            models.Q(
                                ("capability__isnull", True),
                                ("promise__isnull", False),
                                ("tactic__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="assumption_moves_one_driver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("if_false__gte", 0),
                            ("probability__gte", 0),
                            ("probability__lte", 1),
                        ),
                        name="assumption_probability_is_one",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="plans.assumptiontest",
                    ),
                ),
                ("on", models.DateField(verbose_name="Found out on")),
                (
                    "text",
                    models.TextField(
                        help_text="For example: 112 of the 400 families have ordered so far.",
                        max_length=2000,
                        verbose_name="What was found",
                    ),
                ),
                (
                    "figure",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="Leave it empty if nothing was measured.",
                        max_digits=14,
                        null=True,
                        verbose_name="The figure measured",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="For example: order history, 3 to 9 March.",
                        max_length=200,
                        verbose_name="Where it comes from",
                    ),
                ),
                (
                    "link",
                    models.URLField(
                        blank=True,
                        help_text="https://…",
                        max_length=500,
                        verbose_name="Where it can be read",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["test", "-on", "-id"],
                        name="plans_findi_test_id_4a3e38_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="finding_says_something",
                    )
                ],
            },
        ),
    ]
