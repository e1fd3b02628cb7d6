"""Every address: the console at the root, log-in under /accounts/."""

from django.urls import include, path

from hourglass.config import health

handler500 = "hourglass.console.errors.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("", include("hourglass.console.urls")),
]
