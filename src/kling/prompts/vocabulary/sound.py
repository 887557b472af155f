"""What is heard besides speech: effects, ambience, music, and what is asked not to be heard."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompts.vocabulary.term import Term, Vocabulary

SFX = Vocabulary(
    Term("footsteps", "footsteps", en="footstep|bare feet on|boots on|heels on|running steps", zh="脚步声|脚步", ja="足音", es="pasos|pisadas"),
    Term("door_creak", "door creak", en="creaking door|board creak|creak|wood creak|floorboard creak", zh="开门声|关门声|吱呀声|吱呀", ja="ドアの軋み|きしむ音|ドアの音", es="chirrido de puerta|crujido de puerta|puerta que cruje|crujido de madera"),
    Term("latch", "latch click", en="door latch|lock click|latch clicks|click|lock turning|metal turn", zh="门闩声|咔嗒声|锁扣声", ja="掛け金の音|カチッ", es="clic del pestillo|clic|cerrojo"),
    Term("glass_clink", "glass clink", en="clinking glasses|glasses trembling|cup clink|clink", zh="玻璃碰撞声|碰杯声|杯子碰撞", ja="グラスの音|カップの音|グラスが触れ合う", es="tintineo de copas|tintineo|choque de copas"),
    Term("paper_rustle", "paper rustle", en="rustling paper|page turn|pages turning|rustle", zh="纸张沙沙声|翻页声|沙沙声", ja="紙の擦れる音|ページをめくる音", es="roce de papel|páginas|crujir de papel"),
    Term("keyboard", "keyboard clatter", en="typing sound|keyboard clicks|typing sounds", zh="键盘敲击声|键盘声|打字声", ja="キーボードの音|タイプ音", es="tecleo|teclado"),
    Term("zip", "zip", en="zipper", zh="拉链声", ja="ジッパーの音", es="cremallera"),
    Term("fabric", "fabric rustle", en="cloth rustle|silk rustle|straw rustle|rustling cloth", zh="布料摩擦声|衣料沙沙", ja="衣擦れ", es="roce de tela|roce de seda"),
    Term("drip", "water drip", en="dripping water|dripping|drip", zh="水滴声|滴水声", ja="水滴の音|しずくの音", es="goteo|gota de agua|goteo de agua"),
    Term("splash", "splash", en="splashing|splashing water|water splash", zh="水花声|溅水声", ja="水しぶきの音|水音", es="chapoteo|salpicadura"),
    Term("pour", "pour", en="pouring sound|pouring water|coffee pouring|tea pouring", zh="倒水声|倒茶声", ja="注ぐ音", es="vertido de agua|sonido de verter"),
    Term("sizzle", "sizzle", en="sizzling|frying|wok hiss|hissing pan|hiss", zh="滋滋声|滋滋|嗞嗞", ja="ジュージュー|焼ける音", es="chisporroteo|siseo"),
    Term("whoosh", "whoosh", en="swoosh|swish", zh="嗖声|嗖的", ja="シュッ|風切り音", es="silbido del aire|zumbido rápido"),
    Term("thud", "impact thud", en="thud|thump|impact|knock|knocking|bang", zh="撞击声|咚|敲门声|砰", ja="衝突音|ドスン|ノックの音", es="golpe seco|golpe|impacto|golpes en la puerta"),
    Term("engine", "engine rev", en="engine|engine roar|motor|engine hum|revving engine|train accelerating", zh="引擎轰鸣|引擎声|发动机声|马达声|列车加速声", ja="エンジン音|エンジンの音", es="motor|rugido del motor|acelerón"),
    Term("tyres", "tyre screech", en="tire screech|screeching tires|screeching tyres|brakes squeal", zh="刹车声|轮胎摩擦声", ja="タイヤのきしみ|ブレーキ音", es="chirrido de neumáticos|frenazo"),
    Term("horn", "horn", en="car horn|honk|honking|ship horn|foghorn", zh="喇叭声|鸣笛", ja="クラクション|警笛|汽笛", es="claxon|bocina|sirena de barco"),
    Term("bell", "bell", en="bells|chime|chimes|tram bell|church bell|bell ringing|doorbell|wind chimes", zh="铃声|钟声|风铃|提示音|铃铛", ja="鐘の音|鈴の音|ベル|風鈴", es="campana|campanas|campanilla|timbre"),
    Term("whistle", "whistle", en="referee whistle|whistling|kettle whistle", zh="哨声|口哨", ja="笛の音|口笛", es="silbato|silbido"),
    Term("alarm", "alarm", en="siren|alarm clock|buzzer", zh="警报声|警笛|闹钟", ja="警報|アラーム|目覚まし", es="alarma|sirena|despertador"),
    Term("shutter", "camera shutter", en="shutter click", zh="快门声", ja="シャッター音", es="obturador"),
    Term("coin", "coin drop", en="coins clinking", zh="硬币落地声|硬币声", ja="コインの音", es="moneda que cae|monedas"),
    Term("sword", "sword clash", en="clashing swords|metal on stone|metal clang|clang|chain clink", zh="刀剑碰撞声|金属碰撞声", ja="剣戟の音|金属音", es="choque de espadas|choque metálico"),
    Term("explosion", "explosion", en="blast|boom", zh="爆炸声", ja="爆発音", es="explosión|estallido"),
    Term("thunder", "thunder crack", en="thunder|thunderclap|rumbling thunder|distant thunder", zh="雷声|雷鸣", ja="雷鳴|雷の音", es="trueno|truenos"),
    Term("heartbeat", "heartbeat", en="heart beating|pulse", zh="心跳声|心跳", ja="心臓の鼓動|鼓動|心音", es="latido|latidos"),
    Term("breath", "breath", en="breathing|heavy breathing|held breath|panting", zh="呼吸声|喘息声", ja="呼吸音|息遣い", es="respiración|jadeo"),
    Term("sigh", "sigh", en="sighs", zh="叹息|叹气", ja="ため息", es="suspiro"),
    Term("laugh", "laugh", en="laughter|giggle|chuckle|children laughing|laughing", zh="笑声", ja="笑い声", es="risa|risas|carcajada"),
    Term("applause", "applause", en="clapping|cheering|cheers", zh="掌声|欢呼声", ja="拍手|歓声", es="aplausos|ovación|vítores"),
    Term("bark", "bark", en="dog bark|barking", zh="狗叫|狗叫声|犬吠", ja="犬の鳴き声|吠える声", es="ladrido|ladridos"),
    Term("meow", "meow", en="purr|purring", zh="猫叫|喵|呼噜声", ja="猫の鳴き声|ゴロゴロ", es="maullido|ronroneo"),
    Term("birdsong", "birdsong", en="bird song|birds chirping|chirping|gulls|rooster|seagulls|crows", zh="鸟鸣|鸟叫|海鸥叫|鸡鸣", ja="鳥のさえずり|鳥の声|カモメの声", es="canto de pájaros|trino|pájaros cantando|gaviotas|gallo"),
    Term("phone", "phone buzz", en="phone ring|ringtone|phone vibrating", zh="手机震动声|电话铃声", ja="着信音|電話の音|バイブ音", es="vibración del teléfono|teléfono que suena"),
    Term("crunch", "crunch", en="crunching|crust breaking|crunchy", zh="嘎吱声|咔嚓声", ja="サクサク|ザクザク", es="crujido|crujiente"),
    Term("chop", "chop", en="chopping|knife on board|knife through", zh="切菜声", ja="包丁の音", es="golpe de cuchillo|cortar verduras"),
    Term("flame", "flame crackle", en="crackling flame|fire crackle|crackling fire|crackle|crackling", zh="火焰噼啪声|噼啪声|柴火声", ja="炎のはぜる音|パチパチ", es="crepitar del fuego|crepitar"),
    Term("gravel", "gravel crunch", en="gravel underfoot|steps on gravel|grass underfoot", zh="碎石声", ja="砂利を踏む音", es="grava|pisadas en grava"),
    Term("rope", "rope creak", en="creaking rope", zh="绳索吱嘎声", ja="ロープの軋み", es="crujido de cuerda"),
    Term("hooves", "hooves", en="hoofbeats|horse hooves|galloping", zh="马蹄声", ja="蹄の音", es="cascos de caballo|galope"),
    Term("scrape", "wooden scrape", en="scrape|scraping|chain ticking|ticking|clock ticking|tick", zh="刮擦声|滴答声", ja="擦れる音|時計の音", es="raspado|tictac"),
    Term("generic_sfx", "sound effects", en="sound effect|sfx|foley", zh="音效|声效", ja="効果音", es="efectos de sonido|efecto de sonido"),
    but="pour over|impact on|engine parts|bell tower|bell pepper|coin flip|horn-rimmed|click here|whistle stop|motor show|pulse of light|boom up|boom down",
)  # fmt: skip

AMBIENCE = Vocabulary(
    Term("room_tone", "room tone", en="quiet room tone|kitchen room tone|silence|near silence", zh="环境底噪|室内底噪|寂静", ja="室内の空気音|静けさ|無音の部屋", es="tono de sala|silencio de la sala|silencio"),
    Term("traffic", "city traffic", en="traffic|street noise|city noise|distant cars|passing cars|city hum", zh="城市车流|车流声|车流", ja="街の車の音|車の走行音|遠い車", es="tráfico|tráfico urbano|ruido de la ciudad"),
    Term("cafe", "café murmur", en="cafe murmur|cafe ambience|café ambience|cafe sounds|restaurant murmur|coffee shop chatter|cafe chatter|café chatter", zh="咖啡馆人声|咖啡馆的低语", ja="カフェのざわめき|喫茶店のざわめき", es="murmullo de café|murmullo del bar"),
    Term("office", "office hum", en="office noise", zh="办公室嗡鸣", ja="オフィスの音", es="zumbido de oficina"),
    Term("air_conditioner", "air-conditioner hum", en="ventilation hum|fan hum|oven fan|air conditioning|hum|amp hum|low hum|bee hum", zh="空调嗡鸣|嗡鸣|风扇声", ja="空調の音|換気音|唸り", es="zumbido del aire acondicionado|zumbido|ventilador"),
    Term("fridge", "fridge hum", en="refrigerator hum|hum of the fridge", zh="冰箱嗡鸣", ja="冷蔵庫の音", es="zumbido de la nevera"),
    Term("rain_window", "rain on window", en="rain sound|rain sounds|sound of rain|rain on glass|rain on the window|rain on pavement|steady rain|rain noise|rain falling|rain ambience", zh="雨声|雨打窗|雨打在窗上", ja="雨音|雨の音|窓を打つ雨", es="sonido de lluvia|lluvia en la ventana|ruido de lluvia"),
    Term("rain_roof", "rain on metal roof", en="rain on tin|rain on the roof|rain on a tin awning|rain on roof|rain on the pavilion roof", zh="雨打铁皮屋顶|雨打屋檐", ja="屋根を打つ雨|トタンの雨音", es="lluvia en el tejado|lluvia sobre chapa"),
    Term("wind_trees", "wind through trees", en="wind in the trees|leaves rustling|rustling leaves|howling wind|low wind|sound of wind|wind sound", zh="风声|林间风声|树叶沙沙", ja="風の音|木々を渡る風|葉擦れ", es="viento entre los árboles|sonido del viento|hojas al viento"),
    Term("waves", "ocean waves", en="waves|sea waves|surf|crashing waves|lapping water|sound of the sea", zh="海浪声|浪声|涛声", ja="波の音|波音", es="olas|sonido del mar|oleaje|olas del mar"),
    Term("river", "river flow", en="river|stream|running water|waterfall|babbling brook", zh="河流声|流水声|溪流声", ja="川の流れ|せせらぎ", es="río|arroyo|agua corriente"),
    Term("night_insects", "night insects", en="crickets|cicadas|insects", zh="虫鸣|蝉鸣|蟋蟀", ja="虫の音|蝉の声|虫の声", es="grillos|insectos nocturnos|cigarras"),
    Term("forest", "forest birds", en="forest ambience|forest sounds|nature sounds", zh="林间鸟鸣|森林声", ja="森の鳥|森の音", es="pájaros del bosque|sonidos del bosque"),
    Term("market", "market crowd", en="market murmur|crowd murmur|crowd noise|party chatter|chatter|murmur|crowd", zh="人群嘈杂|人声嘈杂|集市喧闹|人声", ja="人混みのざわめき|ざわめき|雑踏", es="murmullo de la gente|multitud|bullicio|murmullo"),
    Term("stadium", "stadium crowd", en="stadium roar|crowd roar|crowd cheering", zh="球场欢呼|体育场人声", ja="スタジアムの歓声", es="multitud en el estadio|rugido del estadio"),
    Term("subway", "subway rumble", en="train rumble|metro rumble|passing train|train noise|rumble", zh="地铁轰鸣|列车声|列车远去|低鸣", ja="地下鉄の音|電車の音", es="rumor del metro|tren que pasa|traqueteo"),
    Term("airport", "airport announcements", en="announcements|tannoy", zh="机场广播|广播声", ja="空港のアナウンス|アナウンス", es="megafonía|avisos de aeropuerto"),
    Term("snow_silence", "snow silence", en="muffled silence|snowy silence", zh="雪后寂静", ja="雪の静けさ", es="silencio de nieve"),
    Term("underwater", "underwater muffle", en="underwater sound|muffled underwater|bubbles", zh="水下闷响|气泡声", ja="水中のこもった音|泡の音", es="sonido bajo el agua|burbujas"),
    Term("fireplace", "fireplace crackle", en="fire crackling in the hearth", zh="壁炉噼啪声", ja="暖炉の音", es="crepitar de la chimenea"),
    Term("sirens", "distant sirens", en="sirens in the distance|police sirens", zh="远处警笛", ja="遠くのサイレン", es="sirenas lejanas"),
    Term("reverb", "church reverb", en="church echo|cathedral reverb|echo|reverb", zh="教堂混响|回声", ja="教会の残響|残響|こだま", es="eco de iglesia|reverberación|eco"),
    but="river bank|river stones|toward the river|crowd of|stream of light|waves goodbye|waves at|waves to|waves her|waves his|she waves|he waves|hand waves",
)  # fmt: skip

MUSIC_MOODS = Vocabulary(
    Term("upbeat_pop", "upbeat pop", en="pop music|pop song|upbeat music|happy music|cheerful music", zh="欢快流行乐|流行音乐|轻快音乐|欢快的音乐", ja="アップテンポなポップ|ポップ音楽|明るい音楽", es="pop alegre|música pop|música alegre"),
    Term("soft_piano", "soft piano", en="piano|gentle piano|piano music|upright-piano|solo piano", zh="柔和钢琴|钢琴曲|钢琴声|钢琴", ja="柔らかいピアノ|ピアノ", es="piano suave|piano"),
    Term("guitar", "solo guitar", en="acoustic guitar|electric guitar|guitar|soft electric guitar", zh="吉他独奏|吉他", ja="ギター", es="guitarra"),
    Term("lofi", "lo-fi beat", en="lofi|lo-fi|lo-fi hip hop", zh="低保真节拍|lo-fi音乐", ja="ローファイ", es="ritmo lo-fi|lo-fi"),
    Term("orchestral", "orchestral swell", en="orchestra|orchestral|orchestral music|symphonic|epic music|cinematic music|dramatic music", zh="管弦乐|交响乐|史诗音乐|激昂的音乐", ja="オーケストラ|壮大な音楽|ドラマチックな音楽", es="orquesta|orquestal|música orquestal|música épica|música dramática"),
    Term("tense_strings", "tense strings", en="string drone|tense music|suspense music|strings|low strings|scary music|horror music", zh="紧张弦乐|弦乐|悬疑音乐|恐怖音乐", ja="緊張感のある弦楽|弦楽", es="cuerdas tensas|cuerdas|música de suspense|música tensa"),
    Term("ambient_drone", "ambient drone", en="ambient music|drone music|synth pad|ambient pad", zh="氛围音乐|环境音乐", ja="アンビエント", es="música ambiental|ambient"),
    Term("jazz", "jazz trio", en="jazz|smooth jazz|swing music", zh="爵士三重奏|爵士乐|爵士", ja="ジャズ", es="trío de jazz|jazz"),
    Term("synthwave", "synthwave", en="synth music|80s synth|electro|techno|house beat|electronic music|edm", zh="合成器浪潮|电子音乐|电音", ja="シンセウェーブ|電子音楽|テクノ", es="synthwave|música electrónica|techno"),
    Term("folk", "folk fiddle", en="folk music|fiddle|country music", zh="民谣提琴|民谣", ja="フォーク音楽|フィドル", es="violín folk|música folk|folclore"),
    Term("choir", "choir", en="choral|chanting|gospel", zh="合唱|唱诗班", ja="合唱|聖歌隊", es="coro"),
    Term("taiko", "taiko drums", en="drums|drum loop|percussion|drumbeat|tribal drums", zh="太鼓|鼓声|鼓点|打击乐", ja="太鼓|ドラム", es="tambores taiko|tambores|percusión|batería"),
    Term("pizzicato", "playful pizzicato", en="pizzicato|playful music|quirky music|comic music", zh="俏皮拨奏|拨弦", ja="ピチカート", es="pizzicato|música juguetona"),
    Term("cello", "melancholic cello", en="cello|sad violin|violin|sad music|melancholy music", zh="忧郁大提琴|大提琴|小提琴|悲伤音乐", ja="チェロ|バイオリン|悲しい音楽", es="violonchelo melancólico|violonchelo|violín|música triste"),
    Term("build_up", "electronic build-up", en="riser|build-up|bass drop", zh="电子渐强", ja="ビルドアップ", es="subida electrónica"),
    Term("waltz", "waltz", en="slow waltz", zh="华尔兹|圆舞曲", ja="ワルツ", es="vals"),
    Term("hiphop", "hip-hop groove", en="hip hop|hip-hop|rap beat|trap beat", zh="嘻哈节奏|嘻哈|说唱", ja="ヒップホップ", es="hip-hop|ritmo hip hop|rap"),
    Term("guzheng", "traditional guzheng", en="guzheng|traditional chinese music|erhu|pipa", zh="古筝|古琴|国风音乐|笛声|二胡|琵琶", ja="古筝|琴の音|三味線|尺八", es="guzheng|música tradicional china"),
    Term("cumbia", "cumbia", en="salsa music|latin music|flamenco", zh="昆比亚|拉丁音乐", ja="クンビア|ラテン音楽", es="cumbia|salsa|flamenco|música latina"),
    Term("music_box", "children's music box", en="music box|lullaby", zh="八音盒|摇篮曲", ja="オルゴール|子守唄", es="caja de música|nana"),
    Term("rock", "rock music", en="rock band|punk rock|heavy metal|rock guitar", zh="摇滚乐|摇滚", ja="ロック音楽|ロックミュージック", es="música rock|rock"),
    Term("music", "music", en="song|soundtrack|melody|score|background music|bgm|tune", zh="音乐|配乐|背景音乐|歌曲|旋律|歌声", ja="音楽|曲|BGM|メロディ", es="música|canción|banda sonora|melodía"),
    but="music video|music-video|music room|no music|without music|sheet music|piano keys|old upright piano|a piano|the piano|grand piano|rock climb|rock wall|on a rock|playing guitar|music stand|无音乐|没有音乐|不要音乐|音楽なし|音楽は不要|sin música|nada de música|音楽はなし|音楽無し|音楽不要|音楽はいらない|音楽いらない|BGMなし|BGMはなし|BGM不要|不用音乐|不需要音乐|别加音乐|不加音乐|不要任何音乐",
)  # fmt: skip

MUSIC_LEVELS = Vocabulary(
    Term("no_music", "no music", en="without music", zh="无音乐|没有音乐", ja="音楽なし", es="sin música"),
    Term("faint", "faint under dialogue", en="faint under|low under the voices|under the line", zh="对白下微弱", ja="台詞の下でかすかに", es="muy bajo bajo el diálogo|muy bajo"),
    Term("soft", "soft background", en="soft in the background", zh="轻柔背景", ja="控えめなBGM", es="fondo suave"),
    Term("prominent", "prominent", en="loud music", zh="突出", ja="目立つ音楽", es="en primer plano sonoro"),
    Term("swells", "swells at the end", en="swelling|swells", zh="结尾渐强", ja="最後に盛り上がる", es="crece al final"),
    Term("cut_silence", "cuts to silence", en="cut to silence|then silence", zh="戛然而止|归于寂静", ja="突然の静寂", es="corte a silencio"),
)  # fmt: skip

EXCLUSIONS = Vocabulary(
    Term("no_music", "no music", en="no background music|without music|without any music|no score|no soundtrack|no bgm|skip the music|leave out the music", zh="无音乐|没有音乐|不要音乐|不要任何音乐|不用音乐|不需要音乐|别加音乐|不加音乐|无背景音乐|不要配乐", ja="音楽なし|音楽はなし|音楽無し|音楽は不要|音楽不要|音楽はいらない|音楽いらない|BGMなし|BGMはなし|BGM不要", es="sin música|sin música de fondo|nada de música|sin nada de música|que no haya música"),
    Term("no_dialogue", "no dialogue", en="no talking|no speech|no voices|no voice|nobody speaks|no one speaks|neither speaks|neither of them speaks|without a word|without speaking|nobody says a word|no one says a word|without dialogue|no dialog|no words", zh="无对白|没有对白|不说话|不要说话|别说话|不要讲话|不用说话|无人声|不要对白|没有人说话", ja="台詞なし|セリフなし|会話なし|無言で", es="sin diálogo|sin diálogos|sin voces|sin hablar|nadie habla|sin palabras"),
    Term("no_other_voices", "no other voices", zh="没有其他人声", ja="他の声なし", es="sin otras voces"),
    Term("no_subtitles", "no subtitles", en="no captions|no text|no text on screen|no on-screen text", zh="无字幕|不要字幕", ja="字幕なし|テロップなし", es="sin subtítulos|sin texto"),
    Term("no_sound", "no sound", en="silent|without sound|no audio|mute|muted|without audio|i'll add my own sound|i will add my own sound|add my own sound|my own music|add the sound myself|sound off", zh="无声|静音|不要声音|没有声音|不需要声音|后期配音", ja="音なし|無音|音声なし|音は不要|音はいらない", es="sin sonido|en silencio|mudo|muda|sin audio"),
    but="silent film style",
)  # fmt: skip

SOUND_WORDS = Vocabulary(
    Term("sound", "sound", en="audio|noise|hear|heard|loud|echo|hum|ring|ringing|buzz|roar|roaring|howl|voice|rumble|rumbling|silence|quiet hum|ticking|tapping|strum|toll", zh="声音|声|响|音效|轰鸣|静默", ja="音声|音|響|鳴", es="sonido|ruido|suena|se oye|audio|silencio|eco"),
    but="sound off|no sound|音速|音符|sound asleep",
)  # fmt: skip
"""Any word of hearing: what tells that a prompt speaks of sound at all."""
