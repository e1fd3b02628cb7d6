"""The editor of a condition while somebody writes, and why a customer meets a condition or not."""

import re

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.conditions import explaining, fields, reading
from hourglass.console.conditions.previews import Preview
from hourglass.console.conditions.reading import Sent
from hourglass.console.lists import asking
from hourglass.console.lists.asking import ListRefused
from hourglass.customers.conditions import frames, tree
from hourglass.customers.models import Account
from hourglass.customers.registry import facts

FIELD = re.compile(r"[a-z][a-z0-9_-]{0,40}")
MOST_FOUND = 10


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def draft(request: Request) -> HttpResponse:
    """Draw the editor of a form anew, or only its result, from what the form holds now; nothing is kept."""
    name, known = request.GET.get("field", "condition"), facts()
    if not FIELD.fullmatch(name):
        raise ListRefused(_("There is no such field. Open the page again."))
    sent = reading.read(request.POST, name, known)
    preview = Preview(request.user, frames.at_instant(timezone.now()))
    # While one writes, a question that waits for its value is no fault.
    context = fields.editor(Sent(sent.draft, shaped=True, begun=sent.begun), name, known, preview=preview)
    only = request.htmx and request.htmx.target == f"{name}-result"
    return render(request, f"console/conditions/{'live' if only else 'editor'}.html", context)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def why(request: Request, pk: int) -> HttpResponse:
    """Tell question by question why a customer meets a condition, or does not."""
    known, frame = facts(), frames.at_instant(timezone.now())
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    node = tree.read(asking.document_of(request.GET.get("where", "{}")), known)
    context = {
        "account": account,
        "answer": explaining.explain(account, node, known, frame),
        "where": request.GET.get("where", ""),
    }
    return render(request, "console/conditions/why.html", context | found(request))


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def ask(request: Request) -> HttpResponse:
    """Choose the customer of whom to ask why."""
    return render(request, "console/conditions/why.html", {"where": request.GET.get("where", "")} | found(request))


def found(request: Request) -> dict[str, object]:
    """This function will find customers by the words that were typed, closed ones too."""
    words = request.GET.get("who", "").strip()[:100]
    rows = Account.objects.visible_to(request.user).present()
    for word in words.casefold().split():
        rows = rows.filter(search_key__contains=word)
    return {"who": words, "found": rows.order_by("order_key", "pk")[:MOST_FOUND] if words else []}
