"""Palettes, atmospheres, textures and styles."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kling.prompts.vocabulary.term import Term, Vocabulary


@dataclass(eq=False, kw_only=True)
class Style(Term):
    """``group`` decides which styles clash; ``restyle`` words are those Kling's edit guide names."""

    group: Literal["live_action", "animation", "painterly", "genre"]
    restyle: bool = False


PALETTES = Vocabulary(
    Term("warm_amber", "warm amber", en="amber|warm tones|warm colours|warm colors|warm browns|warm brown|amber tones|warm palette|yellow accent", zh="暖琥珀色|琥珀色|暖色调|暖色", ja="琥珀色|暖色|暖かい色調", es="ámbar cálido|ámbar|tonos cálidos|colores cálidos"),
    Term("teal_orange", "teal and orange", en="orange and teal|teal-orange", zh="青橙色调|青橙", ja="ティール＆オレンジ|ティールとオレンジ", es="turquesa y naranja|cian y naranja"),
    Term("muted_earth", "muted earth tones", en="earth tones|earthy tones|muted tones|muted colours|muted colors|muted teal|muted blue", zh="大地色|低饱和大地色|大地色系", ja="アースカラー|くすんだ色", es="tonos tierra|colores tierra|colores apagados"),
    Term("pastel", "pastel", en="pastel colours|pastel colors|pastel tones|soft pastels", zh="粉彩|马卡龙色|柔和粉彩", ja="パステルカラー|パステル", es="colores pastel|tonos pastel|pastel"),
    Term("blue_grey", "desaturated blue-grey", en="desaturated blue-gray|blue-grey|blue-gray|cold desaturated blue|cold blue|cool blue|desaturated|cold tones|cool tones|muted blue-grey", zh="低饱和蓝灰|蓝灰色|冷色调|冷蓝|冷调|冷色", ja="青灰色|寒色|冷たい色調|彩度を抑えた青", es="azul grisáceo desaturado|gris azulado|tonos fríos|azul frío|desaturado"),
    Term("black_white", "high-contrast black and white", en="black and white|black-and-white|monochrome|greyscale|grayscale", zh="高反差黑白|黑白", ja="白黒|モノクロ", es="blanco y negro|monocromo|monocromático"),
    Term("sepia", "monochrome sepia", en="sepia|sepia tone", zh="棕褐色|复古棕|怀旧色调", ja="セピア色|セピア", es="sepia"),
    Term("candy", "candy-coloured", en="candy-colored|candy colours|candy colors|saturated colours|saturated colors|vivid colours|vivid colors|saturated", zh="糖果色|高饱和|鲜艳", ja="キャンディカラー|鮮やかな色|高彩度", es="colores de caramelo|colores saturados|colores vivos"),
    Term("jewel", "jewel tones", en="jewel-toned|emerald and ruby|deep jewel colours", zh="宝石色|宝石色调", ja="宝石のような色|ジュエルトーン", es="tonos joya|colores joya"),
    Term("neon", "neon magenta and cyan", en="magenta and cyan|neon colours|neon colors|pink and blue neon|cyan and magenta|neon palette", zh="霓虹品红与青|品红与青|霓虹色", ja="ネオンマゼンタとシアン|ネオンカラー", es="magenta y cian|colores neón"),
    Term("bleach_bypass", "bleach-bypass", en="bleach bypass", zh="漂白效果|银残留", ja="銀残し|ブリーチバイパス", es="bleach bypass"),
    Term("gold_cream", "golden and cream", en="gold and cream|cream and gold|golden tones|golden palette", zh="金色与奶油色|金色奶油|金色调", ja="金色とクリーム|ゴールドとクリーム", es="dorado y crema|tonos dorados"),
    Term("forest", "forest green and brown", en="green and brown|forest green|deep greens|green tones", zh="森林绿与棕|墨绿色|森林绿", ja="深緑と茶|深緑|森の緑", es="verde bosque y marrón|verde bosque|verdes profundos"),
    Term("clinical", "clinical white", en="clean white|sterile white|pure white|all white", zh="冷白|纯白|洁白", ja="純白|無菌的な白|真っ白", es="blanco clínico|blanco puro|blanco limpio"),
    but="pastel drawing|pastel de|amber lamp",
)  # fmt: skip

