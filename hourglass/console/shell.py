"""What the shell around every page needs: where we are, where else the person may go, and how it should look."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, override

from hourglass.base import readiness
from hourglass.base.models import User
from hourglass.console.navigation import open_to
from hourglass.ui.spelling import spellings

# What the palette does beside going somewhere: a label, an icon, and the button of the page that does it.
ACTIONS = (
    (gettext_lazy("Switch between light and dark"), "moon", "[data-theme-form] button"),
    (gettext_lazy("Switch language"), "language", "[data-language-form] button"),
    (gettext_lazy("Keyboard shortcuts"), "keyboard", "[data-open=keys]"),
    (gettext_lazy("Log out"), "logout", "[data-log-out] button"),
)
STRANGER = {"theme": "auto", "density": "comfortable", "shortcuts": False}


def shell(request: HttpRequest) -> dict[str, Any]:
    """This function will give the shell's context; what a page does not show is not computed."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    person: User | None = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"here": here, "look": STRANGER}
    return {
        "here": here,
        "look": cache(partial(look, person)),
        "navigation": cache(partial(navigation, person, request.path)),
        "palette": cache(partial(palette, person)),
    }


def look(person: User) -> dict[str, Any]:
    """This function will give how the person wants the product to look."""
    return {
        "theme": person.theme,
        "density": person.density,
        "shortcuts": person.shortcuts,
        "workspace": readiness.workspace_name(timezone.now(), get_language() or ""),
        "role": gettext(", ").join(str(role) for role in person.held_roles),
        "jumps": [place for _group, found in open_to(person) for place, _url in found if place.key],
    }


def navigation(person: User, path: str) -> list[dict[str, Any]]:
    """This function will give the sidebar: every group and place, the one that holds `path` marked as current."""
    groups = open_to(person)
    holding = [
        url for _group, found in groups for _place, url in found if path == url or (url != "/" and path.startswith(url))
    ]
    current = max(holding, key=len, default="")
    return [
        {
            "label": group.label,
            "places": [
                {"label": place.label, "icon": place.icon, "phone": place.phone, "url": url, "current": url == current}
                for place, url in found
            ],
        }
        for group, found in groups
    ]


def palette(person: User) -> list[dict[str, str]]:
    """This function will list what the command palette offers: pages the person may open, and actions."""
    pages = [
        entry(place.label, place.icon, gettext("Go to"), href=url, key=place.key)
        for _group, found in open_to(person)
        for place, url in found
    ]
    own = entry(gettext_lazy("Preferences"), "adjustments-horizontal", gettext("Go to"), href=reverse("preferences"))
    return [*pages, own, *(entry(label, icon, gettext("Actions"), press=button) for label, icon, button in ACTIONS)]


def entry(label: Any, icon: str, group: str, **rest: str) -> dict[str, str]:
    """This function will make one entry, found by its words in both languages and by pinyin."""
    return {"label": str(label), "icon": icon, "group": group, "keys": keys(label), **rest}


def keys(label: Any) -> str:
    """This function will return what else finds an entry: its words in the other language, pinyin, initials."""
    words = {get_language(): str(label)}
    for language in ("zh-hans", "en"):
        with override(language):
            words[language] = str(label)
    return " ".join([words["en"], words["zh-hans"], *spellings(words["zh-hans"])]).lower()
