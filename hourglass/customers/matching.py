"""When two texts name the same thing: width, case, blanks and punctuation do not count (T32)."""

import unicodedata

IGNORED = frozenset("ZPC")  # blanks, punctuation, invisible characters


def key(text: str) -> str:
    """This function will give the form in which names are compared; `ＡＢＣ（成都）` and `abc 成都` have the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] not in IGNORED)
