# ruff: noqa: E501
"""How much of the guide's formula a prompt covers, and what to add next.

The ladder is the guide's: a **basic** prompt has a subject, its movement and a scene; a **rich** one describes them and
says where the movement ends; a **cinematic** one directs camera, light and mood as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kling.lexicon import TIMES_OF_DAY, WEATHER
from kling.prompts.analyse import Level, Slot, analyse
from kling.prompts.language import language_of
from kling.prompts.scenario import Scenario

LADDER: tuple[tuple[Level, tuple[Slot, ...]], ...] = (
    ("basic", ("subject", "movement", "scene")),
    ("rich", ("description", "end_state")),
    ("cinematic", ("camera", "lighting", "atmosphere")),
)
SHOWN: Mapping[Scenario, tuple[Slot, ...]] = {
    "i2v": ("scene", "description", "lighting", "atmosphere"),
    "first_last": ("scene", "description", "end_state", "lighting", "atmosphere"),
    "element": ("description",),
    "multi_image": ("description",),
    "reference": ("description", "camera", "atmosphere"),
}
"""What a scenario's pictures or clip show, so that words need not. An edit keeps all of its clip: the formula is not
for it."""

_WHY: dict[Slot, str] = {
    "subject": "name the one thing the eye follows, in the first clause",
    "movement": "give it one visible action; without one the film is nearly a still",
    "scene": "say where this happens, with two to four things to be seen there",
    "description": "add two to five visible traits: age, build, clothing with colour and material, one unique mark",
    "end_state": "say how the movement ends, so that the film does not loop or freeze",
    "camera": "give a shot size, an angle, one move and its speed",
    "lighting": "name the source of light, its direction and quality",
    "atmosphere": "add one word of mood and one of palette",
    "audio": "say what is heard and what is not; unspecified sound is invented",
    "dialogue": "",
}
_EXAMPLES: dict[str, dict[Slot, tuple[str, ...]]] = {
    "en": {
        "subject": ("a ferry captain", "a tabby kitten", "a cast-iron teapot"),
        "movement": ("lifts the lid, pauses and lowers it", "turns from the window until she faces the camera"),
        "scene": ("on a night ferry deck, wet planks reflecting a red lamp", "inside a narrow print shop"),
        "description": (
            "in a mustard raincoat with a torn left cuff",
            "early sixties, silver braid, flour on both forearms",
        ),
        "end_state": ("and comes to rest", "and stops at the edge", "until she meets the camera"),
        "camera": ("Medium close-up, eye level, static camera.", "Slow push-in that ends on the hands."),
        "lighting": ("Soft window light from the left.", "Low sun behind the subject, thin gold rim."),
        "atmosphere": ("Hushed and expectant, muted teal and rust.", "Playful, saturated candy colours."),
        "audio": ("Audio: footsteps on gravel, wind in the trees, no music.",),
    },
    "zh": {
        "subject": ("一位渡船船长", "一只虎斑小猫", "一把铸铁茶壶"),
        "movement": ("掀开壶盖，停了一下，再轻轻盖上", "从窗边转过身，直到面对镜头"),
        "scene": ("夜里的渡船甲板上，湿木板映着一盏红灯", "狭窄的印刷作坊里"),
        "description": ("穿芥末黄雨衣、左袖口有一道裂口", "六十出头，银色发辫，两臂沾着面粉"),
        "end_state": ("最后停住", "停在边缘", "直到与镜头对视"),
        "camera": ("中近景，平视，固定镜头。", "缓慢推近，停在双手上。"),
        "lighting": ("左侧窗边柔光。", "低低的太阳在主体身后，一道细细的金色轮廓光。"),
        "atmosphere": ("安静而期待，低饱和的青绿与铁锈色。", "俏皮，糖果般的高饱和色彩。"),
        "audio": ("声音：碎石上的脚步声，林间风声，无音乐。",),
    },
    "ja": {
        "subject": ("渡し船の船長", "キジトラの子猫", "鉄の急須"),
        "movement": ("蓋を持ち上げ、間を置いて戻す", "窓から振り向き、カメラに向き合う"),
        "scene": ("夜の渡し船の甲板、濡れた板に赤い灯りが映る", "狭い印刷所の中"),
        "description": ("左袖の破れたからし色のレインコートの", "六十代前半、銀色の三つ編み、両腕に小麦粉がついた"),
        "end_state": ("最後に止まる", "縁で立ち止まる", "カメラと目が合うまで"),
        "camera": ("ミディアムクローズアップ、アイレベル、固定カメラ。", "ゆっくりドリーイン、手元で止まる。"),
        "lighting": ("左からの柔らかい窓の光。", "被写体の後ろの低い太陽、細い金色のリムライト。"),
        "atmosphere": ("静かで期待に満ち、くすんだ青緑と錆色。", "陽気、鮮やかなキャンディカラー。"),
        "audio": ("音：砂利を踏む足音、木々を渡る風、音楽なし。",),
    },
    "es": {
        "subject": ("una capitana de ferri", "un gatito atigrado", "una tetera de hierro"),
        "movement": ("levanta la tapa, espera y la baja", "se gira desde la ventana hasta mirar a cámara"),
        "scene": ("en la cubierta nocturna de un ferri, tablas mojadas que reflejan un farol rojo", "en una imprenta estrecha"),
        "description": (
            "con un impermeable mostaza de puño izquierdo roto",
            "de unos sesenta años, trenza plateada, harina en los dos antebrazos",
        ),
        "end_state": ("y se detiene", "y se para en el borde", "hasta que mira a cámara"),
        "camera": ("Plano medio corto, a la altura de los ojos, cámara fija.", "Acercamiento lento que termina en las manos."),
        "lighting": ("Luz suave de ventana desde la izquierda.", "Sol bajo detrás, un borde dorado fino."),
        "atmosphere": ("Callado y expectante, verde azulado y óxido apagados.", "Juguetón, colores caramelo saturados."),
        "audio": ("Audio: pasos sobre grava, viento en los árboles, sin música.",),
    },
}  # fmt: skip
_NIGHT_LIGHT = {
    "en": ("Moonlight from behind, one lit window.", "One warm street lamp from frame right."),
    "zh": ("身后的月光，一扇亮着的窗。", "画面右侧一盏暖色路灯。"),
    "ja": ("後ろからの月明かり、灯りのついた窓がひとつ。", "右から街灯の暖かい光。"),
    "es": ("Luz de luna desde atrás, una ventana encendida.", "Una farola cálida desde la derecha."),
}
_WET_LIGHT = {
    "en": (
        "Overcast daylight, wet surfaces reflecting the sky.",
        "Cold street light from behind, reflections in the wet.",
    ),
    "zh": ("阴天的日光，湿地面映着天空。", "身后冷色路灯，水面有倒影。"),
    "ja": ("曇天の光、濡れた地面に空が映る。", "後ろから冷たい街灯、濡れた路面に反射。"),
    "es": ("Luz de día nublado, superficies mojadas que reflejan el cielo.", "Farola fría desde atrás, reflejos en lo mojado."),
}  # fmt: skip


class Suggestion(NamedTuple):
    """An empty slot, why to fill it, and ready phrases in the prompt's language (English where that is not known)."""

    slot: Slot
    why: str
    examples: tuple[str, ...]


