"""Tables that people bring: read behind guards, whatever program wrote them and whatever hides in them (T23, T25)."""
