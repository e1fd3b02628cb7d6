"""Single sign-on: every bad answer of an identity provider is refused."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hourglass.base import people
from hourglass.base.models import Entry, Invitation, Role, User
from tests.conftest import Casting
from tests.console import identity_provider
from tests.console.identity_provider import CLIENT, SECRET, IdentityProvider

LOGIN = "/accounts/oidc/sso/login/"


@pytest.fixture(scope="module")
def server() -> Iterator[IdentityProvider]:
    with identity_provider.running() as provider:
        yield provider


@pytest.fixture
def idp(server: IdentityProvider, settings: Settings, db: None) -> IdentityProvider:
    server.be_honest()
    app = {
        "provider_id": "sso",
        "name": "SSO",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": server.url, "uid_field": "sub"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return server


@pytest.fixture
def nora(cast: Casting) -> User:
    return cast("nora", "csm")


def leave(client: Client, idp: IdentityProvider, more: str = "") -> dict[str, str]:
    """Go to the identity provider, and return what it was sent."""
    sent = {name: values[0] for name, values in parse_qs(urlsplit(client.post(LOGIN + more)["Location"]).query).items()}
    idp.nonce = sent["nonce"]
    return sent


def sign_on(client: Client, idp: IdentityProvider) -> bool:
    """Go there and come back, and tell whether the person is in."""
    state = leave(client, idp)["state"]
    client.get(f"{LOGIN}callback/", {"code": "c", "state": state})
    return inside(client)


def inside(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_person_with_a_verified_address_comes_in_and_stays_connected(
    client: Client, idp: IdentityProvider, nora: User
) -> None:
    assert sign_on(client, idp)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (nora, "u-1")
    assert Entry.objects.filter(verb="person.sso_connected", object_id=str(nora.pk)).count() == 1
    idp.userinfo = {"email": "married@example.com", "email_verified": False}
    assert sign_on(Client(), idp)


def test_every_log_in_carries_state_nonce_and_a_proof_of_the_asker(
    client: Client, idp: IdentityProvider, nora: User
) -> None:
    sent = [leave(client, idp), leave(client, idp)]
    for name in ("state", "nonce", "code_challenge"):
        assert sent[0][name] != sent[1][name]
    assert sent[0]["code_challenge_method"] == "S256"
    client.get(f"{LOGIN}callback/", {"code": "c", "state": sent[1]["state"]})
    assert idp.verifier_seen


def bend(**changes: object) -> Callable[[IdentityProvider], None]:
    def apply(idp: IdentityProvider) -> None:
        for name, value in changes.items():
            setattr(idp, name, value)

    return apply


BAD: dict[str, Callable[[IdentityProvider], None]] = {
    "the nonce of another log-in": bend(claims={"nonce": "other"}),
    "no nonce": bend(left_out={"nonce"}),
    "another audience": bend(claims={"aud": "another-app"}),
    "no audience": bend(left_out={"aud"}),
    "two audiences, for the other one": bend(claims={"aud": [CLIENT, "another-app"], "azp": "another-app"}),
    "another issuer": bend(claims={"iss": "https://evil.example"}),
    "no issuer": bend(left_out={"iss"}),
    "expired": bend(claims={"exp": 1_700_000_000}),
    "no expiry": bend(left_out={"exp"}),
    "issued at no time": bend(left_out={"iat"}),
    "not yet valid": bend(claims={"nbf": 4_000_000_000}),
    "unsigned": bend(algorithm="none"),
    "signed with the client's secret": bend(algorithm="HS256", key=SECRET),
    "an unknown key": bend(kid="two"),
    "no subject": bend(left_out={"sub"}),
    "an empty subject": bend(claims={"sub": ""}),
    "user information about somebody else": bend(userinfo={"sub": "u-2"}),
    "no ID token": bend(send_id_token=False),
    "an address that is not verified": bend(userinfo={"email_verified": False}),
    "an address that says nothing of verification": bend(userinfo={"email_verified": None}),
    "an address verified only in words": bend(userinfo={"email_verified": "true"}),
    "no address": bend(userinfo={"email": None}),
    "an address that is none": bend(userinfo={"email": "nora"}),
    "somebody nobody invited": bend(userinfo={"email": "stranger@example.com"}),
}


def sign_with_a_stranger(idp: IdentityProvider) -> None:
    idp.key = idp.stranger


def sign_with_a_shared_secret(idp: IdentityProvider) -> None:
    idp.algorithm, idp.key = "HS256", "known to the attacker, thirty-two characters"


BAD["signed by a stranger"] = sign_with_a_stranger
BAD["signed by a shared secret of the attacker"] = sign_with_a_shared_secret


@pytest.mark.parametrize("how", BAD)
def test_it_refuses(client: Client, idp: IdentityProvider, nora: User, how: str) -> None:
    BAD[how](idp)
    assert not sign_on(client, idp)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_a_refusal_stands_on_the_page_with_the_way_out(client: Client, idp: IdentityProvider, nora: User) -> None:
    idp.userinfo = {"email": "nobody@example.com", "email_verified": True}
    state = leave(client, idp)["state"]
    answer = client.get(f"{LOGIN}callback/", {"code": "c", "state": state}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    said = "Nobody here has this e-mail address; ask an administrator for an invitation."
    assert said in answer.content.decode()


def test_a_known_identity_cannot_come_with_bad_tokens_either(client: Client, idp: IdentityProvider, nora: User) -> None:
    assert sign_on(client, idp)
    for how in ("unsigned", "expired", "the nonce of another log-in", "signed by a stranger"):
        idp.be_honest()
        BAD[how](idp)
        assert not sign_on(Client(), idp), how


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    client: Client, idp: IdentityProvider, nora: User
) -> None:
    state = leave(client, idp)["state"]
    thief = Client()
    thief.get(f"{LOGIN}callback/", {"code": "c", "state": state})
    assert not inside(thief)
    for code in ("c", "c"):
        answer = client.get(f"{LOGIN}callback/", {"code": code, "state": state})
    assert answer.status_code != 302
    assert inside(client)


def test_a_subject_given_to_another_person_opens_neither_account(
    client: Client, idp: IdentityProvider, nora: User, cast: Casting
) -> None:
    cast("otto", "administrator")
    assert sign_on(client, idp)
    idp.userinfo = {"email": "otto@example.com"}
    assert not sign_on(Client(), idp)


def test_an_address_given_to_another_subject_opens_nothing(client: Client, idp: IdentityProvider, nora: User) -> None:
    assert sign_on(client, idp)
    idp.claims, idp.userinfo = {"sub": "u-2"}, {"sub": "u-2"}
    assert not sign_on(Client(), idp)


def test_a_deactivated_person_stays_out(client: Client, idp: IdentityProvider, nora: User) -> None:
    assert sign_on(client, idp)
    people.deactivate(nora, by="test", at=timezone.now())
    assert not sign_on(Client(), idp)
    SocialAccount.objects.all().delete()
    assert not sign_on(Client(), idp)


def test_an_invited_person_comes_in_with_what_the_invitation_gives(
    client: Client, idp: IdentityProvider, admin: User, built_in: dict[str, Role]
) -> None:
    people.invite("nora@example.com", roles=[built_in["csm"]], by=admin, at=timezone.now())
    assert sign_on(client, idp)
    nora = User.objects.get(email="nora@example.com")
    assert ([role.key for role in nora.held_roles], nora.name) == (["csm"], "Nora")
    assert Invitation.objects.get().accepted_at


def test_an_allowed_domain_makes_people_with_the_default_role_only(
    client: Client, idp: IdentityProvider, settings: Settings, built_in: dict[str, Role]
) -> None:
    settings.OIDC_DOMAINS, settings.OIDC_ROLE = ["example.com"], "support_agent"
    idp.userinfo = {"roles": ["administrator"], "is_admin": True}
    assert sign_on(client, idp)
    assert [role.key for role in User.objects.get().held_roles] == ["support_agent"]


@pytest.mark.parametrize("address", ["nora@example.com.evil.org", "nora@sub.example.com", "nora@example.com@evil.org"])
def test_a_domain_that_only_looks_allowed_is_not(
    client: Client, idp: IdentityProvider, settings: Settings, address: str
) -> None:
    settings.OIDC_DOMAINS = ["example.com"]
    idp.userinfo = {"email": address}
    assert not sign_on(client, idp)
    assert not User.objects.exists()


def test_a_link_cannot_bend_the_log_in(client: Client, idp: IdentityProvider, nora: User) -> None:
    sent = leave(client, idp, "?auth_params=nonce%3Dmine%26prompt%3Dnone&scope=admin")
    assert "prompt" not in sent
    assert (sent["nonce"] != "mine", "admin" in sent["scope"]) == (True, False)


def test_a_get_only_asks(client: Client, idp: IdentityProvider) -> None:
    assert client.get(LOGIN).status_code == 200


def test_a_provider_that_was_removed_is_not_found_and_opens_nothing(
    client: Client, idp: IdentityProvider, nora: User, settings: Settings
) -> None:
    assert sign_on(client, idp)
    other = Client()
    state = leave(other, idp)["state"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert other.post(LOGIN).status_code == 404
    assert other.get(f"{LOGIN}callback/", {"code": "c", "state": state}).status_code == 404


def test_a_provider_that_does_not_answer_is_said_plainly(
    client: Client, idp: IdentityProvider, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    assert client.post(LOGIN).status_code in (200, 401, 403, 503)


def test_the_second_factor_counts_after_single_sign_on_too(client: Client, idp: IdentityProvider, nora: User) -> None:
    TOTP.activate(nora, generate_totp_secret())
    assert not sign_on(client, idp)
