"""The door for events."""
