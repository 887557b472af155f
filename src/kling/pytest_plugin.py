"""For pytest: the fixture ``kling_sandbox``, a local Kling of the test's own. Pytest finds it once this package is
installed; nothing heavy is imported until a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kling.sandbox import Sandbox


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "kling_sandbox(**options): options of the fixture, as of kling.sandbox.running")


@pytest.fixture
def kling_sandbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox whose tasks end at once and whose videos are drawn when they are downloaded, as stills (the first
    picture of each shot, held). ``kling.Client()`` and any client that reads KLING_BASE_URL and KLING_API_KEY talk to
    it.

    ``@pytest.mark.kling_sandbox(latency=2, drawing="animatic")`` sets options.
    """
    import kling

    marker = request.node.get_closest_marker("kling_sandbox")
    if marker and marker.args:
        raise pytest.UsageError("the marker kling_sandbox takes options by name, such as kling_sandbox(latency=60)")
    options = {"latency": 0.0, "render": "lazy", "drawing": "stills", **(marker.kwargs if marker else {})}
    with kling.sandbox.running(**options) as sandbox:
        monkeypatch.setenv("KLING_BASE_URL", sandbox.url)
        monkeypatch.setenv("KLING_API_KEY", sandbox.api_key)
        yield sandbox
