"""Log-in, log-out, reset, second factors and sessions."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings
from time_machine import travel

from hourglass.base import people, roles
from hourglass.base.configuration import change
from hourglass.base.models import Role, User
from hourglass.base.workspace import SESSION_ABSOLUTE, SESSION_IDLE
from hourglass.console.forms.accounts import AddPasskeyForm
from tests.conftest import Casting

PASSWORD = "a long winter evening"
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


@pytest.fixture
def person(cast: Casting) -> User:
    return cast("nora", "csm", password=PASSWORD)


def log_in(client: Client, email: str = "nora@example.com", password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": email, "password": password}).status_code


def inside(client: Client) -> bool:
    return client.get("/").status_code == 200


def text(client: Client, path: str, data: dict[str, str]) -> str:
    body = client.post(path, data, follow=True).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", body)


def test_a_person_logs_in_by_address_whatever_its_case(client: Client, person: User) -> None:
    assert log_in(client, "Nora@Example.COM") == 302
    assert inside(client)


def test_a_wrong_password_and_an_unknown_address_look_alike(client: Client, person: User) -> None:
    answers = {
        text(client, LOGIN, {"login": email, "password": "wrong"}).replace(email, "")
        for email in ("nora@example.com", "none@example.com")
    }
    assert len(answers) == 1


def test_a_deactivated_person_stays_out(client: Client, person: User) -> None:
    people.deactivate(person, by="test", at=timezone.now())
    log_in(client)
    assert not inside(client)


def test_nobody_signs_up_uninvited(client: Client, db: None) -> None:
    data = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    for path in ("/accounts/signup/", "/accounts/3rdparty/signup/"):
        client.post(path, data)
    assert not User.objects.exists()


def test_log_in_gives_a_new_session_and_log_out_ends_it(client: Client, person: User) -> None:
    client.get(LOGIN)
    client.cookies["hourglass"] = "fixed"
    log_in(client)
    cookie = client.cookies["hourglass"].value
    assert cookie != "fixed"
    client.get("/accounts/logout/")
    assert inside(client)
    client.post("/accounts/logout/")
    client.cookies["hourglass"] = cookie
    assert not inside(client)


def test_five_wrong_guesses_close_the_door_for_five_minutes(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        for _ in range(5):
            log_in(client, password="wrong")
        log_in(client)
        assert not inside(client)
        clock.shift(301)
        log_in(client)
        assert inside(client)


def test_guesses_over_many_people_from_one_address_are_limited(client: Client, person: User) -> None:
    for number in range(20):
        log_in(client, f"user{number}@example.com", "wrong")
    log_in(client)
    assert not inside(client)


def test_guesses_from_everywhere_over_everybody_are_limited(client: Client, person: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_everywhere": "3/5m/key"}
    for number in range(3):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(LOGIN, {"login": f"u{number}@example.com", "password": "x"})
    log_in(client)
    assert not inside(client)


def test_success_is_no_guess(client: Client, person: User) -> None:
    for _ in range(8):
        log_in(client)
        client.post("/accounts/logout/")
    log_in(client)
    assert inside(client)


# --- password reset ---------------------------------------------------------------------------------------------------
def reset_link(client: Client, email: str = "nora@example.com") -> str:
    client.post(RESET, {"email": email})
    found = re.search(r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def set_password(client: Client, link: str, password: str) -> None:
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


@pytest.mark.parametrize("email", ["nora@example.com", "nobody@example.com"])
def test_the_message_about_a_reset_speaks_as_the_product(client: Client, person: User, email: str) -> None:
    client.post(RESET, {"email": email}, headers={"accept-language": "zh-hans"})
    message = mail.outbox[-1]
    words = f"{message.subject}\n{message.body}"
    assert "续航" in words
    for foreign in ("Hello", "[", "signup", "testserver"):
        assert foreign not in words


def test_a_reset_link_works_once_and_logs_nobody_in(client: Client, person: User) -> None:
    link = reset_link(client)
    set_password(client, link, "a short summer night")
    assert not inside(client)
    set_password(client, link, "a third choice of words")
    log_in(client, password="a short summer night")
    assert inside(client)


def test_a_reset_ends_the_sessions_there_were(client: Client, person: User) -> None:
    log_in(client)
    other = Client()
    set_password(other, reset_link(other), "a short summer night")
    assert not inside(client)


@pytest.mark.parametrize("event", ["an hour", "a log-in", "a new address", "deactivation", "a new password"])
def test_a_reset_link_ends_with(client: Client, person: User, event: str) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        link = reset_link(client)
        clock.shift(timedelta(seconds=3601 if event == "an hour" else 1))
        now = timezone.now()
        if event == "a log-in":
            log_in(Client())
        elif event == "a new address":
            people.edit(person, version=person.version, email="nora2@example.com", by="test", at=now)
        elif event == "deactivation":
            people.deactivate(person, by="test", at=now)
            people.reactivate(person, by="test", at=now)
        elif event == "a new password":
            person.set_password("yet another password")
            person.save()
        set_password(client, link, "a short summer night")
    assert not User.objects.get(pk=person.pk).check_password("a short summer night")


def test_a_reset_says_nothing_about_who_is_known(client: Client, person: User) -> None:
    answers = {text(Client(), RESET, {"email": email}) for email in ("nora@example.com", "none@example.com")}
    assert len(answers) == 1


def test_resets_are_limited_by_address_and_by_client(client: Client, person: User) -> None:
    for _ in range(6):
        client.post(RESET, {"email": "nora@example.com"})
    assert len(mail.outbox) == 3
    for number in range(20):
        client.post(RESET, {"email": f"n{number}@example.com"})
    assert len(mail.outbox) <= 10


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}, {"Host": "evil.example"}]
)
def test_a_forged_host_gets_into_no_link(client: Client, person: User, headers: dict[str, str]) -> None:
    client.post(RESET, {"email": "nora@example.com"}, headers=headers)
    assert all("evil" not in str(message.body) for message in mail.outbox)


def test_an_old_address_opens_nothing_after_the_change(client: Client, person: User) -> None:
    log_in(client)
    people.edit(person, version=person.version, email="nora2@example.com", by="test", at=timezone.now())
    client.logout()
    log_in(client)
    assert not inside(client)
    client.post(RESET, {"email": "nora@example.com"})
    assert "reset/key" not in str(mail.outbox[-1].body)
    log_in(client, "nora2@example.com")
    assert inside(client)


def test_a_mail_server_that_is_down_does_not_take_the_page_down(
    client: Client, person: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert client.post(RESET, {"email": "nora@example.com"}).status_code == 302


# --- second factors ---------------------------------------------------------------------------------------------------
def code(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def enrol(client: Client) -> str:
    """Set up a code generator for the person of the client, and return its secret."""
    log_in(client)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        page = client.post(
            page.request["PATH_INFO"] + "?next=/accounts/2fa/totp/activate/", {"password": PASSWORD}, follow=True
        )
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    return str(secret)


def test_setting_up_a_second_factor_asks_for_the_password_again(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        log_in(client)
        clock.shift(timedelta(minutes=16))
        assert "/reauthenticate/" in client.get("/accounts/2fa/totp/activate/")["Location"]


def test_log_in_asks_for_the_code_and_takes_it_once(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        secret = enrol(client)
        clock.shift(60)
        first, second = Client(), Client()
        for browser in (first, second):
            log_in(browser)
            assert not inside(browser)
            browser.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert (inside(first), inside(second)) == (True, False)


def test_codes_are_guessed_five_times_at_most(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        secret = enrol(client)
        clock.shift(60)
        guesser = Client()
        log_in(guesser)
        right = code(secret)
        for _ in range(5):
            guesser.post("/accounts/2fa/authenticate/", {"code": "000000" if right != "000000" else "111111"})
        guesser.post("/accounts/2fa/authenticate/", {"code": right})
        assert not inside(guesser)


def test_a_recovery_code_works_once(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False):
        enrol(client)
        codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
        results = []
        for _ in range(2):
            browser = Client()
            log_in(browser)
            browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
            results.append(inside(browser))
        assert results == [True, False]


def test_seeds_are_encrypted_at_rest(client: Client, person: User) -> None:
    secret = enrol(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    assert not any(one in stored for one in codes)


def test_a_password_reset_keeps_the_second_factor(client: Client, person: User) -> None:
    enrol(client)
    other = Client()
    set_password(other, reset_link(other), "a short summer night")
    log_in(other, password="a short summer night")
    assert not inside(other)
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_a_role_can_require_a_second_factor(client: Client, person: User, admin: User) -> None:
    roles.edit(Role.objects.get(key="csm"), version=0, requires_mfa=True, by=admin, at=timezone.now())
    log_in(client)
    for answer in (client.get("/"), client.post("/"), client.get("/accounts/password/change/")):
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200
    enrol(client)
    assert inside(client)


NO_PASSKEY = (
    *("", "{", "null", "1", "[]", "{}", '"x"', '{"response": []}', '{"response": {"userHandle": 5}}'),
    '{"response": {"userHandle": "MQ"}}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "AA", "attestationObject": "AA"}}',
    '{"id": 1, "rawId": [], "response": {"clientDataJSON": 1, "attestationObject": {}}}',
    '{"id": "AA", "rawId": "AA", "response": {"userHandle": "MQ", "clientDataJSON": "AA", "signature": "AA"}}',
)


def test_a_passkey_that_is_none_is_refused_and_never_a_failure(client: Client, person: User) -> None:
    stranger = Client()
    log_in(client)
    client.get("/accounts/2fa/webauthn/add/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for credential in NO_PASSKEY:
        cache.clear()
        for browser, path in ((stranger, "login"), (client, "add"), (client, "reauthenticate")):
            browser.get(f"/accounts/2fa/webauthn/{path}/", headers={"accept": "application/json"})
            answer = browser.post(f"/accounts/2fa/webauthn/{path}/", {"credential": credential, "name": "x"})
            assert answer.status_code in (200, 302), (path, credential)
    assert not inside(stranger)
    assert not Authenticator.objects.exists()


# --- sessions ---------------------------------------------------------------------------------------------------------
def test_an_idle_session_ends_and_a_used_one_does_not(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        log_in(client)
        for _ in range(3):
            clock.shift(timedelta(hours=7))
            assert inside(client)
        clock.shift(timedelta(hours=8, minutes=1))
        assert not inside(client)


def test_the_workspace_says_how_long_a_session_may_be_idle_and_last(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        now = timezone.now()
        for setting, to in ((SESSION_IDLE, 30), (SESSION_ABSOLUTE, 1)):
            change(setting, to, effective_from=now.date(), by="test", at=now, reason="policy")
        log_in(client)
        assert inside(client)
        clock.shift(timedelta(minutes=29))
        assert inside(client)
        clock.shift(timedelta(minutes=29))
        assert inside(client)
        clock.shift(timedelta(minutes=3))
        assert not inside(client)
        log_in(client)
        assert inside(client)
        clock.shift(timedelta(minutes=31))
        assert not inside(client)


def test_no_session_outlives_a_week(client: Client, person: User) -> None:
    with travel("2026-11-23T04:00:00Z", tick=False) as clock:
        log_in(client)
        for _ in range(7 * 24 // 6):
            assert inside(client)
            clock.shift(timedelta(hours=6))
        clock.shift(timedelta(hours=1))
        assert not inside(client)


def test_a_person_ends_their_other_sessions(client: Client, person: User) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        log_in(browser)
    assert UserSession.objects.filter(user=person).count() == 2
    client.post("/accounts/sessions/")
    assert (inside(client), inside(elsewhere)) == (True, False)


def test_deactivation_ends_the_session_with_the_next_request(client: Client, person: User) -> None:
    log_in(client)
    people.deactivate(person, by="test", at=timezone.now())
    assert not inside(client)
    people.reactivate(person, by="test", at=timezone.now())
    assert not inside(client)


# --- words ------------------------------------------------------------------------------------------------------------
def test_a_short_password_is_refused_in_chinese(client: Client, person: User) -> None:
    log_in(client)
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert "密码太短，至少需要 12 个字符" in answer.content.decode()


def test_the_form_for_a_passkey_is_in_chinese(person: User) -> None:
    with override("zh-hans"):
        assert str(AddPasskeyForm(user=person, initial={}).fields["name"].label) == "名称"
