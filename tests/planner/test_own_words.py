"""Where the words of a request already say what a plan would add, or would be torn by what it takes out."""

from kling.planner.asset import Asset
from kling.planner.plan import plan
from tests.cases import cases

CLIP = (Asset("video", "", None, 6.0),)
PHOTO = (Asset("image", "photo"),)


@cases(
    "text",
    [
        "Use the crane moves from the reference clip but film a lighthouse at dusk",
        "参考样片里的运镜，拍一座黄昏的灯塔",
        "Nutze die Kamerabewegung aus dem Referenzclip, aber zeig einen Leuchtturm in der Dämmerung",
        "Usa i movimenti di macchina della clip di riferimento ma riprendi un faro al tramonto",
        "레퍼런스 영상의 카메라 움직임을 그대로 써서 해질녘 등대를 찍어줘",
        "Возьми движение камеры из референсного ролика, но сними маяк в сумерках",
    ],
)
def test_a_clip_that_the_words_borrow_from_is_named_where_they_speak_of_it(text: str) -> None:
    made = plan(text, CLIP)
    assert made.settings.scenario == "reference"
    assert "<<<video_1>>>" in made.shots[0][1]
    assert not made.added


@cases(
    "text",
    [
        "From this photo, the dog runs toward us and jumps the fence",
        "A partir de esta foto, que el perro corra hacia la cámara y salte la valla",
        "この写真から、犬が走ってきて柵を飛び越える",
        "Ausgehend von diesem Foto soll der Hund losrennen und über den Zaun springen",
        "이 사진에서 강아지가 달려와 울타리를 뛰어넘는다",
        "От этого фото: собака бежит к нам и прыгает через забор",
        "انطلاقا من هذه الصورة، يركض الكلب نحونا ويقفز فوق السور",
    ],
)
def test_a_film_that_sets_out_from_a_picture_begins_with_it(text: str) -> None:
    assert plan(text, PHOTO).settings.scenario == "i2v"


@cases(
    ("text", "prompt"),
    [
        ("Our mascot from this photo is skiing", "Our mascot from this photo <<<image_1>>> is skiing"),
        ("Der Hut aus diesem Bild auf einer Bank", "Der Hut aus diesem Bild <<<image_1>>> auf einer Bank"),
        ("사진 속 시계가 물속에 잠긴다", "사진 <<<image_1>>> 속 시계가 물속에 잠긴다"),
        ("El tazón de esta foto sobre mármol", "El tazón de esta foto <<<image_1>>> sobre mármol"),
        (
            "Use the photo only as a reference, not as first frame",
            "Use the photo <<<image_1>>> only as a reference, not as first frame",
        ),
    ],
)
def test_a_picture_that_the_words_point_to_is_named_there(text: str, prompt: str) -> None:
    made = plan(text, PHOTO)
    assert (made.shots[0][1], made.added) == (prompt, ())


@cases(
    ("text", "kept"),
    [
        (
            "Replace the rain with confetti and keep the framing, the actors and the original sound.",
            "keep the framing and the actors.",
        ),
        ("Reemplaza la lluvia por confeti y conserva el encuadre, los actores y el sonido original.", "encuadre y los"),
        ("Remplace la pluie et garde le décor, les acteurs et le son d'origine.", "le décor et les acteurs."),
    ],
)
def test_a_list_that_loses_its_last_item_stays_a_list(text: str, kept: str) -> None:
    made = plan(text, CLIP)
    assert kept in made.shots[0][1]
    assert made.settings.keep_original_sound


@cases(
    "text",
    [
        "把天空换成星空，人物和原声都不要动",
        "把天空换成星空，声音也不用改",
        "आसमान को तारों भरा कर दो, आवाज़ मत छेड़ना",
        "ersetze den Himmel durch Sterne, Originalton bleibt",
        "cambia el cielo por uno estrellado, deja el audio como está",
    ],
)
def test_a_sound_that_is_not_to_be_touched_is_kept(text: str) -> None:
    assert plan(text, CLIP).settings.keep_original_sound


