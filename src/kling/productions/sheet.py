"""``chain: sheet``: the next shot is given a sheet of the shot before as a reference picture.

The sheet shows six moments of the clip, the first and the last among them, with nothing written on it. What it is for
is said in the prompt where that does not name it: a picture without a role may be drawn as it is (VP: name each
reference's role).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kling.briefs.model import SCENARIOS
from kling.prompts.language import language_of

NAME = "sheet"
"""What prompts call it: ``@sheet``."""

MOMENTS = 6
_SIDE = 480  # pixels of the shorter side of a picture on the sheet
_GAP = 8

ROLE = {
    "en": "@sheet shows moments of the shot before: keep its people, clothes, place and light; never show the sheet.",
    "zh": "@sheet 是上一个镜头的画面：人物、服装、地点和光线保持一致，画面中不出现这张图。",
    "ja": "@sheet は前のショットの場面です。人物、服装、場所、光を同じに保ち、この図は画面に出しません。",
    "ko": "@sheet 는 앞 숏의 장면입니다. 인물, 의상, 장소, 빛을 그대로 유지하고 이 그림은 화면에 나오지 않습니다.",
    "es": "@sheet muestra la toma anterior: mantén personas, ropa, lugar y luz; la hoja nunca aparece en la imagen.",
    "fr": "@sheet montre le plan précédent : garde personnes, vêtements, lieu, lumière ; la planche reste hors champ.",
    "de": "@sheet zeigt die Einstellung davor: Personen, Kleidung, Ort und Licht bleiben; das Blatt ist nie im Bild.",
    "it": "@sheet mostra l'inquadratura precedente: mantieni persone, abiti, luogo e luce; il foglio non si vede mai.",
    "pt": "@sheet mostra a tomada anterior: mantenha pessoas, roupas, lugar e luz; a folha nunca aparece na imagem.",
    "ru": "@sheet показывает предыдущий план: сохрани людей, одежду, место и свет; самого листа в кадре нет.",
}
"""What the prompt says of the sheet, by the language of the prompt; in English for any other."""


class NoPlace(ValueError):
    """A shot that cannot be given a sheet: the code of the fault, what to do, and the field that it is about."""

    def __init__(self, code: str, message: str, help: str, field: str) -> None:
        super().__init__(message)
        self.code, self.help, self.field = code, help, field


def with_sheet(fields: Mapping[str, Any], defaults: Mapping[str, Any], source: str) -> dict[str, Any]:
    """A shot's fields with ``source`` as the reference picture ``sheet``, its role said in the (first) prompt. Of the
    ``defaults`` the pictures and elements stay beside it, and the scenario where it takes pictures. Raises NoPlace."""
    own, usual = fields.get("scenario"), defaults.get("scenario")
    takes = {name for name, scenario in SCENARIOS.items() if "images" in scenario.model_fields}
    if isinstance(own, str) and own in SCENARIOS and own not in takes:
        help = f"leave scenario out, or choose {', '.join(sorted(takes))}"
        raise NoPlace("S5", f"a {own} film takes no picture of the shot before", help, "scenario")
    held = {name: value for name, value in defaults.items() if name in ("images", "elements")}
    fields = {"scenario": usual if usual in takes else "multi_image", **held, **fields}
    given = fields.get("images")
    listed = [given] if isinstance(given, str) else given if isinstance(given, list) else None
    images = dict(given) if isinstance(given, Mapping) else _named(listed or [])
    elements = fields.get("elements")
    if NAME in images or (isinstance(elements, Mapping) and NAME in elements):
        help = "call it something else: sheet is the picture of the shot before"
        raise NoPlace("S9", "two things are called sheet", help, "images")
    made = {**fields, "images": {**images, NAME: source}}
    shots = made.get("shots")
    if isinstance(shots, list) and shots and isinstance(shots[0], Mapping):
        made["shots"] = [_told(shots[0], shots), *shots[1:]]
        return made
    return _told(made, [made])


def _named(images: list[Any]) -> dict[str, Any]:
    """Pictures of a list by the names that a brief gives them; an asset keeps its own."""
    return {
        item[1:] if isinstance(item, str) and item.startswith("@") else f"image_{n}": item
        for n, item in enumerate(images, 1)
    }


def _told(holder: Mapping[str, Any], prompts: list[Any]) -> dict[str, Any]:
    text = holder.get("prompt")
    texts = [one.get("prompt") for one in prompts if isinstance(one, Mapping)]
    if not isinstance(text, str) or not text.strip() or any(isinstance(t, str) and f"@{NAME}" in t for t in texts):
        return dict(holder)
    language = language_of(text)
    role, stop = ROLE.get(language, ROLE["en"]), "。" if language in ("zh", "ja") else "."
    end = "" if text.rstrip()[-1] in '.!?。！？"”」' else stop
    return {**holder, "prompt": f"{text.rstrip()}{end} {role}"}


def draw(clip: Path, out: Path) -> Path:
    """The sheet of a clip, as a JPEG at ``out``. Raises JoinError."""
    from PIL import Image

    from kling.productions.joining import picture_at, saved

    moments = [picture_at(clip, n / (MOMENTS - 1)) for n in range(MOMENTS)]
    for moment in moments:
        scale = _SIDE / min(moment.size)
        moment.thumbnail((round(moment.width * scale), round(moment.height * scale)))
    wide, high = moments[0].size
    columns = 2 if wide > high else 3  # so that the whole is no wider than a picture may be
    rows = MOMENTS // columns
    sheet = Image.new("RGB", (columns * (wide + _GAP) - _GAP, rows * (high + _GAP) - _GAP))
    for n, moment in enumerate(moments):
        sheet.paste(moment, (n % columns * (wide + _GAP), n // columns * (high + _GAP)))
    saved(sheet, out)
    return out
