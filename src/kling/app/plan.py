"""Plain words to a brief, or to a production where they want more than one task can make."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.body import Body
from kling.api.inline import shown
from kling.app import envelope
from kling.app.events import Noticed, Tell, Warned, nobody
from kling.app.fit import Legal, kept
from kling.app.naming import name_of
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs.errors import BriefRefused
from kling.briefs.estimate import Estimate, estimate, price_row
from kling.media.confined import permitted
from kling.models.profiles import DEFAULT, Profile, default_model, model_of, served_names
from kling.planner.asset import Asset
from kling.planner.documents import Planned, braces_doubled
from kling.planner.documents import plan as plan_offline
from kling.planner.plan import WORDS_MAX
from kling.rules import is_about

if TYPE_CHECKING:
    from kling.media.keep import Keep


@dataclass(frozen=True, slots=True)
class Written:
    """A plan, the file it was written to (None: to none), its price where it is known, and what is
    kept of its files where they are made legal."""

    planned: Planned
    path: Path | None = None
    estimate: Estimate | None = None
    fit: Keep | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    """The arguments of the same command."""

    @property
    def lines(self) -> list[str]:
        """Notes and suggestions, a line each."""
        return [f"note: {note}" for note in self.planned.notes] + [f"suggestion: {line}" for line in self.suggested]

    @property
    def suggested(self) -> list[str]:
        """What the words leave open, a line each, unless it was added."""
        plan = self.planned.plan
        left = [s for s in plan.suggestions if s.text not in plan.added]
        return [f"{s.slot}{f' of shot {s.shot}' if s.shot else ''}: {s.text}" for s in left]

    def text(self, folder: Path = Path()) -> str:
        """The brief, or the production file of a film, as a file in ``folder`` would hold it: its paths start there."""
        import yaml

        document = _seen_from(folder, self.planned.film or self.planned.document)
        return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)

    def content(self, folder: Path) -> str:
        """What is written into a file in ``folder``: the text, its mark before it and suggestions behind it."""
        text = self.text(folder) + "".join(f"# suggestion: {line}\n" for line in self.suggested)
        return f"{_mark(text)}\n{text}"

    def envelope(self) -> dict[str, Any]:
        """What programs are told."""
        path = str(self.path.absolute()) if self.path else None
        found = [d for d in self.planned.diagnostics if is_about(d.code, "media")]
        return envelope.done(self.document() | {"path": path}, next=self.next, diagnostics=found)

    def document(self) -> dict[str, Any]:
        """The plan as programs read it; of a film of several tasks there is no request to send."""
        planned = self.planned
        body = Body(planned.body)
        video = planned.body.get("video_list", [{}])[0]
        film = planned.plan.film
        return {
            "scenario": planned.document["scenario"],
            "multi_shot": body.multi_shot,
            "shots": sum(len(group.shots) for group in film.groups) if film else len(body.shots) or 1,
            "sound": planned.body["sound"],
            "aspect_ratio": body.aspect_ratio,
            "duration": film.seconds if film else None if body.refer_type == "base" else body.duration,
            "refer_type": video.get("refer_type"),
            "keep_original_sound": video.get("keep_original_sound"),
            "brief": planned.document,
            "request": None if planned.film else shown(planned.body),
            "film": planned.film,
            "removed": planned.plan.removed,
            "added": planned.plan.added,
            "suggestions": [suggestion._asdict() for suggestion in planned.plan.suggestions],
            "notes": planned.notes,
            "estimate": None if self.estimate is None else price_row(self.estimate),
        }

    @property
    def next(self) -> list[Step]:
        """Commands that make sense now."""
        if self.path is None:
            name = Path(name_of(self.planned.plan.request.text)).with_suffix(".yaml")
            return [Step("plan", {**self.asked, "output": str(name)})]
        fit = kept(self.fit)
        if (crop := self.planned.plan.settings.crop) and "crop" not in fit:
            fit = {**fit, "crop": crop}
            fit.pop("fit", None)
        path = str(self.path.absolute())
        price = Step("run", {"file": path, "dry_run": True, **fit})
        judged = price if self.planned.film else Step("check", {"files": [path], **fit})
        return [judged, Step("preview", {"brief": path, **fit})]


def plan(
    words: str,
    given: Sequence[Asset] = (),
    *,
    profile: Profile = DEFAULT,
    mode: str | None = None,
    video_model: str | None = None,
    enrich: bool = False,
    model: str | None = None,
    model_timeout: float = 120.0,
    output: Path | None = None,
    force: bool = False,
    fit: Keep | None = None,
    tell: Tell = nobody,
) -> Written:
    """Plan a request in plain words, and write the plan to ``output`` (``force``: over a file that exists). ``model``
    names a language model that writes the words; without it nothing is sent anywhere. ``video_model`` makes the film,
    the default one without a name; ``mode`` is the model's own without one. ``fit`` plans and prices with the files as
    they are once they are legal; a clip to change that is too long is then split, as a production. Raises
    Refusal."""
    if not words.strip():
        raise Refusal("usage", "there are no words", help="say in a sentence what the film should show")
    if len(words) > WORDS_MAX:
        raise Refusal("usage", f"there are more than {WORDS_MAX:,} characters", help="make several requests of it")
    if output is not None and output.suffix.lower() not in (".yaml", ".yml"):
        raise Refusal("usage", f"{output.name}: a plan is YAML", help=f"name it {output.stem}.yaml")
    asked = _arguments(words, given, {"mode": mode, "video_model": video_model}, fit)
    if output is not None and output.exists() and not force:
        _must_be_free(output, asked)
    roles = {one.role for one in given if one.kind == "image"}
    if roles == {"end_frame"}:
        help = "give the picture it begins with, too; or give it as the first frame, and say what becomes of it"
        raise Refusal("usage", "a film cannot end on a picture without beginning with one", help=help)
    profile = model_of(video_model).at(profile)
    made_by: dict[str, Any] = {"profile": profile, "mode": mode}
    with refusing():
        legal = Legal(words, given, profile, fit, tell)
        try:
            planned = (
                _asked(words, legal.given, model, model_timeout, tell, video_model=video_model or "", **made_by)
                if model
                else None
            )
            if planned is None:
                planned = plan_offline(words, legal.given, enrich=enrich, model=video_model or "", **made_by)
        except BriefRefused as error:
            faults = [d for d in error.diagnostics if d.severity == "error"]
            raise legal.offering(Refusal("rules", "the request was refused", diagnostics=faults)) from None
        legal.restore(planned)
        planned.notes += _other_models(words, video_model or default_model().name)
        if fit and planned.document["scenario"] == "edit" and (clip := legal.too_long):
            _split(planned, clip, output, profile)
            fit = None  # the parts are legal
        if fit and not legal.changed:
            fit = None
        planned.notes = [note for note in planned.notes if not _is_settled(note, planned, fit)]
        if about_files := tuple(d for d in planned.diagnostics if is_about(d.code, "media")):
            tell(Warned(about_files))
        written = Written(planned, output, fit=fit, asked=asked)
        if output is not None:
            output.write_text(written.content(output.parent), "utf-8")
        return replace(written, estimate=_priced(written, profile))


def filed(words: str, folder: Path, *, fit: Keep | None = None, tell: Tell = nobody) -> Written:
    """Words planned into a file of ``folder`` that is named after them; one that says the same is there already.
    Raises Refusal."""
    made = plan(words, fit=fit, tell=tell)
    content, path = made.content(folder), folder / Path(name_of(words)).with_suffix(".yaml")
    with refusing():
        places = (path if n == 1 else path.with_stem(f"{path.stem}-{n}") for n in count(1))
        place = next(one for one in places if not one.exists() or one.read_text("utf-8", "replace") == content)
        permitted(place).write_text(content, "utf-8")
    return replace(made, path=place)


def _other_models(words: str, model: str) -> list[str]:
    """Notes on models that the words name, and that are not asked: which one makes a film is no matter of its words."""
    named = re.findall(r"[\w.-]+", words.lower())
    return [
        f"{name} is named: to ask that model, give --video-model {name}"
        for name in served_names()
        if name in named and name != model
    ]


def file_of(given: str, *, fit: Keep | None = None, tell: Tell = nobody) -> Path:
    """The file that is named, or one with the plan of what are words: several, or in a script of its own. ``tell``
    hears what was assumed of them, and where they stand. Raises Refusal."""
    from kling.client.fields import is_file  # which knows the client; most plans do without

    path = Path(given)
    if is_file(given):
        return path
    if path.suffix in (".yaml", ".yml", ".json") or (given.isascii() and len(given.split()) < 2):
        raise Refusal("usage", f"there is no file {given[:200]!r}", help="give a file, or what to film in quotes")
    written = filed(given, Path(), fit=fit, tell=tell)
    for line in [*written.lines, f"the plan: {written.path}"]:
        tell(Noticed(line))
    return written.path or path


def _is_settled(note: str, planned: Planned, fit: Keep | None) -> bool:
    """Whether a note of the planner, who knows only the words, is answered by the files and what is kept of them."""
    return "--crop" in note and fit is not None and fit.crop is not None


def _must_be_free(output: Path, asked: dict[str, Any]) -> None:
    """Raises Refusal for a file that somebody changed, or with which a film was asked for."""
    from kling.app.history import is_sent  # which knows the client; most plans do without

    sent = is_sent(output)
    if sent or not _is_untouched(output):
        other = next(path for n in count(2) if not (path := output.with_stem(f"{output.stem}-{n}")).exists())
        step = Step("plan", {**asked, "output": str(other.absolute())})
        why = f"{output} {'is what a film was asked for with' if sent else 'exists'}"
        raise Refusal("exists", why, help="--force replaces it", file=str(output), next=[step])


def _is_untouched(path: Path) -> bool:
    """Whether a file is as a plan wrote it, so that planning again may replace it."""
    first, _, rest = path.read_text("utf-8", errors="replace").partition("\n")
    return first == _mark(rest)


def _mark(text: str) -> str:
    """The first line of a plan's file, which holds for exactly this text."""
    from hashlib import sha256

    return f"# kling plan wrote this ({sha256(text.encode()).hexdigest()[:8]}) and replaces it until it is changed"


