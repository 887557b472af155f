"""One request is judged once and known by one id, and its body is read at most twice, from its words to its file."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kling.api.body import Body
from kling.briefs import from_fields
from kling.client.prepare import prepare
from kling.models.profiles import served_names
from kling.sandbox import Sandbox
from tests.cli.conftest import kling as kling


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often this side (not the sandbox, which works in other threads) judged, read a body and made an id."""
    from kling.api import inline
    from kling.rules import registry

    found: Counter[str] = Counter()

    def counting(name: str, original: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            if not _is_of_the_sandbox():
                found[name] += 1
            return original(*args, **options)

        return call

    for owner, attribute, name in (
        (registry, "findings", "judged"),
        (inline, "fingerprint", "identified"),
    ):
        original = getattr(owner, attribute)
        for module in _users(original):
            monkeypatch.setattr(module, attribute, counting(name, original))
    monkeypatch.setattr(Body, "__init__", counting("read", Body.__init__))
    return found


def _is_of_the_sandbox() -> bool:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if f"{os.sep}sandbox{os.sep}" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


def _users(function: Any) -> list[Any]:
    """Every module of ours that has this function under its own name."""
    import kling.app.generate
    import kling.app.prepare
    import kling.app.run
    import kling.productions.engine
    import kling.productions.plan  # noqa: F401 - so that those who use it are there

    modules = [module for name, module in sys.modules.items() if name.startswith("kling.")]
    return [module for module in modules if vars(module).get(function.__name__) is function]


@pytest.mark.parametrize("wire", ["v1", "v2"])
@pytest.mark.parametrize("kind", ["words", "photo", "brief", "body"])
def test_a_request_is_judged_once_and_has_one_id(
    kling: Any,
    kling_sandbox: Sandbox,
    counted: Counter[str],
    tmp_path: Path,
    photo_jpg: Path,
    kind: str,
    wire: str,
) -> None:
    brief, body = tmp_path / "b.yaml", tmp_path / "b.json"
    brief.write_text("scenario: t2v\nprompt: A swan turns. Static camera.\nduration: 3\nmode: std\n")
    given: dict[str, tuple[object, ...]] = {
        "words": ("A swan turns. Static camera.", "--duration", 3, "--mode", "std"),
        "photo": ("@rocket lifts off.", "--image", f"rocket={photo_jpg}", "--duration", 3, "--mode", "std"),
        "brief": ("--brief", brief),
        "body": ("--body", body),
    }
    if kind == "body":
        body.write_text(kling("compile", brief, "--wire", wire).out)
        counted.clear()
    run = kling("generate", *given[kind], "--wire", wire, "-o", tmp_path / "a.mp4", "--json")
    assert run.code == 0, run.err
    assert counted["judged"] == 1, counted
    assert counted["identified"] == 1, counted
    assert 1 <= counted["read"] <= 2, counted


def test_the_sdk_judges_once(kling_sandbox: Sandbox, counted: Counter[str]) -> None:
    from kling import Client

    with Client(api_key=kling_sandbox.api_key, base_url=kling_sandbox.url) as client:
        client.generate("A swan turns. Static camera.", duration=3, mode="std")
    assert (counted["judged"], counted["identified"]) == (1, 1), counted
    assert 1 <= counted["read"] <= 2, counted


def test_an_agent_s_generate_judges_once(kling_sandbox: Sandbox, counted: Counter[str], tmp_path: Path) -> None:
    import anyio

    pytest.importorskip("mcp")
    from mcp.client.client import Client

    from kling.app.session import Session
    from kling.mcp.server import server

    async def session() -> None:
        async with Client(server(Session((tmp_path,)))) as client:
            want = {"prompt": "A swan turns. Static camera.", "duration": 3, "mode": "std"}
            answer = await client.call_tool("generate", want)
            assert not answer.is_error, answer

    anyio.run(session)
    assert (counted["judged"], counted["identified"]) == (1, 1), counted
    assert 1 <= counted["read"] <= 2, counted


def test_a_production_judges_each_video_once_and_what_goes_on_from_another_once_more(
    kling_sandbox: Sandbox, counted: Counter[str], tmp_path: Path
) -> None:
    """A shot that goes on from another is judged with a stand-in, and again with the picture that was not there."""
    from kling.app.planned import dry_run
    from kling.app.run import carry_out

    file = tmp_path / "two.yaml"
    file.write_text(
        "defaults: {scenario: t2v, mode: std, duration: 3}\n"
        "briefs: {swan: {prompt: A swan turns. Static camera.}, kite: {prompt: A kite climbs. Static camera.}}\n"
    )
    assert carry_out(dry_run(file)).trouble is None
    assert (counted["judged"], counted["identified"]) == (2, 2), counted
    assert 2 <= counted["read"] <= 4, counted


def test_an_agent_s_run_judges_each_video_once(kling_sandbox: Sandbox, counted: Counter[str], tmp_path: Path) -> None:
    import anyio

    pytest.importorskip("mcp")
    from mcp.client.client import Client

    from kling.app.session import Session
    from kling.mcp.server import server

    (tmp_path / "one.yaml").write_text(
        "briefs: {kite: {scenario: t2v, mode: std, duration: 3, prompt: A kite climbs. Static camera.}}\n"
    )

    async def session() -> None:
        async with Client(server(Session((tmp_path,)))) as client:
            answer = await client.call_tool("run", {"file": "one.yaml"})
            assert not answer.is_error, answer
            ended = await client.call_tool("run_status", {"production": "one.yaml"})
            assert not ended.is_error, ended

    anyio.run(session)
    assert (counted["judged"], counted["identified"]) == (1, 1), counted


@pytest.mark.parametrize("model", served_names())
def test_other_words_are_another_request_for_every_model(model: str) -> None:
    """A body in another form than the default model's was once known by nothing at all: all had one id."""
    ids = {prepare(from_fields(words, model=model)).external_id for words in ("A swan turns.", "A kite climbs.")}
    assert len(ids) == 2
