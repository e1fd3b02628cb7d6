"""The pages on which people say whose users and groups of products are."""

import pytest
from django.test import Client
from django.utils import timezone

from hourglass.base.models import User
from hourglass.customers import contacts
from hourglass.customers.models import Account
from hourglass.usage import sources
from hourglass.usage.models import Claim, Erasure, ProductGroup, ProductUser
from tests import world


@pytest.fixture
def north(admin: User, csm: User) -> Account:
    admin.language = "en"
    admin.save()
    return world.account(owner=csm)


@pytest.fixture
def group(admin: User) -> ProductGroup:
    now = timezone.now()
    source = sources.add("Web app", by=admin, at=now)
    return ProductGroup.objects.create(
        source=source, key="clinic-7", called="Clinic 7", events=9, first_seen_at=now, last_seen_at=now
    )


@pytest.fixture
def user(group: ProductGroup) -> ProductUser:
    now = timezone.now()
    return ProductUser.objects.create(source=group.source, key="u1", first_seen_at=now, last_seen_at=now)


def test_use_06_who_is_not_known_is_listed_with_counts_and_given_to_a_customer(
    client: Client, admin: User, north: Account, group: ProductGroup, user: ProductUser
) -> None:
    mei = contacts.add(north, "Mei", by="test", at=timezone.now())
    client.force_login(admin)
    shown = client.get("/admin/sources/identities/").content.decode()
    assert "Clinic 7" in shown
    assert ">9<" in shown
    form = {"account": north.name, "store": "", "version": 0}
    assert client.post(f"/admin/sources/identities/groups/{group.pk}/", form | {"account": "?"}).status_code == 422
    assert client.post(f"/admin/sources/identities/groups/{group.pk}/", form).status_code == 302
    form = {"account": north.name, "contact": "mei", "version": 0}
    client.post(f"/admin/sources/identities/users/{user.pk}/", form)
    group.refresh_from_db()
    user.refresh_from_db()
    assert (group.account, group.stale, user.contact) == (north, True, mei)
    assert "Clinic 7" not in client.get("/admin/sources/identities/").content.decode()
    client.post(f"/admin/sources/identities/groups/{group.pk}/removal/")
    group.refresh_from_db()
    assert group.account is None


def test_nobodys_are_set_aside_and_brought_back(client: Client, admin: User, group: ProductGroup) -> None:
    client.force_login(admin)
    client.post(f"/admin/sources/identities/groups/{group.pk}/setting-aside/")
    assert "Clinic 7" not in client.get("/admin/sources/identities/").content.decode()
    client.post(f"/admin/sources/identities/groups/{group.pk}/return/")
    assert "Clinic 7" in client.get("/admin/sources/identities/").content.decode()


def test_t70_a_claim_waits_for_a_person_and_what_was_accepted_is_taken_back(
    client: Client, admin: User, group: ProductGroup, user: ProductUser
) -> None:
    claim = Claim.objects.create(kind=Claim.Kind.MOVED, user=user, group=group, made_at=timezone.now())
    client.force_login(admin)
    assert (
        f"/admin/sources/identities/claims/{claim.pk}/acceptance/"
        in client.get("/admin/sources/identities/").content.decode()
    )
    client.post(f"/admin/sources/identities/claims/{claim.pk}/acceptance/")
    user.refresh_from_db()
    assert user.group == group
    assert client.post(f"/admin/sources/identities/claims/{claim.pk}/refusal/").status_code == 422
    client.post(f"/admin/sources/identities/claims/{claim.pk}/withdrawal/")
    user.refresh_from_db()
    assert user.group is None


def test_t50_a_known_user_is_found_and_forgotten_for_a_reason(
    client: Client, admin: User, north: Account, user: ProductUser
) -> None:
    client.force_login(admin)
    ProductUser.objects.filter(pk=user.pk).update(account=north, email="u1@north.example")
    assert "Nobody is called that" in client.get("/admin/sources/identities/?q=u").content.decode()
    page = client.get("/admin/sources/identities/?q=U1@north.example").content.decode()
    assert f"/admin/sources/identities/users/{user.pk}/" in page
    address = f"/admin/sources/identities/users/{user.pk}/erasure/"
    assert "cannot be undone" in client.get(address).content.decode()
    assert client.post(address, {"version": 0, "reason": " "}).status_code == 422
    assert client.post(address, {"version": 7, "reason": "Demanded"}).status_code in {409, 422}
    assert client.post(address, {"version": 0, "reason": "Demanded"}).status_code == 302
    user.refresh_from_db()
    assert (user.email, user.set_aside_at is None) == ("", False)
    assert Erasure.objects.get().keys == [["u1", False]]
