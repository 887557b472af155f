"""Kinds of requests that plans once got wrong."""

from kling.planner import documents
from kling.planner.asset import Asset
from kling.planner.plan import plan
from tests.cases import cases

CLIP = (Asset("video"),)


@cases(
    "text",
    [
        "paint the boat red, original sound off",
        "paint the boat red and mute the clip's own sound",
        "male das Boot rot an, Originalton aus",
        "перекрась лодку в красный, оригинальный звук выключи",
        "cambia el barco a rojo, audio original apagado",
        "rends le bateau rouge, son d'origine coupé",
        "把船改成红色，原声关掉",
        "船を赤に変えて、元の音はオフ",
        "배를 빨간색으로 바꿔줘, 원본 소리는 꺼줘",
        "pinte o barco de vermelho, som original desligado",
        "cambia il colore della barca in rosso, audio originale spento",
        "غير لون القارب إلى الأحمر، الصوت الأصلي مكتوم",
        "नाव को लाल कर दो, मूल आवाज़ बंद",
        "paint the boat red, no need to keep the audio",
    ],
)
def test_the_sound_of_a_clip_that_is_switched_off_is_not_kept(text: str) -> None:
    assert plan(text, (Asset("video"),)).settings.keep_original_sound is False


@cases(
    "text",
    [
        "A candle burns 12 seconds. The length of the video is 6 seconds with rain.",
        "Una vela arde 12 segundos. Duración del vídeo 6 segundos con lluvia.",
        "Une bougie brûle 12 secondes. Durée de la vidéo 6 secondes avec la pluie.",
        "Eine Kerze brennt 12 Sekunden. Länge des Videos 6 Sekunden mit Regen.",
        "Uma vela queima 12 segundos. Duração do vídeo 6 segundos com chuva.",
        "Una candela brucia 12 secondi. Durata del video 6 secondi con pioggia.",
        "Свеча горит 12 секунд. Длительность ролика 6 секунд с дождём.",
        "ろうそくが12秒燃える。動画の長さは6秒で雨音つき。",
        "蜡烛数到十二秒时熄灭，六秒钟就够",
        "촛불이 12초 동안 탄다. 영상 길이 6초 정도로 빗소리와 함께.",
        "मोमबत्ती 12 सेकंड जलती है। वीडियो की लंबाई 6 सेकंड बारिश के साथ।",
        "تحترق شمعة 12 ثانية. مدة الفيديو 6 ثوانٍ مع المطر.",
    ],
)
def test_the_length_of_the_video_goes_before_one_of_the_scene(text: str) -> None:
    assert plan(text).settings.duration == 6


@cases(
    ("text", "kept"),
    [
        ("Remove the sign in this clip. Original audio: off.", False),
        ("Enlève le panneau dans ce clip. Son d'origine : coupé.", False),
        ("Entferne das Schild im Clip. Originalton: weg.", False),
        ("Quita el cartel del clip. El audio original, fuera.", False),
        ("Убери вывеску в ролике. Оригинальный звук: нет.", False),
        ("去掉视频里的招牌。原声：不要。", False),
        ("動画の看板を消して。元の音：なし", False),
        ("去掉视频里的招牌，原来的声音也不要了", False),
        ("Remove the sign in this clip. Original audio, no music.", True),
        ("Entferne das Schild im Clip. Originalton, keine Musik.", True),
    ],
)
def test_a_sound_that_is_a_label_goes_by_its_value(text: str, kept: bool) -> None:
    made = plan(text, (Asset("video"),))
    assert made.settings.keep_original_sound is kept
    assert "fuera" not in made.shots[0][1]
    assert "weg" not in made.shots[0][1]


@cases("style", ["estilo anime", "en style anime", "in stile anime"])
def test_anime_as_a_style_brings_no_picture_to_life(style: str) -> None:
    assert plan(f"@Nina surfando, {style}, vertical", (Asset("image", "Nina"),)).settings.scenario == "multi_image"


def test_no_and_is_left_before_finally_in_spanish() -> None:
    made = plan("Primero la abuela amasa, luego la mete al horno, y por último todos la parten. Tres planos")
    assert [text.rstrip(".") for _, text in made.shots][1] == "la mete al horno"


