"""A real Spark cluster on this machine: a standalone master and two workers, each a process of its own."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from hourglass.lake.spark import Spark

CLASS = "org.apache.spark.deploy"
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # these processes end before better code would pay
LOCAL = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1", "SPARK_DAEMON_JAVA_OPTS": BRIEF}
QUIET = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": BRIEF,
    "spark.executor.extraJavaOptions": BRIEF,
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
}


def missing() -> str:
    """This function will say what a Spark cluster lacks on this machine, or nothing."""
    java = shutil.which("java") or os.environ.get("JAVA_HOME")
    wanted = {"pyspark (bin/cluster installs it)": find_spec("pyspark"), "Java 17 or newer (bin/cluster)": java}
    return " and ".join(name for name, found in wanted.items() if not found)


@contextmanager
def running(
    folder: Path, *, workers: int = 2, memory: str = "700m"
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """This function will start a master and workers of one core, and give the address and the workers' processes."""
    with ExitStack() as stack:
        master = folder / "master.log"
        stack.enter_context(
            started(["master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"], master)
        )
        address = found_in(master, r"Starting Spark master at (spark://\S+)")
        processes = []
        for number in range(workers):
            log = folder / f"worker-{number}.log"
            how = ["--cores", "1", "--memory", memory, "--webui-port", "0", "--host", "127.0.0.1"]
            command = ["worker.Worker", *how, "--work-dir", str(folder / f"work-{number}"), address]
            processes.append(stack.enter_context(started(command, log)))
            found_in(log, r"Successfully registered with (master)")
        yield address, processes


@contextmanager
def engine(folder: Path) -> Iterator[Spark]:
    """This function will give an engine on a cluster of its own."""
    os.environ.update(LOCAL)
    with running(folder) as (address, _workers):
        spark = Spark(master=address, settings=QUIET)
        try:
            yield spark
        finally:
            spark.close()


@contextmanager
def started(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """This function will run one of Spark's processes and end it."""
    spec = find_spec("pyspark")
    assert spec
    assert spec.origin
    home = Path(spec.origin).parent
    with log.open("wb") as out:
        process = subprocess.Popen(
            [home / "bin" / "spark-class", f"{CLASS}.{command[0]}", *command[1:]],
            env=os.environ | LOCAL | {"SPARK_HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def found_in(log: Path, pattern: str, *, seconds: int = 120) -> str:
    """This function will wait until a log says something, and return it."""
    for _ in range(seconds * 5):
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"{pattern} was never said:\n{log.read_text(errors='replace')}")
