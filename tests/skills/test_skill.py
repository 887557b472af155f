"""The skill holds what it promises: short enough to read, every example accepted, and a folder that stands alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from PIL import Image
from skills_ref import validate
from tests.cli.conftest import Kling, kling

from kling.app.skill import agents, install, portable
from kling.briefs.checking import check_content
from kling.cli import COMMANDS
from kling.models.profiles import DEFAULT
from kling.productions.plan import plan
from kling.productions.production import read

__all__ = ["kling"]

ROOT = Path(__file__).parents[2]
SKILL = ROOT / "skills" / "kling-video-generator"
REFERENCES = SKILL / "references"
SCENARIOS = ("t2v", "i2v", "first_last", "multi_image", "element", "edit", "reference", "storyboard")


def text_of(*names: str) -> str:
    return "\n".join((SKILL / name).read_text("utf-8") for name in names)


def tokens(*names: str) -> int:
    import bpe_openai  # it reads its tables when it is imported, which takes over a second

    return len(bpe_openai.get_encoding("o200k_base").encode(text_of(*names)))


def blocks(path: Path, language: str = "yaml") -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)


def front_matter(text: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(text.split("---\n")[1])
    return found


def test_the_skill_has_fewer_than_2500_tokens() -> None:
    assert tokens("SKILL.md") < 2500


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_one_request_needs_at_most_6000_tokens(scenario: str) -> None:
    read_first = ("SKILL.md", "references/prompt_guide.md", f"references/examples-{scenario}.md")
    most = max(tokens(f"references/{path.name}") for path in REFERENCES.glob("vocabulary-*.md"))
    assert tokens(*read_first) + most <= 6000
    for other in (("api_reference", "api_bodies"), ("productions", "prompt_guide")):
        assert tokens("SKILL.md", *(f"references/{name}.md" for name in other)) <= 6000


def test_the_front_matter_is_the_missions_and_honest_about_keys() -> None:
    found = front_matter(text_of("SKILL.md"))
    assert (found["name"], found["version"]) == ("kling-video-generator", "1.0.0")
    assert str(found["description"]).startswith("Generate high-quality videos from text, images, or other videos using")
    assert found["metadata"] == {
        "openclaw": {
            "requires": {"bins": ["python3"]},
            "primaryEnv": "KLING_ACCESS_KEY",
            "emoji": "🎬",
            "homepage": "https://github.com/wells1137/kling-video-generator",
        }
    }


def test_what_it_names_is_there() -> None:
    texts = [SKILL / "SKILL.md", *REFERENCES.glob("*.md")]
    for path in texts:
        text = path.read_text("utf-8")
        for name in re.findall(r"references/([\w.-]+\.md)|`((?:api|examples|vocabulary)[\w-]*\.md)`", text):
            known = (name[0] or name[1]).replace("SCENARIO", "t2v").replace("LANGUAGE", "en")
            assert (REFERENCES / known).is_file(), known
        for command in re.findall(r"`kling ([a-z]+)", text):
            assert command in COMMANDS, command


@pytest.fixture
def material(tmp_path: Path, photo: Path, clip: Path) -> Path:
    """A folder with every file that examples name."""
    shutil.copy(clip, tmp_path / "clip.mp4")
    picture = Image.open(photo).convert("RGB")
    for path in (SKILL / "SKILL.md", *REFERENCES.glob("*.md")):
        for name in re.findall(r"[\w-]+\.jpg", path.read_text("utf-8")):
            picture.save(tmp_path / name)
    (tmp_path / "cities.csv").write_text("photo,city\nher.jpg,Oslo\nhim.jpg,Rome\n")
    (tmp_path / "lamps.csv").write_text("sku,colour\n1,red\n2,blue\n")
    return tmp_path


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_has_four_examples_that_are_accepted(material: Path, scenario: str) -> None:
    found = blocks(REFERENCES / f"examples-{scenario}.md")
    assert len(found) == 4
    for block in found:
        checked = check_content(block.encode(), str(material / "brief.yaml"))
        assert [d for d in checked.diagnostics if d.severity in ("error", "warning")] == []


def test_the_brief_and_the_productions_are_accepted(material: Path) -> None:
    brief, short = blocks(SKILL / "SKILL.md")
    assert check_content(brief.encode(), str(material / "brief.yaml")).verdict != "reject"
    (long,) = blocks(REFERENCES / "productions.md")
    for production, videos in ((short, 4), (long, 4)):
        (material / "production.yaml").write_text(production)
        made = plan(read(material / "production.yaml"), DEFAULT)
        assert [d.message for d in made.diagnostics if d.severity == "error"] == []
        assert len(made.items) == videos


def test_bodies_are_accepted() -> None:
    for block in blocks(REFERENCES / "api_bodies.md", "json"):
        assert check_content(block.encode()).verdict != "reject"


# -- installed --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(str(tmp_path_factory.mktemp("skills")))


def test_the_formats_own_validator_passes(installed: Path) -> None:
    assert validate(installed) == []
    assert front_matter((installed / "SKILL.md").read_text("utf-8"))["metadata"]["version"] == "1.0.0"  # type: ignore[index]
    assert portable("---\nname: a\n---\nb") == "---\nname: a\n---\nb"


def in_skill(installed: Path, *command: str, cwd: Path, python: str = sys.executable, **environment: str) -> str:
    kept = {"PATH": os.defpath, "HOME": str(cwd), "KLING_HOME": str(cwd / "home")}
    done = subprocess.run(
        [python, *command], cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False, timeout=240
    )
    return done.stdout + done.stderr


def test_the_folder_stands_alone(installed: Path, tmp_path: Path) -> None:
    assert not any(path.is_symlink() for path in installed.rglob("*"))
    where = "import kling_api, kling; print(kling.__file__)"
    assert str(installed / "lib") in in_skill(
        installed, "-c", where, cwd=tmp_path, PYTHONPATH=str(installed / "scripts")
    )
    script = str(installed / "scripts" / "kling_cli.py")
    assert "kling, version" in in_skill(installed, script, "--version", cwd=tmp_path)
    assert "price: 3 units" in in_skill(installed, script, "plan", "a kite, 5 s, 720p", "--mode", "std", cwd=tmp_path)


def test_films_do_not_land_in_its_folder(installed: Path) -> None:
    said = in_skill(installed, str(installed / "scripts" / "kling_cli.py"), "list", cwd=installed / "scripts")
    assert "films do not belong here" in said


VENV = """
import sys, time
from pathlib import Path
place = Path(sys.argv[1])
def tell(line):
    with (place.parent / "told").open("a") as file:
        file.write(line)
