"""The tab of a customer's use: rates, features week by week, stores, roles and people (USE-02 to USE-06)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hourglass.base import configuration
from hourglass.base.periods import DAY, Period
from hourglass.base.ratios import percent, signed
from hourglass.console.using import rates
from hourglass.console.using.adoption import WORDS
from hourglass.customers.models import Account, Store
from hourglass.ui.charts import HeatMap
from hourglass.usage import detail, entitled, hours, switches
from hourglass.usage.metrics import people, rhythm
from hourglass.usage.metrics.activity import Activity, Use
from hourglass.usage.metrics.states import Adoption
from hourglass.usage.models import Feature, ProductUser, Snapshot, Stand

WEEKS = 12
HEIGHTS = ((4, "h180"), (7, "h260"))
PEOPLE = 50
TONES = {Adoption.HABITUAL: "ok", Adoption.USED: "info", Adoption.DROPPED: "bad"}


@dataclass(frozen=True, slots=True)
class OfFeature:
    """One feature as the customer stands to it."""

    feature: Feature
    core: bool
    usable: bool
    days: int
    words: str | Promise
    since: date | None
    tone: str
    off: bool = False


def of_account(account: Account, at: datetime) -> dict[str, Any]:
    """This function will give what the tab shows; a customer that was never seen to use the product shows so."""
    shot = detail.newest(account)
    lacking = hours.without(account, on=configuration.today(at))
    if shot is None:
        return {"shot": None, "lacking": lacking}
    window = Period(shot.since, shot.until + DAY)
    before = Period(window.start - timedelta(days=window.days), window.start)
    weeks = Period(shot.until - timedelta(days=7 * WEEKS - 1), shot.until + DAY)
    rows = detail.rows(account, Period(min(before.start, weeks.start), window.end))
    now, earlier = Activity.of(rows, window), Activity.of(rows, before)
    shots = detail.history(account, shot.until, WEEKS)
    features = of_features(account, shot, at)
    past = next((each for each in shots if each.until <= shot.until - timedelta(days=28)), None)
    return {
        "shot": shot,
        "rates": [rates.rate(shot, which, past) for which in ("core", "time", "breadth", "gap")],
        "described": rates.described(shot),
        "trend": rates.trend(shots),
        "heat": heat(rows, weeks, features),
        "height": next((name for most, name in HEIGHTS if len(features) <= most), "h360"),
        "outside": shot.outside_ms and round(shot.outside_ms / rates.HOUR),
        "features": features,
        "beyond": [each.feature for each in features if each.days and not each.usable],
        "stores": of_stores(account, now, earlier),
        "people": of_people(now, earlier, opening_days(account, window), features),
        "stickiness": percent(rhythm.stickiness(now, window).value),
        "lacking": lacking,
        "named": account.store_count,
    }


def opening_days(account: Account, window: Period) -> frozenset[date] | None:
    """This function will give the days on which any store of the account opens; None where nobody gave hours."""
    known = [place.pattern for place in hours.places([account.pk], on=window.last)[account.pk] if place.pattern]
    return frozenset[date]().union(*(each.days(window) for each in known)) if known else None


def of_features(account: Account, shot: Snapshot, at: datetime) -> list[OfFeature]:
    """This function will tell about every feature that is usable, off or was used, core ones first."""
    known = entitled.catalogue(shot.until)
    offer = entitled.offers([account.pk], on=shot.until, known=known)[account.pk]
    stands = {row.feature_id: row for row in Stand.objects.unscoped(reason=detail.REASON).of(account)}
    days = {int(feature): count for feature, count in shot.features.items()}
    off = switches.off([account.pk], on=configuration.today(at)).get(account.pk, frozenset())
    rows = Feature.objects.filter(pk__in=offer.usable | set(days) | set(stands) | off).order_by("pk")
    shown = sorted(rows, key=lambda each: (each.pk not in known.core, -days.get(each.pk, 0), each.pk))
    return [
        _of_feature(row, stands.get(row.pk), days.get(row.pk, 0), row.pk in known.core, row.pk in offer.usable)
        if row.pk not in off
        else OfFeature(row, row.pk in known.core, False, days.get(row.pk, 0), _("Switched off"), None, "", off=True)
        for row in shown
    ]


def _of_feature(feature: Feature, stand: Stand | None, days: int, core: bool, usable: bool) -> OfFeature:
    untouched = Adoption.ENTITLED if usable else Adoption.NOT_ENTITLED
    state = untouched if stand is None else Adoption(stand.state)
    since = None if stand is None else stand.since
    return OfFeature(feature, core, usable, days, WORDS[state], since, TONES.get(state, ""))


def heat(rows: Iterable[Use], window: Period, features: Iterable[OfFeature]) -> HeatMap | None:
    """This function will draw on how many days of each week each feature was used."""
    shown = [each.feature for each in features]
    if not shown:
        return None
    weeks = [Period(window.start + step * 7 * DAY, window.start + (step + 1) * 7 * DAY) for step in range(WEEKS)]
    counted = rhythm.heat(Activity.of(rows, window).by_feature, weeks)
    cells = tuple(tuple(counted.get(feature.pk, [0] * WEEKS)) for feature in shown)
    quiet = sum(not any(row) for row in cells)
    finding = _("%(used)s of %(all)s features were used in %(weeks)s weeks") % {
        "used": len(cells) - quiet, "all": len(cells), "weeks": WEEKS,
    }  # fmt: skip
    return HeatMap(
        finding=finding, rows=tuple(map(str, shown)), columns=tuple(f"{week.start:%m-%d}" for week in weeks),
        cells=cells, high=7, unit=_("Days of the week with use"),
    )  # fmt: skip


def of_stores(account: Account, now: Activity, earlier: Activity) -> list[dict[str, Any]]:
    """This function will tell on how many days each open store used anything, and how many more than before."""
    stores = Store.objects.unscoped(reason=detail.REASON).of(account).open().order_by("name")
    found = ((store, len(now.by_store.get(store.pk, ())), len(earlier.by_store.get(store.pk, ()))) for store in stores)
    return [{"store": store, "days": days, "change": signed(days - before, 0)} for store, days, before in found]


def of_people(
    now: Activity, earlier: Activity, opening: frozenset[date] | None, features: Iterable[OfFeature]
) -> list[dict[str, Any]]:
    """This function will tell about the people of the product: active days, main features and the change (USE-06)."""
    names: Mapping[int, str] = {each.feature.pk: str(each.feature) for each in features}
    told = people.of_people(now, opening_days=opening, before=earlier)[:PEOPLE]
    known = ProductUser.objects.select_related("contact").in_bulk([one.user for one in told])
    return [
        {
            **who(one.user, known),
            # Of the days it was open on, where that is known: use on a day off makes nobody more regular than always.
            "days": len(now.by_user[one.user]) if one.active.above is None else one.active.above,
            "share": percent(one.active.value),
            "opening": None if opening is None else len(opening),
            "main": [names[feature] for feature in one.main if feature in names],
            "change": signed(one.change, 0) if one.change else "",
        }
        for one in told
    ]


def who(user: int, known: Mapping[int, ProductUser]) -> dict[str, Any]:
    """This function will name a user: by the contact it is, or else as the product does, and then to be mapped."""
    row = known.get(user)
    contact = row.contact if row else None
    return {"contact": contact, "called": str(contact or row or _("Person %(n)s") % {"n": user})}
