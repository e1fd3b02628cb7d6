"""Hourglass (续航): the open customer success platform."""

__version__ = "0.1.0"
