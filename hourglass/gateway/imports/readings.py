"""Readings of columns: those that people kept, and examples for sets of data that anybody can try the product with."""

from collections.abc import Mapping as Columns
from collections.abc import Sequence
from dataclasses import dataclass

from hourglass.gateway.models import Mapping


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: under which key it is chosen, what it is called, and the key of the field by the column's name."""

    key: str
    noun: str
    name: str
    fields: Columns[str, str]

    def fits(self, head: Sequence[str]) -> bool:
        """This function will tell whether a file has all the columns that are read."""
        return set(self.fields) <= set(head)

    def columns(self, head: Sequence[str]) -> list[str]:
        """This function will name the field of each column; empty for those that are left out."""
        return [self.fields.get(name, "") for name in head]


EXAMPLES = (
    Reading(
        key="ravenstack-accounts",
        noun="accounts",
        name="RavenStack: accounts",
        fields={"account_id": "external", "account_name": "name", "industry": "industry", "country": "region"},
    ),
    Reading(
        key="ravenstack-subscriptions",
        noun="subscriptions",
        name="RavenStack: subscriptions",
        fields={
            "subscription_id": "subscription",
            "account_id": "external",
            "start_date": "starts_on",
            "end_date": "ends_on",
            "plan_tier": "line",
            "seats": "quantity",
            "mrr_amount": "monthly",
            "is_trial": "trial",
            "billing_frequency": "months",
            "auto_renew_flag": "auto_renew",
        },
    ),
    Reading(
        key="fightchurn-accounts",
        noun="accounts",
        name="fightchurn: accounts",
        fields={"id": "external", "country": "region"},
    ),
    Reading(
        key="fightchurn-subscriptions",
        noun="subscriptions",
        name="fightchurn: subscriptions",
        fields={
            "account_id": "external",
            "product": "line",
            "start_date": "starts_on",
            "end_date": "until",
            "mrr": "monthly",
            "quantity": "quantity",
            "bill_period_months": "months",
        },
    ),
)


def known(noun: str, head: Sequence[str]) -> list[Reading]:
    """This function will give the readings that people kept for a noun, and the examples that fit a file."""
    kept = Mapping.objects.filter(noun=noun).order_by("name")
    examples = [one for one in EXAMPLES if one.noun == noun and one.fits(head)]
    return [*(Reading(str(one.pk), noun, one.name, one.fields) for one in kept), *examples]
