"""The planner's tables: every phrase can be read, every language answers the same questions."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kling.planner.tables import DATA, LANGUAGES, Found, Table, table
from tests.lexicon.test_data import script as script  # a fixture

EVERYWHERE = {
    "seconds", "no_length", "each", "shots", "ratio", "bare_ratio", "speech", "no_speech", "audible",
    "no_music", "silent", "keep_sound", "drop_sound", "edit", "borrow_camera", "borrow_motion", "borrow_style", "next",
    "previous", "new_angle", "new_scene", "animate", "between", "media", "filler", "and", "list_mark", "sequence",
    "said_camera", "said_light", "said_lens", "said_end", "fast", "one_take", "storyboard", "many_shots", "negative",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_read_and_has_its_key(language: str) -> None:
    """Each list of words once, and each phrase with one word for each of its lists: to compile all words of all phrases
    takes seconds."""
    head, lists, rows = (DATA / f"{language}.txt").read_text("utf-8").split("\n\n")
    for row in lists.split("\n"):
        assert table(language).pattern(row.split("\t")[2]), row
    known = Table("\n\n".join([head, re.sub(r"[^\t\n]+$", "(?:x)", lists, flags=re.MULTILINE), rows]))
    for keys, topic, _, expression in (row.split("\t") for row in known.rows):
        assert known.pattern(expression), topic
        assert keys == keys.lower(), topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_answers_the_same_questions(language: str) -> None:
    assert {row.split("\t")[1] for row in table(language).rows} >= EVERYWHERE
    assert set(table(language).sentences) == set(table("en").sentences)


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("make [it] square", "please make square, make it square", [(7, 18), (20, 34)]),
        ("# (s|seconds)", "in 5 seconds or 2 s", [(3, 12), (16, 19)]),
        ("copy … dance", "copy the whole dance. copy it. dance", [(0, 20)]),
        ("^square$", "a square, square, squared", [(9, 16)]),
        ("paint*", "a painter paints", [(2, 9), (10, 16)]),
    ],
)
def test_phrases_find_what_they_say(script: Any, written: str, text: str, found: list[tuple[int, int]]) -> None:
    phrase = table("en").pattern(script.Grammar("en", table("en").lists).expression(written))
    assert [one.span() for one in phrase.finditer(text)] == found


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("at the # second*", [" at", " the", "second"]),
        ("[very] dark", [" dark"]),
        ("(is|looks) (very|so (deeply|sadly)) blue", [" blue", " is| looks", " deeply| sadly| very"]),
        ("#x{ratio}", ["#", "x", "{ratio}"]),
        ("only … what (was|[ever] is|*) said", [" only", " said", " what"]),
    ],
)
def test_keys_are_what_a_phrase_cannot_do_without(script: Any, written: str, keys: list[str]) -> None:
    found = script.Grammar("en", table("en").lists).keys(written)
    assert sorted(map("|".join, found)) == sorted(keys)


def test_numbers_are_read_in_digits_and_words() -> None:
    assert Found(0, 14, 12, "") in table("en").find("seconds", "twelve seconds")
    assert {f.number for f in table("zh").find("seconds", "十五秒")} == {15}
    assert {f.number for f in table("de").find("seconds", "2,5 sekunden")} == {2.5}
