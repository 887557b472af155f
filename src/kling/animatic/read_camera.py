"""The camera of a shot, read from its words: size, angle, lens, and its path in segments with their ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp, radians, tan
from typing import Any

from kling.animatic.beats import shared
from kling.animatic.cast import Mention
from kling.animatic.read_phrase import Found, seconds_of
from kling.animatic.reading import Reading
from kling.animatic.scene import Pace, Segment
from kling.lexicon import CAMERA_MOVES, HOLDS, JOINTS, LENSES, SPEEDS, CameraMove, Person, table
from kling.lexicon.pattern import pattern, phrases

_MOVE = 5.0  # s that a move goes on at its own speed

_MILLIMETRES = pattern(r"(\d{1,3})\s*(?:mm\b|毫米|ミリ)")
_PACES: dict[str, Pace] = {"slow": "slow", "medium": "steady", "fast": "fast"}  # ids of SPEEDS
_WIDEST = 112.6  # degrees: the 12 mm that stands for a fisheye
_REST = 0.2
"""The part of a shot, or of what is left of it, for which the camera rests at its end where no words say how long."""


def view(read: Reading, seconds: float, met: Sequence[Mention]) -> dict[str, Any]:
    """What the words say of the picture in a shot of ``seconds``, as fields of a Shot; empty where nothing is said.
    ``met`` are those who are named."""
    moves = [one for one in read.of("camera_moves") if isinstance(one.term, CameraMove)]
    path = [one for one in moves if _move(one).group not in ("texture", "editing")]
    kinds = {"size": "shot_sizes", "angle": "angles", "lens": "lenses", "focus": "depth_of_field"}
    said = {field: next((one.term.id for one in read.of(kind)), "") for field, kind in kinds.items()}
    if not said["angle"] and phrases("over_shoulder").search(read.bare):
        said["angle"] = "ots"
    return {
        **said,
        "focal": _focal(read, said["lens"]),
        "texture": next((one.term.id for one in moves if _move(one).group == "texture"), ""),
        "camera": _path(read, _steps(read, [*path, *_holds(read, path)]), seconds, met),
    }


def _move(one: Found) -> CameraMove:
    assert isinstance(one.term, CameraMove)  # noqa: S101 - only moves are asked for
    return one.term


def _focal(read: Reading, lens: str) -> float | None:
    said = _MILLIMETRES.search(read.bare)
    if said and 8 <= int(said[1]) <= 800:
        return float(said[1])
    return round(18 / tan(radians(min(LENSES[lens].value, _WIDEST) / 2)), 1) if lens else None


def _holds(read: Reading, path: list[Found]) -> list[Found]:
    """Times at which a camera that moves is to stand still: "hold 3 s, then pan right"."""
    cast = {read.clause(one.start) for one in read.of("cast", "pronouns", "garments")}
    near = {read.sentence(one.start) for one in path}
    return [
        Found("camera_moves", CAMERA_MOVES["static"], match.start, match.end)
        for match in HOLDS.find(read.bare)
        if not any(one.start < match.end and match.start < one.end for one in path)
        and (
            _camera(read, match.start) or (read.clause(match.start) not in cast and read.sentence(match.start) in near)
        )
    ]


def _camera(read: Reading, at: int) -> bool:
    """Whether the camera is named before a word in its clause."""
    named = [match.start() for match in phrases("camera_named").finditer(read.bare, max(0, at - 24), at)]
    return any(read.clause(start) == read.clause(at) for start in named)


def _steps(read: Reading, moves: list[Found]) -> list[list[Found]]:
    """Moves in their order, those that happen at once together."""
    steps: list[list[Found]] = []
    for one in sorted(moves, key=lambda one: one.start):
        last = steps[-1][-1] if steps else None
        between = JOINTS.find(read.bare[last.end : one.start]) if last else []
        after = any(match.term.id == "after" for match in between)
        if last and one.term is last.term and not after:
            continue
        same = last and not after and read.sentence(one.start) == read.sentence(last.start)
        at_once = between or (last and not read.bare[last.end : one.start].strip())
        if same and at_once and _move(one).group != "hold":
            steps[-1].append(one)
        else:
            steps.append([one])
    if len(steps) > 1:  # a "static" that only says that nothing else happens
        kept = [step for step in steps if _move(step[0]).group != "hold" or step[0].end - step[0].start < 14]
        return kept or steps[:1]
    return steps


def _path(read: Reading, steps: list[list[Found]], seconds: float, met: Sequence[Mention]) -> tuple[Segment, ...]:
    """The segments of a path. A length belongs to the move beside it, a moment ("after 3 s") is when the next one
    begins; what has neither shares the time that is left."""
    if not steps:
        return (Segment(seconds=seconds),)
    bounds = [step[0].start for step in steps] + [len(read.bare)]
    said: list[float | None] = []
    begins: list[float | None] = []
    for number, step in enumerate(steps):
        bursts = [length for one in step if (length := _move(one).burst_s)]
        burst = min(bursts) + 0.25 if len(bursts) == len(step) else None
        length, begin = _times(read, step, bounds[number - 1] if number else -1, bounds[number + 1])
        said.append(length or burst)
        begins.append(begin)
    if begins[0] and _move(steps[0][0]).group != "hold":  # "after 3 s the camera pulls back"
        steps, said, begins = [[], *steps], [begins[0], *said], [None, *begins]
    for number, begin in enumerate(begins):
        if number and begin and said[number - 1] is None:
            said[number - 1] = max(0.1, begin - sum(length or 0.0 for length in said[: number - 1]))
    if len(steps) > 1 and _move(steps[-1][0]).group == "hold" and said[-2:] == [None, None]:
        said[-1] = _REST * max(0.0, seconds - sum(length or 0.0 for length in said))
    segments, start = list[Segment](), 0.0
    for number, (step, length) in enumerate(zip(steps, shared(said, seconds), strict=True)):
        rest = number + 1 < len(steps) and [one for one in steps[number + 1] if _move(one).group == "hold"]
        until = steps[number + 2 if rest else number + 1 :]
        stop = until[0][0].start if until else len(read.bare)
        segments += [_segment(read, one, start, max(length, 0.05), stop, met) for one in step]
        segments += [] if step else [Segment(move="static", seconds=round(length, 3))]
        start += length
    if seconds - start > 0.05:
        segments.append(Segment(start=round(start, 3), seconds=round(seconds - start, 3)))
    return tuple(segments)


def _times(read: Reading, step: list[Found], low: int, high: int) -> tuple[float | None, float | None]:
    """How long a move takes and when it begins, as far as its words say: those in it, before it since the move before,
    after it up to the next one, all in its sentence."""
    length = begin = None
    first = step[0].start
    low = first if low >= 0 and read.clause(low) == read.clause(first) else max(0, low)
    for match in phrases("moments_and_lengths").finditer(read.bare, low, high):
        value, at = seconds_of(match["number"]), match.start()
        if read.sentence(at) == read.sentence(first):
            if not (match["at"] or match["then"]) and (at >= first or read.clause(at) == read.clause(first)):
                length = length or value
            elif (match["at"] or match["then"]) and at < first:
                begin = value
    return length, begin


def _amount(move: CameraMove, seconds: float, factor: float) -> float:
    """What the move does in all, at a Speed's factor: degrees for what turns, a factor of focal length for a zoom,
    distances to the subject for what travels. Coming closer never goes through the subject. In a long shot a move
    is slower rather than longer: what it shows would be gone."""
    long = max(0.0, seconds - _MOVE)
    lasts = (seconds - 0.8 * long) * factor if move.burst_s is None else move.burst_s
    if move.group == "zoom":
        return float(move.rate**lasts)
    if move.group in ("dolly", "compound"):
        return 1 - exp(-move.rate * lasts) if move.rate > 0 else max(-3.0, move.rate * lasts)
    return move.rate * lasts


def _segment(read: Reading, one: Found, start: float, seconds: float, stop: int, met: Sequence[Mention]) -> Segment:
    move, after = _move(one), read.bare[one.end : min(stop, one.end + 42)]
    before = re.split(r"[,.;，。、]", read.bare[max(0, one.start - 24) : one.start])[-1]
    paces = SPEEDS.find(read.said(one)) or SPEEDS.find(before)[-1:] or SPEEDS.find(after[:26])
    pace = _PACES[paces[0].term.id] if paces else "steady"
    amount = _amount(move, seconds, SPEEDS["medium" if pace == "steady" else pace].value)
    degrees = phrases("degrees_told").search(before[-14:] + read.said(one) + after[:24])
    if degrees and amount and move.group in ("orbit", "pan", "tilt", "roll"):
        told = float(degrees["degrees"] or table("turns")[degrees["turn"].lower()])
        amount = told if amount > 0 else -told
    if move.id == "orbit" and phrases("leftwards").search(after[:30]):
        amount = -amount
    if move.rate > 0 and move.group == "vertical" and phrases("downwards").search(after[:30]):
        move, amount = CAMERA_MOVES[move.id.replace("_up", "_down")], -amount
    return Segment(
        move=move.id, start=round(start, 3), seconds=round(seconds, 3), pace=pace, amount=round(amount, 4),
        end="" if move.group == "hold" else _end(read, one, stop, met),
    )  # fmt: skip


def _end(read: Reading, one: Found, stop: int, met: Sequence[Mention]) -> str:
    """What a move reaches, by a member's name, a thing's kind or words, or an id: what is named after the last "to",
    "ends on" or the like up to the next move, else first after it; before it with へ or まで."""
    goals = [(who.start, who.end, who.names[0]) for who in met if who.end]
    for noun in read.of("things", "objects", "shot_sizes", "places", "cast"):
        if not isinstance(noun.term, Person) or noun.term.part:
            goals.append((noun.start, noun.end, getattr(noun.term, "part", "") or noun.term.id))
            if noun.kind == "objects":
                goals[-1] = (*goals[-1][:2], read.said(noun))
    goals.sort()
    names = {name for who in met for name in who.names}
    after, told = [goal for goal in goals if one.end <= goal[0] < stop], list[tuple[int, int, str]]()
    for mark in reversed([*phrases("ends_on").finditer(read.bare, one.end, stop)]):
        told = told or [goal for goal in after if goal[0] >= mark.end()]
    clause = read.clause(one.start)
    told = told or [goal for goal in goals if goal[1] <= one.start and read.clause(goal[0]) == clause
                    and read.bare.startswith(("へ", "まで", "に"), goal[1])][-1:]  # fmt: skip
    if not told and _move(one).group not in ("orbit", "follow"):  # these are told whom they are about
        told = [goal for goal in after if read.clause(goal[0]) == clause]
    for number, (_, end, name) in enumerate(told):
        gap = read.bare[end - 2 : told[number + 1][0]] if number + 1 < len(told) else ""
        owns = gap[2:] in ("的", "の") or (len(gap) < 20 and "'s " in gap.replace("\u2019", "'"))
        if not owns or (told[number + 1][2] == "face" and name in names):
            return name
    return ""
