"""KlingAPI: sign, create a task, wait for it. A small face of the kling package for scripts and agents.

    from kling_api import KlingAPI

    api = KlingAPI(access_key, secret_key)          # or KlingAPI(): keys from the environment
    answer = api.create_omni_video_task(payload)    # {"code": 0, "message": "SUCCEED", "data": {"task_id": …}}
    result = api.poll_for_completion(answer["data"]["task_id"])   # {"videos": [{"url": …}]} or None

KLING_BASE_URL chooses the service, for example a local sandbox. The same payload sent again answers with the task that
exists, by the journal in KLING_HOME; a task that the service shows only after two minutes may be missed. Anything
refused is explained on standard error.
"""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

# The documented sample reads os.environ without importing os; it must run as it is written.
builtins.os = os  # type: ignore[attr-defined]


_SKILL = Path(__file__).resolve().parent.parent
_PYTHON = (3, 11)
_NEEDS = "It needs python3 3.11 or newer with its module venv, and once the network."


def _find_kling() -> None:
    """Make the kling package importable: the copy of an installed skill, with what it needs; else the package as it is
    installed, or the checkout that this file belongs to."""
    library = _SKILL / "lib"
    if sys.version_info < _PYTHON:
        _in_newer_python()
    if library.is_dir():
        sys.path.insert(0, str(library))
        if not _works():
            _enter(_environment(library / "requirements.lock"))
            sys.path.insert(0, str(library))
        return
    if _works():
        return
    root = _SKILL.parent.parent
    bootstrap = root / "script" / "bootstrap"
    if not bootstrap.is_file():
        raise ImportError(f"{_SKILL} is not whole; install it with `kling skill install --for {_SKILL.parent}`")
    subprocess.run([str(bootstrap)], check=True, stdout=sys.stderr)  # noqa: S603 - our own script
    _enter(root / ".venv")


def _works() -> bool:
    """Whether kling and all that it needs to draw can be imported; a stray folder called kling does not count."""
    try:
        import av  # noqa: F401
        import panda3d  # noqa: F401
        import uvicorn  # noqa: F401

        import kling.cli  # noqa: F401
    except ImportError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "kling"]:
            del sys.modules[name]
        return False
    return True


def _environment(lock: Path) -> Path:
    """A virtual environment with what ``lock`` lists, made at the first use: in the skill's folder, or in the user's
    cache where that cannot be written. Ends with a message when it cannot be made."""
    import hashlib
    import shutil

    want = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kling-video-generator"
    place = (_SKILL if os.access(_SKILL, os.W_OK) else cache) / ".venv"
    place.parent.mkdir(parents=True, exist_ok=True)
    ready = place / f"ready-{want}"
    if ready.is_file():
        return place
    with (place.parent / ".venv-lock").open("a") as busy:
        _hold(busy)
        if ready.is_file():  # another process made it meanwhile
            return place
        print(
            "kling: setting itself up, once; this takes minutes, many on a busy machine: do not stop it",
            file=sys.stderr,
        )
        shutil.rmtree(place, ignore_errors=True)
        python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
        try:
            _run([sys.executable, "-m", "venv", str(place)], busy)
            _run([str(python), "-m", "pip", "install", *options, "-r", str(lock)], busy)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        ready.touch()
        return place


def _hold(file: IO[str]) -> None:
    """Wait until this process alone holds the file. The system gives it free when its holders end, however they do."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    else:
        import msvcrt

        is_held = False
        while not is_held:
            with suppress(OSError):  # after ten seconds
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                is_held = True


def _run(command: list[str], busy: IO[str]) -> None:
    """Run a step of the set-up, which holds ``busy`` until it ends, even if this process is killed before; ends with a
    message when it fails."""
    shared: dict[str, Any] = {} if os.name == "nt" else {"pass_fds": (busy.fileno(),)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, **shared)  # noqa: S603 - our own commands
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] or ["no reason was given"]
        raise SystemExit(f"kling: it could not be set up: {said[-1].strip()}\n{_NEEDS}")


def _enter(environment: Path) -> None:
    """Use a virtual environment: its packages, or its Python where that is another one."""
    found = environment / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    if found.is_dir():
        import site

        before = list(sys.path)
        site.addsitedir(str(found))
        # In front: packages of the surrounding Python may be older than those kling was installed with.
        sys.path[:] = [path for path in sys.path if path not in before] + before
        return
    python = str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    os.execv(python, [python, *sys.orig_argv[1:]])  # noqa: S606 - our own interpreter


def _in_newer_python() -> None:
    """Go on in a newer Python, where there is one. Ends with a message where there is none."""
    import shutil

    for minor in range(19, _PYTHON[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            os.execv(found, [found, *getattr(sys, "orig_argv", [sys.executable, *sys.argv])[1:]])  # noqa: S606
    raise SystemExit(f"kling: this is Python {sys.version.split()[0]}. {_NEEDS}")


_find_kling()


class KlingAPI:
    """One account. Without keys those of the environment are used. Raises kling's CredentialsError when there are
    none."""

    def __init__(
        self, access_key: str | None = None, secret_key: str | None = None, base_url: str | None = None
    ) -> None:
        from kling import Client

        self.client = Client(access_key=access_key, secret_key=secret_key, base_url=base_url)

    def create_omni_video_task(self, payload: dict[str, Any], take: int = 1) -> dict[str, Any]:
        """Send the payload once and answer like the service: ``code`` 0 and ``data.task_id``, or the code and message
        of what is wrong. ``take`` 2, 3 … asks for another video of the same payload."""
        from kling.client.errors import KlingError, OutcomeUnknown, RequestRefused

        try:
            task = self.client.submit(payload, take=take)
        except RequestRefused as error:
            lines = [f"{d.code} {d.pointer or '/'}: {d.message}. {d.help}" for d in error.diagnostics] or [str(error)]
            print("The payload was refused before sending:", *lines, sep="\n  ", file=sys.stderr)
            return {"code": 1201, "message": "; ".join(lines), "request_id": "", "data": None}
        except KlingError as error:
            print(f"The task was not created: {error}", file=sys.stderr)
            if isinstance(error, OutcomeUnknown):
                print(f"It may exist: look for {error.external_task_id} before sending again.", file=sys.stderr)
            return {"code": error.code or -1, "message": str(error), "request_id": error.request_id or "", "data": None}
        data = {
            "task_id": task.task_id,
            "task_info": {"external_task_id": task.external_task_id},
            "task_status": "submitted",
        }
        return {"code": 0, "message": "SUCCEED", "request_id": "", "data": data}

    def poll_for_completion(self, task_id: str, timeout: float | None = None) -> dict[str, Any] | None:
        """Wait for a task (by task id or external id): its ``task_result``, or None with the reason on standard error.
        ``timeout`` is in seconds; the task goes on after it."""
        from kling.client.errors import KlingError

        try:
            data = self.client.wait(task_id, deadline=timeout)
        except KlingError as error:
            print(f"No video: {error}", file=sys.stderr)
            return None
        return data.task_result.model_dump(exclude_none=True)

    def download(self, task_id: str, path: str) -> str:
        """Save the video of a finished task; links expire after 30 days."""
        return str(self.client.download(task_id, path))
