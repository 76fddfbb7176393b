from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.trigrams import search_indexes


class Migration(migrations.Migration):
    replaces = [
        ("outreach", "0001_initial"),
        ("outreach", "0002_stories"),
        ("outreach", "0003_calendars"),
        ("outreach", "0004_asked_for_referral"),
        ("outreach", "0005_letters_that_go_out"),
        ("outreach", "0006_families_off"),
        ("outreach", "0007_involvement_rules"),
        ("outreach", "0008_campaigns"),
        ("outreach", "0009_they_thanked_us"),
        ("outreach", "0010_overrulings"),
        ("outreach", "0011_search"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0001_squashed_0018_workshops"),
        ("operations", "0001_squashed_0002_expected_on"),
        ("plans", "0001_squashed_0007_expected_by_tasks"),
        ("promises", "0001_squashed_0010_objections"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpCalendar",
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
                        related_name="+",
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
            name="Interest",
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
                ("name", models.CharField(max_length=60, unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="interest_has_a_name",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CampaignRules",
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
                        blank=True,
                        help_text="The hours that people have for whom we know; operations count them.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="operations.capability",
                    ),
                ),
                (
                    "mail_promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                (
                    "call_promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                (
                    "meal_promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                (
                    "follow_up_minutes",
                    models.PositiveSmallIntegerField(
                        default=20,
                        help_text="An assumption: what keeping one follow-up takes.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                    ),
                ),
                (
                    "follow_up_share",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.3"),
                        help_text="An assumption, until enough talks are logged: follow-ups a talk leads to, 0.3 is three of ten talks.",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(3),
                        ],
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "campaign rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="there_is_one_set_of_campaign_rules",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="InvolvementRules",
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
                ("kinds", models.JSONField(blank=True, default=dict)),
                (
                    "tire_kicker",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        help_text="The least score of this stage.",
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(99999),
                        ],
                    ),
                ),
                (
                    "browser",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("4"),
                        help_text="The least score of this stage.",
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(99999),
                        ],
                    ),
                ),
                (
                    "involved",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("9"),
                        help_text="The least score of this stage.",
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(99999),
                        ],
                    ),
                ),
                (
                    "advocate",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        help_text="The least score of this stage.",
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(99999),
                        ],
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("set_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "involvement rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="there_is_one_set_of_involvement_rules",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tire_kicker__gt", 0),
                            ("browser__gt", models.F("tire_kicker")),
                            ("involved__gt", models.F("browser")),
                            ("advocate__gt", 0),
                        ),
                        name="involvement_stages_are_in_order",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="OutreachRules",
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
                    "ideal_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="Days to leave between two contacts, unless a person's page says else.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "maximum_days",
                    models.PositiveSmallIntegerField(
                        default=365, help_text="Days after which it has been too long."
                    ),
                ),
                (
                    "value",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("500"),
                        help_text="An assumption: a year's worth of a rekindled relation, where the loyalty study says nothing.",
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "chance",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0.1"),
                        help_text="An assumption: the share of contacts that rekindle it: 0.1.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.001")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "most_names",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="Names on one list at most, however many hours there are.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(40),
                        ],
                    ),
                ),
                (
                    "mail_minutes",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                    ),
                ),
                (
                    "call_minutes",
                    models.PositiveSmallIntegerField(
                        default=25,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                    ),
                ),
                (
                    "meal_minutes",
                    models.PositiveSmallIntegerField(
                        default=75,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        help_text="The promise on whose ledger follow-ups stand.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "outreach rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="there_is_one_set_of_outreach_rules",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ideal_days__lt", models.F("maximum_days"))
                        ),
                        name="outreach_intervals_are_in_order",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NamesFile",
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
                ("name", models.CharField(max_length=120)),
                ("content", models.BinaryField()),
                ("mapping", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("report", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="SellingWord",
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
                        help_text="In small letters: maintenance plan",
                        max_length=60,
                        unique=True,
                    ),
                ),
                (
                    "off",
                    models.BooleanField(
                        default=False,
                        help_text="Do not challenge these words, though they stand on everybody's list.",
                        verbose_name="lets pass",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("phrase", ""), _negated=True),
                        name="selling_word_is_not_empty",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FamilyOff",
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
                ("code", models.CharField(max_length=20, unique=True)),
                (
                    "reason",
                    models.CharField(
                        help_text="Why these words do not sell in your trade.",
                        max_length=200,
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
                "verbose_name_plural": "families off",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="family_is_off_for_a_reason",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                    "subject",
                    models.CharField(default="I had to think of you", max_length=120),
                ),
                (
                    "body",
                    models.TextField(
                        default="Dear {name},\n\n{last}\n\nI heard something that you might like:\n\n{story}\n\nHow are you?\n\n{from}",
                        help_text="{name}, {last}, {story} and {from} are filled in.",
                        max_length=2000,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="there_is_one_letter"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Week",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outreach_weeks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("monday", models.DateField()),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="Hours this week: 2.5",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(40),
                        ],
                    ),
                ),
                ("chosen_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "monday"),
                        name="one_week_per_person_and_monday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 0), ("hours__lte", 40)),
                        name="a_week_has_at_most_40_hours",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Acquaintance",
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
                    "name",
                    models.CharField(
                        help_text="For example: Ada Lovelace", max_length=120
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=120)),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="e-mail address"
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40)),
                (
                    "line",
                    models.CharField(
                        blank=True,
                        help_text="Who they are to us: bought our first shelves in 2019.",
                        max_length=300,
                        verbose_name="in a line",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("old-customer", "Old customer"),
                            ("friend", "Friend"),
                            ("vendor", "Vendor"),
                            ("partner", "Partner"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=15,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "closeness",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Heard of: they would not know who is writing"),
                            (
                                2,
                                "Met: we have met or dealt with each other, some time ago",
                            ),
                            (3, "Familiar: we worked together, they take the call"),
                            (4, "Close: we would have breakfast without a reason"),
                        ],
                        default=2,
                    ),
                ),
                (
                    "ideal_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days to leave between two contacts; empty: the firm's.",
                        null=True,
                    ),
                ),
                (
                    "maximum_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days after which it has been too long; empty: the firm's.",
                        null=True,
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("unknown", "Not asked"),
                            ("given", "Likes to hear from us"),
                            ("withdrawn", "Wants to hear no more"),
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
                    "consent_source",
                    models.CharField(
                        blank=True,
                        help_text="Where: told Nora on the phone.",
                        max_length=200,
                    ),
                ),
                ("do_not_contact", models.BooleanField(default=False)),
                ("do_not_contact_reason", models.CharField(blank=True, max_length=200)),
                (
                    "lost",
                    models.BooleanField(
                        default=False,
                        help_text="Moved, or the details are wrong.",
                        verbose_name="cannot be reached",
                    ),
                ),
                (
                    "snoozed_until",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                (
                    "last_contact_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                (
                    "held_out_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="outreach.acquaintance",
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
                (
                    "came_from",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="By hand, or which file.",
                        max_length=120,
                    ),
                ),
                (
                    "name_key",
                    models.CharField(default="", editable=False, max_length=160),
                ),
                (
                    "short_key",
                    models.CharField(default="", editable=False, max_length=160),
                ),
                (
                    "organisation_key",
                    models.CharField(default="", editable=False, max_length=120),
                ),
                (
                    "email_key",
                    models.CharField(default="", editable=False, max_length=254),
                ),
                (
                    "phone_key",
                    models.CharField(default="", editable=False, max_length=20),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "interests",
                    models.ManyToManyField(
                        blank=True, related_name="acquaintances", to="outreach.interest"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "id"], name="acquaintance_by_name"),
                    models.Index(fields=["name_key"], name="acquaintance_by_name_key"),
                    models.Index(
                        fields=["short_key"], name="acquaintance_by_short_key"
                    ),
                    models.Index(
                        fields=["email_key"], name="acquaintance_by_email_key"
                    ),
                    models.Index(
                        fields=["phone_key"], name="acquaintance_by_phone_key"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="acquaintance_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closeness__in", [1, 2, 3, 4])),
                        name="acquaintance_closeness_is_a_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent__in", ["unknown", "given", "withdrawn"])
                        ),
                        name="acquaintance_consent_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ideal_days__isnull", True),
                            ("maximum_days__isnull", True),
                            ("ideal_days__lt", models.F("maximum_days")),
                            _connector="OR",
                        ),
                        name="acquaintance_intervals_are_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("do_not_contact", False),
                            models.Q(("do_not_contact_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="no_contact_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_is_merged_into_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("erased_at__isnull", True),
                                ("merged_into__isnull", True),
                            ),
                            models.Q(
                                ("email", ""),
                                ("email_key", ""),
                                ("line", ""),
                                ("phone", ""),
                                ("phone_key", ""),
                            ),
                            _connector="OR",
                        ),
                        name="who_is_gone_holds_nothing_personal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
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
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For example: Old friends in May", max_length=80
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("old-customer", "Old customer"),
                            ("friend", "Friend"),
                            ("vendor", "Vendor"),
                            ("partner", "Partner"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outreach.interest",
                    ),
                ),
                (
                    "closeness",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Heard of: they would not know who is writing"),
                            (
                                2,
                                "Met: we have met or dealt with each other, some time ago",
                            ),
                            (3, "Familiar: we worked together, they take the call"),
                            (4, "Close: we would have breakfast without a reason"),
                        ],
                        default=1,
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Customers or not"),
                            ("silent", "Customers who are late or silent"),
                            ("others", "Nobody who is a late or silent customer"),
                        ],
                        max_length=10,
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
                ("fingerprint", models.CharField(editable=False, max_length=200)),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "fingerprint"),
                        name="one_campaign_per_plan_and_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="campaign_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__gte", models.F("starts")), ("starts__gte", 1)
                        ),
                        name="campaign_starts_before_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closeness__in", [1, 2, 3, 4])),
                        name="campaign_closeness_is_a_step",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Story",
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
                        help_text="A few words: The driver in the snow",
                        max_length=120,
                        unique=True,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="As you would tell it, in your own words.",
                        max_length=4000,
                        validators=[django.core.validators.MinLengthValidator(20)],
                    ),
                ),
                (
                    "of_whom",
                    models.CharField(
                        blank=True,
                        help_text="Whose story it is, if they agreed: Mrs Klein of Ulm",
                        max_length=120,
                    ),
                ),
                (
                    "active",
                    models.BooleanField(default=True, help_text="It may be told."),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "interests",
                    models.ManyToManyField(
                        blank=True, related_name="stories", to="outreach.interest"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "stories",
                "indexes": [
                    models.Index(fields=["active", "title"], name="story_by_title")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="story_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="story_has_a_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Knows",
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
                    "acquaintance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_by",
                        to="outreach.acquaintance",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closeness",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Heard of: they would not know who is writing"),
                            (
                                2,
                                "Met: we have met or dealt with each other, some time ago",
                            ),
                            (3, "Familiar: we worked together, they take the call"),
                            (4, "Close: we would have breakfast without a reason"),
                        ]
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("not_mine", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "known by",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("acquaintance", "person"),
                        name="one_acquaintance_with_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closeness__in", [1, 2, 3, 4])),
                        name="knows_closeness_is_a_step",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NotTwins",
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
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outreach.acquaintance",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outreach.acquaintance",
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
                "verbose_name_plural": "not twins",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("one", "other"), name="one_word_per_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="pairs_are_in_order",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                    "acquaintance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="outreach.acquaintance",
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
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "Mail with a story"),
                            ("call", "Call"),
                            ("breakfast", "Breakfast"),
                            ("lunch", "Lunch"),
                            ("met", "Met in person"),
                            ("message", "Message"),
                        ],
                        default="call",
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("from-us", "We spoke to them"),
                            ("from-them", "They spoke to us"),
                        ],
                        default="from-us",
                        max_length=10,
                    ),
                ),
                ("on", models.DateField(help_text="The day of the talk.")),
                (
                    "line",
                    models.CharField(
                        blank=True,
                        help_text="What it was about, in a line.",
                        max_length=300,
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outreach.interest",
                    ),
                ),
                (
                    "good_time",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked"),
                            ("yes", "It was a good time"),
                            ("no", "It was not a good time"),
                        ],
                        default="",
                        max_length=3,
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How long it took, if you know.",
                        null=True,
                    ),
                ),
                (
                    "asked_for_referral",
                    models.BooleanField(
                        default=False, help_text="We asked whom else they know."
                    ),
                ),
                (
                    "thanked",
                    models.BooleanField(
                        default=False,
                        help_text="They thanked us, or praised something.",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Your own random name for it, to send it again.",
                        max_length=64,
                    ),
                ),
                ("logged_at", models.DateTimeField(editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["acquaintance", "-on"], name="contact_by_person"
                    ),
                    models.Index(fields=["by", "-on"], name="contact_by_colleague"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("by", "key"), name="one_contact_per_person_and_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    "mail",
                                    "call",
                                    "breakfast",
                                    "lunch",
                                    "met",
                                    "message",
                                ],
                            )
                        ),
                        name="contact_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["from-us", "from-them"])),
                        name="contact_direction_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignTactic",
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="outreach.campaign",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("mail", "Mails"),
                            ("call", "Calls"),
                            ("meal", "Breakfasts and lunches"),
                            ("follow-up", "What talks lead to"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=50)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "part"),
                        name="one_tactic_per_part_of_a_campaign",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                    "acquaintance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="outreach.acquaintance",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_ups",
                        to="outreach.contact",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("promise", "Something promised"),
                            ("call-back", "A call-back"),
                        ],
                        default="promise",
                        max_length=10,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What was promised: send the article on oak.",
                        max_length=200,
                    ),
                ),
                ("promised_at", models.DateTimeField(editable=False)),
                (
                    "due_at",
                    models.DateTimeField(help_text="The end of the day that was said."),
                ),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("done_note", models.CharField(blank=True, max_length=300)),
                (
                    "released_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("released_because", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "due_at"], name="follow_up_by_owner"),
                    models.Index(
                        condition=models.Q(
                            ("done_at__isnull", True), ("released_at__isnull", True)
                        ),
                        fields=["due_at"],
                        name="follow_up_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True),
                        name="follow_up_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("promised_at"))),
                        name="follow_up_falls_due_after_it_is_promised",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            ("released_at__isnull", True),
                            _connector="OR",
                        ),
                        name="follow_up_ends_in_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_at__isnull", True),
                            models.Q(("released_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="released_follow_up_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals_made",
                        to="outreach.acquaintance",
                    ),
                ),
                (
                    "brought",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals_received",
                        to="outreach.acquaintance",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="referrals",
                        to="outreach.contact",
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
                ("on", models.DateField()),
                (
                    "became",
                    models.CharField(
                        choices=[
                            ("nothing-yet", "Nothing yet"),
                            ("talked", "We talked"),
                            ("customer", "Became a customer"),
                            ("nothing", "Came to nothing"),
                        ],
                        default="nothing-yet",
                        max_length=12,
                    ),
                ),
                ("became_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "brought"), name="one_referral_per_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source", models.F("brought")), _negated=True
                        ),
                        name="nobody_refers_themselves",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Overruling",
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
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overruling",
                        to="outreach.contact",
                    ),
                ),
                (
                    "words",
                    models.JSONField(
                        help_text="The words that were challenged, in order."
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="challenge_is_overruled_for_a_reason",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Telling",
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
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tellings",
                        to="outreach.story",
                    ),
                ),
                (
                    "acquaintance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tellings",
                        to="outreach.acquaintance",
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
                ("on", models.DateField()),
                (
                    "contact",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="telling",
                        to="outreach.contact",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["acquaintance", "-on"], name="telling_by_person"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("story", "acquaintance"),
                        name="nobody_is_told_a_story_twice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
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
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sending",
                        to="outreach.contact",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Written down, and not sent yet"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Not taken by the mail server"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField(blank=True, max_length=6000)),
                ("begun_at", models.DateTimeField(help_text="When it was last tried.")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sending", "sent", "failed"])
                        ),
                        name="sending_state_is_known",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="WeeklyName",
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
                    "week",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="outreach.week",
                    ),
                ),
                ("monday", models.DateField()),
                (
                    "acquaintance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weekly_names",
                        to="outreach.acquaintance",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To do"),
                            ("done", "Done"),
                            ("postponed", "Postponed"),
                            ("handed-over", "Handed over"),
                            ("skipped", "Skipped"),
                            ("carried", "Carried over to the next week"),
                            ("returned", "Went back: there was no room"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "Mail with a story"),
                            ("call", "Call"),
                            ("breakfast", "Breakfast"),
                            ("lunch", "Lunch"),
                            ("met", "Met in person"),
                            ("message", "Message"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        help_text="What the channel takes."
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="Of a rekindled relation, a year.",
                        max_digits=16,
                    ),
                ),
                ("chance", models.FloatField(help_text="That a contact rekindles it.")),
                (
                    "urgency",
                    models.FloatField(
                        help_text="0 to 1, by the time since the last contact."
                    ),
                ),
                ("assumed", models.BooleanField(default=True)),
                ("reason", models.CharField(max_length=400)),
                (
                    "carries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How often it was carried over."
                    ),
                ),
                (
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="outreach.weeklyname",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "skip_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no-time", "I had no time: it may come again"),
                            ("bad-moment", "A bad moment for them: ask again later"),
                            (
                                "not-mine",
                                "Somebody else knows them better: not on my list again",
                            ),
                            ("lost", "They cannot be reached: the details are wrong"),
                            ("no-point", "I see no point: count on it less"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="Postponed until.", null=True
                    ),
                ),
                (
                    "handed_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="weekly_name",
                        to="outreach.contact",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="names",
                        to="outreach.campaign",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                (
                    "occasion",
                    models.CharField(blank=True, editable=False, max_length=80),
                ),
                (
                    "listed_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["monday", "state"], name="weekly_name_by_monday"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "handed-over"), _negated=True),
                        fields=("acquaintance", "monday"),
                        name="one_list_per_name_and_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "open",
                                    "done",
                                    "postponed",
                                    "handed-over",
                                    "skipped",
                                    "carried",
                                    "returned",
                                ],
                            )
                        ),
                        name="weekly_name_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)),
                        name="weekly_name_takes_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("skip_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="skipped_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chance__gte", 0),
                            ("chance__lte", 1),
                            ("urgency__gte", 0),
                            ("urgency__lte", 1),
                        ),
                        name="chance_and_urgency_are_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("occasion", ""),
                            ("promise__isnull", False),
                            _connector="OR",
                        ),
                        name="an_occasion_is_one_of_a_promise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Chase",
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
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chases",
                        to="outreach.followup",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("due", "It falls due today"),
                            ("overdue", "It was due yesterday"),
                            ("raised", "It is still not done"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField()),
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
                        fields=("follow_up", "step", "due_at", "to"),
                        name="one_chase_per_step_and_person",
                    )
                ],
                "indexes": [],
            },
        ),
        search_indexes(
            "outreach_acquaintance",
            {
                "acquaintance_name_search": "UPPER(name)",
                "acquaintance_name_key_search": "name_key",
                "acquaintance_organisation_search": "UPPER(organisation)",
                "acquaintance_email_search": "UPPER(email)",
            },
        ),
    ]
