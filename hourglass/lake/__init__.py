"""What happened, kept for ever: the columnar store of events, daily usage and the panel."""
