"""The camera of a shot, read from its words: size, angle, lens, and its path in segments with their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import copysign, exp, radians, tan
from typing import Any

from kling.animatic.beats import shared
from kling.animatic.read_tokens import OWNERS, Token, amount
from kling.animatic.reading import Reading
from kling.animatic.scene import Pace, Segment
from kling.lexicon import CAMERA_MOVES, HOLDS, JOINTS, LENSES, PACING, SPEEDS, CameraMove, table
from kling.lexicon.pattern import pattern, phrases

_MOVE = 5.0  # s that a move goes on at its own speed
_MILLIMETRES = pattern(r"(\d{1,3})\s*(?:mm\b|毫米|ミリ)")
_OF = pattern(r"(?:\s+(?:(?:shot )?past|from|of|del?|de[rs]|von))?(?:\s+(?:the|an?|la|el|de[rm]))?\s+")
_PACES: dict[str, Pace] = {"slow": "slow", "medium": "steady", "fast": "fast"}  # ids of SPEEDS
_WIDEST = 112.6  # degrees: the 12 mm that stands for a fisheye
_REST = 0.2  # the part of a shot for which the camera rests at its end where no words say how long
_BESIDE = 30  # characters beside a move for words that say how
_GOALS, _OWNS = ("things", "objects", "shot_sizes", "places"), ("的", "の")


def view(read: Reading, seconds: float) -> dict[str, Any]:
    """What the words say of the picture in a shot of ``seconds``, as fields of a Shot; empty where nothing is said."""
    moves = read.of("camera_moves")
    kinds = {"size": "shot_sizes", "angle": "angles", "lens": "lenses", "focus": "depth_of_field"}
    said: dict[str, Any] = {field: next((one.term.id for one in read.of(kind)), "") for field, kind in kinds.items()}
    if not said["angle"] and phrases("over_shoulder").search(read.bare):
        said["angle"] = "ots"
    said["over"] = _over(read) if said["angle"] in ("ots", "pov") else ""
    said["shoulder"] = next((one for one in ("left", "right") if phrases(f"{one}_shoulder").search(read.bare)), "")
    told, lens = _MILLIMETRES.search(read.bare), said["lens"]
    said["focal"] = round(18 / tan(radians(min(LENSES[lens].value, _WIDEST) / 2)), 1) if lens else None
    if told and 8 <= int(told[1]) <= 800:
        said["focal"] = float(told[1])
    said["speed"] = next(filter(None, (table("speeds").get(one.term.id) for one in PACING.find(read.bare))), 1.0)
    said["texture"] = next((one.term.id for one in moves if _move(one).group == "texture"), "")
    return said | {"camera": _path(read, _steps(read, moves), seconds)}


def _over(read: Reading) -> str:
    """Whose shoulder or eyes the words name, before it or after its "of", by a member's name."""
    spans = [match.span() for match in phrases("over_shoulder").finditer(read.bare)]
    spans += [(one.start, one.end) for one in read.of("angles") if one.term.id in ("ots", "pov")]
    for (start, end), one in product(spans, [one for one in read.of("cast", "pronouns", "names", "") if one.names]):
        of = _OF.fullmatch(read.bare[end : one.start]) or (one.is_cjk and one.end in (start, start - 1))
        if (of or start <= one.start < end) and not one.is_limb:
            return one.names[0]
    return ""


def _move(one: Token) -> CameraMove:
    assert isinstance(one.term, CameraMove)  # noqa: S101 - only moves are asked for
    return one.term


@dataclass
class _Step:
    """Moves that happen at once, and how long they take, as far as the words say."""

    moves: list[Token]
    length: float | None = None

    @property
    def holds(self) -> bool:
        return not self.moves or _move(self.moves[0]).group == "hold"


def _steps(read: Reading, found: Sequence[Token]) -> list[_Step]:
    """Moves in their order, those that happen at once together, and holds between them. A length belongs to the move
    beside it, a moment ("after 3 s") is when the next one begins."""
    moves = [one for one in found if _move(one).group not in ("texture", "editing")]
    people = {one.clause for one in read.of("cast", "pronouns", "garments")}
    for start, end in [(hold.start, hold.end) for hold in HOLDS.find(read.bare)]:
        one = read.token(start, end, "camera_moves", CAMERA_MOVES["static"])
        if one.clause not in people and any(move.sentence == one.sentence and move.start != start for move in moves):
            moves.append(one)
    steps: list[_Step] = []
    for one in sorted(moves, key=lambda one: one.start):
        last = steps[-1].moves[-1] if steps else None
        between = read.bare[last.end : one.start] if last else ""
        joints = {match.term.id for match in JOINTS.find(between)}
        same = last and last.sentence == one.sentence and "after" not in joints
        if last and one.term is last.term and "after" not in joints:
            continue
        if same and (joints or not between.strip()) and _move(one).group != "hold":
            steps[-1].moves.append(one)
        else:
            steps.append(_Step([one]))
    for match in phrases("moments_and_lengths").finditer(read.bare):
        clause, sentence, value = read.clause(match.start()), read.sentence(match.start()), amount(match["number"])
        inside = [step for step in steps if step.moves and step.moves[0].sentence == sentence]
        after = [step for step in inside if step.moves[0].start > match.start()]
        before = [step for step in inside if step not in after]
        if not (match["at"] or match["then"]):
            near = [step for step in (*before[-1:], *after[:1]) if step.moves[0].clause == clause]
            for step in (near or before[-1:])[:1]:
                step.length = step.length or value
        elif after and after[0] is not steps[0]:
            earlier = steps[: steps.index(after[0])]
            earlier[-1].length = earlier[-1].length or max(0.1, value - sum(step.length or 0.0 for step in earlier))
        elif after and not after[0].holds:  # "after 3 s the camera pulls back"
            steps.insert(0, _Step([], value))
    return steps


