"""What comes with a request, and what each is used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["video", "image", "element"]
Role = Literal["first_frame", "end_frame"]
Use = Literal["first_frame", "end_frame", "reference", "element", "edit", "feature"]


@dataclass(frozen=True, slots=True, eq=False)
class Asset:
    """Something given with a request; two assets are two even if they are described alike. ``role`` is set for a
    picture meant as first or last frame; ``seconds`` is the length of a clip, ``sound`` whether it has any and
    ``shape`` its width over its height, where known; ``source`` says where it is and is not looked at."""

    kind: Kind
    name: str = ""
    role: Role | None = None
    seconds: float | None = None
    source: str = ""
    sound: bool | None = None
    shape: float | None = None


class Binding(NamedTuple):
    """An asset and its use; ``token`` is how prompts name it."""

    token: str
    asset: Asset
    use: Use
