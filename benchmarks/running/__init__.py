"""A running installation for the benchmarks: its own data folder, the real server command, a log-in."""