def test_seconds_of_each_of_so_many_shots_are_those_of_all_in_arabic() -> None:
    made = plan("أربع لقطات، كل واحدة 3 ثوانٍ: القطار يصل؛ الطفل ينزل؛ الأم تبتسم؛ المطر يبدأ")
    assert [seconds for seconds, _ in made.shots] == [3, 3, 3, 3]


@cases("text", ["a 2-minute speech by a robot mayor", "a cook times a 3-minute egg", "a 5 minute walk"])
def test_minutes_of_a_thing_are_no_length(text: str) -> None:
    assert plan(text).settings.asked is None


def test_minutes_of_a_film_are_its_length() -> None:
    assert plan("a 2-minute film about a robot mayor").settings.asked == 120


@cases(
    ("text", "said"),
    [
        (
            "1. A boy finds a kite. 2. He runs uphill. 3. The kite flies. All of it in watercolour.",
            "All of it in water",
        ),
        ("1. A boy finds a kite. 2. He runs uphill. 3. It flies. Everything in black and white.", "black and white"),
        ("1. Ein Junge findet einen Drachen. 2. Er rennt los. 3. Er fliegt. Alles im Stil von Aquarell.", "Alles im"),
        ("1. Un niño halla una cometa. 2. Corre. 3. La cometa vuela. Todo en acuarela.", "Todo en"),
        ("1. Un enfant trouve un cerf-volant. 2. Il court. 3. Il vole. Tout en aquarelle.", "Tout en"),
        ("1. Мальчик находит змея. 2. Он бежит. 3. Змей летит. Всё в стиле акварели.", "Всё в"),
        ("1. 男孩捡到风筝。2. 他跑上山。3. 风筝飞起来。全部用水彩风格。", "全部用"),
    ],
)
def test_what_is_said_of_all_at_the_end_stands_in_every_shot(text: str, said: str) -> None:
    prompts = [shot for _, shot in plan(text).shots]
    assert len(prompts) == 3
    assert all(said in prompt for prompt in prompts)


def test_numbers_after_the_names_of_pictures_are_no_list() -> None:
    made = plan("Mia (1) and Leo (2) dance in the rain, 9:16", (Asset("image", "Mia"), Asset("image", "Leo")))
    assert len(made.shots) == 1
    assert made.settings.aspect_ratio == "9:16"


def test_beats_between_signs_are_shots() -> None:
    assert len(plan("a boy picks up a kite > he runs up the hill > the kite climbs away").shots) == 3


@cases("count", ["3", "３", "三"])
def test_lines_below_a_lead_that_counts_them_are_shots(count: str) -> None:
    made = plan(f"{count}个镜头：\n- 男孩捡到风筝\n- 他跑上山坡\n- 风筝飞向天空")
    assert len(made.shots) == 3
    assert not any("镜头" in text for _, text in made.shots)


@cases(
    "text",
    ["a fox (red, 8 seconds, vertical) runs", "a fox runs (5 s, then it sleeps)", "狐狸奔跑（8秒，竖屏，红色）在雪地"],
)
def test_no_bracket_is_left_alone(text: str) -> None:
    for _, prompt in plan(text).shots:
        assert prompt.count("(") == prompt.count(")")
        assert prompt.count("（") == prompt.count("）")


@cases("text", ["the camera pulls out from a lighthouse", "a lighthouse, locked-off shot", "固定机位拍灯塔"])
def test_no_camera_is_suggested_where_the_request_has_one(text: str) -> None:
    assert not [one for one in plan(text).suggestions if one.slot == "camera"]


@cases(
    "text",
    [
        "cheapest possible please: {}, 5 s. I'll add my own music later.",
        "三个版本让我挑：{}，5秒。先报个价。配乐我后期自己加。",
        "一番安いモードでお願いします。{}。5秒。BGMはあとで自分で付けます。",
        "Lo más barato posible: {}, 5 s. La música la pongo yo después.",
        "Fais-moi trois versions : {}. 5 s. Je mettrai ma propre musique.",
        "Sag mir erst, was es kostet. {}. 5 s. Musik kommt später von uns.",
        "Quero três versões: {}. 5 s. A trilha eu coloco depois.",
        "La versione più economica: {}, 5 s. La musica la metto io dopo.",
        "세 가지 버전으로 만들어 줘: {}. 5초. 음악은 나중에 제가 넣을게요.",
        "Сначала скажи, сколько это стоит. {}. 5 с. Музыку наложу потом сам.",
        "पहले दाम बताओ। {}। 5 सेकंड। संगीत मैं बाद में खुद डालूँगा।",
        "أريد ثلاث نسخ: {}. 5 ثوان. الموسيقى سأضيفها لاحقا بنفسي.",
    ],
)
def test_requests_to_the_maker_are_taken_out_whole(text: str) -> None:
    made = plan(text.format("Kaya 7"))
    assert made.shots[0][1].strip(".。।，,") == "Kaya 7"
    assert made.settings.sound is False


