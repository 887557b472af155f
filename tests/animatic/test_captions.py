"""What of a prompt is shown, and when."""

from __future__ import annotations

from itertools import pairwise

from kling.animatic.captions import Caption, captions
from kling.animatic.film import poster
from kling.animatic.overlay import Block, Page
from kling.animatic.read import film
from kling.animatic.scene import Line
from tests.animatic.films import body, difference, find
from tests.cases import cases

LONG = " ".join(
    f"Sentence number {n} says what happens in part {n} of a long story about a lighthouse." for n in range(60)
)


def shown_of(text: str, frames: int) -> list[Caption]:
    """The captions of a film of one shot."""
    shot = film([{"prompt": text, "duration": str(frames // 24), "sound": "on"}]).shots[0]
    return captions(shot.text, shot.lines, frames)


def test_references_become_names() -> None:
    (caption,) = captions("<<<image_2>>> meets <<<element_1>>>.", (), 121)
    assert caption.text == "picture 2 meets element 1."


def test_references_are_called_as_their_user_calls_them() -> None:
    (caption,) = captions("<<<image_2>>> waits.", (), 121, {"image_2": "@her"})
    assert caption.text == "@her waits."


def test_a_long_prompt_becomes_an_excerpt_that_can_be_read() -> None:
    shown = captions(LONG, (), 121)
    assert 1 < len(shown) <= 4
    assert shown[0].start == 0
    assert shown[-1].end == 121
    assert all(one.end == other.start for one, other in pairwise(shown))
    assert min(caption.end - caption.start for caption in shown) >= 24


def test_a_spoken_line_is_shown_as_who_and_what() -> None:
    shown = shown_of('A baker lifts a tray. [Baker, warm, low voice] says: "last two. they\'re yours."', 121)
    assert [caption.text for caption in shown if caption.line] == ["baker: last two. they're yours."]
    assert [caption.text for caption in shown if not caption.line] == ["A baker lifts a tray."]


@cases(
    ("text", "shown"),
    [
        (
            '[Mara, calm] a woman sits on a bench and says: "You came."',
            "[Mara, calm] a woman sits on a bench and says: …",
        ),
        ('A man turns and says: "Go." He nods.', "A man turns and says: … He nods."),
        ("女が「来たの」と尋ねる。公園のベンチ。", "公園のベンチ。"),
        ('MARA: "You came." A park.', "A park."),
    ],
)
def test_what_a_speaker_does_is_shown_and_that_somebody_speaks_is_not(text: str, shown: str) -> None:
    assert " ".join(one.text for one in shown_of(text, 240) if not one.line) == shown


def test_a_chinese_line_is_found() -> None:
    assert any(one.line and "终于回来了" in one.text for one in shown_of("她抬起头，说：“终于回来了。”", 121))


def test_words_on_a_sign_are_not_spoken() -> None:
    assert not any(caption.line for caption in shown_of('A sign reading "LUNA" glows above the door.', 121))


def test_a_sound_that_is_not_known_is_told() -> None:
    shown = captions("A room. Audio: a theremin wobbles.", (), 121, missing=("not heard: a theremin wobbles",))
    assert [caption.text for caption in shown] == ["A room. [not heard: a theremin wobbles]"]
    told, silent = (
        poster(body("A room. Audio: a theremin wobbles.", sound=sound), find=find, max_height=360, frame=9)
        for sound in ("on", "off")
    )
    assert difference(told, silent) > 0.1


def test_sentences_about_sound_are_heard_not_shown() -> None:
    text = "A street at night. Audio: rain on a roof, no music."
    assert [caption.text for caption in captions(text, (), 121)] == ["A street at night."]


def test_only_spaces_give_no_caption() -> None:
    assert captions("   ", (), 121) == []


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
    (ENGLISH, ["you kept my cup.", "i always do."]),
    (CHINESE, ["你还留着我的杯子。", "一直都留着。"]),
]


@cases(("prompt", "expected"), EXCHANGES)
def test_every_line_of_an_exchange_is_shown_with_its_speaker_long_enough_to_read(
    prompt: str, expected: list[str]
) -> None:
    shown = shown_of(prompt, 145)
    lines = [caption for caption in shown if caption.line]
    assert [caption.text.partition(": ")[2] for caption in lines] == expected
    assert min(caption.end - caption.start for caption in lines) >= 24
    assert all(one.end <= other.start for one, other in pairwise(shown))


def test_lines_that_need_the_whole_scene_leave_no_description() -> None:
    line = Line(speaker="Mara", text="a long line " * 8, start=0.2, end=4.9)
    assert {one.line for one in captions("A diner.", (line,), 120)} == {True}


def test_a_speaker_named_after_the_line_is_not_told_twice() -> None:
    shown = shown_of('"Stop!" shouts the guard. He runs across the yard.', 121)
    assert "He runs across the yard." in [caption.text for caption in shown]
    assert not any("shouts" in caption.text for caption in shown)


WALK = (
    "A woman in a long red coat walks slowly along the edge of the frozen canal carrying a paper lantern, while behind "
    "her the shutters of the old houses close one after another, and at the very end she turns and blows it out."
)
WALK_ZH = (
    "一位穿红色长大衣的女人提着纸灯笼沿着结冰的运河慢慢走，身后老房子的百叶窗一扇接一扇地关上，孩子们从桥上探出头来看着她，"
    "远处传来钟声，雪花慢慢落在她的肩上，最后她转过身，举起灯笼，轻轻把它吹灭，夜色里只剩下一缕青烟。"
)


@cases(("text", "frames"), [(WALK, 121), (WALK_ZH, 121), (WALK, 241)])
def test_a_sentence_too_long_for_a_page_goes_on_over_several_to_its_end(text: str, frames: int) -> None:
    shown = captions(text, (), frames)
    assert ("" if text is WALK_ZH else " ").join(caption.text for caption in shown) == text
    assert len(shown) <= 2
    assert min(caption.end - caption.start for caption in shown) >= 33


def test_the_end_of_a_story_is_told_whatever_has_to_go() -> None:
    for frames in (49, 73, 121):
        assert "in part 59" in captions(LONG, (), frames)[-1].text


@cases("size", [(1280, 720), (720, 1280), (960, 960)])
@cases("text", [WALK, WALK_ZH])
def test_a_page_in_a_short_scene_is_set_smaller_rather_than_cut(text: str, size: tuple[int, int]) -> None:
    for caption in captions(text, (), 34):
        page = Page(*size)
        rows = Block(page.unit, page.text_width).add(caption.text, "words").rows
        assert "".join(line for _, line, _ in rows) == caption.text


def test_a_line_is_shown_while_it_is_spoken() -> None:
    lines = (
        Line(speaker="Mara", text="You came.", start=1.0, end=1.6),
        Line(speaker="Tom", text="I had to.", start=2.6, end=4.0),
    )
    shown = captions("A diner at night. Two people sit.", lines, 120)
    assert [(one.start, one.end, one.text) for one in shown if one.line] == [
        (24, 53, "Mara: You came."),
        (62, 96, "Tom: I had to."),
    ]
    assert all(one.end <= other.start for one, other in pairwise(shown))
