"""The people of the vendor in front of a screen."""
