"""Promise: pages of the customer list and of a customer answer within 150 ms at the 95th percentile.

The scale stands in the name of the measurement: `accounts_100000`, each with three contacts and two or three yearly
contracts. One person asks through the real server; the times are taken at the client, and the page of a customer is
asked for many different ones. Runs on SQLite, or on the database of DATABASE_URL.
"""

import argparse
import http.client
import json
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlencode

from benchmarks.running.server import EMAIL, PASSWORD, Server, running

SEED = """
import random
from datetime import UTC, date, datetime, timedelta
from hourglass.base.models import Role, Team, User
from hourglass.customers.models import Account, Contact, Member
from hourglass.customers.accounts import fill_keys
from hourglass.revenue.models import Contract, Line
draw = random.Random(7)
day, now = date.today(), datetime.now(UTC)
teams = Team.objects.bulk_create(Team(name=f"组 {n}") for n in range(10))
people = User.objects.bulk_create(
    User(email=f"p{n}@example.com", name=f"同事{n}", team=teams[n % 10], password="!") for n in range(200)
)
csm = User.objects.create_user("csm@example.com", "PASSWORD", name="林可欣", team=teams[0])
csm.roles.set(Role.objects.filter(key="csm"))
lead = User.objects.create_user("lead@example.com", "PASSWORD", name="周岚", team=teams[0])
lead.roles.set(Role.objects.filter(key="cs_lead"))
cities = ["成都", "武汉", "上海", "杭州", "长沙", "合肥", "济南", "南京", "重庆", "福州"]
fields = ["口腔", "眼科", "医美", "儿科", "全科", "康复", "中医", "体检"]
first = "仁瑞清童明春天悦华普杏嘉安正百康益乐美佳启同博圣新惠"

def made(n):
    owner = csm if n % 2500 == 7 else people[draw.randrange(200)] if n % 50 else None
    account = Account(
        name=draw.choice(first) + draw.choice(first) + draw.choice(fields) + str(n), number=f"KH-{n:06}",
        city=draw.choice(cities), industry=draw.choice(fields), owner=owner, team=owner.team if owner else None,
        portrait={"doctors": n % 40, "visits": n % 300, "note": "x" * 40}, created_at=now - timedelta(days=n % 1500),
        recurring_minor=None if n % 20 == 0 else (n * 7919 % 50_000) * 1000, recurring_currency="CNY",
        due_on=None if n % 10 == 0 else day + timedelta(days=n % 700 - 100), served_from=day - timedelta(days=n % 900),
        unpaid_since=day if n % 997 == 0 else None, renewals=n % 4, tier="SABC"[n % 4], usage_level=f"U{n % 5}",
        head=n % 100 == 0, store_count=n % 6, contact_count=3, touched_at=now - timedelta(hours=n % 5000),
    )
    fill_keys(account)
    return account

for start in range(0, COUNT, 5000):
    Account.objects.bulk_create(map(made, range(start, start + 5000)), batch_size=500)
keys = list(Account.objects.values_list("pk", flat=True))
Member.objects.bulk_create(
    (Member(account_id=key, person=people[draw.randrange(200)], duty="deputy") for key in keys), batch_size=2000
)
Member.objects.bulk_create(Member(account_id=key, person=csm, duty="deputy") for key in keys[:20])
for start in range(0, COUNT, 10000):
    portion = keys[start : start + 10000]
    known = (Contact(account_id=key, name=f"人{n}", created_at=now) for key in portion for n in range(3))
    Contact.objects.bulk_create(known, batch_size=2000)
    terms = [(key, day - timedelta(days=365 * back + key % 300)) for key in portion for back in range(2 + key % 2)]
    held = Contract.objects.bulk_create(
        (
            Contract(account_id=key, number=f"H{key}-{start}", effective_from=start, signed_on=start, created_at=now,
                     ends_on=start + timedelta(days=364))
            for key, start in terms
        ),
        batch_size=2000,
    )
    Line.objects.bulk_create(
        (
            Line(contract=contract, name="标准版", amount_minor=980_000, annual_minor=980_000, starts_on=start,
                 ends_on=start + timedelta(days=364))
            for contract, (_key, start) in zip(held, terms, strict=True)
        ),
        batch_size=2000,
    )
from django.db import connection
connection.cursor().execute("ANALYZE")
"""

COUNTED = """
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hourglass.base.models import User
settings.ALLOWED_HOSTS = ["*"]
client = Client()
client.force_login(User.objects.get(email="MAIL"))
with CaptureQueriesContext(connection) as queries:
    answer = client.get("PATH", headers=HEADERS)
assert answer.status_code == 200, answer.status_code
print(len(queries))
if SLOW:
    for query in sorted(queries.captured_queries, key=lambda query: -float(query["time"]))[:SLOW]:
        print(query["time"], query["sql"][:1500])
"""

