"""Settings, from the environment alone.  README.md lists the variables."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ

from wsic import content_security
from wsic.embedded import places
from wsic.logs import logging_settings

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

PRODUCTION = env.bool("WSIC_PRODUCTION", default=False)
DEMO = env.bool("WSIC_DEMO", default=False) and not PRODUCTION
# In the demo the clock stands on the day of the synthetic extracts; production has no such setting.
DEMO_TODAY = env.str("WSIC_DEMO_TODAY", default="2026-06-30") if DEMO else None
DEMO_PASSWORD = "synthetic-people-only" if DEMO else None  # shown on the demo's sign-in page

# One log-in to the database for each kind of process; manage.py, wsgi.py and celery.py say which this one is.
LOGIN = env.str("WSIC_LOGIN", default="worker")
LOGIN_URLS = {
    "app": "DATABASE_URL",
    "worker": "DATABASE_WORKER_URL",
    "owner": "DATABASE_OWNER_URL",
    "test": "DATABASE_TEST_URL",
}


def _database_url() -> str:
    """The address for this process's log-in: the environment's, else the embedded server's."""
    outside: str = env.str("DATABASE_URL", default="")
    if outside:
        chosen: str = env.str(LOGIN_URLS[LOGIN], default=outside)
        return chosen
    return places.database_url(LOGIN)


_one_machine_key = environ.Env.NOTSET if PRODUCTION else "one-machine-only-never-with-real-people"
SECRET_KEY = env.str("SECRET_KEY", default=_one_machine_key)
DEBUG = env.bool("WSIC_DEBUG", default=False) and not PRODUCTION
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "wsic.embedded",  # before staticfiles: both have a runserver
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "wsic.organisations",
    "wsic.accounts",
    "wsic.audit",
    "wsic.jobs",
    "patients",
    "tiers",
    "careplans",
    "outcomes",
    "wsic.home",
    "wsic.review",
    "wsic.demo",
    "wsic",
]

# The first is outermost: the request, rendering included, is one transaction that ends with the audit rows.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "wsic.middleware.RequestTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wsic.accounts.middleware.OpenSession",
    "wsic.middleware.DatabaseUser",
    "wsic.accounts.middleware.Proof",
    "wsic.accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "wsic.urls"
