"""The whole system as one set of documents: check, diff, apply, export."""
