"""What was signed in a window, by month, whenever its terms begin."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.figures import asking, drawing
from hourglass.console.views.figures import page
from hourglass.revenue import bookings
from hourglass.revenue.bookings import Kind
from hourglass.revenue.models import Contract

AT_ONCE = 50
KINDS = {Kind.FIRST: _("First contract"), Kind.RENEWAL: _("Renewal"), Kind.MORE: _("Further contract")}


@needs(Permission.FIGURES_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """The months of a window, and the contracts behind them."""
    asked = asking.read(request)
    currency = asked.frame.currency
    found = bookings.of(asked.frame, asked.window)
    chosen = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    keys = [one.contract for one in chosen]
    contracts = Contract.objects.visible_to(request.user).filter(pk__in=keys).select_related("account").in_bulk()
    context = {
        "heads": list(KINDS.values()),
        "months": [
            {
                "name": drawing.month_name(month.month),
                "contracts": month.contracts,
                "sums": [Money.from_minor(month.sums[kind], currency) for kind in KINDS],
                "total": Money.from_minor(month.total, currency),
            }
            for month in bookings.by_month(found, asked.months)
        ],
        "rows": [
            (contracts[one.contract], KINDS[one.kind], Money.from_minor(one.annual, currency))
            for one in chosen
            if one.contract in contracts
        ],
        "found": chosen,
        "total": Money.from_minor(sum(one.annual for one in found), currency),
        "query": "&" + asked.link().removeprefix("?"),
    }
    return page(request, "bookings", asked, context)
