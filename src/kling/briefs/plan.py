"""Plain words and assets to a Brief: the planner of :mod:`kling.prompts.plan`, bound to real files and ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kling.briefs.compile import compile
from kling.briefs.errors import BriefRefused
from kling.briefs.load import parse
from kling.briefs.model import Brief
from kling.models.profiles import DEFAULT, Profile
from kling.prompts import sources
from kling.prompts.film import Film, Group
from kling.prompts.plan import Plan
from kling.prompts.plan import plan as plan_words
from kling.prompts.wish import Asset
from kling.rules.diagnostic import Diagnostic

GivenRole = Literal["image", "first_frame", "last_frame", "video", "element"]


@dataclass(frozen=True, slots=True)
class Given:
    """Something the user has: its role, its name ("" when none was given) and its source (path, URL or element id)."""

    role: GivenRole
    source: str
    name: str = ""


@dataclass(slots=True)
class Planned:
    """A brief, as a value and as the plain document that a file would hold; the body it stands for; and what was
    decided or could not be done. ``film`` is the document of a production file (for ``kling run``) that makes all of a
    wish which is longer than one task can be."""

    brief: Brief
    document: dict[str, Any]
    body: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    film: dict[str, Any] | None = None


def plan(
    words: str, given: tuple[Given, ...] = (), *, profile: Profile = DEFAULT, folder: Path = Path(), mode: str = "pro"
) -> Planned:
    """The brief of a wish: offline, deterministic. Raises ValueError for an empty wish, BriefRefused when what is
    given cannot make a valid request (a missing file, too many pictures)."""
    found, notes = named(words, given, folder)
    made = plan_words(words, tuple(_asset(one, folder) for one in (*given, *found)))
    sources_found = {one.source for one in found}
    left = [note for note in made.notes if not any(note.startswith(f"{source} stands") for source in sources_found)]
    planned = finish(_document(made, mode), notes + left, profile, folder)
    if made.film is not None:
        try:
            planned.film = _production(made.film, mode, profile, folder)
        except BriefRefused as refused:
            planned.notes.append(f"the film cannot be made as planned: {refused.diagnostics[0].message}")
    return planned


def named(words: str, given: tuple[Given, ...], folder: Path) -> tuple[tuple[Given, ...], list[str]]:
    """The pictures and the clip that the wish itself names by file or URL and that were not given: those that can be
    told by their ending and, if local, are there."""
    found: list[Given] = []
    notes: list[str] = []
    for source in sources.find(words):
        have = (*given, *found)
        there = "://" in source.source or (folder / Path(source.source).expanduser()).is_file()
        if source.kind is None or not there or any(sources.is_same(one.source, source.source) for one in have):
            continue
        if source.kind == "video" and any(one.role == "video" for one in have):
            continue
        path = source.source if "://" in source.source else str(Path(source.source).expanduser())
        found.append(Given(source.kind, path))
        notes.append(
            f"{source.source}, named in the wish, is used as {'a picture' if source.kind == 'image' else 'the clip'}"
        )
    return tuple(found), notes


def finish(document: dict[str, Any], notes: list[str], profile: Profile, folder: Path) -> Planned:
    """A planned document as a judged brief. Raises BriefRefused."""
    brief = parse(document)
    compiled = compile(brief, profile, folder=folder)
    return Planned(brief, document, compiled.body, notes, compiled.diagnostics)


def _asset(one: Given, folder: Path) -> Asset:
    kind: Literal["image", "video", "element"] = "image" if one.role.endswith("frame") else one.role  # type: ignore[assignment]
    role: Literal["first_frame", "end_frame"] | None = None
    if one.role == "first_frame":
        role = "first_frame"
    elif one.role == "last_frame":
        role = "end_frame"
    seconds = None
    if kind == "video" and "://" not in one.source and (folder / one.source).is_file():
        from kling.media.probe import probe_file

        seconds = probe_file(folder / one.source).seconds
    return Asset(kind, one.name, role, one.name.replace("_", " "), seconds, one.source)


_FRAMES = {"first_frame": "first_frame", "end_frame": "last_frame"}
_LINK = "https://part-before.invalid/"
"""Stands for the picture or the clip of the group before, where a group is judged."""


def _document(made: Plan | Group, mode: str) -> dict[str, Any]:
    """The plan as a brief's plain document; tokens become names."""
    document: dict[str, Any] = {"scenario": made.scenario}
    names: dict[str, str] = {}
    images: dict[str, str] = {}
    elements: dict[str, str] = {}
    for binding in made.assets:
        source = binding.asset.source
        token = binding.token.strip("<>")
        name = binding.asset.name or token
        if binding.use in _FRAMES:
            name = _FRAMES[binding.use]
            document[name] = source
        elif binding.use in ("edit", "feature"):
            document["video"], name = source, "video"
        elif binding.use == "element":
            elements[name] = source
        else:
            images[name] = source
        names[binding.token] = name
    if images:
        document["images"] = images
    if elements:
        document["elements"] = elements

    def called(text: str) -> str:
        for token, name in names.items():
            text = text.replace(token, f"@{name}")
        return text

    if made.shots:
        document["shots"] = [{"duration": seconds, "prompt": called(text)} for seconds, text in made.shots]
    else:
        document["prompt"] = called(made.prompt)
        if made.scenario != "edit":
            document["duration"] = made.duration
    if made.aspect_ratio is not None and made.scenario not in ("i2v", "first_last", "edit"):
        document["aspect_ratio"] = made.aspect_ratio
    if made.scenario in ("edit", "reference"):
        document["keep_original_sound"] = bool(made.keep_original_sound)
    else:
        document["sound"] = "on" if made.sound else "off"
    document["mode"] = mode
    return document