@cases(
    ("text", "end"),
    [
        ("Добавь в видео льва, он прыгает и рычит.", "прыгает и рычит"),
        ("बिल्ली को शेर से बदलो, वह दौड़ता है और दहाड़ता है", "और दहाड़ता है"),
        ("Замени машину на карету, а людей и звук не меняй", "людей и звук не меняй"),
    ],
)
def test_what_is_seen_as_well_as_heard_stays_beside_a_clip(text: str, end: str) -> None:
    assert end in plan(text, CLIP).shots[0][1]


@cases("text", ["让小狗慢慢走过来，镜头里不要出现字幕", "The dog walks; in the picture avoid: text"])
def test_what_is_not_wanted_stays_where_its_clause_would_be_torn(text: str) -> None:
    assert plan(text).shots[0][1] == text


@cases("end", ["footsteps, echoing.", "footsteps, muffled, far away."])
def test_a_sound_that_is_described_further_is_not_taken_out_in_part(end: str) -> None:
    assert plan(f"Take the drone move of the clip, but show an empty library; {end}", CLIP).shots[0][1].endswith(end)


@cases(
    "text",
    [
        "Una cometa roja sobre las dunas, para Instagram Stories",
        "Un cerf-volant rouge au-dessus des dunes, en story",
        "Ein roter Drachen über den Dünen, für Instagram-Stories",
        "Un aquilone rosso sopra le dune, per Instagram Stories",
        "Красный змей над дюнами, для Instagram Stories",
        "रेत के टीलों पर लाल पतंग, इंस्टाग्राम स्टोरीज़ के लिए",
        "طائرة ورقية حمراء فوق الكثبان، لستوريز انستغرام",
        "红色风筝飞过沙丘，朋友圈竖屏",
    ],
)
def test_stories_are_upright(text: str) -> None:
    made = plan(text)
    assert made.settings.aspect_ratio == "9:16"
    assert made.shots[0][1] == text[: max(text.rfind(sign) for sign in ",،，")]


PAIR = (Asset("image", "tall"), Asset("image", "stub"))


@cases(
    "text",
    [
        "The first photo is where it begins, the second where it finishes. The candle burns down",
        "第一张是起点，第二张是终点，蜡烛慢慢烧短",
        "1枚目が始まりで、2枚目が終わり。ろうそくがゆっくり短くなる",
        "La primera foto es donde empieza y la segunda donde termina. La vela se consume despacio",
        "La première photo, c'est le début, la deuxième la fin. La bougie fond lentement",
        "Das erste Bild ist der Anfang, das zweite das Ende. Die Kerze brennt langsam herunter",
        "A primeira foto é o começo, a segunda é o fim. A vela derrete devagar",
        "La prima foto è l'inizio, la seconda la fine. La candela si consuma piano",
        "Первое фото — начало, второе — конец. Свеча медленно догорает",
        "الصورة الأولى هي البداية والثانية هي النهاية. تذوب الشمعة ببطء",
    ],
)
def test_pictures_told_apart_as_beginning_and_end_are_the_frames_and_named_in_place(text: str) -> None:
    made = plan(text, PAIR)
    assert made.settings.scenario == "first_last"
    assert all(f"<<<image_{n}>>>" in made.shots[0][1] for n in (1, 2))
    assert not made.added


@cases(
    ("text", "prompt"),
    [
        (
            "Start on the photo of mud, end on the photo of a pot",
            "photo <<<image_1>>> of mud, end on the photo <<<image_2>>>",
        ),
        ("Empieza con la foto del barro y termina con la foto del jarro", "la foto <<<image_1>>> del barro y"),
        ("On part de la photo de la boue et on arrive à la photo du pot", "la photo <<<image_2>>> du pot"),
        ("从泥的照片开始，到陶罐的照片结束", "从泥的照片<<<image_1>>>开始，到陶罐的照片<<<image_2>>>结束"),
        ("泥の写真から始まり、壺の写真で終わる", "泥の写真<<<image_1>>>から始まり、壺の写真<<<image_2>>>で終わる"),
        (
            "진흙 사진에서 시작해 항아리 사진으로 끝나는",
            "진흙 사진 <<<image_1>>>에서 시작해 항아리 사진 <<<image_2>>>으로",
        ),
        ("मिट्टी की फोटो से शुरू होकर घड़े की फोटो पर खत्म हो", "मिट्टी की फोटो <<<image_1>>> से"),
        ("تبدأ من صورة الطين وتنتهي عند صورة الجرة", "صورة <<<image_1>>> الطين"),
        (
            "start on picture A and end on picture B",
            "start on picture A <<<image_1>>> and end on picture B <<<image_2>>>",
        ),
        (
            "Empieza con la foto del barro y termina con la del jarro",
            "con la foto del barro y termina con la del jarro",
        ),
    ],
)
def test_frames_that_the_words_bind_are_named_where_they_speak_of_them(text: str, prompt: str) -> None:
    made = plan(text, (Asset("image"), Asset("image")))
    assert made.settings.scenario == "first_last"
    assert prompt in made.shots[0][1]
    assert not made.added


