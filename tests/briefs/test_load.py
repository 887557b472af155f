"""Briefs as people write them: what is accepted, and errors that name the place."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.cases import cases

from kling.briefs import BriefRefused, from_fields, load, schema
from kling.briefs.checking import check_content

STARTERS = Path(__file__).parents[2] / "src" / "kling" / "briefs" / "starters"


def faults(text: str | bytes) -> list[tuple[str, str, int]]:
    content = text.encode() if isinstance(text, str) else text
    checked = check_content(content, "brief.yaml")
    found = []
    for d in checked.diagnostics:
        at = checked.at(d)
        assert at is not None
        found.append((d.code, d.pointer, at.line))
    return found


def test_on_off_and_ratios_mean_what_people_mean(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("scenario: t2v\nprompt: A cat\nsound: on\naspect_ratio: 9:16\n")
    brief = load(path).brief
    assert brief.sound == "on"  # type: ignore[union-attr]
    assert brief.aspect_ratio == "9:16"  # type: ignore[union-attr]


@cases(
    ("text", "expected"),
    [
        ("scenario: t2v\nprompt: A cat\nduration: 99\n", ("R22", "/duration", 3)),
        ("scenario: t2v\nprompt: A cat\nsuond: on\n", ("S7", "/suond", 3)),
        ("scenario: t2v\nprompt: A cat\nsound: loud\n", ("S4", "/sound", 3)),
        ("scenario: edit\nprompt: A cat\nvideo: https://a.test/c.mp4\nduration: 5\n", ("S7", "/duration", 4)),
        (
            "scenario: t2v\nshots:\n  - duration: 3\n    prompt: A\n  - duration: 0\n    prompt: B\n",
            ("R17", "/shots/1/duration", 5),
        ),
        ("scenario: t2v\nprompt: '   '\n", ("R11", "/prompt", 2)),
        ("scenario: t3v\nprompt: A cat\n", ("S4", "/scenario", 1)),
        ("prompt: A cat\n", ("S4", "", 1)),
        ("scenario: t2v\n\tprompt: A cat\n", ("S10", "", 2)),
        ("scenario: t2v\nprompt: 'A cat\n", ("S10", "", 2)),
        ("- a\n- b\n", ("S1", "", 1)),
        ("", ("S10", "", 1)),
        ("scenario: reference\nvideo: https://a.test/c.mp4\nprompt: A\n", ("R2", "", 1)),
        ("scenario: t2v\nprompt: A\nduration: true\n", ("S2", "/duration", 3)),
        ("scenario: i2v\nfirst_frame: nowhere.jpg\nprompt: She smiles\n", ("M10", "/first_frame", 2)),
        ("scenario: multi_image\nimages: {1a: https://a.test/a.jpg}\nprompt: A\n", ("S5", "/images", 2)),
        ("scenario: multi_image\nimages: {video: https://a.test/a.jpg}\nprompt: A\n", ("S5", "/images", 2)),
        (b"scenario: t2v\nprompt: \xff\xfe\n", ("S10", "", 2)),
        ("scenario: t2v\nprompt: A \x00\n", ("S10", "", 2)),
    ],
)
def test_a_fault_names_rule_and_line(text: str | bytes, expected: tuple[str, str, int]) -> None:
    assert expected in faults(text)


def test_all_faults_are_reported_at_once() -> None:
    found = faults("scenario: t2v\nprompt: A cat\nduration: 99\nmode: ultra\nextra: 1\n")
    assert {code for code, _, _ in found} == {"R22", "S4", "S7"}


def test_unknown_keyword_says_what_was_meant() -> None:
    with pytest.raises(BriefRefused) as refusal:
        from_fields("A cat", aspectratio="16:9")
    assert "aspect_ratio" in refusal.value.diagnostics[0].help


@cases("path", sorted(STARTERS.glob("*.yaml")), ids=lambda path: path.stem)
def test_starters_follow_the_schema(path: Path) -> None:
    from kling.api.document import read_yaml

    jsonschema.validate(read_yaml(path.read_bytes()).value, schema())


def test_the_schema_rejects_what_the_model_rejects() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {"scenario": "edit", "video": "https://a.test/c.mp4", "prompt": "A", "duration": 5}, schema()
        )


def test_a_brief_may_be_json() -> None:
    checked = check_content(json.dumps({"scenario": "t2v", "prompt": "A cat jumps"}).encode())
    assert checked.kind == "brief"
    assert not [d for d in checked.diagnostics if d.severity == "error"]


def test_yaml_that_refers_to_itself_is_no_hang() -> None:
    assert yaml.__version__
    assert faults("scenario: &a [*a]\n")
