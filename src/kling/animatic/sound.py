"""The sound of a film as an encoder takes it: what the scene model asks for, or the clip's own sound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import av
import numpy as np

from kling.animatic.audio import RATE, soundtrack
from kling.animatic.clip import Clip
from kling.animatic.scene import Film
from kling.animatic.timeline import Timeline

_PIECE = 1024


def samples(film: Timeline, model: Film, clip: Clip | None) -> Iterator[av.AudioFrame]:
    """The film's sound as 48 kHz stereo in order, exactly as long as the film."""
    whole = round(film.seconds * RATE)
    if film.sound:
        yield from _generated(model, whole)
    elif clip is not None:
        done = 0
        for piece in clip.sound():
            if done + piece.samples > whole:
                return
            piece.pts = done
            done += piece.samples
            yield piece


def _generated(model: Film, whole: int) -> Iterator[av.AudioFrame]:
    rest = np.zeros((0, 2), np.float32)
    done = 0
    after = np.zeros((RATE, 2), np.float32)  # the film lasts a frame more than its shots
    for shot in chain(soundtrack(model.shots, model.cast), [after]):
        rest = np.concatenate([rest, shot])[: whole - done]
        while len(rest) >= _PIECE or (len(rest) and len(rest) == whole - done):
            block, rest = rest[:_PIECE], rest[_PIECE:]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, done
            done += len(block)
            yield frame
