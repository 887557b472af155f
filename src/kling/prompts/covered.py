"""What of a wish its prompts say, and what they say of themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kling.prompts import address, arcs, direction, edits, quotes, sources, staging
from kling.prompts.draft import ASIDE, CASTING, Draft
from kling.prompts.pattern import pattern
from kling.prompts.vocabulary import EDITS, EXCLUSIONS
from kling.prompts.wish import borrowed_spans, clip_sound_spans, meta_spans, numbered

_CLAUSE = pattern(
    r"[,，、;；:：.。!?！？()（）\n\"“”「」『』]|\b(?:and then|then|luego|después)\b|然后|接着", re.IGNORECASE
)
_WORD = pattern(r"[^\W\d_]{3,}")
_ADDRESS = frozenset(
    [
        "the",
        "and",
        "with",
        "for",
        "from",
        "this",
        "that",
        "these",
        "those",
        "into",
        "onto",
        "its",
        "his",
        "her",
        "their",
        "our",
        "your",
        "him",
        "them",
        "they",
        "she",
        "you",
        "are",
        "was",
        "has",
        "have",
        "make",
        "made",
        "create",
        "generate",
        "produce",
        "give",
        "film",
        "shoot",
        "show",
        "want",
        "need",
        "like",
        "would",
        "please",
        "can",
        "could",
        "let",
        "take",
        "use",
        "using",
        "used",
        "put",
        "bring",
        "brings",
        "life",
        "alive",
        "animate",
        "here",
        "there",
        "some",
        "just",
        "only",
        "each",
        "every",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "photo",
        "photos",
        "picture",
        "pictures",
        "image",
        "images",
        "portrait",
        "drawing",
        "clip",
        "clips",
        "video",
        "videos",
        "movie",
        "footage",
        "scene",
        "scenes",
        "shot",
        "shots",
        "storyboard",
        "story",
        "first",
        "last",
        "frame",
        "frames",
        "start",
        "end",
        "ends",
        "then",
        "next",
        "previous",
        "previus",
        "continue",
        "style",
        "same",
        "short",
        "long",
        "second",
        "seconds",
        "minute",
        "format",
        "version",
        "vertical",
        "horizontal",
        "square",
        "portrait",
        "landscape",
        "sound",
        "sounds",
        "audio",
        "music",
        "silent",
        "hear",
        "keep",
        "leave",
        "original",
        "about",
        "where",
        "which",
        "what",
        "when",
        "who",
        "say",
        "says",
        "said",
        "saying",
        "ask",
        "asks",
        "reply",
        "replies",
        "whisper",
        "whispers",
        "talk",
        "talks",
        "other",
        "another",
        "one",
        "dialogue",
        "voice",
        "over",
        "out",
        "character",
        "characters",
        "my",
        "saved",
        "character",
        "characters",
        "answers",
        "english",
        "narrator",
        "maybe",
        "chinese",
        "japanese",
        "spanish",
        "tiktok",
        "youtube",
        "instagram",
        "reel",
        "reels",
        "short",
        "advert",
        "trailer",
        "teaser",
        "intro",
        "una",
        "uno",
        "unos",
        "unas",
        "los",
        "las",
        "del",
        "que",
        "con",
        "para",
        "por",
        "este",
        "esta",
        "esto",
        "haz",
        "hazme",
        "crea",
        "quiero",
        "genera",
        "vídeo",
        "foto",
        "imagen",
        "escena",
        "escenas",
        "plano",
        "planos",
        "toma",
        "tomas",
        "segundos",
        "dice",
        "dicen",
        "responde",
        "otro",
        "otra",
        "y",
        "luego",
        "sonido",
        "música",
        "voz",
        "dure",
        "sobre",
        "como",
        "al",
    ]
)
_ADDRESS_CJK = pattern(
    r"请|帮我|给我|我想要?|我要|用|中文|英文|做|制作|生成|拍摄?|一个|一段|一条|一张|短片|视频|影片|动画|广告|照片|图片|画面|镜头|分镜|场景|[一二三四五六七八九十]+秒?|让|这|那|个|张|的|里|把|说|道|声音?|音乐|配|有|带|和|风格|开始|首帧|尾帧"
    r"|产品图|对着|第|次|枚|動画|映像|写真|画像|作って|秒|縦|横|言う|言って|音|声|シーン|カット|ショット|動かして"
)
ENOUGH = 0.5
"""Share of a clause's words that its prompts must have for it to be covered."""


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def _clauses(draft: Draft) -> Iterator[str]:
    """The clauses of a wish that tell of something to be seen."""
    text = CASTING.sub(" ", sources.without(draft.wish.text, draft.wish.language))
    text = ASIDE.sub(" ", text)
    for quote in quotes.find(text):
        if quote.outro:
            text = f"{text[: quote.end]}{' ' * (quote.outro - quote.end)}{text[quote.outro :]}"
    text = quotes.without(text)
    for words in draft.wish.lines:
        text = text.replace(words, " " * len(words))
    spans = [*meta_spans(text), *numbered(text)]
    if draft.token("video"):
        spans += [*borrowed_spans(text), *clip_sound_spans(text)]
    spans += [(match.start, match.end) for match in EXCLUSIONS.find(text)]
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    text = direction.sort(text).told if direction.sort(text).still else text
    text = address.closed(address.opened(address.closed(text)))
    at = 0
    for stop in [*_CLAUSE.finditer(text), None]:
        clause = text[at : stop.start() if stop else len(text)].strip()
        at = stop.end() if stop else at
        if clause:
            yield re.sub(r"\s+", " ", clause)


