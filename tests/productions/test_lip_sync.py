"""lip_sync: a shot that is given a line when it is here, and stands in its film with it."""

from __future__ import annotations

import math
import shutil
import struct
import wave
from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest

from kling.models.profiles import DEFAULT
from kling.productions.plan import Plan, bill, plan
from kling.productions.production import read
from kling.sandbox import Sandbox
from tests.productions.conftest import EACH_ONCE, NEEDS_POSTGRES, Draw, Kill, Kling, Write, charged, videos

FILM = """
defaults: {mode: std, duration: 3}
assets: {voice: voice.wav}
films:
  dawn:
    chain: last_frame
    shots:
      - {scenario: t2v, prompt: 'Two on deck. [Captain]: "We leave at dawn." [Boy]: "At last!" Static camera.', LINE}
      - {prompt: The captain turns to the sea. Static camera.}
"""
LINE = "lip_sync: {speaker: boy}"


@pytest.fixture
def box(sandbox: Sandbox, drawn: Draw, hd_film: Path) -> Sandbox:
    """An account whose films are large enough to be given a line."""
    drawn(hd_film)
    return sandbox


def planned(write: Write, line: str) -> Plan:
    return plan(read(write(FILM.replace("LINE", line))), DEFAULT)


def recorded(path: Path) -> None:
    with wave.open(str(path), "w") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"".join(struct.pack("<h", int(12_000 * math.sin(n / 5))) for n in range(16_000)))


def loudness(path: Path) -> list[float]:
    """Of each second."""
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    return [float(np.abs(sound[n : n + rate]).mean()) for n in range(0, len(sound), rate)]


def test_a_line_is_priced_with_the_film_and_known_by_it(write: Write) -> None:
    made, other = planned(write, LINE), planned(write, "lip_sync: {line: 1}")
    names = ["dawn/01", "dawn/01-lipsync", "dawn/02"]
    assert [item.video.name for item in made.items] == names
    assert made.production.films[0].shots == ("dawn/01-lipsync", "dawn/02")
    assert (bill(made.items).units, made.refused) == (Decimal("4.1"), False)
    same = [a.external_id == b.external_id for a, b in zip(made.items, other.items, strict=True)]
    assert same == [True, False, True]  # the next shot goes on from the film as it was made
    assert "P030" not in {found.code for found in made.diagnostics}


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("lip_sync: {speaker: bob}", "S5", "1 [Captain] “We leave at dawn.”; 2 [Boy] “At last!”"),
        ("lip_sync: true", "S5", "choose with line or speaker"),
        ("lip_sync: {tone: 3}", "S2", "line, speaker, text, audio"),
        ("lip_sync: {text: Hello., audio: voice.mp3}", "S5", "give text, audio, or line and speaker"),
        ("lip_sync: {audio: gone.mp3}", "M10", "give a path"),
        ("lip_sync: {audio: '@nobody'}", "R30", "@voice"),
        ("lip_sync: {text: 'Привет, как дела?'}", "R93", "give a recording"),
        ("lip_sync: {text: '{sky}'}", "R30", "known"),
        ("lip_sync: {line: 1}, duration: 12", "M7", "make the shot"),
    ],
)
def test_a_line_that_cannot_be_spoken_is_told_at_its_place(write: Write, line: str, code: str, text: str) -> None:
    made = planned(write, line)
    found = next(fault for fault in made.diagnostics if fault.severity == "error")
    assert (found.code, text in (found.help or "")) == (code, True), found
    assert found.pointer.startswith("/films/dawn/shots/0/lip_sync")


@pytest.mark.parametrize(
    ("database", "wire"),
    [("sqlite", "v1"), pytest.param("postgres", "v2", marks=NEEDS_POSTGRES)],
    indirect=["database"],
)
@pytest.mark.long
def test_a_film_is_joined_of_shots_with_their_lines_and_a_new_line_is_all_that_is_paid_anew(
    write: Write, kling: Kling, box: Sandbox, monkeypatch: pytest.MonkeyPatch, database: str, wire: str
) -> None:
    monkeypatch.setenv("KLING_WIRE", wire)
    file = write(FILM.replace("LINE", LINE))
    run = kling("run", file)
    assert run.code == 0, run.err
    assert (kling("run", file).code, charged(box)[0], box.state()["charged_units"]) == (0, 3, "4.1")
    assert videos(file.with_suffix("")) == ["dawn.mp4", "dawn/01-lipsync.mp4", "dawn/01.mp4", "dawn/02.mp4"]
    assert kling("run", write(FILM.replace("LINE", "lip_sync: {line: 1}"))).code == 0
    assert (charged(box)[0], box.state()["charged_units"]) == (4, "4.6")


