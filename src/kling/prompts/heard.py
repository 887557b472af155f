"""The sounds a wish names, each in the wish's own words, and where it names them."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re
from typing import NamedTuple

from kling.lexicon import ACTIONS, AMBIENCE, MUSIC_MOODS, SFX, SOUND_WORDS, SPEECH_VERBS
from kling.lexicon.pattern import pattern
from kling.prompts import quotes
from kling.prompts.reading import read

_NOISE = (
    r"(?:roars?|roaring|rumbl(?:es?|ing)|humming|buzz(?:ing)?|crackl(?:es?|ing)|hiss(?:ing)?|whirr(?:ing)?|clatter(?:ing)?|ticking|splashing|patter(?:ing)?|chatter(?:ing)?|murmur(?:s|ing)?|thunder(?:ing)?|birdsong|drumbeats?|drumming|drum rolls?|chimes|squeak(?:s|ing)|creak(?:s|ing)?|clank(?:s|ing)|clink(?:s|ing)?|rustl(?:es?|ing)|whoosh(?:es|ing)?|sizzl(?:es?|ing)|gurgl(?:es?|ing)|applause|laughter|footsteps|howling|whistling|heartbeats?"
    r"|rugidos?|rumor|zumbidos?|crujidos?|chisporroteo|tintineo|murmullos?|truenos?|pasos|latidos?|chapoteos?|susurro del? \w+)"
)
"""What is heard and not seen."""
_NATURE = r"(?:hooves|hoofbeats|oars|propellers?|wind|rain|waves|surf|sea|ocean|water|river|stream|birds?|gulls?|seagulls?|crickets|cicadas|frogs|owls?|engines?|traffic|fire|breathing|breath|viento|lluvia|olas|mar|agua|río|pájaros|gaviotas|grillos|motor(?:es)?|tráfico|fuego)"
"""What is seen as well as heard: a sound only where a wish says so."""
INSTRUMENT = r"(?:guitars?|piano|violins?|cello|trumpets?|flutes?|harp|accordion|sax(?:ophone)?|drums|banjo|ukulele|harmonica|strings|organ|clarinet|synths?|orchestra|choir|guitarras?|violín|violines|bandoneón|acordeón|trompetas?|flautas?|tambor(?:es)?|arpa|saxofón|cajón|castañuelas|orquesta|coro)"
_SOFT = r"(?:soft|gentle|quiet|slow|light|faint|distant|low|mellow|solo|suaves?|tenues?|lejan[oa]s?|lent[oa]s?)"
_OPENING = pattern(
    r"\b(?:only|just)\s+(?:the\s+)?(?=(?:[\w'-]+\s){0,2}?(?:turning|ticking|breathing|dripping|rustling|footsteps|cough|whispers|crackling|humming|birdsong|heartbeats?)\b)|\b(?:only|just|solo|sólo) (?=(?:the|el|la|los|las) [\w ]{2,24} (?:in the background|de fondo)\b)|\bno (?:music|talking|dialogue|voices?|speech),?\s+(?:just|only)\s+(?:the\s+)?|"
    r"(?:\b(?:and|with|add|plus|including|have)\s+)?\b(?:(?:only|just)\s+)?(?:the\s+)?(?:sounds?|noises?|audio)\s+of\s+"
    r"|\b(?:(?:and\s+)?(?:(?:i|we)(?:['’]d)?\s+(?:want|would like|like|need)\s+to\s+)|(?:we|you)\s+(?:can\s+)?|let me\s+)?hear(?:ing)?\s+"
    r"|(?<!sin )(?<!no )(?<!without )\b(?:sounds?|audio|sfx|ambience|sound effects|sonidos?)\s*:\s*"
    rf"|\b(?:with|plus|con)\s+(?=(?:(?:an?|the|some|el|la|un|una|los|las)\s+)?(?:[\w-]+\s){{0,2}}{_NOISE}(?:\s+(?:of|in|from|under|behind|throughout|all|de|del|al|en)\b|\s*(?:[,.;!?\n]|$)|\s+(?:and|y)\s))"
    rf"|\b(?:y\s+)?que\s+suenen?\s+|\bsuenan?\s+(?:de fondo\s+)?(?=una?\s|el\s|la\s)|\bcon\s+(?=[^,.;:]{{0,20}}?(?:{INSTRUMENT}|música|jazz|tango|flamenco)[^,.;:]{{0,14}}\s+de fondo\b)"
    r"|\b(?:with|plus|add|con)\s+(?!(?:an?|his|her|their|the|two)\s+(?!(?:soft|gentle|quiet|slow|sad|light|faint|distant|lone|single|upbeat|tender|warm|solo|loud)\b)(?:[\w-]+\s){0,2}(?:guitar|piano|violin|cello|drums?|flute|bells?|jazz|choir)\b(?!\s+(?:playing|music|riff|solo|melody|loop|intro|line|in the background)))(?=(?:[\w'’-]+\s+){0,3}?(?:music|piano|guitar|violin|cello|drums|jazz|choir|flute|thunder|birdsong|applause|laughter|footsteps|crickets|gulls|bells|wind noise|waves crashing|música|guitarra|violín|tambores|palmas)\b)"
    r"|\bcon\s+(?=(?:\w+\s+){0,2}?(?:relinchos|ladridos|maullidos|aplausos|risas|truenos|aullidos|campanas|grillos|gaviotas)\b)|(?:\b(?:y|con|pon|añade)\s+)?\b(?:(?:el|los|un)\s+)?(?:sonidos?|ruidos?)\s+de(?:l)?\s+|\b(?:que\s+)?se\s+(?:oyen?|oigan?|escuchan?|escuchen?)\s+",
    re.IGNORECASE,
)
_TAIL = pattern(
    r"\s+(?:all the way(?: through)?|the whole time|throughout|in the background|underneath|the entire time|de fondo|todo el (?:rato|tiempo))$",
    re.IGNORECASE,
)
"""How long, or where, a sound is heard: it is heard all the same."""
_STOP = pattern(
    r"[.;:!?()\n]|\s{3,}|\b(?:sings?|says?|asks?|shouts?)\b|\b(?:while|as|when|because|so that|but|then|mientras|cuando|pero|luego)\b|,?\s*\bno (?:music|speech|voices?|talking)\b|\bsin (?:música|voces)\b",
    re.IGNORECASE,
)
_AND = pattern(r"\s*,\s*(?:and|plus|y)\s+|\s*,\s*|\s+(?:and|plus|y|e)\s+", re.IGNORECASE)
_FINITE = pattern(
    r"^(?:an?|the|un|una|el|la)\s+[\w'-]+(?:\s[\w'-]+)?\s+(?:[a-z]{2,}[^s\W]s|is|are)\s+\w", re.IGNORECASE
)
_ARTICLE = pattern(r"^(?:and|with|the|an?|some|un|una|unos|unas|el|la|los|las|del?)\s+", re.IGNORECASE)
_META = pattern(
    r"^\d|^(?:vertical|square|horizontal|widescreen|muted?)\b|\b(?:seconds?|segundos?|secs?|vertical|format|tiktok|youtube|shots?|tomas)\b|^(?:one|two|three|four|five|six|seven|eight|nine|ten) ",
    re.IGNORECASE,
)
_ITEM_ZH = r"[^，。、；：！？\s和与及有带加配听要不没无“”]{1,10}?(?:声音|声|鸣|音乐|琴曲|配乐|电子乐|摇滚乐|爵士乐|民乐|交响乐|轻音乐|嘈杂|喧闹|喧哗)"
_ALONE = pattern(
    r"(?:^|(?<=[,.;!?])|(?<=   ))\s*(?P<lead>(?:(?:and|with|plus|some|con|y)\s+)*)(?P<named>[^,.;:!?]+)(?=$|[,.;!?])",
    re.IGNORECASE,
)
_SOUND_NOUN = pattern(
    r"\b(?:sounds?|noises?|music|beats?|tunes?|soundtrack|ambien[ct]e|sonidos?|ruidos?|música)\s*$", re.IGNORECASE
)
_ONLY = pattern(
    r"(?:(?<=^)|(?<=[,.;:]))\s*(?P<only>(?:(?!(?:only|just|and)\b)[\w'-]+\s){0,3}?(?!only\b)[\w'-]+)\s+only\s*[,.;]?\s*(?=(?:and )?no (?:music|talking|dialogue|voices?|speech)\b)",
    re.IGNORECASE,
)
"""A sound alone, because nothing else is to be heard: "gulls only, no music"."""
_NATURE_ONLY = pattern(
    rf"(?:(?<=^)|(?<=[,.;:]))\s*(?:(?:only|just|nothing but|solo|sólo)\s+(?:the\s+|el\s+|la\s+|los\s+|las\s+)?(?P<named>(?:[\w-]+\s)?{_NATURE}(?:\s+(?:and|y)\s+{_NATURE})?)|(?P<named_before>(?:[\w-]+\s)?{_NATURE}(?:\s+(?:and|y)\s+{_NATURE})?)\s+(?:only|solo|nada más))\s*(?=[,.;!]|$)",
    re.IGNORECASE,
)
_BARE_INSTRUMENT = pattern(INSTRUMENT, re.IGNORECASE)
_TUNE = pattern(rf"^(?:{_SOFT}\s+)*(?:[\w-]+\s)?{INSTRUMENT}(?:\s+{_SOFT})*$", re.IGNORECASE)
_SOFTLY = pattern(rf"\b{_SOFT}\b", re.IGNORECASE)
_MADE = pattern(
    r"^(?:sawing|sanding|hammering|chopping|typing|breathing|clapping|cheering|whistling|purring|barking|sizzling|pouring|knocking|sweeping|stomping|shouts?|shouting|panting|snoring)(?: sounds?| noises?)?$",
    re.IGNORECASE,
)
_WEATHER = pattern(r"\b(?:wind|rain|snow|storm|fog|viento|lluvia)$", re.IGNORECASE)
_VOICE = pattern(r"voice-?\s?over|narrat|voz en off|\bvoz\b|\bvoice\b", re.IGNORECASE)
_BARE_NATURE = pattern(rf"^(?:[\w-]+\s)?{_NATURE}$", re.IGNORECASE)
_DISTANT = pattern(
    r"^(?:(?:distant|faint|far-off|soft) )+(?:church )?(?:bells?|thunder|sirens?|music|waves|gulls|seagulls|traffic|voices|drums|dogs?)$|^(?:church )?(?:bells?|thunder|sirens?|waves|gulls|seagulls|traffic|voices|drums|dogs?) (?:in the distance|far away|far off|outside|ringing|tolling)$"
    r"|^(?:timbre|gaviotas|grillos|campanas|truenos|aplausos|risas|ladridos|relinchos|pasos|thunder|birdsong|crickets|cicadas|applause|laughter|footsteps|heartbeats?)$",
    re.IGNORECASE,
)
_SOUNDING_ING = pattern(
    r"^(?:deep|low|dark|ambient|eerie|tense|heavy|distant) (?:drones?|hums?|rumbles?|bass|pads|strings|synths?)$|^(?:echoing|distant|slow|hurried|heavy) (?:foot)?steps$|\b(?:rumbling|thundering|ticking|crackling|humming|buzzing|chirping|dripping|rustling|howling|whistling|ringing|tapping|clicking)$"
    r"|^(?:(?:soft|gentle|quiet|loud|distant|faint|steady|low)\s)?(?:jingling|jangling|tinkling|ticking|chiming|tolling|clinking|clattering|rumbling|howling|whistling|chirping|croaking|barking|clucking|purring|cheering|beeping|honking|buzzing|humming|creaking|splashing|clacking|crackling|rushing|lapping|pattering|rustling|sizzling|bubbling|squeaking|rattling) (?:[a-z]+ )?[a-z]+$",
    re.IGNORECASE,
)
_NOISE_ALONE = pattern(
    rf"^(?:people|crowds?|customers|guests|neighbou?rs|passers-by|voices|kids|children|students)\s+(?:talking|chatting|murmuring|laughing)\b[^,.;]*$|^(?:(?!(?:an?|the|his|her|my|one|two|and|un|una|el|la)\b)[\w-]+\s){{0,3}}{_NOISE}(?:\s+(?:of|in|from|under|behind|through|across|de|del|en)\s+[^,.;]+)?$",
    re.IGNORECASE,
)
_MERELY = pattern(
    r"^(?:(?:and|just|only|nothing but|with|the|real|natural|its|their|own|solo|sólo|el|los)\s+)+", re.IGNORECASE
)
_PLAYED_CJK = pattern(
    r"(?:^|(?<=[，、。；]))(?:背景(?:里|音乐)?|配乐|音乐)?(?:要|是|用|放|配上?|加上?|有)?(?:一?点|一段)?((?:轻柔|轻轻|温柔|悠扬|欢快|激昂|舒缓|轻快|安静)?的?(?:弦乐|钢琴|吉他|小提琴|大提琴|古筝|古琴|二胡|竖琴|鼓点|锣鼓|鞭炮|唢呐|号角|爵士)|(?:静かな|優しい|明るい)?(?:ピアノ|ギター|弦楽|琴|尺八|三味線|ジャズ))(?:要(?:很|够)?响(?:亮)?|响起来?|伴奏|不断)?(?=[，、。；]|$)"
)
"""An instrument alone: it is to be heard."""
_BOTH_JA = pattern(
    r"(?:(?<=^)|(?<=[、。]))(?:([^、。：「」\sとがはをで]{1,6})と([^、。：「」\sとがはをで]{1,8}の音)(?=だけ|のみ|、|。|$)|([^、。：「」\sとがはをで]{1,8}の音)と([^、。：「」\sとがはをで]{1,8}?)(?=だけ|のみ))"
)
"""Two sounds named by one word: 風と鈴の音だけ."""
_MUSIC_ZH = pattern(
    r"((?:背景)?(?:音乐|配乐)|BGM)(?:要|得|用|选)(?:很|更|有点|比较)?(?!有|加|关|配|大|小|响|轻一?[点些])([^，。、；的]{2,5}?)(?:一?[点些]|的)?(?=[，。；]|$)"
)
"""Music that is to be of a kind: 背景音乐要激昂."""
_CHINESE = pattern(
    rf"(?:(?:还)?(?:能|可以|要)?听(?:到|见|得到|得见)|(?:还)?(?:有|带有?|加上?|配上?|伴着|要有?))?({_ITEM_ZH}(?:[和与及、]{_ITEM_ZH})*)(?:(?:要|得|一定要)?(?:很|够|更)?(?:响|大|小|轻|重|清楚|清晰|明显|突出)(?:一?[点些]|亮)?)?(?=[，。、；！\s]|$)"
)
_ITEM_JA = r"(?:[^、。：「」\s]{1,12}(?:という|といった|って)音|[^、。：「」\sと]{1,14}?(?:の音|の声|音|声|さえずり|ざわめき|BGM|ジャズ|クラシック|ピアノ曲))"
_JAPANESE = pattern(
    rf"({_ITEM_JA}(?:[と、]{_ITEM_JA})*)(?:が(?:聞こえる|響く|する)|(?:を|も)(?:入れて|つけて)(?:ください|下さい|ほしい)?|あり|つき|付き|入り|だけ|のみ)?で?(?=[、。]|$)"
)
_NO_SOUND_ZH = pattern(
    r"^叫.{1,2}声$|^(?:原|无|静|消|不要|没有|同期)|原声|说话声|对白声|背景音乐$|^(?:声音|配乐|音乐)$"
)
_NO_SOUND_JA = pattern(r"^(?:元の|無|効果|環境|自然)?(?:音|声|音声)$|なし|元の(?:音|声)|BGM$")


_VOICES = r"(?:song)?birds?|robins?|nightingales?|canar(?:y|ies)|sparrows?|(?:sky)?larks?|blackbirds?|thrush(?:es)?|wrens?|cuckoos?|gulls?|seagulls?|owls?|roosters?|crickets?|cicadas?|frogs?|whales?"
_BEASTS = rf"{_VOICES}|dogs?|pupp(?:y|ies)|hounds?|cats?|kittens?|wol(?:f|ves)|lions?|tigers?|bears?|horses?|foal|cows?|sheep|goats?|dragons?|dinosaurs?|t-rex|monsters?"
_CRIES = (
    "play",
    "bark",
    "meow",
    "howl",
    "roar",
    "neigh",
    "whinn",
    "growl",
    "purr",
    "chirp",
    "tweet",
    "hoot",
    "croak",
    "crow",
    "moo",
    "bleat",
    "sing",
    "danc",
    "gasp",
    "cheer",
    "applaud",
    "ring",
    "toll",
)
"""Parts of the English words for it: a quick look before the slow one."""
_CRY = {
    "en": pattern(
        rf"\b(?P<who>(?:(?!(?:the|an?|my|his|her|and|one|two|of|with)\b)[\w'-]+\s)?(?:{_BEASTS}|it|they))\s+(?:\w+ly\s+)?(?P<cry>bark|meow|howl|roar|neigh|whinny|growl|purr|chirp|tweet|hoot|croak|crow|moo|bleat)(?:s|es|ies|ing)?\b"
        rf"|\b(?P<who2>(?:[\w'-]+\s)?(?:{_VOICES}))\s+(?P<cry2>sing)(?:s|ing)?\b|\bsinging\s+(?P<who3>{_VOICES})\b"
        r"|\b(?P<who7>radio|jukebox|record player|gramophone|turntable|music box|boombox|brass band|marching band|band|orchestra|busker|street musician)\s+(?:\w+ly\s+|is\s+)?(?:plays?|playing)\b(?:\s+(?P<tune>(?!in\b|on\b|at\b|to\b|with\b)(?:\w+\s)?(?:music|jazz|blues|songs?|tunes?|melody|march|waltz|tango|rock|swing)))?"
        r"|\bdanc(?:e|es|ing)\s+to\s+(?:some\s+|the\s+|an?\s+)?(?P<who6>(?:[\w-]+\s)?(?:funk|jazz|techno|disco|salsa|hip[- ]?hop|swing|tango|house|pop|rock|music|beats?|song|waltz|flamenco|reggae|samba|k-?pop|drums?))\b"
        r"|\b(?P<who4>crowd|audience|fans|spectators|stadium)\s+(?P<cry4>gasp|cheer|roar|applaud)(?:s|ing)?\b|\b(?P<who5>(?:\w+\s)?(?:bells?|(?:tele)?phone|alarm|doorbell))\s+(?P<cry5>ring|toll)(?:s|ing)?\b",
        re.IGNORECASE,
    ),
    "es": pattern(
        r"\b(?:(?P<ladridos>ladran?)|(?P<maullidos>maúllan?)|(?P<relinchos>relinchan?)|(?P<aullidos>aúllan?)|(?P<rugidos>rugen?)|(?:pájaros?|gorri[oó]n(?:es)?|aves?|gallos?|petirrojos?|canarios?)\s+(?:que\s+)?(?P<canto>cantan?|cantando))\b"
        r"|\b(?P<quien>guitarras?|campanas?|piano|violín|radio|trompetas?|tambor(?:es)?|música|canción|acordeón|flauta|sirenas?|teléfono)\s+suenan?\b",
        re.IGNORECASE,
    ),
    "zh": pattern(r"[狗犬](?:[^，。]{0,3}|[^，。]{0,5}，)(?P<狗叫声>叫|吠)|猫[^，。]{0,3}(?P<猫叫声>叫)|海鸥[^，。]{0,2}(?P<海鸥叫声>叫|鸣)|狼[^，。]{0,2}(?P<狼嚎>嚎)|[鸟鹂雀][^，。]{0,4}(?P<鸟鸣>叫|鸣|唱)|公鸡[^，。]{0,2}(?P<鸡鸣>叫|鸣|啼)|(?P<欢呼声>欢呼)"),
    "ja": pattern(r"犬[^、。]{0,6}(?P<犬の吠える声>吠え)|猫[^、。]{0,6}(?P<猫の鳴き声>鳴[いくき])|鳥[^、。]{0,6}(?P<鳥の声>鳴[いくき]|歌[いうっ])|(?P<歓声>歓声を上げ)"),
}  # fmt: skip
"""Beasts, birds, bells and crowds that make themselves heard."""
_NEGATED = pattern(r"^(?:no|not|without|sin|nadie)\b", re.IGNORECASE)
_GENERAL = pattern(
    r"^(?:(?:the|some|only|just|natural|original|ambient|background|sound|de)\s+)*(?:sounds?|audio|music|noises?|sound effects?|sonidos?|música|effects?)(?: only| on| off)?$",
    re.IGNORECASE,
)


class Heard(NamedTuple):
    """A place of a wish that names sounds: ``start`` to ``end``, and what is to be heard there."""

    start: int
    end: int
    sounds: tuple[str, ...]


def _sounding(words: str) -> bool:
    return any(vocabulary.find(words) for vocabulary in (SFX, AMBIENCE, MUSIC_MOODS, SOUND_WORDS))


def _clause(item: str) -> bool:
    """Whether words tell of something to be seen happening, rather than name a sound."""
    acts = any(not item[m.start : m.end].endswith("ing") for m in ACTIONS.find(item))
    return bool(_FINITE.match(item)) and (acts or bool(read(item).actions) or not _sounding(item))


def _listed(text: str, start: int) -> Heard | None:
    """The sounds listed from ``start`` on: up to the first words that are no longer one of them."""
    stop = _STOP.search(text, start)
    limit = stop.start() if stop else len(text)
    sounds: list[str] = []
    end = at = start
    while at < limit:
        joint = _AND.search(text, at, limit)
        item = text[at : joint.start() if joint else limit]
        after_comma = sounds and "," in text[end:at]
        if not item.strip() or _META.search(item.strip()) or (sounds and _clause(item.strip())):
            break
        if after_comma and not _sounding(item):
            break
        name = item.strip(" ,")
        while _ARTICLE.match(name):
            name = _ARTICLE.sub("", name)
        sounds.append(name)
        end = at + len(item)
        at = joint.end() if joint else limit
    return Heard(start, end, tuple(filter(None, sounds))) if sounds else None


def find(text: str, language: str) -> tuple[Heard, ...]:
    """The sounds named in ``text``, in order. Speech is not among them, nor is "with sound" by itself."""
    prose = quotes.without(text)
    found: list[Heard] = []
    if language in ("zh", "ja"):
        pattern, never = (_CHINESE, _NO_SOUND_ZH) if language == "zh" else (_JAPANESE, _NO_SOUND_JA)
        if language == "zh":
            found += [Heard(m.start(), m.end(), (f"{m[2]}的{m[1]}",)) for m in _MUSIC_ZH.finditer(prose)]
        for match in pattern.finditer(prose):
            items = re.split(r"[和与及、]" if language == "zh" else r"と(?!いう|いった)|、", match[1])
            items = [re.sub(r"^(?:只要|只有|只留|仅有?)", "", item) for item in items]
            sounds = tuple(item for item in items if item and not never.search(item))
            if sounds and not any(place.start <= match.start() < place.end for place in found):
                found.append(Heard(match.start(), match.end(), sounds))
        if language == "ja":
            found = [
                place
                for place in found
                if not any(m.start() <= place.end <= m.end() + 4 for m in _BOTH_JA.finditer(prose))
            ]
            found += [Heard(m.start(), m.end(), (m[1] or m[3], m[2] or m[4])) for m in _BOTH_JA.finditer(prose)]
        for match in _PLAYED_CJK.finditer(prose):
            if not any(place.start < match.end() and match.start() < place.end for place in found):
                found.append(Heard(match.start(), match.end(), (match[1],)))
        return tuple(sorted(found, key=lambda place: place.start))
    for match in _OPENING.finditer(prose):
        if found and match.start() < found[-1].end:
            continue
        listed = _listed(prose, match.end())
        if listed:
            found.append(Heard(match.start(), listed.end, listed.sounds))
    found += [Heard(match.start(), match.end(), (_ARTICLE.sub("", match["only"]),)) for match in _ONLY.finditer(prose)]
    found += [
        Heard(match.start(), match.end(), tuple(_AND.split(match["named"] or match["named_before"])))
        for match in _NATURE_ONLY.finditer(prose)
        if not any(f.start <= match.start() < f.end for f in found)
    ]
    found += [
        place
        for place in _alone(prose, spoken=bool(SPEECH_VERBS.find(text)))
        if not any(f.start < place.end and place.start < f.end for f in found)
    ]
    return tuple(sorted(found, key=lambda place: place.start))


def cries(text: str, language: str) -> tuple[Heard, ...]:
    """What makes itself heard in ``text`` by what it does: a dog that barks, a robin that sings, a crowd that gasps."""
    found: list[Heard] = []
    if language == "en" and not any(cry in text.lower() for cry in _CRIES):
        return ()
    for match in _CRY[language].finditer(quotes.without(text)):
        groups = {name: said for name, said in match.groupdict().items() if said}
        if language == "en":
            who = next((said for name, said in groups.items() if name.startswith("who")), "")
            cry = next((said for name, said in groups.items() if name.startswith("cry")), "sing").lower()
            if "who7" in groups:
                found.append(
                    Heard(match.start("who7"), match.end(), (f"{groups.get('tune', 'music')} from the {who}",))
                )
                continue
            if "who6" in groups:
                found.append(Heard(match.start("who6"), match.end(), (who,)))
                continue
            sound = f"{'' if who.lower() in ('it', 'they') else who} {cry}ing".strip()
        else:
            sound = {"canto": "canto de pájaros", "quien": groups.get("quien", "")}.get(
                name := next(iter(groups)), name
            )
        found.append(Heard(match.start(), match.end(), (sound,)))
    return tuple(found)


def _alone(prose: str, *, spoken: bool) -> list[Heard]:
    """Parts of a text that hold nothing but sounds: "storm sounds", "hip hop beat", "with ticking"."""
    found = []
    for match in _ALONE.finditer(prose):
        named = _TAIL.sub("", match["named"].strip())
        if _NOISE_ALONE.match(named) and not _NEGATED.match(named):
            found.append(Heard(match.start(), match.end(), (_ARTICLE.sub("", named),)))
            continue
        if len(named.split()) > 7 or _META.search(named) or _NEGATED.match(named):
            continue
        items = [item.strip() for item in _AND.split(named)]
        items = [item for item in items if not _VOICE.search(item)] if len(items) > 1 else items
        mixed = len(items) > 1 and all(map(_sounds, items)) and not all(map(_WEATHER.search, items))
        bare = prose[: match.start()].strip() and _BARE_INSTRUMENT.fullmatch(named)  # "…, harmonica"
        tune = bool(items) and all(map(_TUNE.match, items)) and (len(items) > 1 or _SOFTLY.search(named) or bare)
        nature = spoken and len(items) > 1 and all(map(_BARE_NATURE.match, items))
        if tune or nature or mixed:
            found.append(
                Heard(match.start(), match.end(), tuple(_MERELY.sub("", _ARTICLE.sub("", item)) for item in items))
            )
            continue
        if items and all(map(_is_sound, items)) and (match["lead"] or not _GENERAL.match(named)):
            sounds = tuple(_MERELY.sub("", _ARTICLE.sub("", item)) for item in items if not _GENERAL.match(item))
            if sounds:
                found.append(Heard(match.start(), match.end(), sounds))
    return found


def _sounds(item: str) -> bool:
    """Whether a few words may name a sound beside others: a noise, music, or what is heard as well as seen."""
    item = _MERELY.sub("", _ARTICLE.sub("", item))
    shaped = any(shape.match(item) for shape in (_NOISE_ALONE, _TUNE, _BARE_NATURE, _MADE))
    return len(item.split()) <= 4 and (shaped or _is_sound(item) or bool(MUSIC_MOODS.find(item)))


def _is_sound(item: str) -> bool:
    """Whether a few words name a sound and no sight."""
    if _DISTANT.match(item):
        return True
    if _SOUND_NOUN.search(item) or _SOUNDING_ING.search(item):
        return len(_MERELY.sub("", item).split()) <= 4
    music = MUSIC_MOODS.find(item)
    sfx = [m for m in (*SFX.find(item), *AMBIENCE.find(item)) if item[m.start : m.end].endswith("ing")]
    return bool(music or (sfx and sfx[0].start == 0)) and len(item.split()) <= 3
