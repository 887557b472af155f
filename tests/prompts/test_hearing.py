"""Sounds that are described while sound is off, in twelve languages; and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import yaml

from kling.lexicon import table
from kling.lexicon.terms import LANGUAGES_OF_WORDS
from kling.rules import check
from kling.rules.examples import text
from tests.cases import cases

CASES = yaml.load(Path(__file__).with_name("hearing.yaml").read_text("utf-8"), yaml.CSafeLoader)


def _all(kind: str) -> list[str]:
    return [words for language in CASES[kind].values() for words in language]


@cases("words", _all("heard"))
def test_a_sound_that_will_not_be_made_is_told(words: str) -> None:
    assert "P046" in {d.code for d in check(text(prompt=words, sound="off"))}
    assert not {"P046", "P031"} & {d.code for d in check(text(prompt=words, sound="on"))}


@cases("words", _all("silent"))
def test_what_is_seen_or_said_to_be_silent_is_no_sound(words: str) -> None:
    assert "P046" not in {d.code for d in check(text(prompt=words, sound="off"))}


def test_every_language_of_the_lexicon_has_words_for_what_is_heard() -> None:
    assert set(table("hearing")) == set(CASES["heard"]) == set(CASES["silent"]) == set(LANGUAGES_OF_WORDS)
