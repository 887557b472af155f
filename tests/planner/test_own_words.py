"""Where the words of a request already say what a plan would add, or would be torn by what it takes out."""

import pytest

from kling.planner.asset import Asset
from kling.planner.plan import plan

CLIP = (Asset("video", "", None, 6.0),)
PHOTO = (Asset("image", "photo"),)


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("Our mascot from this photo is skiing", "Our mascot from this photo <<<image_1>>> is skiing"),
        ("Der Hut aus diesem Bild auf einer Bank", "Der Hut aus diesem Bild <<<image_1>>> auf einer Bank"),
        ("사진 속 시계가 물속에 잠긴다", "사진 <<<image_1>>> 속 시계가 물속에 잠긴다"),
        ("El tazón de esta foto sobre mármol", "El tazón de esta foto <<<image_1>>> sobre mármol"),
    ],
)
def test_a_picture_that_the_words_point_to_is_named_there(text: str, prompt: str) -> None:
    made = plan(text, PHOTO)
    assert (made.shots[0][1], made.added) == (prompt, ())


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("text", ["让小狗慢慢走过来，镜头里不要出现字幕", "The dog walks; in the picture avoid: text"])
def test_what_is_not_wanted_stays_where_its_clause_would_be_torn(text: str) -> None:
    assert plan(text).shots[0][1] == text


@pytest.mark.parametrize("end", ["footsteps, echoing.", "footsteps, muffled, far away."])
def test_a_sound_that_is_described_further_is_not_taken_out_in_part(end: str) -> None:
    assert plan(f"Take the drone move of the clip, but show an empty library; {end}", CLIP).shots[0][1].endswith(end)


@pytest.mark.parametrize(
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
