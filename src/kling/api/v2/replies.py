"""A task of the v2 wire in the words of the v1 one, so that everything above reads one shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kling.api.replies import TaskData, read_task


def read_v2_task(data: object) -> TaskData | None:
    """The task in an entry of ``/tasks`` or the data of a create; None when it holds none. Unknown fields are kept."""
    if not isinstance(data, Mapping) or data.get("id") is None:
        return None
    known = {"id", "status", "message", "create_time", "update_time", "external_id", "outputs"}
    status = data.get("status")
    task: dict[str, Any] = {
        "task_id": data["id"],
        "task_status": "succeed" if status == "succeeded" else status,
        "task_status_msg": data.get("message"),
        "task_info": {"external_task_id": data.get("external_id") or ""},
        "task_result": {"videos": _videos(data.get("outputs"))},
        "created_at": data.get("create_time"),
        "updated_at": data.get("update_time"),
        **{name: value for name, value in data.items() if name not in known},
    }
    if (units := _units(data.get("billing"))) is not None:
        task["final_unit_deduction"] = units
    return read_task(task)


def _videos(outputs: object) -> list[Mapping[str, Any]]:
    listed = outputs if isinstance(outputs, list) else [outputs]  # some write the one without a list
    return [one for one in listed if isinstance(one, Mapping) and one.get("type", "video") == "video"]


def _units(billing: object) -> str | None:
    """The units of the video pack; None when the task was paid in cash or not at all."""
    for charge in billing if isinstance(billing, list) else []:
        if isinstance(charge, Mapping) and charge.get("charge_type") == "unit" and charge.get("amount") is not None:
            return str(charge["amount"])
    return None
