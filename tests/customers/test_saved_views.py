"""Saved views: whose they are, who may share and change them, and what the record keeps."""

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import saved_views
from hourglass.customers.conditions import tree
from hourglass.customers.conditions.operators import Operator
from hourglass.customers.conditions.tree import Leaf
from hourglass.customers.models import SavedView
from hourglass.customers.registry import facts
from hourglass.customers.saved_views import ViewRefused
from tests.conftest import NOON

CITY = {"fact": "city", "op": "is", "value": "成都"}


def keep(by: User, name: str = "Chengdu", shared: bool = False) -> SavedView:
    condition = tree.read(CITY, facts())
    return saved_views.add("customers", name, condition=condition, by=by, at=NOON, columns=["city"], shared=shared)


def seen_by(person: User) -> list[str]:
    return [view.name for view in SavedView.objects.visible_to(person).kept()]


def test_a_view_is_its_owners_until_it_is_shared(csm: User, other_csm: User, lead: User) -> None:
    view = keep(lead)
    assert (seen_by(lead), seen_by(csm)) == (["Chengdu"], [])
    saved_views.edit(view, version=0, by=lead, at=NOON, shared=True)
    assert seen_by(csm) == seen_by(other_csm) == ["Chengdu"]
    assert [entry.verb for entry in Entry.objects.order_by("pk") if entry.verb.startswith("view.")] == [
        "view.added",
        "view.changed",
    ]


def test_sharing_needs_its_permission(csm: User) -> None:
    with pytest.raises(Forbidden):
        keep(csm, shared=True)
    view = keep(csm)
    with pytest.raises(Forbidden):
        saved_views.edit(view, version=0, by=csm, at=NOON, shared=True)


def test_nobody_changes_the_view_of_another_unless_it_is_shared_and_they_may_share(
    csm: User, lead: User, cs_head: User
) -> None:
    view = keep(lead)
    with pytest.raises(Forbidden):
        saved_views.edit(view, version=0, by=cs_head, at=NOON, name="Other")
    saved_views.edit(view, version=0, by=lead, at=NOON, shared=True)
    saved_views.edit(view, version=1, by=cs_head, at=NOON, name="Other")
    with pytest.raises(Forbidden):
        saved_views.remove(view, version=2, by=csm, at=NOON)


def test_the_later_of_two_saves_is_told(csm: User) -> None:
    view = keep(csm)
    saved_views.edit(SavedView.objects.get(pk=view.pk), version=0, by=csm, at=NOON, name="First")
    with pytest.raises(ChangedMeanwhile):
        saved_views.edit(view, version=0, by=csm, at=NOON, name="Second")


def test_a_view_keeps_condition_columns_and_order(csm: User) -> None:
    view = keep(csm)
    saved_views.edit(
        view, version=0, by=csm, at=NOON, condition=Leaf("city", Operator.KNOWN), columns=["owner"], sort="-due"
    )
    kept = SavedView.objects.get(pk=view.pk)
    assert kept.condition == {"fact": "city", "op": "known"}
    assert (kept.columns, kept.sort, kept.version) == (["owner"], "-due", 1)


def test_two_views_of_one_owner_have_two_names(csm: User, lead: User) -> None:
    keep(csm)
    keep(lead)
    with pytest.raises(ViewRefused) as refused:
        keep(csm, " Chengdu ")
    assert refused.value.field == "name"
    with pytest.raises(ViewRefused):
        saved_views.edit(keep(csm, "Other"), version=0, by=csm, at=NOON, name="Chengdu")
    with pytest.raises(ViewRefused):
        keep(csm, "  ")


def test_a_removed_view_comes_back_unless_its_name_was_given_away(csm: User) -> None:
    view = keep(csm)
    saved_views.remove(view, version=0, by=csm, at=NOON)
    assert seen_by(csm) == []
    saved_views.restore(view, version=1, by=csm, at=NOON)
    assert seen_by(csm) == ["Chengdu"]
    saved_views.remove(view, version=2, by=csm, at=NOON)
    keep(csm)
    with pytest.raises(ViewRefused):
        saved_views.restore(view, version=3, by=csm, at=NOON)


def test_everybody_puts_the_tabs_in_their_own_order(csm: User, lead: User) -> None:
    saved_views.arrange("customers", ["all", "mine"], by=csm, at=NOON)
    saved_views.arrange("customers", ["mine", "all"], by=csm, at=NOON)
    saved_views.arrange("customers", ["mine", "all"], by=csm, at=NOON)
    assert csm.tab_orders.get().keys == ["mine", "all"]
    assert not lead.tab_orders.exists()
    assert Entry.objects.filter(verb="view.arranged").count() == 2


def test_there_is_an_end_to_views_and_columns(csm: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
    keep(csm)
    with pytest.raises(ViewRefused):
        keep(csm, "Second")
    with pytest.raises(ViewRefused):
        saved_views.add("moon", "x", condition=tree.ALWAYS, by=csm, at=NOON, columns=["a"] * 61)