def _path(read: Reading, steps: list[_Step], seconds: float) -> tuple[Segment, ...]:
    """The segments of a path. What has no length shares the time that is left."""
    for step in steps:
        bursts = [_move(one).burst_s for one in step.moves]
        if step.length is None and all(bursts):
            step.length = min(burst for burst in bursts if burst) + 0.25
    first = [one for one in steps[0].moves if _move(one).group == "pan"] if steps else []
    deeds = [one for one in read.of("poses") if any(one.sentence < move.sentence for move in first)]
    if deeds and all(step.length for step in steps):  # "they fight. Whip pan to the judge": not before they do
        steps.insert(0, _Step([], max(0.0, seconds - sum(step.length or 0.0 for step in steps)) * (1 - _REST)))
    if len(steps) > 1 and steps[-1].holds and steps[-1].length is steps[-2].length is None:
        steps[-1].length = _REST * max(0.0, seconds - sum(step.length or 0.0 for step in steps))
    segments, start = list[Segment](), 0.0
    for number, length in enumerate(shared([step.length for step in steps], seconds)):
        rest = [step.moves[0].start for step in steps[number + 1 :] if not step.holds]
        stop = rest[0] if rest else len(read.bare)
        segments += [_segment(read, one, start, max(length, 0.05), stop) for one in steps[number].moves]
        segments += [] if steps[number].moves else [Segment(move="static", seconds=round(length, 3))]
        start += length
    if seconds - start > 0.05:
        segments.append(Segment(start=round(start, 3), seconds=round(seconds - start, 3)))
    return tuple(segments)


def _amount(move: CameraMove, seconds: float, factor: float) -> float:
    """What the move does in all, at a Speed's factor: degrees for what turns, a factor of focal length for a zoom,
    distances to the subject for what travels. Coming closer never goes through the subject. In a long shot a move
    is slower rather than longer: what it shows would be gone."""
    lasts = (seconds - 0.8 * max(0.0, seconds - _MOVE)) * factor if move.burst_s is None else move.burst_s
    if move.group == "zoom":
        return float(move.rate**lasts)
    if move.group in ("dolly", "compound"):
        return 1 - exp(-move.rate * lasts) if move.rate > 0 else max(-3.0, move.rate * lasts)
    return move.rate * lasts


def _segment(read: Reading, one: Token, start: float, seconds: float, stop: int) -> Segment:
    move, after = _move(one), read.bare[one.end : min(stop, one.end + _BESIDE)]
    before = read.bare[max(0, one.start - _BESIDE // 2) : one.start]
    paces = SPEEDS.find(one.word) or SPEEDS.find(before)[-1:] or SPEEDS.find(after)
    pace = _PACES[paces[0].term.id] if paces else "steady"
    amount = _amount(move, seconds, SPEEDS["medium" if pace == "steady" else pace].value)
    degrees = phrases("degrees_told").search(before + one.word + after)
    if degrees and move.group in ("orbit", "pan", "tilt", "roll"):
        amount = copysign(float(degrees["degrees"] or table("turns")[degrees["turn"].lower()]), amount)
    amount = -amount if move.id == "orbit" and phrases("leftwards").search(after) else amount
    end = "" if move.group == "hold" else _end(read, one, stop)
    start, seconds, amount = round(start, 3), round(seconds, 3), round(amount, 4)
    return Segment(move=move.id, start=start, seconds=seconds, pace=pace, amount=amount, end=end)


def _end(read: Reading, one: Token, stop: int) -> str:
    """What a move reaches, by a member's name, a thing's kind or words, or an id: what is named after the last "to",
    "ends on" or the like up to the next move, else first after it; before it with へ or まで."""
    goals = [goal for goal in read.tokens if goal.names or goal.is_limb or goal.kind in _GOALS]
    goals = [goal for goal in goals if not (goal.absent or goal.word.endswith(OWNERS) or read.word(goal, 1) in _OWNS)]
    after = [goal for goal in goals if one.end <= goal.start < stop]
    told: list[Token] = []
    for mark in phrases("ends_on").finditer(read.bare, one.end, stop):
        told = [goal for goal in after if goal.start >= mark.end()] or told
    clause = [goal for goal in goals if goal.clause == one.clause]
    told = told or [goal for goal in clause if goal.at < one.at and read.word(goal, 1) in ("へ", "まで", "に")][-1:]
    if _move(one).group not in ("orbit", "follow"):  # these are told whom they are about
        told = told or [goal for goal in clause if goal in after]
    for goal in told[:1]:
        whose = read.word(goal, -1).endswith((*OWNERS, *_OWNS))
        if goal.is_limb and not (goal.names and goal.term.id == "face" and whose):
            return str(getattr(goal.term, "part", "")) or goal.term.id
        return goal.names[0] if goal.names else read.said(goal) if goal.kind == "objects" else goal.term.id
    return ""
