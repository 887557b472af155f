"""Sounds and music made from their descriptions: noise in a band and tones, going on or in hits. The same call gives
the same samples."""

from __future__ import annotations

from math import ceil
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data

Samples = NDArray[np.float32]
RATE = 48_000
SOUNDS = data("audio/recipes.yaml")
MUSIC = data("audio/music.yaml")
_VOICES = data("audio/voices.yaml")
_BAR = 8  # beats
_STAMPS = 6  # of noise, of which each hit is one
_RELEASE = 200  # samples in which a hit ends


def play(name: str, seconds: float, seed: int = 0) -> Samples:
    """A sound at its own level, (n, 2). KeyError for an unknown one."""
    recipe = SOUNDS[name]
    count = max(1, round(seconds * RATE))
    mixed = np.zeros((count, 2), np.float32)
    for number, layer in enumerate(recipe["layers"]):
        together = "hits" in layer or "tone" in layer  # noise differs between the ears, events do not
        for side in (0, 1):
            chance = np.random.default_rng(crc32(f"{name} {number} {seed} {0 if together else side}".encode()))
            mixed[:, side] += _layer(layer, count, chance) * np.float32(layer.get("level", 1.0))
    peak = float(np.sqrt((mixed**2).mean())) if recipe["goes"] == "bed" else float(np.abs(mixed).max()) / 3
    return mixed * np.float32(0.12 * recipe["level"] / max(peak, 1e-6))


def music(mood: str, seconds: float) -> Samples:
    """Music of a mood, (n, 2). KeyError for an unknown one."""
    about = MUSIC[mood]
    total = np.zeros(max(1, round(seconds * RATE)), np.float32)
    for voice in (_VOICES[one] for one in about["voices"]):
        long = voice["beats"] * about["beat"]
        for number in range(ceil(seconds / long)):
            chord = about["chords"][number * voice["beats"] // _BAR % len(about["chords"])]
            step = voice["steps"][number % len(voice["steps"])]
            notes = chord if step == "all" else [] if step is None else [chord[step % len(chord)]]
            for note in notes:
                high = voice.get("root") or about["root"] * 2 ** (note / 12)
                tones = [(hz * high, level) for hz, level in voice["tone"]]
                stamp = _source(voice | {"tone": tones}, round(long * RATE)) * (voice["level"] / len(notes))
                _lay(total, stamp * _envelope(len(stamp), voice, about["beat"]), number * long)
    total *= 0.09 / max(1e-6, float(np.sqrt((total**2).mean())))
    return np.stack([total, total], 1)


def _lay(total: Samples, piece: Samples, start: float) -> None:
    first = round(start * RATE)
    total[first : first + len(piece)] += piece[: max(0, len(total) - first)]


def _layer(layer: dict[str, Any], count: int, chance: np.random.Generator) -> Samples:
    if "hits" in layer:
        return _hits(layer, count, chance)
    made = _source(layer, count, chance)
    if "swell" in layer:
        rate, depth = layer["swell"]
        start = 0.0 if "tone" in layer else float(chance.uniform(0, 2 * np.pi))
        made *= 1 - depth * (0.5 + 0.5 * np.cos(2 * np.pi * rate * np.arange(count, dtype=np.float32) / RATE + start))
    return made


def _hits(layer: dict[str, Any], count: int, chance: np.random.Generator) -> Samples:
    """Many short sounds: each begins at once and fades."""
    about, total = layer["hits"], np.zeros(count, np.float32)
    length = min(count, round(RATE * min(4.0, 7.0 / about["decay"])))
    shape = _envelope(length, about)
    stamps = [_source(layer, length, chance) * shape for _ in range(1 if "tone" in layer else _STAMPS)]
    at = float(about.get("from", 0.02))
    while at * RATE < count:
        _lay(total, stamps[int(chance.integers(len(stamps)))] * np.float32(chance.uniform(0.75, 1.0)), at)
        at += max(0.004, about["every"] + float(chance.uniform(-1, 1)) * about["jitter"])
    return total


def _envelope(count: int, about: dict[str, Any], unit: float = 1.0) -> Samples:
    """Rises for ``attack``, falls by ``decay`` a second, and ends within ``release``; times in units of seconds."""
    time = np.arange(count, dtype=np.float32) / RATE
    rise = np.minimum(1, time / max(1e-4, about["attack"] * unit))
    end = np.minimum(1, (count / RATE - time) / max(_RELEASE / RATE, about.get("release", 0.0) * unit))
    found: Samples = (rise * end * np.exp(-about["decay"] * time)).astype(np.float32)
    return found


def _source(layer: dict[str, Any], count: int, chance: np.random.Generator | None = None) -> Samples:
    """Noise of a band or tones that wobble or glide, about as loud as 1."""
    if "noise" in layer and chance is not None:
        return _noise(layer["noise"], count, chance)
    time = np.arange(count, dtype=np.float64) / RATE
    glide = layer.get("glide", 1.0) - 1
    run = time + glide * time * time * RATE / (2 * count)
    if "wobble" in layer:
        rate, part = layer["wobble"]
        run -= part / (2 * np.pi * rate) * np.cos(2 * np.pi * rate * time)
    total = sum(level * np.sin(2 * np.pi * hz * run) for hz, level in layer["tone"])
    found: Samples = (total / sum(level for _, level in layer["tone"])).astype(np.float32)
    return found


def _noise(band: list[float], count: int, chance: np.random.Generator) -> Samples:
    """Noise between two frequencies, with soft edges, that falls towards the heights as most things do."""
    size = 1 << max(10, (count - 1).bit_length())
    spectrum = np.fft.rfft(chance.standard_normal(size).astype(np.float32))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    low, high = band
    shape = 1 / np.sqrt((1 + (low / np.maximum(hz, 1)) ** 6) * (1 + (hz / high) ** 6))
    made = np.fft.irfft(spectrum * shape / np.sqrt(np.maximum(hz, low) / low), size)[:count]
    found: Samples = (made / max(1e-9, float(np.sqrt((made**2).mean())))).astype(np.float32)
    return found
