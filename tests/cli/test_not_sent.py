"""What the service would take, ignore and bill: refused as an error with its place and cure, at every door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kling

BRIEF = "scenario: element\nprompt: '@mia waves.'\nelements: {mia: mia}\n"
FILES = {
    "brief.yaml": BRIEF,
    "body.json": json.dumps(
        {
            "model_name": "kling-v3-omni",
            "prompt": "<<<element_1>>> waves.",
            "aspect_ratio": "16:9",
            "element_list": [{"element_id": "mia"}],
        }
    ),
    "film.yaml": "briefs:\n  one: {scenario: element, prompt: '@mia waves.', elements: {mia: mia}}\n",
}


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (("generate", "@mia waves.", "--element", "mia=mia"), "--element mia: error S12"),
        (("generate", "--brief", "brief.yaml"), "brief.yaml:3:17 /elements/mia: error S12"),
        (("generate", "--body", "body.json"), "/element_list/0/element_id: error S12"),
        (("run", "film.yaml"), "/briefs/one/elements/mia: error S12"),
        (("check", "brief.yaml"), "brief.yaml:3:17 /elements/mia: error S12"),
    ],
)
def test_a_name_for_an_element_is_refused_with_its_place_and_cure(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    run = kling(*command, *(("--sandbox", "--yes") if command[0] != "check" else ()))
    told = run.err + run.out
    assert run.code == 1
    assert place in told
    assert "it is not sent" in told
    assert "kling elements list" in told
    assert "code 1201" not in told  # the service was not asked


def test_a_body_with_a_name_is_accepted_by_the_service_and_says_that_it_is_not_sent(
    kling: Kling, tmp_path: Path
) -> None:
    (tmp_path / "body.json").write_text(FILES["body.json"])
    run = kling("check", tmp_path / "body.json")
    assert (run.code, "accept_with_warning" in run.out, "it is not sent" in run.out) == (0, True, True)
