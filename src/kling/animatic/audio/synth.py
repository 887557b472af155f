"""Sounds and music made from their descriptions: noise in a band, hits, tones. The same call gives the same samples."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data

Samples = NDArray[np.float32]
RATE = 48_000


def names() -> list[str]:
    """Every sound there is."""
    return list(data("audio/recipes.yaml"))


def moods() -> list[str]:
    """Every music there is."""
    return list(data("audio/music.yaml"))


def goes(name: str) -> str:
    """How a sound goes on: ``bed``, ``loop`` or ``once``. KeyError for an unknown one."""
    return str(data("audio/recipes.yaml")[name]["goes"])


def lasts(name: str) -> float:
    """Seconds of a sound that is made once."""
    return float(data("audio/recipes.yaml")[name].get("lasts", 1.0))


def play(name: str, seconds: float, seed: int = 0) -> Samples:
    """A sound at its own level, (n, 2). KeyError for an unknown one."""
    recipe = data("audio/recipes.yaml")[name]
    count = max(1, round(seconds * RATE))
    sides = []
    for side in (0, 1):
        total = np.zeros(count, np.float32)
        for number, layer in enumerate(recipe["layers"]):
            together = "hits" in layer or "tone" in layer  # noise differs between the ears, events do not
            chance = np.random.default_rng(crc32(f"{name} {number} {seed} {0 if together else side}".encode()))
            total += _layer(layer, count, chance) * np.float32(layer.get("level", 1.0))
        sides.append(total)
    mixed = np.stack(sides, 1)
    peak = float(np.sqrt((mixed**2).mean())) if recipe["goes"] == "bed" else float(np.abs(mixed).max()) / 3
    return mixed * np.float32(0.12 * recipe["level"] / max(peak, 1e-6))


def _layer(layer: dict[str, Any], count: int, chance: np.random.Generator) -> Samples:
    time: Samples = (np.arange(count) / RATE).astype(np.float32)
    if "hits" in layer:
        made = _hits(layer, count, chance)
    elif "tone" in layer:
        made = _tones(layer["tone"], time, layer.get("wobble"))
    else:
        made = _noise(layer["noise"], count, chance)
    if "swell" in layer:
        rate, depth = layer["swell"]
        start = 0.0 if "tone" in layer else float(chance.uniform(0, 2 * np.pi))
        made = made * (1 - depth * (0.5 + 0.5 * np.cos(2 * np.pi * rate * time + start)))
    found: Samples = made.astype(np.float32)
    return found


def _noise(band: list[float], count: int, chance: np.random.Generator) -> Samples:
    """Noise between two frequencies, with soft edges; its loudness is 1 (RMS)."""
    size = 1 << max(10, (count - 1).bit_length())
    spectrum = np.fft.rfft(chance.standard_normal(size).astype(np.float32))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    low, high = band
    shape = 1 / np.sqrt((1 + (low / np.maximum(hz, 1)) ** 6) * (1 + (hz / high) ** 6))
    shape *= 1 / np.sqrt(np.maximum(hz, low) / low)  # falls towards the heights, as most things do
    made = np.fft.irfft(spectrum * shape, size)[:count]
    found: Samples = (made / max(1e-9, float(np.sqrt((made**2).mean())))).astype(np.float32)
    return found


def _tones(tones: list[list[float]], time: Samples, wobble: list[float] | None) -> Samples:
    bend = np.zeros_like(time)
    if wobble:
        rate, part = wobble
        bend = (part / (2 * np.pi * rate) * -np.cos(2 * np.pi * rate * time)).astype(np.float32)
    total = np.zeros_like(time)
    for hz, level in tones:
        total += level * np.sin(2 * np.pi * hz * (time + bend))
    return total / sum(level for _, level in tones)


def _hits(layer: dict[str, Any], count: int, chance: np.random.Generator) -> Samples:
    """Many short sounds: each begins at once and fades."""
    about = layer["hits"]
    length = min(count, int(RATE * min(4.0, 7.0 / about["decay"])))
    time = np.arange(length, dtype=np.float32) / RATE
    shape = np.exp(-about["decay"] * time) * np.minimum(1, time / max(1e-4, about["attack"]))
    shape *= np.minimum(1, (length - np.arange(length)) / 200)
    if "tones" in layer:
        glide = float(layer.get("glide", 1.0)) - 1
        run = time + glide * time * time / (2 * max(1e-6, float(time[-1]) if length > 1 else 1.0))
        one = sum(level * np.sin(2 * np.pi * hz * run) for hz, level in layer["tones"])
        stamps = [one * shape / sum(level for _, level in layer["tones"])]
    else:
        stamps = [_noise(layer["noise"], length, chance) * shape for _ in range(6)]
    made = np.zeros(count, np.float32)
    at = float(about.get("from", 0.02))
    while at * RATE < count:
        start = int(at * RATE)
        stamp = stamps[int(chance.integers(len(stamps)))][: count - start]
        made[start : start + len(stamp)] += (stamp * chance.uniform(0.75, 1.0)).astype(np.float32)
        at += max(0.004, about["every"] + float(chance.uniform(-1, 1)) * about["jitter"])
    return made


def music(mood: str, seconds: float, start: float = 0.0) -> Samples:
    """Music of a mood, (n, 2), from ``start`` seconds of its piece on. KeyError for an unknown mood."""
    about = data("audio/music.yaml")[mood]
    count = max(1, round(seconds * RATE))
    time = (np.arange(count) / RATE + start).astype(np.float64)
    beat, root, chords = float(about["beat"]), float(about["root"]), about["chords"]
    bar = (time // (beat * 8)).astype(int) % len(chords)
    total = np.zeros(count)
    for number, chord in enumerate(chords):
        now = bar == number
        if now.any():
            total[now] += sum(_voice(voice, chord, root, beat, time[now]) for voice in about["voices"])
    total *= 0.09 / max(1e-6, float(np.sqrt((total**2).mean())))
    return np.stack([total, total], 1).astype(np.float32)


def _voice(voice: str, chord: list[int], root: float, beat: float, time: NDArray[np.float64]) -> NDArray[np.float64]:
    since = np.mod(time, beat)
    step = (time // beat).astype(int)
    if voice == "pad":
        inside = np.mod(time, beat * 8)
        swell = np.minimum(1, np.minimum(inside, beat * 8 - inside) / (beat * 1.5))
        turns = [2 * np.pi * root * 2 ** (note / 12) * time for note in chord]
        made = swell * sum(np.sin(one) + 0.3 * np.sin(2 * one) for one in turns) / len(chord)
    elif voice == "bass":
        long = np.mod(time, beat * 4)
        edge = np.minimum(1, long / 0.01) * np.minimum(1, (beat * 4 - long) / 0.02)
        made = np.sin(np.pi * root * 2 ** (chord[0] / 12) * time) * np.exp(-1.6 * long) * edge
    else:
        edge = np.minimum(1, since / 0.006) * np.minimum(1, (beat - since) / 0.01)
        if voice == "drum":
            strong = np.isin(step % 8, (0, 3, 6))
            made = strong * np.sin(2 * np.pi * (52 * since - 6 * np.exp(-30 * since))) * np.exp(-9 * since) * edge * 1.4
        else:
            order = np.array([0, 2, 1, 2, 0, 1, 2, 1]) % len(chord)
            turn = 2 * np.pi * root * 2 ** (np.array(chord)[order[step % 8]] / 12) * since
            made = (np.sin(turn) + 0.4 * np.sin(2 * turn)) * np.exp(-4.5 * since) * edge
    found: NDArray[np.float64] = made
    return found
