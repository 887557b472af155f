"""Addresses of pages and playlists, where those of pictures and clips are wanted: by host and ending (``pages.json``).

A host with a dot before it stands for all its subdomains. An address on such a host is still a file's own where it has
one of ``files`` in it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit


class Page(NamedTuple):
    """What stands behind an address, in words; ``other`` is a file in a format that is taken nowhere."""

    kind: Literal["page", "playlist", "other"]
    what: str


@cache
def _known() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(Path(__file__).with_name("pages.json").read_bytes())
    return {**known, "hosts": {host: what for what, hosts in known["hosts"].items() for host in hosts}}


def page_at(url: str) -> Page | None:
    """What an http(s) URL surely leads to instead of a picture or clip; None where it may lead to one."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    known, path = _known(), parts.path.lower().rstrip("/")
    if host and not path and not parts.query:
        return Page("page", "the front page of a site")
    for ending in known["playlists"]:
        if path.endswith(ending) or f"{ending}(" in path:
            return Page("playlist", f"a playlist ({ending})")
    for ending in known["pages"]:
        if path.endswith(ending):
            return Page("page", f"a web page ({ending})")
    what = _host(host, known)
    if what and not any(part in f"{path}?{parts.query.lower()}" for part in known["files"]):
        return Page("page", what)
    ending = next((ending for ending in known["others"] if path.endswith(ending)), None)
    return Page("other", f"a {ending} file") if ending else None


def _host(host: str, known: dict[str, Any]) -> str | None:
    bare = next((host.removeprefix(one) for one in known["prefixes"] if host.startswith(one)), host)
    hosts: dict[str, str] = known["hosts"]
    if found := hosts.get(bare) or hosts.get(host):
        return found
    labels = host.split(".")
    endings = (f".{'.'.join(labels[n:])}" for n in range(len(labels) - 1))
    return next((hosts[ending] for ending in endings if ending in hosts), None)


def page_trouble(url: str, formats: str) -> tuple[str, str, bool] | None:
    """What is wrong with a URL where a file is wanted, what to do, and whether it is certain; None where nothing is.
    ``formats`` are those that are taken."""
    page = page_at(url) or _taken_elsewhere(url, formats.lower().split(", "))
    if page is None:
        return None
    if page.kind == "other":
        return f"this is {page.what}; {formats} are taken, and the content decides", f"give one of {formats}", False
    if page.kind == "playlist":
        how = " (ffmpeg -i URL out.mp4)" if "MP4" in formats else ""
        advice = f"make one file of it first{how}, and give that; {formats} are taken"
        return f"this is {page.what} of pieces, no file", advice, True
    advice = "give the file's own address (it ends like a file); or download it, and give the file (clips: --host)"
    return f"this is {page.what}, no file; the service gets the page", advice, True


def _taken_elsewhere(url: str, formats: list[str]) -> Page | None:
    """A file by whose ending it is not one of ``formats``, such as a picture where a clip is wanted."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return None
    ending = next((ending for ending in _known()["taken_elsewhere"] if path.endswith(ending)), "")
    return Page("other", f"a {ending} file") if ending and ending[1:] not in formats else None
