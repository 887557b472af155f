"""The endpoints that make videos. Each judges its own bodies and says which film they ask for, as a v1 omni body: that
is what is priced, drawn and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kling.api.fields import Wire
from kling.api.v2.translate import to_v1
from kling.models.profiles import Profile, v2_profile
from kling.models.regions import IMAGE2VIDEO_PATH, OMNI_VIDEO_PATH, TEXT2VIDEO_PATH, V2_OMNI_PATH
from kling.rules import check
from kling.rules.rule import ElementKind
from kling.sandbox import errors, texts
from kling.sandbox.errors import Refusal
from kling.sandbox.legacy_endpoints import image2video, text2video

Elements = Mapping[str, ElementKind]
Read = Callable[[Any, Profile, Elements], dict[str, Any]]
"""From a request body to the v1 omni body of the same film. Raises Refusal."""


@dataclass(frozen=True, slots=True)
class Family:
    """One endpoint: its name in the database, its path, the wire it speaks."""

    name: str
    path: str
    wire: Wire
    read: Read


def _omni(body: Any, profile: Profile, elements: Elements) -> dict[str, Any]:
    if (unknown := errors.unknown_model(body)) is not None:
        raise unknown
    if (fault := errors.worst(check(body, profile, craft=False, wire="v1", elements=elements))) is not None:
        raise Refusal(1201, texts.text(fault, body))
    return dict(body)


def _v2_omni(body: Any, profile: Profile, elements: Elements) -> dict[str, Any]:
    if (fault := errors.worst(check(body, profile, craft=False, wire="v2", elements=elements))) is not None:
        raise Refusal(1201, texts.text(fault, body, "v2"))
    return to_v1(body).body


OMNI = Family("omni-video", OMNI_VIDEO_PATH, "v1", _omni)
V2_OMNI = Family("kling-3.0-omni", V2_OMNI_PATH, "v2", _v2_omni)
TEXT2VIDEO = Family("text2video", TEXT2VIDEO_PATH, "v1", text2video)
IMAGE2VIDEO = Family("image2video", IMAGE2VIDEO_PATH, "v1", image2video)
FAMILIES = {family.name: family for family in (OMNI, V2_OMNI, TEXT2VIDEO, IMAGE2VIDEO)}


def profile_of(family: str, chosen: Profile) -> Profile:
    """The profile that media of a task are judged by: the v2 wire has its own."""
    return v2_profile() if FAMILIES[family].wire == "v2" else chosen
