"""Keys: what sources send events with, and what services act with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import keys
from hourglass.base.models import ServiceToken, WriteKey
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, confirmed, needs
from hourglass.console.forms.keys import TokenForm, WriteKeyForm
from hourglass.console.refusals import said_on, status_of


@needs(Permission.KEYS_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    context = {
        "now": timezone.now(),
        "write_keys": WriteKey.objects.select_related("created_by").order_by("source", "-created_at"),
        "tokens": ServiceToken.objects.visible_to(request.user).select_related("owner").order_by("-created_at"),
    }
    return render(request, "console/keys/index.html", context)


@needs(Permission.KEYS_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def add_write_key(request: Request) -> HttpResponse:
    form = WriteKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with said_on(form):
            key, secret = keys.create_write_key(form.cleaned_data["source"], by=request.user, at=timezone.now())
            return render(request, "console/keys/made.html", {"made": key, "secret": secret})
    return render(request, "console/keys/add.html", {"form": form, "type": "key"}, status=status_of(form))


@needs(Permission.KEYS_MANAGE)
@never_cache
@require_POST
@confirmed
def rotate(request: Request, pk: int) -> HttpResponse:
    old = get_object_or_404(WriteKey, pk=pk)
    key, secret = keys.rotate_write_key(old, by=request.user, at=timezone.now())
    old.refresh_from_db()
    return render(request, "console/keys/made.html", {"made": key, "secret": secret, "old": old})


@needs(Permission.KEYS_MANAGE)
@require_POST
def revoke_write_key(request: Request, pk: int) -> HttpResponse:
    keys.revoke_write_key(get_object_or_404(WriteKey, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("Write key revoked."))
    return redirect("keys")


@needs(Permission.KEYS_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def add_token(request: Request) -> HttpResponse:
    form = TokenForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        with said_on(form):
            token, secret = keys.create_token(
                form.cleaned_data["name"],
                permissions=form.cleaned_data["permissions"],
                expires_at=form.ends(),
                by=request.user,
                at=timezone.now(),
            )
            return render(request, "console/keys/made.html", {"made": token, "secret": secret})
    return render(request, "console/keys/add.html", {"form": form, "type": "token"}, status=status_of(form))


@needs(Permission.KEYS_MANAGE)
@require_POST
def revoke_token(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(ServiceToken.objects.visible_to(request.user), pk=pk)
    keys.revoke_token(token, by=request.user, at=timezone.now())
    messages.success(request, _("Service token revoked."))
    return redirect("keys")
