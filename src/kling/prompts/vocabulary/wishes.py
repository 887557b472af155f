"""Words of a wish rather than of a film: formats, and how seconds are shared out among shots."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompts.vocabulary.term import Term, Vocabulary

ASPECTS = Vocabulary(
    Term("16:9", "16:9", en="youtube|youtube video|widescreen|landscape format|landscape mode|in landscape|landscape video|landscape orientation|cinema format|for cinema|for tv|tv spot|tv ad|horizontal video|horizontal format|horizontal clip|in horizontal|format horizontal|format paysage|querformat|im querformat", zh="横屏|横版|宽屏|油管", ja="横長|横型|横向き|横画面|ワイド画面|ユーチューブ", es="vídeo horizontal|video horizontal|formato horizontal|en horizontal|formato panorámico|apaisado|apaisada|pantalla ancha"),
    Term("9:16", "9:16", en="tiktok|tik tok|reels|instagram reel|instagram reels|youtube shorts|for shorts|instagram story|instagram stories|for stories|insta story|snapchat|vertical video|vertical format|vertical clip|vertical ad|vertical phone|vertical orientation|vertical version|vertical short|in vertical|format vertical|hochformat|im hochformat|format portrait|portrait mode|portrait format|portrait orientation|portrait video|in portrait|phone wallpaper|lock screen|phone video|phone screen|for my phone|mobile format|status video", zh="竖屏|竖版|抖音|快手|视频号|手机屏幕|竖着", ja="縦型|縦長|縦向き|縦画面|ティックトック|リール動画|リール用|リール向け|ショート用|ストーリーズ用|インスタのリール|ショート動画|スマホ用|縦動画", es="vídeo vertical|video vertical|formato vertical|en vertical|anuncio vertical|clip vertical|para el móvil|formato móvil|historia de instagram|historias de instagram|para stories"),
    Term("1:1", "1:1", en="square video|square format|square clip|square ad|square post|square crop|square aspect|square ratio|square version|format carré|quadratisch|im quadrat|instagram feed|insta feed|instagram post", zh="方形视频|正方形视频|方形画幅|正方形画幅|方图|方屏|方形广告|方形画面|正方形画面|方形构图|正方形构图", ja="正方形の動画|正方形で|正方形動画|スクエア動画|スクエア|真四角の動画", es="anuncio cuadrado|vídeo cuadrado|video cuadrado|formato cuadrado|clip cuadrado|en cuadrado|feed de instagram"),
    but="landscape painting",
)  # fmt: skip
"""Words that ask for an aspect ratio; each term's id is the ratio."""

PACING_TABLE: dict[int, dict[int, tuple[int, ...]]] = {
    3: {1: (3,), 2: (1, 2)},
    4: {1: (4,), 2: (2, 2)},
    5: {1: (5,), 2: (2, 3), 3: (1, 2, 2)},
    6: {1: (6,), 2: (3, 3), 3: (2, 2, 2)},
    8: {1: (8,), 2: (3, 5), 3: (2, 3, 3), 4: (2, 2, 2, 2)},
    10: {1: (10,), 2: (4, 6), 3: (3, 4, 3), 4: (2, 3, 3, 2), 5: (2, 2, 2, 2, 2)},
    12: {1: (12,), 2: (5, 7), 3: (4, 4, 4), 4: (3, 3, 3, 3), 5: (2, 3, 3, 2, 2), 6: (2, 2, 2, 2, 2, 2)},
    15: {1: (15,), 2: (7, 8), 3: (5, 5, 5), 4: (4, 4, 4, 3), 5: (3, 3, 3, 3, 3), 6: (2, 3, 3, 2, 3, 2)},
}
"""Seconds of each shot, by total seconds and number of shots."""


def pace(seconds: int, shots: int) -> tuple[int, ...]:
    """Whole seconds for each of ``shots`` shots that add up to ``seconds``: from the table where it has the pair, else
    shared evenly with the remainder on the last shots. Each shot gets at least one second; ValueError if it cannot."""
    if shots < 1 or seconds < shots:
        raise ValueError(f"{seconds} s cannot be shared among {shots} shots of at least one second")
    known = PACING_TABLE.get(seconds, {}).get(shots)
    if known:
        return known
    each, rest = divmod(seconds, shots)
    return tuple(each + (1 if n >= shots - rest else 0) for n in range(shots))
