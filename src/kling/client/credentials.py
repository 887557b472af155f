"""Who is asking: an API key, or an access key whose secret signs short-lived tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from kling.client.errors import CredentialsError

_NAMES = ("API_KEY", "ACCESS_KEY", "SECRET_KEY", "BASE_URL")
LIFETIME = 1800  # seconds a token is valid (spec: DOC V1)
BACKDATE = 5  # seconds a token's validity starts before now (spec: DOC V1)
_RENEW_BEFORE = 300  # so that a token never runs out while a large body is being sent


class Credentials(Protocol):
    """What the client needs to know about credentials."""

    def bearer(self) -> str:
        """The token for the next request."""

    def correct(self, server_time: float | None) -> bool:
        """After a refusal for the token's times: learn the service's clock (Unix seconds), sign anew. False when that
        cannot help."""

    def secrets(self) -> tuple[str, ...]:
        """Texts that must never be shown."""

    def advice(self) -> str:
        """What to do when the service does not accept them, where that is known better than from its code."""

    def fingerprint(self) -> str:
        """What tells this key from others, and tells nothing else of it."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A static key, sent as it is."""

    key: str = field(repr=False)

    def bearer(self) -> str:
        return self.key

    def correct(self, server_time: float | None) -> bool:
        return False

    def secrets(self) -> tuple[str, ...]:
        return (self.key,)

    def advice(self) -> str:
        return ON_TOKENS if token_ends(self.key) is not None else ""

    def fingerprint(self) -> str:
        return _fingerprint("API key", self.key)