@cases(
    "text",
    [
        "the girl of one photo hugs the dog of the other photo, begin with a wide shot and end on a close-up",
        "la niña de una foto abraza al perro de otra foto; empieza con un plano general y termina en primer plano",
        "图片里的女孩抱着另一张图片里的狗，从全景开始，到特写结束",
    ],
)
def test_a_camera_that_begins_wide_makes_no_frames(text: str) -> None:
    assert plan(text, (Asset("image"), Asset("image"))).settings.scenario == "multi_image"


def test_frames_of_which_the_words_count_one_are_told_in_a_sentence() -> None:
    prompt = plan("De la primera foto a la última, la ciudad se ilumina", PAIR).shots[0][1]
    assert prompt.startswith("Usa <<<image_1>>> como fotograma inicial")
    assert prompt.count("<<<image_1>>>") == 1


def test_frames_that_the_words_tell_get_no_sentence() -> None:
    text = "Первый кадр — тающий снеговик, последний — лужа с морковкой"
    assert plan(text, (Asset("image", "a", "first_frame"), Asset("image", "b", "end_frame"))).shots[0][1] == text


@cases(
    "text",
    [
        "In the first, 4 seconds, a fox crosses a yard. In the second, 3 seconds, it finds a ball.",
        "Nella prima, 4 secondi, una volpe attraversa il cortile. Nella seconda, 3 secondi, trova una palla.",
        "En el primero, 4 segundos, un zorro cruza el patio. En el segundo, 3 segundos, encuentra una pelota.",
        "Dans le premier, 4 secondes, un renard traverse la cour. Dans le second, 3 secondes, il trouve une balle.",
        "In der ersten, 4 Sekunden, läuft ein Fuchs über den Hof. In der zweiten, 3 Sekunden, findet er einen Ball.",
        "No primeiro, 4 segundos, uma raposa atravessa o quintal. No segundo, 3 segundos, ela encontra uma bola.",
        "В первом, 4 секунды, лиса пересекает двор. Во втором, 3 секунды, она находит мяч.",
        "पहले में, 4 सेकंड, लोमड़ी आँगन पार करती है। दूसरे में, 3 सेकंड, उसे गेंद मिलती है।",
        "في الأولى، 4 ثوان، يعبر ثعلب الفناء المثلج. في الثانية، 3 ثوان، يجد كرة حمراء.",
    ],
)
def test_shots_told_in_sentences_have_the_seconds_they_give(text: str) -> None:
    assert [seconds for seconds, _ in plan(text).shots] == [4, 3]


def test_first_words_of_german_sentences_stay() -> None:
    text = "In der ersten Szene läuft ein Fuchs über den Hof. In der zweiten Szene findet er einen Ball."
    assert plan(text).shots[0][1].startswith("In der ersten Szene läuft")


@cases(
    ("text", "header", "last"),
    [
        (
            "Need a 40 second promo about cheese: milk warming in a vat, cutting the curd, pressing the wheels, and "
            "the wheels ageing in a cellar.",
            "Promo about cheese: ",
            "the wheels ageing in a cellar",
        ),
        (
            "Quiero un anuncio de 30 s sobre el queso: la leche se calienta, se corta la cuajada, se prensan las "
            "ruedas, y el queso madura.",
            "Un anuncio sobre el queso: ",
            "el queso madura",
        ),
        (
            "Нужен ролик на 40 секунд о сыре: молоко греется в чане, сгусток режут, головки прессуют, и сыр зреет.",
            "Ролик о сыре: ",
            "сыр зреет",
        ),
    ],
)
def test_a_request_before_a_film_is_not_repeated_in_its_parts(text: str, header: str, last: str) -> None:
    made = plan(text)
    assert made.film
    told = [prompt for group in made.film.groups for _, prompt in group.shots]
    assert len(told) == 4
    assert all(prompt.startswith(header) for prompt in told)
    assert told[-1].rstrip(".") == header + last


