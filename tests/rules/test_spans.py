"""Marked words are found again where the user wrote them: in a v2 body, and in a brief."""

from __future__ import annotations

from pathlib import Path

import jsonpatch
import pytest
from tests.cases import cases

from kling.briefs import compile, load
from kling.rules import Diagnostic, check, examples


def only(found: list[Diagnostic], code: str) -> Diagnostic:
    (one,) = [d for d in found if d.code == code]
    return one


@cases(
    "words",
    [
        "Wide shot: @kite climbs over Köln 🪁, a breathtaking view, and settles on a roof at dusk.",
        "镜头 1, 3, 全景：@kite 飞过屋顶; 镜头 2, 3, 特写：@kite 落下，breathtaking 的黄昏;",
        "shot 1, 3, wide shot of @kite at dusk; shot 2, 3, close-up of @kite, a breathtaking tail;",
    ],
)
def test_a_v2_body_is_marked_in_its_own_words(words: str) -> None:
    body = examples.v2(examples.v2_picture(), text=words, multi_shot=";" in words, duration=6)
    found = only(check(body), "P067")
    assert found.pointer == "/contents/0/text"
    assert found.span is not None
    assert words[slice(*found.span)] == "breathtaking"


@pytest.mark.parametrize("name", ["hero", "<<<element_1>>>"])
def test_a_brief_is_marked_in_its_own_words(name: str, tmp_path: Path) -> None:
    file = tmp_path / "brief.yaml"
    mention = name if name.startswith("<") else f"@{name}"
    prompt = f"Wide shot: {mention}, the pilot, nods; {mention} waves at a breathtaking coast at dusk and stops."
    file.write_text(f"scenario: element\nelements: {{hero: 123}}\naspect_ratio: '16:9'\nprompt: \"{prompt}\"\n")
    found = only(compile(load(file).brief).diagnostics, "P067")
    assert found.pointer == "/prompt"
    assert found.span is not None
    assert prompt[slice(*found.span)] == "breathtaking"


def test_a_shot_of_a_brief_is_marked_in_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "brief.yaml"
    file.write_text(
        "scenario: element\nelements: {hero: 123}\naspect_ratio: '16:9'\nshots:\n"
        "- {duration: 3, prompt: '@hero waits at dawn, wide shot.'}\n"
        "- {duration: 3, prompt: 'Close-up: @hero at a breathtaking coast, dawn.'}\n"
    )
    found = only(compile(load(file).brief).diagnostics, "P067")
    assert found.pointer == "/shots/1/prompt"
    assert found.span is not None
    assert "Close-up: @hero at a breathtaking coast, dawn."[slice(*found.span)] == "breathtaking"


@cases(
    ("words", "repaired"),
    [
        (
            "Wide shot: @kite climbs 🪁 and the pilot says: hold on",
            'Wide shot: @kite climbs and the pilot says: "hold on"',
        ),
        (
            "shot 1, 3, @kite climbs 🪁 at dusk; shot 2, 3, a roof;",
            "shot 1, 3, @kite climbs at dusk; shot 2, 3, a roof;",
        ),
    ],
)
def test_the_words_of_a_v2_body_are_mended_where_they_stand(words: str, repaired: str) -> None:
    body = examples.v2(examples.v2_picture(), text=words, multi_shot=";" in words, duration=6, audio="native")
    for _ in range(3):
        for d in check(body):
            if d.code in ("P034", "P115") and d.fix and d.fix.safe:
                body = jsonpatch.apply_patch(body, list(d.fix.patch))
                break
    assert body["contents"][0]["text"] == repaired
