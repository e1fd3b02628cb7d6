"""No sequence of allowed calls gives anybody more than the actor had to give (T7)."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hourglass.base import keys, people, roles
from hourglass.base.models import Invitation, Role, ServiceToken, Team, User
from hourglass.base.permissions import Permission, Reach
from hourglass.base.refusals import Refused
from tests.conftest import NOON

# What the conspirators hold between them at the start; nothing they do may give anybody a code beyond it.
HELD = ("people.view", "people.manage", "roles.manage")
BEYOND = frozenset(Permission.values) - {*HELD, "jobs.view"}
PEOPLE = ("mallory", "trudy", "member", "outsider", "root")
pick = st.integers(min_value=0, max_value=30)
codes = st.sets(st.sampled_from(Permission.values))


class Conspiracy(RuleBasedStateMachine):
    """Two people of limited power and everybody they can reach try every verb on every object, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        """Every example begins with the same rows."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def cast(self) -> None:
        self.at = NOON
        roles.install_defaults(by="test", at=NOON)
        self.east, self.west = (people.add_team(name, by="test", at=NOON) for name in ("East", "West"))
        made = {
            "mallory": roles.create(name_zh="甲", name_en="A", permissions=HELD, reach=Reach.ALL, by="test", at=NOON),
            "trudy": roles.create(
                name_zh="乙",
                name_en="B",
                permissions=["people.view", "people.manage"],
                reach=Reach.TEAM,
                by="test",
                at=NOON,
            ),
            "member": roles.create(
                name_zh="丙", name_en="C", permissions=["jobs.view"], reach=Reach.OWN, by="test", at=NOON
            ),
            "root": Role.objects.get(key=Role.ADMINISTRATOR),
        }
        for name in PEOPLE:
            team = self.west if name == "outsider" else self.east
            held = [made[name]] if name in made else []
            people.add(f"{name}@example.com", name=name, team=team, roles=held, by="test", at=NOON)

    def attempt(self, verb: object, *args: object, by: User, **words: object) -> object:
        """Try; the rules may say no."""
        self.at += timedelta(seconds=1)
        try:
            return verb(*args, by=by, at=self.at, **words)  # type: ignore[operator]
        except Refused:
            return None

    def one(self, model: type, number: int) -> object:
        rows = list(model.objects.order_by("pk"))  # type: ignore[attr-defined]
        return rows[number % len(rows)]

    def actor(self, number: int) -> User:
        actors = User.objects.exclude(email="root@example.com").filter(is_active=True).order_by("pk")
        return actors[number % len(actors)]

    @rule(by=pick, role=pick, to=pick)
    def grant(self, by: int, role: int, to: int) -> None:
        self.attempt(roles.grant, self.one(Role, role), to=self.one(User, to), by=self.actor(by))

    @rule(by=pick, role=pick, of=pick)
    def revoke(self, by: int, role: int, of: int) -> None:
        self.attempt(roles.revoke, self.one(Role, role), of=self.one(User, of), by=self.actor(by))

    @rule(by=pick, allowed=codes, reach=st.sampled_from(Reach), name=st.text("xyz", min_size=3, max_size=6))
    def create(self, by: int, allowed: set[str], reach: Reach, name: str) -> None:
        self.attempt(roles.create, name_zh=name, name_en=name, permissions=allowed, reach=reach, by=self.actor(by))

    @rule(by=pick, role=pick, allowed=codes, reach=st.sampled_from(Reach))
    def edit(self, by: int, role: int, allowed: set[str], reach: Reach) -> None:
        row = self.one(Role, role)
        self.attempt(
            roles.edit,
            row,
            version=row.version,
            permissions=allowed,
            reach=reach,
            by=self.actor(by),  # type: ignore[attr-defined]
        )

    @rule(by=pick, person=pick, team=pick)
    def move(self, by: int, person: int, team: int) -> None:
        self.attempt(people.move, self.one(User, person), to=self.one(Team, team), by=self.actor(by))

    @rule(by=pick, team=pick, to=pick)
    def lead(self, by: int, team: int, to: int) -> None:
        self.attempt(people.change_lead, self.one(Team, team), to=self.one(User, to), by=self.actor(by))

    @rule(by=pick, role=pick, team=pick, name=st.text("abc", min_size=3, max_size=6))
    def invite(self, by: int, role: int, team: int, name: str) -> None:
        roles_given, team_given = [self.one(Role, role)], self.one(Team, team)
        self.attempt(people.invite, f"{name}@example.com", roles=roles_given, team=team_given, by=self.actor(by))

    @rule(number=pick)
    def accept(self, number: int) -> None:
        rows = list(Invitation.objects.filter(accepted_at=None, withdrawn_at=None))
        if rows:
            try:
                people.accept(rows[number % len(rows)], name="new", password=None, at=self.at)
            except Refused:
                return

    @rule(by=pick, person=pick, back=st.booleans())
    def leave_and_return(self, by: int, person: int, back: bool) -> None:
        self.attempt(people.deactivate, self.one(User, person), by=self.actor(by))
        if back:
            self.attempt(people.reactivate, self.one(User, person), by=self.actor(by))

    @rule(by=pick, person=pick)
    def take_over_by_mail(self, by: int, person: int) -> None:
        target = self.one(User, person)
        mine = f"mine{target.pk}@example.com"  # type: ignore[attr-defined]
        self.attempt(people.edit, target, version=target.version, email=mine, by=self.actor(by))  # type: ignore[attr-defined]

    @rule(by=pick, allowed=codes)
    def make_token(self, by: int, allowed: set[str]) -> None:
        self.attempt(keys.create_token, "x", permissions=allowed, by=self.actor(by))

    @invariant()
    def nobody_has_more_than_there_was_to_give(self) -> None:
        for person in User.objects.exclude(roles__key=Role.ADMINISTRATOR).prefetch_related("roles"):
            assert not person.permissions & BEYOND, person.email
        assert not [token for token in ServiceToken.objects.all() if set(token.permissions) & BEYOND]

    @invariant()
    def one_administrator_stays_untouched(self) -> None:
        administrators = list(User.objects.filter(roles__key=Role.ADMINISTRATOR))
        assert [person.email for person in administrators] == ["root@example.com"]
        assert administrators[0].is_active
        assert administrators[0].permissions == frozenset(Permission.values)


def test_no_sequence_of_calls_gives_more_than_there_was_to_give(db: None) -> None:
    bounds = settings(max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Conspiracy, settings=bounds)
