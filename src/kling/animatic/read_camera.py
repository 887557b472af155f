"""The camera of a shot, read from its words: size, angle, lens, and its path in segments with their ends."""

from __future__ import annotations

from collections.abc import Iterator
from math import copysign, exp, radians, tan
from typing import Any

from kling.animatic.beats import shared
from kling.animatic.reading import NOBODY, OWNERS, Reading, Token, amount
from kling.animatic.scene import Pace, Segment
from kling.lexicon import CAMERA_MOVES, HOLDS, JOINTS, LENSES, PACING, SPEEDS, CameraMove, table
from kling.lexicon.pattern import pattern, phrases

_MOVE = 5.0  # s that a move goes on at its own speed
_MILLIMETRES = pattern(r"(\d{1,3})\s*(?:mm\b|毫米|ミリ)")
_PACES: dict[str, Pace] = {"slow": "slow", "medium": "steady", "fast": "fast"}  # ids of SPEEDS
_WIDEST = 112.6  # degrees: the 12 mm that stands for a fisheye
_BESIDE = 30  # characters beside a move for words that say how
_GOALS = ("things", "objects", "shot_sizes", "places")


def view(read: Reading, seconds: float) -> dict[str, Any]:
    """What the words say of the picture in a shot of ``seconds``, as fields of a Shot; empty where nothing is said."""
    kinds = {"size": "shot_sizes", "angle": "angles", "lens": "lenses", "focus": "depth_of_field"}
    said: dict[str, Any] = {field: next((one.term.id for one in read.of(kind)), "") for field, kind in kinds.items()}
    past = [read.token(*match.span()).clause for match in phrases("over_shoulder").finditer(read.bare)]
    said["angle"] = said["angle"] or ("ots" if past else "")
    past += [one.clause for one in read.of("angles") if said["angle"] in ("ots", "pov")]
    said["over"] = next(
        (one.names[0] for one in read.tokens if one.names and not one.is_limb and one.clause in past), ""
    )
    said["shoulder"] = next((one for one in ("left", "right") if phrases(f"{one}_shoulder").search(read.bare)), "")
    degrees = min(LENSES[said["lens"]].value, _WIDEST) if said["lens"] else 0.0
    told = [float(one) for one in _MILLIMETRES.findall(read.bare) if 8 <= int(one) <= 800]
    said["focal"] = told[0] if told else round(18 / tan(radians(degrees / 2)), 1) if degrees else None
    said["speed"] = next(filter(None, (table("speeds").get(one.term.id) for one in PACING.find(read.bare))), 1.0)
    moves = [(one, one.term) for one in read.of("camera_moves") if isinstance(one.term, CameraMove)]
    said["texture"] = next((move.id for _, move in moves if move.group == "texture"), "")
    moves = [(one, move) for one, move in moves if move.group not in ("texture", "editing")]
    return said | {"camera": tuple(_path(read, moves, seconds))}


