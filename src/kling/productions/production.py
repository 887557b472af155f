"""The production file: many briefs and films in one YAML text, with shared assets, variables and tables.

Reading one gives plain :class:`Video` objects, one for each that will be paid for, with a complete brief. What the
file leaves out is filled in here (defaults, ``@assets``, ``{variables}``, rows of a table); what a brief means is left
to :mod:`kling.briefs`. Every fault is reported at once, at its place in the file.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kling.api.document import UNREADABLE, Document, read_yaml
from kling.api.positions import escape
from kling.briefs import Brief, BriefRefused, parse
from kling.briefs.model import SCENARIOS
from kling.briefs.repair import complete
from kling.client.lip_sync import Spoken
from kling.media.confined import Outside, permitted
from kling.models.profiles import DEFAULT, Profile
from kling.productions import bounds, table
from kling.productions.bounds import Budget, TooLarge
from kling.productions.chain import STAND_IN, chained
from kling.productions.form import Chain, FilmEntry, ProductionFile, form_of
from kling.productions.lip_sync import ENDING, spoken_of
from kling.productions.table import TableError
from kling.productions.template import Fault, as_one, filled, filled_in, known, safe
from kling.rules.diagnostic import Diagnostic

BESIDE = ("matrix", "output", "lip_sync")
"""What may stand beside the fields of a brief."""

_SOURCES = ("first_frame", "last_frame", "video")


@dataclass(frozen=True, slots=True)
class Video:
    """One video to make. ``pointer`` is its place in the file; ``row`` (from 1) the line of its table.

    ``previous`` names the shot this one goes on from, by ``chain``; its brief then holds STAND_IN in the place that the
    previous shot will fill. ``output`` is relative to the production's folder. With ``line`` it is that very shot with
    a line of its own: ``brief`` is the shot's.
    """

    name: str
    brief: Brief
    output: str
    pointer: str
    row: int | None = None
    film: str | None = None
    previous: str | None = None
    chain: Chain | Literal["lip_sync"] | None = None
    line: Spoken | None = None


@dataclass(frozen=True, slots=True)
class Film:
    """A film to join. ``shots`` are names of videos, in order; ``output`` is relative to the production's folder."""

    name: str
    shots: tuple[str, ...]
    output: str


@dataclass(slots=True)
class Production:
    """A production file that was read. ``faults`` holds everything wrong with it, of ``faulty`` entries; with an error
    in it, ``videos`` and ``films`` lack what could not be read."""

    path: Path
    folder: Path
    document: Document
    videos: list[Video] = field(default_factory=list)
    films: list[Film] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    faulty: int = 0

    @property
    def filmed(self) -> list[Video]:
        """The videos that are made of a brief."""
        return [video for video in self.videos if video.line is None]


class _Enough(Exception):
    """So much is wrong that no more is looked at."""


def read(path: Path, profile: Profile = DEFAULT) -> Production:
    """Read a production file. Never raises for bad content (see ``faults``); OSError when it cannot be read at all."""
    document = read_yaml(path.read_bytes())
    production = Production(path, path.parent / path.stem, document)
    if document.fault:
        production.faults.append(Diagnostic("S10", "error", "", document.fault, UNREADABLE))
        return production
    form = form_of(document.value, production.faults)
    if form is None:
        return production
    if form.folder:
        production.folder = path.parent / form.folder
        try:
            permitted(production.folder)
        except Outside as outside:
            production.faults.append(Diagnostic("M10", "error", "/folder", str(outside), outside.help))
            return production
    unchained = tuple(f"{one.pointer.removesuffix('chain')}shots/" for one in production.faults if _is_chain(one))
    try:
        _Reading(production, form, profile).all()
    except _Enough:
        message = f"{bounds.FAULTY_MAX} entries have faults; the others were not looked at"
        production.faults.append(Diagnostic("S10", "error", "", message, "correct these first"))
    except TooLarge as excess:
        help = "split it into several production files, and run one after the other"
        production.faults = [Diagnostic("S10", "error", "", f"the file asks for more than {excess}", help)]
        production.videos, production.films = [], []
    given = ("/first_frame", "/video", "/images")  # by a chain, if it were a known one
    production.faults = [
        one for one in production.faults if not (one.pointer.startswith(unchained) and one.pointer.endswith(given))
    ]
    return production


def _is_chain(fault: Diagnostic) -> bool:
    return fault.pointer.startswith("/films/") and fault.pointer.endswith("/chain")


