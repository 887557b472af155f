"""Nothing half is left of a request: brackets, quotation marks, labels, shots."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kling.planner.fidelity import balanced, unhurt, words
from kling.planner.plan import plan
from kling.planner.tables import table
from tests.cases import cases

SAID = {
    "en": ("8 seconds", "vertical", "Format", "an old potter wets her hands", "rain falls on the harbour"),
    "zh": ("8秒", "竖屏", "时长", "陶艺师打湿双手", "港口下着雨"),
    "ja": ("8秒", "縦型", "長さ", "陶芸家が手を濡らす", "港に雨が降る"),
    "es": ("8 segundos", "vertical", "Formato", "una alfarera moja sus manos", "llueve sobre el puerto"),
    "fr": ("8 secondes", "vertical", "Durée", "une potière mouille ses mains", "il pleut sur le port"),
    "de": ("8 Sekunden", "Hochformat", "Länge", "eine Töpferin macht die Hände nass", "es regnet am Hafen"),
    "pt": ("8 segundos", "vertical", "Formato", "uma ceramista molha as mãos", "chove no porto"),
    "it": ("8 secondi", "verticale", "Durata", "una vasaia bagna le mani", "piove sul porto"),
    "ko": ("8초", "세로", "길이", "도예가가 손을 적신다", "항구에 비가 내린다"),
    "ru": ("8 секунд", "вертикально", "Формат", "гончар мочит руки в воде", "над портом идёт дождь"),
    "hi": ("8 सेकंड", "वर्टिकल", "अवधि", "कुम्हार अपने हाथ भिगोता है", "बंदरगाह पर बारिश हो रही है"),
    "ar": ("8 ثوانٍ", "عمودي", "المدة", "يبلل الخزاف يديه بالماء", "يهطل المطر على الميناء"),
}
"""Of each language a length, a format, the name of a field, and two scenes."""
SHAPES = (
    "{a} ({s}) {b}", "{a} ({s}, {r}). {b}", "{a}, {s}, {b} ({r})", "({s}) {a}. {b}", "{a} ({b}, {s})",
    "{l}: {s}\n{a}\n{b}", "{a}. {l}: {s}", "{l}：{r}\n{l}：{s}\n{l}: {a}, {b}", "【{l}】{s}【{l}】{a}",
    "{l}: {s}. {a}. {b}.",
    "1. {a} ({s}) 2. {b}", "1) {a}\n2) {b} ({r})\n{s}", "- {a}\n- {b}\n- {a}, {b}\n{s}, {r}", "{a} → {b} → {a} ({s})",
    "{a} 🎬 {b} 🙂 {s}", "«{a}» {s}, {b}", "{a} \"{b}\" ({s})", "{s}: {a} [{r}] {b}", "0-4s: {a} (4-8s: {b})",
)  # fmt: skip


@settings(max_examples=120)
@given(st.sampled_from(sorted(SAID)), st.lists(st.sampled_from(SHAPES), min_size=1, max_size=2), st.booleans())
def test_nothing_half_is_left_of_a_request(language: str, shapes: list[str], turned: bool) -> None:
    s, r, label, a, b = SAID[language]
    a, b = (b, a) if turned else (a, b)
    text = "\n".join(shapes).format(s=s, r=r, l=label, a=a, b=b)
    for _, prompt in plan(text).shots:
        assert words(prompt), text
        assert balanced(prompt) or not balanced(text), (text, prompt)
        assert prompt.strip()[-1] not in ":：(（[【", (text, prompt)
        assert prompt.strip()[0] not in ")）]】,，、.。", (text, prompt)


@cases("language", SAID)
def test_the_settings_of_a_field_go_with_its_name_or_stay(language: str) -> None:
    s, _, label, a, b = SAID[language]
    prompt = plan(f"{label}: {s}\n{label}: {a}\n{b}").shots[0][1]
    assert (label in prompt.partition(a)[0]) == (f"{label}: {a}" in prompt)


@cases(
    ("text", "kept", "whole"),
    [
        ("a fox (8 s) runs", "a fox ( runs", False),
        ("a fox runs", "a fox runs", True),
        ("format: square, a fox", "format:\na fox", False),
        ("a fox with 8 s", "a fox with", False),
        ("【长さ】8秒 狐", "【长さ】", False),
    ],
)
def test_the_guard_sees_what_is_half(text: str, kept: str, whole: bool) -> None:
    assert unhurt(text, kept, table("en")) is whole


@cases(
    "text",
    [
        "아이가 연을 날리고, 8초. 강아지가 잔다.",
        "少女が振り返りながら、8秒。犬が眠る。",
        "Мальчик бежит, потому что, 8 секунд. Собака спит.",
        "लड़का दौड़ता है क्योंकि, 8 सेकंड। कुत्ता सोता है।",
        "الولد يركض لأن، 8 ثوان. الكلب نائم.",
    ],
)
def test_a_sentence_that_cannot_stand_alone_stays_whole(text: str) -> None:
    made = plan(text)
    assert made.shots[0][1].startswith(text[:18])
    assert any(eight in made.shots[0][1] for eight in ("8초", "8秒", "8 секунд", "8 सेकंड", "8 ثوان"))
    assert made.settings.asked == 8


@cases(
    ("text", "kept"),
    [
        ("Length: 10 seconds\nFormat: Instagram story\nContent: a barista pours milk", "Content: a barista pours milk"),
        ("尺：8秒\n比率：正方形\n内容：猫が眠る", "内容：猫が眠る"),
        ("Длительность: 7 секунд\nФормат: сторис\nСодержание: лиса спит", "Содержание: лиса спит"),
        ("A heron lifts off. Format: reel", "A heron lifts off."),
        ("A drummer on a roof. Music: no sound", "A drummer on a roof. Music: no sound"),
    ],
)
def test_a_field_goes_whole_or_stays_whole(text: str, kept: str) -> None:
    assert plan(text).shots[0][1] == kept
