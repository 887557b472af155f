"""Speech and sound: who says what, how, in which language, and whether it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kling.lexicon import (
    AMBIENCE,
    EMOTIONS,
    EXCLUSIONS,
    LANGUAGES,
    MUSIC_MOODS,
    PEOPLE,
    SEQUENCE,
    SFX,
    SOUND_WORDS,
    SPEECH_VERBS,
    TIMBRES,
)
from kling.lexicon.pattern import pattern
from kling.lexicon.phrases import word_list
from kling.prompts import speech
from kling.prompts.language import in_script, language_of
from kling.prompts.quotes import Quote
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.prompt_unit import Unit, quoted, units
from kling.rules.rule import Finding, Request, replace, rule

_NATIVE = ("zh", "en", "ja", "ko", "es")
_LANGUAGE_NAMES = {"fr": "French", "de": "German", "pt": "Portuguese", "it": "Italian", "ru": "Russian", "hi": "Hindi"}
_LANGUAGE_NAMES |= {"ar": "Arabic", "th": "Thai", "zh": "Chinese", "en": "English", "ja": "Japanese", "ko": "Korean"}
_LANGUAGE_NAMES |= {"es": "Spanish"}
_UNQUOTED = pattern(r"[^\".。!！?？:：“「『«\n]{0,30}[:：]\s*(?![\"“「『«'‘])(?=[\w¿¡])")
_LINE_END = pattern(r"[.!?。！？\n]|$")
_CAPITALS = pattern(r"\b(?:[A-Z]{2,} )*[A-Z]{4,}(?: [A-Z]{2,})*\b")
_FOREIGN_AUDIO = pattern(
    r"<(?!<)(?!/?<)[^\W\d_A-Z](?:[^\W\d_]|[ ,'-]){3,40}>(?!>)"
    r"|（(?:音乐|音效|背景音乐|background music)[^）]*）|【[^】]*字幕[^】]*】"
    r"|\{(?:dialogue|line|speech)[^}]*\}"
)
_TAG = pattern(r"<(?!<)(?!/?<)([^\W\d_A-Z](?:[^\W\d_]|[ ,'-]){3,40})>(?!>)")
_LATIN = pattern(r"[A-Za-z\u00c0-\u024f]{2,}")
_KANA = pattern(r"[\u3041-\u30fa]")
_VOICE_OVER = pattern(r"voice-?\s?over|narrat|旁白|画外音|ナレ|voz en off|off-?screen", re.IGNORECASE)
_COUNTED = pattern(r"\b(?:two|three|four|several|both|a pair of|a group of|dos|tres|varios)\b|两|三|几|二人|三人", re.I)

_ANOTHER = pattern(r"\b(?:another|men|women|boys|girls|otr[oa]s?|hombres|mujeres)\b|另一|别的|たち|もう一人", re.I)
_SEXES = {
    "man": pattern(r"(?:he|man|boy|él|他|彼)$"),
    "woman": pattern(r"(?:she|woman|girl|ella|她|彼女)$"),
}


def _text(unit_prompt: str, **fields: object) -> dict[str, object]:
    return examples.text(prompt=unit_prompt, **{"sound": "on", **fields})


@rule(
    "P030",
    "speech-without-sound",
    severity="warning",
    title="A line is spoken, but sound is off",
    source="S-WELLS H",
    fails=_text('The guide says: "follow me."', sound="off"),
    passes=_text('The guide says: "follow me."'),
)
def speech_without_sound(request: Request) -> Iterator[Finding]:
    """Without ``sound: on`` the mouth moves and nothing is heard. With a clip in the request no sound can be made at
    all; then the line is better left out."""
    for unit in units(request):
        lines = unit.reading.lines
        if lines and not unit.sound:
            with_clip = request.body.video is not None
            fix: Fix | None = None
            if not with_clip:
                operation = "replace" if "sound" in request.body.raw else "add"
                fix = Fix(False, ({"op": operation, "path": "/sound", "value": "on"},))
            yield Finding(
                unit.pointer,
                f"{quoted(lines[0].text, (0, 80))} is spoken, but sound is off: a silent mouth movement",
                "remove the line; a request with a clip makes no speech"
                if with_clip
                else "send sound: on, or remove it",
                fix,
                span=(lines[0].start, lines[0].end),
            )


@rule(
    "P031",
    "nothing-to-hear",
    severity="hint",
    title="Sound is on, but nothing is said about it",
    source="S-AUD, S-SKILLS M",
    fails=_text("A cyclist climbs a hill at dawn, wide shot."),
    passes=_text("A cyclist climbs a hill at dawn, wide shot. Audio: chain ticking, wind, no music."),
)
def nothing_to_hear(request: Request) -> Iterator[Finding]:
    """Sound that is not described is invented, music included."""
    found = units(request)
    if request.body.sound and found and not any(_audible(unit) for unit in found):
        yield Finding(
            found[0].pointer,
            "sound is on, but no line, effect, ambience or music is described",
            "end with “Audio: …, no music.” naming what is heard",
        )


def _audible(unit: Unit) -> bool:
    reading = unit.reading
    if reading.lines or reading.audio:
        return True
    prose = reading.prose
    heard = (SFX, AMBIENCE, MUSIC_MOODS, EXCLUSIONS, SOUND_WORDS, SPEECH_VERBS)
    return any(any(reading.beside_look(words.find(prose))) for words in heard)


@rule(
    "P033",
    "speech-too-long",
    severity="warning",
    title="The lines are longer than the shot",
    source="S-AUD M, S-SKILLS",
    fails=_text(
        'The guard says: "we have been waiting for this exact morning since the day the old bridge fell"', duration="3"
    ),
    passes=_text('The guard says: "we waited years for this morning."'),
)
def speech_too_long(request: Request) -> Iterator[Finding]:
    """Lines need time: about 2 words a second in English and Spanish, 3 characters in Chinese, 4.2 morae in Japanese,
    3.4 blocks in Korean, and 0.3 s before, between and after them. Above the fastest rate it is an error."""
    for unit in units(request):
        if unit.seconds is None or not unit.reading.lines:
            continue
        need = unit.reading.speech
        if need.good <= unit.seconds:
            continue
        line = max(need.lines, key=lambda spoken: spoken.units / spoken.rate.ok)
        room = speech.capacity(unit.seconds, line.language)
        yield Finding(
            unit.pointer,
            f"the lines take about {need.good:g} s ({need.least:g} s at the fastest), the shot lasts {unit.seconds} s",
            f"about {room} {line.rate.unit} fit in {unit.seconds} s; shorten the lines or lengthen the shot",
            severity="error" if need.least > unit.seconds else None,
            span=(line.quote.start, line.quote.end),
        )


@rule(
    "P034",
    "unquoted-line",
    severity="warning",
    title="A spoken line without quotation marks",
    source="S-KREL, S-SKILLS M",
    fails=_text("The pilot says: hold on tight"),
    passes=_text('The pilot says: "hold on tight."'),
)
def unquoted_line(request: Request) -> Iterator[Finding]:
    """Without quotation marks the model cannot tell words to be spoken from description."""
    for unit in units(request):
        text = unit.reading.text
        if ":" not in text and "：" not in text:
            continue
        for verb in SPEECH_VERBS.find(unit.reading.prose):
            match = _UNQUOTED.match(text, verb.end)
            if not match or (verb.term.id == "narrates" and unit.reading.audio):
                continue
            end = _LINE_END.search(text, match.end())
            stop = end.start() if end else len(text)
            line = text[match.end() : stop].strip()
            closing = text[stop : stop + 1] if text[stop : stop + 1] in ".!?。！？" else ""
            wide = ("「", "」") if unit.reading.language == "ja" else ("“", "”")
            opened, closed = wide if "：" in match[0] else ('"', '"')
            mended = text[: match.end()] + opened + line + closing + closed + text[stop + len(closing) :]
            yield Finding(
                unit.pointer,
                f"the line {quoted(line, (0, 80))} is not in quotation marks",
                "put the words to be spoken in quotation marks",
                replace(unit.pointer, mended + unit.text[len(text) :], safe=True),
                span=(match.end(), stop),
            )
            break


@rule(
    "P035",
    "line-without-speaker",
    severity="warning",
    title="A line that nobody is said to speak",
    source="S-KREL, S-KPG H",
    fails=_text('A quiet office. "we should leave." A clock ticks.'),
    passes=_text('A quiet office. [Clerk, nervous]: "we should leave."'),
)
def line_without_speaker(request: Request) -> Iterator[Finding]:
    """Without a speaker the voice is given to anybody."""
    for unit in units(request):
        for quote in unit.reading.quotes:
            nobody = quote.kind == "line" and not re.search(r"[^\W\d_]", quote.speaker)
            if quote.kind == "unattributed" or nobody:
                yield Finding(
                    unit.pointer,
                    f"nobody is named as speaking {quoted(quote.text, (0, 80))}",
                    'put a label before it, such as [Clerk, nervous]: "…"',
                    span=(quote.start, quote.end),
                )


@rule(
    "P036",
    "pronoun-speaks",
    severity="warning",
    title="A pronoun speaks among several people",
    source="S-FAL, S-K26A M",
    fails=_text('Two divers surface. He says: "look."'),
    passes=_text('Two divers surface. [Older diver, hushed]: "look."'),
)
def pronoun_speaks(request: Request) -> Iterator[Finding]:
    """With two or more people in the shot, "he says" or "[man]" may be anybody: labels must be unique and stay the
    same. A man and a woman by themselves are told apart by "he", "she", "the man" and "the woman"."""
    for unit in units(request):
        vague = [quote for quote in unit.reading.lines if quote.anonymous and not _only_one(unit, quote)]
        if vague and _several(unit):
            yield Finding(
                unit.pointer,
                f"“{vague[0].speaker}” could be any of the people in the shot",
                "name the speaker by a label that stays the same: [Older diver, hushed]",
                span=(vague[0].intro, vague[0].end),
            )


def _only_one(unit: Unit, quote: Quote) -> bool:
    """Whether just one person of the shot is of the sex that the label names."""
    prose = unit.reading.prose
    sex = next((sex for sex, words in _SEXES.items() if words.match(quote.speaker_key)), None)
    if sex is None or _COUNTED.search(prose) or _ANOTHER.search(prose):
        return False
    if any(reference.kind == "element" for reference in unit.reading.references):
        return False
    people = {(m.term.id, prose[m.start : m.end].lower()) for m in PEOPLE.find(prose)}
    return sum(who in (sex, "person") for who, _ in people) <= 1


def _several(unit: Unit) -> bool:
    reading = unit.reading
    elements = {str(reference) for reference in reading.references if reference.kind == "element"}
    speakers = {quote.speaker_key for quote in reading.lines}
    if len(elements) >= 2 or len(speakers) >= 2 or _COUNTED.search(reading.prose) or _ANOTHER.search(reading.prose):
        return True
    return len({reading.prose[m.start : m.end].lower() for m in PEOPLE.find(reading.prose)}) >= 2


@rule(
    "P037",
    "lines-without-link",
    severity="hint",
    title="Two lines with nothing between them",
    source="S-FAL M",
    fails=_text('[Ana]: "ready?" [Leo]: "ready."'),
    passes=_text('[Ana, brisk]: "ready?" Immediately, [Leo, grinning]: "ready."'),
)
def lines_without_link(request: Request) -> Iterator[Finding]:
    """Lines of different speakers overlap or merge unless a link word or an action separates them."""
    for unit in units(request):
        reading = unit.reading
        for first, second in pairwise(reading.lines):
            if first.speaker_key == second.speaker_key:
                continue
            between = (first.end, second.start)
            spoken = {m.start for m in SPEECH_VERBS.find(reading.prose)}
            acts = any(between[0] <= m.start < between[1] and m.start not in spoken for m in reading.actions)
            if acts or any(between[0] <= m.start < between[1] for m in SEQUENCE.find(reading.prose)):
                continue
            yield Finding(
                unit.pointer,
                "two people speak with nothing between their lines",
                "put a link between them: “Immediately,”, “A beat later,”, “After a pause,”, or an action",
                span=(first.start, second.end),
            )


@rule(
    "P038",
    "mixed-line",
    severity="warning",
    title="Two languages in one line",
    source="S-KREL H, S-WRITER",
    fails=_text('She says: "今天 we start 新生活 together"'),
    passes=_text('She says (in Chinese): "今天开始新生活。"'),
)
def mixed_line(request: Request) -> Iterator[Finding]:
    """One line is one language; a switch in the middle breaks accent and lips. Different speakers may use different
    languages."""
    for unit in units(request):
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
    fails=_text('The chef says in French: "c\'est prêt, venez vite."'),
    passes=_text('The chef says with a French accent: "it is ready, come quickly."'),
)
def language_not_spoken(request: Request) -> Iterator[Finding]:
    """Chinese, English, Japanese, Korean and Spanish are spoken; a line in any other language comes out as English."""
    for unit in units(request):
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
    "P040",
    "no-delivery",
    severity="hint",
    title="Nothing is said about how a line is spoken",
    source="S-FAL, S-SKILLS M",
    fails=_text('[Guard]: "stop there."'),
    passes=_text('[Guard, low and tired]: "stop there."'),
)
def no_delivery(request: Request) -> Iterator[Finding]:
    """A line without a word on delivery is spoken in a generic voice."""
    for unit in units(request):
        for quote in unit.reading.lines:
            if not _delivered(unit, quote):
                yield Finding(
                    unit.pointer,
                    f"nothing says how {quoted(quote.text, (0, 80))} is spoken",
                    "add the delivery to the label: (soft, relieved), (cheerful, out of breath)",
                    span=(quote.intro, quote.end),
                )


def _delivered(unit: Unit, quote: Quote) -> bool:
    if re.sub(r"\b(?:in )?(?:chinese|english|japanese|korean|spanish)\b", "", quote.delivery, flags=re.I).strip(" ,"):
        return True
    intro = unit.reading.text[quote.intro : min(quote.end + 30, len(unit.reading.text))].replace(quote.text, " ")
    return bool(EMOTIONS.find(intro) or TIMBRES.find(intro) or _VOICE_OVER.search(intro))


@rule(
    "P041",
    "line-before-action",
    severity="hint",
    title="The line stands before the action",
    source="S-FAL P2 M",
    fails=_text('[Mara]: "open it." Mara slides a box across.'),
    passes=_text('Mara slides a box across the table. [Mara, flat]: "open it."'),
)
def line_before_action(request: Request) -> Iterator[Finding]:
    """Lips are bound best to somebody who has just been seen doing something: first the action, then the line."""
    for unit in units(request):
        reading = unit.reading
        if not reading.lines:
            continue
        first = reading.lines[0]
        acts = [m.start for m in reading.actions]
        before = reading.prose[: first.intro].strip()
        early = first.start < 50 and not before and not any(m < first.intro for m in acts)
        if early and any(m > first.end for m in acts) and not _VOICE_OVER.search(reading.text[: first.start]):
            yield Finding(
                unit.pointer,
                "the prompt opens with a line; the action comes after it",
                "let the speaker be seen doing something first, then speak",
                span=(first.intro, first.end),
            )


@rule(
    "P042",
    "many-speakers",
    severity="hint",
    title="Many speakers in one shot",
    source="S-K26A M",
    fails=_text(
        '[Ana, calm]: "go." Then [Leo, calm]: "now." Then [Kim, calm]: "wait." Then [Bo, calm]: "why?"', duration="5"
    ),
    passes=_text('[Ana, calm]: "go." Then [Leo, calm]: "now."', duration="12"),
)
def many_speakers(request: Request) -> Iterator[Finding]:
    """One or two speakers are reliable. Three and more work when every line is labelled, and are fragile, the more so
    in less than 8 s."""
    for unit in units(request):
        speakers = {quote.speaker_key for quote in unit.reading.lines if quote.speaker_key}
        if len(speakers) >= 3:
            yield Finding(
                unit.pointer,
                f"{len(speakers)} people speak in one shot",
                "split the conversation into shots of one or two speakers",
                severity="warning" if unit.seconds is not None and unit.seconds < 8 else None,
                span=(unit.reading.lines[0].intro, unit.reading.lines[-1].end),
            )


@rule(
    "P043",
    "capitals-in-speech",
    severity="hint",
    title="Capitals in a spoken line",
    source="S-FAL M",
    fails=_text('The coach says: "RUN FASTER now."'),
    passes=_text('The coach shouts: "run faster now."'),
)
def capitals_in_speech(request: Request) -> Iterator[Finding]:
    """Words in capitals may be spelled out letter by letter. Loudness belongs into the verb or the label."""
    for unit in units(request):
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


@rule(
    "P044",
    "mouth-not-readable",
    severity="hint",
    title="The speaker's mouth cannot be seen",
    source="S-KAUD, S-AUD M",
    fails=_text('Aerial wide shot: the hiker says: "we made it."'),
    passes=_text('Medium close-up: the hiker says: "we made it."'),
)
def mouth_not_readable(request: Request) -> Iterator[Finding]:
    """Lip movement needs a medium close-up or closer, a face to the camera and a calm camera."""
    for unit in units(request):
        reading = unit.reading
        lines = [quote for quote in reading.lines if not _VOICE_OVER.search(reading.text[quote.intro : quote.start])]
        if not lines:
            continue
        far = [m for m in reading.sizes if m.term.id in ("extreme_wide", "wide")]
        near = [m for m in reading.sizes if m.term.step >= 4]
        turned = [m for m in reading.angles if m.term.id in ("aerial", "rear")]
        wild = [m for m in reading.moves if m.term.id in ("whip_pan_left", "whip_pan_right", "crash_zoom", "fpv")]
        reasons = (far if not near else []) + turned + wild
        if reasons:
            match = reasons[0]
            yield Finding(
                unit.pointer,
                f"somebody speaks in {quoted(unit.text, (match.start, match.end))}: the lips cannot be read",
                "use a medium close-up or closer, face to the camera, and a static or slow camera",
                span=(match.start, match.end),
            )


@rule(
    "P045",
    "foreign-audio-notation",
    severity="warning",
    title="Sound in another model's brackets",
    source="S-4N5 M",
    fails=examples.text(prompt="Rain falls <thunder in the distance> over roofs."),
    passes=examples.text(prompt="Rain falls over roofs. Audio: thunder in the distance."),
)
def foreign_audio_notation(request: Request) -> Iterator[Finding]:
    """Angle and curly brackets for sound are other models' notation; Kling reads plain sentences."""
    for unit in units(request):
        if not any(mark in unit.text for mark in "<（【{"):
            continue
        for match in _FOREIGN_AUDIO.finditer(unit.text):
            tag = _TAG.match(match[0])
            fix = None
            if tag:
                rest = re.sub(r"\s{2,}", " ", unit.text[: match.start()] + unit.text[match.end() :]).strip()
                fix = replace(unit.pointer, f"{rest.rstrip('. ')}. Audio: {tag[1].strip()}.", safe=False)
            yield Finding(
                unit.pointer,
                f"{match[0]} is not Kling's way of writing sound",
                "end the prompt with a sentence “Audio: …”",
                fix,
                span=match.span(),
            )
