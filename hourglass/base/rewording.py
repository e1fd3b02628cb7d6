"""Putting a company's own words into a sentence of the product, in both languages at once (CONV-9).

A word can mean two things, and a term can be a part of another one. So a term is replaced only where the English
sentence holds its English and the Chinese one its Chinese, and of several terms the longest is the one that is meant.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from hourglass.base.labels import Label

PERSON = re.compile(r"\bperson$")
SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
Y = re.compile(r"(?<=[^aeiou])y$")
# Placeholders and tags are no words: they are found first and stay.
FIXED = r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^<>]*>"
REMEMBERED = 8192  # sentences; the product has fewer


def plural(word: str) -> str:
    """This function will give the plural of an English term: customers, opportunities, key people."""
    for ending, many in ((PERSON, "people"), (Y, "ies")):
        if ending.search(word):
            return ending.sub(many, word)
    return f"{word}es" if SIBILANT.search(word) else f"{word}s"


def longest_first(words: Iterable[str]) -> str:
    """This function will write the words as one pattern that prefers the longest."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def article(word: str, *, like: str) -> str:
    """This function will give the article that goes before an English word, written like the one that stood there."""
    said = "an" if word[:1].lower() in "aeiou" else "a"
    return said.capitalize() if like[:1].isupper() else said


class Rewording:
    """The terms of the product by key, and the words that a company has for some of them."""

    def __init__(self, terms: Mapping[str, Label], own: Mapping[str, Label]) -> None:
        self.terms, self.own = terms, own
        self.by_zh = {label.zh: key for key, label in terms.items()}
        self.by_en = {plural(label.en.lower()): key for key, label in terms.items()}
        self.by_en |= {label.en.lower(): key for key, label in terms.items()}
        self.in_zh = re.compile(f"{FIXED}|(?P<word>{longest_first(self.by_zh)})")
        words = longest_first(self.by_en)
        self.in_en = re.compile(rf"{FIXED}|\b(?:(?P<article>an?)(?P<gap>\s))?(?P<word>{words})\b", re.IGNORECASE)
        self.say: Callable[[str, str], tuple[str, str]] = lru_cache(maxsize=REMEMBERED)(self.worded)

    def worded(self, english: str, chinese: str) -> tuple[str, str]:
        """This function will word a sentence anew, given in both languages."""
        meant = {self._key_en(found) for found in self.in_en.finditer(english)}
        meant &= {self._key_zh(found) for found in self.in_zh.finditer(chinese)}
        if not (keys := meant & self.own.keys()):
            return english, chinese

        def in_english(found: re.Match[str]) -> str:
            return self._english(found, key) if (key := self._key_en(found)) in keys else found[0]

        def in_chinese(found: re.Match[str]) -> str:
            return self.own[key].zh if (key := self._key_zh(found)) in keys else found[0]

        return self.in_en.sub(in_english, english), self.in_zh.sub(in_chinese, chinese)

    def _key_en(self, found: re.Match[str]) -> str:
        return self.by_en.get((found["word"] or "").lower(), "")

    def _key_zh(self, found: re.Match[str]) -> str:
        return self.by_zh.get(found["word"] or "", "")

    def _english(self, found: re.Match[str], key: str) -> str:
        old, new = found["word"], self.own[key].en
        if old.lower() != self.terms[key].en.lower():
            new = plural(new)
        if old[:1].isupper():
            new = new[:1].upper() + new[1:]
        return f"{article(new, like=found['article'])}{found['gap']}{new}" if found["article"] else new
