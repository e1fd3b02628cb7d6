"""Touch points out of files (FILE-11)."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from hourglass.base.models import Entry, User
from hourglass.customers import contacts
from hourglass.gateway.imports import returning
from tests import world
from tests.conftest import NOON
from tests.gateway.test_imports import Bringing, bring, counts, faults, taken_in  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
TOUCHES = (
    "客户编号,渠道,时间,内容,情绪,联系人,触点编号\n"
    "K1,热线,2026-01-31 14:05,问库存,负面,,T1\nK1,visit,2026/2/1,看门店,,李敏,\nK1,官网,2026-02-02,,,,\n"
)


def test_file_11_touch_points_come_in_once_with_channel_and_sentiment(bring: Bringing) -> None:  # noqa: F811
    account = world.account("仁康口腔", number="K1")
    person = contacts.add(account, "李敏", by="test", at=NOON)
    brought = bring(TOUCHES, "touches")
    assert brought.columns == ["number", "channel", "happened_at", "note", "sentiment", "contact", "key"]
    assert counts(taken_in(brought)) == (3, 0, 0, 0)
    told = Entry.objects.unscoped(reason="test").filter(verb="touch.logged").said().order_by("pk")
    assert [(one.channel, one.sentiment, one.note) for one in told] == [
        ("hotline", "negative", "问库存"),
        ("visit", "", "看门店"),
        ("website", "", ""),
    ]
    assert told[0].at == datetime(2026, 1, 31, 6, 5, tzinfo=UTC)
    assert told[1].object_id == str(person.pk)
    assert counts(taken_in(bring(TOUCHES, "touches"))) == (0, 0, 3, 0)


@pytest.mark.parametrize(
    "row", ["K1,moon,2026-01-31,,,,", "K1,call,soon,,,,", "K1,call,2026-01-31 25:00,,,,", "K1,call,2026-01-31,,sad,,"]
)
def test_what_cannot_be_a_touch_point_is_told(bring: Bringing, row: str) -> None:  # noqa: F811
    world.account("仁康口腔", number="K1")
    head = TOUCHES.partition("\n")[0]
    assert list(faults(taken_in(bring(f"{head}\n{row}\n", "touches")))) == [2]


def test_touch_points_stay_in_the_record_when_their_import_is_taken_back(bring: Bringing, cs_head: User) -> None:  # noqa: F811
    world.account("仁康口腔", number="K1")
    contacts.add(world.account("其他", number="K2"), "李敏", by="test", at=NOON)
    brought = taken_in(bring(TOUCHES, "touches"))
    assert "李敏" in faults(brought)[3][0][1]  # who is another customer's
    with override("en"):
        found = returning.outlook(brought)
        assert {str(why) for _name, why in found.kept} == {
            "A touch point stays in the record. Correct its entry there."
        }
    assert not found
