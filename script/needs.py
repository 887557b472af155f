"""What a text must have for a pattern to be found in it, told from the pattern: the pattern is compiled for such texts
only."""

from __future__ import annotations

from collections.abc import Iterable
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from kling.lexicon.pattern import BEYOND_ASCII, folded

_MOST = 48
"""More alternatives take longer to look for than they are worth."""
_Clause = frozenset[str]


def needs(written: str, flags: int = 0) -> list[list[str]]:
    """Of each list one must stand in the text, as :func:`kling.lexicon.pattern.folded` has it."""
    found = {
        clause for clause in _clauses(_parser.parse(written, flags)) if _share(clause) < 1.5 and len(clause) < _MOST
    }
    return [sorted(clause) for clause in sorted(found, key=_rank)[:4]]


def _clauses(parsed: Iterable[tuple[object, Any]]) -> list[_Clause]:
    """One of each clause stands in every text in which a part of a pattern does."""
    found: list[_Clause] = []
    letters = ""
    for operation, about in (*parsed, ("END", None)):
        if str(operation) == "LITERAL":
            letters += chr(about)
            continue
        if letters:
            found.append(frozenset({folded(letters).rstrip(BEYOND_ASCII)}))
        letters = ""
        match str(operation):
            case "IN":
                found += [one for one in [_of_class(about)] if one]
            case "BRANCH":
                found += _either([sorted(_clauses(option), key=_rank) for option in about[1]])
            case "SUBPATTERN" | "ASSERT" | "ATOMIC_GROUP":
                found += _clauses(about if str(operation) == "ATOMIC_GROUP" else about[-1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if about[0]:
                found += _clauses(about[-1])
    return found


def _either(options: list[list[_Clause]]) -> list[_Clause]:
    """The clauses of alternatives: the rarest of each together, the second, and so on."""
    if not all(options):
        return []
    return [frozenset().union(*(option[min(n, len(option) - 1)] for option in options)) for n in range(4)]


def _of_class(members: Iterable[tuple[object, Any]]) -> _Clause | None:
    """The characters of a class; None for a class of many."""
    found: set[str] = set()
    for operation, about in members:
        match str(operation):
            case "LITERAL":
                found.add(folded(chr(about)).rstrip(BEYOND_ASCII))
            case "RANGE" if about[0] >= 0x80:
                found.add(BEYOND_ASCII)
            case "RANGE" if about[1] - about[0] < 10 and about[1] < 0x80:
                found |= {chr(code).lower() for code in range(about[0], about[1] + 1)}
            case "CATEGORY" if str(about) == "CATEGORY_DIGIT":
                found |= {*"0123456789", BEYOND_ASCII}
            case _:
                return None
    return frozenset(found)


def _rank(clause: _Clause) -> tuple[float, list[str]]:
    return _share(clause), sorted(clause)


def _share(clause: _Clause) -> float:
    """About how much of all texts have one of these."""
    return sum(_common(one) for one in sorted(clause))


def _common(needed: str) -> float:
    share = 1.0
    for character in needed[:4]:
        if character == BEYOND_ASCII:
            share *= 0.4
        elif not character.isascii():
            share *= 0.02
        elif character.isdigit():
            share *= 0.05
        else:
            share *= {" ": 0.9, ",": 0.7, ".": 0.4}.get(character, 0.3 if character.isalpha() else 0.1)
    return share