class _AnyColumn(dict[str, str]):
    """The values where a table cannot be read: any column might have one."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return "column"


class _Reading:
    """From the form to videos; collects faults."""

    def __init__(self, production: Production, form: ProductionFile, profile: Profile) -> None:
        self.production, self.form, self.profile, self.base = production, form, profile, production.path.parent
        self._variables = {name: str(value) for name, value in form.variables.items()}
        self._names: set[str] = set()
        self._outputs: dict[str, str] = {}
        self._folders: set[str] = set()
        self._tables: dict[str, list[tuple[int, dict[str, str]]]] = {}
        budget = Budget()
        self._spend, self._count = budget.spend, budget.count

    def all(self) -> None:
        self._known("/defaults", self.form.defaults)
        for name, fields in self.form.briefs.items():
            own = {key: value for key, value in fields.items() if key not in BESIDE}
            pointer = f"/briefs/{escape(name)}"
            for row, values in self._rows(fields.get("matrix"), pointer):
                actual = output = brief = None
                with _About(self.production, row):
                    actual = self._name(name, values, pointer)
                    output = self._output(fields.get("output"), actual, values, f"{pointer}/output")
                with _About(self.production, row):
                    brief = self._brief(own, {}, values, pointer)
                if actual and output and brief:
                    video = Video(actual, brief, output, pointer, row)
                    self.production.videos.append(video)
                    with _About(self.production, row):
                        self._spoken(video, fields.get("lip_sync"), values)
        for name, film in self.form.films.items():
            pointer = f"/films/{escape(name)}"
            self._known(f"{pointer}/defaults", film.defaults)
            for row, values in self._rows(film.matrix, pointer):
                with _About(self.production, row):
                    self._film(self._name(name, values, pointer), film, values, pointer, row)
        if not self.production.videos and not self.production.faults:
            self.production.faults.append(
                Diagnostic("S5", "error", "", "nothing to make", "add briefs or films; see `kling run --schema`")
            )

    def _film(self, name: str, film: FilmEntry, values: dict[str, str], pointer: str, row: int | None) -> None:
        shots: list[str] = []
        for n, fields in enumerate(film.shots):
            here, video_name = f"{pointer}/shots/{n}", f"{name}/{n + 1:02d}"
            chain = film.chain if n else None
            own = {key: value for key, value in fields.items() if key != "lip_sync"}
            shots.append(video_name)
            with _About(self.production, row):
                defaults = {**self.form.defaults, **film.defaults}
                brief = self._brief(chained(own, defaults, chain, here), film.defaults, values, here)
                output = self._output(None, video_name, values, here)
                previous = f"{name}/{n:02d}" if chain else None
                video = Video(video_name, brief, output, here, row, name, previous, chain)
                self.production.videos.append(video)
                shots[-1] = self._spoken(video, fields.get("lip_sync"), values) or video_name
        output = self._output(film.output, name, values, f"{pointer}/output")
        self.production.films.append(Film(name, tuple(shots), output))

    def _known(self, pointer: str, defaults: Mapping[str, Any]) -> None:
        """Tell of defaults that no brief has: they would be left out without a word."""
        fields = {name for scenario in SCENARIOS.values() for name in scenario.model_fields}
        for name in (name for name in defaults if name not in fields):
            beside = name in BESIDE
            help = (
                "write it beside a brief or into a shot" if beside else known(name, dict.fromkeys(sorted(fields)), "{}")
            )
            message = f"no brief has a field {name!r}"
            self.production.faults.append(Diagnostic("S7", "error", f"{pointer}/{escape(name)}", message, help))

    def _spoken(self, video: Video, given: Any, values: Mapping[str, str]) -> str | None:
        """The name of the video with its line; None where it is given none."""
        if given is None or given is False:
            return None
        pointer, faults = f"{video.pointer}/lip_sync", list[Diagnostic]()
        given = filled_in(given, values, pointer, faults, self._spend)
        if isinstance(given, dict) and isinstance(given.get("audio"), str):
            given["audio"] = self._asset(given["audio"], f"{pointer}/audio", faults)
        if faults:
            raise BriefRefused(faults)
        self._count({"lip_sync": given})
        shots = getattr(video.brief, "shots", None) or [video.brief]
        line = spoken_of(given, [str(getattr(shot, "prompt", "") or "") for shot in shots], pointer)
        name, output = f"{video.name}{ENDING}", f"{video.output[: -len('.mp4')]}{ENDING}.mp4"
        self._call(name, pointer)
        self._take(output, name, pointer)
        self.production.videos.append(
            Video(name, video.brief, output, pointer, video.row, video.film, video.name, "lip_sync", line)
        )
        return name

    # -- tables and templates -----------------------------------------------------------------------------------------

    def _rows(self, matrix: object, pointer: str) -> Iterator[tuple[int | None, dict[str, str]]]:
        self._spend(len(self._variables))
        if matrix is None:
            yield None, self._variables
            return
        with _About(self.production, None):
            for number, row in self._table(str(matrix), f"{pointer}/matrix"):
                self._spend(len(self._variables))
                yield number, {**self._variables, **row}
            return
        yield None, _AnyColumn(self._variables)  # what else is wrong is told, too

    def _table(self, name: str, pointer: str) -> list[tuple[int, dict[str, str]]]:
        if name in self._tables:
            return self._tables[name]
        try:
            return self._tables.setdefault(name, table.read(permitted(self.base / name), self._spend))
        except TableError as error:
            raise Fault("M10", f"the table {name} cannot be used: {error.message}", error.help, pointer) from None
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise Fault("M10", f"the table {name} cannot be read: {why}", "check the path", pointer) from None

    def _name(self, template: str, values: Mapping[str, str], pointer: str) -> str:
        name = safe(filled(template, values, pointer, self._spend), pointer)
        self._call(name, pointer)
        return name

    def _call(self, name: str, pointer: str) -> None:
        """Keep a name for a video. Raises Fault where it is another's."""
        if name in self._names:
            help = "give each its own name; with a matrix put a {column} into the name"
            raise Fault("S9", f"two videos are called {name!r}", help, pointer)
        self._names.add(name)

    def _output(self, template: object, name: str, values: dict[str, str], pointer: str) -> str:
        self._spend(len(values))
        asked = str(template or self.form.output)
        output = safe(filled(asked, ChainMap({"name": name}, values), pointer, self._spend), pointer)
        if not output.lower().endswith(".mp4"):
            output += ".mp4"
        self._take(output, name, pointer)
        return output

    def _take(self, output: str, name: str, pointer: str) -> None:
        """Keep an output for a video. Raises Fault where it is another's."""
        key = as_one(output)
        folders = set(_folders_of(key))
        if other := self._outputs.get(key):
            help = "put {name} or a {column} into output; names that differ in case only are one file on many systems"
            raise Fault("S9", f"{other} and {name} would both be written to {output}", help, pointer)
        if key in self._folders or folders & self._outputs.keys():
            raise Fault("S9", f"{output} would be a video and a folder", "choose another output", pointer)
        self._outputs[key] = name
        self._folders |= folders

    # -- briefs -------------------------------------------------------------------------------------------------------

    def _brief(
        self, fields: Mapping[str, Any], defaults: Mapping[str, Any], values: Mapping[str, str], pointer: str
    ) -> Brief:
        self._spend(len(self.form.defaults) + len(defaults))
        given = _completed(fields, {**self.form.defaults, **defaults})
        faults: list[Diagnostic] = []
        filled = filled_in(given, values, pointer, faults, self._spend)
        wanted = self._with_assets(filled, pointer, faults)
        self._count(wanted)
        try:
            brief = parse(wanted)
            if faults:
                raise BriefRefused([], (brief,))
        except BriefRefused as error:
            whole = complete(error, self.profile, folder=self.base)
            more = [d._replace(pointer=pointer + d.pointer) for d in whole.diagnostics]
            raise BriefRefused([*faults, *more]) from None
        return brief

    def _with_assets(self, brief: dict[str, Any], pointer: str, faults: list[Diagnostic]) -> dict[str, Any]:
        """The brief with ``@name`` in the place of a source replaced by the asset, one that is unknown by something
        that stands for it. In a list the asset keeps its name, so prompts call it @name."""
        for key in _SOURCES:
            if isinstance(brief.get(key), str):
                brief[key] = self._asset(brief[key], f"{pointer}/{key}", faults)
        for key in ("images", "elements"):
            value = brief.get(key)
            if isinstance(value, str):
                value = [value]
            if isinstance(value, list) and any(isinstance(item, str) and item.startswith("@") for item in value):
                value = {
                    item[1:] if isinstance(item, str) and item.startswith("@") else f"{key[:-1]}_{n}": item
                    for n, item in enumerate(value, 1)
                }
            if isinstance(value, dict):
                value = {
                    name: self._asset(item, f"{pointer}/{key}", faults) if isinstance(item, str) else item
                    for name, item in value.items()
                }
            if value is not None:
                brief[key] = value
        return brief

    def _asset(self, source: str, pointer: str, faults: list[Diagnostic]) -> str:
        if not source.startswith("@"):
            return source
        if source[1:] not in self.form.assets:
            help = known(source[1:], self.form.assets, "@{}")
            faults.append(Diagnostic("R30", "error", pointer, f"{source} names no asset", help))
            return "100000000000000001" if pointer.endswith("/elements") else f"{STAND_IN}asset"
        self._spend(len(self.form.assets[source[1:]]))
        return self.form.assets[source[1:]]


