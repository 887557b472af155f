"""``@name`` in a prompt, whatever stands beside it."""

from hypothesis import given
from hypothesis import strategies as st

from kling.api.fields import Wire
from kling.briefs.compile import compile
from kling.briefs.read import parse
from kling.planner.asset import Asset
from kling.planner.documents import plan
from kling.prompts.references import mentions
from tests.cases import cases

LETTER = st.characters(categories=("Lo", "Ll", "Lu", "Lm"), min_codepoint=0x80)
PICTURES = {"rider": "https://example.com/rider.png", "rider2": "https://example.com/horse.png"}


@given(LETTER, LETTER)
def test_a_name_between_letters_of_any_script_is_bound(before: str, after: str) -> None:
    text = f"{before}@rider2{after}@rider{after}"
    assert [mention.name for mention in mentions(text, PICTURES)] == ["rider2", "rider"]


@cases("wire", ["v1", "v2"])
@cases("text", ["图1@rider骑着@rider2", "@rider@rider2", "写真1@riderと@rider2。", "ภาพ1@riderขี่@rider2"])
def test_a_name_that_follows_a_letter_is_bound_on_both_wires(text: str, wire: Wire) -> None:
    brief = parse({"scenario": "multi_image", "images": PICTURES, "prompt": text, "duration": 5})
    compiled = compile(brief, wire=wire)
    sent = str(compiled.body)
    for token in compiled.names.values():
        assert token in sent
    assert wire == "v2" or "@" not in compiled.body["prompt"]


def test_an_address_and_an_unknown_word_name_nothing() -> None:
    assert list(mentions("write to joe@rider.com or a@b", PICTURES)) == []
    assert [(m.name, m.word) for m in mentions("the @ryder waits", PICTURES)] == [(None, "ryder")]


@cases("words", ["图1里的人骑着图2里的马", "写真1の人が写真2の馬に乗る", "@riderขี่@rider2", "@rider가 @rider2를 탄다"])
def test_a_plan_binds_every_picture_and_sends_no_at_sign(words: str) -> None:
    made = plan(words, tuple(Asset("image", name, source=source) for name, source in PICTURES.items()))
    prompt = made.body["prompt"]
    assert "@" not in prompt
    assert "<<<image_1>>>" in prompt
    assert "<<<image_2>>>" in prompt
    assert not [note for note in made.notes if "no prompt names" in note]
