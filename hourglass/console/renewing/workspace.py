"""All that the page of one renewal shows: how far it is, what is asked next, the offer, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.console import telling
from hourglass.console.forms.renewals import AnswerForm, CategoryForm
from hourglass.console.renewing import board, losses
from hourglass.console.renewing.board import COLUMNS, Card
from hourglass.customers import people
from hourglass.customers.models import Link, Purpose
from hourglass.revenue import rules
from hourglass.revenue.models import MOMENTS, Answer, Outcome, Question, Renewal, RenewalStep, State
from hourglass.revenue.renewals import authority, checking, goals, offering, plans, reporting, stepping
from hourglass.revenue.renewals.checking import Preset
from hourglass.revenue.windows import Standing, standing


@dataclass(frozen=True, slots=True)
class Asking:
    """One question of the self-check: what the system knows, the answer that stands, and the form for another."""

    question: Question
    known: Sequence[Preset]
    answer: Answer | None
    form: AnswerForm


@dataclass(frozen=True, slots=True)
class Mark:
    """One state on the road: whether it is reached, and whether the renewal stands there."""

    state: State
    reached: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do here, so that a page offers nothing that would be refused."""

    works: bool
    owns: bool
    leads: bool
    approves: bool


def of(renewal: Renewal, person: User, *, at: datetime) -> dict[str, Any]:
    """This function will gather the page."""
    day = configuration.today(at)
    steps = stepping.steps_of(renewal)
    items = offering.items_of(renewal)
    stands = standing(renewal.due_on, day, bridged_to=renewal.bridged_to, limits=rules.limits(day))
    rights = rights_of(renewal, person)
    return {
        "renewal": renewal,
        "account": renewal.account,
        "card": Card(renewal, day),
        "today": day,
        "state": renewal.state,
        "road": road(renewal),
        "warning": board.warning(renewal, steps, day),
        "rights": rights,
        "open": not renewal.outcome,
        "next": next_act(renewal, rights),
        "asking": asking(renewal, at=at),
        "report": report(renewal, at=at),
        "against": [] if renewal.outcome or renewal.signed_on else people.unwilling(renewal.account, on=day),
        "category": CategoryForm(initial={"category": renewal.category, "version": renewal.version}),
        "lost_label": losses.worded(renewal.reason),
        "signs_late": renewal.outcome == Outcome.LOST and stands is not Standing.TOO_LATE and rights.owns,
        "history": telling.history(renewal),
        **offer(renewal, items),
        **paperwork(renewal, steps, day),
        **agreed(renewal),
        "plan": plans.plan_of(renewal.account),
    }


def rights_of(renewal: Renewal, person: User) -> Rights:
    """This function will tell what a person may do; the verbs refuse the rest whatever the page offers."""
    works = person.can(Permission.RENEWALS_WORK)
    leads = works and authority.leads(renewal, person)
    return Rights(
        works=works,
        owns=works and (leads or renewal.owner_id == person.pk),
        leads=leads,
        approves=person.can(Permission.RENEWALS_APPROVE),
    )


def road(renewal: Renewal) -> list[Mark]:
    """This function will give the states of the road with the one at which the renewal stands, or at which it ended."""
    reached = {state for name, state in MOMENTS if getattr(renewal, name)}
    last = max((place for place, state in enumerate(COLUMNS) if state in reached), default=0)
    return [
        Mark(state, place < last or state in reached, place == last and not renewal.outcome)
        for place, state in enumerate(COLUMNS)
    ]


def next_act(renewal: Renewal, rights: Rights) -> str:
    """This function will name the address of what comes next on the road; empty where the person does not do it."""
    acts = {
        State.PREPARING: ("renewal-presentation", rights.works),
        State.PRESENTED: ("renewal-agreement", rights.works),
        State.AGREED: ("renewal-commitment", rights.owns),
        State.COMMITTED: ("renewal-signature", rights.owns),
    }
    name, allowed = acts.get(renewal.state, ("", False))
    return name if allowed else ""


def asking(renewal: Renewal, *, at: datetime) -> list[Asking]:
    """This function will give the three questions; what the system knows stands in the form of one not answered yet."""
    answers = checking.answers_of(renewal)
    found = []
    for question, known in checking.presets(renewal, at=at).items():
        answer = answers.get(question)
        start: dict[str, Any] = {"version": 0}
        if answer is not None:
            start = {"version": answer.version, "yes": "yes" if answer.yes else "no", "evidence": answer.evidence}
        elif known:
            start |= {"yes": "yes" if known[0].yes else "no", "evidence": str(known[0].evidence)}
        form = AnswerForm(initial=start, auto_id=f"id_{question}_%s")
        found.append(Asking(question, known, answer, form))
    return found


def report(renewal: Renewal, *, at: datetime) -> dict[str, Any]:
    """This function will give the value report: as it was presented, or as it would be today."""
    kept = renewal.report or reporting.drafted(renewal, at=at)
    return {
        "presented": renewal.report is not None,
        "from": date.fromisoformat(kept["from"]),
        "to": date.fromisoformat(kept["to"]),
        "figures": reporting.read(kept),
        "requests": kept["requests"],
    }


def offer(renewal: Renewal, items: Sequence[Any]) -> dict[str, Any]:
    """This function will hold what is offered against what expires, line by line and in sum (REV-11)."""
    lines = offering.compared(items)
    currency = renewal.due.currency
    sums: dict[str, Money] = {}
    for line in lines:
        for name, amount in line.effects:
            sums[name] = sums.get(name, Money.zero(currency)) + amount
    return {
        "lines": [(line, losses.worded(line.item.reason)) for line in lines],
        "was": Money.total((line.was for line in lines), currency),
        "now": Money.total((line.now for line in lines), currency),
        "effects": list(sums.items()),
    }


def paperwork(renewal: Renewal, steps: Sequence[RenewalStep], day: date) -> dict[str, Any]:
    """This function will give the commercial steps with their projected end and the gap it leaves (REV-18)."""
    return {
        "steps": [step for step in steps if step.kind not in stepping.SIDE],
        "side": [step for step in steps if step.kind in stepping.SIDE],
        "finish": stepping.projected(renewal, steps, day=day),
    }


def agreed(renewal: Renewal) -> dict[str, Any]:
    """This function will give next year's goals, and whether a link to confirm them is open."""
    found = goals.goals_of(renewal)
    links = Link.objects.unscoped(reason="the links of a renewal that the person sees")
    return {
        "goals": found,
        "unconfirmed": any(goal.confirmed_at is None for goal in found),
        "goal_links": list(
            links.filter(purpose=Purpose.GOALS, subject=str(renewal.pk), revoked_at=None)
            .select_related("made_by")
            .order_by("-pk")
        ),
    }
