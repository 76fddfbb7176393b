"""The settings of the tests: the product's own, quick and without leftovers."""

import tempfile
from pathlib import Path

from planner.settings import *  # noqa: F403
from planner.settings import env

SCRATCH = Path(tempfile.mkdtemp(prefix="kept-tests-"))
SECRET_KEY = "for tests only, never for a server: 0123456789abcdef0123456789"  # noqa: S105
API_KEY_PEPPER = SECRET_KEY
DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT = SCRATCH / "static"
if not env.str("REDIS_URL", default=""):
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
WHITENOISE_AUTOREFRESH = True
