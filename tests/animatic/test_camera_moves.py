"""Every move of the lexicon, drawn and measured by optical flow: direction, amount, order, pace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kling.animatic.framing import picture_height
from kling.animatic.read import film
from kling.animatic.scene import Film, Member, Presence, Segment, Shot
from kling.animatic.staged import Quality, Staged
from kling.lexicon import CAMERA_MOVES
from tests.cases import cases

SIZE = (320, 180)
SMALL = Quality(1.0, False, 320)
SECONDS = 4.0


class Flow(NamedTuple):
    """How the picture went from one moment to another: right and down in parts of its width, growth as a factor,
    degrees clockwise."""

    right: float
    down: float
    growth: float
    turn: float


def staged(*camera: Segment, size: str = "wide", texture: str = "") -> Staged:
    mara = Film(cast=(Member(name="Mara", sex="f"),), parts=(1,))
    shot = Shot(
        number=1,
        seconds=SECONDS,
        set="street",
        size=size,
        hour="noon",
        cast=(Presence(name="Mara"),),
        camera=camera,
        texture=texture,
    )
    return Staged(mara, shot, SIZE, SMALL)


def grey(shot: Staged, seconds: float) -> NDArray[np.uint8]:
    picture = np.ascontiguousarray(shot.picture(seconds)[..., :3])
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def between(shot: Staged, start: float, end: float, step: float = 1 / 4) -> Flow:
    """The flow from start to end, by following corners in small steps."""
    right = down = turn = 0.0
    growth = 1.0
    before = grey(shot, start)
    for moment in np.arange(start + step, end + 1e-6, step):
        now = grey(shot, float(moment))
        corners = cv2.goodFeaturesToTrack(before, 200, 0.01, 6)
        found, seen, _ = cv2.calcOpticalFlowPyrLK(before, now, corners, corners.copy(), winSize=(21, 21), maxLevel=4)
        keep = seen.ravel() == 1
        matrix, _ = cv2.estimateAffinePartial2D(corners[keep], found[keep], ransacReprojThreshold=2.0)
        middle = np.array((SIZE[0] / 2, SIZE[1] / 2, 1.0))
        moved = matrix @ middle - middle[:2]
        right, down = right + moved[0] / SIZE[0], down + moved[1] / SIZE[0]
        growth *= float(np.hypot(matrix[0, 0], matrix[1, 0]))
        turn += float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
        before = now
    return Flow(float(right), float(down), growth, turn)


def flow_of(*camera: Segment, start: float = 1.0, end: float = 3.0) -> Flow:
    shot = staged(*camera)
    try:
        return between(shot, start, end)
    finally:
        shot.close()


def segment(move: str, amount: float, seconds: float = SECONDS, start: float = 0.0, end: str = "") -> Segment:
    return Segment(move=move, start=start, seconds=seconds, amount=amount, end=end)


@pytest.mark.parametrize(
    ("move", "amount", "axis", "sign"),
    [
        ("pan_right", 24.0, "right", -1),
        ("pan_left", -24.0, "right", 1),
        ("tilt_up", 12.0, "down", 1),
        ("tilt_down", -12.0, "down", -1),
        ("roll_cw", 20.0, "turn", -1),
        ("roll_ccw", -20.0, "turn", 1),
        ("zoom_in", 1.5, "growth", 1),
        ("zoom_out", 0.66, "growth", -1),
        ("dolly_in", 0.4, "growth", 1),
        ("dolly_out", -0.4, "growth", -1),
        ("truck_right", 0.4, "right", -1),
        ("truck_left", -0.4, "right", 1),
        ("pedestal_up", 0.3, "down", 1),
        ("pedestal_down", -0.25, "down", -1),
    ],
)
def test_a_move_goes_the_way_its_word_says(move: str, amount: float, axis: str, sign: int) -> None:
    flow = flow_of(segment(move, amount))
    value = getattr(flow, axis) - (1.0 if axis == "growth" else 0.0)
    assert value * sign > (1.5 if axis == "turn" else 0.02), flow


def test_a_held_camera_holds() -> None:
    shot = staged(segment("static", 0.0))
    first, last = grey(shot, 0.0), grey(shot, 3.9)
    shot.close()
    rest = np.abs(first.astype(int) - last.astype(int))
    assert np.percentile(rest, 80) == 0


def flowing(shot: Staged, seconds: float, group: str) -> float:
    """How fast the picture moves, in pixels a frame; how fast a camera comes nearer, in metres: what is far off hardly
    moves."""
    if group == "dolly":
        here, there = (shot.view(at).eye for at in (seconds, seconds + 1 / 24))
        return float(np.linalg.norm(np.subtract(there, here)))
    one, other = (grey(shot, at) for at in (seconds, seconds + 1 / 24))
    flow = cv2.calcOpticalFlowFarneback(one, other, np.zeros((*one.shape, 2), np.float32), 0.5, 4, 25, 3, 7, 1.5, 0)
    return float(np.hypot(flow[..., 0], flow[..., 1]).mean())


PACED = [
    next(term for term in CAMERA_MOVES if term.group == group)
    for group in ("pan", "tilt", "roll", "zoom", "dolly", "truck", "vertical", "orbit", "compound")
]
"""One of each group: whatever a move is, its words of pace change its amount in the same way."""


@pytest.mark.parametrize("move", [term.id for term in PACED])
def test_a_faster_word_moves_the_picture_faster(move: str) -> None:
    speeds = []
    for pace in ("slow", "steady", "fast"):
        words = f"Wide shot: a woman stands on a street at noon. Camera: {pace} {CAMERA_MOVES[move].term}."
        read = film([{"prompt": words, "duration": "4"}])
        shot = Staged(read, read.shots[0], (240, 136), SMALL)
        speeds.append(
            max(flowing(shot, seconds, CAMERA_MOVES[move].group) for seconds in (0.25, 1.0))
        )  # a fast one may be over soon
        shot.close()
    assert speeds[0] < speeds[1] < speeds[2], speeds


def ahead(segments: Sequence[Segment], seconds: float) -> tuple[float, float, float]:
    shot = staged(*segments)
    view = shot.view(seconds)
    shot.close()
    return view.eye


def test_an_orbit_keeps_its_distance_and_its_subject() -> None:
    shot = staged(segment("orbit_right", 60.0))
    views = [shot.view(seconds) for seconds in (0.0, SECONDS)]
    shot.close()
    far = [np.hypot(view.eye[0] - view.at[0], view.eye[1] - view.at[1]) for view in views]
    assert far[0] == pytest.approx(far[1], rel=0.01)
    assert views[1].eye[0] > views[0].eye[0] + 0.5
    assert views[0].at == pytest.approx(views[1].at, abs=1e-6)


def test_a_dolly_zoom_keeps_the_subject_and_changes_the_background() -> None:
    shot = staged(segment("dolly_zoom", -0.6))
    first, last = shot.view(0.0), shot.view(SECONDS)
    shot.close()
    sizes = [view.focal / np.hypot(view.eye[0] - view.at[0], view.eye[1] - view.at[1]) for view in (first, last)]
    assert last.focal > 1.4 * first.focal
    assert sizes[0] == pytest.approx(sizes[1], rel=0.05)


def test_a_crane_rises_and_looks_back_at_its_subject() -> None:
    shot = staged(segment("crane_up", 0.8))
    first, last = shot.view(0.0), shot.view(SECONDS)
    shot.close()
    assert last.eye[2] > first.eye[2] + 1
    assert last.at[:2] == pytest.approx(first.at[:2], abs=1e-6)
    assert first.at[2] < last.at[2] < first.at[2] + 0.5 * (last.eye[2] - first.eye[2])  # and over it, on the place


def test_segments_come_in_their_order() -> None:
    camera = (segment("static", 0.0, 2.0), segment("pan_right", 20.0, 2.0, start=2.0))
    assert abs(flow_of(*camera, start=0.2, end=1.8).right) < 0.005
    assert flow_of(*camera, start=2.2, end=3.8).right < -0.05
    camera = (segment("pan_left", -20.0, 2.0), segment("tilt_up", 10.0, 2.0, start=2.0))
    first, then = flow_of(*camera, start=0.2, end=1.8), flow_of(*camera, start=2.2, end=3.8)
    assert first.right > 4 * abs(first.down)
    assert then.down > 2 * abs(then.right)


def test_segments_that_overlap_happen_at_once() -> None:
    flow = flow_of(segment("pan_left", -20.0), segment("tilt_up", 10.0))
    assert flow.right > 0.05
    assert flow.down > 0.03


@pytest.mark.parametrize(
    ("move", "amount", "end"),
    [
        ("dolly_in", 0.1, "close_up"),
        ("zoom_in", 1.1, "medium"),
        ("dolly_out", -0.1, "extreme_wide"),
        ("crane_up", 0.4, "extreme_wide"),
    ],
)
def test_a_move_reaches_the_size_it_ends_on_at_its_last_second(move: str, amount: float, end: str) -> None:
    shot = staged(segment(move, amount, 2.0, start=1.0, end=end), segment("static", 0.0, 1.0, start=3.0))
    subject = shot.framing.subject
    heights = []
    for seconds in (0.0, 0.9, 3.0, 3.9):
        view = shot.view(seconds)
        heights.append(float(np.linalg.norm(np.subtract(view.at, view.eye))) * 36 / view.focal / shot.aspect)
    shot.close()
    assert heights[0] == heights[1]
    assert heights[2] == pytest.approx(picture_height(subject, end, shot.aspect), rel=0.05)
    assert heights[2] == pytest.approx(heights[3])


@pytest.mark.parametrize(("move", "amount"), [("pan_right", 20.0), ("whip_pan_left", -63.0), ("tilt_up", 10.0)])
def test_a_move_ends_on_whom_it_names(move: str, amount: float) -> None:
    two = Film(cast=(Member(name="Mara", sex="f"), Member(name="Tom", sex="m")), parts=(1,))
    cast = (Presence(name="Mara", side="left"), Presence(name="Tom", side="right"))
    camera = (segment(move, amount, 1.0, start=1.0, end="Tom"),)
    shot = Staged(two, Shot(number=1, seconds=4.0, set="street", size="medium", cast=cast, camera=camera), SIZE, SMALL)
    shot.picture(3.0)
    mark = shot.blocking.marks["Tom"]
    where = shot.where((mark.x, mark.y, 1.6))
    shot.close()
    assert where is not None
    assert where == pytest.approx((0.5, 0.35), abs=0.25)


def test_a_whip_pan_without_an_end_comes_to_rest_on_its_subject() -> None:
    shot = staged(segment("whip_pan_right", 63.0, 0.35), size="medium")
    first, last = (shot.view(0.0), shot.view(1.0))
    shot.picture(1.0)
    there = shot.where((0.0, 0.0, 1.6))
    shot.close()
    assert there is not None
    assert there[0] == pytest.approx(0.5, abs=0.2)
    assert abs(last.at[0]) < 1 < abs(first.at[0])


def test_a_whip_pan_is_blurred() -> None:
    shot = staged(segment("static", 0.0, 1.0), segment("whip_pan_right", 63.0, 0.35, start=1.0))
    assert abs(shot.view(1.175).smear) > 2
    assert shot.view(0.5).smear == 0
    shot.close()


def test_a_handheld_camera_trembles_and_stays() -> None:
    shot = staged(segment("static", 0.0), texture="handheld")
    looks = [shot.view(seconds) for seconds in np.arange(0, SECONDS, 0.1)]
    shot.close()
    aside = np.array([view.at[0] for view in looks])
    assert 0.005 < aside.std() < 0.5
    assert len({view.eye for view in looks}) == 1


def test_a_rack_focus_goes_from_near_to_far() -> None:
    shot = staged(segment("rack_focus", 1.0), size="medium_close")
    near, far = shot.view(0.0).focus, shot.view(SECONDS).focus
    shot.close()
    assert near is not None
    assert far is not None
    assert far > near + 6


@cases("move", [term.id for term in CAMERA_MOVES])
def test_every_move_of_the_lexicon_can_be_drawn(move: str) -> None:
    shot = staged(segment(move, 0.3 if CAMERA_MOVES[move].group != "zoom" else 1.3))
    assert grey(shot, 2.0).std() > 10
    shot.close()
