"""Words of any script fit their lines and are drawn, not boxed."""

from __future__ import annotations

from PIL import Image, ImageDraw

from kling.animatic.lettering import Lettering
from tests.cases import cases

TEXTS = {
    "latin": "The quick brown fox jumps over the lazy dog near the river",
    "greek": "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί",
    "arabic": "رجل عجوز يقرأ كتابًا في مقهى هادئ عند الغروب",
    "hebrew": "איש זקן קורא ספר בבית קפה שקט בשקיעה",
    "hindi": "एक बूढ़ा आदमी शांत कैफे में किताब पढ़ रहा है",
    "thai": "แมวนอนบนโต๊ะในห้องครัวตอนเช้าและมองออกไปนอกหน้าต่าง",
    "chinese": "一只狐狸在雪后的森林里慢慢行走，停在河边，抬头看向镜头。",
    "japanese": "古い喫茶店で猫がゆっくりと窓の外を見ている。静かな朝の光。",
    "korean": "고양이가 조용한 카페의 창가에서 비를 바라본다",
    "emoji": "A cat 😺 and a rocket 🚀 in the rain ☔",
}


def ink(text: str) -> list[bytes]:
    """Each letter drawn alone."""
    lettering = Lettering(40, sample=text)
    drawn = []
    for char in text:
        if not char.isalpha():
            continue
        picture = Image.new("L", (80, 80))
        lettering.draw(ImageDraw.Draw(picture), (10, 5), char, 255)
        drawn.append(picture.tobytes())
    return drawn


@cases("script", TEXTS)
def test_lines_are_no_wider_than_asked_and_lose_nothing(script: str) -> None:
    text = TEXTS[script]
    lettering = Lettering(24, sample=text)
    lines = lettering.wrap(text, 260, 20)
    assert len(lines) > 1
    for line in lines:
        assert lettering.width(line.rstrip()) <= 260
    assert "".join(lines) == text


@cases("script", TEXTS)
def test_what_does_not_fit_ends_in_an_ellipsis(script: str) -> None:
    text = TEXTS[script] * 3
    lettering = Lettering(24, sample=text)
    lines = lettering.wrap(text, 260, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert lettering.width(lines[-1]) <= 260


@cases("script", TEXTS)
def test_letters_are_not_the_box_for_missing_ones(script: str) -> None:
    letters = ink(TEXTS[script])
    different = len({char for char in TEXTS[script] if char.isalpha()})
    # a font without a script draws the same box for everything
    assert len(set(letters)) > 0.8 * different


def test_a_chinese_line_does_not_begin_with_a_full_stop() -> None:
    text = "一二三四五六七八九十。" * 4
    for wide in range(100, 300, 7):
        lines = Lettering(24, sample=text).wrap(text, wide, 30)
        assert not any(line.startswith("。") for line in lines)


def test_one_endless_word_is_broken() -> None:
    lettering = Lettering(24)
    lines = lettering.wrap("x" * 200, 300, 30)
    assert all(lettering.width(line) <= 300 for line in lines)
    assert len(lines) > 5