@cases(
    ("name", "text", "sentence"),
    [
        ("kaffeetasse", "Die Kaffeetasse auf einem Holztisch", "Die Kaffeetasse ist <<<image_1>>>."),
        ("taza", "El vapor sube desde la taza azul por la mañana", "La taza es <<<image_1>>>."),
        ("rufus", "At dawn Rufus runs home", "Rufus is <<<image_1>>>."),
        ("mug", "There is a mug on the table", "The mug is <<<image_1>>>."),
        ("foto", "Una bicicleta en la playa", "Referencia: <<<image_1>>>."),
    ],
)
def test_a_binding_writes_a_name_as_the_text_does(name: str, text: str, sentence: str) -> None:
    assert plan(text, (Asset("image", name),)).added == (sentence,)


@cases(
    "text",
    [
        'The old potter sighs, "Too thin again."',
        "El alfarero suspira, «Otra vez fina»",
        "Le potier rit, « Encore trop fin ! »",
        "Die Töpferin seufzt, „Schon wieder zu dünn.“",
        'O oleiro ri, "Fino de novo"',
        "Il vasaio sospira, «Di nuovo sottile»",
        "Гончар вздыхает, «Опять тонко»",
        "老陶工叹了口气，“又太薄了。”",
        "陶工が笑って「また薄いな」",
        '도공이 웃으며 "또 얇네"',
        'कुम्हार हँसता है, "फिर पतला हो गया"',
        'يتنهد الخزاف، "رقيق مرة أخرى"',
    ],
)
def test_a_line_after_a_voice_that_is_heard_is_spoken(text: str) -> None:
    assert plan(text).settings.sound


@cases(
    "text",
    [
        "a clock ticks in the hall",
        "Ein Telefon klingelt im Flur",
        "Squilla un telefono nel corridoio",
        "в прихожей звонит телефон",
        "le moteur rugit au départ",
        "o relógio faz tique-taque",
        "la tetera silba en la cocina",
        "闹钟滴答作响",
        "やかんがピーと鳴る",
        "벽시계가 똑딱거린다",
        "घड़ी टिक-टिक करती है",
        "يرن الجرس في الممر",
    ],
)
def test_things_that_are_heard_by_what_they_do_have_sound(text: str) -> None:
    assert plan(text).settings.sound


@cases(
    ("text", "first"),
    [
        ("Shot list for the pottery teaser: 1. hands in clay 2. a kiln glows", "Pottery: hands in clay"),
        ("Briefing Imagefilm Töpferei Lehm: 1. Hände im Ton 2. ein Ofen glüht", "Töpferei Lehm: Hände im Ton"),
        ("陶艺品牌宣传片分镜脚本：1. 双手揉泥 2. 窑火通红", "陶艺：双手揉泥"),
        ("공방 홍보영상 콘티: 1. 흙을 빚는 손 2. 가마가 빛난다", "공방: 흙을 빚는 손"),
        (
            "Three shots with the sound of thunder: hands in clay; a kiln glows; rain",
            "With the sound of thunder: hands in",
        ),
    ],
)
def test_a_heading_gives_shots_what_it_says_of_them(text: str, first: str) -> None:
    assert plan(text).told.texts[0].startswith(first)


@cases(
    "text",
    [
        "The next shot: the potter lifts the lid",
        "o próximo plano: a oleira levanta a tampa",
        "Продолжение: гончар поднимает крышку",
        "接着拍：陶工掀开盖子",
    ],
)
def test_a_next_shot_that_the_words_announce_is_not_announced_twice(text: str) -> None:
    made = plan(text, CLIP)
    assert made.settings.scenario == "reference"
    assert made.shots[0][1].endswith(text)
    assert made.request.table.sentences["next"].format(token="<<<video_1>>>", text=text) != made.shots[0][1]
    assert len(made.added) == 1


