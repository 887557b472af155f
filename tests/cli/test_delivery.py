"""Where videos go, over both wires: what cannot be made again is kept, and the same film again is no error."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from kling.sandbox import Sandbox, running
from tests.cli.conftest import Kling

FILM = ("--duration", 3, "--mode", "std")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(latency=0.0, render="lazy", drawing="stills") as box:
        yield box


@pytest.fixture
def account(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sandbox:
    monkeypatch.setenv("KLING_BASE_URL", sandbox.url)
    monkeypatch.setenv("KLING_API_KEY", sandbox.api_key)
    monkeypatch.chdir(tmp_path)
    return sandbox


@pytest.fixture
def own(tmp_path: Path, clip: Path) -> Path:
    """A film of the user's, which no service could make again."""
    return Path(shutil.copy(clip, tmp_path / "own.mp4"))


def creates(sandbox: Sandbox) -> Any:
    return sandbox.state()["creates"]


def test_a_film_of_another_request_is_kept_before_anything_is_sent(kling: Kling, account: Sandbox, own: Path) -> None:
    before, content = creates(account), own.read_bytes()
    run = kling("generate", "A swan turns. Static camera.", *FILM, "-o", own)
    assert run.code == 2
    assert "own.mp4 exists; --force" in run.err
    assert (creates(account), own.read_bytes()) == (before, content)


def test_with_force_it_is_replaced(kling: Kling, account: Sandbox, own: Path) -> None:
    run = kling("generate", "A swan turns. Static camera.", *FILM, "-o", own, "--force", "--metadata")
    assert run.code == 0
    assert "own.mp4 was replaced" in run.err
    assert sorted(path.name for path in own.parent.glob("own*")) == ["own.mp4", "own.mp4.json"]


def test_the_same_request_again_finds_its_film_and_another_needs_force(
    kling: Kling, account: Sandbox, tmp_path: Path
) -> None:
    out = tmp_path / "swan.mp4"
    out.touch()  # an empty file, as tempfile makes them
    runs = [kling("generate", words, *FILM, "-o", out) for words in ("A swan.", "A swan.", "A goose.")]
    assert [run.code for run in runs] == [0, 0, 2]
    assert ["already here" in run.err for run in runs] == [False, True, False]
    forced = kling("generate", "A goose.", *FILM, "-o", out, "--force")
    assert (forced.code, "was replaced" in forced.err) == (0, True)


@pytest.mark.parametrize("command", ["wait", "download"])
def test_wait_and_download_keep_what_is_another_film(kling: Kling, account: Sandbox, own: Path, command: str) -> None:
    made = kling("generate", "A swan.", *FILM, "--no-wait", "--json").json["task_id"]
    content = own.read_bytes()
    assert kling(command, made, "-o", own).code == 2
    assert own.read_bytes() == content
    assert kling(command, made, "-o", own, "--force").code == 0
    assert "already here" in kling(command, made, "-o", own).err


def test_preview_replaces_previews_only(kling: Kling, tmp_path: Path, own: Path) -> None:
    brief = tmp_path / "own.yaml"
    brief.write_text("scenario: t2v\nprompt: A swan.\nmode: std\nduration: 3\n")
    content = own.read_bytes()
    assert kling("preview", brief, "-o", own).code == 2
    assert own.read_bytes() == content
    assert kling("preview", brief, "-o", own, "--force").code == 0
    assert kling("preview", brief, "-o", own).code == 0
    assert kling("preview", brief).out.strip() == str(brief.with_name("own-preview.mp4"))


