"""What a project has set for its checks: ``[tool.kling]`` in pyproject.toml, or kling.toml, of the nearest folder that
has one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import digits
from typing import Any, NamedTuple

from kling.app.explain import nearest
from kling.app.refusal import Refusal
from kling.briefs.checking import Checked
from kling.rules import RULES, Diagnostic
from kling.rules.prompt_aliases import ALIASES


class Chosen(NamedTuple):
    """Codes to report (``select``: these alone, empty means all) and to leave out."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def shows(self, code: str) -> bool:
        return (not self.select or code in self.select) and code not in self.ignore

    def of(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        return [d for d in diagnostics if self.shows(d.code)]


def codes(given: Iterable[str], where: str) -> frozenset[str]:
    """The codes that people name: ``P033, R5`` or one at a time, the letter of all such codes (``P``), or a category
    (``craft``). Raises Refusal for what no rule is called."""
    found: set[str] = set()
    for name in (name.strip() for text in given for name in text.split(",") if name.strip()):
        code = ALIASES.get(name.upper(), name.upper())
        named = {one for one, rule in RULES.items() if one == code or rule.category == name.lower()}
        if not (named := named or {one for one in RULES if one.rstrip(digits) == code}):
            near = " or ".join(nearest(name)) or "a category, such as craft"
            help = f"near is {near}; `kling explain` lists all rules"
            raise Refusal("usage", f"{where}: no rule is called {name[:40]!r}", help=help)
        found |= named
    return frozenset(found)


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
        if name not in Chosen._fields:
            raise Refusal("usage", f"{path}: {name} is not known here; write select and ignore, lists of codes")
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise Refusal("usage", f'{path}: {name} is a list of codes, such as ["P033"]')
        lists[name] = codes(value, f"{path}: {name}")
    return Chosen(**lists)
