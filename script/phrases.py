"""The grammar of the phrases that the planner's tables are made of: small patterns that need no punctuation.

- `make {it} vertical`: words, and in braces a list of the table's lists; a hyphen counts as a blank
- `#`: a number in digits or words, `##`: the greater of two ("8 to 10")
- `…`: up to 40 characters of the sentence; `~`: up to 24 of the clause
- `[very] dark`: may be missing; `(a|b)`: either; `paint*`, `*geräusch`: any letters there
- `^` and `$`: the clause begins or ends here
- in a list, `길이+` stands alone and with each of the list `case` (길이는, 길이도)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby

from kling.lexicon.pattern import LETTER
from kling.planner.tables import UNSPACED

MARKED = {"hi": "[\\w\u0900-\u0963]", "ar": "[\\w\u064b-\u065f\u0670]"}
"""Letters of languages whose letters carry signs that are no letters to a regular expression. These signs alone: an
edge with those of all languages takes seven times as long to compile, and a phrase has many."""
_ENDS = ",.;:!?#\\n(){}\\[\\]【】\u2026，。；：、！？（）।؟،؛—–"
_SYNTAX = re.compile(r"\{(\w+)\}|([…~#^$()|\[\]*])|(\s+)|([^\s{}…~#^$()|\[\]*]+)")
_BLANK, _SAME_LINE = r"[\s-]", r"[ \t\xa0-]"
_CHOICES = ("(", "[", ")", "]", "|")
_JOINED = ("*", "#", "]")
_GLUED, _GLUES = re.compile(r"[^\W_]|\)"), re.compile(r"[^\W_]|[(*]")  # beside these signs a word has no edge
_AFTER_A_NUMBER = r"(?<![^\W\d_])"  # a unit may follow its number without a blank
_PLAIN_WORDS = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+)*")
_LOOSE = ("[", "]", "…", "~", "^", "$", "#")
_PLAIN = {
    "(": "(?:",
    ")": ")",
    "|": "|",
    "[": "(?:",
    "]": ")?",
    "…": r"[^.!?;\n。！？；।؟]{0,40}?",
    "~": rf"[^{_ENDS}]{{0,24}}?",
    "^": rf"(?<![^{_ENDS}])\s*",
    "$": rf"\s*(?![^{_ENDS}])",
}


@cache
def _beyond(written: str, at: int, step: int) -> str:
    """The sign at a place of a phrase; at the edge of a choice in brackets, the one beyond these."""
    if at < 0 or written[at : at + 1] not in _CHOICES:
        return written[max(at, 0) : at + 1]
    opens, closes = ("([", ")]")[::step]
    depth, inside = 0, written[at] in (*closes, "|")
    while inside and (depth or written[at] not in closes):
        depth += (written[at] in opens) - (written[at] in closes)
        at += step
    at += step * inside
    return written[max(at, 0) : at + 1]


class Grammar:
    """Makes regular expressions of the phrases of one language."""

    def __init__(self, language: str, lists: Mapping[str, list[str]]) -> None:
        self.spaced, self.lists = language not in UNSPACED, lists
        marked, letter = language in MARKED, MARKED.get(language, LETTER)
        self.letter = "{{letter}}" if marked else r"\w"
        self.begins, self.ends = ("{{begins}}", "{{ends}}") if marked else (r"\b", r"\b")
        self.list_keys = cache(self._list_keys)
        self.edges = {"letter": letter, "begins": f"(?<!{letter})", "ends": f"(?!{letter})"}

    def _number(self, digits: bool, joined: bool) -> str:
        """A number in digits, or in words too; ``joined`` where it may follow a letter ("photo1")."""
        edge = "" if joined or not self.spaced else self.begins
        return rf"{edge}(?<!\d)(?<!\d[.,:])(?P<n>\d{{1,4}}(?:[.,]\d{{1,2}})?{'' if digits else '|{{#}}'})"

    def numbers(self, words: Iterable[str]) -> str:
        named = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        return f"(?:{named}){self.ends if self.spaced else ''}"

    def listed(self, name: str) -> str:
        """Any word of a list; those without signs have their edges together, which compiles faster."""
        unit, out = name == "second" and all(map(str.isalpha, self.lists[name])), []  # "5s"
        for plain, words in groupby(self.lists[name], lambda word: _PLAIN_WORDS.fullmatch(word) is not None):
            if plain and self.spaced:
                spelled = "|".join(rf"{_BLANK}+".join(map(re.escape, word.split(" "))) for word in words)
                out.append(f"{_AFTER_A_NUMBER if unit else self.begins}(?:{spelled}){self.ends}")
            else:
                out += [self.expression(word, whole=True) for word in words]
        return f"(?:{'|'.join(out)})"

    def expression(self, written: str, *, whole: bool = False) -> str:
        """The regular expression of a phrase; ``whole``: with the words of lists in it."""
        out: list[str] = []
        counts = "#" in written  # no number goes with a word of the next line
        for match in _SYNTAX.finditer(written):
            name, sign, blank, plain = match.groups()
            before, after = written[match.start() - 1 : match.start()], written[match.end() : match.end() + 1]
            if name:
                out.append(self.listed(name) if whole else f"{{{{{name}}}}}")
            elif sign == after == "#":
                to = self.listed("time_to") if whole else "{{time_to}}"
                out.append(rf"(?<![\d.,:])[1-9]\d?\s*(?:[-–~〜～]|{to})\s*")
            elif sign == "#":
                out.append(self._number(*self._digits(match)))
            elif sign == "*":
                if before == "]":
                    out[-1] = ")*"
                    continue
                alone = before.strip("([|") + after.strip(")]|") == ""
                out.append(f"{self.letter}+" if alone else f"{self.letter}*")
            elif sign:
                out.append(_PLAIN[sign])
            elif blank:  # beside what may be missing, a blank may be missing, too
                loose = not self.spaced or before in _LOOSE or after in _LOOSE
                out.append(f"{_SAME_LINE if counts else _BLANK}{'*' if loose else '+'}")
            else:
                begins, ends = self._edges(match)
                out.append(f"{begins}{re.escape(plain)}{ends}")
        return "".join(out)

    def _edges(self, match: re.Match[str]) -> tuple[str, str]:
        """What says that no letter stands before and after a word of a phrase."""
        written, plain, start, end = match.string, match[4], *match.span()
        led, goes_on = _beyond(written, start - 1, -1), _beyond(written, end, 1)
        begins = ends = ""
        if self.spaced and plain[0].isalnum() and written[start - 1 : start] not in _JOINED and not _GLUED.match(led):
            begins = _AFTER_A_NUMBER if re.search(r"# \([^()]*$", written[:start]) else self.begins
        if (
            self.spaced
            and plain[-1].isalnum()
            and written[end : end + 1] not in ("*", "[")
            and not _GLUES.match(goes_on)
        ):
            ends = self.ends
        return begins, ends

    def _digits(self, match: re.Match[str]) -> tuple[bool, bool]:
        """Whether a number is written in digits only, and whether it may follow a letter."""
        before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
        joined = bool(before.strip(" ([|]~…^"))
        return after == "#" or (self.spaced and (joined or bool(after.strip(" ~…[$)|")))), joined

    def keys(self, written: str) -> list[list[str]]:
        """What a text must have for a phrase to stand in it, one of each: a whole word, after a blank; letters that may
        stand anywhere; ``#``, a digit; or, in braces, one word of a list. The fewest and longest first."""
        found, _ = self._needed(_SYNTAX.finditer(written))
        sayable = [one for one in found if all(key[0] != "{" or self.list_keys(key[1:-1]) for key in one)]
        return sorted(sayable, key=_width)

    def _needed(self, rest: Iterator[re.Match[str]]) -> tuple[list[list[str]], str]:
        """The keys of a phrase up to the sign that ends it, and this sign."""
        keys: list[list[str]] = []
        for match in rest:
            name, sign, _, plain = match.groups()
            if name:
                keys.append([f"{{{name}}}"])
            elif plain:
                begins, ends = self._edges(match)
                whole = begins and ends and re.fullmatch(r"\w+" if begins == self.begins else r"[^\W\d_]+", plain)
                keys.append([f" {plain}" if whole else plain])
            elif sign == "#" and self._digits(match)[0]:
                keys.append(["#"])
            elif sign in ("[", "("):
                options, end = [], "|"
                while end == "|":
                    option, end = self._needed(rest)
                    options.append(option)
                if sign == "(" and all(options):
                    keys.append(sorted({key for option in options for key in min(option, key=_width)}))
            elif sign in ("]", ")", "|"):
                return keys, sign
        return keys, ""

    def _list_keys(self, name: str) -> list[str]:
        """Keys of which one stands where a word of a list does; none where that cannot be said."""
        found = [self.keys(word) for word in self.lists[name]]
        return sorted({key for one in found for key in one[0]}) if all(found) else []


def _width(options: list[str]) -> int:
    """How much of texts may have one of these keys."""
    return sum({"{": 30, "#": 10}.get(key[0], 12 // len(key)) for key in options)
