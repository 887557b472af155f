"""kling check: every problem at once, in every format, with places, fixes and exit codes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Kling

FIVE_FAULTS = {
    "prompt": "<<<video_1>>> follow the camera move, meet <<<image_2>>>",
    "sound": "on",
    "mode": "standard",
    "duration": "16",
    "video_list": [{"video_url": "https://assets.test/clip.mp4", "refer_type": "feature", "keep_original_sound": "no"}],
    "model_name": "kling-v3-omni",
}


@pytest.fixture
def body(tmp_path: Path) -> Path:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(FIVE_FAULTS, indent=2))
    return path


def test_five_faults_give_five_diagnostics_most_severe_first(kling: Kling, body: Path) -> None:
    run = kling("check", "--format", "json", body)
    assert run.code == 1
    [file] = run.json["files"]
    assert file["verdict"] == "reject"
    assert file["kind"] == "v1"
    assert file["profile"] == "mission-2026-02"
    errors = [d["code"] for d in file["diagnostics"] if d["severity"] == "error"]
    assert errors == ["R1", "R2", "R22", "R30", "S4"]
    assert [d["severity"] for d in file["diagnostics"]][:5] == ["error"] * 5
    for d in file["diagnostics"]:
        assert {"code", "severity", "pointer", "message", "help", "fix", "url"} <= set(d)
        assert kling(*d["url"].split()[1:]).out.startswith(f"# {d['code']}")


def test_text_names_file_line_and_column(kling: Kling, body: Path) -> None:
    run = kling("check", body)
    assert f"{body}:3:12 /sound: error R1" in run.out


def test_sarif_and_github_say_the_same(kling: Kling, body: Path) -> None:
    sarif = kling("check", "--format", "sarif", body)
    results = sarif.json["runs"][0]["results"]
    assert {r["ruleId"] for r in results} >= {"R1", "R2", "R22", "R30", "S4"}
    assert {rule["id"] for rule in sarif.json["runs"][0]["tool"]["driver"]["rules"]} == {r["ruleId"] for r in results}
    github = kling("check", "--format", "github", body)
    assert f"::error file={body},line=3,col=12,title=R1 sound-with-video::" in github.out
    assert github.code == sarif.code == 1


def test_fix_applies_safe_fixes_only_and_keeps_the_rest(kling: Kling, body: Path) -> None:
    run = kling("check", "--fix", body)
    repaired = json.loads(body.read_text())
    assert repaired["sound"] == "on"  # what was asked for, which only its user takes back
    assert repaired["mode"] == "std"
    assert repaired["duration"] == "16"
    assert "fixed S4" in run.err
    assert run.code == 1
    assert not list(body.parent.glob(".body*"))


def test_fix_leaves_a_clean_file_untouched(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "clean.json"
    text = '{"model_name":"kling-v3-omni","prompt":"A kite","aspect_ratio":"16:9"}'
    path.write_text(text)
    assert kling("check", "--fix", path).code == 0
    assert path.read_text() == text


def test_warnings_fail_only_when_strict(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "warned.json"
    path.write_text('{"prompt": "A red kite over a green valley", "aspect_ratio": "16:9"}')
    assert kling("check", path).code == 0
    assert kling("check", "--strict", path).code == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[1, 2]", "S1"),
        (b'"text"', "S1"),
        (b"{", "S10"),
        (b'{"prompt": "\xff"}', "S10"),
        (b'{"a": 1, "a": 2}', "S9"),
        (b"[" * 100_000, "S10"),
        (b'{"prompt": "   ", "model_name": "kling-v3-omni", "aspect_ratio": "1:1"}', "R11"),
    ],
)
def test_bad_documents_get_a_coded_error(kling: Kling, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    run = kling("check", "--format", "json", path)
    assert run.code == 1
    assert code in [d["code"] for d in run.json["files"][0]["diagnostics"]]
    assert "Traceback" not in run.err


def test_a_missing_file_is_a_usage_error(kling: Kling, tmp_path: Path) -> None:
    run = kling("check", tmp_path / "none.json")
    assert run.code == 2
    assert "none.json" in run.err


def test_a_text_that_was_fixed_stands_in_the_one_document_with_its_verdict(
    kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It once stood before the document, and the command ended with 0 where the document said 1."""
    text = b'{"model_name": "kling-v3-omni", "prompt": "A kite climbs", "aspect_ratio": "16:9", "duration": 99}'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    run = kling("check", "-", "--fix", "--json")
    (file,) = run.envelope["result"]["files"]
    assert (file["verdict"], file["fixed"], run.envelope["error"]["code"]) == ("reject", ["S3"], "R22")
    assert json.loads(file["text"])["duration"] == "99"
    assert run.code == run.envelope["exit"] == 1


def test_a_folder_is_a_usage_error(kling: Kling, tmp_path: Path) -> None:
    assert kling("check", tmp_path).code == 2


