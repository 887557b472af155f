"""The OpenAPI document and the coverage page say what is served."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from kling.briefs import compile, from_fields
from kling.sandbox.coverage import ENDPOINTS
from kling.sandbox.openapi import document
from tests.sandbox.conftest import Caller


@pytest.mark.parametrize(("path", "method"), [(path, m) for path, calls in document()["paths"].items() for m in calls])
def test_every_call_of_the_document_exists(common: Caller, path: str, method: str) -> None:
    reply = common.http.request(method, path.replace("{id}", "1"), json={} if method == "post" else None).json()
    assert reply["code"] in (0, 1201), reply


@pytest.mark.parametrize(("wire", "name"), [("v1", "Video"), ("v2", "VideoV2")])
def test_compiled_bodies_fit_the_document(wire: Any, name: str) -> None:
    whole = document()
    brief = from_fields(
        "@hero meets @ada", images={"hero": "https://x.test/a.jpg"}, elements={"ada": "123"}, sound="on"
    )
    schema = {"$ref": f"#/components/schemas/{name}", "components": whole["components"]}
    jsonschema.Draft202012Validator(schema).validate(compile(brief, wire=wire).body)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({"prompt": 1, "contents": [{"type": "prompt"}]})


def test_what_the_coverage_page_claims_is_in_the_document(common: Caller) -> None:
    assert common.http.get("/_sandbox/openapi.json").json() == document()
    claimed = {
        word.rstrip(",")
        for row in ENDPOINTS
        if row.extent != "no"
        for word in row.what.split()
        if word.startswith("/") and word not in ("/balance",)
    }
    assert claimed == {path for path in document()["paths"] if not path.endswith("{id}")} - {"/account/billing/balance"}
