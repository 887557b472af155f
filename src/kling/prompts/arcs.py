"""Ready events for the shots of a storyboard whose scenes the wish does not list, by what it is about."""

# ruff: noqa: E501  (one event a line)
from __future__ import annotations

import re

from kling.prompts.pattern import pattern
from kling.prompts.staging import is_product
from kling.prompts.vocabulary import PEOPLE

_PRODUCT = {
    "en": (
        "a band of light slides across {subject} and stops",
        "light runs along the edge of {subject} and settles on its finest detail",
        "two hands lift {subject} into the light, turn it once and hold it still",
        "{subject} is set down, and what stands around it trembles and settles",
        "the background brightens slowly behind {subject} until its outline is clear",
        "{subject} faces the camera as the last reflection fades and settles",
    ),
    "zh": ("一道光从{subject}上滑过，停住", "光沿着{subject}的边缘游走，停在最精细的一处", "一双手把{subject}举到光里，转动一圈，停住", "{subject}被轻轻放下，周围的东西微微一震，归于平静", "{subject}身后的背景慢慢变亮，轮廓渐渐清晰", "{subject}正对镜头，最后一道反光淡去，停住"),
    "ja": ("光の帯が{subject}の上を滑り、止まる", "光が{subject}の縁を走り、細部で止まる", "両手が{subject}を光へ持ち上げ、一度回して止まる", "{subject}がそっと置かれ、まわりが揺れて静まる", "{subject}の背後がゆっくり明るくなり、輪郭が浮かび上がる", "{subject}が正面を向き、最後の反射が消えて静かに止まる"),
    "es": ("una franja de luz se desliza por {subject} y se detiene", "la luz recorre el borde de {subject} y se detiene en un detalle", "dos manos levantan {subject} hacia la luz, lo giran una vez y se detienen", "dejan {subject} sobre la mesa y lo que hay alrededor tiembla y se calma", "el fondo se aclara despacio detrás de {subject} hasta que se ve su contorno", "{subject} queda de frente mientras el último reflejo se apaga y se detiene"),
}  # fmt: skip
_PERSON = {
    "en": (
        "{subject} opens both eyes in the first light and sits up",
        "{subject} steps through a doorway, stops and looks ahead",
        "the hands of {subject} close around a small worn object and hold it",
        "{subject} walks along a road against the wind and slows down",
        "{subject} crosses the frame from left to right and leaves it",
        "{subject} sits down, breathes out and looks up at the sky",
    ),
    "zh": ("{subject}在晨光里睁开眼，坐起身", "{subject}走出门口，停下，望向前方", "{subject}的双手握住一件旧物，停住", "{subject}迎着风走在路上，慢慢停下", "{subject}从左到右走过画面，离开", "{subject}坐下，长出一口气，抬头望向天空"),
    "ja": ("{subject}が朝の光の中で目を開け、体を起こす", "{subject}が戸口を抜け、立ち止まって前を見る", "{subject}の手が古い小さな物を握り、止まる", "{subject}が風に逆らって道を歩き、足を緩める", "{subject}が左から右へ横切り、画面の外へ去る", "{subject}が腰を下ろし、息をついて空を見上げる"),
    "es": ("{subject} abre los ojos con la primera luz y se incorpora", "{subject} cruza una puerta, se detiene y mira al frente", "las manos de {subject} se cierran sobre un objeto gastado y se detienen", "{subject} camina por un sendero contra el viento y frena", "{subject} cruza el cuadro de izquierda a derecha y sale", "{subject} se sienta, suelta el aire y mira al cielo"),
}  # fmt: skip
_ANIMAL = {
    "en": (
        "{subject} opens both eyes in the first light, yawns and stretches",
        "{subject} laps water from a bowl and licks its nose",
        "{subject} stops with both ears up and follows something with its eyes",
        "{subject} chases a drifting leaf and pounces on it",
        "{subject} lies in a patch of sun and blinks slowly",
        "{subject} curls up, breathes out and closes both eyes",
    ),
    "zh": ("{subject}在晨光里睁开眼，打个哈欠，伸了伸懒腰", "{subject}低头舔水，又舔了舔鼻子", "{subject}停下，竖起耳朵，目光追着什么东西", "{subject}追着一片飘落的叶子，扑了上去", "{subject}趴在一片阳光里，慢慢眨眼", "{subject}蜷成一团，呼出一口气，闭上眼睛"),
    "ja": ("{subject}が朝の光の中で目を開け、あくびをして伸びをする", "{subject}が器の水をなめ、鼻をひとなめする", "{subject}が立ち止まり、耳を立てて何かを目で追う", "{subject}が舞う葉を追いかけ、飛びつく", "{subject}が日だまりに寝そべり、ゆっくりまばたきする", "{subject}が丸くなり、息をついて目を閉じる"),
    "es": ("{subject} abre los ojos con la primera luz, bosteza y se estira", "{subject} bebe agua de un cuenco y se relame", "{subject} se detiene con las orejas en alto y sigue algo con la mirada", "{subject} persigue una hoja que cae y salta sobre ella", "{subject} se tumba al sol y parpadea despacio", "{subject} se enrosca, suelta el aire y cierra los ojos"),
}  # fmt: skip
_VENUE = {
    "en": (
        "the door of {subject} opens and warm light falls outward",
        "hands at work in {subject} finish one careful movement and pause",
        "guests in {subject} lean toward each other, laugh and settle back",
        "steam and light drift across a table in {subject} and thin out",
        "somebody in {subject} looks up, smiles and nods",
        "the windows of {subject} glow as the last guest waves and leaves",
    ),
    "zh": ("{subject}的门推开，暖光洒出来", "{subject}里，一双忙碌的手完成一个动作，停住", "{subject}里，客人凑近说笑，又靠回椅背", "热气和光从{subject}的桌面上飘过，慢慢散开", "{subject}里，有人抬头，微笑着点头", "{subject}的窗户亮着灯，最后一位客人挥手离开"),
    "ja": ("{subject}の扉が開き、暖かい光がこぼれる", "{subject}で働く手が一つの動きを終え、止まる", "{subject}の客が顔を寄せて笑い、椅子にもたれる", "湯気と光が{subject}の卓上を流れ、薄れていく", "{subject}で誰かが顔を上げ、微笑んでうなずく", "{subject}の窓が灯り、最後の客が手を振って去る"),
    "es": ("la puerta de {subject} se abre y sale una luz cálida", "unas manos que trabajan en {subject} terminan un gesto y se detienen", "los clientes de {subject} se acercan, ríen y se recuestan", "el vapor y la luz cruzan una mesa de {subject} y se deshacen", "alguien en {subject} levanta la vista, sonríe y asiente", "las ventanas de {subject} brillan mientras el último cliente saluda y se va"),
}  # fmt: skip
_FEAR = {
    "en": (
        "the only lit window of a decaying farmhouse on a bare hill goes dark",
        "the girl in the pale nightgown walks down a dark corridor and stops at a door left ajar",
        "the hand of the girl in the pale nightgown rests on a brass handle that turns by itself",
        "an empty rocking chair in a bare room moves faster and faster and stops dead",
        "a door at the end of the dark corridor closes by itself",
        "the girl in the pale nightgown turns her head toward the camera as a shadow slides over her face",
    ),
    "zh": ("荒山上破旧农舍唯一亮着的窗户熄灭了", "穿浅色睡衣的女孩走过昏暗的走廊，停在一扇半开的门前", "穿浅色睡衣的女孩的手放在铜把手上，把手自己转动", "空房间里的摇椅越摇越快，突然停住", "昏暗走廊尽头的门自己关上", "穿浅色睡衣的女孩转头看向镜头，一道阴影滑过她的脸"),
    "ja": ("荒れた丘の農家で、ただ一つ灯る窓が消える", "白い寝間着の少女が暗い廊下を歩き、半開きの扉の前で止まる", "白い寝間着の少女の手が真鍮の取っ手に触れ、取っ手がひとりでに回る", "空の部屋で揺り椅子が速く揺れ、急に止まる", "暗い廊下の奥の扉がひとりでに閉まる", "白い寝間着の少女がカメラへ顔を向け、影が頬を滑って止まる"),
    "es": ("la única ventana encendida de una granja en ruinas se apaga", "la chica del camisón claro camina por un pasillo oscuro y se detiene ante una puerta entreabierta", "la mano de la chica del camisón claro descansa en un pomo que gira solo", "una mecedora vacía se mueve cada vez más rápido y se detiene en seco", "una puerta al fondo del pasillo oscuro se cierra sola", "la chica del camisón claro gira la cabeza hacia la cámara y una sombra se desliza por su cara"),
}  # fmt: skip
_THING = {
    "en": (
        "{subject} comes into view and stops",
        "light slides over {subject} and settles on one detail",
        "{subject} moves on slowly and is held up for a moment",
        "the focus travels across {subject} and settles",
        "{subject} crosses the place from left to right and leaves the frame",
        "{subject} turns toward the camera and settles",
    ),
    "zh": ("{subject}出现在画面中，停下", "光从{subject}上滑过，停在一处细节", "{subject}慢慢向前，停顿片刻", "焦点从{subject}上移过，停住", "{subject}从左到右穿过画面，离开", "{subject}转向镜头，停住"),
    "ja": ("{subject}が現れ、止まる", "光が{subject}の上を滑り、細部で止まる", "{subject}がゆっくり進み、少し止まる", "焦点が{subject}の上を移り、止まる", "{subject}が左から右へ横切り、去る", "{subject}がカメラへ向き、止まる"),
    "es": ("{subject} aparece y se detiene", "la luz se desliza por {subject} y se detiene en un detalle", "{subject} avanza despacio y se detiene un momento", "el foco recorre {subject} y se detiene", "{subject} cruza de izquierda a derecha y sale de cuadro", "{subject} gira hacia la cámara y se detiene"),
}  # fmt: skip
_TWO = {
    "en": (
        "{one} and {other} face each other and stop",
        "a hand of {one} closes around a folded ticket and holds it",
        "over the shoulder of {other}: {one} looks up and holds the look",
        "over the shoulder of {one}: {other} lowers both eyes, smiles and looks back",
        "{one} steps closer and stops",
        "{other} turns away and leaves the frame",
    ),
    "zh": ("{one}和{other}面对面停下", "{one}的手攥紧一张折起的票，停住", "越过{other}的肩膀：{one}抬眼望着对方，停住", "反打，越过{one}的肩膀：{other}低头一笑，又抬起头", "{one}走近一步，停下", "{other}转身，离开画面"),
    "ja": ("{one}と{other}が向かい合って立ち止まる", "{one}の手が折った切符を握り、止まる", "{other}の肩越しに、{one}が顔を上げて見つめ、止まる", "{one}の肩越しに、{other}が目を伏せて微笑み、見返す", "{one}が一歩近づいて止まる", "{other}が背を向け、画面の外へ去る"),
    "es": ("{one} y {other} se miran de frente y se detienen", "una mano de {one} se cierra sobre un billete doblado y se detiene", "por encima del hombro de {other}: {one} levanta la vista y se detiene", "por encima del hombro de {one}: {other} baja los ojos, sonríe y vuelve a mirar", "{one} da un paso y se detiene", "{other} se da la vuelta y sale de cuadro"),
}  # fmt: skip
_FEARFUL = pattern(r"horror|ghost|scary|haunted|恐怖|鬼故事|闹鬼|ホラー|怪談|terror|miedo|fantasma", re.IGNORECASE)
_BEAST = pattern(
    r"\b(?:cat|kitten|dog|puppy|hound|fox|rabbit|bear|panda|squirrel|hedgehog|raccoon|lion|tiger|wolf|deer|horse|foal|mouse|otter|gat[oa]|gatit[oa]|perr[oa]|perrito|zorro|conejo|oso|caballo|lobo|ciervo)\b|[猫狗犬狐兔熊狼鹿虎]|うさぎ|ウサギ|キツネ|子猫|子犬",
    re.IGNORECASE,
)
_PREMISES = pattern(
    r"\b(?:shop|store|restaurant|café|cafe|bakery|bar|hotel|hostel|gym|salon|museum|school|bookshop|bookstore|diner|pub|tienda|restaurante|cafetería|panadería|bar|hotel|gimnasio|museo|librería)$|(?:店|馆|餐厅|酒店|书屋|民宿|健身房|屋|館|カフェ|レストラン|ホテル)$",
    re.IGNORECASE,
)
_FIGURES = pattern(
    r"<<<element|figure|wanderer|courier|rider|knight|couple|人物|身影|旅人|信使|骑手|figura|viajera|mensajero|jinete"
)


