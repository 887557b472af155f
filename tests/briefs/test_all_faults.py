"""A brief with several faults is told all of them, whatever stops it from being read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import cases

from kling.briefs import BriefRefused, from_fields, parse
from kling.briefs.checking import check_content
from kling.briefs.repair import complete
from kling.productions.production import read

FRAME = "first_frame: nowhere.jpg\n"


def errors(text: str) -> set[tuple[str, str]]:
    found = check_content(text.encode(), "film.yaml").diagnostics
    return {(d.code, d.pointer) for d in found if d.severity == "error"}


@cases(
    ("text", "expected"),
    [
        (
            f"prompt: '@cat sits'\nshots:\n  - {{duration: 3, prompt: '@dog jumps'}}\n{FRAME}",
            {("S4", ""), ("R14", ""), ("R30", "/prompt"), ("R30", "/shots/0/prompt"), ("M10", "/first_frame")},
        ),
        (
            f"scenario: photo\nprompt: A cat sits.\nduration: 99\n{FRAME}",
            {("S4", "/scenario"), ("R22", "/duration"), ("M10", "/first_frame")},
        ),
        (
            "scenario: reference\nvideo: nowhere.mp4\nprompt: As @video, with @cat\nmode: hd\n",
            {("R2", ""), ("S4", "/mode"), ("M10", "/video"), ("R30", "/prompt")},
        ),
        (
            "scenario: multi_image\nimages: {cat: 5, dog: nowhere.png}\nprompt: '@cat chases @dog and @cow'\nfoo: 1\n",
            {("S2", "/images/cat"), ("M10", "/images/dog"), ("R30", "/prompt"), ("S7", "/foo")},
        ),
        (
            f"scenario: i2v\n{FRAME}shots:\n  - {{duration: x, prompt: ''}}\n  - {{prompt: '@dog runs'}}\n",
            {
                ("S2", "/shots/0/duration"),
                ("R11", "/shots/0/prompt"),
                ("S5", "/shots/1/duration"),
                ("M10", "/first_frame"),
                ("R30", "/shots/1/prompt"),
            },
        ),
        (
            "scenario: first_last\nlast_frame: nowhere.jpg\n",
            {("S5", "/first_frame"), ("S5", "/prompt"), ("M10", "/last_frame")},
        ),
        (
            f"scenario: i2v\n{FRAME}last_frame: nowhere2.jpg\nprompt: A cat sits.\n",
            {("M10", "/first_frame"), ("S7", "/last_frame"), ("M10", "/last_frame")},
        ),
    ],
    ids=["no scenario", "unknown scenario", "reference", "images", "shots", "frames", "a frame too many"],
)
def test_every_fault_is_told_at_once(text: str, expected: set[tuple[str, str]]) -> None:
    assert errors(text) == expected


def test_a_field_of_another_scenario_names_that_scenario() -> None:
    with pytest.raises(BriefRefused) as caught:
        parse({"scenario": "i2v", "prompt": "A house.", "first_frame": "a.jpg", "last_frame": "b.jpg"})
    [fault] = caught.value.diagnostics
    assert fault.help.startswith("write scenario: first_last for a film with last_frame")


@cases(
    ("fields", "likely"),
    [
        ({"first_frame": "a.jpg", "last_frame": "b.jpg"}, "first_last"),
        ({"first_frame": "a.jpg"}, "i2v"),
        ({"video": "a.mp4"}, "edit"),
        ({"video": "a.mp4", "aspect_ratio": "16:9"}, "reference"),
        ({"elements": {"a": "1"}}, "element"),
        ({"images": {"a": "a.jpg"}}, "multi_image"),
        ({}, "t2v"),
    ],
)
def test_a_missing_scenario_is_proposed_from_the_fields(fields: dict[str, Any], likely: str) -> None:
    with pytest.raises(BriefRefused) as caught:
        parse({"prompt": "A house.", **fields})
    assert caught.value.diagnostics[0].help.startswith(f"write scenario: {likely};")


def test_fields_of_the_sdk_are_told_all_their_faults() -> None:
    with pytest.raises(BriefRefused) as caught:
        from_fields("The @cow walks", edit="nowhere.mp4", reference="b.mp4", mode="hd")
    found = {(d.code, d.pointer) for d in complete(caught.value).diagnostics if d.severity == "error"}
    assert found == {("R60", "/reference"), ("S4", "/mode"), ("R30", "/prompt"), ("M10", "/video")}


def test_every_fault_of_a_production_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(
        "frob: 1\n"
        "briefs:\n"
        "  one: {prompt: 'A {colour} cat and @zebra', duration: 99, images: ['@mia', nowhere.png]}\n"
        "  CON: {scenario: t2v, duration: 1}\n"
        "films:\n"
        "  two: {shots: [{scenario: t2v, prompt: '@x walks', mode: hd}], chain: both}\n"
    )
    assert {(d.code, d.pointer) for d in read(path).faults} == {
        ("S7", "/frob"),
        ("S2", "/films/two/chain"),
        ("S4", "/films/two/shots/0/mode"),
        ("R30", "/films/two/shots/0/prompt"),
        ("R30", "/briefs/one/prompt"),
        ("R30", "/briefs/one/images"),
        ("S4", "/briefs/one"),
        ("R22", "/briefs/one/duration"),
        ("M10", "/briefs/one/images/image_2"),
        ("S5", "/briefs/CON"),
        ("R22", "/briefs/CON/duration"),
        ("R11", "/briefs/CON"),
    }


def test_a_table_that_cannot_be_read_hides_no_other_fault(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(
        "variables: {city: Oslo}\n"
        "briefs:\n"
        "  'a{n}': {matrix: no.csv, scenario: i2v, first_frame: no.png, prompt: '', output: '{n}'}\n"
        "  b: {matrix: no.csv, scenario: t2v, prompt: 'A hat in {city', duration: 99}\n"
    )
    assert {(d.code, d.pointer) for d in read(path).faults} == {
        ("M10", "/briefs/a{n}/matrix"),
        ("R11", "/briefs/a{n}/prompt"),
        ("M10", "/briefs/a{n}/first_frame"),
        ("M10", "/briefs/b/matrix"),
        ("R30", "/briefs/b/prompt"),
        ("R22", "/briefs/b/duration"),
    }


PICTURE = "https://assets.test/p.jpg"
WHOLE: dict[str, dict[str, Any]] = {
    "t2v": {"aspect_ratio": "16:9", "duration": 5, "sound": "off"},
    "i2v": {"first_frame": PICTURE, "duration": 5, "images": {"cat": PICTURE}},
    "first_last": {"first_frame": PICTURE, "last_frame": PICTURE, "duration": 5},
    "multi_image": {"images": {"cat": PICTURE}, "aspect_ratio": "16:9", "duration": 5},
    "element": {"elements": {"mia": "100000000000000001"}, "aspect_ratio": "16:9"},
    "edit": {"video": "https://assets.test/c.mp4", "keep_original_sound": False},
    "reference": {"video": "https://assets.test/c.mp4", "aspect_ratio": "16:9", "duration": 5},
}
"""Briefs without a fault, by scenario."""
FAULTS: dict[str, list[Any]] = {
    "prompt": ["@nobody walks.", "  ", "kite.yaml", 5],
    "mode": ["hd", 5],
    "duration": [99, "long", 0],
    "aspect_ratio": ["7:3", 5],
    "sound": ["loud"],
    "watermark": ["perhaps"],
    "first_frame": ["nowhere.jpg", "https://youtu.be/x"],
    "last_frame": ["nowhere.jpg", "s3://a/b.jpg"],
    "video": ["nowhere.mp4", "https://assets.test/a.m3u8"],
    "images": [{"cat": "nowhere.jpg"}, {"9": PICTURE}, 5, ["nowhere.jpg", 5]],
    "elements": [{"mia": "mia"}, 5, [5, True]],
    "foo": ["unheard of"],
    "model": ["kling-9"],
}


def told(fields: dict[str, Any]) -> set[str]:
    found = check_content(json.dumps(fields).encode(), "film.yaml").diagnostics
    return {d.code for d in found if d.severity == "error"}


@settings(max_examples=100)
@given(data=st.data())
def test_any_faults_of_a_brief_are_told_together(data: st.DataObject) -> None:
    scenario = data.draw(st.sampled_from(sorted(WHOLE)))
    whole = {"scenario": scenario, "prompt": "A house in the rain. Static camera.", **WHOLE[scenario]}
    fields = [name for name in FAULTS if name in whole or name in ("mode", "watermark", "foo", "model")]
    chosen = data.draw(st.lists(st.sampled_from(fields), min_size=2, max_size=6, unique=True))
    faulty, expected = dict(whole), set[str]()
    for name in chosen:
        value = data.draw(st.sampled_from(FAULTS[name]))
        expected |= told({**whole, name: value})
        faulty[name] = value
    if {"images", "elements"} & {*chosen}:
        expected -= {"R30"}  # what cannot be read may hold the name
    assert expected <= told(faulty)
