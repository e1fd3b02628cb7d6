"""Every page, mail and message of the log-in library speaks as the product does, in both languages.

The library brings templates of its own. Each is either replaced by one of ours, or cannot be reached as we set it up;
ours are all rendered here, on the pages that people open.
"""

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as product
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings
from time_machine import travel

from hourglass import ui
from hourglass.base.models import User
from hourglass.config.translations import python_of
from hourglass.console.faults import ACCOUNTS, SECOND_FACTORS, SINGLE_SIGN_ON
from tests.conftest import Casting

OURS = Path(ui.__file__).parent / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
FOLDERS = ("account", "mfa", "socialaccount", "usersessions")
PASSWORD = "a long winter evening"
LANGUAGES = ["zh-hans", "en"]
# What the library could do and we do not let it: the setting that says so, and the templates that go with it.
SHUT: dict[str, tuple[str, ...]] = {
    "ACCOUNT_LOGIN_BY_CODE_ENABLED": (
        *("account/confirm_login_code.html", "account/request_login_code.html", "account/base_confirm_code.html"),
        *("account/email/login_code_message.txt", "account/email/login_code_subject.txt"),
        "account/messages/login_code_sent.txt",
    ),
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": ("account/confirm_email_verification_code.html",),
    "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": (
        "account/confirm_password_reset_code.html",
        *("account/email/password_reset_code_message.txt", "account/email/password_reset_code_subject.txt"),
    ),
    "MFA_PASSKEY_SIGNUP_ENABLED": ("account/signup_by_passkey.html", "mfa/webauthn/signup_form.html"),
    "MFA_TRUST_ENABLED": ("mfa/trust.html",),
}
# No phone numbers, no sign-up, and addresses that only administrators change: the pages are closed or do not exist.
CLOSED: dict[str, tuple[str, ...]] = {
    "/accounts/phone/change/": ("account/phone_change.html", "account/messages/phone_verified.txt"),
    "/accounts/phone/verify/": (
        *("account/confirm_phone_verification_code.html", "account/messages/phone_verification_sent.txt"),
    ),
    "/accounts/email/": (
        *("account/email.html", "account/email_change.html", "account/snippets/warn_no_email.html"),
        *(
            f"account/email/email_{what}_{part}.txt"
            for what in ("changed", "deleted")
            for part in ("message", "subject")
        ),
        *(f"account/messages/{what}.txt" for what in ("cannot_delete_primary_email", "email_deleted")),
        *(f"account/messages/{what}.txt" for what in ("primary_email_set", "unverified_primary_email")),
    ),
    "/accounts/confirm-email/": ("account/verification_sent.html", "account/verified_email_required.html"),
    "/accounts/confirm-email/a-key/": (
        "account/email_confirm.html",
        *(f"account/email/email_confirm_{part}.txt" for part in ("message", "subject")),
        *(f"account/email/email_confirmation_{part}.txt" for part in ("message", "subject")),
        *(f"account/messages/email_{what}.txt" for what in ("confirmed", "confirmation_sent", "confirmation_failed")),
    ),
}
SIGN_UP = (
    *("account/signup.html", "socialaccount/signup.html"),
    *("account/email/account_already_exists_message.txt", "account/email/account_already_exists_subject.txt"),
)
REDIRECTS = ("socialaccount/login_redirect.html",)  # only where the library goes on by GET, which we do not let it
# Words that other products use for what has a name here.
UNWANTED = {
    "zh-hans": re.compile(
        "您|你|亲|！|双因素|双重|二次验证|身份认证|认证器|身份验证器|登出|注销|登入|帐|账户|Email|电子邮件|[Pp]asskey|token"
        "|安全密钥|恢复代码|验证代码|登录代码|第三方|社交"
    ),
    "en": re.compile(
        r"sign(ed)?[ -](in|out|up)\b|two-factor|authenticator|security key|third-party|reauthenticat"
        r"|\bemail|please|\blogin|\blogout|token|!",
        re.IGNORECASE,
    ),
}
# Names, addresses and measures of data, which are no words of ours.
DATA = re.compile(
    r"\S+@\S+|https?://\S+|/\S+/|Nora|MacBook|Chrome · Linux|X11; Linux Chrome/130|\b\d[\d.:]*\b"
    "|SSO|PIN|IP|Hourglass|English|Ctrl K|Esc|Ctrl"
)
CHINESE = re.compile(r"[\u3400-\u9fff]")


