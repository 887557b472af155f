"""Base URLs (V1, V2, CN). Tasks and keys are regional: a task made on one host cannot be seen from another (LP)."""

from __future__ import annotations

REGIONS: dict[str, str] = {
    "global": "https://api-singapore.klingai.com",
    "china": "https://api-beijing.klingai.com",
}
DEFAULT_BASE_URL = REGIONS["global"]
OMNI_VIDEO_PATH = "/v1/videos/omni-video"
V2_OMNI_PATH = "/omni-video/kling-3.0-omni"
V2_TASKS_PATH = "/tasks"
