"""Every recurring job of the product, in one table."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hourglass.base import custody, housekeeping
from hourglass.base.cadence import Cron, Every
from hourglass.base.schedule import Job
from hourglass.customers import jobs as customers
from hourglass.gateway import jobs as gateway
from hourglass.gateway.imports import returning, taking
from hourglass.revenue import jobs as revenue
from hourglass.usage import jobs as usage

JOBS = [
    Job(
        key="outbox.send",
        title=_("Send messages"),
        does=gateway.send,
        cadence=Every(timedelta(seconds=5)),
        time_limit=timedelta(minutes=1),
    ),
    Job(
        key="events.flush",
        title=_("Bring events from the inbox to the lake"),
        does=usage.flush,
        cadence=Every(timedelta(seconds=30)),
        time_limit=timedelta(minutes=1),
    ),
    Job(
        key="events.match",
        title=_("Say whose events are, also of those that came before"),
        does=usage.match,
        cadence=Every(timedelta(minutes=5)),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="events.forget",
        title=_("Delete events from the inbox that are in the lake for a week"),
        does=usage.forget,
        cadence=Every(timedelta(hours=1)),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="lake.compact",
        title=_("Gather the events of a day into one file"),
        does=usage.compact,
        cadence=Cron("7 * * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="lake.close",
        title=_("Gather the events of a month that is over"),
        does=usage.close_months,
        cadence=Cron("12 4 4 * *"),
        time_limit=timedelta(hours=4),
    ),
    Job(
        key="lake.sweep",
        title=_("Remove files of events that nobody reads any more"),
        does=usage.sweep,
        cadence=Cron("32 3 * * *"),
        time_limit=timedelta(hours=1),
    ),
    Job(
        key="lake.check",
        title=_("Check that every file of events is as it was written"),
        does=usage.check,
        cadence=Cron("52 3 * * *"),
        time_limit=timedelta(hours=4),
        attempts=1,
    ),
    Job(
        key="outbox.forget",
        title=_("Erase the text of old messages"),
        does=gateway.forget,
        cadence=Every(timedelta(hours=1)),
    ),
    Job(
        key="interface.forget",
        title=_("Delete old answers of the interface"),
        does=gateway.forget_answers,
        cadence=Every(timedelta(hours=1)),
    ),
    Job(
        key="housekeeping.runs",
        title=_("Delete old runs of jobs"),
        does=housekeeping.prune_runs,
        cadence=Cron("17 3 * * *"),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="housekeeping.deliveries",
        title=_("Delete old messages from the list"),
        does=housekeeping.prune_deliveries,
        cadence=Cron("22 3 * * *"),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="housekeeping.sessions",
        title=_("Delete sessions that ended"),
        does=housekeeping.clear_sessions,
        cadence=Cron("27 3 * * *"),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="housekeeping.cache",
        title=_("Delete stale cache entries"),
        does=housekeeping.cull_cache,
        cadence=Every(timedelta(hours=1)),
    ),
    Job(
        key="housekeeping.workers",
        title=_("Forget workers that are gone"),
        does=housekeeping.forget_workers,
        cadence=Cron("37 3 * * *"),
    ),
    Job(
        key="contracts.publish",
        title=_("Bring every customer's contract facts up to date"),
        does=revenue.publish,
        cadence=Cron("12 0 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="usage.roll",
        title=_("Sum the events of changed days up"),
        does=usage.roll,
        cadence=Every(timedelta(minutes=10)),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="usage.measure",
        title=_("Measure how every customer uses the product"),
        does=usage.measure,
        cadence=Cron("27 0 * * *"),
        time_limit=timedelta(hours=1),
    ),
    Job(
        key="usage.erase",
        title=_("Forget a user of the product"),
        does=usage.erase,
        time_limit=timedelta(hours=2),
    ),
    Job(
        key="segments.place",
        title=_("Put every customer into the classes of the day"),
        does=customers.place,
        cadence=Cron("17 1 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="contacts.known",
        title=_("Take what grew old out of what is known of key persons"),
        does=customers.know_people,
        cadence=Cron("12 1 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="archive.open",
        title=_("Open the documents that have become due"),
        does=customers.open_forms,
        cadence=Cron("42 * * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="renewals.open",
        title=_("Open the renewals whose time has come"),
        does=revenue.open_renewals,
        cadence=Cron("22 0 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="renewals.follow",
        title=_("Link contracts that came in to the renewals they follow"),
        does=revenue.follow,
        cadence=Cron("42 0 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="renewals.lapse",
        title=_("Close renewals that nobody decided about"),
        does=revenue.lapse,
        cadence=Cron("52 0 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="renewals.remind",
        title=_("Remind of renewals before they expire"),
        does=revenue.remind,
        cadence=Cron("2 8 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="renewals.forecast",
        title=_("Keep what is expected of the coming months"),
        does=revenue.forecast,
        cadence=Cron("2 1 * * *"),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="imports.check",
        title=_("Check the rows of a file"),
        does=taking.check,
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="imports.run",
        title=_("Take in the rows of a file"),
        does=taking.run,
        time_limit=timedelta(hours=2),
    ),
    Job(
        key="imports.return",
        title=_("Take an import back"),
        does=returning.give_back,
        time_limit=timedelta(hours=2),
    ),
    Job(
        key="imports.forget",
        title=_("Delete the rows of files that were brought long ago"),
        does=taking.forget,
        cadence=Cron("12 3 * * *"),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="figures.close",
        title=_("Settle renewals and close months that can no longer move"),
        does=revenue.close,
        cadence=Cron("32 1 * * *"),
        time_limit=timedelta(hours=1),
    ),
    Job(
        key="customers.duplicates",
        title=_("Look for customers that may be there twice"),
        does=customers.find_duplicates,
        cadence=Cron("2 2 * * *"),
        time_limit=timedelta(minutes=30),
    ),
    Job(
        key="record.seal",
        title=_("Seal new entries of the record"),
        does=custody.seal,
        cadence=Every(timedelta(minutes=1)),
    ),
    Job(
        key="record.anchor",
        title=_("Remember outside of the database where the record ends"),
        does=custody.anchor,
        cadence=Cron("7 1 * * *"),
        time_limit=timedelta(minutes=10),
    ),
    Job(
        key="record.check",
        title=_("Check that nobody changed the record"),
        does=custody.check,
        cadence=Cron("47 4 * * *"),
        time_limit=timedelta(hours=1),
        attempts=1,
    ),
]
