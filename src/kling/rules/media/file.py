"""Local files named by a brief."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kling.api.inline import InlineFile, LocalFile
from kling.media.address import host_of, is_fetchable, is_out_of_reach, is_url, scheme
from kling.media.info import Facts
from kling.media.pages import page_trouble
from kling.media.probe import damage, decoded
from kling.models.profiles import speech
from kling.rules import examples
from kling.rules.rule import Example, Finding, Request, rule

_EXCERPT = 64
"""Bytes of a picture in base64 that is an excerpt in a document (its header and nothing else) and no cut picture."""


def _damage(source: str | LocalFile) -> str | None:
    if isinstance(source, LocalFile):
        return damage(source.path)
    content = None if scheme(source) else decoded(source)
    return damage(content) if content and len(content) > _EXCERPT else None


@rule(
    "M13",
    "media-out-of-reach",
    severity="warning",
    title="A picture or clip at an address that the service cannot reach",
    source="LP (live: the service fetches from the public internet)",
    fails=examples.images("first_frame", image_list=[{"image_url": "http://192.168.0.7/a.jpg", "type": "first_frame"}]),
    passes=examples.images("first_frame"),
    reads=("image_list", "video_list"),
)
def media_out_of_reach(request: Request) -> Iterator[Finding]:
    """``localhost``, private addresses, bare host names and names that only a local network knows mean another machine,
    or none, where the service is. A local Kling reaches what this machine reaches."""
    sources: list[tuple[str, object]] = [(f"{image.pointer}/image_url", image.source) for image in request.body.images]
    sources += [(f"{video.pointer}/video_url", video.source) for video in request.body.videos]
    for pointer, source in sources:
        if not isinstance(source, str) or not is_url(source):
            continue
        if not is_fetchable(source) and host_of(source).isascii():
            help = "write it whole: https://host.example/file"
            yield Finding(pointer, "this is no address that can be opened", help, severity="error")
        elif is_out_of_reach(source):
            yield Finding(
                pointer,
                f"{host_of(source) or 'this address'} is of this machine or network; the service cannot fetch from it",
                "give a public URL, or the file itself: pictures are sent along, clips are put on storage with --host",
            )


@rule(
    "M17",
    "media-page",
    title="The address of a page or a playlist where that of a file is wanted",
    source="LP (live: the service fetches what the URL gives)",
    fails=examples.images(
        "first_frame", image_list=[{"image_url": "https://www.pinterest.com/pin/1/", "type": "first_frame"}]
    ),
    passes=examples.images("first_frame"),
    reads=("image_list", "video_list", "input"),
)
def media_page(request: Request) -> Iterator[Finding]:
    """A link that is copied from a browser mostly leads to a page with a player, a playlist to a list of pieces. Hosts
    and endings are known from a table; what was fetched (``--probe``) is judged by its content instead."""
    images, clips = (
        ", ".join(names).upper() for names in (request.profile.image_formats, request.profile.video_formats)
    )
    given: list[tuple[str, object, str]] = [(f"{i.pointer}/image_url", i.source, images) for i in request.body.images]
    given += [(f"{video.pointer}/video_url", video.source, clips) for video in request.body.videos]
    if request.wire == "lip-sync":
        given.append(("/input/audio_url", request.lip_sync.line.audio, ", ".join(speech().audio_formats).upper()))
    for pointer, source, formats in given:
        if not isinstance(source, str) or not is_url(source):
            continue
        facts = request.media.get(source)
        if facts is not None and facts.kind in ("image", "video"):
            continue
        if trouble := page_trouble(source, formats):
            message, help, is_sure = trouble
            yield Finding(pointer, message, help, severity=None if is_sure else "warning")


def _trouble(path: Path) -> str | None:
    try:
        if path.is_dir():
            return "is a folder, not a file"
        if path.exists() and not path.is_file():
            return "is a pipe or a device, not a file"
        with path.open("rb"):
            return None
    except FileNotFoundError:
        return "does not exist"
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except ValueError:
        return "is no valid file name"


@rule(
    "M10",
    "file-unreadable",
    title="A local file that cannot be read",
    source="INF",
    fails=examples.images(
        "first_frame", image_list=[{"image_url": InlineFile(Path("missing.jpg"), 0), "type": "first_frame"}]
    ),
    passes=examples.images("first_frame"),
    reads=("image_list", "video_list", "input"),
)
def file_unreadable(request: Request) -> Iterator[Finding]:
    """Pictures and clips given as paths are read from this machine, so they must exist and be readable."""
    given: list[tuple[str, object]] = [(f"{image.pointer}/image_url", image.source) for image in request.body.images]
    given += [(f"{video.pointer}/video_url", video.source) for video in request.body.videos]
    if request.wire == "lip-sync":
        given.append(("/input/audio_file", request.lip_sync.line.audio))
    for pointer, source in given:
        if isinstance(source, LocalFile) and (trouble := _trouble(source.path)):
            yield Finding(pointer, f"{source.path} {trouble}", _instead(str(source.path)))


@rule(
    "M11",
    "media-unreachable",
    title="A picture or clip that cannot be fetched",
    source="LP (live: Something went wrong when we tried to get the contents of the file)",
    fails=Example(
        examples.images("first_frame"), media={examples.PICTURE: Facts("unreachable", "the host answered HTTP 404")}
    ),
    passes=examples.images("first_frame"),
    reads=("image_list", "video_list"),
)
def media_unreachable(request: Request) -> Iterator[Finding]:
    """The service fetches URLs itself: they must be reachable without a login, from the public internet."""
    given: list[tuple[str, str | LocalFile]] = [(f"{i.pointer}/image_url", i.source) for i in request.body.images]
    given += [(f"{video.pointer}/video_url", video.source) for video in request.body.videos]
    for pointer, source in given:
        facts = request.media.get(source) if isinstance(source, str) else None
        if facts is not None and facts.kind == "unreachable":
            yield Finding(pointer, f"the file cannot be fetched: {facts.format}", "give a URL that anyone can open")


def _instead(path: str) -> str:
    """What to give instead of a path that cannot be read; some are addresses or have quotation marks."""
    name = path.rpartition("/")[2]
    if "http:/" in path[1:] or "https:/" in path[1:]:
        return "leave out what stands around the address"
    if name[:1] == name[-1:] and name[:1] in ("'", '"') and len(name) > 1:
        return "the quotation marks are taken for a part of the name; leave them out"
    if path.startswith(("//", "www.", "http:/", "https:/")):
        return "an address begins with https:// and the name of its host"
    return "give a path or an http(s) URL; a path in a brief starts from the brief's folder"


def _cut_picture() -> InlineFile:
    return InlineFile(Path(__file__).with_name("cut_picture.png"), 36)


@rule(
    "M12",
    "picture-damaged",
    title="A picture that is cut off or broken",
    source="INF",
    fails=examples.images("first_frame", image_list=[{"image_url": _cut_picture(), "type": "first_frame"}]),
    passes=examples.images("first_frame"),
    reads=("image_list",),
)
def picture_damaged(request: Request) -> Iterator[Finding]:
    """A picture whose header is whole can still be cut off, by a broken download for instance. Local pictures and
    base64 are decoded to their end before they are sent; those behind URLs when they are probed."""
    for image in request.body.images:
        facts = request.facts(image.source) if image.source else None
        if facts is None or facts.kind != "image" or facts.format not in request.profile.image_formats:
            continue  # the other media rules speak about these
        if trouble := facts.damage or _damage(image.source):
            yield Finding(f"{image.pointer}/image_url", f"the picture is damaged: {trouble}", "give a whole file")
