"""The rows of figures over everything."""

from hourglass.insight.models.costs import Block, CostEntry

__all__ = ["Block", "CostEntry"]
