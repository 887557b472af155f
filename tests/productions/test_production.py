"""Production files: what they mean, and every fault at its place before anything is sent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import jsonschema
import pytest

from kling.briefs.model import ImageToVideo, Reference
from kling.models.profiles import DEFAULT
from kling.productions import bounds, table
from kling.productions.form import schema
from kling.productions.plan import bill, plan
from kling.productions.production import Production, read
from tests.productions.conftest import Write

CATALOGUE = """
folder: out
output: "{city}/{name}.mp4"
defaults: {mode: std, duration: 3, aspect_ratio: "9:16", sound: on}
assets: {rocket: rocket.jpg, cup: coffee.png}
variables: {city: Oslo}
briefs:
  "lamp-{sku}":
    matrix: lamps.csv
    scenario: multi_image
    images: ["@cup"]
    prompt: "A {colour} lamp beside @cup in {city}. {{static}} camera."
  still:
    scenario: i2v
    first_frame: "@rocket"
    prompt: The rocket stands. Static camera.
    duration: 4
films:
  trip:
    chain: last_frame
    output: "films/{name}.mp4"
    shots:
      - {scenario: t2v, prompt: A boat leaves. Static camera.}
      - {prompt: The boat is far out. Static camera.}
"""


@pytest.fixture
def catalogue(write: Write, tmp_path: Path) -> Production:
    (tmp_path / "lamps.csv").write_text("sku,colour\nA1,red\nB2,blue\n")
    production = read(write(CATALOGUE))
    assert not production.faults
    return production


def test_a_table_gives_one_video_per_row_with_columns_variables_and_assets_filled_in(catalogue: Production) -> None:
    names = [video.name for video in catalogue.videos]
    assert names == ["lamp-A1", "lamp-B2", "still", "trip/01", "trip/02"]
    blue = catalogue.videos[1]
    assert blue.brief.prompt == "A blue lamp beside @cup in Oslo. {static} camera."
    assert blue.brief.images == {"cup": "coffee.png"}  # type: ignore[union-attr]
    assert (blue.output, catalogue.films[0].output) == ("Oslo/lamp-B2.mp4", "films/trip.mp4")


def test_defaults_reach_only_briefs_that_have_such_a_field_and_give_way(catalogue: Production) -> None:
    still = catalogue.videos[2].brief
    assert isinstance(still, ImageToVideo)  # which has no aspect_ratio
    assert (still.duration, still.mode, still.sound) == (4, "std", "on")


def test_a_chained_shot_is_completed_with_a_stand_in(catalogue: Production) -> None:
    second = catalogue.videos[4]
    assert (second.previous, second.chain) == ("trip/01", "last_frame")
    assert isinstance(second.brief, ImageToVideo)


def test_everything_is_priced_before_anything_exists(catalogue: Production) -> None:
    made = plan(catalogue, DEFAULT)
    assert not made.refused
    # 3 s with sound cost 2.4 units, 4 s cost 3.2
    assert bill(made.items).units == Decimal("12.8")


def test_the_same_request_twice_is_one_charge_on_the_bill(write: Write) -> None:
    twice = "{scenario: t2v, mode: std, duration: 3, prompt: A boat.}"
    made = plan(read(write(f"briefs: {{one: {twice}, two: {twice}}}")), DEFAULT)
    assert bill(made.items).videos == 1
    assert bill(made.items).units == Decimal("1.8")


def test_a_request_of_a_production_has_the_id_that_generate_would_give_it(write: Write) -> None:
    from kling.briefs import compile, from_fields
    from kling.client import external_id

    made = plan(read(write("briefs: {one: {scenario: t2v, mode: std, duration: 3, prompt: A boat.}}")), DEFAULT)
    alone = compile(from_fields("A boat.", mode="std", duration=3)).body
    assert made.items[0].external_id == external_id(alone)


def test_a_chained_shot_is_another_request_when_the_shot_before_it_changes(write: Write) -> None:
    film = "films: {{f: {{chain: last_frame, shots: [{{scenario: t2v, prompt: {0}}}, {{prompt: A sea.}}]}}}}"
    one, two = (plan(read(write(film.format(word))), DEFAULT).items[1].external_id for word in ("A boat.", "A ship."))
    assert one != two


def test_a_next_shot_is_judged_by_the_clip_that_the_shot_before_it_will_be(write: Write) -> None:
    text = """
    defaults: {mode: std, aspect_ratio: "16:9"}
    films:
      f:
        chain: next_shot
        shots:
          - {scenario: t2v, duration: 12, prompt: A boat.}
          - {duration: 5, prompt: It goes on from @video.}
    """
    made = plan(read(write(text)), DEFAULT)
    assert made.refused  # references may last 10 s
    assert {d.pointer for d in made.diagnostics if d.severity == "error"} == {"/films/f/shots/1/video"}
    shorter = plan(read(write(text.replace("12", "5"))), DEFAULT)
    assert isinstance(shorter.items[1].brief, Reference)
    assert not shorter.refused
    assert shorter.items[1].clip is None
    ten = plan(read(write(text.replace("12", "10"))), DEFAULT)  # which come as 10.04 s
    assert not ten.refused
    assert ten.items[1].clip == "f/01, trimmed to 10 s"


@pytest.mark.parametrize(
    ("text", "pointer", "words"),
    [
        ("briefs: [", "", "YAML"),
        ("brief: {}", "/brief", "no field"),
        ("{}", "", "nothing to make"),
        ("briefs: {a: {scenario: t2v, prompt: '{x} cat'}}", "/briefs/a/prompt", "{x} is no variable"),
        ("briefs: {a: {scenario: i2v, first_frame: '@x', prompt: a}}", "/briefs/a/first_frame", "@x names no asset"),
        ("briefs: {a: {scenario: t2v, prompt: a, matrix: no.csv}}", "/briefs/a/matrix", "no.csv cannot be read"),
        ("briefs: {a: {scenario: t2v, promt: a}}", "/briefs/a/promt", "no field 'promt'"),
        ("briefs: {a: {scenario: t2v, prompt: a, duration: 99}}", "/briefs/a/duration", "15"),
        ("briefs: {../a: {scenario: t2v, prompt: a}}", "/briefs/..~1a", "no path below"),
        ("briefs: {a: {scenario: i2v, first_frame: no.jpg, prompt: a}}", "/briefs/a/first_frame", "no.jpg"),
        (
            "output: same.mp4\nbriefs: {a: {scenario: t2v, prompt: a}, b: {scenario: t2v, prompt: b}}",
            "/briefs/b/output",
            "both be written to same.mp4",
        ),
        (
            "films: {f: {chain: last_frame, shots: [{scenario: t2v, prompt: a}, {first_frame: x.jpg, prompt: b}]}}",
            "/films/f/shots/1/first_frame",
            "previous shot's",
        ),
    ],
)
def test_a_fault_is_told_at_its_place(write: Write, text: str, pointer: str, words: str) -> None:
    made = plan(read(write(text)), DEFAULT)
    assert made.refused
    told = {d.pointer: d.message for d in made.diagnostics if d.severity == "error"}
    assert words in told[pointer]


def test_the_same_fault_in_a_thousand_rows_is_told_once(write: Write, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("n\n" + "\n".join(map(str, range(1000))))
    made = plan(read(write("briefs: {'a{n}': {matrix: t.csv, scenario: t2v, prompt: a, duration: 99}}")), DEFAULT)
    assert [d.message for d in made.diagnostics if "more rows" in d.message] == [made.diagnostics[0].message]
    assert "line 2 of its table: " in made.diagnostics[0].message
    assert "999 more rows" in made.diagnostics[0].message


def test_the_schema_accepts_what_reading_accepts_and_refuses_an_unknown_field(catalogue: Production) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    validator.validate(catalogue.document.value)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"briefs": {"a": {"scenario": "t2v", "promt": "a"}}})


@pytest.mark.parametrize(
    ("bound", "content", "said"),
    [
        ("BRIEFS_MAX", [f"  b{n}: {{scenario: t2v, prompt: A cat.}}\n" for n in range(30)], "2,000 bytes of briefs"),
        ("BRIEFS_MAX", [f"  b{n}: {{scenario: t2v, prompt: {'A cat. ' * 35}}}\n" for n in range(9)], "2,000 bytes"),
        ("TEXT_MAX", ["  '{long}': {scenario: t2v, prompt: A cat.}\n"], "2,000 characters of texts"),
        ("TEXT_MAX", [f"  b{n}: {{scenario: i2v, prompt: A cat., first_frame: '@a'}}\n" for n in range(2)], "2,000"),
    ],
)
def test_more_than_one_production_may_have_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, content: list[str], said: str
) -> None:
    monkeypatch.setattr(bounds, bound, 2_000)
    path = tmp_path / "large.yaml"
    path.write_text(f"variables: {{long: {'x' * 1_990}}}\nassets: {{a: {'y' * 1_500}}}\nbriefs:\n{''.join(content)}")
    made = plan(read(path), DEFAULT)
    (fault,) = made.diagnostics
    assert fault.severity == "error"
    assert said in fault.message
    assert "split it" in fault.help
    assert made.items == []


def test_after_many_entries_with_faults_no_more_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "FAULTY_MAX", 5)
    path = tmp_path / "faulty.yaml"
    path.write_text("briefs:\n" + "".join(f"  b{n}: {{scenario: t2v, prompt: A cat, b{n}: 1}}\n" for n in range(20)))
    made = read(path)
    assert made.faulty == 6
    assert "the others were not looked at" in made.faults[-1].message


def test_a_table_that_many_briefs_have_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("n\n1\n2\n")
    reads = Mock(side_effect=table.read)
    monkeypatch.setattr(table, "read", reads)
    path = tmp_path / "p.yaml"
    path.write_text(
        "briefs:\n" + "".join(f"  'b{k}-{{n}}': {{scenario: t2v, prompt: A., matrix: t.csv}}\n" for k in "ab")
    )
    assert len(read(path).videos) == 4
    assert reads.call_count == 1


def test_an_unknown_chain_hides_no_fault_of_the_shots_and_makes_none(write: Write) -> None:
    text = """films: {f: {chain: sideways, shots: [
      {scenario: t2v, prompt: " ", duration: 2}, {scenario: i2v, prompt: b, duration: 40}]}}"""
    made = plan(read(write(text)), DEFAULT)
    pointers = {d.pointer.removeprefix("/films/f/") for d in made.diagnostics if d.severity == "error"}
    assert pointers == {"chain", "shots/0/prompt", "shots/0/duration", "shots/1/duration"}
