"""What is fed to the readers of files, answers and callbacks, and what they may do with it: answer or refuse, in words.

Each target takes bytes and lets through only what is nobody's fault but the program's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kling.app.estimate import estimate
from kling.app.refusal import Refusal, refusing
from kling.briefs.checking import check_content, repaired
from kling.client import Client, KlingError, expires_at, webhooks
from kling.client.operations import Call, Fetch, Operation, Reply, Run
from kling.client.transport import Transport
from kling.models.profiles import DEFAULT
from kling.productions.plan import plan
from kling.productions.production import read

Target = Callable[[bytes, Path], object]

BODY = (
    b'{"model_name": "kling-v3-omni", "prompt": "A cat", "duration": "5", "mode": "pro", "aspect_ratio": "16:9",'
    b' "image_list": [{"image_url": "https://a.example/a.jpg", "type": "first_frame"}], "sound": "off",'
    b' "multi_shot": true, "shot_type": "customize", "multi_prompt": [{"index": 1, "prompt": "A", "duration": "3"}]}'
)
BODY_V2 = (
    b'{"contents": [{"type": "prompt", "text": "A cat @a"}, {"type": "refer_image", "url": "https://a.example/a.jpg",'
    b' "id": "a"}], "settings": {"duration": 5, "resolution": "720p", "aspect_ratio": "16:9", "audio": "off"},'
    b' "options": {"external_task_id": "x"}}'
)
BRIEF = b"scenario: multi_image\nprompt: '@a walks'\nduration: 5\naspect_ratio: '16:9'\nimages: {a: a.jpg}\n"
PRODUCTION = (
    b"defaults: {mode: std}\nvariables: {n: 3}\nassets: {hero: a.jpg}\n"
    b"briefs:\n  one: {scenario: t2v, prompt: 'A {n}.'}\n"
    b"films:\n  two:\n    chain: last_frame\n    shots:\n      - {scenario: t2v, prompt: A., duration: 3}\n"
    b"      - {prompt: B., duration: 3}\n"
)
TABLE = b'name,place,seconds\ndawn,harbour,3\nnoon,"a, b",5\n'
REPLY = (
    b'{"code": 0, "message": "", "request_id": "r", "data": {"task_id": "7", "task_status": "succeed", "task_info":'
    b' {"external_task_id": "kw-1"}, "task_result": {"videos": [{"id": "1", "url": "https://a.example/v.mp4?Expires=9",'
    b' "duration": "5.041"}]}, "final_unit_deduction": "4", "created_at": 1795336435000, "updated_at": 1795336435000}}'
)
REPLY_V2 = (
    b'{"code": 0, "data": [{"id": "7", "status": "succeeded", "outputs": [{"type": "video", "url": "https://a.example/",'
    b' "duration": "5"}], "external_id": "kw-1", "create_time": 1795336435000, "billing": [{"amount": "1.8"}]}]}'
)
PACKS = (
    b'{"code": 0, "data": {"code": 0, "resource_pack_subscribe_infos": [{"resource_pack_name": "Trial-5Con",'
    b' "total_quantity": 100.0, "remaining_quantity": 5, "invalid_time": 1795336435000, "status": "online"}],'
    b' "result": {"detail": [{"task_id": "7", "deduction_amount": "1"}]}, "has_more": true, "next_cursor": "c"}}'
)


def judged(content: bytes, folder: Path, name: str) -> None:
    path = folder / name
    checked = check_content(content, str(path))
    from kling.cli.report import github, sarif, text
    from kling.cli.report import json as as_json

    for form in (text, as_json, sarif, github):
        form.render([checked]).encode()
    repaired(checked, proposals=True)
    path.write_bytes(content)
    try:
        estimate([path])
    except Refusal as refusal:
        str(refusal).encode()


def production(content: bytes, folder: Path) -> None:
    path = folder / "p.yaml"
    path.write_bytes(content)
    for diagnostic in plan(read(path), DEFAULT).diagnostics:
        str(diagnostic).encode()


def table(content: bytes, folder: Path) -> None:
    (folder / "t.csv").write_bytes(content)
    production(b"briefs:\n  '{name}': {scenario: t2v, matrix: t.csv, prompt: 'A {place}.', duration: 3}\n", folder)


class _Answers(Transport):
    """Carries flows out with one and the same answer, and no more than so many times."""

    def __init__(self, content: bytes, status: int) -> None:
        super().__init__("https://a.example", 1.0, lambda seconds: None)
        self.left, self.content, self.status = 15, content, status

    def _carry_out(self, effect: Operation) -> Any:
        self.left -= 1
        if self.left < 0:
            raise _Enough
        match effect:
            case Call():
                return Reply(self.status, {"date": "Sat, 28 Nov 2026 15:00:00 GMT", "retry-after": "1"}, self.content)
            case Fetch():
                raise _Enough
            case Run(work):
                return work()
        return None


class _Enough(Exception):
    """A flow that would go on asking, which is right."""


def replies(content: bytes, folder: Path) -> None:
    """Every read of the client, over both wires; what a refusal says is read in one place for all of them."""
    for wire in ("v1", "v2"):
        client = Client(
            api_key="k", base_url="https://a.example", wire="v2" if wire == "v2" else "v1", journal=None, max_retries=1
        )
        submit, get = partial(client.submit, json.loads(_PLAIN), preflight=False), partial(client.get, "7")
        for ask in (
            submit,
            get,
            partial(client.get, "kw-1"),
            client.list,
            partial(client.wait, "7"),
            client.account.packs,
            client.account.ledger,
            client.elements.list,
            partial(client.download, "7", folder / "v.mp4"),
        ):
            for status in (200, 400, 500) if ask in (submit, get) else (200,):
                transport = _Answers(content, status)
                client._transport = client.elements._transport = client.account._transport = transport
                try:
                    found: Any = ask()
                    str(found).encode()
                    if hasattr(found, "task_status"):
                        expires_at(found)
                except _Enough:
                    continue
                except KlingError as error:
                    with_refusal(error)


_PLAIN = '{"model_name": "kling-v3-omni", "prompt": "A cat", "duration": "5", "mode": "pro", "aspect_ratio": "16:9"}'


def with_refusal(error: Exception) -> None:
    try:
        with refusing():
            raise error
    except Refusal as refusal:
        str(refusal).encode()
        json.dumps(refusal.document()).encode()


def callback(content: bytes, folder: Path) -> None:
    try:
        found = webhooks.unsigned(content)
    except webhooks.WebhookRefused:
        return
    found.id.encode()
    found.task.task_id.encode()


@dataclass(frozen=True)
class Reader:
    """Something that reads: what to feed it with, and how it is called."""

    target: Target
    examples: list[bytes] = field(default_factory=list)


READERS = {
    "yaml brief": Reader(lambda content, folder: judged(content, folder, "b.yaml"), [BRIEF]),
    "json body": Reader(lambda content, folder: judged(content, folder, "b.json"), [BODY, BODY_V2]),
    "production": Reader(production, [PRODUCTION]),
    "table": Reader(table, [TABLE]),
    "reply": Reader(replies, [REPLY, REPLY_V2, PACKS]),
    "callback": Reader(callback, [REPLY, REPLY_V2]),
}

NASTY = [
    b"!!timestamp foo",
    b"!!bool foo",
    b"!!int ''",
    b'"\\UFFFFFFFF"',
    b"1" * 4000,
    b"1" * 30,
    b"-1",
    b"1e999",
    b".nan",
    b"NaN",
    b"Infinity",
    b"null",
    b"true",
    b'""',
    b'"\\ud83d"',
    b'"\\u0000"',
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"&a [*a]",
    b"*a",
    b"[]",
    b"{}",
    b"[[[[[[[[",
    b'"http://[::1"',
    b"1970-01-01",
    b"0x10",
    b"1_000",
    b"0o17",
    b"~",
    b"{}{}",
    b"{n}",
    b"{{",
    b"<<<image_1>>>",
    b"<<<image_99999999999999999999>>>",
    b"@",
    b"@@",
    b"'",
    b'"',
    b"\r\n\r\n",
    b"\t",
    b"- ",
    b"? ",
    b": ",
    b"# ",
    b"%YAML 9.9\n---\n",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"1e400",
    b"-0",
    b"1.5",
    b"99999999999999999999",
    b'"2026-11-28T15:00:00Z"',
    b'"' + "字".encode() * 50 + b'"',
    b"\xd6\xd0",
    b"<<: *a",
]


def spoiled(reader: Reader) -> Iterator[bytes]:
    """Each nasty thing alone, and put into each example at four places."""
    for nasty in NASTY:
        yield nasty
        for example in reader.examples:
            for place in (example.find(b":") + 1, example.rfind(b":") + 2, len(example) // 2, 0):
                yield example[:place] + nasty + example[place:]


@st.composite
def mutated(draw: st.DrawFn, examples: list[bytes]) -> bytes:
    """An example with some of its pieces cut out, doubled, or replaced by something nasty."""
    content = draw(st.sampled_from(examples))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 30)))
        piece = draw(st.one_of(st.sampled_from(NASTY), st.binary(max_size=6), st.just(content[start:end] * 2)))
        content = content[:start] + piece + content[end:]
    return content


def _with_values(example: bytes) -> st.SearchStrategy[bytes]:
    """A JSON example with values replaced by others of any kind, at any place."""
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.integers(-(10**40), 10**40), st.floats(), st.text(max_size=20)
    )
    anything = st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )

    @st.composite
    def changed(draw: st.DrawFn) -> bytes:
        value = json.loads(example)
        for _ in range(draw(st.integers(1, 3))):
            places = list(_places(value))
            holder, key = draw(st.sampled_from(places))
            holder[key] = draw(anything)
            if not isinstance(value, dict | list) or not value:
                break
        return json.dumps(value).encode()

    return changed()


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield value, key
        yield from _places(item)


def contents(reader: Reader) -> st.SearchStrategy[bytes]:
    """What a reader is fed with."""
    structured = [_with_values(example) for example in reader.examples if example.startswith(b"{")]
    return st.one_of(mutated(reader.examples), st.binary(max_size=200), *structured)
