"""Money is exact, keeps to its currency, and loses no coin."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.money import CurrencyMismatchError, Money, MoneyError, name_of, places_of

pytestmark = pytest.mark.once

COINS = st.integers(-(10**15), 10**15)
CURRENCIES = st.sampled_from(["CNY", "USD", "JPY", "KWD"])
SUMS = st.builds(Money.from_minor, COINS)
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=40).filter(any)


def cny(amount: str) -> Money:
    return Money(Decimal(amount))


def test_it_keeps_one_written_form_of_a_sum() -> None:
    assert cny("5") == cny("5.00")
    assert hash(cny("5")) == hash(cny("5.00"))
    assert str(cny("5").amount) == "5.00"


@pytest.mark.parametrize("amount", ["0.005", "NaN", "Infinity", "1e999999999", "1e-999999999", "1e30"])
def test_it_refuses_an_amount_that_no_purse_can_hold(amount: str) -> None:
    with pytest.raises(MoneyError):
        cny(amount)


@pytest.mark.parametrize("amount", [1.5, 1, "1", True])
def test_it_refuses_anything_but_a_decimal(amount: object) -> None:
    with pytest.raises(MoneyError):
        Money(amount)  # type: ignore[arg-type]


def test_it_refuses_a_float_as_factor() -> None:
    with pytest.raises(TypeError):
        cny("1.00") * 0.1  # type: ignore[operator]


def test_it_refuses_an_unknown_currency() -> None:
    with pytest.raises(MoneyError, match="ISO 4217"):
        Money(Decimal(1), "XYZ")


def test_each_currency_has_its_own_coins() -> None:
    assert [places_of(code) for code in ("CNY", "JPY", "KWD", "IQD", "VND")] == [2, 0, 3, 3, 0]
    with pytest.raises(MoneyError):
        Money(Decimal("1.5"), "JPY")
    assert Money(Decimal("1.005"), "KWD").minor == 1005


def test_two_currencies_never_meet() -> None:
    with pytest.raises(CurrencyMismatchError):
        cny("1") + Money(Decimal(1), "USD")
    with pytest.raises(CurrencyMismatchError):
        cny("1") < Money(Decimal(1), "USD")  # noqa: B015
    assert cny("1") != Money(Decimal(1), "USD")


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049999", "0.00"), ("2.675", "2.68")]
)
def test_conv_01_rounds_half_up(amount: str, rounded: str) -> None:
    assert Money.rounded(Decimal(amount)) == cny(rounded)


def test_conv_01_divides_to_the_nearest_coin() -> None:
    assert cny("550000") / 30 == cny("18333.33")
    assert cny("18000") / 2 == cny("9000")
    assert 3 * cny("5000") == cny("15000")
    assert cny("70000") * Fraction(682, 700) == cny("68200")


def test_it_tells_how_often_one_sum_goes_into_another() -> None:
    assert cny("68200").over(cny("70000")) == Fraction(341, 350)


def test_it_splits_a_hundred_in_three() -> None:
    assert cny("100").split(3) == [cny("33.34"), cny("33.33"), cny("33.33")]
    assert cny("-100").split(3) == [cny("-33.34"), cny("-33.33"), cny("-33.33")]
    assert cny("0.05").allocate([Decimal("0.7"), Decimal("0.3"), 0]) == [cny("0.04"), cny("0.01"), cny("0")]


def test_the_largest_remainder_gets_the_coin_left_over() -> None:
    assert cny("0.10").allocate([1, 1, 4]) == [cny("0.02"), cny("0.02"), cny("0.06")]
    assert cny("1.00").allocate([1, 2]) == [cny("0.33"), cny("0.67")]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_it_refuses_a_split_without_weights(weights: list[int]) -> None:
    with pytest.raises(MoneyError):
        cny("1").allocate(weights)


@given(SUMS, WEIGHTS)
def test_a_split_loses_no_coin(money: Money, weights: list[int]) -> None:
    parts = money.allocate(weights)
    assert Money.total(parts) == money
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part.minor) - Fraction(money.minor * weight, sum(weights))) < 1
        assert weight or not part


@given(SUMS, SUMS, SUMS)
def test_adding_is_associative_and_undone_by_taking_away(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + b - b == a
    assert (a < b) == (b > a) == (a.minor < b.minor)


@given(COINS, CURRENCIES)
def test_json_and_back_is_the_same_sum(coins: int, currency: str) -> None:
    money = Money.from_minor(coins, currency)
    assert Money.from_json(money.to_json()) == money
    assert money.minor == coins


def test_a_narrow_decimal_context_changes_nothing() -> None:
    with localcontext(prec=3):
        assert Money.from_minor(123456789) + Money.from_minor(1) == cny("1234567.90")
        assert cny("1234567.89").full() == "¥1,234,567.89"


@pytest.mark.parametrize("data", [{}, {"amount": "x", "currency": "CNY"}, {"amount": None, "currency": "CNY"}])
def test_it_refuses_json_that_is_no_money(data: dict[str, str]) -> None:
    with pytest.raises(MoneyError):
        Money.from_json(data)


@pytest.mark.parametrize(
    ("amount", "full"),
    [("486000", "¥486,000.00"), ("-1800", "−¥1,800.00"), ("0", "¥0.00"), ("18333.33", "¥18,333.33")],
)
def test_it_is_written_in_full(amount: str, full: str) -> None:
    assert str(cny(amount)) == full


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("486000", "¥48.6 万", "¥486K"),
        ("312000", "¥31.2 万", "¥312K"),
        ("38600", "¥3.9 万", "¥38.6K"),
        ("5000000", "¥500 万", "¥5M"),
        ("4130000", "¥413 万", "¥4.13M"),
        ("17610000", "¥1,761 万", "¥17.61M"),
        ("1234567890", "¥12.35 亿", "¥1.23B"),
        ("9800.50", "¥9,801", "¥9,801"),
        ("9999.50", "¥1 万", "¥10K"),
        ("999950", "¥100 万", "¥1M"),
        ("-4400", "−¥4,400", "−¥4,400"),
        ("-90000", "−¥9 万", "−¥90K"),
        ("-0.40", "¥0", "¥0"),
        ("0", "¥0", "¥0"),
    ],
)
def test_it_is_written_in_short(amount: str, zh: str, en: str) -> None:
    assert (cny(amount).compact("zh"), cny(amount).compact("en")) == (zh, en)


def test_the_sign_of_a_currency_is_the_same_in_both_languages() -> None:
    assert Money(Decimal(5), "USD").full() == "US$5.00"
    assert Money(Decimal(5), "JPY").full() == "JP¥5"
    assert (name_of("CNY", "zh"), name_of("CNY", "en")) == ("人民币", "Chinese Yuan")
