"""Hostile input to every reader: many small ones, then large ones that stand for much. No traceback, none above 2 s or
500 MB. ``python -m bench.fuzz [SECONDS A READER]``. The largest that are accepted: ``python bench/run.py largest``."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from tests.hostile.inputs import READERS, contents, spoiled

SECONDS_MAX, BYTES_MAX = 2.0, 500_000_000
_N = 1_000_000


def _json(text: str) -> bytes:
    return text.encode()


LARGE: dict[str, tuple[str, Callable[[], bytes]]] = {
    # what: reader, content
    "YAML, a flow list of 0.8 MB": ("yaml brief", lambda: b"a: [" + b"1," * 400_000 + b"1]"),
    "YAML, 10 MB of keys": ("yaml brief", lambda: b"".join(b"k%07d: 1\n" % n for n in range(_N * 10 // 12))),
    "YAML, 100,000 values": ("yaml brief", lambda: b"a:\n" + b"- x\n" * 99_990),
    "YAML, one text of 9.9 MB": ("yaml brief", lambda: b"scenario: t2v\nprompt: " + b"a b " * 2_470_000),
    "YAML, a quote never closed": ("yaml brief", lambda: b'a: "' + b"x\n" * 200_000),
    "YAML, anchors that stand for billions": (
        "yaml brief",
        lambda: (
            b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b"*a%d, " % (n - 1) * 9) for n in range(1, 12))
        ),
    ),
    "YAML, 50,000 brackets": ("yaml brief", lambda: b"[" * 50_000),
    "JSON, 10 MB of empty lists": ("json body", lambda: _json("[" + "[]," * 3_300_000 + "[]]")),
    "JSON, 50,000 brackets": ("json body", lambda: b"[" * 50_000),
    "JSON, a prompt of 1 MB": (
        "json body",
        lambda: _json(f'{{"model_name": "kling-v3-omni", "prompt": "{"a b " * 250_000}"}}'),
    ),
    "JSON, 20,000 pictures": (
        "json body",
        lambda: json.dumps({"model_name": "kling-v3-omni", "image_list": [{"image_url": "x"}] * 20_000}).encode(),
    ),
    "a production of 20,000 briefs (refused)": (
        "production",
        lambda: b"briefs:\n" + b"".join(b"  b%d: {scenario: t2v, prompt: A cat.}\n" % n for n in range(20_000)),
    ),
    "a production of 900 prompts of 2,450 characters (refused)": (
        "production",
        lambda: (
            b"briefs:\n" + b"".join(b"  b%d: {scenario: t2v, prompt: %s}\n" % (n, b"A cat. " * 350) for n in range(900))
        ),
    ),
    "a table of 20,000 rows (refused)": (
        "table",
        lambda: b"name,place\n" + b"".join(b"n%d,harbour\n" % n for n in range(20_000)),
    ),
    "a table with one cell of 5 MB": ("table", lambda: b"name,place\na," + b"x" * 5_000_000 + b"\n"),
    "an answer of 10 MB of small objects": ("callback", lambda: b'{"task_id": [' + b"{}," * 3_000_000 + b"{}]}"),
    "a callback of 60 kB of brackets": ("callback", lambda: b"[" * 60_000),
}


def many(name: str, seconds: float) -> tuple[int, float]:
    """How many inputs a reader was fed: all that once gave a traceback, then random ones in the time; and the slowest
    in seconds. Raises what the reader raises."""
    count, slowest, ends = 0, 0.0, time.monotonic() + seconds

    def feed_one(content: bytes) -> None:
        nonlocal count, slowest
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            READERS[name].target(content, Path(folder))
        slowest, count = max(slowest, time.perf_counter() - start), count + 1

    @settings(
        max_examples=10**9,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(contents(READERS[name]))
    def feed(content: bytes) -> None:
        if time.monotonic() > ends:
            raise KeyboardInterrupt
        feed_one(content)

    with contextlib.suppress(KeyboardInterrupt), contextlib.redirect_stdout(io.StringIO()):
        for content in spoiled(READERS[name]):
            feed_one(content)
        feed()
    return count, slowest


def large(what: str) -> tuple[float, int]:
    """Seconds of processor and bytes that a large input takes, in a process of its own."""
    code = f"from bench.fuzz import _one; _one({what!r})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True)
    seconds, memory = ran.stdout.split()
    return float(seconds), int(memory)


def _one(what: str) -> None:
    name, make = LARGE[what]
    content = make()
    with tempfile.TemporaryDirectory() as folder:
        READERS[name].target(READERS[name].examples[0], Path(folder))  # so that nothing is imported or built any more
        gc.collect()
        before, start = _resident(), time.process_time()
        READERS[name].target(content, Path(folder))
        seconds = time.process_time() - start
    print(seconds, max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before))


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    logging.disable()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    print("| reader | inputs | slowest |\n|---|---|---|")
    for name in READERS:
        count, slowest = many(name, seconds)
        print(f"| {name} | {count:,} | {slowest:.2f} s |", flush=True)
    print("\n| large input | processor | memory |\n|---|---|---|")
    for what in LARGE:
        took, memory = large(what)
        over = " (over)" if took > SECONDS_MAX or memory > BYTES_MAX else ""
        print(f"| {what} | {took:.2f} s | {memory / 1e6:.0f} MB{over} |", flush=True)


if __name__ == "__main__":
    main()
