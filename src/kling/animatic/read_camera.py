"""The camera of a shot, read from its words: size, angle, lens, and its path in segments with their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import copysign, exp, radians, tan
from typing import Any

from kling.animatic.beats import shared
from kling.animatic.read_tokens import OWNERS, Token
from kling.animatic.reading import Reading, amount
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


@dataclass
class _Step:
    """Moves that happen at once, each with its word, and how long they take, as far as the words say."""

    moves: list[tuple[Token, CameraMove]]
    length: float | None = None

    @property
    def holds(self) -> bool:
        return all(move.group == "hold" for _, move in self.moves)


def view(read: Reading, seconds: float) -> dict[str, Any]:
    """What the words say of the picture in a shot of ``seconds``, as fields of a Shot; empty where nothing is said."""
    kinds = {"size": "shot_sizes", "angle": "angles", "lens": "lenses", "focus": "depth_of_field"}
    said: dict[str, Any] = {field: next((one.term.id for one in read.of(kind)), "") for field, kind in kinds.items()}
    past = [match.span() for match in phrases("over_shoulder").finditer(read.bare)]
    said["angle"] = said["angle"] or ("ots" if past else "")
    past += [(one.start, one.end) for one in read.of("angles")]
    said["over"] = next(_whose(read, past), "") if said["angle"] in ("ots", "pov") else ""
    said["shoulder"] = next((one for one in ("left", "right") if phrases(f"{one}_shoulder").search(read.bare)), "")
    degrees = min(LENSES[said["lens"]].value, _WIDEST) if said["lens"] else 0.0
    told = [float(one) for one in _MILLIMETRES.findall(read.bare) if 8 <= int(one) <= 800]
    said["focal"] = told[0] if told else round(18 / tan(radians(degrees / 2)), 1) if degrees else None
    said["speed"] = next(filter(None, (table("speeds").get(one.term.id) for one in PACING.find(read.bare))), 1.0)
    moves = [(one, one.term) for one in read.of("camera_moves") if isinstance(one.term, CameraMove)]
    said["texture"] = next((move.id for _, move in moves if move.group == "texture"), "")
    moves = [(one, move) for one, move in moves if move.group not in ("texture", "editing")]
    return said | {"camera": tuple(_path(read, _steps(read, moves), seconds))}


def _whose(read: Reading, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Whose shoulder or eyes the words name, in them or after their "of", by a member's name."""
    for one in [one for one in read.tokens if one.names and not one.is_limb]:
        for start, end in spans:
            before = one.is_cjk and one.end in (start, start - 1)
            if before or start <= one.start < end or _OF.fullmatch(read.bare[end : one.start]):
                yield one.names[0]


def _steps(read: Reading, moves: list[tuple[Token, CameraMove]]) -> list[_Step]:
    """Moves in their order, those that happen at once together, and holds between them. A length belongs to the move
    beside it, a moment ("after 3 s") is when the next one begins."""
    people = {one.clause for one in read.of("cast", "pronouns", "garments")}
    holds = [read.token(one.start, one.end) for one in HOLDS.find(read.bare)] if moves else []
    moves = [*moves, *((one, CAMERA_MOVES["static"]) for one in holds if one.clause not in people)]
    steps: list[_Step] = []
    for one, move in sorted(moves, key=lambda it: it[0].start):
        last, known = steps[-1].moves[-1] if steps else (one, None)
        between = read.bare[last.end : one.start]
        joints = {match.term.id for match in JOINTS.find(between)}
        if known is move and "after" not in joints:
            continue
        at_once = known and last.sentence == one.sentence and "after" not in joints and (joints or not between.strip())
        if at_once and move.group != "hold":
            steps[-1].moves.append((one, move))
        else:
            steps.append(_Step([(one, move)]))
    for match in phrases("moments_and_lengths").finditer(read.bare):
        value, starts = amount(match["number"]), [step.moves[0][0] if step.moves else None for step in steps]
        inside = [n for n, it in enumerate(starts) if it and it.sentence == read.token(*match.span()).sentence]
        near = {n: it for n in inside if (it := starts[n])}
        after = [n for n, it in near.items() if it.start > match.start()]
        before = [n for n in inside if n not in after]
        if not (match["at"] or match["then"]):
            told = [n for n in (*before[-1:], *after[:1]) if near[n].clause == read.token(*match.span()).clause]
            for n in (told or before[-1:])[:1]:
                steps[n].length = steps[n].length or value
        elif after and after[0]:
            earlier = steps[: after[0]]
            earlier[-1].length = earlier[-1].length or max(0.1, value - sum(step.length or 0.0 for step in earlier))
        elif after and not steps[0].holds:  # "after 3 s the camera pulls back"
            steps.insert(0, _Step([], value))
    return steps


