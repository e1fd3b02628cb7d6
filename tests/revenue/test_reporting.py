"""The value report: drafted from what packages know, and kept as it was presented."""

from fractions import Fraction

import pytest

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers import accounts, portraits
from hourglass.customers.archive import forms, records
from hourglass.revenue.models import Renewal, State
from hourglass.revenue.renewals import checking, reporting
from hourglass.revenue.renewals.reporting import Figure, Item, Progress
from tests import world
from tests.conftest import NOON


@pytest.fixture
def renewal(csm: User) -> Renewal:
    return world.renewal(world.account(owner=csm))


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
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
    checking.discover()
    figures = {Item.SOLVED: Figure.count(4), Item.TRAININGS: Figure.count(3)}
    figures[Item.GROWTH] = Figure.changed(60, 75, "visits a day")
    for item, figure in figures.items():
        monkeypatch.setitem(reporting._figures, item, lambda _account, _window, figure=figure: figure)
    monkeypatch.setattr(reporting, "_requests", [lambda _account, _day: requests])


def test_rev_03_the_report_shows_what_is_known(renewal: Renewal, known: None) -> None:
    figures = dict(reporting.read(reporting.drafted(renewal, at=NOON)))
    assert figures[Item.SOLVED]
    assert figures[Item.SOLVED].value == "4"
    assert figures[Item.TRAININGS]
    assert figures[Item.TRAININGS].value == "3"
    assert figures[Item.GROWTH]
    assert figures[Item.GROWTH].change == "+25.0%"


def test_file_06_the_baseline_is_the_before_of_the_report(renewal: Renewal) -> None:
    account = renewal.account
    portraits.add(key="visits", label=Label("日均接待", "Visits a day"), kind="number", by="test", at=NOON)
    field = {"key": "visits", "kind": "number", "zh": "日均接待", "en": "Visits", "baseline": "visits"}
    form = forms.add(key="status", label=Label("现状", "Status"), document=[field], by="test", at=NOON)
    record = records.open_record(account, form, by="test", at=NOON)
    assert dict(reporting.read(reporting.drafted(renewal, at=NOON)))[Item.GROWTH] is None
    records.submit(record, {"visits": "60"}, version=0, by="test", at=NOON)
    accounts.describe(account, version=account.version, values={"visits": 75}, by="test", at=NOON)
    figure = dict(reporting.read(reporting.drafted(renewal, at=NOON)))[Item.GROWTH]
    assert figure is not None
    assert (figure.before, figure.value, figure.change) == ("60", "75", "+25.0%")


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
