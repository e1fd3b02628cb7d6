"""Chinese words as people type them: in pinyin, whole or by initials."""

from functools import lru_cache

from pypinyin import lazy_pinyin

OTHER = "\0"  # marks what is no Chinese and is taken as it is


@lru_cache(maxsize=4096)
def spellings(text: str) -> tuple[str, str]:
    """This function will spell `text` twice: 今日 is ("jinri", "jr"); what is not Chinese stays as it is."""
    parts = lazy_pinyin(text.replace(OTHER, ""), errors=lambda run: OTHER + run)
    initials = (part[1:] if part.startswith(OTHER) else part[:1] for part in parts)
    return "".join(part.removeprefix(OTHER) for part in parts), "".join(initials)
