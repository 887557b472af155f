"""Files and addresses that stand inside a wish: never words of a prompt."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal, NamedTuple

from kling.lexicon.pattern import pattern

_PICTURE, _CLIP = "jpe?g|png|webp|bmp|gif|heic|tiff?", "mp4|mov|webm|mkv|avi"
_SOURCE = pattern(
    r"[\"'“‘「`]?(?P<source>https?://[^\s\"'”’」`<>，。、]+[^\s\"'”’」`<>，。、,.;:!?)]"
    rf"|(?<![\w./\\~-])(?:[\w.@%+~-]*[\\/])*[\w@%+-][\w.@%+-]*\.(?:{_PICTURE}|{_CLIP})(?![\w/])"
    r"|(?<![\w/.])(?:~|\.{1,2})?/(?:[\w.@%+-]+/)+[\w.@%+-]*[\w@%+-])[\"'”’」`]?",
    re.IGNORECASE | re.ASCII,
)
_KIND = pattern(rf"\.(?:(?P<image>{_PICTURE})|(?P<video>{_CLIP}))(?:[?#].*)?$", re.IGNORECASE)
_SAID = {
    "image": {"en": "this picture", "zh": "这张图片", "ja": "この写真", "es": "esta imagen"},
    "video": {"en": "this clip", "zh": "这段视频", "ja": "この動画", "es": "este vídeo"},
}
_SAYS_KIND = pattern(
    r"(?:\b(?:this|the|my|our)\s+)?\b(?:photo|picture|image|portrait|drawing|clip|video|footage|foto|imagen|vídeo)\s*:?\s*$"
    r"|(?:照片|图片|视频|写真|画像|動画)[：:]?\s*$",
    re.IGNORECASE,
)


class Source(NamedTuple):
    """A path or URL at ``start`` to ``end`` of a wish. ``kind`` is None where its ending does not tell."""

    source: str
    start: int
    end: int
    kind: Literal["image", "video"] | None


def find(text: str) -> tuple[Source, ...]:
    """The files and URLs named in ``text``, in order."""
    found = []
    for match in _SOURCE.finditer(text):
        ending = _KIND.search(match["source"])
        kind: Literal["image", "video"] | None = None
        if ending:
            kind = "image" if ending["image"] else "video"
        found.append(Source(match["source"], match.start(), match.end(), kind))
    return tuple(found)


def is_same(given: str, said: str) -> bool:
    """Whether a wish that says ``said`` means the file or URL that was ``given``: the same, or the end of its path."""
    if "://" in given or "://" in said:
        return given == said
    parts = PurePath(said).parts
    return bool(parts) and PurePath(given).parts[-len(parts) :] == parts


def without(text: str, language: str) -> str:
    """``text`` with "this picture" or "this clip" where it names one by its file, in the language of the wish."""
    for source in reversed(find(text)):
        before = text[: source.start]
        said = "" if source.kind is None or _SAYS_KIND.search(before) else _SAID[source.kind].get(language, "")
        text = f"{before}{said}{text[source.end :]}"
    return text
