"""What is taken out of a request (settings, requests, filler), and what stays."""

from __future__ import annotations

from kling.planner.plan import plan
from tests.cases import cases


def prompt(text: str) -> str:
    (shot,) = plan(text).shots
    return shot[1]


@cases(
    ("asked", "kept"),
    [
        ("make me a 10 second vertical video of a barista, steam rising", "a barista, steam rising"),
        ("please create a clip where a dog digs, 8s", "a dog digs"),
        ("a fox in the snow, 9:16, 6 seconds", "a fox in the snow"),
        ("a fox, vertical for tiktok, please. It sleeps.", "a fox. It sleeps."),
        ("a fox runs and 6 seconds please", "a fox runs"),
        ("cat playing piano", "cat playing piano"),
        ("a cat, no sound", "a cat"),
        ("帮我做一个8秒的竖屏视频：外婆包饺子", "外婆包饺子"),
        ("一只猫，竖屏，8秒", "一只猫"),
        ("縦型で6秒、猫が寝ている", "猫が寝ている"),
        ("hazme un vídeo vertical de 7 segundos de una abuela que amasa", "una abuela que amasa"),
        ("fais-moi une vidéo verticale de 8 secondes d'un boulanger", "un boulanger"),
        ("Ein Wirt löscht das Licht. Quadratisch, 6 Sekunden, bitte", "Ein Wirt löscht das Licht."),
        ("кот спит, 8 секунд, вертикально", "кот спит"),
        ("एक 8 सेकंड का वर्टिकल वीडियो बनाओ जिसमें एक कुम्हार है", "एक कुम्हार है"),
        ("قطة تنام، 8 ثوان، عمودي", "قطة تنام"),
        ("고양이가 잔다, 8초, 세로", "고양이가 잔다"),
        ("고양이가 잔다 비율은 9:16 8초", "고양이가 잔다"),
        ("9:16 세로 8s 고양이가 잔다", "고양이가 잔다"),
        ("बिल्ली सोती है 9:16 में", "बिल्ली सोती है"),
        ("длительность: 8 секунд, кот спит", "кот спит"),
        ("长度：8秒，比例为9:16，猫睡着了", "猫睡着了"),
        ("猫が寝る、8〜10秒くらい、アスペクト比は9:16", "猫が寝る"),
        ("قطة تنام، لا يتجاوز ١٠ ثوان، بنسبة 9:16", "قطة تنام"),
        ("a cat 😀 sleeps 🙂", "a cat 😀 sleeps"),
        ("a cat. negative prompt: blurry, ugly", "a cat"),
        ("Requirements: 1. vertical 2. 8 seconds 3. no music. A potter shapes a bowl.", "A potter shapes a bowl."),
        ("要求：1、横屏；2、9秒；3、无声。一个女孩踮脚取书。", "一个女孩踮脚取书。"),
        ("Specs: (1) square, (2) 6 s. A potter shapes a bowl.", "A potter shapes a bowl."),
        ("一个8秒的短片——一只狐狸穿过雪地", "一只狐狸穿过雪地"),
        ("竖屏，10秒——老人在湖边钓鱼", "老人在湖边钓鱼"),
        ("傘をさした女性が橋を渡る10秒の動画を、作ってください。", "傘をさした女性が橋を渡る。"),
        ("아이가 바닷가에서 연을 날리는 영상 만들어 주시겠어요?", "아이가 바닷가에서 연을 날리는 영상."),
        ("Hi! I hope you are doing well. Would you be so kind as to make me a video? A fox runs.", "A fox runs."),
        ("Ich hoffe, es geht Ihnen gut. Ein Wirt löscht das Licht.", "Ein Wirt löscht das Licht."),
        ("Надеюсь, у вас всё хорошо. Кот спит на окне.", "Кот спит на окне."),
        ("A man opens the box and, slowly, smiles. 6 s", "A man opens the box and, slowly, smiles."),
        ("Una mujer corta el pan y, con calma, come. 6 s, por favor", "Una mujer corta el pan y, con calma, come."),
        ("أهلًا، ممكن فيديو عمودي 8 ثوانٍ: قطة تنام. شكرًا", "قطة تنام."),
    ],
)
def test_settings_requests_and_filler_are_taken_out_as_whole_clauses(asked: str, kept: str) -> None:
    assert prompt(asked).rstrip(".") == kept.rstrip(".")


