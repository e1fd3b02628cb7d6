"""Secrets that are shown once: how they are made, and the hash that is all we keep of them."""

import hashlib
import secrets

from encrypted_fields.fields import EncryptedTextField


def make(prefix: str = "") -> tuple[str, str]:
    """This function will make a secret of 256 random bits, and return it with the hash to keep."""
    secret = prefix + secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """This function will hash a secret for the look-up; with 256 random bits in it, it needs no slow hash."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def seal(text: str) -> str:
    """This function will encrypt a secret that must be read again, under the installation's keys."""
    return str(_BOX.get_prep_value(text))


def unseal(sealed: str) -> str:
    """This function will decrypt what `seal` encrypted, also under a key that was rotated out."""
    return str(_BOX.f.decrypt(sealed.encode()).decode())


_BOX = EncryptedTextField()
