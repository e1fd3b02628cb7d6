"""What they pay: contracts, renewals and movements."""
