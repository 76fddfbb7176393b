"""People and their roles, the company, API keys and deputies."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Role(models.TextChoices):
    CEO = "ceo", "CEO (chief promise officer)"
    DIRECTOR = "director", "Director"
    FRONTLINE = "frontline", "Frontline"
    INTEGRATION = "integration", "Integration"
    ADMINISTRATOR = "administrator", "Administrator of the system"


class Department(models.TextChoices):
    SALES = "sales", "Sales"
    MARKETING = "marketing", "Marketing"
    OPERATIONS = "operations", "Operations"
    CUSTOMER_CARE = "customer-care", "Customer care"
    FINANCE = "finance", "Finance"


class Post(models.TextChoices):
    """When a person's notices also come by mail."""

    AT_ONCE = "at-once", "Each at once"
    DAILY = "daily", "Once a day; what is urgent at once"
    NEVER = "never", "Not by mail, only here"


class PeopleManager(BaseUserManager["User"]):
    """Make people by e-mail address; there are no user names."""

    def people(self) -> models.QuerySet["User"]:
        """Everybody who signs in; not the accounts of other systems."""
        return self.exclude(role=Role.INTEGRATION)

    def create_user(
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person, or another system, that signs in."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, help_text="For example: Nora Lindqvist")
    role = models.CharField(max_length=20, choices=Role.choices)
    department = models.CharField(
        max_length=20,
        choices=Department.choices,
        blank=True,
        help_text="Directors only.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        help_text="For example: Europe/Berlin. Empty: the company's.",
    )
    post = models.CharField(max_length=10, choices=Post.choices, default=Post.DAILY)
    digest_hour = models.PositiveSmallIntegerField(
        default=7,
        validators=[MaxValueValidator(23)],
        help_text="The hour of the daily mail, on the company's clock.",
    )
    # Raised to end every session that was begun before.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects: ClassVar[PeopleManager] = PeopleManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_is_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="post_is_known",
                condition=Q(post__in=Post.values, digest_hour__lte=23),
            ),
            models.CheckConstraint(
                name="directors_have_a_department",
                condition=Q(role=Role.DIRECTOR, department__in=Department.values)
                | (~Q(role=Role.DIRECTOR) & Q(department="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.role == Role.DIRECTOR and not self.department:
            raise ValidationError({"department": "A director has a department."})
        if self.role != Role.DIRECTOR and self.department:
            raise ValidationError({"department": "Only directors have one."})

    def get_session_auth_hash(self) -> str:
        return self._of_this_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterable[str]:
        return map(self._of_this_round, super().get_session_auth_fallback_hash())

    def _of_this_round(self, digest: str) -> str:
        return f"{digest}.{self.session_round}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_ceo(self) -> bool:
        return self.role == Role.CEO and self.is_active

    @property
    def title(self) -> str:
        """The office as it stands under a sentence: "marketing director"."""
        if self.role == Role.DIRECTOR:
            return f"{self.get_department_display().lower()} director"
        return self.get_role_display()


class Company(models.Model):
    """The one company of this installation."""

    name = models.CharField(max_length=120, default="Our company")
    currency = models.CharField(
        max_length=3, default="EUR", help_text="Three letters (ISO 4217): EUR"
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        help_text="Days and weeks of the ledger are counted here: Europe/Berlin",
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    # On which nobody works, in order: {"day": "2026-12-25", "name": "Christmas Day"}.
    days_off = models.JSONField(default=list, blank=True, editable=False)
    days_off_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.CheckConstraint(name="there_is_one_company", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    READ = "read", "Read everything its person may see"
    LEDGER = "ledger", "Report promise outcomes"
    OPERATIONS = "operations", "Change capabilities and initiatives"
    PROMISES = "promises", "Draft promises and their evidence"
    PLANS = "plans", "Draft and submit plans"
    CUSTOMERS = "customers", "Send customers, purchases, answers and contacts"
    INQUIRIES = "inquiries", "Ask what can be kept"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self) -> Self:
        """Keys that open the door now."""
        return self.filter(
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            user__is_active=True,
            user__role=Role.INTEGRATION,
        )


class ApiKey(models.Model):
    """A key of another system: shown once, kept as a digest, scoped, expiring."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80, help_text="For example: web shop")
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_names(self) -> list[str]:
        """What the key may do, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def acting(self, now: datetime) -> Self:
        """Return who stands in for a CEO at this moment."""
        return self.filter(begins_at__lte=now, ends_at__gt=now).select_related("ceo")


class Deputy(models.Model):
    """Who decides for a CEO while that CEO is away, from one day to another.

    The moments are those of the days on the company's clock; an absence that ends
    early has its end moved to that moment, and nothing else ever changes.
    """

    ceo = models.ForeignKey(User, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputyships")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_at = models.DateTimeField()

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deputies"
        constraints = [
            models.CheckConstraint(
                name="an_absence_ends_after_it_begins",
                condition=Q(ends_on__gte=models.F("starts_on"))
                & Q(ends_at__gte=models.F("begins_at")),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_deputy",
                condition=~Q(ceo=models.F("deputy")),
            ),
        ]
        indexes = [models.Index(fields=["deputy", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.ceo}"