@pytest.mark.long
def test_a_recording_is_heard_in_the_film(write: Write, kling: Kling, tmp_path: Path) -> None:
    file = write(FILM.replace("LINE", 'lip_sync: {audio: "@voice"}'))
    recorded(tmp_path / "voice.wav")
    run = kling("run", file, "--sandbox")  # a private one draws what it answers with
    assert run.code == 0, run.err
    first, second, *_ = loudness(tmp_path / "harbour" / "dawn.mp4")
    assert first > 0.1 > 0.01 > second


@pytest.mark.parametrize(
    ("wire", "places"),
    [
        ("v1", {"work:_send": 2, "ledger:Ledger.sent": 1, "work:_fetch": 1}),
        ("v2", {"ledger:Ledger.sent": 2}),
    ],
)
def test_a_run_that_is_killed_pays_its_line_once(
    write: Write,
    kling: Kling,
    kill: Kill,
    box: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    wire: str,
    places: dict[str, int],
) -> None:
    monkeypatch.setenv("KLING_WIRE", wire)
    file = write(FILM.replace("LINE", LINE))
    for place, nth in places.items():
        kill(file, f"kling.productions.{place}", "before", nth)
    run = kling("run", file)
    assert (run.code, charged(box)[0], box.state()["charged_units"]) == (0, 3, "4.1"), run.err


@EACH_ONCE
def test_a_line_whose_answer_was_lost_is_taken_up(
    write: Write, kling: Kling, box: Sandbox, service: str, database: str
) -> None:
    file = write(FILM.replace("LINE", LINE))
    box.faults({"path": "/v1/videos/lip-sync", "method": "POST", "cut": "after"})
    run = kling("run", file)
    assert run.code == 0, run.err
    assert (charged(box)[0], box.state()["charged_units"]) == (3, "4.1")


@pytest.mark.parametrize("settled", ["--task", "--none"])
@pytest.mark.long
def test_a_line_in_flight_when_the_journal_was_lost_is_told_and_not_sent_again(
    write: Write, kling: Kling, kill: Kill, box: Sandbox, tmp_path: Path, settled: str
) -> None:
    """That its journal was lost is no reason to send it, and its endpoint shows no id by which it could be known: the
    user says which task it is, or that it shall be sent again."""
    file = write(FILM.replace("LINE", LINE))
    kill(file, "kling.client.client:Client.submit", "after", 2)
    shutil.rmtree(tmp_path / "kling-home" / "journal")
    run = kling("run", file)
    assert (run.code, "kling status" in run.err, "kling jobs settle" in run.err) == (5, True, True), run.err
    assert (charged(box)[0], box.state()["charged_units"]) == (3, "4.1")
    assert "0 of 1 cancelled" in kling("jobs", "cancel", file, "dawn/01-lipsync").out
    task = [task["task_id"] for task in box.state()["tasks"] if task["external_task_id"] is None]
    assert kling("jobs", "settle", file, "dawn/01-lipsync", settled, *(task * (settled == "--task"))).code == 0
    run = kling("run", file)
    assert (run.code, charged(box)[0]) == (0, 3 + (settled == "--none")), run.err


@pytest.mark.parametrize(
    ("text", "pointer", "help"),
    [
        (
            "defaults: {lip_sync: true}\nbriefs: {a: {scenario: t2v, prompt: A kite.}}",
            "/defaults/lip_sync",
            "beside a brief",
        ),
        (
            "defaults: {aspect_ration: '9:16'}\nbriefs: {a: {scenario: t2v, prompt: A kite.}}",
            "/defaults/aspect_ration",
            "aspect_ratio?",
        ),
        (
            "films: {f: {defaults: {foo: 1}, shots: [{scenario: t2v, prompt: A kite.}]}}",
            "/films/f/defaults/foo",
            "known: ",
        ),
        ("briefs: {a: {scenario: t2v, prompt: A kite., lip-sync: true}}", "/briefs/a/lip-sync", "lip_sync: true"),
    ],
)
def test_a_field_in_the_wrong_place_is_told_and_never_left_out(
    write: Write, text: str, pointer: str, help: str
) -> None:
    (fault,) = [found for found in plan(read(write(text)), DEFAULT).diagnostics if found.severity == "error"]
    assert (fault.code, fault.pointer, help in fault.help) == ("S7", pointer, True), fault
