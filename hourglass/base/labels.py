"""A word in both languages of the product (CONV-9)."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Label:
    """What people read: the Chinese is the reference, the English says the same."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError(f"A label needs both languages: {self.zh!r}, {self.en!r}")

    @classmethod
    def same(cls, text: str) -> Self:
        """This function will make a label of a text that a person typed, which reads the same in both languages."""
        return cls(text, text)

    def in_language(self, code: str) -> str:
        """This function will give the word in the language `code` ("zh-hans", "en", ...)."""
        return self.zh if code.lower().startswith("zh") else self.en
