"""How pictures are handed over, and where answers go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon.pattern import pattern
from kling.media.address import is_out_of_reach, is_url, scheme
from kling.media.source import UNREACHABLE_SCHEMES, in_one_line, without_data_prefix
from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, replace, rule

_BASE64 = pattern(r"[A-Za-z0-9+/]+={0,2}\Z")
_FILE = pattern(r"(?:\.{0,2}/|~|[A-Za-z]:\\|file:)|.*\.(?:jpe?g|png|webp|gif|heic|bmp|tiff?)\Z", re.IGNORECASE)
_PATH_SAFE = pattern(r"[A-Za-z0-9._~-]+\Z")


def _is_base64(text: str) -> bool:
    return bool(_BASE64.fullmatch(text)) and len(text.rstrip("=")) % 4 != 1


def picture_trouble(source: str, field: str) -> tuple[str, str] | None:
    """What is wrong with a picture given as text in ``field``, and what to do; None for a URL, base64, or nothing."""
    if not source.strip() or is_url(source):
        return None
    if source[:5].lower() == "data:":
        return f"{field} has a data: prefix; the service wants raw base64", "write what it holds as raw base64"
    if _is_base64(source):
        return None
    if (kind := scheme(source)) and kind != "file":
        why, instead = UNREACHABLE_SCHEMES.get(kind, ("is no http(s) URL", "give an http(s) URL or raw base64"))
        slashes = "//" if source[len(kind) + 1 :].startswith("//") else ""
        return f"{field} is {kind}:{slashes}…, which {why}", instead
    if len(source) < 500 and _FILE.match(source):
        return (
            f"{field} is a file path; the service cannot read files",
            "use a brief (it sends local pictures as base64), or give a URL",
        )
    return (
        f"{field} is neither an http(s) URL nor valid base64",
        "encode the whole file as one line of standard base64, without line breaks",
    )


@rule(
    "R62",
    "image-data-prefix",
    title="Base64 with a data: prefix",
    source="LO (live on image2video)",
    fails=examples.images(
        "first_frame",
        image_list=[
            {
                "image_url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAASwAAAEsCAIAAAD2HxkiAAAA",
                "type": "first_frame",
            }
        ],
    ),
    passes=examples.images(
        "first_frame",
        image_list=[{"image_url": "iVBORw0KGgoAAAANSUhEUgAAASwAAAEsCAIAAAD2HxkiAAAA", "type": "first_frame"}],
    ),
    reads=("image_list",),
)
def image_data_prefix(request: Request) -> Iterator[Finding]:
    """Pictures are sent as raw base64. A data URI is refused with "File is not in a valid base64 format"."""
    for image in request.body.images:
        if isinstance(image.source, str) and image.source[:5].lower() == "data:":
            pointer, rest = f"{image.pointer}/image_url", without_data_prefix(image.source)
            yield Finding(
                pointer,
                "image_url has a data: prefix; the service wants raw base64",
                "write what it holds as raw base64" if rest else "give the picture as raw base64, or a URL",
                replace(pointer, rest, safe=True) if rest and _is_base64(rest) else None,
            )


def _v2_image_source(request: Request) -> Iterator[Finding]:
    """Anything else is neither fetched nor decoded: data URIs, file paths, base64 with line breaks."""
    for picture in request.v2.pictures:
        if isinstance(picture.source, str) and (trouble := picture_trouble(picture.source, "url")):
            yield Finding(f"{picture.pointer}/url", *trouble)


@rule(
    "R63",
    "image-source",
    title="A picture must be an http(s) URL or raw base64",
    source="M, Q, V1",
    fails=examples.images("first_frame", image_list=[{"image_url": "./photo.jpg", "type": "first_frame"}]),
    passes=examples.images("first_frame"),
    reads=("image_list",),
    v2=V2(
        _v2_image_source,
        fails=examples.v2(examples.v2_picture(url="data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="), text="@kite"),
        passes=examples.v2(examples.v2_picture(url="iVBORw0KGgoAAAANSUhEUg=="), text="@kite"),
        source="V2; LO for the data: prefix",
    ),
)
def image_source(request: Request) -> Iterator[Finding]:
    """Anything else is neither fetched nor decoded: file paths, ``file:`` URLs, base64 with line breaks."""
    for image in request.body.images:
        source = image.source
        if not isinstance(source, str) or source[:5].lower() == "data:":
            continue  # a prefix is R62's
        if trouble := picture_trouble(source, "image_url"):
            pointer, line = f"{image.pointer}/image_url", in_one_line(source)
            wrapped = line != source and len(line) > 500 and _is_base64(line)
            yield Finding(pointer, *trouble, replace(pointer, line, safe=True) if wrapped else None)


@rule(
    "R64",
    "callback-url",
    severity="warning",
    title="callback_url cannot be called",
    source="INF",
    fails=examples.text(callback_url="example.org/hook"),
    passes=examples.text(callback_url="https://example.org/hook"),
    wires=("v1", "v2", "lip-sync"),
    reads=("callback_url",),
)
def callback_url(request: Request) -> Iterator[Finding]:
    """Status changes are posted there; an address that cannot be called is never called."""
    given = request.body.raw.get("callback_url")
    if isinstance(given, str) and given and not is_url(given):
        yield Finding("/callback_url", "callback_url must be an http(s) URL", "write the whole address with https://")
    elif isinstance(given, str) and given and is_out_of_reach(given):
        yield Finding(
            "/callback_url",
            "callback_url is an address of this machine or network; the service cannot call it",
            "give a public address (a tunnel to `kling webhook`), or leave it out and wait; a local Kling can call it",
        )


@rule(
    "R65",
    "external-task-id",
    severity="warning",
    title="An external id that is hard to look up",
    source="INF: the id becomes part of the path by which a task is asked for",
    fails=examples.text(external_task_id="scene 4/7"),
    passes=examples.text(external_task_id="scene-4-7"),
    wires=("v1", "v2", "lip-sync"),
    reads=("external_task_id",),
)
def external_task_id(request: Request) -> Iterator[Finding]:
    """A task is found again by its external id in a URL path; slashes, spaces and the like make that unreliable."""
    given = request.body.raw.get("external_task_id")
    if isinstance(given, str) and given and not _PATH_SAFE.match(given):
        safe = re.sub(r"[^A-Za-z0-9._~-]+", "-", given).strip("-")
        yield Finding(
            "/external_task_id",
            "external_task_id holds characters that do not fit into a URL path",
            "use letters, digits, dots, dashes and underscores",
            replace("/external_task_id", safe, safe=False) if safe else None,
        )
