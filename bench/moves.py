"""The table of camera moves: what each move of the lexicon does to the picture of a street, measured by optical flow.

`python -m bench.moves` prints how far the picture goes right and down (parts of its width), how often it grows and how
it turns (degrees clockwise) in two seconds, or as long as a burst lasts. Tests hold directions, paces and order.
"""

from __future__ import annotations

from tests.animatic.test_camera_moves import SIZE, SMALL, between

from kling.animatic.read import film
from kling.animatic.staged import Staged
from kling.lexicon import CAMERA_MOVES


def main() -> None:
    print("| move | right | down | growth | turn |\n|---|---|---|---|---|")
    for move in CAMERA_MOVES:
        does = "walks" if move.group == "follow" else "stands"
        words = f"Wide shot: a woman {does} on a street at noon. Camera: {move.term}."
        read = film([{"prompt": words, "duration": "4"}])
        shot = Staged(read, read.shots[0], SIZE, SMALL)
        flow = between(shot, 0.0, move.burst_s, 1 / 24) if move.burst_s else between(shot, 0.5, 2.5)
        shot.close()
        print(f"| {move.term} | {flow.right:+.2f} | {flow.down:+.2f} | {flow.growth:.2f} | {flow.turn:+.1f} |")


if __name__ == "__main__":
    main()
