from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.trigrams import search_indexes


class Migration(migrations.Migration):
    replaces = [
        ("customers", "0001_initial"),
        ("customers", "0002_people"),
        ("customers", "0003_histories"),
        ("customers", "0004_standings"),
        ("customers", "0005_imports_leave_no_index"),
        ("customers", "0006_spending"),
        ("customers", "0007_deliveries"),
        ("customers", "0008_standing_by_segment_and_state"),
        ("customers", "0009_search"),
        ("customers", "0010_history_pairs"),
        ("customers", "0011_history_classes"),
        ("customers", "0012_packed_tables"),
        ("customers", "0013_history_by_group"),
        ("customers", "0014_standing_by_pair"),
        ("customers", "0015_customers_few_of_a_kind"),
        ("customers", "0016_complaining_in_a_segment"),
        ("customers", "0017_days_put_away"),
        ("customers", "0018_workshops"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerImport",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("customers", "Customers"),
                            ("purchases", "Purchases"),
                            ("answers", "Survey answers"),
                            ("interactions", "Interactions"),
                            ("defections", "Defections"),
                            ("needs", "Needs"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("committing", "Going in"),
                            ("committed", "In"),
                            ("undoing", "Being taken out"),
                            ("undone", "Taken out again"),
                        ],
                        default="uploaded",
                        max_length=12,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("packed", models.BinaryField(default=bytes)),
                ("content_hash", models.CharField(max_length=64)),
                ("facts", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=list)),
                ("sample", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("problems", models.BinaryField(default=bytes)),
                ("first_key", models.BigIntegerField(editable=False, null=True)),
                ("last_key", models.BigIntegerField(editable=False, null=True)),
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
                        name="customers_c_state_f94062_idx",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Segment",
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
                        help_text="For example: families",
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
                        help_text="For example: Young families", max_length=120
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True, help_text="Who belongs here, and how one can tell."
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PurchaseDays",
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
                ("number", models.PositiveIntegerField(unique=True)),
                ("packed", models.BinaryField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=20)),
                ("answer", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("sender", "key"),
                        name="one_delivery_per_sender_and_key",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CustomerSpending",
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
                    "starts",
                    models.DateField(
                        help_text="The first day of the period: 2026-01-01"
                    ),
                ),
                ("ends", models.DateField(help_text="Its last day: 2026-03-31")),
                (
                    "winning",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="Advertising, fairs, first discounts, sales people's time for them.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="spent on winning customers",
                    ),
                ),
                (
                    "won",
                    models.PositiveIntegerField(
                        help_text="Who bought for the first time in the period.",
                        verbose_name="customers won",
                    ),
                ),
                (
                    "keeping",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="Care, loyalty programmes, visits, goodwill.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="spent on keeping customers",
                    ),
                ),
                (
                    "kept",
                    models.PositiveIntegerField(
                        help_text="Who were customers before, and still were after it.",
                        verbose_name="customers kept",
                    ),
                ),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="Of revenue, the share that stays after what varies with it: 0.35. Without it, losses are told in revenue.",
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Where the figures come from: the books, cost centre 47.",
                        max_length=200,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))),
                        name="spending_period_ends_after_it_starts",
                        violation_error_message="The period ends before it starts.",
                    ),
                    models.UniqueConstraint(
                        fields=("starts", "ends"),
                        name="one_spending_per_period",
                        violation_error_message="This period is entered already.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StandingReview",
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
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "as_of",
                    models.DateField(
                        help_text="The last day that counts, by the company's clock."
                    ),
                ),
                ("document", models.JSONField(default=dict)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["state", "lease_until"],
                        name="customers_s_state_0a8c4f_idx",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="LoyaltyStudy",
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
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "as_of",
                    models.DateField(
                        help_text="The last day that counts, by the company's clock."
                    ),
                ),
                (
                    "value_weeks",
                    models.PositiveSmallIntegerField(
                        default=52,
                        help_text="Weeks of revenue that a customer's value holds.",
                    ),
                ),
                (
                    "discount",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.1"),
                        help_text="A year's discount of revenue to come: 0.1 is 10 %.",
                        max_digits=4,
                    ),
                ),
                ("document", models.JSONField(default=dict)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["state", "lease_until"],
                        name="customers_l_state_d8e77a_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_weeks__gte", 1), ("value_weeks__lte", 520)
                        ),
                        name="study_looks_a_stated_time_ahead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discount__gte", 0), ("discount__lte", 1)),
                        name="study_discount_is_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerBefore",
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
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="befores",
                        to="customers.customerimport",
                    ),
                ),
                ("subject_id", models.BigIntegerField()),
                (
                    "revision",
                    models.PositiveIntegerField(help_text="After the change."),
                ),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_id"], name="before_by_subject")
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Customer",
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
                        help_text="The number or short name that your files know them by: 17850",
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\S(?:.*\\S)?\\Z",
                                "A code neither begins nor ends with a blank.",
                            )
                        ],
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="For example: Ada Lovelace",
                        max_length=120,
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="e-mail address"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="For example: +44 20 7946 0018",
                        max_length=40,
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="customers.segment",
                    ),
                ),
                (
                    "relationship",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("customer", "Customer"),
                            ("former", "Former customer"),
                        ],
                        default="customer",
                        max_length=10,
                    ),
                ),
                (
                    "first_seen",
                    models.DateField(
                        blank=True,
                        help_text="When they were first heard of.",
                        null=True,
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("unknown", "Not asked"),
                            ("given", "May be contacted"),
                            ("refused", "Must not be contacted"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                (
                    "consent_on",
                    models.DateField(
                        blank=True, help_text="When they said so.", null=True
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["segment", "code"], name="customer_by_segment"
                    ),
                    models.Index(fields=["job"], name="customer_by_import"),
                    models.Index(
                        fields=["relationship", "id"], name="customer_by_relationship"
                    ),
                    models.Index(fields=["consent", "id"], name="customer_by_consent"),
                    models.Index(
                        fields=["segment", "relationship", "id"],
                        name="customer_by_both",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code",), name="one_customer_per_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        name="customer_has_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relationship__in", ["prospect", "customer", "former"])
                        ),
                        name="customer_relationship_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent__in", ["unknown", "given", "refused"])
                        ),
                        name="customer_consent_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("consent", "refused"),
                                ("email", ""),
                                ("name", ""),
                                ("phone", ""),
                            ),
                            _connector="OR",
                        ),
                        name="erased_customer_holds_nothing_personal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
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
                        help_text="Short name in files and addresses: know-when-it-arrives",
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
                        help_text="In the customer's words: I want to know which day it arrives.",
                        max_length=200,
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose need it is; none means: everybody's.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="customers.segment",
                    ),
                ),
                (
                    "importance",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: nice to have"),
                            (2, "2: noticed"),
                            (3, "3: wanted"),
                            (4, "4: expected"),
                            (5, "5: they leave without it"),
                        ],
                        help_text="From 1, nice to have, to 5, they leave without it.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="How it is known: 40 interviews in March.",
                        max_length=200,
                    ),
                ),
                ("dated", models.DateField(help_text="When it was found out.")),
                (
                    "job",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("importance__gte", 1), ("importance__lte", 5)
                        ),
                        name="need_importance_is_one_to_five",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
                ("row", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Number of the order or invoice: 536365",
                        max_length=80,
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        blank=True, help_text="What was bought: 85123A", max_length=80
                    ),
                ),
                ("on", models.DateField(help_text="The day, by the company's clock.")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="In the company's currency; below zero for a refund.",
                        max_digits=12,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "on"], name="purchase_by_customer")
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
                ("row", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("csat", "Satisfaction (CSAT)"),
                            ("nps", "Would recommend (NPS)"),
                            ("ces", "Effort it took (CES)"),
                        ],
                        max_length=4,
                    ),
                ),
                ("score", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "lowest",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        help_text="Of the scale: 1",
                        max_digits=6,
                    ),
                ),
                (
                    "highest",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        help_text="Of the scale: 5",
                        max_digits=6,
                    ),
                ),
                ("on", models.DateField(help_text="The day of the answer.")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "on"], name="answer_by_customer"),
                    models.Index(fields=["job"], name="answer_by_import"),
                    models.Index(fields=["kind", "on"], name="answer_by_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["csat", "nps", "ces"])),
                        name="answer_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lowest__lt", models.F("highest")),
                            ("score__gte", models.F("lowest")),
                            ("score__lte", models.F("highest")),
                        ),
                        name="answer_lies_on_its_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interaction",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
                ("row", models.PositiveIntegerField(editable=False, null=True)),
                ("at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Telephone"),
                            ("email", "E-mail"),
                            ("chat", "Chat"),
                            ("visit", "In person"),
                            ("letter", "Letter"),
                            ("web", "Website"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("from-us", "From us to them"),
                            ("from-them", "From them to us"),
                        ],
                        default="from-them",
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "Contact"),
                            ("question", "Question"),
                            ("complaint", "Complaint"),
                            ("praise", "Praise"),
                            ("visit", "Visit"),
                            ("workshop", "Workshop"),
                            ("user-group", "User group"),
                        ],
                        default="contact",
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="What it was about, in a sentence.",
                        max_length=2000,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["customer", "at"], name="interaction_by_customer"
                    ),
                    models.Index(fields=["job"], name="interaction_by_import"),
                    models.Index(fields=["kind", "at"], name="interaction_by_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["from-us", "from-them"])),
                        name="interaction_direction_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Defection",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
                ("row", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "on",
                    models.DateField(
                        help_text="The day they left, or were known to have left."
                    ),
                ),
                (
                    "to_whom",
                    models.CharField(
                        blank=True,
                        help_text="The competitor, or what they do instead.",
                        max_length=120,
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        blank=True,
                        help_text="In their own words, if you have them.",
                        max_length=2000,
                    ),
                ),
                (
                    "broken_promise",
                    models.CharField(
                        blank=True,
                        help_text="Short name of the promise that was broken: next-week-delivery",
                        max_length=50,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["job"], name="defection_by_import"),
                    models.Index(fields=["on"], name="defection_by_day"),
                    models.Index(
                        fields=["broken_promise"], name="defection_by_promise"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "on"),
                        name="one_defection_per_customer_and_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="History",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="history",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.segment",
                    ),
                ),
                (
                    "relationship",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("customer", "Customer"),
                            ("former", "Former customer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(db_default="", default="", max_length=80)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                (
                    "days",
                    models.PositiveIntegerField(
                        default=0, help_text="Days with a purchase."
                    ),
                ),
                (
                    "revenue",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        help_text="Less refunds.",
                        max_digits=16,
                    ),
                ),
                (
                    "repeat_revenue",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        help_text="Bought after the first day, refunds not taken off.",
                        max_digits=16,
                    ),
                ),
                (
                    "returned",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        help_text="Refunds.",
                        max_digits=16,
                    ),
                ),
                (
                    "counted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "as_of",
                    models.DateField(help_text="The study's last day.", null=True),
                ),
                (
                    "alive",
                    models.FloatField(
                        help_text="Chance of being still a customer.", null=True
                    ),
                ),
                (
                    "expected",
                    models.FloatField(
                        help_text="Purchases, in the study's weeks.", null=True
                    ),
                ),
                ("expected_low", models.PositiveIntegerField(null=True)),
                ("expected_high", models.PositiveIntegerField(null=True)),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        help_text="Discounted revenue of the study's weeks; 0 before there is a study.",
                        max_digits=16,
                    ),
                ),
                ("recency_score", models.PositiveSmallIntegerField(null=True)),
                ("frequency_score", models.PositiveSmallIntegerField(null=True)),
                ("monetary_score", models.PositiveSmallIntegerField(null=True)),
                (
                    "rfm_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("best", "Best: often and lately"),
                            ("regular", "Regular: often, not lately"),
                            ("slipping", "Slipping: often, long ago"),
                            ("recent", "Recent: seldom, lately"),
                            ("fading", "Fading: seldom, not lately"),
                            ("asleep", "Asleep: seldom, long ago"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["last_on", "customer"], name="history_by_last"
                    ),
                    models.Index(
                        fields=["relationship", "rfm_class", "value", "customer"],
                        name="history_group_by_value",
                    ),
                    models.Index(
                        fields=[
                            "segment",
                            "relationship",
                            "rfm_class",
                            "value",
                            "customer",
                        ],
                        name="history_segment_by_value",
                    ),
                    models.Index(
                        fields=["relationship", "rfm_class", "last_on", "customer"],
                        name="history_group_by_last",
                    ),
                    models.Index(
                        fields=[
                            "segment",
                            "relationship",
                            "rfm_class",
                            "last_on",
                            "customer",
                        ],
                        name="history_segment_by_last",
                    ),
                    models.Index(
                        fields=["relationship", "rfm_class", "revenue", "customer"],
                        name="history_group_by_revenue",
                    ),
                    models.Index(
                        fields=[
                            "segment",
                            "relationship",
                            "rfm_class",
                            "revenue",
                            "customer",
                        ],
                        name="history_segment_by_revenue",
                    ),
                    models.Index(
                        fields=["relationship", "rfm_class", "days", "customer"],
                        name="history_group_by_days",
                    ),
                    models.Index(
                        fields=[
                            "segment",
                            "relationship",
                            "rfm_class",
                            "days",
                            "customer",
                        ],
                        name="history_segment_by_days",
                    ),
                    models.Index(
                        fields=["relationship", "rfm_class", "code", "customer"],
                        name="history_group_by_code",
                    ),
                    models.Index(
                        fields=[
                            "segment",
                            "relationship",
                            "rfm_class",
                            "code",
                            "customer",
                        ],
                        name="history_segment_by_code",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("days", 0),
                                ("first_on__isnull", True),
                                ("last_on__isnull", True),
                            ),
                            models.Q(
                                ("days__gt", 0), ("first_on__lte", models.F("last_on"))
                            ),
                            _connector="OR",
                        ),
                        name="history_with_purchases_is_dated",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.segment",
                    ),
                ),
                ("as_of", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in-rhythm", "In rhythm"),
                            ("due", "Due"),
                            ("late", "Late"),
                            ("silent", "Silent"),
                            ("left", "Left"),
                            ("unknown", "Nothing known"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "signs",
                    models.PositiveIntegerField(help_text="Days with a sign of life."),
                ),
                ("last_sign", models.DateField(null=True)),
                (
                    "due_after",
                    models.FloatField(
                        help_text="Days of silence, half are shorter.", null=True
                    ),
                ),
                ("late_after", models.FloatField(null=True)),
                ("silent_after", models.FloatField(null=True)),
                (
                    "loss",
                    models.FloatField(
                        help_text="Chance of no sign of life in the next 52 weeks.",
                        null=True,
                    ),
                ),
                (
                    "at_stake",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        help_text="A year's revenue, were the rhythm kept.",
                        max_digits=16,
                    ),
                ),
                (
                    "expected_loss",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=16
                    ),
                ),
                (
                    "complained_on",
                    models.DateField(help_text="The last complaint.", null=True),
                ),
                (
                    "complaints",
                    models.PositiveIntegerField(
                        default=0, help_text="In the last year."
                    ),
                ),
                ("answered_on", models.DateField(null=True)),
                (
                    "score",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True),
                ),
                ("left_on", models.DateField(null=True)),
                ("left_over", models.CharField(blank=True, max_length=50)),
                (
                    "loyal",
                    models.BooleanField(
                        default=False,
                        help_text="Came back, is in rhythm or due, and has not left.",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "late", "silent"])),
                        fields=["expected_loss", "customer"],
                        name="standing_by_loss",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["due", "late", "silent"])),
                        fields=["state", "expected_loss", "customer"],
                        name="standing_state_by_loss",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["due", "late", "silent"])),
                        fields=["segment", "expected_loss", "customer"],
                        name="standing_segment_by_loss",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["due", "late", "silent"])),
                        fields=["segment", "state", "expected_loss", "customer"],
                        name="standing_both_by_loss",
                    ),
                    models.Index(
                        condition=models.Q(("complained_on__isnull", False)),
                        fields=["complained_on", "customer"],
                        name="standing_by_complaint",
                    ),
                    models.Index(
                        condition=models.Q(("complained_on__isnull", False)),
                        fields=["state", "complained_on", "customer"],
                        name="standing_state_by_complaint",
                    ),
                    models.Index(
                        condition=models.Q(("complained_on__isnull", False)),
                        fields=["segment", "complained_on", "customer"],
                        name="standing_segment_by_complaint",
                    ),
                    models.Index(
                        condition=models.Q(("complained_on__isnull", False)),
                        fields=["segment", "state", "complained_on", "customer"],
                        name="standing_both_by_complaint",
                    ),
                    models.Index(
                        condition=models.Q(("complained_on__isnull", False)),
                        fields=["at_stake", "customer"],
                        name="standing_of_complaining",
                    ),
                    models.Index(
                        condition=models.Q(("complained_on__isnull", False)),
                        fields=["segment", "at_stake", "customer"],
                        name="standing_of_complaining_in",
                    ),
                    models.Index(
                        condition=models.Q(("score__isnull", False)),
                        fields=["loyal", "at_stake", "customer"],
                        name="standing_by_quadrant",
                    ),
                ],
                "constraints": [],
            },
        ),
        search_indexes(
            "customers_customer",
            {
                "customer_name_search": "UPPER(name)",
                "customer_code_search": "UPPER(code)",
            },
        ),
    ]
