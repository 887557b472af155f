"""What a project has set for its checks: ``[tool.kling]`` in pyproject.toml, or kling.toml, of the nearest folder that
has one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kling.app.refusal import Refusal
from kling.briefs.checking import Checked
from kling.rules import RULES, Diagnostic


class Chosen(NamedTuple):
    """Codes to report (``select``: these alone, empty means all) and to leave out; each a code (``P033``) or the letter
    of all such codes (``P``)."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def shows(self, code: str) -> bool:
        named = {code, code[:1]}
        return (not self.select or bool(self.select & named)) and not self.ignore & named

    def of(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        return [d for d in diagnostics if self.shows(d.code)]


def codes(given: Iterable[str], where: str) -> frozenset[str]:
    """Codes as people write them: ``P033, R5`` or one at a time. Raises Refusal for one that no rule has."""
    found = frozenset(code.strip().upper() for text in given for code in text.split(",") if code.strip())
    letters = {code[0] for code in RULES}
    if unknown := sorted(code for code in found if code not in RULES and code not in letters):
        raise Refusal("usage", f"{where}: no rule is called {unknown[0]}; `kling explain` lists them")
    return found


def read(folder: Path) -> Chosen:
    """The choice of the nearest configuration above ``folder``; everything without one. Raises Refusal."""
    for place in (folder.resolve(), *folder.resolve().parents):
        for name, inside in (("kling.toml", ()), ("pyproject.toml", ("tool", "kling"))):
            path = place / name
            if path.is_file() and (table := _table(path, inside)) is not None:
                return _chosen(table, path)
    return Chosen()


_COMMENT = "kling: ignore"


def ignored_by_comments(checked: Checked) -> list[Diagnostic]:
    """What a YAML file's own comments leave over: ``# kling: ignore P033`` on a line speaks for that line, alone on a
    line for the whole file. Raises Refusal for a code that no rule has."""
    text = checked.document.text
    if _COMMENT not in text or text.lstrip().startswith(("{", "[")):
        return checked.diagnostics
    whole: set[str] = set()
    lines: dict[int, frozenset[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        before, mark, after = line.partition(f"# {_COMMENT}")
        if mark:
            found = codes([after.partition("#")[0]], f"{checked.path}:{number}")
            if before.strip():
                lines[number] = found
            else:
                whole |= found
    kept = Chosen(ignore=frozenset(whole)).of(checked.diagnostics)
    return [d for d in kept if not ((at := checked.at(d)) and d.code in lines.get(at.line, ()))]


def _table(path: Path, inside: tuple[str, ...]) -> Mapping[str, Any] | None:
    try:
        table: Any = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError
        if inside:
            return None  # another tool's file, which says itself what is wrong with it
        raise Refusal("usage", f"{path}: {error}", file=str(path)) from None
    for name in inside:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None


def _chosen(table: Mapping[str, Any], path: Path) -> Chosen:
    lists = {}
    for name in table:
        value = table[name]
        if name not in Chosen._fields or not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise Refusal("usage", f"{path}: {name} is not known here; write select and ignore, lists of codes")
        lists[name] = codes(value, f"{path}: {name}")
    return Chosen(**lists)
