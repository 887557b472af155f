"""The MCP server, asked by the official client: an agent's whole way from words to a film, and what it may not do."""

from __future__ import annotations

import base64
import io
import json
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import anyio
import jsonschema
import pytest
from PIL import Image

from kling.app import preview
from kling.app.session import Session
from kling.cli import main
from kling.sandbox import Sandbox
from tests.mcp.conftest import call, made, parameters, run

if TYPE_CHECKING:
    from mcp.client.client import Client

WORDS = "make me a 3 s video of a red kite that climbs over a green valley, vertical"
TOOLS = {
    *("plan", "check", "review", "explain", "look", "frames", "estimate", "preview", "generate", "status", "wait"),
    *("download", "list", "account", "run", "run_status", "jobs_list", "jobs_retry", "jobs_cancel"),
    *("elements_list", "elements_show", "elements_create", "elements_delete", "board", "lipsync", "costs", "doctor"),
}


async def _film(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == TOOLS
    planned, _ = await call(client, "plan", words=WORDS, mode="std", output="kite.yaml")
    assert planned["result"]["aspect_ratio"] == "9:16"
    for step in planned["next"][:1]:
        assert (await _next(client, step))["ok"]
    priced, _ = await call(client, "estimate", file="kite.yaml")
    assert priced["result"]["units"]
    generated = await _next(client, priced["next"][0])
    assert (generated["sandbox"], generated["reused"]) == (True, False)
    again, _ = await call(client, "generate", file="kite.yaml")
    assert again["reused"] is True
    known, _ = await call(client, "estimate", file="kite.yaml")
    assert (known["reused"], known["result"]["units"]) == (True, "0")
    more, _ = await call(client, "estimate", file="kite.yaml", takes=2)
    assert (more["result"]["units"], len(more["next"])) == ("1.8", 2)
    token = priced["result"]["quote_token"]
    other, _ = await call(client, "generate", file="kite.yaml", take=2, quote_token=token)
    assert (other["error"]["kind"], other["next"][0].partition(" ")[0]) == ("price", "estimate")
    for _ in range(4):
        done, answer = await call(client, "wait", **json.loads(generated["next"][0].partition(" ")[2]))
        if done["ok"]:
            break
        assert done["error"]["kind"] == "unfinished"
    path = Path(done["result"]["path"])
    assert path.is_file()
    with Image.open(io.BytesIO(_picture(answer))) as sheet:
        assert sheet.width > 400
    read = await client.read_resource(path.as_uri())
    assert base64.b64decode(read.contents[0].blob) == path.read_bytes()  # type: ignore[union-attr]
    found, _ = await call(client, "status", ids=[generated["result"]["external_task_id"], "nowhere"])
    assert [row["status"] for row in found["result"]] == ["succeed", "unknown_id"]


def _picture(answer: Any) -> bytes:
    (image,) = [block for block in answer.content if block.type == "image"]
    return base64.b64decode(image.data)


async def _next(client: Client, step: str) -> dict[str, Any]:
    """What a step of ``next`` gives: it is ready to run."""
    tool, _, arguments = step.partition(" ")
    return (await call(client, tool, **json.loads(arguments)))[0]


def test_a_request_becomes_a_film_over_stdio(tmp_path: Path) -> None:
    run(_film, parameters(tmp_path, "--sandbox"))


def test_http_needs_the_token_and_gives_the_same(http: tuple[str, str]) -> None:
    import httpx2
    from mcp.client.client import Client
    from mcp.client.streamable_http import streamable_http_client

    url, token = http
    assert (token, httpx2.post(url, json={}).status_code) == ("a token of my own", 401)

    async def session() -> None:
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}, timeout=60) as inner,
            Client(streamable_http_client(url, http_client=inner)) as client,
        ):
            await _film(client)

    anyio.run(session)


