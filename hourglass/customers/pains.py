"""What customers' people do and suffer from: buyers and users apart (KEY-10), and by role for the product (KEY-03)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hourglass.base.ratios import Ratio
from hourglass.customers.models import Contact, Profile, WorkItem
from hourglass.customers.models.key_persons import Solvable


class Side(StrEnum):
    """Who pays and who works with the product; in a small business one person is both."""

    BUYERS = "buyers"
    USERS = "users"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Voice:
    """One person with the pains that are known and the pieces of their work."""

    contact: Contact
    pains: str
    work: list[WorkItem]


@dataclass(frozen=True, slots=True)
class Section:
    """One side of a customer: its people, and how much of their work the product solves."""

    side: Side
    voices: list[Voice]
    solved: Ratio


@dataclass(slots=True)
class ByRole:
    """The work of everybody in one role: how much is solved in full, and what is not."""

    role: str
    people: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Solvable.values, 0))
    unsolved: list[WorkItem] = field(default_factory=list)

    @property
    def items(self) -> int:
        """How many pieces of work were judged."""
        return sum(self.counts.values())

    def solved(self, at: datetime) -> Ratio:
        """The share that the product solves in full: 3 of 5 are 60 %."""
        return Ratio.of("work_solved", self.counts[Solvable.YES], self.items, scope=self.role, computed_at=at)


def sides(contact: Contact) -> list[Side]:
    """This function will tell to which sides a person belongs: somebody who is flagged as both belongs to both."""
    flagged = ((Side.BUYERS, contact.is_buyer), (Side.USERS, contact.is_user))
    return [side for side, held in flagged if held] or [Side.OTHERS]


def sections(
    people: Collection[Contact], profiles: Mapping[int, Profile], work: Iterable[WorkItem], *, at: datetime
) -> list[Section]:
    """This function will lay a customer's people out by side: always buyers and users, others where there are any.

    A pain that is only a draft of the role is not theirs yet and is left out.
    """
    of_person: dict[int, list[WorkItem]] = defaultdict(list)
    for item in work:
        of_person[item.contact_id].append(item)
    found: dict[Side, list[Voice]] = {Side.BUYERS: [], Side.USERS: []}
    for person in people:
        voice = Voice(person, known_pains(profiles.get(person.pk)), of_person[person.pk])
        for side in sides(person):
            found.setdefault(side, []).append(voice)
    return [Section(side, voices, _solved(side, voices, at)) for side, voices in found.items()]


def known_pains(profile: Profile | None) -> str:
    """This function will give the pains of a profile, unless they are only a draft."""
    return profile.pains.strip() if profile is not None and "pains" not in profile.to_verify else ""


def _solved(side: Side, voices: Iterable[Voice], at: datetime) -> Ratio:
    items = [item for voice in voices for item in voice.work]
    solved = sum(item.solvable == Solvable.YES for item in items)
    return Ratio.of("work_solved", solved, len(items), scope=side, computed_at=at)


def by_role(work: Iterable[WorkItem]) -> list[ByRole]:
    """This function will sum judged work up by role, what is least solved first; who has two roles counts in both.

    `work` comes with its contacts and their accounts.
    """
    found: dict[str, ByRole] = {}
    for item in work:
        for role in item.contact.roles or [""]:
            row = found.setdefault(role, ByRole(role))
            row.people.add(item.contact_id)
            row.counts[item.solvable] += 1
            if item.solvable != Solvable.YES:
                row.unsolved.append(item)
    return sorted(found.values(), key=lambda row: (row.counts[Solvable.YES] / row.items, -row.items, row.role))