@cases(
    "asked",
    [
        'The sign reads "8s, vertical, please". A man waves.',
        "Ana (saved) speaks Spanish, Tom answers",
        "I'd like a video of about 8 seconds for my shop: a cat sleeps in the window",
        "Queria um vídeo de uns 8 segundos pro meu bar: um gato dorme no balcão",
        "할머니 생신에 드릴 10초짜리 세로 영상. 손녀가 케이크를 들고 들어온다.",
        "She lives at no. 7. 8 seconds later 2. Platz is empty",
        "Her letter says: I hope you are doing well and that the roses have bloomed",
        "he waits 8 seconds, then he leaves",
        "Женщина снимает вертикальное видео на телефон",
        "누가 기타 치는 거 틱톡에 올릴 거라 세로로 10초",
        "لمتجري أحتاج فيديو عمودي 6 ثوان: عسل يسيل",
        "타이머가 8초를 가리키고 소방관이 뛰쳐나온다",
        "谢谢老师的学生们排队献花",
        "बच्चा स्क्रीन पर वीडियो देखकर हँसता है",
        "الرجل ينظر إلى الساعة 9:16 ويبتسم",
        "a vertical garden at dawn",
        "a town square at noon",
        "make the dog jump",
        "no music, only rain",
        "she says “make me a video of 8 seconds, vertical”",
        "a robot wants to make a video of a cat's 10 seconds of fame",
        "девочка рисует дом",
        "할머니가 김치를 담근다",
        "الجدة تبتسم",
        "Una toma única de 12 s: una bailarina cruza la plaza",
        "Un vídeo de cumpleaños para mi hija: globos y tarta",
        "Alors que la pluie tombe, un vieil homme sourit",
        "Fammi vedere il mare in tempesta",
        "ロボットの短い動画を作って",
        "mi abuela amasa, con diálogo",
        "दादी मुस्कुराती हैं",
        "ANNA: Hello! Please come in.\nBEN: Thanks, I'm late.\nA kitchen, morning",
        "АННА: Привет! Заходи, пожалуйста.\nБЕН: Спасибо, я опоздал.\nКухня, утро",
        "MARTA: Hola. Gracias por venir.\nLUIS: De nada.\nCocina, mañana",
        "小红：你好！请坐。\n小明：谢谢，我迟到了。\n厨房，早晨",
        "नीना: नमस्ते! कृपया बैठिए।\nरवि: धन्यवाद, देर हो गई।\nरसोई, सुबह",
        "سارة: مرحبا! تفضل.\nعمر: شكرا، تأخرت.\nمطبخ، صباح",
        "— Привет!\n— Где ты был?\n— На реке.\n— Поймал что-нибудь?\nКухня, утро",
        "— Bonjour !\n— Tu es en retard.\nQuai de gare, brume",
    ],
)
def test_in_doubt_a_word_stays(asked: str) -> None:
    marks = str.maketrans("", "", '"“”„«»「」')  # lines after names are quoted
    assert prompt(asked).translate(marks) == asked.translate(marks)


def test_what_was_taken_out_is_listed() -> None:
    made = plan("make me a 5 s video of a cat, square, thanks 🙂")
    assert made.removed == ("make me a 5 s video of", "square", "thanks", "🙂")
    assert any("taken out of the text: “make me a 5 s video of”" in note for note in made.notes)


def test_quoted_words_stay_letter_by_letter() -> None:
    line = "8s vertical 🙂, please, no sound"
    assert line in prompt(f'a man says: "{line}"')


@cases(
    ("asked", "kept"),
    [
        ("hey guys, could you whip up a quick 6 sec vertical vid of a mole digging?", "a mole digging."),
        ("Is it possible to get a 7 second video of a mole digging?", "A mole digging."),
        ("porfa hazme un video pa TikTok de un topo que cava", "un topo que cava"),
        ("¿Podrías generar un vídeo de 5 segundos en el que un topo cava?", "Un topo cava."),
        ("Est-ce qu'il serait possible d'avoir un clip carré montrant une taupe ?", "Une taupe."),
        ("ciao ragazzi mi fate un video di una talpa che scava? tipo 8 secondi", "una talpa che scava."),
        ("Você consegue fazer um vídeo em que a toupeira cava? 5s", "A toupeira cava."),
        ("Не могли бы вы снять видео, на котором крот роет?", "Крот роет."),
        ("家人们，帮我整一个8秒的竖版视频，内容就是鼹鼠挖洞", "鼹鼠挖洞"),
        ("能不能给我弄个抖音用的小短片啊？就是鼹鼠挖洞", "鼹鼠挖洞"),
        ("我要一个鼹鼠挖洞的视频", "鼹鼠挖洞的视频"),
        ("ممكن تسوي لي فيديو 8 ثواني عن خلد يحفر؟", "خلد يحفر."),
        ("क्या आप एक छोटा वीडियो बना सकते हैं जिसमें छछूंदर खोदे?", "छछूंदर खोदे।"),
        (
            "Kannst du mir ein kurzes Video machen, in dem ein Maulwurf gräbt?",
            "Ein kurzes Video, in dem ein Maulwurf gräbt.",
        ),
        ("Mach mir bitte ein Video von Kindern, die Kuchen machen", "Ein Video von Kindern, die Kuchen machen"),
        ("so I was wondering if you could make a video where a mole digs? What do you think?", "a mole digs."),
        ("Voilà ce que je veux : une taupe creuse. Dis-moi si c'est possible.", "Une taupe creuse."),
    ],
)
def test_a_question_to_the_maker_leaves_a_sentence(asked: str, kept: str) -> None:
    assert prompt(asked) == kept


