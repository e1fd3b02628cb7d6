"""How every text of the product comes to speak the company's own words: pages, navigation, messages, forms (CONV-9).

Django asks one object a language for every text. Ours looks into the same catalogue, and then words what it found as
the company does today. It never asks the database: it takes the configuration that the request or the job has read
already, and where none was read yet, or outside of both, the product speaks its own words.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import now  # noqa: TID251  people read today's words
from django.utils.translation import get_language, trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

from hourglass.base import configuration, wording
from hourglass.base.resolution import Configuration
from hourglass.base.rewording import Rewording

CHINESE = "zh-hans"


class Speaking(DjangoTranslation):
    """The texts of one language, in the company's words."""

    def gettext(self, message: str) -> str:
        """This function will give one text."""
        said = super().gettext(message)
        if (own := configuration.derived(todays)) is None:
            return said
        english = message.rpartition(CONTEXT_SEPARATOR)[2]
        if self.language() == CHINESE:
            return own.say(english, said)[1]
        worded = own.say(english, DjangoTranslation.gettext(trans_real.translation(CHINESE), message))[0]
        return said if worded == english else worded

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """This function will give one of the texts for one thing and for several."""
        said = super().ngettext(msgid1, msgid2, n)
        if (own := configuration.derived(todays)) is None:
            return said
        english = (msgid1 if n == 1 else msgid2).rpartition(CONTEXT_SEPARATOR)[2]
        if self.language() == CHINESE:
            return own.say(english, said)[1]
        worded = own.say(english, DjangoTranslation.ngettext(trans_real.translation(CHINESE), msgid1, msgid2, n))[0]
        return said if worded == english else worded


def todays(held: Configuration) -> Rewording | None:
    """This function will give the company's words of today; None where it has none of its own."""
    return wording.rewording(held, on=configuration.today(now()))


@dataclass(frozen=True, slots=True)
class Voice:
    """How a page speaks: in which language, and in which words of the company's own."""

    language: str
    own: Rewording | None = None


def voice() -> Voice:
    """This function will tell how the page that is being made speaks."""
    return Voice(get_language() or settings.LANGUAGE_CODE, configuration.derived(todays))


def begin() -> None:
    """This function will have Django make our object for each language from now on."""
    vars(trans_real).update(DjangoTranslation=Speaking, _translations={}, _default=None)
