"""Writing the prompts of a plan: the wish's own words, freed of what the request says elsewhere, in the guide's order.

What the wish says is kept; what it leaves open (framing, camera, light, end of the movement, sound) is filled with the
guide's safe choices, in the language of the wish.
"""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kling.prompt import quotes, references, speech
from kling.prompt.analyse import analyse
from kling.prompt.compose import Prompt, SpokenLine, compose
from kling.prompt.phrases import PHRASES, Phrases, genre
from kling.prompt.reading import read
from kling.prompt.scenario import Scenario
from kling.prompt.vocabulary import (
    ANGLES,
    CAMERA_MOVES,
    CHANGES,
    EDITS,
    END_STATES,
    EXCLUSIONS,
    LIGHTING,
    MUSIC_MOODS,
    PEOPLE,
    SHOT_SIZES,
    STYLES,
    TIMES_OF_DAY,
    WEATHER,
)
from kling.prompt.wish import BORROWING, Asset, Wish, meta_spans

_ORDER = re.compile(
    r"^\s*(?:please\s+)?(?:(?:can|could) you\s+)?(?:i(?:'d| would) like|i want|i need|make|create|generate|produce|give me|film|shoot|show me|show|have|let)\s+(?:me\s+)?(?=\S)"
    r"|^\s*(?:请|帮我|给我|我想要|我要|想要)*(?:做|生成|制作|拍摄|拍|来)(?:一个|一段|一条|个|段)?|^\s*(?:haz|crea|genera|quiero|hazme|necesito|pon|muestra)\s+(?=\S)",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"^\s*(?:an?|the|one)?\s*(?:(?!of\b|for\b|with\b|from\b)[\w'-]+\s+){0,3}?(?:video|clip|film|ad|advert|advertisement|commercial|spot|reel|movie|shot|scene|intro|trailer|teaser|story-?board|product shot)\b\s*(?:of|for|about|showing|where|in which|with|:|,|-|$)\s*"
    r"|^\s*(?:un|una|el|la)?\s*(?:vídeo|video|clip|anuncio|corto|escena|tráiler|spot)\b(?:\s+\w+)?\s*(?:de|sobre|para|con|donde|:|,|$)\s*"
    r"|^\s*(?:一个|一段|一条)?(?:\S{0,4})?(?:短视频|视频|短片|广告|预告片|动画)(?:的|：|，|,|$)?|^\s*\S{0,4}(?:動画|映像|予告編|CM)(?:で|の|、|：|$)",
    re.IGNORECASE,
)
_CLIP = re.compile(
    r"\b(?:this|the|that|my|our)\s+(?:[\w'-]+\s+)?(?:clip|video|footage|recording|film|shot|interview|take)\b(?:\s+of\s+(?=my|the|a|our))?"
    r"|(?:这段|这个|该|我的|此)?(?:视频|片段|短片|影片)|(?:この|その|私の)?(?:動画|映像|クリップ|ビデオ)|\b(?:este|esta|el|mi|la)\s+(?:vídeo|video|clip|grabación|toma)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:here is the (?:photo|picture|image)|here's the (?:photo|picture|image)|please|por favor|thanks|thank you|gracias)\b|请|谢谢|お願いします|撮ってほしい|ほしい",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*[(（](?:my |our |the )?(?:saved|photo|picture|image|pic|foto|imagen|she|he|they|has|有|saved with|照片|图片|写真)[^()（）]*[)）]",
    re.IGNORECASE,
)
_EDGES = re.compile(
    r"^(?:[\s,.;:，。、；：—-]|\b(?:and|but|with|of|for|in which|where|that|then|at|around|plus|add|y|pero|con|de|para|en)\b(?=\s*(?:[,.;]|$|\w))(?<!\w\w\w\w)|但|并|和|的|而|で|が)+"
)
_LEAD = re.compile(
    r"^(?:put|place|use|take|and|but|with|of|for|where|that|plus|y|pero|con|de|para|which)\s+", re.IGNORECASE
)
_TAIL = re.compile(
    r"(?:[\s,.;:，。、；：—-]|\s(?:and|but|with|of|for|in|at|on|to|as|plus|y|pero|con|de|para|en|que|the|a|an|use|add|make|it)(?=\s*$)|[和的，、])+$",
    re.IGNORECASE,
)
_ORPHAN = re.compile(
    r"((?:^|[,.;:，。、；：?？])\s*)(?:a|an|the|in|of|with|and|for|at|use|add|generate|de|con|y|en|un|una|で|の|を|に|と|とで|は)\s*(?=[,.;:，。、；：?？]|$)|(?<=\w)\s+(?:in|of|with|and|for|at|en|con|de|y)\s*(?=[,.;])|^\s*[?？]\s*",
    re.IGNORECASE,
)
_BEAT = re.compile(
    r"\s*(?:[,，、;；.。]|\bthen\b|\bafter that\b|\bluego\b|\bdespués\b|然后|接着|次に|それから)\s*", re.IGNORECASE
)
_OF_PICTURE = re.compile(
    r"\b(?:photo|picture|image|portrait|drawing|painting|selfie|snapshot)\s+of\s+(?:my|the|an?|our)?\s*([\w'-]+(?:\s[\w'-]+)?)(?=\s+(?:to|come|comes|move|moves|and|with|so)\b|[,.;]|$)"
    r"|\bmake\s+(?:the|my)\s+([\w'-]+(?:\s[\w'-]+)?)\s+in\s+(?:this|the|my)\s+(?:photo|picture|image)|\b(?:the|my)\s+([\w'-]+)\s+in\s+(?:this|the|my)\s+(?:photo|picture|image)"
    r"|(?:照片|图片|图|画)(?:里|中|上)?的([\u4e00-\u9fff]{1,6}?)(?=动|活|，|。|眨|微笑|$)|(?:写真|画像|絵|イラスト)の([^をがはにの、。]{1,8})"
    r"|\b(?:foto|imagen|retrato|dibujo)\s+de\s+(?:mi|la|el|un|una)\s+([\wáéíóúñ]+)",
    re.IGNORECASE,
)
_ABOUT_PICTURE = re.compile(
    r"\b(?:bring|animate|make|turn|start|use|as the first frame|dale vida|anima|haz|let)\b[^,.:;]*\b(?:life|photo|picture|image|drawing|painting|portrait|frame|foto|imagen|dibujo)\b[^,.:;]*|\bmake\b[^,.:;]*?\bmove\b"
    r"|让[^，。]*(?:动起来|活起来)|(?:从)?[^，。]*(?:首帧|尾帧|第一张图|第二张图)[^，。]*|この[^、。]*(?:写真|画像|絵)[^、。]*(?:動かして|動画)[^、。]*",
    re.IGNORECASE,
)
_IN_PICTURE = re.compile(
    r"^\s*make\s+the\s+(.+?)\s+in\s+(?:this|the|my)\s+(?:picture|photo|image)\s+(.+)$", re.IGNORECASE
)
_BETWEEN_WORDS = re.compile(
    r"\b(?:go|morph|transition|transform|fade)?\s*(?:from|between)\b[^,.;:]*\b(?:photo|picture|image|frame|one)\b|\b(?:de )?la primera foto[^,;:]*?(?:última|segunda|otra)(?: foto)?(?: en\b)?|从[^，。]*图[^，。]*|[^、。]*から[^、。]*(?:写真|画像)[^、。]*",
    re.IGNORECASE,
)
_ELEMENT = re.compile(
    r"\b(?:my|our|the)\s+(?:[\w'-]+\s+){0,3}?(?:saved\s+)?(?:character|mascot|avatar|element)s?\b(?:\s*\([^()]*\))?|我的(?:角色|人物|形象)[\u4e00-\u9fff]{0,2}(?=（|对|说|在|，)(?:（[^（）]*）)?|キャラクターの[^\s、。がはのをに「]{1,8}|\bmi personaje(?:\s+[A-ZÁÉÍÓÚ]\w+)?",
    re.IGNORECASE,
)
_AFTER_LINE = re.compile(
    r"^\s*(?:to|into|at) (?:the )?camera\b|^\s*と(?:言う|言って|言い|話す|囁く|叫ぶ|答える)[^、。]*|^\s*(?:a|hacia) (?:la )?cámara\b",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\bmy new\s+|\bmy\s+|\bour\s+", re.IGNORECASE)
_DAY = re.compile(
    r"['’]s (?:whole |entire )?(?:day|life|journey|story|morning)\b|的一(?:天|生)|の一日|\bun día (?:entero )?(?:en la vida )?de\s+",
    re.IGNORECASE,
)
_VOICE_OVER = re.compile(
    r"voice-?\s?over|narrat|旁白|画外音|解说|ナレーション|voz en off|locución|narra", re.IGNORECASE
)
_SOUND_PART = re.compile(
    r"^(?:and |but |y |pero )?(?:keep|leave|mute|with|add|no|without|deja|mantén|conserva|sin|silencia|保留|静音|不要|消音|元の音|音は|音なし|ミュート)[^,.;，。、；]*(?:sound|audio|voice|music|it\b|sonido|voz|música|声|音|原声|そのまま|静音|ミュート|消音)?[^,.;，。、；]*$",
    re.IGNORECASE,
)
_SOUND_TAIL = re.compile(
    r"\s*(?:,|，|、|\band\b|\bbut\b|\by\b|\bpero\b)\s*(?:(?:keep|leave|preserve|mute|add|drop|strip|deja|mantén|conserva|silencia|quita)\b[^,.;，。]*(?:sound|audio|voice|music|soundtrack|sonido|voz|música|\bit\b)[^,.;，。]*|(?:with|con)\b[^,.;]*(?:sound|music|audio|música)[^,.;]*|保留(?:原声|原音|声音)|静音|消音|元の音[^、。]*|音は[^、。]*)",
    re.IGNORECASE,
)


class Bound(NamedTuple):
    """A reference token, what it stands for and what that is used for."""

    token: str
    asset: Asset
    use: str

    @property
    def is_frame(self) -> bool:
        return self.use in ("first_frame", "end_frame")


@dataclass(frozen=True)
class Draft:
    """What the prompts are written from."""

    wish: Wish
    scenario: Scenario
    assets: tuple[Bound, ...]
    sound: bool
    seconds: int

    @cached_property
    def phrases(self) -> Phrases:
        return PHRASES[self.wish.language]

    def token(self, kind: str) -> str:
        return next((bound.token for bound in self.assets if bound.asset.kind == kind), "")

    @property
    def cjk(self) -> bool:
        return self.wish.language in ("zh", "ja")

    @property
    def comma(self) -> str:
        return {"zh": "，", "ja": "、"}.get(self.wish.language, ", ")

    @property
    def space(self) -> str:
        return "" if self.cjk else " "

    @cached_property
    def bound(self) -> str:
        """The wish with elements and pictures written as reference tokens where it names them."""
        text = _with_double_quotes(self.wish)
        elements = [(b.token, b.asset) for b in self.assets if b.use == "element"]
        for number, (token, asset) in enumerate(elements):
            text = _bind_element(text, token, asset, number)
        pictures = [(b.token, b.asset) for b in self.assets if b.asset.kind == "image" and not b.is_frame]
        for number, (token, asset) in enumerate(pictures, 1):
            text = _bind_picture(text, token, asset, number, self.phrases)
        for token, _ in pictures:
            text = text if token in text else _bind_shown(text, token, self.phrases)
        return text

    @cached_property
    def spoken(self) -> tuple[SpokenLine, ...]:
        """The lines to be spoken: those of the wish, else ready ones where speech is wanted."""
        if not self.sound or not self.wish.speech:
            return ()
        said = [q for q in quotes.find(self.bound) if q.kind != "caption" or q.text in self.wish.lines]
        said = [q for q in said if q.text in self.wish.lines or not self.wish.lines]
        lines = []
        for quote in said:
            words = quote.text[:1].lower() + quote.text[1:] if self.wish.language == "en" else quote.text
            words = re.sub(r"\bi\b", "i", words)
            lines.append(
                SpokenLine(self.speaker(quote.speaker), _ended(words, self.cjk), self.delivery(quote), self.verb)
            )
        return tuple(lines) or self.ready_lines

    @property
    def verb(self) -> str:
        sings = re.search(r"\bsing|唱|歌|\bcanta", self.wish.text, re.IGNORECASE)
        return (
            {"en": "sings", "zh": "唱道", "ja": "歌う", "es": "canta"}[self.wish.language]
            if sings
            else self.phrases.says
        )

    def delivery(self, quote: quotes.Quote) -> str:
        manner = re.sub(r"\b(?:whispers?|whispering|sings?|singing|shouts?)\b", "", quote.delivery).strip(" ,，、")
        whispered = re.search(r"\bwhisper|低声|轻声|囁|ささや|\bsusurr", self.wish.text, re.IGNORECASE)
        quiet = {"en": "whispering", "zh": "轻声", "ja": "ささやくように", "es": "susurrando"}[self.wish.language]
        return quiet if whispered else manner or self.phrases.delivery

    def speaker(self, named: str) -> str:
        """A label for a speaker as the wish names it."""
        if _VOICE_OVER.search(named) or (not named and _VOICE_OVER.search(self.wish.text)):
            return self.phrases.voice_over
        found = references.find(named)
        if found:
            return str(found[-1])
        label = _tidy(_KIND.sub("", _ORDER.sub("", _ASIDE.sub("", named))))
        label = re.sub(
            r"^(?:an?|un|una)\s+",
            lambda m: {"a": "the ", "an": "the ", "un": "el ", "una": "la "}[m[0].strip().lower()],
            label,
            flags=re.IGNORECASE,
        )
        label = re.sub(r"(?:对着?镜头|对着?相机)$", "", label)
        if label and len(label) <= 40:
            return label
        return self.token("element") or self.phrases.speakers[0]

    @cached_property
    def ready_lines(self) -> tuple[SpokenLine, ...]:
        phrases = self.phrases
        if _VOICE_OVER.search(self.wish.text):
            return (SpokenLine(phrases.voice_over, phrases.voice_over_line, phrases.delivery, phrases.says),)
        elements = [bound.token for bound in self.assets if bound.use == "element"]
        speakers = (*elements, *phrases.speakers)[:2] if len(elements) != 1 else (elements[0],)
        return tuple(
            SpokenLine(speaker, line, phrases.delivery, phrases.says)
            for speaker, line in zip(speakers, phrases.lines, strict=False)
        )

    @cached_property
    def content(self) -> str:
        """What is to be seen, in the words of the wish."""
        text = self.bound
        for quote in reversed([q for q in quotes.find(text) if q.text in self.wish.lines]):
            speaker = quote.speaker if not _VOICE_OVER.search(quote.speaker) else ""
            seen = f"{speaker}{_JOINS[self.wish.language]}{self.phrases.looks}" if speaker else ""
            before = text[: quote.intro] if quote.intro <= quote.start else text[: quote.start]
            after = _AFTER_LINE.sub("", text[quote.end :])
            text = f"{before}{seen}{after}"
        text = _ASIDE.sub("", text)
        if self.scenario == "reference":
            for start, end in reversed(borrowed_spans(text)):
                text = f"{text[:start]} , {text[end:]}"
        if self.scenario == "i2v" and not _IN_PICTURE.match(text):
            text = _ABOUT_PICTURE.sub(" ", text)
        for start, end in reversed(meta_spans(text)):
            text = f"{text[:start]} {text[end:]}"
        text = _FILLER.sub(" ", text)
        text = re.sub(r"(<<<\w+>>>) (?:photo|picture|image)s?\b", r"\1", text)
        text = re.sub(
            r"\bfor\s+an?\s+(?:[\w-]+\s+)?(?:shot|video|clip|ad)\b|用这[张个幅]?[^，。]{0,6}图片?做?(?:一个)?[^，。]*?(?:视频|广告|短片)(?:视频)?",
            " ",
            text,
        )
        text = re.sub(r"\s+and have (?:her|him|them|it) (\w+)", lambda m: f", who {_third(m[1])}", text)
        text = _tidy(text)
        for _ in range(2):
            text = _tidy(_KIND.sub("", _ORDER.sub("", text)))
        return text

    @cached_property
    def light(self) -> str:
        """A phrase of light, unless the wish names one; it follows the time of day and the weather."""
        if LIGHTING.find(self.wish.text):
            return ""
        times = {m.term.id for m in TIMES_OF_DAY.find(self.content)}
        if times & {"night", "midnight", "blue_hour"}:
            return self.phrases.light_night
        if times:
            return ""
        wet = any(m.term.falling or m.term.cloud > 0.8 for m in WEATHER.find(self.content))
        return self.phrases.light_wet if wet else self.phrases.light

    def heard(self, *, with_lines: bool) -> str:
        if not self.sound:
            return ""
        items = self.wish.sounds or [self.phrases.ambience]
        if with_lines and MUSIC_MOODS.find(" ".join(items)):
            return self.comma.join(items)
        return self.comma.join(items if self.wish.music else [*items, self.phrases.no_music])

    @property
    def silent_cast(self) -> bool:
        return any(m.term.id == "no_dialogue" for m in EXCLUSIONS.find(self.wish.text))


_JOINS = {"en": " ", "es": " ", "zh": "", "ja": "が"}


def _ended(words: str, cjk: bool) -> str:
    return words if words[-1:] in ".!?。！？…" else words + ("。" if cjk else ".")


def _with_double_quotes(wish: Wish) -> str:
    text = wish.text
    for line in wish.lines:
        text = text.replace(f"'{line}'", f'"{line}"').replace(f"‘{line}’", f'"{line}"')
    return text


def _third(verb: str) -> str:
    """The third person of an English verb."""
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"


def _tidy(text: str) -> str:
    """Without doubled blanks and commas, and without words and marks left over at the edges."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\(\s*\)|（\s*）", "", text)
    for _ in range(2):
        text = _ORPHAN.sub(r"\1", text)
    text = re.sub(r"\s*([,，、;；:：.。])(?:\s*[,，、;；:：.。])+", r"\1", text)
    text = re.sub(r"\s+([,，、;；.。])", r"\1", text)
    for _ in range(6):
        text = _TAIL.sub("", text)
        text = text.lstrip(" ,.;:，。、；：—-")
        text = _LEAD.sub("", text)
    text = re.sub(r"(?<=[\u3041-\u9fff]) (?=[\u3041-\u9fff])", "", text).strip()
    return re.sub(r"(?<=[\u3041-\u9fff])[をへに]$", "", text)


def _head(description: str) -> str:
    """The thing a description speaks of: its first part, without "photo of" and articles."""
    part = re.split(r"[,，、;(（]", re.sub(r"^\s*\d+\s*(?:s|秒)\s*[,，、]?\s*", "", description))[0].strip()
    part = re.sub(
        r"^(?:(?:studio|old|close-?up)\s+)*(?:photo|picture|portrait|image|drawing|foto|retrato|imagen)\s+(?:of|de)\s+",
        "",
        part,
        flags=re.IGNORECASE,
    )
    return re.sub(r"^(?:an?|the|un|una|el|la)\s+", "", part, flags=re.IGNORECASE).strip()


def _bind_element(text: str, token: str, asset: Asset, number: int) -> str:
    names = [asset.name, *re.findall(r"[A-Z]\w+|[\u3041-\u9fff]{2,4}", asset.description)[:1]]
    for name in filter(None, names):
        match = re.search(
            rf"(?:我的角色|我的人物|キャラクターの|mi personaje\s+|my character\s+)?{re.escape(name)}(?:\s*[(（][^()（）]*[)）])?",
            text,
        )
        if match:
            return f"{text[: match.start()]}{token}{text[match.end() :]}"
    found = list(_ELEMENT.finditer(text))
    if number < len(found) or (found and number == 0):
        match = found[0]
        return f"{text[: match.start()]}{token}{text[match.end() :]}"
    return text


def _bind_picture(text: str, token: str, asset: Asset, number: int, phrases: Phrases) -> str:
    aside = re.search(
        rf"\s*[(（](?:the |my |la |mi )?(?:photo|picture|image|pic|foto|imagen|照片|图片|图|写真|画像)\s*(?:{number})?[)）]",
        text,
        re.IGNORECASE,
    )
    if aside:
        before = text[: aside.start()]
        noun = re.search(r"(?:my|our|mi|the|el|la)\s+([\w'-]+(?:\s[\w'-]+)?)$", before, re.IGNORECASE)
        if noun:
            return f"{before[: noun.start()]}{_named(noun[1], token, phrases)}{text[aside.end() :]}"
    words = set(re.findall(r"[a-záéíóúñ]{3,}", _head(asset.description).lower()))
    spoken_of = list(
        re.finditer(r"\b(my new|my|our|this|the|mi|este|esta|el|la)\s+((?:[\w'-]+\s)?([\w'-]+))", text, re.IGNORECASE)
    )
    own = [match for match in spoken_of if match[1].lower() in ("my new", "my", "our", "mi")]
    for match in own + spoken_of:
        if match[3].lower().rstrip("s") in {word.rstrip("s") for word in words}:
            return f"{text[: match.start()]}{_named(match[2], token, phrases)}{text[match.end() :]}"
        first = match[2].split()[0]
        if first.lower().rstrip("s") in {word.rstrip("s") for word in words}:
            end = match.start(2) + len(first)
            return f"{text[: match.start()]}{_named(first, token, phrases)}{text[end:]}"
    return text


def _bind_shown(text: str, token: str, phrases: Phrases) -> str:
    """The first "this …" that no picture has claimed becomes this picture's."""
    shown = re.search(
        r"\bthis\s+(?!clip|video|footage|photo|picture|image|was|is|same)([\w'-]+)(?!\s+from <<<)", text, re.IGNORECASE
    )
    if shown:
        return f"{text[: shown.start()]}{_named(shown[1], token, phrases)}{text[shown.end() :]}"
    return text


def _named(noun: str, token: str, phrases: Phrases) -> str:
    article = ("la " if noun.endswith("a") else "el ") if phrases is PHRASES["es"] else ""
    return phrases.from_image.format(noun=f"{article}{noun}", ref=token)


_THIRD_PERSON = re.compile(
    r"\b[a-z]{2,}[^su\W]s\s+(?:a|an|the|his|her|its|over|through|at|to|up|down|into|across|along|toward|off|out|around|past|away)\b"
)


def _moving(draft: Draft, content: str) -> str:
    """The content with a movement and an end, where it has none."""
    reading = read(content)
    moves = bool(reading.actions or CHANGES.find(reading.prose)) or bool(re.search(r"\b\w{3,}ing\b", reading.prose))
    if draft.wish.language == "ja":
        moves = moves or bool(re.search(r"[るうくすつぬぶむぐた](?=[、。]|$)|て(?:いる|い)", reading.prose))
    moves = moves or bool(_THIRD_PERSON.search(content))
    if not moves:
        falling = {m.term.falling for m in WEATHER.find(content)}
        phrases = draft.phrases
        stir = phrases.stir_rain if "rain" in falling else phrases.stir_snow if "snow" in falling else phrases.stir
        return f"{content}{draft.comma}{stir}" if content else stir
    if not END_STATES.find(reading.prose):
        return f"{content}{draft.comma}{draft.phrases.settle}"
    return content


def _framing(draft: Draft, content: str) -> str:
    if SHOT_SIZES.find(content) or ANGLES.find(content):
        return ""
    phrases = draft.phrases
    if draft.spoken and draft.spoken[0].speaker != phrases.voice_over:
        return phrases.framing_speaker
    if PEOPLE.find(content) or references.find(content):
        return phrases.framing_person
    return phrases.framing_place if WEATHER.find(content) or TIMES_OF_DAY.find(content) else phrases.framing


def _camera(draft: Draft, content: str) -> str:
    if draft.wish.one_take:
        return draft.phrases.camera_long
    if any(m.term.group != "editing" for m in CAMERA_MOVES.find(content)):
        return ""
    return draft.phrases.camera_speech if draft.spoken else draft.phrases.camera


def _missing_references(draft: Draft, text: str) -> str:
    """Sentences that give a role to every asset the text does not name yet."""
    named = {str(reference) for reference in references.find(text)}
    sentences = []
    for token, asset, use in draft.assets:
        if token in named or use in ("first_frame", "end_frame"):
            continue
        if asset.kind == "element":
            sentences.append(draft.phrases.lead.format(ref=token))
        elif asset.kind == "image":
            noun = (
                (_head(asset.description) or asset.name) if not asset.description or _same_script(draft, asset) else ""
            )
            sentences.append(draft.phrases.as_shown.format(noun=noun or _THING[draft.wish.language], ref=token))
    return draft.space.join(sentences)


_THING = {"en": "subject", "zh": "主体", "ja": "被写体", "es": "el motivo"}


def _same_script(draft: Draft, asset: Asset) -> bool:
    return bool(re.search(r"[\u3041-\u9fff]", asset.description)) == draft.cjk


def single(draft: Draft) -> str:
    """The prompt of a single take."""
    if draft.scenario == "edit":
        return _edit(draft)
    if draft.scenario == "reference":
        return _reference(draft)
    if draft.scenario == "first_last":
        return _between(draft)
    if draft.scenario == "i2v":
        return _animated(draft)
    content = draft.content or _story_subject(draft)
    named = not STYLES.find(content)
    prompt = Prompt(
        subject=_moving(draft, content),
        framing=_framing(draft, content),
        camera=_camera(draft, content),
        lighting=draft.light,
        atmosphere=draft.phrases.mood if named else "",
        lines=draft.spoken,
        audio=draft.heard(with_lines=bool(draft.spoken)),
        keep=_missing_references(draft, content),
    )
    return compose(prompt, draft.wish.language)


def _picture_subject(draft: Draft) -> str:
    token, asset, _ = next(bound for bound in draft.assets if bound.is_frame)
    text = draft.wish.text
    inside = _IN_PICTURE.match(text)
    found = _OF_PICTURE.search(text)
    noun = inside[1] if inside else next((g for g in found.groups() if g), "") if found else ""
    if not noun and asset.description and _same_script(draft, asset):
        noun = _head(asset.description)
    if not noun:
        return draft.phrases.the_subject.format(ref=token)
    article = {"en": "the ", "es": "el " if not noun.endswith("a") else "la "}.get(draft.wish.language, "")
    return f"{article}{noun}" if article and not re.match(r"(?:the|my|el|la)\s", noun, re.IGNORECASE) else noun


def _animated(draft: Draft) -> str:
    phrases = draft.phrases
    subject = _picture_subject(draft)
    inside = _IN_PICTURE.match(draft.wish.text)
    rest = draft.content
    if inside:
        rest = inside[2]
        for start, end in reversed(meta_spans(rest)):
            rest = rest[:start] + rest[end:]
        told = f"{subject} begins to {_tidy(rest)}, then settles"
    elif rest and rest.lower() not in subject.lower() and len(rest) > 2:
        told = phrases.alive_doing.format(subject=subject, content=rest)
    else:
        told = phrases.alive.format(subject=subject)
    prompt = Prompt(
        subject=told, lines=draft.spoken, audio=draft.heard(with_lines=bool(draft.spoken)), keep=phrases.unchanged
    )
    return compose(prompt, draft.wish.language)


def _between(draft: Draft) -> str:
    phrases = draft.phrases
    tokens = {bound.use: bound.token for bound in draft.assets}
    rest = _tidy(_BETWEEN_WORDS.sub("", draft.content))
    told = read(rest)
    rest = rest if told.actions or CHANGES.find(told.prose) else ""
    path = phrases.between_path
    opening = phrases.between.format(start=tokens.get("first_frame", ""), end=tokens.get("end_frame", ""))
    parts = [opening, f"{rest[:1].upper()}{rest[1:]}{'。' if draft.cjk else '.'}" if len(rest) > 3 else "", path]
    if draft.sound:
        parts.append(compose(Prompt(audio=draft.heard(with_lines=False)), draft.wish.language))
    return draft.space.join(part for part in parts if part)


def _edit(draft: Draft) -> str:
    phrases, token = draft.phrases, draft.token("video")
    text = _ASIDE.sub("", draft.bound)
    text = _SOUND_TAIL.sub("", text)
    text = re.sub(
        r"(?:,|，|、)?\s*(?:others?|everything else)[^,.]*unchanged|，?(?:其他|其余)(?:都)?(?:别动|不变|不动)|，?人物不变",
        "",
        text,
    )
    for start, end in reversed(meta_spans(text, sound=False)):
        text = f"{text[:start]} {text[end:]}"
    text = re.sub(r"\bthis (?:was|is) (?:shot|filmed)[^,.;]*[,.;]\s*", "", text, flags=re.IGNORECASE)
    text = _tidy(_FILLER.sub(" ", text))
    if draft.wish.new_angle:
        return _new_angle(draft, text)
    text = re.sub(r"(?:,|，|、)?\s*(?:and|y)?\s*(?:make it|hazlo|ponlo)\s*$", "", text)
    text = re.sub(
        r"\bbehind me\b",
        "behind the person",
        re.sub(r"\bmy\b(?! (?:clip|video|footage))", "the", text, flags=re.IGNORECASE),
    )
    clip = _CLIP.search(text)
    if clip:
        joint = " with " if re.search(r"\bof\s+$", clip[0]) else ""
        text = f"{text[: clip.start()]}{token}{joint}{text[clip.end() :]}"
        if joint:
            text = re.sub(rf"^(\w+) {re.escape(token)} with (the [\w' -]+?) (into|to)\b", rf"\1 {token} \3", text)
    if not clip:
        text = phrases.in_clip.format(ref=token, content=text[:1].lower() + text[1:])
    if not EDITS.find(text):
        text = phrases.in_clip.format(ref=token, content=text.replace(token, "").strip())
        text = {"en": "Change: ", "zh": "改变：", "ja": "変更：", "es": "Cambia: "}[draft.wish.language] + text
    edits = {m.term.id for m in EDITS.find(text)}
    keep = phrases.keep_style if STYLES.find(text) else phrases.keep
    sentences = [text[:1].upper() + text[1:], phrases.fill.rstrip("。.") if "remove" in edits else ""]
    written = draft.space.join(f"{s}{'。' if draft.cjk else '.'}" for s in sentences if s)
    extra = []
    for name, asset, _ in draft.assets:
        if asset.kind == "video" or name in written:
            continue
        noun = (
            _head(asset.description)
            if asset.description and _same_script(draft, asset)
            else _THING[draft.wish.language]
        )
        extra.append(phrases.use_image.format(noun=noun, ref=name))
    return draft.space.join([written, *extra, keep])


def _new_angle(draft: Draft, text: str) -> str:
    """The guide's sentence for another view of the same action."""
    seen = [text[m.start : m.end] for m in (*ANGLES.find(text), *SHOT_SIZES.find(text))]
    view = (
        draft.comma.join(seen)
        or {"en": "different-angle", "zh": "另一角度", "ja": "別の角度", "es": "otro ángulo"}[draft.wish.language]
    )
    return draft.phrases.angle.format(view=view, ref=draft.token("video"))


def _reference(draft: Draft) -> str:
    phrases, token, wish = draft.phrases, draft.token("video"), draft.wish
    content = _tidy(_CLIP.sub(" ", draft.content))
    content = re.sub(
        r"^(?:,|with|around|of|in|a new film|new video|拍|的)\s+|^拍",
        lambda m: m[0] if m[0].strip() in ("around", "in") else "",
        content,
    )
    if wish.borrows and wish.borrows_motion:
        image = next(((b.token, b.asset) for b in draft.assets if b.asset.kind == "image"), None)
        element = draft.token("element")
        if image:
            said = re.search(rf"\bthe ([\w' -]+?) from {re.escape(image[0])}", draft.bound)
            noun = said[1] if said else _THING[wish.language]
            if image[1].description and _same_script(draft, image[1]):
                noun = _head(image[1].description)
            subject = phrases.from_image.format(noun=noun, ref=image[0])
            subject = f"the {noun} in {image[0]}" if wish.language == "en" else subject
        else:
            subject = element or content or phrases.subject
        return phrases.motion.format(subject=subject, ref=token)
    clip = next(bound.asset for bound in draft.assets if bound.asset.kind == "video")
    if not content and clip.description and _same_script(draft, clip):
        content = {"en": "the ", "es": "", "zh": "", "ja": ""}[wish.language] + _head(clip.description)
    told = _moving(draft, content or phrases.subject)
    framing = _framing(draft, told)
    if framing:
        told = f"{framing}{draft.comma}{told}"
    if wish.continues == "previous" and not wish.borrows:
        opening = phrases.previous_shot.format(ref=token, content=told)
    elif wish.continues and not wish.borrows:
        opening = phrases.next_shot.format(ref=token, content=told)
    elif wish.borrows_camera:
        opening = phrases.camera_of.format(ref=token, content=told)
    else:
        opening = phrases.style_of.format(ref=token, content=told)
    stop = "。" if draft.cjk else "."
    closing = phrases.same_place if wish.continues and not wish.borrows else f"{draft.light or phrases.light}{stop}"
    written = draft.space.join([f"{opening.rstrip('.。')}{stop}", closing])
    extra = _missing_references(draft, written)
    return draft.space.join(part for part in (written, extra) if part)


def borrowed_spans(text: str) -> list[tuple[int, int]]:
    """Where a text says what to borrow or to continue, rather than what to show."""
    return _joined([match.span() for pattern in BORROWING for match in pattern.finditer(text)])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _beats(draft: Draft, count: int) -> list[str]:
    """One event for each shot: those the wish lists, if it lists that many, else ready ones about its subject."""
    content = draft.content
    told = content.partition(":")[2] or content.partition("：")[2] or content
    listed = [part for part in (_tidy(part) for part in _BEAT.split(told)) if len(part) > 1]
    if len(listed) == count:
        return [_moving(draft, part) for part in listed]
    subject = _DAY.sub("", _story_subject(draft))
    beats = [beat.format(subject=subject) for beat in draft.phrases.beats]
    chosen = [*beats[: count - 1], beats[-1]]
    if content and content != subject and len(content) < 160:
        chosen[0] = _moving(draft, content)
    return chosen


def _story_subject(draft: Draft) -> str:
    tokens = [bound.token for bound in draft.assets if bound.use in ("element", "reference")]
    subject = next(iter(analyse(draft.content).said("subject")), "") if draft.content else ""
    if tokens:
        if tokens[0] in draft.content:
            around = re.search(
                rf"(?:the [\w' -]+? from )?{re.escape(tokens[0])}(?:中的[\u4e00-\u9fff]+)?", draft.content
            )
            return around[0] if around else tokens[0]
        if "element" in tokens[0]:
            return tokens[0]
        asset = next(bound.asset for bound in draft.assets if bound.token == tokens[0])
        noun = (
            _head(asset.description)
            if asset.description and _same_script(draft, asset)
            else _THING[draft.wish.language]
        )
        return _named(noun, tokens[0], draft.phrases)
    if draft.scenario == "i2v":
        return _picture_subject(draft)
    short = len(subject) <= 24 if draft.cjk else len(subject.split()) <= 6
    return (
        subject if len(subject) > 1 and short else genre(draft.wish.text, draft.wish.language) or draft.phrases.subject
    )


def storyboard(draft: Draft, seconds: Sequence[int]) -> list[str]:
    """The text of each shot, for shots of the given lengths."""
    phrases, count = draft.phrases, len(seconds)
    beats = _beats(draft, count)
    lines = list(draft.spoken)
    roomy = [n for n in range(count) if seconds[n] >= 3]
    places = roomy[-len(lines) :] if lines else []
    shots = []
    for n, beat in enumerate(beats):
        own: tuple[SpokenLine, ...] = ()
        if n in places and places.index(n) < len(lines):
            line = lines[places.index(n)]
            trial = compose(Prompt(lines=(line,)), draft.wish.language)
            own = (line,) if speech.budget(trial).least <= seconds[n] else ()
        prompt = Prompt(
            subject=beat,
            framing="" if SHOT_SIZES.find(beat) else phrases.framings[n],
            camera="" if CAMERA_MOVES.find(beat) else phrases.camera_speech if own else phrases.cameras[n],
            lighting=draft.light,
            lines=own,
            audio=draft.heard(with_lines=bool(own)),
            keep=_missing_references(draft, beat) if draft.assets else "",
        )
        shots.append(compose(prompt, draft.wish.language))
    return shots


def remarks(draft: Draft) -> list[str]:
    """What the writer filled in by itself."""
    notes = []
    if draft.spoken and not draft.wish.lines:
        notes.append("speech is wanted, but no words were given: the lines are placeholders, write your own")
    if not draft.content and draft.scenario in ("t2v", "element", "multi_image"):
        notes.append("the wish does not say what to show: a neutral subject was used, name your own")
    return notes
