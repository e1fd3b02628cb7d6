"""The addresses of the console."""

from django.urls import path

from hourglass.console.views import preferences, today

urlpatterns = [
    path("", today.show, name="today"),
    path("preferences/", preferences.show, name="preferences"),
    path("preferences/theme/", preferences.theme, name="preferences-theme"),
    path("preferences/language/", preferences.language, name="language"),
]
