"""Plain words and assets to a Brief: the plan of a request, bound to real files and ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kling import briefs
from kling.api.scenario import Scenario
from kling.briefs.names import NAME, RESERVED
from kling.media.address import scheme
from kling.media.confined import Outside, permitted
from kling.models.profiles import DEFAULT, Profile, model_of
from kling.planner import sources
from kling.planner.asset import Asset, Binding, Role
from kling.planner.film import Film
from kling.planner.plan import TOO_LONG, WORDS_MAX, Plan
from kling.planner.plan import plan as plan_words
from kling.planner.remarks import taken_out
from kling.planner.tables import table
from kling.prompts.language import language_of
from kling.rules.diagnostic import Diagnostic


def all_given(
    images: Iterable[tuple[str | None, str]] = (),
    elements: Iterable[tuple[str | None, str]] = (),
    *,
    first_frame: str | None = None,
    last_frame: str | None = None,
    video: str | None = None,
) -> tuple[Asset, ...]:
    """Everything that the user has: pictures and elements by name, frames and a clip."""
    frames: tuple[tuple[Role, str | None], ...] = (("first_frame", first_frame), ("end_frame", last_frame))
    return (
        *(Asset("image", name or "", source=source) for name, source in images),
        *(Asset("element", name or "", source=id) for name, id in elements),
        *(Asset("image", role=role, source=source) for role, source in frames if source),
        *(Asset("video", source=source) for source in [video] if source),
    )


@dataclass(slots=True)
class Planned:
    """A brief as the plain document that a file would hold, the body it stands for, and what was decided or not
    possible. ``film``: the document of a production file that makes all of a request that is longer than a task."""

    document: dict[str, Any]
    body: dict[str, Any]
    notes: list[str]
    diagnostics: list[Diagnostic]
    plan: Plan
    film: dict[str, Any] | None = None

    @property
    def brief(self) -> briefs.Brief:
        """The brief as a value."""
        return briefs.parse(self.document)


def plan(
    words: str,
    given: tuple[Asset, ...] = (),
    *,
    profile: Profile = DEFAULT,
    folder: Path = Path(),
    mode: str | None = None,
    model: str = "",
    enrich: bool = False,
    written: Sequence[str] = (),
) -> Planned:
    """The brief of a request: offline, deterministic. ``model`` makes it, and it is planned by its documents; the
    default one without a name. ``mode`` is the model's own without one, or its cheapest where the words ask
    for that; ``enrich`` and ``written`` are as in :func:`kling.planner.plan.plan`. Raises ValueError for a request that
    is empty or too long, BriefRefused when what is given cannot make a valid request (a missing file)."""
    if len(words) > WORDS_MAX:
        raise ValueError(TOO_LONG)
    profile, look = model_of(model).at(profile), {"model": model} if model else {}
    found, notes = named(words, given, folder)
    assets = tuple(_seen(one, folder, words) for one in (*given, *found))
    made = plan_words(words, assets, profile, enrich=enrich, written=written)
    settings, look["mode"] = made.settings, mode or _mode_asked(made, model, profile, notes)
    document = _document(settings.scenario, settings.bindings, made.shots, settings.aspect_ratio, made, look)
    compiled = briefs.compile(document, profile, folder=folder)
    planned = Planned(document, compiled.body, [*made.notes, *notes], compiled.diagnostics, made)
    if made.film is not None:
        try:
            planned.film = _production(made.film, made, look, profile, folder)
        except briefs.BriefRefused as refused:
            planned.notes.append(f"the film cannot be made as planned: {refused.diagnostics[0].message}")
    return planned


def _mode_asked(made: Plan, model: str | None, profile: Profile, notes: list[str]) -> str:
    """The cheapest mode, or the one with so many lines ("720p"), where the words ask for it; else the model's."""
    if asked := taken_out(made.request, "cheapest", made.removed):
        notes.append(f"“{asked}”: mode {profile.modes[0]}; fewer seconds cost less, too")
        return profile.modes[0]
    lines = {f"{min(map(min, sizes.values()))}p": mode for mode, sizes in model_of(model).sizes.items()}
    named = [lines.get(f.value) for f in made.request.find("technical")] + [f.value for f in made.request.find("mode")]
    found = next((mode for mode in named if mode in profile.modes), None)
    if not named and len(profile.modes) > 1:
        notes.append(f"the mode was not said: {profile.mode_unsaid}; {profile.modes[0]} costs least")
    return found or profile.mode_unsaid


def named(words: str, given: tuple[Asset, ...], folder: Path) -> tuple[tuple[Asset, ...], list[str]]:
    """Pictures and a clip that the request names and that were not given: told by their ending and, if local, there."""
    found, notes = list[Asset](), list[str]()
    for source in sources.find(words, (one.source for one in given)):
        said = source.source  # all of it, or its end in a script without blanks: 用妈妈.jpg
        ends = [said, *(said[n:] for n in range(1, len(said)) if ord(said[n - 1]) > 0x2E7F)]
        path = next((one for one in ends if scheme(one) or _is_here(folder / Path(one).expanduser())), None)
        if source.kind is None or path is None or any(one.source == path for one in found):
            continue
        found.append(Asset(source.kind, source=path if scheme(path) else str(Path(path).expanduser())))
        what = "a picture" if source.kind == "image" else "the clip"
        notes.append(f"{path}, named in the request, is used as {what}")
    return tuple(found), notes


