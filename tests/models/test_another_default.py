"""What people are told is said by the models' files: nothing of one model is typed anywhere else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SPEECH = """name: made-up-speech
title: Made Up Speech
served: true
like: made-up-1
wires:
  v1: {name: made-up-speech, form: lip-sync, path: /v1/videos/say, keeps_ids: false}
limits: {prompt_max: 77}
revisions:
  - {name: made-2026-01, since: 2026-01-01, source: nobody}
billing_step: 9
speech: {languages: [xx, yy], speed_min: 0.3, speed_max: 1.7, audio_formats: [tape], audio_bytes_max: 8000000,
  voices: {yy: [nobody]}, refused_voices: []}
"""
CHANGES = {
    "served: true\n": "served: true\ndefault: true\nendpoint_default: true\nelements: {name_max: 9, "
    "description_max: 19, pictures_min: 1, pictures_max: 8, clip_seconds_min: 1, clip_seconds_max: 2, tags: {}}\n",
    "wires:\n": "wires:\n  v2: {name: made-up-2, path: /made/up-2, modes: {draft: 144p, fine: 288p}}\n",
    "limits:\n": "limits:\n  shot_prompt_max: 99\n",
}
OTHERS = r"[Oo]mni\b|omni-video|kling-v\d|\bO1\b|\b(?:std|pro|4k|720p|1080p)\b|up to six|\b(?:2,?500|3,?072|512)\b"
OF_SPEECH = r"zh or en|Chinese or English|\b120 char|\b5 MB|MP3|five seconds|\b0\.8 to"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder, here = tmp_path_factory.mktemp("models"), Path(__file__).parent
    text = here.joinpath("made-up.yaml").read_text("utf-8")
    for old, new in CHANGES.items():
        text = text.replace(old, new, 1)
    (folder / "1.yaml").write_text(text, "utf-8")
    (folder / "2.yaml").write_text(SPEECH, "utf-8")
    run = subprocess.run(
        [sys.executable, here / "another_default.py", folder],
        env=os.environ | {"KLING_HOME": str(folder / "home")},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return {name: json.dumps(value, ensure_ascii=False) for name, value in json.loads(run.stdout).items()}


def test_no_fact_of_another_model_is_told(told: dict[str, str]) -> None:
    for place, text in told.items():
        found = [text[max(0, one.start() - 60) : one.end() + 30] for one in re.finditer(OTHERS, text)]
        assert not found, place
    for place in ("help", "tools", "production", "sdk"):
        assert not re.search(OF_SPEECH, told[place]), place


@pytest.mark.parametrize(
    ("place", "texts"),
    [
        ("help", ["2 to 20 (default 7", "21:9, 4:3 (default 21:9", "draft, fine", "Each 9 seconds"]),
        ("tools", ["2 to 20", "up to 3 shots", "draft 144p, fine 288p", "xx, yy"]),
        ("fields", ["back to Made Up 1", "(draft, fine)"]),
        ("brief", ['"maximum": 20', '"maxItems": 3', '"21:9"', '"maxLength": 99']),
        ("production", ["at most 77 characters", "xx or yy", '"maximum": 1.7']),
        ("rules", ["At most 300 characters", "from 2 to 20", "tape of at most 8 MB"]),
        ("sdk", ["at most 77 characters", "0.3 to", "at most 8 MB"]),
        ("coverage", ["POST, GET /v1/videos/made-up", "POST /made/up-2", "/v1/videos/say"]),
        ("openapi", ["/v1/videos/made-up", "/made/up-2"]),
        ("asked", ["made by Made Up 1", "at most 300 characters"]),
        ("page", ['location.origin + \\"/v1/videos/made-up\\"']),
    ],
)
def test_each_place_tells_those_of_the_file(told: dict[str, str], place: str, texts: list[str]) -> None:
    assert [text for text in texts if text not in " ".join(told[place].split())] == []
