"""What a plain-words wish asks for: how long, how many shots, which format, whether it is to be heard, and what is to
happen to the pictures and clips that come with it.

Everything here reads words; nothing decides. Each question is asked in English, Chinese, Japanese and Spanish.
"""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kling.prompts import heard, quotes
from kling.prompts.language import language_of
from kling.prompts.pattern import pattern
from kling.prompts.vocabulary import (
    AMBIENCE,
    ASPECTS,
    CAMERA_MOVES,
    EDITS,
    EXCLUSIONS,
    LANGUAGES,
    MUSIC_MOODS,
    SFX,
    TRANSITIONS,
)

AssetKind = Literal["image", "video", "element"]
Role = Literal["first_frame", "end_frame"]


@dataclass(frozen=True, slots=True, eq=False)
class Asset:
    """Something given with a wish; two assets are two even if they are described alike. ``role`` is set for a picture meant as first or last frame; ``description`` and
    ``seconds`` (of a clip) are what is known about it; ``source`` says where it is and is not looked at."""

    kind: AssetKind
    name: str = ""
    role: Role | None = None
    description: str = ""
    seconds: float | None = None
    source: str = ""


_NUMBERS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "one a an single un una 一 单",
            "two couple both dos 二 两 ２",
            "three tres 三",
            "four cuatro 四",
            "five cinco 五",
            "six seis 六",
            "seven siete 七",
            "eight ocho 八",
            "nine nueve 九",
            "ten diez 十",
            "eleven once 十一",
            "twelve doce 十二",
            "thirteen trece 十三",
            "fourteen catorce 十四",
            "fifteen quince 十五",
        ),
        1,
    )
    for word in words.split()
} | {
    "twenty": 20,
    "veinte": 20,
    "二十": 20,
    "thirty": 30,
    "treinta": 30,
    "三十": 30,
    "sixty": 60,
    "六十": 60,
    "forty": 40,
    "cuarenta": 40,
    "四十": 40,
    "forty-five": 45,
    "四十五": 45,
    "fifty": 50,
    "cincuenta": 50,
    "五十": 50,
    "ninety": 90,
    "九十": 90,
}


def _any_of(words: Iterable[str], digits: str) -> str:
    """A group of digits or one of the number words."""
    return rf"({digits}|{'|'.join(sorted(words, key=len, reverse=True))})"


