"""What a plain installation leaves out, and the one command that adds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

NAME = "kling-video-generator"

EXTRAS = {
    "av": "sandbox",
    "dbos": "productions",
    "espeakng_loader": "tts",
    "jwt": "sandbox",
    "keyring": "keyring",
    "manimgx_fonts": "sandbox",
    "manimgx_fonts_cjk": "sandbox",
    "mcp": "mcp",
    "numpy": "sandbox",
    "obstore": "s3",
    "openpyxl": "tables",
    "opentimelineio": "otio",
    "panda3d": "sandbox",
    "pillow_heif": "heic",
    "rich": "productions",
    "socksio": "socks",
    "sqlalchemy": "productions",
    "standardwebhooks": "webhooks",
    "starlette": "sandbox",
    "trustme": "tls",
    "uvicorn": "sandbox",
}
"""The module that is missing, and the extra that brings it."""


def command(extra: str) -> str:
    """The command that installs an extra."""
    return f"pip install '{NAME}[{extra}]'"


@contextmanager
def hinted() -> Iterator[None]:
    """An import that fails in the block says which command adds what is missing."""
    try:
        yield
    except ImportError as error:
        if (extra := extra_of(error)) is None:
            raise
        raise ImportError(f"this needs the extra {extra}: {command(extra)}", name=error.name) from None


def extra_of(error: ImportError) -> str | None:
    """The extra that would have prevented the error; None when it is not about one."""
    return EXTRAS.get((error.name or "").partition(".")[0])
