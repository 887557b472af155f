"""Where a plan must not take a word for a setting, cut a sentence in two, or leave half of one behind."""

from __future__ import annotations

from kling.planner.asset import Asset
from kling.planner.plan import plan
from tests.cases import cases

CLIP = (Asset("video", "clip"),)


@cases(
    ("text", "seconds"),
    [
        ("an hourglass of thirty minutes, dust in the light", 5),
        ("A commercial for a 20-second espresso machine, steam rising", 5),
        ("Eine 90-Sekunden-Suppe dampft in einer Schüssel", 5),
        ("Un chef prépare ses œufs trois minutes, la coquille se fend, 6 secondes", 6),
        ("一碗三分钟泡面冒着热气，少年盯着它看", 5),
        ("3분 카레가 접시에 부어지고 김이 오른다, 8초", 8),
        ("दो मिनट वाले नूडल्स से भाप उठती है, 7 सेकंड", 7),
        ("a 12 second film of a tide pool", 12),
        ("A detective (50s) lights a cigarette.", 5),
        ("拍成三个分镜，每个分镜4秒：先是猫看雨，接着麻雀落下，最后猫伸出爪子。", 12),
        ("A runner sprints for 8 seconds along the pier", 8),
        ("ролик секунд на десять: старик чинит часы", 10),
    ],
)
def test_a_length_among_other_words_is_not_the_films(text: str, seconds: int) -> None:
    assert plan(text).settings.duration == seconds


@cases(
    ("text", "shots"),
    [
        ("أربع لقطات كل لقطة ٣ ثوانٍ:\n- رجل يقود دراجته\n- يرمي الجريدة\n- ينفتح باب\n- عجوز تضحك", 4),
        ("चार शॉट:\n• डाकिया चलता है\n• वह अख़बार फेंकता है\n• दरवाज़ा खुलता है\n• बूढ़ी औरत हँसती है", 4),
        ("Cuatro tomas > un cartero pedalea > el perro lo atrapa > se abre una puerta > una anciana ríe", 4),
        ("First a potter centers the clay, then she opens it, finally a bowl stands there.", 3),
        ("First he looks up and then he smiles", 1),
    ],
)
def test_a_text_divides_where_it_says_so(text: str, shots: int) -> None:
    made = plan(text)
    assert len(made.shots) == shots
    assert all(prompt.strip() for _, prompt in made.shots)


def test_german_keeps_the_words_that_its_verbs_need() -> None:
    made = plan("Zuerst zentriert sie den Ton, dann öffnet sie ihn langsam, zum Schluss steht eine Schale da.")
    assert [text for _, text in made.shots][:2] == ["Zuerst zentriert sie den Ton", "dann öffnet sie ihn langsam"]


@cases(
    ("text", "kept"),
    [
        ("Motiv: ein Fuchs. Länge: etwa 8 Sekunden. Format: Hochformat.", "Motiv: ein Fuchs."),
        ("主体：雪地里的狐狸。时长：8秒。画幅：竖屏。", "主体：雪地里的狐狸。"),
        ("【主題】雪の中の狐【長さ】8秒", "【主題】雪の中の狐"),
        ("A librarian climbs (8 s, vertical) a ladder", "A librarian climbs a ladder"),
        ("She climbs (8 s, our narrator is elsewhere) a ladder", "She climbs (our narrator is elsewhere) a ladder"),
        ("Two friends share 🍦 gulls steal it 😂 make it vertical", "Two friends share 🍦 gulls steal it"),
        ("Ein Rad (15 Sek., Querformat) steht im Nebel", "Ein Rad steht im Nebel"),
        ("Quiero un reel para mi tienda: manos, humo. 8 s", "Quiero un reel para mi tienda: manos, humo."),
        ("a 🐱 sleeps on a 🛋️ near the fire", "a 🐱 sleeps on a 🛋️ near the fire"),
        ("Could you make me a film where an old man smiles? Square please", "An old man smiles."),
    ],
)
def test_nothing_is_left_of_what_is_taken_out(text: str, kept: str) -> None:
    assert [one for _, one in plan(text).shots] == [kept]


@cases(
    "text",
    [
        "Turn the whole clip into a pencil sketch, keep the movement.",
        "영상 전체를 수묵화로 바꾸고 움직임은 그대로.",
        "पूरे वीडियो को मधुबनी चित्रकला में बदल दो, चाल वही रहे।",
        "In the video, replace the cap with a hat and keep the sound.",
    ],
)
def test_a_change_of_the_whole_clip_is_an_edit(text: str) -> None:
    assert plan(text, CLIP).settings.scenario == "edit"


