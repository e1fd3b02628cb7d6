"""Sources of events: how well they come in, their keys, their newest events, and how to send."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console import quality
from hourglass.console.access import Request, confirmed, needs
from hourglass.console.forms.sources import NewSourceForm, ReplayForm, SourceForm
from hourglass.console.refusals import said_on, status_of
from hourglass.gateway.intake import replaying
from hourglass.usage import sources
from hourglass.usage.models import Source


@needs(Permission.SOURCES_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """Every source, with how well its events come in."""
    manages = request.user.can(Permission.SOURCES_MANAGE)
    context = {"rows": quality.rows(timezone.now()), "unknown": quality.unknown(), "manages": manages}
    return render(request, "console/sources/index.html", context)


@needs(Permission.SOURCES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a source."""
    form = NewSourceForm(request.POST or None)
    if form.is_valid():
        with said_on(form):
            made = sources.add(form.cleaned_data["name"], by=request.user, at=timezone.now())
            messages.success(request, _("Source added. Make a write key for it now."))
            return redirect("source", made.pk)
    return render(request, "console/sources/add.html", {"form": form}, status=status_of(form))


@needs(Permission.SOURCES_VIEW)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One source: how well it is, what was dropped, and its keys."""
    source, at = get_object_or_404(Source, pk=pk), timezone.now()
    context = {
        "source": source,
        "state": quality.state(source, at),
        "drops": quality.drops(source, at),
        "keys": sources.keys_of(source).select_related("created_by"),
        "now": at,
        "manages": request.user.can(Permission.SOURCES_MANAGE),
        "makes_keys": request.user.can(Permission.KEYS_MANAGE),
    }
    return render(request, "console/sources/show.html", context)


@needs(Permission.SOURCES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what is kept of a source's events."""
    source = get_object_or_404(Source, pk=pk)
    known = {
        "kept": "\n".join(source.kept),
        "group_type": source.group_type,
        "silent_after": source.silent_after,
        "version": source.version,
    }
    form = SourceForm(request.POST or None, initial=known)
    if form.is_valid():
        with said_on(form):
            sources.edit(
                source,
                version=form.opened_version(),
                kept=form.names(),
                group_type=form.cleaned_data["group_type"],
                silent_after=form.cleaned_data["silent_after"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Source saved."))
            return redirect("source", pk)
    return render(request, "console/sources/edit.html", {"form": form, "source": source}, status=status_of(form))


@needs(Permission.KEYS_MANAGE)
@never_cache
@require_POST
@confirmed
def make_key(request: Request, pk: int) -> HttpResponse:
    """Make a write key; one that works already goes on for a week."""
    source = get_object_or_404(Source, pk=pk)
    key, secret = sources.make_key(source, by=request.user, at=timezone.now())
    old = sources.keys_of(source).exclude(pk=key.pk).filter(revoked_at=None).exclude(expires_at=None).first()
    context = {"made": key, "secret": secret, "old": old, "source": source, "base": settings.SITE_URL}
    return render(request, "console/sources/made.html", context)


@needs(Permission.SOURCES_MANAGE)
@require_POST
def replay(request: Request, pk: int) -> HttpResponse:
    """Read events again that had been turned away."""
    source, form = get_object_or_404(Source, pk=pk), ReplayForm(request.POST)
    if form.is_valid():
        taken, left = replaying.replay(source, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        said = ngettext("%(n)d event was taken in now.", "%(n)d events were taken in now.", taken) % {"n": taken}
        rest = ngettext("%(n)d still cannot be read.", "%(n)d still cannot be read.", left) % {"n": left}
        messages.success(request, f"{said} {rest}" if left else said)
    return redirect("source", pk)


@needs(Permission.SOURCES_VIEW)
@require_safe
def events(request: Request, pk: int) -> HttpResponse:
    """The newest events of a source, each with what the steps do to it."""
    source = get_object_or_404(Source, pk=pk)
    context = {"source": source, "events": list(quality.newest(source, timezone.now())), "titles": quality.titles()}
    return render(request, "console/sources/events.html", context)


@needs(Permission.SOURCES_VIEW)
@require_safe
def guide(request: Request, pk: int) -> HttpResponse:
    """How to send, client by client, to copy."""
    context = {"source": get_object_or_404(Source, pk=pk), "base": settings.SITE_URL}
    return render(request, "console/sources/guide.html", context)