@cases(
    "text",
    ["{} in image 1 and image 2", "La {} de la imagen 1 sobre la mesa de la imagen 2", "Der {} aus Bild 1 in Bild 2"],
)
def test_pictures_told_by_number_are_no_shots_and_no_frames(text: str) -> None:
    made = plan(text.format("cup"), (Asset("image"), Asset("image")))
    assert (made.settings.scenario, len(made.shots)) == ("multi_image", 1)


@cases(
    ("text", "header"),
    [
        ("Guion:\n- Plano 1 (4 s): un faro.\n- Plano 2 (4 s): el farero baja.", "un faro"),
    ],
)
def test_no_shot_begins_with_a_length_or_a_label(text: str, header: str) -> None:
    made = plan(text)
    assert made.shots[0][1].startswith(header)
    assert not any("-" in words or "—" in words for _, words in made.shots)


@cases(
    "text",
    [
        "INT. DINER - NIGHT\n\nWAITRESS\nYou're not from around here.\n\nTRUCKER\nNobody is.",
        "민수: 너 또 늦었네.\n지영: 버스가 안 왔어.\n좁은 골목",
        "राहुल: तुम फिर देर से आई।\nसीमा: ट्रैफिक था।\nछत पर शाम",
        "سارة: هل نسيت الموعد؟\nكريم: لا، نسيت الطريق.\nشرفة",
        '"Fica", ela diz. Ele solta a mala.',
        "«Chi ha spento la luce?» chiede il nonno.",
    ],
)
def test_lines_of_scripts_and_lines_told_after_are_heard(text: str) -> None:
    made = plan(text)
    assert made.settings.sound
    assert not made.added


@cases(("mode", "planned"), [(None, "std"), ("pro", "pro")])
def test_the_cheapest_is_the_cheapest_mode_unless_one_is_given(mode: str | None, planned: str) -> None:
    assert documents.plan("cheapest possible: a fox in snow, 5 s", mode=mode).document["mode"] == planned


@cases(
    ("text", "shots"),
    [
        ("**Shot 1 (4s):** A moth lands.\n**Shot 2 (5s):** It leaves.\n**Style:** warm oranges", [4, 5]),
        ("**镜头1（4秒）：** 掌柜推开门\n**镜头2（5秒）：** 铜壶倒茶\n**风格：** 水墨", [4, 5]),
        ("Shot 1/2: Dawn over rice terraces.\nShot 2/2: Bare feet in mud.\n10 seconds", [4, 6]),
        ("We open on a chess board. Cut to: a trembling hand. Cut to: the king falls. 6 s", [2, 2, 2]),
        ("3カット、各3秒：生地を叩きつける／麺を伸ばす／湯気の立つ一杯。", [3, 3, 3]),
    ],
)
def test_shots_are_told_by_any_marks_and_none_of_these_stays(text: str, shots: list[int]) -> None:
    made = plan(text)
    assert [seconds for seconds, _ in made.shots] == shots
    assert not any(mark in words for _, words in made.shots for mark in ("*", "/2", "Cut to", "／", ": :"))


def test_settings_that_blanks_set_off_are_taken_out_of_chinese() -> None:
    assert plan("一只猫跳下窗台。10s 横屏 不要旁白").shots[0][1] == "一只猫跳下窗台。不要旁白"


def test_a_negative_list_that_opens_a_chinese_text_ends_with_its_sentence() -> None:
    made = plan("负面提示：模糊、水印。陶艺师的手，5秒")
    assert made.shots[0][1] == "陶艺师的手"
    assert any("“负面提示：模糊、水印”" in note for note in made.notes)