_NUMBER = _any_of((word for word in _NUMBERS if word.isascii()), r"\d+(?:\.\d+)?")
_NUMBER_CJK = _any_of((word for word in _NUMBERS if not word.isascii()), r"\d+(?:\.\d+)?")
_MANY = _any_of((word for word, number in _NUMBERS.items() if word.isascii() and number > 1), r"\d+")
_MANY_CJK = _any_of((word for word, number in _NUMBERS.items() if not word.isascii() and number > 1), r"\d+")
_SECONDS = pattern(
    rf"(?<![\w.:])(?:(\d{{1,3}}(?:\.\d+)?)[\s-]*s\b|{_NUMBER}[\s-]*(?:secs?|seconds?|segundos?|seg|secondes?|sekunden?|secondi)\b)|{_NUMBER_CJK}\s*(?:秒钟|秒間|秒)(?:(?:で|だけ)(?=[、。]|$))?",
    re.IGNORECASE,
)
_MINUTES = pattern(
    rf"(?<![\w.:])(half a minute|medio minuto|半分钟|{_NUMBER}[\s-]*(?:minutes?|mins?|minutos?)\b|{_NUMBER_CJK}\s*(?:分钟|分間))",
    re.IGNORECASE,
)
_NOT_LENGTH_AFTER = pattern(
    r"^\s*(?:earlier|later|before|after(?:wards)?|ago|antes|después|前|后|後)(?!\w)", re.IGNORECASE
)
_NOT_LENGTH_BEFORE = pattern(
    r"(?:\b(?:at|after|in the (?:first|last)|every|the (?:first|last)|for the (?:first|last)|last|first|tras|después de|cada)\s*(?:the\s*)?|第|最后|每)$",
    re.IGNORECASE,
)
_DECADE = pattern(r"\d0s$")
_PERIOD = pattern(
    r"\b(?:the|early|late|mid)[ -]\||['’]\||\| (?:style|music|look|film|movie|fashion|anime|synth|disco|pop|vibe|retro|tv)",
    re.IGNORECASE,
)
_EACH = pattern(
    r"^[\s-]*(?:long )?(?:each|apiece|per shot|every one|cada un[ao]|每个|每镜|ずつ)|^[^,.;]{0,6}(?:每个|ずつ)",
    re.IGNORECASE,
)
_EACH_BEFORE = pattern(
    r"(?:每个镜头|每镜头?|每个|各)\s*$|\b(?:shots?|scenes?|clips|tomas|planos|escenas)\s+(?:of|de)\s*$", re.IGNORECASE
)
_SHOTS = pattern(
    rf"(?<![\w.:]){_MANY}[\s-]*(?:(?!s\b|secs?\b|seconds?\b|min)\w+[\s-]+)?(?:shots?|scenes?|cuts?|angles?|beats?|clips in sequence|clips(?=\s+of\s+\d)|vignettes?|tomas?|planos?|escenas?|cortes)\b"
    rf"|(?<=\bin )(?:the\s+)?{_MANY}\s+(?:parts|acts|chapters|steps|stages|sections|moments)\b|(?<=\ben ){_MANY}\s+(?:partes|actos|pasos|momentos)\b|(?:分成?|共){_MANY_CJK}(?:段|部分|幕)|{_MANY_CJK}部構成"
    rf"|{_MANY_CJK}\s*(?:个|組|つの)?\s*(?:镜头|分镜|场景|画面|镜|カット|シーン|ショット|場面)",
    re.IGNORECASE,
)
_FRAMING_WORD = pattern(r"(?:two|three|2|3)-shot$", re.IGNORECASE)  # two people in the picture
_SEQUENCE_WORD = pattern(r"\s+(?:sequence|story|storyboard|video|ad|film|clip|spot|trailer|montage)\b", re.IGNORECASE)
_STORYBOARD = pattern(
    r"\bstory-?board|\bmulti-?shot|\bseveral (?:shots|scenes|angles)|\bmultiple (?:shots|scenes|angles)|\bdifferent angles\b|\bmontage\b|分镜|多镜头|多个镜头|几个镜头|绘コンテ|絵コンテ|"
    r"マルチカット|複数のカット|\bvari[ao]s (?:tomas|planos|escenas)|\bguion gráfico",
    re.IGNORECASE,
)
_TRAILER = pattern(r"\btrailer\b|\bteaser\b|预告片|预告|予告編|予告|\btráiler\b|\btrailer\b", re.IGNORECASE)
_ONE_TAKE = pattern(
    r"\bone[- ](?:continuous )?(?:take|shot)\b|\bsingle (?:continuous )?(?:take|shot)\b|\b(?:continuous|long) take\b|\bno cuts\b|\boner\b|\b(?:one|a single) unbroken (?:take|shot)\b|一镜到底|长镜头|[就只]要?一个镜头(?:拍完)?|ワンカット|長回し|ワンテイク|"
    r"\bplano secuencia\b|\b(?:una sola|única) toma\b|\b(?:una\s+)?toma única\b(?:\s+de\b)?|\bsin cortes\b",
    re.IGNORECASE,
)
_THEN_CUT = pattern(r"\b(?:then|and) cut to\b|然后切|切到|\bluego corta a\b", re.IGNORECASE)
_RATIO = pattern(r"(?<![\d:.])(\d{1,2})\s*[:：/x×]\s*(\d{1,2})(?![\d:.])")
_RATIOS = frozenset({"16:9", "9:16", "1:1", "4:3", "3:4", "4:5", "5:4", "21:9", "9:21", "2:1", "1:2", "3:2", "2:3"})
_BARE_PLACE = pattern(
    r"(?:^|(?<=[,;.]))\s*(?:as )?(?:shorts?|reels?|stor(?:y|ies)|tik ?tok)\s*(?=[.,;!]|$)", re.IGNORECASE
)
"""Where a film is to be shown upright, as a part of its own."""
_BARE_FORMAT = pattern(
    r"\b(?:vertical|square|horizontal|widescreen)(?=\s+(?:product |short |quick |food |fashion |travel )?(?:story|teaser|trailer|promo|animation|loop|ads?|adverts?|commercial|spot|reel|post|video|vid|clip|film)\b)"
    r"|(?:^|[,;.:(]\s*|\b(?:make it|keep it|be|\ds|s|secs?|seconds?|segundos|and|please|clip|video|vídeo|in)\s+)(vertical|square|horizontal|widescreen|cuadrad[oa]|apaisad[oa])\b(?=\s*(?:$|[,.;:!)]|please|version|format|video|clip|ad\b|one\b|for\b|if\b|para\b|\d|por favor|and\b|y\b|with\b|con\b))",
    re.IGNORECASE,
)
_BARE_FORMAT_CJK = pattern(
    r"竖(?:的|版|屏)|横(?:的|版|屏)|(?<=[，、])[竖縦横](?=[，。、]|$)|正方形|方形|縦で|横で|縦向き|正方形"
)
_FORMATS = {"vertical": "9:16", "portrait": "9:16", "square": "1:1", "cuadrado": "1:1", "cuadrada": "1:1"}
_SPEECH = pattern(
    r"\b(?:says?|saying|asks?|replies|whispers?|whispered|whispering|shouts?|sings?|singing|narrat\w+|voice-?\s?over|dialogue?s?|conversation|talks?|talking|speaks?|speaking|speech|"
    r"argue\w*|tells?|telling|announces|answers?|answering|responds?|explains?|mutters?|murmurs?|yells?|calls out|greets|reads aloud|recites|introduces (?:himself|herself|themselves)|interview with|lip[- ]?sync\w*|monologue|podcast|explain(?:s|ing)|reporting|rap(?:s|ping)|karaoke|giving a speech)\b"
    r"|说|对白|对话|台词|旁白|解说|配音|朗读|唱|聊天|交谈|讲话|讲述|言う|言って|話す|話し|喋|しゃべ|台詞|セリフ|ナレーション|会話|歌う|歌って|語る|"
    r"\b(?:dice|dicen|diga|diciendo|pregunta|responde|susurra|grita|canta|cantando|habla|hablan|hablando|voz en off|diálogos?|narra\w*|locución|conversa\w*|charla\w*|cuenta un)\b",
    re.IGNORECASE,
)
_DICE = pattern(r"\bdice\b", re.IGNORECASE)
_NO_SPEECH = pattern(
    r"\b(?:neither|nobody|no one|none) (?:of them )?(?:speaks?|talks?|says? (?:a word|anything))\b|\bwithout (?:speaking|talking|a word)\b|\bno (?:talking|speech|voices?|dialogue|one speaks)\b|(?:不要?|别|不用|无需)(?:有人)?(?:说话|讲话)|说明|小说|\b(?:people|crowds?|customers|guests|neighbou?rs|passers-by|others|kids|children|students|voices)\s+(?:talking|chatting|murmuring)\b",
    re.IGNORECASE,
)
_AUDIBLE = pattern(
    r"\b(?:with|add|plus|including|and|has|have|needs?|want)\s+(?:\w+[\s-]+){0,4}?(?:sound effects|sounds?|audio|music|song|soundtrack|noises?|ambien\w+(?:\s+(?:sounds?|noises?|music|audio))?|sfx|foley|effects|beats?|narration|voice|voices|whispers|laughter|applause|dialogue)\b(?: of [^,.;]{1,30})?"
    r"|(?:\b(?:just|only)\s+)?(?:\bthe\s+)?\bsounds? of (?:the )?[^,.;]{1,30}|\bsounds? (?:on|effects?)\b|\bnoises? of\b|\bmusic video\b|\bmusic only\b|\b(?:put|lay|play)\s+(?:some\s+)?(?:[\w-]+\s)?(?:jazz|music|techno|piano|drums|a beat|beats|a song|strings)\b(?:\s+(?:under|over|behind|on)\s+(?:it|them|the clip|the video|this))?|(?:^|(?<=[,.;]))\s*(?:sfx|sound fx)(?=\s*(?:[,.;]|$))|\bsound on\b|\basmr\b|\bhear\b|\baudible\b|\b(?:creepy|street|crowd|rain|wind|water|whoosh|ambient|nature|city|cafe|café|background|natural|realistic|spooky|sea|forest|traffic|engine|kitchen|\w+ing) (?:sounds?|noises?|ambience|music|audio)\b"
    r"|\b(?:upbeat|soft|epic|dramatic|sad|happy|gentle|lo-?fi|jazz|piano|guitar|orchestral|synth|electronic|romantic|tense|calm|relaxing|classical|cinematic|funky|rock|pop) (?:music|soundtrack|score|piano|guitar|song|beat|tune)\b"
    r"|\bwith (?:an? (?=(?:soft|gentle|quiet|slow|sad|light|faint|distant|lone|single|melancholic|upbeat|tender|warm|jazzy|solo|loud)\s)|some |soft |gentle |quiet |loud )*(?:piano|guitar|violin|cello|drums|jazz|choir|flute|thunder|birdsong|applause|laughter|footsteps|whispers|crickets|waves crashing)\b"
    r"|\b(?:add|with|put in|plus) (?:\w+ ){0,3}(?:orchestra|choir|band|score)\b|(?:只|仅)?(?<![不没无])(?:有|带|加|配|要|含|附)(?:上|有|一点|些|点|着)?[^，。,；]{0,8}?(?:声|音乐|音效|音|配乐|背景音|歌|声音|琴声|鼓声|笛声)|配乐|背景音乐|环境音|雨声|音效|声音要|(?:电子|摇滚|爵士|民|交响|轻音|管弦)乐"
    r"|(?:環境音|効果音|自然音)(?:だけ|のみ|で)|(?:音楽|BGM|効果音|雨音|環境音|音声|音|声|ピアノ|ナレーション)[^、。]{0,6}?(?:あり|つき|付き|入り|を入れ|をつけ|を流|がほしい|も)|[^、。]{0,10}音(?:あり|つき|付き|入り)|(?:の音|の声|雨音|波音|足音|歓声)(?=[、。]|$)|音楽と"
    r"|\b(?:con|solo|sólo|solamente) (?:\w+\s+){0,3}?(?:sonidos?(?: (?:de )?ambient(?:e|al))?|audio|música|banda sonora|efectos|ruidos?|ambiente sonoro|guitarra|piano|violín|tambores|voces|(?<!su )(?<!mi )voz|palmas|canto|relinchos|ladridos|maullidos|aplausos|risas|truenos|aullidos)\b|\bavec (?:\w+\s+){0,3}?(?:musique|son|bruits?)\b|\bmit (?:\w+\s+){0,2}?(?:musik|ton|\w*geräusch\w*)\b|\bse oyen?\b|\bsonido(?:s)? de\b|\bruido de\b|\bmúsica (?:alegre|suave|épica|dramática|de fondo|tensa|romántica|clásica)\b",
    re.IGNORECASE,
)
_SILENT = pattern(
    r"\b(?:no|without|zero) (?:sound|audio)(?: (?:needed|required|necessary|at all))?\b|\bsilent(?:ly)?\b(?!\s+(?:film|movie|cinema|era|comedy))|\bmuted?\b(?!\s+(?:colou?rs?|tones?|palette|light|earth|blue|green|gr[ae]y|teal|pastels?|browns?|orange))|\bsound(?:\s+is)? off\b|\b(?:my|our) own (?:sound|music|audio|soundtrack|voice-?over|narration)\b|\badd(?:ing)? (?:the |my own |my )?(?:sound|music|audio) (?:later|myself|in post)\b|\bin silence\b"
    r"|无声|静音|一点儿?声音(?:都|也)(?:不要|没有)|声音一?点?都不要|不要(?:任何)?声音|声音(?:不要|去掉|关掉)|不要声|没有声音|不需要声音|不用声音|去掉声音|后期(?:自己)?(?:配|加)|不加声音|消音|音なし|無音|音声なし|音は(?:いら|不要|なし)|ミュート|消音|\bsin (?:sonido|audio)\b|\ben silencio\b|\bmud[oa]\b|\bsilenci(?:a|ado|oso)\b",
    re.IGNORECASE,
)
_KEEP_SOUND = pattern(
    r"\b(?:keep|leave|preserve|retain) (?:\w+\s+){0,3}?(?:commentary|narration|sound|audio|voice|voices|music|speech|dialogue|soundtrack)\b|\bwith (?:its|the|their|his|her) (?:own |same |existing )?(?:sound|audio|voices?|soundtrack)\b(?! of\b)|\boriginal (?:sound|audio|voice)\b"
    r"|保留(?:原声|原音|声音|音频|我的声音|原来的声音)|原声(?:不变|保留)|声音(?:不变|保留|别动)|元の音|音(?:声)?は(?:そのまま|残)|声は(?:そのまま|残)|音を残|\b(?:deja|mantén|conserva|manteniendo|dejando|mantener) (?:\w+\s+){0,2}?(?:audio|sonido|voz|música)(?: original)?\b|\bcon su (?:propi[oa] )?(?:audio|sonido|voz|música)\b|\baudio original\b",
    re.IGNORECASE,
)
_DROP_SOUND = pattern(
    r"声音(?:不要|去掉|关掉|删)|(?:音楽|BGM|音声)[をは](?:消|削除|なし|抜|カット)|\b(?:mute|drop|remove|delete|kill|strip|lose|cut|without|replace) (?:\w+\s+){0,3}?(?:it|sound|audio|music|voice|noise)\b|静音|去掉(?:原声|声音|音频|背景音)|不要(?:原声|声音)|删除(?:声音|原声)|消音|ミュート|音(?:声)?[をは](?:消|削除|なし)|音なし|無音|\bsin (?:sonido|audio)\b|\b(?:quita|elimina|silencia|borra) (?:el |la )?(?:sonido|audio|música|voz)(?: original)?\b",
    re.IGNORECASE,
)
_ORIGINAL = pattern(r"\boriginal\b|原声|元の音", re.IGNORECASE)
_CLIP = r"(?:clips?|videos?|footage|film|shot|scene|take|recording|movie|one)"
_MOVE = r"(?:camera|drone|dolly|tracking|steadicam|crane|(?:whip )?pan|tilt|zoom|orbit|push-?in|pull-?back)"
_DOES = r"(?:walk|move|run|jump|dance|gesture|act|behave|skate|swim|talk|bow|wave|spin|turn|pose|react|perform|fight|box|kick)"
_AS_SOMEONE = (
    rf"(?:(?:break|tap|line)-?danc(?:e|es|ing)|\b{_DOES}(?:s|es|ing)?)\b[^.!?;,]{{0,16}}?\blike (?:this|that) "
    r"(?:guy|man|woman|girl|boy|kid|person|dancer|player|skater|athlete|actor|performer)\b"
)
_BORROW = pattern(
    rf"{_AS_SOMEONE}(?: does)?(?! in (?:the|a) (?:photo|picture|image))|"
    r"\b(?:take|use|copy|apply|transfer)\s+(?:this|the|that)\s+(?:exact\s+|same\s+)?(?:walk(?: cycle)?|dance|gait|run|motion|movement|choreography|performance|gestures?)\s+(?:and\s+(?:put|use|apply|transfer)\s+(?:it|them)\s+(?:on|to|onto|for|with)|(?:on|onto|to|for|with))\b|"
    rf"\bwith the (?:\w+\s)?(?:rhythm|pacing|style|look|camera|tempo|mood|colou?rs) of (?:this|the|that|my) {_CLIP}\b|\b(?:copia|imita|usa|sigue|replica)\s+(?:el|la|los)\s+(?:movimientos?|cámara|baile|coreografía|estilo|ritmo|gestos)\s+del\s+(?:vídeo|video|clip)\b(?:\s+(?:con|para|en)\b)?|(?:この|その)?(?:動画|映像|クリップ)の(?:テンポ|リズム|雰囲気|スタイル|色味|カメラワーク)で、?|"
    r"\b(?:do|does|doing|perform|performs|performing)\s+(?:this|that|the same|these)\s+(?:\w+\s)?(?:dance|tai chi|routine|exercises?|moves?|workout|yoga|jump|trick|pose|stunt|kata|choreography|walk)\b|"
    rf"\b(?:copy|copies|imitates?|mimics?|mirrors?|repeats?)\s+(?:the|this|that|my)\s+(?!camera\b|style\b|look\b)[\w'-]+(?:\s[\w'-]+)?\s+(?:in|from|of)\s+(?:this|the|that|my)\s+{_CLIP}\b|"
    rf"\b{_DOES}(?:s|es|ing)?\b[^.!?;]{{0,24}}?\b(?:like|as)\b[^.!?;,]{{0,24}}?\b(?:in|from|of|on)\s+(?:this|the|that|my)\s+{_CLIP}\b"
    rf"|\b(?:recreate|copy|repeat|redo|reproduce|imitate|reuse) (?:this|the|that|my) (?:\w+\s+)?{_MOVE}(?: shot| move| movement)?(?:\s+(?:with|but with|for|on))?"
    r"|(?:この|その)(?:振り付け|ダンス|踊り|動き|動作|演技)を(?=[^、。]{0,16}?(?:踊|させ|やら|つけ|真似))|视频\s*1?\s*(?:里|中)的?(?:运镜|推镜头?|拉镜头?|镜头|动作|舞蹈|风格)(?:的?(?:方式|手法|方法|感觉))?"
    rf"|\bsame (?:\w+\s+){{0,2}}?{_MOVE}(?:\s+\w+){{0,2}}? as (?:in )?(?:this|the|that|my)\b(?:\s+{_CLIP}\b)?(?:\s+but\b)?"
    rf"|\bi (?:really )?(?:love|like|adore) the [^.!?;]{{0,40}}?\b(?:of|in|from) (?:this|the|that|my) {_CLIP}\b[.,;!]?|\bin (?:that|this|the same|its) (?:style|look|spirit|vibe|mood)\b|\b(?:with |use )?(?:the )?same camera (?:moves?|movements?|motion|work|path)\b(?: as (?:in )?(?:this|the|my|that) (?:clip|video|footage|one))?(?:,?\s*but\b)?"
    r"|(?:学|像|跟着?|照着?|模仿)(?:视频|片段|影片)(?:里|中)的?[^，。]{1,8}?(?=打|跳|走|跑|做|舞|转|练|一样|那样|，|。|$)|(?:この|その|同じ)(?:カメラワーク|カメラの動き|動き|雰囲気|スタイル|テンポ)で"
    rf"|\b(?:copy|borrow|steal|follow|match|mimic|mime|imitate|replicate|recreate|reuse|use|take|same|like|exact|transfer|apply)\b[^.!?;]{{0,30}}?\b(?:camera|drone|dolly|tracking|steadicam|movements?|moves?|motions?|dance|dancing|choreography|gestures?|style|pacing|rhythm|look|vibe|mood|grading|framing|performance|acting)\b[^.!?;]{{0,30}}?\b(?:from|of|in|as|like)\b[^.!?;,]{{0,24}}?\b{_CLIP}\b"
    rf"|\b(?:do(?! an?\b)(?! (?:the|a) (?:next|previous|following))|does|doing|perform|performs|performing|dance|dances|repeat|repeats|act out)\b[^.!?;]{{0,40}}?\b(?:from|of|in|like)\b[^.!?;,]{{0,24}}?\b{_CLIP}\b"
    rf"|\bin the (?:\w+\s+){{0,2}}?(?:style|look|mood|spirit|pacing|rhythm) of (?:this|the|that|my) {_CLIP}\b|\bsame (?:\w+\s+){{0,2}}?(?:style|look|camera|motion|moves?|movement|dance|pacing|rhythm)(?:\s+\w+){{0,2}} as (?:in )?(?:this|the|that|my)\b"
    r"|\b(?:inspired by|based on|modell?ed on|reference) (?:this|the|that|my) (?:clip|video|footage)\b"
    r"|(?:参考|模仿|照着|照|按照|学|借用|沿用|用)[^，。；]{0,14}?(?:运镜|镜头运动|镜头|动作|舞蹈|舞|风格|节奏|色调)(?:(?:和|与|、)(?:节奏|风格|色调|运镜|镜头|动作))?(?:的?(?:方式|手法|方法|感觉))?|同样的(?:运镜|动作|舞蹈|风格|节奏)|(?:一样|相同)的(?:运镜|动作|舞蹈|风格)|跳(?:视频|这段|这个)[^，。]{0,6}舞|做(?:视频|这段)[^，。]{0,6}动作"
    r"|(?:(?:この|その)?(?:動画|映像|クリップ)と)?同じ(?:カメラワーク|カメラの動き|動き|ダンス|振り付け|スタイル|雰囲気|テンポ)|(?:カメラワーク|動き|ダンス|スタイル|雰囲気|テンポ)を?(?:真似|参考|コピー|再現|使って|借り)|(?:この|その)(?:動画|映像|クリップ)の(?:映像の)?(?:質感|色味|トーン|空気感|雰囲気|画質)(?:で|のまま)(?:、?新しい(?:場面|シーン|映像|動画)(?:を)?[：:、]?)?|(?:この|その)?(?:動画|映像|クリップ)(?:を参考|のスタイル|のカメラワーク|の動き|のダンス|風に|のような)"
    r"|\b(?:copia|imita|usa|sigue|reproduce|replica|toma|aplica|haz)\b[^.!?;]{0,24}?\b(?:movimientos?|cámara|baile|coreografía|estilo|ritmo|gestos)\b[^.!?;]{0,24}?\b(?:de|del|en) (?:este|esta|el|la|ese|mi)\b(?: (?:vídeo|video|clip))?(?: pero)?|(?:\bcon (?:el|la|los|las) )?\bmism[oa]s? (?:movimientos?(?: de cámara)?|baile|coreografía|estilo|ritmo|cámara|travelling|paneo|zoom|encuadre)\b(?: de (?:la|el|este|esta|mi) (?:grabación|vídeo|video|clip|toma)\b)?|\b(?:con|en) (?:el|la) (?:mism[oa] )?(?:estilo|ritmo|luz|aire|ambiente|cámara)(?: visual)?(?:,? (?:y|e) (?:el|la|los) [\w]+)? de (?:este|el|mi) (?:vídeo|video|clip)\b(?:,?\s*(?:haz|crea|genera|quiero) (?:algo|una? \w+) nuev[oa])?|\bcomo (?:en )?este (?:vídeo|video|clip)\b|\bbaile de (?:este|el) (?:vídeo|video|clip)\b",
    re.IGNORECASE,
)
_SOUND_ASIDE = pattern(
    r"(?:(?<=^)|(?<=[,.;:]))\s*(?:please\s+)?(?:keep|leave|preserve|retain|use)\s+(?:the\s+|its\s+|their\s+)?(?:original\s+)?(?:audio|sounds?|voices?|music|soundtrack)\b(?:\s+(?:on|in|as is|unchanged|as it is))?\s*(?:,|;|\.|\band\b)?\s*"
    r"|(?:保留|沿用)(?:原声|原音|声音|原来的声音)[，。；]?|(?:元の|オリジナルの)?(?:音|音声|声)は(?:そのまま|残)[^、。]*[、。]?|\b(?:deja|mantén|conserva|manteniendo)\s+(?:el\s+|la\s+)?(?:audio|sonido|voz|música)(?:\s+original)?\s*(?:,|;|\by\b)?\s*",
    re.IGNORECASE,
)
"""What a wish says of the sound of a clip that is to go on or to be borrowed from."""
_NEXT = pattern(
    rf"^\W*(?:and\s+)?then\s*[?:…]|^\W*keep (?:filming|rolling|going|shooting)\b|^\W*y (?:luego|después|entonces)\b|\bwhat now\b|¿y (?:luego|después|entonces)\?|后(?:面|来)(?:发生|会|怎)|然后呢|\bcontinu(?:e|es|ing|ation)\b(?! (?:to|down|along|take|shot))|\bextend\b|\bpick up where\b|\b(?:next|following|subsequent) (?:shot|scene|moment|part|clip)\b|\bwhat (?:happens|comes|he sees|she sees|they see|does \w+ see)\b[^.!?]{{0,20}}\b(?:next|after|then|behind|inside)\b|\bsequel\b|\bhappens (?:right )?(?:next|after)\b|\bafter this {_CLIP}\b"
    r"|续|接着|继续|往下拍|下一个镜头|下一镜|下一幕|后续|之后(?:发生|的)|接下来|続き|次の(?:ショット|カット|シーン|場面)|その後|この後|\bcontin(?:úa|uar|uación|ua)\b|\bsiguiente (?:plano|toma|escena)\b|\bqué (?:pasa|ocurre|hay|sucede)\b[^.!?]{0,16}\b(?:después|luego|detrás|tras)\b|\b(?:sigue|alarga|extiende) (?:este|el) (?:vídeo|video|clip)\b",
    re.IGNORECASE,
)
_PREVIOUS = pattern(
    rf"\b(?:previous|preceding|prior|earlier) (?:shot|scene|moment)\b|\bprequel\b|\bwhat (?:happen(?:s|ed)|comes|came) (?:right |just )?before\b|\b(?:seconds?|moments?|minutes?) (?:earlier|before)\b|\bbefore this {_CLIP}\b|上一个镜头|上一镜|之前(?:发生|的镜头)|前の(?:ショット|カット|シーン|場面)|その前|この前の|\b(?:plano|toma|escena) anterior\b|\bqué (?:pasa|pasó|ocurre|ocurrió) antes\b",
    re.IGNORECASE,
)
_SAME_ACTION = pattern(
    r"\b(?:shoot|film|show|see|view) (?:it|this|that|the same) (?:again )?from\b|\b(?:top-down|overhead|aerial|bird['’]s[- ]eye|side|rear|back|front|low|high|different|another|new|close-?up|wide)[- ]?(?:angle )?(?:view|shot|angle|perspective)\b[^.?!]{0,16}\bof the same\b|\b(?:same action|another angle|different angle|new angle|other angle)\b|\bfrom (?:a|an|the) (?:\w+[\s-]+){0,2}angle\b|\b(?:this|the|that)? ?same (?:[\w'-]+\s){1,3}?(?:but )?(?:seen |shot |filmed )?from (?:under|below|beneath|behind|above|over|inside|the|his|her|their|across)\b|同一动作|换(?:个|一个)?(?:角度|机位)|別の(?:角度|アングル)|アングルを変え|\b(?:otro|diferente|nuevo) ángulo\b|\bmisma acción\b",
    re.IGNORECASE,
)
_MOTION_TRANSFER = pattern(
    rf"{_AS_SOMEONE}|"
    r"\b(?:copy|copies|imitates?|mimics?|mirrors?|repeats?)\s+(?:the|this|that|my)\s+(?!camera\b|style\b|look\b|shot\b)[\w'-]+(?:\s[\w'-]+)?\s+(?:in|from|of)\s+(?:this|the|that|my)\b|\b(?:danc\w+|tai chi|yoga|kata|karate|judo|kung fu|boxing|(?:fighting |dance |skating |football )?moves|stunts?|tricks?|exercises?|workout|routine|walk cycle|gait|choreograph\w+|moves of|body motion|gestures?|performance|same motion|motions? of|perform)\b|\b(?:walk|move|run|jump|act|skate|swim|bow|spin|turn|pose|fight|box|kick)(?:s|es|ing)?\b[^.!?;]{0,24}?\b(?:like|as)\b[^.!?;,]{0,24}?\b(?:in|from|of|on)\s+(?:this|the|that|my)\b|(?:学|像|跟着?|照着?|模仿)(?:视频|片段|影片)|舞|动作|ダンス|踊|振り付け|動きを|\b(?:baile|coreografía|gestos)\b",
    re.IGNORECASE,
)
_CAMERA_TRANSFER = pattern(
    rf"\b(?:{_MOVE}|framing)\b|运镜|镜头|カメラ|\b(?:cámara|dron|travelling|paneo|zoom|encuadre)\b", re.IGNORECASE
)
_ANIMATE = pattern(
    r"\buse (?:this|the|my) (?:photo|picture|image|portrait) and (?:make|let)\b|"
    r"\bmake (?:this|the|my|that) (?:\w+ )?(?:photo|picture|portrait|drawing|painting|selfie) \w+|\b(?:bring|brings?|bringing)\b[^.!?;]{0,60}?\bto life\b|\banimate\b|\bmake (?:this|the|my|that)\b[^.!?;]{0,40}\b(?:move|come alive|flow|blink|smile|wave)\b|\b(?:move|come alive)\b|\b(?:as|for) (?:the |my )?(?:first|start(?:ing)?|opening) frame\b|\bstart(?:s|ing)? (?:from|with|on) (?:this|the|my) (?:photo|picture|image|frame)\b|\b(?:photo|picture|image) (?:move|come)\b|\blive photo\b|\bcinemagraph\b"
    r"|动起来|活起来|让(?:这张|照片|图片|画)|照片(?:里|中|上)的[^，。]{1,8}(?:眨|微笑|笑一|动|挥手|转头|点头)|首帧|作为第一帧|動かして|動かす|動画化|動画にして|命を吹き込|アニメーション(?:に|化)|最初のフレーム|\b(?:dale|dar|da) vida\b|\banima\b|\bhaz que (?:se mueva|esta foto|la foto)\b|\bprimer fotograma\b|\bpon en movimiento\b|\bempieza (?:con|desde) (?:esta|la) (?:foto|imagen)\b",
    re.IGNORECASE,
)
_BETWEEN = pattern(
    r"\bfrom (?:this|the|my|photo|picture|image|one|first)\b[^.!?]{0,60}?\b(?:to|into|until)\b[^.!?]{0,30}?\b(?:photo|picture|image|one|frame|other|second|last|this|that)\b|\b(?:morph|transition|transform|interpolate|fade|go)\b[^.!?]{0,30}?\b(?:between|from)\b|\b(?:start|first|opening) (?:frame|photo|image|picture)\b[^.!?]{0,60}?\b(?:end|last|final|closing)\b|\bstart(?:s|ing)? (?:on|with|from|at)\b[^.!?]{0,40}?\b(?:end|finish)(?:s|ing)? (?:on|with|at)\b|\bbefore (?:and|to) after\b"
    r"|从[^，。]{0,12}(?:图|照片|画面)[^，。]{0,8}(?:到|变)|首尾帧|首帧[^。]{0,20}尾帧|(?:最初|[一1]枚目)(?!の(?!写真|画像))[^。]{0,20}(?:最後|[二2]枚目)(?!の(?!写真|画像))|から[^。]{0,12}(?:写真|画像)(?:へ|に|まで)|\bde (?:la|esta) (?:primera|foto|imagen)\b[^.!?]{0,40}?\ba (?:(?:la|esta) (?:segunda|última|otra|foto|imagen)|esta|otra)\b|\bprimer[^.!?]{0,30}último (?:fotograma|cuadro)\b|\bentre (?:las|estas) dos (?:fotos|imágenes)\b",
    re.IGNORECASE,
)
_QUOTED_SINGLE = pattern(
    r"(?:(?<=\s)|(?<=^)|(?<=[:,(]))['‘]([^'’\n]{2,160}(?:['’][a-z]{1,2}\b[^'’\n]{0,80})*)['’](?=\W|$)"
)