tell("begun ")
time.sleep(0.5)
(place / "bin").mkdir(parents=True)
(place / "bin" / "python").write_text("#!/bin/sh\\necho no network >&2; exit 1")
(place / "bin" / "python").chmod(0o755)
tell("ended ")
"""
"""In the place of Python's own, which takes seconds: an environment whose pip finds no network."""


def test_a_set_up_that_was_killed_is_begun_again_and_says_what_it_needs(tmp_path: Path) -> None:
    alone = install(str(tmp_path / "skills"))
    bare = str(Path(sys.base_prefix) / "bin" / "python3")
    script = str(alone / "scripts" / "kling_cli.py")
    for name in ("work", "modules"):
        (tmp_path / name).mkdir()
    (tmp_path / "modules" / "venv.py").write_text(VENV)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "modules")}
    command = [bare, script, "--version"]
    with subprocess.Popen(command, cwd=tmp_path / "work", stderr=subprocess.PIPE, env=environment) as given_up:
        assert given_up.stderr is not None
        assert b"setting itself up" in given_up.stderr.readline()
        while not (alone / "told").exists():
            time.sleep(0.01)
        given_up.kill()  # as agents do to what takes long; the next one begins again
    modules = environment["PYTHONPATH"]
    said = in_skill(alone, script, "--version", cwd=tmp_path / "work", python=bare, PYTHONPATH=modules)
    assert "could not be set up: no network" in said
    assert "once the network" in said
    assert "Traceback" not in said
    assert (alone / "told").read_text() == "begun ended begun ended "  # and not before what was killed has ended
    assert not (alone / ".venv").exists()


def test_it_is_put_where_each_agent_looks(kling: Kling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    places = {name: str(path.relative_to(tmp_path)) for name, path in agents().items()}
    assert places == {
        "claude": ".claude/skills",
        "openclaw": ".openclaw/skills",
        "cursor": ".cursor/skills",
        "codex": ".agents/skills",
    }
    target = tmp_path / ".claude" / "skills" / "kling-video-generator"
    assert kling("skill", "install", "--for", "claude").out.strip() == str(target)
    assert kling("skill", "install", "--for", "claude").code == 2
    assert "no agent is called 'cluade'" in kling("skill", "install", "--for", "cluade").err
    assert kling("skill", "install", "--for", "claude", "--force").code == 0
    assert (target / "SKILL.md").is_file()


def test_the_plugin_names_the_skill() -> None:
    plugin = json.loads((ROOT / ".claude-plugin" / "plugin.json").read_text("utf-8"))
    (entry,) = json.loads((ROOT / ".claude-plugin" / "marketplace.json").read_text("utf-8"))["plugins"]
    assert plugin["name"] == entry["name"] == "kling-video-generator"
    assert plugin["version"] == front_matter(text_of("SKILL.md"))["version"]
    assert all((ROOT / path / "SKILL.md").is_file() for path in plugin["skills"])