def _is_here(path: Path) -> bool:
    try:
        return permitted(path).is_file()
    except Outside:
        return False


def _seen(one: Asset, folder: Path, said: str) -> Asset:
    """An asset with what its file and what is ``said`` tell of it."""
    if one.kind == "video" and not scheme(one.source) and (folder / one.source).is_file():
        from kling.media.probe import probe_file

        facts = probe_file(folder / one.source)
        shape = facts.width / facts.height if facts.width and facts.height else None
        return replace(one, seconds=facts.seconds, sound=facts.has_sound, shape=shape)
    is_spoken_of = one.kind == "image" and not (one.role or one.name)
    return replace(one, name=_spoken_of(one.source, said)) if is_spoken_of else one


def _spoken_of(source: str, said: str) -> str:
    """The name by which a request speaks of a picture's file, as written; "" for none, or a word for any."""
    name, about = "" if scheme(source) else Path(source).stem.replace("_", " ").strip(), table(language_of(said))
    form = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])" if about.spaced else re.escape(name)
    place = re.search(form, said, re.IGNORECASE)
    return "" if not place or not name.strip("0123456789 ") or about.find("picture", name.lower()) else place[0]


_PLACES = {"first_frame": "first_frame", "end_frame": "last_frame", "edit": "video", "feature": "video"}
"""What a brief calls an asset that has no name of its own in it, by its use."""
_LINK = "https://part-before.invalid/film"  # stands for the end of the group before, where a group is judged


def names_of(bindings: Sequence[Binding]) -> dict[str, str]:
    """What a brief calls each asset, by its token: its name in the letters that names have ("Ana María" is Ana_María),
    or what its token says where that is taken or no name can be made."""
    names = {binding.token: binding.token.strip("<>") for binding in bindings}
    for binding in bindings:
        name = re.sub(r"\s+", "_", binding.asset.name.strip())
        if NAME.match(name) and name not in (*RESERVED, *names.values()):
            names[binding.token] = name
    return names


def _document(
    scenario: Scenario,
    bindings: Sequence[Binding],
    shots: Sequence[tuple[int, str]],
    ratio: str | None,
    made: Plan,
    look: Mapping[str, str],
) -> dict[str, Any]:
    """Shots as a brief's plain document; tokens become names."""
    document: dict[str, Any] = {"scenario": scenario}
    held = names_of(made.settings.bindings)
    names = {b.token: _PLACES.get(b.use) or held[b.token] for b in bindings}
    for binding in bindings:
        place = document if binding.use in _PLACES else document.setdefault(f"{binding.asset.kind}s", {})
        place[names[binding.token]] = binding.asset.source.strip()

    def called(text: str) -> str:
        for token, name in names.items():
            text = re.sub(rf"{token}(?=[A-Za-z0-9_-])", f"@{name} ", text).replace(token, f"@{name}")
        return text

    if len(shots) > 1:
        document["shots"] = [{"duration": seconds, "prompt": called(text)} for seconds, text in shots]
    else:
        document["prompt"] = called(shots[0][1])
        if scenario != "edit":
            document["duration"] = shots[0][0]
    document |= {} if ratio is None else {"aspect_ratio": ratio}
    if scenario in ("edit", "reference"):
        document["keep_original_sound"] = bool(made.settings.keep_original_sound)
    else:
        document["sound"] = "on" if made.settings.sound else "off"
    return {**document, **look}


def _production(film: Film, made: Plan, look: Mapping[str, str], profile: Profile, folder: Path) -> dict[str, Any]:
    """A production file's document of a film, with common settings once. BriefRefused for a group that is refused."""
    place, groups = "video" if film.chain == "next_shot" else "first_frame", []
    for group in film.groups:
        document = _document(group.scenario, group.bindings, group.shots, group.aspect_ratio, made, look)
        link = {place: _LINK} if group.chained else {}
        briefs.compile({**document, **link}, profile, folder=folder)
        if group.chained:
            document.pop(place, None)
        groups.append(document)
    shared = ("aspect_ratio", "sound", "keep_original_sound", "model", "mode")
    defaults = {key: group[key] for key in shared for group in groups if key in group}
    entry: dict[str, Any] = {"chain": film.chain} if film.chain else {}
    entry["shots"] = [{key: braces_doubled(value) for key, value in one.items() if key not in shared} for one in groups]
    return {"defaults": defaults, "films": {"film": entry}}


def braces_doubled(value: Any) -> Any:
    """A value as a production file holds it: braces are holes there."""
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, dict):
        return {key: braces_doubled(item) for key, item in value.items()}
    return [braces_doubled(item) for item in value] if isinstance(value, list) else value
