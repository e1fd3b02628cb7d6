"""The clients that customers have in their products, unmodified, against the real server: every event arrives once."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hourglass.config.settings import ROOT
from hourglass.gateway.intake import reading
from hourglass.usage.messages import Message
from tests.databases import once, run_folder
from tests.gateway.intake.serving import answers, free_port, server, told

HERE = Path(__file__).parent
EVENTS = 230
PYTHON = ("segment", "segment-gzip", "rudder", "posthog")
NODE = ("segment", "rudder", "posthog")


@pytest.fixture
def host(shared_database: dict[str, str]) -> Iterator[str]:
    """The address of a real server."""
    port = free_port()
    with server(shared_database, port):
        answers(port)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients for Node, as the lock names them."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("NO NPM: the clients for Node were not tested")
    folder = run_folder(tmp_path_factory) / "node"
    with once(folder.parent, "node") as first:
        if first:
            shutil.copytree(HERE / "node", folder)
            words = [npm, "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
            ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
            if ran.returncode:
                shutil.rmtree(folder)
    if not folder.exists():
        pytest.skip("NO PACKAGES FROM NPM: the clients for Node were not tested")
    return folder


def arrive(environment: dict[str, str], host: str, clients: dict[str, list[str]], folder: Path = ROOT) -> None:
    """This function will let clients send at once, and look whether each event of each is in the lake once."""
    keys = told(environment, "keys", *clients)
    outside = {**os.environ, "NODE_ENV": "production"}
    running = [
        subprocess.Popen([*words, host, key, str(EVENTS)], cwd=folder, env=outside)
        for words, key in zip(clients.values(), keys, strict=True)
    ]
    assert [one.wait(300) for one in running] == [0] * len(clients)
    found: dict[str, list[list[object]]] = {name: [] for name in clients}
    for source, *row in told(environment, "flush"):
        found[source].append(row)
    for name, rows in found.items():
        assert [row[0] for row in rows] == [f"event {number}" for number in range(EVENTS)], name
        assert all(user and group for _event, user, group in rows), f"{name}: an event without its user or group"


def test_use_14_the_clients_for_python_arrive_whole(shared_database: dict[str, str], host: str) -> None:
    words = [sys.executable, "-m", "tests.gateway.intake.clients"]
    arrive(shared_database, host, {client: [*words, client] for client in PYTHON})


def test_use_14_the_clients_for_node_arrive_whole(shared_database: dict[str, str], host: str, node: Path) -> None:
    arrive(shared_database, host, {client: ["node", "send.mjs", client] for client in NODE}, node)


def recorded(name: str) -> list[dict[str, object]]:
    """The requests of one recorded conversation."""
    return [json.loads(line) for line in (HERE / "data" / f"log_{name}.jsonl").read_text().splitlines()]


def read(name: str) -> list[Message]:
    """What we read of one recorded conversation."""
    found: list[Message] = []
    for request in recorded(name):
        place = reading.PLACES[str(request["path"]).rstrip("/")]
        sent = reading.opened(json.dumps(request["body"]).encode(), place)
        got = reading.read(sent)
        assert got.turned == []
        assert len(got.messages) == request["nbatch"]
        found += got.messages
    return found


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(path.stem.removeprefix("log_") for path in (HERE / "data").glob("*.jsonl")))
def test_what_was_recorded_of_clients_is_read_whole(name: str) -> None:
    messages = read(name)
    assert {message.group for message in messages if message.kind == "group"} <= {"acme"}
    assert len({message.id for message in messages if message.id}) <= len(messages)
    assert all(message.user == "u1" for message in messages if message.kind == "track" and message.user)


@pytest.mark.once
def test_each_dialect_says_who_somebody_is_and_to_which_group_they_belong() -> None:
    for name in ("seg_default", "nseg_default", "rud_default", "nrud_default"):
        kinds = {message.kind: message for message in read(name)}
        assert kinds["identify"].traits
        assert (kinds["group"].user, kinds["group"].group) == ("u1", "acme")
    for name in ("ph_default", "nph_default", "ph_v1"):
        kinds = {message.kind: message for message in read(name)}
        assert (kinds["track"].user, kinds["track"].group) == ("u1", "acme")
        assert (kinds["group"].user, kinds["group"].group) == ("", "acme")
        assert kinds["identify"].traits == {"email": "a@b.c"}
