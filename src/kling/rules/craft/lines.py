"""The words of spoken lines: quoted, in one language that is spoken, short enough for their shot."""

from __future__ import annotations

from collections.abc import Iterator

from kling.lexicon import (
    LANGUAGES,
    SPEECH_VERBS,
)
from kling.lexicon.pattern import pattern, word_list
from kling.prompts import speech
from kling.prompts.language import in_script, language_of
from kling.rules import examples
from kling.rules.craft.unit import QUOTES, quoted
from kling.rules.rule import Finding, Request, replace, rule

_NATIVE = ("zh", "en", "ja", "ko", "es")


_LANGUAGE_NAMES = {"fr": "French", "de": "German", "pt": "Portuguese", "it": "Italian", "ru": "Russian", "hi": "Hindi"}


_LANGUAGE_NAMES |= {"ar": "Arabic", "th": "Thai", "zh": "Chinese", "en": "English", "ja": "Japanese", "ko": "Korean"}


_LANGUAGE_NAMES |= {"es": "Spanish"}


_UNQUOTED = pattern(r"[^\".。!！?？:：“「『«\n]{0,30}[:：]\s*(?![\"“「『«'‘])(?=[\w¿¡])")


_LINE_END = pattern(r"[.!?。！？\n]|$")


_CAPITALS = pattern(r"\b(?:[A-Z]{2,} )*[A-Z]{4,}(?: [A-Z]{2,})*\b")


_LATIN = pattern(r"[A-Za-z\u00c0-\u024f]{2,}")


_KANA = pattern(r"[\u3041-\u30fa]")


@rule(
    "P033",
    "speech-too-long",
    severity="warning",
    title="The lines are longer than the shot",
    source="S-AUD M, S-SKILLS",
    fails=examples.heard(
        'The guard says: "we have been waiting for this exact morning since the day the old bridge fell"', duration="3"
    ),
    passes=examples.heard('The guard says: "we waited years for this morning."'),
    marks=QUOTES,
)
def speech_too_long(request: Request) -> Iterator[Finding]:
    """Lines need time: about 2 words a second in English and Spanish, 3 characters in Chinese, 4.2 morae in Japanese,
    3.4 blocks in Korean, and 0.3 s before, between and after them. The service takes lines that are too long; they are
    hurried or cut off."""
    for unit in request.units:
        if unit.seconds is None or not unit.reading.lines:
            continue
        need = speech.budget(unit.text)
        if need.good <= unit.seconds:
            continue
        line = max(need.lines, key=lambda spoken: spoken.units / spoken.rate.ok)
        room = speech.capacity(unit.seconds, line.language)
        yield Finding(
            unit.pointer,
            f"the lines take about {need.good:g} s ({need.least:g} s at the fastest), the shot lasts {unit.seconds} s",
            f"about {room} {line.rate.unit} fit in {unit.seconds} s; shorten the lines or lengthen the shot",
            span=(line.quote.start, line.quote.end),
        )


@rule(
    "P034",
    "unquoted-line",
    severity="warning",
    title="A spoken line without quotation marks",
    source="S-KREL, S-SKILLS M",
    fails=examples.heard("The pilot says: hold on tight"),
    passes=examples.heard('The pilot says: "hold on tight."'),
    reads=("speech_verbs",),
)
def unquoted_line(request: Request) -> Iterator[Finding]:
    """Without quotation marks the model cannot tell words to be spoken from description."""
    for unit in request.units:
        text = unit.reading.text
        if ":" not in text and "：" not in text:
            continue
        for verb in unit.reading.find(SPEECH_VERBS):
            match = _UNQUOTED.match(text, verb.end)
            if not match or (verb.term.id == "narrates" and unit.reading.audio):
                continue
            end = _LINE_END.search(text, match.end())
            stop = end.start() if end else len(text)
            if any(match.end() <= quote.start < stop for quote in unit.reading.quotes):
                continue  # "with a voice-over: …" opens a text that has its lines in quotation marks
            line = text[match.end() : stop].strip()
            closing = text[stop : stop + 1] if text[stop : stop + 1] in ".!?。！？" else ""
            wide = ("「", "」") if unit.reading.language == "ja" else ("“", "”")
            opened, closed = wide if "：" in match[0] else ('"', '"')
            repaired = text[: match.end()] + opened + line + closing + closed + text[stop + len(closing) :]
            yield Finding(
                unit.pointer,
                f"the line {quoted(line, (0, 80))} is not in quotation marks",
                "put the words to be spoken in quotation marks",
                replace(unit.pointer, repaired + unit.text[len(text) :], safe=True),
                span=(match.end(), stop),
            )
            break


