"""What prompts cover, what to add next, and whether their spoken lines fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app import envelope
from kling.app.check import judged
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs.compile import Compiled, draft
from kling.briefs.review import Review, Reviewed
from kling.briefs.review import review as read
from kling.client.fields import is_file
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.briefs import Brief


@dataclass(frozen=True, slots=True)
class Named:
    """A review, and what its request is shown by."""

    name: str
    review: Review

    def document(self) -> dict[str, Any]:
        """The review as programs read it."""
        return {
            "name": self.name,
            "scenario": self.review.scenario,
            "prompts": [_prompt(prompt) for prompt in self.review.prompts],
            "advice": [advice._asdict() for advice in self.review.advice],
        }


def _prompt(one: Reviewed) -> dict[str, Any]:
    lines = [
        {
            "speaker": line.quote.speaker,
            "text": line.quote.text,
            "language": line.language,
            "units": line.units,
            "unit": line.rate.unit,
        }
        for line in one.speech.lines
    ]
    seconds, least = one.speech.good, one.speech.least
    speech = {"fits": one.speech_fits, "seconds": seconds, "least_seconds": least, "lines": lines}
    return {**one._asdict(), "speech": speech}


def review(
    given: Sequence[str], *, duration: int | None = None, sound: bool = False, profile: Profile = DEFAULT
) -> list[Named]:
    """Review prompts, and files of bodies, briefs and productions. ``duration`` and ``sound`` are those of a prompt's
    film. Raises Refusal for a file that is no request."""
    found = []
    for one in given:
        for name, body, made in _bodies(one, duration or profile.duration_default, sound, profile):
            reviewed = read(body, profile, made.names if made else {})
            if not reviewed.prompts:
                raise Refusal("rules", f"{name} has no prompt", help="`kling check` says what it lacks")
            if made:  # told about the brief, as check does
                placed = [prompt._replace(pointer=made.origin(prompt.pointer)) for prompt in reviewed.prompts]
                reviewed = reviewed._replace(prompts=tuple(placed))
            found.append(Named(name, reviewed))
    return found


def reviewed(given: Sequence[str], found: Sequence[Named]) -> dict[str, Any]:
    """The envelope of a review: files are judged next, words become a plan."""
    files = [str(path.absolute()) for one in given if (path := Path(one)).suffix.lower() in _FILES]
    steps = [Step("check", {"files": files}) if files else Step("plan", {"words": given[0]})]
    return envelope.done([one.document() for one in found], next=steps)


_FILES = (".yaml", ".yml", ".json")


_Drafted = tuple[str, dict[str, Any], Compiled | None]
"""The name by which a body is shown, the body, and what a brief was made into."""


def _bodies(given: str, duration: int, sound: bool, profile: Profile) -> list[_Drafted]:
    """The bodies behind an argument."""
    path = Path(given)
    if path.suffix.lower() not in _FILES:
        if not given.strip():
            raise Refusal("usage", "the prompt is empty", help="give its words, or the name of a file")
        if is_file(given):
            help = "briefs and productions (.yaml) and bodies (.json) have prompts"
            raise Refusal("usage", f"{given} is the name of a file, and no words", help=help)
        return [("prompt", {"prompt": given, "duration": str(duration), "sound": "on" if sound else "off"}, None)]
    with refusing():
        found = judged(path.read_bytes(), given, profile)
    checked = found.checked
    if found.plan is not None:
        if found.plan.refused:
            raise Refusal("rules", f"{path} was refused", checked=[checked])
        items = [item for item in found.plan.items if item.video.line is None]
        return [_drafted(f"{path}: {item.video.name}", item.brief, path, profile) for item in items]
    value: object = checked.document.value
    if checked.document.fault or not isinstance(value, dict) or (checked.kind == "brief" and not found.briefs):
        raise Refusal("rules", f"{given} cannot be read", checked=[checked])
    # The rulebook may find faults in a brief all the same.
    return [_drafted(given, found.briefs[0], path, profile) if checked.kind == "brief" else (given, value, None)]


def _drafted(name: str, brief: Brief, path: Path, profile: Profile) -> _Drafted:
    made = draft(brief, profile, path.parent)
    return name, made.body, made
