"""Speech: verbs that introduce it, delivery, timbre, languages and how fast each is spoken."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kling.prompts.vocabulary.term import Term, Vocabulary

SPEECH_VERBS = Vocabulary(
    Term("says", "says", en="said|say|saying|tells|told|speaks|spoke|speaking|talks|talking", zh="说道|说|讲道|告诉|说话", ja="言う|言った|言って|言い|話す|語る|話して", es="dice|dijo|dicen|habla|diciendo|cuenta"),
    Term("asks", "asks", en="asked|asking|wonders aloud", zh="问道|问|询问", ja="尋ねる|尋ね|訊く|聞く|問う", es="pregunta|preguntó|preguntan"),
    Term("replies", "replies", en="reply|replied|answers|answered|responds|responded", zh="回答|答道|回应|回答道", ja="答える|答えて|答え|返事", es="responde|respondió|contesta|contestó"),
    Term("whispers", "whispers", en="whispered|whispering|whisper", zh="低声说|轻声说|耳语|悄悄说", ja="囁く|囁|ささやく|ささやき", es="susurra|susurró|susurrando"),
    Term("shouts", "shouts", en="shouted|shouting|yells|yelled|screams|screamed|cries out|exclaims|shout", zh="喊道|喊|大喊|叫道|呼喊|吼道", ja="叫ぶ|叫び|叫んだ|怒鳴", es="grita|gritó|exclama|gritando"),
    Term("murmurs", "murmurs", en="murmured|mutters|muttered|mumbles|mumbled", zh="喃喃|嘟囔|低语", ja="つぶやく|つぶやき|呟", es="murmura|murmuró|balbucea"),
    Term("announces", "announces", en="announced|declares|declared|proclaims|calls out|called out|calls|greets|adds|continues|explains|warns|orders|commands|insists|jokes|confesses|begs|pleads|stammers|gasps", zh="宣布|宣告|解释道|警告|提醒|补充道", ja="告げる|宣言|呼びかけ|呼ぶ", es="anuncia|declara|explica|advierte|ordena|añade diciendo|suplica|exclama"),
    Term("narrates", "narrates", en="narrator|narration|voice-over|voiceover|voice over|narrated|VO", zh="旁白|画外音|解说|配音", ja="ナレーション|ナレーター|語り", es="voz en off|narra|narrador|narradora|locución|locutor|locutora"),
    Term("sings", "sings", en="sang|singing|sing|hums a song", zh="唱道|唱着|演唱|唱歌|唱", ja="歌う|歌い|歌って", es="canta|cantando|cantó|tararea"),
    Term("reads", "reads aloud", en="reading aloud|recites|recited", zh="朗读|朗诵|念道|念", ja="読み上げ|朗読", es="lee en voz alta|recita|leyendo en voz alta"),
    but="说明|小说|传说|据说|问题|疑问|念头|想念|纪念|calls for|orders a|orders coffee|adds a|adds the|continues to|continues down|continues along|音声|speaking clock|sing-along|cuenta atrás|by the say",
)  # fmt: skip

EMOTIONS = Vocabulary(
    Term("calm", "calm", en="calmly|quiet|quietly|soft|softly|even|level|flat|gently|serene|in a low voice|low|dry|composed|soothing|hushed|hush", zh="平静|轻声|平和|淡淡|冷静|小声|低声", ja="穏やか|静かに|落ち着いて|小声|低い声", es="tranquilo|tranquila|calmado|en voz baja|bajito|sereno|pausado|pausada|grave|suave|tranquilamente"),
    Term("warm", "warm", en="warmly|kind|kindly|friendly|loving|affectionate|soft-spoken", zh="温暖|和蔼|亲切|慈祥", ja="温かく|優しく|優しい|親しげ", es="cálido|cálida|amable|cariñoso|cariñosa|afectuoso"),
    Term("cheerful", "cheerful", en="cheerfully|happy|happily|bright|brightly|smiling|grinning|delighted|joyful|amused|laughing|brisk|lively", zh="开心|欢快|高兴|笑着|愉快|微笑着", ja="明るく|嬉しそう|楽しそう|笑顔で|笑いながら|陽気", es="alegre|alegremente|sonriente|sonriendo|contento|contenta|feliz|risueño"),
    Term("excited", "excited", en="excitedly|thrilled|enthusiastic|enthusiastically|eager|eagerly|energetic|out of breath", zh="兴奋|激动|热情", ja="興奮|わくわく|元気に", es="emocionado|emocionada|entusiasmado|entusiasta|con entusiasmo"),
    Term("tender", "tender", en="tenderly|gentle|lovingly|delicate|intimate|slow", zh="温柔|柔声|轻柔", ja="やさしく|そっと|やわらかく", es="tierno|tierna|con ternura|dulce|dulcemente|delicado"),
    Term("nervous", "nervous", en="nervously|anxious|anxiously|worried|scared|afraid|frightened|fearful|shaky", zh="紧张|焦虑|不安|害怕", ja="緊張して|不安そう|怯え|恐る恐る", es="nervioso|nerviosa|ansioso|asustado|asustada|preocupado"),
    Term("hesitant", "hesitant", en="hesitantly|hesitating|uncertain|shy|shyly|unsure|halting", zh="犹豫|迟疑|害羞|吞吞吐吐", ja="ためらい|おずおず|恥ずかしそう", es="dubitativo|vacilante|tímido|tímida|con dudas"),
    Term("trembling", "trembling", en="trembling voice|shaking", zh="颤抖|发抖", ja="震える|震え声", es="tembloroso|temblorosa|temblando"),
    Term("sad", "sad", en="sadly|tearful|tearfully|sorrowful|mournful|crying|grieving|heartbroken", zh="悲伤|伤心|难过|哭着|哽咽", ja="悲しそう|泣きながら|寂しそう|切なげ", es="triste|tristemente|lloroso|llorando|apenado|apenada"),
    Term("choked_up", "choked-up", en="choked up|voice breaking|holding back tears", zh="强忍情绪|强忍泪水|声音哽住", ja="声を詰まらせ|涙をこらえ", es="con la voz quebrada|conteniendo el llanto"),
    Term("angry", "angry", en="angrily|furious|furiously|annoyed|irritated|snapping|fierce|stern|sternly", zh="愤怒|生气|恼怒|严厉", ja="怒って|怒り|苛立", es="enfadado|enfadada|furioso|furiosa|enojado|molesto|severo"),
    Term("cold", "cold", en="coldly|icy|distant|indifferent|detached|emotionless", zh="冷漠|冷冷|冷淡", ja="冷たく|冷ややか|淡々と", es="frío|fría|fríamente|distante|indiferente"),
    Term("sarcastic", "sarcastic", en="sarcastically|mocking|ironic|wry|wryly|teasing|teasingly", zh="讽刺|嘲讽|打趣", ja="皮肉|からかう", es="sarcástico|irónico|burlón|con ironía"),
    Term("serious", "serious", en="seriously|grave|gravely|solemn|solemnly|firm|firmly|determined|resolute|confident|confidently|authoritative", zh="严肃|认真|坚定|庄重|自信", ja="真剣|厳か|きっぱり|自信", es="serio|seria|firme|solemne|decidido|segura|seguro|con firmeza"),
    Term("tired", "tired", en="tiredly|weary|wearily|exhausted|sleepy|sleepily|drowsy", zh="疲惫|疲倦|困倦", ja="疲れた|眠そう", es="cansado|cansada|agotado|adormilado"),
    Term("urgent", "urgent", en="urgently|hurried|hurriedly|rushed|desperate|desperately|frantic|panicked", zh="急切|焦急|急促|慌张", ja="切迫|慌てて|急いで|必死", es="urgente|apresurado|desesperado|desesperada|con urgencia"),
    Term("proud", "proud", en="proudly|triumphant|triumphantly", zh="自豪|骄傲|得意", ja="誇らしげ|得意げ", es="orgulloso|orgullosa|triunfante"),
    Term("suspicious", "suspicious", en="suspiciously|doubtful|wary|skeptical", zh="怀疑|疑惑|狐疑", ja="疑わしげ|怪しむ", es="desconfiado|receloso|suspicaz"),
    Term("playful", "playful", en="playfully|mischievous|mischievously|cheeky|flirtatious", zh="调皮|俏皮|顽皮", ja="いたずらっぽく|茶目っ気", es="juguetón|juguetona|pícaro|travieso|coqueta"),
    Term("breathless", "breathless", en="breathlessly|panting|a little breathless|winded", zh="气喘吁吁|喘着气", ja="息を切らし|息切れ", es="sin aliento|jadeante"),
    Term("nostalgic", "nostalgic", en="wistful|wistfully|nostalgically|dreamy|dreamily", zh="怀念|感慨", ja="懐かしそう|しみじみ", es="nostálgico|nostálgica|melancólico"),
    Term("relieved", "relieved", en="with relief|reassured|grateful|gratefully", zh="释然|松了口气|感激", ja="ほっとして|安堵", es="aliviado|aliviada|agradecido"),
    Term("surprised", "surprised", en="astonished|amazed|in awe|stunned|curious|curiously", zh="惊讶|惊喜|好奇", ja="驚いて|びっくり|不思議そう", es="sorprendido|sorprendida|asombrado|curioso"),
)  # fmt: skip

TIMBRES = Vocabulary(
    Term("deep", "deep", en="deep voice|bass voice|baritone", zh="低沉|浑厚", ja="低音|野太い", es="voz grave|voz profunda"),
    Term("gentle", "gentle voice", en="soft voice", zh="柔和的声音|声音柔和", ja="優しい声", es="voz suave"),
    Term("hoarse", "hoarse", en="hoarse voice", zh="嘶哑", ja="しわがれ", es="ronca|ronco"),
    Term("clear", "clear voice", zh="清亮|清澈的声音", ja="澄んだ声", es="voz clara"),
    Term("crisp", "crisp voice", zh="清脆", ja="歯切れのよい声", es="voz nítida"),
    Term("raspy", "raspy", en="raspy voice|gravelly|gruff", zh="沙哑|粗哑", ja="ハスキー|かすれ声", es="rasposa|voz rasgada|áspera"),
    Term("low", "low voice", en="low-pitched", zh="低音嗓", ja="低い声", es="voz baja y grave"),
    Term("husky", "husky", en="husky voice|smoky voice", zh="磁性", ja="ハスキーな声", es="voz aterciopelada"),
    Term("bright", "bright voice", en="high-pitched|high voice", zh="明亮的声音|高亢", ja="明るい声|高い声", es="voz brillante|voz aguda"),
    Term("childlike", "childlike", en="childlike voice|child's voice", zh="童声|稚嫩", ja="子どもの声|幼い声", es="voz infantil"),
    Term("elderly", "elderly voice", en="old man's voice|old woman's voice", zh="苍老的声音|苍老", ja="老いた声", es="voz anciana"),
    Term("steady", "steady voice", zh="稳重的声音", ja="落ち着いた声", es="voz firme"),
    Term("sweet", "sweet voice", en="velvety|silky voice", zh="甜美", ja="甘い声", es="voz dulce"),
    Term("voice", "voice", zh="嗓音|音色", ja="声色|声質", es="timbre de voz"),
    but="voice-over|voice over|low voice over|voice_1|voice_2",
)  # fmt: skip


@dataclass(eq=False, kw_only=True)
class SpokenLanguage(Term):
    """``native``: Kling speaks it; a line in another language is rendered as English speech."""

    native: bool


LANGUAGES = Vocabulary(
    SpokenLanguage("zh", "Chinese", en="in chinese|mandarin|cantonese|sichuanese", zh="中文|汉语|普通话|国语|粤语|四川话", ja="中国語", es="chino|en chino|mandarín", native=True),
    SpokenLanguage("en", "English", en="in english", zh="英语|英文", ja="英語", es="inglés|en inglés", native=True),
    SpokenLanguage("ja", "Japanese", en="in japanese", zh="日语|日文", ja="日本語", es="japonés|en japonés", native=True),
    SpokenLanguage("ko", "Korean", en="in korean", zh="韩语|韩文", ja="韓国語", es="coreano|en coreano", native=True),
    SpokenLanguage("es", "Spanish", en="in spanish|castilian", zh="西班牙语|西语", ja="スペイン語", es="español|en español|castellano", native=True),
    SpokenLanguage("fr", "French", en="in french", zh="法语|法文", ja="フランス語", es="francés|en francés", native=False),
    SpokenLanguage("de", "German", en="in german", zh="德语|德文", ja="ドイツ語", es="alemán|en alemán", native=False),
    SpokenLanguage("pt", "Portuguese", en="in portuguese", zh="葡萄牙语|葡语", ja="ポルトガル語", es="portugués|en portugués", native=False),
    SpokenLanguage("it", "Italian", en="in italian", zh="意大利语", ja="イタリア語", es="italiano|en italiano", native=False),
    SpokenLanguage("ru", "Russian", en="in russian", zh="俄语", ja="ロシア語", es="ruso|en ruso", native=False),
    SpokenLanguage("hi", "Hindi", en="in hindi|urdu|bengali|tamil", zh="印地语", ja="ヒンディー語", es="hindi|en hindi", native=False),
    SpokenLanguage("ar", "Arabic", en="in arabic", zh="阿拉伯语", ja="アラビア語", es="árabe|en árabe", native=False),
    SpokenLanguage("th", "Thai", en="in thai|vietnamese|in vietnamese|indonesian|in indonesian", zh="泰语|越南语", ja="タイ語|ベトナム語", es="tailandés|en tailandés|vietnamita", native=False),
    SpokenLanguage("other", "Turkish", en="in turkish|polish|in polish|dutch|in dutch|swedish|in swedish|greek|in greek|hebrew|in hebrew|ukrainian|in ukrainian|swahili", zh="土耳其语|荷兰语|波兰语|希腊语|瑞典语", ja="トルコ語|オランダ語|ギリシャ語", es="turco|en turco|polaco|neerlandés|griego|catalán|en catalán", native=False),
    but="french accent|german accent|italian accent|russian accent|portuguese accent|indian accent|accent|french fries|french press|french window|french windows|french toast|german shepherd|polish the|dutch angle|dutch tilt|acento francés|acento",
)  # fmt: skip


class Rate(NamedTuple):
    """Units a second: ``ok`` to design with, ``most`` the ceiling."""

    unit: Literal["words", "hanzi", "morae", "syllable blocks"]
    ok: float
    most: float


SPEECH_RATES: dict[str, Rate] = {
    "en": Rate("words", 2.0, 2.8),
    "es": Rate("words", 2.0, 2.7),
    "zh": Rate("hanzi", 3.0, 4.0),
    "ja": Rate("morae", 4.2, 5.5),
    "ko": Rate("syllable blocks", 3.4, 4.6),
}
"""How fast each native language is spoken. English from practitioners, Chinese from an official sample (43 characters
in 15 s), the others estimates of this project."""

LEAD_IN = BETWEEN_TURNS = TAIL = 0.3
"""Seconds of silence before the first line, between two lines and after the last."""
