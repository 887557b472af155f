"""Who is asking: an API key, or an access key whose secret signs short-lived tokens."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kling.client.errors import CredentialsError

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
            import jwt

            claims = {"iss": self.access_key, "exp": int(now) + LIFETIME, "nbf": int(now) - BACKDATE}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a short secret: the service will say whether it is wrong
                self._token = jwt.encode(claims, self.secret_key, "HS256", {"alg": "HS256", "typ": "JWT"})
            self._expires = int(now) + LIFETIME
        return self._token

    def correct(self, server_time: float | None) -> bool:
        if server_time is not None:
            self._offset = server_time - self.clock()
        self._expires = 0.0
        return True

    def secrets(self) -> tuple[str, ...]:
        return (self.secret_key, self._token)


def find(
    api_key: str | None, access_key: str | None, secret_key: str | None, clock: Callable[[], float]
) -> ApiKey | KeyPair:
    """The credentials given, else those of the environment. Raises CredentialsError naming what is missing."""
    if api_key is None and access_key is None and secret_key is None:
        api_key, access_key, secret_key = map(os.environ.get, ("KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY"))
    if api_key:
        return ApiKey(_clean("KLING_API_KEY", api_key))
    if access_key and secret_key:
        return KeyPair(_clean("KLING_ACCESS_KEY", access_key), _clean("KLING_SECRET_KEY", secret_key), clock)
    if access_key or secret_key:
        missing = "KLING_SECRET_KEY" if access_key else "KLING_ACCESS_KEY"
        raise CredentialsError(f"{missing} is missing", advice="an access key and its secret key are needed together")
    raise CredentialsError(
        "no credentials",
        advice="set KLING_API_KEY, or both KLING_ACCESS_KEY and KLING_SECRET_KEY; "
        "without an account, `kling sandbox` serves a local Kling",
    )


def _clean(name: str, value: str) -> str:
    value = value.strip()
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise CredentialsError(f"{name} holds characters that no key has", advice="copy the key again")
    return value
