"""Two schedulers and many senders at once: every message to a customer is taken once."""

import json
import subprocess
import sys

MESSAGES = 80
QUEUE = f"""
from django.utils import timezone
from hourglass.base import people
from hourglass.base.models.channels import Purpose
from tests.base.outbox_world import channel, queued, stay_awake
now = timezone.now()
stay_awake(now)
person = people.add("p@example.com", name="P", roles=[], by="test", at=now)
road = channel(person, now, Purpose.CUSTOMER)
[queued(road, now, f"key {{n}}") for n in range({MESSAGES})]
"""


def test_three_senders_take_each_message_once(shared_database: dict[str, str]) -> None:
    shell = [sys.executable, "-m", "hourglass.config", "shell", "-v", "0", "-c", QUEUE]
    subprocess.run(shell, env=shared_database, check=True)
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.base.outbox_racers", "4"], env=shared_database, stdout=subprocess.PIPE
        )
        for _number in range(3)
    ]
    answers = [racer.communicate(timeout=120)[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    taken = [pk for answer in answers for pk in json.loads(answer)]
    assert len(taken) == len(set(taken)) == MESSAGES


def test_the_same_occasion_queued_at_once_is_one_message(shared_database: dict[str, str]) -> None:
    shell = [sys.executable, "-m", "hourglass.config", "shell", "-v", "0", "-c"]
    subprocess.run([*shell, QUEUE], env=shared_database, check=True)
    again = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from django.utils import timezone
from hourglass.base.models import Channel, Delivery
from tests.base.outbox_world import queued
road = Channel.objects.get()
def work(number):
    for n in range(20):
        queued(road, timezone.now(), f"wave {n}")
    connection.close()
with ThreadPoolExecutor(6) as pool:
    list(pool.map(work, range(6)))
print(Delivery.objects.filter(key__startswith="wave").count())
"""
    done = subprocess.run([*shell, again], env=shared_database, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "20"