_ELLIPSIS = 30
"""Characters between two quotations within which the second needs no verb to be a line too."""
_GENERIC_SOUND = pattern(
    r"\bvoice$|^music video$|^(?:sfx|sound fx)$|^(?:(?:the|its?|some|good|natural|original|own|matching)\s+)*(?:sounds?|audio|sound on|noises?|voices?|narration|dialogues?|whispers?|voice-?over|hear|audible|asmr|effects?|声音?|音声?|音あり|音|sonido|audio|voz|voces|canto|声音要|ナレーション\S*)$|\bsound on\b|声音要|oye",
    re.IGNORECASE,
)
_SOUND_LEAD = pattern(
    r"^(?:(?:with|add|plus|including|and|has|have|needs?|want|the|an?|some|just|only|con|y|un|una)\s+)+|^(?:有|带|加|配|要|含|附)(?:上|有|一点|些|点|着)?|(?:あり|つき|付き|入り|を入れ|をつけ|を流|がほしい|も|と)$",
    re.IGNORECASE,
)


_RELIGHTS = pattern(
    r"^\W*(?:(?:a (?:bit|little)|much|way|slightly) )?(?:more|less)\s+\w+\W*$|^\W*(?:(?:a (?:bit|little)|much|way|slightly) )?\w{3,}er\W*$|^\W*(?:slow|speed) (?:it|this|that|the \w+) (?:down|up)\b"
    r"|\b(?:has|have|needs?|must|should)\s+(?:to )?(?:go|disappear|vanish)\s*\W*$|\bshould(?:n['’]t| not) be (?:there|in (?:the )?(?:shot|frame|picture))\b|^\W*(?:please\s+)?(?:can|could|should|what if|how about)\s+(?:it|this|that|everything|the \w+|they|he|she)\s+(?:be|is|was|were|look)\b|\b(?:the|this|that|his|her|their|its|my)\s+(?:[\w'-]+\s){0,2}[\w'-]+\s+(?:should|must|needs? to|ought to)\s+(?:be|become|look|have)\b"
    r"|^\W*(?:my|this|the) (?:[\w-]+ ){0,3}(?:clip|video|footage) (?:as|in) (?:an? )?|^\W*(?:put|place|set) (?:this|the|my)?\s*(?:interview|clip|video|scene|footage|conversation|him|her|them|everyone|us|me)\s+(?:on|in|into|inside|at|under)\b|^\W*(?:the )?same (?:clip|video|shot|scene|footage),? (?:but|except|only)\b|^\W*(?:she|he|they|it|the \w+)\s+(?:needs?|could use|is missing|should (?:wear|hold|carry|have))\b|\btake (?:the|his|her|their|that|this)\s[^,;.]{2,30}? off\b|^\W*(?:re-?light|lighting|background|sky|weather|style|season|time of day)\s*[:—]"
    r"|^\W*¿?\s*y si (?:fuera|fuese|hubiera|estuviera)\b|^\W*que (?:parezca|sea|esté|se vea|tenga|lleve)\b|\bkey out\b|\bchroma ?key\b|^\W*(?:please\s+)?(?:re-?)?light (?:this|the|my|it|him|her|them)\b|\bque (?:nieve|llueva|sea de noche|amanezca|anochezca)\b|\bilumina\b",
    re.IGNORECASE,
)
"""Edits that the verbs of the vocabulary do not name."""
_NEW_SCENE = pattern(
    r"^\W*(?:(?:show|make|do|generate|create|film|shoot|give me|i want)\s+(?:me\s+)?)?(?:an?|two|three|some|several)\s+(?!bit\b|little\b|lot\b|touch\b)\w|\bnew (?:film|video|clip|scene|footage)\b"
    r"|^\W*(?:haz|crea|muestra|quiero|genera)?\s*(?:una?|unos|unas|dos|tres)\s+\w|^\W*(?:拍|做|生成)?(?:一(?!点|些)|两|三|几)[个只位条名匹头座辆群片朵棵家场对]",
    re.IGNORECASE,
)
_ORDERS_JA = pattern(r"(?:て|で|に|たい|ください|下さい|ほしい(?:です)?|欲しい)[。！]?$|を[^、。]+に(?:[。、]|$)")
_HAPPENS = pattern(
    r"^\W*(?:and\s+)?(?:he|she|they|it|the\s+[\w'-]+(?:\s[\w'-]+)?)\s+(?:(?:suddenly|then|slowly|finally)\s+)?(?!is\b|has\b|was\b|needs\b|looks\b|seems\b|this\b)[a-z]{2,}[^su\W]s\s+(?:an?|the|his|her|its|into|through|at|to|up|down|across|along|toward|off|out|over|around|past|away|and|back|on|in)\b"
    r"|^\W*(?:ella|él|ellos|ellas|(?:el|la)\s\w+)\s+(?!sea\b|esté\b|debe\b)[a-záéíóúñ]{2,}[ae]\s+(?:en|por|hacia|a|con|bajo|un|una|el|la|y)\b|^[他她它]们?(?:突然|慢慢)?(?!的)\S*?[打推走跑跳飞转站坐拿开]",
    re.IGNORECASE,
)
"""What happens, told of whom a clip shows: it goes on."""
_TECHNICAL = pattern(
    r"(?:\b(?:at|in|con|a|en)\s+)?\b(?:(?P<fps>\d{2,3})\s*(?:fps|frames? per second|fotogramas por segundo)|(?:ultra )?(?P<size>4k|8k|16k|5k|6k|720p|1080p|1440p|2160p|full hd|uhd))\b(?:\s+(?:resolution|quality|resolución|calidad))?"
    r"|(?:每秒)?(?P<frames>\d{2,3})\s*(?:帧|フレーム)(?:每秒)?",
    re.IGNORECASE,
)
_SPEAKS_OF: dict[AssetKind, re.Pattern[str]] = {
    "video": pattern(
        r"\b(?:in|of|from|to|at) (?:the|this|my|that) (?:clip|footage|recording)\b|\b(?:this|my) (?:clip|footage|recording)\b|\b(?:in|from|of|to) (?:this|my) video\b|(?:这段|这个|我的)(?:视频|片段)|(?:视频|片段)(?:里|中)|(?:この|私の)(?:動画|映像|クリップ)|\b(?:este|mi) (?:clip|vídeo|video)\b|\ben el (?:clip|vídeo|video)\b",
        re.IGNORECASE,
    ),
    "image": pattern(
        r"\b(?:this|my|these) (?:photos?|pictures?|images?|portraits?|selfies?)\b|\((?:photo|picture|image|foto|imagen)\)|这张?(?:照片|图片|图)|この(?:写真|画像)|\b(?:esta|mi) (?:foto|imagen)\b",
        re.IGNORECASE,
    ),
    "element": pattern(
        r"\b(?:my|our) (?:saved|registered) (?:\w+ )?(?:characters?|mascot|element|product)\b|\bmy (?:\w+ )?characters?\b|我的角色|登録済みの?キャラ|\bmi personaje\b",
        re.IGNORECASE,
    ),
}


