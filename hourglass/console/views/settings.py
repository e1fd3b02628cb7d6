"""Workspace settings: what holds now, what is planned, and who changed what and why."""

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.configuration import ConfigurationRefused
from hourglass.base.models import ConfiguredValue
from hourglass.base.permissions import Permission
from hourglass.base.settings import Setting, declared
from hourglass.console import naming
from hourglass.console.access import Request, needs
from hourglass.console.forms.settings import CancellationForm, ChangeForm
from hourglass.console.refusals import said_on, status_of


@needs(Permission.SETTINGS_MANAGE)
@require_safe
def show(request: Request) -> HttpResponse:
    today = configuration.today(timezone.now())
    groups = [
        {"label": label, "rows": [standing(setting, today) for setting in settings]}
        for label, settings in groupby(declared().values(), lambda setting: setting.group)
    ]
    changed = sum(row["found"] is not None for group in groups for row in group["rows"])
    planned = sum(len(row["upcoming"]) for group in groups for row in group["rows"])
    return render(request, "console/settings/index.html", {"groups": groups, "changed": changed, "planned": planned})


@needs(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: str) -> HttpResponse:
    setting, now = known(key), timezone.now()
    today = configuration.today(now)
    row = standing(setting, today)
    form = ChangeForm(setting, request.POST or None, initial={"value": row["value"], "effective_from": today})
    if form.is_valid():
        with said_on(form):
            verb = configuration.correct if form.cleaned_data.pop("correction") else configuration.change
            verb(setting, form.cleaned_data.pop("value"), by=request.user, at=now, **form.cleaned_data)
            messages.success(request, _("%(setting)s: the change is kept.") % {"setting": setting.label})
            return redirect("setting", key)
    history = Paginator(configuration.history(setting), 20).get_page(request.GET.get("page"))
    rows = [told(setting, change, today) for change in history]
    context = {**row, "form": form, "history": history, "rows": rows}
    return render(request, "console/settings/one.html", context, status=status_of(form))


@needs(Permission.SETTINGS_MANAGE)
@require_POST
def cancel(request: Request, key: str, pk: int) -> HttpResponse:
    row = get_object_or_404(ConfiguredValue, pk=pk, key=known(key).key)
    form = CancellationForm(request.POST)
    if not form.is_valid():
        raise ConfigurationRefused(_("Say why; the reason is kept with the change."))
    configuration.cancel(row, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("The planned change is taken back."))
    return redirect("setting", key)


def known(key: str) -> Setting[Any]:
    """This function will give the setting called `key`; there is no page for another."""
    if key not in declared():
        raise Http404
    return declared()[key]


def told(setting: Setting[Any], change: ConfiguredValue, today: date) -> dict[str, Any]:
    """This function will tell one row of the history."""
    back = setting.default if change.inherits else setting.read(change.value)
    planned = change.effective_from > today and change.cancelled_at is None
    who = change.author or naming.actor(change.author_label)
    return {"change": change, "shown": setting.shown(back), "planned": planned, "who": who}


def standing(setting: Setting[Any], today: date) -> dict[str, Any]:
    """This function will tell how a setting stands: its value, since when, and what is planned."""
    now = configuration.current()
    value = now.value(setting, on=today)
    return {
        "setting": setting,
        "value": value,
        "shown": setting.shown(value),
        "found": now.found(setting.key, on=today),
        "upcoming": [
            (planned.effective_from, setting.shown(setting.read(planned.value)))
            for planned in now.upcoming(setting.key, after=today)
            if not planned.inherits
        ],
    }
