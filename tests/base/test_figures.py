"""Templates write figures as the product writes them everywhere."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.template import Context, Template
from django.utils.translation import override

from hourglass.base.configuration import change
from hourglass.base.money import Money
from hourglass.base.ratios import Ratio
from hourglass.base.workspace import PERCENT_PLACES

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def written(filters: str, value: object) -> str:
    return Template("{{ value|" + filters + " }}").render(Context({"value": value}))


def test_sums_are_written_in_full_and_in_short() -> None:
    money = Money(Decimal(486000))
    with override("zh-hans"):
        assert (written("in_full", money), written("in_short", money)) == ("¥486,000.00", "¥48.6 万")
    with override("en"):
        assert (written("in_full", money), written("in_short", money)) == ("¥486,000.00", "¥486K")
    assert (written("in_full", None), written("in_short", None)) == ("—", "—")


@pytest.mark.parametrize(("places", "shown"), [(0, "67%"), (1, "66.7%"), (3, "66.667%")])
def test_conv_01_the_workspace_says_how_many_places_a_percentage_shows(db: None, places: int, shown: str) -> None:
    with time_machine.travel(NOW, tick=False):
        change(PERCENT_PLACES, places, effective_from=date(2026, 11, 23), by="test", at=NOW, reason="taste")
        assert written("percent", Ratio.of("usage_rate", 2, 3, computed_at=NOW)) == shown
        assert written("percent", Fraction(2, 3)) == shown


def test_conv_04_nothing_due_is_a_dash(db: None) -> None:
    assert written("percent", Ratio.of("usage_rate", 0, 0, computed_at=NOW)) == "—"
    assert written("percent", None) == "—"