class _About:
    """Collects the faults of one entry; those of a table's line say which line."""

    def __init__(self, production: Production, row: int | None) -> None:
        self._production, self._row = production, row

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Fault):
            found = [error.diagnostic]
        elif isinstance(error, BriefRefused):
            found = error.diagnostics
        else:
            return False
        self._production.faults += [d._replace(message=about_row(d.message, self._row)) for d in found]
        self._production.faulty += 1
        if self._production.faulty > bounds.FAULTY_MAX:
            raise _Enough
        return True


def _folders_of(path: str) -> Iterator[str]:
    """The folders above a path."""
    while (cut := path.rfind("/")) > 0:
        path = path[:cut]
        yield path


def about_row(message: str, row: int | None) -> str:
    return message if row is None else f"line {row} of its table: {message}"


def _completed(fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with those defaults that the scenario has and that nothing given excludes."""
    scenario = fields.get("scenario", defaults.get("scenario"))
    known = SCENARIOS[scenario].model_fields if isinstance(scenario, str) and scenario in SCENARIOS else {}
    unwanted = {"prompt", "duration"} if "shots" in fields else {"shots"} if "prompt" in fields else set()
    if scenario == "reference" and "first_frame" in fields:
        unwanted.add("aspect_ratio")
    return {**{key: value for key, value in defaults.items() if key in known and key not in unwanted}, **fields}
