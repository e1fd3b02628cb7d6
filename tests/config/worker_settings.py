"""The product's settings with the jobs of the worker tests."""

from hourglass.config.settings import *  # noqa: F403  a settings module is all names of another one

SCHEDULE = "tests.config.worker_jobs.JOBS"
