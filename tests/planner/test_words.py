"""What is taken out of a request (settings, requests, filler), and what stays."""

from __future__ import annotations

import pytest

from kling.planner.plan import plan


def prompt(text: str) -> str:
    (shot,) = plan(text).shots
    return shot[1]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("make me a 10 second vertical video of a barista, steam rising", "a barista, steam rising"),
        ("please create a clip where a dog digs, 8s", "a dog digs"),
        ("a fox in the snow, 9:16, 6 seconds", "a fox in the snow"),
        ("a fox, vertical for tiktok, please. It sleeps.", "a fox. It sleeps."),
        ("a fox runs and 6 seconds please", "a fox runs"),
        ("cat playing piano", "cat playing piano"),
        ("a cat, no sound", "a cat"),
        ("帮我做一个8秒的竖屏视频：外婆包饺子", "外婆包饺子"),
        ("一只猫，竖屏，8秒", "一只猫"),
        ("縦型で6秒、猫が寝ている", "猫が寝ている"),
        ("hazme un vídeo vertical de 7 segundos de una abuela que amasa", "una abuela que amasa"),
        ("fais-moi une vidéo verticale de 8 secondes d'un boulanger", "un boulanger"),
        ("Ein Wirt löscht das Licht. Quadratisch, 6 Sekunden, bitte", "Ein Wirt löscht das Licht."),
        ("кот спит, 8 секунд, вертикально", "кот спит"),
        ("एक 8 सेकंड का वर्टिकल वीडियो बनाओ जिसमें एक कुम्हार है", "एक कुम्हार है"),
        ("قطة تنام، 8 ثوان، عمودي", "قطة تنام"),
        ("고양이가 잔다, 8초, 세로", "고양이가 잔다"),
        ("a cat 😀 sleeps 🙂", "a cat 😀 sleeps"),
        ("a cat. negative prompt: blurry, ugly", "a cat"),
    ],
)
def test_settings_requests_and_filler_are_taken_out_as_whole_clauses(asked: str, kept: str) -> None:
    assert prompt(asked).rstrip(".") == kept.rstrip(".")


@pytest.mark.parametrize(
    "asked",
    [
        'The sign reads "8s, vertical, please". A man waves.',
        "Ana (saved) speaks Spanish, Tom answers",
        "he waits 8 seconds, then he leaves",
        "a vertical garden at dawn",
        "a town square at noon",
        "make the dog jump",
        "no music, only rain",
        "she says “make me a video of 8 seconds, vertical”",
        "a robot wants to make a video of a cat's 10 seconds of fame",
        "девочка рисует дом",
        "할머니가 김치를 담근다",
        "الجدة تبتسم",
        "Una toma única de 12 s: una bailarina cruza la plaza",
        "Un vídeo de cumpleaños para mi hija: globos y tarta",
        "Alors que la pluie tombe, un vieil homme sourit",
        "Fammi vedere il mare in tempesta",
        "ロボットの短い動画を作って",
        "mi abuela amasa, con diálogo",
        "दादी मुस्कुराती हैं",
    ],
)
def test_in_doubt_a_word_stays(asked: str) -> None:
    assert prompt(asked) == asked


def test_what_was_taken_out_is_listed() -> None:
    made = plan("make me a 5 s video of a cat, square, thanks 🙂")
    assert made.removed == ("make me a 5 s video of", "square", "thanks")
    assert any("taken out of the text: “make me a 5 s video of”" in note for note in made.notes)


def test_quoted_words_stay_letter_by_letter() -> None:
    line = "8s vertical 🙂, please, no sound"
    assert line in prompt(f'a man says: "{line}"')
