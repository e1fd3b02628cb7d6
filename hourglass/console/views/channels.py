"""Channels: the roads on which messages leave, one form for each kind."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import channels, outbox
from hourglass.base.channels import ChannelRefused
from hourglass.base.models import Channel
from hourglass.base.models.channels import Kind, Purpose, Unreadable
from hourglass.base.permissions import Permission
from hourglass.console import telling
from hourglass.console.access import Request, needs
from hourglass.console.refusals import said_on, status_of
from hourglass.gateway.channels import ADAPTERS, webhook
from hourglass.gateway.channels.adapter import ChannelForm
from hourglass.gateway.sentences import sentence

OPEN = Q(deliveries__done_at=None, deliveries__dead_at=None, deliveries__uncertain_at=None)


@needs(Permission.CHANNELS_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    rows = Channel.objects.visible_to(request.user).annotate(waiting=Count("deliveries", filter=OPEN)).order_by("name")
    for row in rows:
        row.trouble = sentence(row.disabled_by)  # type: ignore[attr-defined]
    return render(request, "console/channels/index.html", {"rows": rows, "kinds": Kind})


@needs(Permission.CHANNELS_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, kind: str) -> HttpResponse:
    if kind not in ADAPTERS:
        raise Http404
    chosen = next(k for k in Kind if k == kind)
    form = form_of(chosen, sent(request))
    if form.is_valid():
        secrets, shown = signed(chosen, form)
        with said_on(form):
            channel = channels.add(
                kind=chosen,
                name=form.cleaned_data["name"],
                purpose=next(p for p in Purpose if p == form.cleaned_data["purpose"]),
                options=form.options(),
                secrets=secrets,
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Channel added. Send a test message to see that it works."))
            return page(request, channel, shown=shown) if shown else to(channel)
    return render(request, "console/channels/add.html", {"form": form, "kind": chosen}, status=status_of(form))


@needs(Permission.CHANNELS_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    channel = find(request, pk)
    form = form_of(channel.kind, sent(request), channel)
    if form.is_valid():
        secrets, shown = signed(channel.kind, form)
        with said_on(form):
            channels.edit(
                channel,
                version=form.cleaned_data["version"],
                name=form.cleaned_data["name"],
                options=form.options(),
                secrets=secrets,
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Channel saved."))
            return page(request, channel, shown=shown) if shown else to(channel)
    return page(request, find(request, pk), form)


@needs(Permission.CHANNELS_MANAGE)
@never_cache
@require_POST
def rotate(request: Request, pk: int) -> HttpResponse:
    channel = find(request, pk)
    if channel.kind != Kind.WEBHOOK:
        raise Http404
    at, present = timezone.now(), known(channel)
    if not present:
        raise ChannelRefused(_("The saved secrets cannot be read. Enter the address again and save."))
    secrets = webhook.rotated(present, at=at)
    same = {name: getattr(channel, name) for name in ("version", "name", "options")}
    channels.edit(channel, **same, secrets=secrets, by=request.user, at=at)
    return page(request, channel, shown=secrets["secret"])


@needs(Permission.CHANNELS_MANAGE)
@require_POST
def test(request: Request, pk: int) -> HttpResponse:
    delivery = outbox.send_test(find(request, pk), by=request.user, at=timezone.now())
    return redirect("delivery", delivery.pk)


@needs(Permission.CHANNELS_MANAGE)
@require_POST
def pause(request: Request, pk: int) -> HttpResponse:
    channel = find(request, pk)
    channels.pause(channel, by=request.user, at=timezone.now())
    messages.success(request, _("Channel paused. Its messages wait."))
    return to(channel)


@needs(Permission.CHANNELS_MANAGE)
@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    channel = find(request, pk)
    channels.resume(channel, by=request.user, at=timezone.now())
    messages.success(request, _("Channel resumed. What waited is being sent."))
    return to(channel)


def find(request: Request, pk: int) -> Channel:
    """This function will fetch a channel the person may see."""
    return get_object_or_404(Channel.objects.visible_to(request.user), pk=pk)


def to(channel: Channel) -> HttpResponse:
    """This function will lead back to the channel's page."""
    return redirect("channel", channel.pk)


def known(channel: Channel) -> dict[str, Any]:
    """This function will read the secrets of a channel; those that cannot be read have to be entered again."""
    try:
        return channel.secrets
    except Unreadable:
        return {}


def sent(request: Request) -> Any:
    """This function will give what was typed, or None when the page was only opened."""
    return request.POST if request.method == "POST" else None


def signed(kind: str, form: ChannelForm) -> tuple[dict[str, Any], str]:
    """This function will give the secrets to keep and the one to show: a webhook without a signing secret gets one."""
    secrets = form.secrets()
    if kind != Kind.WEBHOOK or "secret" in secrets:
        return secrets, ""
    made = webhook.fresh()
    return secrets | {"secret": made}, made


def form_of(kind: str, data: Any = None, channel: Channel | None = None) -> ChannelForm:
    """This function will make the form of a kind, filled with what was typed or with what is kept."""
    audiences = channels.AUDIENCES[next(k for k in Kind if k == kind)]
    initial: dict[str, Any] = {"purpose": audiences[0]}
    if channel is not None:
        audiences = tuple(p for p in audiences if p == channel.purpose)
        same = {name: getattr(channel, name) for name in ("name", "purpose", "version")}
        initial = {**channel.options, **same}
    return ADAPTERS[kind].form(data, audiences=audiences, known=known(channel) if channel else None, initial=initial)


def page(request: Request, channel: Channel, form: ChannelForm | None = None, *, shown: str = "") -> HttpResponse:
    """This function will show one channel; `shown` is a secret that was just made and is shown this once."""
    form = form or form_of(channel.kind, channel=channel)
    latest = channel.deliveries.visible_to(request.user).order_by("-pk")[:5]
    context = {
        "channel": channel,
        "form": form,
        "shown": shown,
        "trouble": sentence(channel.disabled_by),
        "latest": latest,
        "history": telling.history(channel, reader=request.user),
        "rotates": channel.kind == Kind.WEBHOOK,
    }
    return render(request, "console/channels/show.html", context, status=status_of(form))
