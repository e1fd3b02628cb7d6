"""Customers, people and contracts out of files: columns named, rows checked, each taken in by its owner's verb."""
