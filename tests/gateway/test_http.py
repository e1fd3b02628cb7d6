"""The guarded HTTP client against hostile addresses, hostile name servers and hostile answers."""

import datetime
import gzip
import resource
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hourglass.gateway import http
from tests.gateway.servers import Canary, Receiver, listener, read_request, receiver

pytestmark = pytest.mark.once

# Spellings of this machine, of the private networks and of a cloud's metadata service. {port} is the canary's.
HOSTILE = [
    "https://127.0.0.1:{port}/",
    "https://127.1:{port}/",
    "https://127.0.1:{port}/",
    "https://127.00.00.01:{port}/",
    "https://2130706433:{port}/",
    "https://017700000001:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://0177.0.0.01:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1:{port}/",
    "https://0x7f.0x0.0x0.0x1:{port}/",
    "https://0x7f.1:{port}/",
    "https://127.0.0.1.:{port}/",
    "https://127.255.255.254:{port}/",
    "https://0:{port}/",
    "https://0.0.0.0:{port}/",
    "https://00:{port}/",
    "https://0x0:{port}/",
    "https://localhost:{port}/",
    "https://LOCALHOST:{port}/",
    "https://localhost.:{port}/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "https://①②⑦.⓪.⓪.①:{port}/",
    "https://１２７.０.０.１:{port}/",
    "https://127。0。0。1:{port}/",
    "https://127．0．0．1:{port}/",
    "https://127｡0｡0｡1:{port}/",
    "https://[::1]:{port}/",
    "https://[0:0:0:0:0:0:0:1]:{port}/",
    "https://[::]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "https://[::127.0.0.1]:{port}/",
    "https://[64:ff9b::127.0.0.1]:{port}/",
    "https://[64:ff9b:1::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://[2001:0:7f00:1::]:{port}/",
    "https://[fe80::1]:{port}/",
    "https://[fe80::1%25lo]:{port}/",
    "https://[fc00::1]:{port}/",
    "https://[fec0::1]:{port}/",
    "https://[ff02::1]:{port}/",
    "https://[fd00:ec2::254]:{port}/",
    "https://169.254.169.254:{port}/latest/meta-data/",
    "https://169.254.43518:{port}/",
    "https://2852039166:{port}/",
    "https://100.100.100.200:{port}/",
    "https://10.0.0.1:{port}/",
    "https://172.16.0.1:{port}/",
    "https://192.168.0.1:{port}/",
    "https://192.0.0.1:{port}/",
    "https://198.18.0.1:{port}/",
    "https://224.0.0.1:{port}/",
    "https://255.255.255.255:{port}/",
    "https://example.com@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}@example.invalid/",
    "https://user:word@127.0.0.1:{port}/",
    "https://example.invalid\\@127.0.0.1:{port}/",
    "https://127.0.0.1\t:{port}/",
    "https://127.0.0.1\n:{port}/",
    "https://127.0.0.1%00:{port}/",
    "https://%31%32%37.0.0.1:{port}/",
    "https://127.0.0.1:{port}#@example.invalid/",
    "https:///127.0.0.1:{port}/",
    "https:127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "file://127.0.0.1:{port}/etc/passwd",
    "https://127.0.0.1:{port}0000/",
    "https://[127.0.0.1]:{port}/",
    "https://[::1:{port}/",
    "https://:{port}/",
    "https://" + "a" * 64 + ".example:{port}/",
    "https://" + "a" * 3000 + ":{port}/",
    "https://127.0.0.1\x00.example.com:{port}/",
    "https://127.0.0.1\u202e:{port}/",
    "",
]


@pytest.fixture
def canary() -> Iterator[Canary]:
    with listener() as canary:
        yield canary


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TOTAL_SECONDS", 1)
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(http, "READ_SECONDS", 0.5)


def send(url: str) -> http.Answer:
    return http.post(url, body=b"{}", headers={"Content-Type": "application/json"})