def _production(film: Film, mode: str, profile: Profile, folder: Path) -> dict[str, Any]:
    """The document of a production file that makes a film. What all groups have stands once: settings as defaults,
    files by name. Raises BriefRefused when the service would refuse a group."""
    place = "video" if film.chain == "next_shot" else "first_frame"
    groups = []
    for group in film.groups:
        document = _document(group, mode)
        link = {place: _LINK} if group.chained else {}
        compile(parse({**document, **link}), profile, folder=folder)
        if group.chained:
            document.pop(place, None)
        groups.append(document)
    assets: dict[str, str] = {}
    shots = [_with_assets(group, assets) for group in groups]
    shared = ("aspect_ratio", "sound", "keep_original_sound", "mode")
    defaults = {key: group[key] for key in shared for group in groups if key in group}
    entry: dict[str, Any] = {"chain": film.chain} if film.chain else {}
    entry["shots"] = [{key: value for key, value in shot.items() if key not in shared} for shot in shots]
    return {"defaults": defaults, **({"assets": assets} if assets else {}), "films": {"film": entry}}


def _with_assets(group: dict[str, Any], assets: dict[str, str]) -> dict[str, Any]:
    """A group's document with ``@name`` for every source, which is entered into ``assets``; braces, which are holes in
    a production file, are doubled."""

    def held(name: str, source: str) -> str:
        known = next((other for other, there in assets.items() if there == source), None)
        while known is None and name in assets:
            name += "_"
        assets[known or name] = source
        return f"@{known or name}"

    written = {**group}
    for key, name in (("first_frame", "opening"), ("last_frame", "ending"), ("video", "clip")):
        if key in group:
            written[key] = held(name, group[key])
    for key in ("images", "elements"):
        if key in group:
            written[key] = {name: held(name, source) for name, source in group[key].items()}
    doubled: dict[str, Any] = _braces_doubled(written)
    return doubled


def _braces_doubled(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, dict):
        return {key: _braces_doubled(item) for key, item in value.items()}
    return [_braces_doubled(item) for item in value] if isinstance(value, list) else value
