"""The customer's people in front of a screen."""
