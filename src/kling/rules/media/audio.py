"""M rules for recordings."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from kling.api.inline import LocalFile
from kling.media.address import scheme
from kling.media.probe import audio_format, decoded
from kling.models.profiles import speech
from kling.rules import examples
from kling.rules.rule import Finding, Request, rule

_HEAD = 64


def _beginning(source: str | LocalFile) -> tuple[bytes, int] | None:
    """The first bytes of a recording and how many it has; None where it is not at hand."""
    if isinstance(source, LocalFile):
        try:
            with source.path.open("rb") as file:
                return file.read(_HEAD), source.size
        except (OSError, ValueError):
            return None  # M10 speaks about files that cannot be read
    if scheme(source):
        return None
    head = decoded(source[: _HEAD * 4])
    return None if head is None else (head, len(source.rstrip("=")) * 3 // 4)


@rule(
    "M14",
    "recording",
    title="A recording that the lip-sync endpoint does not take",
    source="DMX, CR",
    fails=examples.recorded(
        audio_type="file", audio_url=..., audio_file=base64.b64encode(b"OggS" + bytes(60)).decode("ascii")
    ),
    passes=examples.recorded(
        audio_type="file", audio_url=..., audio_file=base64.b64encode(b"ID3\x04" + bytes(60)).decode("ascii")
    ),
    wires=("lip-sync",),
)
def recording(request: Request) -> Iterator[Finding]:
    """Recordings are $audio_formats of at most $audio_bytes_max; the content decides, not the name."""
    source = request.lip_sync.line.audio
    known = _beginning(source) if source else None
    if known is None:
        return
    head, size = known
    pointer = "/input/audio_file"
    most, formats = speech().audio_bytes_max, speech().audio_formats
    kind = audio_format(head)
    facts = request.facts(source) if kind == "m4a" and isinstance(source, LocalFile) else None
    if facts is not None and facts.kind == "video" and facts.width:
        kind = "a video"
    if kind not in formats:
        yield Finding(
            pointer,
            f"the recording is {kind or 'no recording that is known here'}; {', '.join(formats)} are accepted",
            "convert it, to MP3 for instance",
        )
    elif size > most:
        yield Finding(
            pointer,
            f"the recording has {size / 1_000_000:.1f} MB; the limit is {most / 1_000_000:g} MB",
            "encode it as MP3, or cut it to the line",
        )