def _tells(character: str) -> bool:
    """Whether it is a Chinese character or katakana; hiragana are mostly endings."""
    return "\u3400" <= character <= "\u9fff" or "\u30a1" <= character <= "\u30fa"


def _said(clause: str, prompts: str) -> bool:
    if not clause.isascii() and any(map(_tells, clause)):
        bare = [c for c in _ADDRESS_CJK.sub(" ", clause) if _tells(c)]
        return len(bare) < 2 or sum(c in prompts for c in bare) >= ENOUGH * len(bare)
    stems = [_plain(word).removesuffix("ing")[:5] for word in _WORD.findall(clause) if word.lower() not in _ADDRESS]
    return not stems or sum(stem in prompts for stem in stems) >= ENOUGH * len(stems)


def missing(draft: Draft, prompts: str) -> list[str]:
    """What the wish says and no prompt does: clauses, lines and sounds, as the wish words them."""
    known = " ".join([prompts, *(f"{b.asset.description} {b.asset.name}" for b in draft.assets)])
    plain = _plain(known)
    lost = [clause for clause in _clauses(draft) if not _said(clause, plain)]
    if draft.scenario == "edit" and EDITS.find(prompts):
        lost = [clause for clause in lost if len(clause.split()) > 2 and not edits.tells_of_clip(clause)]
    if draft.sound:
        lost += [sound for sound in draft.sounds if _plain(sound) not in plain]
    if draft.sound or not draft.wish.silent:
        lost += [line for line in draft.wish.lines if line.rstrip(".。,，、 ") not in prompts]
    return list(dict.fromkeys(lost))


def invented(draft: Draft, prompts: str) -> list[str]:
    """The ready phrases among what the prompts show and let hear."""
    phrases = draft.phrases
    ready = [
        phrases.stir,
        *staging.ready(draft.wish.language),
        phrases.settle,
        phrases.ambience,
        phrases.looks,
        *phrases.looks_in_turn,
        phrases.breathes,
    ]
    ready += [part for part in arcs.phrases(draft.wish.language) if len(part) > (4 if draft.cjk else 12)]
    return [
        phrase
        for phrase in ready
        if phrase in prompts
        and phrase not in draft.wish.text
        and (draft.cjk or re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", prompts))
    ]
