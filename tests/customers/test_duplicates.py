"""One customer is one account (FILE-01)."""

import pytest

from hourglass.customers import accounts, duplicates
from hourglass.customers.duplicates import Sign
from hourglass.customers.models import Account
from tests import world
from tests.conftest import NOON


def signs(**asked: str) -> dict[str, Sign]:
    return {twin.account.name: twin.sign for twin in duplicates.of(**asked)}


def test_file_01_a_duplicate_is_found_by_registration_number(db: None) -> None:
    world.account("仁康口腔", registration="9151 0100-ABCD")
    assert signs(name="别的名字", registration="91510100abcd") == {"仁康口腔": Sign.REGISTRATION}
    assert signs(name="别的名字", registration="91510100abce") == {}


def test_file_01_a_duplicate_is_found_by_name_and_city(db: None) -> None:
    world.account("仁康口腔（连锁）", city="成都")
    assert signs(name="仁康口腔 连锁", city=" 成都 ") == {"仁康口腔（连锁）": Sign.NAME}
    assert signs(name="仁康口腔 连锁", city="重庆") == {}


def test_a_city_that_is_not_known_leaves_the_doubt(db: None) -> None:
    world.account("Nowhere")
    world.account("Somewhere", city="Chengdu")
    assert signs(name="Nowhere", city="Chengdu") == {"Nowhere": Sign.NAME}
    assert signs(name="Somewhere") == {"Somewhere": Sign.NAME}
    assert duplicates.same(name="Nowhere", city="Chengdu") is None
    assert duplicates.same(name="Somewhere", city="chengdu") == Account.objects.get(name="Somewhere")


def test_two_registration_numbers_name_two_customers(db: None) -> None:
    world.account("仁康口腔", city="成都", registration="A1")
    assert signs(name="仁康口腔", city="成都", registration="B2") == {}
    assert duplicates.same(name="仁康口腔", city="成都", registration="B2") is None


def test_a_name_that_only_looks_the_same_is_a_sign_but_not_sure(db: None) -> None:
    world.account("Apple Clinic", city="成都")
    assert signs(name="Аpple Clinic", city="成都") == {"Apple Clinic": Sign.LOOK}
    assert duplicates.same(name="Аpple Clinic", city="成都") is None


def test_an_account_is_no_duplicate_of_itself_nor_of_one_that_went_into_another(db: None) -> None:
    mine, gone = world.account("仁康口腔"), world.account("仁康口腔")
    Account.objects.filter(pk=gone.pk).update(merged_into=mine)
    assert [twin.account for twin in duplicates.of(name="仁康口腔", but=mine)] == []


def test_a_changed_name_is_compared_as_it_is_now(db: None) -> None:
    account = world.account("East", city="成都")
    accounts.edit(account, version=0, by="test", at=NOON, name="West", registration="Z-9")
    assert signs(name="East", city="成都") == {}
    assert signs(name="west", city="成都") == {"West": Sign.NAME}
    assert signs(name="x", registration="z9") == {"West": Sign.REGISTRATION}


def test_a_registration_number_is_taken_however_it_is_written(db: None) -> None:
    world.account("East", registration="91-510")
    other = world.account("West")
    with pytest.raises(accounts.AccountRefused) as refused:
        accounts.edit(other, version=0, by="test", at=NOON, registration="９１５１０")
    assert refused.value.field == "registration"
