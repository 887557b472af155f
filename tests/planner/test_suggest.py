"""Suggestions stand apart, are never made against a word of the request, and are merged only when asked for."""

from __future__ import annotations

from kling.planner.asset import Asset
from kling.planner.plan import plan
from tests.cases import cases


def slots(text: str, *assets: Asset) -> dict[str, str]:
    return {one.slot: one.text for one in plan(text, assets).suggestions}


@cases(
    ("asked", "slot"),
    [
        ("a fox at night", "light"),
        ("drone shot over a cliff", "camera"),
        ("close-up of a hand", "camera"),
        ("a cat, shallow depth of field", "lens"),
        ("wide shot of a valley", "lens"),
        ("a lighthouse in a storm at night", "end_state"),
        ("a chase through a market", "end_state"),
        ("夜里的狐狸", "light"),
        ("狐が夜に走る", "light"),
        ("un zorro de noche", "light"),
        ("лиса ночью", "light"),
        ("밤의 여우", "light"),
        ("ثعلب في الليل", "light"),
        ("रात में लोमड़ी", "light"),
    ],
)
def test_nothing_is_suggested_for_what_the_request_says(asked: str, slot: str) -> None:
    assert slot not in slots(asked)


def test_no_static_camera_for_a_chase() -> None:
    assert slots("a dog runs through a field")["camera"] == "The camera follows at the same speed."


def test_an_edit_gets_none_and_a_picture_shows_its_light() -> None:
    assert slots("remove the car", Asset("video")) == {}
    assert "light" not in slots("she smiles", Asset("image", role="first_frame"))


def test_suggestions_are_in_the_language_of_the_request() -> None:
    assert slots("лиса спит")["camera"] == "Камера медленно приближается и останавливается."
    assert slots("ثعلب نائم")["lens"] == "عمق ميدان ضحل."


def test_they_are_merged_only_when_asked_for_and_listed_then() -> None:
    plain, rich = plan("a fox sleeps"), plan("a fox sleeps", enrich=True)
    assert plain.shots[0][1] == "a fox sleeps"
    assert rich.shots[0][1].startswith("a fox sleeps. The camera pushes in slowly and holds. ")
    assert [one.text for one in rich.suggestions] == list(rich.added)


@cases(
    "asked",
    [
        "An almost motionless portrait of an old sailor, only his eyes move",
        "ほとんど動かない水面に一枚の葉",
        "Macchina da presa fissa, un gatto dorme",
        "Тихая ночь, лодка почти не движется",
        "cinemagraph of a coffee cup, only the steam moves",
    ],
)
def test_no_camera_move_is_suggested_for_what_hardly_moves(asked: str) -> None:
    assert "camera" not in {suggestion.slot for suggestion in plan(asked).suggestions}


@cases(
    "asked",
    [
        "a raging sea against the pier",
        "惊涛拍岸，渔船摇晃",
        "荒れ狂う海に一艘の船",
        "mar embravecido contra el muelle",
        "une mer déchaînée contre la jetée",
        "tosende See an der Mole",
        "mar revolto contra o cais",
        "mare in burrasca contro il molo",
        "거센 파도가 부두를 덮친다",
        "штормовое море бьёт в причал",
        "तूफ़ानी समुद्र और एक नाव",
        "بحر هائج يضرب الرصيف",
        "a car chase through the docks",
        "カーチェイス、港の夜",
    ],
)
def test_nothing_calm_is_suggested_for_a_storm_or_a_chase(asked: str) -> None:
    assert not slots(asked).keys() & {"camera", "light", "lens", "end_state"}


def test_what_is_borrowed_or_goes_on_gets_no_light_and_no_end() -> None:
    borrowed = slots("use the camera move of this clip for a toy village", Asset("video"))
    assert not borrowed.keys() & {"camera", "light", "end_state"}
