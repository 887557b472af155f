"""What the user wants: the Brief, its YAML form, and its way to a request body."""

from typing import TYPE_CHECKING, Any

from kling.briefs.compile import Compiled, compile
from kling.briefs.errors import BriefRefused

if TYPE_CHECKING:
    from kling.briefs.model import Brief, Shot
    from kling.briefs.read import LoadedBrief, from_fields, load, parse, schema

__all__ = [
    "Brief",
    "BriefRefused",
    "Compiled",
    "LoadedBrief",
    "Shot",
    "compile",
    "from_fields",
    "load",
    "parse",
    "schema",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'kling.briefs' has no attribute {name!r}")
    from kling.briefs import model, read  # which take as long to import as all that a plan needs

    return getattr(model if name in ("Brief", "Shot") else read, name)
