"""Next steps after commands that only look: ready to run, and free."""

from __future__ import annotations

from kling.app import history
from kling.app.refusal import Step


def anything() -> list[Step]:
    """What was made here, listed; a first plan where nothing was."""
    if history.requests():
        return [Step("list")]
    return [Step("plan", {"words": "A paper boat crosses a puddle in the rain, 5 s."})]


def serving() -> list[Step]:
    """What is worked on, listed."""
    return [Step("jobs_list")]