def test_a_prompt_is_previewed_and_its_plan_is_left(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = kling("preview", "a swan sleeps, 3 seconds, vertical", "--draft", "--json").json
    brief, video = Path(drawn["brief"]), drawn["videos"][0]
    assert (video["width"] < video["height"], round(video["seconds"])) == (True, 3)
    assert (brief.parent, "duration: 3" in brief.read_text()) == (tmp_path, True)
    assert Path(video["path"]).stem == f"{brief.stem}-preview"
    assert "swan" in kling("preview", brief, "--show-scene").out


@pytest.mark.parametrize("command", ["preview", "board"])
@pytest.mark.parametrize("given", ["film.yaml", "films", "a swan.yaml"])
def test_a_file_that_is_not_there_is_no_prompt(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = kling(command, given)
    assert (run.code, f"there is no file '{given}'" in run.err, [*tmp_path.glob("*.yaml")]) == (2, True, [])


@pytest.mark.parametrize("command", ["generate", "wait", "download", "preview"])
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/nowhere/a.mp4", "/nowhere does not exist"),
        ("new/", "new does not exist"),
        ("-", "name a file"),
        pytest.param(
            "/proc/a.mp4",
            "/proc cannot be written to",
            marks=pytest.mark.skipif(not Path("/proc").is_dir(), reason="Linux"),
        ),
        ("a.gif", "name it a.mp4"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_alike(
    kling: Kling, account: Sandbox, tmp_path: Path, command: str, place: str, words: str
) -> None:
    Path("brief.yaml").write_text("scenario: t2v\nprompt: A swan.\n")
    run = kling(command, "brief.yaml" if command == "preview" else "1", "-o", place)
    assert run.code == 2
    assert words in run.err


def test_links_of_the_private_sandbox_open_after_the_command(kling: Kling, tmp_path: Path) -> None:
    made = kling("generate", "A swan.", *FILM, "-o", tmp_path / "swan.mp4", "--json").json
    shown = [made, kling("status", made["task_id"], "--json").json, *kling("list", "--json").json]
    assert len(shown) == 3
    for row in shown:
        place = Path(unquote(urlsplit(row["videos"][0]["url"]).path))
        assert place.read_bytes() == (tmp_path / "swan.mp4").read_bytes()
    assert made["videos"][0]["url"] in kling("status", made["task_id"]).out


def test_links_of_a_served_sandbox_are_its_own(kling: Kling, account: Sandbox) -> None:
    made = kling("generate", "A swan.", *FILM, "--json").json
    assert made["videos"][0]["url"].startswith(account.url)


def test_a_take_of_a_request_with_its_own_id_is_refused(kling: Kling, account: Sandbox, tmp_path: Path) -> None:
    body = tmp_path / "b.yaml"
    body.write_text("scenario: t2v\nprompt: A swan.\nexternal_task_id: mine\n")
    before = creates(account)
    run = kling("generate", "--brief", body, "--take", 2)
    assert (run.code, "external_task_id" in run.err, creates(account)) == (2, True, before)


class TestOnTheV2Wire:
    def test_the_same_commands_give_the_same_film(
        self, kling: Kling, account: Sandbox, tmp_path: Path, photo_jpg: Path
    ) -> None:
        request = ("generate", "@rocket lifts off. Static camera.", "--image", f"rocket={photo_jpg}", *FILM, "--json")
        old = kling(*request, "-o", "old.mp4", "--take", 2).json
        new = kling(*request, "-o", "new.mp4", "--wire", "v2").json
        assert "contents" in new["request"]
        assert (old["status"], new["status"]) == ("succeed", "succeed")
        assert old["videos"][0]["duration"] == new["videos"][0]["duration"]
        for id in (new["task_id"], new["external_task_id"]):
            assert kling("status", id, "--wire", "v2", "--json").json["task_id"] == new["task_id"]
            assert kling("wait", id, "--wire", "v2", "-o", "new.mp4").code == 0
            assert kling("download", id, "--wire", "v2", "-o", "new.mp4").code == 0
        assert new["task_id"] in [row["task_id"] for row in kling("list", "--wire", "v2", "--json").json]

    def test_a_request_has_one_id_on_both_wires(self, kling: Kling, account: Sandbox) -> None:
        from kling.briefs import compile, from_fields
        from kling.client import external_id

        made = kling("generate", "A heron.", "--take", 3, "--no-wait", "--json", "--wire", "v2").json
        assert made["external_task_id"] == external_id(compile(from_fields("A heron.")).body, 3)

    def test_the_next_step_names_the_wire(self, kling: Kling, account: Sandbox) -> None:
        run = kling("generate", "A stork.", "--no-wait", "--wire", "v2", "-o", "a stork.mp4")
        assert f"kling wait {run.out.strip()} --wire v2 -o '{Path('a stork.mp4').absolute()}'" in run.err
        assert "--wire v2" in kling("status", run.out.strip()).err
        again = kling("generate", "A stork.", "--no-wait")
        assert (again.code, "--wire v2" in again.err, "kling wait" in again.err) == (1, True, False)

    def test_bodies_of_both_wires_are_sent(self, kling: Kling, account: Sandbox, tmp_path: Path) -> None:
        brief, body = tmp_path / "b.yaml", tmp_path / "b.json"
        brief.write_text("scenario: t2v\nprompt: A crane dances.\nmode: 4k\n")
        body.write_text(kling("compile", "--wire", "v2", brief).out)
        assert kling("generate", "--body", body, "--wire", "v2", "--no-wait").code == 0
        assert kling("generate", "--brief", brief, "--wire", "v2", "--no-wait").code == 0
        refused = kling("generate", "--body", body)
        assert (refused.code, "add --wire v2" in refused.err) == (2, True)

    def test_a_key_pair_is_refused(self, kling: Kling, account: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("KLING_API_KEY")
        monkeypatch.setenv("KLING_ACCESS_KEY", account.access_key)
        monkeypatch.setenv("KLING_SECRET_KEY", account.secret_key)
        run = kling("generate", "A stork.", "--no-wait", "--wire", "v2")
        assert (run.code, "API keys only" in run.err) == (3, True)


def test_a_local_clip_needs_a_place_that_an_account_can_read(
    kling: Kling, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.client import Client

    monkeypatch.setenv("KLING_API_KEY", "api-key-kling-secret")
    monkeypatch.setenv("KLING_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(Client, "is_sandbox", lambda self: False)
    run = kling("generate", "Change @video to snow. Keep the rest.", "--edit", clip, "--yes")
    assert run.code == 1
    assert "is a local file" in run.err
    assert "--host" in run.err
    assert "will cost" not in run.err


@pytest.mark.parametrize("home", ["/proc/nobody", "a-file/home"])
def test_a_state_folder_that_cannot_be_made_is_told(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a-file").touch()
    monkeypatch.setenv("KLING_HOME", home)
    for command in (("list",), ("jobs", "list"), ("costs",)):
        run = kling(*command)
        assert (run.code, "set KLING_HOME to a folder of yours" in run.err) == (2, True)


@pytest.mark.parametrize("name", ["n" * 260 + ".mp4", "aux.mp4"])
def test_a_name_that_cannot_be_is_told_before_anything_is_paid(kling: Kling, account: Sandbox, name: str) -> None:
    before = creates(account)
    run = kling("generate", "A swan turns.", *FILM, "-o", name)
    assert (run.code, "nothing was sent" in run.err or "name too long" in run.err) == (2, True), run.err
    assert creates(account) == before
