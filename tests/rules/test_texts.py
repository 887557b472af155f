"""What a finding says to somebody who has not read the documents: where it points, and what it advises."""

from __future__ import annotations

from typing import Any

from tests.cases import cases

from kling.models.profiles import DEFAULT, LATEST, PROFILES, Profile
from kling.rules import Diagnostic, check, examples


def only(code: str, body: dict[str, Any], profile: Profile = DEFAULT) -> Diagnostic:
    (found,) = [d for d in check(body, profile, craft=False) if d.code == code]
    return found


def codes(body: dict[str, Any], profile: Profile = DEFAULT) -> set[str]:
    return {d.code for d in check(body, profile, craft=False)}


@cases("alias", ["kling-video-o3", "kling-3.0-omni", "o3", "Kling-Video-O3"])
def test_another_name_of_omni_leads_to_omni_and_not_to_o1(alias: str) -> None:
    found = only("S4", examples.text(model_name=alias))
    assert found.fix is not None
    assert found.fix.patch[0]["value"] == "kling-v3-omni"


def test_another_ratio_is_not_taken_for_a_slip_of_the_pen() -> None:
    assert "did you mean" not in only("S4", examples.text(aspect_ratio="21:9")).message
    assert 'did you mean "16:9"' in only("S4", examples.text(aspect_ratio="16x9")).message


@cases(("field", "given", "meant"), [("sound", True, "on"), ("sound", False, "off"), ("sound", "yes", "on")])
def test_true_and_false_are_read_as_the_words_they_mean(field: str, given: object, meant: str) -> None:
    (found,) = [d for d in check(examples.text(**{field: given}), craft=False) if d.severity == "error"]
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.patch[0]["value"] == meant


def test_v1_words_on_the_v2_wire_are_named_in_v2_words() -> None:
    assert 'did you mean "native"' in only("S4", examples.v2(audio="on")).message
    assert 'did you mean "1080p"' in only("S4", examples.v2(resolution="pro")).message


def test_only_values_of_the_profile_are_offered() -> None:
    assert '"4k"' not in only("S4", examples.text(mode="8k")).help
    assert '"4k"' in only("S4", examples.text(mode="8k"), LATEST).help
    assert '"intelligence"' not in only("S4", examples.shots(5, shot_type="auto")).help


@cases(("given", "field"), [({"url": "https://a.test/p.jpg"}, "image_url"), ({"id": 1}, "element_id")])
def test_half_a_field_name_is_recognised(given: dict[str, Any], field: str) -> None:
    where = "image_list" if field == "image_url" else "element_list"
    assert f"did you mean {field}" in only("S7", examples.text(**{where: [given]})).message


@cases("written", ["https://a.test/p.jpg", ["https://a.test/p.jpg"], {"image_url": "x"}])
def test_a_list_that_cannot_be_read_is_not_called_empty_as_well(written: object) -> None:
    found = codes(examples.text(prompt="<<<image_1>>> waves", image_list=written))
    assert "S2" in found
    assert "R30" not in found


@cases(
    ("code", "body", "profile"),
    [
        ("R7", examples.text(multi_shot=True, shot_type="intelligence"), "vendor-2026-03-11"),
        ("R23", examples.reference(duration="12"), "vendor-2026-06-17"),
        ("R24", examples.text(mode="4k"), "vendor-2026-04-23"),
        ("R41", examples.images("first_frame", None, "end_frame"), "vendor-2026-03-11"),
    ],
)
def test_what_newer_documents_allow_names_the_first_of_them(code: str, body: dict[str, Any], profile: str) -> None:
    assert f"--profile {profile}" in only(code, body).help


def test_a_gap_in_the_documents_names_those_that_closed_it() -> None:
    frames = examples.images("first_frame", "end_frame")["image_list"]
    body = examples.shots(2, 3, aspect_ratio=..., image_list=frames)
    assert "--profile vendor-2026-05-07" in only("R26", body, PROFILES["vendor-2026-03-11"]).help


def test_too_many_references_point_at_the_first_that_is_too_many() -> None:
    assert only("R9", examples.images(*[None] * 9)).pointer == "/image_list/7"


def test_a_reference_video_shortens_the_range_that_is_named() -> None:
    assert "3 to 10 s" in only("R22", examples.reference(duration="2")).message
    assert "3 to 15 s" in only("R22", examples.reference(duration="2"), LATEST).message


def test_o1_with_frames_only_is_warned_about_odd_lengths() -> None:
    assert "R54" in codes(examples.images("first_frame", model_name="kling-video-o1", duration="7"))
    assert "R54" not in codes(examples.images(None, model_name="kling-video-o1", duration="7"))


def test_o1_is_told_once_that_it_has_no_storyboards() -> None:
    found = codes(examples.text(model_name="kling-video-o1", multi_shot=True, shot_type="intelligence"))
    assert "R50" in found
    assert "R7" not in found


def test_shots_of_an_edit_are_not_held_to_a_duration_that_is_not_read() -> None:
    body = examples.shots(4, 4, duration=..., video_list=examples.edit()["video_list"])
    assert "R5" not in codes(body)
    assert "R25" in codes(body)