def _value(written: str) -> float:
    return float(written) if written[0].isdigit() else float(_NUMBERS[written.lower()])


@dataclass(frozen=True)
class Wish:
    """A wish in plain words, with what was given along with it."""

    text: str
    assets: tuple[Asset, ...] = ()

    def given(self, kind: AssetKind) -> list[Asset]:
        return [asset for asset in self.assets if asset.kind == kind]

    @cached_property
    def language(self) -> str:
        """The language of the wish: en, zh, ja or es; anything else is answered in English."""
        found = language_of(quotes.without(self.text) if len(self.text) > 60 else self.text)
        return found if found in ("en", "zh", "ja", "es") else "en"

    # time and shots

    @cached_property
    def _lengths(self) -> list[tuple[float, bool]]:
        """The lengths named: seconds, and whether each shot is meant."""
        found = []
        for match in _SECONDS.finditer(self.text):
            before = self.text[max(0, match.start() - 18) : match.start()]
            each = bool(_EACH.match(self.text[match.end() : match.end() + 20]) or _EACH_BEFORE.search(before))
            decade = _DECADE.match(match[0]) and _PERIOD.search(
                f"{before[-5:]}|{self.text[match.end() : match.end() + 9]}"
            )
            after = _NOT_LENGTH_AFTER.match(self.text[match.end() : match.end() + 12])
            if decade or after or (_NOT_LENGTH_BEFORE.search(before) and not each):
                continue
            found.append((_value(next(g for g in match.groups() if g)), each))
        for match in _MINUTES.finditer(self.text):
            number = next((g for g in match.groups()[1:] if g), None)
            found.append((60 * _value(number) if number else 30.0, False))
        return found

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        """The length of every numbered shot, where the wish gives each its own; else empty."""
        if timed := _timed(self.text):
            return tuple(float(int(match[2]) - int(match[1])) for match in timed)
        marks = numbered(self.text)
        starts = [start for start, _ in marks]
        own: list[float] = []
        if not marks:
            return ()
        for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True):
            said = _SECONDS.findall(self.text[start:end])
            own += [_value(next(filter(None, said[0])))] if len(said) == 1 or (said and end == len(self.text)) else []
        return tuple(own) if len(own) == len(marks) > 1 else ()

    @cached_property
    def seconds(self) -> float | None:
        """The length asked for, None if unsaid. Lengths of single shots are summed up."""
        if self.lengths:
            return sum(self.lengths)
        whole = [seconds for seconds, each in self._lengths if not each]
        if self.each and self.shots:
            return self.each * self.shots
        return whole[0] if whole else None

    @cached_property
    def each(self) -> float | None:
        """The length asked for each shot, None if unsaid."""
        return next((seconds for seconds, each in self._lengths if each), None)

    @cached_property
    def shots(self) -> int | None:
        """The number of shots named, None if unsaid."""
        for match in _SHOTS.finditer(self.text):
            before = self.text[max(0, match.start() - 12) : match.start()].lower()
            number = _value(next(g for g in match.groups() if g))
            framing = _FRAMING_WORD.match(match[0]) and not _SEQUENCE_WORD.match(self.text[match.end() :])
            if number == int(number) and number > 1 and not framing and not re.search(r"(?:the|this|第)\s*$", before):
                return int(number)
        return None

    @cached_property
    def one_take(self) -> bool:
        return bool(_ONE_TAKE.search(self.text)) and self.shots is None

    @cached_property
    def trailer(self) -> bool:
        return bool(_TRAILER.search(self.text))

    @cached_property
    def reverse_shot(self) -> bool:
        return any(m.term.id == "reverse_shot" for m in TRANSITIONS.find(self.text))

    @cached_property
    def wants_shots(self) -> bool:
        """Several shots, whether or not their number is named."""
        if self.one_take:
            return False
        named = (self.shots or 0) > 1 or self.reverse_shot or self.trailer
        return named or bool(_STORYBOARD.search(self.text) or _THEN_CUT.search(self.text) or numbered(self.text))

    # format

    @cached_property
    def ratio(self) -> str | None:
        """The aspect ratio asked for as W:H, which the service may not have; None if unsaid."""
        for match in _RATIO.finditer(self.text):
            if f"{match[1]}:{match[2]}" in _RATIOS:
                return f"{match[1]}:{match[2]}"
        named = ASPECTS.find(self.text)
        if named:
            return next((m.term.id for m in named if m.term.id != "16:9"), named[0].term.id)
        if _BARE_PLACE.search(self.text):
            return "9:16"
        bare = _BARE_FORMAT.search(self.text)
        if bare:
            return _FORMATS.get((bare[1] or bare[0]).lower(), "16:9")
        cjk = _BARE_FORMAT_CJK.search(self.text)
        if cjk:
            return "9:16" if cjk[0][0] in "竖縦" else "16:9" if cjk[0][0] == "横" else "1:1"
        return None

    # sound

    @cached_property
    def lines(self) -> list[str]:
        """Words in quotation marks that are to be spoken, as written. Single quotation marks count here."""
        spoken: list[str] = []
        end = 0
        for quote in quotes.find(self.text):
            between = self.text[end : quote.start]  # "one says “…”, the other “…”": no verb, and yet a line
            elliptic = spoken and not quotes.writes(between) and len(between) <= _ELLIPSIS
            if quote.kind != "caption" or elliptic:
                spoken.append(quote.text)
                end = quote.end
        if not spoken and _SPEECH.search(self.text):
            spoken = [quote.text for quote in quotes.find(self.text)]
            spoken = spoken or [match[1] for match in _QUOTED_SINGLE.finditer(self.text)]
        return [line.strip() for line in spoken if line.strip()]

    @cached_property
    def speech(self) -> bool:
        """Whether somebody is to be heard speaking or singing."""
        if any(m.term.id == "no_dialogue" for m in EXCLUSIONS.find(self.text)):
            return False
        if self.lines:
            return True
        said = quotes.without(self.text)
        for cry in reversed(self._cries):  # a robin that sings says nothing
            said = f"{said[: cry.start]}{said[cry.end :]}"
        if self.language == "en":
            said = _DICE.sub(" ", said)  # says, in Spanish
        return bool(_SPEECH.search(_NO_SPEECH.sub(" ", said)))

    @cached_property
    def silent(self) -> bool:
        return bool(_SILENT.search(self.text))

    @cached_property
    def audible(self) -> bool:
        """Whether sound is asked for: speech, music, effects, ambience, or simply "with sound"."""
        if self.silent:
            return False
        named = [self.text[m.start : m.end] for words in (SFX, AMBIENCE) for m in words.find(self.text)]
        return (
            self.speech
            or bool(self._heard or self._cries or _AUDIBLE.search(self.text))
            or any(re.search("[声音]", word) for word in named)
        )

    @cached_property
    def music(self) -> bool:
        return bool(MUSIC_MOODS.find(self.text)) and not any(
            m.term.id == "no_music" for m in EXCLUSIONS.find(self.text)
        )

    @cached_property
    def sounds(self) -> list[str]:
        """The effects, ambiences and music named, each in the words of the wish."""
        prose = quotes.without(self.text)
        named = [(place.start, sound) for place in self._heard for sound in place.sounds]
        for match in _AUDIBLE.finditer(prose):
            if not any(place.start < match.end() and match.start() < place.end for place in self._heard):
                words = _SOUND_LEAD.sub("", _SOUND_LEAD.sub("", match[0].strip(" ,，、")))
                if words and not _GENERIC_SOUND.search(words):
                    named.append((match.start(), words))
        for cry in self._cries:
            if not any(place.start < cry.end and cry.start < place.end for place in self._heard):
                named.append((cry.start, cry.sounds[0]))
        return list(dict.fromkeys(sound for _, sound in sorted(named, key=lambda one: one[0])))

    @cached_property
    def _unspoken(self) -> str:
        """The wish with the words to be spoken blanked out; positions are those of the wish."""
        text = self.text
        for line in self.lines:
            text = text.replace(line, " " * len(line))
        return text

    @cached_property
    def _heard(self) -> tuple[heard.Heard, ...]:
        return heard.find(self._unspoken, self.language)

    @cached_property
    def _cries(self) -> tuple[heard.Heard, ...]:
        return heard.cries(self._unspoken, self.language)

    @cached_property
    def keeps_sound(self) -> bool | None:
        """Whether a clip's own sound is to stay; None if unsaid."""
        dropped = _DROP_SOUND.search(self.text)
        if _KEEP_SOUND.search(self.text) and not (dropped and _ORIGINAL.search(dropped[0])):
            return True
        return False if _DROP_SOUND.search(self.text) or self.silent else None

    @cached_property
    def spoken_language(self) -> str | None:
        """A language Kling does not speak, where one is asked for: its English name."""
        return next((m.term.term for m in LANGUAGES.find(self.text) if not m.term.native), None)

    # what happens to pictures and clips

    @cached_property
    def continues(self) -> Literal["next", "previous"] | None:
        if _PREVIOUS.search(self.text):
            return "previous"
        if _NEXT.search(self.text):
            return "next"
        goes_on = self.given("video") and not self.edits and not self.borrows and _HAPPENS.search(self.text)
        return "next" if goes_on else None

    @cached_property
    def borrows(self) -> bool:
        return bool(_BORROW.search(self.text))

    @cached_property
    def borrows_motion(self) -> bool:
        return bool(_MOTION_TRANSFER.search(self.text)) and not _CAMERA_TRANSFER.search(self.text)

    @cached_property
    def borrows_camera(self) -> bool:
        return bool(_CAMERA_TRANSFER.search(self.text))

    @cached_property
    def edits(self) -> bool:
        return bool(EDITS.find(self.text) or _RELIGHTS.search(self.text))

    @cached_property
    def new_scene(self) -> bool:
        """Whether the wish tells of something new ("a knight in a forest") rather than of what its clip shows."""
        if self.language == "ja":
            return not _ORDERS_JA.search(self.text.strip())
        return bool(_NEW_SCENE.search(self.text))

    @cached_property
    def technical(self) -> list[tuple[Literal["fps", "size"], str]]:
        """Frame rates and picture sizes named: which, and the number or name as written."""
        found: list[tuple[Literal["fps", "size"], str]] = []
        for match in _TECHNICAL.finditer(self.text):
            size = match["size"]
            found.append(("size", size) if size else ("fps", match["fps"] or match["frames"]))
        return found

    @cached_property
    def absent(self) -> list[tuple[AssetKind, str]]:
        """The kinds of asset that the wish speaks of as given, but that came without one, with its words for it."""
        found = ((kind, pattern.search(quotes.without(self.text))) for kind, pattern in _SPEAKS_OF.items())
        return [(kind, said[0]) for kind, said in found if said and not self.given(kind)]

    @cached_property
    def foreign(self) -> str | None:
        """The code of the language of the wish, where it is none of those understood."""
        found = language_of(quotes.without(self.text))
        return None if found in ("en", "zh", "ja", "es") else found

    @cached_property
    def new_angle(self) -> bool:
        return bool(_SAME_ACTION.search(self.text))

    @cached_property
    def animates(self) -> bool:
        return bool(_ANIMATE.search(self.text))

    @cached_property
    def goes_between(self) -> bool:
        return bool(_BETWEEN.search(self.text))

    @cached_property
    def camera(self) -> list[str]:
        """The camera moves named."""
        return [self.text[m.start : m.end] for m in CAMERA_MOVES.find(self.text)]


