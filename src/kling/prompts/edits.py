"""The prompt of an edit: what is to change in a clip, how the change sits in the picture, and what stays."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re

from kling.prompts import address
from kling.prompts.draft import ASIDE, Draft, tidy
from kling.prompts.naming import THING, article_es, head, named, same_script
from kling.prompts.pattern import CJK, pattern
from kling.prompts.vocabulary import ANGLES, COLOURS, EDITS, PEOPLE, SHOT_SIZES, STYLES, TIMES_OF_DAY, WEATHER
from kling.prompts.wish import meta_spans

CLIP = pattern(
    r"\b(?:this|the|that|my|our)\s+(?:[\w'-]+\s+)?(?:clip|video|footage|recording|film|shot|interview|take)\b(?:\s+of\s+(?=my|the|a|our))?"
    r"|(?:这段|这个|该|我的|此)?(?:视频|片段|短片|影片)|(?:この|その|私の)?(?:動画|映像|クリップ|ビデオ)|\b(?:este|esta|el|mi|la)\s+(?:vídeo|video|clip|grabación|toma|entrevista)\b",
    re.IGNORECASE,
)
"""The clip that is given, as a wish calls it."""
_JOINT = pattern(
    r"\s*[,;.?，。；、？]\s*(?:(?:and|then|but|y|pero|luego)\b\s*|(?:再|并且?|然后|同时)\s*)?|\s+(?:and|then|but|y|pero|luego)\s+(?=[a-záéíóúñ]+\b)|(?:并且?|然后|同时)",
    re.IGNORECASE,
)
_SOUND = pattern(
    r"\b(?:(?:soft|gentle|some|quiet|sad|slow|light|upbeat)\s+(?:\w+\s)?(?:cello|violin|piano|guitar|drums|strings|harp|flute|trumpet|saxophone)|commentary|jazz|techno|music|soundtrack|score|song|orchestra|audio|sounds?|noises?|voices?|voice-?over|narration|dialogue|speech|bgm|(?:everything|what|all) (?:that )?(?:he|she|they|i|it|we)(?:['’]re| is| are)? (?:says?|said|saying)|mute(?:d)?|silent)\b"
    r"|音乐|配乐|声音|原声|原音|音效|背景音|静音|消音|音频|配音|BGM|音楽|音声|効果音|ミュート|元の音|(?<!"
    + CJK
    + r")(?:声|音)(?=は|を|も|が)"
    r"|\b(?:música|audio|sonidos?|voz|voces|banda sonora|ruidos?|canción|silencia\w*|lo que dicen?)\b",
    re.IGNORECASE,
)
_OF_SOUND = pattern(
    r"^(?:(?:please|also|just|but|and|then|再|并|还|给[^，。]{0,14}?)\s*)*(?:add|put|lay|play|include|keep|leave|preserve|retain|mute|drop|strip|remove|delete|kill|replace|cut|with|without|no|turn (?:off|down)|make it (?:silent|mute)|加|配|添|保留|去掉|删|静音|消音|关|不要|原声|deja|mantén|conserva|manteniendo|silencia|quita|elimina|pon|añade|agrega|con|sin|mute)"
    r"|^(?:BGM|音楽|音声|効果音|元の音|声|音|ミュート|消音)|(?:静音|消音|不变|保留|别动)$",
    re.IGNORECASE,
)
_KEEP = pattern(
    r"^(?:(?:keep|leave) )?(?:same everything else|(?:the )?(?:rest|others?)|everything else|all else|nothing else|(?:and )?(?:please )?(?:don['’]?t|do not) (?:touch|change|alter|edit) (?:anything|the rest|any)(?: else)?|lo demás|todo lo demás)\b[^,.;]*$|^(?:其他|其余|别的)[^，。]*$|^人物不变$|^[^，。]{0,6}(?:别|不要|不用|无需)(?:变|动|改)[^，。]*$|^(?:他|ほか|それ以外|あと)(?:は)?[^、。]*(?:そのまま|変えない)[^、。]*$|^(?:deja|mantén|conserva) (?:todo )?lo demás[^,.;]*$|^(?:sin (?:tocar|cambiar) )(?:lo demás|nada más)$",
    re.IGNORECASE,
)
_STAYS_JA = pattern(r"(?:音声|音|声|BGM)[^、。]*(?:そのまま|残)|^(?!.*[をに]).*(?:はそのまま|は変えない)(?:で)?$")
_BEFORE = pattern(
    r"^(?:this |it )?(?:was |is )?(?:shot|filmed|recorded|taken)\b(?= (?:at|in|on|during|with|by)\b|$)", re.IGNORECASE
)
_CHANGES_CJK = pattern(r"変更|変え|削除|追加|改|换|加上|去掉")
_LIKE = pattern(
    r"\b(like|as|como) (?:(?:it is |the one )?(?:in|on|from) (?:the|this|my) (?:photo|picture|image)|en (?:la|esta|mi) (?:foto|imagen))\b",
    re.IGNORECASE,
)
_PRONOUN = pattern(
    r"^((?:make|turn|restyle|convert|transform|change|render|redo|give|light|relight|recolou?r|brighten|darken|slow|speed)\s+)(?:it|this|that|everything|all of it)\b(?! (?:rain|snow|hail|pour)\b)",
    re.IGNORECASE,
)
_SWAP = pattern(r"^(?:swap|replace|exchange|switch|substitute)\s+(.+?)\s+(?:for|with|by)\s+(.+)$", re.IGNORECASE)
_CHANGE_TO = pattern(
    r"^(?P<verb>change|turn|recolou?r|repaint|paint|dye)\s+(?P<old>(?:the|her|his|their|a|an|my|every|all)\s[^,;]+?)\s+(?P<into>to|into)\s+(?P<new>.+)$",
    re.IGNORECASE,
)
_REMOVE = pattern(
    r"^(?P<verb>remove|delete|erase|get rid of|take out)\s+(?P<what>(?:(?!\band (?:add|change|make|turn|replace|put|give|re\w+|delete|erase|swap)\b)[^,;.])+)(?P<rest>.*)$",
    re.IGNORECASE,
)
_ORDER_ES = pattern(
    r"^(?:quita|elimina|borra|añade|agrega|cambia|sustituye|reemplaza|suprime)\w{0,3}\s(?:(?!,|;|\by (?:quita|elimina|borra|añade|agrega|cambia|pon|haz|deja)).)+$",
    re.IGNORECASE,
)
_WHOLE_ZH = pattern(
    r"^(?:把|将)?(?:整段|整个(?:视频|画面|片子)?|全片|全部|整片)(?:视频|画面)?(?:都)?((?:改|变|换|转|做)成)"
)
_MINE = pattern(
    r"^(?:swap|replace|change|exchange|switch)\s+(?P<what>(?:the|his|her|their)\s+(?P<noun>(?:[\w'-]+\s)??[\w'-]+)(?:\s(?:that|which|he|she|they|it|the|in|on|from)\b[^,;]*?)?)\s+(?:for|with|to|by)\s+(?:the )?(?:mine|my own(?: one)?|ours|this one)\b.*$",
    re.IGNORECASE,
)
"""A thing of a clip that is to give way to the user's own, which a picture shows."""
_COUNTED = pattern(
    r"^\s*(?:just\s+)?(?:an?|one|two|three|four|a few|some|a couple of|my)?\s*(?:small |quick |little )?(?:fix(?:es)?|changes?|edits?|things?|corrections?)(?: please)?\s*:\s*",
    re.IGNORECASE,
)
"""How many changes follow."""
_HAVE_SAY = pattern(
    r"\s*(?:,|;|\band\b|\balso\b)*\s*\b(?:have|make|let)\s+(?:him|her|them|it|the [\w-]+)\s+(?:say|sing|shout|whisper|tell)\b[^.;]*",
    re.IGNORECASE,
)
"""Speech that is to be put into a clip: it cannot be, and a note says so."""
_ALSO_OUT = pattern(
    r"(,\s*(?:and\s+)?|\band\s+)(?:get rid of|take out|take away|edit out|erase|delete)\s+(?=\S)", re.IGNORECASE
)
_TAKE_OUT = pattern(r"^(?:get rid of|take out|take away|lose|clean up|edit out|cut out|erase)\s+(?=\S)", re.IGNORECASE)
_PUT_ON = pattern(
    r"^(?:put|place)\s+(?P<what>.+?)\s+(?P<where>(?:on|onto|in|into|above|over|behind|beside|next to|under|around|at|to the (?:left|right) of|in front of)\s.+)$",
    re.IGNORECASE,
)
_PUT_ON_ES = pattern(r"^(?:pon(?:le|les|me)?|ponga(?:le)?|agrégale|añádele)\s+(?=\S)", re.IGNORECASE)
_SHOULD_BE = pattern(
    r"^(?:i (?:want|need|would like|['’]d like)\s+)?(?P<what>(?:the|this|that|a|an)\s[^,;]+?)\s+(?:(?:should|must|needs? to|ought to|to)\s+(?P<how>be|become|look|have))\s+(?P<new>.+)$",
    re.IGNORECASE,
)
_CAN_IT_BE = pattern(
    r"^(?:can|could|should|what if|how about)\s+(?:it|this|that|everything|<<<video_1>>>|we)\s+(?:be|is|was|were|look|make it|have it)\s+(?:like\s+)?(?P<new>.+)$",
    re.IGNORECASE,
)
_WEATHER_NOUN = {
    "raining": "rain",
    "snowing": "snow",
    "rainy": "rain",
    "snowy": "snow",
    "foggy": "fog",
    "stormy": "a storm",
}
_MAKE_LOOK = pattern(
    r"^(?P<verb>make|let|have)\s+(?P<what>(?:the|his|her|its|their|every|all the|all)\s(?:[\w'’-]+\s){1,4}?)(?P<how>(?:look|appear|seem|glow|shine|feel|\w{3,}er\b|more|less|bigger)\b.*)$",
    re.IGNORECASE,
)
_MAKE_COLOUR = pattern(
    r"^make\s+(?P<what>(?:the|his|her|its|their|this|that|all the|all)\s(?:[\w'’-]+\s){0,3}?[\w'’-]+)\s+(?P<colour>(?:(?:dark|light|bright|deep|pale|hot|sky|navy|emerald|forest|mint|royal|blood|baby|neon|matte|burnt|off)[ -])?\w+)$",
    re.IGNORECASE,
)
_ADD = pattern(
    r"^add\s+(?:(?!,|;|\.|\band (?:add|change|make|turn|replace|put|give|remove|delete|swap|keep)\b).)+$", re.IGNORECASE
)
_LOOKS_BAD = pattern(
    r"^(?P<what>the [\w' -]+?)\s+(?:looks?|is|are|seems?|feels?)\s+[\w -]+?\s*[,;.]\s*(?:so\s+|please\s+)?(?P<verb>swap|change|replace|turn|make|remove|recolou?r)\s+(?:it|them)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_PACE = pattern(r"^(?P<how>slow|speed)\s+(?:it|this|that|everything|the \w+)\s+(?:down|up)\b.*$", re.IGNORECASE)
_PUT_SCENE = pattern(
    r"^(?:put|place|set)\s+(?:(?:this|the|my)\s+)?(?:interview|clip|video|scene|footage|conversation|him|her|them|everyone|us|me)\s+(?:on|in|into|inside|at|under)\s+(?P<place>\S.*)$",
    re.IGNORECASE,
)
_CLIP_AS = pattern(
    r"^(?:my|this|the)\s+(?:[\w-]+\s+){0,3}(?:clip|video|footage)\s+(?:as|in)\s+(?P<style>\S.*)$", re.IGNORECASE
)
_SAME_BUT = pattern(
    r"^(?:the\s+)?same (?:clip|video|shot|scene|footage),?\s+(?:but|except(?: that)?|only)\s+(?:with\s+)?(?P<but>.+)$",
    re.IGNORECASE,
)
_TAKE_OFF = pattern(
    r"^take (?P<what>(?:the|that|this|his|her|their)\s[^,;.]+?) off (?:of )?(?P<of>\S.*)$", re.IGNORECASE
)
_NEEDS = pattern(
    r"^(?P<who>(?:the\s)?[\w'-]+(?:\s[\w'-]+)?)\s+(?:needs?|could use|is missing|should (?:wear|hold|carry|have))\s+(?P<what>(?:an?|the|some|two|three|more)\s.+)$",
    re.IGNORECASE,
)
_KEY = pattern(
    r"^(?P<key>re-?light|light(?:ing)?|background|sky|weather|style|season|time of day)\s*[:—]\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_FROM_PICTURE = pattern(
    r"^(?:change|replace|swap)\s+(?P<what>(?:the|his|her|their)\s(?:(?!\b(?:for|with|to|by|in)\b)[\w' -])+?)\s+(?:from|with|using|to)\s+(?P<ref><<<image_\d+>>>)$",
    re.IGNORECASE,
)
_HAS_TO_GO = pattern(
    r"^(?P<what>(?:the|that|this|his|her|their|those|these)\s[^,;]+?)\s+(?:(?:has|have|needs?|must|should)\s+(?:to )?(?:go|disappear|vanish)|should(?:n['’]t| not) be (?:there|in (?:the )?(?:shot|frame|picture)))$",
    re.IGNORECASE,
)
_POLITE = pattern(r"^(?:(?:please|pls|kindly|so)\s+)+", re.IGNORECASE)
_COMPLAINT = pattern(
    r"^(?:it|this|that|the (?:clip|video|picture|image|footage|shot|light|scene))(?:['’]s| is| looks?| feels?| seems?)\s+(?:way |a bit |a little |much |just )?too\s+[\w-]+$|^(?:画面|视频|光线|颜色|天空)?(?:有点|太)[^，。]{1,4}了?$|^(?:está|se ve|queda) (?:muy|demasiado) \w+$|^(?:画面|映像)?が?[^、。]{1,4}すぎ(?:る|ます)$",
    re.IGNORECASE,
)
"""What is wrong with a clip, said before what is to be done about it."""
_GREEN_SCREEN = pattern(
    r"green[- ]?screen|chroma ?key|\bkey out the background|绿幕|绿屏|グリーンバック|\bcroma\b|pantalla verde",
    re.IGNORECASE,
)
_KEPT = pattern(
    r"\b(?:keep|keeping)\s+(?:only\s+)?(?P<en>(?:the|her|him|them)\b[^,.;]*)|\b(?:conserva|mantén)\s+(?P<es>[^,.;]+)|保留(?P<zh>[^，。]+)|(?P<ja>[^、。]+?)は(?:残|そのまま)",
    re.IGNORECASE,
)
_SEEN_FROM = {
    "en": pattern(r"\bfrom (?:(?:right |directly |straight )?(?:under|below|beneath|behind|above|over|inside|across)|his|her|their|the (?:side|front|back|rear|left|right|top|ground|floor|ceiling|other side|audience|street|stands))\b[^,.;?]*", re.IGNORECASE),
    "es": pattern(r"\bdesde (?:abajo|arriba|atrás|detrás|dentro|encima|debajo|el lado|la izquierda|la derecha|el suelo|el techo)\b[^,.;?]*", re.IGNORECASE),
    "zh": pattern(r"从[^，。]{1,8}?(?=的?(?:角度|视角|方向)|看|拍)(?:的?(?:角度|视角|方向))?"),
    "ja": pattern(r"[^、。]{1,8}から(?:の(?:角度|視点|アングル))?"),
}  # fmt: skip
_LIGHTEN = pattern(r"^(?:re-?)?light\s+(.+?)\s+(?:with|by|using)\s+(.+)$", re.IGNORECASE)
_OF_WHOM_ES = pattern(
    r"\b((?:este|esta|el|mi|la)\s+(?:vídeo|video|clip|grabación|toma))\s+de\s+(?:mi|mis|nuestr[oa]s?|el|la)\s+\w+(?=\s+(?:en|a)\s)",
    re.IGNORECASE,
)
_LET_ES = pattern(r"^que\s+", re.IGNORECASE)
_SWITCHED = pattern(r"\b(?:turn|switch|put)\b[^,.;]*\s(on|off)[\s.!]*$", re.IGNORECASE)
_PUT = pattern(r"\s*(put|place|take|pon)\s", re.IGNORECASE)
_BACKGROUND = pattern(
    r"(?<!in the )(?<!of the )(?<!from the )\bbackground\b|背景(?!里|中|的人|の人|にいる)|(?<!del )(?<!al )(?<!en el )\bfondo\b",
    re.IGNORECASE,
)
_SKY = pattern(r"\bsky\b(?! of\b)|天空|空を|\bcielo a\b", re.IGNORECASE)
_LIT = pattern(
    r"\b(?:light(?:ing|s)?|lit|lamps?|candle\w*|campfire|ilumina\w*|luz|vela)\b|灯|光|照明|ライト", re.IGNORECASE
)
_COLOUR = pattern(r"\bcolou?rs?\b|颜色|染成|色を|\bcolor\b", re.IGNORECASE)
_CLOTHES_OF = {
    "man": pattern(r"\bhis\b", re.IGNORECASE),
    "woman": pattern(
        r"\bher\b(?=\s+(?!by\b|to\b|into\b|with\b|in\b|on\b|as\b|for\b|from\b|a\b|an\b|the\b|look\b|wear\b)[a-z])",
        re.IGNORECASE,
    ),
}
_WHO_IS = {
    "man": pattern(r"\bhe\b(?:['’]s(?=\s))?", re.IGNORECASE),
    "woman": pattern(r"\bshe\b(?:['’]s(?=\s))?", re.IGNORECASE),
}

_SITS: dict[str, tuple[str, str, str, str]] = {
    "rain": ("Drops fall in front of the lens and surfaces turn wet", "雨滴从镜头前落下，地面渐渐湿润", "雨粒がレンズの前を落ち、地面が濡れる", "Las gotas caen ante la lente y el suelo se moja"),
    "snow": ("Flakes pass in front of the lens and gather on shoulders and surfaces", "雪花从镜头前飘过，落在肩头和地面", "雪がレンズの前を舞い、肩や地面に積もる", "Los copos pasan ante la lente y se acumulan en hombros y superficies"),
    "fog": ("Shapes pale with distance", "远处的轮廓渐渐变淡", "遠くほど輪郭が淡くなる", "Las formas palidecen a lo lejos"),
    "background": ("Match perspective and the light on the edges of the subject", "透视和主体边缘的光线与新背景一致", "遠近感と人物の輪郭の光を合わせる", "Ajusta la perspectiva y la luz en los bordes del sujeto"),
    "light": ("Shadows follow the new light", "阴影随新的光源变化", "影は新しい光に従う", "Las sombras siguen la nueva luz"),
    "hour": ("Warm or cool the light on people and ground to match", "人物和地面的光色与之相符", "人物と地面の光の色を合わせる", "Ajusta el color de la luz en personas y suelo"),
    "colour": ("Keep its texture and reflections", "质感和反光保持不变", "質感と反射はそのまま", "Conserva su textura y reflejos"),
    "replace": ("Same position, motion and timing, lit like the rest of the scene", "位置、动作和节奏相同，光线与画面一致", "位置、動き、タイミングは同じ、光は場面に合わせる", "Misma posición, movimiento y ritmo, con la luz de la escena"),
    "add": ("Match the scale, light and shadows of the scene", "大小、光线和阴影与画面一致", "大きさ、光、影を場面に合わせる", "Ajusta escala, luz y sombras a la escena"),
}  # fmt: skip
"""How a change sits in the picture."""
_GREEN = {
    "en": "Change the background in {ref} to a green screen, and keep {kept}. Clean edges, even light. Keep motion, framing and everything else unchanged.",
    "zh": "将{ref}的背景改成绿幕，保留{kept}。边缘干净，光线均匀。动作、构图和运镜保持不变。",
    "ja": "{ref}の背景をグリーンバックに変更し、{kept}を残す。輪郭はきれいに、光は均一に。動き、構図、カメラはそのまま維持。",
    "es": "Cambia el fondo de {ref} a una pantalla verde y conserva a {kept}. Bordes limpios, luz uniforme. Mantén movimiento, encuadre y todo lo demás sin cambios.",
}
_ANYBODY = {"en": "the people in front of it", "zh": "前景人物", "ja": "手前の人物", "es": "las personas"}
_VIEW = {"en": "different-angle", "zh": "另一角度", "ja": "別の角度", "es": "otro ángulo"}
_FROM_WHERE = "Generate a view of {deed} in {ref} {where}. Keep the same performance, timing and place unchanged."
_SAME_DEED = pattern(
    r"\bsame ((?!angle|action|view|shot|scene|clip|video|thing)[\w'-]+(?:\s[\w'-]+)?)\s+(?:but\s+)?(?:seen\s+|shot\s+|filmed\s+)?from\b",
    re.IGNORECASE,
)
_STATES_EN = pattern(
    r"^(?:the|this|that|these|those|an?|he|she|it|they|everyone|everybody|all|his|her|their|its|there)\s", re.IGNORECASE
)
_SO_THAT = {
    "en": "Change {ref} so that {content}",
    "zh": "改变{ref}：{content}",
    "ja": "{ref}を変更：{content}",
    "es": "Cambia {ref}: {content}",
}
_AS_IT_IS = {
    "en": "Keep {ref} as it is",
    "zh": "{ref}保持原样",
    "ja": "{ref}はそのまま",
    "es": "Conserva {ref} como está",
}
"""For a wish that asks for nothing that an edit can do."""
_COMPARED = pattern(r"^(?:(?:a (?:bit|little)|much|way|slightly) )?(?:(?:more|less)\s+[\w-]+|\w{3,}er)$", re.IGNORECASE)
_LANGUAGES = ("en", "zh", "ja", "es")


def edit(draft: Draft) -> str:
    """The prompt of an edit."""
    phrases, token, language = draft.phrases, draft.token("video"), draft.wish.language
    text = _wanted(address.ordered(address.closed(ASIDE.sub("", draft.bound))), language)
    for start, end in reversed(meta_spans(text, sound=False)):
        text = f"{text[:start]} {text[end:]}"
    switched, put = _SWITCHED.search(text), _PUT.match(text)
    text = re.sub(r"[朝昼夕夜昨日]+に撮(?:った|影した)(?=[^、。])", "", text)
    text = tidy(_HAVE_SAY.sub("", _COUNTED.sub("", text)))
    text = _ALSO_OUT.sub(r"\1remove ", text) if draft.wish.language == "en" else text
    if put and not text.lower().startswith(put[1].lower()):
        text = f"{put[1]} {text}"
    if switched and not text.endswith(switched[1]):
        text = f"{text} {switched[1]}"
    if draft.wish.new_angle:
        return _new_angle(draft, text)
    text = re.sub(r"(?:,|，|、)?\s*(?:and|y)?\s*(?:make it|hazlo|ponlo)\s*$", "", text)
    text = re.sub(r"我(?=(?:身后|背后|后面|旁边|前面))", "人物", text)
    text = re.sub(r"\b(detrás|delante|al lado|cerca) de mí\b", r"\1 de la persona", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\bbehind me\b",
        "behind the person",
        re.sub(r"\bmy\b(?! (?:clip|video|footage))", "the", text, flags=re.IGNORECASE),
    )
    if _GREEN_SCREEN.search(text):
        return _keyed(draft)
    text = _located(_ordered(_pictured(draft, _owned(draft, text)), language), token, draft)
    edits = {m.term.id for m in EDITS.find(text)}
    sentences = [
        text[:1].upper() + text[1:],
        phrases.fill.rstrip("。.") if "remove" in edits else "",
        _sits(text, edits, language),
    ]
    written = draft.space.join(f"{s}{'。' if draft.cjk else '.'}" for s in sentences if s)
    extra = []
    for name, asset, _ in draft.assets:
        if asset.kind == "video" or name in written:
            continue
        known = asset.description and same_script(asset, cjk=draft.cjk)
        extra.append(phrases.use_image.format(noun=head(asset.description) if known else THING[language], ref=name))
    keep = phrases.keep_style if STYLES.find(text) else phrases.keep
    return draft.unmasked(draft.space.join([written, *extra, keep]))


def _wanted(text: str, language: str) -> str:
    """The parts of a wish that change the picture: not those on sound, on what stays, and on how the clip was made."""
    joints = [*_JOINT.finditer(text), None]
    kept: list[str] = []
    at, before = 0, ""
    for joint in joints:
        part = _POLITE.sub("", text[at : joint.start() if joint else len(text)].strip())
        sounds = _SOUND.search(part) and (_OF_SOUND.search(part) or not EDITS.find(part))
        sounds = sounds or (language == "ja" and _STAYS_JA.search(part))
        if part and not sounds and not _KEEP.match(part) and not _BEFORE.match(part) and not _COMPLAINT.match(part):
            kept.append(f"{before if kept else ''}{part}")
        at, before = (joint.end(), joint[0]) if joint else (at, "")
    return "".join(kept) or text


def tells_of_clip(words: str) -> bool:
    """Whether words only say how a clip was made, or what is wrong with it."""
    return bool(_BEFORE.match(words) or _COMPLAINT.match(words))


def _owned(draft: Draft, text: str) -> str:
    """``text`` with "his" and "her" written as whose they are, where the clip is known to show one person."""
    clip = next((b.asset for b in draft.assets if b.asset.kind == "video"), None)
    people = PEOPLE.find(clip.description) if clip and draft.wish.language == "en" else []
    if clip and people and people[0].term.id in _CLOTHES_OF:
        noun = clip.description[people[0].start : people[0].end].lower()
        text = _WHO_IS[people[0].term.id].sub(
            lambda m: f"the {noun}{' is' if len(m[0]) > 3 or m[0][-2:-1] in '’' + chr(39) else ''}", text
        )
        return _CLOTHES_OF[people[0].term.id].sub(f"the {noun}'s", text)
    return text


def _pictured(draft: Draft, text: str) -> str:
    """``text`` with "like in the photo" and "here is the photo" written as what the picture shows."""
    picture = next((b for b in draft.assets if b.asset.kind == "image"), None)
    text = re.sub(
        r",?\s*(?:and\s+)?here(?:['’]s| is) (?:the|a|my) (?:photo|picture|image)\b", "", text, flags=re.IGNORECASE
    )
    mine = _MINE.match(text) if picture else None
    if picture and mine:
        return f"swap {mine['what']} for {named(mine['noun'], picture.token, draft.phrases)}"
    if not picture or picture.token in text:
        return text
    known = picture.asset.description and same_script(picture.asset, cjk=draft.cjk)
    shown = named(
        head(picture.asset.description) if known else THING[draft.wish.language], picture.token, draft.phrases
    )
    return _LIKE.sub(lambda m: f"{'como' if m[1].lower() == 'como' else 'like'} {shown}", text)


def _ordered(text: str, language: str) -> str:
    """``text`` with the verbs that the guide gives for edits: add, remove, change, make."""
    text = re.sub(r"[?？]+\s*$", "", text)
    if language == "es":
        text = re.sub(r"^sin\s+(?=\w)", "quita ", text)
        text = re.sub(r"^¿?\s*y si (?:fuera|fuese|estuviera)\s+", "que sea ", text, flags=re.IGNORECASE)
        return _PUT_ON_ES.sub("añade ", text)
    if language == "ja":
        asked = re.sub(r"(?:ください|下さい|ほしい(?:です)?|もらえますか|お願いします)(?=[、。]|$)", "", text)
        asked = re.sub(r"(変え|替え|換え|入れ|加え|付け|つけ|見せ)て(?=[、。]?$)", r"\1る", asked)
        return re.sub(r"消して(?=[、。]?$)", "消す", asked)
    if language != "en":
        return text
    text = re.sub(r",?\s+instead\s*$", "", text)
    if seen := _LOOKS_BAD.match(text):
        text = f"{seen['verb']} {seen['what']} {seen['rest']}"
    text = re.sub(
        r"^(?:no more|without|no)\s+(?=\w)",
        "remove the "
        if not re.match(r"(?:no more|without|no)\s+(?:the|that|this|those|these|his|her)\b", text)
        else "remove ",
        text,
    )
    text = re.sub(r"^from\s+(?=\w+\s+to\s)", "change it from ", text)
    if pace := _PACE.match(text):
        return f"change it to {'slow motion' if pace['how'].lower() == 'slow' else 'a faster pace'}"
    if moved := _PUT_SCENE.match(text):
        return f"change the background to {moved['place']}"
    if styled := _CLIP_AS.match(text):
        return f"change it to {styled['style']}"
    if same := _SAME_BUT.match(text):
        told = re.sub(r"\bit['’]s\b", "it is", same["but"])
        return f"change it so that {told}"
    if gone := _HAS_TO_GO.match(text):
        return f"remove {gone['what']}"
    if off := _TAKE_OFF.match(text):
        return f"remove {off['what']} from {off['of']}"
    if needs := _NEEDS.match(text):
        return f"add {needs['what']} {'to' if needs['who'].lower().startswith('it') else 'for'} {needs['who']}"
    if keyed := _KEY.match(text):
        key = {"relight": "lighting", "re-light": "lighting", "light": "lighting"}.get(
            keyed["key"].lower(), keyed["key"].lower()
        )
        return f"change the {key} to {keyed['value']}"
    if using := _FROM_PICTURE.match(text):
        return f"change {using['what']} to {using['what']} from {using['ref']}"
    if wanted := _CAN_IT_BE.match(text):
        words = [_WEATHER_NOUN.get(word, word) for word in wanted["new"].split()]
        return f"change it to {' '.join(words)}"
    if wanted := _SHOULD_BE.match(re.sub(r",?\s+instead of [^,.;]+$", "", text)):
        look = {"look": "look ", "have": "have "}.get(wanted["how"].lower(), "")
        return f"make {wanted['what']} {look}{wanted['new']}" if look else f"change {wanted['what']} to {wanted['new']}"
    text = _TAKE_OUT.sub("remove ", text)
    if put := _PUT_ON.match(text):
        return f"add {put['what']} {put['where']}"
    return text


def _keyed(draft: Draft) -> str:
    """The guide's sentence for a green screen."""
    language = draft.wish.language
    said = _KEPT.search(draft.bound)
    kept = next((group for group in said.groups() if group), "") if said else ""
    clip = next((b.asset for b in draft.assets if b.asset.kind == "video"), None)
    people = PEOPLE.find(clip.description) if clip and same_script(clip, cjk=draft.cjk) else []
    if not kept and clip and people:
        noun = clip.description[people[0].start : people[0].end].lower()
        kept = {"en": f"the {noun}", "es": f"{article_es(noun)} {noun}"}.get(language, noun)
    return _GREEN[language].format(ref=draft.token("video"), kept=tidy(kept) or _ANYBODY[language])


def _located(text: str, token: str, draft: Draft) -> str:
    """``text`` as an instruction on the clip, which its token names."""
    if not re.search(r"\w{2}", text) or re.fullmatch(r"(?:make|turn|have) (?:it|this)", text, re.IGNORECASE):
        return _AS_IT_IS[draft.wish.language].format(ref=token)
    if _COMPARED.match(text):
        return f"Make {token} {text}" if text.endswith("er") else f"Change {token} to {text}"
    told = text
    swapped = _SWAP.match(text)
    lit = _LIGHTEN.match(text)
    if lit:
        return f"Change the lighting in {token} to {lit[2]}"
    if draft.wish.language == "es":
        text = _LET_ES.sub("haz que ", text)
    text = _OF_WHOM_ES.sub(r"\1", text)
    clip = CLIP.search(text)
    if clip:
        joint = " with " if re.search(r"\bof\s+$", clip[0]) else ""
        text = f"{text[: clip.start()]}{token}{joint}{text[clip.end() :]}"
        if joint:
            text = re.sub(rf"^(\w+) {re.escape(token)} with (the [\w' -]+?) (into|to)\b", rf"\1 {token} \3", text)
    elif _PRONOUN.match(text):
        text = _PRONOUN.sub(rf"\1{token}", text)
    elif swapped:
        text = f"Change {swapped[1]} in {token} to {swapped[2]}"
    elif draft.wish.language == "es" and _ORDER_ES.match(text):
        text = f"{text} en {token}"
    elif draft.wish.language == "zh" and _WHOLE_ZH.match(text):
        text = _WHOLE_ZH.sub(rf"把{token}\1", text)
    elif added := _ADD.match(text):
        text = f"{added[0]} in {token}"
    elif (dyed := _MAKE_COLOUR.match(text)) and COLOURS.find(dyed["colour"]):
        text = f"Change {dyed['what']} in {token} to {dyed['colour']}"
    elif made := _MAKE_LOOK.match(text):
        text = f"{made['verb']} {made['what']}in {token} {made['how']}"
    elif changed := _CHANGE_TO.match(text):
        text = f"{changed['verb']} {changed['old']} in {token} {changed['into']} {changed['new']}"
    elif removed := _REMOVE.match(text):
        joint = "in" if " from " in removed["what"] else "from"
        text = f"{removed['verb']} {removed['what'].rstrip()} {joint} {token}{removed['rest'] and ' '}{removed['rest'].lstrip()}"
    else:
        text = draft.phrases.in_clip.format(ref=token, content=text[:1].lower() + text[1:])
    text = re.sub(
        rf"^restyle ({re.escape(token)}) (?:to look )?like (the .+)$", r"Change \1 to the style of \2", text, flags=re.I
    )
    text = re.sub(
        rf"^restyle ({re.escape(token)}) (?:as|like|to) (?:an? )?(.+)$",
        r"Change \1 to \2 style",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r"\bstyle style\b", "style", text)
    if not EDITS.find(text) and not _CHANGES_CJK.search(text):
        told = told[:1].lower() + told[1:]
        orders = draft.wish.language == "en" and not _STATES_EN.match(told)
        told = re.sub(r"(?:这段|这个|我的)?(?:视频|片段)(?:里|中)的?|(?:この|その)?(?:動画|映像)の", "", told)
        form = draft.phrases.in_clip if orders else _SO_THAT[draft.wish.language]
        text = form.format(ref=token, content=told) if token not in told else told
    return text


def _sits(text: str, edits: set[str], language: str) -> str:
    """How the change sits in the picture, by its kind; empty where the instruction stands for itself."""
    weather = WEATHER.find(text)
    falling = {m.term.falling for m in weather}
    at = _LANGUAGES.index(language)
    kinds = (
        ("background", bool(_BACKGROUND.search(text))),
        ("hour", bool(_SKY.search(text))),
        ("rain", "rain" in falling),
        ("snow", "snow" in falling),
        ("fog", any(m.term.id in ("mist", "fog") for m in weather)),
        ("light", bool(_LIT.search(text))),
        ("hour", bool(TIMES_OF_DAY.find(text))),
        ("colour", bool(_COLOUR.search(text))),
        ("replace", "replace" in edits or (text.startswith("Change ") and "<<<image" in text)),
        ("add", "add" in edits),
    )
    if STYLES.find(text):
        return ""
    return next((_SITS[kind][at] for kind, fits in kinds if fits), "")


_OF_WHAT = pattern(r"\s(?:of|on|de|del|sobre)\s(?!the action\b|la acción\b)[^,.;，。]+", re.IGNORECASE)


def _new_angle(draft: Draft, text: str) -> str:
    """The guide's sentence for another view of the same action."""
    language, token = draft.wish.language, draft.token("video")
    where = _SEEN_FROM[language].search(text)
    if where and language == "en":
        deed = _SAME_DEED.search(text)
        told = f"the {deed[1]}" if deed else "the action"
        return _FROM_WHERE.format(deed=told, ref=token, where=where[0])
    seen = (
        [where[0]]
        if where
        else [
            text[m.start : m.end] + (of[0] if m.term.id in SHOT_SIZES and (of := _OF_WHAT.match(text, m.end)) else "")
            for m in (*ANGLES.find(text), *SHOT_SIZES.find(text))
        ]
    )
    view = draft.comma.join(seen) or _VIEW[language]
    seen_so = draft.phrases.angle.format(view=view, ref=token).replace("view view", "view")
    deed = _SAME_DEED.search(text) if language == "en" else None
    return seen_so.replace("the action", f"the {deed[1]}", 1) if deed else seen_so