def _path(read: Reading, steps: list[_Step], seconds: float) -> Iterator[Segment]:
    """The segments of a path. What has no length shares the time that is left."""
    for step in steps:
        bursts = [move.burst_s for _, move in step.moves if move.burst_s]
        if bursts and len(bursts) == len(step.moves):
            step.length = step.length or min(bursts) + 0.25
    pans = [one for one, move in (steps[0].moves if steps else ()) if move.group == "pan"]
    left = max(0.0, seconds - sum(step.length or 0.0 for step in steps))
    if all(step.length for step in steps) and any(
        deed.sentence < one.sentence for one in pans for deed in read.of("poses")
    ):
        steps.insert(0, _Step([], left * (1 - _REST)))  # "they fight. Whip pan to the judge": not before they do
    if len(steps) > 1 and steps[-1].holds and steps[-1].length is steps[-2].length is None:
        steps[-1].length = _REST * left
    start = 0.0
    for number, length in enumerate(shared([step.length for step in steps], seconds)):
        rest = [step.moves[0][0].start for step in steps[number + 1 :] if not step.holds]
        for one, move in steps[number].moves:
            yield _segment(read, one, move, start, max(length, 0.05), (*rest, len(read.bare))[0])
        if not steps[number].moves:
            yield Segment(move="static", seconds=round(length, 3))
        start += length
    if seconds - start > 0.05:
        yield Segment(start=round(start, 3), seconds=round(seconds - start, 3))


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


def _segment(read: Reading, one: Token, move: CameraMove, start: float, seconds: float, stop: int) -> Segment:
    after = read.bare[one.end : min(stop, one.end + _BESIDE)]
    before = read.bare[max(0, one.start - _BESIDE // 2) : one.start]
    paces = SPEEDS.find(one.word) or SPEEDS.find(before)[-1:] or SPEEDS.find(after)
    pace = _PACES[paces[0].term.id] if paces else "steady"
    amount = _amount(move, seconds, SPEEDS["medium" if pace == "steady" else pace].value)
    degrees = phrases("degrees_told").search(before + one.word + after)
    if degrees and move.group in ("orbit", "pan", "tilt", "roll"):
        amount = copysign(float(degrees["degrees"] or table("turns")[degrees["turn"].lower()]), amount)
    amount = -amount if move.id == "orbit" and phrases("leftwards").search(after) else amount
    end = "" if move.group == "hold" else _end(read, one, move, stop)
    start, seconds, amount = round(start, 3), round(seconds, 3), round(amount, 4)
    return Segment(move=move.id, start=start, seconds=seconds, pace=pace, amount=amount, end=end)


def _end(read: Reading, one: Token, move: CameraMove, stop: int) -> str:
    """What a move reaches, by a member's name, a thing's kind or words, or an id: what is named after the last "to",
    "ends on" or the like up to the next move, else first after it; before it with へ or まで."""
    goals = [goal for goal in read.tokens if goal.names or goal.is_limb or goal.kind in _GOALS]
    goals = [goal for goal in goals if not (goal.absent or goal.word.endswith(OWNERS) or read.word(goal, 1) in _OWNS)]
    after = [goal for goal in goals if one.end <= goal.start < stop]
    told: list[Token] = []
    for mark in phrases("ends_on").finditer(read.bare, one.end, stop):
        told = [goal for goal in after if goal.start >= mark.end()] or told
    before = [goal for goal in goals if goal.clause == one.clause and goal.at < one.at]
    told = told or [goal for goal in before if read.word(goal, 1) in ("へ", "まで", "に")][-1:]
    if move.group not in ("orbit", "follow"):  # these are told whom they are about
        told = told or [goal for goal in after if goal.clause == one.clause]
    for goal in told[:1]:
        whose = read.word(goal, -1).endswith((*OWNERS, *_OWNS))
        if goal.is_limb and not (goal.names and goal.term.id == "face" and whose):
            return str(getattr(goal.term, "part", "")) or goal.term.id
        return goal.names[0] if goal.names else read.said(goal) if goal.kind == "objects" else goal.term.id
    return ""
