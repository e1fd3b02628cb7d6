"""Canonical text, digests and signatures: the arithmetic of the record's chain. No rows are read or written here."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.functional import Promise

ORIGIN = "0" * 64  # what the first link is bound to


class Verdict(Enum):
    """What a signature says about its message."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "made with a key that this installation does not have"


@dataclass(frozen=True)
class Key:
    """A signing key and the short public name that its signatures carry."""

    name: str
    secret: bytes


@lru_cache(maxsize=16)
def _derived(secret: str) -> Key:
    material = HKDF(SHA256(), length=36, salt=b"hourglass.record", info=b"entries, seals and anchors, 1").derive(
        secret.encode()
    )
    return Key(material[:4].hex(), material[4:])


def keys() -> dict[str, Key]:
    """This function will return the present key and those of the fallbacks, the present one first."""
    return {key.name: key for key in map(_derived, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))}


def sign(message: str) -> str:
    """This function will sign `message` with the present key, as "name of the key:HMAC-SHA-256"."""
    key = _derived(settings.SECRET_KEY)
    return f"{key.name}:{_mac(key, message)}"


def judge(message: str, signature: str) -> Verdict:
    """This function will tell whether `signature` was made over `message` with a key of this installation."""
    name, _, mac = signature.partition(":")
    key = keys().get(name)
    if key is None:
        return Verdict.UNKNOWN
    return Verdict.TRUE if hmac.compare_digest(mac, _mac(key, message)) else Verdict.FALSE


def _mac(key: Key, message: str) -> str:
    return hmac.digest(key.secret, message.encode(), "sha256").hex()


def digest(*parts: str | None) -> str:
    """This function will return the SHA-256 over `parts`, each told apart from the next."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def canonical(value: Any) -> str:
    """This function will write `value` as JSON in the one way that both databases keep byte for byte."""
    return storable(_WRITER.encode(value))


def storable(text: str) -> str:
    """This function will replace what PostgreSQL cannot keep: NUL and half surrogate pairs."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def moment(at: datetime) -> str:
    """This function will write a time in the one form that is digested."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | Promise):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept on the record")


_WRITER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
)  # fmt: skip