@dataclass(slots=True)
class KeyPair:
    """An access key and its secret. Tokens are JWT HS256 with iss, exp and nbf, renewed well before they expire."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    _offset: float = field(default=0.0, init=False, repr=False)  # the service's clock minus ours, once it is known
    _token: str = field(default="", init=False, repr=False)
    _expires: float = field(default=0.0, init=False, repr=False)

    def bearer(self) -> str:
        now = self.clock() + self._offset
        left = self._expires - now
        if not _RENEW_BEFORE < left <= LIFETIME:  # "more than a lifetime" is a clock that was set back
            claims = {"iss": self.access_key, "exp": int(now) + LIFETIME, "nbf": int(now) - BACKDATE}
            self._token = _signed(claims, self.secret_key)
            self._expires = int(now) + LIFETIME
        return self._token

    def correct(self, server_time: float | None) -> bool:
        if server_time is not None:
            self._offset = server_time - self.clock()
        self._expires = 0.0
        return True

    def secrets(self) -> tuple[str, ...]:
        return (self.secret_key, self._token)

    def advice(self) -> str:
        return ""

    def fingerprint(self) -> str:
        return _fingerprint("access key", self.access_key)


def _fingerprint(kind: str, key: str) -> str:
    return hashlib.sha256(f"kling {kind} {key}".encode()).hexdigest()[:16]


def find(
    api_key: str | None, access_key: str | None, secret_key: str | None, clock: Callable[[], float]
) -> ApiKey | KeyPair:
    """The credentials given, else those of the environment. Raises CredentialsError naming what is missing."""
    if api_key is None and access_key is None and secret_key is None:
        api_key, access_key, secret_key = map(os.environ.get, ("KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY"))
    for name, given in (("api_key", api_key), ("access_key", access_key), ("secret_key", secret_key)):
        if not isinstance(given, str | None):
            raise CredentialsError(
                f"{name} is a text, not {type(given).__name__}", advice="give the key as it was copied"
            )
    api_key, access_key, secret_key = ((given or "").strip() for given in (api_key, access_key, secret_key))
    if api_key:
        return ApiKey(_of_static_kind(_clean("KLING_API_KEY", api_key), clock))
    if access_key and secret_key:
        return KeyPair(_clean("KLING_ACCESS_KEY", access_key), _clean("KLING_SECRET_KEY", secret_key), clock)
    if access_key or secret_key:
        missing = "KLING_SECRET_KEY" if access_key else "KLING_ACCESS_KEY"
        raise CredentialsError(f"{missing} is missing", advice="an access key and its secret key are needed together")
    raise CredentialsError(
        "no key was given",
        advice=f"set KLING_API_KEY, or both KLING_ACCESS_KEY and KLING_SECRET_KEY{of_other_clients()}, or give them as "
        "Client(api_key=…) or Client(access_key=…, secret_key=…); to try it without an account, run `kling sandbox` "
        "and set the KLING_BASE_URL and KLING_API_KEY that it prints",
    )


def _signed(claims: dict[str, object], secret: str) -> str:
    """A JWT of the claims, HS256 (RFC 7515, 7519)."""
    head, body = (_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{head}.{body}.{_base64(hmac.digest(secret.encode(), f'{head}.{body}'.encode(), 'sha256'))}"


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


_OTHER_NAMES = {
    **{f"{prefix}_{name}": f"KLING_{name}" for prefix in ("KLINGAI", "KLING_AI") for name in _NAMES},
    "KLING_KEY": "KLING_API_KEY",
    "KLING_TOKEN": "KLING_API_KEY",
    "KLING_API_TOKEN": "KLING_API_KEY",
    "KLING_AK": "KLING_ACCESS_KEY",
    "KLING_ACCESS_KEY_ID": "KLING_ACCESS_KEY",
    "KLING_SK": "KLING_SECRET_KEY",
    "KLING_ACCESS_KEY_SECRET": "KLING_SECRET_KEY",
    "KLING_API_SECRET": "KLING_SECRET_KEY",
    "KLING_API_BASE": "KLING_BASE_URL",
    "KLING_API_URL": "KLING_BASE_URL",
    "KLING_API_BASE_URL": "KLING_BASE_URL",
}
"""What other clients call their variables."""


def of_other_clients() -> str:
    """Which variables of other clients are set, and what they are called here; empty when none is."""
    found = [f"{name} is called {ours} here" for name, ours in _OTHER_NAMES.items() if name in os.environ]
    return f" ({'; '.join(found)})" if found else ""


def _clean(name: str, value: str) -> str:
    if value[:7].lower() == "bearer ":
        raise CredentialsError(f"{name} begins with the word Bearer", advice="give the key alone, without that word")
    if value[0] in "\"'`“”" or value[-1] in "\"'`“”":
        raise CredentialsError(
            f"{name} stands in quotes, which came along from a file", advice="remove the quotes around the key"
        )
    if "KLING_" in value or "KEY=" in value.upper():
        raise CredentialsError(f"{name} holds the name of a variable", advice="give the key that belongs to it")
    if value[0] in "<{[$" or value.lower().strip("<>[]{}").replace("_", "-").startswith(("your-", "your ")):
        raise CredentialsError(f"{name} holds the place of a key and none", advice="put your own key there")
    if not value.isascii() or not value.isprintable() or " " in value:
        raise CredentialsError(f"{name} holds characters that no key has", advice="copy the key again")
    return value


def _of_static_kind(key: str, clock: Callable[[], float]) -> str:
    """The key, unless it is a signed token whose time is over. One that still works will not work for long."""
    ends = token_ends(key)
    if ends is not None and ends <= clock():
        when = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%d %H:%M UTC")
        raise CredentialsError(f"KLING_API_KEY holds a token that ended on {when}", advice=ON_TOKENS)
    return key


ON_TOKENS = (
    "it is a token, which works for minutes only; set KLING_ACCESS_KEY and KLING_SECRET_KEY, from which tokens are "
    "made as needed, or an API key of the console"
)


def token_ends(key: str) -> float | None:
    """When a signed token (JWT) ends, in Unix seconds; None for a key that is none, or does not say."""
    if key.count(".") != 2 or not key.startswith("eyJ"):
        return None
    part = key.split(".")[1]
    try:
        ends = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["exp"]
        return float(ends) if abs(ends) < 1e11 else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
