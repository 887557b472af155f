"""Nothing committed depends on one machine. (That generated documents are up to date is checked by script/test.)"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_host(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert "://" not in lock
    assert "--hash=sha256:" in lock
