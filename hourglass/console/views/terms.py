"""The dictionary of terms: what a thing is called here, in both languages, and the company's own words for it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration, wording
from hourglass.base.labels import Label
from hourglass.base.permissions import Permission
from hourglass.base.terms import GROUPS, TERMS
from hourglass.console import naming
from hourglass.console.access import Request, needs
from hourglass.console.forms.terms import ResetForm, SearchForm, WordForm
from hourglass.console.refusals import said_on, status_of

HEADINGS = {
    "people": gettext_lazy("People and functions"),
    "objects": gettext_lazy("What is worked with"),
    "journey": gettext_lazy("The way of a customer"),
    "figures": gettext_lazy("Goals and figures"),
    "care": gettext_lazy("Health and care"),
    "growth": gettext_lazy("Growth and organisation"),
    "reasons": gettext_lazy("Reasons of non-renewal"),
}


@needs(Permission.SETTINGS_MANAGE)
@require_safe
def show(request: Request) -> HttpResponse:
    today = configuration.today(timezone.now())
    form = SearchForm(request.GET)
    words, only_own = form.asked()
    own = wording.own(configuration.current(), on=today)
    groups = [
        {"label": HEADINGS[name], "rows": [row(key, own) for key in group if fits(key, own, words, only_own)]}
        for name, group in GROUPS.items()
    ]
    context = {"groups": [group for group in groups if group["rows"]], "form": form, "q": words, "only_own": only_own}
    return render(request, "console/terms/index.html", context | {"own": len(own), "all": len(TERMS)})


@needs(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: str) -> HttpResponse:
    now = timezone.now()
    term, word = known(key), wording.worded(key, on=configuration.today(now))
    form = WordForm(request.POST or None, initial={"zh": word.zh, "en": word.en})
    if form.is_valid():
        with said_on(form):
            wording.reword(key, to=form.label(), by=request.user, at=now, reason=form.cleaned_data["reason"])
            messages.success(request, _("The words are kept and show on every page from now on."))
            return redirect("term", key)
    history = Paginator(configuration.history(wording.wording_of(key)), 20).get_page(request.GET.get("page"))
    context = {
        "key": key,
        "term": term,
        "word": word,
        "form": form,
        "history": history,
        "rows": [told(key, change, configuration.today(now)) for change in history],
    }
    return render(request, "console/terms/one.html", context, status=status_of(form))


@needs(Permission.SETTINGS_MANAGE)
@require_POST
def reset(request: Request, key: str) -> HttpResponse:
    known(key)
    wording.reset(key, by=request.user, at=timezone.now(), reason=ResetForm(request.POST).why())
    messages.success(request, _("The term has the product's own words again."))
    return redirect("term", key)


def known(key: str) -> Label:
    """This function will give the term `key` as the product words it; there is no page for another."""
    if key not in TERMS:
        raise Http404
    return TERMS[key]


def row(key: str, own: dict[str, Label]) -> dict[str, Any]:
    """This function will tell how one term stands."""
    return {"key": key, "term": TERMS[key], "own": own.get(key)}


def fits(key: str, own: dict[str, Label], words: str, only_own: bool) -> bool:
    """This function will tell whether a term is looked for."""
    if only_own and key not in own:
        return False
    label, word = TERMS[key], own.get(key, TERMS[key])
    return any(words.casefold() in text.casefold() for text in (key, label.zh, label.en, word.zh, word.en))


def told(key: str, change: Any, today: date) -> dict[str, Any]:
    """This function will tell one row of the history."""
    word = TERMS[key] if change.inherits else wording.wording_of(key).read(change.value)
    who = change.author or naming.actor(change.author_label)
    return {"change": change, "word": word, "who": who, "planned": change.effective_from > today}
