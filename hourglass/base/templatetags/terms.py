"""`{% term "renewal_rate_logo" %}`: a term in the reader's language, as the company words it."""

from django import template
from django.utils.timezone import now  # noqa: TID251  a page shows today's words
from django.utils.translation import get_language

from hourglass.base.configuration import today
from hourglass.base.resolution import Scope
from hourglass.base.wording import worded

register = template.Library()


@register.simple_tag
def term(key: str, product_line: str | None = None) -> str:
    """This function will word the term `key`; an unknown one is a bug of the template."""
    return worded(key, on=today(now()), scope=Scope(product_line=product_line)).in_language(get_language() or "zh")
