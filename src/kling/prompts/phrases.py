"""The ready phrases the planner writes with, in the four languages it writes.

Camera, light and mood are the guide's safe choices; each ends where the guide wants an end.
"""

# ruff: noqa: E501  (one phrase a line)
from __future__ import annotations

import re
from typing import NamedTuple

from kling.prompts.pattern import pattern


class Phrases(NamedTuple):
    """``{…}`` marks are filled by the writer: ``{content}``, ``{subject}``, ``{ref}``, ``{start}``, ``{end}``."""

    framings: tuple[str, ...]
    """For the shots of a storyboard in turn: neighbours differ in size."""
    framing: str
    framing_person: str
    framing_speaker: str
    framing_place: str
    camera: str
    camera_up: str
    """For what rises."""
    camera_speech: str
    camera_long: str
    cameras: tuple[str, ...]
    light: str
    light_night: str
    light_wet: str
    mood: str
    settle: str
    """Ends an action."""
    stir: str
    """Moves a content without a verb, and ends."""
    stir_rain: str
    stir_snow: str
    subject: str
    speakers: tuple[str, str]
    """Of ready lines."""
    either: tuple[str, str]
    """Labels for speakers the wish does not describe."""
    lines: tuple[str, str]
    voice_over: str
    voice_over_line: str
    says: str
    asks: str
    delivery: str
    ambience: str
    ambience_photo: str
    no_music: str
    no_speech: str
    keep: str
    keep_style: str
    fill: str
    in_clip: str
    use_image: str
    next_shot: str
    previous_shot: str
    same_place: str
    motion: str
    camera_of: str
    style_of: str
    alive: str
    alive_doing: str
    unchanged: str
    between: str
    becomes: str
    """From one known picture to another: ``{first}``, ``{last}``."""
    between_path: str
    between_camera: str
    between_pace: str
    between_light: str
    lead: str
    from_image: str
    as_shown: str
    the_subject: str
    looks: str
    """What a speaker does who is told to do nothing else."""
    looks_in_turn: tuple[str, str, str]
    """The same of several who speak to each other."""
    leans: str
    """The same of who speaks to somebody who does not answer."""
    breathes: str
    """Before somebody sings."""
    angle: str
    """Another view of an edited clip's action: ``{view}``, ``{ref}``."""


