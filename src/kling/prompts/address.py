"""What a wish says to whoever makes the film, rather than of the film: greetings, requests, thanks, what it is for."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re

from kling.prompts.pattern import CJK, pattern
from kling.prompts.vocabulary import ANGLES, CAMERA_MOVES, SHOT_SIZES

_CHAT = pattern(
    r"^\s*(?:(?:ok(?:ay)?|so|yo|hey|hi there|hi|hello there|hello|please|pls|plz|well|um+|basically|maybe|dear kling|good (?:morning|evening)(?=,)|hola|oye|porfa(?:vor)?|por favor|bueno|buenas|a ver)\b[\s,.!:]*"
    r"|(?:你好|您好|麻烦(?:你|您)?|请|那个|嗯|お願いがあります(?:が)?|お願いがあるのですが|すみません|すいません|こんにちは|あの|ねえ|えっと)[\s，、。！,]*)+",
    re.IGNORECASE,
)
_THANKS = pattern(
    r"(?:(?<=^)|(?<=[\s,.!?;，。！、]))(?:(?:many )?thanks|thank you|thx|cheers|much appreciated|(?:muchas |mil )?gracias)\b(?: so much| very much| a lot| in advance| de antemano| por todo)?[\s.!]*"
    r"|\b(?:please|pls|plz|por favor|porfa)\b[\s.!]*(?=$|[,.;!?])|(?:非常感谢|谢谢(?:你|您|啦|了)?|多谢|拜托了?|ありがとう(?:ございます)?|(?:よろしく)?お願い(?:します|いたします|できますか)?)[\s。！，、]*",
    re.IGNORECASE,
)
_REQUEST = pattern(
    r"\b(?:(?:and )?would (?:love|like) (?=(?:an?|some|\d))|(?:i|we)(?:['’]d| would)? (?:really )?(?:love|like|want|need)(?! to hear\b)(?: (?:you )?to (?:see|have|get|make|show(?: me)?|film))?|(?:can|could|may) we (?:please )?(?:get|have|see|do|make)|(?:can|could|may) (?:i|we) (?:please )?(?:get|have|see)|(?:can|could|would|will) you (?:please )?(?:make|create|generate|do|film|give|show|shoot|draft)(?: me| us)?|(?:make|give|show|get|do|film|shoot|create|generate) (?:me|us)|gimme|let['’]s (?:see|do|make))\b"
    r"|\b(?:me gustaría(?: ver| tener)?|quisiera(?: ver)?|hazme|créame|genérame|(?:me )?(?:puedes|podrías) (?:hacer|crear|generar)(?:me)?)\b"
    r"|(?:你|您)?(?:能不能|可不可以|能否|可否|可以|能)?(?:请|麻烦)?(?:你|您)?(?:帮我|给我|为我|替我)(?:用"
    + CJK
    + r"{1,3}[文语])?(?=做|制作|生成|拍|创作|弄|来|写|画|整|搞)",
    re.IGNORECASE,
)
_PERSONAL = pattern(r"\b(?:i|i['’]\w+|me|my|we|our|us|yo|mi|me|nos|estoy|tengo)\b|我|俺|私|僕", re.IGNORECASE)
_ORDER = pattern(
    r"^\s*(?:please\s+)?(?:(?:can|could) you\s+)?(?:i(?:'d| would) like|i want(?! to hear\b)|i need|make|create|generate|produce|give me|film|shoot|show me how(?= (?:an?|the|my)\b)|show me|show how|show|have|let|do(?= an?\b| the\b|,))\s+(?:me\s+)?(?=\S)"
    r"|^\s*(?:请|帮我|给我|我想要|我要|想要)*(?:做|生成|制作|拍摄|拍|来|弄|整|搞)(?:一个|一段|一条|个|段|条)?|^\s*(?:我想要?看|想看|我要看|给我看)(?:看|一下)?|^\s*(?:(?:quiero |me gustaría )?ver (?:cómo )?(?=una?\b|el\b|la\b|los\b|las\b))|^\s*(?:haz|crea|genera|quiero|hazme|necesito|pon|muestra)\s+(?=\S)",
    re.IGNORECASE,
)
_KIND = pattern(
    r"^\s*(?:an?|the|one)?\s*(?:(?!of\b|for\b|with\b|from\b|slow[ -]?mo|slo-?\s?mo|time-?lapse)[\w'-]+\s+){0,4}?(?:video|vid|clip|film|ad|advert|advertisement|commercial|spot|reel|movie|promo|shot|scene|intro|trailer|teaser|story-?board|story|tale|loop|wallpaper|backdrop|background(?=\s+(?:of|with)\b)|screensaver|product shot)\b(?!\s+style\b|-)\s*(?:in\s+(?=(?:about|of|showing|where)\b))?(?:of|for|about|showing|where|in which|with|:|,|-|$)\s*"
    r"|^\s*(?:un|una|el|la)?\s*(?:vídeo|video|clip|anuncio|corto|escena|tr[áa]iler|teaser|spot)\b(?:\s+(?!de\b|sobre\b|en\b)\w+)?\s*(?:(?:de\s+)?en\s+(?=sobre\b|de\b))?(?:de (?:terror|miedo|horror|suspense|acción|comedia|aventuras|ciencia ficción|fantasía)\b|de\s+(?=de\b)|de|sobre|para|con|donde|:|,|$)\s*"
    r"|^\s*讲(?:述)?(?:的是)?|^\s*(?:一个|一段|一条|个|段|条)?(?:\S{0,4}?)?的?(?:短视频|视频|短片|影片|广告|预告片|动画|vlog)(?:感觉|风格|质感|那种)?(?:的|：|，|,|$)?|^\s*\S{0,4}の?(?:動画|映像|予告編|絵コンテ|広告|CM)(?:で|の|、|：|。|$)",
    re.IGNORECASE,
)
_ADDRESS = pattern(
    r"^\s*(?:给|为)(?:我们?的?)?(?=<<<)|^\s*by showing\s+|^\s*(?:make |create |do )?something (?:completely |totally )?new\s*[:,]\s*|^\s*while\s+(?=two|an?\b|the\b)|^\s*(?:for|as)\s+(?:an?|the|my)\s+(?:new |short )?(?:scene|film|video|shot|clip)\s*[:,]\s*|^\s*do\s*,\s*"
    r"|^\s*(?:here(?:['’]s| is| are)|this is|these are)\s+(?:an?|the|my|our|some)?\s*(?:photos?|pictures?|images?|pics?|portraits?|drawings?|selfies?|clips?|videos?)(?:\s+of\b)?\s*"
    r"|^\s*(?:an?|the|un|una)\s+(?:(?:sick|cool|nice|awesome|great|quick|short|little|simple|cute|good|really|super)\s+)*(?:of|about|for|showing|where|de|sobre|con|donde)\s+|^\s*(?:in english|en español)\s*[:,]\s*"
    r"|^\s*(?:aquí (?:tienes|está|hay)|esta es)\s+(?:una?|la|mi)?\s*(?:foto|imagen|retrato|vídeo)s?(?:\s+de\b)?\s*"
    r"|^\s*(?:请|麻烦)?(?:你|您)?(?:帮我|给我|为我)?(?:用"
    + CJK
    + r"{1,3}[文语])?(?:帮我|给我|为我)?我?(?:想要?|要)?(?:做|制作|生成|创作|拍摄|拍|弄|来)\s*(?:一个|一段|一条|一部|一支|个|段|条)?\s*的?\s*(?:短视频|视频|短片|影片|动画|广告片)\s*(?:[:：，,]|内容是|讲的是|，?讲|展示)?\s*"
    r"|^\s*(?:这是|这里是)[^，。：]{0,3}(?:一张)?[^，。：]{0,4}(?:照片|图片)[，。：]?"
    r"|^\s*の?\s*(?:短い)?(?:動画|映像|クリップ|ビデオ|ムービー)を(?:作って|作成して|生成して|撮って)(?:ください|ほしい|欲しい)?\s*[:：、。]?\s*"
    r"|^\s*(?:作って|作成して|生成して|撮って)(?:ください|下さい|ほしい|欲しい)?\s*[:：、。]\s*",
    re.IGNORECASE,
)
_END = pattern(
    r"(?<=>>>の"
    + CJK
    + r"{2})の(?:広告|CM|PV|動画)(?=[、。]|$)|(?<=>>>の"
    + CJK
    + r"{3})の(?:広告|CM|PV|動画)(?=[、。]|$)|(?<=>>>の"
    + CJK
    + r"{4})の(?:広告|CM|PV|動画)(?=[、。]|$)"
    r"|(?:ところ|様子|場面|シーン)を?(?:で)?(?:作って|作成して|生成して|撮って|見せて)?(?:ください|下さい|ほしい|欲しい)?(?=[。！]|$)"
    r"|(?:だけ)?(?:の|という|する|している)?\s*(?:動画|映像|クリップ|ビデオ|ムービー)(?:を|が)?\s*(?:\d+\s*秒(?:間)?)?\s*(?:で)?\s*(?:作って|作成して|生成して|撮って|ほしい|欲しい|見たい)(?:ください|下さい|ほしい|欲しい|です)*\s*(?=[。！]|$)"
    r"|(?:だけ)?(?:の|という)?(?:動画|映像)に(?:して|変えて)(?:いただけますか|もらえますか|いただきたい(?:です)?|ください|下さい|ほしい(?:です)?|欲しい)?(?=[、。]|$)"
    r"|を(?:撮って|作って|見せて)(?:ほしい|欲しい|ください)(?=[、。]|$)"
    r"|(?:来)?(?:拍|做|生成|制作)(?:成)?(?:一)?(?:条|个|段|部|支)?\s*的?\s*"
    + CJK
    + r"{0,4}(?:短片|视频|广告|影片)\s*(?=[，。]|$)"
    r"|(?<=[るたいうくすむぐぶ])(?:だけ)?の?\s*(?:動画|映像|クリップ|ビデオ)\s*(?=[。、]|$)|的\s*(?:短视频|视频|短片|影片)\s*(?=[，。]|$)|的?(?:搞笑|有趣|好玩|温馨|感人|酷炫)?的?(?<![看放刷段个的该此])(?:短视频|视频|短片)吗(?=[，。？?]|$)|(?<="
    + CJK
    + r"{2})的(?:小|短)?故事(?=[，。]|$)|(?<![看放刷段个的该此])(?:短视频|小视频|视频|短片)(?=[，。]|$)|(?:ようにして|ように|させて)(?:ください|下さい)?\s*(?=[。、]|$)",
)
_USE = pattern(
    r"(?:,\s*)?\bfor (?:an?|my|our|the) (?:[\w-]+ ){0,3}(?:campaign|commercial|presentation|class|lesson|course|contest|festival|client|launch|portfolio|bakery|shop|store|restaurant|company|brand|business|startup|hotel|agency)(?=\s*(?:[:,.;]|$))"
    r"|\bpara (?:una?|mi|la|el|nuestra?) (?:[\w-]+ ){0,2}?(?:campaña|presentación|clase|curso|concurso|cliente|panadería|tienda|restaurante|empresa|marca|negocio|cafetería|hotel|agencia)(?=\s*(?:[:,.;]|$))"
    r"|(?:,\s*)?\bfor (?:my|our|the) (?:feed|channel|profile|website|web ?site|web|homepage|blog|page|story|stories|shop|store|newsletter|portfolio|socials?|social media|instagram|insta)\b(?: page| profile)?"
    r"|\bpara (?:mi|el|la|nuestro|nuestra) (?:feed|canal|perfil|web|página|tienda|blog|historias?|redes(?: sociales)?)\b|\bpara (?:reels|redes(?: sociales)?)\b"
    r"|(?:发|给)?(?:抖音|快手|小红书|视频号|朋友圈|B站)(?:上)?(?:用|发|看)?的?(?=[，。\s]|$)|(?:^|(?<=[，。,\s]))(?:上)?用(?=[，。]|$)|(?:SNS|インスタ|ティックトック)用(?:に|の)?",
    re.IGNORECASE,
)
_ASIDE = pattern(
    r"(?:(?<=^)|(?<=[.,;!?]))\s*(?:we|i)(?:['’]ll| will) (?:lay|add|put|use|mix|record|do|bring)\b[^.,;!?]*\b(?:track|music|song|audio|sounds?|voice|narration)\b[^.,;!?]*(?:[.,;!?]|$)"
    r"|(?:(?<=^)|(?<=[.,;!?]))\s*(?:it['’]?s|this is) (?:all )?for (?:an?|my|our|the) [^.,;:!?]{2,40}[.,;:!?]\s*"
    r"|^\s*(?:(?:working )?title|título|标题|片名|タイトル)\s*[:：]\s*(?:'[^'\n]{1,40}'|‘[^’\n]{1,40}’|《[^》]{1,40}》|[^.,;\n'\"“]{1,40})\s*(?:[.。,，;]|$)\s*"
    r"|,?\s*\bsorry\s*(?=[.!]*$)"
    r"|\b(?:do|change|blur|touch|edit) nothing(?: else)?,?\s*(?:just|but|only)\s+"
    r"|(?:(?<=^)|(?<=[.,;!?]))\s*(?:and\s+)?(?:that['’]?s|that is|thats) (?:it|all|(?:pretty much )?the (?:whole )?(?:video|clip|film|joke|idea|thing|vibe))\b[^.,;!?]{0,12}(?=[.,;!?]|$)"
    r"|(?:(?<=[\s,.;!?]))(?:lol|lmao|haha+|hehe|xd|jaja\w*|btw|tbh|fyi)\b[\s.!]*|(?:(?<=^)|(?<=[.,;!?]))\s*(?:eso es todo|nada más|y ya)\b\s*(?=[.,;!?]|$)|(?:就这样|就这些|以上(?:です)?)(?=[。，！、]|$)"
    r"|\b(?:i|we)(?:['’]ve)? (?:only |just |already )?(?:have|got|attached|uploaded|took)\b[^.:;!?,]{0,24}\b(?:photo|picture|image|pic|frame|clip|video)s?\b[^.:;!?,]*[.:;!?,]\s*"
    r"|\b(?:please\s+)?(?:make|let|have) (?:the |this |my |it )?(?:video|clip|film|it)? ?(?:end|finish|start|begin|open)s? (?:on|with|from) (?:it|this|that)\b",
    re.IGNORECASE,
)
"""Talk about the video rather than of it: "that's it", "I only have the last picture:"."""
_HEADED = pattern(
    r"^\s*(?:visuals?|backgrounds?|backdrop|content|footage|loop) for (?:our|my|the|an?) [^:,.]{2,40}:\s*|^\s*para\s*[:,]\s*|^\s*(?:[-•*]\s*)?(?:explain|teach|introduce|describe|present)\s+[^:.,]{2,50}:\s*"
    r"|^\s*(?:an?\s+)?(?:abstract|concept|idea|prompt|brief|lookbook|mood ?board|meme|promo|explainer|tutorial|storytime|unboxing|product demo|demo|haul|grwm)\s*:\s*"
    r"|^\s*(?:创意|想法|主题|内容|画面)\s*[:：]\s*|^\s*(?:内容|テーマ|お題)\s*[:：]\s*|^\s*(?:idea|concepto|tema)\s*:\s*",
    re.IGNORECASE,
)
"""A heading that says what kind of film follows."""
_SHOP_AD = pattern(
    r"^\s*([^、。]{1,12}(?:屋|店|館|カフェ|レストラン|ホテル|旅館|公園|工房|市場))の(?:短い)?(?:CM|広告|動画|映像|予告編|PV)(?:で|、|：|。)",
    re.IGNORECASE,
)
_AD_OF = pattern(
    r"^\s*(?:请|帮我)?(?:给|为|替)(?P<zh>[^，。：]{1,24}?)(?:做|拍|弄|来|制作|生成|出)(?:一)?(?:个|条|段|支)?[^，。]{0,6}?(?:宣传片|宣传视频|广告片?|短片|短视频|视频|MV|片子)(?:[，。：]|$)"
    r"|^\s*(?P<ja>(?:この|うちの|私の)?[^、。]{1,20}?)の(?:写真|画像)(?:で|を使って|から)(?:正方形|縦型?|横型?|短い)?の?(?:広告|動画|CM|映像|ショート)を?(?:作って|作成して|お願い)?(?:ください|ほしい|欲しい)?[、。]",
)
"""A film for something, which is then what it shows: 给我的民宿做个宣传片."""
_KEYED = pattern(
    r"(?:(?<=^)|(?<=[\n;]))\s*(?:[-•*–]\s*)?(?:products?|subject|topic|theme|hero|concept|idea|scene|setting|location|place|action|mood|style|vibe|tone|look|feel|length|duration|format|(?:aspect )?ratio|orientation|platform"
    r"|producto|tema|sujeto|escena|lugar|acción|estilo|ambiente|tono|duración|formato|主题|主体|主角|产品|内容|场景|地点|画面|风格|氛围|时长|长度|画幅|比例|被写体|商品|テーマ|内容|場所|雰囲気|スタイル|長さ|尺|画角)\s*[:：]\s*",
    re.IGNORECASE,
)
"""The name of a field in a list of them: "- mood: calm"."""
_WOULD_BE = pattern(
    r"\s*\b(?:would|might) be (?:so |really |very )?(?:lovely|nice|great|good|perfect|cool|awesome|amazing)(?=\s*[.,;!]|\s*$)",
    re.IGNORECASE,
)
_TAKES_BACK = (
    "wait",
    "oh no",
    "scratch that",
    "actually",
    "i mean",
    "不对",
    "不是",
    "说错",
    "espera",
    "dicho",
    "quería decir",
)
_CORRECTS = pattern(
    r"[.…,;!—-]+\s*(?:no,? wait|wait,? no|oh no|scratch that|actually,? no|no,? actually|sorry,? i mean(?:t)?|i mean(?:t)?)\b[\s,.:…]*(?:just\s+)?"
    r"|[，。…]+(?:不对|等等，?不是|哦不是?|说错了)[，。…：]*|[.,;…]+\s*(?:no,? espera|mejor dicho|perdón,? quería decir)\b[\s,.:…]*",
    re.IGNORECASE,
)
_SEEN = ("we ", "you ", "vemos", "se ve", "看")
_WE_SEE = pattern(
    r"(?:(?<=^)|(?<=[.,;:!?]))\s*(?:(?:at first|and|so|then|here),?\s+)?(?:we (?:can )?(?:see|watch)|you (?:can )?see|vemos|se ve a|se ve)\s+(?!(?:that|it|him|her|them)\b)|(?:(?<=^)|(?<=[，。；：]))(?:我们)?(?:可以)?看(?:到|见)(?=[一两三]|有)",
    re.IGNORECASE,
)
_DURATION_LEFT = pattern(
    r"(?:^|(?<=[.!?,;]))\s*(?:maybe|about|around|roughly|quizás|unos)\s*(?=[?.!,;]|$)[?]?", re.IGNORECASE
)


_ASKING = pattern(
    r"^\s*(?:(?:can|could|would|will) you (?:please |kindly )?|i(?:['’]d| would) like (?:you )?to |i want (?:you )?to |(?:puedes|podrías|quiero que) |(?:能不能|可不可以|能否|可以)?(?:请|麻烦)?(?:你|您)?(?:帮我|替我|为我)\s*|能不能|可不可以|能否|请)",
    re.IGNORECASE,
)


def ordered(text: str) -> str:
    """``text`` without the words that ask for what it orders ("can you", 帮我)."""
    return _ASKING.sub("", text)


def request_end(text: str) -> int:
    """Where a request ends that is led up to by personal talk ("…, and I'd love to see"); 0 where there is none."""
    asked = next(iter(_REQUEST.finditer(text)), None)
    if not asked:
        return 0
    before = text[: asked.start()]
    led_up = not before.strip(" ,.") or _PERSONAL.search(before) or len(before.split()) <= 3
    return asked.end() if led_up else 0


def fields(text: str) -> str:
    """``text`` without the names of the fields that it lists ("- mood: calm")."""
    several = text.count(":") + text.count("：") > 1
    return _KEYED.sub(" ", text) if several and len(_KEYED.findall(text)) > 1 else text


def corrected(text: str) -> str:
    """``text`` from where it takes back what it said before ("… no wait, just …"), and without "would be nice"."""
    lower = text.lower()
    text = _WOULD_BE.sub("", text) if "ould be" in lower or "ight be" in lower else text
    if not any(words in lower for words in _TAKES_BACK):
        return text
    taken_back = None
    for match in _CORRECTS.finditer(text):
        taken_back = match
    return text[taken_back.end() :] if taken_back and len(text) - taken_back.end() > 8 else text


def closed(text: str) -> str:
    """``text`` without greetings, thanks, asides, and words on what the film is for."""
    text = _ASIDE.sub(" ", text)
    text = _WE_SEE.sub(" ", text) if any(words in text.lower() for words in _SEEN) else text
    return _DURATION_LEFT.sub(" ", _USE.sub(" ", _THANKS.sub(" ", _CHAT.sub("", text))))


def opened(text: str) -> str:
    """``text`` without the request that opens it and the kind of film it asks for."""
    text = text[request_end(text) :]
    text = re.sub(r"^\s*用(?=<<<)", "", text)
    text = _CHAT.sub("", text)
    text = _HEADED.sub("", text) if ":" in text or "：" in text else text
    text = _SHOP_AD.sub(r"\1で、", text) if "の" in text else text
    text = text if text.isascii() else _AD_OF.sub(_advertised, text)
    text = _ADDRESS.sub("", _without_kind(_ORDER.sub("", text)))
    return text if text.isascii() else _END.sub("", text)  # _END knows Chinese and Japanese words only


def _advertised(match: re.Match[str]) -> str:
    return f"{match['zh'] or match['ja']}{'，' if match['zh'] else '、'}"


def _without_kind(text: str) -> str:
    """``text`` without the kind of film that it begins with; "macro shot:" is a framing."""
    kind = _KIND.match(text)
    framed = kind and any(words.find(kind[0]) for words in (SHOT_SIZES, ANGLES, CAMERA_MOVES))
    return text if kind is None or framed else text[kind.end() :]