class Words(HTMLParser):
    """Collects what a person reads of a page: texts, and attributes that are shown or read aloud."""

    SHOWN = ("placeholder", "title", "aria-label", "alt", "data-refused")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "kbd", "code", "textarea")
        self.found += [value for name, value in attrs if name in self.SHOWN and value and tag != "img"]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "kbd", "code", "textarea")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.silent:
            self.found.append(" ".join(data.split()))


def faults(texts: list[str], language: str) -> list[str]:
    """This function will name every text in the other language and every unwanted word."""
    found = []
    for text in texts:
        own = DATA.sub("", text)
        latin = bool(re.search("[A-Za-z]{2}", own)) and not CHINESE.search(text)
        other = latin if language == "zh-hans" else bool(CHINESE.search(own)) and text != "简体中文"
        found += [f"other language: {text}"] if other else []
        found += [f"{match[0]}: {text}" for match in UNWANTED[language].finditer(own)]
    return found


def wordless(name: str) -> bool:
    """Whether a template of the library says nothing by itself."""
    source = re.sub(r"<script.*?</script>", "", (THEIRS / name).read_text(), flags=re.DOTALL)
    bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<.*?>", "", source, flags=re.DOTALL)
    return not re.search(r"""gettext\(|_\(["'u]""", python_of(source)) and not bare.strip()


def library() -> set[str]:
    """Every template of the library that says something."""
    paths = (path.relative_to(THEIRS).as_posix() for folder in FOLDERS for path in (THEIRS / folder).rglob("*.*"))
    return {name for name in paths if not wordless(name)}


def replaced() -> set[str]:
    """Every template of the library that is ours."""
    return {path.relative_to(OURS).as_posix() for folder in FOLDERS for path in (OURS / folder).rglob("*.*")}


def test_every_template_of_the_library_is_ours_or_cannot_be_reached(client: Client, someone: User) -> None:
    closed = {name for names in (*SHUT.values(), *CLOSED.values(), SIGN_UP, REDIRECTS) for name in names}
    assert library() - replaced() - closed == set()
    assert closed & replaced() == set()
    assert closed - library() == set()
    for setting in SHUT:
        assert not getattr(product, setting, False), setting
    client.force_login(someone)
    for address in CLOSED:
        assert client.get(address).status_code == 404, address
    for address in ("/accounts/signup/", "/accounts/3rdparty/signup/"):
        assert "account/signup.html" not in [used.name for used in Client().get(address, follow=True).templates]
    assert not product.SOCIALACCOUNT_LOGIN_ON_GET if hasattr(product, "SOCIALACCOUNT_LOGIN_ON_GET") else True


def test_a_text_in_the_other_language_and_an_unwanted_word_are_caught() -> None:
    page = Words("<p title='Sign in'>两步验证</p><p>Log in</p><p>请输入您的密码</p><script>x</script>")
    assert len(faults(page.found, "zh-hans")) == 3
    assert faults(["Sign in with a passkey"], "en") == ["Sign in: Sign in with a passkey"]
    assert faults(["登录"], "en") == ["other language: 登录"]
    assert wordless("account/base_entrance.html")
    assert not wordless("mfa/webauthn/authenticator_list.html")


