"""What a door that stays open can be asked for, by name: each call is a model of its arguments, which gives doors the
schema of them, and is answered with the command line's envelope."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from kling.app.calls import account, looking, making, productions
from kling.app.calls.call import MOST_SECONDS, Answer, Call

__all__ = ["CALLS", "MOST_SECONDS", "Answer", "Call"]

_MODULES = (looking, making, productions, account)


def _name(call: type[Call]) -> str:
    """``RunStatus`` is called ``run_status``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in call.__name__).lstrip("_")


def _calls(module: ModuleType) -> Iterator[type[Call]]:
    """The calls of a module, in its order: what answers."""
    for one in vars(module).values():
        if (
            isinstance(one, type)
            and issubclass(one, Call)
            and one.__module__ == module.__name__
            and "answer" in vars(one)
        ):
            yield one


CALLS: dict[str, type[Call]] = {_name(call): call for module in _MODULES for call in _calls(module)}
"""Every call, by its name."""