def _arguments(words: str, given: Sequence[Asset], more: Mapping[str, Any], fit: Keep | None) -> dict[str, Any]:
    """The arguments of the command that plans this, with the paths of files as they are found from everywhere."""
    asked: dict[str, Any] = {"words": words, **{name: value for name, value in more.items() if value}}
    for one in given:
        found = str(path.absolute()) if one.kind != "element" and (path := Path(one.source)).is_file() else one.source
        if one.role or one.kind == "video":
            asked["last_frame" if one.role == "end_frame" else one.role or "video"] = found
        else:
            asked.setdefault(f"{one.kind}s", {})[one.name] = found
    return asked | kept(fit)


def _priced(written: Written, profile: Profile) -> Estimate | None:
    if written.planned.film is None:
        return estimate(written.planned.body, profile)
    if written.path is None:
        return None
    from kling.app.estimate import estimate as price

    return price([written.path], profile).files[0][1]


def _split(planned: Planned, clip: Path, output: Path | None, profile: Profile) -> None:
    """Change a long clip part by part: a production that joins them again. Raises Refusal."""
    from kling.media.fit import FitError, split

    if output is None:
        help = "name the production's file with -o, or the seconds to keep with --window"
        raise Refusal("usage", f"{clip.name} is too long for one task and is split into files", help=help)
    folder = permitted(output.with_name(f"{output.stem}-parts"))
    folder.mkdir(exist_ok=True)
    try:
        parts = split(clip, folder, profile)
    except FitError as error:
        raise Refusal("usage", str(error), file=str(clip)) from None
    shared = braces_doubled({key: value for key, value in planned.document.items() if key != "video"})
    shots = [{"video": str(part)} for part in parts]
    planned.film = {"defaults": shared, "films": {output.stem: {"shots": shots}}}
    planned.notes.append(f"{clip.name} is changed in {len(parts)} parts, which are in {folder} and are joined again")


