"""Names of videos for which none is given."""

from __future__ import annotations

import re


def name_of(words: str, external_id: str = "") -> str:
    """What a video is called when nobody named it: its first words, and the beginning of its id."""
    plain = re.sub(r"<<<\w+>>>|@[\w-]+", " ", words)
    slug = "-".join(re.findall(r"\w+", plain.lower())[:5])[:48].strip("-") or "video"
    id = external_id.removeprefix("kw-")[:8]
    return f"{slug}{id and '-'}{id}.mp4"
