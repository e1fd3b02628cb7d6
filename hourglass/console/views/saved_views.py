"""Views that people keep of lists: saved from what a list shows, changed, shared, put in order, removed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console import telling
from hourglass.console.access import Request, needs
from hourglass.console.forms.lists import ViewForm
from hourglass.console.lists import tabs
from hourglass.console.lists.asking import Asked
from hourglass.console.lists.nouns import Noun
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views import lists
from hourglass.customers import saved_views
from hourglass.customers.conditions import wording
from hourglass.customers.models import SavedView


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def index(request: Request, noun: str) -> HttpResponse:
    asked = lists.of(known(noun), request)
    views = [
        {
            "view": view,
            "label": wording.worded(view.label),
            "row": (row := getattr(view, "row", None)),
            "may": row is not None and tabs.may_change(row, request.user),
        }
        for view in asked.views
    ]
    context = {"noun": asked.noun, "views": views, "title": asked.noun.title, "address": reverse(noun)}
    return render(request, "console/lists/views.html", context)


@needs(Permission.ACCOUNTS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, noun: str) -> HttpResponse:
    """Keep what a list shows now under a name."""
    asked = lists.of(known(noun), request)
    form = ViewForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        with said_on(form):
            view = saved_views.add(noun, **form.cleaned_data, **state_of(asked), by=request.user, at=timezone.now())
            messages.success(request, _("View saved."))
            return redirect(f"{reverse(noun)}?view={tabs.key_of(view)}")
    return page(request, form, asked.noun, state=asked.link(view=asked.view.key))


@needs(Permission.ACCOUNTS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """Rename a view, share it, or say that it lists problems."""
    view = find(request, pk)
    form = ViewForm(request.POST if request.method == "POST" else None, by=request.user, view=view)
    if form.is_valid():
        with said_on(form):
            saved_views.edit(view, version=form.seen, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("View saved."))
            return redirect(f"{reverse(view.noun)}?view={tabs.key_of(view)}")
    return page(request, form, known(view.noun), view=view)


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def update(request: Request, pk: int) -> HttpResponse:
    """Let a view show from now on what its list shows now."""
    view = find(request, pk)
    asked = lists.of(known(view.noun), request)
    saved_views.edit(view, version=view.version, **state_of(asked), by=request.user, at=timezone.now())
    messages.success(request, _("View saved."))
    return redirect(f"{reverse(view.noun)}?view={tabs.key_of(view)}")


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    view = find(request, pk)
    saved_views.remove(view, version=view.version, by=request.user, at=timezone.now())
    undo = reverse("view-restoration", args=[view.pk])
    messages.success(request, _("View removed."), extra_tags=f"undo={undo}")
    return redirect("views", view.noun)


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    saved_views.restore(view, version=view.version, by=request.user, at=timezone.now())
    messages.success(request, _("View brought back."))
    return redirect("views", view.noun)


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def arrange(request: Request, noun: str) -> HttpResponse:
    """Move one tab to the left or to the right."""
    asked = lists.of(known(noun), request)
    way = {"left": -1, "right": 1}.get(request.POST.get("way", ""), 0)
    keys = tabs.moved(asked.views, request.POST.get("key", ""), way)
    saved_views.arrange(noun, keys, by=request.user, at=timezone.now())
    return redirect("views", noun)


def known(noun: str) -> Noun:
    """This function will find the list of a name."""
    if noun not in lists.NOUNS:
        raise Http404
    return lists.NOUNS[noun]


def find(request: Request, pk: int) -> SavedView:
    """This function will fetch a view that the person has, or that is shared."""
    view: SavedView = get_object_or_404(SavedView.objects.visible_to(request.user).kept(), pk=pk)
    return view


def state_of(asked: Asked) -> dict[str, Any]:
    """This function will give what a view keeps of a list: condition, columns and order."""
    columns = [column.key for column in asked.shown if not column.fixed]
    return {"condition": asked.node, "columns": columns, "sort": asked.sort}


def page(
    request: Request, form: ViewForm, noun: Noun, *, view: SavedView | None = None, state: str = ""
) -> HttpResponse:
    """This function will show the form of a view, as a page or in the drawer."""
    context = {
        "form": form,
        "view": view,
        "title": noun.title,
        "back": reverse(noun.key) + (f"?view={tabs.key_of(view)}" if view else state),
        "action": request.get_full_path(),
        "history": telling.history(view) if view else [],
    }
    part = "#drawer" if request.htmx and not lists.history(request) else ""
    return render(request, f"console/lists/view.html{part}", context, status=status_of(form))
