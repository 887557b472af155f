"""Requests as people write them: who reads them sees what is in the scene model, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from tests.animatic.reading import ASKED, Case, judged
from tests.cases import cases

SCENES, WORLDS = (
    list[Case](yaml.load(Path(__file__).with_name(name).read_text("utf-8"), yaml.CSafeLoader))
    for name in ("scenes.yaml", "worlds.yaml")
)


@cases("case", SCENES, ids=[case["text"][:40] for case in SCENES])
def test_a_request_is_understood(case: Case) -> None:
    assert judged(case)[1] == []


def test_many_worlds_are_read_as_well_as_they_were() -> None:
    count = Counter[str]()
    for case in WORLDS:
        count.update(judged(case)[0])
    share = {name: count[name] / count[f"{name} wanted"] for name in ASKED}
    assert share["props"] > 0.9
    assert min(share["cast"], share["set"], share["hour"], share["size"], share["camera"]) > 0.93
    assert count["extra"] < 0.04 * count["cast drawn"]
    assert count["false draws"] <= 1
