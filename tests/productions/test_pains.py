"""docs/pains.md, findings.md, faults.md and facts.md name tests; they exist, and run on the databases that are said."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

from tests.productions.test_faults import FAULTS

TESTS = Path(__file__).parent.parent


def _page(name: str) -> str:
    return (TESTS.parent / "docs" / name).read_text("utf-8")


def test_every_test_that_the_page_of_pains_names_exists() -> None:
    page = _page("pains.md")
    rows = re.findall(r"^\| \d+ \|.*", page, re.MULTILINE)
    assert len(rows) == 53
    for row in rows:
        assert re.search(r"`\w+/\w+\.py(::\w+)?`", row), row
    _check_named(page)


def test_every_finding_has_a_test_that_exists() -> None:
    page = _page("findings.md")
    rows = re.findall(r"^\| (\w+) \| .+? \| .*`.+` \|$", page, re.MULTILINE)
    numbered = ["C1", *(f"H{n}" for n in range(1, 9)), *(f"M{n}" for n in range(1, 14))]
    assert [row for row in rows if row not in ("low", "supply")] == numbered
    _check_named(page)


def test_every_fact_that_was_found_since_has_a_test_that_exists() -> None:
    page = _page("facts.md")
    rows = [row for row in page.splitlines() if row.startswith("| ") and not row.startswith(("| fact", "|---"))]
    assert len(rows) > 30
    assert all("`" in row or row.endswith("| — |") or "the same" in row for row in rows)
    _check_named(page)


def _check_named(page: str) -> None:
    for file, test in re.findall(r"`((?:\w+/)?test_\w+\.py)(?:::(\w+))?`", page):
        text = (TESTS / file).read_text("utf-8")
        assert f"def {test}" in text or f"\n{test} = " in text, f"{file}::{test}"


def test_the_table_of_faults_is_that_of_the_tests() -> None:
    _check_named(_page("faults.md"))
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \| `productions/(\w+)\.py::(\w+)` \|$",
        _page("faults.md"),
        re.MULTILINE,
    )
    assert len(rows) > 20
    assert {fault for fault, *_, test in rows if test == "test_a_production_survives"} == set(FAULTS)
    for fault, sqlite, postgres, sqlite_2, postgres_2, file, name in rows:
        module = import_module(f"tests.productions.{file}")
        wanted = set(inspect.signature(test := getattr(module, name)).parameters)
        marks = getattr(module, "pytestmark", [])
        for mark in [*(marks if isinstance(marks, list) else [marks]), *getattr(test, "pytestmark", [])]:
            names = mark.args[0] if mark.name in ("usefixtures", "parametrize") else ()
            wanted |= {names} if isinstance(names, str) else set(names)
        on_postgres = bool({"database", "postgres"} & wanted)
        on_sqlite = "postgres" not in wanted
        assert (sqlite == "0 / 0", postgres == "0 / 0") == (on_sqlite, on_postgres), fault
        assert (sqlite_2, postgres_2) == ((sqlite, postgres) if "service" in wanted else ("—", "—")), fault
