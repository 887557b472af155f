"""Lines of the scratch track, spoken by the voice of the extra ``tts`` in a process of its own, where that is there."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from kling.animatic.audio.synth import RATE, Samples
from kling.animatic.data import data

_WORDS, _FASTEST = 165, 420
"""Words a minute, and the most that a line is hurried to."""
_LOUD = 0.11
_WAIT = 20.0  # s
_VOICE = Path(__file__).with_name("voice.py")  # as a file: as a module it would load all of the package first


def is_there() -> bool:
    """Whether lines can be spoken."""
    return find_spec("espeakng_loader") is not None


@lru_cache(maxsize=32)
def spoken(text: str, language: str, kind: str, seconds: float) -> Samples | None:
    """A line as (n,) samples, hurried to fit ``seconds`` where it can be; None where nobody speaks it. ``kind``: ``f``,
    ``m``, ``child`` or nothing."""
    made = _said(text, language, kind, _WORDS)
    if len(made) > seconds * RATE:
        made = _said(text, language, kind, min(_FASTEST, round(_WORDS * len(made) / RATE / seconds * 1.08)))
    made = made[: round(seconds * RATE)]
    return None if not len(made) else np.asarray(made * (_LOUD / max(1e-6, np.sqrt(np.mean(made**2)))), np.float32)


def _said(text: str, language: str, kind: str, rate: int) -> Samples:
    """A line at so many words a minute; no samples where nobody speaks it."""
    told = data("staging.yaml")
    tail, pitch = told["voice_kinds"].get(kind, told["voice_kinds"][""])
    asked = {"text": text, "voice": told["voices"].get(language, language) + tail, "pitch": pitch, "rate": rate}
    content = b""
    if is_there():
        command, line = [sys.executable, "-P", str(_VOICE)], json.dumps(asked).encode() + b"\n"
        with suppress(OSError, subprocess.SubprocessError):
            content = subprocess.run(command, input=line, capture_output=True, timeout=_WAIT, check=True).stdout  # noqa: S603
    head, _, content = content.partition(b"\n")
    samples = np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.float32)
    if not len(samples):
        return samples
    step = int(head) / RATE
    found = np.interp(np.arange(int(len(samples) / step)) * step, np.arange(len(samples)), samples)
    return np.asarray(found, np.float32)