_CONTINUE = pattern(
    rf"\b(?:continue|extend)\b\s*(?:(?:this|the|my|that)\s+{_CLIP})?|\b(?:(?:generate|make|create|show)\s+)?(?:the|a)?\s*(?:next|previous|following) (?:shot|scene|moment)\b(?:\s+of\s+(?:this|the|my|that)\s+{_CLIP})?|^\W*(?:and\s+)?then\s*[?:…,]+|^\W*keep (?:filming|rolling|going|shooting)\b[:,]?|^\W*y (?:luego|después|entonces)\b,?|(?:后面|之后|后来)(?:发生了?什么|会怎样|怎么了)[？?，,]*|然后呢[？?，,]*|この後、|¿?qué (?:pasa|pasó|ocurre|ocurrió) (?:antes|después|luego)\b\??,?|\bwhat would (?:we|you|i) see if [^?.,]*[?.,]|\bwhat (?:happens|happened|comes|came) (?:right |just )?(?:next|after|before)\b(?:\s+this\b)?(?:\s+(?:this|the|my|that)\s+{_CLIP})?\??"
    r"|(?:生成)?(?:下一个|上一个)镜头[：:]?|接着(?:这段|这个)?(?:视频|片段)?(?:往下拍|拍|继续)?|继续(?:这段|这个)?(?:视频|片段)?|续拍|(?:この)?(?:動画|映像)?の?続き(?:を|は)?|(?:次|前)の(?:ショット|カット|シーン|場面)(?:を生成|として|を|に)?、?|\bcontin(?:úa|uar|ua)\b\s*(?:(?:este|el|mi) (?:vídeo|video|clip))?|\b(?:el )?siguiente (?:plano|toma|escena)\b|\bsigue (?:este|el|mi) (?:vídeo|video|clip)\b",
    re.IGNORECASE,
)

