"""What makes sense after commands that only look: a step that is ready to run and costs nothing."""

from __future__ import annotations

from kling.app import history
from kling.app.refusal import Step


def anything() -> list[Step]:
    """What was made here, listed; a first plan where nothing was."""
    if history.requests():
        return [Step("list")]
    return [Step("plan", {"words": "A paper boat crosses a puddle in the rain, 5 s."})]
