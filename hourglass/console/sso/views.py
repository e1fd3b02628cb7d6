"""Going to the identity provider, and coming back."""

from typing import cast

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from hourglass.console.sso.provider import StrictAdapter


@login_not_required
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return answer(OAuth2LoginView, request, provider_id)


@login_not_required
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return answer(OAuth2CallbackView, request, provider_id)


def answer(
    view: type[OAuth2LoginView] | type[OAuth2CallbackView], request: HttpRequest, provider_id: str
) -> HttpResponseBase:
    """This function will run a view of the library for a provider that is set up; another one is not found."""
    try:
        return cast(HttpResponseBase, view.adapter_view(StrictAdapter(request, provider_id))(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
