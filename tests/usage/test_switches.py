"""A customer bought a feature and does not want it: it leaves the denominators from a day on (USE-04)."""

from datetime import date, timedelta
from typing import Any

import pytest

from hourglass.base.models import User
from hourglass.base.refusals import Forbidden
from hourglass.customers import merging
from hourglass.customers.models import Account, Edition
from hourglass.usage import entitled, switches
from hourglass.usage.metrics import rates
from hourglass.usage.models import Feature, Switch
from hourglass.usage.switches import SwitchRefused
from tests import world
from tests.conftest import NOON
from tests.usage.clinic import clinic

__all__ = ["clinic"]

TODAY = date(2026, 11, 23)
WHO: dict[str, Any] = {"by": "test", "at": NOON}


def bought(owner: User | None = None) -> Account:
    account = world.account(owner=owner)
    world.contract(account, world.line(1000, world.term("2026-01-15"), edition=Edition.objects.get()))
    return account


def usable(account: Account, on: date = TODAY) -> set[int]:
    return set(entitled.offers([account.pk], on=on)[account.pk].usable)


def test_use_04_what_is_off_is_not_usable_from_that_day_and_history_stays(clinic: dict[str, Feature]) -> None:
    account, other = bought(), bought()
    every = {feature.pk for feature in clinic.values()}
    begins = TODAY + timedelta(days=2)
    switches.switch(account, clinic["report"], on=False, effective_from=begins, **WHO)
    assert usable(account) == usable(other, begins) == every
    assert usable(account, begins) == every - {clinic["report"].pk}
    switches.switch(account, clinic["report"], on=True, effective_from=begins + timedelta(days=3), **WHO)
    assert usable(account, begins + timedelta(days=2)) == every - {clinic["report"].pk}
    assert usable(account, begins + timedelta(days=3)) == every


def test_use_04_breadth_leaves_out_what_is_off_also_where_it_is_used(clinic: dict[str, Feature]) -> None:
    account = bought()
    used = {clinic["book"].pk, clinic["report"].pk}
    assert rates.breadth(used, entitled.offers([account.pk], on=TODAY)[account.pk]).value == pytest.approx(0.5)
    switches.switch(account, clinic["report"], on=False, effective_from=TODAY, **WHO)
    share = rates.breadth(used, entitled.offers([account.pk], on=TODAY)[account.pk])
    assert (share.above, share.below) == (1, 3)


def test_core_depth_leaves_out_a_core_feature_that_is_off(clinic: dict[str, Feature]) -> None:
    account = bought()
    switches.switch(account, clinic["charge"], on=False, effective_from=TODAY, **WHO)
    assert entitled.offers([account.pk], on=TODAY)[account.pk].core == {clinic["book"].pk}
    assert entitled.offers([account.pk], on=TODAY, bought=True)[account.pk].core == {
        clinic["book"].pk, clinic["charge"].pk
    }  # fmt: skip


def test_it_wants_a_day_to_come_a_reason_and_a_change(clinic: dict[str, Feature], csm: User, other_csm: User) -> None:
    account = bought(csm)
    words: dict[str, Any] = {"on": False, "at": NOON, "reason": "They bill elsewhere"}
    with pytest.raises(SwitchRefused):
        switches.switch(account, clinic["text"], effective_from=TODAY - timedelta(days=1), by=csm, **words)
    with pytest.raises(SwitchRefused):
        switches.switch(account, clinic["text"], effective_from=TODAY, by=csm, **words | {"reason": " "})
    with pytest.raises(SwitchRefused):
        switches.switch(account, clinic["text"], effective_from=TODAY, by=csm, **words | {"on": True})
    with pytest.raises(Forbidden):
        switches.switch(account, clinic["text"], effective_from=TODAY, by=other_csm, **words)
    switches.switch(account, clinic["text"], effective_from=TODAY, by=csm, **words)
    with pytest.raises(SwitchRefused):
        switches.switch(account, clinic["text"], effective_from=TODAY, by=csm, **words)


def test_in_a_merge_the_winners_own_switches_hold(clinic: dict[str, Feature]) -> None:
    winner, loser = bought(), bought()
    switches.switch(winner, clinic["text"], on=False, effective_from=TODAY, **WHO)
    switches.switch(loser, clinic["text"], on=False, effective_from=TODAY + timedelta(days=1), **WHO)
    switches.switch(loser, clinic["report"], on=False, effective_from=TODAY, **WHO)
    for one in (winner, loser):
        one.refresh_from_db()
    merging.merge(loser, into=winner, versions=(loser.version, winner.version), reason="One clinic", **WHO)
    rows = Switch.objects.unscoped(reason="test").filter(account=winner).order_by("pk")
    assert [row.feature for row in rows] == [clinic["text"], clinic["report"]]
