"""Ten scenes on the stage, drawn in both qualities: frames a second, set-up apart.

Targets on two cores: full 720p at least 12 in the mean and never under 5; full 1080p never under 3; draft 720p at least
24; memory under 600 MB.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from kling.animatic.film import encoder_frame, film_of, render
from kling.animatic.staged import DRAFT, FULL, Quality

SCENES = [
    "Wide shot: two gunslingers face each other on the dusty main street of a western town at noon.",
    "A striker kicks the ball in a packed stadium at night under floodlights.",
    "Medium shot: a chef cooks in a kitchen, morning. Slow push-in.",
    "Medium two-shot: a man and a woman talk in a diner at night.",
    "Wide shot: a woman in a red coat waits on a station platform at dusk.",
    "A boy runs with a dog through a wheat field, golden hour, tracking shot.",
    "Close-up: an old man smiles in an autumn park, shallow depth of field.",
    "Wide shot: a diver swims over a coral reef. The camera trucks right.",
    "A detective stands in a dark alley, heavy rain, night. Orbit left.",
    "Full shot: a knight fights a dragon in front of a castle, sunset. Crane up.",
]


def rate(prompt: str, quality: Quality, mode: str, frames: int) -> tuple[float, float]:
    """Frames a second of processor time once the set stands, and the seconds by the clock until it does."""
    body = {"prompt": prompt, "mode": mode, "aspect_ratio": "16:9", "duration": "5"}
    film = film_of(body, _none, quality=quality)
    with closing(film):
        start = time.perf_counter()
        encoder_frame(film, 0)
        ready, worked = time.perf_counter(), time.process_time()
        for number in range(1, frames + 1):
            encoder_frame(film, number)
        # by processor time: other work on the machine slows the clock more
        return frames / (time.process_time() - worked), ready - start


def _none(source: object) -> None:
    """No file is behind a picture."""


def main() -> None:
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    print("| scene | full 720p | full 1080p | draft 720p | draft 1080p | set-up s |\n|---|---|---|---|---|---|")
    kinds = ((FULL, "std"), (FULL, "pro"), (DRAFT, "std"), (DRAFT, "pro"))
    sums = [0.0] * len(kinds)
    for prompt in SCENES:
        cells = [rate(prompt, *what, frames) for what in kinds]
        sums = [total + cell[0] for total, cell in zip(sums, cells, strict=True)]
        rates = " | ".join(f"{cell[0]:.1f}" for cell in cells)
        print(f"| {prompt[:60]} | {rates} | {cells[0][1]:.2f} |", flush=True)
    print("| mean | " + " | ".join(f"{total / len(SCENES):.1f}" for total in sums) + " | |")
    with tempfile.TemporaryDirectory() as folder:
        ways = (("full 720p", FULL, "std", 1), ("full 720p", FULL, "std", 2), ("draft 1080p", DRAFT, "pro", 1))
        for what, quality, mode, count in ways:
            took, drawn = 0.0, 0
            for prompt in SCENES:
                start = time.perf_counter()
                body = {"prompt": prompt, "mode": mode, "aspect_ratio": "16:9", "duration": "5", "sound": "on"}
                drawn += render(body, Path(folder) / "film.mp4", find=_none, quality=quality, processes=count).frames
                took += time.perf_counter() - start
            each = f"{took / len(SCENES):.1f} s each ({drawn / took:.1f} frames a second by the clock)"
            print(f"{what}, the ten, 5 s each, drawn and encoded by {count}: {each}", flush=True)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
