"""The largest input of each kind that is accepted, and what reading it takes: processor time and memory of a whole
command, start included. ``python bench/run.py largest``. None may take 2 s or 500 MB."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from kling.productions import bounds

SECONDS_MAX, BYTES_MAX = 2.0, 500_000_000
_EN = (
    "A woman in a red coat walks slowly through a rainy neon street at night while the camera tracks left, then she "
    'says "Where are you going" and looks up. '
)
_ZH = "一个穿红色外套的女人在雨夜的霓虹街道上慢慢走，镜头向左跟随，然后她抬头说：“你要去哪里？”"
_BODY = {"model_name": "kling-v3-omni", "prompt": "A cat", "duration": "5", "aspect_ratio": "16:9"}


class Taken(NamedTuple):
    """Processor seconds and bytes of memory at the peak, and what was said."""

    seconds: float
    memory: int
    said: str


_LAUNCH = """
import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(process.pid, 0)
open(sys.argv[1], "w").write(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))
"""
"""Starts a command from a small process: what a process takes at its peak begins with its parent's memory."""


def taken(*command: str, folder: Path, given: str = os.devnull) -> Taken:
    """Run a command in a folder, with a file as its input."""
    environment = {**os.environ, "KLING_HOME": str(folder / "home")}
    launch = [sys.executable, "-c", _LAUNCH, "used", *command]
    with (folder / given).open("rb") as content:
        ran = subprocess.run(launch, cwd=folder, env=environment, stdin=content, capture_output=True, check=True)
    seconds, memory = json.loads((folder / "used").read_text())
    return Taken(seconds, memory, (ran.stdout + ran.stderr).decode(errors="replace"))