EN = Phrases(
    framings=("Wide shot, eye level", "Close-up, slight low angle", "Medium shot, eye level", "Insert shot", "High-angle wide shot", "Medium close-up, eye level"),
    framing="Medium shot, eye level",
    framing_person="Medium shot, eye level",
    framing_speaker="Medium close-up, eye level",
    framing_place="Wide shot, low angle",
    camera="Slow push-in that settles",
    camera_up="Slow tilt up that settles",
    camera_speech="Static camera",
    camera_long="One continuous take; the camera follows at walking pace and settles at the end",
    cameras=("Slow push-in", "Static camera", "Slow truck right", "Static camera", "Slow pull back", "Static camera"),
    light="Soft natural light from the left",
    light_night="One warm lamp from frame left, cool night behind",
    light_wet="Soft overcast daylight, wet surfaces reflecting the sky",
    mood="Calm, natural colours",
    settle="and the scene settles",
    stir="a slow breath of air moves through the scene and settles",
    stir_rain="rain sweeps past, thins and settles",
    stir_snow="snowflakes drift past and settle on every surface",
    subject="a lone figure in a dark coat",
    either=("the person on the left", "the person on the right"),
    speakers=("the older man in the grey coat", "the young woman in the green scarf"),
    lines=("you came back.", "i said i would."),
    voice_over="Voice-over",
    voice_over_line="this is where it begins.",
    says="says",
    asks="asks",
    delivery="warm, unhurried",
    ambience="quiet room tone and soft natural sounds of the scene",
    ambience_photo="quiet ambience of the place",
    no_music="no music",
    no_speech="no speech",
    keep="Keep people, motion, framing and everything else unchanged.",
    keep_style="Keep composition, faces recognizable, motion, timing and camera movement unchanged.",
    fill="Fill the area with the background around it.",
    in_clip="In {ref}, {content}",
    use_image="Use the {noun} from {ref} for this.",
    next_shot="Based on {ref}, generate the next shot: {content}",
    previous_shot="Based on {ref}, generate the previous shot: {content}",
    same_place="Same place, people and light, style unchanged.",
    motion="Animate {subject} with the same {kind}motion and timing as the person in {ref}. Full shot, static camera. The movement ends in the final pose of the clip. Soft overhead light. Take only the body motion from the clip.",
    camera_of="Follow the camera movement and speed of {ref}, nothing else from it: {content}",
    style_of="In the visual style and pacing of {ref}: {content}",
    alive="{subject} breathes in, moves a little and settles",
    alive_doing="{subject} comes to life: {content}, then settles",
    unchanged="Static camera, light unchanged. Keep everything else exactly as in the picture.",
    between="Take {start} as the start frame and {end} as the end frame.",
    becomes="{first} changes step by step into {last} in one unbroken movement until the change is complete",
    between_path="The first view gradually changes into the last in one unbroken movement until it is complete",
    between_camera="Static camera, one continuous take",
    between_pace="steady pace",
    between_light="light drifting from one to the other",
    lead="The cast is {ref}.",
    from_image="the {noun} from {ref}",
    as_shown="Keep the {noun} of {ref} unchanged in shape and colour.",
    the_subject="the subject of {ref}",
    looks="looks up and leans toward the camera",
    looks_in_turn=("turns to speak", "looks back", "leans closer"),
    leans="leans toward {}",
    breathes="closes both eyes and takes a breath",
    angle="Generate a {view} view of the action in {ref}. Keep the same performance, timing and place unchanged.",
)  # fmt: skip

ZH = Phrases(
    framings=("全景，平视", "特写，低角度", "中景，平视", "插入镜头", "全景，高角度", "中近景，平视"),
    framing="中景，平视",
    framing_person="中景，平视",
    framing_speaker="中近景，平视",
    framing_place="全景，低角度",
    camera="缓慢推进，最后停住",
    camera_up="镜头缓慢上摇，最后停住",
    camera_speech="固定镜头",
    camera_long="一镜到底，镜头跟随，步行速度，最后停住",
    cameras=("缓慢推进", "固定镜头", "镜头缓慢右移", "固定镜头", "缓慢拉远", "固定镜头"),
    light="左侧柔和的自然光",
    light_night="左侧一盏暖色灯光，身后是冷色夜光",
    light_wet="阴天柔光，湿润的地面映出天光",
    mood="平静，自然色调",
    settle="最后画面归于平静",
    stir="微风轻轻拂过画面，最后平静下来",
    stir_rain="雨丝掠过画面，渐渐停下",
    stir_snow="雪花飘落，最后停在每个角落",
    subject="一个穿深色大衣的人",
    either=("左边的人", "右边的人"),
    speakers=("灰大衣男人", "绿围巾女人"),
    lines=("你回来了。", "我说过会回来。"),
    voice_over="旁白",
    voice_over_line="一切从这里开始。",
    says="说",
    asks="问",
    delivery="温和，不急不慢",
    ambience="安静的环境底噪和画面中自然的声音",
    ambience_photo="安静的环境声",
    no_music="无音乐",
    no_speech="无人声",
    keep="人物、动作、构图和运镜保持不变。",
    keep_style="构图、人物面貌、动作和运镜保持不变。",
    fill="空出的地方用周围的背景补全。",
    in_clip="在{ref}中，{content}",
    use_image="所用的{noun}来自{ref}。",
    next_shot="根据{ref}，生成下一个镜头：{content}",
    previous_shot="根据{ref}，生成上一个镜头：{content}",
    same_place="地点、人物、光线和风格保持不变。",
    motion="让{subject}做出与{ref}中人物相同的{kind}动作和节奏。全身镜头，固定镜头。动作停在片段最后的姿势。柔和的顶光。只取片段中的身体动作。",
    camera_of="只沿用{ref}的运镜和速度，其他一概不取：{content}",
    style_of="沿用{ref}的画面风格和节奏：{content}",
    alive="{subject}轻轻呼吸，微微动一下，随后停住",
    alive_doing="{subject}活动起来：{content}，最后停住",
    unchanged="固定镜头，光线不变。其他与图片完全一致。",
    between="以{start}为首帧，以{end}为尾帧。",
    becomes="{first}一步步变成{last}，过程连贯，直到变化完成",
    between_path="画面从前者逐渐变为后者，一个连贯的变化过程，直到完成",
    between_camera="固定镜头，一镜到底",
    between_pace="节奏平稳",
    between_light="光线随之变化",
    lead="主角是{ref}。",
    from_image="{ref}中的{noun}",
    as_shown="{ref}中的{noun}形状和颜色不变。",
    the_subject="{ref}中的主体",
    looks="抬头看向镜头，微微前倾",
    looks_in_turn=("转过头来", "抬眼回望", "凑近一些"),
    leans="转向{}",
    breathes="闭上眼，深吸一口气",
    angle="生成{ref}中同一动作的{view}画面。表演、节奏和地点保持不变。",
)  # fmt: skip

