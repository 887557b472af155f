"""Whose key the doors send to which host. (The SDK takes what it is given, else the environment.)

A key comes from the environment, else from a file ``.env`` in the working folder, else from the system's keyring,
where ``kling login`` put it. A folder may be anybody's, so ``.env`` may say less than the environment: the names of
keys and KLING_BASE_URL are read there and nothing else, no ``${NAME}`` is filled in, and a host that it names gets no
key but one that stands beside it, or was stored for that very host.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from kling.client.errors import CredentialsError
from kling.client.home import home, private_file, private_folder
from kling.media.address import host_of
from kling.models.regions import DEFAULT_BASE_URL

KEYS = ("KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY")
HOST = "KLING_BASE_URL"
_SERVICE = "kling"  # under which the keyring keeps our entries
_DOTENV_BYTES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Access:
    """A key, if there is one, and the address it may be sent to (None: the default one). ``source`` says where the key
    came from."""

    api_key: str | None = field(default=None, repr=False)
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    source: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str | None], base_url: str | None, source: str) -> Self:
        api_key, access_key, secret_key = (values.get(name) or None for name in KEYS)
        return cls(api_key, access_key, secret_key, base_url, source)

    @property
    def has_key(self) -> bool:
        return any((self.api_key, self.access_key, self.secret_key))

    def mark(self) -> str:
        """Tells accounts apart without telling anything about the key."""
        key = self.api_key or self.access_key or ""
        return hashlib.sha256(f"kling account {key.strip()}".encode()).hexdigest()[:8]


def access(folder: Path = Path()) -> Access:
    """The key and address for a command that runs in ``folder``.

    Raises CredentialsError when ``.env`` names a host and the only key is from elsewhere, or cannot be read.
    """
    beside = dotenv(folder / ".env")
    given = {name: value.strip() for name in (*KEYS, HOST) if (value := os.environ.get(name)) is not None}
    folder_host = "" if HOST in given else beside.get(HOST, "").strip()
    host = given.get(HOST) or folder_host or None
    if any(name in given for name in KEYS):  # one that is empty, too: it puts the folder's keys out of use
        if folder_host and any(given.get(name) for name in KEYS):
            raise CredentialsError(
                f"{HOST} in .env names {host_of(folder_host) or 'another host'}, and the key comes from the "
                "environment: a key is not sent to a host that is named elsewhere",
                advice="put the key and KLING_BASE_URL in one place, both in .env or both in the environment",
            )
        return Access.of(given, host, "environment")
    if any(beside.get(name, "").strip() for name in KEYS):
        return Access.of(beside, host, ".env")
    return _stored(host) or Access(base_url=host)


def dotenv(path: Path) -> dict[str, str]:
    """The names and values in a ``.env`` file; none when there is no such file. Raises CredentialsError."""
    if not path.is_file():
        return {}
    if path.stat().st_size > _DOTENV_BYTES_MAX:
        raise CredentialsError(f"{path} has {path.stat().st_size} bytes, which no .env file has", advice="look at it")
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CredentialsError(
            f"{path} is not a text in UTF-8 (byte {error.start})", advice="save it as UTF-8"
        ) from None
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines)
    return {name.strip(): value for name, equals, text in pairs if equals and (value := _unquoted(text.strip()))}


def _unquoted(text: str) -> str:
    """A value as it was meant: what stands in quotes, else all up to a comment. Nothing is filled in."""
    quote = text[:1]
    if quote in ("'", '"') and (end := text.find(quote, 1)) > 0:
        return text[1:end]
    return "" if quote == "#" else text.partition(" #")[0].rstrip()


def unread(path: Path) -> list[str]:
    """Our names in a ``.env`` file that are not read from there."""
    return sorted(name for name in dotenv(path) if name.startswith("KLING_") and name not in (*KEYS, HOST))


# -- the system's keyring ---------------------------------------------------------------------------------------------


class NoKeyring(CredentialsError):
    """The system has no keyring that can be used, or the extra is not installed."""


def store(found: Access) -> None:
    """Keep a key in the keyring, for its host alone. Raises NoKeyring."""
    base_url = found.base_url or DEFAULT_BASE_URL
    keyring = _keyring()
    keys = zip(KEYS, (found.api_key, found.access_key, found.secret_key), strict=True)
    _asked(keyring.set_password, _SERVICE, base_url, json.dumps({name: key for name, key in keys if key}))
    private_folder(_note().parent)
    private_file(_note()).write_text(json.dumps({"base_url": base_url}) + "\n", "utf-8")


def forget() -> str | None:
    """Remove the stored key; gives the address it was for, None when there was none. Raises NoKeyring."""
    base_url = _noted()
    if base_url is None:
        return None
    keyring = _keyring()
    from keyring.errors import PasswordDeleteError

    try:
        _asked(keyring.delete_password, _SERVICE, base_url)
    except PasswordDeleteError:
        base_url = None  # somebody else removed it
    _note().unlink(missing_ok=True)
    return base_url


def needs_keyring() -> None:
    """Raises NoKeyring where nothing could be stored; for asking before a key is typed."""
    _keyring()


def _stored(host: str | None) -> Access | None:
    """The key of the keyring for ``host`` (None: the one that was logged in to)."""
    noted = _noted()
    if noted is None or (host is not None and host.rstrip("/") != noted):
        return None
    text = _asked(_keyring().get_password, _SERVICE, noted)
    try:
        values = json.loads(text) if text else None
    except ValueError:
        values = None
    return Access.of(values, noted, "keyring") if isinstance(values, dict) else None


def _note() -> Path:
    """Where it is noted which address the keyring has a key for; the key itself is not in it."""
    return home() / "login.json"


def _noted() -> str | None:
    try:
        base_url = json.loads(_note().read_text("utf-8"))["base_url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return base_url if isinstance(base_url, str) else None


def _keyring() -> Any:
    try:
        import keyring
        from keyring.backends.fail import Keyring as Missing
        from keyring.core import load_config, load_env, recommended
    except ImportError:
        raise NoKeyring(
            "the keyring is not installed", advice="pip install 'kling-video-generator[keyring]', or set KLING_API_KEY"
        ) from None
    ring = keyring.get_keyring()
    # One that keeps keys in the clear is used only where somebody chose it.
    if isinstance(ring, Missing) or not (recommended(ring) or load_env() or load_config()):
        raise NoKeyring("this system has no keyring that can be used", advice="set KLING_API_KEY instead")
    return keyring


def _asked(call: Any, *arguments: str) -> Any:
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        return call(*arguments)
    except PasswordDeleteError:
        raise
    except KeyringError as error:
        raise NoKeyring(f"the keyring cannot be used: {error}", advice="unlock it, or set KLING_API_KEY") from None
    except Exception as error:  # backends raise what they like, and its text may hold the key
        what = f"the keyring cannot be used: {type(error).__name__} in {_ring_name()}"
        raise NoKeyring(what, advice="repair it, or set KLING_API_KEY") from None


def _ring_name() -> str:
    """What the keyring of this system calls itself."""
    import keyring

    return str(getattr(keyring.get_keyring(), "name", "it"))
