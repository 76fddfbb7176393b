import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_session_round"),
        ("accounts", "0003_deputies"),
        ("accounts", "0004_notices"),
        ("accounts", "0005_days_off"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
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
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last login"
                    ),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        max_length=254, unique=True, verbose_name="e-mail address"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For example: Nora Lindqvist", max_length=120
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("ceo", "CEO (chief promise officer)"),
                            ("director", "Director"),
                            ("frontline", "Frontline"),
                            ("integration", "Integration"),
                            ("administrator", "Administrator of the system"),
                        ],
                        max_length=20,
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
                        help_text="Directors only.",
                        max_length=20,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="For example: Europe/Berlin. Empty: the company's.",
                        max_length=64,
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("at-once", "Each at once"),
                            ("daily", "Once a day; what is urgent at once"),
                            ("never", "Not by mail, only here"),
                        ],
                        default="daily",
                        max_length=10,
                    ),
                ),
                (
                    "digest_hour",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="The hour of the daily mail, on the company's clock.",
                        validators=[django.core.validators.MaxValueValidator(23)],
                    ),
                ),
                (
                    "session_round",
                    models.PositiveIntegerField(default=0, editable=False),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "ceo",
                                    "director",
                                    "frontline",
                                    "integration",
                                    "administrator",
                                ],
                            )
                        ),
                        name="role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("digest_hour__lte", 23),
                            ("post__in", ["at-once", "daily", "never"]),
                        ),
                        name="post_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "department__in",
                                    [
                                        "sales",
                                        "marketing",
                                        "operations",
                                        "customer-care",
                                        "finance",
                                    ],
                                ),
                                ("role", "director"),
                            ),
                            models.Q(
                                models.Q(("role", "director"), _negated=True),
                                ("department", ""),
                            ),
                            _connector="OR",
                        ),
                        name="directors_have_a_department",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Company",
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
                ("name", models.CharField(default="Our company", max_length=120)),
                (
                    "currency",
                    models.CharField(
                        default="EUR",
                        help_text="Three letters (ISO 4217): EUR",
                        max_length=3,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        help_text="Days and weeks of the ledger are counted here: Europe/Berlin",
                        max_length=64,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "days_off",
                    models.JSONField(blank=True, default=list, editable=False),
                ),
                (
                    "days_off_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
            ],
            options={
                "verbose_name_plural": "companies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="there_is_one_company"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="For example: web shop", max_length=80),
                ),
                (
                    "prefix",
                    models.CharField(editable=False, max_length=12, unique=True),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("scopes", models.JSONField(default=list)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Deputy",
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
                    "ceo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputyships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="The last day.")),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("named_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "deputies",
                "indexes": [
                    models.Index(
                        fields=["deputy", "ends_at"],
                        name="accounts_de_deputy__183e57_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("starts_on")),
                            ("ends_at__gte", models.F("begins_at")),
                        ),
                        name="an_absence_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ceo", models.F("deputy")), _negated=True),
                        name="nobody_is_their_own_deputy",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("text", models.CharField(max_length=300)),
                ("link", models.CharField(max_length=300)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("urgent", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["person", "-id"], name="accounts_no_person__4391c0_idx"
                    ),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["person"],
                        name="unread_notices",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("mailed_at__isnull", True), ("read_at__isnull", True)
                        ),
                        fields=["next_try_at"],
                        name="notices_to_mail",
                    ),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
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
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor_name", models.CharField(max_length=160)),
                ("action", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=64)),
                ("subject_name", models.CharField(max_length=200)),
                ("changes", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["subject_type", "subject_id"],
                        name="accounts_au_subject_2d2c8f_idx",
                    ),
                    models.Index(fields=["-at"], name="accounts_au_at_842ba4_idx"),
                ],
                "constraints": [],
            },
        ),
    ]