JA = Phrases(
    framings=("ワイドショット、アイレベル", "クローズアップ、ローアングル", "ミディアムショット、アイレベル", "インサート", "ワイドショット、ハイアングル", "バストショット、アイレベル"),
    framing="ミディアムショット、アイレベル",
    framing_person="ミディアムショット、アイレベル",
    framing_speaker="バストショット、アイレベル",
    framing_place="ワイドショット、ローアングル",
    camera="ゆっくりドリーイン、最後に止まる",
    camera_up="ゆっくりティルトアップ、最後に止まる",
    camera_speech="固定カメラ",
    camera_long="ワンカット、カメラが歩く速さで追い、最後に止まる",
    cameras=("ゆっくりドリーイン", "固定カメラ", "ゆっくり右へトラック", "固定カメラ", "ゆっくりカメラが引く", "固定カメラ"),
    light="左からの柔らかい自然光",
    light_night="左に暖かいランプ、背後は青い夜の光",
    light_wet="曇天の柔らかい光、濡れた地面の反射",
    mood="穏やか、自然な色",
    settle="やがて場面が静かに落ち着く",
    stir="そよ風が画面を渡り、やがて静かに止まる",
    stir_rain="雨が流れ、やがて静かに止まる",
    stir_snow="雪が舞い、あたりに静かに落ちる",
    subject="黒いコートの人物",
    either=("左の人", "右の人"),
    speakers=("灰色のコートの男性", "緑のマフラーの女性"),
    lines=("おかえり。", "ただいま。"),
    voice_over="ナレーション",
    voice_over_line="ここから始まる。",
    says="言う",
    asks="尋ねる",
    delivery="穏やかに、ゆっくり",
    ambience="静かな環境音とその場の自然な音",
    ambience_photo="その場の静かな環境音",
    no_music="音楽なし",
    no_speech="台詞なし",
    keep="人物、動き、構図、カメラはそのまま維持。",
    keep_style="構図、顔立ち、動き、カメラワークはそのまま維持。",
    fill="空いた部分は周囲の背景で埋める。",
    in_clip="{ref}で、{content}",
    use_image="{ref}の{noun}を使う。",
    next_shot="{ref}をもとに、次のショットを生成：{content}",
    previous_shot="{ref}をもとに、前のショットを生成：{content}",
    same_place="場所、人物、光、スタイルはそのまま。",
    motion="{subject}が{ref}の人物と同じ動きとタイミングで動く。フルショット、固定カメラ。動きはクリップの最後のポーズで止まる。頭上の柔らかい光。クリップからは体の動きだけを使う。",
    camera_of="{ref}のカメラの動きと速さだけを使う：{content}",
    style_of="{ref}の映像スタイルとテンポで：{content}",
    alive="{subject}が息をして少し動き、静かに止まる",
    alive_doing="{subject}が動き出す：{content}、最後に静かに止まる",
    unchanged="固定カメラ、光はそのまま。ほかは写真のまま維持。",
    between="{start}を最初のフレーム、{end}を最後のフレームにする。",
    becomes="{first}が少しずつ{last}へ変わり、完全に変わるまで途切れない",
    between_path="前者が少しずつ後者へ変わり、完全に変わるまで途切れない",
    between_camera="固定カメラ、ワンカット",
    between_pace="一定の速さ",
    between_light="光もともに変わる",
    lead="主役は{ref}。",
    from_image="{ref}の{noun}",
    as_shown="{ref}の{noun}の形と色はそのまま。",
    the_subject="{ref}の被写体",
    looks="顔を上げてカメラを見つめる",
    looks_in_turn=("向き直る", "見つめ返す", "身を乗り出す"),
    leans="{}に向き直る",
    breathes="目を閉じて息を吸う",
    angle="{ref}の同じ動きを{view}で生成。演技、タイミング、場所はそのまま維持。",
)  # fmt: skip

