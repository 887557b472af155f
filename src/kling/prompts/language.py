"""Which language words are written in: by script, and by common words where the script is Latin."""

# ruff: noqa: E501, SIM905  (lists of words read best as words)
from __future__ import annotations

from collections.abc import Mapping

from kling.lexicon.pattern import pattern

_SCRIPTS: Mapping[str, tuple[str, str]] = {
    "ja": ("\u3041", "\u30ff"),
    "ko": ("\uac00", "\ud7af"),
    "zh": ("\u3400", "\u9fff"),
    "ru": ("\u0400", "\u04ff"),
    "ar": ("\u0600", "\u06ff"),
    "hi": ("\u0900", "\u097f"),
    "th": ("\u0e00", "\u0e7f"),
}
"""The first and the last letter of a script that only one language here is written in; kana before Chinese characters,
which Japanese has, too."""
_WORD = pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTERS = (
    (pattern(r"[¿¡ñ]"), "es"),
    (pattern(r"[ãõ]"), "pt"),
    (pattern(r"[ßäöü]"), "de"),
    (pattern(r"[çêèœ]"), "fr"),
)
_ELISION = pattern(r"\b[cdjlmnqst]'(?=[aeiouéèêh])")
_COMMON: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "the a an is are was were i i'm you he she it we they this that of to in on with for and not my your do don't have "
        "be at me us what who will can let go come no yes here there all too so just it's you're from please make add remove change this shot seconds second his her their says over".split()
    ),
    "es": frozenset(
        "el la los las un una es son está estoy eres soy que qué de del en con para por y no mi tu su te me nos hay al se lo "
        "como cómo más muy hoy aquí ya sí esta este esto vamos quiero cuando una señor gracias hola bienvenido siempre todo "
        "vídeo foto haz cambia pon quita añade".split()
    ),
    "fr": frozenset(
        "le la les un une est sont je tu il elle nous vous que qui de du des en avec pour et ne pas mon ton son c'est j'ai "
        "l'eau bonjour merci oui non prêt vite venez très mais où à au aux ce cette suis viens d'accord voilà sous dans sur leur leurs pluie secondes traverse chez petit petite vieux vieille matin nuit".split()
    ),
    "de": frozenset(
        "der die das ein eine ist sind ich du er sie es wir ihr und nicht mit für auf von zu im den dem bin hast haben guten "
        "tag danke ja nein wo was wer komm bitte schön sehr auch noch ein eine einem einer eines sein seine seinem ihr ihre sekunden unter durch über alter alte am einen wird".split()
    ),
    "pt": frozenset(
        "o os as um uma é são eu você ele ela nós não com para por e do da dos das em no na meu minha obrigado olá bom dia sim "
        "muito aqui está vamos isso esta".split()
    ),
    "it": frozenset(
        "il lo gli un una è sono io tu lui lei noi non con per e di del della che mio mia ciao grazie sì buongiorno molto qui "
        "andiamo questo questa bene siamo".split()
    ),
}

_CODES: dict[str, list[str]] = {}
for _code, _words in _COMMON.items():
    for _word in _words:
        _CODES.setdefault(_word, []).append(_code)


def in_script(text: str, code: str) -> int:
    """How many letters of a language's own script stand in ``text``: kana for ja, Chinese characters for zh."""
    first, last = _SCRIPTS[code]
    return sum(first <= character <= last for character in text)


def language_of(text: str) -> str:
    """An ISO 639-1 code. Latin-script text without a telling word reads as English."""
    if not text.isascii():
        for code in _SCRIPTS:
            if in_script(text, code):
                return code
    lower = text.lower().replace("’", "'")
    scores = dict.fromkeys(_COMMON, 0)
    for word in _WORD.findall(lower):
        for code in _CODES.get(word, ()):
            scores[code] += 1
    if not text.isascii():
        for letters, code in _LETTERS:
            if letters.search(lower):
                scores[code] += 2
    if _ELISION.search(lower):
        scores["fr"] += 2
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return best if scores[best] > scores["en"] else "en"