# --- the walk ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """The names of all templates that were rendered."""
    names: set[str] = set()

    def note(template: Any, **_: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


class Walk:
    """One browser that opens pages and keeps what is wrong with their words."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.wrong: list[str] = []
        self.client = self.browser()

    def browser(self) -> Client:
        """This function will open a browser in the language of the walk."""
        return Client(headers={"accept-language": self.language, "user-agent": "X11; Linux Chrome/130"})

    def see(self, path: str, body: dict[str, str] | None = None, by: Client | None = None) -> Any:
        """This function will open or send a page, follow it, and read every word."""
        browser = by or self.client
        answer = browser.get(path, follow=True) if body is None else browser.post(path, body, follow=True)
        assert answer.status_code in (200, 401, 403, 422), (path, answer.status_code)
        text = answer.content.decode()
        self.wrong += [f"{path}: {fault}" for fault in faults(Words(text).found, self.language)]
        return answer

    def sure(self, path: str) -> Any:
        """This function will open a page that asks once more who is there."""
        answer = self.see(path)
        if "reauthenticate" in answer.request["PATH_INFO"]:
            answer = self.see(f"/accounts/reauthenticate/?next={path}", {"password": PASSWORD})
        return answer

    def log_in(self, by: Client | None = None) -> Any:
        """This function will log Nora in."""
        return self.see("/accounts/login/", {"login": "nora@example.com", "password": PASSWORD}, by=by)


@pytest.fixture
def nora(cast: Casting, request: pytest.FixtureRequest) -> User:
    person = cast("nora", "csm", password=PASSWORD)
    person.language = request.node.callspec.params["language"]
    person.save()
    return person


def code(client: Client) -> str:
    return format_hotp_value(hotp_value(client.session["mfa.totp.secret"], int(time.time()) // 30))


def as_a_stranger(walk: Walk) -> None:
    """Everything before log-in, right and wrong."""
    walk.see("/accounts/login/")
    walk.see("/accounts/login/", {"login": "nora@example.com", "password": "wrong"})
    walk.see("/accounts/login/", {"login": "nobody", "password": ""})
    for path in ("signup/", "inactive/", "3rdparty/login/cancelled/", "3rdparty/login/error/", "3rdparty/signup/"):
        walk.see(f"/accounts/{path}")
    walk.see("/accounts/2fa/webauthn/login/", {"credential": "{}"})
    walk.see("/accounts/password/reset/")
    walk.see("/accounts/password/reset/", {"email": "nobody"})
    walk.see("/accounts/password/reset/", {"email": "nobody@example.com"})
    walk.see("/accounts/password/reset/", {"email": "nora@example.com"})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = walk.see(link[1]).request["PATH_INFO"]
    for first, second in (
        ("short", "short"),
        ("password1234", "password1234"),
        (PASSWORD, "another"),
        (PASSWORD, PASSWORD),
    ):
        walk.see(form, {"password1": first, "password2": second})
    walk.see(link[1])
    walk.see("/accounts/oidc/sso/login/")
    walk.see("/accounts/oidc/sso/login/", {})


def with_a_password(walk: Walk) -> None:
    """Everything about the password and the sessions, right and wrong."""
    walk.log_in()
    for path in (
        "logout/",
        "password/reset/",
        "password/reset/done/",
        "password/change/",
        "sessions/",
        "3rdparty/",
        "signup/",
    ):
        walk.see(f"/accounts/{path}")
    walk.see("/accounts/oidc/sso/login/?process=connect")
    wrong = {"oldpassword": "wrong", "password1": "short", "password2": "other"}
    walk.see("/accounts/password/change/", wrong)
    walk.see("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD})
    other = walk.browser()
    walk.log_in(by=other)
    walk.see("/accounts/sessions/")
    walk.see("/accounts/sessions/", {})
    walk.see("/accounts/reauthenticate/")
    walk.see("/accounts/reauthenticate/", {"password": "wrong"})


def with_a_second_step(walk: Walk, person: User) -> None:
    """Everything about code generator, passkeys and recovery codes, right and wrong."""
    walk.see("/accounts/2fa/")
    walk.sure("/accounts/2fa/recovery-codes/generate/")
    walk.see("/accounts/2fa/recovery-codes/generate/", {})
    walk.see("/accounts/2fa/webauthn/")
    walk.see("/accounts/2fa/webauthn/add/")
    walk.see("/accounts/2fa/webauthn/add/", {"name": "", "credential": "{}"})
    walk.see("/accounts/2fa/totp/activate/")
    walk.see("/accounts/2fa/totp/activate/", {"code": "wrong"})
    walk.see("/accounts/2fa/totp/activate/", {"code": code(walk.client)})
    walk.see("/accounts/2fa/recovery-codes/")
    walk.see("/accounts/2fa/recovery-codes/generate/")
    walk.see("/accounts/2fa/recovery-codes/generate/", {})
    passkey = Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "MacBook", "credential": PASSKEY}
    )
    for path in ("", "webauthn/", f"webauthn/keys/{passkey.pk}/edit/", f"webauthn/keys/{passkey.pk}/remove/"):
        walk.see(f"/accounts/2fa/{path}")
    walk.see(f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", {"name": ""})
    for path in ("reauthenticate/", "webauthn/reauthenticate/"):
        walk.see(f"/accounts/2fa/{path}")
    walk.see("/accounts/2fa/reauthenticate/", {"code": "wrong"})
    walk.see("/accounts/2fa/webauthn/reauthenticate/", {"credential": "{}"})
    second = walk.browser()
    walk.log_in(by=second)
    walk.see("/accounts/2fa/authenticate/", {"code": "wrong"}, by=second)
    walk.see("/accounts/2fa/authenticate/", {"credential": "{}"}, by=second)
    walk.see(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/", {})
    walk.see("/accounts/2fa/totp/deactivate/")
    walk.see("/accounts/2fa/totp/deactivate/", {})


def with_single_sign_on(walk: Walk, person: User) -> None:
    """What somebody sees who has no password yet, and what goes when there is no other way in."""
    identity = SocialAccount.objects.create(user=person, provider="sso", uid="u-1", extra_data={})
    walk.see("/accounts/3rdparty/")
    person.set_unusable_password()
    person.save()
    walk.client.force_login(person)
    walk.see("/accounts/3rdparty/", {"account": str(identity.pk)})
    walk.see("/accounts/password/set/")
    walk.see("/accounts/password/set/", {"password1": "short", "password2": "other"})
    walk.see("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    walk.see("/accounts/3rdparty/", {"account": str(identity.pk)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_mail_of_the_library_speaks_as_the_product(
    language: str, nora: User, rendered: set[str], settings: Settings
) -> None:
    provider = {"provider_id": "sso", "name": "SSO", "client_id": "c", "secret": "s"}
    server = {"settings": {"server_url": "http://127.0.0.1:9/"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider | server]}}
    with travel("2026-11-23T04:00:00Z", tick=False):
        walk = Walk(language)
        as_a_stranger(walk)
        with_a_password(walk)
        with_a_second_step(walk, nora)
        with_single_sign_on(walk, nora)
    for message in mail.outbox:
        walk.wrong += [
            f"mail: {fault}" for fault in faults([message.subject, *str(message.body).splitlines()], language)
        ]
    pages = {name for name in replaced() if name.endswith(".html")}
    assert walk.wrong == [], "\n".join(sorted(set(walk.wrong)))
    assert pages - rendered == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_tries_too_often_reads_so_in_their_language(language: str, nora: User) -> None:
    walk = Walk(language)
    answers = [walk.client.post("/accounts/2fa/webauthn/login/") for _ in range(60)]
    assert answers[-1].status_code == 429
    assert faults(Words(answers[-1].content.decode()).found, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_and_message_by_itself_speaks_as_the_product(language: str, someone: User) -> None:
    context = {
        "user": User(name="Nora"),
        "email": "nora@example.com",
        "password_reset_url": "https://example.com/x/",
        "provider": "SSO",
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "X11; Linux Chrome/130",
        "unused_codes": ["12345678"],
    }
    wrong = []
    with override(language):
        for name in sorted(name for name in replaced() if name.endswith(".txt")):
            text = render_to_string(name, context)
            assert text.strip(), name
            wrong += [f"{name}: {fault}" for fault in faults(text.splitlines(), language)]
        for said in (ACCOUNTS, SECOND_FACTORS, SINGLE_SIGN_ON):
            wrong += faults([str(text) for text in said.values()], language)
    assert wrong == []


# Made by a device for localhost; it opens nothing.
PASSKEY = {
    "type": "public-key",
    "id": "6O0HmMReTw1BHlfqtTAU0orRrg1hyl3VTc0AoejfOww",
    "rawId": "6O0HmMReTw1BHlfqtTAU0orRrg1hyl3VTc0AoejfOww",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiT09EaHkyb3VWWl9fNERBYUU1Q2E1Q0ZldkhLbXBO"
        "eGdYQUMyMWxkV3pFUSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODE0MSIsImNyb3NzT3JpZ2luIjpmYWxzZX0",
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAA"
        "AQECAwQFBgcIAQIDBAUGBwgAIOjtB5jEXk8NQR5X6rUwFNKK0a4NYcpd1U3NAKHo3zsMpQECAyYgASFYIEmUR63veBgh8fzeEWA3n5IirjnuBy"
        "mEwPA_eqj94OSrIlgg9pNG2y1BNXlR8DcKG-fzvbbheP_TERPk1kDbSQbBN84",
    },
    "clientExtensionResults": {"credProps": {"rk": True}},
}
