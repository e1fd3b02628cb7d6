"""Accounts, as people use them: a passkey made and used on a device, and a password set anew by a link."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, Opening

pytestmark = [pytest.mark.browser, pytest.mark.once]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WORDS = {
    "zh": {
        "passkeys": "通行密钥",
        "alone": "免密登录",
        "misfit": "通行密钥不匹配",
        "dead": "链接已失效",
        "mail": "设置续航的新密码",
    },
    "en": {
        "passkeys": "Passkeys",
        "alone": "without a password",
        "misfit": "This passkey does not fit",
        "dead": "This link works no more",
        "mail": "Set a new password for Hourglass",
    },
}


def sent(page: Page, mailbox: str, password: str) -> None:
    """This function will send the form of log-in."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{mailbox}@hourglass.example")
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")


def log_in(page: Page, mailbox: str, password: str, language: str = "zh") -> None:
    """This function will log in by password, and choose the language there as people do."""
    sent(page, mailbox, password)
    expect(page.locator("[data-app]")).to_be_visible()
    if language == "en":
        page.click("[data-language-form] button")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def log_out(page: Page) -> None:
    """This function will log out as people do, from their own menu."""
    page.click(".nav .me")
    page.click("[data-log-out] button")
    expect(page.locator("[name=login]")).to_be_visible()


def with_device(page: Page) -> None:
    """This function will give the browser a device that makes passkeys and finds its owner present."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.mark.parametrize(("language", "mailbox"), [("zh", "mei"), ("en", "chen")])
def test_a_passkey_is_added_logs_in_alone_and_is_removed(
    opening: Opening, house: House, language: str, mailbox: str
) -> None:
    sight, words = opening(logged_in=False, base_url=house.url), WORDS[language]
    page = sight.page
    with_device(page)
    log_in(page, mailbox, house.password, language)
    page.goto("/accounts/2fa/webauthn/add/")
    # What concerns security asks once more who is there.
    page.fill("[name=password]", house.password)
    page.press("[name=password]", "Enter")
    page.fill("[name=name]", "Notebook 7")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    # The first second step brings recovery codes, shown this once.
    expect(page.locator("#recovery_codes")).to_be_visible()
    assert len(page.input_value("#recovery_codes").split()) == 10
    page.check("#codes_saved")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("h1")).to_have_text(words["passkeys"])
    row = page.locator("tbody tr")
    expect(row).to_contain_text("Notebook 7")
    expect(row).to_contain_text(words["alone"])
    log_out(page)
    page.click("#passkey_login")
    expect(page.locator("[data-app]")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(row.locator("td").nth(2)).to_have_text(re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d"))
    row.locator("a.danger").click()
    page.wait_for_url("**/reauthenticate/**")
    page.click("a[href^='/accounts/2fa/webauthn/reauthenticate/']")
    page.click("#mfa_webauthn_reauthenticate")
    page.click("main button.danger")
    expect(page.locator("main .empty")).to_be_visible()
    log_out(page)
    page.click("#passkey_login")
    expect(page.locator("[data-toast]")).to_contain_text(words["misfit"])
    expect(page.locator("[name=login]")).to_be_visible()
    assert sight.faults == []


def test_who_cancels_the_question_for_a_passkey_is_told_what_to_do(opening: Opening, house: House) -> None:
    sight = opening(logged_in=False, base_url=house.url)
    page = sight.page
    with_device(page)
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }")
    page.click("#passkey_login")
    expect(page.locator("[data-toast]")).to_contain_text("未使用通行密钥，请重试或改用其他方式")
    assert sight.faults == []


@pytest.mark.parametrize(("language", "locale", "mailbox"), [("zh", "zh-CN", "qing"), ("en", "en-US", "zihang")])
def test_a_password_is_set_anew_by_a_link_that_works_once(
    opening: Opening, house: House, language: str, locale: str, mailbox: str
) -> None:
    words, new = WORDS[language], f"a short summer night in {language}"
    inside = opening(logged_in=False, base_url=house.url).page
    log_in(inside, mailbox, house.password)
    sight = opening(logged_in=False, base_url=house.url, locale=locale)
    page = sight.page
    page.goto("/accounts/login/")
    page.click("main a[href$='password/reset/']")
    page.fill("[name=email]", f"{mailbox}@hourglass.example")
    page.press("[name=email]", "Enter")
    expect(page.locator("main")).not_to_contain_text(mailbox)
    page.wait_for_url("**/done/")
    letter = house.post(f"{mailbox}@hourglass.example")
    assert words["mail"] in letter
    found = re.search(rf"{house.url}/accounts/password/reset/key/\S+", letter)
    assert found
    page.goto(found[0])
    page.fill("[name=password1]", new)
    page.fill("[name=password2]", new)
    page.press("[name=password2]", "Enter")
    page.wait_for_url("**/key/done/")
    # The session that was open has ended, and the old password with it.
    inside.goto("/")
    expect(inside.locator("[name=login]")).to_be_visible()
    sent(inside, mailbox, house.password)
    expect(inside.locator("main .note.bad")).to_be_visible()
    page.goto(found[0])
    expect(page.locator("h1")).to_have_text(words["dead"])
    log_in(page, mailbox, new)
    assert sight.faults == []
    letter = house.post(f"{mailbox}@hourglass.example")
    assert {"zh": "IP 地址：127.0.0.1", "en": "From the address: 127.0.0.1"}[language] in letter
