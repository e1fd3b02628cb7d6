"""Teams and their leads."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hourglass.base import people
from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.people import TeamEditForm, TeamForm
from hourglass.console.refusals import said_on, status_of


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    form = TeamForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        with said_on(form):
            people.add_team(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Team added."))
            return redirect("teams")
    members = Prefetch("members", User.objects.visible_to(request.user).active().order_by("name"))
    rows = Team.objects.select_related("lead").prefetch_related(members).order_by("name")
    return render(request, "console/people/teams.html", {"form": form, "rows": rows}, status=status_of(form))


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    known = {"name": team.name, "lead": team.lead_id, "version": team.version}
    form = TeamEditForm(request.POST if request.method == "POST" else None, initial=known, by=request.user)
    if form.is_valid():
        now, data = timezone.now(), form.cleaned_data
        with said_on(form), transaction.atomic():
            people.rename_team(team, version=data["version"], name=data["name"], by=request.user, at=now)
            people.change_lead(team, to=data["lead"], by=request.user, at=now)
            messages.success(request, _("Team saved."))
            return redirect("teams")
        team.refresh_from_db()
    return render(request, "console/people/team.html", {"form": form, "team": team}, status=status_of(form))