ES = Phrases(
    framings=("Plano general, a la altura de los ojos", "Primer plano, contrapicado", "Plano medio, a la altura de los ojos", "Plano detalle", "Plano general, plano picado", "Plano medio corto, a la altura de los ojos"),
    framing="Plano medio, a la altura de los ojos",
    framing_person="Plano medio, a la altura de los ojos",
    framing_speaker="Plano medio corto, a la altura de los ojos",
    framing_place="Plano general, contrapicado",
    camera="Acercamiento lento que se detiene al final",
    camera_up="Inclinación lenta hacia arriba que se detiene al final",
    camera_speech="Cámara fija",
    camera_long="Plano secuencia; la cámara sigue a paso de marcha y se detiene al final",
    cameras=("Acercamiento lento", "Cámara fija", "Travelling lateral lento", "Cámara fija", "Alejamiento lento", "Cámara fija"),
    light="Luz natural suave desde la izquierda",
    light_night="Una lámpara cálida desde la izquierda, noche fría detrás",
    light_wet="Luz nublada y suave, suelo mojado con reflejos",
    mood="Tranquilo, colores naturales",
    settle="hasta que la escena queda quieta",
    stir="una brisa lenta recorre la escena hasta que todo queda quieto",
    stir_rain="la lluvia cae, recorre la escena y se detiene",
    stir_snow="los copos caen y se posan sobre todo",
    subject="una figura de abrigo oscuro",
    either=("la persona de la izquierda", "la persona de la derecha"),
    speakers=("el hombre del abrigo gris", "la mujer del pañuelo verde"),
    lines=("has vuelto.", "te lo prometí."),
    voice_over="Voz en off",
    voice_over_line="aquí empieza todo.",
    says="dice",
    asks="pregunta",
    delivery="cálido, pausado",
    ambience="tono de sala y sonidos naturales de la escena",
    ambience_photo="ambiente tranquilo del lugar",
    no_music="sin música",
    no_speech="sin voces",
    keep="Mantén personas, movimiento, encuadre y todo lo demás sin cambios.",
    keep_style="Conserva composición, caras reconocibles, movimiento y cámara sin cambios.",
    fill="Rellena el hueco con el fondo que lo rodea.",
    in_clip="En {ref}, {content}",
    use_image="Usa {noun} de {ref} para ello.",
    next_shot="A partir de {ref}, genera el siguiente plano: {content}",
    previous_shot="A partir de {ref}, genera el plano anterior: {content}",
    same_place="Mismo lugar, personas, luz y estilo.",
    motion="Anima a {subject} con el mismo movimiento y ritmo que la persona de {ref}. Plano entero, cámara fija. El movimiento acaba en la pose final del clip. Luz cenital suave. Toma del clip solo el movimiento del cuerpo.",
    camera_of="Sigue el movimiento de cámara y la velocidad de {ref}, nada más de él: {content}",
    style_of="Con el estilo visual y el ritmo de {ref}: {content}",
    alive="{subject} respira, se mueve un poco y se detiene",
    alive_doing="{subject} cobra vida: {content}, y al final se detiene",
    unchanged="Cámara fija, luz sin cambios. Mantén todo lo demás como en la imagen.",
    between="Toma {start} como fotograma inicial y {end} como fotograma final.",
    becomes="{first} se transforma poco a poco en {last}, sin cortes, hasta completarse",
    between_path="La primera vista se transforma poco a poco en la última, sin cortes, hasta completarse",
    between_camera="Cámara fija, plano secuencia",
    between_pace="ritmo constante",
    between_light="la luz cambia con ella",
    lead="Protagonistas: {ref}.",
    from_image="{noun} de {ref}",
    as_shown="Forma y color de {noun} de {ref} sin cambios.",
    the_subject="el motivo de {ref}",
    looks="levanta la vista hacia la cámara y se inclina",
    looks_in_turn=("se vuelve para hablar", "le devuelve la mirada", "se inclina hacia delante"),
    leans="se inclina hacia {}",
    breathes="cierra los ojos y toma aire",
    angle="Genera una vista en {view} de la acción de {ref}. Mantén la misma actuación, el ritmo y el lugar sin cambios.",
)  # fmt: skip

