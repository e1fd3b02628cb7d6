"""The addresses of the interface."""

from django.urls import path

from hourglass.gateway.api.interface import api
from hourglass.gateway.api.pages import description

urlpatterns = [
    path("openapi.json", description, name="open_description"),
    path("", api.urls),
]
