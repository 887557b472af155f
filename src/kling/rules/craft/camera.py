"""Camera words: what the model can follow, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kling.lexicon import (
    ANGLES,
    DEPTH_OF_FIELD,
    LENSES,
    SEQUENCE,
    SPEEDS,
    UNDIRECTED,
    VAGUE,
    CameraMove,
    Match,
    table,
)
from kling.lexicon.pattern import CJK, pattern, phrases
from kling.prompts.reading import Reading
from kling.rules import examples
from kling.rules.craft.content import each
from kling.rules.craft.unit import BEYOND_ASCII, MANY_MOVES, NO_VIEW, quoted
from kling.rules.rule import Finding, Request, replace, rule

_WAY = phrases("ways")
_SUBJECT_WAY = phrases("ways_of_subjects")
_RIGHT = frozenset({"right", "derecha", "右"})
_FALSE_FRIEND = pattern(
    r"トラックアップ|トラックバック|パンアップ|パンダウン|ズームアップ|(?<![A-Za-z])(?:WS|BS|FF)(?![A-Za-z])(?=[^a-z]{0,3}[\u3040-\u30ff])"
)
_ZOOM_UP = pattern(r"\bzoom(?:s|ing)? up\b", re.IGNORECASE)
_MEANT = {
    "トラックアップ": "ドリーイン (slow dolly in)",
    "トラックバック": "ドリーアウト (pull back)",
    "パンアップ": "チルトアップ (tilt up)",
    "パンダウン": "チルトダウン (tilt down)",
    "ズームアップ": "ズームイン (zoom in)",
    "WS": "waist-up medium shot",
    "BS": "medium close-up",
    "FF": "full shot",
}
_OPENING = pattern(
    r"\s*(?:from behind|overhead|canted|frontal|picado|cenital|looking (?:up|down) at [^:]{1,40})\s*[:,]", re.I
)
"""Angles whose words mean much else inside a sentence."""
_CLEARLY = frozenset({"whip_pan_left", "whip_pan_right", "crash_zoom", "bullet_time", "fpv"})


def _sequenced(reading: Reading, first: Match[CameraMove], second: Match[CameraMove]) -> bool:
    """Whether a word of order stands between two moves, so that they follow each other."""
    start, end = sorted((first.start, second.start))
    return any(start < m.start < end for m in reading.find(SEQUENCE))


def _conflict(reading: Reading) -> tuple[Match[CameraMove], Match[CameraMove]] | None:
    moves = reading.moves
    pairs = {frozenset(pair) for pair in table("conflicts")}
    for n, first in enumerate(moves):
        for second in moves[n + 1 :]:
            ids = {first.term.id, second.term.id}
            held = "static" in ids and (first.term.moves or second.term.moves) and first.term.id != second.term.id
            if (held or frozenset(ids) in pairs) and not _sequenced(reading, first, second):
                return first, second
    return None


@rule(
    "P050",
    "contradictory-camera",
    severity="warning",
    title="Camera moves that contradict each other",
    source="S-KCAM, S-4N5 M",
    fails=examples.text(prompt="Locked-off tripod shot, the camera pushes in on the vase."),
    passes=examples.text(prompt="Slow push-in on the vase that settles into a still frame."),
    reads=(MANY_MOVES,),
)
def contradictory_camera(request: Request) -> Iterator[Finding]:
    """A held camera that moves, or a move and its opposite, in one shot: one is ignored or space distorts. Moves that
    follow each other ("then", "before") are fine. Handheld with steadicam is only a warning."""
    for unit in request.units:
        if len(unit.reading.moves) < 2:
            continue
        found = _conflict(unit.reading)
        if found:
            first, second = found
            textures = first.term.group == second.term.group == "texture"
            one = quoted(unit.text, (first.start, first.end))
            other = quoted(unit.text, (second.start, second.end))
            yield Finding(
                unit.pointer,
                f"{one} and {other} cannot happen at once",
                "keep one of them, or say which comes first: “… then …”",
                severity="warning" if textures else None,
                span=(first.start, second.end),
            )


@rule(
    "P051",
    "many-camera-moves",
    severity="warning",
    title="Too many camera moves in one shot",
    source="S-KCAM H; VP",
    fails=examples.text(prompt="Pan left, crane up, orbit around her, then zoom in."),
    passes=examples.text(prompt="Slow orbit around her that ends in profile."),
    reads=(MANY_MOVES,),
)
def many_camera_moves(request: Request) -> Iterator[Finding]:
    """One main move per shot. Two are a hint, three or more a warning; moves in sequence are allowed one for every five
    seconds, and one more."""
    for unit in request.units:
        reading = unit.reading
        moves = [m for m in reading.moves if m.term.moves]
        count = len({m.term.group if m.term.group == "follow" else m.term.id for m in moves})
        if count < 2:
            continue
        joined = all(_sequenced(reading, one, other) for one, other in pairwise(moves))
        if joined and count <= (unit.seconds or 5) // 5 + 1:
            continue
        yield Finding(
            unit.pointer,
            f"{count} camera moves in one shot: {', '.join(dict.fromkeys(m.term.term for m in moves))}",
            "choose one main move, or give each its own shot",
            severity=None if count >= 3 else "hint",
            span=(moves[0].start, moves[-1].end),
        )


@rule(
    "P052",
    "move-without-direction",
    severity="hint",
    title="A camera move without direction",
    source="S-KCAM M",
    fails=examples.text(prompt="The camera pans slowly. A harbour."),
    passes=examples.text(prompt="The camera pans right across a harbour."),
    reads=("undirected",),
)
def move_without_direction(request: Request) -> Iterator[Finding]:
    """A pan, tilt or truck without a direction is guessed."""
    for unit in request.units:
        for match in unit.reading.find(UNDIRECTED):
            if not _WAY.match(unit.reading.prose[match.end :]):
                span = (match.start, match.end)
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, span)} has no direction",
                    "say left or right, up or down",
                    span=span,
                )


@rule(
    "P053",
    "move-without-speed",
    severity="hint",
    title="A camera move without speed",
    source="S-4N5 M",
    fails=examples.text(prompt="Push-in on the clock."),
    passes=examples.text(prompt="Slow push-in on the clock."),
    reads=("camera_moves",),
)
def move_without_speed(request: Request) -> Iterator[Finding]:
    """Without a speed word the camera tends to move faster than wanted."""
    for unit in request.units:
        reading = unit.reading
        moves = [m for m in reading.moves if m.term.moves and m.term.id not in _CLEARLY]
        if not moves:
            continue
        speeds = reading.find(SPEEDS)
        for move in moves:
            sentence = reading.sentence_of(move.start)
            near = [s for s in speeds if sentence.start <= s.start < sentence.end]
            if not any(_words_between(reading.prose, move, s.start, s.end) <= 5 for s in near):
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, (move.start, move.end))} has no speed",
                    "add one: slow, steady, at walking pace, fast",
                    span=(move.start, move.end),
                )
                break


def _words_between(prose: str, move: Match[CameraMove], start: int, end: int) -> int:
    if start < move.end and move.start < end:
        return 0
    between = prose[move.end : start] if start >= move.end else prose[end : move.start]
    words = len(between.split())
    return words if between.isascii() else words + len(re.findall(CJK, between)) // 2


@rule(
    "P054",
    "no-camera",
    severity="warning",
    title="Nothing is said about the camera",
    source="S-KT2V, S-SKILLS M",
    fails=examples.text(prompt="A potter shapes a bowl in a dim workshop lit by one lamp."),
    passes=examples.text(prompt="Close-up, static camera: a potter shapes a bowl in a dim workshop lit by one lamp."),
    reads=(NO_VIEW,),
)
def no_camera(request: Request) -> Iterator[Finding]:
    """Neither shot size nor angle nor movement: framing and drift are left to chance. For an image brought to life the
    image gives the framing, so it is only a hint there."""
    for unit in request.units:
        if unit.scenario in ("edit", "reference"):
            continue
        reading = unit.reading
        if (
            reading.sizes
            or ANGLES.name in reading.terms
            or reading.moves
            or reading.camera_named(0, len(reading.prose))
        ):
            continue
        if _OPENING.match(reading.prose) or {LENSES.name, DEPTH_OF_FIELD.name} & reading.terms.keys():
            continue
        if unit.understood:
            yield Finding(
                unit.pointer,
                "the prompt gives neither shot size, angle nor camera movement",
                "open with a shot size (“Medium close-up, eye level:”) and add one move or “static camera”",
                severity="hint" if unit.scenario == "i2v" else None,
            )


@rule(
    "P055",
    "vague-camera",
    severity="hint",
    title="A camera phrase that tells the camera nothing",
    source="S-KCAM H",
    fails=examples.text(prompt="Cinematic camera movement around a horse."),
    passes=examples.text(prompt="Slow orbit left around a horse."),
    reads=("vague",),
)
def vague_camera(request: Request) -> Iterator[Finding]:
    """“Cinematic” or “dynamic” is no physical instruction: write size, angle, move and speed."""
    help = "name the move: slow push-in, orbit left, static camera"
    return each(request, VAGUE, "does not say what the camera does", help)


@rule(
    "P056",
    "camera-against-subject",
    severity="hint",
    title="Camera and subject move against each other",
    source="S-KCAM M",
    fails=examples.text(prompt="The boy sprints right as the camera quickly pans left."),
    passes=examples.text(prompt="The boy sprints right; the camera tracks alongside."),
    reads=("pan", "truck"),
)
def camera_against_subject(request: Request) -> Iterator[Finding]:
    """A fast subject and a camera turning the other way: named as a mistake in the official camera guide."""
    for unit in request.units:
        reading = unit.reading
        sideways = [m for m in reading.moves if m.term.group in ("pan", "truck")]
        if not sideways:
            continue
        fast = any(s.term.id == "fast" for s in reading.find(SPEEDS)) or "sprint" in reading.prose.lower()
        for way in _SUBJECT_WAY.finditer(reading.prose):
            named = next(group for group in way.groups() if group).lower()
            rightwards = named in _RIGHT
            against = [m for m in sideways if (m.term.rate > 0) != rightwards]
            if against and fast:
                yield Finding(
                    unit.pointer,
                    f"the subject moves {'right' if rightwards else 'left'} while the camera moves the other way",
                    "let the camera follow: “the camera tracks alongside”",
                    span=(min(way.start(), against[0].start), max(way.end(), against[0].end)),
                )
                break


@rule(
    "P057",
    "false-friend",
    severity="hint",
    title="A camera term that means another move in English",
    source="S-4N5 M",
    fails=examples.text(prompt="トラックアップで顔に寄る"),
    passes=examples.text(prompt="slow dolly in。カメラが顔へゆっくり前進する"),
    reads=(BEYOND_ASCII,),
    marks=("zoom",),
)
def false_friend(request: Request) -> Iterator[Finding]:
    """トラックアップ is a dolly in, パンアップ a tilt up; the abbreviations WS and BS mean other sizes in Japanese
    than in English; "zoom up" is no English camera word."""
    for unit in request.units:
        found = list(_FALSE_FRIEND.finditer(unit.text)) if not unit.text.isascii() else []
        if "zoom" in unit.text.lower():
            found += _ZOOM_UP.finditer(unit.text)
        for match in found:
            meant = _MEANT.get(match[0], "zoom in")
            target = meant.split(" (")[0]
            text = unit.text[: match.start()] + target + unit.text[match.end() :]
            yield Finding(
                unit.pointer,
                f"{match[0]} reads as another move in English",
                f"write {meant}",
                replace(unit.pointer, text, safe=False),
                span=match.span(),
            )
