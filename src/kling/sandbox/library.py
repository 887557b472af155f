"""Which elements and voices the sandbox's account has without having made them."""

from __future__ import annotations

from kling.sandbox.service import Service

PRESETS: tuple[tuple[str, str, str], ...] = (
    ("160000000000001", "Courier", "A bicycle courier with a red helmet"),
    ("160000000000002", "Old harbour", "A small harbour with stone piers"),
    ("160000000000003", "Tabby", "A grey tabby cat"),
)
"""Presets of ours: id, name, description. The vendor's are not known."""

SAMPLES = frozenset(["829836802793406551", *(str(100000000000000001 + n) for n in range(9))])
"""Elements that are always there, for bodies written by hand: those of the documents' examples."""

VOICES: tuple[tuple[str, str], ...] = (("voice-ada", "Ada"), ("voice-bob", "Bob"))
"""Voices of ours: id and name. The vendor's are not known."""


def exists(service: Service, element_id: str) -> bool:
    """Whether the account has an element: made here and not deleted, a preset, or a sample."""
    if element_id in SAMPLES or any(element_id == id for id, _, _ in PRESETS):
        return True
    row = service.store.element(element_id)
    return row is not None and not row.deleted and row.element_id == element_id
