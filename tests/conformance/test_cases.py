"""The conformance cases, through `kling check` and over HTTP against the sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
import yaml

from kling.facts.profiles import LATEST, MISSION, PROFILES
from kling.sandbox import ACCESS_KEY, API_KEY, SECRET_KEY, Sandbox, running

CASES_FILE = Path(__file__).parent / "cases.yaml"
DOCUMENT = yaml.load(CASES_FILE.read_text("utf-8"), yaml.CSafeLoader)
CASES: list[dict[str, Any]] = DOCUMENT["cases"]
LINTABLE = [c for c in CASES if "request" in c and c.get("auth", "ok") in ("ok", "api_key") and "precondition" not in c]
GRADABLE = [c for c in CASES if c.get("server") != "unknown"]


def by_id(case: dict[str, Any]) -> str:
    return str(case["id"])


def wanted(case: dict[str, Any], profile: str) -> str:
    latest = profile == LATEST.name and "expect_latest" in case
    return str(case["expect_latest" if latest else "expect"])


@pytest.fixture(scope="module", params=[MISSION.name, LATEST.name])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """Every case judged by one run of the command line."""
    folder = tmp_path_factory.mktemp("bodies")
    for case in LINTABLE:
        (folder / f"{case['id']}.json").write_text(json.dumps(case["request"]), "utf-8")
    files = sorted(map(str, folder.glob("*.json")))
    command = [sys.executable, "-m", "kling", "check", "--format", "json", "--profile", request.param]
    run = subprocess.run([*command, "--media", str(CASES_FILE), *files], capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    report = json.loads(run.stdout)
    return request.param, {Path(file["path"]).stem: file for file in report["files"]}


def test_check_gives_every_expected_verdict(judged: tuple[str, dict[str, Any]]) -> None:
    profile, files = judged
    got = {case["id"]: files[case["id"]]["verdict"] for case in LINTABLE}
    assert got == {case["id"]: wanted(case, profile) for case in LINTABLE}


def test_check_names_the_mission_rule_that_a_case_is_about(judged: tuple[str, dict[str, Any]]) -> None:
    profile, files = judged
    for case in LINTABLE:
        if wanted(case, profile) == "accept" or case["expect"] == "accept":
            continue
        mission_rules = {rule for rule in case["rules"] if rule.startswith("R")}
        codes = {d["code"] for d in files[case["id"]]["diagnostics"]}
        if len(mission_rules) == 1 and len(case["rules"]) == 1:
            assert mission_rules <= codes, case["id"]


@pytest.fixture(scope="module", params=[MISSION.name, LATEST.name])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[str, Sandbox]]:
    with running(latency=0.0, render="lazy", profile=PROFILES[request.param]) as sandbox:
        yield request.param, sandbox


def _headers(case: dict[str, Any]) -> dict[str, str]:
    now = int(time.time())
    claims = {"iss": ACCESS_KEY, "exp": now + 1800, "nbf": now - 5}
    match str(case.get("auth", "ok")):
        case "none":
            return {}
        case "garbage":
            return {"Authorization": "Bearer garbage"}
        case "api_key":
            return {"Authorization": f"Bearer {API_KEY}"}
        case "jwt exp 60 s in the past":
            claims |= {"exp": now - 60, "nbf": now - 1860}
        case "jwt nbf 600 s in the future":
            claims |= {"nbf": now + 600, "exp": now + 2400}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET_KEY, 'HS256')}"}


@pytest.mark.parametrize("case", GRADABLE, ids=by_id)
def test_sandbox_answers_as_expected(case: dict[str, Any], served: tuple[str, Sandbox]) -> None:
    profile, sandbox = served
    expected = wanted(case, profile)
    with httpx2.Client(base_url=sandbox.url, headers=_headers(case)) as http:
        if "job-42" in str(case.get("precondition")):
            first = next(c["request"] for c in CASES if c["id"] == "V001")
            http.post("/v1/videos/omni-video", json={**first, "external_task_id": "job-42"})
        if "request" in case:
            reply = http.post("/v1/videos/omni-video", json=case["request"])
        else:
            reply = http.request(case["method"], case["path"])
        answer = reply.json()
        assert isinstance(answer["code"], int)
        assert isinstance(answer["message"], str)
        if case.get("server") == "reject_or_failed_task" and expected == "reject" and answer["code"] == 0:
            assert _ended(http, answer["data"]["task_id"]) == "failed"
            return
        if expected != "reject":
            assert (reply.status_code, answer["code"]) == (200, 0), answer
            return
        assert (reply.status_code, answer["code"]) == (case["http"], case["code"]), answer
        assert case.get("message_contains", "") in answer["message"]


def _ended(http: httpx2.Client, task_id: str) -> str:
    for _ in range(200):
        status: str = http.get(f"/v1/videos/omni-video/{task_id}").json()["data"]["task_status"]
        if status in ("succeed", "failed"):
            return status
        time.sleep(0.05)
    raise AssertionError("the task did not end")
