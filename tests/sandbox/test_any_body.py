"""Whatever is sent, the answer is an envelope below 500, and accepted tasks come to an end."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling.wire.fields import FIELDS, Field
from tests.sandbox.conftest import PATH, Caller, text_body

_TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "https://assets.invalid/a.png", "http://[::1", "data:image/png;base64,AA==", "AA==", "5"]
    ),
)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), _TEXTS)
_ANYTHING = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3), max_leaves=8
)


def _values(field: Field) -> st.SearchStrategy[Any]:
    """Mostly what the field may hold, sometimes anything."""
    choices: list[st.SearchStrategy[Any]] = [_ANYTHING]
    if field.values:
        choices += [st.sampled_from(field.values)] * 3
    if field.kind == "boolean":
        choices += [st.booleans()] * 3
    if field.items:
        item = st.fixed_dictionaries({}, optional={inner.name: _values(inner) for inner in field.items})
        choices += [item] if field.kind == "object" else [st.lists(item, max_size=9)] * 3
    return st.one_of(choices)


_BODIES = st.fixed_dictionaries({}, optional={field.name: _values(field) for field in FIELDS}).map(
    lambda fields: text_body(**fields)
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=_BODIES | _ANYTHING)
def test_every_json_value_gets_an_envelope(common: Caller, body: object) -> None:
    reply = common.http.post(PATH, content=json.dumps(body).encode())
    assert reply.status_code < 500, reply.text
    envelope = reply.json()
    assert isinstance(envelope["message"], str)
    assert (envelope["code"] == 0) == (reply.status_code == 200) == ("data" in envelope)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_every_byte_string_gets_an_envelope(common: Caller, body: bytes) -> None:
    reply = common.http.post(PATH, content=body)
    assert reply.status_code == 400
    assert reply.json()["code"] in (1200, 1201)
