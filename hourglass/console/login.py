"""How log-in, second factors and single sign-on behave in this product."""

import logging
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hourglass.base import credentials, people, secrecy, timeline
from hourglass.base.models import Role, User
from hourglass.base.refusals import Refused
from hourglass.console import faults

log = logging.getLogger(__name__)
# How somebody says once more who they are.
WAYS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use a one-time code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in by e-mail address; nobody signs up without an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | faults.ACCOUNTS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        # The server has put the client's own address here, and believes listed proxies only.
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104  a bucket for those without one

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        # Guesses spread over many people and many addresses meet one more limit, over everything.
        guess = ratelimit.consume(request, app="allauth.account", action="login_failed_everywhere", key="everywhere")
        if not guess:
            raise self.validation_error("too_many_login_attempts")
        person = cast(User | None, super().authenticate(request, **credentials))
        if person:
            guess.rollback()
        return person

    def set_password(self, user: User, password: str) -> None:
        credentials.keep_password(user, password)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponseBase:
        timeline.record("person.logged_in", on=user, by=user, at=timezone.now())
        return cast(HttpResponseBase, super().post_login(request, user, **details))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("log-in refused", extra={"client": self.get_client_ip(request)})

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in ways]

    def get_reset_password_from_key_url(self, key: str) -> str:
        # Never from the request: its Host header is the client's word.
        return settings.SITE_URL.rstrip("/") + reverse("account_reset_password_from_key", args=["x", "y"]).replace(
            "x-y", key
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # A mail server that is down must not tell who is known here, nor take the page down.
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("mail could not be sent", extra={"template": template_prefix})


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of second factors and recovery codes are encrypted at rest."""

    error_messages = DefaultMFAAdapter.error_messages | faults.SECOND_FACTORS

    def encrypt(self, text: str) -> str:
        return secrecy.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrecy.unseal(encrypted_text)

    def generate_authenticator_name(self, user: Any, kind: str) -> str:
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return gettext("Passkey %(n)s") % {"n": number}

    def _get_site_name(self) -> str:
        return "Hourglass"


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who comes in through the company's identity provider: people we know, invited people, and allowed domains."""

    error_messages = DefaultSocialAccountAdapter.error_messages | faults.SINGLE_SIGN_ON

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """This function will connect the sign-on to a person, or refuse it with a page that says what to do."""
        address, verified = claimed(sociallogin)
        known = sociallogin.user if sociallogin.is_existing else None
        if known is not None:
            if address and User.objects.filter(email=address).exclude(pk=known.pk).exists():
                refuse(request, _("This e-mail address belongs to somebody else here; ask an administrator."))
            return
        if not verified:
            refuse(request, _("The identity provider has not verified your e-mail address; verify it there first."))
        person = self.person(address, sociallogin)
        if person is None:
            refuse(request, _("Nobody here has this e-mail address; ask an administrator for an invitation."))
        elif not person.is_active:
            refuse(request, _("This account is deactivated; ask an administrator."))
        elif SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider).exists():
            refuse(request, _("Another identity is connected to this account; ask an administrator."))
        else:
            sociallogin.connect(request, person)
            timeline.record(
                "person.sso_connected",
                on=person,
                by=person,
                at=timezone.now(),
                new={"provider": sociallogin.account.provider},
            )

    def person(self, address: str, sociallogin: SocialLogin) -> User | None:
        """This function will find the person of a verified address, or make them by invitation or by allowed domain."""
        if known := User.objects.filter(email=address).first():
            return cast(User, known)
        now = timezone.now()
        name = str(sociallogin.account.extra_data.get("userinfo", {}).get("name") or address.partition("@")[0])[:80]
        try:
            if invitation := people.open_invitation(address, at=now):
                return people.accept(invitation, name=name, password=None, at=now)
            if address.rpartition("@")[2] in settings.OIDC_DOMAINS:
                roles = Role.objects.filter(key=settings.OIDC_ROLE)
                return people.add(address, name=name, roles=roles, by="single sign-on", at=now)
        except Refused:
            return None
        return None


def claimed(sociallogin: SocialLogin) -> tuple[str, bool]:
    """This function will give the address that the identity provider claims, and whether it says it verified it."""
    for email in sociallogin.email_addresses:
        try:
            # Only a true `true` counts: some providers send the word.
            return people.address(email.email), email.verified is True
        except Refused:
            break
    return "", False


def refuse(request: HttpRequest, message: Any) -> None:
    """This function will end the sign-on with a page that says why."""
    answer = render(request, "socialaccount/authentication_error.html", {"message": message}, status=403)
    raise ImmediateHttpResponse(answer)