HEAD, LEAD, CSM = EMAIL, "lead@example.com", "csm@example.com"
DUE = {"fact": "due", "op": "in_next_days", "value": 90}
RICH = {"fact": "recurring", "op": "at_least", "value": "300000"}
CHENGDU = {"fact": "city", "op": "is", "value": "成都"}
DOCTORS = {"fact": "portrait.doctors", "op": "at_least", "value": 35}
PAGES: list[tuple[str, str, dict[str, object]]] = [
    ("head: all, by name", HEAD, {"view": "all"}),
    ("head: all, by renewal", HEAD, {"view": "all", "sort": "due"}),
    ("head: due in 90 days", HEAD, {"view": "due-90"}),
    ("head: rich in Chengdu, highest first", HEAD, {"where": {"all": [RICH, CHENGDU]}, "sort": "-recurring"}),
    ("head: rich or due, by last touch", HEAD, {"view": "all", "where": {"any": [RICH, DUE]}, "sort": "-touched"}),
    ("head: many stores, by name", HEAD, {"view": "all", "where": {"fact": "stores", "op": "at_least", "value": 5}}),
    ("head: unpaid", HEAD, {"view": "unpaid"}),
    ("head: search", HEAD, {"view": "all", "q": "renkang"}),
    ("head: search without hit", HEAD, {"view": "all", "q": "nowhere"}),
    ("lead: the team, by renewal", LEAD, {"view": "all", "sort": "due"}),
    ("lead: the team, rich, highest first", LEAD, {"view": "all", "where": RICH, "sort": "-recurring"}),
    ("csm: mine", CSM, {"view": "mine"}),
    ("csm: mine, by name", CSM, {"view": "all", "sort": "customer"}),
]  # fmt: skip

RECORD = "head: a customer's "
RECORDS = {"page": "", "people": "people/", "contracts": "contracts/", "timeline": "timeline/"}


def address(query: dict[str, object]) -> str:
    """This function will write the address of a list."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
    return f"/customers/?{urlencode(texts)}"


def asking(server: Server, cookies: str) -> Callable[[str, dict[str, str]], float]:
    """This function will give a function that asks for a page over one connection and tells how long it took."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def ask(path: str, headers: dict[str, str]) -> float:
        start = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookies} | headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (answer.status, body[:300])
        return (time.perf_counter() - start) * 1000

    return ask


def counted(server: Server, mail: str, path: str, headers: dict[str, str], slow: int) -> str:
    """This function will count the queries of one page."""
    script = COUNTED.replace("MAIL", mail).replace("PATH", path).replace("HEADERS", repr(headers))
    return server.command("shell", "-v0", "-c", script.replace("SLOW", str(slow))).strip()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accounts", type=int, default=100_000)
    options.add_argument("--times", type=int, default=40)
    options.add_argument("--only", default="", help="a word of the pages to measure")
    options.add_argument("--slow", type=int, default=0, help="print so many of the slowest queries of each page")
    args = options.parse_args()
    with running(1) as server:
        begun = time.perf_counter()
        server.command("shell", "-v0", "-c", SEED.replace("COUNT", str(args.accounts)).replace("PASSWORD", PASSWORD))
        print(f"accounts_{args.accounts}: written in {time.perf_counter() - begun:.0f} s")
        sessions = {mail: server.session(mail) for mail in (HEAD, LEAD, CSM)}
        for name, mail, query in PAGES:
            if args.only not in name:
                continue
            ask, path = asking(server, sessions[mail]), address(query)
            for _warm in range(3):
                ask(path, {})
            took = [ask(path, {}) for _time in range(args.times)]
            tell(args.accounts, name, took, counted(server, mail, path, {}, args.slow))
        ask = asking(server, sessions[HEAD])
        for name, part in RECORDS.items():
            if args.only not in RECORD + name:
                continue
            paths = [f"/customers/{1 + n * 7919 % args.accounts}/{part}" for n in range(args.times + 3)]
            took = [ask(path, {}) for path in paths][3:]
            tell(args.accounts, RECORD + name, took, counted(server, HEAD, paths[0], {}, args.slow))


def tell(accounts: int, name: str, took: list[float], queries: str) -> None:
    """This function will print what a page took."""
    p50, p95 = statistics.quantiles(took, n=20)[9], statistics.quantiles(took, n=20)[18]
    print(f"accounts_{accounts} {name:40} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  queries {queries}", flush=True)


if __name__ == "__main__":
    main()
