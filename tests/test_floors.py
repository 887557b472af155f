"""Rooms import only from lower floors, so that one room can be read without the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "kling"
FLOORS = {
    "models": 0,
    "lexicon": 0,
    "api": 1,
    "prompts": 1,
    "media": 1,
    "rules": 2,
    "briefs": 3,
    "render": 3,
    "animatic": 3,
    "client": 4,
    "productions": 5,
    "sandbox": 5,
    "cli": 6,
}


def imports(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "kling" else [f"kling.{a.name}" for a in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("kling.")}
    return rooms & set(FLOORS)


@pytest.mark.parametrize("room", FLOORS)
def test_a_room_imports_only_from_its_own_and_lower_floors(room: str) -> None:
    for path in (SOURCE / room).rglob("*.py"):
        higher = {other for other in imports(path) if FLOORS[other] > FLOORS[room]}
        assert not higher, f"{path.relative_to(SOURCE)} imports from {higher}"


def test_every_room_has_a_floor() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(FLOORS)
