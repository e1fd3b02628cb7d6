"""The wiring: settings, addresses and the schedule of every recurring job.

Many systems ship an SQLite (up to 3.51.2) whose WAL mode can lose committed writes when a write meets a checkpoint.
The engine of the `pysqlite3` package has the fix, so it takes the place of the standard module before Django loads.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