ATMOSPHERES = Vocabulary(
    Term("calm", "calm", en="peaceful|serene|tranquil|quiet|still|restful|relaxed|soothing", zh="平静|宁静|安静|静谧|安宁", ja="穏やか|静か|静寂|落ち着いた", es="tranquilo|tranquila|sereno|serena|calma|apacible|silencioso"),
    Term("intimate", "intimate", en="cozy|cosy|close and personal", zh="亲密|温馨", ja="親密|温かい", es="íntimo|íntima|acogedor|acogedora"),
    Term("hushed", "hushed", en="hushed and expectant|reverential quiet|tender", zh="屏息|静默|温柔", ja="息をひそめた|ひっそり", es="silencioso y expectante|sigiloso"),
    Term("tense", "tense", en="tension|uneasy|nerve-racking|edgy", zh="紧张|紧迫", ja="緊張|緊迫|張り詰めた", es="tenso|tensa|tensión"),
    Term("ominous", "ominous", en="threatening|menacing|creepy|eerie|sinister|scary|foreboding", zh="不祥|阴森|诡异|恐怖", ja="不穏|不気味|怖い", es="ominoso|inquietante|amenazador|siniestro"),
    Term("melancholic", "melancholic", en="melancholy|wistful|sad|sorrowful|moody", zh="忧郁|忧伤|伤感", ja="物悲しい|憂鬱|切ない", es="melancólico|melancólica|triste|melancolía"),
    Term("nostalgic", "nostalgic", en="nostalgia|retro feel|bittersweet", zh="怀旧|怀念", ja="懐かしい|ノスタルジック|郷愁", es="nostálgico|nostálgica|nostalgia"),
    Term("joyful", "joyful", en="cheerful|happy|uplifting|lively|festive|exuberant|upbeat", zh="欢快|喜悦|快乐|热闹", ja="楽しい|陽気|喜び|賑やか", es="alegre|feliz|festivo|animado|jubiloso"),
    Term("playful", "playful", en="whimsical|mischievous|lighthearted", zh="俏皮|顽皮|童趣", ja="遊び心|いたずら", es="juguetón|travieso|lúdico"),
    Term("romantic", "romantic", en="romance|loving", zh="浪漫", ja="ロマンチック", es="romántico|romántica"),
    Term("epic", "epic", en="grand|majestic|monumental|heroic", zh="史诗|宏大|磅礴|壮阔", ja="壮大|雄大|叙事詩", es="épico|épica|grandioso|majestuoso"),
    Term("mysterious", "mysterious", en="mystery|enigmatic|mystical", zh="神秘", ja="神秘的|謎めいた", es="misterioso|misteriosa|misterio"),
    Term("lonely", "lonely", en="solitary|isolated|desolate|forlorn", zh="孤独|寂寞|孤寂", ja="孤独|寂しい", es="solitario|solitaria|desolado"),
    Term("triumphant", "triumphant", en="victorious|proud|glorious", zh="胜利|凯旋", ja="勝利|誇らしい", es="triunfal|victorioso|triunfante"),
    Term("chaotic", "chaotic", en="frantic|frenzied|hectic", zh="混乱|狂乱", ja="混沌|慌ただしい", es="caótico|frenético"),
    Term("dreamy", "dreamy", en="dreamlike|ethereal|surreal mood", zh="梦幻|如梦|空灵", ja="夢のよう|幻想的", es="onírico|de ensueño|etéreo"),
    Term("reverent", "reverent", en="solemn|sacred|dignified", zh="庄严|肃穆|虔诚", ja="厳か|荘厳|神聖", es="solemne|reverente|sagrado"),
    Term("comic", "comic", en="funny|humorous|comedic|silly|slightly comic", zh="滑稽|搞笑|幽默", ja="コミカル|滑稽|おかしい", es="cómico|gracioso|divertido|humorístico"),
    Term("suspenseful", "suspenseful", en="suspense|thrilling|cliffhanger", zh="悬疑|悬念", ja="サスペンス|はらはら", es="suspense|intriga"),
    Term("hopeful", "hopeful", en="optimistic|inspiring|warm and hopeful", zh="充满希望|希望|温暖人心", ja="希望に満ちた|希望", es="esperanzador|esperanzado|optimista"),
    but="stands still|still unchanged|still life|stays still|holds still|lies still|comic book|camera still|still camera|remains still",
)  # fmt: skip

