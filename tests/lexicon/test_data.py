"""The data of the lexicon and the animatic: what is built of it, and what is refused."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from kling.lexicon.pattern import read_built

SCRIPT = Path(__file__).parents[2] / "script" / "lexicon"


@pytest.fixture(scope="module")
def script() -> Any:
    """script/lexicon as a module, which finds its grammar beside it."""
    loader = SourceFileLoader("script_lexicon", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPT.parent)
        loader.exec_module(module)
    return module


def test_what_is_built_is_up_to_date(
    script: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["lexicon", "--check"])
    assert script.main() == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "weather:\n  terms:\n    rain: {en: rain, amuont: 1}",
            "data.yaml: weather.rain: unknown name amuont; Weather has",
        ),
        ("weather:\n  terms:\n    rain: {en: rain, haze: much}", "data.yaml: weather.rain.haze: Input should be"),
        ("weather:\n  terms:\n    rain: {zh: 雨}", "data.yaml: weather.rain: an English word is missing"),
        ("weather:\n  terms:\n    rain: {en: no}", "data.yaml: weather.rain.en: False is no text"),
        ("weather:\n  terms:\n    rain: {en: 'rain, rain'}", "a word is empty or stands twice"),
        ("speeds:\n  terms:\n    slow: {en: slow}", "data.yaml: speeds.slow: value is missing"),
        ("wether:\n  terms: {}", "no vocabulary is called wether"),
        ("weather:\n  terms: {rain: {en: a}, rain: {en: b}}", "rain stands twice"),
    ],
)
def test_wrong_data_is_refused_with_its_place(
    script: Any, data: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.yaml").write_text(data, "utf-8")
    monkeypatch.setattr(script, "LEXICON", tmp_path)
    with pytest.raises(script.LexiconError) as refused:
        script.lexicon()
    assert message in str(refused.value)


def test_a_thing_that_is_described_in_two_files_is_refused(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "things").mkdir()
    for name in ("gear", "more"):
        (tmp_path / "things" / f"{name}.yaml").write_text("anvil: {parts: []}\n", "utf-8")
    monkeypatch.setattr(script, "ANIMATIC", tmp_path)
    with pytest.raises(script.LexiconError, match=r"things/more\.yaml: anvil stands in another file, too"):
        script.animatic()


def test_a_wheel_has_packed_what_most_requests_do_not_read(tmp_path: Path) -> None:
    root = SCRIPT.parents[1]
    spec = spec_from_file_location("hatch_build", root / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    told: dict[str, Any] = {"force_include": {}}
    module.Packed(str(root), {}, None, None, str(tmp_path), "wheel").initialize("standard", told)
    names = [Path(name) for name in told["force_include"].values()]
    assert {Path("kling/lexicon/drawn.txt.zlib"), Path("kling/planner/data/zh.txt.zlib")} < {*names}
    for packed, name in zip(told["force_include"], names, strict=True):
        assert not Path(packed).with_suffix("").exists()
        assert read_built(Path(packed).with_suffix("")) == (root / "src" / name.with_suffix("")).read_bytes()
