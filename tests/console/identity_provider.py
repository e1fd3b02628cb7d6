"""An OpenID Connect identity provider on a loopback port, which lies as it is told."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "hourglass", "a secret of thirty-two characters"


class IdentityProvider:
    """Answers log-ins; `claims`, `userinfo`, `key`, `algorithm` and `kid` may be bent before each."""

    def __init__(self) -> None:
        self.key: Any = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.honest_key = self.key
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""
        self.be_honest()

    def be_honest(self) -> None:
        """Tell the truth from now on."""
        self.key, self.algorithm, self.kid = self.honest_key, "RS256", "one"
        self.claims: dict[str, Any] = {}
        self.left_out: set[str] = set()
        self.userinfo: dict[str, Any] = {}
        self.send_id_token = True
        self.nonce = ""
        self.verifier_seen = ""

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "u-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        for name in self.left_out:
            claims.pop(name, None)
        if self.algorithm == "none":
            parts = ({"alg": "none", "kid": self.kid}, claims)
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
                + "."
            )
        return jwt.encode(claims, self.key, self.algorithm, headers={"kid": self.kid})

    def answers(self, path: str, body: str) -> dict[str, Any]:
        """What a path says."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            return {name: f"{self.url}/{end}" for name, end in names.items()} | {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.honest_key.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            self.verifier_seen = parse_qs(body).get("code_verifier", [""])[0]
            token = {"access_token": "opaque", "token_type": "Bearer"}
            return token | ({"id_token": self.id_token()} if self.send_id_token else {})
        if path == "/userinfo":
            return {"sub": "u-1", "email": "nora@example.com", "email_verified": True, "name": "Nora", **self.userinfo}
        return {}


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """Serve on a free port until the block ends."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = json.dumps(provider.answers(urlsplit(self.path).path, self.rfile.read(length).decode())).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815  the server's own names

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
