"""Animatics drawn in the background of a door that stays open: begun once, and waited for a call at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kling.app.events import Noticed, Tell
from kling.app.refusal import Refusal, Step, refusing

if TYPE_CHECKING:
    from kling.app.preview import Preview
    from kling.media.keep import Keep

_LOOK_SECONDS = 0.25


@dataclass(eq=False)
class _Work:
    """Films being drawn in a thread; ``last`` is the name of the one that was done last."""

    over: threading.Event = field(default_factory=threading.Event)
    last: str = ""
    count: int = 0
    outcome: Sequence[Preview] | Exception = ()

    @property
    def is_lost(self) -> bool:
        """Whether its films were removed before anybody came for them."""
        made = self.outcome if self.over.is_set() and not isinstance(self.outcome, Exception) else ()
        return not all(one.path.is_file() for one in made)


@dataclass
class Drawings:
    """The animatics of a session that are being drawn, by what they are drawn of."""

    _works: dict[Hashable, _Work] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def drawn(
        self, brief: Path, place: Path | None, keep: Keep | None, seconds: float, again: Step, tell: Tell,
        scene: Path | str | None = None,
    ) -> Sequence[Preview]:  # fmt: skip
        """The drafts of a brief or production at ``place``, of a ``scene`` model if somebody wrote one, drawn once
        however often they are asked for meanwhile. Waits ``seconds`` at most. Raises Refusal while it goes on, to be
        asked ``again``, and what drawing raises."""
        from kling.app.preview import Drawing, preview

        with refusing():
            content = brief.is_file() and brief.read_bytes()
            model = scene.read_text("utf-8", "replace") if isinstance(scene, Path) else scene
        drawing, key = Drawing(draft=True, fit=keep, scene=model), (brief, content, place, keep, model)
        with self._lock:
            if (work := self._works.get(key)) is None or work.is_lost:
                draw = partial(preview, brief, place, sheet=True, drawing=drawing)
                work = self._works[key] = _begun(lambda told: draw(tell=told))
        for _ in range(max(1, round(seconds / _LOOK_SECONDS))):
            if work.over.wait(_LOOK_SECONDS):
                break
            if work.last:
                tell(Noticed(f"{work.count} drawn: {work.last}"))
        else:
            so_far = f", {work.count} films are done" if work.count else ""
            raise Refusal("unfinished", f"it is still being drawn{so_far}", help="ask again: it goes on", next=[again])
        with self._lock:
            self._works.pop(key, None)
        if isinstance(work.outcome, Exception):
            raise work.outcome
        return work.outcome


def _begun(draw: Callable[[Callable[[Preview], object]], Sequence[Preview]]) -> _Work:
    work = _Work()

    def tell(made: Preview) -> None:
        work.count += 1
        work.last = made.path.name

    def work_on() -> None:
        try:
            work.outcome = draw(tell)
        except Exception as error:  # raised again by whoever waits
            work.outcome = error
        finally:
            work.over.set()

    context = copy_context()  # with the folders that may be used
    threading.Thread(target=lambda: context.run(work_on), name="kling-preview", daemon=True).start()
    return work
