"""References as people write them: each is told, and proposed in the form that is read."""

from __future__ import annotations

from kling.api.patch import patched
from kling.rules import check
from kling.rules.examples import images
from tests.cases import cases

RIGHT = "The woman from <<<image_1>>> walks"


@cases(
    "written",
    [
        "@image",
        "@Image1",
        "@image_1",
        "@image 1",
        "@img1",
        "@photo",
        "@图1",
        "@图片1",
        "@圖1",
        "@图",
        "@画像1",
        "＜＜＜image_1＞＞＞",
        "＜＜＜image＿１＞＞＞",
        "《《《image_1》》》",
        "〈〈〈image_1〉〉〉",
        "«««image_1»»»",
        "≪≪image_1≫≫",
        "&lt;&lt;&lt;image_1&gt;&gt;&gt;",
        "&#60;&#60;&#60;image_1&#62;&#62;&#62;",
        "&LT;&LT;image_1&GT;&GT;",
        r"\u003c\u003c\u003cimage_1\u003e\u003e\u003e",
        "<<<image>>>",
        "<<<image_",
        "<<<image",
        "<<image_1>>",
        "<<<Image 1>>>",
        "{{image_1}}",
        "[image_1]",
        "[image 1]",
        "(image_1)",
        "$image_1",
        "＠image_1",
        "@image-1",
        "@ image_1",
        "<<<图1>>>",
        "［［image_1］］",
        "【image_1】",
        "「image_1」",
        "（image_1）",
        "【Image 1】",
        "@参考图1",
        "＠图",
    ],
)
@cases("frame", ["The woman from {} walks", "{} walks", "一个女人{}，走过"])
def test_a_reference_in_another_form_is_proposed_in_the_right_one(written: str, frame: str) -> None:
    body = images(None, prompt=frame.format(written))
    fixes = [d.fix for d in check(body) if d.code in ("P010", "P015") and d.fix]
    assert [patched(body, fix.patch)["prompt"] for fix in fixes] == [frame.format("<<<image_1>>>")]


def test_which_of_two_is_meant_is_not_guessed() -> None:
    found = [d for d in check(images(None, None, prompt="@image and @图2 walk")) if d.code == "P015"]
    assert [d.fix for d in found] == [None, None]
    assert found[0].help == "say which: <<<image_N>>>, N from 1"


@cases(
    "words",
    ["Write to me@photo.example", "a <b>bold</b> 《图书1》 title", "he reads 《image》 aloud", "3 << 4, R&D; @cat"],
)
def test_what_only_looks_like_one_is_left_alone(words: str) -> None:
    assert [d for d in check(images(None, prompt=words)) if d.code in ("P010", "P015")] == []
