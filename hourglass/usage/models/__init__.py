"""The rows that say what customers do in the product."""

from hourglass.usage.models.catalogue import CoreMark, EventRule, Feature

__all__ = ["CoreMark", "EventRule", "Feature"]
