"""The v2 wire on the command line: compile, check, fix, estimate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Kling

EDIT: dict[str, Any] = {
    "contents": [
        {"type": "prompt", "text": "@clip in deep snow"},
        {"type": "base_video", "url": "https://assets.test/clip.mp4", "id": "clip"},
    ],
    "settings": {"multi_shot": False, "audio": "original", "resolution": "1080p"},
}


def write(path: Path, body: object) -> Path:
    path.write_text(json.dumps(body))
    return path


def test_a_brief_compiles_to_a_v2_body_that_check_accepts(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "brief.yaml"
    brief.write_text(
        "scenario: t2v\nshots:\n- {duration: 3, prompt: A kite rises}\n- {duration: 2, prompt: It dives}\n"
    )
    body = kling("compile", "--wire", "v2", brief).json
    assert body["contents"] == [{"type": "prompt", "text": "shot 1, 3, A kite rises; shot 2, 2, It dives;"}]
    checked = kling("check", "--format", "json", write(tmp_path / "body.json", body)).json["files"][0]
    assert (checked["kind"], checked["profile"], checked["verdict"]) == ("v2", "v2-2026-09", "accept")


def test_a_brief_that_v2_cannot_carry_is_refused_with_a_code(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "brief.yaml"
    brief.write_text(
        "scenario: reference\nprompt: A city as in @video\nvideo: https://assets.test/clip.mp4\n"
        "aspect_ratio: '16:9'\nkeep_original_sound: true\n"
    )
    refused = kling("compile", "--wire", "v2", brief)
    assert refused.code == 1
    assert "R1" in refused.err
    assert kling("compile", "--wire", "v1", brief).code == 0


def test_faults_of_a_v2_body_are_reported_at_once_and_safe_ones_fixed(kling: Kling, tmp_path: Path) -> None:
    body = {**EDIT, "mode": "", "settings": {**EDIT["settings"], "audio": "native", "duration": 5}}
    path = write(tmp_path / "body.json", body)
    found = {d["code"] for d in kling("check", "--format", "json", path).json["files"][0]["diagnostics"]}
    assert {"R1", "R3", "S8"} <= found
    kling("check", "--fix", path)
    fixed = json.loads(path.read_text())
    assert ("mode" in fixed, fixed["settings"]["duration"]) == (False, 5)  # what carries a value is told, and kept


@pytest.mark.parametrize("given", ["5", "{}", "[]", '[{"type": "prompt"}]', '[{"type": 5}, 7, null]'])
def test_contents_of_any_shape_are_judged(kling: Kling, tmp_path: Path, given: str) -> None:
    path = tmp_path / "body.json"
    path.write_text(f'{{"contents": {given}}}')
    assert kling("check", path).code == 1


def test_an_edit_whose_clip_is_not_known_is_priced_by_the_longest_clip_of_its_wire(
    kling: Kling, tmp_path: Path
) -> None:
    [priced] = kling("estimate", "--json", write(tmp_path / "body.json", EDIT)).json["files"]
    assert (priced["seconds"], priced["units"], priced["at_most"]) == (16, "19.2", True)
