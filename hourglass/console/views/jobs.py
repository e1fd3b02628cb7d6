"""Jobs: what runs on schedule, whether it is well, and what people may do about it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import jobs, standing, timeline
from hourglass.base.models import Run
from hourglass.base.permissions import Permission
from hourglass.base.standing import Health, Standing
from hourglass.console import cadences
from hourglass.console.access import Request, needs
from hourglass.console.forms.jobs import ReasonForm, SetBackForm
from hourglass.console.refusals import said_on, status_of

RUNS = 50
TONES = {
    Health.DEAD: "bad",
    Health.LATE: "bad",
    Health.FAILING: "watch",
    Health.RUNNING: "accent",
    Health.WELL: "ok",
    Health.NEW: "line",
}
DECISIONS = {"retry": jobs.retry, "discard": jobs.discard}


@dataclass(frozen=True, slots=True)
class Row:
    """A job as the list and its page tell it."""

    is_: Standing

    @property
    def cadence(self) -> str:
        return cadences.words(self.is_.job.cadence)

    @property
    def tone(self) -> str:
        return TONES[self.is_.health]

    @property
    def late(self) -> str:
        return cadences.span(self.is_.late) if self.is_.late > self.is_.job.late_after else ""


@needs(Permission.JOBS_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    at = timezone.now()
    rows = [Row(found) for found in standing.standings(at=at)]
    context = {
        "rows": rows,
        "workers": jobs.workers_alive(at=at).order_by("name"),
        "unwell": sum(row.tone == "bad" for row in rows),
        "dead": Run.objects.dead().count(),
    }
    return render(request, "console/jobs/index.html", context)


@needs(Permission.JOBS_VIEW)
@require_safe
def show(request: Request, key: str) -> HttpResponse:
    return page(request, key, SetBackForm())


@needs(Permission.JOBS_MANAGE)
@require_POST
def run(request: Request, key: str) -> HttpResponse:
    find(key)
    jobs.run_now(key, by=request.user, at=timezone.now())
    messages.success(request, _("The run is queued; it starts within seconds."))
    return redirect("job", key)


@needs(Permission.JOBS_MANAGE)
@require_POST
def set_back(request: Request, key: str) -> HttpResponse:
    find(key)
    form = SetBackForm(request.POST)
    if form.is_valid():
        with said_on(form):
            jobs.set_back(key, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The job is set back; its periods run once more."))
            return redirect("job", key)
    return page(request, key, form)


@needs(Permission.JOBS_VIEW)
@require_safe
def dead_letters(request: Request) -> HttpResponse:
    rows = Run.objects.dead().order_by("-dead_at")[:RUNS]
    for row in rows:
        row.title = title(row.job)  # type: ignore[attr-defined]
    return render(request, "console/jobs/dead.html", {"rows": rows})


@needs(Permission.JOBS_VIEW)
@require_safe
def dead_letter(request: Request, pk: int) -> HttpResponse:
    return letter(request, pk, ReasonForm())


@needs(Permission.JOBS_MANAGE)
@require_POST
def decide(request: Request, pk: int, decision: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        with said_on(form):
            DECISIONS[decision](dead(pk), by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            messages.success(request, _("Your decision is recorded."))
            return redirect("dead-letters")
    return letter(request, pk, form)


def find(key: str) -> Standing:
    """This function will find a job of the schedule by its key, or answer 404."""
    for found in standing.standings(at=timezone.now()):
        if found.job.key == key:
            return found
    raise Http404


def dead(pk: int) -> Run:
    """This function will fetch a run that was once given up, or answer 404."""
    return get_object_or_404(Run.objects.exclude(dead_at=None), pk=pk)


def title(key: str) -> Any:
    """This function will name a job, also one that the schedule no longer lists."""
    job = jobs.known(key)
    return job.title if job else key


def page(request: Request, key: str, form: SetBackForm) -> HttpResponse:
    """This function will show one job with its newest runs."""
    found = find(key)
    runs = Run.objects.filter(job=key).select_related("asked_by").order_by("-pk")[:RUNS]
    context = {"row": Row(found), "job": found.job, "runs": runs, "form": form}
    return render(request, "console/jobs/job.html", context, status=status_of(form))


def letter(request: Request, pk: int, form: ReasonForm) -> HttpResponse:
    """This function will show a run that was given up: its error, its payload, and the decision it waits for."""
    found = dead(pk)
    payload = timeline.masked(found.payload)
    context = {"run": found, "title": title(found.job), "payload": payload, "form": form}
    return render(request, "console/jobs/letter.html", context, status=status_of(form))
