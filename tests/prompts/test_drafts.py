"""What plans draft: prompts that read well, in wishes held out while the planner was made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kling.briefs.plan import Given, named
from kling.prompts import sources
from kling.prompts.plan import plan
from kling.prompts.wish import Asset, Wish
from kling.rules import check
from tests.prompts import corpus
from tests.prompts.test_plan import body, decided, given, texts

WISHES = [
    pytest.param(wish, id=wish["id"], marks=pytest.mark.xfail(strict=True) if wish.get("missed") else ())
    for number in range(2, 13)
    for wish in corpus.read(f"intents_heldout{number}.yaml")
]


@pytest.mark.parametrize("wish", WISHES)
def test_held_out_wishes_are_planned_as_a_director_would(wish: dict[str, Any]) -> None:
    made = plan(wish["user"], given(wish))
    found = decided(made)
    assert {key: found[key] for key in wish["expect"]} == wish["expect"]
    written = texts(made)
    rubric = wish.get("rubric", {})
    assert [p for p in rubric.get("must", []) if not re.search(p, written, re.I if p.islower() else 0)] == []
    assert [p for p in rubric.get("must_not", []) if re.search(p, written)] == []
    assert [p for p in wish.get("notes", []) if not re.search(p, "\n".join(made.notes), re.I)] == []
    faults = [d for d in check(body(made)) if d.severity != "hint" and d.code not in wish.get("lint", [])]
    assert faults == []


@pytest.mark.parametrize(
    ("wish", "framing", "light"),
    [
        ("a seamstress threads a needle", "Medium close-up", "lamp"),
        ("a herd of elephants walks across the savanna", "Wide shot", "Low sun"),
        ("a diver glides over a coral reef", "shot", "from the surface"),
        ("two friends share noodles in a ramen shop at night", "Medium shot", "overhead lamp"),
        ("a dancer spins on stage", "shot", "spotlight"),
        ("a woman reads a letter by candlelight", "Medium shot", "by candlelight"),
        ("a bee lands on a flower", "Close-up", "leaves"),
    ],
)
def test_framing_and_light_follow_from_what_is_shown(wish: str, framing: str, light: str) -> None:
    made = plan(wish)
    assert framing in made.prompt.split(":")[0]
    assert light in made.prompt


def test_the_same_framing_and_light_are_not_pasted_everywhere() -> None:
    wishes = [
        w for w in corpus.read("intents_heldout2.yaml") if w["lang"] == "en" and w["expect"].get("scenario") == "t2v"
    ]
    opened = [plan(w["user"]).prompt.split(":")[0] for w in wishes]
    assert len(set(opened)) > len(opened) / 3


@pytest.mark.parametrize(
    ("wish", "slot"),
    [
        ("a fox crosses a road, macro, dreamy, slow orbit around it", "Slow orbit around it. "),
        ("一只狐狸走过雪地，缓慢推近，水墨风格", "缓慢推近。"),
        ("un zorro cruza la nieve, cámara en mano, luz cálida", "Cámara en mano. Luz cálida"),
        ("狐が雪の中を歩く、逆光、手持ち", "手持ち。逆光。"),
    ],
)
def test_camera_light_and_look_named_in_a_wish_stand_in_their_own_sentences(wish: str, slot: str) -> None:
    assert slot in plan(wish).prompt


def test_what_an_edit_says_of_sound_is_no_word_of_its_prompt() -> None:
    clip = (Asset("video", description="6 s, man in a garden"),)
    made = plan("swap his hat for a cap and keep everything he says, add a soundtrack", clip)
    assert made.prompt.startswith("Change the man's hat in <<<video_1>>> to a cap. ")
    assert "soundtrack" not in made.prompt


@pytest.mark.parametrize(
    ("wish", "drafted"),
    [
        ('change the sign to "OPEN"', 'Change the sign in <<<video_1>>> to "OPEN". '),
        ("把招牌改成“营业中”", "在<<<video_1>>>中，把招牌改成“营业中”。"),
        ("remove the bin and the cables", "Remove the bin and the cables from <<<video_1>>>. "),
        ("delete the wires and add a kite", "Delete the wires from <<<video_1>>> and add a kite. "),
        ("make it foggy and turn the lamps on", "Make <<<video_1>>> foggy and turn the lamps on. "),
        ("put a scarf on the snowman in my video", "Add a scarf on the snowman in <<<video_1>>>. "),
        ("que nieve en el vídeo", "Haz que nieve en <<<video_1>>>. "),
    ],
)
def test_edits_open_with_what_changes_and_name_the_clip(wish: str, drafted: str) -> None:
    assert plan(wish, (Asset("video"),)).prompt.startswith(drafted)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("remove the sign in the clip", "no clip was given: give it with --video"),
        ("my saved character waves", "no element was given"),
        ("un chat noir traverse un toit sous la pluie", "seems to be in French"),
        ("a fox at 60 fps in 8K", "24 frames a second"),
    ],
)
def test_what_a_wish_takes_for_granted_wrongly_is_said(wish: str, said: str) -> None:
    assert any(said in note for note in plan(wish).notes)


def test_speakers_are_seen_to_do_what_the_wish_tells() -> None:
    made = plan("她抬起头，说：“你回来了。” 男人放下箱子，回答：“晚点了。”")
    assert "女人抬起头，男人放下箱子" in made.prompt
    assert "[女人，" in made.prompt
    assert "微微前倾" not in made.prompt


@pytest.mark.parametrize(
    ("wish", "seen"),
    [
        ("make my dog surf", "dog surfs"),
        ("let the old man dance in the rain", "the old man dances in the rain"),
        ("have our two kids run to the sea", "two kids run to the sea"),
        ("make the sky darker", "sky darker"),
    ],
)
def test_what_somebody_is_asked_to_do_is_told_as_done(wish: str, seen: str) -> None:
    assert seen in plan(wish).prompt


@pytest.mark.parametrize(
    ("wish", "one", "other"),
    [
        ("two astronauts argue about the last cookie, with dialogue", "The first astronaut", "the second astronaut"),
        ("two old friends talk on a bench", "The first friend", "the second friend"),
        ("dos amigas hablan en un café", "La primera amiga", "la segunda amiga"),
        ("两个老人在公园聊天，要有对白", "第一个老人", "第二个老人"),
        ("二人の学生が教室で会話する", "一人目の学生", "二人目の学生"),
    ],
)
def test_two_of_a_kind_speak_as_the_first_and_the_second(wish: str, one: str, other: str) -> None:
    prompt = plan(wish).prompt
    assert prompt.index(one) < prompt.index(other)


def test_a_subject_is_named_without_what_it_does() -> None:
    assert (
        'La abuela (cálido, pausado) dice: "ya casi está."'
        in plan("una abuela prepara tortillas en su cocina, dice: 'ya casi está', 6 segundos").prompt
    )
    shots = plan("an old sailor tells a story by the fire, 15 seconds, three shots").shots
    assert all("old sailor" in text for _, text in shots)
    assert "Firelight" in shots[0][1]


@pytest.mark.parametrize(
    ("wish", "line", "seen"),
    [
        (
            "一个女孩在站台等车，她轻声说‘他会来的。’然后列车进站",
            "[女孩，轻声]说：“他会来的。”",
            "等车，然后列车进站。",
        ),
        (
            "一个女孩在站台等车，她轻声说“他会来的。”然后列车进站",
            "[女孩，轻声]说：“他会来的。”",
            "等车，然后列车进站。",
        ),
        ("老人は言う‘また会おう。’そして去っていく", "「また会おう。」", "老人が去っていく。"),
        ("una abuela amasa pan, dice ‘ya casi está’", '"ya casi está."', "una abuela amasa pan."),
        ("an old man’s shop, a boy says ‘it’s late, isn’t it’", '"it’s late, isn’t it."', "an old man’s shop"),
        ("she says ‘I said “go”’ in a park", '"I said ‘go’."', "in a park"),
    ],
)
def test_curved_single_marks_are_quotation_marks_and_apostrophes_stay(wish: str, line: str, seen: str) -> None:
    prompt = plan(wish).prompt
    assert line in prompt
    assert seen in prompt


def test_curved_single_marks_around_a_caption_are_no_speech() -> None:
    made = plan("a neon sign ‘OPEN’ flickers above a diner at night")
    assert not made.sound
    assert "a neon sign “OPEN” flickers" in made.prompt


@pytest.mark.parametrize(
    ("wish", "seen", "lines"),
    [
        (
            "a dragon and a knight talk: 'you again?' says the dragon. 'i was in the neighbourhood,' the knight "
            "replies. 9 seconds",
            ": a dragon and a knight talk. ",
            [
                'The dragon (curious) says: "you again?"',
                'the knight (warm, unhurried) says: "i was in the neighbourhood."',
            ],
        ),
        (
            'a cook stirs a pot. "Not yet," she whispers. Steam rises.',
            ": a cook stirs a pot. Steam rises. ",
            ['The cook (whispering) says: "Not yet."'],
        ),
        (
            '"Hold on," says the old captain with a grin, gripping the wheel',
            ": the old captain gripping the wheel. ",
            ['The old captain (with a grin) says: "Hold on."'],
        ),
        (
            'The knight says "you again?" The dragon replies: "yes."',
            "the knight turns to speak",
            ['The knight (curious) says: "you again?"', 'the dragon (warm, unhurried) says: "yes."'],
        ),
        ("“走吧。”他说。“去哪？”她问。两人站在海边。", "两人站在海边。", ["[男人，", "[女人，好奇]说：“去哪？”"]),
    ],
)
def test_who_is_named_after_a_line_speaks_it(wish: str, seen: str, lines: list[str]) -> None:
    made = plan(wish)
    assert seen in made.prompt
    places = [made.prompt.index(line) for line in lines]
    assert places == sorted(places)
    assert "replies" not in made.prompt
    assert not any(note.startswith("not covered") for note in made.notes)


@pytest.mark.parametrize(
    ("wish", "prompt"),
    [
        (
            "show a paper boat floating down a gutter in the rain, camera follows it",
            "in the rain. Camera follows it slowly.",
        ),
        ("a dog runs on the beach, the camera follows the dog", "then slows to a stop. The camera follows the dog"),
        ("slow mo of a ballerina leaping", ": a ballerina leaping"),
        ("slow motion shot of a ballerina leaping", "Slow motion."),
        ("cámara lenta de una bailarina saltando", ": una bailarina saltando"),
    ],
)
def test_a_following_camera_and_slow_motion_leave_the_subject_alone(wish: str, prompt: str) -> None:
    assert prompt in plan(wish).prompt


@pytest.mark.parametrize(
    ("wish", "keeps", "noted"),
    [
        ("use the camera movement of this clip for a flight through a canyon, with wind sound", False, True),
        ("usa el movimiento de cámara de este vídeo para un vuelo por un cañón, con sonido de viento", False, True),
        ("use the camera movement of this clip for a flight through a canyon, with its original sound", True, False),
        ("use the camera movement of this clip for a flight through a canyon, keep the sound", True, False),
    ],
)
def test_a_new_sound_is_no_wish_to_keep_that_of_the_clip(wish: str, keeps: bool, noted: bool) -> None:
    made = plan(wish, (Asset("video"),))
    assert made.keep_original_sound is keeps
    assert any("cannot be generated together with a clip" in note for note in made.notes) is noted


@pytest.mark.parametrize(
    ("wish", "count", "seen"),
    [
        (
            "a cat drinks from a cup of tea. The cat is the one in a.png",
            1,
            ": the cat from <<<image_1>>> drinks from a cup",
        ),
        (
            "Use a.png for the cat; a black cat walks on a fence",
            1,
            ": the black cat from <<<image_1>>> walks on a fence",
        ),
        ("the cat is in the picture, it jumps", 1, ": the cat from <<<image_1>>> jumps"),
        ("Ana is the one in a.png. Ana walks through a market", 1, ": Ana from <<<image_1>>> walks"),
        ("猫是a.png里的那只。一只猫在雪地里奔跑", 1, "：<<<image_1>>>中的猫在雪地里奔跑"),
        ("一只猫追一只老鼠，猫在第一张图里，老鼠是第二张图", 2, "：<<<image_1>>>中的猫追<<<image_2>>>中的老鼠"),
        ("猫は1枚目の写真です、犬は2枚目の写真です。猫と犬が走る", 2, "<<<image_1>>>の猫と<<<image_2>>>の犬が走る"),
        ("el gato es el de a.png. Un gato salta sobre una mesa", 1, ": el gato de <<<image_1>>> salta sobre"),
    ],
)
def test_what_a_picture_is_said_to_show_is_bound_and_not_told(wish: str, count: int, seen: str) -> None:
    made = plan(wish, tuple(Asset("image", source=f"/photos/{name}.png") for name in "ab"[:count]))
    assert seen in made.prompt
    assert not re.search(r"picture|\.png|图|写真|is the one", made.prompt)


@pytest.mark.parametrize(
    "wish", ["she looks at the photo", "the moon is on the lake", "the boy is the first frame, he runs"]
)
def test_sentences_that_only_resemble_a_casting_stay(wish: str) -> None:
    kept = re.sub("^the |^she ", "", wish)
    assert kept in plan(wish, (Asset("image", "b", source="b.png"),)).prompt


@pytest.mark.parametrize(
    ("one", "said", "same"),
    [
        ("/photos/cat.png", "cat.png", True),
        ("./cat.png", "cat.png", True),
        ("/photos/cat.png", "photos/cat.png", True),
        ("/photos/tomcat.png", "cat.png", False),
        ("https://a.test/cat.png", "cat.png", False),
        ("", "cat.png", False),
    ],
)
def test_a_file_of_the_wish_is_the_one_given_when_its_path_ends_alike(one: str, said: str, same: bool) -> None:
    assert sources.is_same(one, said) is same


def test_a_picture_named_in_a_wish_by_the_end_of_its_path_is_not_used_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat.png").write_bytes(b"")
    assert named("the cat is the one in cat.png", (Given("image", str(tmp_path / "cat.png"), "cat"),), tmp_path) == (
        (),
        [],
    )


def test_a_camera_named_over_the_shots_holds_in_each_of_them() -> None:
    film = plan(
        "12 s in four shots, handheld camera: 1 Anna opens the door; 2 she smiles; 3 a dog enters; 4 the dog sleeps"
    )
    assert ["Handheld camera" in text for _, text in film.shots] == [True] * 4
    assert "Anna opens the door" in film.shots[0][1]
    assert (
        "Anna opens the door, she smiles" in plan("10 s film, handheld camera: Anna opens the door, she smiles").prompt
    )


def test_a_film_is_not_its_own_hero() -> None:
    shots = plan("una película de 12 segundos de mi perro: 1 despierta; 2 come; 3 corre; 4 duerme").shots
    assert all("el perro" in text.lower() and "película" not in text for _, text in shots)


def test_a_camera_named_within_a_list_is_of_that_shot() -> None:
    shots = plan("three shots, 9 s: 1 a cat sleeps, slow pan left; 2 a dog sits, static camera; 3 a bird lands").shots
    assert [re.search("pan left|static camera", text, re.I) is not None for _, text in shots[:2]] == [True, True]
    assert "pan left" in shots[0][1]
    assert "pan left" not in shots[1][1]
    assert not any(re.search(r"\d", text) for _, text in shots)


@pytest.mark.parametrize(
    ("wish", "shown", "camera"),
    [
        ("slow push in on an old radio in a dark room", ": an old radio in a dark room", "Slow push in."),
        ("a tracking shot along a row of empty chairs at dusk", ": a row of empty chairs", "Slow tracking shot."),
        ("zoom into the eye of a cat", ": the eye of a cat", "zoom in."),
        ("un paneo lento por el mercado al amanecer", ": el mercado al amanecer", "Paneo lento."),
        ("a dog runs on the beach, slow pan over the waves", ": a dog runs on the beach", "Slow pan over the waves."),
    ],
)
def test_what_a_camera_move_passes_over_is_seen(wish: str, shown: str, camera: str) -> None:
    prompt = plan(wish).prompt
    assert shown in prompt
    assert camera in prompt
    assert "Static" not in prompt


def test_a_voice_beside_the_picture_leaves_the_picture() -> None:
    made = plan('cinematic drone shot over a misty forest with a voice over saying "some places remember us"')
    assert made.prompt.startswith("Aerial shot: a misty forest")
    assert 'Voice-over (warm, unhurried) says: "some places remember us."' in made.prompt
    assert "配上" not in plan("清晨的茶园，配上旁白：“每一片叶子都有故事。”").prompt


@pytest.mark.parametrize(
    ("wish", "sounds"),
    [
        ("a volcano erupts. Low rumbling all the way through, no text", ["Low rumbling"]),
        ("desert at dawn, wind only", ["wind"]),
        ("a nurse walks down a corridor. Just the real hospital sounds, no music.", ["hospital sounds"]),
        ("a glassblower making a vase, with the roar of the furnace", ["roar of the furnace"]),
        ("an old sailor says 'the sea never said sorry'. Wind and gulls.", ["Wind", "gulls"]),
        ("a dog on a porch, soft piano", ["soft piano"]),
        ("龙舟赛，鼓声要响", ["鼓声"]),
        ("la pareja se abraza. Que suene un bandoneón.", ["bandoneón"]),
        ("un baile con un bandoneón de fondo", ["bandoneón de fondo"]),
        ("a boy with splashes of paint on his face", []),
        ("a fox in a field. Wind and rain.", []),
        ("a piano on a beach", []),
        ("con montañas de fondo, una niña salta", []),
    ],
)
def test_sounds_are_told_from_sights(wish: str, sounds: list[str]) -> None:
    assert Wish(wish).sounds == sounds
    assert plan(wish).sound == bool(sounds)


def test_an_instrument_that_is_wished_for_is_music() -> None:
    assert "música" not in plan("la pareja se abraza. Que suene un bandoneón.").prompt


@pytest.mark.parametrize(
    ("wish", "seen"),
    [
        ('a boy whispers to his teddy bear "don\'t be scared" under a blanket', "the boy leans toward his teddy bear"),
        ('a woman tells her mother "I got the job"', "the woman leans toward her mother"),
        ("小男孩对泰迪熊轻声说：“别怕。”", "小男孩转向泰迪熊。"),
        ("女の子が猫に「おやすみ」とささやく", "：女の子が猫に向き直る。"),
        ('un niño susurra a su perro "no tengas miedo"', "el niño se inclina hacia su perro"),
        ('a man says to the camera "hello"', "the man looks up and leans toward the camera"),
        ("人们对着镜头说“新年好”", "人们抬头看向镜头"),
    ],
)
def test_whom_a_line_is_said_to_is_seen(wish: str, seen: str) -> None:
    assert seen in plan(wish).prompt


@pytest.mark.parametrize(
    ("wish", "prompt"),
    [
        (
            "animate this photo of our old house so the leaves move and smoke rises from the chimney",
            "The leaves move and smoke rises from the chimney.",
        ),
        ("turn this drawing of a robot into a moving scene where the robot waves", "The robot waves"),
        ("anima esta foto de mi abuela para que sonría", "La abuela sonríe."),
    ],
)
def test_what_a_picture_is_to_do_is_kept_whatever_joins_it(wish: str, prompt: str) -> None:
    assert plan(wish, (Asset("image", "", "first_frame", ""),)).prompt.startswith(prompt)


def test_a_size_before_a_colon_is_a_framing() -> None:
    made = plan("1. wide: desert at dawn 2. medium: nomad ties his turban 3. close: his eyes. 12s total, wind only")
    assert [text.split(":")[0] for _, text in made.shots] == ["Wide shot", "Medium shot", "Close-up"]


@pytest.mark.parametrize(
    ("wish", "clip", "picture", "opening"),
    [
        (
            "swap the bike he is pushing for mine (photo)",
            "8 s, man pushing a black bike",
            "yellow folding bike",
            "Change the bike the man is pushing in <<<video_1>>> to the bike from <<<image_1>>>.",
        ),
        ("整段改成剪纸动画风格，动作别变", "5秒，两个人放风筝", "", "把<<<video_1>>>改成剪纸动画风格。构图"),
        (
            "Quita al hombre de la gorra que pasa por detrás de mí y deja mi voz tal cual",
            "9 s, presentadora",
            "",
            "Quita al hombre de la gorra que pasa por detrás de la persona en <<<video_1>>>.",
        ),
        (
            "Genera la misma acción vista en contrapicado, primer plano de las manos",
            "7 s, una tejedora",
            "",
            "Genera una vista en contrapicado, primer plano de las manos",
        ),
    ],
)
def test_edits_say_what_changes_as_the_guide_does(wish: str, clip: str, picture: str, opening: str) -> None:
    assets = [Asset("video", "", None, clip, 8.0), *([Asset("image", "", None, picture)] if picture else [])]
    assert plan(wish, tuple(assets)).prompt.startswith(opening)


@pytest.mark.parametrize(
    ("wish", "frames", "prompt"),
    [
        ("animate this, only her hair and the flag should move", 1, "only her hair and the flag move"),
        ("the puppet in this picture blinks twice", 1, "The puppet blinks twice"),
        ("让照片里的布偶小熊眨眨眼，然后唱一句“月亮慢慢走”", 1, "[布偶小熊，温柔，缓慢]唱道"),
        ("从第一张（面团）变到第二张（烤好的面包），7秒", 2, "尾帧。生面团一步步变成面包"),
        ("1枚目から2枚目へ。雪の庭が春の庭になる", 2, "にする。雪の庭が春の庭になる。"),
    ],
)
def test_words_about_the_pictures_are_no_part_of_the_film(wish: str, frames: int, prompt: str) -> None:
    zh = "从" in wish
    assets = (
        Asset("image", "", "first_frame", "生面团" if zh else ""),
        Asset("image", "", "end_frame", "面包" if zh else ""),
    )[:frames]
    assert prompt in plan(wish, assets).prompt


@pytest.mark.parametrize(
    ("wish", "seen"),
    [
        ("a samurai and a robot face each other in the rain", "face each other"),
        ("15s trailer for my novel about a lighthouse keeper who talks to whales", ": a lighthouse keeper who talks"),
        ('explainer: how bread rises. 4 shots, 12 seconds, a narrator says "yeast eats sugar"', ": bread rises."),
        ("Un niño lanza un avión y la cámara lo sigue sobre los tejados", "La cámara lo sigue sobre los tejados."),
        ("两个高中生分享泡面，A说“明天就考试了”，B说“先吃完再说”", "A转过头来，B抬眼回望"),
        ("宇航员打篮球，背景音乐要激昂", "声音：激昂的背景音乐。"),
        ('Una chica enciende una linterna y pregunta "¿quién apagó la luz?"', 'La chica (curioso) pregunta: "¿quién'),
        ("火锅店老板娘端着锅，用四川话对着镜头喊“快来嘛”", "[火锅店老板娘，四川话，喊]"),
    ],
)
def test_what_is_wished_is_drafted_as_it_is_meant(wish: str, seen: str) -> None:
    made = plan(wish)
    assert any(seen in text for text in (made.prompt, *(text for _, text in made.shots)))


def test_a_format_behind_the_length_counts() -> None:
    assert plan("two old men play chess in a park. 8s vertical").aspect_ratio == "9:16"


def test_those_named_together_are_meant_by_they() -> None:
    cast = (Asset("element", "Ivo", None, "Ivo, man"), Asset("element", "Petra", None, "Petra, woman"))
    made = plan("Three shots. Ivo and Petra row a boat; Petra points at the water; they both laugh.", cast)
    assert "<<<element_1>>> and <<<element_2>>> both laugh" in made.shots[2][1]


@pytest.mark.parametrize(
    ("wish", "picture", "prompt"),
    [
        ("use this watercolour as the style and give me a whale over a city", "watercolour", "a whale over a city, in"),
        ("用这张水墨画的风格，画一只仙鹤飞过山谷", "水墨画", "一只仙鹤飞过山谷，<<<image_1>>>的画风"),
        ("usa esta acuarela como estilo y muestra una ballena", "acuarela", "ballena, con el estilo de <<<image_1>>>"),
        ("この絵を画風にして、鯨が街の上を泳ぐ", "水彩画", "鯨が街の上を泳ぐ、<<<image_1>>>の画風"),
    ],
)
def test_a_picture_may_give_its_style_only(wish: str, picture: str, prompt: str) -> None:
    made = plan(wish, (Asset("image", "", None, picture),)).prompt
    assert prompt in made
    assert "unchanged" not in made


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        (
            "make the robot in my picture move exactly like the fencer in the video, empty sports hall",
            "Empty sports hall.",
        ),
        ("my robot does this dance on the moon, 5 s", "On the moon."),
    ],
)
def test_borrowed_motion_plays_where_the_wish_says(wish: str, where: str) -> None:
    assets = (Asset("video", "", None, "12 s, one fencer", 12.0), Asset("image", "", None, "copper robot"))
    assert f"<<<video_1>>>. {where} Full shot" in plan(wish, assets).prompt


@pytest.mark.parametrize(
    ("wish", "prompt"),
    [
        (
            "La tabla de surf de la foto 1 y el chico de la foto 2: que corra",
            "tabla de surf de <<<image_1>>>",
        ),
        (
            "el sofá de la primera foto en el salón de la segunda",
            "<<<image_1>>> en el salón de <<<image_2>>>,",
        ),
        ("把图1的椅子放进图2的房间", "<<<image_1>>>中的椅子放在<<<image_2>>>中的房间里"),
        ("1枚目の犬が2枚目の公園を走る", "<<<image_1>>>の犬が<<<image_2>>>の公園を走る"),
        ("第一张图的女孩穿上第二张图的裙子转圈", "<<<image_1>>>中的女孩穿上<<<image_2>>>中的裙子转圈"),
    ],
)
def test_things_of_numbered_pictures_are_bound(wish: str, prompt: str) -> None:
    made = plan(wish, (Asset("image", "", None, ""), Asset("image", "", None, "")))
    assert made.scenario == "multi_image"
    assert prompt in made.prompt


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ('a river at dawn, female narrator says "every river remembers"', "Voice-over (female, warm, unhurried) says"),
        ('un río con voz en off, voz femenina: "todo río recuerda"', "Voz en off (femenina, cálido, pausado) dice"),
        ("清晨的茶园，温柔女声旁白：“慢一点。”", "[旁白，女声，"),
    ],
)
def test_a_narrator_has_the_voice_that_is_wished(wish: str, line: str) -> None:
    assert line in plan(wish).prompt


def test_a_film_for_something_shows_it() -> None:
    inn = (Asset("image", "", None, "山间木屋民宿"),)
    made = plan("给我的民宿（照片）做个10秒宣传片，三个镜头，温柔女声旁白，背景要轻轻的吉他", inn)
    said = "".join(text for _, text in made.shots)
    assert "<<<image_1>>>中的民宿" in made.shots[0][1]
    assert said.count("声音：轻轻的吉他。") == 3
    assert not any(word in said for word in ("宣传片", "给我", "背景要"))


def test_somebody_of_a_clip_is_not_whom_a_pronoun_of_the_other_sex_means() -> None:
    clip = (Asset("video", "", None, "5 s, a man dancing"),)
    assert ", she opens the door." in plan("keep going: she opens the door", clip).prompt
    assert ", the man opens the door." in plan("keep going: he opens the door", clip).prompt


def test_whoever_should_move_like_someone_of_a_clip_is_animated() -> None:
    made = plan("my cat should jump like that guy", (Asset("video", "", None, "5 s, a man dancing"),))
    assert made.prompt.startswith("Animate my cat with the same jumping motion and timing")


def test_each_who_speaks_has_a_shot_where_there_is_one_for_each() -> None:
    wish = (
        'Two astronauts float in a cupola. Reyes asks "did you feel that?" and Okoro answers "feel what?". Two shots.'
    )
    first, second = (text for _, text in plan(wish).shots)
    assert 'Reyes (curious) asks: "did you feel that?"' in first
    assert "Okoro looks back" in second
    assert 'says: "feel what?"' in second


def test_a_shot_that_is_a_line_only_shows_who_says_it() -> None:
    wish = (
        '3 shots, 12 s: a baker opens her shop at dawn; she whispers to the dough "wake up"; her first customer says '
        '"smells like home". soft guitar'
    )
    first, second, third = (text for _, text in plan(wish).shots)
    assert "a baker opens her shop at dawn" in first
    assert "says" not in first
    assert "the baker leans toward the dough" in second
    assert 'The baker (whispering) says: "wake up."' in second
    assert 'customer (warm, unhurried) says: "smells like home."' in third


@pytest.mark.parametrize(
    ("wish", "prompt"),
    [
        (
            "make her look up and smile a little, keep everything else, vertical if possible",
            "looks up and smiles a little.",
        ),
        ("make him smile", "The subject of <<<image_1>>> smiles."),
    ],
)
def test_somebody_who_is_made_to_act_acts(wish: str, prompt: str) -> None:
    assert prompt in plan(wish, (Asset("image", "", "first_frame", ""),)).prompt


def test_a_radio_that_plays_is_heard() -> None:
    made = plan("an old radio playing jazz in an empty diner at night, with sound").prompt
    assert made.endswith("Audio: jazz from the radio.")


def test_the_same_camera_move_is_borrowed() -> None:
    clip = (Asset("video", "", None, "rabbit in a meadow", 5.0),)
    made = plan("same camera move but through a night market with lanterns, 16:9, 5 s", clip)
    assert made.scenario == "reference"
    assert "nothing else from it: moving through a night market" in made.prompt
