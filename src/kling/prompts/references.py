"""Reference tokens of the v1 wire, lower case and 1-based: ``<<<image_2>>>`` is the second of ``image_list``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from kling.lexicon.pattern import SIGNS, pattern, phrases

Kind = Literal["image", "element", "video", "voice"]

_TOKEN = pattern(r"<<<(image|element|video|voice)_(0|[1-9][0-9]{0,8})>>>")
_MALFORMED, _FOREIGN, _KIND = map(phrases, ("malformed_references", "foreign_references", "kinds_meant"))
NAME = rf"[^\W\d][\w{SIGNS}-]*"  # what @ calls: a letter, then letters with their signs, digits, _ and -
_NUMBER, _AT = pattern(r"[1-9][0-9]*"), pattern(rf"(?<!@)@({NAME})")
_BEFORE, _DOMAIN = pattern(r"[A-Za-z0-9_.]"), pattern(r"\.[A-Za-z]{2}")
_ESCAPE = pattern(r"&#?\w+;|\\u003[ce]", re.I)


class Reference(NamedTuple):
    """A well-formed token; ``number`` is its 1-based place in the list; 0 is found, too, and names nothing."""

    kind: Kind
    number: int
    start: int
    end: int

    def __str__(self) -> str:
        return token(self.kind, self.number)


class Mention(NamedTuple):
    """``@word`` at ``start`` to ``end``, and the known ``name`` that begins it, None where it names nothing."""

    name: str | None
    word: str
    start: int
    end: int


class Malformed(NamedTuple):
    """Something meant as a token that is none: the token it should be and what it names, None if not said."""

    text: str
    start: int
    end: int
    meant: str | None
    kind: Kind | None


def token(kind: Kind, number: int) -> str:
    """``<<<kind_number>>>``."""
    return f"<<<{kind}_{number}>>>"


def named(text: str, tokens: Mapping[str, str]) -> str:
    """``text`` with ``@name`` for every token of ``tokens``, which gives it for each name."""
    for name, written in tokens.items():
        text = text.replace(written, f"@{name}")
    return text


def find(text: str) -> tuple[Reference, ...]:
    """The well-formed tokens of ``text``, in order."""
    return tuple(Reference(m[1], int(m[2]), *m.span()) for m in _TOKEN.finditer(text))  # type: ignore[arg-type]


def mentions(text: str, names: Iterable[str]) -> Iterator[Mention]:
    """Where ``text`` says ``@name``. Letters may follow ("@hero走"), not ASCII after ASCII; the longest name wins. A
    known name counts after a letter too ("图1@hero"), an unknown word does not, nor does an e-mail address."""
    known = sorted(names, key=len, reverse=True)
    for match in _AT.finditer(text):
        joined = match.start() > 0 and _BEFORE.match(text, match.start() - 1)
        if joined and joined[0] != "." and _DOMAIN.match(text, match.end()):
            continue
        longer = [(name, match[1][len(name) :][:1]) for name in known if match[1].startswith(name)]
        name = next((name for name, on in longer if not (on and on.isascii() and name[-1].isascii())), None)
        if name is not None:
            yield Mention(name, match[1], match.start(), match.start() + 1 + len(name))
        elif not joined:
            yield Mention(None, match[1], *match.span())


MARKS = (*"<{[($＜《〈«‹≪&［【〔｛（「『", "\\u003c")


def malformed(text: str) -> list[Malformed]:
    """Forms that are meant as tokens and will not be recognised: ``<<image_1>>``, ``<<<Image1>>>``, ``{image_1}``,
    ``＜＜＜image_1＞＞＞``, ``&lt;&lt;&lt;image_1&gt;&gt;&gt;``."""
    return [_meant(m) for m in _MALFORMED.finditer(text) if not _TOKEN.fullmatch(m[0])]


def foreign(text: str) -> list[Malformed]:
    """Tokens of other products: ``@image_1``, ``@图2``, and ``@image`` that says not which."""
    return [_meant(m) for m in _FOREIGN.finditer(text)]


def _meant(match: re.Match[str]) -> Malformed:
    plain = _ESCAPE.sub("", unicodedata.normalize("NFKC", match[0]))
    kind, number = _KIND.search(plain), _NUMBER.search(plain)
    name: Kind | None = kind.lastgroup if kind else None  # type: ignore[assignment] # the groups are kinds
    meant = token(name, int(number[0])) if name and number else None
    return Malformed(match[0], match.start(), match.end(), meant, name)


def without(text: str) -> str:
    """``text`` with every token blanked out, so that positions stay."""
    return _TOKEN.sub(lambda m: " " * len(m[0]), text)
