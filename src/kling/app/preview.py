"""The animatic of a brief or a production, and its storyboard: drawn here, with no server and no account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.document import read_yaml
from kling.api.inline import LocalFile
from kling.app.deliver import Destination, guard, writable
from kling.app.prepare import compiled
from kling.app.refusal import Refusal, refusing
from kling.briefs import compile
from kling.briefs.checking import is_production
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.animatic.film import Rendered
    from kling.animatic.scene import Film
    from kling.animatic.scenes import Burn

_DRAFT_HEIGHT = 480
Part = tuple[str, Mapping[str, Any]]
"""A video's name and its request body."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The file, and what was drawn."""

    path: Path
    rendered: Rendered
    shots: tuple[float, ...] = ()
    """Seconds of each shot."""

    @property
    def moments(self) -> tuple[float, ...]:
        """Seconds at which every shot is seen: in the middle, and of one or two shots near both ends, too."""
        within = (0.5,) if len(self.shots) > 2 else (0.15, 0.5, 0.85)
        starts = [sum(self.shots[:n]) for n in range(len(self.shots))]
        return tuple(start + part * long for start, long in zip(starts, self.shots, strict=True) for part in within)

    def document(self) -> dict[str, Any]:
        """What programs read."""
        drawn = self.rendered
        size = {"frames": drawn.frames, "width": drawn.width, "height": drawn.height, "seconds": drawn.seconds}
        return {"path": str(self.path.absolute()), **size}


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a film is drawn. ``scene`` is a file with its scene model, where somebody wrote one; ``model`` is a language
    model that fills it (OPENAI_BASE_URL), with ``timeout`` seconds for each answer. ``notice`` hears why it did not.
    ``draft`` makes the film small, and ready in a fraction of the time."""

    burn: Burn = "slate"
    scene: Path | None = None
    model: str | None = None
    timeout: float = 120.0
    notice: Callable[[str], None] = lambda words: None
    draft: bool = False


AS_READ = Drawing()


def preview(
    brief: Path,
    place: Path | None = None,
    *,
    force: bool = False,
    profile: Profile = DEFAULT,
    drawing: Drawing = AS_READ,
    tell: Callable[[Preview], object] = lambda made: None,
) -> list[Preview]:
    """Draw the animatic of a brief file at ``place`` (a file or folder), by default beside the brief; of a production,
    one for each of its videos, in a folder. Pictures and clips behind URLs are drawn as cards. Raises Refusal."""
    from kling.animatic.film import render
    from kling.animatic.staged import DRAFT

    size: dict[str, Any] = {"max_height": _DRAFT_HEIGHT, "quality": DRAFT} if drawing.draft else {}
    parts, names, many = _parts(brief, profile)
    model = _model(parts, names, drawing)
    if many and place is None:
        place = brief.with_name(f"{brief.stem}-preview")
        with refusing():
            place.mkdir(exist_ok=True)
    destination = Destination(place or writable(brief.with_suffix(".mp4")), force)
    if many and not destination.path.is_dir():
        raise Refusal("usage", f"{brief} has {len(parts)} videos", help="name a folder with -o")
    files = [destination.file(f"{name}.mp4") for name, _ in parts]
    for file in files:
        guard(file, destination)
    made = []
    for number, ((_, body), file) in enumerate(zip(parts, files, strict=True)):
        with refusing():
            part = model.part(number)
            drawn = render(body, file, find=_find, model=part, burn=drawing.burn, **size)
        made.append(Preview(file, drawn, tuple(shot.seconds for shot in part.shots)))
        tell(made[-1])
    return made


def understood(brief: Path, *, profile: Profile = DEFAULT, drawing: Drawing = AS_READ) -> Film:
    """What was understood of a brief or a production: its scene model. Raises Refusal."""
    parts, names, _ = _parts(brief, profile)
    return _model(parts, names, drawing)


def board(
    brief: Path, folder: Path | None = None, *, profile: Profile = DEFAULT, drawing: Drawing = AS_READ
) -> list[Path]:
    """Write the storyboard of a brief or production: PDF and PNG, an edit decision list, subtitles of its lines, and,
    with the extra ``otio``, an OpenTimelineIO file. The files, in that order. Raises Refusal."""
    from kling.animatic.board import panels, write_pages
    from kling.animatic.handoff import edl, srt, write_otio

    parts, names, _ = _parts(brief, profile)
    model = _model(parts, names, drawing)
    stem = (folder or brief.parent) / f"{brief.stem}-board"
    with refusing():
        shots = list(panels(parts, _find, model=model))
        written = write_pages(shots, brief.stem, stem)
        for suffix, text in ((".edl", edl(shots, brief.stem)), (".srt", srt(shots))):
            stem.with_suffix(suffix).write_text(text, "utf-8")
            written.append(stem.with_suffix(suffix))
        films = {name: f"{name}.mp4" for name, _ in parts}
        write_otio(shots, brief.stem, stem.with_suffix(".otio"), films)
    return [*written, stem.with_suffix(".otio")]


def _parts(path: Path, profile: Profile) -> tuple[list[Part], list[dict[str, str]], bool]:
    """The videos that a file wants, the names of their pictures, and whether it is a production."""
    with refusing():
        document = read_yaml(path.read_bytes())
    if not is_production(document.value):
        one = compiled(path, profile)
        return [(path.stem, one.body)], [_called(one.names)], False
    from kling.productions.production import read

    found = read(path, profile)
    if faults := [fault for fault in found.faults if fault.severity == "error"]:
        help = "`kling check` says all that is wrong with it"
        raise Refusal("rules", f"{path}: {faults[0].message}", help=help, file=str(path))
    with refusing():
        made = [compile(video.brief, profile, folder=path.parent) for video in found.videos]
    names = [video.name.replace("/", "-") for video in found.videos]
    parts: list[Part] = [(name, one.v1) for name, one in zip(names, made, strict=True)]
    return parts, [_called(one.names) for one in made], True


def _called(names: Mapping[str, str]) -> dict[str, str]:
    """What pictures and elements are called by the user, by what prompts call them."""
    return {token.strip("<>"): f"@{name}" for name, token in names.items()}


def _model(parts: list[Part], names: list[dict[str, str]], drawing: Drawing) -> Film:
    from kling.animatic.read import film
    from kling.animatic.scene import Film

    if drawing.scene is None:
        understood = film([body for _, body in parts]).model_copy(update={"names": tuple(names)})
        if drawing.model is None:
            return understood
        from kling.app.staging import staged
        from kling.planner.chat import ModelFailed

        try:
            return staged(understood, drawing.model, drawing.timeout)
        except ModelFailed as failed:
            drawing.notice(f"{drawing.model} staged nothing: {failed}; the film is drawn as the rules read it")
            return understood
    from pydantic import ValidationError

    with refusing():
        text = drawing.scene.read_text("utf-8")
    try:
        model = Film.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        help = "`kling preview --show-scene` prints one to start from"
        raise Refusal("usage", f"{drawing.scene}: {where}: {first['msg']}", help=help) from None
    shots = [len(film([body]).shots) for _, body in parts]
    if list(model.parts) != shots or sum(model.parts) != len(model.shots):
        wanted = " + ".join(map(str, shots))
        raise Refusal("usage", f"{drawing.scene} has parts {list(model.parts)}; the film has {wanted} shots")
    return model


def _find(source: object) -> Path | None:
    return source.path if isinstance(source, LocalFile) else None
