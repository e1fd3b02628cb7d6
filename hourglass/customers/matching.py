"""When two texts name the same thing: width, case, blanks and punctuation do not count (T32)."""

import unicodedata

from hourglass.customers.lookalikes import SKELETON

IGNORED = frozenset("ZPC")  # blanks, punctuation, invisible characters


def key(text: str) -> str:
    """This function will give the form in which names are compared; `ＡＢＣ（成都）` and `abc 成都` have the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] not in IGNORED)


def look(text: str) -> str:
    """This function will give what a name looks like; two names with the same look are hard to tell apart."""
    plain = unicodedata.normalize("NFD", key(text))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).translate(SKELETON)


def confusable(one: str, other: str) -> bool:
    """This function will tell whether two names look the same and are written with different characters."""
    return key(one) != key(other) and look(one) == look(other)
