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
from pathlib import Path
from typing import Any

# The documented sample reads os.environ without importing os; it must run as it is written.
builtins.os = os  # type: ignore[attr-defined]


def _find_kling() -> None:
    """Make the kling package importable: installed, beside this skill, or in the checkout this file belongs to."""
    try:
        import kling.cli  # noqa: F401 - a stray folder called kling must not count
    except ImportError:
        sys.modules.pop("kling", None)
    else:
        return
    skill = Path(__file__).resolve().parent.parent
    bootstrap = skill.parent.parent / "script" / "bootstrap"
    if not (skill / ".venv").is_dir() and bootstrap.is_file():
        subprocess.run([str(bootstrap)], check=True, stdout=sys.stderr)  # noqa: S603 - our own script
    for root in (skill, skill.parent.parent):
        python = root / ".venv" / "bin" / "python"
        if not python.exists():
            continue
        found = root / ".venv" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
        if found.is_dir():
            import site

            before = list(sys.path)
            site.addsitedir(str(found))
            # In front: packages of the surrounding Python may be older than those kling was installed with.
            sys.path[:] = [path for path in sys.path if path not in before] + before
            return
        # The environment was made with another Python: go on in that one.
        os.execv(python, [str(python), *sys.orig_argv[1:]])  # noqa: S606 - our own interpreter
    raise ImportError("the kling package is not installed; run `pip install kling-video-generator`")


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
            lines = [f"{d.code} {d.pointer or '/'}: {d.message}. {d.help}" for d in error.diagnostics]
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
