"""kling review: how far a prompt is on the ladder, what to add next, and whether its lines can be said in time."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Kling

BREATHLESS = "hello everyone, I am finally home again after ten years at sea, can you believe it?"


def test_a_bare_prompt_is_told_what_to_add_next(kling: Kling) -> None:
    done = kling("review", "A dog runs on the beach")
    assert done.code == 0, done.err
    assert done.out.startswith("prompt, 5 s: basic, 3 of 8\n")
    assert "  movement     runs\n" in done.out
    assert done.out.index("+ end_state") < done.out.index("+ camera")


def test_suggestions_are_in_the_prompts_language(kling: Kling) -> None:
    (found,) = kling("review", "一位老人在河边走。", "--json").json
    light = next(step for step in found["next"] if step["slot"] == "lighting")
    assert "左侧窗边柔光。" in light["examples"]


def test_lines_that_cannot_be_said_in_time_are_told_with_their_seconds(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "film.yaml"
    brief.write_text(
        "scenario: element\nelements: {mia: 123456}\nsound: on\nshots:\n"
        f"  - {{duration: 4, prompt: '@mia walks in a market and stops. @mia says: \"{BREATHLESS}\"'}}\n"
        "  - {duration: 3, prompt: 'Close-up: @mia smiles.'}\n"
    )
    first, second = kling("review", str(brief), "--json").json
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
    assert found["level"] == "cinematic"
    assert "lighting" in found["shown"]


def test_an_edit_is_not_measured_by_the_formula(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "edit.yaml"
    brief.write_text("scenario: edit\nvideo: https://a.test/c.mp4\nprompt: Remove the bin from @video.\n")
    done = kling("review", str(brief))
    assert "an edit says only what changes" in done.out
    assert "level" not in kling("review", str(brief), "--json").json[0]


def test_every_part_of_a_production_is_reviewed(kling: Kling, tmp_path: Path) -> None:
    film = tmp_path / "film.yaml"
    wish = "a 20 s film of a knight in 8 shots: 1 wakes; 2 rides; 3 rests; 4 eats; 5 fights; 6 wins; 7 sings; 8 sleeps"
    assert kling("plan", wish, "-o", str(film)).code == 0
    rows = kling("review", str(film), "--json").json
    assert len(rows) == 8
    assert len({row["name"] for row in rows}) > 1


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
    assert found["said"]["movement"] == ["runs", "stops"]
