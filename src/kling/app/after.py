"""What makes sense after commands that only look: steps that are ready to run, none of which costs anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kling.app import history
from kling.app.deliver import beside
from kling.app.refusal import Step

if TYPE_CHECKING:
    from kling.api.elements import Element
    from kling.app.look import Looked
    from kling.app.tasks import Known

_NOTHING: Mapping[str, Any] = {}


def anything() -> list[Step]:
    """What was made here, listed; a first plan where nothing was."""
    if history.requests():
        return [Step("list")]
    return [Step("plan", {"words": "A paper boat crosses a puddle in the rain, 5 s."})]


def look(found: Sequence[Looked], fit: Mapping[str, Any] = _NOTHING) -> list[Step]:
    """The command that uses each file, made legal where it has to be (``fit``: what is kept of it); the rule that
    refuses it where nothing helps."""
    return [step for one in found[:3] for step in _file(one, fit)]


def _file(one: Looked, fit: Mapping[str, Any]) -> list[Step]:
    if not one.is_legal and not one.fits:
        return [Step("explain", {"code": one.diagnostics[0].code})]
    path, kept = str(one.path.absolute()), dict(fit) if one.is_legal else dict(fit) or {"fit": True}
    if one.facts.kind == "video":
        seen = [] if beside(one.path).is_file() else [Step("frames", {"video": path})]
        return [*seen, Step("plan", {"words": "Continue this clip.", "video": path, **kept})]
    return [Step("plan", {"words": "This picture comes to life.", "first_frame": path, **kept})]


def tasks(found: Sequence[Known]) -> list[Step]:
    """The newest task whose film is not here; else a look at the newest film; else a beginning."""
    steps = [step for known in found for step in known.next]
    wanted = [step for step in steps if step.command in ("download", "wait")]
    return (wanted or [step for step in steps if step.command == "frames"] or anything())[:1]


def elements(found: Sequence[Element]) -> list[Step]:
    """A prompt with the newest element."""
    return [
        Step(
            "plan",
            {
                "words": f"{one.element_name} turns round and comes closer, 5 s.",
                "elements": {one.element_name: one.element_id},
            },
        )
        for one in found[:1]
    ]
