"""Pictures and clips given on the command line and in briefs, in every form that people use."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import numpy as np
import pytest

from kling.media.probe import probe_file
from tests.cli.conftest import Kling


@pytest.fixture
def encoded(photo: Path) -> str:
    return base64.b64encode(photo.read_bytes()).decode()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("blob:https://app.example/1f", "inside the browser page"),
        ("blob:null/1f", "inside the browser page"),
        ("BLOB:https://app.example/1f", "inside the browser page"),
        ("cid:part1@mail", "part of a letter"),
        ("about:blank", "no http(s) URL"),
        ("ph://A1/L0/001", "on the phone"),
        ("ipfs://Qm1/a.jpg", "gateway"),
        ("sandbox:/mnt/data/a.png", "another service's own name"),
        ("wasbs://c@b/a.png", "storage"),
        ("http://", "no address that can be opened"),
        ("[a](https://b.org/a.png)", "leave out what stands around the address"),
        ("s3://bucket/a.png", "storage"),
        ("gs://b/a", "storage"),
    ],
)
def test_an_address_that_nobody_can_fetch_is_refused_with_its_reason(kling: Kling, address: str, why: str) -> None:
    run = kling("generate", "She smiles.", "--first-frame", address, "--sandbox")
    assert run.code == 1
    assert why in run.err


@pytest.mark.parametrize("option", ["--first-frame", "--image", "--edit", "--reference"])
def test_megabytes_of_base64_are_never_echoed(kling: Kling, tmp_path: Path, option: str) -> None:
    noise = base64.b64encode(np.random.default_rng(1).bytes(1_000_000)).decode()
    for text in (f"data:image/jpeg;base64,{noise}", noise, f"data:image/jpeg;base64/{noise}"):
        brief = tmp_path / "brief.yaml"
        name = option[2:].replace("-", "_")
        given = {"edit": "video", "reference": "video"}.get(name, name)
        scenario = {"image": "multi_image", "first_frame": "i2v"}.get(name, name)
        value = f"[{text!r}]" if name == "image" else repr(text)
        ratio = "aspect_ratio: '16:9'\n" if name == "reference" else ""
        brief.write_text(
            f"scenario: {scenario}\nprompt: She smiles.\n{'images' if name == 'image' else given}: {value}\n{ratio}"
        )
        for run in (kling("check", brief), kling("generate", "--sandbox", "--brief", brief)):
            assert run.code == 1
            assert len(run.out + run.err) < 3000


def test_a_data_uri_is_made_into_a_film(kling: Kling, tmp_path: Path, encoded: str) -> None:
    film = tmp_path / "film.mp4"
    run = kling(
        "generate", "She smiles.", "--first-frame", f"data:image/png;base64,{encoded}", "--sandbox", "--mode", "std",
        "--duration", "3", "-o", film,
    )  # fmt: skip
    assert run.code == 0, run.err
    assert probe_file(film).kind == "video"


LONG = "Q" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ("generate", "x", "--element", f"{LONG}=1"),
        ("generate", "x", "--mode", LONG),
        ("generate", "--shot", LONG),
        ("check", LONG),
        ("explain", LONG),
        ("check", "--select", LONG, "-"),
        ("check", "film.yaml"),
        ("generate", "--brief", "film.yaml", "--json"),
        ("run", "film.yaml", "--dry-run", "--json"),
    ],
)
def test_no_error_quotes_more_than_two_hundred_characters_of_a_value(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.yaml").write_text(
        f"output: '{{{LONG}}}'\nbriefs: {{a: {{matrix: {LONG}, scenario: t2v, prompt: '{{{LONG}}}', {LONG}: 1}}}}\n"
    )
    run = kling(*words)
    assert run.code
    text = re.sub(r'"pointer": ".*"', "", run.out) + run.err
    assert max(map(len, re.findall("Q+", text)), default=0) <= 200
