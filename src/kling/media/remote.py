"""Reads what is behind the URLs of a request, as the service will."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from kling.media.fetch import FetchError, fetch
from kling.media.info import Facts
from kling.media.probe import damage, probe_file
from kling.models.profiles import LATEST


def probe_urls(urls: Mapping[str, Literal["image", "video"]]) -> dict[str, Facts]:
    """Facts by URL. What cannot be fetched has the kind ``unreachable`` and the reason as its format. A file beyond the
    size limit is not read to its end; its facts then hold nothing but a size above the limit."""
    found: dict[str, Facts] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "media"
        for url, kind in urls.items():
            most = LATEST.image_bytes_ceiling if kind == "image" else LATEST.video_bytes_ceiling
            try:
                fetch(url, path, bytes_max=most, allow_private=True)
            except FetchError as error:
                found[url] = Facts(kind, bytes=most + 1) if error.too_large else Facts("unreachable", str(error))
            else:
                facts = probe_file(path)._replace(bytes=path.stat().st_size)
                found[url] = facts._replace(damage=damage(path)) if facts.kind == "image" else facts
            finally:
                path.unlink(missing_ok=True)
    return found