TEXTURES = Vocabulary(
    Term("film_grain", "light film grain", en="film grain|grainy|grain", zh="胶片颗粒|颗粒感", ja="フィルム粒子|粒状感", es="grano de película|grano fino"),
    Term("grain_16mm", "16mm grain", en="16mm film|super 8", zh="16毫米胶片", ja="16ミリフィルム|8ミリフィルム", es="película de 16 mm"),
    Term("vhs", "VHS noise", en="vhs|videotape noise", zh="录像带噪点|VHS质感", ja="VHSノイズ|ビデオテープ風", es="ruido VHS|cinta VHS"),
    Term("clean_digital", "clean digital", en="crisp digital|razor sharp", zh="干净数码", ja="クリアなデジタル", es="digital limpio"),
    Term("haze", "haze", en="atmospheric haze|smoke haze", zh="朦胧", ja="かすみ", es="bruma ligera"),
    Term("motion_blur", "motion blur", zh="动态模糊|运动模糊", ja="モーションブラー", es="desenfoque de movimiento"),
    Term("lens_flare", "lens flare", en="flare", zh="镜头光晕|炫光", ja="レンズフレア", es="destello de lente"),
    Term("dust", "dust particles", en="dust in the beam|dust motes|dust in the air|floating dust", zh="尘埃|浮尘", ja="舞う埃|塵", es="motas de polvo|polvo en suspensión"),
    Term("condensation", "condensation", en="fogged glass", zh="水汽凝结|水雾", ja="結露|水滴", es="condensación|vaho"),
    Term("rain_on_lens", "rain on lens", en="droplets on the lens", zh="镜头雨滴", ja="レンズの雨粒", es="gotas en la lente"),
)  # fmt: skip

