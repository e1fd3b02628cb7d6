"""What they need: tickets, complaints and requests."""