PHRASES: dict[str, Phrases] = {"en": EN, "zh": ZH, "ja": JA, "es": ES}

_GENRES: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (
        pattern(r"horror|ghost|scary|haunted|恐怖|鬼故事|ホラー|怪談|terror|miedo|fantasma", re.I),
        {
            "en": "a girl in a pale nightgown in a dark farmhouse corridor",
            "zh": "一个穿浅色睡衣的女孩在昏暗的走廊里",
            "ja": "暗い廊下の白い寝間着の少女",
            "es": "una chica de camisón claro en un pasillo oscuro",
        },
    ),
    (
        pattern(r"romance|romantic|love story|爱情|恋爱|恋愛|ラブ|romántic|amor", re.I),
        {
            "en": "a couple in long coats on a bridge",
            "zh": "一对穿长大衣的情侣在桥上",
            "ja": "橋の上のコート姿の二人",
            "es": "una pareja de abrigo largo en un puente",
        },
    ),
    (
        pattern(r"sci-?fi|science fiction|space opera|科幻|SF|宇宙|ciencia ficción", re.I),
        {
            "en": "an astronaut in a scuffed orange suit on a dusty plain",
            "zh": "一名穿橙色宇航服的宇航员在荒原上",
            "ja": "荒野のオレンジ色の宇宙服の宇宙飛行士",
            "es": "una astronauta de traje naranja en una llanura polvorienta",
        },
    ),
    (
        pattern(r"\bwestern\b|西部|ウエスタン|西部劇|del oeste", re.I),
        {
            "en": "a rider in a dusty brown coat on a dry main street",
            "zh": "一名穿棕色大衣的骑手在干燥的街上",
            "ja": "乾いた通りの茶色いコートの騎手",
            "es": "un jinete de abrigo marrón en una calle seca",
        },
    ),
    (
        pattern(r"fantasy|fairy ?tale|奇幻|童话|ファンタジー|fantasía|cuento", re.I),
        {
            "en": "a young wanderer in a green cloak at the edge of a misty forest",
            "zh": "一名披绿斗篷的旅人在雾林边",
            "ja": "霧の森のはずれの緑のマントの旅人",
            "es": "una viajera de capa verde al borde de un bosque con niebla",
        },
    ),
    (
        pattern(r"\baction\b|thriller|heist|动作片|惊悚|アクション|スリラー|acción|suspense", re.I),
        {
            "en": "a courier in a black jacket on a wet rooftop",
            "zh": "一名穿黑夹克的信使在湿漉漉的屋顶上",
            "ja": "濡れた屋上の黒い上着の男",
            "es": "un mensajero de chaqueta negra en una azotea mojada",
        },
    ),
)


def genre(text: str, language: str) -> str:
    """A ready subject and place for the genre a wish names; empty where it names none."""
    return next((ready[language] for pattern, ready in _GENRES if pattern.search(text)), "")
