"""Chinese words as people type them: in pinyin, whole or by initials."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=4096)
def spellings(text: str) -> tuple[str, str]:
    """This function will spell `text` twice: 今日 is ("jinri", "jr"); what is not Chinese stays as it is."""
    return "".join(lazy_pinyin(text)), "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