def test_a_sentence_with_a_label_of_looks_is_for_all_shots() -> None:
    made = plan("Aufnahme 1: Rad im Nebel. Aufnahme 2: Kette. Aufnahme 3: Sie lacht. Stil: hell, modern.")
    assert [text.endswith("Stil: hell, modern.") for _, text in made.shots] == [True, True, True]


def test_a_look_in_a_line_after_a_list_is_in_every_shot() -> None:
    made = plan("四个镜头：\n一、邮递员骑车\n二、狗接住报纸\n三、门开了\n四、老奶奶笑了\n全片黑白胶片质感")
    assert all(text.endswith("全片黑白胶片质感") for _, text in made.shots)


@cases(
    ("text", "ratio"),
    [
        ("A heron lifts off, square for my Instagram grid", "1:1"),
        ("Una garza alza el vuelo, story de Instagram", "9:16"),
        ("Un héron s'envole, format story", "9:16"),
        ("Ein Reiher fliegt auf, Quadrat für den Feed", "1:1"),
        ("Uma garça levanta voo, stories do Insta", "9:16"),
        ("Un airone si alza, storia di Instagram", "9:16"),
        ("Цапля взлетает, квадрат для инстаграма", "1:1"),
        ("白鹭起飞，ins快拍", "9:16"),
        ("يحلق مالك الحزين، ستوري انستقرام", "9:16"),
        ("La historia de Instagram contada por un abuelo en la plaza cuadrada", "16:9"),
    ],
)
def test_stories_and_squares_of_instagram_are_formats(text: str, ratio: str) -> None:
    assert plan(text).settings.aspect_ratio == ratio


def test_a_request_for_a_film_is_in_no_shot() -> None:
    made = plan("Faz um vídeo de 10 segundos dividido em duas partes: 1) um menino corre 2) ele ri")
    assert made.shots[0][1] == "um menino corre"


@cases(
    "text",
    [
        "El abuelo de la foto levanta la vista y sonríe",
        "Le grand-père de la photo lève les yeux et sourit",
        "O avô da foto levanta os olhos e sorri",
        "Il nonno della foto alza lo sguardo e sorride",
        "Девушка с фото поворачивается и машет",
        "फ़ोटो वाली दादी हाथ हिलाती हैं",
        "الجد في الصورة يبتسم",
        "Photo of my grandmother, only her eyes blink, nothing else moves",
    ],
)
def test_who_acts_in_a_photo_brings_it_to_life(text: str) -> None:
    assert plan(text, (Asset("image"),)).settings.scenario == "i2v"


@cases(
    "text",
    [
        "Swap the hat for a beret without touching the rest",
        "Cambia el sombrero por una boina sin tocar nada más",
        "Troque o chapéu por uma boina sem mexer no resto",
        "Sostituisci il cappello con un basco senza toccare il resto",
        "모자를 베레모로 바꿔줘, 다른 건 그대로",
        "टोपी को बेरे से बदलो, और कुछ मत बदलना",
    ],
)
def test_what_is_kept_is_not_said_twice(text: str) -> None:
    made = plan(text, CLIP)
    assert made.settings.scenario == "edit"
    assert not any(made.request.table.sentences["keep"].strip() in one for one in made.added)


@cases(
    "text",
    [
        "Have the robot in the picture perform the backflip from the video",
        "Que el robot de la imagen haga la voltereta del vídeo",
        "Le robot de l'image fait le salto de la vidéo",
        "Der Roboter auf dem Bild macht den Salto aus dem Video",
        "O robô da imagem faz o mortal do vídeo",
        "Робот с картинки делает сальто из видео",
        "让图片里的机器人做视频中的后空翻",
        "画像のロボットに動画のバク転をさせて",
    ],
)
def test_a_picture_that_does_what_a_clip_shows_borrows_it(text: str) -> None:
    assert plan(text, (*CLIP, Asset("image"))).settings.scenario == "reference"


def test_music_is_no_sound_of_the_clip() -> None:
    made = plan("Übernimm die Kamerabewegung aus diesem Clip: eine Tram am Abend, mit Musik", CLIP)
    assert any("cannot be generated together with a clip" in note for note in made.notes)


def test_each_part_of_a_sequence_may_say_its_seconds() -> None:
    made = plan("first a cat sits, 4 s, then it jumps on the table, 3 s, finally it sleeps there, 3 s")
    assert [seconds for seconds, _ in made.shots] == [4, 3, 3]
