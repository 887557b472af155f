"""Makes lexicon.json, which programs read, of data/*.yaml, which people write."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, cast, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from kling.lexicon import VOCABULARIES
from kling.lexicon.terms import LANGUAGES_OF_WORDS, Term
from kling.lexicon.words import HAN, Word, lower_of

DATA = Path(__file__).with_name("data")


_CHOICE = re.compile(r"\(([^()]*/[^()]*)\)")


class LexiconError(ValueError):
    """What is wrong in the data, and where."""


class _Loader(yaml.CSafeLoader):
    """Refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise LexiconError(f"{key} stands twice{node.start_mark}")
        return super().construct_mapping(node, deep)


def _words(written: object, where: str) -> list[str]:
    """The words of a line of data: a comma and a blank between them, choices in brackets with slashes."""
    if not isinstance(written, str):
        raise LexiconError(f"{where}: {written!r} is no text; put it in quotation marks")
    words = [word for phrase in written.split(", ") for word in _spelled_out(phrase.strip())]
    if "" in words or len(set(words)) != len(words):
        raise LexiconError(f"{where}: a word is empty or stands twice")
    return words


def _spelled_out(phrase: str) -> list[str]:
    """The phrases of one with choices: ``is (/very/so) sad`` is three. A bracket without a slash is as it is."""
    parts = [part.split("/") if n % 2 else [part] for n, part in enumerate(_CHOICE.split(phrase))]
    return [" ".join("".join(chosen).split()) for chosen in product(*parts)]


def _term(kind: type[Term], row: Mapping[str, Any], where: str) -> dict[str, Any]:
    hints = get_type_hints(kind)
    made: dict[str, Any] = {}
    for key, value in row.items():
        if key in (*LANGUAGES_OF_WORDS, "guarded"):
            made[key] = "|".join(_words(value, f"{where}.{key}"))
        elif key not in hints:
            raise LexiconError(f"{where}: unknown name {key}; {kind.__name__} has {', '.join(hints) or 'none'}")
        else:
            try:
                TypeAdapter(hints[key]).validate_python(value)
            except ValidationError as error:
                raise LexiconError(f"{where}.{key}: {error.errors()[0]['msg']}") from None
            made[key] = value
    if "en" not in made:
        raise LexiconError(f"{where}: an English word is missing")
    missing = [name for name in hints if name not in made and not hasattr(kind, name)]
    if missing:
        raise LexiconError(f"{where}: {', '.join(missing)} is missing")
    return made


def _indexed(name: str, vocabulary: Mapping[str, Any], terms: Mapping[str, dict[str, Any]]) -> Iterator[Word]:
    """Every word by which the terms of a vocabulary are found."""
    verbs = "v" if vocabulary.get("verbs") else ""
    for id, term in terms.items():
        guarded = lower_of(term.pop("guarded", "")).split("|")
        known = {language: lower_of(term.get(language, "")).split("|") for language in LANGUAGES_OF_WORDS}
        for language, words in known.items():
            for word in words:
                if word and word not in guarded:
                    flags = verbs if language == "en" else ""
                    if len(word) == 1 and HAN.fullmatch(word):
                        flags += "s" if verbs and language == "ja" else ""
                        flags += "" if word in known["zh"] and word in known["ja"] else language[0]
                    yield Word(word, name, id, flags)
        for word in filter(None, guarded):
            yield Word(word, name, id, verbs + "g")
    for phrase in _words(vocabulary["but"], f"{name}.but") if "but" in vocabulary else ():
        yield Word(lower_of(phrase), name, "", "")


def build() -> str:
    """The text of lexicon.json: the terms of each vocabulary, the tables, and the index of words by first letters."""
    terms: dict[str, dict[str, dict[str, Any]]] = {}
    tables: dict[str, Any] = {}
    index: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(DATA.glob("*.yaml")):
        content = cast("dict[str, Any]", yaml.load(path.read_text("utf-8"), _Loader))  # noqa: S506  (a safe loader)
        for name, part in content.items():
            if "table" in part:
                tables[name] = part["table"]
                continue
            if name not in VOCABULARIES:
                raise LexiconError(f"{path.name}: no vocabulary is called {name}; declare it in lexicon/__init__.py")
            kind = VOCABULARIES[name].kind
            terms[name] = {id: _term(kind, row, f"{path.name}: {name}.{id}") for id, row in part["terms"].items()}
            for word in _indexed(name, part, terms[name]):
                for letters in sorted(word.letters()):
                    index[letters].append(word.written())
    if missing := VOCABULARIES.keys() - terms.keys():
        raise LexiconError(f"no data for {', '.join(sorted(missing))}")
    return "\n".join(_lines(terms, tables, index)) + "\n"


def _lines(
    terms: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Any], index: Mapping[str, Any]
) -> Iterator[str]:
    """One line for each term, so that changes can be read and merged."""

    def members(rows: Mapping[str, Any]) -> str:
        lines = (f"{_json(key)}:{_json(value)}" for key, value in rows.items())
        return "{\n" + ",\n".join(lines) + "\n}"

    yield '{"terms":{'
    yield ",\n".join(f"{_json(name)}:{members(rows)}" for name, rows in terms.items())
    yield f'}},"tables":{members(tables)},'
    yield f'"index":{members({letters: chr(10).join(rows) for letters, rows in sorted(index.items())})}}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
