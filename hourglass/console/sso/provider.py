"""The provider: what we send to the company's identity provider, and how we check what comes back."""

import hashlib
import hmac
import secrets
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponseBase

NONCE = "oidc_nonce"
# Signatures by a shared secret would let anybody who knows the client's secret make tokens.
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks signature, issuer, audience, expiry, nonce and subject of every ID token."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """This function will turn the answer of the identity provider into a sign-on, or refuse it."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The identity provider sent no ID token.")
        try:
            login = super().complete_login(request, app, token, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise OAuth2Error("The identity provider's answer cannot be read.") from fault
        data = login.account.extra_data
        if data.get("userinfo") and data["userinfo"].get("sub") != data["id_token"]["sub"]:
            raise OAuth2Error("The ID token and the user information are about two people.")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        algorithm, _key = jwtkit.fetch_key(id_token, self.openid_config["jwks_uri"], jwtkit.lookup_kid_jwk)
        if algorithm not in ALGORITHMS:
            raise OAuth2Error("The ID token is not signed with a key of the identity provider.")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        if not claims.get("sub") or "exp" not in claims or "iat" not in claims:
            raise OAuth2Error("The ID token lacks its subject or its time.")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("The ID token is for another application.")
        expected = self.request.session.pop(NONCE, "")
        if not expected or not hmac.compare_digest(str(claims.get("nonce", "")).encode(), hashed(expected).encode()):
            raise OAuth2Error("The ID token answers another log-in.")
        return claims


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """OpenID Connect with a nonce and PKCE in every log-in."""

    oauth2_adapter_class = StrictAdapter
    pkce_enabled_default = True

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        # Nothing of the address is taken over: what a link may add, an attacker's link may add.
        nonce = request.session[NONCE] = secrets.token_urlsafe(32)
        return {**self.get_auth_params(), "nonce": hashed(nonce)}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """This function will send the person to the identity provider, or say that it does not answer."""
        from allauth.socialaccount.helpers import render_authentication_error  # noqa: PLC0415  it imports providers

        # What the library's HTTP client raises is an OSError.
        try:
            answer: HttpResponseBase = super().redirect(request, *args, **kwargs)
        except (OSError, KeyError, ValueError) as fault:
            answer = render_authentication_error(request, self, exception=fault)
        return answer


def hashed(nonce: str) -> str:
    """This function will give the form in which the nonce travels: the session's own value never leaves."""
    return hashlib.sha256(nonce.encode()).hexdigest()


provider_classes = [StrictProvider]
