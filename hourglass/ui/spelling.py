"""Chinese words as people type them: in pinyin, whole or by initials."""

from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.seg.simpleseg import seg

OTHER = "\0"  # marks what is no Chinese and is taken as it is


@lru_cache(maxsize=4096)
def spellings(text: str) -> tuple[str, str]:
    """This function will spell `text` twice: 今日 is ("jinri", "jr"); what is not Chinese stays as it is."""
    bare = text.replace(OTHER, "")
    if bare.isascii():
        return bare, bare
    parts = [part for word in seg(bare) for part in _spelled(word)]
    initials = (part[1:] if part.startswith(OTHER) else part[:1] for part in parts)
    return "".join(part.removeprefix(OTHER) for part in parts), "".join(initials)


@lru_cache(maxsize=16_384)
def _spelled(word: str) -> tuple[str, ...]:
    """This function will spell a word of which a text is made; names of businesses are made of the same few."""
    return tuple(lazy_pinyin([word], errors=lambda run: OTHER + run))
