"""What does not belong into a prompt: other tools' syntax, formatting, parameters as words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import ANGLES, NEGATIONS, SIGNS, STYLES, Match, Style
from kling.lexicon.pattern import CJK, pattern, phrases
from kling.rules import examples
from kling.rules.craft.unit import BEYOND_ASCII, QUOTES, Unit, quoted
from kling.rules.rule import Finding, Request, replace, rule

_OTHER_SYNTAX = pattern(
    r"--(?:ar|v|style|stylize|no|seed|s|q|niji|motion|chaos|w|fps)\b|\([^()]{1,40}:\d(?:\.\d+)?\)|<lora:[^>]+>"
    r"|\bBREAK\b(?=\s*,)|\+\+\w|\w\+\+"
)


_AR = pattern(r"\s*--(?:ar|v|style|stylize|seed|s|q|niji|motion|chaos|w|fps)\b(?:\s+[\w:.]+)?")


_MARKDOWN = pattern(
    r"^\s*#{1,6}\s|\*\*[^*]+\*\*|```|^\s*[-*]\s+\w|^\s*[{\[]\s*\"|\"prompt\"\s*:|^\s*\|.*\|\s*$|^\s*\d+\.\s+\w.*\n\s*\d+\.\s",
    re.MULTILINE,
)


_PICTOGRAPH = "[\U0001f1e6-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23f3]"


_EMOJI = pattern(f"(?:{_PICTOGRAPH}|[0-9#*]\ufe0f?\u20e3)(?:{_PICTOGRAPH}|[\ufe0f\u200d\u20e3])*")


_EMOJI_AND_GAP = pattern(lambda: f"(?:(?<= )|(?<!.))(?:{_EMOJI.pattern}) | ?(?:{_EMOJI.pattern})")


_ADDRESSES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("://",), pattern(r"\bhttps?://\S*", re.IGNORECASE)),
    (("www.",), pattern(r"(?<!/)\bwww\.\w\S*", re.IGNORECASE)),
    (("@",), pattern(r"[\w.+-]+@[\w-]+\.\w{2,}\b")),
    ((":\\",), pattern(r"\b[A-Za-z]:\\\S*")),
    (
        tuple(f".{letter}" for letter in "pjgmw"),
        pattern(r"[\w-]+\.(?:png|jpe?g|gif|mp4|mov|webp|webm|wav|mp3)\b", re.IGNORECASE),
    ),
    (("#",), pattern(r"(?<!\w)#[A-Za-z\u4e00-\u9fff]\w+")),
    (("/",), pattern(r"(?<![\w/])/(?:home|Users|tmp|var|mnt|etc)/\S+")),
)
"""What looks like an address, and marks of which it has one."""


_WRITING = phrases("writing_to_show")


_SIGN = phrases("signs_to_show")


@rule(
    "P110",
    "many-negatives",
    severity="hint",
    title="Many things that are not to be seen",
    source="S-KAPI1 H, S-WRITER",
    fails=examples.text(prompt="No people, no cars, without wind, not blurry, never dark."),
    passes=examples.text(prompt="An empty street at noon, still air. No text, no music."),
    reads=("negations",),
)
def many_negatives(request: Request) -> Iterator[Finding]:
    """Positive wording is safer. Up to three short exclusions at the end are the documented way, as there is no
    negative prompt."""
    for unit in request.units:
        negatives = unit.reading.find(NEGATIONS)
        if len(negatives) >= 4:
            yield Finding(
                unit.pointer,
                f"{len(negatives)} negations; what is named is often drawn",
                "say what is there instead (“an empty street, still air”) and keep at most three exclusions",
                span=(negatives[0].start, negatives[-1].end),
            )


_NEGATOR = pattern(r"\b(?:no|not|without|don't)\s+(?=\w)", re.IGNORECASE)


@rule(
    "P111",
    "negated-negative-prompt",
    severity="warning",
    title="Negations inside negative_prompt",
    source="S-SKILLS M",
    fails=examples.text(negative_prompt="no blur, no extra fingers"),
    passes=examples.text(negative_prompt="blur, extra fingers"),
    reads=("negative_prompt",),
)
def negated_negative_prompt(request: Request) -> Iterator[Finding]:
    """Where a negative prompt exists, the field already negates: "no blur" asks for blur."""
    written = request.body.raw.get("negative_prompt")
    if isinstance(written, str):
        match = _NEGATOR.search(written)
        if match:
            yield Finding(
                "/negative_prompt",
                "the field already negates; “no blur” inside it asks for blur",
                "list the unwanted things without “no”",
                replace("/negative_prompt", _NEGATOR.sub("", written), safe=True),
                span=(match.start(), match.end() + len(re.split(r"\W", written[match.end() :])[0])),
            )


@rule(
    "P113",
    "foreign-syntax",
    severity="warning",
    title="Control syntax of another model",
    source="S-WRITER L, S-SKILLS",
    fails=examples.text(prompt="a tower at dusk --ar 16:9"),
    passes=examples.text(prompt="a tower at dusk, wide shot"),
    marks=("--", "(", "<lora", "++", "break"),
)
def foreign_syntax(request: Request) -> Iterator[Finding]:
    """``--ar``, ``(word:1.3)`` and ``<lora:…>`` belong to other models. Kling reads them as words."""
    for unit in request.units:
        text = unit.text
        for number, match in enumerate(_OTHER_SYNTAX.finditer(text)):
            repaired = re.sub(r"\s{2,}", " ", _AR.sub("", text)).strip()
            yield Finding(
                unit.pointer,
                f"{quoted(text, match.span())} is another model's syntax and is read as words",
                "remove it; aspect_ratio, duration and mode are fields of the request",
                replace(unit.pointer, repaired, safe=False) if number == 0 and repaired and repaired != text else None,
                span=match.span(),
            )


def _plain(text: str) -> str:
    text = re.sub(r"```\w*", "", text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"\1", text)
    text = re.sub(r"^\s*#{1,6}\s+", "", text, flags=re.MULTILINE)
    return re.sub(r"^\s*(?:[-*]|\d+\.)\s+(?=\w)", "", text, flags=re.MULTILINE).strip()


@rule(
    "P114",
    "markup",
    severity="warning",
    title="Markdown or JSON in the prompt",
    source="S-SKILLS M",
    fails=examples.text(prompt="**Scene:** a lake"),
    passes=examples.text(prompt="A lake at dawn, mist lifting."),
    marks=("\n", "#", "- ", "*", "{", "[", "|", "```", '"prompt"'),
)
def markup(request: Request) -> Iterator[Finding]:
    """Formatting carries no picture."""
    for unit in request.units:
        text = unit.text
        match = _MARKDOWN.search(text)
        if match:
            plain = _plain(text)
            mendable = plain and plain != text and not _MARKDOWN.search(plain)
            yield Finding(
                unit.pointer,
                f"{quoted(text, match.span())} is formatting, not picture",
                "write plain sentences",
                replace(unit.pointer, plain, safe=True) if mendable else None,
                span=(match.end() - len(match[0].lstrip()), match.start() + len(match[0].rstrip())),
            )


@rule(
    "P115",
    "emoji",
    severity="warning",
    title="Emoji in the prompt",
    source="S-WRITER L",
    fails=examples.text(prompt="A cat sleeps 😺 by the fire"),
    passes=examples.text(prompt="A cat sleeps by the fire"),
    reads=(BEYOND_ASCII,),
)
def emoji(request: Request) -> Iterator[Finding]:
    """Pictographs may be drawn into the picture or spoken."""
    for unit in request.units:
        if unit.text.isascii():
            continue
        match = _EMOJI.search(unit.text)
        if match:
            plain = _EMOJI_AND_GAP.sub("", unit.text)
            yield Finding(
                unit.pointer,
                f"{match[0]} may be drawn or spoken",
                "say it in words or leave it out",
                replace(unit.pointer, plain, safe=True) if plain.strip() else None,
                span=match.span(),
            )


@rule(
    "P116",
    "address",
    severity="warning",
    title="A link, e-mail, file name or hash tag",
    source="S-KAPI2 M, S-WRITER",
    fails=examples.text(prompt="Use the logo at https://example.com/logo.png"),
    passes=examples.images(None, prompt="Use the logo from <<<image_1>>>"),
    marks=tuple(mark for marks, _ in _ADDRESSES for mark in marks),
)
def address(request: Request) -> Iterator[Finding]:
    """Nothing is fetched from a prompt; an address may appear as text in the picture. Pictures belong into
    ``image_list``."""
    for unit in request.units:
        text = unit.text
        reached = -1
        for span in sorted(
            match.span()
            for marks, written in _ADDRESSES
            if any(mark in text.lower() for mark in marks)
            for match in written.finditer(text)
        ):
            if span[0] >= reached:
                reached = span[1]
                yield Finding(
                    unit.pointer,
                    f"{quoted(text, span)} is not fetched and may appear as text",
                    "put files into image_list or video_list and name them <<<image_1>>> or <<<video_1>>>",
                    span=span,
                )


_LATIN_WORDS = pattern(r"[A-Za-zÀ-ɏ]{2,}(?:[-'’][A-Za-zÀ-ɏ]+)*")


@rule(
    "P120",
    "mixed-languages",
    severity="hint",
    title="Two languages in one description",
    source="S-4N5 M",
    fails=examples.text(prompt="一个女孩 walking in the 公园 with her dog 下午"),
    passes=examples.text(prompt="一个女孩下午牵着狗走过公园, slow push-in."),
    reads=(BEYOND_ASCII,),
)
def mixed_languages(request: Request) -> Iterator[Finding]:
    """One language for the description; film terms may stay English."""
    for unit in request.units:
        reading = unit.reading
        if not reading.cjk:
            continue
        film = [*reading.sizes, *reading.find(ANGLES), *reading.moves]
        latin = [
            m
            for m in _LATIN_WORDS.finditer(reading.prose)
            if not any(term.start - 8 <= m.start() < term.end for term in film)
        ]
        cjk = reading.cjk / 2
        share = len(latin) / (len(latin) + cjk)
        if len(latin) >= 3 and 0.25 < share < 0.75:
            yield Finding(
                unit.pointer,
                "the description mixes two languages",
                "write it in one language; camera terms may stay English",
                span=(latin[0].start(), latin[-1].end()),
            )


@rule(
    "P121",
    "text-at-risk",
    severity="hint",
    title="Writing in the picture that may not be readable",
    source="S-KREL H, S-4N5",
    fails=examples.text(prompt="A shop sign with the name of the shop and opening hours."),
    passes=examples.text(prompt='A shop sign reading "LUNA" in white letters above the door, facing camera.'),
    reads=("signs",),
    marks=QUOTES,
)
def text_at_risk(request: Request) -> Iterator[Finding]:
    """Short, quoted and placed writing renders best: up to 6 words or 12 characters. Writing that is only talked about
    comes out as gibberish."""
    for unit in request.units:
        for quote in unit.reading.quotes:
            if quote.kind != "caption":
                continue
            if len(quote.text.split()) > 6 or len(re.findall(CJK, quote.text)) > 12:
                yield Finding(
                    unit.pointer,
                    f"{quoted(quote.text, (0, 80))} is long for writing in the picture",
                    "keep it to 6 words or 12 characters",
                    span=(quote.start, quote.end),
                )
        if unit.scenario in ("edit", "reference", "i2v", "first_last") or not unit.reading.find(SIGNS):
            continue  # there the writing is given by the pictures
        match = _WRITING.search(unit.reading.prose)
        if match is None and not any(quote.kind == "caption" for quote in unit.reading.quotes):
            match = _SIGN.search(unit.reading.prose)
        if match and not any(
            q.kind == "caption" and match.start() <= q.start <= match.end() + 24 for q in unit.reading.quotes
        ):
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, match.span())}: the words themselves are not given",
                'give them in quotation marks: a sign reading "LUNA"',
                span=match.span(),
            )


@rule(
    "P125",
    "style-clash",
    severity="hint",
    title="Styles that exclude each other",
    source="S-WRITER L",
    fails=examples.text(prompt="Photorealistic documentary anime watercolor of a fox."),
    passes=examples.text(prompt="Watercolor animation of a fox."),
    reads=("styles",),
)
def style_clash(request: Request) -> Iterator[Finding]:
    """Styles of different families (filmed, animated, painted) come out as an average of both."""
    for unit in request.units:
        styles = [m for m in unit.reading.find(STYLES) if m.term.group != "genre" and not _is_thing(unit, m)]
        groups = dict.fromkeys(m.term.group for m in styles)
        if len(groups) >= 2:
            yield Finding(
                unit.pointer,
                f"{' and '.join(dict.fromkeys(m.term.term for m in styles))} exclude each other",
                "choose one style",
                span=(styles[0].start, styles[-1].end),
            )


_ARTICLE = pattern(r"\b(?:an?|the|his|her|their|una?|el|la)\s+$", re.IGNORECASE)


def _is_thing(unit: Unit, match: Match[Style]) -> bool:
    """Whether a word of style is a thing that somebody handles: "hangs a watercolor on the wall"."""
    article = _ARTICLE.search(unit.reading.prose[: match.start])
    return article is not None and any(0 <= article.start() - m.end <= 1 for m in unit.reading.actions)