WSGI_APPLICATION = "wsic.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
# So many wrong tries within the wait, with one user name from one address: then signing in waits that long
# after the last.  NCSC's guidance (Password policy, 2018) has about 10.  One alone takes many more: otherwise
# anybody keeps a clinician out from elsewhere, and a practice, which shares an address, shuts itself out.
SIGN_IN_TRIES = 10
SIGN_IN_TRIES_OF_A_NAME = 100
SIGN_IN_TRIES_OF_AN_ADDRESS = 300
SIGN_IN_WAIT = timedelta(minutes=15)
# Everybody who signs in with a password gives a code too, or sets one up first; the demo offers it.
SECOND_FACTOR_REQUIRED = PRODUCTION
# Seals the secrets of authenticator apps: with another key everybody has to set up theirs anew.
SECOND_FACTOR_KEY = env.str("WSIC_SECOND_FACTOR_KEY", default=SECRET_KEY)
SECOND_FACTOR_SET_UP = timedelta(minutes=30)  # how long the page with the picture is good for
SECOND_STEP = timedelta(minutes=10)  # between the password and the code
# Care under way stays readable so long after an agreement ends, unless the withdrawal says otherwise.  Ours:
# SECURITY.md asks for a dated hand-over and leaves its length open; four weeks hold two fortnightly meetings.
HAND_OVER = timedelta(days=env.int("WSIC_HAND_OVER_DAYS", default=28))
# A record opened in an emergency stays open for so long: a shift, so that nobody has to open it twice for one
# episode, and not the next day's (SECURITY.md says 8, settable).
BREAK_GLASS_HOURS = env.int("WSIC_BREAK_GLASS_HOURS", default=8)
# Wrong numbers or birth dates of one user within an hour, before the next is not looked at: enough for slips
# under pressure; at ten an hour nobody guesses a birth date to a number.
BREAK_GLASS_TRIES = 10
# A crisis page is open for a call or a visit, ours; most people have none: tries that open nothing are many.
CRISIS_MINUTES = env.int("WSIC_CRISIS_MINUTES", default=60)
CRISIS_TRIES = env.int("WSIC_CRISIS_TRIES", default=30)
# Who is told of it; without anybody the queue is all there is.
PRIVACY_MAILBOX = env.list("WSIC_PRIVACY_MAILBOX", default=["privacy@ccg.invalid"] if DEMO else [])
# How many proxies of ours stand in front: of X-Forwarded-For only what they wrote is believed.
TRUSTED_PROXIES = env.int("WSIC_TRUSTED_PROXIES", default=0)
# People opened in a day that a privacy officer is not asked about.  A full clinic sees about 30, and a
# meeting goes through about 20 more; our own figure, until the CCG has looked at a month of its own.
REVIEW_PEOPLE_A_DAY = env.int("WSIC_REVIEW_PEOPLE_A_DAY", default=60)
# Roles that decide tiers, of those whose table of verbs lets them (EFI.md: a GP, or another role that the
# settings allow).
TIER_DECIDERS = [each.strip() for each in env.list("WSIC_TIER_DECIDERS", default=["GP"])]
# Whether the severity that a clinician recorded is chosen beforehand where a tier is decided; never saved by
# itself.  Off: nothing is chosen before somebody has looked (docs/decisions/0015-deciding-a-tier.md).
SEVERITY_PROPOSES = env.bool("WSIC_SEVERITY_PROPOSES", default=False)
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# JSON alone, for who is signed in; the session's cookie is the only way in so far.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["wsic.api.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "UNICODE_JSON": True,
}

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wsic.context.chrome",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(_database_url())}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": True,  # the inner savepoint; wsic.middleware.RequestTransaction is the transaction
    "CONN_MAX_AGE": 300,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})
# A page that takes longer than this is a defect; jobs and commands may take hours.
STATEMENT_TIMEOUT = {"app": "30s", "test": "120s"}.get(LOGIN, "0")
_options = f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout=10s -c timezone=UTC"
# A program that was killed leaves its statement running, and its locks held, until the server notices.
_options += " -c client_connection_check_interval=1s"
if LOGIN in ("app", "test"):
    # A page is read by its own back end.  Behind a wall the planner expects many times the rows, and had the
    # server start processes for 500 of them: 25 ms of a register's 70 among 300,000 people.
    _options += " -c max_parallel_workers_per_gather=0"
if LOGIN == "test":
    _options += " -c role=wsic_app"
DATABASES["default"]["OPTIONS"]["options"] = _options
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis only wakes workers up; the ledger (wsic.jobs) knows what is due.  The figures are RELIABILITY.md's.
CELERY_BROKER_URL = env.str("REDIS_URL", default="") or places.redis_url()
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 1700  # seconds: under half the visibility time-out below
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_TIMEZONE = "Europe/London"

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / ".build" / "static"
WSIC_VAR = places.places().var
# On one machine mail is put into files; elsewhere EMAIL_URL names the server.
EMAIL_FILE_PATH = str(WSIC_VAR / "mail")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if "EMAIL_URL" in env:
    for _name, _value in env.email_url("EMAIL_URL").items():
        globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.str("WSIC_MAIL_FROM", default="care-coordination@localhost")
