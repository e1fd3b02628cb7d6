"""The value report: drafted from what packages know, and kept as it was presented."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from hourglass.base.models import User
from hourglass.revenue.models import Renewal, State
from hourglass.revenue.renewals import reporting
from hourglass.revenue.renewals.reporting import Figure, Item, Progress
from tests import world
from tests.conftest import NOON


@pytest.fixture
def renewal(csm: User) -> Renewal:
    return world.renewal(world.account(owner=csm))


@pytest.fixture
def known() -> Iterator[None]:
    """Packages above that know the figures, and the requests."""
    states = ["released"] * 3 + ["planned"] * 2 + ["rejected"]
    requests = [
        Progress(
            f"Request {number}",
            state,
            planned_on="2027-03-01" if state == "planned" else "",
            reason="Law" * (state == "rejected"),
        )
        for number, state in enumerate(states, start=1)
    ]
    reporting.provide(Item.SOLVED, lambda _account, _window: Figure.count(4))
    reporting.provide(Item.TRAININGS, lambda _account, _window: Figure.count(3))
    reporting.provide(Item.GROWTH, lambda _account, _window: Figure.changed(60, 75, "visits a day"))
    reporting.provide_requests(lambda _account, _day: requests)
    yield
    for item in (Item.SOLVED, Item.TRAININGS, Item.GROWTH):
        del reporting._figures[item]
    reporting._requests.clear()


def test_rev_03_the_report_shows_what_is_known(renewal: Renewal, known: None) -> None:
    figures = dict(reporting.read(reporting.drafted(renewal, at=NOON)))
    assert figures[Item.SOLVED]
    assert figures[Item.SOLVED].value == "4"
    assert figures[Item.TRAININGS]
    assert figures[Item.TRAININGS].value == "3"
    assert figures[Item.GROWTH]
    assert figures[Item.GROWTH].change == "+25.0%"


def test_rev_03_what_nobody_knows_is_shown_as_unknown(renewal: Renewal) -> None:
    draft = reporting.drafted(renewal, at=NOON)
    assert [figure for _item, figure in reporting.read(draft)] == [None] * len(Item)
    assert draft["requests"] is None


def test_rev_04_every_request_stands_in_the_report(renewal: Renewal, known: None) -> None:
    requests = reporting.drafted(renewal, at=NOON)["requests"]
    assert [one["words"] for one in requests] == [f"Request {number}" for number in range(1, 7)]
    assert [one["planned_on"] for one in requests if one["state"] == "planned"] == ["2027-03-01"] * 2
    assert [one["reason"] for one in requests if one["state"] == "rejected"] == ["Law"]


def test_rev_03_what_was_presented_is_kept(renewal: Renewal, known: None) -> None:
    world.through(renewal, to=State.PRESENTED)
    renewal.refresh_from_db()
    assert dict(reporting.read(renewal.report))[Item.SOLVED] == Figure.count(4)


def test_a_change_from_nothing_is_no_percentage() -> None:
    assert Figure.changed(0, 5).change == ""
    assert Figure.changed(Fraction(80), Fraction(60)).change == "−25.0%"
    assert Figure.count(4).change == ""


def test_a_figure_has_one_provider(known: None) -> None:
    with pytest.raises(ValueError, match="twice"):
        reporting.provide(Item.SOLVED, lambda _account, _window: None)
