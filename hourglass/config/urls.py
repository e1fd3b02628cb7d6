"""Every address: the console at the root, log-in under /accounts/."""

from django.urls import include, path

handler500 = "hourglass.console.errors.failed"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("hourglass.console.urls")),
]
