"""Every setting of an installation, read once from the environment or the file `.env`.

The `#:` lines above a setting are its page in docs/reference/settings.md; `bin/hourglass reference` writes it.
"""

import secrets
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from hourglass.config import logs
from hourglass.config.translations import compile_stale

ROOT = Path(__file__).resolve().parent.parent.parent

env = Env()
env.read_env(ROOT / ".env", recurse=False)


def kept_secret(path: Path) -> str:
    """This function will return the key kept in `path`, making it (mode 0600) on the first call."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def private_file(name: str) -> None:
    """This function will make an SQLite file that only its owner can read; its journals take the same mode."""
    if name and not name.startswith((":memory:", "file:")) and Path(name).parent.is_dir():
        Path(name).touch(mode=0o600)


# --- the installation -------------------------------------------------------------------------------------------------
#: `demo` makes everything it needs by itself, `production` refuses to start with unsafe settings, `test` is for tests.
MODE = env.str("HOURGLASS_MODE", "demo", validate=validate.OneOf(["demo", "production", "test"]))
#: The folder of all that is kept: database, uploaded files, collected static files. Default: `var` beside the code.
DATA = Path(env.str("HOURGLASS_DATA", str(ROOT / "var")))
#: The folder of the lake, where the history of product events is kept, or the address of an object store for a cluster.
#: Default: `lake` in the folder of all that is kept.
LAKE = env.str("HOURGLASS_LAKE", str(DATA / "lake"))
#: The memory that one process may take to compute over the lake; what needs more spills to disk, beside the lake.
LAKE_MEMORY = env.str("HOURGLASS_LAKE_MEMORY", "1GB")
#: What computes metrics: `duckdb` inside each process, or `spark` on a cluster that HOURGLASS_SPARK names.
ENGINE = env.str("HOURGLASS_ENGINE", "duckdb", validate=validate.OneOf(["duckdb", "spark"]))
#: The address of the Spark cluster, such as `spark://10.0.0.5:7077`.
SPARK = env.str("HOURGLASS_SPARK", "")
#: Further settings of Spark, such as `spark.executor.memory=4g,spark.hadoop.fs.s3a.endpoint=https://store.example.com`.
SPARK_SETTINGS: dict[str, str] = env.dict("HOURGLASS_SPARK_SETTINGS", {})
#: The address people open, with `https://` in production; links in messages are made from it.
SITE_URL = env.str("HOURGLASS_URL", "http://127.0.0.1:8000")
#: Show details of errors in the browser. Never in production.
DEBUG = env.bool("HOURGLASS_DEBUG", False)
#: Signs sessions and encrypts channel secrets: 50 random characters or more. Required in production; the demo makes
#: its own. A backup without it cannot read the channel secrets.
SECRET_KEY = env.str("HOURGLASS_SECRET_KEY", "") or ("" if MODE == "production" else kept_secret(DATA / "secret-key"))
#: Former secret keys, still accepted for reading while a new one takes over.
SECRET_KEY_FALLBACKS: list[str] = env.list("HOURGLASS_SECRET_KEY_FALLBACKS", [])
#: Salts of the encryption of channel secrets; put a new one first to rotate.
SALT_KEY: list[str] = env.list("HOURGLASS_SALT_KEY", ["hourglass"])
#: The host names the installation answers to. Default: this machine only.
ALLOWED_HOSTS: list[str] = env.list("HOURGLASS_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
#: Addresses of the reverse proxies whose forwarded headers tell who calls; without them nobody is believed.
TRUSTED_PROXIES: list[str] = env.list("HOURGLASS_TRUSTED_PROXIES", [])
CSRF_TRUSTED_ORIGINS: list[str] = [SITE_URL]
SECURE = SITE_URL.startswith("https://")

# --- applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "hourglass.config",
    "hourglass.console",
    "hourglass.portal",
    "hourglass.gateway",
    "hourglass.insight",
    "hourglass.revenue",
    "hourglass.usage",
    "hourglass.customers",
    "hourglass.base",
    "hourglass.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "hourglass.console.sso",
    "allauth.usersessions",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
]

MIDDLEWARE = [
    "hourglass.config.requests.Requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hourglass.config.machines.Machines",
    "hourglass.config.doors.Doors",
    "hourglass.config.middleware.HeldConfiguration",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hourglass.console.sessions.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hourglass.console.language.own_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hourglass.console.refusals.Refusals",
    "hourglass.console.sessions.SecondFactor",
    "hourglass.console.scope.Scope",
]

ROOT_URLCONF = "hourglass.config.urls"
WSGI_APPLICATION = "hourglass.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "hourglass.ui.templatetags.ui",
                "hourglass.base.templatetags.figures",
                "hourglass.base.templatetags.terms",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "hourglass.console.shell.shell",
            ],
        },
    }
]

FORM_RENDERER = "hourglass.ui.forms.Renderer"

# --- databases --------------------------------------------------------------------------------------------------------
#: The database, for example `postgres://user:password@host/name`. Default: an SQLite file in the data folder.
DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{DATA / 'hourglass.sqlite3'}")
DATABASES: dict[str, Any] = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL, conn_max_age=600)}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    private_file(DATABASES["default"]["NAME"])
    # FULL: an acknowledged commit survives a power cut. IMMEDIATE: a writer waits instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-32000",
    }
# Every recurring job, in one table.
SCHEDULE = "hourglass.config.schedule.JOBS"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits must count across every worker, so the cache is shared; it is large, so that a flood of guesses at made-up
# addresses does not push the count of a real one out.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- language and time ------------------------------------------------------------------------------------------------
#: The language of people who have chosen none: `zh-hans` or `en`.
LANGUAGE_CODE = env.str("HOURGLASS_LANGUAGE", "zh-hans", validate=validate.OneOf(["zh-hans", "en"]))
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "hourglass" / "locale"]
compile_stale(ROOT / "hourglass")
#: The business time zone, by its IANA name.
TIME_ZONE = env.str("HOURGLASS_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True

# --- people -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "hourglass.console.passwords.Length", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hourglass.console.login.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come with an invitation and are changed by administrators
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the library would put the host name before every subject
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "hourglass.console.forms.accounts.LogInForm",
    "reauthenticate": "hourglass.console.forms.accounts.PasswordAgainForm",
    "change_password": "hourglass.console.forms.accounts.ChangePasswordForm",
    "set_password": "hourglass.console.forms.accounts.SetPasswordForm",
    "reset_password": "hourglass.console.forms.accounts.AskForLinkForm",
    "reset_password_from_key": "hourglass.console.forms.accounts.NewPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/5m/ip,5/5m/key",
    "login_failed_everywhere": "1000/5m/key",
    "reset_password": "10/h/ip,3/h/key",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "hourglass.console.resets.ResetTokens"  # noqa: S105  the name of a class
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "hourglass.console.login.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "hourglass.console.forms.accounts.ActivateForm",
    "authenticate": "hourglass.console.forms.accounts.SecondStepForm",
    "reauthenticate": "hourglass.console.forms.accounts.SecondStepAgainForm",
    "add_webauthn": "hourglass.console.forms.accounts.AddPasskeyForm",
    "edit_webauthn": "hourglass.console.forms.accounts.RenamePasskeyForm",
    "login_webauthn": "hourglass.console.forms.accounts.PasskeyForm",
    "authenticate_webauthn": "hourglass.console.forms.accounts.PasskeyStepForm",
    "reauthenticate_webauthn": "hourglass.console.forms.accounts.PasskeyAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Hourglass"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# The longest that the workspace setting allows; how long a session really lasts is the administrators' to say.
SESSION_COOKIE_AGE = 3600 * 720
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# --- single sign-on ---------------------------------------------------------------------------------------------------
#: The company's identity provider (OpenID Connect), for example `https://id.example.com/realms/main`. Default: none.
OIDC_URL = env.str("HOURGLASS_OIDC_URL", "")
#: What the button of single sign-on says.
OIDC_NAME = env.str("HOURGLASS_OIDC_NAME", "SSO")
#: Mail domains whose people come in without an invitation, for example `example.com`.
OIDC_DOMAINS: list[str] = env.list("HOURGLASS_OIDC_DOMAINS", [])
#: The key of the role that people of these domains start with. Default: none, they see nothing.
OIDC_ROLE = env.str("HOURGLASS_OIDC_ROLE", "")
SOCIALACCOUNT_ADAPTER = "hourglass.console.login.SingleSignOn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"APPS": []}}
#: Our name at the identity provider.
OIDC_CLIENT = env.str("HOURGLASS_OIDC_CLIENT", "hourglass")
#: Our secret at the identity provider.
OIDC_SECRET = env.str("HOURGLASS_OIDC_SECRET", "")
if OIDC_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "sso",
            "name": OIDC_NAME,
            "client_id": OIDC_CLIENT,
            "secret": OIDC_SECRET,
            "settings": {"server_url": OIDC_URL, "uid_field": "sub"},
        }
    )

# --- mail -------------------------------------------------------------------------------------------------------------
#: The mail server, for example `submission://user:password@host:587`; with `console:` mail stays in the outbox.
MAIL = env.dj_email_url("HOURGLASS_MAIL_URL", "console:")
# Mail waits in the outbox, so no request waits for a mail server; MAIL says how the outbox sends it.
EMAIL_BACKEND = "hourglass.gateway.mail.OutboxBackend"
#: The sender of our mail.
DEFAULT_FROM_EMAIL = env.str("HOURGLASS_MAIL_FROM", "hourglass@localhost")

# --- other machines ---------------------------------------------------------------------------------------------------
#: Channels may send to this machine itself; for development and tests, where fake receivers listen on loopback.
OUTGOING_LOOPBACK = env.bool("HOURGLASS_OUTGOING_LOOPBACK", False)

# --- logs -------------------------------------------------------------------------------------------------------------
#: `json` writes one JSON object a line for machines, `text` one line for a person. Default: `json` in production.
LOG_AS = env.str("HOURGLASS_LOG", "", validate=validate.OneOf(["", "json", "text"]))
#: The least that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`. Default: `INFO` in production, else `WARNING`.
LOG_LEVEL = env.str("HOURGLASS_LOG_LEVEL", "", validate=validate.OneOf(["", "DEBUG", "INFO", "WARNING", "ERROR"]))
LOGGING = logs.configuration(
    as_json=(LOG_AS or ("json" if MODE == "production" else "text")) == "json",
    level=LOG_LEVEL or ("INFO" if MODE == "production" else "WARNING"),
    known=[
        SECRET_KEY,
        *SECRET_KEY_FALLBACKS,
        str(DATABASES["default"].get("PASSWORD") or ""),
        str(MAIL["EMAIL_HOST_PASSWORD"] or ""),
    ],
)

# --- headers and cookies ----------------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-hourglass" if SECURE else "hourglass"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by machines beside us, without TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}

# --- static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "hourglass.config.static.Storage"},
}
if MODE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