def test_a_production_is_carried_out_behind_the_calls(private: Session, tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        text = "briefs:\n  one: {scenario: t2v, prompt: A red kite climbs. Static camera., duration: 3, mode: std}\n"
        written, _ = await call(client, "check", file="many.yaml", text=text)
        assert written["ok"]
        priced, _ = await call(client, "estimate", file="many.yaml")
        assert (priced["result"]["units"], priced["result"]["videos"]) == ("1.8", 1)
        begun = await _next(client, priced["next"][0])
        assert begun["next"] == [f'run_status {{"production": "{begun["result"]["production"]}"}}']
        first, _ = await call(client, "run_status", production="many.yaml", timeout=0)
        assert first["error"]["kind"] == "unfinished"
        for _ in range(4):
            done = await _next(client, begun["next"][0])
            if done["ok"]:
                break
        assert Path(done["result"]["videos"][0]["path"]).is_file()
        assert Path(done["result"]["report"]).is_file()
        token = priced["result"]["quote_token"]
        again, _ = await call(client, "run", file="many.yaml", quote_token=token)
        assert (again["reused"], again["result"]["units"]) == (True, "0")
        await _next(client, again["next"][0])  # a process carries out one at a time

    run(work, made(private))


def test_a_preview_that_takes_long_says_so_and_goes_on(
    private: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kite.yaml").write_text("{scenario: t2v, prompt: A kite climbs., duration: 3, mode: std}")
    told, drawn = Event(), preview._drawn

    def slowly(*job: Any) -> Any:
        assert told.wait(60)
        return drawn(*job)

    monkeypatch.setattr(preview, "_drawn", slowly)

    async def work(client: Client) -> None:
        first, _ = await call(client, "preview", file="kite.yaml", timeout=0)
        assert (first["error"]["kind"], first["next"]) == ("unfinished", ['preview {"file": "kite.yaml"}'])
        told.set()
        ended = await _next(client, first["next"][0])
        assert Path(ended["result"]["videos"][0]["path"]).is_file()

    run(work, made(private))


def test_productions_are_found_and_what_failed_is_set_out_for_again(private: Session, tmp_path: Path) -> None:
    brief = "{scenario: t2v, prompt: A kite and sandbox-fail., duration: 3, mode: std}"
    (tmp_path / "bad.yaml").write_text(f"briefs: {{one: {brief}}}")

    async def work(client: Client) -> None:
        unknown, _ = await call(client, "run_status", production="nope")
        assert unknown["next"] == ["jobs_list {}"]
        begun, _ = await call(client, "run", file="bad.yaml")
        name = begun["result"]["production"]
        ended = await _next(client, begun["next"][0])
        assert (ended["error"]["kind"], ended["next"]) == ("failed", [f'jobs_retry {{"production": "{name}"}}'])
        found, _ = await call(client, "jobs_list")
        assert (found["result"][0]["production"], found["next"]) == (name, begun["next"])
        again = await _next(client, ended["next"][0])
        assert (again["result"]["anew"], again["next"]) == (1, [f'run {{"file": "{tmp_path / "bad.yaml"}"}}'])
        given_up, _ = await call(client, "jobs_cancel", production="bad.yaml")
        assert given_up["result"]["cancelled"] == ["one"]

    run(work, made(private))


def test_a_production_goes_on_with_the_crop_that_it_was_begun_with_or_not_at_all(
    private: Session, tmp_path: Path, photo_jpg: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo_jpg.read_bytes())
    shot = "{scenario: i2v, first_frame: photo.jpg, prompt: It comes to life. Static camera., duration: 3, mode: std}"
    (tmp_path / "many.yaml").write_text(f"briefs: {{one: {shot}}}")

    async def work(client: Client) -> None:
        cropped = {"file": str(tmp_path / "many.yaml"), "crop": "9:16"}
        begun, _ = await call(client, "run", **cropped)
        assert begun["ok"], begun
        await _next(client, begun["next"][0])
        other, _ = await call(client, "run", file="many.yaml")
        assert (other["error"]["kind"], other["next"]) == ("price", [f"run {json.dumps(cropped)}"])
        priced, _ = await call(client, "estimate", file="many.yaml")
        assert "was begun with `crop` 9:16" in priced["warnings"][0]
        assert priced["next"] == [f"estimate {json.dumps(cropped)}"]
        known = await _next(client, priced["next"][0])
        assert (known["result"]["units"], known["result"]["items"][0]["owed"]) == ("0", False)

    run(work, made(private))


def test_every_tool_says_what_it_takes_gives_and_does(private: Session) -> None:
    async def work(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        for name, tool in tools.items():
            assert tool.description, name
            assert tool.output_schema
            assert tool.output_schema["properties"]["next"], name
            jsonschema.Draft202012Validator.check_schema(tool.output_schema)
            assert all(about.get("description") for about in tool.input_schema["properties"].values()), name
        hints = {name: tool.annotations for name, tool in tools.items() if tool.annotations}
        assert set(hints) == TOOLS
        assert {
            name for name, hint in hints.items() if hint.destructive_hint is not False and not hint.read_only_hint
        } == {"elements_delete"}
        assert {name for name, hint in hints.items() if hint.read_only_hint} >= {"look", "estimate", "status", "list"}
        assert not {"plan", "check", "generate", "wait", "run"} & {
            n for n, hint in hints.items() if hint.read_only_hint
        }

    run(work, made(private))


def test_errors_are_answers_with_code_and_help_in_terms_of_tools(private: Session, tmp_path: Path) -> None:
    (tmp_path / "kite.yaml").write_text("scenario: t2v\nprompt: A kite.\n")

    async def work(client: Client) -> None:
        async def refused(tool: str, **arguments: Any) -> dict[str, Any]:
            document, answer = await call(client, tool, **arguments)
            assert answer.is_error
            error: dict[str, Any] = document["error"]
            assert "--" not in error["help"]
            assert "kling " not in error["help"]
            return error

        assert (await refused("status", ids=["nowhere"]))["kind"] == "unknown_id"
        assert (await refused("generate", prompt="A kite.", duration=99))["code"] == "R22"
        assert (await refused("generate"))["help"] == "give a file, a prompt or shots"
        assert (await refused("generate", prompt="A kite.", durration=5))["help"] == "did you mean duration?"
        assert "valid integer" in (await refused("generate", prompt="A kite.", duration="long"))["message"]
        assert (await refused("plan", words="A fox.", output="kite.yaml"))["help"] == "name another with `output`"
        assert (await refused("explain", code="R999"))["kind"] == "usage"

    run(work, made(private))


@pytest.mark.parametrize("path", ["../outside.png", "/etc/passwd", "link/secret.png", "nul\0.png"])
def test_files_outside_of_the_roots_are_not_touched(private: Session, tmp_path: Path, path: str) -> None:
    (tmp_path / "link").symlink_to("/etc")

    async def work(client: Client) -> None:
        for tool, arguments in (
            ("look", {"files": [path]}),
            ("frames", {"video": path}),
            ("check", {"file": path, "text": "a: b"}),
            ("plan", {"words": "A fox.", "first_frame": path}),
            ("plan", {"words": "A fox.", "output": path}),
            ("generate", {"prompt": "A fox.", "images": {"fox": path}}),
            ("preview", {"file": path}),
            ("run", {"file": path}),
            ("elements_create", {"name": "Ada", "description": "x", "pictures": [path, path]}),
        ):
            document, _ = await call(client, tool, **arguments)
            assert document["error"]["kind"] == "usage", tool
            assert "outside of the folders" in document["error"]["message"], tool

    run(work, made(private))


DOCUMENTS = {
    "first frame": "{scenario: i2v, prompt: It lives., first_frame: %s}",
    "last frame": "{scenario: first_last, prompt: It lives., first_frame: photo.jpg, last_frame: %s}",
    "images": "{scenario: multi_image, prompt: '@ada waves.', images: {ada: %s}}",
    "clip": "{scenario: edit, prompt: '@video in snow.', video: %s}",
    "brief": "briefs: {a: {scenario: i2v, prompt: It lives., first_frame: %s}}",
    "asset": "assets: {ada: %s}\nbriefs: {a: {scenario: i2v, prompt: It lives., first_frame: '@ada'}}",
    "shot": "films: {a: {shots: [{scenario: i2v, prompt: It lives., first_frame: %s}]}}",
    "variable": "variables: {at: %s}\nbriefs: {a: {scenario: i2v, prompt: It lives., first_frame: '{at}'}}",
    "table": "briefs: {'{a}': {scenario: t2v, prompt: A kite., matrix: %s}}",
    "recording": "briefs: {a: {scenario: t2v, prompt: A kite., lip_sync: {audio: %s}}}",
    "folder": "folder: %s\nbriefs: {a: {scenario: t2v, prompt: A kite.}}",
}


def test_no_document_names_a_file_outside_of_the_roots(tmp_path: Path, photo_jpg: Path) -> None:
    """Neither read nor written, and whether it is there is told to nobody."""
    inside, outside = tmp_path / "inside", tmp_path / "elsewhere"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "photo.jpg").write_bytes(photo_jpg.read_bytes())
    (inside / "link").symlink_to(outside)
    session = Session((inside,), sandbox=True)

    async def work(client: Client) -> None:
        places = "../elsewhere/photo.jpg", str(outside / "gone.jpg"), "link/photo.jpg", f"file://{outside}/photo.jpg"
        for n, (what, form) in enumerate(DOCUMENTS.items()):
            place, fit = places[n % (2 if what in ("table", "folder") else 4)], n % 3 == 0
            text = form % place
            document, _ = await call(client, "check", file="f.yaml", text=text, fit=fit)
            assert document["diagnostics"][0]["code"] in ("M10", "R93")
            assert "outside of the folders" in document["diagnostics"][0]["message"], (what, place, document)
            drawn = ["preview"] if what != "recording" else []  # which no preview hears
            for tool in (*drawn, "estimate", "run" if "briefs:" in text or "films:" in text else "generate"):
                refused, _ = await call(client, tool, file="f.yaml", fit=fit)
                assert "outside of the folders" in refused["error"]["message"], (tool, what, place, refused)

    run(work, made(session))
    session.close()
    assert sorted(path.name for path in outside.iterdir()) == ["photo.jpg"]
    assert {path.name.partition(".orig")[0] for path in inside.iterdir()} == {"f.yaml", "link", "photo.jpg"}


def test_words_name_files_of_the_roots_alone(tmp_path: Path, photo_jpg: Path) -> None:
    photo, inside = tmp_path / "photo.jpg", tmp_path / "inside"
    inside.mkdir()
    photo.write_bytes(photo_jpg.read_bytes())

    async def work(client: Client) -> None:
        for fit in (False, True):
            planned, _ = await call(client, "plan", words=f"{photo} comes to life, 3 s.", fit=fit)
            assert (planned["result"]["scenario"], planned["result"]["brief"].get("images")) == ("t2v", None)

    with closing(Session((inside,), sandbox=True)) as session:
        run(work, made(session))


def test_nothing_that_cannot_be_made_again_is_replaced_and_a_film_is_an_mp4(
    private: Session, tmp_path: Path, photo_jpg: Path, caplog: pytest.LogCaptureFixture
) -> None:
    photo, film = tmp_path / "photo.jpg", tmp_path / "kite.mp4"
    photo.write_bytes(photo_jpg.read_bytes())
    (tmp_path / "kite.yaml").write_text("{scenario: t2v, prompt: A kite climbs., duration: 3, mode: std}")

    async def work(client: Client) -> None:
        async def refused(tool: str, **arguments: Any) -> Any:
            document, _ = await call(client, tool, **arguments)
            return document["error"]

        drawn, _ = await call(client, "preview", file="kite.yaml")
        assert drawn["result"]["videos"][0]["path"] == str(tmp_path / "kite-preview.mp4")
        assert (await refused("frames", video="kite-preview.mp4", output="photo.jpg"))["kind"] == "exists"
        assert photo.read_bytes() == photo_jpg.read_bytes()
        for _ in range(2):  # a sheet of ours is drawn again
            assert (await call(client, "frames", video="kite-preview.mp4"))[0]["ok"]
        assert "goes from 0 to 3 s" in (await refused("frames", video="kite-preview.mp4", at=[99]))["message"]
        sent, _ = await call(client, "generate", file="kite.yaml")
        id = sent["result"]["task_id"]
        for place, told in (("kite.gif", "is an MP4"), ("kite", "is an MP4"), ("nowhere/kite.mp4", "does not exist")):
            for tool in ("wait", "download"):
                error = await refused(tool, id=id, output=place)
                assert (error["kind"], told in error["message"]) == ("usage", True), error
        assert "does not exist" in (await refused("frames", video="kite-preview.mp4", output="no/x.jpg"))["message"]
        unsent, _ = await call(client, "wait", id="unsent.yaml")
        assert unsent["error"]["kind"] == "unknown_id"
        done, _ = await call(client, "wait", id="kite.yaml", output="kite.mp4")
        assert (done["ok"], done["result"]["task_id"]) == (True, id)
        content = film.read_bytes()
        assert (await refused("preview", file="kite.yaml", output="kite.mp4"))["kind"] == "exists"
        assert film.read_bytes() == content
        assert (await call(client, "preview", file="kite.yaml"))[0]["ok"]

    run(work, made(private))
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    frames = {"kite-frames.jpg", "kite-preview-frames.jpg"}
    assert names == {"photo.jpg", "kite.yaml", "kite.mp4", "kite-preview.mp4", *frames}
    assert "already exists" not in caplog.text  # what is shown again is the same resource


def test_rules_schemas_and_prompts_can_be_read(private: Session) -> None:
    from mcp.shared.exceptions import MCPError

    async def work(client: Client) -> None:
        async def read(uri: str) -> str:
            return (await client.read_resource(uri)).contents[0].text  # type: ignore[union-attr]

        assert "R5" in await read("kling://rules/R5")
        assert {"R5", "P054"} <= {row["code"] for row in json.loads(await read("kling://rules"))}
        assert "推" in await read("kling://vocabulary/zh")
        assert "prompt" in await read("kling://guide")
        for page in ("guide", "guide/productions", "examples/edit", "examples/storyboard"):
            assert "`kling " not in await read(f"kling://{page}"), page
        for name in ("envelope", "brief", "production"):
            assert json.loads(await read(f"kling://schema/{name}")), name
        names = {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert {"storyboard", "photo_to_life", "production"} <= names
        prompt = await client.get_prompt("storyboard", {"words": "a cat in three shots"})
        assert "a cat in three shots" in prompt.messages[0].content.text  # type: ignore[union-attr]

        for uri, named in (
            ("kling://examples/x", "storyboard"),
            ("kling://vocabulary/english", "en, zh, ja"),
            ("kling://rules/R999", "did you mean R9"),
        ):
            with pytest.raises(MCPError, match=named):
                await read(uri)
        listed: tuple[Any, ...] = (
            *(await client.list_resources()).resources,
            *(await client.list_resource_templates()).resource_templates,
            *(await client.list_prompts()).prompts,
        )
        for one in listed:
            assert one.description, one
            assert "partial" not in one.description, one

    run(work, made(private))


def test_structured_content_is_the_envelope_of_the_command_line(
    private: Session, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.mcp.answers import in_calls

    (tmp_path / "kite.yaml").write_text("scenario: t2v\nprompt: A red kite climbs.\nduration: 3\nmode: std\n")
    (tmp_path / "bad.yaml").write_text("scenario: t2v\nprompt: A red kite climbs.\nduration: 99\n")
    monkeypatch.chdir(tmp_path)

    def said(*words: str) -> dict[str, Any]:
        with pytest.raises(SystemExit):
            main([*words, "--json"])
        document: dict[str, Any] = json.loads(capfd.readouterr().out)
        return document

    async def work(client: Client) -> None:
        for tool, arguments, words in (
            ("plan", {"words": "a fox in the snow, 8 s"}, ("plan", "a fox in the snow, 8 s")),
            ("check", {"file": "kite.yaml"}, ("check", str(tmp_path / "kite.yaml"))),
            ("check", {"file": "bad.yaml"}, ("check", str(tmp_path / "bad.yaml"))),
            ("generate", {"file": "bad.yaml"}, ("generate", "--brief", str(tmp_path / "bad.yaml"), "--sandbox")),
            ("generate", {"file": "kite.yaml"}, ("generate", "--brief", "kite.yaml", "--sandbox", "--no-wait")),
            ("explain", {"code": "R5"}, ("explain", "R5")),
            ("elements_list", {}, ("elements", "list", "--sandbox")),
        ):
            here, _ = await call(client, tool, **arguments)
            there = said(*words)
            for document in (here, there):
                document["error"] = document["error"] and {**document["error"], "help": "in terms of the door"}
                document["diagnostics"] = [
                    {**d, "help": "in terms of the door", "url": d["url"].split("/")[-1].split()[-1]}
                    for d in document["diagnostics"]
                ]
            if tool == "explain":
                there["result"]["page"] = in_calls(there["result"]["page"])
            about = ("next", "reused", "charged_units", "result") if tool == "generate" else ("next",)
            assert {k: v for k, v in here.items() if k not in about} == {
                k: v for k, v in there.items() if k not in about
            }, tool
            assert len(here["next"]) == len(there["next"]), tool

    run(work, made(private))


def test_a_body_is_fixed_and_still_refused(private: Session, tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        body = {"model_name": "kling-v3-omni", "prompt": "A kite.", "aspect_ratio": "16:9", "duration": 99}
        found, answer = await call(client, "check", file="kite.json", text=json.dumps(body), fix=True)
        (file,) = found["result"]["files"]
        assert (file["verdict"], file["fixed"], found["error"]["code"]) == ("reject", ["S3"], "R22")
        assert answer.is_error
        assert json.loads((tmp_path / "kite.json").read_text())["duration"] == "99"

    run(work, made(private))


def test_files_are_made_legal_where_a_refusal_says_so(private: Session, tmp_path: Path) -> None:
    Image.new("RGB", (200, 200), "navy").save(tmp_path / "small.png")

    async def work(client: Client) -> None:
        given = {"words": "she smiles, 3 s", "first_frame": "small.png", "output": "she.yaml"}
        looked, _ = await call(client, "look", files=["small.png"])
        assert looked["result"][0]["fit_mends_it"]
        refused, _ = await call(client, "plan", **given)
        assert refused["error"]["kind"] == "rules"
        assert (await _next(client, refused["next"][0]))["ok"]
        upright = {"prompt": "She smiles.", "first_frame": "small.png", "duration": 3, "crop": "9:16"}
        priced, _ = await call(client, "estimate", **upright)
        assert priced["ok"]
        wrong, _ = await call(client, "estimate", **upright | {"crop": "tall"})
        assert wrong["error"]["kind"] == "usage"

    run(work, made(private))


def test_the_server_speaks_the_wire_of_the_environment(
    account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_WIRE", "v2")

    async def work(client: Client) -> None:
        made, _ = await call(client, "generate", prompt="A lamp is lit.", duration=3, mode="std")
        assert made["ok"]
        again, _ = await call(client, "wait", id=made["result"]["task_id"])
        assert again["ok"]

    run(work, parameters(tmp_path))
    requests = account.state()["requests"]
    assert any(asked.startswith("POST /omni-video") for asked in requests)
    assert not any(asked.startswith("POST /v1/videos") for asked in requests)
