"""Exact numbers and the one rounding of the product: half up, away from zero (CONV-1)."""

from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction

MINUS = "−"
DASH = "—"
LARGEST_EXPONENT = 400


def exact(number: Exact) -> Fraction:
    """This function will give `number` as a fraction, without loss; a float is refused, for it is not what it shows."""
    if isinstance(number, bool) or not isinstance(number, (int, Decimal, Fraction)):
        raise TypeError(f"{number!r} is no exact number: give int, Decimal or Fraction")
    # 1E+999999999 is nine characters and gigabytes of digits.
    if isinstance(number, Decimal) and (not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT):
        raise ValueError(f"{number} is out of range")
    return Fraction(number)


def half_up(number: Exact, places: int) -> Decimal:
    """This function will round `number` to `places` decimals, half away from zero, whatever its size."""
    scaled = abs(exact(number)) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return decimal(-units if exact(number) < 0 else units, places)


def decimal(units: int, places: int) -> Decimal:
    """This function will shift the point of `units` left by `places`, exactly, whatever the decimal context says."""
    return Decimal((int(units < 0), tuple(int(digit) for digit in str(abs(units))), -places))


def plain(number: Exact, places: int, *, trim: bool = False) -> str:
    """This function will write `number` with separators and a true minus sign; `trim` drops empty decimals."""
    rounded = half_up(number, places)
    text = f"{rounded.copy_abs():,.{places}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS if rounded < 0 else ''}{text}"
