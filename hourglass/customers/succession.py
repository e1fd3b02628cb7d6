"""Which account stands for one that was merged, and whose stories an account tells (REV-12)."""

from hourglass.customers.models import Account, ExternalId


def standing_for(pk: int) -> int:
    """This function will follow an account to the one that stands for it today; a stranger stands for itself."""
    everyone = Account.objects.unscoped(reason="where an account went is asked before who may see it")
    while into := everyone.filter(pk=pk).values_list("merged_into", flat=True).first():
        pk = into
    return pk


def absorbed(account: Account) -> list[int]:
    """This function will give the keys of the accounts that were merged into one, and into those, and so on."""
    everyone = Account.objects.unscoped(reason="whoever sees an account reads the story of what went into it")
    found: list[int] = []
    nearest = [account.pk]
    while nearest := list(everyone.filter(merged_into__in=nearest).order_by("pk").values_list("pk", flat=True)):
        found += nearest
    return found


def stories(account: Account) -> list[str]:
    """This function will give what the entries of an account's story are kept under: its own key and the absorbed."""
    return [str(account.pk), *map(str, absorbed(account))]


def by_identifier(source: str, value: str) -> int | None:
    """This function will give the account that another system means by an identifier."""
    everyone = ExternalId.objects.unscoped(reason="a machine names an account, and its right is asked afterwards")
    found = everyone.filter(source=source, value=value).values_list("account", flat=True).first()
    return None if found is None else standing_for(found)


def by_number(number: str) -> int | None:
    """This function will give the account that a customer number means, also one that was merged away."""
    everyone = Account.objects.unscoped(reason="a machine names an account, and its right is asked afterwards")
    found = everyone.filter(number=number).exclude(number="").values_list("pk", flat=True).first()
    return None if found is None else standing_for(found)