@cases(
    ("asked", "kept"),
    [
        ("モグラが庭に穴を掘る6秒の縦動画が欲しいんだけど", "モグラが庭に穴を掘る"),
        ("モグラが庭に穴を掘る動画を作ってもらえますか？8秒で", "モグラが庭に穴を掘る。"),
        ("月夜の庭を掘るモグラの映像をお願いします。", "月夜の庭を掘るモグラ。"),
        ("これを動画にしてください。モグラが庭を掘る", "モグラが庭を掘る"),
        ("모그라 두더지가 정원을 파는 영상 하나 만들어 주세요. 6초", "모그라 두더지가 정원을 파는 영상."),
        ("두더지가 정원을 파는 모습을 8초 세로 영상으로 만들어 주세요", "두더지가 정원을 파는 모습"),
        ("ابغى فيديو خلد يحفر في الحديقة، 8 ثواني", "خلد يحفر في الحديقة"),
        ("안녕하세요 여러분, 두더지가 정원을 파는 영상 부탁드려요", "두더지가 정원을 파는 영상"),
        ("두더지가 정원을 파는 영상을 만들어 주세요", "두더지가 정원을 파는 영상"),
        ("モグラが土から出てくる可愛い動画を作って", "モグラが土から出てくる可愛い動画を作って"),
    ],
)
def test_a_request_at_the_end_of_a_sentence_goes_where_the_rest_can_stand(asked: str, kept: str) -> None:
    assert prompt(asked) == kept


@cases(
    "asked",
    [
        "Mach das Video kürzer, in dem ein Maulwurf gräbt",
        "Kannst du ein Video machen von Kindern, die Kuchen machen?",
        "Mach mal nen 6-Sekunden-Clip, wo ein Maulwurf gräbt",
        "Make me a vertical video, with a mole digging",
        "Preciso de um vídeo na vertical, com uma toupeira cavando",
    ],
)
def test_a_request_stays_where_the_rest_hangs_on_it(asked: str) -> None:
    assert prompt(asked) == asked


@cases(
    ("asked", "seconds"),
    [
        ("a 9-second reel: a mole digs", 9),
        ("Mach nen 6-Sekunden-Clip, wo ein Maulwurf gräbt", 6),
        ("a cook times a 3-second pour with a stopwatch", 5),
        ("彼は50メートルを7秒で走る", 5),
        ("他7秒跑完五十米", 5),
    ],
)
def test_a_length_counts_where_it_is_that_of_the_film(asked: str, seconds: int) -> None:
    assert plan(asked).settings.duration == seconds


def test_what_follows_a_removal_begins_as_a_sentence_where_the_text_does() -> None:
    assert prompt("A mole digs. Ten seconds, handheld, dusk") == "A mole digs. Handheld, dusk"
    assert prompt("a mole digs. ten seconds, handheld, dusk") == "a mole digs. handheld, dusk"


@cases(
    "asked",
    [
        "Hi team, {} a mole digs under the old tree",
        "Hola equipo, {} un topo cava bajo el árbol viejo",
        "Hallo zusammen, {} ein Maulwurf gräbt unter dem alten Baum",
        "Salut tout le monde, {} une taupe creuse sous le vieil arbre",
        "Ребята, привет! {} крот роет под старым деревом",
        "大家好，{} 鼹鼠在老树下挖洞",
    ],
)
def test_a_greeting_to_an_audience_goes(asked: str) -> None:
    rest = asked.partition("{} ")[2]
    assert prompt(asked.format("5 s,")).lower() == rest.lower()
