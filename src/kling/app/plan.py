"""Plain words to a brief, or to a production where they want more than one task can make."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kling.api.body import Body
from kling.api.inline import shown
from kling.app import envelope
from kling.app.events import Noticed, Tell, nobody
from kling.app.refusal import Refusal, Step, refusing
from kling.models.profiles import DEFAULT, Profile
from kling.planner.documents import Given, Planned
from kling.planner.documents import plan as plan_offline


@dataclass(frozen=True, slots=True)
class Written:
    """A plan, and the file it was written to (None: to none)."""

    planned: Planned
    path: Path | None = None

    @property
    def lines(self) -> list[str]:
        """Notes and suggestions, a line each."""
        planned = self.planned
        left = [s for s in planned.plan.suggestions if s.text not in planned.plan.added]
        suggested = [f"suggestion: {s.slot}{f' of shot {s.shot}' if s.shot else ''}: {s.text}" for s in left]
        return [f"note: {note}" for note in planned.notes] + suggested

    def text(self, folder: Path = Path()) -> str:
        """The brief, or the production file of a film, as a file in ``folder`` would hold it: its paths start there."""
        import yaml

        comments = "".join(f"# {line}\n" for said in self.lines for line in said.splitlines())
        document = _seen_from(folder, self.planned.film or self.planned.document)
        return comments + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)

    def envelope(self) -> dict[str, Any]:
        """What programs are told."""
        path = str(self.path.absolute()) if self.path else None
        steps = [Step("check", {"files": [path]}), Step("preview", {"brief": path})] if path else []
        return envelope.done(self.document() | {"path": path}, next=steps, warnings=self.lines)

    def document(self) -> dict[str, Any]:
        """The plan as programs read it."""
        planned = self.planned
        body = Body(planned.body)
        video = planned.body.get("video_list", [{}])[0]
        return {
            "scenario": planned.brief.scenario,
            "multi_shot": body.multi_shot,
            "shots": len(body.shots) or 1,
            "sound": planned.body["sound"],
            "aspect_ratio": body.aspect_ratio,
            "duration": None if body.refer_type == "base" else body.duration,
            "refer_type": video.get("refer_type"),
            "keep_original_sound": video.get("keep_original_sound"),
            "brief": planned.document,
            "request": shown(planned.body),
            "film": planned.film,
            "removed": planned.plan.removed,
            "added": planned.plan.added,
            "suggestions": [suggestion._asdict() for suggestion in planned.plan.suggestions],
            "notes": planned.notes,
        }


def plan(
    words: str,
    given: Sequence[Given] = (),
    *,
    profile: Profile = DEFAULT,
    mode: str = "pro",
    enrich: bool = False,
    model: str | None = None,
    model_timeout: float = 120.0,
    output: Path | None = None,
    force: bool = False,
    tell: Tell = nobody,
) -> Written:
    """Plan a request in plain words, and write the plan to ``output`` (``force``: over a file that exists). ``model``
    names a language model that writes the words; without it nothing is sent anywhere. Raises Refusal."""
    if not words.strip():
        raise Refusal("usage", "there are no words", help="say in a sentence what the film should show")
    if output is not None and output.exists() and not force:
        raise Refusal("exists", f"{output} exists", help="--force replaces it", file=str(output))
    with refusing():
        planned = _asked(words, tuple(given), model, model_timeout, profile, mode, tell) if model else None
        if planned is None:
            planned = plan_offline(words, tuple(given), profile=profile, mode=mode, enrich=enrich)
        written = Written(planned, output)
        if output is not None:
            output.write_text(written.text(output.parent), "utf-8")
    return written


def _asked(
    words: str, given: tuple[Given, ...], model: str, timeout: float, profile: Profile, mode: str, tell: Tell
) -> Planned | None:
    """A plan in the words of a language model; None, with a notice, when it wrote nothing usable."""
    from kling.planner.chat import ModelFailed
    from kling.planner.language_model import write

    try:
        return write(words, given, model=model, timeout=timeout, profile=profile, mode=mode)
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
    for key in ("images", "assets"):
        if key in document:
            moved[key] = {name: called(source) for name, source in document[key].items()}
    return moved
