"""One request is judged once and known by one id, and its body is read at most twice, from its words to its file."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kling.api.body import Body
from kling.sandbox import Sandbox
from tests.cli.conftest import kling as kling

MAIN = threading.main_thread()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often this side (the sandbox works in other threads) judged, read a body and made an id."""
    from kling.api import inline
    from kling.rules import registry

    found: Counter[str] = Counter()

    def counting(name: str, original: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            if threading.current_thread() is MAIN:
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


def _users(function: Any) -> list[Any]:
    """Every module of ours that has this function under its own name."""
    import sys

    import kling.app.generate
    import kling.app.prepare  # noqa: F401 - so that those who use it are there

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
