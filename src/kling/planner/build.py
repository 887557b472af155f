"""Makes the JSON of the planner's tables from their YAML; run by ``script/lexicon``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from kling.planner.tables import LANGUAGES

DATA = Path(__file__).parent / "data"
_GROUP = re.compile(r"\[[^\[\]]*\]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_NAMED = re.compile(r"\{(\w+)\}")
_LETTERS = re.compile(r"[^\s{}…~#^$()|\[\]*]+")


def built() -> dict[Path, str]:
    """The text of each table's JSON file."""
    return {DATA / f"{language}.json": build(language) for language in LANGUAGES}


def build(language: str) -> str:
    """The JSON of a language: its own table, and after each of its phrases those that every language has."""
    own, common = _read(language), _read("common")
    lists = {name: _listed(words) for name, words in {**common["lists"], **own["lists"]}.items()}
    phrases: dict[str, list[list[Any]]] = {}
    for data in (own, common):
        for topic, written in data["phrases"].items():
            groups = written if isinstance(written, dict) else {"": written}
            for value, words in groups.items():
                entries = phrases.setdefault(topic, [])
                known = {(phrase, said) for phrase, _, said in entries}
                new = [phrase for phrase in _listed(words) if (phrase, str(value)) not in known]
                entries += [[phrase, _keys(phrase, lists), str(value)] for phrase in new]
    numbers = {word: number for number, words in own["numbers"].items() for word in str(words).split()}
    made = {"language": language, "lists": lists, "numbers": numbers, "phrases": phrases, "sentences": own["sentences"]}
    return json.dumps(made, ensure_ascii=False, indent=0) + "\n"


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    return data


def _listed(words: str | list[str]) -> list[str]:
    """A list written as one line with ``;`` between its words, or as a list of such lines."""
    lines = [words] if isinstance(words, str) else words
    return [word.strip() for line in lines for word in line.split(";") if word.strip()]


def _keys(phrase: str, lists: dict[str, list[str]]) -> list[str]:
    """Letters of which one must stand in a text for ``phrase`` to; none where that cannot be said."""
    bare = phrase
    while (shorter := _GROUP.sub(" ", bare)) != bare:
        bare = shorter
    plain = _CHOICE.sub(" ", bare)
    while (shorter := _CHOICE.sub(" ", plain)) != plain:
        plain = shorter
    words = _LETTERS.findall(_NAMED.sub(" ", plain))
    if words:
        return [max(words, key=len)]
    choices: list[list[str]] = [match[1].split("|") for match in _CHOICE.finditer(bare)]
    choices += [lists[match[1]] for match in _NAMED.finditer(bare)]
    for options in choices:
        keys = [_keys(option, lists) for option in options]
        if all(keys):
            return sorted({key for one in keys for key in one})
    return []