class Coverage(NamedTuple):
    """``score`` of ``of`` slots filled; ``level`` is the highest rung with every slot of it and below filled. ``shown``
    are the slots that pictures fill."""

    level: Level
    score: int
    of: int
    filled: tuple[Slot, ...]
    next: tuple[Suggestion, ...]
    shown: tuple[Slot, ...] = ()


def _examples(slot: Slot, text: str) -> tuple[str, ...]:
    language = language_of(text)
    language = language if language in _EXAMPLES else "en"
    if slot == "lighting":
        if any(m.term.id in ("night", "midnight", "blue_hour") for m in TIMES_OF_DAY.find(text)):
            return _NIGHT_LIGHT[language]
        if any(m.term.falling == "rain" for m in WEATHER.find(text)):
            return _WET_LIGHT[language]
    return _EXAMPLES[language].get(slot, ())


def coverage(text: str, *, sound: bool = False, scenario: Scenario = "t2v") -> Coverage:
    """Which slots a prompt fills, its level on the ladder, and suggestions for the next rung first. ``audio`` counts
    only when the request asks for sound; what a scenario's pictures show need not be said."""
    found = analyse(text)
    wanted = [slot for _, slots in LADDER for slot in slots] + (["audio"] if sound else [])
    said = [slot for slot in wanted if found.filled(slot) or (slot == "audio" and found.filled("dialogue"))]
    shown = tuple(slot for slot in wanted if slot not in said and slot in SHOWN.get(scenario, ()))
    filled = tuple(slot for slot in wanted if slot in said or slot in shown)
    level: Level = "bare"
    for rung, slots in LADDER:
        if not all(slot in filled for slot in slots):
            break
        level = rung
    missing = [slot for slot in wanted if slot not in filled]
    suggestions = tuple(Suggestion(slot, _WHY[slot], _examples(slot, text)) for slot in missing)
    return Coverage(level, len(filled), len(wanted), filled, suggestions, shown)
