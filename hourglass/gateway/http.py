"""The one way out: every HTTP request to another machine is made here, to an address that was checked.

An administrator types the address of a webhook, so it may name a machine inside our own network, on purpose or by a
name server that answers differently the second time. `post` therefore resolves once, refuses what is not a public
address and connects to exactly the address it checked; it follows no redirect, reads no more than 64 KB and gives up
in time, whatever the other side does.
"""

import ipaddress
import logging
import re
import socket
import threading
import unicodedata
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import idna
import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECT_SECONDS = 5
READ_SECONDS = 10
TOTAL_SECONDS = 20
MOST_BYTES = 64 * 1024
LONGEST_URL = 2000

# At its lowest level the library logs whole addresses, and the address of a bot is its secret.
logging.getLogger("urllib3").setLevel(logging.WARNING)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

GLOBAL_UNICAST_V6 = ipaddress.ip_network("2000::/3")
NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


class Unsent(Exception):  # noqa: N818  a fact about the request, which callers sort by
    """Nothing of the request left this machine, so sending it again repeats nothing. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AddressRefused(Unsent):
    """The address is not one we send to; asking again will not help."""


class Unanswered(Exception):  # noqa: N818  a fact about the request, which callers sort by
    """The request was on its way and no answer came: it may have arrived. `code` says what happened instead."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What the other side said; `body` is at most 64 KB of it and is for the adapter's eyes only."""

    status: int
    body: bytes
    retry_after: int | None


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """This function will send one request to a checked public address and return its answer, all within the limits."""
    url = checked(url)
    lifeline = Lifeline()
    result: Future[Answer] = Future()
    threading.Thread(target=_run, args=(result, lifeline, url, body, headers), daemon=True).start()
    try:
        return result.result(timeout=TOTAL_SECONDS)
    except FutureTimeout:
        raise (Unanswered if lifeline.cut() else Unsent)("timeout") from None


def checked(url: str) -> str:
    """This function will return the address in its one plain spelling, or raise AddressRefused."""
    if not url or len(url) > LONGEST_URL or any(unicodedata.category(c)[0] in "CZ" for c in url) or "\\" in url:
        raise AddressRefused("address-malformed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("address-malformed") from None
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not settings.OUTGOING_LOOPBACK):
        raise AddressRefused("address-not-https")
    if "@" in parts.netloc:
        raise AddressRefused("address-userinfo")
    host = _plain_host(parts.hostname or "")
    netloc = f"{host}:{port}" if port else host
    path, query = (quote(part, safe="%/:=&?~#+!$,;'@()*[]-._") for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _plain_host(host: str) -> str:
    """This function will return a host name or a canonical address; the many other spellings of one are refused."""
    literal = _literal(host)
    if literal is not None:
        _require_permitted(literal)
        return f"[{literal}]" if literal.version == 6 else str(literal)
    try:
        name = idna.encode(host, uts46=True).decode() if not host.isascii() else host
    except (idna.IDNAError, UnicodeError):
        raise AddressRefused("address-malformed") from None
    # A last label of digits (also 0x7f) makes the system's resolver read the whole as a number: 127.1, 2130706433.
    if not NAME.fullmatch(name) or re.fullmatch(r"\d+|0x[0-9a-f]*", name.rpartition(".")[2]):
        raise AddressRefused("address-malformed")
    return name


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def permitted(address: Address) -> bool:
    """This function will tell whether we send to `address`: a public one, or loopback where a setting allows it."""
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return bool(settings.OUTGOING_LOOPBACK)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if address.version == 4:
        return True
    return address in GLOBAL_UNICAST_V6 and address.sixtofour is None and address.teredo is None


def on_loopback(url: str) -> bool:
    """This function will tell whether a checked address is this machine itself, as the fakes of the tests are."""
    literal = _literal(urlsplit(url).hostname or "")
    return literal is not None and literal.is_loopback


def _require_permitted(address: Address) -> None:
    if not permitted(address):
        raise AddressRefused("address-private")


class Lifeline:
    """Holds the socket of a request that runs in another thread, so that the one who waits can cut it off.

    Time limits of single reads do not bound a server that sends one byte every few seconds; cutting the socket does.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False
        self.connected = False

    def hold(self, sock: socket.socket) -> None:
        """This function will keep a second handle of a new socket, or close the socket if the time is already up."""
        with self._lock:
            if self._is_cut:
                sock.close()
                raise TimeoutError
            self._socket = sock.dup()

    def ready(self) -> None:
        """This function will note that the connection stands: from here on something may be sent."""
        with self._lock:
            if self._is_cut:
                raise TimeoutError
            self.connected = True

    def cut(self) -> bool:
        """This function will end the connection for good and tell whether anything may have been sent on it."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
                self._socket.close()
            return self.connected


class Held:
    """A connection that hands its socket to a lifeline."""

    def __init__(self, *args: Any, lifeline: Lifeline, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lifeline = lifeline

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]
        self.lifeline.hold(sock)
        return sock

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.lifeline.ready()


class HeldHTTP(Held, HTTPConnection):
    """Plain HTTP, for loopback alone."""


class HeldHTTPS(Held, HTTPSConnection):
    """HTTP over TLS."""


class Pinned(IPFilterAdapter):
    """Connects to the address that was checked, and checks it more strictly than the library does."""

    def __init__(self, lifeline: Lifeline, *, https: bool) -> None:
        super().__init__(is_https_proto=https, allow_loopback=settings.OUTGOING_LOOPBACK)
        self._https = https
        self._lifeline = lifeline

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **options)
        address = ipaddress.ip_address(host["host"].strip("[]"))
        _require_permitted(address)
        if not self._https and not address.is_loopback:
            raise AddressRefused("address-not-https")
        return host, pool

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **options)
        pool.ConnectionCls = HeldHTTPS if self._https else HeldHTTP
        pool.conn_kw["lifeline"] = self._lifeline
        return pool


