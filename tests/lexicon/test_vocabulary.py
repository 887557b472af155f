"""Finding the words of film in twelve languages."""

from __future__ import annotations

from kling.lexicon import (
    ASPECTS,
    CAMERA_MOVES,
    DEPTH_OF_FIELD,
    LANGUAGES_OF_WORDS,
    LIGHTING,
    MUSIC_MOODS,
    PLACES,
    POSES,
    SFX,
    SHOT_SIZES,
    STYLES,
    THINGS,
    TIMES_OF_DAY,
    VOCABULARIES,
    WEATHER,
    Term,
    Vocabulary,
    table,
)
from tests.cases import cases


def ids(words: Vocabulary[Term], text: str) -> list[str]:
    return [match.term.id for match in words.find(text)]


@cases(
    ("text", "moves"),
    [
        ("Slow push-in that ends on her eyes.", ["dolly_in"]),
        ("The camera pushes in on the vase.", ["dolly_in"]),
        ("A nurse pushes in a cart.", []),
        ("The camera pans left, then pulls back.", ["pan_left", "dolly_out"]),
        ("He pulls back the curtain.", []),
        ("Panning slowly to the right across the bay", ["pan_right"]),
        ("The camera pans slowly left.", ["pan_left"]),
        ("Handheld, then locked-off tripod shot.", ["handheld", "static"]),
        ("A monk climbs toward the temple and moves around the bell.", []),
        ("缓慢推进，然后镜头环绕", ["dolly_in", "orbit"]),
        ("手持蜡烛的女孩", []),
        ("手持镜头跟拍", ["handheld", "tracking_side"]),
        ("トラックアップで顔に寄る", ["dolly_in"]),
        ("パンアップ", ["tilt_up"]),
        ("Órbita lenta a la derecha, cámara en mano", ["orbit_right", "handheld"]),
        ("camara fija", ["static"]),
    ],
)
def test_camera_moves_are_the_cameras(text: str, moves: list[str]) -> None:
    assert ids(CAMERA_MOVES, text) == moves


@cases(
    ("text", "sizes"),
    [
        ("EXTREME CLOSE-UP of an eye", ["extreme_close"]),
        ("extreme closeup", ["extreme_close"]),
        ("Medium close-up", ["medium_close"]),
        ("大特写", ["extreme_close"]),
        ("全景深", []),
        ("中近景，平视", ["medium_close"]),
        ("長い髪、顔のアップ", ["close_up"]),
        ("Primerísimo primer plano", ["extreme_close"]),
    ],
)
def test_the_longest_word_wins(text: str, sizes: list[str]) -> None:
    assert ids(SHOT_SIZES, text) == sizes


def test_words_are_whole_words() -> None:
    assert ids(WEATHER, "a train of brains in a drainpipe") == []
    assert ids(WEATHER, "it rains on the mistletoe") == ["light_rain"]


def test_spans_cover_the_words_as_written() -> None:
    text = "Blick: slow  PUSH-IN über Ägypten"
    (match,) = CAMERA_MOVES.find(text)
    assert text[match.start : match.end] == "PUSH-IN"


def test_letters_that_grow_when_lowered_do_not_shift_spans() -> None:
    text = "İİİ at dawn"
    (match,) = TIMES_OF_DAY.find(text)
    assert text[match.start : match.end] == "dawn"


def test_a_word_of_another_kind_does_not_count() -> None:
    assert ids(DEPTH_OF_FIELD, "全景深") == ["deep"]
    assert ids(STYLES, "a clay pot on a shelf") == []
    assert ids(ASPECTS, "a market square at noon") == []
    assert ids(ASPECTS, "a square video for TikTok") == ["1:1", "9:16"]


VERBS = ("actions", "changes", "edits", "gaits", "poses", "sensitive")


@cases("name", [name for name in VOCABULARIES if name not in ("undirected",)])
def test_every_word_finds_its_own_term(name: str) -> None:
    words = VOCABULARIES[name]
    for term in words:
        for language in LANGUAGES_OF_WORDS:
            for word in term.words(language):
                text = f"{word} これはそれで" if language == "ja" else word
                if ":" not in word and not (words.name in VERBS and len(word) == 1):  # ratios; stems need endings
                    assert [m.end for m in words.find(text) if m.start == 0] == [len(word)], f"{term.id}: {word}"


FILM = """speeds camera_moves shot_sizes angles lenses depth_of_field lighting light_sides times_of_day weather
    palettes atmospheres styles textures pacing transitions sfx ambience music_moods exclusions noises speech_verbs
    timbres emotions sequence"""


@cases("name", FILM.split())
def test_users_find_each_term_in_their_language(name: str) -> None:
    for term in VOCABULARIES[name]:
        for language in LANGUAGES_OF_WORDS:
            assert term.words(language), f"{term.id} has no word in {language}"