UPLOADS = Path(env.str("WSIC_UPLOADS", default=str(WSIC_VAR / "uploads")))
# Rows about crisis pages while the audit cannot be written: folder, seal, whose it is (docs/decisions/0038).
SPOOL = Path(env.str("WSIC_SPOOL", default=str(WSIC_VAR / "spool")))
SPOOL_KEY = env.str("WSIC_SPOOL_KEY", default=SECRET_KEY)
SPOOL_NAME = env.str("WSIC_SPOOL_NAME", default="web")
UPLOAD_LIMIT = env.int("WSIC_UPLOAD_LIMIT", default=200 * 1024 * 1024)  # bytes of one file, as sent
UPLOAD_DAYS = env.int("WSIC_UPLOAD_DAYS", default=30)  # a file is kept so long after its import ended
UNPACKED_LIMIT = env.int("WSIC_UNPACKED_LIMIT", default=8 * 1024 * 1024 * 1024)  # bytes of one file, unpacked
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["wsic.uploads.LimitedUpload"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# CARE.md: three unsuccessful attempts raise a safe-and-well check. How long they count, and its clock: ours.
SAFE_AND_WELL_AFTER = env.int("WSIC_SAFE_AND_WELL_AFTER", default=3)
SAFE_AND_WELL_WITHIN_DAYS = env.int("WSIC_SAFE_AND_WELL_WITHIN_DAYS", default=28)
SAFE_AND_WELL_HOURS = env.int("WSIC_SAFE_AND_WELL_HOURS", default=4)

# How many days back notices of what colleagues did are shown and counted; ours (docs/decisions/0032).
NOTICE_DAYS = env.int("WSIC_NOTICE_DAYS", default=60)
# How many days before its day a goal is on My day; ours (docs/decisions/0035).
GOAL_DAYS = env.int("WSIC_GOAL_DAYS", default=14)

# Planning sessions: what CARE.md says, unless the programme decides otherwise (docs/decisions/0025).
SESSION_ATTENDANCE = env.str("WSIC_SESSION_ATTENDANCE", default="TOGETHER")
SESSIONS_JOINT_A_YEAR = env.int("WSIC_SESSIONS_JOINT_A_YEAR", default=2)
SESSIONS_HSCA_A_YEAR = env.int("WSIC_SESSIONS_HSCA_A_YEAR", default=1)
SESSION_SPACING_MONTHS = env.int("WSIC_SESSION_SPACING_MONTHS", default=3)

# What a planning session costs in minutes of each who holds it (docs/decisions/0029).
CAPACITY_JOINT_MINUTES = env.int("WSIC_CAPACITY_JOINT_MINUTES", default=60)
CAPACITY_HSCA_MINUTES = env.int("WSIC_CAPACITY_HSCA_MINUTES", default=60)
CAPACITY_TRAVEL_MINUTES = env.int("WSIC_CAPACITY_TRAVEL_MINUTES", default=40)
CAPACITY_HOME_PERCENT = env.int("WSIC_CAPACITY_HOME_PERCENT", default=25)

# What is copied to the GP record by hand (careplans.rules.gp_record): since which day events are listed to be
# filed, "" for all; and the practices' own codes of events, {"PLAN_AGREED": "code and term", ...}, pasted
# with the text.
GP_RECORD_FROM = env.str("WSIC_GP_RECORD_FROM", default="2026-06-01" if DEMO else "")
GP_RECORD_CODES = env.json("WSIC_GP_RECORD_CODES", default={})

SESSION_ENGINE = "wsic.accounts.sessions"
# Kept for longer than it is open, so that whose page is asked for is known when somebody else signs in.
SESSION_COOKIE_AGE = 24 * 60 * 60
# SECURITY.md's: a screen in a practice is left alone and seen by others.  Tests in a browser have seconds.
SESSION_IDLE = timedelta(seconds=min(900, env.int("WSIC_IDLE_SECONDS", default=900)))
SESSION_IN_ALL = timedelta(hours=12)
SESSION_WARNING = min(timedelta(minutes=2), SESSION_IDLE / 3)  # before the idle end
STEP_UP_WITHIN = timedelta(minutes=5)  # exports, overrides and break-glass ask for a proof as fresh as this
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wsic.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = content_security.POLICY
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

LOGGING = logging_settings(level=env.str("LOG_LEVEL", default="WARNING"), structured=PRODUCTION)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # a worker's lines are scrubbed like everybody's
