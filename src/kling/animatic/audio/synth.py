"""Sounds and music made from descriptions: noise and tones, going on or in hits; always the same samples."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data

Samples = NDArray[np.float32]
RATE = 48_000
SOUNDS, MUSIC = data("audio/recipes.yaml"), data("audio/music.yaml")
_VARIANTS = 6  # of a hit of noise
_RELEASE = 0.004  # s in which a hit ends


def play(name: str, seconds: float, seed: int = 0) -> Samples:
    """A sound or the music of a mood at its own level, (n, 2). KeyError for an unknown one."""
    recipe = SOUNDS[name] if name in SOUNDS else MUSIC[name]
    count = max(1, round(seconds * RATE))
    mixed = np.zeros((count, 2), np.float32)
    for number, layer in enumerate(recipe["layers"]):
        together = "hits" in layer or "tone" in layer  # noise differs between the ears, events do not
        for side in (0,) if together else (0, 1):
            chance = np.random.default_rng(crc32(f"{name} {number} {seed} {side}".encode()))
            ears = slice(None) if together else slice(side, side + 1)
            mixed[:, ears] += _layer(layer, count, chance)[:, None] * np.float32(layer.get("level", 1.0))
    peak = float(np.sqrt((mixed**2).mean())) if recipe["goes"] == "bed" else float(np.abs(mixed).max()) / 3
    return mixed * np.float32(0.12 * recipe["level"] / max(peak, 1e-6))


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
    """Many short sounds, each of which rises and fades: one of a few, or notes in turn."""
    about, total = layer["hits"], np.zeros(count, np.float32)
    lasts = about["lasts"] if "lasts" in about else min(4.0, 7.0 / about["decay"])
    shape = _envelope(round(RATE * lasts), about)
    variants = layer.get("notes") or [0] * (1 if "tone" in layer else _VARIANTS)
    stamps = [_source(layer, len(shape), chance, note) * shape for note in variants]
    at, number = float(about.get("from", 0.02)), 0
    while at * RATE < count:
        which = number % len(stamps) if "notes" in layer else int(chance.integers(len(stamps)))
        first = round(at * RATE)
        piece = stamps[which][: max(0, count - first)]
        total[first : first + len(piece)] += piece * np.float32(chance.uniform(0.75, 1.0))
        at, number = at + max(0.004, about["every"] + float(chance.uniform(-1, 1)) * about["jitter"]), number + 1
    return total


def _envelope(count: int, about: dict[str, Any]) -> Samples:
    """Rises for ``attack`` (s), falls by ``decay`` a second, and ends within ``release`` (s)."""
    time = np.arange(count) / RATE
    end = (count / RATE - time) / about.get("release", _RELEASE)
    shape = np.minimum(1, time / max(1e-4, about["attack"])) * np.minimum(1, end) * np.exp(-about["decay"] * time)
    return np.asarray(shape, np.float32)


def _source(layer: dict[str, Any], count: int, chance: np.random.Generator, note: Any = 0) -> Samples:
    """Noise of a band, or tones that wobble or glide; of a ``note`` in half tones over its root, several, or none."""
    if "noise" in layer:
        return _noise(layer["noise"], count, chance)
    time = np.arange(count) / RATE
    run = time + (layer.get("glide", 1.0) - 1) * time * time * RATE / (2 * count)
    if "wobble" in layer:
        rate, part = layer["wobble"]
        run -= part / (2 * np.pi * rate) * np.cos(2 * np.pi * rate * time)
    notes = note if isinstance(note, list) else [] if note is None else [note]
    pitches = [(hz * layer.get("root", 1) * 2 ** (one / 12), level) for one in notes for hz, level in layer["tone"]]
    total = sum((level * np.sin(2 * np.pi * hz * run) for hz, level in pitches), np.zeros(count))
    return np.asarray(total / max(1e-6, sum(level for _, level in pitches)), np.float32)


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
