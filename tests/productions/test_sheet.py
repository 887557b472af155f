"""chain: sheet, a film whose shots are given a sheet of the shot before."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kling.briefs.model import MultiImage
from kling.models.profiles import DEFAULT
from kling.productions.chain import STAND_IN
from kling.productions.plan import Plan, bill, plan
from kling.productions.production import read
from kling.productions.sheet import draw
from kling.sandbox import Sandbox
from tests.productions.conftest import Draw, Kling, Write, charged, videos

FILM = """
defaults: {mode: std, duration: 3}
assets: {cup: coffee.png}
films:
  trip:
    chain: sheet
    shots:
      - {scenario: t2v, prompt: A boat leaves. Static camera.}
      - SECOND
"""


_NAMES = [f"p{n}" for n in range(7)]
SEVEN = (
    f"{{prompt: '{' '.join(f'@{name}' for name in _NAMES)} stand in a row.',"
    f" images: {{{', '.join(f'{name}: coffee.png' for name in _NAMES)}}}}}"
)
"""A shot with as many pictures as the service takes."""


@pytest.fixture
def planned(write: Write) -> Any:
    def make(second: str) -> Plan:
        return plan(read(write(FILM.replace("SECOND", second))), DEFAULT)

    return make


def words(made: Plan) -> str:
    return str(made.items[1].brief.model_dump()["prompt"])


def test_the_sheet_is_a_reference_picture_whose_role_is_said(planned: Any) -> None:
    made = planned("{prompt: The boat is far out. Static camera.}")
    brief = made.items[1].brief
    assert isinstance(brief, MultiImage)
    assert brief.images == {"sheet": f"{STAND_IN}sheet.jpg"}
    assert words(made).startswith("The boat is far out. Static camera. @sheet shows moments of the shot before")
    assert not made.refused
    assert bill(made.items).units == Decimal("3.6")


def test_a_prompt_that_names_the_sheet_is_left_alone_and_other_pictures_stay(planned: Any) -> None:
    text = "@cup stands on the boat of @sheet. Static camera."
    made = planned(f'{{images: ["@cup"], prompt: "{text}"}}')
    assert words(made) == text
    assert list(made.items[1].brief.images) == ["cup", "sheet"]


def test_the_role_is_said_in_the_language_of_the_prompt(planned: Any) -> None:
    assert "@sheet 是上一个镜头的画面" in words(planned("{prompt: 一艘船在海上漂流}"))


def test_a_storyboard_is_told_in_its_first_shot(planned: Any) -> None:
    shots = planned("{shots: [{prompt: The boat turns., duration: 2}, {prompt: A gull lands., duration: 2}]}")
    assert [("@sheet" in shot.prompt) for shot in shots.items[1].brief.shots] == [True, False]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("{prompt: A boat., images: {sheet: coffee.png}}", "S9"),
        ("{prompt: A boat., scenario: t2v}", "S5"),
        (SEVEN, "R9"),
    ],
)
def test_what_leaves_no_place_for_the_sheet_is_refused_before_anything_is_paid(
    planned: Any, second: str, code: str
) -> None:
    assert code in {d.code for d in planned(second).diagnostics if d.severity == "error"}


def test_a_shot_with_the_sheet_is_another_request_than_without(write: Write) -> None:
    film = FILM.replace("SECOND", "{scenario: i2v, first_frame: coffee.png, prompt: The boat is far. Static camera.}")
    with_it, alone = (
        plan(read(write(text)), DEFAULT).items[1].external_id for text in (film, film.replace("chain: sheet", ""))
    )
    assert with_it != alone


def test_a_film_chained_by_sheets_is_made_and_paid_shot_by_shot(
    sandbox: Sandbox, drawn: Draw, hd_film: Path, write: Write, kling: Kling, tmp_path: Path
) -> None:
    drawn(hd_film)
    run = kling("run", write(FILM.replace("SECOND", "{prompt: The boat is far out. Static camera.}")))
    assert run.code == 0, run.err
    assert charged(sandbox) == (2, 2)
    assert videos(tmp_path / "harbour") == ["trip.mp4", "trip/01.mp4", "trip/02.mp4"]


def test_a_sheet_shows_six_moments_and_is_a_legal_picture(hd_film: Path, tmp_path: Path) -> None:
    with Image.open(draw(hd_film, tmp_path / "sheet.jpg")) as sheet:
        width, height = sheet.size
        assert (sheet.format, width, height) == ("JPEG", 1456, 968)
        first, last = sheet.crop((0, 0, 480, 480)), sheet.crop((976, 488, 1456, 968))
        assert first.tobytes() != last.tobytes()