@cases(
    ("text", "sound"),
    [
        ("「おつかれさま」と黒板に書かれる", False),
        ("立ち上がって「行こう」と手を差し出す少年", True),
        ('Paca chilla "¡Que no!"', True),
    ],
)
def test_what_is_written_is_silent_and_what_is_exclaimed_is_heard(text: str, sound: bool) -> None:
    assert plan(text).settings.sound is sound


@cases(
    "text",
    [
        "She waves hello. They say thanks",
        "un vieux monsieur dit salut",
        "她轻声感谢。店员笑着回答你好",
        "sie nickt und sagt danke",
        "a drone shot, we rise from a lonely tent",
        "quita a los turistas pero no toques el sonido ni nada más",
    ],
)
def test_greetings_and_shots_that_are_shown_stay(text: str) -> None:
    assert plan(text).shots[0][1] == text


@cases(
    "text",
    [
        "Fünfzehn Sekunden, zwei Einstellungen: Schuhe binden, über die Brücke. Querformat, wuchtige Trommeln",
        "15초, 두 컷: 운동화 끈을 묶는다, 다리를 건넌다. 가로, 강한 드럼",
        "15秒、2カット：靴紐を結ぶ、橋を渡る。横長、激しいドラム",
    ],
)
def test_an_instrument_in_a_clause_of_its_own_is_heard_in_every_shot(text: str) -> None:
    made = plan(text)
    assert made.settings.sound
    assert len(made.shots) == 2
    assert all(words.endswith(text[-3:]) for _, words in made.shots)


@cases("text", ["the cheapest diner in town at night, rain", "two versions of the same room, day and night"])
def test_what_a_scene_shows_is_no_request_to_the_maker(text: str) -> None:
    made = documents.plan(text)
    assert made.document["prompt"] == text
    assert made.document["mode"] == "pro"
    assert not any("take" in note for note in made.notes)


@cases(
    ("text", "said"),
    [
        ("Shot one: a key turns. Shot two: a door opens. All very dark, handheld. 9s 9:16", "All very dark, handheld."),
        (
            "Plan 1 : une clé tourne. Plan 2 : une porte s'ouvre. Le tout très sombre. 9 s, vertical",
            "Le tout très sombre.",
        ),
        ("• Поезд останавливается — 4 с\n• Двери закрываются — 5 с\n• Никого — 3 с", ""),
        ("镜头一：钥匙转动。镜头二：门开了。整体很暗，手持。9秒，竖屏", "整体很暗，手持。"),
    ],
)
def test_settings_after_what_is_said_of_all_shots_do_not_hide_it(text: str, said: str) -> None:
    assert all(words.endswith(said) and words[-1] not in "—-" for _, words in plan(text).shots)


@cases(
    "text",
    [
        "ビー玉が転がる。音楽なし、転がる音だけ",
        "부엌에서 김치를 담근다. 부엌 소리도 넣어 주세요",
        "弹珠滚下楼梯，要有声音，音乐：无",
        "A marble rolls.\nSound: rolling on stone\nMusic: none",
    ],
)
def test_no_music_is_not_no_sound(text: str) -> None:
    assert plan(text).settings.sound


@cases(
    "text",
    [
        "trailer for a heist in a submarine",
        "雨夜旧公寓的悬疑预告片",
        "ein Trailer über Roboter",
        "montage de souvenirs",
    ],
)
def test_a_kind_of_film_that_tells_no_shots_is_not_paid_for_in_shots(text: str) -> None:
    made = plan(text)
    assert len(made.shots) == 1
    assert made.removed == ()


@cases(
    ("text", "gone"),
    [
        ("Title: NIGHT FERRY\nShot 1: chains move\nShot 2: a man wakes\nNegative: no text", "NIGHT FERRY"),
        ("标题：夜渡\n镜头1：铁链晃动\n镜头2：司机醒来\n负面：水印", "夜渡"),
        ("Titel: NACHTFÄHRE\nSzene 1: Ketten schwingen\nSzene 2: der Fahrer wacht auf\nNegativ: Text", "NACHTFÄHRE"),
        ("Название: НОЧНОЙ ПАРОМ\nКадр 1: качаются цепи\nКадр 2: он просыпается\nНегатив: текст", "НОЧНОЙ ПАРОМ"),
    ],
)
def test_the_name_of_a_film_is_in_no_shot(text: str, gone: str) -> None:
    made = plan(text)
    assert len(made.shots) == 2
    assert not any(gone in words or ":" in words or "：" in words for _, words in made.shots)
    assert any(gone in note and "name of the film" in note for note in made.notes)


