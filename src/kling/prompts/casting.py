"""Sentences that only say what a picture shows: "the cat is the one in cat.png", 猫是第一张图里的那只. They say what is
given with a wish, and are no part of its story."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kling.prompts import anchors, sources
from kling.prompts.language import language_of
from kling.prompts.naming import ORDINALS, head
from kling.prompts.pattern import CJK, pattern
from kling.prompts.wish import Asset

_FILE = 0xE100
"""First of the private characters that stand for the files of a wish."""
_PICTURE = r"(?:photo|picture|image|drawing|portrait)"
_EN = rf"(?:(?:(?:the|my|this)\s+)?(?:{_PICTURE}|file)?\s*(?P<{{0}}file>[\ue100-\ue1ff])|(?:the|my)\s+(?P<{{0}}nth>first|second|third|fourth|other|1st|2nd|3rd)\s+(?:{_PICTURE}|one)|{_PICTURE}\s*(?P<{{0}}number>[1-7])|(?P<{{0}}only>(?:the|this|my)\s+{_PICTURE}))"
_ES = r"(?:(?:(?:la|mi|esta)\s+)?(?:foto|imagen)?\s*(?P<{0}file>[\ue100-\ue1ff])|la\s+(?P<{0}nth>primera|segunda|tercera|otra)\s+(?:foto|imagen)|(?:foto|imagen)\s*(?P<{0}number>[1-7])|(?P<{0}only>(?:la|esta|mi)\s+(?:foto|imagen)))"
_CJK = r"(?:(?:图片?|照片|写真|画像)?\s*(?P<{0}file>[\ue100-\ue1ff])\s*|第?(?P<{0}nth>[一二三四1-4])(?:张(?:图片?|照片)|枚目(?:の(?:写真|画像))?)|(?:图片?|照片|写真|画像)\s*(?P<{0}number>[1-7])|(?P<{0}only>这张(?:图片?|照片)|(?:产品|商品|参考|附|原)图|この(?:写真|画像)))"
_NOUN_EN = r"(?P<{0}>(?:(?:the|my|our|an?|her|his|their)\s+)(?:[\w'-]+\s){{0,2}}?[\w'-]+|(?-i:[A-Z])[\w'-]+)"
_NOUN_ES = r"(?P<{0}>(?:(?:el|la|los|las|un|una|mi|su)\s+)(?:[\w'-]+\s){{0,2}}?[\w'-]+|(?-i:[A-ZÁÉÍÓÚ])[\w'-]+)"
_HANZI = r"(?P<{0}>" + CJK + r"{{1,8}}?)"
_ENDS = r"(?=\s*(?:[.;,!。；，、！\n]|$|\b(?:and|y)\s))"
_OPENS = r"(?:^|(?<=[.;:,!。；：，、！\n]))\s*(?:(?:and|y)\s+)?|\s(?:and|y)\s+"
_SAYS = tuple(
    pattern(rf"(?:{_OPENS})(?:{one}|{other}){_ENDS}", re.IGNORECASE)
    for one, other in (
        (
            rf"{_NOUN_EN.format('noun')}\s+(?:is|are|=)\s+(?:(?:the one|that|those|shown|seen|pictured|to be seen)\s+)?(?:(?:in|from|on|of)\s+)?{_EN.format('a_')}",
            rf"(?:my|the|our)\s+(?:product|subject|hero|star|main character)\s+is\s+{_NOUN_EN.format('what')}\s*\((?:the\s+)?(?:(?P<d_nth>first|second|third|1st|2nd|3rd)\s+{_PICTURE}|{_PICTURE}\s*(?P<d_number>[1-7]))\)|(?:(?:use|take)\s+{_EN.format('b_')}\s+(?:for|as)|{_EN.format('c_')}\s+(?:is|shows|=))\s+{_NOUN_EN.format('shown')}",
        ),
        (
            rf"{_NOUN_ES.format('noun')}\s+(?:es|son|está|aparece|sale|=)\s+(?:(?:el|la|los|las)\s+(?:que\s+(?:está|sale|aparece)\s+)?)?(?:(?:de|en)\s+)?{_ES.format('a_')}",
            rf"(?:usa\s+{_ES.format('b_')}\s+(?:para|como)|{_ES.format('c_')}\s+(?:es|muestra|=))\s+{_NOUN_ES.format('shown')}",
        ),
        (
            rf"{_HANZI.format('noun')}(?:就?是|为|在|用|は)\s*{_CJK.format('a_')}(?:里面?|中|上)?(?:[的の](?:那[只个位条辆张杯]|{CJK}{{0,3}}))?(?:です|だ)?",
            rf"{_CJK.format('c_')}(?:里面?|中|上)?(?:就?是|は)(?:一?[只个位条辆张杯双件款瓶座把台部])?{_HANZI.format('shown')}(?:です|だ)?",
        ),
    )
)
_ARTICLE = pattern(r"^(?:the|my|our|an?|her|his|their|el|la|los|las|una?|mi|su)\s+", re.IGNORECASE)
_NO_THING = pattern(
    r"frame|picture|photo|image|shot|scene|clip|video|style|look|light|start|beginning|end|this|that|it|he|she|fotograma|foto|imagen|plano|toma|escena|estilo|inicio|final|.*(?:帧|图|照片|镜头|画面|开头|结尾|风格|フレーム|写真|画像|最初|最後)",
    re.IGNORECASE,
)
"""Words for the video or a frame of it, which a picture may open or end rather than show."""


_CLIP = r"(?:clip|video|film|footage|one)"
_NTH_CLIP = pattern(
    rf"\b(?:the|my)\s+(?P<en>first|second|third|1st|2nd|3rd|other)\s+{_CLIP}\b|第(?P<zh>[一二三123])(?:个|段)?(?:视频|片段)|(?P<ja>[一二三123])(?:つ目|番目|本目)の(?:動画|映像|クリップ)|\b(?:el|la)\s+(?P<es>primer[oa]?|segund[oa]|tercer[oa]?)\s+(?:clip|vídeo|video|toma)\b",
    re.IGNORECASE,
)
_CLIP_NUMBERS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "other": 2,
    "third": 3,
    "3rd": 3,
    "primer": 1,
    "primero": 1,
    "primera": 1,
    "segundo": 2,
    "segunda": 2,
    "tercer": 3,
    "tercero": 3,
    "tercera": 3,
    "一": 1,
    "二": 2,
    "三": 3,
}


def clip(text: str, assets: Sequence[Asset]) -> tuple[str, int]:
    """Of several clips the number of the one that a wish is about, from 1; and its text with the others written as what
    they show. A wish that numbers none is about the first."""
    clips = [asset for asset in assets if asset.kind == "video"]
    meant = 0

    def said(match: re.Match[str]) -> str:
        nonlocal meant
        written = next(group for group in match.groups() if group).lower()
        number = _CLIP_NUMBERS.get(written) or int(written)
        meant = meant or min(number, len(clips))
        if number in (meant, 0) or number > len(clips) or not clips[number - 1].description:
            return match[0]
        shown = head(clips[number - 1].description)
        return f"the {shown}" if shown.isascii() and language_of(text) == "en" else shown

    return (_NTH_CLIP.sub(said, text) if len(clips) > 1 else text), meant or 1


_SHOW_IT = pattern(r"^((?:show|film|have|let|make|see))\s+(?:it|him|her)\b", re.IGNORECASE)


def taken(text: str, assets: Sequence[Asset]) -> tuple[str, tuple[Asset, ...]]:
    """``text`` without the sentences that only say what a picture shows, and the assets, of which those pictures are
    described by the words for it. A sentence stays that speaks of a picture by its number which was not given."""
    files = sources.find(text)[:256]
    pictures = [number for number, asset in enumerate(assets) if asset.kind == "image"]
    if not files and not pictures:
        return text, tuple(assets)
    masked = text
    for number, file in reversed(list(enumerate(files))):
        masked = f"{masked[: file.start]}{chr(_FILE + number)}{masked[file.end :]}"
    described = list(assets)

    def said(match: re.Match[str]) -> str:
        groups = {name.partition("_")[2] or name: found for name, found in match.groupdict().items() if found}
        named = groups.get("noun") or groups.get("shown") or groups["what"]
        noun = _ARTICLE.sub("", named)
        if _NO_THING.fullmatch(noun.split()[-1]):
            return match[0]
        at: int | None = None
        if "file" in groups:
            file = files[ord(groups["file"]) - _FILE].source
            at = next((n for n in pictures if sources.is_same(assets[n].source, file)), None)
        else:
            nth = groups.get("nth") or groups.get("number")
            place = (ORDINALS.get(nth.lower(), 0) or int(nth)) if nth else 1
            if place > len(pictures) or (not nth and len(pictures) > 1):
                return match[0]
            at = pictures[place - 1]
        if at is not None and noun.split()[-1] not in described[at].description:
            described[at] = replace(described[at], description=noun)
        if not masked[: match.start()].strip():
            first.append(named)
        return ""

    first: list[str] = []
    for says in _SAYS:
        masked = says.sub(said, masked)
    for number, file in enumerate(files):
        masked = masked.replace(chr(_FILE + number), text[file.start : file.end])
    rest = masked.lstrip(" .,;!。；，、！\n")
    if first:
        language = language_of(rest)
        rest = _SHOW_IT.sub(lambda m: f"{m[1]} {anchors.definite(first[0], language)}", rest)
        rest = anchors.carried([rest], anchors.Anchors(anchors.definite(first[0], language)), language)[0]
    return rest, tuple(described)
