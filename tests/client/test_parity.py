"""Whatever Client can do, AsyncClient can do, under the same names with the same arguments and the same words."""

from __future__ import annotations

import inspect
from typing import Any

from kling import AsyncClient, Client
from kling.client import AsyncGeneration, AsyncVideo, Generation, Video
from kling.client.account import Account, AsyncAccount
from kling.client.elements import AsyncElements, Elements
from kling.client.lip_sync import AsyncLipSync, LipSync
from tests.cases import cases

PAIRS = [
    (Client, AsyncClient),
    (Generation, AsyncGeneration),
    (Video, AsyncVideo),
    (Elements, AsyncElements),
    (Account, AsyncAccount),
    (LipSync, AsyncLipSync),
]
PLAIN = {"task", "notify", "generation", "estimate", "plan", "with_options"}  # ask nothing


def public(kind: type) -> dict[str, Any]:
    return {name: value for name, value in inspect.getmembers(kind) if not name.startswith("_")}


def arguments(method: Any) -> list[tuple[str, Any, Any]]:
    return [(p.name, p.kind, p.default) for p in inspect.signature(method).parameters.values()]


@cases(("blocking", "other"), PAIRS)
def test_both_colours_have_the_same_names(blocking: type, other: type) -> None:
    assert public(blocking).keys() == public(other).keys()


@cases(
    ("blocking", "other", "name"),
    [(*pair, name) for pair in PAIRS for name, value in public(pair[0]).items() if inspect.isfunction(value)],
)
def test_methods_take_the_same_arguments_and_say_the_same(blocking: type, other: type, name: str) -> None:
    ours, theirs = getattr(blocking, name), getattr(other, name)
    assert arguments(ours) == arguments(theirs)
    assert inspect.getdoc(ours) == inspect.getdoc(theirs)
    assert inspect.getdoc(ours)
    assert (inspect.iscoroutinefunction(theirs) or inspect.isasyncgenfunction(theirs)) == (
        name not in PLAIN or blocking is LipSync
    )


def test_constructors_take_the_same_options() -> None:
    ours, theirs = (inspect.signature(kind).parameters for kind in (Client, AsyncClient))
    assert ours.keys() == theirs.keys()
    assert {name for name in ours if ours[name].annotation != theirs[name].annotation} == {"sleep", "http_client"}


@cases("method", [Client, Client.create, Client.generate, Client.wait, Client.download])
def test_help_shows_every_keyword_and_no_dumped_value(method: Any) -> None:
    shown = str(inspect.signature(method))
    assert "**" not in shown
    assert "object at 0x" not in shown
    assert "Profile(" not in shown
