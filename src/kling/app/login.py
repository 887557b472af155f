"""The user's key in the system's keyring."""

from __future__ import annotations

from dataclasses import dataclass

from kling.app.refusal import refusing
from kling.client import AuthenticationError, Client, KlingError, Pack
from kling.client.access import Access, access, forget, needs_keyring, store
from kling.models.regions import REGIONS


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The host that accepted the key, its region where it is one of the vendor's, and what the account has left; or
    ``trouble``, why that is not known."""

    base_url: str
    region: str | None
    packs: list[Pack]
    trouble: str | None = None


def possible() -> None:
    """Raises Refusal where no key could be kept; for asking before one is typed."""
    with refusing():
        needs_keyring()


def login(key: str | None = None, pair: tuple[str, str] | None = None, *, region: str | None = None) -> LoggedIn:
    """Check an API key, or a pair of access key and secret key, with a call that costs nothing, and keep it for the
    host that accepts it: that of the region, of KLING_BASE_URL, or the first of the vendor's that does. Raises
    Refusal."""
    named = access().base_url
    hosts = [REGIONS[region]] if region else [named] if named else list(REGIONS.values())
    access_key, secret_key = pair or (None, None)
    with refusing():
        for host in hosts:
            with Client(api_key=key, access_key=access_key, secret_key=secret_key, base_url=host) as client:
                try:
                    client.list(page_size=1)
                except AuthenticationError:
                    if host == hosts[-1]:
                        raise
                    continue
                store(Access(key, access_key, secret_key, client.base_url))
                return _logged_in(client)
    raise AssertionError("there is no host")


def _logged_in(client: Client) -> LoggedIn:
    region = next((name for name, url in REGIONS.items() if url == client.base_url), None)
    try:
        return LoggedIn(client.base_url, region, client.account.packs())
    except KlingError as error:
        return LoggedIn(client.base_url, region, [], str(error))


def logout() -> str | None:
    """Remove the kept key; gives the address it was for, None when there was none. Raises Refusal."""
    with refusing():
        return forget()
