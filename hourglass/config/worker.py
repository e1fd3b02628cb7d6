"""The worker: plans what came due, runs it in threads, and shows that it is alive.

One thread supervises: it plans, extends the leases of running work, ends work that takes too long, and takes the work
of dead workers back. Two threads run: one leaves long jobs to the other, so that a report does not hold up messages.
Any number of workers may run, on any number of machines.
"""

import ctypes
import logging
import os
import platform
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Event, Lock, Thread
from time import monotonic

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from hourglass.base import claims, holds, jobs, planning, running, schedule
from hourglass.base.models import Run
from hourglass.base.running import LEASE
from hourglass.config.logs import redact

log = logging.getLogger(__name__)

POLL = 1.0  # seconds between two looks at the queue
BEAT = 8.0  # seconds between two signs of life; a lease is extended at each
PATIENCE = 24.0  # seconds that running work has to end at a stop, before it is handed back
LAST_WORDS = 3.0  # seconds to hand it back
OVERTIME = 30.0  # seconds after its time limit before work that does not listen is abandoned
JUMP = 5.0  # seconds by which a clock may be set without a word
LONGEST_PAUSE = 30.0


class Interrupted(BaseException):
    """Raised inside running work by the supervisor; no `except Exception` of a job holds it up."""


class TookTooLong(Interrupted):
    """The job has used up its time limit."""


class HandBack(Interrupted):
    """The worker stops, or the run is no longer its own."""


class SteadyClock:
    """The wall clock, and whether it went steadily for the length of a lease.

    After a jump of the clock every lease looks expired, or none does. For one lease nothing is reaped then: by its end
    living workers have extended theirs.
    """

    def __init__(self, wall: Callable[[], datetime] = timezone.now, steps: Callable[[], float] = monotonic) -> None:
        self.wall, self.steps = wall, steps
        self.offset = self._offset()
        self.steady_since = -LEASE.total_seconds()

    def _offset(self) -> float:
        return self.wall().timestamp() - self.steps()

    def steady(self) -> bool:
        """This function will tell whether leases can be judged by this clock."""
        offset = self._offset()
        if abs(offset - self.offset) > JUMP:
            log.warning("the clock was set by %+.0f s", offset - self.offset)
            self.steady_since = self.steps()
        self.offset = offset
        return self.steps() - self.steady_since >= LEASE.total_seconds() or self.steady_since < 0


class Pause:
    """Waits that grow while the database does not answer."""

    def __init__(self, stopping: Event) -> None:
        self.stopping, self.seconds = stopping, POLL / 2

    def __call__(self, error: Exception) -> None:
        connection.close()
        log.warning("the database does not answer, next try in %.1f s: %s", self.seconds, error)
        self.stopping.wait(self.seconds)
        self.seconds = min(self.seconds * 2, LONGEST_PAUSE)

    def over(self) -> None:
        """This function will make the next wait a short one."""
        self.seconds = POLL / 2


class Runner(Thread):
    """Runs one thing after the other."""

    def __init__(self, worker: "Worker", *, quick: bool) -> None:
        super().__init__(name="quick-runner" if quick else "runner", daemon=True)
        self.worker, self.quick = worker, quick
        self.run_: Run | None = None
        self.deadline = 0.0
        self.told = False
        self.abandoned = False
        self.lock = Lock()

    def run(self) -> None:
        """This function will work until the worker stops."""
        pause = Pause(self.worker.stopping)
        with holds.measured(connection, self.held_long):
            while not (self.worker.stopping.is_set() or self.abandoned):
                try:
                    close_old_connections()
                    if not self.step():
                        self.worker.wake.wait(POLL)
                        self.worker.wake.clear()
                    pause.over()
                except Interrupted:
                    connection.close()  # it came when the work had just ended
                except (DatabaseError, InterfaceError) as error:
                    pause(error)
        connection.close()

    def step(self) -> bool:
        """This function will run what is most urgent; False when nothing is due."""
        run = running.claim_next(by=self.worker.name, at=timezone.now(), quick=self.quick)
        if run is None:
            return False
        with self.lock:
            limit = schedule.jobs()[run.job].time_limit.total_seconds()
            self.run_, self.deadline, self.told = run, monotonic() + limit, False
        try:
            self.perform(run)
        finally:
            with self.lock:
                self.run_ = None
        return True

    def perform(self, run: Run) -> None:
        """This function will do one run and keep how it ended."""
        try:
            running.perform(run, clock=timezone.now)
        except claims.Lost:
            log.warning("job %s was taken over by another worker", run.job)
        except HandBack:
            connection.close()
            with suppress(claims.Lost):
                claims.release(run, at=timezone.now())
        except (Exception, TookTooLong) as error:  # whatever a job raises is kept with its run
            if isinstance(error, TookTooLong):
                connection.close()
            log.exception("job %s failed", run.job)
            with suppress(claims.Lost):
                running.failed(run, at=timezone.now(), error=error, redact=redact)

    def interrupt(self, kind: type[Interrupted]) -> None:
        """This function will raise `kind` inside the running work, once."""
        with self.lock:
            if self.run_ is not None and not self.told and self.ident is not None:
                self.told = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(kind))

    def held_long(self, seconds: float) -> None:
        """This function will say which job held the database too long."""
        log.warning("job %s held the database for %d ms", self.run_.job if self.run_ else "none", seconds * 1000)


