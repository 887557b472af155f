"""What came of a production, as one HTML page beside the videos: every prompt, setting, cost and picture."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from urllib.parse import quote

from kling.api.price import dollars
from kling.media.sheet import sheet
from kling.productions.accounts import is_play
from kling.productions.chain import STAND_IN
from kling.productions.entries import Entry, FilmEntry
from kling.productions.files import Files
from kling.productions.joining import poster
from kling.productions.ledger import Ledger
from kling.productions.thumbnails import draw_thumbnail, thumbnail_of

NAME = "report.html"

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.5rem }
article { display: grid; grid-template-columns: 15rem 1fr; gap: 1rem; padding: 1rem 0; border-top: 1px solid #8884; }
img { width: 100%; height: auto; border-radius: 4px; } p { margin: .3rem 0; white-space: pre-wrap; }
.facts, .none { opacity: .7; font-size: .85rem; overflow-wrap: anywhere; } .bad { color: #c33; }
.sheet { max-width: 100%; margin-top: 1rem; }
@media (max-width: 40rem) { article { grid-template-columns: 1fr; } }
"""

_HIDDEN = ("prompt", "text", "shots", "callback_url", "external_task_id")


def write(ledger: Ledger, files: Files, production: str, folder: Path, title: str) -> Path:
    """Write the page, and for each film a poster and a contact sheet. Gives the page's path. Raises OSError."""
    entries, films = ledger.entries(production), ledger.films(production)
    parts = [_head(entries, title)]
    for film in films:
        parts.append(_film(film, [entry for entry in entries if entry.film == film.name], files, folder))
    parts += [_video(entry, files, folder) for entry in entries if entry.film is None]
    page, fresh = folder / NAME, files.part(".html")
    fresh.write_text("\n".join([*parts, "</body></html>\n"]), "utf-8")
    files.put(fresh, page, is_film=False)
    return page


def _head(entries: Sequence[Entry], title: str) -> str:
    estimate = sum((Decimal(entry.estimate or 0) for entry in entries if entry.task_id), Decimal(0))
    actual = sum((Decimal(entry.units or 0) for entry in entries), Decimal(0))
    here = sum(entry.state == "downloaded" for entry in entries)
    facts = f"{here} of {len(entries)} videos are here; estimated {estimate} units, charged {_money(actual)}"
    if any(entry.task_id for entry in entries) and all(is_play(entry.account) for entry in entries if entry.task_id):
        facts += " by a sandbox: nothing was paid"
    name = escape(title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><h1>{name}</h1><p class=facts>{facts}</p>"
    )


def pictures_of(film: Path) -> tuple[Path, Path]:
    """Where the poster and the contact sheet of a film are."""
    return film.with_name(f"{film.stem}-poster.jpg"), film.with_name(f"{film.stem}-frames.jpg")


def _film(film: FilmEntry, shots: Sequence[Entry], files: Files, folder: Path) -> str:
    path = Path(film.path)
    parts = [f"<h2>{escape(film.name)}</h2>"]
    charged = sum((Decimal(shot.units or 0) for shot in shots), Decimal(0))
    if film.state == "done" and path.is_file():
        draws: tuple[Callable[[Path, Path], object], ...] = (poster, sheet)
        for target, draw in zip(pictures_of(path), draws, strict=True):
            if not target.is_file() or target.stat().st_mtime < path.stat().st_mtime:
                fresh = files.part(".jpg")
                draw(path, fresh)
                files.put(fresh, target, is_film=False)
        parts.append(f'<p><a href="{_link(path, folder)}">{escape(path.name)}</a>, charged {_money(charged)}</p>')
        parts += [_image(image, folder, film.name, "sheet") for image in pictures_of(path)]
    else:
        parts.append(f"<p class=bad>not joined: {escape(film.reason or film.state)}</p>")
    return "\n".join([*parts, *(_video(shot, files, folder) for shot in shots)])


def _video(entry: Entry, files: Files, folder: Path) -> str:
    brief = json.loads(entry.brief)
    path = Path(entry.path)
    settings = ", ".join(
        f"{key}: {_of_previous(value, entry.previous)}"
        for key, value in brief.items()
        if key not in _HIDDEN and value not in ([], {}, None)
    )
    cost = f"estimated {entry.estimate or '?'}, charged {entry.units or '?'} units"
    ids = " · ".join(text for text in (entry.told, cost, entry.task_id or "", entry.external_id) if text)
    words = [f"{s['duration']} s  {s['prompt']}" for s in brief.get("shots") or ()]
    words = words or [str(brief.get("prompt") or brief.get("text") or "a recording")]
    small = thumbnail_of(path)
    is_here = entry.state == "downloaded"
    if is_here and path.is_file() and not small.is_file():  # a process ended before it had drawn it
        draw_thumbnail(files, path)
    has_picture = is_here and small.is_file()
    picture = _image(small, folder, entry.name) if has_picture else "<p class=none>no picture</p>"
    name = f'<a href="{_link(path, folder)}">{escape(entry.name)}</a>' if is_here else escape(entry.name)
    reason = f"<p class=bad>{escape(entry.reason)}</p>" if entry.reason else ""
    prompts = "".join(f"<p>{escape(text)}</p>" for text in words)
    return (
        f"<article><div>{picture}</div><div><strong>{name}</strong>{prompts}{reason}"
        f"<p class=facts>{escape(settings)}</p><p class=facts>{escape(ids)}</p></div></article>"
    )


def _image(path: Path, folder: Path, alt: str, kind: str = "") -> str:
    return f'<img class="{kind}" loading="lazy" alt="{escape(alt)}" src="{_link(path, folder)}">'


def _link(path: Path, folder: Path) -> str:
    return escape(quote(Path(os.path.relpath(path, folder)).as_posix()))


def _of_previous(value: object, previous: str | None) -> str:
    """A setting; what stands for a shot that did not exist yet is called by that shot's name."""
    given = isinstance(value, str) and value.startswith(STAND_IN)
    return f"from {previous}" if given else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)


def _money(units: Decimal) -> str:
    return f"{units.normalize():f} units (${dollars(units)})"
