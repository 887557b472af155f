"""The parts of one sandbox, as the routes see them."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kling.client.home import private_file
from kling.client.liveness import Liveness
from kling.sandbox.account_status import Account
from kling.sandbox.callbacks import Callbacks
from kling.sandbox.faults import Faults
from kling.sandbox.files import Files
from kling.sandbox.lifecycle import Works
from kling.sandbox.options import Clock, Options
from kling.sandbox.state import Store


@dataclass(slots=True)
class Service:
    """Open it, start it, close it. The counters belong to this process; everything else to the state folder."""

    options: Options
    clock: Clock
    store: Store
    files: Files
    liveness: Liveness
    works: Works
    account: Account
    callbacks: Callbacks
    temporary: tempfile.TemporaryDirectory[str] | None
    faults: Faults = field(default_factory=Faults)
    requests: Counter[str] = field(default_factory=Counter)
    creates: Counter[str] = field(default_factory=Counter)

    @classmethod
    def open(cls, options: Options) -> Service:
        """Raises OSError when the state folder cannot be used, ValueError when another version wrote it."""
        temporary = (
            None if options.state else tempfile.TemporaryDirectory(prefix="kling-sandbox-", ignore_cleanup_errors=True)
        )
        root = Path(temporary.name if temporary else options.state or "").absolute()
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        clock, files = Clock(), Files(root)
        store = Store(private_file(root / "sandbox.db"))
        liveness = Liveness(root / "owners")
        works = Works(options, clock, store, files, liveness)
        account, callbacks = Account(options, store), Callbacks(options, clock, store)
        return cls(options, clock, store, files, liveness, works, account, callbacks, temporary)

    def visible(self) -> int:
        """The latest create (Unix ms) that reads and lists of the API show; without a lag every one, though the clock
        was put back."""
        return self.clock.ms() - round(self.options.lag * 1000) if self.options.lag else sys.maxsize

    def close(self) -> None:
        self.callbacks.stop()
        self.works.stop()
        self.liveness.close()
        self.store.close()
        if self.temporary is not None:
            self.temporary.cleanup()
