"""One entry of the record: how it reads, how it read before, and the form that corrects it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hourglass.base.models import Entry
from hourglass.console.access import Request, needs
from hourglass.console.forms.audit import CorrectionForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.telling import Telling
from hourglass.customers import touches


@needs()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    seen = Entry.objects.visible_to(request.user).told().select_related("text", "seal")
    entry = get_object_or_404(seen, pk=pk)
    if entry.corrects_id:
        return redirect("entry", entry.corrects_id)
    telling = Telling(entry, reader=request.user)
    form = CorrectionForm(request.POST or None, version=telling.newest)
    if form.is_valid():
        with said_on(form):
            why = form.cleaned_data["why"]
            touches.correct(entry, to=form.changed(), by=request.user, at=timezone.now(), reason=why)
            messages.success(request, _("The entry is corrected; both versions can be read."))
            return redirect("entry", entry.pk)
    return render(request, "console/audit/entry.html", {"telling": telling, "form": form}, status=status_of(form))
