"""Writing reference tokens where a wish names what is given with it: "my sneaker" becomes "the sneaker from
<<<image_1>>>"."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re

from kling.prompts.pattern import CJK, pattern
from kling.prompts.phrases import PHRASES, Phrases
from kling.prompts.wish import Asset

_CAST = pattern(
    r"\b(?:my|our|the|these|both|\d+|two|three|four|five)\s+(?:[\w'-]+\s+){0,2}?characters\b(?:\s+from (?:my|the) library)?",
    re.IGNORECASE,
)
_ELEMENT = pattern(
    r"\b(?:my|our|the)\s+(?:[\w'-]+\s+){0,3}?(?:saved\s+)?(?:character|mascot|avatar|element)s?\b(?:\s*\([^()]*\))?|我的(?:角色|人物|形象)"
    + CJK
    + r"{0,2}(?=（|对|说|在|，)(?:（[^（）]*）)?|主人公|(?:我的)?主角(?![是为：])|キャラクターの[^\s、。がはのをに「]{1,8}|\bmi personaje(?:\s+[A-ZÁÉÍÓÚ]\w+)?",
    re.IGNORECASE,
)


THING = {"en": "subject", "zh": "主体", "ja": "被写体", "es": "el motivo"}
"""What a picture shows of which nothing is known."""


def same_script(asset: Asset, *, cjk: bool) -> bool:
    """Whether an asset is described in the script of a prompt."""
    return bool(re.search(CJK, asset.description)) == cjk


_MEDIUM = pattern(
    r"(?:an?\s+)?(?:[\w-]+\s+){0,2}(?:photo|picture|image|portrait|snapshot|shot|foto|imagen)|.{0,4}(?:照片|图片|写真|画像)",
    re.IGNORECASE,
)
"""What a picture is, rather than what it shows."""


def head(description: str) -> str:
    """The thing a description speaks of: its first part, without "photo of" and articles."""
    parts = re.split(r"[,，、;(（]", re.sub(r"^\s*\d+\s*(?:s|秒)\s*[,，、]?\s*", "", description))
    part = next(
        (part.strip() for part in parts if part.strip() and not _MEDIUM.fullmatch(part.strip())), parts[0].strip()
    )
    part = re.sub(
        r"^(?:(?:studio|old|close-?up)\s+)*(?:photo|picture|portrait|image|drawing|selfie|painting|foto|retrato|imagen|dibujo)\s+(?:of|de)\s+",
        "",
        part,
        flags=re.IGNORECASE,
    )
    return re.sub(r"^(?:an?|the|un|una|el|la)\s+", "", part, flags=re.IGNORECASE).strip()


def bind_element(text: str, token: str, asset: Asset) -> str:
    """``text`` with the element's name, or the first "my character" left, written as its token."""
    proper = re.findall(r"[A-Z][\w'-]*\w(?:\s[A-Z][\w'-]*\w)*", asset.description)[:1]
    names = [
        asset.name,
        *proper,
        *(proper[0].split()[::-1] if proper and " " in proper[0] else ()),
        *re.findall(r"[A-Z][\w-]*\w|" + CJK + r"{2,4}", asset.description)[:1],
    ]
    for name in filter(None, names):
        match = re.search(
            rf"(?:我的角色|我的人物|キャラクターの|mi personaje\s+|my character\s+)?{re.escape(name)}(?:\s*[(（][^()（）]*[)）])?",
            text,
        )
        if match:
            rest = text[match.end() :]
            called = re.compile(rf"\b(?:the |my |our )?{re.escape(name)}\b", re.IGNORECASE)
            rest = called.sub(token, rest) if name.isascii() else rest.replace(name, token)
            before = re.sub(
                r"\b(?:(?:the|my|our)|(?:my|our|the) (?:saved|registered) (?:[\w-]+ )?[\w-]+) $",
                "",
                text[: match.start()],
                flags=re.IGNORECASE,
            )
            return f"{before}{token}{rest}"
    found = list(_ELEMENT.finditer(text))
    noun = head(asset.description)
    if not found and noun.islower() and len(noun.split()) <= 2:
        found = list(
            re.finditer(
                rf"\b(?:the|my|our|el|la|mi)\s+{re.escape(noun)}\b(?:\s*[(（][^()（）]*[)）])?", text, re.IGNORECASE
            )
        )
    if found:
        match = found[0]
        return f"{text[: match.start()]}{token}{text[match.end() :]}"
    return text


ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "other": 2, "third": 3, "3rd": 3, "fourth": 4,
    "primera": 1, "segunda": 2, "otra": 2, "tercera": 3, "一": 1, "二": 2, "三": 3, "四": 4,
}  # fmt: skip
"""Which picture an ordinal names."""
_ORDINAL = r"(?P<nth>first|second|third|fourth|other|1st|2nd|3rd|primera|segunda|tercera|otra)"
_NUMBERED_PICTURES = (
    pattern(
        rf"\b(?:the|my|an?|this)\s+(?P<noun>[\w'-]+(?:\s[\w'-]+)?)\s+(?:from|in|of|on|shown in)\s+(?:the|my)\s+{_ORDINAL}\s+(?:picture|photo|image|one)\b",
        re.IGNORECASE,
    ),
    pattern(
        r"\b(?:the|my|an?|this)\s+(?P<noun>[\w'-]+(?:\s[\w'-]+)?)\s+(?:from|in|of|on)\s+(?:picture|photo|image)\s*(?P<nth>[1-7])\b",
        re.IGNORECASE,
    ),
    pattern(
        rf"\b(?:el|la|los|las)\s+(?P<noun>\w+(?:\s(?:de|con)\s(?!la\b|el\b|esta\b|mi\b)\w+)?)\s+(?:de|en)\s+la\s+{_ORDINAL}(?:\s+(?:foto|imagen)\b|(?=\s*[,.;]|\s*$))",
        re.IGNORECASE,
    ),
    pattern(
        r"\b(?:el|la|los|las)\s+(?P<noun>\w+(?:\s(?:de|con)\s(?!la\b|el\b|esta\b|mi\b)\w+)?)\s+(?:de|en)\s+la\s+(?:foto|imagen)\s*(?P<nth>[1-7])\b",
        re.IGNORECASE,
    ),
    pattern(
        r"(?:图片?|照片)\s*(?P<nth>[1-7一二三四])(?:里|中|上)?的(?P<noun>[^，。、和与跟在拍的做放摆坐站走跑变换穿戴拿抱进到给让把]{1,8})|第(?P<nth2>[一二三四1-7])张(?:图片?|照片)(?:里|中|上)?的(?P<noun2>[^，。、和与跟在拍的做放摆坐站走跑变换穿戴拿抱进到给让把]{1,8})"
    ),
    pattern(
        r"(?:画像|写真)\s*(?P<nth>[1-7])の(?P<noun>[^、。とをがはでに]{1,8})|(?P<nth2>[一二三四1-4])枚目(?:の(?:画像|写真))?の(?P<noun2>[^、。とをがはでに]{1,8})"
    ),
)


