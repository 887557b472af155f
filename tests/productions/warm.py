"""What every run imports, reads and compiles at first (rules, their patterns, tables of an engine), done once in the
server of forks. It leaves no thread and no file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dbos import DBOS
from PIL import Image

from kling.models.profiles import DEFAULT
from kling.productions.plan import plan
from kling.productions.production import read
from tests.productions.statements import compiled_once

compiled_once()
Image.init()
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "warm.yaml")
    file.write_text("briefs: {one: {scenario: t2v, mode: std, duration: 3, prompt: A harbour at dawn. Static camera.}}")
    plan(read(file), DEFAULT)
    DBOS.migrate(f"sqlite:///{folder}/engine.sqlite")