@cases(
    "text",
    [
        "Close-up of a keeper, backlight, the camera slowly pulls back",
        "守塔人的特写，逆光，镜头缓缓拉远",
        "灯台守のクローズアップ、逆光、カメラがゆっくり引いていく",
        "Primer plano del farero, contraluz, la cámara retrocede despacio",
        "Gros plan du gardien, contre-jour, la caméra recule lentement",
        "Großaufnahme des Wärters, Gegenlicht, die Kamera fährt langsam zurück",
        "Plano fechado no faroleiro, contraluz, a câmera recua devagar",
        "Primo piano del guardiano, controluce, la camera lentamente indietreggia",
        "등대지기 클로즈업, 역광, 카메라가 천천히 뒤로 물러난다",
        "Крупный план смотрителя, контровой свет, камера медленно отъезжает",
        "चौकीदार का क्लोज़-अप, बैकलाइट, कैमरा धीरे-धीरे पीछे हटता है।",
        "لقطة قريبة للحارس، إضاءة خلفية، الكاميرا تتراجع ببطء",
    ],
)
def test_a_shot_is_read_in_twelve_languages(text: str) -> None:
    found = [ids(words, text) for words in (SHOT_SIZES, LIGHTING, CAMERA_MOVES)]
    assert found == [["close_up"], ["backlight"], ["dolly_out"]]


@cases(
    ("words", "text"),
    [
        (MUSIC_MOODS, "Primo piano di una donna al secondo piano"),
        (TIMES_OF_DAY, "aurora borealis over the fjord"),
        (SFX, "Veux-tu me donner la main ?"),
        (SHOT_SIZES, "dans l'obscurité totale"),
        (LIGHTING, "eu falo depois"),
        (WEATHER, "그녀의 눈이 커진다"),
    ],
)
def test_a_word_of_one_language_is_not_found_in_another(words: Vocabulary[Term], text: str) -> None:
    assert ids(words, text) == []


def test_conflicting_moves_exist_and_oppose() -> None:
    for one, other in table("conflicts"):
        assert one in CAMERA_MOVES
        assert other in CAMERA_MOVES
        first, second = CAMERA_MOVES[one], CAMERA_MOVES[other]
        still = 1 if first.group == "zoom" else 0
        if first.group == second.group and first.rate:
            assert (first.rate > still) != (second.rate > still)


def test_moving_moves_have_numbers() -> None:
    for move in CAMERA_MOVES:
        assert move.moves == (move.rate != 0 or move.group == "follow"), move.id


def test_sounds_are_heard_in_every_language() -> None:
    assert ids(SFX, "Audio: footsteps, a door creaks") == ["footsteps", "door_creak"]
    assert ids(SFX, "声音：脚步声") == ["footsteps"]
    assert ids(SFX, "音：足音と雷鳴") == ["footsteps", "thunder"]
    assert ids(SFX, "Audio: pasos y truenos") == ["footsteps", "thunder"]


@cases(
    ("text", "found"),
    [
        ("a cat walks through a street in the rain at night", ["cat", "walk", "street", "light_rain", "night"]),
        ("夜，一只猫在雨中走过街道", ["cat", "walk", "street", "light_rain", "night"]),
        ("夜、雨の路地を猫が歩く", ["cat", "walk", "alley", "light_rain", "night"]),
        ("de noche un gato camina por la calle bajo la lluvia", ["cat", "walk", "street", "light_rain", "night"]),
        ("la nuit, un chaton marche dans une rue sous la pluie", ["cat", "walk", "street", "light_rain", "night"]),
        ("nachts geht eine Katze im Regen über die Straße", ["cat", "walk", "street", "light_rain", "night"]),
        ("um gatinho andando na rua na chuva, noite", ["cat", "walk", "street", "light_rain", "night"]),
        ("di notte un gattino cammina per strada sotto la pioggia", ["cat", "walk", "street", "light_rain", "night"]),
        ("밤, 비 오는 거리를 걷는 고양이", ["cat", "walk", "street", "light_rain", "night"]),
        ("ночью кот идёт по улице под дождём", ["cat", "walk", "street", "light_rain", "night"]),
        ("रात में बारिश में सड़क पर चलती बिल्ली", ["cat", "walk", "street", "light_rain", "night"]),
        ("قطة تمشي في الشارع تحت المطر ليلا", ["cat", "walk", "street", "light_rain", "night"]),
    ],
)
def test_a_stage_is_read_in_twelve_languages(text: str, found: list[str]) -> None:
    vocabularies: list[Vocabulary[Term]] = [THINGS, POSES, PLACES, WEATHER, TIMES_OF_DAY]
    assert [words.find(text)[0].term.id for words in vocabularies] == found


def test_a_single_character_counts_in_the_language_that_writes_it_so() -> None:
    assert ids(PLACES, "手机放在桌上") == []  # 机 is a desk in Japanese
    assert ids(PLACES, "机に向かう少年") == ["office"]
