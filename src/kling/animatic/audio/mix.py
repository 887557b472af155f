"""The soundtrack of shots: beds, effects, music and lines at their places, mixed to one loudness without clipping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np

from kling.animatic.audio.speech import spoken
from kling.animatic.audio.synth import MUSIC, RATE, SOUNDS, Samples, play
from kling.animatic.data import data
from kling.animatic.scene import Line, Member, Shot

LOUDNESS = -16.0  # LUFS of a whole film
_SILENCE = -70.0
_LIMIT = {"limit": "0.84", "level": "0", "latency": "1"}  # about -1.5 dB, so that an encoder does not clip
_FADE, _SOFT = 0.05, 0.012  # s in which a shot's sound, and one sound of it, comes and goes: no clicks
_MOST = 4  # sounds at once
_SIDES = {"left": (1.3, 0.35), "right": (0.35, 1.3)}


def soundtrack(shots: Sequence[Shot], cast: Sequence[Member] = ()) -> Samples:
    """The sound of shots, (n, 2) at 48 kHz, as long as they are; a sound that is not known is silence."""
    made = np.concatenate([_mixed(shot, cast) for shot in shots])
    for _ in range(2):  # the limiter takes a little away, which the second measure gives back
        if (measured := loudness(made)) <= _SILENCE:
            break
        made, _ = _filtered(made, volume={"volume": f"{LOUDNESS - measured}dB"}, alimiter=_LIMIT)
    return made


def frames(samples: Samples, size: int) -> Iterator[av.AudioFrame]:
    """Samples, (n, 2), as an encoder takes them, ``size`` in each frame."""
    for start in range(0, len(samples), size):
        piece = np.ascontiguousarray(samples[start : start + size].T, np.float32)
        frame = av.AudioFrame.from_ndarray(piece, "fltp", "stereo")
        frame.sample_rate, frame.pts = RATE, start
        yield frame


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS of (n, 2) samples at 48 kHz; -70 for silence."""
    return float(_filtered(samples, ebur128={"metadata": "1", "framelog": "quiet"})[1]["lavfi.r128.I"])


def _filtered(samples: Samples, **filters: dict[str, str]) -> tuple[Samples, dict[str, str]]:
    """Samples through filters of FFmpeg, and what these measured."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=RATE, layout="stereo", time_base=Fraction(1, RATE))
    chain = [graph.add(name, **options) for name, options in filters.items()]
    end = graph.add("aformat", sample_fmts="fltp")
    graph.link_nodes(source, *chain, end, graph.add("abuffersink")).configure()
    pieces, measured = [samples[:0].T], dict[str, str]()
    for frame in (*frames(samples, len(samples)), None):
        graph.push(frame)
    while True:
        try:
            got = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return np.concatenate(pieces, axis=1).T, measured
        pieces.append(np.asarray(got.to_ndarray(), np.float32))
        measured |= got.metadata


def _mixed(shot: Shot, cast: Sequence[Member]) -> Samples:
    total = np.zeros((round(shot.seconds * RATE), 2), np.float32)
    for samples, start, side in () if shot.silent else _heard(shot, cast):
        first = round(start * RATE)
        piece = samples[: max(0, len(total) - first)] * np.array(_SIDES.get(side, (1.0, 1.0)), np.float32)
        total[first : first + len(piece)] += piece * _edges(len(piece), _SOFT)
    return total * _edges(len(total), _FADE)


def _heard(shot: Shot, cast: Sequence[Member]) -> Iterator[tuple[Samples, float, str]]:
    """What is heard, from when on (s), and on which side."""
    asked = [one for one in shot.sounds if one.kind in SOUNDS][:_MOST]
    once = [one for one in asked if SOUNDS[one.kind]["goes"] == "once"]
    for one in asked:
        start, end = one.start, one.end if one.end is not None else shot.seconds
        if one in once:
            length = SOUNDS[one.kind].get("lasts", 1.0)
            evenly = shot.seconds * (once.index(one) + 0.5) / len(once)
            start = start if start is not None else max(0.0, min(shot.seconds - length, evenly))
            end = min(shot.seconds, start + length)
        yield play(one.kind, max(0.05, end - (start or 0.0)), shot.number), start or 0.0, one.side
    told, kinds = data("staging.yaml"), {one.kind for one in asked}
    falls = {told["heard"][one] for one in shot.weather if one in told["heard"]}
    if not kinds & {*falls, *told["rains"]}:  # what falls is seen, so it is heard
        yield from ((play(kind, shot.seconds, shot.number) * np.float32(0.6), 0.0, "") for kind in sorted(falls))
    if shot.music in MUSIC:
        yield play(shot.music, shot.seconds), 0.0, ""
    for line in shot.lines:
        yield _said(line, cast), line.start, next((one.side for one in shot.cast if one.name == line.speaker), "")


def _said(line: Line, cast: Sequence[Member]) -> Samples:
    """A line as it is spoken; where nobody can, a quiet place for it."""
    member = next((one for one in cast if one.name == line.speaker), None)
    kind = "" if member is None else "child" if member.age in ("baby", "child") else member.sex
    seconds = max(0.2, line.end - line.start)
    said = spoken(line.text, line.language, kind, seconds)
    return play("unspoken", seconds) if said is None else np.stack([said, said], 1)


def _edges(count: int, seconds: float) -> Samples:
    """Comes and goes within ``seconds``, (n, 1)."""
    place = np.arange(count, dtype=np.float32)
    part = np.minimum(1, np.minimum(place, place[::-1]) / max(1, min(count // 2, round(seconds * RATE))))
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * part), np.float32)[:, None]
