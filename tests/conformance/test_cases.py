"""The conformance cases, through `kling check` and over HTTP against the sandbox."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import httpx2
import jwt
import pytest
import yaml
from PIL import Image
from tests.cases import cases

from kling.models.profiles import DEFAULT, LATEST, PROFILES
from kling.sandbox import ACCESS_KEY, API_KEY, SECRET_KEY, running

DOCUMENTS = [
    yaml.load((Path(__file__).parent / name).read_text("utf-8"), yaml.CSafeLoader)
    for name in ("cases.yaml", "heldout.yaml", "models.yaml")
]
CASES: list[dict[str, Any]] = [case for document in DOCUMENTS for case in document["cases"]]
MEDIA = {document["media_base"] + name: facts for document in DOCUMENTS for name, facts in document["media"].items()}
LINTABLE = [
    c
    for c in CASES
    if "request" in c and "op" not in c and c.get("auth", "ok") in ("ok", "api_key") and "precondition" not in c
]
GRADABLE = [c for c in CASES if c.get("server") not in ("unknown", "reject_or_failed_task")]
ABOUT_MEDIA = {
    *("image_min_side", "image_ratio", "image_max_bytes", "image_format"),
    *("video_length", "video_sides", "video_fps", "video_format", "video_area", "video_ratio"),
}
"""Slugs of cases that what is behind a URL decides; files of more than 20 MB are left to the command line."""
CREATE = {"v1": "/v1/videos/omni-video", "v2": "/omni-video/kling-3.0-omni"}


def by_id(case: dict[str, Any]) -> str:
    return str(case["id"])


def wanted(case: dict[str, Any], profile: str) -> str:
    latest = profile == LATEST.name and "expect_latest" in case
    return str(case["expect_latest" if latest else "expect"])


@pytest.fixture(scope="module", params=[DEFAULT.name, LATEST.name])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """Every case judged by one run of the command line."""
    folder = tmp_path_factory.mktemp("bodies")
    for case in LINTABLE:
        (folder / f"{case['id']}.json").write_text(json.dumps(case["request"]), "utf-8")
    files = sorted(map(str, folder.glob("*.json")))
    media = folder / "media.yaml"
    media.write_text(json.dumps({"media": MEDIA}), "utf-8")
    command = [sys.executable, "-m", "kling", "check", "--format", "json", "--profile", request.param]
    run = subprocess.run([*command, "--media", str(media), *files], capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    report = json.loads(run.stdout)
    return request.param, {Path(file["path"]).stem: file for file in report["files"]}


def test_check_gives_every_expected_verdict(judged: tuple[str, dict[str, Any]]) -> None:
    profile, files = judged
    got = {case["id"]: files[case["id"]]["verdict"] for case in LINTABLE}
    assert got == {case["id"]: wanted(case, profile) for case in LINTABLE}


def test_check_names_the_mission_rule_that_a_case_is_about(judged: tuple[str, dict[str, Any]]) -> None:
    profile, files = judged
    missed = {}
    for case in LINTABLE:
        if wanted(case, profile) == "accept" or case["expect"] == "accept":
            continue
        mission_rules = {rule for rule in case["rules"] if rule.startswith("R")}
        codes = {d["code"] for d in files[case["id"]]["diagnostics"]}
        if len(mission_rules) == 1 and len(case["rules"]) == 1 and not mission_rules <= codes:
            missed[case["id"]] = (mission_rules, codes)
    assert missed == {}


@pytest.fixture(scope="module", params=[DEFAULT.name, LATEST.name])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[str, httpx2.Client]]:
    with (
        running(latency=0.0, render="lazy", drawing="stills", profile=PROFILES[request.param]) as sandbox,
        httpx2.Client(base_url=sandbox.url) as http,
    ):
        yield request.param, http


def _headers(case: dict[str, Any]) -> dict[str, str]:
    if case.get("wire") == "v2":
        return {"Authorization": f"Bearer {API_KEY}"}
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


def _sources(request: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of a body that holds the address of a picture or clip, and the key it is under."""
    for item in [*request.get("image_list", []), *request.get("video_list", []), *request.get("contents", [])]:
        for key in ("image_url", "video_url", "url"):
            if item.get(key) in MEDIA:
                yield item, key


