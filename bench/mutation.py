"""Mutants of the modules where money and strangers' files pass: how many the tests that cover a module notice.

A sample of the mutants that Cosmic Ray makes of each module, drawn by a fixed seed; those that only change a type, or
are no Python, are left out. Each stands in a copy of the source, so the checkout is never changed, and is met by the
module's own tests until one fails; a run that takes longer than SECONDS_MAX is noticed, too. Survivors are printed.

GAPS are mutants by hand, which once nothing noticed: ``python bench/mutation.py gaps``.
"""

from __future__ import annotations

import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
SEED = 12
SECONDS_MAX = 240  # of one mutant, or of no mutant, on a loaded machine
PROCESSES = 4


class Part(NamedTuple):
    """A module, how many of its mutants are tried, and the tests that cover it."""

    module: str
    sample: int
    tests: tuple[str, ...]


PARTS = (
    Part("app/approve", 10, ("tests/app/test_approve.py",)),
    Part("media/fetch", 14, ("tests/media/test_fetch.py",)),
    Part(
        "client/create",
        8,
        (
            "tests/client/test_submit.py",
            "tests/client/test_promises.py",
            "tests/client/test_answers.py",
            "tests/client/test_journal.py",
        ),
    ),
    Part("client/poll", 10, ("tests/client/test_wait.py", "tests/cli/test_waiting.py")),
    Part("productions/ledger", 14, ("tests/productions/test_ledger.py", "tests/productions/test_accounts.py")),
)


class Gap(NamedTuple):
    """A fault, the line of a module that keeps it out, how that is broken, and the test that notices."""

    fault: str
    module: str
    line: str
    broken: str
    test: str


GAPS = (
    Gap(
        "an unknown price passes a limit",
        "app/approve",
        "quote.units is not None and quote.units <= self.limit",
        "quote.units is None or quote.units <= self.limit",
        "tests/app/test_approve.py",
    ),
    Gap(
        "a failed task is not charged 0",
        "productions/work",
        'context.ledger.charge(entry, entry.task_id, "0")',
        "pass",
        "tests/productions/test_run.py",
    ),
    Gap(
        "a cut file is taken as the film",
        "client/download",
        "yield Run(lambda: _played(part.part.path, data))",
        "pass",
        "tests/client/test_arrival.py",
    ),
    Gap(
        "a film of another length is taken",
        "client/download",
        "said is not None and found.seconds < said - _SECONDS_OFF",
        "False",
        "tests/client/test_arrival.py",
    ),
    Gap(
        "Retry-After of polls is ignored",
        "client/poll",
        "board.held_back = error.retry_after or 0.0",
        "board.held_back = 0.0",
        "tests/client/test_wait.py",
    ),
    Gap(
        "the count of failed polls is not reset",
        "client/poll",
        "    else:\n        board.failures = 0\n    finally:",
        "    finally:",
        "tests/client/test_wait.py",
    ),
    Gap(
        "If-Range is not sent on resume",
        "client/download",
        'headers["If-Range"] = self._validator',
        "pass",
        "tests/client/test_download.py",
    ),
    Gap(
        "only the first address of a host is judged",
        "media/fetch",
        "all(map(is_public, addresses))",
        "is_public(addresses[0])",
        "tests/media/test_fetch.py",
    ),
)


def gaps() -> Iterator[tuple[str, str, str, str]]:
    """Whether each gap stays closed."""
    for gap in GAPS:
        part = Part(gap.module, 1, (gap.test,))
        code = whole(part)
        if code.count(gap.line) != 1:
            raise SystemExit(f"{gap.module} has the line {gap.line!r} {code.count(gap.line)} times; name it anew")
        yield row(f"{gap.fault}: noticed by {gap.test}", is_noticed(part, code.replace(gap.line, gap.broken)), 1)


def rows() -> Iterator[tuple[str, str, str, str]]:
    try:
        tried = [(part, mutants(part)) for part in PARTS]
    except ModuleNotFoundError as error:
        raise SystemExit(f"{error}; .venv/bin/python -m pip install cosmic-ray") from None
    noticed_in_all = tried_in_all = 0
    with ThreadPoolExecutor(PROCESSES) as pool:
        for part, fails in zip(PARTS, pool.map(lambda one: is_noticed(one, whole(one)), PARTS), strict=True):
            if fails:
                raise SystemExit(f"the tests of {part.module} fail, or take too long, though nothing is broken")
        running = [(part, broken, [pool.submit(is_noticed, part, text) for text in broken]) for part, broken in tried]
        for part, broken, results in running:
            noticed = 0
            for text, result in zip(broken, results, strict=True):
                noticed += result.result()
                if not result.result():
                    print(change(part, text), file=sys.stderr, flush=True)
            noticed_in_all, tried_in_all = noticed_in_all + noticed, tried_in_all + len(broken)
            yield row(f"{part.module}: mutants noticed, sample by seed {SEED}", noticed, len(broken))
    yield row("all modules: mutants noticed", noticed_in_all, tried_in_all)
    yield from gaps()


def row(what: str, noticed: int, tried: int) -> tuple[str, str, str, str]:
    return what, str(int(noticed)), str(tried), f"{noticed / tried:.2f}"


def mutants(part: Part) -> list[str]:
    """The texts of a sample of a module's mutants."""
    ray: Any = import_module("cosmic_ray.ast")
    plugins: Any = import_module("cosmic_ray.plugins")
    mutate_code: Any = import_module("cosmic_ray.mutating").mutate_code
    get_operator = plugins.get_operator
    code = whole(part)
    nodes, made = list(ray.ast_nodes(ray.get_ast(code))), list[tuple[str, int]]()
    for name in sorted(plugins.operator_names()):
        if not get_operator(name).arguments():
            count = sum(1 for node in nodes for _ in get_operator(name)().mutation_positions(node))
            made += [(name, occurrence) for occurrence in range(count)]
    random.Random(SEED).shuffle(made)
    chosen: list[str] = []
    for name, occurrence in made:
        try:
            text = mutate_code(code, get_operator(name)(), occurrence)
        except AttributeError:  # it cannot replace an exception whose name has a dot
            continue
        if text is not None and acts(text) not in (acts(code), None):
            chosen.append(text)
        if len(chosen) == part.sample:
            break
    return chosen


class _Untyped(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


def acts(code: str) -> str | None:
    """What a module does, without its types; None for what is no Python."""
    try:
        return ast.dump(_Untyped().visit(ast.parse(code)))
    except SyntaxError:
        return None


def whole(part: Part) -> str:
    return source(ROOT / "src", part).read_text("utf-8")


def source(folder: Path, part: Part) -> Path:
    return folder / "kling" / f"{part.module}.py"


def is_noticed(part: Part, text: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="kling-mutant-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "src", folder, dirs_exist_ok=True)
        source(folder, part).write_text(text, "utf-8")
        environ = {**os.environ, "PYTHONPATH": name, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *part.tests]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            return process.wait(SECONDS_MAX) != 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            return True


def change(part: Part, text: str) -> str:
    before = whole(part).splitlines()
    lines = difflib.unified_diff(before, text.splitlines(), part.module, "survives", n=0, lineterm="")
    return "\n".join(lines)


if __name__ == "__main__":
    for found in gaps() if sys.argv[1:] == ["gaps"] else rows():
        print(" | ".join(found), flush=True)
