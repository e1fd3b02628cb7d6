"""A person's own preferences: language, theme, density, shortcuts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from hourglass.base import preferences
from hourglass.console.access import Request, needs
from hourglass.console.forms.preferences import PreferencesForm, ThemeForm
from hourglass.console.refusals import status_of, way_back


@needs()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request) -> HttpResponse:
    form = PreferencesForm(request.POST or None, initial=model_to_dict(request.user, preferences.NAMES))
    if form.is_valid():
        preferences.change(request.user, by=request.user, at=timezone.now(), **form.cleaned_data)
        translation.activate(request.user.language)
        messages.success(request, _("Preferences saved."))
        return redirect("preferences")
    return render(request, "console/preferences/index.html", {"form": form}, status=status_of(form))


@needs()
@require_POST
def theme(request: Request) -> HttpResponse:
    form = ThemeForm(request.POST)
    if form.is_valid():
        preferences.change(request.user, by=request.user, at=timezone.now(), theme=form.cleaned_data["theme"])
    if request.htmx:
        return HttpResponse(status=204)
    return HttpResponseRedirect(way_back(request))


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language, also before log-in; for a person who is logged in it is kept with them."""
    answer = set_language(request)
    wanted = request.POST.get("language")
    if request.user.is_authenticated and wanted in ("zh-hans", "en"):
        preferences.change(request.user, by=request.user, at=timezone.now(), language=wanted)
    return answer
