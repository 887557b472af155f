"""A request in words, as commands take it: a prompt and the options that say how it is filmed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from kling.cli import options
from kling.cli.given import NAMED, words
from kling.models.profiles import DEFAULT, aspect_ratios, bounds, longest

F = TypeVar("F", bound=Callable[..., Any])


class _Shot(click.ParamType[tuple[int, str]]):
    """ "SECONDS PROMPT"."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        seconds, _, prompt = str(value).strip().partition(" ")
        if not (seconds.isascii() and seconds.isdigit()) or not prompt.strip():
            self.fail(f'{value!r} must be whole seconds and a prompt, such as "3 A cat jumps."', param, ctx)
        return int(seconds), prompt.strip()


def _named(given: tuple[tuple[str | None, str], ...], kind: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for n, (name, value) in enumerate(given, 1):
        key = name or f"{kind}_{n}"
        if key in named:
            raise click.UsageError(f"two {kind}s are called {key!r}")
        named[key] = value
    return named


_OTHERS = "other models have their own"
_SECONDS = f"{bounds('duration_min')[0]} to {longest(DEFAULT)} (default {DEFAULT.duration_default}; {_OTHERS})"
_SHAPES = f"{', '.join(aspect_ratios())} (default {DEFAULT.aspect_ratios[0]}; {_OTHERS})"

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--duration", type=int, metavar="SECONDS", help=f"Seconds of the film, {_SECONDS}."),
    click.option("--aspect-ratio", help=f"{_SHAPES}."),
    options.video_model,
    options.mode,
    click.option("--sound/--no-sound", default=None, help="Generate sound."),
    options.first_frame,
    options.last_frame,
    click.option(
        "--image",
        "images",
        type=NAMED,
        multiple=True,
        metavar="[NAME=]FILE|URL",
        help="A reference image, called @NAME in the prompt. Repeatable.",
    ),
    click.option(
        "--element",
        "elements",
        type=NAMED,
        multiple=True,
        metavar="[NAME=]ID",
        help="A saved element, called @NAME in the prompt. Repeatable.",
    ),
    click.option("--edit", metavar="FILE|URL", help="The clip to change, called @video in the prompt."),
    click.option(
        "--reference", metavar="FILE|URL", help="A clip to take camera, motion or style from, or to continue."
    ),
    click.option("--keep-original-sound/--drop-original-sound", default=None, help="Keep the clip's own sound."),
    click.option(
        "--shot",
        "shots",
        type=_Shot(),
        multiple=True,
        metavar='"SECONDS PROMPT"',
        help="One shot of a storyboard. Repeatable.",
    ),
    click.option("--watermark/--no-watermark", default=None, help="Also ask for a watermarked copy."),
)


def filmed(command: F) -> F:
    """Add the options that say how a prompt is filmed."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Asked(NamedTuple):
    """A request as it was given: its ``prompt`` and ``fields``, and the ``arguments`` of the command that asks for it
    from anywhere."""

    prompt: str | None
    fields: dict[str, Any]
    arguments: dict[str, Any]

    @classmethod
    def of(cls, prompt: str | None, given: dict[str, Any]) -> Asked:
        """What a prompt and the options of :func:`filmed` stand for. The prompt "-" is read from standard input."""
        fields = named(given)
        sound = fields.pop("sound", None)
        prompt = None if prompt is None else words(prompt)
        for name in ("images", "elements"):
            if name in fields:
                fields[name] = _named(fields[name], name[:-1])
        asked = {"prompt": prompt, "sound": sound, **_located(fields)}
        if "video_model" in fields:
            fields["model"] = fields.pop("video_model")
        if sound is not None:
            fields["sound"] = "on" if sound else "off"
        return cls(prompt, fields, {name: value for name, value in asked.items() if value is not None})

    def option(self, pointer: str) -> str:
        """The option that a field of the brief came from."""
        return _option(pointer, self.fields)


def named(given: dict[str, Any]) -> dict[str, Any]:
    """The options that somebody gave."""
    return {name: value for name, value in given.items() if value not in (None, ())}


def _located(fields: dict[str, Any]) -> dict[str, Any]:
    """The same with files by their whole paths, and shots as documents have them."""
    from kling.app.request import source

    here = partial(source, place=lambda path: Path(path).absolute())
    found = dict(fields)
    for name in ("first_frame", "last_frame", "edit", "reference"):
        if name in found:
            found[name] = here(found[name])
    if "images" in found:
        found["images"] = {name: here(one) for name, one in found["images"].items()}
    if "shots" in found:
        found["shots"] = [{"duration": seconds, "prompt": words} for seconds, words in found["shots"]]
    return found


def _option(pointer: str, fields: dict[str, Any]) -> str:
    """The option that a field of the brief came from."""
    _, name, which, *_ = [*pointer.split("/"), "", ""]
    match name:
        case "":
            return "options"
        case "prompt":
            return "PROMPT"
        case "model":
            return "--video-model"
        case "video":
            return "--edit" if "edit" in fields else "--reference"
        case "images" | "elements":
            return f"--{name[:-1]} {which}"
        case "shots":
            return f"--shot {int(which) + 1}" if which else "--shot"
        case _:
            return f"--{name.replace('_', '-')}"
