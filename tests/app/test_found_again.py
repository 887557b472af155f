"""What was asked for is found again: by its words, take, file and brief; and one film never takes another's place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kling.animatic.mark import comment, names_in
from kling.app import history
from kling.sandbox import Sandbox, running
from tests.cli.conftest import Kling, kling

__all__ = ["kling"]

FILM = ("--duration", "3", "--mode", "std", "--sandbox")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_takes_say_which_they_are_and_all_is_listed_counted_and_found(kling: Kling, home: Path, tmp_path: Path) -> None:
    brief = tmp_path / "kite.yaml"
    brief.write_text("scenario: t2v\nprompt: A red kite climbs over a valley. Static camera.\nduration: 3\nmode: std\n")
    one, two = tmp_path / "one.mp4", tmp_path / "two.mp4"
    first = kling("generate", "--brief", brief, "-o", one, "--sheet", "--sandbox", "--json")
    assert first.json["sheet"] == str(tmp_path / "one-frames.jpg")
    assert Path(first.json["sheet"]).stat().st_size < 1_000_000
    kling("generate", "--brief", brief, "--take", "2", "-o", two, "--sandbox")
    assert one.read_bytes() != two.read_bytes()
    refused = kling("generate", "--brief", brief, "--take", "2", "-o", one, "--sandbox")
    assert refused.code == 2
    assert "exists; --force" in refused.err
    assert kling("generate", "--brief", brief, "-o", one, "--sandbox").code == 0
    newest, oldest = kling("list", "--sandbox", "--json").json
    assert (newest["take"], newest["path"], newest["brief"]) == (2, str(two), str(brief))
    assert (oldest["take"], oldest["words"]) == (1, "A red kite climbs over a valley. Static camera.")
    line = kling("list", "--sandbox").out.splitlines()[0]
    for told in ("A red kite", "take 2", str(two), str(brief), "1.8 units"):
        assert told in line
    assert kling("last").out.strip() == str(two)
    found = kling("costs", "--json").json
    assert [day["tasks"] for day in found["days"].values()] == [2]
    assert found["sandbox"]["units"] == "3.6"
    seen = kling("frames", newest["task_id"], "--sandbox", "-o", tmp_path / "seen.jpg", "--json").json
    assert seen["sheet"] == str(tmp_path / "seen.jpg")
    assert kling("last").out.strip() == str(two)
    priced = kling("estimate", brief, "--takes", "3", "--json").json
    assert (priced["units"], len(priced["files"][0]["before"])) == ("1.8", 2)
    again = kling("download", newest["task_id"], "--sandbox")
    assert (again.out.strip(), "already here" in again.err) == (str(two), True)


def test_one_request_at_two_services_is_two_rows(
    kling: Kling, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("generate", "A kite climbs. Static camera.", *FILM[:-1])
    assert kling(*words, "--sandbox", "-o", tmp_path / "one.mp4").code == 0
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        assert kling(*words, "-o", tmp_path / "two.mp4").code == 0
        (there,) = kling("list", "--json").json
    (here,) = kling("list", "--sandbox", "--json").json
    assert (here["path"], there["path"]) == (str(tmp_path / "one.mp4"), str(tmp_path / "two.mp4"))
    assert len({request.place for request in history.requests()}) == 2


def test_what_an_earlier_version_kept_is_found(home: Path) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / "history.db")) as db, db:
        db.execute(f"CREATE TABLE requests ({', '.join(history._COLUMNS[:-2])})")
        row = ("kw-1", "5", 1.0, "A kite", 1, None, None, None, "2.4", None, 1, 1)
        db.execute(f"INSERT INTO requests VALUES ({', '.join('?' * len(row))})", row)
    (found,) = history.requests()
    assert (found.external_id, found.place) == ("kw-1", history.PRIVATE)
    with closing(sqlite3.connect(home / "history.db")) as db, db:
        db.execute("ALTER TABLE asked DROP COLUMN arguments")
    assert history.requests() == [found]


def test_a_preview_of_another_brief_is_not_replaced(kling: Kling, tmp_path: Path) -> None:
    briefs = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in briefs:
        path.write_text(f"scenario: t2v\nprompt: A kite called {path.stem} climbs.\nduration: 3\nmode: std\n")
    out = tmp_path / "preview.mp4"
    drawn = kling("preview", briefs[0], "-o", out, "--sheet", "--json")
    assert drawn.json["videos"][0]["sheet"] == str(tmp_path / "preview-frames.jpg")
    assert kling("preview", briefs[1], "-o", out).code == 2
    briefs[0].write_text(briefs[0].read_text().replace("climbs", "falls"))
    assert kling("preview", briefs[0], "-o", out).code == 0
    assert kling("preview", briefs[1], "-o", out, "--force").code == 0


def test_nothing_asked_for_yet_is_told(kling: Kling, home: Path) -> None:
    run = kling("last", "--json")
    assert (run.code, run.envelope["error"]["kind"]) == (8, "unknown_id")


def test_trouble_with_the_history_stops_nothing(home: Path) -> None:
    home.mkdir()
    (home / "history.db").write_bytes(b"no database" * 1000)
    history.note(history.Request("kw-1", None, 0.0, "words"))
    assert history.requests() == []


def test_a_preview_says_what_it_is_of() -> None:
    said = comment(("kw-12", "brief-34")).encode()
    assert names_in(b"..." + said) == frozenset({"kw-12", "brief-34"})
    assert names_in(comment(()).encode()) == frozenset()
    assert names_in(b"a film") is None


def test_the_next_step_asks_the_sandbox_that_has_the_task(kling: Kling, home: Path, kling_sandbox: Sandbox) -> None:
    for thing, options in (("kite", ()), ("gull", ("--sandbox",))):
        words = (f"A {thing} climbs. Static camera.", "--duration", "3", "--mode", "std", "--no-wait")
        assert kling("generate", *words, *options).code == 0
        told = kling("last")
        assert "kling wait" in told.out + told.err
        assert ("--sandbox" in told.out + told.err) == bool(options)


def test_trouble_with_what_is_kept_stops_no_film(home: Path) -> None:
    history.note(history.Request("kw-1", None, 0.0, "words", take=10**30))
    assert history.requests() == []
