"""Comparing two customers, merging them and taking them apart again, in the page."""

from typing import Any

from django.test import Client

from hourglass.base.models import User
from hourglass.customers import accounts, candidates, touches
from hourglass.customers.models import Account, Candidate, Merge
from tests import world
from tests.conftest import NOON
from tests.console.test_record import english


def now(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def two(csm: User) -> tuple[Account, Account]:
    winner = world.account("East", owner=csm, city="Chengdu", number="E-1")
    loser = world.account("ＥＡＳＴ", owner=csm, city="Chengdu", number="W-1", region="Sichuan")
    touches.log(loser, channel="call", note="Before the merge", by=csm, at=NOON)
    return winner, loser


def sent(winner: Account, loser: Account, **values: str) -> dict[str, Any]:
    versions = {"ours_version": now(winner).version, "theirs_version": now(loser).version}
    return versions | {"reason": "the same"} | {f"value.{name}": value for name, value in values.items()}


def test_rev_12_two_customers_are_compared_merged_and_taken_apart(client: Client, csm: User, lead: User) -> None:
    winner, loser = two(csm)
    english(client, lead)
    text = client.get(f"/customers/{winner.pk}/merge/").content.decode()
    path = f"/customers/{winner.pk}/merge/{loser.pk}/"
    assert f'href="{path}"' in text
    text = client.get(path).content.decode()
    assert 'name="value.number"' in text
    assert 'name="value.city"' not in text
    answer = client.post(path, sent(winner, loser, number="theirs", name="ours"), follow=True)
    assert "was merged into this customer" in answer.content.decode()
    assert (now(winner).number, now(winner).region, now(loser).number) == ("W-1", "Sichuan", "E-1")
    assert client.get(f"/customers/{loser.pk}/timeline/")["Location"] == f"/customers/{winner.pk}/timeline/"
    story = client.get(f"/customers/{winner.pk}/timeline/").content.decode()
    assert "Before the merge" in story
    assert story.count("merged another customer into") == 1
    assert "into another one" not in story
    back = f"/customers/{winner.pk}/merges/{Merge.objects.get().pk}/undoing/"
    assert f'href="{back}"' in client.get(f"/customers/{winner.pk}/profile/").content.decode()
    assert "Take" in client.get(back).content.decode()
    assert client.post(back, follow=True).status_code == 200
    assert now(loser).merged_into is None
    assert "Before the merge" not in client.get(f"/customers/{winner.pk}/timeline/").content.decode()
    assert client.post(back).status_code == 404


def test_what_was_not_compared_is_not_merged(client: Client, csm: User, lead: User) -> None:
    winner, loser = two(csm)
    path = f"/customers/{winner.pk}/merge/{loser.pk}/"
    english(client, lead)
    assert client.post(path, {"reason": "the same"}).status_code == 422
    seen = sent(winner, loser)
    accounts.edit(now(loser), version=0, by="test", at=NOON, city="Wuhan")
    answer = client.post(path, seen)
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    assert client.post(path, sent(winner, loser) | {"reason": ""}).status_code == 422
    assert client.post(path, sent(winner, loser, number="moon")).status_code == 422
    assert not Merge.objects.exists()


def test_names_that_only_look_the_same_are_warned_of(client: Client, csm: User, lead: User) -> None:
    winner, loser = world.account("Apple", owner=csm), world.account("Аpple", owner=csm)
    text = english(client, lead).get(f"/customers/{winner.pk}/merge/{loser.pk}/").content.decode()
    assert "The names only look the same" in text


def test_two_registration_numbers_are_warned_of(client: Client, csm: User, lead: User) -> None:
    winner = world.account("East", owner=csm, registration="A")
    loser = world.account("West", owner=csm, registration="B")
    text = english(client, lead).get(f"/customers/{winner.pk}/merge/{loser.pk}/").content.decode()
    assert "Two registration numbers" in text
    assert "The names only look the same" not in text


def test_the_other_customer_is_found_by_pinyin_within_sight(
    client: Client, csm: User, lead: User, other_csm: User
) -> None:
    mine = world.account("East", owner=csm)
    found, hidden = world.account("仁康口腔", owner=csm), world.account("仁康医美", owner=other_csm)
    text = english(client, lead).get(f"/customers/{mine.pk}/merge/", {"q": "RenKang"}).content.decode()
    assert f"/merge/{found.pk}/" in text
    assert f"/merge/{hidden.pk}/" not in text
    assert client.get(f"/customers/{mine.pk}/merge/{hidden.pk}/").status_code == 404
    assert "No customer fits" in client.get(f"/customers/{mine.pk}/merge/", {"q": "nothing"}).content.decode()


def test_file_01_the_pairs_of_the_stock_are_judged(client: Client, csm: User, lead: User, other_csm: User) -> None:
    first, second = two(csm)
    world.account("Hidden", owner=csm), world.account("Hidden", owner=other_csm)
    candidates.find(at=NOON)
    english(client, lead)
    text = client.get("/customers/duplicates/").content.decode()
    assert f"/customers/{first.pk}/merge/{second.pk}/" in text
    assert "1 pair to judge" in text
    assert "Hidden" not in text
    pair = Candidate.objects.get(first=first)
    assert client.post(f"/customers/duplicates/{pair.pk}/dismissal/").status_code == 302
    assert "No pair to judge" in client.get("/customers/duplicates/").content.decode()
    hidden = Candidate.objects.exclude(pk=pair.pk).get()
    assert client.post(f"/customers/duplicates/{hidden.pk}/dismissal/").status_code == 404
