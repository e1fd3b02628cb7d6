"""The administration's first page counts what is true now, and colours only what is wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hourglass.base import people
from hourglass.base.models import Channel, User
from hourglass.console.navigation import ADMIN
from hourglass.console.overview import FIGURES, Asked, cards

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_every_figure_belongs_to_a_place() -> None:
    assert set(FIGURES) <= {place.name for place in ADMIN.places}


def test_people_counts_the_active_ones(admin: User, csm: User, leaver: User) -> None:
    before = int(FIGURES["people"](Asked(admin, NOON)).value)
    people.deactivate(csm, by="test", at=NOON)
    assert int(FIGURES["people"](Asked(admin, NOON)).value) == before - 1


def test_audit_counts_one_day(admin: User) -> None:
    assert int(FIGURES["audit"](Asked(admin, NOON)).value) > 0
    assert FIGURES["audit"](Asked(admin, NOON + timedelta(days=2))).value == "0"


def test_the_calendar_counts_today_too(admin: User) -> None:
    monday_23rd = FIGURES["calendar"](Asked(admin, NOON))
    assert monday_23rd.value == "6"
    assert FIGURES["calendar"](Asked(admin, NOON + timedelta(days=7))).value == "1"


def test_a_disabled_channel_is_said_in_red_and_a_healthy_one_quietly(admin: User) -> None:
    made = Channel.objects.create(kind="webhook", name="Bot", purpose="system", created_at=NOON)
    assert FIGURES["channels"](Asked(admin, NOON)).tone == ""
    Channel.objects.filter(pk=made.pk).update(disabled_at=NOON, disabled_by="gone")
    broken = FIGURES["channels"](Asked(admin, NOON))
    assert (broken.value, broken.tone) == ("1", "bad-t")


def test_a_person_sees_cards_only_for_what_they_may_open(someone: User, admin: User) -> None:
    theirs, all_of_them = ({card.name for card in cards(person, at=NOON)} for person in (someone, admin))
    assert theirs < all_of_them
    assert not theirs & {"people", "settings", "channels", "jobs", "audit"}


@pytest.mark.parametrize("who", ["admin", "someone", "executive"])
def test_the_page_opens_for_everybody(client: Client, who: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/admin/").status_code == 200
