"""``text2video`` and ``image2video``, as far as other people's clients need them: the common fields are judged, and the
film is drawn as the default model draws it. Camera controls, masks and voices are accepted and have no effect.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kling.api.elements import first_fault
from kling.api.video_form import SAME
from kling.models.legacy import DISCONTINUED, LEGACY, MODE_DEFAULT, NEGATIVE_PROMPT_MAX
from kling.models.profiles import LATEST, Profile, default_model, served_names
from kling.rules import check
from kling.sandbox import errors, texts
from kling.sandbox.errors import Refusal


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")

    model_name: str | None = None
    prompt: str = ""
    negative_prompt: Annotated[str, Field(max_length=NEGATIVE_PROMPT_MAX)] | None = None
    cfg_scale: Annotated[float, Field(ge=0, le=1)] | None = None
    mode: str = MODE_DEFAULT
    duration: Annotated[str, BeforeValidator(_text)] = str(LATEST.duration_default)
    sound: Literal["on", "off"] = "off"
    multi_shot: bool = False
    shot_type: str | None = None
    multi_prompt: list[dict[str, Any]] | None = None
    element_list: list[dict[str, Any]] | None = None
    watermark_info: dict[str, Any] | None = None
    callback_url: str | None = None
    external_task_id: Annotated[str | None, BeforeValidator(_text)] = None


class _Text2Video(_Body):
    aspect_ratio: str = LATEST.aspect_ratios[0]


class _Image2Video(_Body):
    image: str | None = None
    image_tail: str | None = None


def text2video(body: Any, profile: Profile, elements: object) -> dict[str, Any]:
    """The omni body of the same film. Raises Refusal."""
    asked = _read(_Text2Video, body)
    return _judged({**_carried(asked), "aspect_ratio": asked.aspect_ratio})


def image2video(body: Any, profile: Profile, elements: object) -> dict[str, Any]:
    """The omni body of the same film. Raises Refusal."""
    asked = _read(_Image2Video, body)
    if not asked.image and not asked.image_tail:
        raise Refusal(1201, "image can not be null")  # LIVE LO
    frames = [(asked.image, "first_frame"), (asked.image_tail, "end_frame")]
    pictures = [{"image_url": source, "type": kind} for source, kind in frames if source]
    if not asked.image:  # the service makes a film that ends on the picture; ours begins on it
        pictures[0]["type"] = "first_frame"
    film = _carried(asked)
    if not asked.multi_shot and not asked.prompt.strip():
        film["prompt"] = "the picture comes to life"  # this endpoint takes a picture alone
    return _judged({**film, "image_list": pictures})


T = TypeVar("T", bound=_Body)


def _read(kind: type[T], body: Any) -> T:
    try:
        asked = kind.model_validate(body)
    except ValidationError as error:
        raise Refusal(1201, first_fault(error)) from None
    if asked.model_name in DISCONTINUED:
        raise Refusal(1203, f"The model '{asked.model_name}' has been discontinued and is no longer available.")  # LIVE
    if asked.model_name and asked.model_name not in (*LEGACY, *served_names()):
        raise Refusal(1203, f"model_name value '{asked.model_name[:100]}' is invalid: the model does not exist")
    return asked


def _carried(asked: _Body) -> dict[str, Any]:
    given = {name: value for name in SAME if (value := getattr(asked, name)) is not None}
    return {"model_name": default_model().name, "prompt": asked.prompt, **given}


def _judged(film: dict[str, Any]) -> dict[str, Any]:
    fault = errors.worst(check(film, LATEST, craft=False))
    if fault is not None:
        raise Refusal(1201, texts.text(fault))
    return film
