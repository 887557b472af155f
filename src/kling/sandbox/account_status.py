"""What the account may do now: its account_status, its packs, how fast it may create, and what its prompts may say."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from kling.api.body import Body
from kling.sandbox.errors import Refusal
from kling.sandbox.options import ACCOUNT_STATUSES, Options
from kling.sandbox.state import Store

REFUSED_WORDS = "sandbox-refuse"
"""A prompt with these words is refused at submit with 1301."""

FAILED_WORDS = "sandbox-fail"
"""A prompt with these words makes a task that fails."""

RISK = "Failure to pass the risk control system"  # reported for failed tasks


@dataclass(slots=True)
class Account:
    """Judges creates after the rulebook has."""

    options: Options
    store: Store
    _recent: deque[int] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, body: Body, milliunits: int, now: int) -> None:
        """Raises Refusal for a create that this account may not make now. ``now`` in Unix ms."""
        options = self.options
        if options.account_status in ACCOUNT_STATUSES:
            raise Refusal(*ACCOUNT_STATUSES[options.account_status])
        if any(REFUSED_WORDS in text.text for text in body.texts):
            raise Refusal(1301, "The request was blocked by the content-safety policy")
        if options.rate is not None:
            self._throttle(options.rate, now)
        if options.units is not None and self.store.reserved(now) + milliunits > round(options.units * 1000):
            raise Refusal(1102, "Account balance not enough")  # LIVE

    def moderated(self, body: Body) -> str | None:
        """Why the task will fail although it was accepted; None when it will not."""
        return RISK if any(FAILED_WORDS in text.text for text in body.texts) else None

    def _throttle(self, rate: int, now: int) -> None:
        with self._lock:
            while self._recent and self._recent[0] <= now - 1000:
                self._recent.popleft()
            if len(self._recent) >= rate:
                raise Refusal(1302, "API request too fast")  # LIVE MJ
            self._recent.append(now)
