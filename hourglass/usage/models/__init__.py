"""The rows that say what customers do in the product."""

from hourglass.usage.models.catalogue import CoreMark, EventRule, Feature
from hourglass.usage.models.identity import Claim, ProductGroup, ProductUser
from hourglass.usage.models.intake import Batch, Drop, Quarantined, Source
from hourglass.usage.models.touched import Flushed, TouchedDay

__all__ = [
    "Batch",
    "Claim",
    "CoreMark",
    "Drop",
    "EventRule",
    "Feature",
    "Flushed",
    "ProductGroup",
    "ProductUser",
    "Quarantined",
    "Source",
    "TouchedDay",
]