def resolver(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """A name server that gives `answers` in turn, the last one for ever; addresses mean themselves."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if http._literal(str(host)) is not None:
            return real(host, port, *args, **options)
        asked.append(str(host))
        return real(answers[min(len(asked), len(answers)) - 1], port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize("url", HOSTILE)
def test_it_refuses_every_spelling_of_an_inner_address(canary: Canary, url: str) -> None:
    with pytest.raises(http.Unsent):
        send(url.format(port=canary.port))
    assert canary.hits == 0


def test_the_list_of_spellings_is_long_enough() -> None:
    assert len(set(HOSTILE)) >= 70


@pytest.mark.parametrize("inner", ["127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1", "fd00::1"])
def test_it_refuses_a_name_that_means_an_inner_address(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    resolver(monkeypatch, inner)
    with pytest.raises(http.AddressRefused, match="address-private"):
        send(f"https://hooks.example.com:{canary.port}/")
    assert canary.hits == 0


def test_it_resolves_once_so_that_a_second_answer_changes_nothing(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    asked = resolver(monkeypatch, "93.184.216.34", "127.0.0.1")
    for _ in range(3):
        with pytest.raises(http.Unsent):
            send(f"https://rebinding.example.com:{canary.port}/")
        assert len(asked) == 1, "the connection went by a second look-up"
        asked.clear()
    assert canary.hits == 0


def test_it_connects_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[Any] = []

    def connect(address: Any, *args: Any, **options: Any) -> None:
        went.append(address)
        raise OSError

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    resolver(monkeypatch, "93.184.216.34", "127.0.0.1")
    with pytest.raises(http.Unsent, match="unreachable"):
        send("https://hooks.example.com:8443/x")
    assert went == [("93.184.216.34", 8443)]


def test_a_name_that_does_not_resolve_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(http.Unsent, match="unresolved"):
        send("https://nowhere.example.com/")


def test_a_slow_name_server_does_not_hold_us_and_its_late_answer_is_not_used(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.OUTGOING_LOOPBACK = True
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.3)
    release, real = threading.Event(), socket.getaddrinfo

    def slow(host: Any, *args: Any, **options: Any) -> Any:
        if host == "localhost":
            release.wait(5)
        return real(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with receiver() as heard:
        with pytest.raises(http.Unsent, match="timeout"):
            send(heard.url.replace("127.0.0.1", "localhost"))
        release.set()
        time.sleep(0.3)
        assert heard.heard == []


def test_the_environment_cannot_lead_a_request_through_a_proxy(
    canary: Canary, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    with receiver() as heard:
        assert send(heard.url).status == 200
    assert canary.hits == 0


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "fd00:ec2::254", "0.0.0.0"])
def test_allowing_loopback_allows_nothing_else(loopback: None, address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(http.AddressRefused, match="address-private"):
        send(f"http://{host}/")


def test_plain_http_never_leaves_the_machine(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, "93.184.216.34")
    with pytest.raises(http.AddressRefused, match="address-not-https"):
        send("http://hooks.example.com/")


def test_it_keeps_the_query_that_carries_a_token(loopback: None) -> None:
    with receiver() as heard:
        send(f"{heard.url}/send?key=a-b_c%3D&sign=x%2By%3D%3D")
    assert heard.heard[0].path == "/send?key=a-b_c%3D&sign=x%2By%3D%3D"
    assert heard.heard[0].headers["User-Agent"] == "Hourglass"


# --- hostile answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_follows_no_redirect(loopback: None, canary: Canary, status: int) -> None:
    with receiver() as heard:
        heard.status, heard.headers = status, {"Location": f"http://127.0.0.1:{canary.port}/"}
        assert send(heard.url).status == status
    assert canary.hits == 0
    assert len(heard.heard) == 1


def test_it_gives_the_status_the_body_and_the_wait_that_was_asked_for(loopback: None) -> None:
    with receiver() as heard:
        heard.status, heard.answer, heard.headers = 429, b'{"errcode": 1}', {"Retry-After": "7"}
        assert send(heard.url) == http.Answer(429, b'{"errcode": 1}', 7)


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7), ("-1", None), ("", None), ("9" * 400, None), ("99999999", 86400)]
)
def test_a_wait_is_a_small_whole_number(text: str, seconds: int | None) -> None:
    assert http._seconds(text) == seconds


def test_an_endless_body_is_read_up_to_the_cap_with_flat_memory(loopback: None) -> None:
    sent = [0]

    def flood(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        piece = b"x" * 65536
        while True:
            connection.sendall(piece)
            sent[0] += len(piece)

    with listener(flood) as server:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = send(f"http://127.0.0.1:{server.port}/")
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(answer.body) == http.MOST_BYTES
    assert sent[0] < 50_000_000
    assert after - before < 30_000, "kilobytes of memory grew with the answer"


def test_a_packed_bomb_stays_packed(loopback: None) -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 500_000_000, 9), 9)
    with receiver() as heard:
        heard.answer, heard.headers = bomb, {"Content-Encoding": "gzip"}
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = send(heard.url)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
    assert answer.body == bomb[: http.MOST_BYTES]
    assert heard.heard[0].headers["Accept-Encoding"] == "identity"


def drip(preface: bytes, piece: bytes) -> Any:
    def handle(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(preface)
        for _ in range(200):
            connection.sendall(piece)
            time.sleep(0.05)

    return handle


@pytest.mark.parametrize(
    ("preface", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status line", "headers", "body", "chunks", "endless 100 Continue"],
)
def test_a_slow_loris_is_cut_off_in_time(loopback: None, quick: None, preface: bytes, piece: bytes) -> None:
    with listener(drip(preface, piece)) as server:
        began = time.monotonic()
        with pytest.raises(http.Unanswered):
            send(f"http://127.0.0.1:{server.port}/")
        assert time.monotonic() - began < 1.5
    wait_for_threads()


def test_a_server_that_says_nothing_may_have_heard_us(loopback: None, quick: None) -> None:
    with listener(lambda _: time.sleep(3)) as server, pytest.raises(http.Unanswered, match="timeout"):
        send(f"http://127.0.0.1:{server.port}/")


def test_a_server_that_hangs_up_may_have_heard_us(loopback: None) -> None:
    with listener(read_request) as server, pytest.raises(http.Unanswered, match="unreachable"):  # type: ignore[arg-type]
        send(f"http://127.0.0.1:{server.port}/")


def test_a_closed_port_certainly_heard_nothing(loopback: None) -> None:
    with listener() as server:
        port = server.port
    with pytest.raises(http.Unsent, match="unreachable"):
        send(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "noise", [b"\x00" * 100, b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/9.9 200\r\n" * 9]
)
def test_noise_instead_of_an_answer_is_no_answer(loopback: None, noise: bytes) -> None:
    def handle(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(noise)

    with listener(handle) as server, pytest.raises(http.Unanswered):
        send(f"http://127.0.0.1:{server.port}/")


def wait_for_threads() -> None:
    end = time.monotonic() + 3
    while any("_run" in t.name for t in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any("_run" in t.name for t in threading.enumerate()), "a cut-off request still holds its thread"


# --- TLS ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A certificate of our own for hooks.example.com; nobody trusts it unless told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.com")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example.com")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return str(path)


@pytest.fixture
def tls(certificate: str) -> Iterator[Canary]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            while not secure.recv(65536).endswith(b"{}"):
                pass
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with listener(handle) as server:
        yield server


def test_a_certificate_nobody_vouches_for_gets_nothing(
    tls: Canary, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver(monkeypatch, "127.0.0.1")
    with pytest.raises(http.Unsent, match="tls"):
        send(f"https://hooks.example.com:{tls.port}/")


def test_the_certificate_is_checked_against_the_name_though_the_address_is_pinned(
    tls: Canary, loopback: None, monkeypatch: pytest.MonkeyPatch, certificate: str
) -> None:
    resolver(monkeypatch, "127.0.0.1")
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", certificate)
    assert send(f"https://hooks.example.com:{tls.port}/").status == 200
    with pytest.raises(http.Unsent, match="tls"):
        send(f"https://other.example.com:{tls.port}/")


def test_a_slow_handshake_is_cut_off_and_certainly_sent_nothing(
    loopback: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver(monkeypatch, "127.0.0.1")
    with listener(drip(b"", b"\x16")) as server, pytest.raises(http.Unsent):
        send(f"https://hooks.example.com:{server.port}/")


def test_the_fake_receiver_hears_what_was_sent(loopback: None) -> None:
    heard: Receiver
    with receiver() as heard:
        http.post(heard.url, body="续航".encode(), headers={"X-Test": "1"})
    assert (heard.heard[0].body.decode(), heard.heard[0].headers["X-Test"]) == ("续航", "1")
