"""What a condition is read in when it is asked now: the workspace's day, zone and currency."""

from datetime import datetime

from hourglass.base import configuration
from hourglass.base.money import places_of
from hourglass.base.workspace import CURRENCY
from hourglass.customers.conditions.queries import Frame


def at_instant(at: datetime) -> Frame:
    """This function will give the frame that holds at an instant."""
    day = configuration.today(at)
    currency = configuration.value(CURRENCY, on=day)
    return Frame(day=day, zone=configuration.business_zone(at), places=places_of(currency), currency=currency)
