"""The lake of this process: opened once, at the address that the installation names."""

from functools import cache

from django.conf import settings

from hourglass.lake import engines, store
from hourglass.lake.engines import Engine
from hourglass.lake.store import Lake


@cache
def lake() -> Lake:
    """This function will give the lake, opening it at the first call."""
    return store.open(settings.LAKE, memory=settings.LAKE_MEMORY)


@cache
def engine() -> Engine:
    """This function will give what answers questions about the lake: inside of this process, or a cluster."""
    return engines.chosen(
        settings.ENGINE,
        spill=lake().spill,
        memory=settings.LAKE_MEMORY,
        master=settings.SPARK,
        settings=settings.SPARK_SETTINGS,
    )


def forget() -> None:
    """This function will have the lake opened anew at the next call, as after a change of the settings."""
    lake.cache_clear()
    engine.cache_clear()
