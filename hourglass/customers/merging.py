"""Two accounts that are one customer: merged with their history kept, and taken apart again (REV-12, T70)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import accounts, estate
from hourglass.customers.filling import EMPTY
from hourglass.customers.models import Account, Handing, Merge

FIELDS = ("name", "number", "registration", "city", "region", "industry", "owner", "team")
PORTRAIT = "portrait."
REASON = "a merge reaches everything of both accounts"


class MergeRefused(Refused):
    """Two accounts cannot be merged, or taken apart, like this."""


@transaction.atomic
def merge(
    loser: Account,
    *,
    into: Account,
    versions: tuple[int, int],
    by: Actor,
    at: datetime,
    reason: str,
    taken: Collection[str] = (),
) -> Merge:
    """This function will let `loser` go into another account, with everything that belongs to it.

    `versions` are those of `loser` and of `into` that were compared. `taken` names the fields, and portrait values as
    `portrait.<key>`, of which the loser's value is the right one; what the other account does not know it takes anyway.

    :raises MergeRefused: no reason is given, it is the same account, or the one that stays is closed.
    :raises AccountRefused: one of the two was merged before.
    """
    winner = into
    require(by, Permission.ACCOUNTS_CLOSE)
    for account in (loser, winner):
        accounts.require_worked(account, by)
    _refuse_unfit(loser, winner, reason)
    _hold(loser, versions[0], winner, versions[1])
    before = {account.pk: _known(account) for account in (loser, winner)}
    moved, changed = estate.move(estate.Moving(loser=loser, winner=winner, by=by, at=at))
    _write(loser, {"merged_into": winner})
    _exchange(loser, winner, set(taken))
    _note_handing(winner, before[winner.pk], at)
    row = Merge.objects.create(
        winner=winner,
        loser=loser,
        moved=moved,
        changed=changed,
        winner_fields=_differing(before[winner.pk], _known(winner)),
        loser_fields=_differing(before[loser.pk], _known(loser)),
        reason=reason.strip(),
        merged_at=at,
        merged_by=by if isinstance(by, User) else None,
    )
    said: dict[str, Any] = {"by": by, "at": at, "reason": row.reason}
    timeline.record("account.merged", on=loser, new={"into": winner.name}, about=str(loser.pk), **said)
    new = {"merged": before[loser.pk]["name"]} | {name: len(keys) for name, keys in moved.items()}
    timeline.record("account.absorbed", on=winner, new=new, about=str(winner.pk), **said)
    estate.refresh([loser.pk, winner.pk], at)
    return row


@transaction.atomic
def undo(merge: Merge, *, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will take an account out of another again, with what is still where the merge put it.

    A value that somebody changed since stays as it is now, and so does what came after the merge.

    :raises MergeRefused: it was undone, a later merge comes first, or a number was given away meanwhile.
    """
    winner, loser = merge.winner, merge.loser
    require(by, Permission.ACCOUNTS_CLOSE)
    accounts.require_worked(winner, by)
    _refuse_passed(merge, winner, loser)
    before = _known(winner)
    _write(loser, {name: None for name in ("number", "registration") if name in merge.loser_fields})
    try:
        with transaction.atomic():
            _restore(winner, merge.winner_fields)
            _restore(loser, merge.loser_fields, always=True)
            _write(loser, {"merged_into": None})
    except IntegrityError:
        raise MergeRefused(
            _("Another customer has a number of %(name)s by now; change it there first.") % {"name": loser.name}
        ) from None
    _note_handing(winner, before, at)
    estate.give_back(merge.moved, merge.changed, winner=winner, loser=loser)
    if not Merge.objects.unscoped(reason=REASON).standing().filter(pk=merge.pk).update(undone_at=at):
        raise MergeRefused(_("This merge was undone already."))
    said: dict[str, Any] = {"by": by, "at": at, "reason": reason.strip()}
    timeline.record("account.separated", on=winner, new={"from": loser.name}, about=str(winner.pk), **said)
    timeline.record("account.returned", on=loser, new={"from": winner.name}, about=str(loser.pk), **said)
    estate.refresh([loser.pk, winner.pk], at)


