"""kling review: what prompts say and leave unsaid, and whether their lines can be said in time."""

from __future__ import annotations

import json
from pathlib import Path

from kling.briefs.review import review
from kling.prompts.slots import Slot
from kling.rules import check
from tests.cli.conftest import Kling
from tests.prompts import corpus

CLEAN = ("clean.yaml", "clean_own.yaml", "clean_heldout2.yaml", "clean_heldout3.yaml")
BREATHLESS = "hello everyone, I am finally home again after ten years at sea, can you believe it?"


def test_what_is_said_and_what_is_not_is_listed_without_a_grade(kling: Kling) -> None:
    done = kling("review", "A dog runs on the beach")
    assert done.code == 0, done.err
    assert done.out.startswith("prompt, 5 s\n  subject      A dog\n")
    assert "  movement     runs\n" in done.out
    assert done.out.index("not said:") < done.out.index("  end_state") < done.out.index("  camera")
    (found,) = kling("review", "A dog runs on the beach", "--json").json
    assert not {"level", "score", "grade"} & {*found, *found["prompts"][0]}


def test_each_piece_of_advice_stands_once_for_a_storyboard(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "film.yaml"
    brief.write_text(
        "scenario: t2v\nshots:\n"
        "  - {duration: 4, prompt: 'A knight rides through a forest and stops.'}\n"
        "  - {duration: 4, prompt: 'Close-up: a knight in a red cloak smiles at dawn in a tent.'}\n"
    )
    done = kling("review", str(brief))
    assert done.out.count("add one word of mood") == 1
    assert "name the source of light, its direction and quality (in 1)" in done.out
    advice = kling("review", str(brief), "--json").json[0]["advice"]
    assert len({one["slot"] for one in advice}) == len(advice)


def test_lines_that_cannot_be_said_in_time_are_told_with_their_seconds(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "film.yaml"
    brief.write_text(
        "scenario: element\nelements: {mia: 123456}\nsound: on\nshots:\n"
        f"  - {{duration: 4, prompt: '@mia walks in a market and stops. @mia says: \"{BREATHLESS}\"'}}\n"
        "  - {duration: 3, prompt: 'Close-up: @mia smiles.'}\n"
    )
    first, second = kling("review", str(brief), "--json").json[0]["prompts"]
    assert (first["seconds"], first["speech"]["fits"]) == (4, False)
    assert first["speech"]["lines"][0]["units"] == 16
    assert (second["speech"]["lines"], second["speech"]["fits"]) == ([], True)
    assert "does not fit 4 s" in kling("review", str(brief)).out


def test_what_a_picture_shows_need_not_be_said(kling: Kling, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text(
        json.dumps(
            {
                "model_name": "kling-v3-omni",
                "prompt": "The waterfall pours over the ledge and settles. Static camera.",
                "image_list": [{"image_url": "https://a.test/p.jpg", "type": "first_frame"}],
            }
        )
    )
    (found,) = kling("review", str(body), "--json").json
    assert found["advice"] == []
    assert "lighting" in found["prompts"][0]["shown"]


def test_an_edit_is_not_measured_by_the_formula(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "edit.yaml"
    brief.write_text("scenario: edit\nvideo: https://a.test/c.mp4\nprompt: Remove the bin from @video.\n")
    done = kling("review", str(brief))
    assert "an edit says only what changes" in done.out
    assert kling("review", str(brief), "--json").json[0]["advice"] == []


def test_every_part_of_a_production_is_reviewed(kling: Kling, tmp_path: Path) -> None:
    film = tmp_path / "film.yaml"
    asked = "a 20 s film of a knight in 8 shots: 1 wakes; 2 rides; 3 rests; 4 eats; 5 fights; 6 wins; 7 sings; 8 sleeps"
    assert kling("plan", asked, "-o", str(film)).code == 0
    assert "no words" in kling("review", __file__).err
    rows = kling("review", str(film), "--json").json
    assert sum(len(row["prompts"]) for row in rows) == 8
    assert len(rows) > 1


def test_what_cannot_be_read_is_refused_with_its_place(kling: Kling, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("scenario: t2v\nshots: 3\n")
    done = kling("review", str(bad))
    assert done.code == 1
    assert f"{bad}:2:" in done.err
    assert kling("review", str(tmp_path / "none.yaml")).code == 2
    assert kling("review", " ").code == 2
    empty = tmp_path / "empty.json"
    empty.write_text('{"model_name": "kling-v3-omni", "prompt": ""}')
    assert "has no prompt" in kling("review", str(empty)).err


def test_a_body_of_the_newer_wire_is_read(kling: Kling, tmp_path: Path) -> None:
    brief, body = tmp_path / "film.yaml", tmp_path / "body.json"
    brief.write_text("scenario: t2v\nprompt: A dog runs on the beach and stops.\n")
    body.write_text(kling("compile", str(brief), "--wire", "v2").out)
    (found,) = kling("review", str(body), "--json").json
    assert found["prompts"][0]["said"]["movement"] == ["runs", "stops"]


def test_review_and_linter_see_the_same() -> None:
    """Over every prompt of the corpora: what the linter calls missing is missing in the review, too."""
    rules: dict[str, Slot] = {"P060": "movement", "P063": "lighting", "P064": "end_state"}
    bodies = [corpus.body(entry) for name in CLEAN for entry in corpus.read(name)]
    bodies += [corpus.sent(case) for case in corpus.read("faults_heldout3.yaml") if "v2" not in case]
    for body in bodies:
        told = {(d.pointer, rules[d.code]) for d in check(body) if d.code in rules}
        lacking = {(one.pointer, slot) for one in review(body).prompts for slot in one.missing}
        assert told <= lacking, body


def test_a_review_speaks_in_the_user_s_names_and_of_the_scene_itself(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "cat.yaml"
    brief.write_text(
        "scenario: element\nelements: {tiger: 123456}\nsound: on\nprompt: >-\n"
        "  Wide shot: the cat @tiger walks down its side while a wave breaks. Slow push-in that stops. Audio: waves.\n"
    )
    (prompt,) = kling("review", str(brief), "--json").json[0]["prompts"]
    assert "@tiger" in prompt["said"]["subject"][0]
    assert (prompt["said"]["end_state"], prompt["said"]["audio"]) == (["stops"], ["Audio: waves."])
    assert "scene" not in prompt["said"]
    (spoken,) = kling("review", '近景：茶馆里，男人放下茶杯，男人说："你终于回来了。" 镜头静止。', "--json").json[0][
        "prompts"
    ]
    said = spoken["said"]
    assert (said["subject"], said["scene"], said["dialogue"]) == (["男人"], ["茶馆里"], ['"你终于回来了。"'])
