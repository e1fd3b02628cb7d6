"""What the shell around every page needs: where we are, where else the person may go, and how it should look.

Sidebar, palette and list of keys are the same for everybody who may open the same places, as long as they read the same
language and the company has the same words. Each is drawn once in every process for what it is called with, and for
nothing else: no request, no person. Which places those are is asked anew for every page, so a role that is given or
taken counts from the next page on; and so does a term that is worded otherwise.
"""

from functools import cache, lru_cache, partial
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, override

from hourglass.base import readiness
from hourglass.base.models import User
from hourglass.base.speaking import Voice, voice
from hourglass.console.navigation import among, current, open_to
from hourglass.ui.spelling import spellings

# What the palette does beside going somewhere: a label, an icon, and the button of the page that does it.
ACTIONS = (
    (gettext_lazy("Switch between light and dark"), "moon", "[data-theme-form] button"),
    (gettext_lazy("Switch language"), "language", "[data-language-form] button"),
    (gettext_lazy("Keyboard shortcuts"), "keyboard", "[data-open=keys]"),
    (gettext_lazy("Log out"), "logout", "[data-log-out] button"),
)
STRANGER = {"theme": "auto", "density": "comfortable"}
KEPT = 512  # drawings of each kind that a process keeps, the ones asked for last


def shell(request: HttpRequest) -> dict[str, Any]:
    """This function will give the shell's context; what a page does not show is not computed."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    person: User | None = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"here": here, "look": STRANGER}
    names = cache(partial(open_to, person))
    return {
        "here": here,
        "look": cache(partial(look, person)),
        "shell": {
            "sidebar": lambda: sidebar(names(), voice(), current(names(), request.path)),
            "palette": lambda: palette(names(), voice()),
            "keys": lambda: keys(names(), voice(), person.shortcuts),
        },
    }


def look(person: User) -> dict[str, Any]:
    """This function will give how the person wants the product to look."""
    return {
        "theme": person.theme,
        "density": person.density,
        "workspace": readiness.workspace_name(timezone.now(), voice().language),
        "role": gettext(", ").join(str(role) for role in person.held_roles),
    }


@lru_cache(maxsize=KEPT)
def sidebar(names: frozenset[str], spoken: Voice, here: str) -> str:
    """This function will draw every group and place of `names`, the place `here` marked as the current one."""
    with override(spoken.language):
        return render_to_string("ui/places.html", {"groups": among(names), "here": here})


@lru_cache(maxsize=KEPT)
def palette(names: frozenset[str], spoken: Voice) -> str:
    """This function will draw the command palette: the pages of `names`, and actions."""
    with override(spoken.language):
        return render_to_string("ui/palette.html", {"palette": entries(names)})


@lru_cache(maxsize=KEPT)
def keys(names: frozenset[str], spoken: Voice, single: bool) -> str:
    """This function will draw the list of keys, with a word about single keys when they are switched off."""
    jumps = [place for _group, found in among(names) for place, _url in found if place.key]
    with override(spoken.language):
        return render_to_string("ui/keys.html", {"jumps": jumps, "shortcuts": single})


def entries(names: frozenset[str]) -> list[dict[str, str]]:
    """This function will list what the command palette offers: the pages of `names`, and actions."""
    pages = [
        entry(place.label, place.icon, gettext("Go to"), href=url, key=place.key)
        for _group, found in among(names)
        for place, url in found
    ]
    own = entry(gettext_lazy("Preferences"), "adjustments-horizontal", gettext("Go to"), href=reverse("preferences"))
    return [*pages, own, *(entry(label, icon, gettext("Actions"), press=button) for label, icon, button in ACTIONS)]


def entry(label: Any, icon: str, group: str, **rest: str) -> dict[str, str]:
    """This function will make one entry, found by its words in both languages and by pinyin."""
    return {"label": str(label), "icon": icon, "group": group, "keys": words(label), **rest}


def words(label: Any) -> str:
    """This function will return what else finds an entry: its words in the other language, pinyin, initials."""
    said = {get_language(): str(label)}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = str(label)
    return " ".join([said["en"], said["zh-hans"], *spellings(said["zh-hans"])]).lower()
