"""What a plan's prompts are written from: the wish's own words, freed of what the request says elsewhere."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kling.prompts import address, anchors, direction, mood, pair, quotes, references
from kling.prompts.compose import SpokenLine
from kling.prompts.heard import INSTRUMENT
from kling.prompts.language import language_of
from kling.prompts.naming import bind_cast, bind_element, bind_numbered, bind_own, bind_picture, bind_shown, head
from kling.prompts.pattern import CJK, HANZI, pattern
from kling.prompts.phrases import PHRASES, Phrases
from kling.prompts.quotes import REACH
from kling.prompts.scenario import Scenario
from kling.prompts.staging import Staging, delivery
from kling.prompts.vocabulary import ACTIONS, EXCLUSIONS, GAITS, LANGUAGES, MUSIC_MOODS, PEOPLE, SPEECH_VERBS
from kling.prompts.wish import Asset, Wish, borrowed_spans, meta_spans, numbered, renumbered

CASTING = pattern(
    r",?\s*(?:(?:both|all)\s+)?(?:my|our)\s+(?:\w+\s+)?saved\s+characters?(?:\s+with\s+(?:their\s+|an?\s+)?voices?)?(?=\s*[.,;:])|\s*[(（][^()（）\"“「]*(?:\bsaved\b|registered|guardad[oa]s?|登録|已保存|绑定|has (?:a|her|his) voice|with (?:a |her |his |their )?voices?\b|有声音|声あり)[^()（）\"“「]*[)）]",
    re.IGNORECASE,
)
"""Asides on how a character was given."""
ASIDE = pattern(
    r"\s*[(（](?:my |our |the )?(?:both|all (?:three|of them)|in my library|from my library|saved|photo|picture|image|pic|foto|imagen|she|he|they|has|\d+ (?:photos?|pictures?|images?|pics?|fotos?|imágenes)|有|saved with|照片|图片|写真)[^()（）]*[)）]",
    re.IGNORECASE,
)
_LEAD = pattern(
    r"^(?:put|place|use|take|showing|show|i'd|i want|i need|and|but|with|of|for|where|that|plus|y|pero|con|de|para|which)\s+",
    re.IGNORECASE,
)
_TAIL = pattern(
    r"(?:[\s,.;:，。、；：—-]|\s(?:and|but|with|of|for|(?<!dolly )(?<!zoom )(?<!push )in|at|(?<!ing )(?<!turns )(?<!switches )(?<!goes )on|to|as|plus|y|pero|con|de|para|en|que|the|a|an|use|add|make|make it)(?=\s*$)|[和的，、])+$",
    re.IGNORECASE,
)
_ORPHAN = pattern(
    r"((?:^|[,.;:，。、；：?？])\s*)(?:a|an|the|i'd|in|of|with|and|for|at|use|add|generate|de|con|y|en|un|una|で|の|を|に|と|とで|は)\s*(?=[,.;:，。、；：?？]|$)|(?<=\w)\s+(?:(?<!dolly )(?<!zoom )(?<!push )(?<!ing )(?<!es )(?<!s )in|of|with|and|for|at|en|con|de|y)\s*(?=[,.;])|^\s*[?？]\s*",
    re.IGNORECASE,
)
_ABOUT_PICTURE = pattern(
    r"\b(?:here(?:['’]s| is)|this is)\s+(?:an?|the|my|our)?\s*(?:[\w-]+\s+)?(?:photo|picture|image|pic|portrait|drawing|painting|selfie|snapshot)\b[^.:;,!?]*|\b(?:this|the|my) (?:photo|picture|image|drawing|painting|portrait) (?:should|must|needs to|has to|could|to) (?:come (?:alive|to life)|move|wake up)\b|\bbring (?:it|him|her|them)\b[^.,:;]*\bto life\b|\buse (?:this|the|my) (?:photo|picture|image|portrait)\b(?:\s+as (?:the |my )?(?:first|start|opening) frame)?(?:\s+and\s+(?:make|let)\b)?|\baquí (?:tienes|está)\b[^.,:;]*|这是[^，。：]*(?:照片|图片|画)[，。：]?|これは[^、。]*(?:写真|画像|絵)(?:です)?[、。]?|"
    r"\b(?:bring|animate|make|turn|start|use|as the (?:first|start|opening) frame|dale vida|anima|haz|let)\b[^,.:;]*\b(?:life|photo|picture|image|drawing|painting|portrait|frame|foto|imagen|dibujo)\b(?:\s+(?:of|de)\s+(?:(?!\s+(?:so|with|where|while|until|para que)\b)[^,.:;])*)?(?:\s+(?:so(?: that)?|where)\b)?(?:\s+(?:come|comes)?\s*(?:alive|to life|move))?|\bmake\b[^,.:;]*?\bmove\b"
    r"|\busa (?:esta|la|mi) (?:imagen|foto)(?: como (?:primer )?fotograma(?: inicial)?)?\b|\b(?:we|it|the (?:film|video|clip|shot))?\s*(?:finish|end|close)(?:es|s)? (?:on|with) (?:this|the|my) (?:photo|picture|image|frame)\b|让[^，。里中上]*(?:动起来|活起来)|(?:从)?[^，。：]*(?:首帧|尾帧|第一张图|第二张图)[^，。：]*[：]?|(?:この)?[^、。]*(?:写真|画像|絵)[^、。]*(?:動かして|動画)[^、。]*|[^、。]{1,20}の(?:写真|画像|絵)を、|^\s*(?:an?\s+)?(?:selfie|photo|picture|portrait|pic|drawing) of (?:me|us|my|our)\b[^:.;]*[:.;]|\b(?:turn|make) my (?:\w+ )?(?:drawings|photos|pictures|images) into (?:an?|one) (?:film|video|movie|clip)\b[:,]?",
    re.IGNORECASE,
)
_WITHOUT_PICTURE = pattern(
    r"[,.;]?\s*(?:and\s+)?(?:please\s+)?keep (?:everything|all|the rest)(?: else)?(?: exactly)?(?: the same| as it is| as is| unchanged)?\s*(?=[,.;]|$)|^\s*(?:this|here|that) is [^.:]{0,40}\b(?:photo|picture|image|portrait|snapshot)\b\s*[.:]\s*|\b(?:start|begin|open)(?:s|ing)? (?:on|with|from|at) [^,.;]*?\b(?:photo|picture|image|drawing|sketch|painting|frame)\b[^,.;]*,?\s*(?:and\s+|then\s+)?(?:end|finish|close)(?:s|ing)? (?:on|with|at|in) [^,.;]*"
    r"|\b(?:(?:but|and|since|because) )?(?:i|we) (?:don['’]?t|do not|have(?:n['’]?t)? no(?:t)?(?: got)?) (?:have |got )?(?:an?|the|any|another) [^.,;:]*(?:picture|photo|image|frame)\b[^.,;:]*[.,;:]?"
    r"|^\s*(?:please\s+)?(?:animate|bring|move|wake)\s+(?:this|it|that|him|her|them)(?:\s+(?:up|to life))?\s*(?:[,:;.–—-]|so(?: that)?\b|\band\b)\s*"
    r"|\b(?:i want |i['’]d like )?(?:it|the (?:video|film|clip|shot)) to (?:end|finish|close|start|begin|open) (?:on|with|from) (?:this|the|my) (?:picture|photo|image|frame)(?:\s+of)?\b"
    r"|(?:从|由)(?:第?[一二1-2]张|首帧)[^，。]*?(?:变|过渡|转|切换|渐变)(?:成|到|为|化?到)(?:第?[一二1-2]张|尾帧)(?:（[^（）]*）)?[，。]?|[1一１]枚目(?:の(?:写真|画像))?から[2二２]枚目(?:の(?:写真|画像))?(?:へ|に|まで)(?:と?(?:変化|変わ)[^、。]*)?[、。]?"
    r"|\bde la (?:foto|imagen) (?:1|uno|primera) a la (?:2|dos|segunda)\b[,.:]?",
    re.IGNORECASE,
)
"""What is said of the pictures only: which there are, and that the film goes from one to the other."""
_OF_PICTURE = pattern(
    r"\s+(?:in|from|on) (?:this|the|my) (?:picture|photo|image|drawing|painting|portrait)\b|(?:请?(?:让|使))?(?:这张|这幅|我的)?(?:照片|图片|图|画)(?:里|中|上)面?的(?=\S)|(?:この|その)?(?:写真|画像|絵|イラスト)の(?:中の)?(?=\S)|\s+(?:en|de) (?:esta|la|mi) (?:foto|imagen)\b",
    re.IGNORECASE,
)
IN_PICTURE = pattern(r"^\s*make\s+the\s+(.+?)\s+in\s+(?:this|the|my)\s+(?:picture|photo|image)\s+(.+)$", re.IGNORECASE)
_PICTURE_WORD = pattern(
    r"(<<<image_\d+>>>)(?: (?:from|in|of))?(?: the| this| my)?(?: first| second| third| other| last)? (?:photo|picture|image)s?\b(?: \d\b)?(?: and (?:photo|picture|image) \d\b)?"
    r"|(<<<image_\d+>>>) (?:brand|line|product|company)\b|(<<<image_\d+>>>) (?:de|en) (?:la|esta|mi)(?: primera| segunda| otra| última)? (?:foto|imagen)\b",
    re.IGNORECASE,
)
_AFTER_LINE = pattern(
    r"^\s*(?:to|into|at) (?:the )?camera\b|^\s*と[^、。]{0,12}?(?:言うと|言う|言って|言い|話す|話して|囁いて|囁く|ささやいて|ささやく|ささやき|つぶやいて|つぶやく|呟いて|呟く|叫んで|叫ぶ|答えて|答える)、?|^\s*(?:a|hacia) (?:la )?cámara\b",
    re.IGNORECASE,
)
_HOW = pattern(r"\s+\w+ly$|(?<=" + CJK + r")[轻低小大柔高细冷缓慢悄默]+声?地?$", re.IGNORECASE)
"""How somebody speaks, between the pronoun and the verb."""
_STRANDED = pattern(r"^\s*(?:(?:of|de)\s+)?(?:in|en)\s+(?:of|about|sobre|de)\s+", re.IGNORECASE)
"""What is left of "a film of 40 seconds in eight shots about" once length and shots are taken out."""
_DASH = pattern(r"\s+(?:--+|—+|->|→)\s+|——")
_NEW_SENTENCE = pattern(r"\s+[A-ZÁÉÍÓÚ¿¡]")
_AT = pattern(r"(?<![\w.])@([\w-]+)")
_WE = pattern(r"\bwe(?=\s+(?:both|all|two)\b)\s+", re.IGNORECASE)
"""How somebody speaks of a picture of himself and others."""
_KEEP_IT = pattern(r"\b(?:keep|make) it (?:very |really )?(subtle|gentle|natural|slow|minimal)\b", re.IGNORECASE)
_HOW_TO = pattern(
    r"(?:(?<=^)|(?<=[:.,]\s))\s*how to (?=(?:fold|tie|knit|bake|cook|make|paint|draw|cut|chop|peel|plant|repair|fix|build|carve|sew|wrap|brew|pour|roll|knead|shape|decorate|polish|sharpen|open|braid)\b)",
    re.IGNORECASE,
)
_WISHED_ES = pattern(
    r"^\s*(?:haz|quiero|deseo|me gustaría)\s+que\s+(?P<who>(?:(?:el|la|los|las|un|una)\s)?(?:[\w'-]+\s){0,3}?(?:(?:de\s)?<<<\w+>>>|[\w'-]+))\s+(?P<verb>[a-záéíóúñ]{2,}[ae])\b",
    re.IGNORECASE,
)
_DRESS = pattern(
    r"\s*(?:please\s+)?(?:dress|put)\s+(?P<who>(?:the|this|my|our)\s[^,;.]+?)\s+in(?:to)?\s+(?P<what>(?:the|this|my|these|a|an)\s[^,;.]+?)\s*,?\s+and\s+(?:let|have|make)\s+(?:him|her|them|it)\s+(?P<does>[a-z]+)\b",
    re.IGNORECASE,
)
_LET_SHOWN = pattern(
    r"\s*(?:please\s+)?(?:let|have|make)\s+(?P<who>(?:the|my|our)\s[\w' -]+? from <<<\w+>>>)\s+(?P<does>[a-z]+)\b",
    re.IGNORECASE,
)
_PATH_START = pattern(
    r"((?:^|[:;.,])\s*)(start|begin|open)(?=\s+(?:at|on|in|from|outside|inside|with|behind|above)\s)", re.IGNORECASE
)
_PATH_END = pattern(
    r"\b(?:finish|end|land|close|stop|arrive|settle)\s+(?:at|on|in|with|outside|inside|over)\s", re.IGNORECASE
)
_PATH_STEP = pattern(
    r"((?:,|\band|\bthen)\s+(?:and\s+|then\s+)*)(glide|move|fly|go|pass|drift|float|sweep|travel|push|pull|rise|descend|climb|turn|dive|finish|end|land|close|stop|arrive|settle|reveal)(?=\s)",
    re.IGNORECASE,
)
_WAVES = pattern(
    r"\b(he|she|they|it|boy|girl|man|woman|child|kid|baby|robot|father|mother|guest|captain|sailor|astronaut|mascot)\s+(waves?)(?=\s*(?:[.,;]|$|and\b|then\b))",
    re.IGNORECASE,
)
"""Somebody who waves; water does so, too."""
_YOU_ARE = pattern(r"\byou(?:['’]re| are)\s+(?=(?:an?|the)\s)", re.IGNORECASE)
_CAST_ONLY = pattern(
    r"^\s*<<<\w+>>>(?:\s*(?:,|、|\band\b|\by\b|和|と)\s*<<<\w+>>>)*(?:\s*[(（][^()（）]*[)）])?\s*[.。:：]\s*(?=.*<<<)"
)
"""A sentence that only says who is in it."""
_SLASH = pattern(r"\s+/\s+|(?<=" + CJK + r")/(?=" + CJK + r")")
_IN_ORDER = pattern(
    r"(?:^|[,.;:]\s*(?:and\s+)?|\s+and\s+)(?:first(?:ly)?|then|next|after that|finally|lastly|last(?: of all)?(?=,?\s+(?:an?|the)\b))\s*,?\s+(?:we\s+(?:(?:see|get|have|show|cut to|go to|move to|(?:go|fly|dive|zoom|move)\s+(?=inside|into|in\b))\s*)?)?(?!we\b|he\b|she\b|it\b|they\b)"
    r"|(?:^|[，。；：])(?:首先|一开始|先是?|然后|接着|再|最后)(?:是|到|切到|切至|来到)(?=[^，。；]{2})",
    re.IGNORECASE,
)
"""Words that put scenes in order: "First we see …, then …, finally …"."""
_CUTS_TO = pattern(
    r"(?:(?<=^)|(?<=[，。；;：]))\s*(?:镜头)?(?:切到|切至|转到)(?="
    + CJK
    + r")|(?:(?<=^)|(?<=[,.;:]))\s*(?:we\s+)?cut to (?:an? )?(?=\w)",
    re.IGNORECASE,
)
_HERO = pattern(
    r"(?:^|[;,.]\s*)(?:the )?(?:hero(?:ine)?|protagonist|main character|lead)\s+is\s+([^.;,]+)|(?:^|[，。；])主角是([^，。；：]+)|(?:^|[、。])主人公は([^、。]+?)(?:です|だ)?(?=[、。]|$)|(?:^|[;,.]\s*)(?:el|la) protagonista es ([^.,;]+)",
    re.IGNORECASE,
)
_MUSICAL = pattern(
    rf"\b(?:music|song|beats?|tune|melody|jazz|funk|techno|disco|salsa|swing|tango|house|pop|rock|waltz|flamenco|reggae|samba|k-?pop|chiptune|synthwave|lo-?fi|hip[- ]?hop|música|canción|musique|musik|tango|flamenco|{INSTRUMENT})\b|音乐|乐$|曲|歌|吉他|鼓|锣|唢呐|笛|琴|吉他|鼓点|爵士|ピアノ|ギター|弦楽|尺八|三味線|琴声|音楽|BGM",
    re.IGNORECASE,
)
_ONLY_SOUND = pattern(
    r"\b(?:s[oó]lo|solamente)\s+(?=(?:el|la|los|las)\s|(?:\w+\s)?(?:sonido|ruido|música|ambiente|audio))", re.IGNORECASE
)
_ANY_SOUND = pattern(
    r"(?:(?:just|only|the|natural|some|realistic|sólo|solo|solamente|los?|el|de) )*(?:ambience|ambient sounds?|background sounds?|natural sounds?|sound effects|sfx|effects|foley|sonidos?(?: de)? ambient(?:e|al)|sonidos? naturales?|efectos(?: de sonido| sonoros)?)|(?:只?要?|仅)?(?:环境音|环境声|背景音|音效|自然声|环境音效)|(?:環境音|効果音|自然音)(?:だけ|のみ)?(?:で)?",
    re.IGNORECASE,
)
"""A sound that a wish asks for without naming one: it is drawn from the place."""
_MUSIC_VIDEO = pattern(r"^(?:an? )?(?:[\w-]+ )?music video\b\W*", re.IGNORECASE)
_OF_CLIP = pattern(
    r"\s*\b(?:in|from|of|on) (?:this|the|my|that) (?:clip|video|footage|recording|film)\b|(?:这段|这个|我的)?(?:视频|片段)(?:里|中)的?|(?:この|私の)?(?:動画|映像)の|\s*\b(?:en|de) (?:este|el|mi) (?:vídeo|video|clip)\b",
    re.IGNORECASE,
)
_EDIT_VERB = pattern(
    r"^(?:please\s+)?(?:remove|delete|erase|get rid of|take out|add|change|replace|swap|recolou?r|restyle|quita|elimina|añade|cambia|borra)\s+|^(?:去掉|删除|移除|添加|把|将)",
    re.IGNORECASE,
)
_USED = pattern(r"(<<<image_\d+>>>の[^、。]{1,8})を使(?:って|い)、?")
_NOBODY = pattern(
    r"(?:people|persons?|friends?|couples?|crowds?|famil(?:y|ies)|twins?|children|kids|humans?|figures?|characters?|voices?|narrator|speaker|host|hero|model|mascot|\w+s|人|人物|情侣|夫妻|一家人|人群|友達|二人|人たち|カップル|家族|gente|pareja|amig[oa]s?|familia|personas?)",
    re.IGNORECASE,
)
_SEVERAL = pattern(r"(?:two|three|both|dos|tres|ambos|两[个位名]?|三个?|二人|三人)\s*\S", re.IGNORECASE)
_WHERE = pattern(
    r"\b(?:says?|whispers?|asks?|shouts?|sings?|murmurs?|dice|susurra|canta|pregunta)\s+(?P<place>(?:in|on|at|under|over|beside|behind|by|through|across|near|inside|en|sobre|bajo|junto a)\s(?:an?|the|his|her|un|una|el|la)\s(?![\w ]*\b(?:voice|tone|whisper|voz)\b)[^,:]+?)[\s,:]*$",
    re.IGNORECASE,
)
_GOES_ON = pattern(r"^\s*[,，、]?\s*(?:(?:and|then|y|luego)\s+|然后|接着|并|そして|それから)?", re.IGNORECASE)
_AND_SPEAKS = pattern(r"\s*(?:[,，、]|\b(?:and|then|y|luego)\b|并|然后)[\s,，、]*(?:\w+ly)?\s*$", re.IGNORECASE)
"""What joins a deed to the line that follows it."""
_STANDS = pattern(
    r"^\s+(?:with|wearing|con|in|on|at|inside|under|behind|beside|near|by|from|over|en|sobre|bajo|junto a|desde|tras)\s|^(?:站|坐|靠|蹲|躺|跪)?在|^[^、。]{1,12}[でに]",
    re.IGNORECASE,
)
"""Where somebody is who speaks."""
_PLACED = pattern(
    r"(?<=[\w'])(?=\s(?:with|wearing|con|in|on|at|from|behind|beside|under|near|en|desde|sobre|bajo)\s)|(?=在)"
)
_FINITE = pattern(r"^\s+(?:\w+ly\s+)?(?!is\b|has\b|was\b|as\b)[a-z]{2,}[^su\W]s\b")
_WHILE = pattern(r"\s*,?\s*(?:while|as)\s+(?=\w{2,}ing\b)", re.IGNORECASE)
_SAID_TO = pattern(r"\s*to (?=(?:the|an?|his|her|their)\s(?!camera\b))", re.IGNORECASE)
"""What a speaker does while speaking, and to whom the words go, after them."""
_MASK = 0xE000
"""First of the private characters that stand for the quoted words of a wish."""
_MARKED = pattern(r"[\ue000-\ue0ff]")
_VAGUE = pattern(
    r"^(?:(?:one|the (?:other|first|second|one)|another|a second)(?: (?:one|friend|person|man|woman|of (?:them|the \w+)))?|first|second|el otro|la otra|un[oa]|el primero|la primera|(?:el|la) segund[oa]|一个|一个人|一人|另一个|另一个人|另一人|一方|另一方|もう一人|一人|片方)$",
    re.IGNORECASE,
)
_LINK = pattern(r"^[\s,，、.;；]*(?:(?:and|y|then|luego|然后|接着|そして)\b\s*)*", re.IGNORECASE)
_SEGMENT = pattern(r"[,，、:：;；.。!?！？]|(?<!\w)\d{1,2}[.)、]\s|\b(?:and|y)\s+(?=(?:an?|the|un|una|el|la|one)\s)")
_ASKS = pattern(r"\b(?:asks?|asking|preguntan?|preguntando)\b(?! for\b)|问(?!候|好)|尋ね|訊[いくね]", re.IGNORECASE)
_MANNER_ZH = pattern(
    r"^(?:用[^，。、]{1,6}?(?:话|语|腔|口音|嗓音|声音))?(?:对着?(?:镜头|相机|观众))?[轻低小大高]?声?地?$"
)
"""How somebody speaks who was named before: 用四川话对着镜头喊."""
_VOICE = pattern(
    r"\b((?:(?:deep|gentle|young|old|elderly|raspy|low|husky|bright)\s+)?(?:female|male|woman['’]s|man['’]s|girl['’]s|boy['’]s))(?=\s+(?:\w+\s+)?(?:voice|narrat))"
    r"|((?:低沉|沉稳|年轻|苍老|磁性|清亮|甜美)?的?(?:女声|男声|童声))|((?:女性|男性|子ども)の(?:声|ナレーション))|\bvoz (?:en off )?(femenina|masculina|infantil|de mujer|de hombre|de niñ[oa]|de (?:un|una) (?:hombre|mujer|niñ[oa]|ancian[oa])(?: mayor| joven)?)\b",
    re.IGNORECASE,
)
"""Whose voice a narrator has."""
_SEX_OF_VOICE = pattern(r"\b(?:woman|man|girl|boy)['’]s\b", re.IGNORECASE)
_TONGUE_ZH = pattern(r"用([^，。、]{1,5}?(?:话|方言|口音|腔调))")
_LETTER = pattern(r"\s*[A-Z]\s*")
_AS_STYLE = pattern(
    r"(?:\b(?:use|take|with|usa|toma)\s+|用|以)?(?:(?:the|this|my|esta|la|mi)\s[\w' -]+?\s(?:from|in|of|de)\s)?(?P<token><<<image_\d+>>>)(?:[中の][^，、。]{1,8}?)?(?:\s+as\s+(?:the\s|a\s|my\s)?(?:visual\s|art\s)?(?:style|look)(?:\s+reference)?\b|\s+como\s+(?:el\s)?estilo(?:\s+visual)?|的(?:画风|风格)|(?:作为|当)(?:画风|风格)(?:参考)?|を(?:スタイル|画風)(?:の参考)?に(?:して)?)\s*(?:[,，、:：]|\b(?:and|to|for|y|para)\b)?\s*(?:画(?=一|只|个)|描いて)?",
    re.IGNORECASE,
)
"""A picture that gives its style to something else: "use this watercolour as the style"."""
_PLAIN_STYLE = pattern(
    r"\b(?:this|the|my)\s[\w'-]+(?:\s[\w'-]+)?(?=\s+as\s+(?:the\s|a\s|my\s)?(?:visual\s|art\s)?(?:style|look)\b)|(?:这张|这幅|我的)[^，。的]{1,6}(?=的(?:画风|风格))|(?:この|その)[^、。を]{1,6}(?=を(?:スタイル|画風)(?:の参考)?に)|\b(?:esta|la|mi)\s\w+(?=\s+como\s+(?:el\s)?estilo\b)",
    re.IGNORECASE,
)
IN_STYLE = {"en": "in the style of {}", "zh": "{}的画风", "ja": "{}の画風", "es": "con el estilo de {}"}
_TOPIC = pattern(
    r"^(?:(?:my|our|the|an?)\s+(?:new\s+|latest\s+|upcoming\s+)?(?:(?:graphic|fantasy|crime|sci-?fi|romance|debut) )?(?:novel|book|game|video game|album|song|single|podcast|comic|play|musical|short story|series|web series|show)\s+(?:about|on|of)\s+"
    r"|(?:how|why|what happens when)\s+(?=(?:(?:an?|the|my|our)\s)?[\w'-]+(?:\s[\w'-]+)?\s(?!to\b)\w{2,}s\b)"
    r"|(?:为什么|怎么会)(?=[^，。]{2,}))",
    re.IGNORECASE,
)
"""What a film is about, before what is seen: "my novel about", "how" of "how bread rises"."""
_LISTENER = pattern(
    r"\b(?:(?:says?|whispers?|whispering|asks?|shouts?|sings?|murmurs?|calls?|yells?|mutters?|talks?|speaks?|promises?|reads?)(?: \w+ly)? to|tells?)\s+((?:an?|the|his|her|my|its|their|our)\s(?!camera\b|lens\b|audience\b|viewers?\b)[\w'-]+(?:\s(?!under|in|on|at|with|from|behind|that|to|while|as|and)[\w'-]+)?)\s*[,:]?\s*[\"'“‘]?$"
    r"|\b(?:dice|susurra|pregunta|grita|canta|murmura|habla)(?: \w+mente)? a(?:l)?\s((?:(?:su|la|el|un|una|mi)\s)?(?!cámara\b)[\wáéíóúñ]+(?:\sde\s[\wáéíóúñ]+)?)\s*[,:]?\s*[\"'“‘«]?$"
    r"|(?:对着|对(?!着)|跟|向)((?!镜头|相机|自己|观众|大家)[^，。、：“”]{1,8}?)(?:[轻低小大柔高细悄]声?地?)?(?:说|说道|道|讲|问|唱|喊|喊道)[：:，]?\s*[“\"「]?$"
    r"|([^、。「」\sがはをも]{1,10}?)に(?:向かって)?、?(?:そっと|小さく|優しく|静かに)?(?:ささやく|囁く|言う|話しかける)?[：:]?\s*[「“\"]$",
    re.IGNORECASE,
)
"""To whom a line is said, before its quotation mark."""
_LISTENS_JA = pattern(r"[がは]?[^、。をで]{1,10}に(?:向かって)?、?\s*")
_VOICE_OVER = pattern(
    r"voice-?\s?over|narrat|\bvoz (?:femenina|masculina|de (?:mujer|hombre))\b|\b(?:fe)?male voice\b|旁白|画外音|解说|ナレーション|voz en off|locución|narra",
    re.IGNORECASE,
)
_WITH_VOICE = pattern(
    r"(?<=\w)\s+(?:with|and|plus|featuring|while|as|con|y|mientras)\s+(?:(?:an?|the|my|una?|la|el|mi)\s+)?(?:[\w-]+\s+){0,3}?(?:voice-?\s?over|narrator|narration|voz en off|locuci|narrador)"
    r"|(?:配上?|加上?|带有?|并?有)(?:一段|一句)?" + HANZI + r"{0,4}?(?:旁白|画外音|解说)",
    re.IGNORECASE,
)
"""A voice that is heard beside what is seen: "a misty forest with a calm voice-over saying"."""


_ANYBODY = {
    "she": "a woman", "he": "a man", "ella": "una mujer", "él": "un hombre", "她": "女人", "他": "男人", "彼女": "女性", "彼": "男性",
}  # fmt: skip
_ASKED_TO_ACT = pattern(
    r"\s*(?:please\s+)?(?:let|have|make)\s+(?P<who>(?P<token><<<\w+>>>\s+)|(?:the|my|our)\s+)(?P<acts>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MADE_TO_ACT = pattern(
    r"^\s*(?:please\s+)?(?:make|let|have)\s+(?P<whom>her|him|it|them)\s+(?P<verb>(?!the\b|a\b|an\b|more\b|less\b|look (?:like|more|as)\b)[a-z]+)\b(?P<rest>[^,.;]*)",
    re.IGNORECASE,
)
"""Whom a pronoun names, and what is to be done: "make her look up and smile"."""
_NO_VERB = pattern(r"from|of|in|on|with|at|and|to|is|are|as|into|\w+(?:s|ing|ed|ly|er)", re.IGNORECASE)
_MEDIUM = pattern(r"video|clip|film|ad|movie|shot|scene|reel|trailer|photo|picture|image|frame", re.IGNORECASE)
_PRONOUN = pattern(r"^(?:she|he|ella|él)(?=\s)|^[她他](?!们|的)|^彼女?(?=[がはも])", re.IGNORECASE)
_PERSONAL = pattern(r"(?:she|he|her|his|ella|él|su)\b|[她他]|彼", re.IGNORECASE)
"""Somebody who acts first in a wish that names nobody before."""


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
        """The wish with elements and pictures written as reference tokens where it names them; quoted words are masked,
        so that nothing alters them (see :meth:`unmasked`)."""
        text = _AT.sub(self._called, self._masked) if "@" in self._masked else self._masked
        elements = [(b.token, b.asset) for b in self.assets if b.use == "element"]
        for token, asset in elements:
            text = bind_element(text, token, asset)
        text = bind_cast(text, [token for token, _ in elements])
        pictures = [(b.token, b.asset) for b in self.assets if b.asset.kind == "image" and not b.is_frame]
        text = bind_numbered(text, [token for token, _ in pictures], self.phrases)
        for number, (token, asset) in enumerate(pictures, 1):
            text = text if token in text else bind_picture(text, token, asset, number, self.phrases)
        for token, _ in pictures:
            text = text if token in text else bind_shown(text, token, self.phrases)
        if len(pictures) == 1 and pictures[0][0] not in text:
            text = bind_own(text, pictures[0][0], self.phrases)
        text = _PICTURE_WORD.sub(lambda m: m[1] or m[2] or m[3], text)
        style = _AS_STYLE.search(text)
        if not style and len(pictures) == 1 and pictures[0][0] not in text and (plain := _PLAIN_STYLE.search(text)):
            text = f"{text[: plain.start()]}{pictures[0][0]}{text[plain.end() :]}"
            style = _AS_STYLE.search(text)
        if style:
            rest = f"{text[: style.start()]}{text[style.end() :]}".rstrip(" .。")
            text = f"{rest}{self.comma}{IN_STYLE[self.wish.language].format(style['token'])}"
        return text

    def _called(self, match: re.Match[str]) -> str:
        """The token of an asset that a wish calls by name ("@jacket", "@image_1"); else its words."""
        name = match[1].lower()
        for token, asset, _ in self.assets:
            if name in (asset.name.lower(), token.strip("<>"), *head(asset.description).lower().split()[-1:]):
                return token
        return match[0]

    @cached_property
    def prose(self) -> str:
        """All the words of the wish but its quoted ones, for what they say of place, hour and weather."""
        return _ONLY_SOUND.sub(" ", quotes.without(_with_double_quotes(self.wish)))

    @cached_property
    def _quoted(self) -> tuple[str, ...]:
        return tuple(quote.text for quote in quotes.find(_with_double_quotes(self.wish)))

    @cached_property
    def _masked(self) -> str:
        text = _with_double_quotes(self.wish)
        for number, quote in reversed(list(enumerate(quotes.find(text)))):
            text = f"{text[: quote.start + 1]}{chr(_MASK + number)}{text[quote.end - 1 :]}"
        return text

    def unmasked(self, text: str) -> str:
        """``text`` with the quoted words of the wish where their masks stand."""
        for number, words in enumerate(self._quoted):
            text = text.replace(chr(_MASK + number), words)
        return text

    @cached_property
    def _lines(self) -> tuple[quotes.Quote, ...]:
        """The masked quotations that are to be spoken."""
        return tuple(q for q in quotes.find(self.bound) if self.unmasked(q.text).strip() in self.wish.lines)

    @cached_property
    def placed(self) -> tuple[tuple[str, SpokenLine], ...]:
        """The lines of the wish as it words them, in its order, each with the mask that marks its place."""
        labels: dict[str, str] = {}
        lines = []
        for quote, (_, named) in zip(self._lines, self._introductions, strict=True):
            key = named.lower()
            if key not in labels:
                vague = (not key and len(self._lines) > 1) or bool(_VAGUE.match(key) or _SEVERAL.match(key))
                used = sum(label in self._either for label in labels.values())
                labels[key] = self._either[min(used, 1)] if vague else self.speaker(named)
            words = _ended(self.unmasked(quote.text).strip().rstrip(",，、 "), self.cjk)
            lines.append(
                (
                    quote.text,
                    SpokenLine(labels[key], words, self._voiced(labels[key], self.delivery(quote)), self._says(quote)),
                )
            )
        return tuple(lines)

    @cached_property
    def _either(self) -> tuple[str, ...]:
        """Labels for two speakers whom the wish tells apart by nothing: "the first kid"."""
        return pair.speakers(self.prose, self.wish.language) or self.phrases.either

    @cached_property
    def _introductions(self) -> tuple[tuple[int, str], ...]:
        """For every line of the wish where its introduction begins, and the words for its speaker."""
        found = []
        end = 0
        for quote in self._lines:
            lead = self.bound[max(end, min(quote.intro, quote.start) if quote.kind == "line" else end) : quote.start]
            meant = self._meant(quote.start)
            start, named = _introduction(lead, quote, meant)
            if quote.outro:
                start, named = quote.start, meant(quote.speaker) or quote.speaker
            found.append((max(start, end), named))
            end = max(quote.end, quote.outro)
        return tuple(found)

    def _meant(self, until: int) -> Callable[[str], str]:
        """Tells whom words before a line mean that name nobody ("asks for bread and", "she"): somebody named before."""
        language = self.wish.language
        named = [
            who
            for part in _SEGMENT.split(self.bound[:until])
            if not _MARKED.search(part) and (who := anchors.subject_of(part, language)) and not anchors.is_pronoun(who)
        ]
        return lambda words: anchors.meant(words, list(dict.fromkeys(named)), language)

    @cached_property
    def spoken(self) -> tuple[SpokenLine, ...]:
        """The lines to be spoken: those of the wish, else ready ones where speech is wanted."""
        if not self.sound or not self.wish.speech:
            return ()
        lines = [line for _, line in self.placed]
        return tuple(lines) or self.ready_lines

    @property
    def verb(self) -> str:
        sings = re.search(r"\bsing|唱|歌|\bcanta", self.wish.text, re.IGNORECASE)
        return (
            {"en": "sings", "zh": "唱道", "ja": "歌う", "es": "canta"}[self.wish.language]
            if sings
            else self.phrases.says
        )

    def _says(self, quote: quotes.Quote) -> str:
        """The verb of a line: it is asked where the wish says so."""
        lead = _SEGMENT.split(self.bound[max(0, quote.start - REACH) : quote.start].rstrip(' ,，、:："“「'))[-1]
        verbs = SPEECH_VERBS.find(lead)
        asked = _ASKS.search(lead[verbs[-1].start :] if verbs else lead)
        return self.phrases.asks if self.verb == self.phrases.says and asked else self.verb

    def _voiced(self, speaker: str, delivery: str) -> str:
        """The delivery of a line with the voice that the wish gives its narrator."""
        voice = _VOICE.search(self.prose) if speaker == self.phrases.voice_over else None
        if voice is None:
            return delivery
        said = next(group for group in voice.groups() if group)
        said = _SEX_OF_VOICE.sub(lambda m: "female" if m[0].lower()[0] in "wgf" else "male", said).strip("的 ")
        return delivery if said in delivery else f"{said}{self.comma}{delivery}"

    def delivery(self, quote: quotes.Quote) -> str:
        manner = re.sub(
            r"\b(?:whispers?|whispering|sings?|singing|shouts?|canta|cantando)\b|唱着?|歌[うい]?", "", quote.delivery
        ).strip(" ,，、")
        told = self.bound[quote.intro : quote.end + 24] if len(self._lines) > 1 else self.wish.text
        whispered = re.search(r"\bwhisper|低声|轻声|囁|ささや|\bsusurr", told.split(quote.text)[0], re.IGNORECASE)
        shouted = re.search(
            r"\b(?:shout|yell|scream)|喊|大叫|叫ぶ|叫び|\b(?:grit[aóe]|orden[aó])",
            told.split(quote.text)[0],
            re.IGNORECASE,
        )
        if tongue := _TONGUE_ZH.search(self.wish.text.split(self.unmasked(quote.text))[0][-REACH:]):
            return f"{tongue[1]}，{manner or self.manner(quote.text)}"
        if shouted and not whispered:
            return manner or {"en": "shouting", "zh": "大声", "ja": "大声で", "es": "en voz alta"}[self.wish.language]
        quiet = {"en": "whispering", "zh": "轻声", "ja": "ささやくように", "es": "susurrando"}[self.wish.language]
        return quiet if whispered else manner or self.manner(quote.text)

    def manner(self, words: str) -> str:
        """How a line is said whose manner the wish does not tell."""
        sings = self.verb != self.phrases.says
        return delivery(self.unmasked(words), self.wish.text, self.wish.language, sings=sings) or self.phrases.delivery

    def speaker(self, named: str) -> str:
        """A label for a speaker as the wish names it."""
        if _LETTER.fullmatch(named):
            return named.strip()
        if _VOICE_OVER.search(named) or (not named and _VOICE_OVER.search(self.wish.text)):
            return self.phrases.voice_over
        found = references.find(named)
        if found:
            return str(found[-1])
        anybody = _ANYBODY.get(named.strip().lower())
        if anybody:
            return (
                {"a": "the", "una": "la", "un": "el"}.get(anybody.split()[0], "") + anybody[anybody.find(" ") :]
                if " " in anybody
                else anybody
            )
        named = ASIDE.sub("", named)
        label = tidy(address.opened(_OF_PICTURE.sub("", named) if self.scenario == "i2v" else named))
        label = anchors.subject_of(label, self.wish.language) or label
        label = re.sub(r"(?<=\w{3})\s+(?:in|on|at|from|behind|with|wearing|en|con|de pie|detrás de)\s+.*$", "", label)
        label = re.sub(r"^(?:The|El|La)\b", lambda m: m[0].lower(), label)
        label = re.sub(
            r"^(?:an?|un|una)\s+",
            lambda m: {"a": "the ", "an": "the ", "un": "el ", "una": "la "}[m[0].strip().lower()],
            label,
            flags=re.IGNORECASE,
        )
        label = re.sub(r"对着?[^，。、]{1,6}$", "", label)
        label = anchors.definite(label, self.wish.language) if self.cjk else label
        who = PEOPLE.find(label)[:1] if self.wish.language == "zh" else []
        if who and who[0].start == 0 and len(label) - who[0].end > 2 and label[who[0].end] != "的":
            label = label[: who[0].end]  # 女生自拍视角
        if label and len(label) <= 40:
            return label
        return self.token("element") or self.phrases.speakers[0]

    @cached_property
    def ready_lines(self) -> tuple[SpokenLine, ...]:
        phrases = self.phrases
        if _VOICE_OVER.search(self.wish.text):
            manner = self._voiced(phrases.voice_over, phrases.delivery)
            return (SpokenLine(phrases.voice_over, phrases.voice_over_line, manner, phrases.says),)
        elements = [bound.token for bound in self.assets if bound.use == "element"]
        people = list(pair.speakers(quotes.without(self.wish.text), self.wish.language)) or list(
            dict.fromkeys(self._people)
        )
        speakers = (*elements, *(people or phrases.speakers))[:2]
        if len(elements) == 1 or (not elements and len(people) == 1):
            speakers = speakers[:1]
        return tuple(
            SpokenLine(speaker, line, phrases.delivery, phrases.says)
            for speaker, line in zip(speakers, phrases.lines, strict=False)
        )

    @property
    def _people(self) -> list[str]:
        """Those in the wish who can be called by what they are: "the detective"."""
        told = quotes.without(self.wish.text)
        named = [
            told[m.start : m.end].lower() for m in PEOPLE.find(told) if not _NOBODY.fullmatch(told[m.start : m.end])
        ]
        if self.wish.language == "es":
            return [f"{'la' if name.endswith('a') else 'el'} {name}" for name in named]
        return [f"the {name}" for name in named] if self.wish.language == "en" else named

    @cached_property
    def content(self) -> str:
        """What is to be seen, in the words of the wish: who speaks is seen to, in place of the line."""
        return self.shown(self.told)

    def looking(self, mask: str, line: SpokenLine) -> str:
        """The speaker of a line, seen speaking it."""
        return f"{line.speaker}{_JOINS[self.wish.language]}{self._looks(line.speaker, mask)}"

    def _looks(self, speaker: str, mask: str) -> str:
        """What the speaker of a line does who is told to do nothing else."""
        listener = _LISTENER.search(self.bound[: self.bound.find(mask)])
        if listener:
            return self.phrases.leans.format(next(group for group in listener.groups() if group))
        if self.verb != self.phrases.says:
            return self.phrases.breathes
        seen = [s for s in dict.fromkeys(line.speaker for _, line in self.placed) if s != self.phrases.voice_over]
        return self.phrases.looks_in_turn[seen.index(speaker) % 3] if len(seen) > 1 else self.phrases.looks

    def shown(self, told: str) -> str:
        """A part of :attr:`told` with every marked line written as its speaker looking up."""
        seen: set[str] = set()
        rest = tidy(_MARKED.sub(self.comma, told))
        people = bool(
            PEOPLE.find(rest) or references.find(rest) or anchors.opens_with_pronoun(rest, self.wish.language)
        )
        acting = people and anchors.acts(rest, self.wish.language)
        for mask, line in self.placed:
            before, found, after = told.partition(mask)
            if not found:
                continue
            going_on = _GOES_ON.sub("", after)
            named = line.speaker not in (*self._either, self.phrases.voice_over)
            running, spoken_to = _WHILE.match(going_on), _SAID_TO.match(going_on)
            if (running or spoken_to) and named and not acting and self.wish.language == "en":
                does = going_on[running.end() :] if running else f"turns {going_on}"
                told = f"{before}{self.comma if before.strip() else ''}{line.speaker} {does}"
                seen.add(line.speaker)
                continue
            idle = (named or len(rest) < 3) and line.speaker not in seen and line.speaker != self.phrases.voice_over
            joined = f"{line.speaker}{_JOINS[self.wish.language]}"
            if named and anchors.lacks_subject(going_on, self.wish.language) and not _MARKED.match(going_on):
                told = f"{before}{self.comma if before.strip() else ''}{joined}{going_on}"
            elif idle and not acting:
                looks = self._looks(line.speaker, mask)
                goes_on = re.search(rf"{re.escape(line.speaker)}(?![a-z’'])([^,，、。;.]*)($)?", before[-40:])
                if goes_on and goes_on[2] is not None and not self.cjk:  # "Ben from the back seat"
                    told = f"{before.rstrip()} {looks}{self.comma}{after}"
                else:
                    again = not goes_on or (self.cjk and looks != self.phrases.looks and goes_on[1].strip())
                    told = f"{before}{self.comma}{joined if again else ''}{looks}{self.comma}{after}"
            else:
                told = f"{before}{self.comma}{after}"
                continue
            seen.add(line.speaker)
        return self.unmasked(re.sub(r"\.\s+(?=[a-záéíóúñ])", ", ", tidy(told)))

    @cached_property
    def _story(self) -> str:
        """The wish freed of its lines (a mask stays), of what is said to the maker and of what the request says."""
        text = self.bound
        for quote, (start, named) in reversed(list(zip(self._lines, self._introductions, strict=True))):
            start = quote.start if _SEVERAL.match(named) else start
            where = _WHERE.search(text[start : quote.start])
            seen = f"{where['place']} " if where and not LANGUAGES.find(where["place"]) else ""
            after = _AFTER_LINE.sub("", text[max(quote.end, quote.outro) :])
            stop = "." if _NEW_SENTENCE.match(after) else ""
            text = f"{text[:start]}{seen}{quote.text}{stop}{after}"
        text = _CAST_ONLY.sub("", text)
        text = _led(ASIDE.sub("", text), self) if self.wish.wants_shots else ASIDE.sub("", text)
        text = re.sub(r"[?？]+", self.comma, address.closed(text))
        if self.scenario == "reference":
            for start, end in reversed(borrowed_spans(text)):
                text = f"{text[:start]} , {text[end:]}"
        if self.scenario in ("i2v", "first_last"):
            text = _WITHOUT_PICTURE.sub(" ", text)
        if self.scenario == "i2v" and not IN_PICTURE.match(text):
            text = _WE.sub("", _KEEP_IT.sub(r"\1 movement", _OF_PICTURE.sub("", _ABOUT_PICTURE.sub(" ", text))))
        if not self.wish.wants_shots and len(_SLASH.findall(text)) > 1:
            text = _SLASH.sub(self.comma, text)
        text = renumbered(text)
        if self.wish.language == "en":
            text = _along_path(text)
            text = _HOW_TO.sub("two hands ", text) if "ow to " in text else text
        elif self.wish.language == "es":
            text = _wished_es(text)
        text = address.opened(_asked_to_act(_YOU_ARE.sub(" ", text)))
        for start, end in reversed(meta_spans(text)):
            text = f"{text[:start]} {text[end:]}"
        text = _asked_to_act(_STRANDED.sub("", address.closed(text)))
        text = re.sub(
            r"\bfor\s+an?\s+(?:[\w-]+\s+)?(?:shot|video|clip|ad)\b|用这[张个幅]?[^，。]{0,6}图片?做?(?:一个)?[^，。]*?(?:视频|广告|短片)(?:视频)?",
            " ",
            text,
        )
        text = re.sub(r"\s+and have (?:her|him|them|it) (\w+)", lambda m: f", who {anchors.third(m[1])}", text)
        text = tidy(_WAVES.sub(r"\1 \2 a hand", text) if self.wish.wants_shots and "wave" in text else text)
        for _ in range(2):
            text = tidy(_STRANDED.sub("", address.opened(text)))
        return mood.happening(_TOPIC.sub("", text), self.wish.language)

    @cached_property
    def direction(self) -> direction.Direction:
        """What the wish says of framing, camera, light and look, taken out of its story."""
        numbers = numbered(self._story)
        if len(numbers) > 1:  # what is said within the list is said of one shot
            first = numbers[0][0]
            found = direction.sort(self._story[:first], comma=self.comma, framed=False)
            return found._replace(told=f"{found.told} {self._story[first:]}".strip())
        return direction.sort(self._story, comma=self.comma, framed=not self.wish.wants_shots)

    @cached_property
    def told(self) -> str:
        """What is to be seen, in the words of the wish, with a mask where a line is spoken."""
        if self.scenario == "t2v" and any(kind == "video" for kind, _ in self.wish.absent) and self.wish.edits:
            text = _OF_CLIP.sub("", self.direction.told)  # nothing is there to change, so it can but be shown
            return tidy(_EDIT_VERB.sub("", text))
        told = tidy(_USED.sub(r"\1、", self.direction.told))
        clip = next((bound.asset for bound in self.assets if bound.asset.kind == "video"), None)
        if clip and self.scenario == "reference" and clip.description:
            seen = [clip.description[found.start : found.end] for found in PEOPLE.find(clip.description)]
            who = next((one for one in seen if anchors.may_be(told, one)), "")
            who = anchors.definite(f"a {who}" if self.wish.language == "en" and who else who, self.wish.language)
            if who and _PERSONAL.match(told):
                told = anchors.carried([told], anchors.Anchors(who), self.wish.language)[0]
        elif not self.assets:
            told = _PRONOUN.sub(lambda m: _ANYBODY[m[0].lower()], told)
        return told

    @property
    def sounds(self) -> list[str]:
        """The sounds that the wish names; "sound effects" names none."""
        return [_MUSIC_VIDEO.sub("", sound) for sound in self.wish.sounds if not _ANY_SOUND.fullmatch(sound)]

    def heard(self, *, with_lines: bool) -> str:
        """What the Audio sentence says; empty when the film is silent. Unnamed music is excluded, as it is invented
        otherwise."""
        if not self.sound:
            return ""
        items = self.sounds
        if not items:
            items = [Staging(self.prose, self.prose, self.wish.language).ambience or self.phrases.ambience]
        if any(m.term.id == "no_dialogue" for m in EXCLUSIONS.find(self.wish.text)):
            items = [*items, self.phrases.no_speech]
        if with_lines and MUSIC_MOODS.find(" ".join(items)):
            return self.comma.join(items)
        musical = self.wish.music or any(_MUSICAL.search(item) for item in items)
        return self.comma.join(items if musical else [*items, self.phrases.no_music])


def _introduction(lead: str, quote: quotes.Quote, meant: Callable[[str], str]) -> tuple[int, str]:
    """Where the words that introduce a line begin, and whom they name: the last part of ``lead``, the text before the
    line, where that names somebody; where it tells what somebody does ("asks for bread and says"), whoever was named
    before; else whoever :mod:`kling.prompts.quotes` finds, from the verb on."""
    offset = quote.start - len(lead)
    last = _SEGMENT.split(lead.rstrip(" ,，、:："))[-1]
    beside = _WITH_VOICE.search(last)
    if beside or (_VOICE_OVER.search(last) and not ACTIONS.find(_VOICE_OVER.split(last)[0])):
        start = beside.start() if beside else 0
        return offset + lead.rindex(last) + start, last[start:]
    if "[" in lead or "【" in lead or not lead.strip():
        return (quote.intro if quote.intro <= quote.start else quote.start), quote.speaker
    if references.find(lead[-REACH:]):
        return offset + _introduced(lead), quote.speaker
    said = lead.rstrip(" ,，、:：")
    starts = [0, *(match.end() for match in _SEGMENT.finditer(said))]
    start = starts[-2] if len(starts) > 1 and quotes.is_manner(said[starts[-1] :]) else starts[-1]
    part = said[start:]
    verbs = SPEECH_VERBS.find(part)
    named = _MANNER_ZH.sub("", _LINK.sub("", part[: verbs[0].start] if verbs else part).strip())
    if verbs and (who := meant(named)):
        only = anchors.is_pronoun(_HOW.sub("", named))
        deed = verbs[-1 if named.partition(" ")[0] and anchors.is_pronoun(named.partition(" ")[0]) else 0]
        return offset + start + (0 if only or not named or who == named else deed.start), who
    if verbs and (told := _deed_of(named, quote.speaker)):
        who, doing = told
        return offset + start + part.find(doing) + len(doing), who
    if (
        not verbs
        and quote.kind == "line"
        and (told := _deed_of(named, quote.speaker if named.startswith(quote.speaker) else _PLACED.split(named)[0]))
    ):
        who, doing = told
        return offset + start + part.find(doing) + len(doing), who
    if named and (verbs or len(named) <= REACH // 2):
        return offset + start, re.sub(
            r"(?:が|は|对着?镜头|对着?相机)$", "", named
        ) if quote.kind != "line" or verbs else quote.speaker
    return offset + start + (verbs[0].start if verbs and named else 0), quote.speaker


def _deed_of(named: str, speaker: str) -> tuple[str, str] | None:
    """Whom the words before a speech verb name, and those of them that tell where they are or what they do, which are
    to be seen: "a baker" and "opens her shop" of "a baker opens her shop and". None for words that only name."""
    who = _PLACED.split(anchors.subject_of(named, language_of(named)) or speaker)[0]
    doing = _AND_SPEAKS.sub("", named[len(who) :]) if who and named.startswith(who) else ""
    doing = re.sub(r"(?<=" + CJK + r"{2})[讲说问答喊叫念道]+$", "", doing)
    tells = (
        _STANDS.match(doing)
        or re.match(r"[がは].{3,}", doing)
        or ACTIONS.find(doing)
        or GAITS.find(doing)
        or _FINITE.match(doing)
    )
    listens = _LISTENS_JA.fullmatch(doing)
    return (who, doing.rstrip(" ,，、")) if doing.strip() and tells and not listens else None


def _led(text: str, draft: Draft) -> str:
    """``text`` with dashes and arrows between scenes written as semicolons, and with "the hero is a boy" said first."""
    if len(_DASH.findall(text)) > 1:
        text = _DASH.sub("; ", text)
    if len(_SLASH.findall(text)) > 1:
        text = _SLASH.sub("; ", text)
    if len(_IN_ORDER.findall(text)) > 1 and not numbered(text):
        text = _IN_ORDER.sub("; ", text).lstrip("; ")
    text = _CUTS_TO.sub("", text)
    hero = _HERO.search(text)
    if not hero:
        return text
    named = next(group for group in hero.groups() if group)
    colon = "：" if draft.cjk else ": "
    return f"{named}{colon}{address.opened(f'{text[: hero.start()]}{text[hero.end() :]}'.strip())}"


def _introduced(lead: str) -> int:
    """Where the words that only introduce a line begin in ``lead``, which names its speaker by a token: what the
    speaker does, or where, stays to be seen."""
    said = lead.rstrip(" ,，、:：")
    start = max((match.end() for match in _SEGMENT.finditer(said)), default=0)
    verbs = SPEECH_VERBS.find(said[start:])
    before = said[start : start + verbs[0].start] if verbs else said[start:]
    named = references.find(before)
    if not named:
        return start
    doing = before[named[-1].end :]
    if ACTIONS.find(doing) or re.match(r"[がは].+", doing) or _STANDS.match(doing):
        return start + len(_HOW.sub("", re.sub(r"\s+(?:and|then|y|while)\s*$|[，并]+$", "", before)))
    return start + named[-1].start


_JOINS = {"en": " ", "es": " ", "zh": "", "ja": "が"}


def _made_to_act(match: re.Match[str]) -> str:
    """ "make her look up and smile" as what she does; words that are no verb stay as they are."""
    verb, whom = match["verb"].lower(), match["whom"].lower()
    if not any(m.start == 0 and m.end == len(verb) for m in (*ACTIONS.find(verb), *GAITS.find(verb))):
        return match[0]
    who = {"her": "she", "him": "he", "it": "it", "them": "they"}[whom]
    return f"{who} {verb if who == 'they' else anchors.third(verb)}{match['rest'] if who == 'they' else mood.also(match['rest'])}"


def _asked_to_act(text: str) -> str:
    """ "let my old dog surf" as what is seen: "my old dog surfs"."""
    dressed = _DRESS.match(text)
    if dressed:
        return f"{dressed['who']}, wearing {dressed['what']}, {anchors.third(dressed['does'])}{text[dressed.end() :]}"
    shown = _LET_SHOWN.match(text)
    if shown and not _NO_VERB.fullmatch(shown["does"]):
        return f"{shown['who']} {anchors.third(shown['does'])}{text[shown.end() :]}"
    text = _MADE_TO_ACT.sub(_made_to_act, text)
    asked = _ASKED_TO_ACT.match(text)
    if not asked:
        return text
    words = asked["acts"].split()
    first = 0 if asked["token"] else 1
    verbs = [word.rstrip(".,;!?") for word in words[:4]]
    known = (
        n
        for n in range(first, len(verbs))
        if any(m.start == 0 for m in (*ACTIONS.find(verbs[n]), *GAITS.find(verbs[n])))
    )
    at = next(known, first)
    if at >= len(verbs) or _NO_VERB.fullmatch(verbs[at]) or any(map(_MEDIUM.fullmatch, verbs[: at + 1])):
        return text
    many = at > 0 and verbs[at - 1].endswith("s") and not verbs[at - 1].endswith("ss")
    acts = verbs[at] if many else anchors.third(verbs[at])
    return f"{asked['who']}{' '.join((*words[:at], acts + words[at][len(verbs[at]) :], *words[at + 1 :]))}"


def _along_path(text: str) -> str:
    """ "start at the gate, fly over the pool and end on the sea" with the camera that does so."""
    if not _PATH_START.search(text) or not _PATH_END.search(text):
        return text
    text = _PATH_START.sub(lambda m: f"{m[1]}the camera {anchors.third(m[2].lower())}", text, count=1)
    return _PATH_STEP.sub(lambda m: f"{m[1]}{anchors.third(m[2].lower())}", text)


def _wished_es(text: str) -> str:
    """ "haz que mi tortuga gane" as what is seen: "la tortuga gana"."""
    wished = _WISHED_ES.match(text)
    if not wished:
        return text
    return f"{wished['who']} {mood.indicative(wished['verb'].lower())}{text[wished.end() :]}"


def _ended(words: str, cjk: bool) -> str:
    return words if words[-1:] in ".!?。！？…" else words + ("。" if cjk else ".")


def _with_double_quotes(wish: Wish) -> str:
    text = CASTING.sub("", wish.text) if any(mark in wish.text for mark in ("(", "（", "saved")) else wish.text
    for line in wish.lines:
        text = text.replace(f"'{line}'", f'"{line}"').replace(f"‘{line}’", f'"{line}"')
    return text


def tidy(text: str) -> str:
    """Without doubled blanks and commas, and without words and marks left over at the edges."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\(\s*\)|（\s*）", "", text)
    for _ in range(2):
        text = _ORPHAN.sub(r"\1", text)
    text = re.sub(r"\s*([,，、;；:：.。])(?:\s*[,，、;；:：.。])+", r"\1", text)
    text = re.sub(r"\s+([,，、;；:：.。])", r"\1", text)
    text = re.sub(r"(?<=[，、。：；])\s+", "", text)
    for _ in range(6):
        text = _TAIL.sub("", text)
        text = text.lstrip(" ,.;:，。、；：—-")
        text = _LEAD.sub("", text)
    text = re.sub(r"(?<=" + CJK + r") (?=" + CJK + r")", "", text).strip()
    text = re.sub(r"^的(?![士确])", "", text)
    return re.sub(r"(?<=" + CJK + r")[をへに]$", "", text)