def bind_numbered(text: str, tokens: list[str], phrases: Phrases) -> str:
    """``text`` with what it takes from a numbered picture ("the room from the second photo", 图2的木桌) written with
    that picture's token."""

    def bound(match: re.Match[str]) -> str:
        groups = match.groupdict()
        nth, noun = groups["nth"] or groups["nth2"], groups["noun"] or groups["noun2"]
        number = ORDINALS.get(nth.lower(), 0) or int(nth)
        return named(noun, tokens[number - 1], phrases) if number <= len(tokens) else match[0]

    for written in _NUMBERED_PICTURES:
        text = written.sub(bound, text)
    return text


def bind_cast(text: str, tokens: list[str]) -> str:
    """``text`` with "my characters" written as the tokens of all elements that have not been named."""
    missing = [token for token in tokens if token not in text]
    found = _CAST.search(text) if len(missing) > 1 else None
    return f"{text[: found.start()]}{', '.join(missing[:-1])} and {missing[-1]}{text[found.end() :]}" if found else text


_SHOWN_CJK = pattern(
    r"(?:这张|我的|この|その|私の)?(?:照片|图片|写真|画像|图(?=里|中|上))(?:里|中|上)?[的の](?P<shown>[^，。、的をがはでにとの]{1,8})|(?:うちの|私の|僕の|我家的?|我的)(?P<own>[^，。、的をがはでにとの跳走跑坐睡在]{1,4})"
)


_THE_ONE_IN = pattern(
    r"\bthe one (?:in|from|on|of) (?:my|the|this|our) (?:picture|photo|image)\b|\bla de (?:la|mi|esta) (?:foto|imagen)\b|\bel de (?:la|mi|esta) (?:foto|imagen)\b",
    re.IGNORECASE,
)
_BEFORE_ASIDE = pattern(
    r"((?:(?!(?:of|for|with|a|an|the|and|de|para|con|una?)\b)[a-záéíóúñ][\w'-]+))$|((?:(?![をがはにでとのもへ]|和(?![菓食紙風室服傘牛])|与|的|把|让)"
    + CJK
    + r"){1,8})$",
    re.IGNORECASE,
)
"""The word that "(photo)" stands behind."""


