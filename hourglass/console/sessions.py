"""How long a session lasts, and that it has the second factor its roles ask for."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from hourglass.base import configuration
from hourglass.base.workspace import SESSION_ABSOLUTE, SESSION_IDLE

BEGAN = "session_began"
SEEN = "session_seen"
# Writing the session with every request would be a database write a page; being exact to a minute is enough.
GRAIN = 60
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SessionLimits:
    """Middleware: ends a session that was idle too long or that lasted too long, whatever the cookie says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            session, now = request.session, time.time()
            began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
            idle, longest = limits()
            if now - seen > idle or now - began > longest:
                logout(request)
            elif now - seen > GRAIN:
                session[SEEN] = now
        return self.get_response(request)


def limits() -> tuple[int, int]:
    """This function will give the seconds a session may be idle, and may last, as the workspace sets them today."""
    today = configuration.today(timezone.now())
    return (
        60 * configuration.value(SESSION_IDLE, on=today),
        3600 * configuration.value(SESSION_ABSOLUTE, on=today),
    )


class SecondFactor:
    """Middleware: a person with a role that requires a second factor sets one up before anything else."""

    # What somebody without it still needs: to set it up, to prove who they are, to leave, to change the language.
    OPEN = ("mfa_", "account_reauthenticate", "account_logout", "account_set_password", "language", "set_language")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """This function will send the person to the second factor's page until there is one."""
        name = (request.resolver_match and request.resolver_match.view_name) or ""
        user = request.user
        if not user.is_authenticated or not getattr(view, "login_required", True) or name.startswith(self.OPEN):
            return None
        if not any(role.requires_mfa for role in user.held_roles) or is_mfa_enabled(user, FACTORS):
            return None
        return redirect("mfa_index")
