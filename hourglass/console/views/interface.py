"""The interface for other machines, as people read it, and the tokens that act for who looks."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import configuration, keys
from hourglass.base.models import ServiceToken
from hourglass.base.permissions import Permission
from hourglass.console import calling
from hourglass.console.access import Request, needs
from hourglass.gateway.api.batch import MOST
from hourglass.gateway.api.problems import EVERY
from hourglass.gateway.rules import REQUESTS_A_MINUTE


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    now = timezone.now()
    own = ServiceToken.objects.visible_to(request.user).filter(owner=request.user).order_by("-created_at")
    context = {
        "now": now,
        "tokens": own,
        "makes": request.user.can(Permission.KEYS_MANAGE),
        "parts": calling.parts(),
        "rows": calling.rows(),
        "kinds": EVERY,
        "base": f"{settings.SITE_URL}/api/v1",
        "limit": configuration.value(REQUESTS_A_MINUTE, on=configuration.today(now)),
        "most": MOST,
    }
    return render(request, "console/interface/index.html", context)


@needs()
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    own = ServiceToken.objects.visible_to(request.user).filter(owner=request.user)
    keys.revoke_token(get_object_or_404(own, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("Service token revoked."))
    return redirect("interface")