@rule(
    "P038",
    "mixed-line",
    severity="warning",
    title="Two languages in one line",
    source="S-KREL H, S-WRITER",
    fails=examples.heard('She says: "今天 we start 新生活 together"'),
    passes=examples.heard('She says (in Chinese): "今天开始新生活。"'),
    marks=QUOTES,
)
def mixed_line(request: Request) -> Iterator[Finding]:
    """One line is one language; a switch in the middle breaks accent and lips. Different speakers may use different
    languages."""
    for unit in request.units:
        for quote in unit.reading.lines:
            scripts = [
                len(_LATIN.findall(quote.text)) >= 2,
                in_script(quote.text, "zh") + len(_KANA.findall(quote.text)) >= 2,
                in_script(quote.text, "ko") >= 2,
            ]
            if sum(scripts) >= 2:
                yield Finding(
                    unit.pointer,
                    f"{quoted(quote.text, (0, 80))} mixes languages",
                    "write the line in one language; let another speaker use the other",
                    span=(quote.start, quote.end),
                )


@rule(
    "P039",
    "language-not-spoken",
    severity="warning",
    title="A language that is not spoken natively",
    source="S-K3, S-KOMNI M",
    fails=examples.heard('The chef says in French: "c\'est prêt, venez vite."'),
    passes=examples.heard('The chef says with a French accent: "it is ready, come quickly."'),
    marks=QUOTES,
)
def language_not_spoken(request: Request) -> Iterator[Finding]:
    """Chinese, English, Japanese, Korean and Spanish are spoken; a line in any other language comes out as English."""
    for unit in request.units:
        for quote in unit.reading.lines:
            intro = unit.reading.text[quote.intro : quote.start]
            named = [m for m in LANGUAGES.find(intro) if not m.term.native]
            code = language_of(quote.text)
            if named or code not in _NATIVE:
                name = named[0].term.term if named else _LANGUAGE_NAMES.get(code, code)
                yield Finding(
                    unit.pointer,
                    f"{quoted(quote.text, (0, 80))} is to be spoken in {name}; it will come out as English",
                    f"use Chinese, English, Japanese, Korean or Spanish, or English with a {name} accent",
                    span=(quote.start, quote.end),
                )


@rule(
    "P043",
    "capitals-in-speech",
    severity="hint",
    title="Capitals in a spoken line",
    source="S-FAL M",
    fails=examples.heard('The coach says: "RUN FASTER now."'),
    passes=examples.heard('The coach shouts: "run faster now."'),
    marks=QUOTES,
)
def capitals_in_speech(request: Request) -> Iterator[Finding]:
    """Words in capitals may be spelled out letter by letter. Loudness belongs into the verb or the label."""
    for unit in request.units:
        for quote in unit.reading.lines:
            loud = next((m for m in _CAPITALS.finditer(quote.text) if not _spelled(m[0])), None)
            if loud:
                inner = _CAPITALS.sub(lambda m: m[0] if _spelled(m[0]) else m[0].lower(), quote.text)
                text = unit.text[: quote.start + 1] + inner + unit.text[quote.end - 1 :]
                yield Finding(
                    unit.pointer,
                    f"capitals in {quoted(quote.text, (0, 80))} may be spelled out",
                    "write the line in lower case and say “shouts” instead",
                    replace(unit.pointer, text, safe=True),
                    span=(quote.start, quote.end),
                )
                break


_ACRONYMS = word_list("acronyms")


def _spelled(words: str) -> bool:
    """Whether capitals are an acronym: a known one, or letters without a vowel."""
    return words in _ACRONYMS or not set(words) & set("AEIOUY")
