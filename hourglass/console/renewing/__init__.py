"""What the pages about renewals show: the board, the calendar, and the work on one renewal."""