STYLES = Vocabulary(
    Style("photorealistic", "photorealistic", en="photo-realistic|realistic|live-action|live action|photoreal|photorealism", zh="写实|照片级真实|真人实拍|逼真", ja="フォトリアル|実写|写実的", es="fotorrealista|realista|hiperrealista", group="live_action"),
    Style("documentary", "documentary", en="documentary feel|documentary style", zh="纪录片", ja="ドキュメンタリー", es="documental", group="live_action"),
    Style("film_noir", "film noir", en="noir", zh="黑色电影", ja="フィルムノワール", es="cine negro", group="live_action"),
    Style("music_video", "music-video", en="music video style", zh="音乐录影带|MV风格", ja="ミュージックビデオ風", es="estilo videoclip|videoclip", group="live_action"),
    Style("product", "commercial product film", en="product commercial|commercial style|product film", zh="商业广告片|产品广告", ja="商品CM|広告映像", es="anuncio de producto|spot publicitario", group="live_action"),
    Style("vlog", "vlog", en="vlog style", zh="vlog风格", ja="ブログ風|vlog風", es="estilo vlog", group="live_action"),
    Style("period", "period drama", en="costume drama", zh="古装剧|年代剧", ja="時代劇", es="drama de época", group="live_action"),
    Style("home_video", "home video", en="home movie|camcorder", zh="家庭录像", ja="ホームビデオ", es="vídeo casero", group="live_action"),
    Style("found_footage", "found footage", zh="伪纪录片", ja="ファウンドフッテージ", es="metraje encontrado", group="live_action"),
    Style("fashion_film", "fashion film", en="fashion editorial", zh="时尚大片", ja="ファッションフィルム", es="fashion film", group="live_action"),
    Style("anime", "Japanese anime", en="anime|anime style|ghibli-like", zh="日漫|动漫|日本动画|日式动画", ja="日本のアニメ|アニメ風|アニメ調|アニメ", es="anime|anime japonés", group="animation", restyle=True),
    Style("cartoon", "American cartoon", en="cartoon|cartoon style|2D cartoon|2D animation", zh="美式卡通|卡通", ja="カートゥーン|アメリカンカートゥーン", es="dibujos animados|caricatura", group="animation", restyle=True),
    Style("animation_3d", "3D animation", en="3D animated|CGI animation|3D render|3D cartoon|3DCG", zh="3D动画|三维动画", ja="3Dアニメーション", es="animación 3D", group="animation"),
    Style("stop_motion", "stop-motion", en="stop motion|stop-motion animation", zh="定格动画", ja="ストップモーション|コマ撮り", es="stop-motion", group="animation"),
    Style("claymation", "claymation", en="clay animation|clay style|clay|plasticine", zh="黏土动画|粘土动画|黏土|粘土", ja="クレイアニメ|粘土アニメ|粘土", es="plastilina|animación con plastilina|claymation", group="animation", restyle=True),
    Style("felt", "wool felt", en="felted wool|needle felt|felt", zh="羊毛毡|毛毡", ja="羊毛フェルト|フェルト", es="fieltro de lana|fieltro", group="animation", restyle=True),
    Style("paper", "paper cut-out", en="paper cutout|papercut|paper craft|paper-cut", zh="剪纸", ja="切り絵|ペーパークラフト", es="recorte de papel|papel recortado", group="animation"),
    Style("pixel_art", "pixel art", en="8-bit|pixelated|16-bit", zh="像素风|像素艺术|像素", ja="ピクセルアート|ドット絵", es="pixel art|arte pixel|pixelado", group="animation", restyle=True),
    Style("voxel", "voxel", en="voxel art|blocky voxel", zh="体素", ja="ボクセル", es="vóxel", group="animation"),
    Style("cel_shaded", "cel-shaded", en="cel shading|toon-shaded", zh="赛璐璐", ja="セルシェーディング|セル画風", es="cel shading", group="animation"),
    Style("figurine", "figurine", en="toy figure style|figurine style", zh="手办", ja="フィギュア風", es="figurita|estilo figura de colección", group="animation", restyle=True),
    Style("ink_wash", "ink wash painting", en="ink wash|ink-wash|ink painting|sumi-e", zh="水墨画|水墨", ja="水墨画", es="aguada de tinta|tinta china", group="painterly", restyle=True),
    Style("watercolor", "watercolor", en="watercolour|watercolor animation|watercolour painting", zh="水彩画|水彩", ja="水彩画|水彩", es="acuarela", group="painterly", restyle=True),
    Style("oil", "oil painting", en="oil-painting|oil painted|oil on canvas", zh="油画", ja="油絵|油彩", es="pintura al óleo|óleo", group="painterly", restyle=True),
    Style("impressionist", "impressionist", en="impressionism|monet|monet-inspired", zh="印象派|莫奈", ja="印象派|モネ風", es="impresionista|impresionismo", group="painterly", restyle=True),
    Style("pencil", "pencil sketch", en="pencil drawing|hand-drawn sketch|line drawing", zh="铅笔素描|素描|手绘", ja="鉛筆画|鉛筆スケッチ|手描き", es="boceto a lápiz|dibujo a lápiz", group="painterly"),
    Style("charcoal", "charcoal", en="charcoal drawing", zh="炭笔画|炭笔", ja="木炭画", es="carboncillo", group="painterly"),
    Style("woodblock", "woodblock print", en="ukiyo-e|woodcut", zh="木刻版画|浮世绘|版画", ja="浮世絵|木版画", es="grabado en madera|ukiyo-e|xilografía", group="painterly"),
    Style("pastel_drawing", "pastel drawing", en="chalk pastel", zh="粉彩画|色粉画", ja="パステル画", es="dibujo al pastel", group="painterly"),
    Style("cyberpunk", "cyberpunk", zh="赛博朋克", ja="サイバーパンク", es="ciberpunk|cyberpunk", group="genre", restyle=True),
    Style("steampunk", "steampunk", zh="蒸汽朋克", ja="スチームパンク", es="steampunk", group="genre"),
    Style("retro_futurism", "retro-futurism", en="retro-futuristic|retrofuturistic", zh="复古未来主义|复古未来", ja="レトロフューチャー", es="retrofuturismo|retrofuturista", group="genre"),
    Style("fantasy", "fantasy", en="high fantasy", zh="奇幻|魔幻", ja="ファンタジー", es="fantasía", group="genre"),
    Style("post_apocalyptic", "post-apocalyptic", en="postapocalyptic", zh="末日废土|废土|末世", ja="終末|ポストアポカリプス", es="postapocalíptico", group="genre"),
    Style("gothic", "gothic", zh="哥特", ja="ゴシック", es="gótico", group="genre"),
    Style("minimalism", "minimalism", en="minimalist|minimal style", zh="极简", ja="ミニマル|ミニマリズム", es="minimalista|minimalismo", group="genre"),
    Style("surreal", "surreal", en="surrealist|surrealism", zh="超现实", ja="シュール|超現実", es="surrealista|surreal", group="genre"),
    but="clay pot|clay bowl|clay wall|clay tile|clay court|clay cup|felt hat|felt pen|she felt|he felt|realistic motion|anime convention",
)  # fmt: skip
