"""What of a prompt is shown, and when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kling.animatic.captions import captions, references, subtitled
from kling.animatic.overlay import Page, set_lines
from kling.animatic.scene import Line
from kling.animatic.timeline import timeline

LONG = " ".join(
    f"Sentence number {n} says what happens in part {n} of a long story about a lighthouse." for n in range(60)
)


def test_references_become_names_in_the_accent_colour() -> None:
    (caption,) = captions("<<<image_2>>> meets <<<element_1>>>.", 0, 121)
    assert caption.text == "image_2 meets element_1."
    assert [piece.text for piece in caption.pieces if piece.accent] == ["image_2", "element_1"]


def test_references_come_in_order_of_first_mention() -> None:
    assert references("<<<image_2>>> and <<<image_1>>>, then <<<image_2>>>") == ["image_2", "image_1"]


def test_a_long_prompt_becomes_an_excerpt_that_can_be_read() -> None:
    shown = captions(LONG, 0, 121)
    assert 1 < len(shown) <= 4
    assert shown[0].start == 0
    assert shown[-1].end == 121
    assert all(one.end == other.start for one, other in pairwise(shown))
    assert min(caption.end - caption.start for caption in shown) >= 24


def test_captions_stand_in_their_own_scene() -> None:
    shown = captions("She waits. " * 3, 48, 72)
    assert shown[0].start == 48
    assert shown[-1].end == 120


def test_a_spoken_line_is_shown_as_who_and_what() -> None:
    shown = captions('A baker lifts a tray. [Baker, warm, low voice] says: "last two. they\'re yours."', 0, 121)
    assert [(caption.kind, caption.text) for caption in shown] == [
        ("action", "A baker lifts a tray."),
        ("line", "Baker: last two. they're yours."),
    ]


def test_a_chinese_line_is_found() -> None:
    shown = captions("她抬起头，说：“终于回来了。”", 0, 121)
    assert shown[-1].kind == "line"
    assert "终于回来了" in shown[-1].text


def test_words_on_a_sign_are_not_spoken() -> None:
    shown = captions('A sign reading "LUNA" glows above the door.', 0, 121)
    assert [caption.kind for caption in shown] == ["action"]


def test_spoken_lines_outlive_description_when_time_is_short() -> None:
    text = "A long hall with many lamps and a red carpet. " * 8 + 'The guard says: "stop."'
    assert any(caption.kind == "line" for caption in captions(text, 0, 72))


def test_sentences_about_sound_are_heard_not_shown() -> None:
    text = "A street at night. Audio: rain on a roof, no music."
    assert "rain on a roof" not in "".join(caption.text for caption in captions(text, 0, 121))


def test_only_spaces_give_no_caption() -> None:
    assert captions("   ", 0, 121) == ()


ENGLISH = (
    "Rain on the window of a small café at night, seen from inside. Slow push-in on the counter. Warm amber light from "
    'one lamp. [Man in the raincoat, quiet] says: "you kept my cup." A beat later, she puts it down, '
    '[Grey-haired woman, warm] replies: "i always do." Static camera, 50mm. Audio: rain.'
)
CHINESE = (
    "雨夜的小咖啡馆，窗上全是水珠。镜头缓慢推进。暖黄的灯光从一盏灯洒下来，照亮木质柜台和一排白色的杯子。"
    "[穿雨衣的男人，低声] 说：「你还留着我的杯子。」片刻后，[灰发女人，温暖] 回答：“一直都留着。”"
)
EXCHANGES = [
    (ENGLISH, ["Man in the raincoat: you kept my cup.", "Grey-haired woman: i always do."]),
    (CHINESE, ["穿雨衣的男人: 你还留着我的杯子。", "灰发女人: 一直都留着。"]),
]


@pytest.mark.parametrize("ratio", ["16:9", "9:16"])
@pytest.mark.parametrize(("prompt", "expected"), EXCHANGES)
def test_every_line_of_an_exchange_is_shown_with_its_speaker_long_enough_to_read(
    prompt: str, expected: list[str], ratio: str
) -> None:
    film = timeline({"prompt": prompt, "duration": "6", "aspect_ratio": ratio, "sound": "on"})
    shown = film.scenes[0].captions
    lines = [caption for caption in shown if caption.kind == "line"]
    assert [caption.text for caption in lines] == expected
    assert all(caption.pieces[0].accent for caption in lines)
    assert min(caption.end - caption.start for caption in lines) >= 28
    assert shown[-1].end == film.frames
    assert all(one.end == other.start for one, other in pairwise(shown))


def test_camera_and_light_give_way_to_lines() -> None:
    shown = "".join(caption.text for caption in captions(ENGLISH, 0, 145))
    assert "push-in" not in shown
    assert "lamp" not in shown
    assert "push-in" in "".join(caption.text for caption in captions(ENGLISH, 0, 361))


def test_lines_that_need_the_whole_scene_leave_no_description() -> None:
    text = 'A hall. The guard says: "stop where you are, right now, please." The thief replies: "not today, my friend."'
    assert [caption.kind for caption in captions(text, 0, 73)] == ["line", "line"]


def test_a_speaker_named_after_the_line_is_its_label() -> None:
    shown = captions('"Stop!" shouts the guard. He runs across the yard.', 0, 121)
    assert [caption.text for caption in shown] == ["the guard: Stop!", "He runs across the yard."]


WALK = (
    "A woman in a long red coat walks slowly along the edge of the frozen canal carrying a paper lantern, while behind "
    "her the shutters of the old houses close one after another, and at the very end she turns and blows it out."
)
WALK_ZH = (
    "一位穿红色长大衣的女人提着纸灯笼沿着结冰的运河慢慢走，身后老房子的百叶窗一扇接一扇地关上，孩子们从桥上探出头来看着她，"
    "远处传来钟声，雪花慢慢落在她的肩上，最后她转过身，举起灯笼，轻轻把它吹灭，夜色里只剩下一缕青烟。"
)


@pytest.mark.parametrize(
    ("text", "frames"), [(WALK, 121), (WALK_ZH, 121), (WALK, 241), (f'{WALK} She says: "oh."', 121)]
)
def test_a_sentence_too_long_for_a_page_goes_on_over_several_to_its_end(text: str, frames: int) -> None:
    shown = [caption for caption in captions(text, 0, frames) if caption.kind == "action"]
    joint = "" if text is WALK_ZH else " "
    assert joint.join(caption.text for caption in shown).startswith(WALK_ZH if text is WALK_ZH else WALK)
    assert len(shown) == 2
    assert shown[0].text.endswith((",", "，"))
    assert min(caption.end - caption.start for caption in shown) >= 33


def test_the_end_of_a_story_is_told_whatever_has_to_go() -> None:
    for frames in (49, 73, 121):
        assert "in part 59" in captions(LONG, 0, frames)[-1].text


def test_who_lights_a_lamp_acts() -> None:
    text = 'The guard says: "stop where you are, right now, please." The old woman blows out the lamp.'
    assert captions(text, 0, 121)[-1].text == "The old woman blows out the lamp."


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (960, 960)])
@pytest.mark.parametrize("text", [WALK, WALK_ZH])
def test_a_page_in_a_short_scene_is_set_smaller_rather_than_cut(text: str, size: tuple[int, int]) -> None:
    for caption in captions(text, 0, 34):
        lines = set_lines(Page(*size), caption.pieces)[1]
        assert "".join(piece.text for line in lines for piece in line) == caption.text


def test_a_line_is_shown_while_it_is_spoken() -> None:
    lines = (
        Line(speaker="Mara", text="You came.", start=1.0, end=1.6),
        Line(speaker="Tom", text="I had to.", start=2.6, end=4.0),
    )
    shown = subtitled(captions("A diner at night. Two people sit.", 0, 120), lines, 0)
    assert [(one.start, one.end, one.text) for one in shown if one.kind == "line"] == [
        (24, 53, "Mara: You came."),
        (62, 96, "Tom: I had to."),
    ]
    for one, other in pairwise(shown):
        assert one.end <= other.start


def test_a_described_caption_that_has_no_time_left_goes() -> None:
    line = Line(speaker="Mara", text="a long line " * 8, start=0.2, end=4.9)
    assert {one.kind for one in subtitled(captions("A diner.", 0, 120), (line,), 0)} == {"line"}
