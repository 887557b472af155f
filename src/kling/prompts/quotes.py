"""Quoted words: spoken lines, text to be seen, and who speaks. Between two of ``_MARKS`` stands a spoken **line** where
a speech verb or a label is before it (or a verb right after), a **caption** after a word for writing or inside a
sentence, or an **unattributed** one that opens it and names nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from kling.lexicon import ACTIONS, EMOTIONS, PEOPLE, SPEECH_VERBS, Match, Term
from kling.lexicon.pattern import CJK, pattern, phrases

QuoteKind = Literal["line", "caption", "unattributed"]

_MARKS = ('""', "„“”", "“”", "「」", "『』", "«»", "»«")  # marks that open and close a quotation
_QUOTED = pattern("|".join(f"{mark[0]}([^{mark[1:]}]{{0,999}})[{mark[1:]}]" for mark in _MARKS))
_WRITING, _WRITING_SAYS = phrases("writing_before"), phrases("writing_says")
_WRITING_AFTER, _NAMED_AFTER = phrases("writing_after"), phrases("named_after")
_TOLD_AFTER, _VOICED, _LINK, _SILENT_LABEL = map(phrases, ("told_after", "voiced", "links", "silent_labels"))
_SENTENCE = pattern(r"[.!?。！？；;\n]\s*|[.!?][\"”]\s*")
_REFERENCE, _LABEL = pattern(r"<<<(?:image|element|voice)_\d+>>>"), pattern(r"[:：]\s*$")
_ATTRIBUTION_ENDS = pattern(r"[.!?;,。！？；，、\n]|$")
_BRACKET, _ROUND = pattern(r"[\[【]([^\[\]【】]+)[\]】]"), pattern(r"[(（]([^()（）]*)[)）]")
_GOES_ON = pattern(r"\b(?:and|then|y|luego)\b|[，、并]|,(?! who)", re.IGNORECASE)
_MANNER_WORD = pattern(r"(?:\w+ly|(?!king\b)\w{3,}ing)", re.ASCII)
_ADVERB = pattern(r"\s+(?:then|(?!family|bully|ally|butterfly|belly|jelly)([a-z]+ly))$")
_ACTS_JA = pattern(r"(?:[^。：]*[、：])?([^、。：がは]{1,12})[がは]")
_SCRIPTED = pattern(r"\s*(?:(?![をにでへとがは])" + CJK + r"){1,10}\s*")  # as scripts name a speaker: 左の侍「来い」
_PARTICLE, _SUBJECT = pattern(r"(?<=[^\x00-\u3096])[がはも][、,]?$"), pattern(r"[^<>、。，,]{0,12}?[がは]")
_ANYBODY = pattern(r"he|she|they|it|one of them|other|él|ella|他|她|它|彼|彼女|man|woman|boy|girl|person|speaker")
_ARTICLES = pattern(r"(?:(?:the|an?|el|la|los|las|un|una|his|her|my|[\w-]{1,3})\s*)", re.IGNORECASE | re.ASCII)
_PLAIN = ("says", "asks", "replies", "announces", "reads", "narrates")  # they do not tell how a line is said
_REACH = 120  # characters before a quotation in which its speaker is looked for


class Quote(NamedTuple):
    """Quotation marks at ``start`` to ``end``, ``text`` between them. ``speaker`` is the label as written ("" when
    nobody is named), ``delivery`` what is said about the way of speaking, ``intro`` where speaker and verb begin, and
    ``outro`` where they end that stand after the line ("says the dragon"); 0 where none do."""

    kind: QuoteKind
    text: str
    start: int
    end: int
    speaker: str = ""
    delivery: str = ""
    intro: int = 0
    outro: int = 0

    @property
    def speaker_key(self) -> str:
        """The speaker, comparable between lines."""
        return re.sub(r"^(?:the|a|an|el|la|los|las)\s+", "", self.speaker.strip().lower())

    @property
    def anonymous(self) -> bool:
        """Whether the speaker is a pronoun or a word for anybody."""
        return _ANYBODY.fullmatch(self.speaker_key) is not None


def _speaker(clause: str, verb: int | None) -> tuple[str, str]:
    """Who speaks and how, from the clause that introduces a line; ``verb`` is where its speech verb begins."""
    delivery = " ".join(m[1] for m in _ROUND.finditer(clause))
    if bracket := list(_BRACKET.finditer(clause)):
        name, _, manner = bracket[-1][1].replace("，", ",").replace("、", ",").partition(",")
        rest = clause[bracket[-1].end() :].strip(" :：")
        rest = _manner(rest) if ACTIONS.find(rest) else rest  # what somebody does first is no way of speaking
        for verb_in_it in SPEECH_VERBS.find(rest)[:1]:
            rest = f"{rest[: verb_in_it.start]}{rest[verb_in_it.end :]}".strip()
        return name.strip(), " ".join(filter(None, (manner.strip(), delivery, rest)))
    delivery = delivery or _manner(clause)
    if references := list(_REFERENCE.finditer(clause, 0, verb or len(clause))):
        marked = next((found for found in references if _SUBJECT.match(clause, found.end())), None)
        between = _ROUND.sub(" ", clause[references[-1].end() : verb])
        goes_on = verb is not None and _GOES_ON.search(between)  # "A strokes B and says": whoever began the sentence
        return (marked or references[0 if goes_on else -1])[0], delivery
    head = re.sub(r"[(（][^()（）]*$", "", clause[:verb])
    head = _LINK.sub("", _ROUND.sub(" ", head).strip(" ,，、")).strip(" ,，、:：")
    if verb is None:  # "Cleo, laughing:"
        *names, head = (part.strip() for part in re.split(r"[,，、:：]", head))
        is_manner = _MANNER_WORD.fullmatch(head) or _manner(head) == head
        return (names[-1], delivery or head) if names and is_manner else (head, delivery)
    head = re.split(r"[:：]", head)[-1].strip()  # "Medium shot: the guide softly"
    if adverb := _ADVERB.search(head):
        head, delivery = head[: adverb.start()], delivery or adverb[1]
    parts = [part.strip() for part in re.split(r"[,，、]", head)]
    head = parts[0] if head.isascii() else next((part for part in parts if PEOPLE.find(part)), parts[0])
    return _actor(head), delivery


def _actor(head: str) -> str:
    """Whoever acts before speaking: "she" of "she lifts her head and"."""
    for match in ACTIONS.find(head):
        named = head[: match.start].strip()
        finite = not head.isascii() or head[match.start : match.end].endswith(("s", "ed"))
        if finite and named and not _ARTICLES.fullmatch(named):
            return re.sub(r"[がはも]$", "", named)
    return _PARTICLE.sub("", head)


def _quote(text: str, match: re.Match[str], since: int) -> Quote:
    """One quotation, told by what stands before it (from ``since``), else by what is after it, else by itself."""
    start, end = match.span()
    spoken = next((group for group in match.groups() if group is not None), "")
    before = text[max(since, start - _REACH) : start]
    cut = max((m.end() for m in _SENTENCE.finditer(before)), default=0)
    cut = max(cut, before.rfind("[", cut))  # a label in mid-sentence: what stands before it is no part of the line
    clause, intro = before[cut:], start - len(before) + cut
    verbs = SPEECH_VERBS.find(clause)
    if _WRITING.search(before) or _WRITING_SAYS.search(before) or (not verbs and _WRITING_AFTER.match(text, end)):
        return Quote("caption", spoken, start, end)
    if told := _attributed(text, end, clause, verbs):
        speaker, delivery, before_it, until = told
        return Quote("line", spoken, start, end, speaker, delivery, intro if before_it else start, until)
    labelled = bool(_LABEL.search(clause)) and not _SILENT_LABEL.match(_LABEL.sub("", clause))
    if verbs or labelled or _VOICED.search(clause):  # "the old sailor laughs, …"
        named = len(verbs) > 1 and verbs[0].term.id == "narrates"  # "a calm narrator says"
        verb = verbs[named].start if verbs and not (labelled and verbs[0].start == 0) else None
        speaker, delivery = _speaker(clause, verb)
        if verbs and verbs[-1].term.id not in _PLAIN:
            delivery = f"{delivery} {clause[verbs[-1].start : verbs[-1].end]}".strip()
        return Quote("line", spoken, start, end, speaker, delivery, intro)
    if match[0][0] in "「“" and _SCRIPTED.fullmatch(clause):
        return Quote("line", spoken, start, end, clause.strip(), "", intro)
    acts = _ACTS_JA.match(clause)
    if _TOLD_AFTER.match(text, end) or (acts and PEOPLE.find(acts[1])):  # 司会者が包丁を掲げて「今だけ半額！」
        return Quote("line", spoken, start, end, acts[1].strip() if acts else "", "", start)
    brief = len(spoken.split()) < 2 and not re.search(CJK + r"{4}", spoken)
    if clause.strip() or brief:
        return Quote("caption", spoken, start, end)
    return Quote("unattributed", spoken, start, end, intro=start)


def _attributed(text: str, end: int, clause: str, verbs: Sequence[Match[Term]]) -> tuple[str, str, bool, int] | None:
    """Who speaks and how by a verb after a line, whether they stand before it (店員が「…」と小さな声で言う), and where
    that ends. Where a verb stands before the line, only words that say nothing else ("says the dragon", 她轻声说)."""
    until = next(_ATTRIBUTION_ENDS.finditer(text, end + 1 if text[end : end + 1] in (",", "，") else end)).start()
    said = text[end:until]
    after = next(iter(SPEECH_VERBS.find(said)), None)
    if not after or any(mark in said for mark in ':："„“「『«'):
        return None
    lead, rest = said[: after.start], said[after.end :]
    how = "" if after.term.id in _PLAIN else said[after.start : after.end]
    if not lead.strip(" ,，") and (named := _NAMED_AFTER.fullmatch(rest)):
        return named[1], f"{how} {named[2].strip()}".strip(), False, until
    if verbs or after.start > 24:
        return None
    lead = re.sub(r"[がはも]$", "", lead.strip(" ,，、と"))
    how = " ".join(filter(None, (how, *_ROUND.findall(lead), _manner(said))))
    lead = _ROUND.sub("", lead)
    if clause.strip() and (not lead or _PARTICLE.search(clause.strip())):
        return _speaker(_PARTICLE.sub("", clause.strip()), None)[0], how or lead, True, 0
    return lead or rest, how, False, 0


def _manner(text: str) -> str:
    return " ".join(text[m.start : m.end] for m in EMOTIONS.find(text))


@lru_cache(maxsize=64)
def find(text: str) -> tuple[Quote, ...]:
    """The quotations of ``text``, in order."""
    found: list[Quote] = []
    for match in _QUOTED.finditer(text):
        found.append(_quote(text, match, max(found[-1].end, found[-1].outro) if found else 0))
    return tuple(found)


def spans(text: str) -> list[tuple[int, int]]:
    """Where quotations stand in ``text``, marks included."""
    return [match.span() for match in _QUOTED.finditer(text)] if any(c in text for c in '"„“「『«»') else []


def without(text: str) -> str:
    """``text`` with quotations blanked out, marks included, so that positions stay."""
    return _QUOTED.sub(lambda m: " " * len(m[0]), text) if any(c in text for c in '"„“「『«»') else text
