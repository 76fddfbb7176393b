import datetime

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import planner.execution.models.task


class Migration(migrations.Migration):
    replaces = [
        ("execution", "0001_initial"),
        ("execution", "0002_starts_and_chances"),
        ("execution", "0003_days_in_reach"),
        ("execution", "0004_deadlines_hold_starts"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("operations", "0001_squashed_0002_expected_on"),
        ("plans", "0001_squashed_0007_expected_by_tasks"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarKey",
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_key",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "digest",
                    models.CharField(editable=False, max_length=64, unique=True),
                ),
                ("made_at", models.DateTimeField(editable=False)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                        related_name="tasks",
                        to="plans.plan",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="print-letters",
                        max_length=50,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use small letters, digits and single hyphens: next-week-delivery",
                            )
                        ],
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("tactic_code", models.CharField(blank=True, max_length=50)),
                (
                    "initiative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="operations.initiative",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For example: Print the letters", max_length=120
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        blank=True, help_text="Why it is done.", max_length=2000
                    ),
                ),
                (
                    "deliverable",
                    models.TextField(
                        blank=True,
                        help_text="What there is when it is done.",
                        max_length=2000,
                    ),
                ),
                (
                    "authority",
                    models.TextField(
                        blank=True,
                        help_text="What they may decide themselves: orders up to 500 without asking.",
                        max_length=2000,
                    ),
                ),
                (
                    "accountable",
                    models.ForeignKey(
                        blank=True,
                        help_text="The one who answers for it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accountable_tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "budget",
                    core.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="What it may cost in all.",
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "low",
                    planner.execution.models.task.DaysField(
                        blank=True,
                        decimal_places=2,
                        help_text="Working days, if all goes well.",
                        max_digits=6,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                    ),
                ),
                (
                    "likely",
                    planner.execution.models.task.DaysField(
                        blank=True,
                        decimal_places=2,
                        help_text="Working days, most likely.",
                        max_digits=6,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                    ),
                ),
                (
                    "high",
                    planner.execution.models.task.DaysField(
                        blank=True,
                        decimal_places=2,
                        help_text="Working days, if it goes badly.",
                        max_digits=6,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                    ),
                ),
                ("not_before", models.DateField(blank=True, null=True)),
                ("deadline", models.DateField(blank=True, null=True)),
                (
                    "holds_start",
                    models.BooleanField(
                        blank=True,
                        help_text="Whether the tactic cannot start before it is done; empty: if its deadline lies before the tactic's first day.",
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("under_way", "Under way"),
                            ("held", "Held"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "hold_reason",
                    models.CharField(blank=True, editable=False, max_length=500),
                ),
                (
                    "drop_reason",
                    models.CharField(blank=True, editable=False, max_length=500),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                ("started_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "finished_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "close_reason",
                    models.CharField(blank=True, editable=False, max_length=500),
                ),
                (
                    "planned_starts_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                (
                    "planned_ends_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                ("in_time", models.FloatField(blank=True, editable=False, null=True)),
                (
                    "in_time_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                (
                    "responsible",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who does it.",
                        related_name="responsible_tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consulted",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who is asked before it is closed.",
                        related_name="consulted_tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "informed",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who is told when it is done.",
                        related_name="informed_tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["plan", "position", "id"],
                        name="execution_t_plan_id_f6abae_idx",
                    ),
                    models.Index(
                        fields=["state", "deadline"],
                        name="execution_t_state_ec2b7b_idx",
                    ),
                    models.Index(
                        fields=["state", "planned_ends_on"],
                        name="execution_t_state_f09012_idx",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "code"), name="one_task_per_plan_and_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["planned", "under_way", "held", "done", "dropped"],
                            )
                        ),
                        name="task_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tactic_code", ""),
                            ("initiative__isnull", True),
                            _connector="OR",
                        ),
                        name="task_serves_a_tactic_or_an_initiative",
                        violation_error_message="Choose a tactic or an initiative, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("high__isnull", True),
                                ("likely__isnull", True),
                                ("low__isnull", True),
                            ),
                            models.Q(
                                ("high__gte", models.F("likely")),
                                ("high__isnull", False),
                                ("likely__gte", models.F("low")),
                                ("likely__isnull", False),
                                ("low__gte", 0),
                                ("low__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="task_estimate_is_in_order",
                        violation_error_message="Low, likely and high go upwards: 2 / 3 / 5.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("progress__gte", 0), ("progress__lte", 100)
                        ),
                        name="task_progress_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget__isnull", True),
                            ("budget__gte", 0),
                            _connector="OR",
                        ),
                        name="task_budget_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline__isnull", True),
                            ("not_before__isnull", True),
                            ("deadline__gte", models.F("not_before")),
                            _connector="OR",
                        ),
                        name="task_ends_after_it_may_begin",
                        violation_error_message="The deadline lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("not_before__isnull", True),
                                models.Q(
                                    ("not_before__gte", datetime.date(2000, 1, 1)),
                                    ("not_before__lte", datetime.date(2100, 12, 31)),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("deadline__isnull", True),
                                models.Q(
                                    ("deadline__gte", datetime.date(2000, 1, 1)),
                                    ("deadline__lte", datetime.date(2100, 12, 31)),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="task_days_are_in_reach",
                        violation_error_message="Choose days between 2000 and 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("planned_ends_on__isnull", True),
                                ("planned_starts_on__isnull", True),
                            ),
                            models.Q(
                                ("planned_ends_on__gte", models.F("planned_starts_on")),
                                ("planned_ends_on__isnull", False),
                                ("planned_starts_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="task_baseline_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_on__isnull", False),
                                ("progress", 100),
                                ("state", "done"),
                            ),
                            models.Q(
                                models.Q(("state", "done"), _negated=True),
                                ("finished_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="done_task_was_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_on__isnull", True),
                            models.Q(
                                ("finished_on__gte", models.F("started_on")),
                                ("started_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="task_was_begun_before_it_was_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "under_way"), _negated=True),
                            ("started_on__isnull", False),
                            _connector="OR",
                        ),
                        name="task_under_way_was_begun",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "held"),
                                models.Q(("hold_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "held"), _negated=True),
                                ("hold_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="task_that_stands_still_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "dropped"),
                                models.Q(("drop_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "dropped"), _negated=True),
                                ("drop_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="dropped_task_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("state", "done"),
                            _connector="OR",
                        ),
                        name="only_done_tasks_are_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spending",
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spendings",
                        to="execution.task",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committed", "Committed: ordered, not paid yet"),
                            ("actual", "Actual: paid"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "amount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                ("on", models.DateField()),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Order 4711, printer", max_length=200
                    ),
                ),
                (
                    "settles",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settled_by",
                        to="execution.spending",
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
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["task", "on", "id"],
                        name="execution_s_task_id_1828bf_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["committed", "actual"])),
                        name="spending_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="spending_is_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settles__isnull", True),
                            ("kind", "actual"),
                            _connector="OR",
                        ),
                        name="only_payments_settle",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskNeed",
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="execution.task",
                    ),
                ),
                (
                    "capability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_needs",
                        to="operations.capability",
                    ),
                ),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "capability"),
                        name="one_need_per_task_and_capability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="task_need_is_something",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TaskLink",
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
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_after",
                        to="execution.task",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_before",
                        to="execution.task",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FS", "starts after it has finished"),
                            ("SS", "starts after it has started"),
                            ("FF", "finishes after it has finished"),
                            ("SF", "finishes after it has started"),
                        ],
                        default="FS",
                        max_length=2,
                    ),
                ),
                (
                    "lag",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        help_text="Working days between them; negative: they overlap.",
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(-2000),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("before", "after", "kind"),
                        name="one_link_per_pair_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before", models.F("after")), _negated=True
                        ),
                        name="no_task_waits_for_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["FS", "SS", "FF", "SF"])),
                        name="task_link_is_known",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TaskReport",
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="execution.task",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("under_way", "Under way"),
                            ("held", "Held"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
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
                        fields=["task", "-at"], name="execution_t_task_id_d6420f_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("progress__lte", 100),
                            (
                                "state__in",
                                ["planned", "under_way", "held", "done", "dropped"],
                            ),
                        ),
                        name="task_report_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consultations",
                        to="execution.task",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("agrees", models.BooleanField(null=True)),
                ("note", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "person"),
                        name="one_consultation_per_task_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agrees__isnull", True), ("answered_at__isnull", True)
                            ),
                            models.Q(
                                ("agrees__isnull", False),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_is_answered_whole",
                    ),
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="execution.task",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("deadline", "past its deadline"),
                            ("planned-end", "past its planned end"),
                            ("silent", "without a report"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateField(help_text="The day that went by.")),
                (
                    "to",
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
                    models.UniqueConstraint(
                        fields=("task", "cause", "since", "to"),
                        name="one_escalation_per_cause_day_and_person",
                    )
                ],
                "indexes": [],
            },
        ),
    ]