@cases(
    "text",
    [
        "a reel-to-reel tape recorder spins",
        "she reels in an empty line",
        "замени небо на закат, людей и звук не трогай",
    ],
)
def test_words_that_look_like_settings_stay(text: str) -> None:
    made = plan(text, CLIP if "звук" in text else ())
    assert text in made.shots[0][1]
    assert made.settings.aspect_ratio in ("16:9", None)


@cases(
    ("text", "header"),
    [
        (
            "a storyboard with my two cats: one naps on the sill; the other hunts; both leap",
            "a storyboard with my two ",
        ),
        ("tráiler de terror: un pasillo oscuro; una muñeca gira; una puerta se cierra", "tráiler de terror: "),
    ],
)
def test_a_header_is_repeated_as_it_is_written(text: str, header: str) -> None:
    made = plan(text)
    assert len(made.told.texts) == 3
    assert all(words.startswith(header) for words in made.told.texts)


def test_a_shot_of_both_names_both() -> None:
    cats = (Asset("image", "ginger"), Asset("image", "smoke"))
    made = plan("my two cats: the ginger naps; the smoke hunts; both look out. 3 shots", cats)
    named = [[token for token in ("<<<image_1>>>", "<<<image_2>>>") if token in words] for _, words in made.shots]
    assert named == [["<<<image_1>>>"], ["<<<image_2>>>"], ["<<<image_1>>>", "<<<image_2>>>"]]


def test_takes_and_thrift_are_requests_to_the_maker() -> None:
    document = documents.plan("a paper boat on a pond, three versions, as cheap as possible").document
    assert (document["prompt"], document["mode"], document["duration"]) == ("a paper boat on a pond", "std", 5)


@cases("text", ["A cat plays piano for 40 seconds", "a 40 second product film for our olive oil"])
def test_a_length_that_cannot_be_had_is_told_first(text: str) -> None:
    note = plan(text).notes[0]
    assert note.startswith("40 s is more than one task can make")
    assert "tell it in parts" in note


def test_a_mode_that_was_assumed_is_told() -> None:
    assert any("the mode was not said: pro" in note for note in documents.plan("a fox in snow").notes)
    assert not any("the mode was not said" in note for note in documents.plan("a fox in snow", mode="std").notes)


@cases(
    "text",
    [
        "a fox in snow, the image quality has to be high",
        "ein Fuchs im Schnee. Die Qualität soll hoch sein.",
        "un zorro en la nieve. Calidad alta, por favor.",
        "雪里的狐狸，画质要好。",
        "눈 속의 여우, 화질은 높게.",
        "ثعلب في الثلج، الجودة عالية.",
    ],
)
def test_high_quality_is_the_mode_pro_and_counts_as_said(text: str) -> None:
    made = documents.plan(text)
    assert made.document["mode"] == "pro"
    assert not any("the mode was not said" in note for note in made.notes)


@cases(
    ("text", "shots"),
    [
        ("Plano 1: Ana abre la nevera. Plano 2: su cara. Plano 3: sale corriendo. 3 segundos cada plano", [3, 3, 3]),
        ("Szene 1: Ana packt die Tasche. Szene 2: sie weint leise. je 4 Sekunden, Querformat", [4, 4]),
        ("镜头一（3秒）：Ana推开门；镜头二（4秒）：她戴上耳机；镜头三（3秒）：两个老师点头", [3, 4, 3]),
        ("Hook (2s): Ana hits a button. Problem (4s): paper floods in. Solution (4s): a robot tidies", [2, 4, 4]),
        ("[장면1] Ana가 편지를 읽는다 [장면2] 눈물이 떨어진다 [장면3] 웃는다. 각 3초", [3, 3, 3]),
        ("كل مشهد ٣ ثوانٍ. المشهد ١: Ana ترسم. المشهد ٢: الموج يمحو الرسم. المشهد ٣: تضحك", [3, 3, 3]),
        ("Wide shot: Ana walks in. Close-up: her hands. Wide shot: she leaves. 9 s", [3, 3, 3]),
    ],
)
def test_labelled_shots_with_one_picture_divide(text: str, shots: list[int]) -> None:
    made = plan(text, (Asset("image", "Ana"),))
    assert [seconds for seconds, _ in made.shots] == shots
    assert not any("1 <<<" in words for _, words in made.shots)


