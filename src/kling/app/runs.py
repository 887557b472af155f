"""Productions carried out in the background of a door that stays open: begun, looked at, waited for."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app import envelope, jobs
from kling.app.approve import NEVER, Approval
from kling.app.events import Began, Event
from kling.app.planned import Planned
from kling.app.productions import AS_GIVEN, Settings, find, resuming, store
from kling.app.refusal import Refusal, Step, refusal_of
from kling.app.run import IN_HAND, Ran, carry_out, charged
from kling.media.probe import probe_file

if TYPE_CHECKING:
    from kling.productions.entries import FilmEntry

_LOOK_SECONDS = 0.5


@dataclass(eq=False)
class _Work:
    """A run in a thread. ``begun`` is set once nothing is left that could refuse it, or it is over."""

    thread: threading.Thread | None = None
    begun: threading.Event = field(default_factory=threading.Event)
    is_told: bool = False  # what it charged
    outcome: Ran | Refusal | None = None

    @property
    def is_going(self) -> bool:
        return self.thread is not None and self.thread.is_alive()


@dataclass
class Runs:
    """The runs of a session, by the id of their production. One goes on at a time."""

    _works: dict[str, _Work] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def begin(
        self,
        planned: Planned,
        settings: Settings = AS_GIVEN,
        approval: Approval = NEVER,
        *,
        pay_again: bool = False,
    ) -> dict[str, Any]:
        """Begin or go on with a production that was checked and priced with the same settings, and give its envelope
        once the first videos are asked for. The same one again changes nothing while it goes on. Raises Refusal."""
        with self._lock:
            going = next((name for name, work in self._works.items() if work.is_going), None)
            if going not in (None, planned.name):
                step = Step("run_status", {"production": going})
                raise Refusal("usage", f"{going} is being carried out", help="one production at a time", next=[step])
            if going is None:
                self._works[planned.name] = _started(planned, settings, approval, pay_again)
        work = self._works[planned.name]
        work.begun.wait()
        steps = [Step("run_status", {"production": planned.name})]
        if isinstance(work.outcome, Refusal):
            if work.outcome.code == IN_HAND:
                work.outcome.next = tuple(steps)
            raise work.outcome
        return envelope.done(planned.document(), sandbox=settings.is_private, reused=not planned.owed, next=steps)

    def status(
        self, production: str, seconds: float = 0, look: Callable[[str], object] = lambda _: None
    ) -> dict[str, Any]:
        """The envelope of a production: its videos and films. Waits for the end of its run, ``seconds`` at most, and
        calls ``look`` now and then with how far it is. Raises Refusal."""
        from kling.productions.accounts import is_play

        with store().ledger() as ledger:
            name, until = find(ledger, production), time.monotonic() + seconds
            work = self._works.get(name)
            while (goes := _goes_on(name, work)) and time.monotonic() < until:
                look(", ".join(f"{count} {state}" for state, count in ledger.counts(name).items()))
                time.sleep(_LOOK_SECONDS)
            entries, films = ledger.entries(name), ledger.films(name)
            folder = next(folder for known, _, folder in ledger.productions() if known == name)
            free = all(is_play(entry.account) for entry in entries)
            goes_on = resuming(ledger, name, "run" if free else "estimate")  # which gives the token of a run
        found = {
            "production": name,
            "states": dict(Counter(entry.state for entry in entries)),
            "videos": [jobs.row_of(entry) for entry in entries],
            "films": [_row(film) for film in films],
            "units": charged(entries),
            "report": str(page) if (page := Path(folder) / "report.html").exists() else None,
        }
        about: dict[str, Any] = {"sandbox": free}
        if goes:
            step, by = Step("run_status", {"production": name}), "" if work and work.is_going else " in another process"
            why = Refusal("unfinished", f"{name} goes on{by}", help="ask again", next=[step])
            return envelope.refused(why, result=found, **about)
        if work and isinstance(work.outcome, Refusal) and work.outcome.code != IN_HAND:
            return envelope.refused(work.outcome, result=found, **about)
        whole = all(entry.state == "downloaded" for entry in entries) and all(film.state == "done" for film in films)
        if not whole:
            told = [(one.name, one.reason) for one in entries] + [(one.name, one.reason) for one in films]
            reasons = [f"{known}: {reason}" for known, reason in told if reason]
            failed = any(entry.state in ("failed", "cancelled") for entry in entries)
            why = Refusal(
                "failed" if failed else "unfinished",
                "; ".join(reasons[:3]) or f"nobody carries out {name}",
                help="failed ones are not paid for again by themselves: `kling jobs retry` sets out for them again"
                if failed
                else "run it again: it goes on where it stopped, and pays nothing twice",
                next=[Step("jobs_retry", {"production": name}) if failed else goes_on],
            )
            return envelope.refused(why, result=found, **about)
        paths = [film.path for film in films] or [entry.path for entry in entries]
        steps = [Step("frames", {"video": path, "per_shot": True}) for path in paths[:3]]
        units: str | None = "0"
        again = True  # charged before, and told by the run that it was charged in
        if work and isinstance(work.outcome, Ran) and not work.is_told:
            units, again, work.is_told = work.outcome.charged_units, not work.outcome.owed, True
        return envelope.done(found, next=steps, charged_units=units, reused=again, **about)


def is_carried_out(production: str) -> bool:
    """Whether some process carries the production out now."""
    from kling.productions.databases import Busy, alone

    try:
        with alone(store().state_of(production)):
            return False
    except Busy:
        return True


def _goes_on(production: str, work: _Work | None) -> bool:
    """Whether it is carried out, by this session or by another process."""
    return (work is not None and work.is_going) or is_carried_out(production)


def _row(film: FilmEntry) -> dict[str, Any]:
    """A film as programs read it; of one that is here its length, size and sound."""
    row = {"name": film.name, "state": film.state, "reason": film.reason, "path": film.path}
    return row | (probe_file(Path(film.path)).known() if film.state == "done" and Path(film.path).is_file() else {})


def _started(planned: Planned, settings: Settings, approval: Approval, pay_again: bool) -> _Work:
    work = _Work()

    def tell(event: Event) -> None:
        if isinstance(event, Began):
            work.begun.set()

    def work_on() -> None:
        try:
            work.outcome = carry_out(planned, settings, approval=approval, pay_again=pay_again, tell=tell)
        except Exception as error:
            work.outcome = refusal_of(error) or Refusal("service", f"the run ended: {type(error).__name__}")
        finally:
            work.begun.set()

    work.thread = threading.Thread(target=work_on, name=f"kling-run-{planned.name}", daemon=True)
    work.thread.start()
    return work


def key(planned: Planned) -> str:
    """What identifies all that is still to be paid for in a production, so that a price is agreed to for exactly it."""
    import hashlib

    ids = "\n".join(sorted(item.external_id for item in planned.owed))
    return f"run-{hashlib.sha256(ids.encode()).hexdigest()[:32]}"
