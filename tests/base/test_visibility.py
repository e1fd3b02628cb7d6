"""A forgotten filter is an error while a view answers."""

import pytest
from django.db.models import Count, Prefetch

from hourglass.base import timeline
from hourglass.base.models import Entry, Team, User
from hourglass.base.visibility import OutsideScope, guarded
from tests.conftest import NOON

WAYS = {
    "list": list,
    "len": len,
    "bool": bool,
    "get": lambda people: people.get(),
    "first": lambda people: people.first(),
    "index": lambda people: people[0],
    "slice": lambda people: list(people[:1]),
    "values": lambda people: list(people.values("email")),
    "values_list": lambda people: list(people.values_list("email", flat=True)),
    "iterator": lambda people: list(people.iterator()),
    "count": lambda people: people.count(),
    "exists": lambda people: people.exists(),
    "contains": lambda people: people.contains(User(pk=1)),
    "aggregate": lambda people: people.aggregate(Count("pk")),
    "in_bulk": lambda people: people.in_bulk([1]),
    "update": lambda people: people.update(name="x"),
    "delete": lambda people: people.delete(),
    "explain": lambda people: people.explain(),
    "raw": lambda people: list(people.raw("select * from base_user")),
    "get_or_create": lambda people: people.get_or_create(email="x@example.com"),
    "reverse": lambda people: list(people.order_by("name").reverse()),
    "distinct": lambda people: list(people.distinct()),
    "annotate": lambda people: list(people.annotate(n=Count("roles"))),
    "dates": lambda people: list(people.dates("joined_at", "year")),
    "joined": lambda people: list(people | people),
    "union": lambda people: list(people.union(people)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_forgotten_filter_raises_whatever_way_it_is_read(db: None, way: str) -> None:
    with guarded(), pytest.raises(OutsideScope):
        WAYS[way](User.objects.filter(is_active=True))


@pytest.mark.parametrize("way", ["list", "first", "count", "exists", "aggregate", "iterator"])
def test_the_record_is_watched_like_people(db: None, way: str) -> None:
    with guarded(), pytest.raises(OutsideScope):
        WAYS[way](Entry.objects.originals())


def test_without_the_permission_people_read_their_own_entries(admin: User, csm: User) -> None:
    own = timeline.record("person.logged_in", on=csm, by=csm, at=NOON)
    other = timeline.record("person.logged_in", on=admin, by=admin, at=NOON)
    with guarded():
        assert list(Entry.objects.visible_to(csm)) == [own]
        assert {own, other} <= set(Entry.objects.visible_to(admin))


def test_narrowed_people_are_read(admin: User) -> None:
    with guarded():
        people = User.objects.visible_to(admin)
        assert [people.count(), len(people), people.filter(pk=admin.pk).get().pk] == [1, 1, admin.pk]
        assert list(people.order_by("-pk")[:1]) == [admin]


def test_a_reason_opens_the_query_and_silence_does_not(admin: User) -> None:
    with guarded():
        assert User.objects.unscoped(reason="an address is unique among everyone").count() == 1
    with pytest.raises(ValueError, match="Say why"):
        User.objects.unscoped(reason="")


def test_what_is_joined_with_a_forgotten_filter_is_refused(admin: User) -> None:
    seen = User.objects.visible_to(admin)
    for joined in (seen | User.objects.filter(pk=1), seen.union(User.objects.all())):
        with guarded(), pytest.raises(OutsideScope):
            list(joined)
    with guarded():
        assert list(seen & User.objects.all()) == [admin]


def test_related_people_need_the_filter_too(csm: User, east: Team) -> None:
    with guarded():
        with pytest.raises(OutsideScope):
            list(east.members.all())
        with pytest.raises(OutsideScope):
            list(Team.objects.prefetch_related("members"))
        narrowed = Prefetch("members", queryset=User.objects.visible_to(csm))
        assert list(Team.objects.prefetch_related(narrowed).get().members.all()) == [csm]


def test_nothing_is_always_allowed_and_outside_views_rules_read_freely(admin: User) -> None:
    with guarded():
        assert list(User.objects.none()) == []
    assert User.objects.count() == 1