def bind_picture(text: str, token: str, asset: Asset, number: int, phrases: Phrases) -> str:
    """``text`` with the words for a picture's subject followed by its token: by "(photo)" beside them, or by what the
    picture is known to show."""
    meant = _THE_ONE_IN.search(text)
    if meant and asset.description:
        return f"{text[: meant.start()]}{named(head(asset.description), token, phrases)}{text[meant.end() :]}"
    aside = re.search(
        rf"\s*[(（](?:see |in |the |my |la |mi )?(?:photo|picture|image|pic|foto|imagen|照片|图片|图|写真|画像)\s*(?:{number})?[)）]",
        text,
        re.IGNORECASE,
    )
    if aside:
        before = text[: aside.start()]
        noun = re.search(
            r"(?:my|our|mis?|the|el|la|los|las|nuestr[oa]s?)\s+([\w'-]+(?:\s(?:de|con)\s[\w'-]+|\s[\w'-]+)?)$",
            before,
            re.IGNORECASE,
        )
        noun = noun or _BEFORE_ASIDE.search(before)
        if noun:
            said = noun[noun.lastindex or 1]
            bare = re.sub(r"^.*(?:看|拍|想要?|这|那|一|我的)[只个件双瓶张把辆条台部]?(?=..)", "", said)
            lead = re.search(r"(?:这|那|一|我的)[只个件双瓶张把辆条台部]?$", said[: len(said) - len(bare)])
            start = noun.start() if bare == said else noun.end() - len(bare) - len(lead[0] if lead else "")
            return f"{before[:start]}{named(bare, token, phrases)}{text[aside.end() :]}"
    shown = _SHOWN_CJK.search(text)
    pictured = (shown["shown"] or shown["own"]) if shown else ""
    if shown and pictured and (shown["shown"] or pictured[-1] in head(asset.description)):
        return f"{text[: shown.start()]}{named(pictured, token, phrases)}{text[shown.end() :]}"
    words = set(re.findall(r"[a-záéíóúñ]{3,}", head(asset.description).lower()))
    spoken_of = list(
        re.finditer(r"\b(my new|my|our|this|the|mi|este|esta|el|la)\s+((?:[\w'-]+\s)?([\w'-]+))", text, re.IGNORECASE)
    )
    own = [match for match in spoken_of if match[1].lower() in ("my new", "my", "our", "mi")]
    for match in own + spoken_of:
        if match[3].lower().rstrip("s") in {word.rstrip("s") for word in words}:
            return f"{text[: match.start()]}{named(match[2], token, phrases)}{text[match.end() :]}"
        first = match[2].split()[0]
        if first.lower().rstrip("s") in {word.rstrip("s") for word in words}:
            end = match.start(2) + len(first)
            return f"{text[: match.start()]}{named(first, token, phrases)}{text[end:]}"
    return text


def bind_shown(text: str, token: str, phrases: Phrases) -> str:
    """The first "this …" that no picture has claimed becomes this picture's."""
    shown = re.search(
        r"\bthis\s+(?!clip|video|footage|photo|picture|image|was|is|same)([\w'-]+)(?!\s+from <<<)", text, re.IGNORECASE
    )
    if shown:
        return f"{text[: shown.start()]}{named(shown[1], token, phrases)}{text[shown.end() :]}"
    return text


def article_es(noun: str) -> str:
    """The Spanish article of a noun, by its ending."""
    first = noun.split()[0].lower()
    return (
        "las"
        if first.endswith("as")
        else "los"
        if first.endswith(("os", "es"))
        else "la"
        if first.endswith("a")
        else "el"
    )


def bind_own(text: str, token: str, phrases: Phrases) -> str:
    """The first "my …" that no picture has claimed becomes the only picture's."""
    own = re.search(
        r"\b(?:my|mi)\s+(?!clip|video|vídeo|photo|foto|picture|image|own|saved)([\w'-]+)(?!\s+from <<<)",
        text,
        re.IGNORECASE,
    )
    return f"{text[: own.start()]}{named(own[1], token, phrases)}{text[own.end() :]}" if own else text


def named(noun: str, token: str, phrases: Phrases) -> str:
    """``the noun from <<<image_1>>>`` in the language of the phrases."""
    article = f"{article_es(noun)} " if phrases is PHRASES["es"] else ""
    return phrases.from_image.format(noun=f"{article}{noun}", ref=token)