def test_standard_input_is_read_as_dash(kling: Kling, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b'{"model_name": "kling-v3-omni", "prompt": "A kite climbs", "aspect_ratio": "16:9", "sound": "ON"}'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    run = kling("check", "--format", "json", "-")
    assert run.json["files"][0]["path"] == "-"
    assert [d["code"] for d in run.json["files"][0]["diagnostics"] if d["severity"] == "error"] == ["S4"]


def test_stated_media_is_judged(kling: Kling, tmp_path: Path) -> None:
    media = tmp_path / "media.yaml"
    media.write_text(
        "media_base: https://assets.test/\nmedia:\n  a.jpg: {kind: image, format: webp, width: 100, height: 900}\n"
    )
    path = tmp_path / "body.json"
    image = {"image_url": "https://assets.test/a.jpg", "type": "first_frame"}
    path.write_text(json.dumps({"model_name": "kling-v3-omni", "prompt": "She smiles", "image_list": [image]}))
    codes = [
        d["code"] for d in kling("check", "--format", "json", "--media", media, path).json["files"][0]["diagnostics"]
    ]
    assert {"M1", "M3", "M4"} <= set(codes)
    assert kling("check", path).code == 0


@pytest.mark.parametrize(
    "text", ["media: 3\n", "- a\n", "media:\n  a.jpg: {kind: song}\n", "media: {a: {kind: image, width: x}}\n"]
)
def test_a_bad_media_statement_is_a_usage_error(kling: Kling, tmp_path: Path, text: str) -> None:
    media = tmp_path / "media.yaml"
    media.write_text(text)
    path = tmp_path / "body.json"
    path.write_text("{}")
    assert kling("check", "--media", media, path).code == 2


def test_explain_prints_the_page_and_suggests_for_a_typo(kling: Kling) -> None:
    assert "do not add up" in kling("explain", "r5").out
    assert kling("explain", "shot-sum").out == kling("explain", "R5").out
    wrong = kling("explain", "shot-summ")
    assert wrong.code == 2
    assert "shot-sum" in wrong.err


def test_a_misspelt_command_is_corrected(kling: Kling) -> None:
    run = kling("genrate", "A cat")
    assert run.code == 2
    assert "generate" in run.err


def test_probe_goes_and_looks(kling: Kling, tmp_path: Path) -> None:
    import functools
    import threading
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    from tests.conftest import PHOTOS

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(PHOTOS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    names = ("rocket.jpg", "README.txt", "none.jpg", "no_time_for_that_tiny.gif")
    body = {
        "model_name": "kling-v3-omni",
        "prompt": " ".join(f"<<<image_{n}>>>" for n in range(1, 5)) + " meet on a table, wide shot, warm light",
        "aspect_ratio": "16:9",
        "image_list": [{"image_url": f"{base}/{name}"} for name in names],
    }
    path = tmp_path / "body.json"
    path.write_text(json.dumps(body))
    try:
        found = kling("check", "--format", "json", "--probe", path).json["files"][0]["diagnostics"]
    finally:
        server.shutdown()
        server.server_close()
    errors = {(d["code"], d["pointer"]) for d in found if d["severity"] == "error"}
    assert ("M1", "/image_list/1/image_url") in errors
    assert ("M11", "/image_list/2/image_url") in errors
    assert ("M1", "/image_list/3/image_url") in errors
    assert not [pointer for _, pointer in errors if pointer.startswith("/image_list/0")]


def test_explain_without_a_code_lists_every_rule(kling: Kling) -> None:
    from kling.rules import RULES

    lines = kling("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    rows = kling("explain", "--json").json
    assert [row["code"] for row in rows] == list(RULES)
    page = kling("explain", "R5", "--json").json
    assert page["name"] == "shot-sum"
    assert page["rationale"]


def test_fix_keeps_line_ends_byte_order_mark_and_links(kling: Kling, tmp_path: Path) -> None:
    path, link = tmp_path / "windows.json", tmp_path / "link.json"
    lines = ['{"model_name": "kling-v3-omni",', ' "prompt": "A kite",', ' "mode": "STD", "aspect_ratio": "16:9"}']
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    link.symlink_to(path)
    assert kling("check", "--fix", link).code == 0
    repaired = path.read_bytes()
    assert repaired.startswith(b"\xef\xbb\xbf{\r\n")
    assert b'"std"' in repaired
    assert repaired.count(b"\n") == repaired.count(b"\r\n") > 3
    assert link.is_symlink()
    assert {one.name for one in tmp_path.iterdir()} >= {"windows.json", "link.json"}


def test_a_missing_file_among_several_stops_before_any_is_touched(kling: Kling, tmp_path: Path, body: Path) -> None:
    before = body.read_text()
    run = kling("check", "--fix", body, tmp_path / "none.json", tmp_path)
    assert run.code == 2
    assert "none.json" in run.err
    assert "Is a directory" in run.err
    assert body.read_text() == before


def test_a_production_is_judged_as_its_run_would_do_it(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cups.csv").write_text("colour\nred\nblue\n")
    path = tmp_path / "cups.yaml"
    path.write_text(
        'briefs:\n  "cup-{colour}":\n    scenario: t2v\n    matrix: cups.csv\n    prompt: "A {colour} cup."\n'
        "    duration: 16\n    aspect_ratio: '16:9'\n"
    )
    run = kling("check", path, "--format", "json")
    assert run.code == 1
    (found,) = run.json["files"][0]["diagnostics"]
    assert found["pointer"].endswith("/duration")
    assert "(and 1 more row)" in found["message"]
    path.write_text(path.read_text().replace("16\n", "5\n"))
    assert kling("check", path).code == 0
    assert "for 10 s" in kling("estimate", path).out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert kling("check", "-").code == 2


def test_a_fix_that_changes_the_meaning_is_proposed_and_not_applied(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    path.write_text('{"model_name": "kling-v3-omni", "prompt": "A kite.", "duration": "16", "aspect_ratio": "16:9"}')
    run = kling("check", "--fix", path)
    assert run.code == 1
    assert 'proposal: replace /duration "15"' in run.out
    assert json.loads(path.read_text())["duration"] == "16"
