"""The .env file of the working folder."""

from __future__ import annotations

from pathlib import Path


def ignored() -> list[str]:
    """Our names in it that are not read from there: only keys and KLING_BASE_URL are. Raises Refusal."""
    path = Path(".env")
    if not path.is_file():
        return []
    from kling.app.refusal import Refusal
    from kling.client.access import unread
    from kling.client.errors import CredentialsError

    try:
        return unread(path)
    except CredentialsError as error:
        raise Refusal("usage", str(error), file=str(path)) from None
