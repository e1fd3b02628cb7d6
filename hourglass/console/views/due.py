"""What was due for renewal and what became of it, and the corrections of what was settled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base.periods import Period
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.console.access import Request, needs
from hourglass.console.figures import asking, drawing, due_rows
from hourglass.console.figures.tiles import tile
from hourglass.console.forms.figures import QUARTER, CorrectionForm
from hourglass.console.views.figures import page
from hourglass.revenue import closing, due, settling
from hourglass.revenue.models import ClosedMonth, Settled
from hourglass.revenue.renewal_rates import Cohort


@needs(Permission.FIGURES_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """The due cohort of a window: both rates, what lies between them, and each account."""
    asked = asking.read(request, kind=QUARTER)
    frame = asked.frame
    found = due.of(frame, asked.whole, at=asked.at)
    cohort = found.cohort
    tiles = (
        tile(_("Renewal rate, customers"), cohort.logos, frame.currency, money=False),
        tile(_("Renewal rate, amount"), cohort.amount, frame.currency),
        tile(_("Like for like"), cohort.like_for_like, frame.currency),
        tile(_("Renewed early"), cohort.early, frame.currency, money=False),
    )
    context = {
        "tiles": tiles,
        "cohort": cohort,
        "cohort_named": drawing.named(asked.whole),
        "last_open": due_rows.next_lock(cohort),
        "query": "&" + asked.link().removeprefix("?"),
        "split": due_rows.split(cohort, frame.currency),
        "months": [due_rows.total(month, frame.currency) for month in by_month(cohort)],
        "rows": due_rows.accounts(cohort, request.user, frame.currency, request.GET.get("page")),
        "drifts": due_rows.drifts(found, request.user, frame.currency),
        "corrects": request.user.can(Permission.PAYMENTS_CONFIRM),
        "left_out": frame.left_out(),
    }
    return page(request, "due", asked, context)


def by_month(cohort: Cohort) -> list[Cohort]:
    """This function will cut a cohort at the months of its window."""
    return [
        Cohort(
            month, tuple(each for each in cohort.outcomes if each.due_on in month), cohort.rules, cohort.day,
            cohort.at, cohort.scope,
        )
        for month in Period(cohort.window.start, cohort.window.end).by_month()
    ]  # fmt: skip


@needs(Permission.PAYMENTS_CONFIRM)
@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    """Book what the contracts say now in place of a settled renewal."""
    kept = get_object_or_404(Settled.objects.visible_to(request.user), pk=pk)
    settling.correct(kept, by=request.user, at=timezone.now(), reason=reason(request))
    messages.success(request, _("The correction is booked."))
    return redirect("figures-due")


@needs(Permission.PAYMENTS_CONFIRM)
@require_POST
def correct_month(request: Request, pk: int) -> HttpResponse:
    """Book what the contracts say now in place of a closed month."""
    kept = get_object_or_404(ClosedMonth, pk=pk)
    closing.correct(kept, by=request.user, at=timezone.now(), reason=reason(request))
    messages.success(request, _("The correction is booked."))
    return redirect("figures-bridge")


def reason(request: Request) -> str:
    """This function will read why; without a usable reason nothing is corrected."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        raise Refused(form.errors["reason"][0], field="reason")
    return str(form.cleaned_data["reason"])