def events(wish: str, subject: str, language: str, count: int) -> list[str]:
    """``count`` events about ``subject``: of fear, of a thing for sale, of the day of somebody or of a beast, or of a thing."""
    if _FEARFUL.search(wish) and "<<<" not in subject:
        ready = _FEAR[language]
    elif PEOPLE.find(subject) or _FIGURES.search(subject):
        ready = _PERSON[language]
    elif _BEAST.search(subject) and "<<<image" not in subject:
        ready = _ANIMAL[language]
    elif _PREMISES.search(subject):
        ready = _VENUE[language]
    else:
        ready = (_PRODUCT if is_product(wish) else _THING)[language]
    return _chosen([event.format(subject=subject) for event in ready], count)


def between(one: str, other: str, language: str, count: int) -> list[str]:
    """``count`` events between two who talk, each in turn."""
    return _chosen([event.format(one=one, other=other) for event in _TWO[language]], count)


def _chosen(ready: list[str], count: int) -> list[str]:
    """The first events and the last, so that a story ends; again from the first where there are too few."""
    return [ready[n % (len(ready) - 1)] for n in range(count - 1)] + [ready[-1]]


def phrases(language: str) -> list[str]:
    """The parts of ready events that are not their subject."""
    tables = (_PRODUCT, _PERSON, _ANIMAL, _VENUE, _FEAR, _THING, _TWO)
    return [
        part.strip(" ，、：:") for table in tables for event in table[language] for part in re.split(r"\{\w+\}", event)
    ]