@cases(
    ("text", "prompt"),
    [
        ("10 seconds — scratch that, 8 — of a mill in fog", "a mill in fog"),
        ("Make it 12s instead of 5: a mill in fog", "A mill in fog"),
        ("Quiero 10 segundos, bueno no, mejor 7, de un molino en la niebla", "Un molino en la niebla"),
        ("12 secondes, enfin non, 10, d'un moulin dans la brume", "un moulin dans la brume"),
        ("Nicht 10, sondern 6 Sekunden bitte: eine Mühle im Nebel", "Eine Mühle im Nebel"),
        ("8 segundos... aliás, 11: um moinho na neblina", "um moinho na neblina"),
        ("Sei secondi, cioè no scusa, nove: un mulino nella nebbia", "Un mulino nella nebbia"),
        ("He spins for 12 seconds, no music, 3 gulls watch", "He spins for 12 seconds, 3 gulls watch"),
        ("A bee hums. Cheers, Dana", "A bee hums."),
        ("So the idea is simple: a mill turns, 8 s", "A mill turns"),
        ("La idea es sencilla. Un molino gira, 8 s", "Un molino gira"),
        ("Seine Jacke bitte genau so lassen, 8 s", "Seine Jacke bitte genau so lassen"),
        ("8 s, tá? Um moinho gira.", "Um moinho gira."),
    ],
)
def test_what_is_said_to_the_maker_goes_whole(text: str, prompt: str) -> None:
    assert plan(text).shots[0][1] == prompt


@cases(
    "text, kept",
    [
        ("竖的，十秒，不对，八秒就够：纸船漂过水沟", "纸船漂过水沟"),
        ("縦で8秒…いや、10秒でお願いします。紙の舟が流れる。", "紙の舟が流れる。"),
        ("가로, 아니 세로로 5초. 종이배가 떠간다.", "종이배가 떠간다."),
        ("Вертикальное, секунд на десять, хотя нет, на восемь: кораблик плывёт.", "Кораблик плывёт."),
        ("आड़ा, नहीं खड़ा, पाँच सेकंड। नाव बहती है।", "नाव बहती है।"),
        ("بالعرض، لا، بالطول، خمس ثوان. قارب يطفو.", "قارب يطفو."),
        ("■尺：6秒\n■内容：紙の舟が流れる", "紙の舟が流れる"),
    ],
)
def test_of_a_setting_that_is_corrected_nothing_is_left(text: str, kept: str) -> None:
    made = plan(text)
    assert made.shots[0][1].endswith(kept)
    assert len(made.shots[0][1]) <= len(kept) + 3  # "内容："


def test_a_letter_before_a_line_is_who_speaks() -> None:
    made = plan("就两句词：A：“你信我吗？” B：“信。” 窗边，正反打，共8秒")
    assert [text.split("：", 1)[1] for _, text in made.shots] == ["A：“你信我吗？”", "B：“信。” 窗边，正反打"]


def test_what_is_said_of_parts_of_a_clips_sound_stays() -> None:
    assert "背景音乐去掉，人声保留" in plan("视频里的背景音乐去掉，人声保留，再把天空换成晚霞", CLIP).shots[0][1]


@cases(
    ("text", "kept"),
    [
        ("Make me, please, a vertical 9-second video - a baker pulls loaves", "A baker pulls loaves"),
        ("Сгенерируй, пожалуйста, горизонтальное видео 10 сек — маяк в тумане", "Маяк в тумане"),
        ("Créame, si puedes, un clip horizontal de 10 s — un faro en la niebla", "Un faro en la niebla"),
        ("बना दो, प्लीज़, 9 सेकंड का वीडियो - बेकर रोटी निकालता है", "बेकर रोटी निकालता है"),
        ("A nurse folds sheets. No fast cuts. 8s, 16:9", "A nurse folds sheets. No fast cuts."),
        (
            "Spot (Carpintería Ruiz), 15 s, con música suave: caen virutas",
            "Spot (Carpintería Ruiz), con música suave: caen virutas",
        ),
        (
            "Storyboard (16:9, 6 s, ambient sound, no music):\n1. Dough lands\n2. Bread steams",
            "Ambient sound, no music: Dough lands",
        ),
        (
            "分镜脚本（横屏16:9，总时长6秒，要环境音，不要配乐）：\n1. 面团落下\n2. 面包冒热气",
            "要环境音，不要配乐：面团落下",
        ),
    ],
)
def test_a_request_goes_whole_and_direction_stays(text: str, kept: str) -> None:
    assert plan(text).shots[0][1] == kept