_PLAIN_META = pattern(
    r"\bno (?:talking|speech|voices?|dialogue|one speaks)\b|(?:不要|没有|无)(?:任何)?(?:对白|对话|台词|人声|旁白)|(?:台詞|セリフ|会話)(?:は)?(?:いらない|不要|なし)|\bif (?:possible|you can|that works)\b|如果可以的话|如果可以|できれば|\bsi es posible\b|\bno (?:sound|music|audio)(?: at all)?(?: please)?\b|\bsubtitles off\b|\bsin (?:música|voces|sonido|diálogos?)(?: ni \w+)?|\b(?:story-?board|multi-?shot)\b(?: (?:with|of|in))?|\bin sequence\b"
    r"|\bfor (?:tiktok|youtube|instagram|reels|shorts|stories|facebook|linkedin|whatsapp|pinterest|snapchat)(?: stories)?\b|\b(?:instagram|insta|facebook|linkedin)(?: (?:post|ad|portrait|story|reel|feed|ready))?(?=\s*(?:[,.;:]|\d|$))|\bportrait(?=\s+\d+:\d+)|\bcinemascope\b|\b(?:(?:perfect(?:ly)? |seamless(?:ly)? )loop(?:able|ing)?|loopable)\b|\bloop(?:ing)?(?=\s*(?:[,.;]|$))|\bscene \d+ of \d+\b|ループ(?:動画|再生)?(?=[、。]|$)|(?:无缝)?循环(?:播放)?(?=[，。]|$)|\ben bucle\b|\byoutube intro\b|\bi(?:['’]ll| will|['’]m| am) [^,.;]*?(?:sound|music|audio)\b(?: (?:myself|later|in post))?|(?:(?<=^)|(?<=[，、；]))(?:要?有?|带)?(?:对话|对白|台词)(?=[，。；]|$)|(?:\b(?:con|y)\s+)?\bdiálogos?(?=\s*(?:[,.;]|$))|\bthey talk\b|\btotal(?:ing)?\b|\bin total\b|\b(?:with|and) dialogue\b"
    r"|(?:不要|没有|无)(?:任何)?(?:背景)?(?:音乐|配乐)|(?:音楽|BGM)(?:は)?(?:いらない|不要|なし|無し)|nadie habla|nobody (?:talks|speaks)|no one (?:talks|speaks)|没人说话|(?:合計|計|全部で|全体で)(?=\s*(?:\d|[、。]|$))|一共|总共|总长|共(?=\s*(?:\d|[一二三四五六七八九十]+秒|[，。]|$))|(?:要)?[有带]对白|(?:(?<=^)|(?<=[，。、；]))[^，。、；“”「」]{0,8}(?:旁白|解说|画外音|配音)(?=[，。；]|$)|(?:(?<=^)|(?<=[、。]))[^、。「」]{0,8}ナレーション(?:付き|つき|あり|で)?(?=[、。]|$)|\bwith (?:an? )?(?:[\w-]+ ){0,3}(?:voice-?\s?over|narrat(?:or|ion))(?: in \w+)?(?=\s*(?:[,.;]|$))|正反打|不要声音|带字幕|なし|つき|あり|\bcon voz en off(?: en \w+)?\b|\bin (?:french|german|italian|portuguese|russian)\b|\bshot[-/ ]+(?:and )?reverse[- ]shots?\b|(?:(?<=^)|(?<=[,;]))\s*dialogues?(?=\s*(?:[,.;]|$))|(?:台詞|セリフ|会話|対話)(?:は)?(?:あり|つき|付き|入り)|\bplano contraplano\b|切り返し",
    re.IGNORECASE,
)


