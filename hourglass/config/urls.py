"""Every address: the console at the root, log-in under /accounts/."""

from django.http import Http404
from django.urls import include, path
from django.views import defaults

from hourglass.config import health

handler500 = "hourglass.console.errors.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # An address opens log-in and reset, so only administrators change it: on the person's page, and on the record.
    path("accounts/email/", defaults.page_not_found, {"exception": Http404()}, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("", include("hourglass.console.urls")),
]
