"""Template tags of the look."""

from typing import Any

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from hourglass.ui import browsers, glyphs
from hourglass.ui.icons import icon

register = template.Library()

register.simple_tag(icon)
register.filter(browsers.browser)
register.simple_tag(glyphs.spark)
register.simple_tag(glyphs.bar)
register.simple_tag(glyphs.ring)
register.simple_tag(glyphs.pips)
register.simple_tag(glyphs.signal)
register.simple_tag(glyphs.steps)


@register.simple_tag
def stack(**parts: float) -> SafeString:
    """This function will draw `{% stack ok=24 watch=9 bad=4 %}` as shares of their sum."""
    return glyphs.stack(list(parts.items()))


@register.filter
def signed(value: float | None) -> str:
    """This function will write a change with its sign: +3, −2, 0; a change that is not known is a dash."""
    if value is None:
        return "—"
    return f"+{value}" if value > 0 else f"−{abs(value)}" if value < 0 else "0"


@register.filter
def trend(value: float | None) -> str:
    """This function will name the class of a change: up, down or flat."""
    return "flat" if not value else "up" if value > 0 else "down"


@register.filter
def initial(name: str) -> str:
    """This function will return what an avatar shows: the first character of a name."""
    return name.strip()[:1].upper()


@register.filter
def hue(name: str) -> int:
    """This function will choose one of the six avatar colours, always the same one for the same name."""
    return sum(name.encode()) % 6 + 1


@register.filter
def kind(field: BoundField) -> str:
    """This function will name how a form field is laid out: check (box before label) or plain (label above)."""
    return (
        "check" if getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset else "plain"
    )


@register.simple_tag
def page_range(page: Any) -> list[int | str]:
    """This function will list the page numbers to offer, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


CLASSES = {"hidden": "", "checkbox": "ck", "radio": "ck rd", "file": "in file"}


def classes(widget: dict[str, Any], otherwise: str = "in") -> str:
    """This function will name the classes of a form control: ours for its type, and those its form gave it."""
    ours = CLASSES.get(widget.get("type", ""), otherwise)
    return f"{ours} {widget['attrs'].get('class', '')}".strip()


@register.simple_tag
def attributes(widget: dict[str, Any], otherwise: str = "in") -> SafeString:
    """This function will write the attributes of a form control, with the classes that `classes` names.

    In Python, because a page has one for every control and every option of one.
    """
    named = classes(widget, otherwise)
    own = {name: value for name, value in widget["attrs"].items() if name != "class"}
    return flatatt(own | {"class": named} if named else own)


@register.filter
def undo(tags: str) -> str:
    """This function will return the address that undoes what a message tells of, from its tag `undo=<address>`."""
    return next((tag.removeprefix("undo=") for tag in tags.split() if tag.startswith("undo=")), "")