_RANGE = pattern(
    r"(?:^|(?<=[\s,;.(\[，。；：:（【]))[(\[（【]?(?:0{1,2}:)?(\d{1,2})(?:\.0)?\s*s?\s*(?:[-–—~～]|to|至|到|a)\s*(?:0{1,2}:)?(\d{1,2})(?:\.0)?\s*(?:s|secs?|seconds?|秒|seg)?[)\]）】]?\s*[:：,，、-]?\s*(?=[^\W\d])",
    re.IGNORECASE,
)
"""Seconds at which a scene begins and ends: "0-3s: …"."""
_NUMBERED = pattern(
    r"(?:(?<=^)|(?<=[\s,，、.。:：;；]))(?:([1-6一二三四五六])つ目(?:の(?:カット|シーン|ショット))?[はがで、：:]?\s*|第([一二三四五六七八九])(?:个|幕|镜)(?:镜头|画面|场景)?(?:是|：|:|，|、)\s*|(?:the )?(first|second|third|fourth|fifth)(?: shot| scene| one)?(?: is| shows|:)\s+|\(?([a-f])\)\s*|\(?(\d{1,2})\s*[.)）、：:]\s*(?=\D)|(?:shot|scene|toma|plano|escena|ショット|カット|シーン|镜头|分镜|场景)\s*(?:(\d{1,2})|([a-f])(?![a-z])|(?<=镜头)([一二三四五六七八九十])|(?<=分镜)([一二三四五六七八九十])|(?<=场景)([一二三四五六七八九十]))\s*(?:[(（][^()（）]{1,12}[)）]\s*|,?\s*\d{1,2}\s*(?:s|secs?|seconds?|segundos?|秒)\s*(?=[:：]))?[.):：、,，-]\s*"
    r"|第?(十[一二三四五]?|[一二三四五六七八九])(?:个?镜头?|个?画面|カット|、)[：:、，]?\s*|([①-⑳])\s*)"
    r"|(?:^|(?<=[:：;；.。])|(?<=[:;.] ))(\d{1,2})\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_NUMBERED_ASSET = pattern(
    r"(?:photo|picture|image|pic|clip|foto|imagen|图|图片|照片|写真|画像|at|of|the)\s*\(?$", re.IGNORECASE
)


