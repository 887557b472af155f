"""Whatever is sent, the answer is an envelope below 500, and accepted tasks come to an end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling.api import lip_sync
from kling.api.fields import FIELDS, Field
from kling.api.v2 import fields as v2
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
        item = st.fixed_dictionaries({}, optional=_each(field.items))
        choices += [item] if field.kind == "object" else [st.lists(item, max_size=9)] * 3
    return st.one_of(choices)


def _each(fields: Mapping[str, Field], but: str = "") -> dict[str, st.SearchStrategy[Any]]:
    return {name: _values(field) for name, field in fields.items() if name != but}


_BODIES = st.fixed_dictionaries({}, optional=_each(FIELDS)).map(lambda fields: text_body(**fields))


@settings(max_examples=100)
@given(body=_BODIES | _ANYTHING)
def test_every_json_value_gets_an_envelope(common: Caller, body: object) -> None:
    reply = common.http.post(PATH, content=json.dumps(body).encode())
    assert reply.status_code < 500, reply.text
    envelope = reply.json()
    assert isinstance(envelope["message"], str)
    assert (envelope["code"] == 0) == (reply.status_code == 200) == ("data" in envelope)


@settings(max_examples=100)
@given(data=st.data())
def test_every_lip_sync_gets_an_envelope(common: Caller, data: st.DataObject) -> None:
    reply = common.http.post("/v1/videos/lip-sync", content=json.dumps(data.draw(_LIP_SYNC | _ANYTHING)).encode())
    assert reply.status_code < 500, reply.text
    assert (reply.json()["code"] == 0) == (reply.status_code == 200)


@settings(max_examples=100)
@given(body=st.binary(max_size=200))
def test_every_byte_string_gets_an_envelope(common: Caller, body: bytes) -> None:
    reply = common.http.post(PATH, content=body)
    assert reply.status_code == 400
    assert reply.json()["code"] in (1200, 1201)


_ENTRIES = st.one_of(
    *(st.fixed_dictionaries({"type": st.just(kind)}, optional=_each(fields)) for kind, fields in v2.CONTENTS.items())
)
_V2_BODIES = st.fixed_dictionaries(
    {"contents": st.lists(_ENTRIES, max_size=4) | _ANYTHING},
    optional=_each(v2.FIELDS, but="contents"),
)
_LIP_SYNC = st.fixed_dictionaries(
    {"input": st.fixed_dictionaries({}, optional=_each(lip_sync.INPUT)) | _ANYTHING},
    optional=_each(lip_sync.FIELDS, but="input"),
)
_SPOILT: dict[str, dict[str, Any]] = {  # good bodies of other calls, one field of which holds anything
    "/v1/videos/text2video": {"model_name": "kling-v3", "prompt": "A kite", "duration": "5"},
    "/v1/videos/image2video": {"image": "https://assets.test/a.jpg", "duration": "5"},
    "/v1/general/advanced-custom-elements": {
        "element_name": "Ada",
        "element_description": "A dancer",
        "reference_type": "video_refer",
        "element_video_list": {"refer_videos": [{"video_url": "https://assets.test/a.mp4"}]},
        "tag_list": [],
        "external_task_id": "",
    },
    "/v1/general/delete-advanced-elements": {"element_id": 1},
    "/tasks": {"start_time": 1, "end_time": 2, "cursor": "", "limit": 1, "filters": []},
    "/account/billing/package": {"start_time": 1, "end_time": 2, "cursor": "", "limit": 1},
}


@settings(max_examples=120)
@given(body=_V2_BODIES)
def test_every_v2_body_gets_an_envelope(common: Caller, body: object) -> None:
    reply = common.http.post("/omni-video/kling-3.0-omni", content=json.dumps(body).encode())
    assert reply.status_code < 500, reply.text
    assert (reply.json()["code"] == 0) == (reply.status_code == 200)


@pytest.mark.parametrize("path", _SPOILT)
@settings(max_examples=60)
@given(data=st.data())
def test_every_other_body_gets_an_envelope(common: Caller, path: str, data: st.DataObject) -> None:
    body = {**_SPOILT[path], data.draw(st.sampled_from(sorted(_SPOILT[path]))): data.draw(_ANYTHING)}
    reply = common.http.post(path, content=json.dumps(body).encode())
    assert reply.status_code < 500, reply.text
    assert (reply.json()["code"] == 0) == (reply.status_code == 200)
