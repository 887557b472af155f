"""The element library of the v1 wire: create bodies and replies (V1, V2; since 2026-02-25)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from kling.api.replies import Reply, Str, TaskInfo, TaskStatus, as_object
from kling.models.profiles import library

_LIBRARY = library()
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ReferImage(_Given):
    image_url: Text


class ElementImages(_Given):
    frontal_image: Text
    refer_images: Annotated[
        list[ReferImage], Field(min_length=_LIBRARY.pictures_min - 1, max_length=_LIBRARY.pictures_max - 1)
    ]


class ReferVideo(_Given):
    video_url: Annotated[Text, StringConstraints(pattern=r"(?i)^https?://")]


class ElementVideos(_Given):
    refer_videos: Annotated[list[ReferVideo], Field(min_length=1, max_length=1)]


def _known(tag: str) -> str:
    if tag not in _LIBRARY.tags.values():
        raise ValueError(f"{tag!r} is no tag; there are {', '.join(_LIBRARY.tags.values())}")
    return tag


class Tag(_Given):
    tag_id: Annotated[str, AfterValidator(_known)]


class ElementBody(_Given):
    """A create body. ``image_refer`` needs a frontal picture and others, ``video_refer`` the URL of a clip."""

    element_name: Annotated[Text, Field(max_length=_LIBRARY.name_max)]
    element_description: Annotated[Text, Field(max_length=_LIBRARY.description_max)]
    reference_type: Literal["image_refer", "video_refer"]
    element_image_list: ElementImages | None = None
    element_video_list: ElementVideos | None = None
    element_voice_id: str | None = None
    tag_list: list[Tag] = Field(default_factory=list)
    callback_url: str | None = None
    external_task_id: str | None = None

    @model_validator(mode="after")
    def _has_its_reference(self) -> ElementBody:
        needed = "element_image_list" if self.reference_type == "image_refer" else "element_video_list"
        if getattr(self, needed) is None:
            raise ValueError(f"{needed} is required for reference_type {self.reference_type}")
        return self


def first_fault(error: ValidationError) -> str:
    """What is wrong, naming the field: ``element_name: String should have at most 20 characters``."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    what = fault["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


class Voice(Reply):
    voice_id: Str = ""
    voice_name: Str = ""
    trial_url: str | None = None
    owned_by: Str | None = None


class Element(Reply):
    """A saved character, product or scene. ``status`` is ``succeed`` or ``deleted``; ``owned_by`` is ``kling`` for
    presets."""

    element_id: Str
    element_name: Str = ""
    element_description: Str = ""
    reference_type: str | None = None
    element_voice_info: Voice | None = None
    owned_by: Str | None = None
    status: str | None = None


class ElementResult(Reply):
    elements: list[Element] = Field(default_factory=list)


class ElementTask(Reply):
    """The making of an element: it is done when ``element`` is there. Times are Unix milliseconds."""

    task_id: Str
    task_status: TaskStatus
    task_status_msg: str | None = None
    task_info: Annotated[TaskInfo, BeforeValidator(as_object)] = Field(default_factory=TaskInfo)
    task_result: Annotated[ElementResult, BeforeValidator(as_object)] = Field(default_factory=ElementResult)
    created_at: int | None = None
    updated_at: int | None = None

    @property
    def element(self) -> Element | None:
        """What was made, when it is there."""
        return self.task_result.elements[0] if self.task_result.elements else None


def read_element_task(data: object) -> ElementTask | None:
    """The task in ``data``; None when it holds none."""
    try:
        return ElementTask.model_validate(data)
    except ValidationError:
        return None
