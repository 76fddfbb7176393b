"""Settings: everything a machine may differ in comes from the environment.

Without any variable the product runs on SQLite and Celery's filesystem
transport below ``var/``. ``DATABASE_URL`` and ``REDIS_URL`` move it to
PostgreSQL and Redis. ``docs/operations.md`` lists every variable.
"""

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("KEPT_VAR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("KEPT_DEMO", default=False)


def _secret_key() -> str:
    """Read the key from the environment, or keep one for a single machine."""
    given: str = env.str("SECRET_KEY", default="")
    if given:
        return given
    if env.str("DATABASE_URL", default=""):
        msg = "Set SECRET_KEY: every machine that shares a database needs the same one."
        raise ImproperlyConfigured(msg)
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    kept = VAR_DIR / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # only accounts.admin is served
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "core",
    "accounts",
    "customers",
    "operations",
    "promises",
    "planner",
    "planner.plans",
    "planner.participation",
    "planner.scores",
    "planner.decisions",
    "planner.execution",
    "planner.outreach",
    "planner.assumptions",
    "planner.workshop",
    "planner.scheduling",
    "planner.cards",
    "planner.portfolio",
    "planner.scenarios",
    "planner.learn",
    "planner.pruning",
    "planner.today",
    "planner.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SessionMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "core.http.RefusalMiddleware",
]

ROOT_URLCONF = "planner.urls"
WSGI_APPLICATION = "planner.wsgi.application"
FORM_RENDERER = "core.rendering.FormRenderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "planner.navigation.navigation",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kept.sqlite3'}"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A read that turns into a write fails at once without IMMEDIATE.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # Compiling a query takes a second, and saves less in every query of ours.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.cache.ShieldedRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }

# --- People -----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.entrance.PeopleOnly"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation"
        ".UserAttributeSimilarityValidator"
    },
]
ACCOUNT_ADAPTER = "accounts.entrance.InvitedOnly"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the others end; this one is renewed
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_ADAPTER = "accounts.entrance.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kept"
# Decisions of the CEO ask for more than a password; the demo's people have neither.
CEO_NEEDS_SECOND_STEP = env.bool("CEO_NEEDS_SECOND_STEP", default=not DEMO)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Eight hours without a request end a session; accounts.middleware prolongs it.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # seconds: well within the pause after a first attempt
# What links in mails begin with: nobody reads a mail on the site.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kept <kept@localhost>")

# --- Language, time, files --------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("en-gb", "English (UK)"), ("de", "Deutsch")]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["planner.formats"]
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Security ---------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # sign-in limits count the client, not the proxy
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
API_KEY_PEPPER = env.str("API_KEY_PEPPER", default=SECRET_KEY)

# --- REST -------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.SignedInWithScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.paging.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "core.paging.StableOrdering",
    ],
    "DEFAULT_SCHEMA_CLASS": "accounts.schema.NamingCallers",
    "EXCEPTION_HANDLER": "core.api.problem",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("API_RATE", default="6000/hour")},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kept",
    "DESCRIPTION": "Promises a company can make and keep.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "AboutEnum": "planner.participation.models.About",
        "ContributionKindEnum": "planner.participation.models.Contribution.Kind",
        "ContributionStateEnum": "planner.participation.models.Contribution.State",
        "TestResultEnum": "planner.assumptions.serializers.RESULTS",
        "AcquaintanceConsentEnum": "planner.outreach.models.Acquaintance.Consent",
        "AcquaintanceKindEnum": "planner.outreach.models.Acquaintance.Kind",
        "ClosenessEnum": "planner.outreach.models.Closeness",
        "OutreachChannelEnum": "planner.outreach.models.Channel",
        "OutreachDirectionEnum": "planner.outreach.models.Contact.Direction",
        "FollowUpKindEnum": "planner.outreach.models.FollowUp.Kind",
        "ReferralBecameEnum": "planner.outreach.models.Referral.Became",
        "WeeklyNameStateEnum": "planner.outreach.models.NameState",
        "SkipReasonEnum": "planner.outreach.models.SkipReason",
        "ScenarioChangeEnum": "planner.scenarios.models.Kind",
        "ScenarioStateEnum": "planner.scenarios.models.ScenarioState",
        "CapabilityKindEnum": "operations.models.Capability.Kind",
        "CommitmentKindEnum": "planner.plans.models.Commitment.Kind",
        "CustomerImportKindEnum": "customers.models.CustomerImport.Kind",
        "CustomerConsentEnum": "customers.models.Customer.Consent",
        "SurveyAnswerKindEnum": "customers.models.SurveyAnswer.Kind",
        "InteractionKindEnum": "customers.models.Interaction.Kind",
        "CustomerImportStageEnum": "customers.models.CustomerImport.Stage",
        "LedgerImportStageEnum": "promises.models.LedgerImport.Stage",
        "DissentReplyKindEnum": "planner.decisions.models.DissentReply.Kind",
        "EvidenceReferenceEnum": "promises.models.Evidence.Reference",
        "JobStateEnum": "core.jobs.JobState",
        "SpendingKindEnum": "planner.execution.models.Spending.Kind",
        "TaskLinkKindEnum": "planner.execution.models.TaskLink.Kind",
        "TaskStateEnum": "planner.execution.models.TaskState",
        "FeedbackKindEnum": "planner.cards.models.FeedbackKind",
        "FeedbackDeedEnum": "planner.cards.models.FeedbackAnswer.Deed",
        "ObjectionStateEnum": "promises.models.ObjectionState",
        "ObjectionDeedEnum": "promises.models.ObjectionAnswer.Deed",
        "OutcomeEnum": "planner.decisions.models.Outcome",
        "PromiseStateEnum": "promises.models.PromiseState",
        "RetirementKindEnum": "planner.pruning.models.Retirement.Kind",
        "RetirementOutcomeEnum": "planner.pruning.serializers.OUTCOMES",
        "RetirementStateEnum": "planner.pruning.models.Retirement.State",
    },
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.schema.add_problems",
    ],
}

# --- The worker -------------------------------------------------------------

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "health_check_interval": 10,
    }
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
        "polling_interval": 0.1,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_EAGER_RESULT = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# How long a worker may be silent before another takes its job, in seconds.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
JOB_ATTEMPTS = env.int("JOB_ATTEMPTS", default=3)
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=2.0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # A directory has no host name, which it says again and again.
    "loggers": {"kombu.connection": {"level": "ERROR"}},
}
