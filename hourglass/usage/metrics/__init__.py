"""What is measured of use: each figure from the rows of some days, without a clock, a request or a database."""