def _refuse_unfit(loser: Account, winner: Account, reason: str) -> None:
    if loser.pk == winner.pk:
        raise MergeRefused(_("Choose another customer; this one is the same."))
    if winner.closed_at:
        raise MergeRefused(_("The customer that stays is closed; reopen it first, or keep the other one."))
    if not reason.strip():
        raise MergeRefused(_("Say why; the reason is kept with the change."), field="reason")


def _refuse_passed(merge: Merge, winner: Account, loser: Account) -> None:
    if merge.undone_at:
        raise MergeRefused(_("This merge was undone already."))
    if loser.merged_into_id != winner.pk:
        raise MergeRefused(_("A later merge comes first; undo that one before this one."))
    later = Merge.objects.unscoped(reason=REASON).standing().filter(winner=winner, pk__gt=merge.pk)
    if later.exists():
        raise MergeRefused(_("A later merge comes first; undo that one before this one."))


def _hold(loser: Account, loser_version: int, winner: Account, winner_version: int) -> None:
    """Both rows are taken in one order, so that two merges wait for each other and the later one is told."""
    everyone = Account.objects.unscoped(reason=REASON)
    wanted = {loser.pk: (loser, loser_version), winner.pk: (winner, winner_version)}
    for key in sorted(wanted):
        account, version = wanted[key]
        if not everyone.filter(pk=key, version=version, merged_into=None).update(version=version + 1):
            raise ChangedMeanwhile
        account.refresh_from_db()


def _exchange(loser: Account, winner: Account, taken: set[str]) -> None:
    """The values that were chosen go to the account that stays; a number goes back in exchange, so both still lead."""
    changes: dict[str, Any] = {}
    back: dict[str, Any] = {}
    for name in FIELDS:
        theirs, ours = getattr(loser, name), getattr(winner, name)
        if theirs in EMPTY or theirs == ours or not (name in taken or ours in EMPTY):
            continue
        changes[name] = theirs
        if name in {"number", "registration"}:
            back[name] = ours
    portrait = dict(winner.portrait)
    for key, value in loser.portrait.items():
        if portrait.get(key) in EMPTY or f"{PORTRAIT}{key}" in taken:
            portrait[key] = value
    _write(loser, dict.fromkeys(back, ""))
    _write(winner, changes | {"portrait": portrait})
    _write(loser, back)


def _note_handing(account: Account, before: dict[str, Any], at: datetime) -> None:
    """Who owned an account at the begin of a window is asked of its handings."""
    if (before["owner"], before["team"]) != (account.owner_id, account.team_id):
        Handing.objects.create(
            account=account,
            at=at,
            old_owner_id=before["owner"],
            new_owner_id=account.owner_id,
            old_team_id=before["team"],
            new_team_id=account.team_id,
        )


def _restore(account: Account, fields: dict[str, list[Any]], *, always: bool = False) -> None:
    """A field goes back to what it was where it still is what the merge made of it."""
    now = _known(account)
    changes: dict[str, Any] = {}
    portrait = dict(account.portrait)
    for name, (old, new) in fields.items():
        if not always and now.get(name) != new:
            continue
        if name.startswith(PORTRAIT):
            _put(portrait, name.removeprefix(PORTRAIT), old)
        else:
            changes[f"{name}_id" if name in {"owner", "team"} else name] = old
    _write(account, changes | {"portrait": portrait})


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _known(account: Account) -> dict[str, Any]:
    """What a merge may change of an account, as JSON keeps it."""
    fields = {name: getattr(account, name) for name in FIELDS if name not in {"owner", "team"}}
    owned = {"owner": account.owner_id, "team": account.team_id}
    return fields | owned | {f"{PORTRAIT}{key}": value for key, value in account.portrait.items()}


def _differing(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    names = sorted({*old, *new})
    return {name: [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}


def _write(account: Account, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(account, name, "" if value is None and name in {"number", "registration"} else value)
    accounts.fill_keys(account)
    account.version += 1
    account.save(update_fields=[*(name.removesuffix("_id") for name in changes), *accounts.KEYS, "version"])