@cases(
    ("text", "ratio"),
    [
        ("The wall clock says 9:16. Handheld, wide format, 5 sec", "16:9"),
        ("el reloj marca las 9:16 y suenan campanas. Apaisado", "16:9"),
        ("старик смотрит на часы: 9:16. Метель", "16:9"),
        ("不要竖屏！横版的，8秒。一只猫打哈欠", "16:9"),
        ("Ein Hochformat-Gemälde lehnt an der Wand, quer", "16:9"),
        ("Un gato duerme. 5s 9 por 16", "9:16"),
        ("Picnic, bees. 1080x1920, 10 seconds", "9:16"),
    ],
)
def test_a_format_is_what_is_said_apart_and_not_denied(text: str, ratio: str) -> None:
    made = plan(text)
    assert made.settings.aspect_ratio == ratio
    assert "9:16" not in text or "9:16" in made.shots[0][1] or ratio == "9:16"


@cases(
    "text",
    [
        "{}, son coupé",
        "{}, audio apagado",
        "{}, som desligado",
        "{}, audio disattivato",
        "{}, звук выключен",
        "{}, الصوت مغلق",
    ],
)
def test_sound_that_is_off_is_not_on(text: str) -> None:
    assert not plan(text.format("Kaya 7")).settings.sound


@cases(
    "text",
    [
        "Change the style of this video to watercolor",
        "この動画のスタイルを水彩アニメに変えて",
        "Cambia el estilo de este vídeo a acuarela",
        "Поменяй стиль этого видео на акварель",
        "이 영상 스타일을 수채화 애니메이션으로 바꿔줘",
    ],
)
def test_another_style_for_a_clip_is_a_change_of_it(text: str) -> None:
    assert plan(text, CLIP).settings.scenario == "edit"


@cases(
    "text",
    [
        "父が息子に「ナイスボール！」とグラブを掲げる",
        '할머니가 손자에게 "자, 먹어" 하고 수박을 건넨다',
        'दादी पोते को "ये लो" कहकर तरबूज देती हैं',
    ],
)
def test_no_speaker_is_put_into_a_sentence(text: str) -> None:
    made = plan(text)
    assert (made.settings.sound, made.shots[0][1], made.added) == (True, text, ())


def test_two_formats_are_told() -> None:
    assert any("several formats are said" in note for note in plan("a cat, vertical, 16:9").notes)


@cases(
    ("text", "kept"),
    [
        ("Shot 1 (wide, 3s): a shop opens. Shot 2 (close, 2s): scissors snip a stem.", "wide"),
        ("カット1（4秒）全景：雨の商店街。カット2（3秒）寄り：傘をさす手。", "全景"),
        ("Subject: a boxer, 40s, broken nose. Action: wraps her hands. Camera: dolly in. Duration: 6s.", "40s"),
    ],
)
def test_only_the_length_goes_from_a_label(text: str, kept: str) -> None:
    assert kept in plan(text).shots[0][1]


def test_a_number_of_pictures_is_no_picture() -> None:
    made = plan("제품 사진 2장입니다(가방, 신발). 셋이 나란히", (Asset("image", "가방"), Asset("image", "신발")))
    assert "사진 2장" in made.shots[0][1]


