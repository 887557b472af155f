"""The data of the lexicon: what is built of it, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling.lexicon import build
from kling.lexicon.vocabulary import BUILT


def test_what_is_built_is_up_to_date() -> None:
    assert BUILT.read_text("utf-8") == build.build(), "run script/lexicon"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "weather:\n  terms:\n    rain: {en: rain, amuont: 1}",
            "data.yaml: weather.rain: unknown name amuont; Weather has",
        ),
        ("weather:\n  terms:\n    rain: {en: rain, amount: much}", "data.yaml: weather.rain.amount: Input should be"),
        ("weather:\n  terms:\n    rain: {zh: 雨}", "data.yaml: weather.rain: an English word is missing"),
        ("weather:\n  terms:\n    rain: {en: no}", "data.yaml: weather.rain.en: False is no text"),
        ("weather:\n  terms:\n    rain: {en: 'rain, rain'}", "a word is empty or stands twice"),
        ("speeds:\n  terms:\n    slow: {en: slow}", "data.yaml: speeds.slow: factor is missing"),
        ("wether:\n  terms: {}", "no vocabulary is called wether"),
        ("weather:\n  terms: {rain: {en: a}, rain: {en: b}}", "rain stands twice"),
    ],
)
def test_wrong_data_is_refused_with_its_place(
    data: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.yaml").write_text(data, "utf-8")
    monkeypatch.setattr(build, "DATA", tmp_path)
    with pytest.raises(build.LexiconError) as refused:
        build.build()
    assert message in str(refused.value)
