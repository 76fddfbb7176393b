from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    replaces = [("operations", "0001_initial"), ("operations", "0002_expected_on")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Capability",
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
                        help_text="For example: packing",
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
                    "name",
                    models.CharField(
                        help_text="For example: Packing line", max_length=120
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        help_text="One of them: parcel, stop, call", max_length=40
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rate", "So many a week"),
                            ("staffed", "People who answer (calls, chats, a desk)"),
                        ],
                        default="rate",
                        max_length=10,
                    ),
                ),
                (
                    "low",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "likely",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "high",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "committed",
                    core.fields.AmountField(
                        decimal_places=3,
                        default=0,
                        help_text="Load of a usual week that is taken already, in units.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "backlog",
                    core.fields.AmountField(
                        decimal_places=3,
                        default=0,
                        help_text="Units waiting now that must be served first.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "servers",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "handle_minutes",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="Minutes one of them takes: 8",
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.001"))
                        ],
                    ),
                ),
                (
                    "open_minutes",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="Minutes a week that the desk is open: 2400",
                        max_digits=8,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name_plural": "capabilities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handle_minutes__isnull", True),
                                ("high__isnull", False),
                                ("kind", "rate"),
                                ("likely__isnull", False),
                                ("low__isnull", False),
                                ("open_minutes__isnull", True),
                                ("servers__isnull", True),
                            ),
                            models.Q(
                                ("handle_minutes__gt", 0),
                                ("high__isnull", True),
                                ("kind", "staffed"),
                                ("likely__isnull", True),
                                ("low__isnull", True),
                                ("open_minutes__gt", 0),
                                ("servers__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="capability_is_a_rate_or_staffed",
                        violation_error_message="Give either a capacity a week, or people, handling minutes and open minutes; not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__isnull", True),
                            models.Q(
                                ("high__gte", models.F("likely")),
                                ("likely__gte", models.F("low")),
                                ("low__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="capability_estimate_is_in_order",
                        violation_error_message="Low, likely and high go upwards: 90 / 100 / 110.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("backlog__gte", 0), ("committed__gte", 0)),
                        name="capability_load_is_not_negative",
                        violation_error_message="Load and backlog are not negative.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CapabilityWeek",
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
                    "capability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weeks",
                        to="operations.capability",
                    ),
                ),
                ("week", models.DateField(help_text="Its Monday.")),
                (
                    "low",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "likely",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "high",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "committed",
                    core.fields.AmountField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("capability", "week"),
                        name="one_row_per_capability_and_week",
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
                                ("likely__gte", models.F("low")),
                                ("low__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="capability_week_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed__isnull", True),
                            ("committed__gte", 0),
                            _connector="OR",
                        ),
                        name="capability_week_load_is_not_negative",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Initiative",
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
                    "name",
                    models.CharField(
                        help_text="For example: Second packing line", max_length=120
                    ),
                ),
                (
                    "capability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiatives",
                        to="operations.capability",
                    ),
                ),
                (
                    "cost",
                    core.fields.MoneyField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "adds",
                    core.fields.AmountField(
                        decimal_places=3,
                        help_text="Units a week more; for a staffed capability: people more.",
                        max_digits=14,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.001"))
                        ],
                    ),
                ),
                (
                    "available_from",
                    models.DateField(help_text="The first day it helps."),
                ),
                (
                    "expected_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("candidate", "Candidate"),
                            ("funded", "Funded"),
                            ("dropped", "Dropped"),
                        ],
                        default="candidate",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "funded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "funded_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="What it is, and what has to happen first.",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("adds__gt", 0), ("cost__gte", 0)),
                        name="initiative_adds_something_at_a_cost",
                        violation_error_message="It adds something, at a cost of 0 or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["candidate", "funded", "dropped"])
                        ),
                        name="initiative_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("funded_at__isnull", False),
                                ("funded_by__isnull", False),
                                ("state", "funded"),
                            ),
                            models.Q(
                                models.Q(("state", "funded"), _negated=True),
                                ("funded_at__isnull", True),
                                ("funded_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="initiative_is_funded_by_somebody",
                        violation_error_message="What is funded says by whom and when.",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
