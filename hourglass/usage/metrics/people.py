"""Use by person and by role (USE-06)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hourglass.usage.metrics.activity import Activity, Share

MAIN = 3


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What one person did: on how many of the opening days, with what most, and how many days more than before."""

    user: int
    active: Share
    main: tuple[int, ...]
    change: int | None


def of_people(
    activity: Activity, *, opening_days: Collection[date] | None, before: Activity | None = None, main: int = MAIN
) -> list[OfPerson]:
    """This function will tell about each person, the most active first: 20 of 26 opening days are 76.9 % (USE-06).

    Without known opening days the share has no value. `before` is the window before this one; None if there was none.
    """
    told = []
    for user, days in activity.by_user.items():
        share = Share(None, 0) if opening_days is None else _on(days, opening_days)
        earlier = None if before is None else len(before.by_user.get(user, ()))
        told.append(
            OfPerson(user, share, _main(activity, user, main), None if earlier is None else len(days) - earlier)
        )
    return sorted(told, key=lambda one: (-len(activity.by_user[one.user]), one.user))


def of_roles(activity: Activity, roles: Mapping[int, int]) -> dict[int, Activity]:
    """This function will gather the use of each role's people; `roles` names the role of a user, none is 0."""
    gathered: dict[int, dict[int, set[date]]] = defaultdict(lambda: defaultdict(set))
    users: dict[int, dict[int, frozenset[date]]] = defaultdict(dict)
    for (user, feature), days in activity.by_user_feature.items():
        role = roles.get(user, 0)
        gathered[role][feature] |= days
        users[role][user] = activity.by_user[user]
    return {
        role: Activity({feature: frozenset(days) for feature, days in features.items()}, users[role])
        for role, features in gathered.items()
    }


def unlinked(activity: Activity, linked: Iterable[int]) -> list[int]:
    """This function will give the users that no contact stands for, to be mapped."""
    return sorted(set(activity.by_user) - set(linked))


def _on(days: Collection[date], opening: Collection[date]) -> Share:
    return Share(len(set(days) & set(opening)), len(set(opening)))


def _main(activity: Activity, user: int, most: int) -> tuple[int, ...]:
    mine = [(len(days), feature) for (who, feature), days in activity.by_user_feature.items() if who == user]
    return tuple(feature for _count, feature in sorted(mine, key=lambda one: (-one[0], one[1]))[:most])
