"""What the pages about use show: one customer, one feature, all features."""
