"""The forms in which things are given on the command line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kling.app.events import Event, Tell
    from kling.rules import Diagnostic

_MOST = 1e9
"""More seconds or units than this are a slip of the finger, and more than clocks can take."""


class _Named(click.ParamType[tuple[str | None, str]]):
    """[NAME=]VALUE. The part before = is a name only when it looks like one; URLs and paths keep their equals signs.
    ``words``: a name may have several words."""

    name = "text"

    def __init__(self, *, words: bool = False) -> None:
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str | None, str]:
        head, equals, tail = str(value).partition("=")
        from kling.prompts.references import NAME

        form = r"[^\W\d][^\\/:.]{0,60}" if self._words else f"(?=.{{1,61}}$){NAME}"
        named = bool(equals and re.fullmatch(form, head))
        if not (tail if named else head).strip():
            self.fail(f"{value!r} names no file, URL or id", param, ctx)
        if equals and not named and not any(mark in head for mark in "/\\:."):
            self.fail(
                f"{head!r} cannot be a name: a name begins with a letter and has letters, digits, _ and - only; "
                "of a file with = in its name say ./NAME",
                param,
                ctx,
            )
        return (head, tail) if named else (None, str(value))


def words(text: str) -> str:
    """A text for a command; that of standard input for "-". Raises UsageError for what is in no known encoding."""
    if text != "-":
        return text
    from kling.api.document import decoded

    try:
        raw = getattr(sys.stdin, "buffer", None)
        return (decoded(raw.read(1_000_000)) if raw else sys.stdin.read()).strip()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"standard input cannot be read: {error.reason}") from None


class _Id(click.ParamType[str]):
    """The id of a task or element; never empty."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value).strip() or self.fail("an id is not empty; kling list shows them", param, ctx)


class Amount(click.FloatRange):
    """Seconds or units: a number that clocks and sums can take, so neither nan nor inf."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        return number if abs(number) <= _MOST else self.fail(f"{value} is not a number up to {_MOST:g}", param, ctx)


class _Kept(click.ParamType[Any]):
    """What is kept of a picture or clip."""

    name = "text"

    def __init__(self, read: str) -> None:
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from kling.media import keep

        try:
            return getattr(keep, self._read)(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


F = TypeVar("F", bound=Callable[..., Any])


def together(name: str, make: Callable[..., Any], *options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Add options to a command that takes them as one value, called ``name``: what ``make`` makes of them."""

    def decorate(command: F) -> F:
        @wraps(command)
        def call(*args: Any, **given: Any) -> Any:
            return command(*args, **{name: make(**{one: given.pop(one) for one in parts})}, **given)

        parts = list(signature(make).parameters)
        for option in reversed(options):
            call = option(call)
        return call  # type: ignore[return-value]

    return decorate


def _keep(fit: bool, crop: Any, window: Any) -> Any:
    if not (fit or crop or window):
        return None
    from kling.media.keep import Keep

    return Keep(crop, window)


fitted = together(
    "fit",
    _keep,
    click.option("--fit", is_flag=True, help="Make pictures and clips legal first: scale, convert, trim."),
    click.option(
        "--crop",
        type=_Kept("read_crop"),
        metavar="W:H[@X,Y]",
        help="Keep this shape of frames and clip, around X,Y (0 to 1; else the middle).",
    ),
    click.option("--window", type=_Kept("read_window"), metavar="S-S", help="Keep these seconds of the clip."),
)
"""Files that are made legal first: ``fit`` is what is kept of them, None where they stay as they are."""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file that exists."""
NAMED = _Named()
CALLED = _Named(words=True)
"""The same with names as people say them ("Ana María"), for the planner."""
ID = _Id()


@contextmanager
def in_options(tell: Tell, option: Callable[[str], str]) -> Iterator[Tell]:
    """``tell``, and what is refused within, with the ``option`` that a place came from instead of the place."""
    from kling.app.events import Warned
    from kling.app.refusal import Refusal

    def placed(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(one._replace(pointer=option(one.pointer)) for one in found)

    def told(event: Event) -> None:
        tell(Warned(placed(event.diagnostics)) if isinstance(event, Warned) else event)

    try:
        yield told
    except Refusal as refusal:
        refusal.diagnostics = placed(refusal.diagnostics)
        raise
