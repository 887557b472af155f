"""M rules for pictures: what is behind an image_url. They speak only when something is known about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kling.media.info import Facts
from kling.rules import examples
from kling.rules.rule import Example, Finding, Request, rule

_SAME_SHAPE = 0.02
"""How much the ratios of two pictures' sides may differ: pixels are whole."""


def _sources(request: Request) -> Iterator[tuple[str, Facts]]:
    """What is known about each picture."""
    for image in request.body.images:
        if image.source and (facts := request.facts(image.source)) is not None and facts.kind != "unreachable":
            yield f"{image.pointer}/image_url", facts


def _pictures(request: Request) -> Iterator[tuple[str, Facts]]:
    """Sources that are pictures; what is none has no size to speak about."""
    return ((pointer, facts) for pointer, facts in _sources(request) if facts.kind == "image")


def _example(**known: object) -> Example:
    facts = {"kind": "image", "format": "jpg", "width": 1024, "height": 1024, "bytes": 800_000, **known}
    return Example(examples.images("first_frame"), media={examples.PICTURE: Facts(**facts)})  # type: ignore[arg-type]


def accepted(formats: Sequence[str], joined: str) -> str:
    """Formats as people write them: "JPEG and PNG"."""
    names = [name.upper() for name in formats if not (name == "jpg" and "jpeg" in formats)]
    return f" {joined} ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


@rule(
    "M1",
    "image-format",
    title="A picture in a format that is not accepted",
    source="M, Q",
    fails=_example(format="webp"),
    passes=_example(format="png"),
    reads=("image_list",),
)
def image_format(request: Request) -> Iterator[Finding]:
    """Formats: $image_formats; the content decides, not the file name."""
    for pointer, facts in _sources(request):
        if facts.kind != "image":
            what = "a video" if facts.kind == "video" else facts.format or "something else"
            yield Finding(
                pointer,
                f"this is no picture but {what}",
                f"give a {accepted(request.profile.image_formats, 'or')} picture",
            )
        elif facts.format is not None and facts.format not in request.profile.image_formats:
            yield Finding(
                pointer,
                f"the picture is {facts.format}; only {accepted(request.profile.image_formats, 'and')} are accepted",
                f"convert it to {accepted(request.profile.image_formats, 'or')}",
            )


@rule(
    "M2",
    "image-bytes",
    title="A picture file that is too large",
    source="M, Q, V1 (C13); whether MB means 10^6 or 2^20 is not stated",
    fails=_example(bytes=11_600_000),
    passes=_example(bytes=9_900_000),
    reads=("image_list",),
)
def image_bytes(request: Request) -> Iterator[Finding]:
    """At most $image_bytes_max, more on the v2 wire. Up to $image_bytes_ceiling bytes it depends on what the vendor
    calls a megabyte. An empty file is no picture."""
    profile = request.profile
    for pointer, facts in _pictures(request):
        if facts.bytes == 0:
            yield Finding(pointer, "the picture file is empty (0 bytes)", "give another picture")
        elif facts.bytes is not None and facts.bytes > profile.image_bytes_max:
            sure = facts.bytes > profile.image_bytes_ceiling
            yield Finding(
                pointer,
                f"the picture has {_size(facts.bytes)}; the limit is {profile.image_bytes_max // 1_000_000} MB"
                + ("" if sure else f", which may mean {profile.image_bytes_max:,} bytes"),
                "save it smaller, or as JPEG",
                severity="error" if sure else "warning",
            )


@rule(
    "M3",
    "image-side",
    title="A picture that is too small",
    source="M, Q",
    fails=_example(width=299, height=400),
    passes=_example(width=300, height=300),
    reads=("image_list",),
)
def image_side(request: Request) -> Iterator[Finding]:
    """Both sides have at least $image_side_min pixels."""
    least = request.profile.image_side_min
    for pointer, facts in _pictures(request):
        if facts.width and facts.height and min(facts.width, facts.height) < least:
            yield Finding(
                pointer,
                f"the picture has {facts.width}x{facts.height} pixels; both sides need at least {least}",
                "use a larger picture; --fit scales this one up, which looks soft",
            )


@rule(
    "M4",
    "image-ratio",
    title="A picture that is too wide or too tall",
    source="M, Q",
    fails=_example(width=1004, height=400),
    passes=_example(width=1000, height=400),
    reads=("image_list",),
)
def image_ratio(request: Request) -> Iterator[Finding]:
    """The ratio of the sides is between 1:$image_ratio_max and $image_ratio_max:1, both allowed."""
    limit = request.profile.image_ratio_max
    for pointer, facts in _pictures(request):
        if facts.width and facts.height:
            long, short = max(facts.width, facts.height), min(facts.width, facts.height)
            if long > limit * short:
                yield Finding(
                    pointer,
                    f"the picture's sides are {facts.width}:{facts.height}, beyond {limit:g}:1",
                    "crop or pad it",
                )


_END = "https://assets.test/last.jpg"


def _frames(width: int) -> Example:
    """A film from a square picture to one of this width and 1024 pixels of height."""
    last = {"image_url": _END, "type": "end_frame"}
    body = examples.images("first_frame")
    body["image_list"] = [*body["image_list"], last]
    square, other = (Facts("image", "jpg", width=side, height=1024, bytes=800_000) for side in (1024, width))
    return Example(body, media={examples.PICTURE: square, _END: other})


@rule(
    "M18",
    "frame-shapes",
    severity="warning",
    title="A last frame of another shape than the first",
    source="INF",
    fails=_frames(1820),
    passes=_frames(1030),
    reads=("image_list",),
)
def frame_shapes(request: Request) -> Iterator[Finding]:
    """The first frame gives the film its shape; a last frame of another one is cut or stretched to it."""
    shapes = {}
    for image in request.body.images:
        facts = request.facts(image.source) if image.source else None
        if facts is not None and facts.kind == "image" and facts.width and facts.height:
            shapes[image.type] = f"{image.pointer}/image_url", facts.width, facts.height
    if {"first_frame", "end_frame"} <= shapes.keys():
        (_, wide, high), (pointer, last_wide, last_high) = shapes["first_frame"], shapes["end_frame"]
        if abs(wide * last_high / (high * last_wide) - 1) > _SAME_SHAPE:
            yield Finding(
                pointer,
                f"the last frame has {last_wide}x{last_high} pixels, not the shape of the first ({wide}x{high})",
                "give both the same shape: --crop W:H makes them so",
            )
