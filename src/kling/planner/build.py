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
                entries += [[phrase, _keys(phrase), str(value)] for phrase in new]
    letters = {name: _of_list(words) for name, words in lists.items()}
    numbers = {word: number for number, words in own["numbers"].items() for word in str(words).split()}
    made = {
        "language": language,
        "lists": lists,
        "letters": letters,
        "numbers": numbers,
        "phrases": phrases,
        "sentences": own["sentences"],
    }
    return json.dumps(made, ensure_ascii=False, indent=0) + "\n"


def _of_list(words: list[str]) -> list[str]:
    """Letters of which one stands where a word of a list does; none where that cannot be said."""
    found = [[key[0] for key in _keys(word) if len(key) == 1 and key[0][0] != "{"] for word in words]
    return sorted({max(keys, key=len) for keys in found}) if all(found) else []


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    return data


def _listed(words: str | list[str]) -> list[str]:
    """A list written as one line with ``;`` between its words, or as a list of such lines."""
    lines = [words] if isinstance(words, str) else words
    return [word.strip() for line in lines for word in line.split(";") if word.strip()]


def _keys(phrase: str) -> list[list[str]]:
    """What a text must have for ``phrase`` to stand in it: of each list one of its letters or, in braces, one word of a
    list of the table."""
    bare = phrase
    while (shorter := _GROUP.sub(" ", bare)) != bare:
        bare = shorter
    plain, choices, depth = "", [""], 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        if depth:
            choices[-1] += character
        elif character == ")":
            choices.append("")
        else:
            plain += character
    keys = [[word] for word in (*_LETTERS.findall(_NAMED.sub(" ", plain)), *(m[0] for m in _NAMED.finditer(plain)))]
    for choice in choices[:-1]:
        if "(" in choice[1:]:  # a choice inside a choice
            continue
        found = [[key[0] for key in _keys(option) if len(key) == 1] for option in choice[1:].split("|")]
        if all(found):  # of each option its longest letters
            keys.append([max(options, key=len) for options in found])
    return keys
