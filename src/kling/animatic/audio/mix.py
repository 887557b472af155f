"""The soundtrack of shots: beds, effects, music and places for lines, mixed to one loudness without clipping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log10

import numpy as np
from numpy.typing import NDArray

from kling.animatic.audio.speech import spoken
from kling.animatic.audio.synth import RATE, Samples, goes, lasts, moods, music, names, play
from kling.animatic.data import data
from kling.animatic.scene import Line, Member, Shot

LOUDNESS = -16.0
"""LUFS of a whole film."""
_PEAK = 0.84  # what a sample may reach: about -1.5 dB, so that an encoder does not clip
_FADE = 0.05  # seconds in which a shot's sound comes and goes: no clicks at cuts
_MOST = 4  # sounds at once
_KEPT = 90.0  # seconds of film whose sound is held in memory


def is_known(kind: str) -> bool:
    """Whether a sound is made; one that is not is told by its caption and is silent."""
    return kind in names()


def soundtrack(shots: Sequence[Shot], cast: Sequence[Member] = ()) -> Iterator[Samples]:
    """The sound of each shot, (n, 2) at 48 kHz, as long as the shot. It is made to be measured and, in a long film,
    once more to be heard: memory does not grow with the film."""
    kept = {shot.number: _mixed(shot, cast) for shot in shots} if sum(one.seconds for one in shots) <= _KEPT else {}

    def made(shot: Shot) -> Samples:
        return kept[shot.number] if shot.number in kept else _mixed(shot, cast)

    gain = 1.0
    for _ in range(2):  # the limiter takes a little away, which the second measure gives back
        blocks = [power for shot in shots for power in _powers(_limited(made(shot) * np.float32(gain)))]
        measured = _integrated(blocks)
        if measured is None:
            break
        gain *= 10 ** ((LOUDNESS - measured) / 20)
    for shot in shots:
        yield _limited(made(shot) * np.float32(gain))


def _mixed(shot: Shot, cast: Sequence[Member]) -> Samples:
    count = round(shot.seconds * RATE)
    total = np.zeros((count, 2), np.float32)
    if shot.silent:
        return total
    asked = [one for one in shot.sounds if is_known(one.kind)][:_MOST]
    once = [one for one in asked if goes(one.kind) == "once"]
    for one in asked:
        start, end = one.start or 0.0, one.end if one.end is not None else shot.seconds
        if one in once:
            length = lasts(one.kind)
            if one.start is None:
                start = max(0.0, min(shot.seconds - length, shot.seconds * (once.index(one) + 0.5) / len(once)))
            end = min(shot.seconds, start + length)
        _add(total, _panned(play(one.kind, max(0.05, end - start), shot.number), one.side), start)
    heard = {one.kind for one in asked}
    for weather in shot.weather:  # what falls is seen, so it is heard
        kind = data("staging.yaml")["heard"].get(weather, "")
        if kind and not heard & {kind, "rain", "rain_window", "rain_roof", "storm"}:
            _add(total, play(kind, shot.seconds, shot.number) * np.float32(0.6), 0.0)
            heard.add(kind)
    if shot.music in moods():
        _add(total, music(shot.music, shot.seconds) * np.float32(0.5), 0.0)
    for line in shot.lines:
        side = next((one.side for one in shot.cast if one.name == line.speaker), "")
        _add(total, _panned(_place(line, cast), side), line.start)
    return total * _edges(count)[:, None]


def _add(total: Samples, piece: Samples, start: float) -> None:
    first = round(start * RATE)
    room = max(0, len(total) - first)
    kept = piece[:room]
    total[first : first + len(kept)] += kept * _edges(len(kept), 0.012)[:, None]


def _edges(count: int, seconds: float = _FADE) -> Samples:
    """Comes and goes within ``seconds``."""
    length = max(1, min(count // 2, round(seconds * RATE)))
    shape = np.ones(count, np.float32)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)
    shape[:length] *= ramp
    shape[count - length :] *= ramp[::-1]
    return shape


def _panned(piece: Samples, side: str) -> Samples:
    left, right = {"left": (1.3, 0.35), "right": (0.35, 1.3)}.get(side, (1.0, 1.0))
    return piece * np.array((left, right), np.float32)


def _place(line: Line, cast: Sequence[Member]) -> Samples:
    """A line as it is spoken; where nobody can, a quiet place for it: breath in the rhythm of syllables."""
    member = next((one for one in cast if one.name == line.speaker), None)
    kind = "" if member is None else "child" if member.age in ("baby", "child") else member.sex
    if (said := spoken(line.text, line.language, kind, max(0.2, line.end - line.start))) is not None:
        return np.stack([said, said], 1)
    high = 1.5 if member and member.age in ("baby", "child") else 1.25 if member and member.sex == "f" else 1.0
    count = max(1, round((line.end - line.start) * RATE))
    time = np.arange(count, dtype=np.float32) / RATE
    breath = play("breath", max(0.05, line.end - line.start), len(line.text))[:count]
    tone = np.sin(2 * np.pi * 118 * high * time) + 0.5 * np.sin(2 * np.pi * 236 * high * time)
    syllables = np.abs(np.sin(np.pi * 3.8 * time)) ** 1.5
    return ((tone * 0.022 * syllables)[:, None] + breath * 0.25 * syllables[:, None]).astype(np.float32)


# ---- loudness (ITU-R BS.1770-4) ------------------------------------------------------------------------------------


def _weighting(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power response of the K filter."""
    z = np.exp(-2j * np.pi * hz / RATE)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    rumble = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    power: NDArray[np.float64] = np.abs(shelf * rumble) ** 2
    return power


def _powers(samples: Samples) -> list[float]:
    """The weighted power of overlapping blocks of 400 ms."""
    size, step = round(0.4 * RATE), round(0.1 * RATE)
    if len(samples) < size:
        samples = np.concatenate([samples, np.zeros((size - len(samples), 2), np.float32)])
    weights = _weighting(np.asarray(np.fft.rfftfreq(size, 1 / RATE), np.float64))
    found = []
    for start in range(0, len(samples) - size + 1, step):
        power = np.abs(np.fft.rfft(samples[start : start + size], axis=0)) ** 2 * weights[:, None]
        found.append(float(power.sum() * 2 / size / size))
    return found


def _integrated(blocks: Sequence[float]) -> float | None:
    """LUFS of blocks; None where there is nothing to hear."""
    loud = [power for power in blocks if power > 0 and -0.691 + 10 * log10(power) > -70]
    if not loud:
        return None
    gate = sum(loud) / len(loud) * 0.1
    kept = [power for power in loud if power > gate]
    return -0.691 + 10 * log10(sum(kept) / len(kept))


def loudness(samples: Samples) -> float | None:
    """Integrated loudness in LUFS of (n, 2) samples at 48 kHz; None for silence."""
    return _integrated(_powers(samples))


def _limited(samples: Samples) -> Samples:
    """The samples with their peaks turned down, never cut off."""
    peaks = np.abs(samples).max(1)
    if not len(peaks) or float(peaks.max()) <= _PEAK:
        return samples
    size, reach = 64, 8
    blocks = -(-len(peaks) // size)
    padded = np.pad(peaks, (0, blocks * size - len(peaks))).reshape(blocks, size).max(1)
    need = np.minimum(1.0, _PEAK / np.maximum(padded, 1e-9))
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(need, 2 * reach, mode="edge"), 2 * reach + 1).min(1)
    smooth = np.convolve(wide, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")
    gain = np.interp(np.arange(len(peaks)), (np.arange(blocks) + 0.5) * size, smooth)
    found: Samples = (samples * gain[:, None]).astype(np.float32)
    return found
