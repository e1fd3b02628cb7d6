"""Renewals: opened by date, worked on by people, closed by payment, loss or time (REV-01 to REV-21)."""
