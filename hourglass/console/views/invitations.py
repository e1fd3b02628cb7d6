"""Invitations: sent by people who manage people, accepted by people who are not known yet."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import people
from hourglass.base.models import Invitation, User
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, confirmed, needs
from hourglass.console.forms.people import AcceptForm, InviteForm
from hourglass.console.refusals import said_on, status_of

log = logging.getLogger(__name__)

OPENED = "invitation"


@needs(Permission.PEOPLE_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def invite(request: Request) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        with said_on(form):
            invitation, secret = people.invite(**form.cleaned_data, by=request.user, at=timezone.now())
            link = settings.SITE_URL.rstrip("/") + reverse("invitation-open", args=[secret])
            context = {"invitation": invitation, "link": link, "sent": mailed(request.user, invitation.email, link)}
            return render(request, "console/people/invited.html", context)
    return render(request, "console/people/invite.html", {"form": form}, status=status_of(form))


@needs(Permission.PEOPLE_MANAGE)
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    people.withdraw(invitation, by=request.user, at=timezone.now())
    messages.success(request, _("Invitation withdrawn. Its link opens nothing any more."))
    return redirect("people")


@login_not_required
@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address before any page shows, so that no history, log or referrer keeps it."""
    invitation = people.find_invitation(secret, at=timezone.now())
    if invitation:
        request.session[OPENED] = invitation.pk
    else:
        request.session.pop(OPENED, None)
    return redirect("invitation-acceptance")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    invitation = people.opened_invitation(request.session.get(OPENED), at=timezone.now())
    if invitation is None or request.user.is_authenticated:
        return render(request, "console/people/closed.html", status=404 if invitation is None else 409)
    start = {"language": translation.get_language()}
    form = AcceptForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        with said_on(form):
            people.accept(invitation, **form.cleaned_data, at=timezone.now())
            del request.session[OPENED]
            messages.success(request, _("Welcome. Log in with your e-mail address and password."))
            return redirect("account_login")
    return render(
        request, "console/people/accept.html", {"form": form, "invitation": invitation}, status=status_of(form)
    )


def mailed(by: User, email: str, link: str) -> bool:
    """This function will send the invitation by mail, and tell whether the mail server took it."""
    body = _("{name} invites you to Hourglass. This link works once, within seven days:\n\n{link}\n")
    try:
        sent = send_mail(_("Your invitation to Hourglass"), body.format(name=by.name, link=link), None, [email])
    except OSError:
        log.exception("invitation could not be mailed")
        return False
    return sent == 1