def _largest(brief: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """The production of as many briefs as one may have."""
    budget, briefs = bounds.Budget(), dict[str, Any]()
    try:
        for n in range(100_000):
            budget.count(brief(n))
            briefs[f"b{n}"] = brief(n)
    except bounds.TooLarge:
        pass
    return {"briefs": briefs}


def _productions() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "short briefs", _largest(lambda n: {"scenario": "t2v", "prompt": f"A cat {n}."})
    yield "prompts of 150 characters", _largest(lambda n: {"scenario": "t2v", "prompt": f"{_EN[:145]} {n}"})
    yield "prompts of 2,400 characters", _largest(lambda n: {"scenario": "t2v", "prompt": f"{(_EN * 20)[:2400]}{n}"})
    yield "Chinese prompts of 2,400", _largest(lambda n: {"scenario": "t2v", "prompt": f"{(_ZH * 60)[:2400]}{n}"})
    shots = [{"duration": 2, "prompt": "A cat."}] * 6
    yield "storyboards", _largest(lambda n: {"scenario": "t2v", "shots": [*shots[1:], {**shots[0], "prompt": f"{n}"}]})
    yield "one picture", _largest(lambda n: {"scenario": "i2v", "prompt": f"A cat {n}.", "first_frame": "p.jpg"})
    images = {"a": "https://a.example/a.png", "b": "https://a.example/b.png", "c": "p.jpg"}
    yield (
        "three pictures",
        _largest(
            lambda n: {"scenario": "multi_image", "prompt": f"@a {n}", "aspect_ratio": "16:9", "images": {**images}}
        ),
    )
    yield "briefs with a fault", _largest(lambda n: {"scenario": "t2v", "promt": f"A cat {n}.", "duration": 99})


def _picture(kind: str, width: int, height: int) -> bytes:
    """A picture that does not shrink."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(3 * width * height)).save(out, kind, quality=95)
    return out.getvalue()


def _table(rows: int, columns: int) -> str:
    head = ",".join(["name", "place", *(f"c{n}" for n in range(columns - 2))])
    return "\n".join([head, *(",".join([f"n{n}", f"harbour {n}", *["x"] * (columns - 2)]) for n in range(rows))])


def _kling(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "kling", *arguments)


def measured(folder: Path) -> Iterator[tuple[str, Taken]]:
    """Each kind, and what it took."""

    def file(name: str, content: bytes | str) -> str:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def check(name: str, content: bytes | str) -> Taken:
        return taken(*_kling("check", file(name, content)), folder=folder)

    file("p.jpg", _picture("JPEG", 2000, 1500))
    time.sleep(2.5)  # a file that was just written is read each time
    yield "YAML: a brief with a prompt of 9.9 MB", check("b.yaml", "scenario: t2v\nprompt: " + "a b " * 2_470_000)
    yield "YAML: 99,990 values (a brief has fewer)", check("v.yaml", "scenario: t2v\nshots:\n" + "- x\n" * 99_980)
    yield "YAML: 1,000 values with faults", check("f.yaml", "scenario: t2v\nshots:\n" + "- {duration: a}\n" * 490)
    picture = base64.b64encode(_picture("PNG", 1820, 1820)).decode()
    seven = json.dumps({**_BODY, "image_list": [{"image_url": picture}] * 7})
    yield f"JSON: seven pictures, {len(seven) // 1_000_000} MB", check("seven.json", seven)
    yield "JSON: a prompt of 99 MB", check("p.json", json.dumps({**_BODY, "prompt": "a b " * 24_700_000}))
    yield "JSON: 4,900 unknown fields", check("u.json", json.dumps({**_BODY, **{f"k{n}": 1 for n in range(4_900)}}))
    fixed = file("w.json", json.dumps({**_BODY, **{f"k{n}": "" for n in range(4_900)}}))
    yield "JSON: 4,900 faults to fix", taken(*_kling("check", "--fix", fixed), folder=folder)
    for what, production in _productions():
        name = file("production.yaml", json.dumps(production, ensure_ascii=False, indent=0))
        made = taken(*_kling("run", name, "--dry-run", "--sandbox"), folder=folder)
        yield f"production: {len(production['briefs']):,} {what}", made
    text = "briefs: {'{name}': {scenario: t2v, prompt: '{place}', matrix: %s}}"
    file("t.csv", _table(2_000, 99))
    run = _kling("run", file("m.yaml", text % "t.csv"), "--dry-run", "--sandbox")
    yield "CSV: 2,000 rows of 99 columns", taken(*run, folder=folder)
    _workbook(folder / "t.xlsx", 2_000, 7)
    run = _kling("run", file("m.yaml", text % "t.xlsx"), "--dry-run", "--sandbox")
    yield "xlsx: 2,000 rows of 7 columns", taken(*run, folder=folder)
    yield "words to plan: 30,000 characters", taken(*_kling("plan", (_EN * 300)[:30_000]), folder=folder)
    task = json.dumps({"task_id": "7", "task_status": "succeed", "task_result": {"videos": [{"id": "1", "url": "u"}]}})
    page = '{"code": 0, "data": [' + ",".join([task] * 31_000) + "]}"
    read = "from kling.api.replies import *; print(len(read_tasks(read_envelope(open('page', 'rb').read()).data)))"
    yield (
        f"answer: 31,000 tasks, {len(page) // 1_000_000} MB",
        taken(sys.executable, "-c", read, folder=folder, given=file("page", page)),
    )
    callback = '{"task_id": "7", "task_status": "succeed", "x": [' + "{}," * 150_000 + "{}]}"
    read = "import sys; from kling.client.webhooks import unsigned as u; print(u(sys.stdin.buffer.read()).task.task_id)"
    yield (
        "callback: 150,000 objects",
        taken(sys.executable, "-c", read, folder=folder, given=file("callback", callback)),
    )
    file("small.json", json.dumps(_BODY))
    created = taken(sys.executable, "-c", _CREATE, folder=folder)
    yield "create at the sandbox: seven pictures", created._replace(seconds=float(created.said.split()[-1]))


def _workbook(path: Path, rows: int, columns: int) -> None:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in _table(rows, columns).splitlines():
        sheet.append(line.split(","))
    book.save(path)


_CREATE = """
import subprocess, sys, time
from kling.sandbox import running
post = '''
import sys, httpx2
headers = {"authorization": "Bearer sandbox", "content-type": "application/json"}
print(httpx2.post(sys.argv[1], content=open(sys.argv[2], "rb").read(), headers=headers, timeout=60).status_code)
'''
with running(render="lazy") as sandbox:
    for name in ("small.json", "seven.json"):
        start = time.process_time()
        url = f"{sandbox.url}/v1/videos/omni-video"
        print(subprocess.run([sys.executable, "-c", post, url, name], capture_output=True, text=True).stdout)
        print(time.process_time() - start)
"""
"""Prints the processor seconds of the service for a create, which another process sends."""


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Everything this bench measures; about a minute."""
    with tempfile.TemporaryDirectory() as folder:
        for what, took in measured(Path(folder)):
            last = took.said.strip().splitlines()[-1:] or [""]
            print(f"{what}: {last[0][:160]}", file=sys.stderr)
            share = max(took.seconds / SECONDS_MAX, took.memory / BYTES_MAX)
            yield what, f"{took.seconds:.2f} s, {took.memory / 1e6:.0f} MB", "2 s, 500 MB", f"{share:.2f}"
