"""Words of a wish rather than of a film: formats, and how seconds are shared out among shots."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompt.vocabulary.term import Term, Vocabulary

ASPECTS = Vocabulary(
    Term("16:9", "16:9", en="youtube|widescreen|wide screen|landscape format|landscape mode|in landscape|landscape video|landscape orientation|cinema format|for cinema|for tv|tv spot|tv ad|horizontal video|horizontal format|horizontally|in horizontal", zh="横屏|横版|宽屏|油管", ja="横長|横型|横向き|ワイド画面|ユーチューブ", es="horizontal|formato panorámico|apaisado|apaisada|pantalla ancha"),
    Term("9:16", "9:16", en="tiktok|tik tok|reels|reel|instagram reels|shorts|youtube shorts|instagram story|instagram stories|for stories|my story|snapchat|vertical video|vertical format|vertical clip|vertical|portrait mode|portrait format|portrait orientation|phone video|phone screen|for my phone|for phone|mobile format|status video", zh="竖屏|竖版|抖音|快手|视频号|手机屏幕|竖着", ja="縦型|縦長|縦向き|ティックトック|リール|ショート動画|スマホ用|縦動画|縦で", es="vertical|para el móvil|formato móvil|historia de instagram|historias|para stories|en vertical"),
    Term("1:1", "1:1", en="square|instagram feed|insta feed|instagram post|square format|square video", zh="方形|正方形|方图|方屏", ja="正方形|スクエア|真四角", es="cuadrado|cuadrada|formato cuadrado|feed de instagram"),
    but="square jaw|square handle|town square|city square|snowed-in square|market square|main square|times square|red square|square table|square window|square tower|square meter|square metre|square shoulders|moonlit square|public square|village square|the square|a square|square pattern|square box|square tile|square-|vertical garden|vertical wall|vertical lines|vertical stripes|horizontal stripes|horizontal line|horizontal flare|vertical farm|reel of|film reel|fishing reel|wide screen door|landscape painting|garments shorts|wearing shorts|denim shorts|in shorts|shorts and|red shorts|blue shorts|black shorts|white shorts|swim shorts|running shorts|plaza cuadrada|mesa cuadrada",
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
