"""That what is staged can be: soles on the floor, bodies in nothing, ways that go somewhere (``possible.py``)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from tests.animatic.possible import faults_of

SENTENCES: list[str] = yaml.safe_load(Path(__file__).with_name("possible.yaml").read_text("utf-8"))
CEILING = {"enters": 1, "part": 1, "wall": 3}
"""How many of each class are left; they may only get fewer."""


def test_what_is_staged_can_be() -> None:
    found = [(words, one) for words in SENTENCES for one in faults_of(words)]
    count = Counter(one.kind for _, one in found)
    assert {kind: n for kind, n in count.items() if n > CEILING.get(kind, 0)} == {}, "\n".join(map(str, found))
