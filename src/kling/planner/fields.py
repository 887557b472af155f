"""Settings as programs write them: in JSON, as ``key=value``, as options of a command; tables; seconds by sign."""

import json
from contextlib import suppress
from typing import Any

from kling.lexicon.pattern import pattern, phrases
from kling.prompts import quotes

_FENCE, _INNER = pattern(r"```\w*[ \t]*\n?"), pattern(r"\"\w+\"\s*:\s*\{([^{}]*)\}")
_DOT, _KEY, _VALUE = pattern(" ?[・·･+＋] ?"), pattern(r"([{,]\s*)['\"]?(\w+)['\"]?\s*:"), pattern(r":\s*'([^'\n]*)'")
_ROWS, _TWO, _PAIR, _NEXT, _LAST = (phrases(f"written_{one}") for one in ("rows", "two", "pair", "next", "last"))
_FIGURE, _UNWANTED, _PROMPT = (phrases(f"written_{one}") for one in ("figure", "unwanted", "prompt"))
_ITEM, _NESTED, _TABLE, _ROW = (phrases(f"written_{one}") for one in ("item", "nested", "table", "row"))
_DOTTED, _ITEMS, _MARK, _LINE, _LABEL = map(phrases, ("dotted_list", "items", "item_lead", "label_row", "label_next"))
_BAR, _SIGNED, _CLOCK = pattern(r"(?<=\S)[|\t](?=\S)"), phrases("seconds_signed"), phrases("written_clock", 0)


def spelled(text: str) -> str:
    """``text`` with JSON as lines, pairs with colons, a prompt without marks, and a line below the heads of a table."""
    text, items = _ITEM.subn(r"(\3\4 s) \1\2\5\6", _FENCE.sub("", text))
    text = _TABLE.sub(lambda m: _ROW.sub(r"(\2 s) \1\3", m[1]), _NESTED.sub("", text) if items else text)
    text = _CLOCK.sub(lambda m: f"{m[1] or ''}{int(m[2] or m[3])} s", text)
    start, end = text.find("{"), text.rfind("}") + 1
    for written in (text[start:end], _VALUE.sub(r': "\1"', _KEY.sub(r'\1"\2":', text[start:end]))):
        with suppress(ValueError, KeyError, TypeError):
            held = json.loads(_INNER.sub(r"\1", written))
            if not any(isinstance(value, dict) for value in held.values()):
                keys = sorted(held, key=lambda key: "prompt" in key or "shots" in key)
                lines = (line for key in keys for line in _lines(key, held[key]))
                return "\n".join(filter(None, (text[:start].strip(), *lines, text[end:].strip())))
    text = _DOTTED.sub(lambda m: _DOT.sub(" · ", m[0]), text) if _DOT.search(text) else text  # "縦・8秒・音あり"
    text = _ITEMS.sub(lambda m: _MARK.sub(lambda k: ", " if k[1] is None else k[1], m[0].lstrip()), text)
    text = _LINE.sub(lambda m: _LABEL.sub(", ", m[0]), text)  # "length:8s format:square"
    text = _ROWS.sub(r"\1\n|---|\n", _BAR.sub(" | ", _TWO.sub(r"\1: \2", text)))
    if len(_PAIR.findall(text := _FIGURE.sub(r"\1\2", text))) > 1:
        text = _NEXT.sub(r"\1, ", _LAST.sub(r"\1, ", text))
        text = _PAIR.sub(lambda m: ("：" if "\u3000" < text[m.start() - 1] < "\ua000" else ": ") + (m[2] or ""), text)
    text = _PROMPT.sub(r"\1\n\2", _UNWANTED.sub(r"\nnegative_prompt: \1", text))
    closed = {end for start, end in quotes.spans(text) if not text[start - 1 : start].isdigit()}
    return _SIGNED.sub(lambda m: m[0] if m.end() in closed else f"{m[1]}{m[2]} s", text)


def _lines(key: str, value: Any) -> list[str]:
    """A key and its value; of a list of shots each with its seconds and its prompt (KeyError for other lists)."""
    if not isinstance(value, list):
        return [f"{key}: {value}"]
    told = (f": {one}" if isinstance(one, str) else f" ({one['duration']} s): {one['prompt']}" for one in value)
    return [f"shot {n}{one}" for n, one in enumerate(told, 1)]