def _path(read: Reading, moves: list[tuple[Token, CameraMove]], seconds: float) -> Iterator[Segment]:
    """The segments of a path: moves in their order, those that are joined at once, with holds between. A length is of
    the move beside it, a moment ("after 3 s") is when the next begins; what has no length shares the time left."""
    people = {one.clause for one in read.of("cast", "pronouns", "garments")}
    holds = [read.token(one.start, one.end) for one in HOLDS.find(read.bare)] if moves else []
    moves = [*moves, *((one, CAMERA_MOVES["static"]) for one in holds if one.clause not in people)]
    steps, lengths = list[list[tuple[Token, CameraMove]]](), list[float | None]()
    for one, move in sorted(moves, key=lambda it: it[0].start):
        last = steps[-1][-1] if steps else (NOBODY, None)
        between = read.bare[max(0, last[0].end) : one.start]
        joints = {match.term.id for match in JOINTS.find(between)}
        joined = last[0].sentence == one.sentence and (joints == {"together"} or not between.strip())
        if joined and move.group != "hold":
            steps[-1].append((one, move))
        elif last[1] is not move or "after" in joints:
            steps.append([(one, move)])
            lengths.append(move.burst_s and move.burst_s + 0.25)
    for match in phrases("moments_and_lengths").finditer(read.bare) if steps else ():
        value, here, told = amount(match["number"]), read.token(*match.span()), match["at"] or match["then"]
        later = [n for n, step in enumerate(steps) if step and step[0][0].start > here.start]
        next_one = (later or [len(steps)])[0]
        if told and later and next_one:
            lengths[next_one - 1] = lengths[next_one - 1] or max(0.1, value - sum(filter(None, lengths[:next_one])))
        elif told and later:  # "after 3 s the camera pulls back"
            steps, lengths = [[], *steps], [value, *lengths]
        elif not told:
            beside = [n for n in (next_one - 1, next_one) if 0 <= n < len(steps) and steps[n]]
            for n in [n for n in beside if steps[n][0][0].clause == here.clause][:1]:
                lengths[n] = lengths[n] or value
    start = 0.0
    for number, length in enumerate(shared(lengths, seconds)):
        rest = [step[0][0].start for step in steps[number + 1 :] if step[0][1].group != "hold"]
        for one, move in steps[number]:
            yield _segment(read, one, move, start, max(length, 0.05), (*rest, len(read.bare))[0])
        if not steps[number]:
            yield Segment(move="static", seconds=round(length, 3))
        start += length
    if seconds - start > 0.05:
        yield Segment(start=round(start, 3), seconds=round(seconds - start, 3))


def _segment(read: Reading, one: Token, move: CameraMove, start: float, seconds: float, stop: int) -> Segment:
    """A move with its amount: degrees, a factor of focal length, or distances to the subject."""
    after = read.bare[one.end : min(stop, one.end + _BESIDE)]
    before = read.bare[max(0, one.start - _BESIDE // 2) : one.start]
    paces = SPEEDS.find(one.word) or SPEEDS.find(before)[-1:] or SPEEDS.find(after)
    pace = _PACES[paces[0].term.id] if paces else "steady"
    lasts = (seconds - 0.8 * max(0.0, seconds - _MOVE)) * SPEEDS["medium" if pace == "steady" else pace].value
    lasts = lasts if move.burst_s is None else move.burst_s
    amount = float(move.rate**lasts) if move.group == "zoom" else move.rate * lasts
    if move.group in ("dolly", "compound"):  # never through the subject
        amount = 1 - exp(-move.rate * lasts) if move.rate > 0 else max(-3.0, amount)
    degrees = phrases("degrees_told").search(before + one.word + after)
    if degrees and move.group in ("orbit", "pan", "tilt", "roll"):
        amount = copysign(float(degrees["degrees"] or table("turns")[degrees["turn"].lower()]), amount)
    amount = -amount if move.id == "orbit" and phrases("leftwards").search(after) else amount
    end = "" if move.group == "hold" else _end(read, one, move, stop)
    start, seconds, amount = round(start, 3), round(seconds, 3), round(amount, 4)
    return Segment(move=move.id, start=start, seconds=seconds, pace=pace, amount=amount, end=end)


def _end(read: Reading, one: Token, move: CameraMove, stop: int) -> str:
    """What a move reaches, as a name, a kind, words or an id: what is named after "to", before へ, or next."""
    goals = [goal for goal in read.tokens if not goal.absent and (goal.names or goal.is_limb or goal.kind in _GOALS)]
    goals = [goal for goal in goals if not (goal.word.endswith(OWNERS) or read.word(goal, 1) in ("的", "の"))]
    marks = [mark.end() for mark in phrases("ends_on").finditer(read.bare, one.end, stop)]
    told = [goal for goal in goals if marks and marks[-1] <= goal.start < stop]
    told = told or [goal for goal in goals if goal.at < one.at and read.word(goal, 1) in ("へ", "まで", "に")][-1:]
    if move.group not in ("orbit", "follow"):  # these are told whom they are about
        told = told or [goal for goal in goals if goal.clause == one.clause and one.end <= goal.start < stop]
    for goal in told[:1]:
        if goal.is_limb:
            return str(getattr(goal.term, "part", "")) or goal.term.id
        return goal.names[0] if goal.names else read.said(goal) if goal.kind == "objects" else goal.term.id
    return ""
