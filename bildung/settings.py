"""The one settings file. Everything an installation may differ in comes from the environment.

The table of all variables stands in README.md; `tests/test_settings.py` holds the two together.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# All data of an installation lives below this one folder: back it up, and nothing is missing.
VAR_DIR = Path(env.str("BILDUNG_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _kept_secret_key(path: Path) -> str:
    """Return the key kept in `path`, made on first use and readable by its owner alone.

    Whole from the moment it is there: of two first starts at once one makes it, both have it.
    """
    if not path.exists():
        descriptor, new = tempfile.mkstemp(dir=path.parent)  # for its owner alone
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(new, path)
        os.unlink(new)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret_key(VAR_DIR / "secret_key")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Printed on editions as the place where anyone can check them, and the links of mails lead there.
_host = ALLOWED_HOSTS[0].lstrip(".") if ALLOWED_HOSTS else "localhost"
_local = _host in ("localhost", "127.0.0.1", "*")
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/") or (
    f"http://localhost:{env.int('PORT', default=8000)}" if _local else f"https://{_host}"
)

INSTALLED_APPS = [
    "bildung.agreements.platform.PlatformConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_htmx",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "bildung.agreements",
    "bildung.accounts",
    "goals",
    "milestones",
    "bildung.members",
    "bildung.editions",
    "bildung.exchange",
    "bildung.desk",
]

MIDDLEWARE = [
    "bildung.desk.proxies.proxies_middleware",
    "bildung.desk.health.health_middleware",
    # Above what serves static files, so that these have the same headers as pages.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bildung.desk.maintenance.maintenance_middleware",
    "bildung.desk.privacy.no_store_middleware",
    "bildung.desk.methods.not_allowed_middleware",
    "bildung.desk.unstorable.UnstorableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bildung.desk.session.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bildung.desk.busy.BusyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bildung.accounts.middleware.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "bildung.agreements.acts.acts_middleware",
]

ROOT_URLCONF = "bildung.urls"
WSGI_APPLICATION = "bildung.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A write transaction takes its lock at the start: two editors wait for each other instead of
    # failing half way ("database is locked").
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer at all is out of reach: no request waits minutes to find out.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# Shared by all workers: the limits on logins count in it. Room enough, for past it entries are
# dropped by chance, and limits with them.
CACHE_URL = env.str("CACHE_URL", default="") or "dbcache://bildung_cache?max_entries=50000"
CACHES = {"default": env.cache_url_config(CACHE_URL)}

AUTH_USER_MODEL = "agreements.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk:start"
LOGOUT_REDIRECT_URL = "login"

# True behind a reverse proxy that speaks HTTPS and sets X-Forwarded-Proto (see README.md).
HTTPS = env.bool("BILDUNG_HTTPS", default=False)

# Whether superusers have to set up a second factor before anything else.
SUPERUSERS_NEED_SECOND_FACTOR = env.bool("SUPERUSERS_NEED_SECOND_FACTOR", default=HTTPS)
# Whom to tell of a weakness: what /.well-known/security.txt names.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# Accounts: django-allauth, as bildung/accounts sets it up.
AUTHENTICATION_BACKENDS = ["bildung.accounts.backends.Backend"]
ACCOUNT_ADAPTER = "bildung.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up; a changed address is always confirmed
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail because somebody typed their address
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Beside allauth's own limits, as README tells them. Of a failed login and of a request for a new
# password: from one client; for one account from that client; for it from everywhere
# (bildung/accounts/limits.py). Codes count as failed logins of their account. And whoever checks
# editions without login (bildung/editions/checking.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed_here": "10/m/ip",
    "login_failed": "5/5m/key,15/h/key",
    "login_failed_anywhere": "50/h/key",
    "reset_password_here": "20/m/ip",
    "reset_password": "5/m/key",
    "reset_password_anywhere": "20/h/key",
    "confirm_email": "5/10m/user",
    "check_edition": "30/m/ip",
    "provider_start": "30/m/ip",
    "provider_answer": "30/m/ip",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Zielvereinbarungen: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_FORMS = {
    "login": "bildung.accounts.forms.LoginForm",
    "reset_password": "bildung.accounts.forms.ResetForm",
    "reset_password_from_key": "bildung.accounts.forms.ResetKeyForm",
    "change_password": "bildung.accounts.forms.PasswordForm",
    "set_password": "bildung.accounts.forms.FirstPasswordForm",
    "add_email": "bildung.accounts.forms.EmailForm",
    "reauthenticate": "bildung.accounts.forms.ReauthenticateForm",
}
# Who alone is believed what a request's way was (bildung/desk/proxies.py), for a start its scheme.
PROXIES = env.list("FORWARDED_ALLOW_IPS", default=["127.0.0.1", "::1"])
# How many proxies stand before the server: the last of them names the client for the limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "bildung.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Zielvereinbarungen"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the administration
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on localhost alone
MFA_FORMS = {
    "authenticate": "bildung.accounts.forms.CodeForm",
    "reauthenticate": "bildung.accounts.forms.CodeAgainForm",
    "activate_totp": "bildung.accounts.forms.AppForm",
    "add_webauthn": "bildung.accounts.forms.PasskeyForm",
    "authenticate_webauthn": "bildung.accounts.passkeys.SecondFactorForm",
    "login_webauthn": "bildung.accounts.passkeys.LoginForm",
    "reauthenticate_webauthn": "bildung.accounts.passkeys.AgainForm",
    "edit_webauthn": "bildung.accounts.forms.PasskeyNameForm",
}

# Login by an OpenID Connect provider (Keycloak, Entra); none while there is no client id.
OIDC_ID = "oidc"
OIDC_NAME = env.str("OIDC_NAME", default="Dienstkonto")
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_EMAIL_TRUSTED = env.bool("OIDC_EMAIL_TRUSTED", default=False)
OIDC_SECOND_FACTOR_TRUSTED = env.bool("OIDC_SECOND_FACTOR_TRUSTED", default=False)
SOCIALACCOUNT_ADAPTER = "bildung.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by verified addresses only
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False  # see accounts/identities.py
SOCIALACCOUNT_LOGIN_ON_GET = True  # see accounts/provider/views.py, provider_login
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "bildung.accounts.provider.login.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [],
    }
}
if OIDC_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": OIDC_ID,
            "name": OIDC_NAME,
            "client_id": OIDC_CLIENT_ID,
            "secret": OIDC_CLIENT_SECRET,
            "settings": {"server_url": OIDC_SERVER_URL, "verified_email": OIDC_EMAIL_TRUSTED},
        }
    )

# Mail goes to the log until EMAIL_URL names a server.
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="consolemail://"))
vars().update(EMAIL_CONFIG)
# Seconds for each step of sending, and most of what a page waits for it (agreements/mailing.py).
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="zielvereinbarungen@localhost")

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# The preview of a large file comes back with what was read of it, and with a box for each change
# that is left out (bildung/exchange): more than Django expects of a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "bildung.static_files.StaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Whether other names below the host's speak HTTPS too, and browsers learn it in advance, is for
# the owner of the domain to say, not for one office's software.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True

# One index over object and date serves both "history of this" and "state on that day".
SIMPLE_HISTORY_DATE_INDEX = "composite"

# A print may take this long, and use this much memory, before it is given up.
PRINT_SECONDS = env.int("BILDUNG_PRINT_SECONDS", default=60)
PRINT_MEMORY_MIB = env.int("BILDUNG_PRINT_MEMORY_MIB", default=1024)
# Printed annexes are kept ready by the digest of what they show, so many megabytes of them.
KEPT_PRINTS_MB = env.int("BILDUNG_KEPT_PRINTS_MB", default=500)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "bildung.outage.OneLine"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["one_line"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
