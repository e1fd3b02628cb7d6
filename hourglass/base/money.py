"""Money: an exact sum in one currency, down to its smallest coin and no further (CONV-1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, total_ordering
from typing import Self

from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

from hourglass.base.rounding import Exact, decimal, exact, half_up, plain

# ISO 4217: how many decimal places the smallest coin has, wherever it is not two.
WITHOUT_COINS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
PLACES = dict.fromkeys(WITHOUT_COINS.split(), 0) | dict.fromkeys(THOUSANDTHS.split(), 3)

# What a bigint column can hold, on both databases.
LARGEST = 2**63 - 1

# (from which sum on, to what the step below rounds, the unit, its decimal places, what stands behind the figure)
COMPACT = {
    "zh": ((10**8, 10**3, 10**8, 2, " 亿"), (10**4, 1, 10**4, 1, " 万")),
    "en": (
        (10**9, 10**4, 10**9, 2, "B"),
        (10**6, 10**3, 10**6, 2, "M"),
        (10**5, 10**2, 10**3, 0, "K"),
        (10**4, 1, 10**3, 1, "K"),
    ),
}


class MoneyError(ValueError):
    """A sum that cannot be: an unknown currency, part of a coin, or more than can be kept."""


class CurrencyMismatchError(MoneyError):
    """Two currencies met in one calculation; nothing here knows a rate between them."""


@cache
def _known() -> frozenset[str]:
    return frozenset(list_currencies())


def places_of(currency: str) -> int:
    """This function will tell how many decimal places the smallest coin of `currency` has."""
    if currency not in _known():
        raise MoneyError(f"{currency!r} is no ISO 4217 currency")
    return PLACES.get(currency, 2)


@cache
def symbol_of(currency: str) -> str:
    """This function will give the sign before a sum; it is the same in both languages, so that ¥ is always yuan."""
    places_of(currency)
    return get_currency_symbol(currency, locale="zh_Hans")


@cache
def name_of(currency: str, language: str) -> str:
    """This function will give the currency's name in `language` ("zh" or "en")."""
    places_of(currency)
    return get_currency_name(currency, locale="zh_Hans" if language == "zh" else "en")


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact sum in one currency. Adding keeps it exact; every other road rounds half up to the smallest coin."""

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise MoneyError(f"{self.amount!r} is no amount: give a Decimal")
        places = places_of(self.currency)
        try:
            minor = exact(self.amount) * 10**places
        except ValueError as wrong:
            raise MoneyError(f"{self.amount} is no amount") from wrong
        if minor.denominator != 1:
            raise MoneyError(f"{self.amount} {self.currency} holds part of a coin: use Money.rounded")
        if abs(minor.numerator) > LARGEST:
            raise MoneyError(f"{self.amount} {self.currency} is more than can be kept")
        # One written form for each sum, so that equal sums hash and print alike.
        object.__setattr__(self, "amount", decimal(minor.numerator, places))

    @classmethod
    def rounded(cls, amount: Exact, currency: str = "CNY") -> Self:
        """This function will make the sum nearest to `amount`; half a coin goes away from zero."""
        return cls(half_up(amount, places_of(currency)), currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str = "CNY") -> Self:
        """This function will make a sum from its number of smallest coins (fen, cents, yen)."""
        return cls(decimal(minor, places_of(currency)), currency)

    @classmethod
    def zero(cls, currency: str = "CNY") -> Self:
        """This function will give nothing at all of `currency`."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, sums: Iterable["Money"], currency: str = "CNY") -> "Money":
        """This function will add up `sums`; of none it gives zero of `currency`."""
        return sum(sums, Money.zero(currency))

    @property
    def minor(self) -> int:
        """The number of smallest coins; this is what databases keep and add up."""
        return int(exact(self.amount) * 10 ** places_of(self.currency))

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} cannot meet in one calculation")
        return other

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money.from_minor(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return self + -other

    def __neg__(self) -> "Money":
        return Money.from_minor(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money.from_minor(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount < self._same(other).amount

    def __mul__(self, factor: Exact) -> "Money":
        if not isinstance(factor, (int, Decimal, Fraction)):
            return NotImplemented
        return Money.rounded(exact(self.amount) * exact(factor), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: "Money | Exact") -> "Money":
        if isinstance(divisor, Money) or not isinstance(divisor, (int, Decimal, Fraction)):
            return NotImplemented
        return Money.rounded(exact(self.amount) / exact(divisor), self.currency)

    def over(self, other: "Money") -> Fraction:
        """This function will tell how many times `other` goes into this sum, exactly; `other` must not be zero."""
        return Fraction(self.minor, self._same(other).minor)

    def allocate(self, weights: Sequence[Exact]) -> list["Money"]:
        """This function will split the sum by `weights` without losing a coin.

        Each part is the share rounded down; the coins left over go one by one to the largest remainders, the
        earlier part first. A weight of zero gets nothing.
        """
        shares = [exact(weight) for weight in weights]
        whole = sum(shares, Fraction(0))
        if whole <= 0 or min(shares) < 0:
            raise MoneyError("The weights of a split are not negative and not all zero")
        sign, coins = (-1 if self.minor < 0 else 1), abs(self.minor)
        parts = [coins * share // whole for share in shares]
        by_remainder = sorted(range(len(shares)), key=lambda i: (parts[i] - coins * shares[i] / whole, i))
        for i in by_remainder[: coins - sum(parts)]:
            parts[i] += 1
        return [Money.from_minor(sign * part, self.currency) for part in parts]

    def split(self, parts: int) -> list["Money"]:
        """This function will split the sum into `parts` that differ by one coin at most."""
        return self.allocate([1] * parts)

    def to_json(self) -> dict[str, str]:
        """This function will give the sum as JSON holds it: text, since a JSON number may become a float."""
        return {"amount": str(self.amount), "currency": self.currency}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Self:
        """This function will read what `to_json` wrote."""
        try:
            return cls(Decimal(data["amount"]), data["currency"])
        except (ArithmeticError, KeyError, TypeError) as wrong:
            raise MoneyError(f"{data!r} is no sum of money") from wrong

    def __str__(self) -> str:
        return self.full()

    def full(self) -> str:
        """This function will write the sum in full, as in tables: ¥486,000.00, −¥1,800.00."""
        return self._signed(plain(abs(exact(self.amount)), places_of(self.currency)))

    def compact(self, language: str) -> str:
        """This function will write the sum in short, as on cards and charts: ¥48.6 万 in zh, ¥486K in en."""
        size = abs(exact(self.amount))
        for least, step, unit, places, suffix in COMPACT[language]:
            # What would round up to the next unit is written in it: ¥1M, not ¥1,000K.
            if half_up(size / step, 0) * step >= least:
                return self._signed(plain(size / unit, places, trim=True) + suffix)
        return self._signed(plain(size, 0))

    def _signed(self, figure: str) -> str:
        # A sum that rounds to nothing has no sign.
        minus = "−" if self.minor < 0 and figure.strip("0.") else ""
        return f"{minus}{symbol_of(self.currency)}{figure}"
