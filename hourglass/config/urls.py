"""Every address: the console at the root, log-in under /accounts/."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path

from hourglass.config import health


def not_here(_request: HttpRequest, **_words: str) -> NoReturn:
    """This function will answer for a page of the log-in library that this product has no use for."""
    raise Http404


handler500 = "hourglass.console.errors.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # An address opens log-in and reset, so only administrators change it: on the person's page, and on the record.
    # It comes with an invitation, so nobody confirms one by a link either.
    path("accounts/email/", not_here, name="account_email"),
    path("accounts/confirm-email/", not_here, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", not_here, name="account_confirm_email"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("hourglass.gateway.api.urls")),
    path("", include("hourglass.portal.urls")),
    path("", include("hourglass.console.urls")),
]
