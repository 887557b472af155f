"""The animatic of a brief or a production, and its storyboard: drawn here, with no server and no account."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, chain, groupby, islice
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.animatic.mark import OF_BRIEF
from kling.api.document import read_yaml
from kling.api.inline import LocalFile
from kling.app import envelope
from kling.app.deliver import Destination, guard, sheet_beside, taken, writable
from kling.app.events import Noticed, Tell
from kling.app.fit import fitting, kept
from kling.app.prepare import Settings, compiled
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs import compile
from kling.briefs.checking import is_production
from kling.client.download import is_result
from kling.client.prepare import external_id
from kling.media.confined import permitted
from kling.media.files import PartFolder, put
from kling.media.sheet import COUNT
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.animatic.film import Rendered
    from kling.animatic.scene import Film
    from kling.animatic.scenes import Burn
    from kling.media.keep import Keep

_DRAFT_HEIGHT = 480
_MOST = 4  # processes that draw one film: each takes the memory of a stage
_STEP = 1.5  # s between two pictures of a shot alone, at most
Part = tuple[str, Mapping[str, Any]]
"""A video's name and its request body."""


class _Wanted(NamedTuple):
    """The videos that a file wants, what their users call their pictures, and how many videos each film has: a brief is
    a film of one. ``many``: the file is a production."""

    parts: list[Part]
    names: tuple[dict[str, str], ...]
    films: tuple[int, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The file, and what was drawn."""

    path: Path
    rendered: Rendered
    shots: tuple[float, ...] = ()
    """Seconds of each shot."""

    @property
    def moments(self) -> tuple[float, ...]:
        """Seconds at which every shot is seen: in the middle, of two near both ends, too, and one alone all along."""
        if len(self.shots) == 1:
            count = max(COUNT, ceil(self.shots[0] / _STEP))
            return tuple(self.shots[0] * (n + 0.5) / count for n in range(count))
        within = (0.5,) if len(self.shots) > 2 else (0.15, 0.5, 0.85)
        starts = [sum(self.shots[:n]) for n in range(len(self.shots))]
        return tuple(start + part * long for start, long in zip(starts, self.shots, strict=True) for part in within)

    sheet: Path | None = None

    def document(self) -> dict[str, Any]:
        """What programs read."""
        drawn = self.rendered
        size = {"frames": drawn.frames, "width": drawn.width, "height": drawn.height, "seconds": drawn.seconds}
        sheet = {"sheet": str(self.sheet.absolute())} if self.sheet else {}
        return {"path": str(self.path.absolute()), **sheet, **size}


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a film is drawn. ``scene`` is its scene model as JSON, or a file with it, where somebody wrote one; ``model``
    is a language model that fills it (OPENAI_BASE_URL), with ``timeout`` seconds for each answer. ``notice`` hears why
    it did not. ``draft`` makes the film small, and ready in a fraction of the time."""

    burn: Burn = "slate"
    scene: Path | str | None = None
    model: str | None = None
    timeout: float = 120.0
    notice: Callable[[str], None] = lambda words: None
    draft: bool = False
    fit: Keep | None = None
    """What is kept of pictures and clips, which are made legal first; None leaves them as they are."""


AS_READ = Drawing()


def preview(
    brief: Path,
    place: Path | None = None,
    *,
    force: bool = False,
    sheet: bool = False,
    profile: Profile = DEFAULT,
    drawing: Drawing = AS_READ,
    tell: Callable[[Preview], object] = lambda made: None,
) -> list[Preview]:
    """Draw the animatic of a brief file at ``place`` (a file or folder), by default beside the brief; of a production,
    one for each of its videos in a folder, or all of them joined in a file. Videos are drawn at the same time, one on
    each core. Pictures and clips behind URLs are drawn as cards. ``sheet`` draws a
    contact sheet beside each. A preview of another request is replaced only with ``force``. Raises Refusal."""
    wanted = _wanted(brief, profile, drawing)
    parts, many, model = wanted.parts, wanted.many, _model(wanted, drawing)
    if many and place is None:
        with refusing():
            place = permitted(brief.with_name(f"{brief.stem}-preview"))
            place.mkdir(exist_ok=True)
    destination = Destination(place or writable(brief.with_name(f"{brief.stem}-preview.mp4")), force, sheet=sheet)
    reel = many and not destination.path.is_dir()
    with ExitStack() as stack:
        stack.enter_context(refusing())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kling-"))) if reel else None
        files = [folder / f"{name}.mp4" if folder else destination.file(f"{name}.mp4") for name, _ in parts]
        known_by = [(external_id(body), f"{OF_BRIEF}{_digest(f'{brief.resolve()} {name}')}") for name, body in parts]
        for file, known in zip([destination.path] if reel else files, known_by, strict=False):
            guard(file, destination, *known)
            if not force and is_result(file):
                raise taken(file)
        films, places = [model.part(number) for number in range(len(parts))], _among(model.parts, wanted.films)
        jobs = [
            _Job(body, file, film, drawing.burn, drawing.draft, known, among)
            for (_, body), file, film, known, among in zip(parts, files, films, known_by, places, strict=True)
        ]
        made = []
        for job, rendered in zip(jobs, _all_drawn(jobs), strict=True):
            made.append(Preview(job.file, rendered, tuple(shot.seconds for shot in job.film.shots)))
            if not reel:
                made[-1] = _with_sheet(made[-1], destination)
                tell(made[-1])
        if reel:
            made = [_with_sheet(_reel(made, destination.path), destination)]
            tell(made[0])
    return made


def _with_sheet(made: Preview, destination: Destination) -> Preview:
    sheet = sheet_beside(made.path, destination, lambda event: None, made.moments)
    return replace(made, sheet=sheet.path if sheet else None)


class _Job(NamedTuple):
    """A film to be drawn at ``file``, by whatever process."""

    body: Mapping[str, Any]
    file: Path
    film: Film
    burn: Burn
    draft: bool
    names: tuple[str, ...]
    among: tuple[int, int]


def _among(shots: Sequence[int], films: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Of each video how many shots of its film come before it, and how many that has; ``shots`` are of each video."""
    rest = iter(shots)
    for own in ([*islice(rest, many)] for many in films):
        yield from ((sum(own[:n]), sum(own)) for n in range(len(own)))


def _all_drawn(jobs: Sequence[_Job]) -> Iterator[Rendered]:
    """Each film, drawn in a process of its own where there are several and the machine has more than one core; one
    alone by all cores."""
    cores = os.cpu_count() or 1
    workers = min(cores, len(jobs))
    if workers < 2:
        yield from (_drawn(job, min(cores, _MOST)) for job in jobs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from pool.map(_drawn, jobs)


def _drawn(job: _Job, processes: int = 1) -> Rendered:
    from kling.animatic.film import render
    from kling.animatic.staged import DRAFT

    size: dict[str, Any] = {"max_height": _DRAFT_HEIGHT, "quality": DRAFT} if job.draft else {"processes": processes}
    said: dict[str, Any] = {"model": job.film, "burn": job.burn, "among": job.among}
    return render(job.body, job.file, find=_find, names=job.names, **said, **size)


def _reel(made: Sequence[Preview], place: Path) -> Preview:
    """All films as one."""
    from kling.animatic.mark import COMMENT
    from kling.productions.joining import join

    join([one.path for one in made], place, comment=COMMENT)
    drawn = [one.rendered for one in made]
    frames = sum(one.frames for one in drawn)
    first = replace(drawn[0], frames=frames, seconds=frames / 24, has_audio=any(one.has_audio for one in drawn))
    rests = [one.rendered.seconds - sum(one.shots) for one in made]  # the frame that each film ends on
    shots = tuple(
        long for one, rest in zip(made, rests, strict=True) for long in (*one.shots[:-1], one.shots[-1] + rest)
    )
    return Preview(place, replace(first, unspoken=sum(one.unspoken for one in drawn)), shots)


def understood(brief: Path, *, profile: Profile = DEFAULT, drawing: Drawing = AS_READ) -> Film:
    """What was understood of a brief or a production: its scene model. Raises Refusal."""
    return _model(_wanted(brief, profile, drawing), drawing)


def board(
    brief: Path, folder: Path | None = None, *, profile: Profile = DEFAULT, drawing: Drawing = AS_READ
) -> list[Path]:
    """Write the storyboard of a brief or production: PDF and PNG, an edit decision list, subtitles of its lines, and,
    with the extra ``otio``, an OpenTimelineIO file. The files, in that order. Raises Refusal."""
    from kling.animatic.board import edl, panels, srt, write_otio, write_pages

    wanted = _wanted(brief, profile, drawing)
    parts, model = wanted.parts, _model(wanted, drawing)
    place = folder or brief.parent
    with refusing(), closing(PartFolder(place)) as making:
        stem = making.path / f"{brief.stem}-board"
        shots = list(panels(parts, _find, model=model))
        written = write_pages(shots, brief.stem, stem)
        for suffix, text in ((".edl", edl(shots, brief.stem)), (".srt", srt(shots))):
            stem.with_suffix(suffix).write_text(text, "utf-8")
            written.append(stem.with_suffix(suffix))
        for path in written:
            put(path, place / path.name)
        films = {name: f"{name}.mp4" for name, _ in parts}
        write_otio(shots, brief.stem, stem.with_suffix(".otio"), films)
        written.append(stem.with_suffix(".otio"))
        put(written[-1], place / written[-1].name)
    return [place / path.name for path in written]


def boarded(files: Sequence[Path], brief: Path, fit: Keep | None = None, profile: Profile = DEFAULT) -> dict[str, Any]:
    """The envelope of a storyboard."""
    steps = [Step("preview", {"brief": str(brief.absolute()), **kept(fit, profile)})]
    return envelope.done({"files": [str(path.absolute()) for path in files]}, next=steps)


def _wanted(path: Path, profile: Profile, drawing: Drawing) -> _Wanted:
    with refusing():
        document = read_yaml(path.read_bytes())
    tell = _notices(drawing.notice)
    if not is_production(document.value):
        one = compiled(path, Settings(profile, fit=drawing.fit), tell)
        return _Wanted([(path.stem, one.body)], (_called(one.names),), (1,), False)
    from kling.productions.chain import by_words
    from kling.productions.production import read

    found = read(path, profile)
    if faults := [fault for fault in found.faults if fault.severity == "error"]:
        help = "`kling check` says all that is wrong with it"
        raise Refusal("rules", f"{path}: {faults[0].message}", help=help, file=str(path))
    make_legal = fitting(drawing.fit, tell) or (lambda brief, folder, profile: brief)
    with refusing():
        briefs = [make_legal(video.brief, path.parent, profile) for video in found.filmed]
        made = [compile(brief, profile, folder=path.parent) for brief in briefs]
    names = [video.name.replace("/", "-") for video in found.filmed]
    bodies = accumulate((one.v1 for one in made), partial(by_words, ratios=profile.aspect_ratios))
    parts: list[Part] = list(zip(names, bodies, strict=True))
    films = tuple(len(list(videos)) for _, videos in groupby(found.filmed, lambda video: video.film or video.name))
    return _Wanted(parts, tuple(_called(one.names) for one in made), films, True)


def _notices(notice: Callable[[str], object]) -> Tell:
    """Events as ``notice`` hears them."""
    return lambda event: notice(event.text) if isinstance(event, Noticed) else None


def _called(names: Mapping[str, str]) -> dict[str, str]:
    """What pictures and elements are called by the user, by what prompts call them."""
    return {token.strip("<>"): f"@{name}" for name, token in names.items()}


def _model(wanted: _Wanted, drawing: Drawing) -> Film:
    from kling.animatic.cast import together
    from kling.animatic.read import film

    bodies = [body for _, body in wanted.parts]
    if drawing.scene is None:
        rest, called = iter(bodies), iter(wanted.names)
        understood = together([film(list(islice(rest, many)), list(islice(called, many))) for many in wanted.films])
        understood = understood.model_copy(update={"names": wanted.names})
        if drawing.model is None:
            return understood
        from kling.app.staging import staged
        from kling.planner.chat import ModelFailed

        try:
            return staged(understood, drawing.model, drawing.timeout)
        except ModelFailed as failed:
            drawing.notice(f"{drawing.model} staged nothing: {failed}; the film is drawn as the rules read it")
            return understood
    from kling.app.judged import NEARLY, told, written

    source, name = drawing.scene, "the scene model"
    if isinstance(source, Path):
        with refusing():
            source, name = source.read_text("utf-8"), str(source)
    model, wrong = written(source)
    if model is None:
        help = "`kling preview --show-scene` prints one to start from, `kling schema scene` what it may hold"
        raise Refusal("usage", f"{name}: {'; '.join(wrong)}", help=help)
    long = [[shot.seconds for shot in film([body]).shots] for body in bodies]
    shots = tuple(map(len, long))
    model = model.model_copy(update={"parts": model.parts or shots, "names": model.names or wanted.names})
    if model.parts != shots or sum(shots) != len(model.shots):
        counted = " + ".join(map(str, shots))
        why = f"{name} has {len(model.shots)} shots in parts {list(model.parts)}; the film has {counted} shots"
        raise Refusal("usage", why, help="keep the shots, their order and `parts`")
    for shot, seconds in zip(model.shots, chain(*long), strict=True):
        if abs(shot.seconds - seconds) > NEARLY:
            why = f"{name}: shot {shot.number} has {shot.seconds:g} seconds; the film gives it {seconds:g}"
            raise Refusal("usage", why, help="`seconds` is the film's; a deed's `start` and `end` are yours")
    model = told(model)
    for shot in model.shots:
        for note in shot.notes:
            drawing.notice(f"shot {shot.number}: {note}")
    return model


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _find(source: object) -> Path | None:
    return source.path if isinstance(source, LocalFile) else None
