"""The sentences a plan adds: what assets are, what an edit keeps, what is borrowed; and none else."""

from __future__ import annotations

from kling.planner.asset import Asset
from kling.planner.plan import Plan, plan
from kling.prompts import speech
from tests.cases import cases


def prompt(made: Plan) -> str:
    return made.shots[0][1]


@cases(
    ("asked", "assets", "written"),
    [
        ("Mia waves", (Asset("element", "Mia"),), "Mia is <<<element_1>>>. Mia waves"),
        ("@Mia waves", (Asset("element", "Mia"),), "<<<element_1>>> waves"),
        ("@ปุ้ย waves", (Asset("element", "ปุ้ย"),), "<<<element_1>>> waves"),
        ("@শ্রেয়া waves", (Asset("element", "শ্রেয়া"),), "<<<element_1>>> waves"),
        ("@민지가 웃는다", (Asset("element", "민지"),), "<<<element_1>>>가 웃는다"),
        ("영상에서 우산을 빨갛게 바꿔줘, 나머지는 그대로", (Asset("video"),),
         "영상 <<<video_1>>>에서 우산을 빨갛게 바꿔줘, 나머지는 그대로"),
        ("mi perro image 1 corre", (Asset("image"),), "mi perro image 1 <<<image_1>>> corre"),
        ("a cup steams", (Asset("image"),), "a cup steams. Reference: <<<image_1>>>."),
        ("the boy from photo 2 and the dog from photo 1", (Asset("image"), Asset("image")),
         "the boy from photo 2 <<<image_2>>> and the dog from photo 1 <<<image_1>>>"),
        ("a foto 2 é o começo e a foto 1 é o final", (Asset("image"), Asset("image")),
         "a foto 2 <<<image_1>>> é o começo e a foto 1 <<<image_2>>> é o final"),
        ("usa la segunda foto como primer fotograma y la primera como último", (Asset("image"), Asset("image")),
         "usa la segunda foto <<<image_1>>> como primer fotograma y la primera <<<image_2>>> como último"),
        ("Mach aus den Fotos ein Video", (Asset("image"), Asset("image")),
         "Mach aus den Fotos ein Video. Referenz: <<<image_1>>>, <<<image_2>>>."),
        ("her face from img2, the coat from IMG_1", (Asset("image"), Asset("image")),
         "her face from img2 <<<image_2>>>, the coat from IMG_1 <<<image_1>>>"),
        ("画像Aの人が画像Bの服を着る", (Asset("image"), Asset("image")),
         "画像A<<<image_1>>>の人が画像B<<<image_2>>>の服を着る"),
        ("стиль со второй картинки, лиса с первой: она гребёт", (Asset("image"), Asset("image")),
         "стиль со второй картинки <<<image_2>>>, лиса с первой <<<image_1>>>: она гребёт"),
        ("le sac de la photo jointe tourne", (Asset("image"),), "le sac de la photo jointe <<<image_1>>> tourne"),
        ("my robot (photo) waves", (Asset("image"),), "my robot (photo <<<image_1>>>) waves"),
        ("Entferne das Auto, am Rest nichts ändern", (Asset("video"),),
         "In <<<video_1>>>: Entferne das Auto, am Rest nichts ändern"),
        ("Le plan suivant : il monte. Même style", (Asset("video"),),
         "À partir de <<<video_1>>> : Le plan suivant : il monte. Même style"),
        ("remove the car", (Asset("video"),), "In <<<video_1>>>: remove the car. Keep everything else unchanged."),
        ("remove the car, leave the rest as it is", (Asset("video"),),
         "In <<<video_1>>>: remove the car, leave the rest as it is"),
        ("copy the drone move from this clip over a canyon", (Asset("video"),),
         "copy the drone move from this clip <<<video_1>>> over a canyon"),
        ("same camera move over a canyon", (Asset("video"),),
         "Follow the camera movement of <<<video_1>>>: same camera move over a canyon"),
        ("what happens next? he opens the door", (Asset("video"),),
         "Based on <<<video_1>>>, generate the next shot: what happens next? he opens the door"),
        ("Generate the next shot: he opens the door", (Asset("video"),),
         "Based on <<<video_1>>>: Generate the next shot: he opens the door"),
        ("Continue this scene: in the next shot he opens the door", (Asset("video"),),
         "Based on <<<video_1>>>: Continue this scene: in the next shot he opens the door"),
        ("Продолжи сцену: в следующем кадре он открывает дверь", (Asset("video"),),
         "На основе <<<video_1>>>: Продолжи сцену: в следующем кадре он открывает дверь"),
        ("把车换成蓝色，背景都保持不变", (Asset("video"),), "在<<<video_1>>>中：把车换成蓝色，背景都保持不变"),
        ("غيّر لون السيارة دون أي تغيير آخر", (Asset("video"),), "في <<<video_1>>>: غيّر لون السيارة دون أي تغيير آخر"),
        ("continue this clip, he opens the door", (Asset("video"),),
         "continue this clip <<<video_1>>>, he opens the door"),
        ("the ice melts", (Asset("image", role="first_frame"), Asset("image", role="end_frame")),
         "Take <<<image_1>>> as the start frame and <<<image_2>>> as the end frame. the ice melts"),
        ("祖父が微笑む", (Asset("image", role="first_frame"),), "祖父が微笑む"),
        ("去掉背景里的路人", (Asset("video"),), "在<<<video_1>>>中：去掉背景里的路人。其余内容保持不变。"),
        ("убери машину", (Asset("video"),), "В <<<video_1>>>: убери машину. Всё остальное остаётся без изменений."),
    ],
)  # fmt: skip
def test_scaffolding_is_added_in_the_language_of_the_request(
    asked: str, assets: tuple[Asset, ...], written: str
) -> None:
    assert prompt(plan(asked, assets)) == written


