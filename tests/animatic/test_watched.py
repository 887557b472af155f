"""What is staged is seen: people and faces, hands at what they handle, both in the picture."""

from __future__ import annotations

from collections import Counter

from tests.animatic.watched import TOLD, watched


def test_people_are_seen_and_hands_are_at_what_they_handle() -> None:
    """What is still wrong may only get less."""
    faults = [fault for words in TOLD["prompts"] for fault in watched(words)]
    count = Counter(fault.kind for fault in faults)
    assert all(count[kind] <= most for kind, most in TOLD["most"].items()), faults
