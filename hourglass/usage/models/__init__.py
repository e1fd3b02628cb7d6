"""The rows that say what customers do in the product."""

from hourglass.usage.models.adoption import Course, Snapshot, SourceDay, Stand, Window
from hourglass.usage.models.catalogue import CoreMark, EventRule, Feature
from hourglass.usage.models.erasure import Erasure
from hourglass.usage.models.handed import HandedIn, RestatedDay
from hourglass.usage.models.hours import OpeningHours, OtherDay
from hourglass.usage.models.identity import Claim, ProductGroup, ProductUser
from hourglass.usage.models.intake import Batch, Drop, Quarantined, Source
from hourglass.usage.models.switches import Switch
from hourglass.usage.models.touched import Flushed, TouchedDay

__all__ = [
    "Batch",
    "Claim",
    "CoreMark",
    "Course",
    "Drop",
    "Erasure",
    "EventRule",
    "Feature",
    "Flushed",
    "HandedIn",
    "OpeningHours",
    "OtherDay",
    "ProductGroup",
    "ProductUser",
    "Quarantined",
    "RestatedDay",
    "Snapshot",
    "Source",
    "SourceDay",
    "Stand",
    "Switch",
    "TouchedDay",
    "Window",
]
