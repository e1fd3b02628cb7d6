"""The features of the catalogue, and what accounts may use of them (USE-01)."""

from datetime import date, timedelta

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Refused
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import products
from hourglass.customers.models import Edition, Module
from hourglass.usage import entitled, features
from hourglass.usage.features import FeatureRefused
from hourglass.usage.models import CoreMark, Feature
from tests import world
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
AS = {"by": "test", "at": NOON}


@pytest.fixture
def module() -> Module:
    product = products.add_product(name_zh="诊所", name_en="Clinic", **AS)
    return products.add_module(product, name_zh="挂号", name_en="Booking", **AS)


@pytest.fixture
def edition(module: Module) -> Edition:
    return products.add_edition(module.product, name_zh="标准", name_en="Standard", modules=[module], **AS)


def made(module: Module, name: str, **fields: object) -> Feature:
    return features.add(module, name_zh=name, name_en=name, **AS, **fields)  # type: ignore[arg-type]


def test_use_01_a_feature_made_core_leaves_the_days_before_as_they_were(module: Module, edition: Edition) -> None:
    first, second = made(module, "Book", core=True), made(module, "Call")
    begins = TODAY + timedelta(days=8)
    features.mark(second, core=True, effective_from=begins, version=0, **AS)
    account = world.account()
    world.contract(account, world.line(1000, world.term("2026-01-15"), edition=edition))

    def core(day: date) -> frozenset[int]:
        return entitled.offers([account.pk], on=day)[account.pk].core

    assert core(begins - timedelta(days=1)) == {first.pk}
    assert core(begins) == {first.pk, second.pk}


def test_use_01_what_may_be_used_comes_from_the_lines_of_contracts(module: Module, edition: Edition) -> None:
    extra = products.add_module(module.product, name_zh="短信", name_en="SMS", **AS)
    dearer = made(products.add_module(module.product, name_zh="报表", name_en="Reports", **AS), "Report", core=True)
    book, text = made(module, "Book", core=True), made(extra, "Text")
    soon = made(module, "Soon", released_on=TODAY + timedelta(days=1))
    gone = made(module, "Gone", retires_on=TODAY - timedelta(days=1))
    one, other, nobody = world.account(), world.account(), world.account()
    lines = [
        world.line(1000, world.term("2026-01-15"), edition=edition),
        world.line(10, world.term("2026-01-15"), "SMS", module=extra),
    ]
    world.contract(one, *lines)
    world.contract(other, world.line(1000, world.term("2024-01-15"), edition=edition))
    offers = entitled.offers([one.pk, other.pk, nobody.pk], on=TODAY)
    assert offers[one.pk].usable == {book.pk, text.pk}
    assert offers[one.pk].core == {book.pk}
    assert offers[one.pk].core_of_product == {book.pk, dearer.pk}
    assert not offers[other.pk].usable  # its term is over
    assert not offers[nobody.pk].usable
    assert entitled.offers([one.pk], on=TODAY + timedelta(days=1))[one.pk].usable == {book.pk, text.pk, soon.pk}
    assert gone.pk not in offers[one.pk].usable


def test_a_core_mark_holds_from_today_and_says_why(module: Module, cs_head: User) -> None:
    feature = made(module, "Book")
    with pytest.raises(FeatureRefused):
        features.mark(feature, core=True, effective_from=TODAY - timedelta(days=1), version=0, **AS)
    with pytest.raises(FeatureRefused):
        features.mark(feature, core=True, effective_from=TODAY, version=0, by=cs_head, at=NOON)
    features.mark(feature, core=True, effective_from=TODAY, version=0, by=cs_head, at=NOON, reason="Sold as such")
    with pytest.raises(ChangedMeanwhile):
        features.mark(feature, core=False, effective_from=TODAY, version=0, by=cs_head, at=NOON, reason="No")
    assert CoreMark.objects.get().core
    assert Entry.objects.filter(verb="feature.marked").count() == 1


def test_an_event_means_one_feature(module: Module) -> None:
    book, call = made(module, "Book"), made(module, "Call")
    rule = features.listen(book, " booked ", **AS)
    for event in ("booked", "", "a\nb", "x" * 201):
        with pytest.raises(FeatureRefused):
            features.listen(call, event, **AS)
    features.ignore(rule, **AS)
    assert features.listen(call, "booked", **AS).feature == call


def test_use_11_what_a_feature_cannot_do_is_kept_with_its_old_words(module: Module) -> None:
    feature = made(module, "Book", pits="Slow at first")
    features.edit(feature, version=0, pits="Slow on Mondays", released_on=TODAY, **AS)
    told = Entry.objects.select_related("text").get(verb="feature.changed")
    assert "Slow at first" in (told.text.old or "")
    assert "Slow on Mondays" in (told.text.new or "")


def test_a_feature_is_refused_with_its_reason(module: Module) -> None:
    made(module, "Book", key="book")
    with pytest.raises(FeatureRefused):
        made(module, "Call", key="book")
    with pytest.raises(FeatureRefused):
        made(module, "Call", released_on=TODAY, retires_on=TODAY - timedelta(days=1))


def test_who_may_not_change_the_catalogue_is_refused(module: Module, csm: User) -> None:
    with pytest.raises(Refused):
        features.add(module, name_zh="约", name_en="Book", by=csm, at=NOON)
