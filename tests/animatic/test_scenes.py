"""Requests as people write them: who reads them sees what is in the scene model, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.animatic.reading import Case, judged

SCENES: list[Case] = yaml.load(Path(__file__).with_name("scenes.yaml").read_text("utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("case", SCENES, ids=[case["text"][:40] for case in SCENES])
def test_a_wish_is_understood(case: Case) -> None:
    assert judged(case)[1] == []
