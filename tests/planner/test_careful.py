"""Where a plan must not take a word for a setting, cut a sentence in two, or leave half of one behind."""

from __future__ import annotations

import pytest

from kling.planner.asset import Asset
from kling.planner.plan import plan

CLIP = (Asset("video", "clip"),)


@pytest.mark.parametrize(
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
    assert plan(text).duration == seconds


def test_a_length_that_is_not_taken_for_the_films_is_told() -> None:
    notes = plan("a potter waits thirty minutes beside the kiln").notes
    assert any("“thirty minutes” stands among other words" in note for note in notes)


@pytest.mark.parametrize(
    ("text", "shots"),
    [
        ("In the first shot a diver checks her mask, in the second a turtle passes.", 2),
        ("Nella prima inquadratura una sub si tuffa, nella seconda passa una tartaruga.", 2),
        ("En la primera escena pasa una tortuga, en la segunda llega un pez.", 2),
        ("В первом кадре она ныряет, во втором плывёт черепаха.", 2),
        ("最初のカットで海に落ち、次のカットでカメが通り、最後のカットで笑う。", 3),
        ("첫 번째 컷에서 바다에 떨어지고, 두 번째 컷에서 거북이가 지나간다.", 2),
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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Motiv: ein Fuchs. Länge: etwa 8 Sekunden. Format: Hochformat.", "Motiv: ein Fuchs."),
        ("主体：雪地里的狐狸。时长：8秒。画幅：竖屏。", "主体：雪地里的狐狸。"),
        ("【主題】雪の中の狐【長さ】8秒", "【主題】雪の中の狐"),
        ("A librarian climbs (8 s, vertical) a ladder", "A librarian climbs a ladder"),
        ("She climbs (8 s, our narrator is elsewhere) a ladder", "She climbs (our narrator is elsewhere) a ladder"),
        ("Two friends share 🍦 gulls steal it 😂 make it vertical", "Two friends share 🍦 gulls steal it"),
        (
            "Two old friends share ice cream 🍦 gulls steal all of it",
            "Two old friends share ice cream. gulls steal all of it",
        ),
        ("Ein Rad (15 Sek., Querformat) steht im Nebel", "Ein Rad steht im Nebel"),
        ("A fox waits, ca. 8 s, vertical", "A fox waits"),
        ("Quiero un reel para mi tienda: manos, humo. 8 s", "Quiero un reel para mi tienda: manos, humo."),
        ("a 🐱 sleeps on a 🛋️ near the fire", "a 🐱 sleeps on a 🛋️ near the fire"),
        ("Could you make me a film where an old man smiles? Square please", "an old man smiles."),
    ],
)
def test_nothing_is_left_of_what_is_taken_out(text: str, kept: str) -> None:
    assert [one for _, one in plan(text).shots] == [kept]


@pytest.mark.parametrize(
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
