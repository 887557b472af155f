"""The agent skill put where an agent looks for it, as a folder that stands alone: the package itself is in it, and what
that needs is fetched when it is first used."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kling.app.refusal import Refusal, refusing

NAME = "kling-video-generator"
_PACKAGE = Path(__file__).resolve().parent.parent


def agents() -> dict[str, Path]:
    """The folders in which agents look for a user's skills."""
    home = Path.home()
    return {
        "claude": Path(os.environ.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "skills",
        "openclaw": home / ".openclaw" / "skills",
        "cursor": home / ".cursor" / "skills",
        "codex": home / ".agents" / "skills",
    }


def install(where: str, *, force: bool = False) -> Path:
    """Put the skill into an agent's folder for skills (an agent's name, or any folder); ``force`` replaces one that is
    there. Gives the skill's folder. Raises Refusal."""
    folder = agents().get(where) or Path(where).expanduser()
    if where not in agents() and Path(where).name == where and not folder.is_dir():
        help = f"there are {', '.join(agents())}; a new folder is named as ./{where}"
        raise Refusal("usage", f"no agent is called {where!r}", help=help)
    target = folder / NAME
    if target.exists() and not force:
        raise Refusal("exists", f"{target} exists", help="--force replaces it", file=str(target))
    if target.is_symlink() or (target.exists() and not (target / "SKILL.md").is_file()):
        raise Refusal("exists", f"{target} is not a skill of ours", help="remove it first", file=str(target))
    with refusing():
        files, lock = _source()
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{NAME}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__", ".venv", "skill", "requirements.lock")
        shutil.copytree(files, fresh, ignore=ignored)
        shutil.copytree(_PACKAGE, fresh / "lib" / "kling", ignore=ignored)
        shutil.copyfile(lock, fresh / "lib" / "requirements.lock")
        text = (fresh / "SKILL.md").read_text("utf-8")
        (fresh / "SKILL.md").write_text(portable(text), "utf-8")
        if (target / ".venv").is_dir():
            (target / ".venv").rename(fresh / ".venv")  # made anew only where it lacks something
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    return target


def portable(text: str) -> str:
    """A SKILL.md whose front matter has the format's own fields only: the version is part of the metadata."""
    head, _, body = text.partition("\n---\n")
    lines = head.splitlines()
    version = next((line for line in lines if line.startswith("version:")), None)
    if version is None:
        return text
    number = version.partition(":")[2].strip().strip('"')
    kept = [line for line in lines if line != version]
    kept.insert(kept.index("metadata:") + 1, f'  version: "{number}"')
    return "\n".join(kept) + "\n---\n" + body


def source() -> Path:
    """Where the skill's files are. Raises FileNotFoundError."""
    return _source()[0]


def _source() -> tuple[Path, Path]:
    """The skill's files and the list of what the package needs: inside the installed package, or in the checkout.
    Raises OSError."""
    root = _PACKAGE.parent.parent
    for place, lock in (
        (_PACKAGE / "skill", _PACKAGE / "skill"),
        (root / "skills" / NAME, root),  # a checkout
        (root, root / "lib"),  # an installed skill, whose package this is
    ):
        if (place / "SKILL.md").is_file() and (lock / "requirements.lock").is_file():
            return place, lock / "requirements.lock"
    raise FileNotFoundError(2, "the skill's files are not part of this installation", NAME)
