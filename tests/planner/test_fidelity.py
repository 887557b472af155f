"""No word of a request is lost: every word is in the prompts or in what was taken out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling.planner.asset import Asset
from kling.planner.fidelity import missing, words
from kling.planner.plan import plan
from tests.planner import corpus

SCRIPTS = {
    "latin": "abcdefghijklmnopqrstuvwxyzéüñ",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "devanagari": "कखगघचजटडतथदनपबमयरलवशसहािीुूेैोौं्",
    "bengali": "কখগঘচজটডতথদনপবমযরলশসহািীুে",
    "tamil": "கஙசஞடணதநபமயரலவழளறனாிீுூெே",
    "thai": "กขคงจชซญดตถทนบปผพฟมยรลวสหอะาิีุูเแโ",
    "hangul": "가나다라마바사아자차카타파하",
    "han": "一二三山水人雨夜猫狗房子花火光城市海",
    "kana": "あいうえおかきくけこさしすせそタチツテトナニ",
    "georgian": "აბგდევზთიკლმნოპჟრსტუფ",
}
GLUE = [", ", ". ", "; ", "，", "。", "、", " and ", ": ", "\n", " ", "؛ ", "। "]
SETTINGS = [
    "8s",
    "vertical",
    "3 shots",
    "竖屏",
    "10秒",
    "縦型で",
    "en vertical",
    "with sound",
    "无声",
    "1. ",
    "2) ",
    "🙂",
    '"hello"',
    "「海」",
]


@settings(max_examples=75)
@given(st.data())
def test_no_word_of_a_made_up_request_is_lost(data: st.DataObject) -> None:
    script = data.draw(st.sampled_from(sorted(SCRIPTS)))
    word = st.text(SCRIPTS[script], min_size=1, max_size=7)
    piece = st.one_of(word, word, word, st.sampled_from(SETTINGS))
    pieces = data.draw(st.lists(st.tuples(piece, st.sampled_from(GLUE)), min_size=1, max_size=24))
    text = "".join(part for pair in pieces for part in pair)
    video = data.draw(st.booleans())
    made = plan(text, (Asset("video"),) if video else ())
    assert missing(text, corpus.kept(made)) == []
    assert {mark for mark in ("hello", "海") if f'"{mark}"' in text or f"「{mark}」" in text} <= {
        mark for mark in ("hello", "海") if any(mark in told for told in made.told.texts)
    }


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=120))
def test_any_text_gives_a_plan_or_is_told_to_be_empty(text: str) -> None:
    if not text.strip():
        with pytest.raises(ValueError, match="empty"):
            plan(text)
        return
    made = plan(text)
    assert missing(made.request.text, corpus.kept(made)) == []


def test_words_are_segments_in_spaced_scripts_and_characters_in_others() -> None:
    assert words("The CAT's 2 hats") == ["the", "cat", "s", "2", "hats"]
    assert words("猫が走る") == ["猫", "が", "走", "る"]
    assert words("हिन्दी वीडियो") == ["हिन्दी", "वीडियो"]
    assert words("<<<image_1>>> кот") == ["кот"]


def test_a_word_counts_as_often_as_it_is_written() -> None:
    assert missing("a dog, a dog and a cat", ["a dog and a cat"]) == ["a", "dog"]


@pytest.mark.parametrize(
    "text", ["???", "🙂", "5 s", '"', "说", "<<<image_1>>>", "，，，", "with sound", "1. 2. 3.", "a:"]
)
def test_odd_requests_still_give_a_plan(text: str) -> None:
    made = plan(text)
    assert made.shots[0][1].strip()


@pytest.mark.parametrize(
    "text", ["5 seconds ", "with sound ", "shot 1: a; ", "“", "猫が跳ぶ、", "0-3s: ", "- a: b\n", "1. "]
)
def test_a_long_request_takes_time_in_proportion(text: str) -> None:
    plan(text * 10)
    short, long = 1000, 6000
    took = []
    for size in (short, long):
        asked = (text * size)[:size]
        began = time.process_time()
        plan(asked)
        took.append(time.process_time() - began)
    assert took[1] <= max(0.05, took[0]) * (long / short) * 4
