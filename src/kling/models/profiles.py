"""Profiles: what the v1 omni endpoint accepted on a given date. One row per date at which the documents changed.

Rules read limits and switches from here; no rule holds a date or a magic number. Where sources disagree the row's
comment names them; the letters are explained in :mod:`kling.models`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

OMNI = "kling-v3-omni"
O1 = "kling-video-o1"
MODELS = (OMNI, O1)
DEFAULT_MODEL = O1  # the service's own default when model_name is absent (M R10, V1)

Level = Literal["error", "warning", "off"]


class Profile(NamedTuple):
    """Limits and switches of the v1 omni endpoint. Lengths in seconds, sizes in bytes, sides in pixels; bounds are
    inclusive."""

    name: str
    since: date
    source: str

    # text
    prompt_max: int = 2500  # M, Q, V1
    prompt_recommended: int = 2500  # V2, where more is accepted
    shot_prompt_max: int = 512  # M, Q

    # time
    duration_min: int = 3  # M, Q
    duration_max: int = 15  # M, Q
    duration_default: int = 5  # M, Q
    o1_duration_max: int = 10  # V1 FAQ (C21)
    reference_duration_max: int = 10  # M, Q, V1; 15 since 2026-06-17 (C4)

    # shots
    shots_max: int = 6  # M, Q
    shot_duration_min: int = 1  # M, Q (C25)
    intelligence: bool = False  # shot_type "intelligence" on 3.0 Omni: M R7; UPD 2026-03-11 (C1)
    shots_with_end_frame: bool = True  # M, Q; excluded 2026-03-11 to 2026-05-06 (C10)

    # references
    references_max: int = 7  # M R9
    references_with_video_max: int = 4  # M R9
    elements_with_frames_max: int = 3  # Q, V1, SKILL
    end_frame_images_max: int | None = 2  # M, Q; since V1 for O1 only (C6)
    o1_end_frame_images_max: int = 2  # V1, SKILL
    videos_max: int = 1  # M
    video_characters_max: int = 3  # elements made from a clip, without a video (V2)
    video_characters_with_video_max: int = 0  # Q, V1; 1 and then no pictures since UPD 2026-04-01 (C7)

    # values
    aspect_ratios: tuple[str, ...] = ("16:9", "9:16", "1:1")  # M
    modes: tuple[str, ...] = ("std", "pro")  # M, Q, V1
    mode_4k: Literal["no", "without_video", "yes"] = "no"  # UPD 2026-04-23 and 2026-06-17 (C5)
    missing_reference_aspect_ratio: Level = "error"  # M R2; doubted by V2 (C8)

    # media
    image_formats: tuple[str, ...] = ("jpg", "jpeg", "png")  # M, Q
    image_bytes_max: int = 10 * 1000 * 1000  # "10 MB"; whether 10^6 or 2^20 is not stated (C13)
    image_bytes_ceiling: int = 10 * 1024 * 1024  # beyond doubt too large
    image_side_min: int = 300  # M, Q
    image_ratio_max: float = 2.5  # M, Q: 1:2.5 to 2.5:1
    video_formats: tuple[str, ...] = ("mp4", "mov")  # M, Q
    video_bytes_max: int = 200 * 1000 * 1000
    video_bytes_ceiling: int = 200 * 1024 * 1024
    video_seconds_min: float = 3.0
    video_seconds_max: float = 10.0  # 15 since 2026-06-17 (C4)
    video_side_min: int = 720
    video_side_max: int = 2160
    video_area_max: int | None = None  # V2
    video_ratios: tuple[float, float] | None = None  # width to height, V2
    video_fps_min: float = 24.0
    video_fps_max: float = 60.0


MISSION = Profile(name="mission-2026-02", since=date(2026, 2, 10), source="M; Q where M is silent")
VENDOR_2026_03_11 = MISSION._replace(
    name="vendor-2026-03-11",
    since=date(2026, 3, 11),
    source="UPD 2026-03-11, V1",
    intelligence=True,
    shots_with_end_frame=False,
    end_frame_images_max=None,
)
VENDOR_2026_04_23 = VENDOR_2026_03_11._replace(
    name="vendor-2026-04-23",
    since=date(2026, 4, 23),
    source="UPD 2026-04-23",
    modes=("std", "pro", "4k"),
    mode_4k="without_video",
    video_characters_with_video_max=1,
)
VENDOR_2026_05_07 = VENDOR_2026_04_23._replace(
    name="vendor-2026-05-07",
    since=date(2026, 5, 7),
    source="UPD 2026-05-07",
    shots_with_end_frame=True,
)
VENDOR_2026_06_17 = VENDOR_2026_05_07._replace(
    name="vendor-2026-06-17",
    since=date(2026, 6, 17),
    source="UPD 2026-06-17, V2",
    mode_4k="yes",
    reference_duration_max=15,
    video_seconds_max=15.0,
    missing_reference_aspect_ratio="warning",
)

V2 = VENDOR_2026_06_17._replace(
    name="v2-2026-09",
    since=date(2026, 9, 20),
    source="V2",
    prompt_max=3072,
    image_bytes_max=50 * 1000 * 1000,
    image_bytes_ceiling=50 * 1024 * 1024,
    video_seconds_max=15.5,
    video_side_min=700,
    video_side_max=4553,
    video_area_max=8_294_400,
    video_ratios=(0.4, 2.0),
    missing_reference_aspect_ratio="off",
)
"""The v2 wire, which has documents of one date only: v2 bodies are always judged by this row."""

PROFILES: dict[str, Profile] = {
    p.name: p for p in (MISSION, VENDOR_2026_03_11, VENDOR_2026_04_23, VENDOR_2026_05_07, VENDOR_2026_06_17)
}
DEFAULT = MISSION
LATEST = VENDOR_2026_06_17