@cases(
    ("text", "prompt"),
    [
        ('a balloon deflates at dawn {"duration": 6, "aspect_ratio": "9:16"}', "a balloon deflates at dawn"),
        ('{"settings": {"duration": 7, "sound": "off"}, "prompt": "a moth, wings folded"}', "a moth, wings folded"),
        ("{duration: 5, ratio: '1:1', prompt: 'marbles on a stair'}", "marbles on a stair"),
        ("--mode=pro --sound=off  Night market, fat catches fire", "Night market, fat catches fire"),
        ("/imagine a glasshouse at night --ar 16:9 --no text, rain --duration 9", "a glasshouse at night"),
        ("Settings: 10 seconds, vertical, pro mode.\nA tuna on the ice.", "A tuna on the ice."),
        ("Ajustes: 10 segundos, vertical.\nUn atún sobre el hielo.", "Un atún sobre el hielo."),
        ("参数：10秒，竖屏。\n冰上的一条金枪鱼。", "冰上的一条金枪鱼。"),
        ("The dev types --no-verify; x=4 is on the board", "The dev types --no-verify; x=4 is on the board"),
        ("a kettle on a gas ring --sound on --dur 9s", "a kettle on a gas ring"),
        ("a lift opens on each decade (60s, 80s, 00s)", "a lift opens on each decade (60s, 80s, 00s)"),
        ("crop top, short shorts, a 3/4 profile", "crop top, short shorts, a 3/4 profile"),
    ],
)
def test_settings_as_programs_write_them_are_no_words_of_a_prompt(text: str, prompt: str) -> None:
    assert plan(text).shots[0][1] == prompt


@cases(
    "text",
    [
        "【画面】老渔民倒鱼。【禁止】水印、字幕【声音】有",
        "深夜の洗濯機が回る。\nNG：文字、ロゴ",
        "Un faro al alba.\nPROHIBIDO: texto, logos",
        "Un phare à l'aube.\nInterdit : textes, logos",
        "Ein Leuchtturm.\nVerboten: Texte, Logos",
        "Um farol ao amanhecer.\nNão usar: textos, logos",
        "Un faro all'alba.\nVietato: scritte, loghi",
        "새벽의 등대.\n금지: 자막, 로고",
        "Маяк на рассвете.\nНельзя: текст, логотипы",
        "भोर में एक दीपस्तंभ।\nमत दिखाना: टेक्स्ट, लोगो",
        "منارة عند الفجر.\nممنوع: نصوص، شعارات",
    ],
)
def test_a_list_of_what_is_not_wanted_is_in_no_prompt(text: str) -> None:
    made = plan(text)
    assert any("no field for what is not wanted" in note for note in made.notes)
    assert ":" not in made.shots[0][1]
    assert "】" not in made.shots[0][1] or made.shots[0][1].startswith("【画面】")


@cases(
    "text",
    [
        "durée=7 ; ratio=4:5 ; son=non ; qualité=brouillon\nun lézard sur un mur",
        "길이=7, 비율=4:5, 소리=끔, 화질=초안 / 담벼락의 도마뱀이 사라진다",
        "المدة=7، النسبة=4:5، الصوت=لا، الجودة=مسودة\nسحلية على جدار",
    ],
)
def test_pairs_are_settings_with_their_values(text: str) -> None:
    made = documents.plan(text)
    assert (made.document["mode"], made.document["duration"], made.document["sound"]) == ("std", 7, "off")
    assert not made.document["prompt"].startswith(("brouillon", "초안", "مسودة"))


@cases(
    ("text", "name"),
    [
        ("the kitchen photo is mood and colours only; a girl peels oranges", "kitchen"),
        ("la foto de la cocina es solo para el ambiente; una niña pela naranjas", "cocina"),
        ("厨房照片只作氛围参考，女孩剥橙子", "厨房"),
        ("부엌 사진은 분위기만 참고. 소녀가 귤을 깐다", "부엌"),
    ],
)
def test_a_picture_that_is_named_as_one_needs_no_sentence(text: str, name: str) -> None:
    made = plan(text, (Asset("image", name),))
    assert "<<<image_1>>>" in made.shots[0][1]
    assert not made.added


def test_a_name_before_a_picture_told_by_number_is_not_that_picture() -> None:
    made = plan("मीरा तस्वीर 2 वाले बाज़ार में है", (Asset("image", "मीरा"), Asset("image", "")))
    assert "तस्वीर 2 <<<image_2>>>" in made.shots[0][1]


@cases(
    "text",
    [
        "En la pantalla, Chaplin, mudo, se cae. 6 s",
        "Salta una cuerda y el público, mudo, contiene el aliento. 6 s",
        "O aprendiz, deitado, vira um copo. 6 s",
        "À côté, une télé muette. 6 s",
    ],
)
def test_what_is_said_of_somebody_or_a_thing_stays(text: str) -> None:
    assert plan(text).shots[0][1].startswith(text[: -len(". 6 s")])
