"""How late reads may show what was created, in seconds. Nothing is documented or was seen: all are cautious guesses."""

from __future__ import annotations

SETTLE_SECONDS = 120.0  # in which a create without an answer is looked up before it is sent again
SETTLE_SECONDS_UNAVAILABLE = 30.0  # the same after a 502 or 503 in the words of the API: nothing was done
ABSENT_SECONDS = 300.0  # in which a task that was created may be "not found"
STRANGE_SECONDS = 300.0  # in which a task may have a status that nobody knows, without a video