@cases(
    ("asked", "name", "written"),
    [
        ("The woman waves", "her", "The woman waves. Reference: <<<image_1>>>."),
        ("La mujer saluda", "ella", "ella: <<<image_1>>>. La mujer saluda"),
        ("Mia waves", "mia", "Mia is <<<image_1>>>. Mia waves"),
        ("My bike leans on a wall", "bike", "The bike is <<<image_1>>>. My bike leans on a wall"),
    ],
)
def test_a_name_is_told_as_the_request_writes_it_and_a_pronoun_is_none(asked: str, name: str, written: str) -> None:
    assert prompt(plan(asked, (Asset("image", name),))) == written


def test_what_was_added_is_listed() -> None:
    made = plan("remove the car", (Asset("video"),))
    assert made.added == ("In <<<video_1>>>:", "Keep everything else unchanged.")


def test_every_shot_names_its_assets() -> None:
    cast = (Asset("element", "Ivo"), Asset("element", "Petra"))
    made = plan("2 shots: Ivo slams a pan; Petra laughs", cast)
    assert [text for _, text in made.shots] == [
        "Ivo is <<<element_1>>>. Ivo slams a pan",
        "Petra is <<<element_2>>>. Petra laughs",
    ]
    alone = plan("2 shots: Nora packs; she leaves", (Asset("element", "Nora"),))
    assert all("<<<element_1>>>" in text for _, text in alone.shots)


@cases(
    ("script", "prompt"),
    [
        (
            "A kitchen.\nRUTH (softly): You came.\nSAM: (turning) I had to.",
            'A kitchen.\nRUTH (softly): "You came."\nSAM (turning): "I had to."',
        ),
        ("MILA\nWho is there?\nJON\nNobody.", 'MILA: "Who is there?"\nJON: "Nobody."'),
        ("傍晚的厨房。\n小明：你来了？\n小红：等了很久。", "傍晚的厨房。\n小明：“你来了？”\n小红：“等了很久。”"),
        ("夕方の台所。\n健太：遅かったね。\n母：ごめん。", "夕方の台所。\n健太：「遅かったね。」\n母：「ごめん。」"),
        ("ANNA: Где ты был?\nА собака спит.", "ANNA: «Где ты был?»\nА собака спит."),
    ],
)
def test_lines_after_names_are_quoted_so_that_they_are_spoken(script: str, prompt: str) -> None:
    made = plan(script)
    assert made.shots[0][1] == prompt
    assert len(speech.lines(prompt)) == len(made.request.turns)