def _asked(
    words: str, given: tuple[Asset, ...], model: str, timeout: float, tell: Tell, **about: Any
) -> Planned | None:
    """A plan in the words of a language model; None, with a notice, when it wrote nothing usable."""
    from kling.planner.chat import ModelFailed
    from kling.planner.language_model import write

    try:
        return write(words, given, model=model, timeout=timeout, **about)
    except ModelFailed as error:
        why = f"{model} wrote nothing usable: {error}; planned offline instead, in your words"
        tell(Noticed(f"note: {why}"))
        return None


def _seen_from(folder: Path, document: dict[str, Any]) -> dict[str, Any]:
    """A document with the local files it names as they are called from ``folder``."""

    def called(source: str) -> str:
        here = folder != Path() and not Path(source).is_absolute() and Path(source).is_file()
        return os.path.relpath(source, folder) if here else source

    moved = {**document}
    for key in ("first_frame", "last_frame", "video"):
        if key in document:
            moved[key] = called(document[key])
    if "images" in document:
        moved["images"] = {name: called(source) for name, source in document["images"].items()}
    for name, film in document.get("films", {}).items():
        shots = [_seen_from(folder, shot) for shot in film["shots"]]
        moved["films"] = {**moved["films"], name: {**film, "shots": shots}}
    return moved
