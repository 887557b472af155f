"""No input gives a traceback: files, answers of the service, callbacks and tables. The long run is in bench/fuzz.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.inputs import NASTY, READERS, contents


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_input_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    content = data.draw(contents(READERS[name]))
    with tempfile.TemporaryDirectory() as folder:
        READERS[name].target(content, Path(folder))


@pytest.mark.parametrize("name", READERS)
def test_what_once_gave_a_traceback_is_refused(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for example in READERS[name].examples:
            for nasty in NASTY:
                for place in (example.find(b":") + 1, example.rfind(b":") + 2, len(example) // 2, 0):
                    READERS[name].target(example[:place] + nasty + example[place:], Path(folder))
                READERS[name].target(nasty, Path(folder))
