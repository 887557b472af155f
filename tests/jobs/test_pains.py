"""docs/pains.md names tests; they exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent.parent


def test_every_test_that_the_page_names_exists() -> None:
    page = (TESTS.parent / "docs" / "pains.md").read_text("utf-8")
    named = re.findall(r"`(\w+/\w+\.py)(?:::(\w+))?`", page)
    assert len(re.findall(r"^\| \d+ \|", page, re.MULTILINE)) == 25
    assert len(named) > 25
    for file, test in named:
        assert f"def {test}" in (TESTS / file).read_text("utf-8"), f"{file}::{test}"
