"""Lines of the scratch track, spoken by the voice of the extra ``tts`` in a process of its own, where that is there."""

from __future__ import annotations

import json
import subprocess
import sys
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
    if made is not None and len(made) > seconds * RATE:
        made = _said(text, language, kind, min(_FASTEST, round(_WORDS * len(made) / RATE / seconds * 1.08)))
    if made is None or not len(made):
        return None
    made = made[: round(seconds * RATE)]
    level = float(np.sqrt((made**2).mean()))
    found: Samples = made * np.float32(_LOUD / max(level, 1e-6))
    return found


def _said(text: str, language: str, kind: str, rate: int) -> Samples | None:
    if not is_there():
        return None
    told = data("staging.yaml")
    tail, pitch = told["voice_kinds"].get(kind, told["voice_kinds"][""])
    asked = {"text": text, "voice": told["voices"].get(language, language) + tail, "pitch": pitch, "rate": rate}
    command = [sys.executable, "-P", str(_VOICE)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=json.dumps(asked).encode() + b"\n", capture_output=True, timeout=_WAIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    head, _, content = done.stdout.partition(b"\n")
    if done.returncode or not head.isdigit() or len(content) < 2:
        return None
    samples = np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.float32) / 32768
    at = np.arange(int(len(samples) * RATE / int(head))) * (int(head) / RATE)
    found: Samples = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
    return found
