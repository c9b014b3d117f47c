"""Django's settings, all of them, read from the environment and from the keys in LETSTALK_DATA."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from letstalk.config import environment
from letstalk.kit.keys import load_keys

PACKAGE = Path(__file__).resolve().parent.parent

LETSTALK_DATA = environment.data_folder()
LETSTALK_KEYS = load_keys(environment.keys_folder())
LETSTALK_URL = environment.public_url()
LETSTALK_SMTP_URL = os.environ.get("LETSTALK_SMTP_URL", "")
LETSTALK_MAIL_FROM = os.environ.get("LETSTALK_MAIL_FROM", "")
# Where answers of calendar programs go that `letstalk inbound` is handed; without it, to the organizer.
LETSTALK_REPLIES_TO = os.environ.get("LETSTALK_REPLIES_TO", "")

SECRET_KEY = LETSTALK_KEYS.django
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", urlsplit(LETSTALK_URL).hostname]
CSRF_TRUSTED_ORIGINS = [LETSTALK_URL]

INSTALLED_APPS = [
    "letstalk.kit.apps.KitConfig",
    "letstalk.journal.apps.JournalConfig",
    "letstalk.outbox.apps.OutboxConfig",
    "letstalk.accounts.apps.AccountsConfig",
    "letstalk.people.apps.PeopleConfig",
    "letstalk.campaigns.apps.CampaignsConfig",
    "letstalk.guides.apps.GuidesConfig",
    "letstalk.meetings.apps.MeetingsConfig",
    "letstalk.commitments.apps.CommitmentsConfig",
    "letstalk.followups.apps.FollowupsConfig",
    "letstalk.reports.apps.ReportsConfig",
    "letstalk.desk.apps.DeskConfig",
    "letstalk.field.apps.FieldConfig",
    "letstalk.public.apps.PublicConfig",
    "letstalk.ops.apps.OpsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A list of people shrinks to a quarter, which counts on a phone. Django masks its form tokens and pads at random.
    "django.middleware.gzip.GZipMiddleware",
    "letstalk.kit.middleware.quiet_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "letstalk.accounts.middleware.own_language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "letstalk.config.urls"
WSGI_APPLICATION = "letstalk.config.wsgi.application"

FORM_RENDERER = "letstalk.kit.controls.Controls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["letstalk.kit.templatetags.addresses"],
            "libraries": {"i18n": "letstalk.kit.templatetags.phrases"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# That the library above takes the place of Django's own `i18n` is meant.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

SQLITE_OPTIONS = {
    # IMMEDIATE, or a read that turns into a write fails with "locked" however long the timeout is.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        # A file of up to 2 GB is read in place, so that a search among a million people need not copy what it reads.
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=2147418112;"
        "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
        # Many small commits write the same pages: copied to the database every 16 MB they are copied more seldom.
        "PRAGMA wal_autocheckpoint=4000;"
    ),
}


def database(url: str) -> dict:
    found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if found["ENGINE"].endswith("sqlite3"):
        found["ENGINE"] = "letstalk.kit.sqlite3"
        found["OPTIONS"] = SQLITE_OPTIONS
    return dict(found)


DATABASES = {"default": database(environment.database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["letstalk.accounts.backend.EmailBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "desk:sign_in"

SESSION_ENGINE = "letstalk.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "letstalk_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LETSTALK_URL.startswith("https://")
CSRF_COOKIE_NAME = "letstalk_csrf"
CSRF_FAILURE_VIEW = "letstalk.desk.views.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if LETSTALK_URL.startswith("https://"):
    # Only behind the TLS of a proxy, which must set this header itself; see docs/operate.md.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = LETSTALK_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "letstalk.kit.storage.HashedStaticFiles"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_secret_links": {"()": "letstalk.kit.logs.NoSecretLinks"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["no_secret_links"], "formatter": "plain"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "letstalk": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