class Worker:
    """One worker process, or the worker inside the demo's."""

    def __init__(self) -> None:
        self.name = f"{platform.node()[:40]}-{os.getpid()}-{secrets.token_hex(2)}"
        self.stopping, self.wake = Event(), Event()
        self.clock = SteadyClock()
        self.runners = [Runner(self, quick=True), Runner(self, quick=False)]
        self.last_beat = -BEAT
        self.late: set[str] = set()

    def stop(self) -> None:
        """This function will let running work end and then end `run`, within 30 seconds."""
        self.stopping.set()
        self.wake.set()

    def run(self) -> None:
        """This function will work until `stop` is called."""
        log.info("worker %s starts", self.name)
        pause = Pause(self.stopping)
        for runner in self.runners:
            runner.start()
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self.tick()
                pause.over()
                self.stopping.wait(POLL)
            except (DatabaseError, InterfaceError) as error:
                pause(error)
        self.close()

    def tick(self) -> None:
        """This function will plan, watch over what runs, and from time to time show a sign of life."""
        self.watch_limits()
        if planning.plan(at=timezone.now()):
            self.wake.set()
        if monotonic() - self.last_beat >= BEAT:
            self.beat()
            self.last_beat = monotonic()

    def beat(self) -> None:
        """This function will show that this worker lives, hold what it works on, and take over from the dead."""
        at = timezone.now()
        jobs.sign_of_life(self.name, at=at)
        self.extend(at)
        if self.clock.steady():
            for run in running.reap(at=at):
                log.warning("job %s was left by a dead worker", run.job)
        late = set(jobs.health(at=at).late)
        for key in sorted(late - self.late):
            log.error("job %s is late", key)
        self.late = late

    def extend(self, at: datetime) -> None:
        """This function will hold the runs in work for another lease."""
        for runner in self.runners:
            run = runner.run_
            if run is None:
                continue
            try:
                claims.extend(run, at=at, lease=LEASE)
            except claims.Lost:
                runner.interrupt(HandBack)

    def watch_limits(self) -> None:
        """This function will end work that takes too long, and replace a thread that does not listen."""
        for place, runner in enumerate(self.runners):
            over = monotonic() - runner.deadline
            if runner.run_ is None or over < 0:
                continue
            runner.interrupt(TookTooLong)
            if over > OVERTIME:
                # Its lease is extended no more, so its run is reaped, and whatever it does at the end is refused.
                log.error("job %s does not stop; its thread is left behind", runner.run_.job)
                runner.abandoned = True
                self.runners[place] = Runner(self, quick=runner.quick)
                self.runners[place].start()

    def close(self) -> None:
        """This function will wait for running work, and hand back what does not end in time."""
        self._join(PATIENCE)
        for runner in self.runners:
            runner.interrupt(HandBack)
        self._join(LAST_WORDS)
        with suppress(DatabaseError, InterfaceError):
            for run in [runner.run_ for runner in self.runners if runner.is_alive() and runner.run_]:
                with suppress(claims.Lost):
                    claims.release(run, at=timezone.now())
            jobs.last_words(self.name, at=timezone.now())
        connection.close()
        log.info("worker %s stops", self.name)

    def _join(self, seconds: float) -> None:
        end, beat = monotonic() + seconds, monotonic() + BEAT
        while any(runner.is_alive() for runner in self.runners) and monotonic() < end:
            for runner in self.runners:
                runner.join(timeout=0.1)
            if monotonic() > beat:
                with suppress(DatabaseError, InterfaceError):
                    self.extend(timezone.now())
                beat = monotonic() + BEAT
