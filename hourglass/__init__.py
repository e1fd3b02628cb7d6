"""Hourglass (续航): the open customer success platform."""