@cases(
    "text",
    [
        "Mara: enters the kitchen.\nJon: looks up from the stove.",
        "Mara: Enters the kitchen.\nJon: Looks up from the stove.",
        "Mood: tense, but you feel the love.\nCamera: slow push in.",
        "RUTH: You never call. SAM: I was busy. A kitchen at dusk.",
    ],
)
def test_what_somebody_does_and_lines_whose_end_is_not_known_are_not_quoted(text: str) -> None:
    assert plan(text).shots[0][1] == text


def test_a_spoken_line_stands_in_double_quotation_marks() -> None:
    assert prompt(plan("a chef says 'dinner is ready' and smiles")) == 'a chef says "dinner is ready" and smiles'


@cases(
    "asked",
    [
        "cat playing piano",
        "a sign that reads HELP WANTED",
        "кот играет на пианино",
        "고양이가 피아노를 친다",
        "قطة تعزف البيانو",
    ],
)
def test_nothing_is_invented(asked: str) -> None:
    made = plan(asked)
    assert (prompt(made), made.added) == (asked, ())


@cases(
    ("asked", "begins"),
    [
        ("use the same cutting rhythm for a blacksmith", "Reference: <<<video_1>>>."),
        ("a blacksmith, same style", "Take the style from <<<video_1>>>:"),
        ("покажи, что было прямо перед этим видео", "На основе <<<video_1>>> создать предыдущий кадр:"),
    ],
)
def test_what_is_borrowed_is_what_the_request_names(asked: str, begins: str) -> None:
    assert plan(asked, (Asset("video"),)).shots[0][1].startswith(begins)


@cases(
    "asked",
    [
        "make the scarf blue, her hair and the wall stay the same",
        "pon la bufanda azul, deja su pelo y la pared igual",
        "mach den Schal blau, Haare und Wand bleiben gleich",
        "اجعل الوشاح أزرق واترك الشعر والجدار كما هي",
        "把围巾改成蓝色，头发和墙保持不变",
    ],
)
def test_the_rest_stays_where_only_a_part_is_named_to_stay(asked: str) -> None:
    made = plan(asked, (Asset("video"),))
    assert made.settings.scenario == "edit"
    assert len(made.added) == 2


@cases(
    "asked",
    [
        "make the scarf blue, everything else untouched",
        "make the scarf blue. Rest stays the same",
        "mach den Schal blau, sonst alles lassen",
    ],
)
def test_a_rest_that_is_named_to_stay_is_not_said_twice(asked: str) -> None:
    assert len(plan(asked, (Asset("video"),)).added) == 1


@cases(
    ("asked", "opens"),
    [
        ("First frame: image 2. Last frame: image 1. The pond freezes over.", "b.png"),
        ("Last frame: image 2. First frame: image 1. The pond freezes over.", "a.png"),
        ("Fotograma inicial: imagen 2. Fotograma final: imagen 1. El estanque se hiela.", "b.png"),
        ("Startbild: Bild 2. Endbild: Bild 1. Der Teich friert zu.", "b.png"),
        ("首帧：图2。尾帧：图1。池塘结冰。", "b.png"),
    ],
)
def test_the_picture_that_is_named_as_the_first_frame_opens_the_film(asked: str, opens: str) -> None:
    made = plan(asked, (Asset("image", source="a.png"), Asset("image", source="b.png")))
    first = next(binding for binding in made.settings.bindings if binding.use == "first_frame")
    assert (first.asset.source, first.token) == (opens, "<<<image_1>>>")
    number = " ab".index(opens[0])  # of the picture in the words, after which its token stands
    assert f"{number}{first.token}" in prompt(made).replace(" ", "")
