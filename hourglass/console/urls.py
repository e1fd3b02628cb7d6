"""The addresses of the console."""

from django.urls import path

from hourglass.console.views import today

urlpatterns = [
    path("", today.show, name="today"),
]
