"""The settings of the tests: the product's own, quick and without leftovers."""

import atexit
import shutil
import tempfile
from pathlib import Path

from planner.settings import *  # noqa: F403
from planner.settings import DATABASES, REDIS_URL, TEMPLATES, env

SCRATCH = Path(tempfile.mkdtemp(prefix="kept-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
SECRET_KEY = "for tests only, never for a server: 0123456789abcdef0123456789"  # noqa: S105
API_KEY_PEPPER = SECRET_KEY
DEMO = False
CEO_NEEDS_SECOND_STEP = False  # tests/accounts/test_second_step.py asks for it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT = SCRATCH / "static"
if REDIS_URL:
    # Each of pytest's processes has a broker of its own, as it has a database.
    _number = env.str("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw")
    REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{_number}"
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
    # A file, so that threads and worker processes can share it.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
TEMPLATES[0]["OPTIONS"]["debug"] = True  # coverage counts templates, too
WHITENOISE_AUTOREFRESH = True
