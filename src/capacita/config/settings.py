"""Django's settings. What an office may set comes from the environment; everything else is decided here.

`CAPACITA_HOME`, `DATABASE_URL`, `CAPACITA_SECRET_KEY`, `CAPACITA_HOSTS` (comma-separated names),
`CAPACITA_HTTPS` (1 behind a proxy that ends TLS), `CAPACITA_ADDRESS` (public base address), `CAPACITA_DEBUG`,
`CAPACITA_SMTP` (smtp://user:password@host:port), `CAPACITA_MAIL_FROM`, `CAPACITA_METRICS_TOKEN`, `CAPACITA_OIDC_…` for
an organisation's own provider of sign-in, `CAPACITA_FETCH_HOSTS` (comma-separated names), `CAPACITA_PERSON_MB` and
`CAPACITA_PROJECT_MB` (what files may take). What is set up for others and is not safe is refused here, all at once.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from capacita.config import home
from capacita.config.unsafe import unsafe_settings

PACKAGE_DIR = Path(__file__).resolve().parents[1]
CAPACITA_HOME = home.home()
# The address that links in files point to; none means that files carry no link to this installation.
CAPACITA_ADDRESS = os.environ.get("CAPACITA_ADDRESS", "").rstrip("/")

SECRET_KEY = home.secret_key(CAPACITA_HOME)
# Keys of before, after a change: they still open what was signed and enciphered under them.
SECRET_KEY_FALLBACKS = os.environ.get("CAPACITA_SECRET_KEYS_BEFORE", "").split()
DEBUG = os.environ.get("CAPACITA_DEBUG") == "1"
CAPACITA_HOSTS = [name.strip() for name in os.environ.get("CAPACITA_HOSTS", "").split(",") if name.strip()]
_HTTPS = os.environ.get("CAPACITA_HTTPS") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *CAPACITA_HOSTS]
# Set up to be asked by others: then nobody is taken for the person at this machine.
CAPACITA_SERVES_OTHERS = bool(CAPACITA_HOSTS) or _HTTPS
if CAPACITA_SERVES_OTHERS and (_unsafe := unsafe_settings(os.environ, CAPACITA_HOME)):
    raise ImproperlyConfigured("\n".join(_unsafe))
# Lets a monitor on another machine read /metrics/; without it, only this machine may.
CAPACITA_METRICS_TOKEN = os.environ.get("CAPACITA_METRICS_TOKEN", "")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    # From the ground up: the order in which tables are made, catalogues loaded and figures registered.
    "capacita.audit",
    "capacita.people",
    "capacita.search",
    "capacita.evidence",
    "capacita.review",
    "capacita.figures",
    "capacita.countries",
    "capacita.standards",
    "capacita.legislation",
    "capacita.portfolio",
    "capacita.reach",
    "capacita.publishing",
    "capacita.web",
    "capacita.api",
]

MIDDLEWARE = [
    "capacita.web.operation.requests.RequestMiddleware",
    "capacita.web.operation.pace.PaceMiddleware",
    "capacita.web.heads.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "capacita.web.languages.OfferedLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "capacita.web.account.limits.SessionLimitsMiddleware",
    "capacita.web.standing.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "capacita.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "capacita.config.urls"
CSRF_FAILURE_VIEW = "capacita.web.refusals.forbidden"
WSGI_APPLICATION = "capacita.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Templates lie beside the views of their section.
        "DIRS": [PACKAGE_DIR / "web"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "capacita.web.context.site",
            ],
        },
    },
]

DATABASES = {"default": home.database(CAPACITA_HOME, os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# What counts tries must be one for all worker processes, and must not forget some because others come in.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_attempts",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
ACCOUNT_ADAPTER = "capacita.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "capacita.people.adapters.name_of"
# In our own words.
ACCOUNT_FORMS = {
    "login": "capacita.web.account.signing_in.SignInForm",
    "reauthenticate": "capacita.web.account.signing_in.PasswordAgainForm",
    "change_password": "capacita.web.account.signing_in.ChangedPasswordForm",
    "reset_password": "capacita.web.account.signing_in.ForgottenPasswordForm",
    "reset_password_from_key": "capacita.web.account.signing_in.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# An address is proved by the invitation that was sent to it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Capacita: "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/15m/key,100/15m/ip",
    "reset_password": "20/15m/ip,5/15m/key",
    # Each sends two letters.
    "new_address": "20/15m/ip,5/15m/key",
    "report_mistake": "10/h/ip",
    # Each begins with questions to the provider, which a process waits for.
    "provider": "300/15m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _HTTPS else 0
MFA_ADAPTER = "capacita.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A printed list lasts: each sign-in takes one code, and so does each confirmation after a quarter of an hour.
MFA_RECOVERY_CODE_COUNT = 40
MFA_TOTP_ISSUER = "Capacita"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "generate_recovery_codes": "capacita.people.adapters.CodeListForm",
    "authenticate": "capacita.web.account.signing_in.CodeForm",
    "reauthenticate": "capacita.web.account.signing_in.CodeAgainForm",
    "activate_totp": "capacita.web.account.signing_in.GeneratorForm",
    "add_webauthn": "capacita.web.account.signing_in.PasskeyForm",
    "edit_webauthn": "capacita.web.account.signing_in.PasskeyNameForm",
}
PASSWORD_RESET_TIMEOUT = 3_600
# Sign-in by an organisation's own provider (OpenID Connect); None where there is none.
CAPACITA_OIDC = home.provider(os.environ)
SOCIALACCOUNT_ADAPTER = "capacita.web.account.provider.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SESSION_COOKIE_AGE = 43_200
CAPACITA_SESSION_IDLE_SECONDS = 3_600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PASSWORD_HASHERS = [
    "capacita.people.hashing.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "capacita.people.passwords.GuessedAtOnceValidator"},
]

# Without a mail server, messages are files in the installation's folder, and links are handed on by hand.
globals().update(home.mail(CAPACITA_HOME, os.environ.get("CAPACITA_SMTP", "")))
DEFAULT_FROM_EMAIL = os.environ.get("CAPACITA_MAIL_FROM", "capacita@localhost")

LANGUAGE_CODE = "en"
# Arabic has no translation yet: it is there so that right to left is tried in every page.
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ar", _("Arabic"))]
LANGUAGES_OFFERED = ("en", "fr")
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Collected, hashed and compressed when the front end is built (tools/build_assets.py); the wheel contains it.
STATIC_ROOT = PACKAGE_DIR / "web" / "served"
_STATIC = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": _STATIC},
}
MEDIA_ROOT = CAPACITA_HOME / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# Nothing that is sent lies in a temporary file, and nothing larger than what any page takes lies in memory.
FILE_UPLOAD_HANDLERS = ["capacita.web.uploads.BoundedUploads"]
# What files may take on disk, in MB.
CAPACITA_PERSON_MB = home.megabytes("CAPACITA_PERSON_MB", 500)
CAPACITA_PROJECT_MB = home.megabytes("CAPACITA_PROJECT_MB", 2_000)
# The hosts from which sources may be fetched by their address; none is off.
CAPACITA_FETCH_HOSTS = [
    name.strip().lower() for name in os.environ.get("CAPACITA_FETCH_HOSTS", "").split(",") if name.strip()
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        # A form that leads to the provider ends there, which browsers count as its action.
        "form-action": ["'self'", *([CAPACITA_OIDC.origin] if CAPACITA_OIDC else [])],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/policy-reports/"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What is told once lies in the session: the framework's own way puts it into a cookie of another name.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Whether to join the browsers' own list (preload) is for whoever owns the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # Who watches asks on this machine, and a program is told to use HTTPS rather than led there.
    SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$", r"^metrics/$", r"^api/"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # A browser takes a cookie of such a name from this host alone, for all its pages, and by HTTPS.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in CAPACITA_HOSTS]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "capacita.config.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # What was refused has its line among the requests.
        "django.request": {"level": "ERROR"},
        "capacita": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A line for each request, where others are served.
        "capacita.requests": {"level": "INFO" if CAPACITA_SERVES_OTHERS else "WARNING"},
    },
}
