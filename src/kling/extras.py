"""What a plain installation leaves out, and the one command that adds it."""

from __future__ import annotations

NAME = "kling-video-generator"

EXTRAS = {
    "av": "sandbox",
    "dbos": "productions",
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


def extra_of(error: ImportError) -> str | None:
    """The extra that would have prevented the error; None when it is not about one."""
    return EXTRAS.get((error.name or "").partition(".")[0])
