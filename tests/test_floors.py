"""Rooms import only from lower floors, so that one room can be read without the house."""

from __future__ import annotations

import ast
import re
from functools import cache
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
    "planner": 3,
    "animatic": 3,
    "client": 4,
    "productions": 5,
    "sandbox": 5,
    "app": 6,
    "cli": 7,
    "mcp": 7,
}


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All nodes of a module, parsed once."""
    return [*ast.walk(ast.parse(path.read_text("utf-8")))]


def imports(path: Path) -> set[str]:
    rooms = set()
    for node in nodes(path):
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
    rooms = {path.name for path in SOURCE.iterdir() if next(path.rglob("*.py"), None)}
    assert rooms == set(FLOORS)


DOORS = [room for room in FLOORS if FLOORS[room] == max(FLOORS.values())]
SCREENS = ("click", "rich")
DECISIONS = {
    "spending": {"submit", "create", "generate", "estimate", "price_of", "bill", "external_id"},
    "naming": {"name_of", "with_suffix", "with_name", "with_stem"},
    "overwriting": {
        "access",
        "exists",
        "is_file",
        "open",
        "write_text",
        "write_bytes",
        "unlink",
        "rename",
        "replace",
        "copytree",
    },
}
"""Calls by which something is decided. What a door may call of the same name is a function of kling.app."""
AMOUNTS = {"budget", "cost", "limit", "price", "units"}
"""What no door weighs."""


def parsed(room: str) -> list[tuple[Path, list[ast.AST]]]:
    return [(path, nodes(path)) for path in (SOURCE / room).rglob("*.py")]


@pytest.mark.parametrize("room", [room for room in FLOORS if room not in DOORS])
def test_below_the_doors_nothing_prints_or_ends_the_program(room: str) -> None:
    for path, tree in parsed(room):
        where = path.relative_to(SOURCE)
        for node in tree:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] in SCREENS], f"{where} knows of a terminal"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{where} prints"
            assert not (isinstance(node, ast.Name) and node.id == "SystemExit"), f"{where} ends the program"


@pytest.mark.parametrize("door", DOORS)
def test_a_door_does_not_import_another(door: str) -> None:
    for path in (SOURCE / door).rglob("*.py"):
        assert not (imports(path) & set(DOORS)) - {door}, f"{path.relative_to(SOURCE)} imports another door"


def decisions(tree: list[ast.AST]) -> list[str]:
    """The calls in a module by which something is decided and the amounts that it weighs, each with its line."""
    ours = {
        alias.asname or alias.name
        for node in tree
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kling.app")
        for alias in node.names
    }
    found = []
    for node in tree:
        if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn):
            weighed = {getattr(part, "attr", getattr(part, "id", "")) for part in (node.left, *node.comparators)}
            found += [f"{name} at line {node.lineno} is weighed" for name in sorted(weighed & AMOUNTS)]
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        owner = called.value if isinstance(called, ast.Attribute) else called
        of_app = isinstance(owner, ast.Name) and owner.id in ours
        of_text = name == "replace" and len(node.args) == 2
        of_nothing = name == "open" and ast.unparse(node.args[0]) == "os.devnull"
        if not (of_app or of_text or of_nothing):
            found += [f"{name}() at line {node.lineno} is {k}" for k, names in DECISIONS.items() if name in names]
    return found


@pytest.mark.parametrize("door", DOORS)
def test_a_door_decides_nothing(door: str) -> None:
    deciding = {path.name: found for path, tree in parsed(door) if (found := decisions(tree))}
    assert deciding == {}


REACHED_THROUGH_APP = {"client", "productions"}
"""Rooms that send and spend: a door names their types at most."""


def needed(tree: list[ast.AST]) -> set[str]:
    """The rooms that a module imports when it runs, types for checkers left out."""
    typed = set[ast.AST]()
    for node in tree:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            typed.update(inner for one in node.body for inner in ast.walk(one))
    names = [n.module or "" for n in tree if isinstance(n, ast.ImportFrom) and n not in typed]
    return {name.split(".")[1] for name in names if name.startswith("kling.")}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_sends_and_spends_through_the_application_only(door: str) -> None:
    found = {path.name: needed(tree) & REACHED_THROUGH_APP for path, tree in parsed(door)}
    assert {name: rooms for name, rooms in found.items() if rooms} == {}


WHAT_A_URL_IS = re.compile(r"""startswith\(\(?"https?://|"://" (not )?in """)


@pytest.mark.parametrize("room", FLOORS)
def test_what_a_url_is_is_said_in_one_place(room: str) -> None:
    ours = {"media/address.py", "media/host.py"}  # the second reads a setting of another program
    places = [path for path in (SOURCE / room).rglob("*.py") if path.relative_to(SOURCE).as_posix() not in ours]
    assert not [str(path) for path in places if WHAT_A_URL_IS.search(path.read_text("utf-8"))]