def _run(result: "Future[Answer]", lifeline: Lifeline, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    try:
        result.set_result(_exchange(lifeline, url, body, headers))
    except (Unsent, Unanswered) as fact:
        result.set_exception(fact)
    except InvalidIPAddress:
        result.set_exception(AddressRefused("address-private"))
    except Exception as error:  # noqa: BLE001  whatever broke, the waiting caller hears of it
        kind = Unanswered if lifeline.connected else Unsent
        result.set_exception(kind(_code(error)))
    finally:
        lifeline.cut()


def _exchange(lifeline: Lifeline, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=settings.OUTGOING_LOOPBACK,
        never_redirect=True,
        default_timeout=(CONNECT_SECONDS, READ_SECONDS),
        user_agent_override="Hourglass",
    )
    with HTTPSession(config) as session:
        # Proxies, netrc and certificate bundles of the environment would lead around the checked address.
        session.trust_env = False
        session.mount("https://", Pinned(lifeline, https=True))
        session.mount("http://", Pinned(lifeline, https=False))
        # Unpacked nowhere: a small packed answer can be a huge one.
        plain = {"Accept-Encoding": "identity", **headers}
        with session.post(url, data=body, headers=plain, stream=True, allow_redirects=False) as response:
            read = response.raw.read(MOST_BYTES, decode_content=False)
            return Answer(response.status_code, read, _seconds(response.headers.get("Retry-After", "")))


def _seconds(text: str) -> int | None:
    return min(int(text), 24 * 3600) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _code(error: Exception) -> str:
    """This function will name what broke, in a word that `outcomes` has a sentence for."""
    if isinstance(error, requests.exceptions.SSLError):
        return "tls"
    if isinstance(error, requests.exceptions.Timeout | TimeoutError):
        return "timeout"
    if "resolve" in str(error):
        return "unresolved"
    return "unreachable" if isinstance(error, requests.exceptions.ConnectionError | OSError) else "broken"
