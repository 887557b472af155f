"""The camera of a shot, read from its words: size, angle, lens, and its path in segments."""

from __future__ import annotations

from math import radians, tan
from typing import Any

from kling.animatic.beats import shared
from kling.animatic.reading import Found, Reading
from kling.animatic.scene import Pace, Segment
from kling.lexicon import CAMERA_MOVES, HOLDS, JOINTS, LENSES, SPEEDS, CameraMove
from kling.lexicon.pattern import pattern

_SECONDS = pattern(r"(\d+(?:\.\d+)?)\s*(?:s\b|secs?\b|seconds?\b|秒|segundos?\b)")
_DEGREES = pattern(r"(\d{2,3})\s*[-‐]?\s*(?:°|degrees?\b|度|grados\b)")
_MILLIMETRES = pattern(r"(\d{1,3})\s*mm\b")
_PACES: dict[str, Pace] = {"slow": "slow", "medium": "steady", "fast": "fast"}  # ids of SPEEDS
_WIDEST = 112.6  # degrees: the 12 mm that stands for a fisheye
_WINDOW = 42
"""Characters after a move in which its speed, length and end are looked for."""


def view(read: Reading, seconds: float) -> dict[str, Any]:
    """What the words say of the picture in a shot of ``seconds``, as fields of a Shot; empty where nothing is said."""
    moves = [one for one in read.of("camera_moves") if isinstance(one.term, CameraMove)]
    path = [one for one in moves if _move(one).group not in ("texture", "editing")]
    kinds = {"size": "shot_sizes", "angle": "angles", "lens": "lenses", "focus": "depth_of_field"}
    said = {field: next((one.term.id for one in read.of(kind)), "") for field, kind in kinds.items()}
    return {
        **said,
        "focal": _focal(read, said["lens"]),
        "texture": next((one.term.id for one in moves if _move(one).group == "texture"), ""),
        "camera": _path(read, [*path, *_holds(read, path)], seconds),
    }


def _move(one: Found) -> CameraMove:
    assert isinstance(one.term, CameraMove)  # noqa: S101 - only moves are asked for
    return one.term


def _focal(read: Reading, lens: str) -> float | None:
    said = _MILLIMETRES.search(read.bare)
    if said and 8 <= int(said[1]) <= 800:
        return float(said[1])
    return round(18 / tan(radians(min(LENSES[lens].fov, _WIDEST) / 2)), 1) if lens else None


def _holds(read: Reading, path: list[Found]) -> list[Found]:
    """Times at which a camera that moves is to stand still: "hold 3 s, then pan right"."""
    cast = {read.clause(one.start) for one in read.of("cast", "pronouns", "garments")}
    near = {read.sentence(one.start) for one in path}
    return [
        Found("camera_moves", CAMERA_MOVES["static"], match.start, match.end)
        for match in HOLDS.find(read.bare)
        if not any(one.start < match.end and match.start < one.end for one in path)
        and read.clause(match.start) not in cast
        and read.sentence(match.start) in near
    ]


def _path(read: Reading, moves: list[Found], seconds: float) -> tuple[Segment, ...]:
    kept: list[Found] = []
    for one in sorted(moves, key=lambda one: one.start):
        if not (kept and one.term is kept[-1].term and not _apart(read, kept[-1], one)):
            kept.append(one)
    if not kept:
        return (Segment(seconds=seconds),)
    if len(kept) > 1:  # a hold that only says that nothing else happens
        kept = [
            one for one in kept if _move(one).group != "hold" or one.end - one.start < 14 or _length(read, one, kept)
        ] or kept[:1]
    steps: list[list[Found]] = []
    for one in kept:
        if steps and _move(one).group != "hold" and _together(read, steps[-1][-1], one):
            steps[-1].append(one)
        else:
            steps.append([one])
    said: list[float | None] = []
    for step in steps:
        bursts = [length for one in step if (length := _move(one).motion.burst_s)]
        burst = min(bursts) + 0.25 if len(bursts) == len(step) else None
        said.append(next((length for one in step if (length := _length(read, one, kept))), burst))
    lengths = shared(said, seconds)
    segments, start = [], 0.0
    for step, length in zip(steps, lengths, strict=True):
        segments += [_segment(read, one, start, max(length, 0.05), kept) for one in step]
        start += length
    if seconds - start > 0.05:
        segments.append(Segment(start=round(start, 3), seconds=round(seconds - start, 3)))
    return tuple(segments)


def _apart(read: Reading, one: Found, other: Found) -> bool:
    return any(match.term.id == "after" for match in JOINTS.find(read.bare[one.end : other.start]))


def _together(read: Reading, one: Found, other: Found) -> bool:
    """Whether two moves happen at once: joined by "while" or a bare "and", never by "then" or a full stop."""
    between = read.bare[one.end : other.start]
    if _apart(read, one, other) or read.sentence(one.start) != read.sentence(other.start):
        return False
    return any(match.term.id == "together" for match in JOINTS.find(between)) or not between.strip(" ")


def _around(read: Reading, one: Found, moves: list[Found]) -> tuple[str, str]:
    """The words of a move before it in its clause and after it in its sentence, up to the moves beside it."""
    low = max(one.start - 24, 0, *(other.end for other in moves if other.end <= one.start))
    high = min(one.end + _WINDOW, len(read.bare), *(other.start for other in moves if other.start >= one.end))
    while low < one.start and read.clause(low) != read.clause(one.start):
        low += 1
    while high > one.end and read.sentence(high - 1) != read.sentence(one.start):
        high -= 1
    return read.bare[low : one.start], read.bare[one.end : high]


def _length(read: Reading, one: Found, moves: list[Found]) -> float | None:
    before, after = _around(read, one, moves)
    said = _SECONDS.search(read.said(one)) or _SECONDS.search(after) or _SECONDS.search(before)
    return float(said[1]) if said else None


def _pace(read: Reading, one: Found, moves: list[Found]) -> Pace:
    before, after = _around(read, one, moves)
    found = SPEEDS.find(read.said(one)) or SPEEDS.find(before)[-1:] or SPEEDS.find(after[:26])
    return _PACES[found[0].term.id] if found else "steady"


def _segment(read: Reading, one: Found, start: float, seconds: float, moves: list[Found]) -> Segment:
    move, pace = _move(one), _pace(read, one, moves)
    before, after = _around(read, one, moves)
    degrees = _DEGREES.search(before[-14:] + read.bare[one.start : one.end] + after[:20])
    amount = move.amount(seconds, SPEEDS["medium" if pace == "steady" else pace].factor)
    if degrees and amount and move.group in ("orbit", "pan", "tilt", "roll"):
        amount = float(degrees[1]) * (1 if amount > 0 else -1)
    return Segment(
        move=move.id, start=round(start, 3), seconds=round(seconds, 3), pace=pace, amount=round(amount, 4),
        end=_end(read, one, moves),
    )  # fmt: skip


def _end(read: Reading, one: Found, moves: list[Found]) -> str:
    """What a move reaches: the first thing, person or size named after it in its clause."""
    after = min((other.start for other in moves if other.start >= one.end), default=len(read.bare))
    stop = min(after, one.end + 60)
    clause = read.clause(one.start)
    for other in read.of("cast", "things", "shot_sizes", "places"):
        if one.end <= other.start < stop and read.clause(other.start) == clause:
            return other.term.id
    return ""
