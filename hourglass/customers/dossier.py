"""What the product team learns from customers: findings on fixed topics, and which topics nobody wrote of (KEY-13)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.ratios import Ratio
from hourglass.base.refusals import Refused
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Finding, ResearchTopic


class DossierRefused(Refused):
    """A topic or a finding cannot be kept like this."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One topic with what was found on it, the latest first; what was replaced is left out."""

    topic: ResearchTopic
    findings: list[Finding]


@transaction.atomic
def add_topic(*, key: str, label: Label, by: Actor, at: datetime) -> ResearchTopic:
    """This function will add a topic on which the product team wants to know customers."""
    require(by, Permission.SEGMENTS_MANAGE)
    if ResearchTopic.objects.filter(key=key).exists():
        raise DossierRefused(_("Another topic has this key; give another."), field="key")
    order = ResearchTopic.objects.count()
    topic = ResearchTopic.objects.create(key=key, name_zh=label.zh, name_en=label.en, order=order)
    timeline.record("research_topic.added", on=topic, by=by, at=at, new={"key": key, "name_zh": label.zh})
    return topic


@transaction.atomic
def find(
    account: Account, topic: ResearchTopic, text: str, *, on: date, by: Actor, at: datetime,
    replaces: Finding | None = None,
) -> Finding:  # fmt: skip
    """This function will keep what was learnt of a customer; a finding that replaces another leaves it readable.

    :raises DossierRefused: there are no words, the day lies ahead, or the other was replaced already.
    """
    require_worked(account, by)
    if not text.strip():
        raise DossierRefused(_("Write it down in a few words."), field="text")
    if on > configuration.today(at):
        raise DossierRefused(_("Choose a day that has come."), field="on")
    everyone = Finding.objects.unscoped(reason="the finding that is replaced")
    if replaces is not None and (
        replaces.account_id != account.pk or everyone.filter(replaces=replaces).exists()
    ):  # fmt: skip
        raise DossierRefused(_("Somebody else replaced this finding meanwhile. Look at it again."))
    row = Finding.objects.create(
        account=account, topic=topic, text=text.strip(), found_on=on, found_by=by if isinstance(by, User) else None,
        replaces=replaces, recorded_at=at,
    )  # fmt: skip
    new = {"topic": str(topic), "text": row.text}
    timeline.record("finding.added", on=row, by=by, at=at, new=new, about=str(account.pk))
    return row


def known_on(findings: QuerySet[Finding], *, at: datetime) -> QuerySet[Finding]:
    """This function will keep the findings that stood at a moment: the dossier as it was known then."""
    return findings.filter(recorded_at__lte=at).exclude(replaced_by__recorded_at__lte=at)


def chapters(findings: Iterable[Finding]) -> list[Chapter]:
    """This function will lay the findings out by topic, in the order of the topics."""
    grouped: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        grouped[finding.topic_id].append(finding)
    return [Chapter(topic, grouped[topic.pk]) for topic in ResearchTopic.objects.filter(retired_at=None)]


def coverage(found: Iterable[Chapter], *, at: datetime) -> Ratio:
    """This function will give the share of topics with a finding: 5 of 7 are 71.4 %."""
    topics = list(found)
    covered = sum(bool(chapter.findings) for chapter in topics)
    return Ratio.of("research_coverage", covered, len(topics), computed_at=at)
