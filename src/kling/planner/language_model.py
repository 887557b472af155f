"""The words of a plan, written by a language model that the user has. Settings stay those of the rules; the model gives
``{"prompt": …}`` or ``{"shots": […]}``. The guard and the rules judge it, and send it back at most twice."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kling.briefs.errors import BriefRefused
from kling.lexicon import table
from kling.media.address import is_url
from kling.models.profiles import DEFAULT, MODELS, Profile, model_of
from kling.planner.asset import Asset
from kling.planner.chat import REPAIRS, TIMEOUT, Chat, ModelFailed, document
from kling.planner.documents import Planned, names_of, plan
from kling.planner.fidelity import missing
from kling.planner.plan import Plan
from kling.planner.tables import DATA

THUMBNAIL = 384  # pixels of the longer side of a picture that is shown to the model


def write(
    words: str,
    given: tuple[Asset, ...] = (),
    *,
    model: str,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = TIMEOUT,
    profile: Profile = DEFAULT,
    folder: Path = Path(),
    mode: str | None = None,
    video_model: str = "",
) -> Planned:
    """The plan of a request in the words of ``model``. ``base_url`` and ``api_key`` say where it is, as
    :class:`Chat` has them. Raises ModelFailed, and what :func:`kling.planner.documents.plan` raises."""
    profile = model_of(video_model).at(profile)
    look: dict[str, Any] = {"profile": profile, "folder": folder, "mode": mode, "model": video_model}
    made = plan(words, given, **look).plan
    names = {token: f"@{name}" for token, name in names_of(made.settings.bindings).items()}
    count = len(made.told.texts)
    usable: list[Planned] = []

    def judge(answer: str) -> list[str]:
        texts = _texts(answer, made)
        if len(texts) != count:
            form = '{"prompt": "…"}' if count == 1 else f'{{"shots": ["…", …]}} with {count} texts'
            return [f"the answer holds {len(texts)} texts, {count} are asked for: answer with {form}"]
        if faults := _fact_faults(texts, made, names):
            return faults
        tokened = "\0".join(texts)
        for token, name in sorted(names.items(), key=lambda one: -len(one[1])):
            tokened = tokened.replace(name, token)
        try:
            usable.append(plan(words, given, **look, written=tokened.split("\0")))
        except BriefRefused as refused:
            return [f"{d.code}: {d.message}. {d.help}" for d in refused.diagnostics]
        return [f"{d.code}: {d.message}. {d.help}" for d in usable[-1].diagnostics if d.severity == "warning"]

    chat = Chat(model, timeout, base_url, api_key)
    faults = chat.settle(_question(words, made, names, folder, profile), _schema(made), judge)
    if not usable:
        raise ModelFailed(f"what it wrote was refused {REPAIRS + 1} times: {'; '.join(faults[:3])}")
    usable[-1].notes.insert(0, f"written by {model}; the settings are those of the rules")
    return usable[-1]


def _schema(made: Plan) -> dict[str, Any]:
    """The form of the answer: as many texts as there are shots."""
    text, count = {"type": "string"}, len(made.told.texts)
    shots = {"type": "array", "items": text, "minItems": count, "maxItems": count}
    properties: dict[str, Any] = {"shots": shots} if count > 1 else {"prompt": text}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _question(words: str, made: Plan, names: dict[str, str], folder: Path, profile: Profile) -> list[dict[str, Any]]:
    settings, told, many = made.settings, made.told, len(made.told.texts) > 1
    form = json.dumps(_schema(made)["properties"], ensure_ascii=False)
    most = profile.shot_prompt_max if many else profile.prompt_max
    practice = "\n".join(rule for rule, _ in table("practice").values())
    about = {"model": MODELS[profile.model].title, "form": form, "most": most, "practice": practice}
    instructions = (DATA / "instructions.txt").read_text("utf-8").format_map(about)
    sound, shape = "on" if settings.sound else "off", settings.aspect_ratio or "as given"
    lines = [f"Request: {words}", f"Scenario {settings.scenario}, sound {sound}, format {shape}."]
    if many:
        shots = enumerate(zip(told.seconds, told.texts, strict=False), 1)
        lines += ["Shots:", *(f"{n}. {s} s{'' if told.same else f': {words}'}" for n, (s, words) in shots)]
    elif told.seconds[0]:
        lines.append(f"One take of {told.seconds[0]} s.")
    uses = {"end_frame": "last frame", "first_frame": "first frame", "feature": "clip to borrow from", "edit": "clip"}
    held = (f"- {names[b.token]}: {uses.get(b.use, b.asset.kind)}" for b in settings.bindings)
    text = "\n".join([*lines, "Assets:" if names else "Assets: none", *held])
    pictures = [
        {"type": "image_url", "image_url": {"url": url}}
        for b in settings.bindings
        if b.asset.kind == "image" and (url := _picture(b.asset.source, folder))
    ]
    asked: object = [{"type": "text", "text": text}, *pictures] if pictures else text
    return [{"role": "system", "content": instructions}, {"role": "user", "content": asked}]


def _picture(source: str, folder: Path) -> str:
    """A small copy of a local picture as a data URL, the address of one that is on the web; empty where neither is."""
    if is_url(source):
        return source
    try:
        from PIL import Image

        with Image.open(folder / source) as image:
            small = image.convert("RGB")
            small.thumbnail((THUMBNAIL, THUMBNAIL))
            held = io.BytesIO()
            small.save(held, "JPEG", quality=80)
    except (OSError, ValueError):
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(held.getvalue()).decode()}"


def _texts(answer: str, made: Plan) -> list[str]:
    """The prompts in an answer; none where it has no such object."""
    found = document(answer)
    parts = shots if isinstance(shots := found.get("shots"), list) and len(made.told.texts) > 1 else [found]
    texts = [one.get("prompt") if isinstance(one, dict) else one for one in parts]
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]


def _fact_faults(texts: Sequence[str], made: Plan, names: dict[str, str]) -> list[str]:
    """What of the request is not in the texts: its words, and its quotations letter by letter."""
    request = made.request
    spoken = [request.text[start + 1 : end - 1].strip() for start, end in request.quotes]
    faults = [f"quote “{line}” exactly as in the request" for line in spoken if line not in "\n".join(texts)]
    given = [name.lstrip("@").replace("_", " ") for name in names.values()]
    empty = request.table.function | request.table.glue
    lost = [word for word in missing(request.text, [*texts, *made.removed, *given]) if word not in empty]
    said = f"these words of the request are missing: {', '.join(dict.fromkeys(lost))}"
    return [*faults, said] if lost else faults
