"""Texts that cannot be sent, and texts in which there is nothing to see: refused here as by the service."""

from __future__ import annotations

import json

import httpx2
from tests.cases import cases

from kling.api.characters import is_blank
from kling.api.patch import patched
from kling.rules import check
from kling.rules.examples import shots, text
from kling.sandbox import Sandbox

NOTHING = {
    "blanks": " \u00a0\u3000\n",
    "zero width": "\u200b\u200b",
    "joiners": "\u200d\u2060\ufeff ",
    "controls": "\x01\x02",
    "a variation": "\ufe0f",
    "Korean fillers": "\u3164\u115f",
    "soft hyphen": "\u00ad",
    "directions": "\u202e\u202c",
    "tags": "\U000e0041",
    "marks alone": "\u0301",
    "empty Braille": "\u2800",
    "NUL": "\0",
}


def codes(prompt: str) -> set[str]:
    return {d.code for d in check(text(prompt=prompt)) if d.severity == "error"}


@cases("prompt", NOTHING.values(), ids=NOTHING)
def test_a_prompt_in_which_there_is_nothing_to_see_is_no_prompt(prompt: str) -> None:
    assert "R11" in codes(prompt)
    storyboard = shots(5, 5)
    storyboard["multi_prompt"][1]["prompt"] = prompt
    assert "R11" in {d.code for d in check(storyboard)}
    film = {"contents": [{"type": "prompt", "text": prompt}], "settings": {"multi_shot": False}}
    assert "R11" in {d.code for d in check(film)}


@cases("prompt", ["a", "猫", "…", "?", "😺", "\u200b猫", "ㅋ", "é"])
def test_whatever_shows_is_a_prompt(prompt: str) -> None:
    assert not is_blank(prompt)


@cases(
    ("prompt", "fixed"),
    [("A cat \ud83d sits", "A cat  sits"), ("A \ude00 cat", "A  cat"), ("A cat\0 sits", "A cat sits"), ("\0", None)],
)
def test_half_of_a_character_and_nul_are_refused_and_fixed(prompt: str, fixed: str | None) -> None:
    [found] = [d for d in check(text(prompt=prompt)) if d.code == "S13"]
    assert (patched({"prompt": prompt}, found.fix.patch)["prompt"] if found.fix else None) == fixed


def test_the_local_service_refuses_them_too(kling_sandbox: Sandbox) -> None:
    for prompt in ("\u200b", "\u3164", "A cat\0 sits", "A cat \ud83d sits"):
        answer = httpx2.post(
            f"{kling_sandbox.url}/v1/videos/omni-video",
            content=json.dumps(text(prompt=prompt)),
            headers={"Authorization": f"Bearer {kling_sandbox.api_key}", "Content-Type": "application/json"},
        )
        assert answer.status_code == 400
    assert kling_sandbox.state()["tasks"] == []
