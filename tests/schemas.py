"""Documents held against the schemas that describe them."""

from __future__ import annotations

from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

_READY: dict[int, Validator] = {}  # by the schema that each holds


def follows(document: Any, schema: dict[str, Any]) -> None:
    """Raises ValidationError where a document is not what a schema says. The schema itself is judged once, which takes
    a hundred times as long."""
    if id(schema) not in _READY:
        kind = validator_for(schema)
        kind.check_schema(schema)
        _READY[id(schema)] = kind(schema)
    _READY[id(schema)].validate(document)
