"""Local clips on object storage: the API takes clips by URL only and has no upload.

``s3://bucket/prefix``, ``gs://…`` and ``az://…`` are understood; credentials and endpoint come from the environment, as
the provider's own tools read them (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, GOOGLE_APPLICATION_CREDENTIALS …). Needs the
extra ``s3``.
"""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

SIGNED_FOR = timedelta(hours=24)
"""How long a URL works: the service reads a clip when the task begins, which may be after a long queue."""


class HostError(Exception):
    """A clip could not be put on storage; says what to do."""


class Host:
    """A place on object storage. ``url`` names bucket and prefix. Raises HostError when it cannot be used."""

    def __init__(self, url: str) -> None:
        try:
            from obstore.exceptions import BaseError
            from obstore.store import from_url
        except ImportError:
            raise HostError("--host needs the extra s3: pip install 'kling-video-generator[s3]'") from None
        if url.partition("://")[0] in ("file", "memory", url):
            raise HostError(f"{url} is no object storage; it looks like s3://bucket/prefix, gs://… or az://…")
        allow_http = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        try:
            self._store: Any = from_url(url, client_options={"allow_http": True} if allow_http else None)
        except (BaseError, ValueError) as error:
            raise HostError(f"{url} is no storage that can be used: {_brief(error)}") from None
        self._url = url

    def put(self, path: Path) -> str:
        """Upload a file, unless the same content is there already; gives a URL that works for SIGNED_FOR.

        Raises HostError, OSError.
        """
        import obstore
        from obstore.exceptions import BaseError, NotFoundError

        with path.open("rb") as file:
            key = f"{hashlib.file_digest(file, 'sha256').hexdigest()}{path.suffix.lower()}"
        try:
            try:
                obstore.head(self._store, key)
            except (NotFoundError, FileNotFoundError):
                obstore.put(self._store, key, path)
            return str(obstore.sign(self._store, "GET", key, SIGNED_FOR))
        except BaseError as error:
            raise HostError(f"{path.name} could not be put on {self._url}: {_brief(error)}") from None


def _brief(error: Exception) -> str:
    """The first line of an error; the rest are debugging details that may hold signed addresses."""
    return str(error).strip().partition("\n")[0][:200]