def _judged_by_media(case: dict[str, Any]) -> bool:
    if case.get("server") == "unknown" or not set(case["rules"]) <= ABOUT_MEDIA:
        return False
    return all(MEDIA[item[key]]["bytes"] <= 20_000_000 for item, key in _sources(case["request"]))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A real file with the facts of an address, made once."""

    @cache
    def made(address: str) -> Path:
        return _made(MEDIA[address], tmp_path_factory.mktemp("media") / address.rpartition("/")[2])

    return made


@cases("case", [case for case in CASES if _judged_by_media(case)], ids=by_id)
def test_what_is_behind_the_urls_decides_the_task(
    case: dict[str, Any], served: tuple[str, httpx2.Client], files: Callable[[str], Path]
) -> None:
    profile, http = served
    request = copy.deepcopy(case["request"])
    for item, key in _sources(request):
        file = files(item[key])
        stored = http.post("/_sandbox/files", params={"name": file.name}, content=file.read_bytes())
        item[key] = stored.json()["url"]
    reply = http.post(CREATE[case.get("wire", "v1")], json=request, headers=_headers(case)).json()
    assert reply["code"] == 0, reply
    status, message = _ended(http, reply["data"].get("task_id") or reply["data"]["id"])
    assert status == ("failed" if wanted(case, profile) == "reject" else "succeeded"), message


def _made(facts: dict[str, Any], path: Path) -> Path:
    """A real file with these facts: one flat picture, or a clip that repeats it."""
    if facts["kind"] == "image":
        Image.new("RGB", (facts["width"], facts["height"])).save(path)
        os.truncate(path, max(facts["bytes"], path.stat().st_size))
        return path
    fps = facts["fps"]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx" if path.suffix == ".webm" else "mpeg4", rate=fps)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = facts["width"], facts["height"], "yuv420p"
        picture = av.VideoFrame(facts["width"], facts["height"], "yuv420p")
        for plane in picture.planes:
            plane.update(bytes(plane.buffer_size))
        first = bytes([*stream.encode(picture), *stream.encode()][0])
        for n in range(round(facts["seconds"] * fps)):
            packet = av.Packet(first)
            packet.stream, packet.time_base, packet.pts, packet.dts = stream, Fraction(1, fps), n, n
            packet.is_keyframe = True
            container.mux(packet)
    return path


def _ended(http: httpx2.Client, task_id: str) -> tuple[str, str]:
    for _ in range(1000):
        reply = http.get("/tasks", params={"task_ids": task_id}, headers={"Authorization": f"Bearer {API_KEY}"})
        task = reply.json()["data"][0]
        if task["status"] in ("succeeded", "failed"):
            return task["status"], task["message"]
        time.sleep(0.02)
    raise AssertionError("the task did not end")


@cases("case", GRADABLE, ids=by_id)
def test_sandbox_answers_as_expected(case: dict[str, Any], served: tuple[str, httpx2.Client]) -> None:
    profile, http = served
    expected, headers, create = wanted(case, profile), _headers(case), CREATE[case.get("wire", "v1")]
    if "job-42" in str(case.get("precondition")):
        first = next(c["request"] for c in CASES if c["id"] == "V001")
        http.post(create, json={**first, "external_task_id": "job-42"}, headers=headers)
    reply = http.request(
        case.get("method", "POST"), case.get("path", create), json=case.get("request"), headers=headers
    )
    answer = reply.json()
    assert isinstance(answer["code"], int)
    assert isinstance(answer["message"], str)
    if expected != "reject":
        assert (reply.status_code, answer["code"]) == (200, 0), answer
    else:
        assert (reply.status_code, answer["code"]) == (case["http"], case["code"]), answer
        assert case.get("message_contains", "") in answer["message"]
