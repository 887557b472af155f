"""What holds for every request of the repository: its words, what is added to them, its tokens and its settings.

The requests of a language are planned once and looked at by all tests, which therefore come one after another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from typing import Any, TypeAlias

import pytest

from kling.planner.fidelity import missing, words
from kling.planner.fields import spelled
from kling.planner.marks import numbered
from kling.planner.plan import Plan, plan
from kling.planner.questions import Request, quoted
from kling.prompts import references
from tests.planner import corpus

LANGUAGES = ("en", "zh", "ja", "es", "fr", "de", "pt", "it", "ko", "ru", "hi", "ar")
pytestmark = pytest.mark.long  # each language's requests are planned in one set-up
Plans: TypeAlias = dict[str, tuple[dict[str, Any], Plan]]
_RICH: dict[str, Plan] = {}


@pytest.fixture(scope="module", params=LANGUAGES)
def plans(request: pytest.FixtureRequest) -> Plans:
    """Each request of a language with its plan, by key. Every tenth is enriched, too, while what stands in its text is
    still known: later that takes as long as the plan."""
    asked = {key: asked for key, asked in corpus.requests().items() if asked["lang"] == request.param}
    made = Plans()
    for number, (key, one) in enumerate(asked.items()):
        made[key] = one, corpus.planned(key)
        if number % 10 == 0:
            _RICH[key] = plan(one["user"], corpus.given(one), enrich=True)
    return made


def test_every_request_has_a_language() -> None:
    assert {asked["lang"] for asked in corpus.requests().values()} == {*LANGUAGES}


def test_every_word_is_in_the_prompts_or_taken_out(plans: Plans) -> None:
    for asked, made in plans.values():
        assert missing(spelled(asked["user"]), corpus.kept(made)) == [], asked["user"]
        assert made.lost() == []


def test_every_quotation_is_in_the_prompts(plans: Plans) -> None:
    for asked, made in plans.values():
        text, told = made.request.text, " ".join(word for shot in made.told.texts for word in words(shot))
        assert [text[a:b] for a, b in quoted(text) if " ".join(words(text[a:b])) not in told] == [], asked["user"]


def test_every_word_of_a_film_is_in_its_prompts_or_taken_out() -> None:
    for asked in corpus.read("films.yaml"):
        made = plan(asked["user"])
        assert missing(asked["user"], corpus.kept(made)) == [], asked["user"]
        assert made.lost() == []


def test_every_added_word_is_a_listed_sentence(plans: Plans) -> None:
    for asked, made in plans.values():
        said = [*words(asked["user"]), *words(spelled(asked["user"]))]  # 12" is 12 s
        have = {*said, *(word for sentence in made.added for word in words(sentence))}
        new = [word for text in corpus.texts(made) for word in words(text) if word not in have]
        assert not any(made.request.language != "ko" or not "".join(said).count(word) for word in new), asked["user"]


def test_tokens_in_prompts_are_assets_of_the_plan(plans: Plans) -> None:
    for _, made in plans.values():
        named = {str(r) for text in corpus.texts(made) for r in references.find(text)}
        assert named <= {binding.token for binding in made.settings.bindings}
        assert named >= {
            b.token for b in made.settings.bindings if b.use in ("reference", "element", "edit", "feature")
        }


def test_nearly_all_settings_are_right_in_every_language(plans: Plans) -> None:
    fields: Counter[str] = Counter()
    wrong = []
    for key, (asked, made) in plans.items():
        found = corpus.decided(made)
        for field, value in corpus.expected(asked).items():
            fields[field] += 1
            if found[field] != value:
                wrong.append((key, field, value, found[field]))
    assert len(wrong) <= 0.015 * fields.total(), wrong


def test_what_is_taken_out_as_a_setting_is_what_was_decided(plans: Plans) -> None:
    """Each piece that was taken out, read alone: the length, count, format and silence it asks for are those of the
    plan, its film or its shots, or a note names them."""
    for asked, made in plans.values():
        settings, film = made.settings, made.film
        parts = [one[0] for group in film.groups for one in group.shots] if film else [one[0] for one in made.shots]
        noted = {float(n) for note in made.notes if note[:9] != "taken out" for n in re.findall(r"\d+(?:\.\d+)?", note)}
        decided = {settings.duration, settings.asked, made.request.each, *parts, *accumulate(parts), *noted}
        counted = {made.request.text[start:end].strip() for start, end in numbered(made.request)}  # 2/3 is no format
        for piece in (one for one in made.removed if one not in counted):
            alone = Request(piece, made.request.language)
            if re.search(r"\d", piece):
                assert {one.number for one in alone.lengths} <= decided, (piece, asked["user"])
            assert alone.shots in {None, settings.shots, len(parts), *noted}, (piece, asked["user"])
            if settings.aspect_ratio and not alone.find("place"):
                formats = {one.value for one in alone.ratios}
                told = {
                    settings.aspect_ratio,
                    *(one for one in formats if any(one in note for note in made.notes[:-1])),
                }
                assert not formats or formats & told, (piece, asked["user"])
            assert not (alone.silent and settings.sound), (piece, asked["user"])


def test_an_enriched_prompt_is_the_plain_one_with_sentences_after_it(plans: Plans) -> None:
    for made, rich in [
        (corpus.texts(made), corpus.texts(_RICH[key])) for key, (_, made) in plans.items() if key in _RICH
    ]:
        assert [one.startswith(other) for one, other in zip(rich, made, strict=True)] == [True] * len(rich)


def test_frames_are_recognised_without_being_told(plans: Plans) -> None:
    for asked, made in plans.values():
        pictures = [asset["kind"] for asset in asked.get("assets", [])]
        if set(pictures) == {"image"} and "scenario" in asked["expect"]:
            untold = corpus.given(asked, roles=False)
            made = made if untold == corpus.given(asked) else plan(asked["user"], untold)
            assert made.settings.scenario == asked["expect"]["scenario"], asked["user"]