_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def _ordinal(written: str) -> int:
    """The number of a scene: digits, a circled digit or a letter."""
    if written.lower() in _ORDINALS:
        return _ORDINALS.index(written.lower()) + 1
    if written.isascii() and written.isalpha():
        return ord(written.lower()) - ord("a") + 1
    return int(unicodedata.normalize("NFKC", written))


def _timed(text: str) -> list[re.Match[str]]:
    """Where a text gives each scene the seconds from which to which it runs, without gaps from 0 on."""
    found: list[re.Match[str]] = []
    at = 0
    for match in _RANGE.finditer(text) if "0" in text else ():
        if int(match[1]) == at < int(match[2]):
            found.append(match)
            at = int(match[2])
    return found if len(found) > 1 else []


def renumbered(text: str) -> str:
    """``text`` with numbers before its scenes where it gives the seconds of each ("0-3s: …")."""
    for number, match in reversed(list(enumerate(_timed(text), 1))):
        text = f"{text[: match.start()]} {number}. {text[match.end() :]}"
    return text


def numbered(text: str) -> list[tuple[int, int]]:
    """Where a text numbers its scenes from 1 on ("1. … 2. …", "shot 1: …"): start and end of each number. It takes three
    numbers without a mark ("1 he wakes up; 2 he runs"), the last group, to be a list."""
    timed = _timed(text)
    if timed:
        return [match.span() for match in timed]
    found: list[tuple[int, int]] = []
    bare = 0
    for match in _NUMBERED.finditer(text):
        written = next(group for group in match.groups() if group)
        number = _NUMBERS.get(written) or _ordinal(written)
        if number == len(found) + 1 and not _NUMBERED_ASSET.search(text[: match.start()]):
            found.append(match.span())
            bare += match.lastindex == match.re.groups
    return found if len(found) > (2 if bare else 1) else []


_LENGTH_LEAD = pattern(
    r"(?:\b(?:about|around|roughly|approximately|circa|unos|cerca de)|大约|大概|约|\b(?:and\s+)?(?:(?:please\s+)?(?:make|keep|stretch|extend|shorten|trim|cut|slow|speed) (?:it|this)(?: (?:down|out|up))?(?: to)?|(?:that\s+)?last(?:s|ing)?|(?:with )?a? ?(?:length|duration) of|lasting|que dur(?:e|en)|formato|format|aspect(?: ratio)?|比例|画幅|hazlo|que sea|de unos)|时长(?:为|是)?|长度(?:为|是)?|長さは)\s*[:：]?\s*$",
    re.IGNORECASE,
)


def meta_spans(text: str, *, sound: bool = True) -> list[tuple[int, int]]:
    """Where a wish speaks of what the request says elsewhere: length, shots, format, and (if asked) sound."""
    spans = [
        match.span()
        for pattern in (
            _TECHNICAL,
            _SECONDS,
            _MINUTES,
            _RATIO,
            _BARE_PLACE,
            _BARE_FORMAT,
            _BARE_FORMAT_CJK,
            _ONE_TAKE,
            _STORYBOARD,
            _PLAIN_META,
        )
        for match in pattern.finditer(text)
    ]
    spans += [
        match.span()
        for match in _SHOTS.finditer(text)
        if _value(next(g for g in match.groups() if g)) > 1
        and (not _FRAMING_WORD.match(match[0]) or _SEQUENCE_WORD.match(text[match.end() :]))
    ]
    spans = [
        (start - len(led[0]), end) if (led := _LENGTH_LEAD.search(text[:start])) else (start, end)
        for start, end in spans
    ]
    spans += [(match.start, match.end) for match in ASPECTS.find(text)]
    spans += [
        match.span()
        for match in re.finditer(
            r"\b(?:in|for|on) (?:each|every)(?: (?:shot|scene|one|clip))?\b|\ben cada (?:plano|toma|escena)\b|每个镜头都?|各(?:カット|ショット)(?:で|に)?|(?:(?<=\ds )|(?<=s )|(?<=secs )|(?<=seconds )|(?<=segundos )|(?<=shots )|(?<=shot )|(?<=long ))(?:each|cada un[ao])\b(?! other\b)|\b(?:apiece|per shot|one (?:of|for|on) each(?: of them| person| character)?)\b|每个(?:镜头)?|\bat the same length\b",
            text,
            re.IGNORECASE,
        )
    ]
    if sound:
        spans += [match.span() for pattern in (_AUDIBLE, _SILENT) for match in pattern.finditer(text)]
        spans += [(place.start, place.end) for place in heard.find(text, language_of(text))]
    quoted = [(quote.start, quote.end) for quote in quotes.find(text)]
    spans = [span for span in spans if not any(start < span[1] and span[0] < end for start, end in quoted)]
    return _joined(spans)


def clip_sound_spans(text: str) -> list[tuple[int, int]]:
    """Where a text says what becomes of the sound of a clip."""
    return _joined(match.span() for pattern in (_KEEP_SOUND, _DROP_SOUND) for match in pattern.finditer(text))


def borrowed_spans(text: str) -> list[tuple[int, int]]:
    """Where a text says what to borrow or to continue, rather than what to show."""
    spans = (match.span() for pattern in (_BORROW, _CONTINUE, _SOUND_ASIDE) for match in pattern.finditer(text))
    return _joined(spans)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
