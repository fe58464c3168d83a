import { normaliseName } from './unit-matching.ts';

/** Traditional characters that stand in names of places, each before its simplified one. */
const TRADITIONAL =
  '區区縣县鎮镇鄉乡莊庄龍龙門门華华東东橋桥灣湾貴贵陽阳觀观雲云烏乌當当樓楼場场廣广興兴寶宝國国園园豐丰馬马壩坝溝沟嶺岭塢坞島岛濱滨長长萬万義义銀银錦锦鳳凤湯汤聖圣愛爱紅红綠绿藍蓝黃黄葉叶蘭兰蘇苏開开關关陳陈劉刘張张楊杨趙赵吳吴鄭郑許许羅罗齊齐衛卫衝冲圍围榮荣慶庆歡欢樂乐業业學学醫医車车連连運运濟济漢汉漁渔澤泽潔洁燈灯環环發发眾众維维總总網网號号裡里裏里見见記记調调貝贝財财賢贤輝辉農农進进遠远鄰邻鐵铁鋼钢鐘钟閣阁隊队陸陆陰阴際际雙双雞鸡電电靈灵韓韩順顺頭头風风飛飞館馆驛驿魚鱼麗丽黨党點点個个倉仓傳传優优億亿內内兩两勝胜勞劳動动務务協协單单廠厂嚴严壽寿夢梦實实寧宁將将專专對对導导層层歲岁帶带幹干庫库應应懷怀戰战擁拥擴扩數数斷断時时曉晓會会條条棟栋樹树橫横歷历氣气沖冲決决淺浅淨净測测湧涌滿满潤润無无熱热爾尔獅狮現现瑪玛產产畫画畢毕確确礦矿禮礼種种穩稳窯窑筆笔節节範范築筑糧粮紀纪約约純纯紙纸級级組组結结統统經经線线縱纵織织繞绕續续習习聯联職职聽听腳脚與与舊旧艷艳蓮莲蕭萧薈荟藝艺藥药蘆芦處处術术裝装規规視视親亲計计訓训設设評评語语誠诚課课論论謝谢譚谭護护變变讓让豬猪質质贊赞跡迹軍军軟软較较輕轻輪轮輸输轉转達达過过遊游適适選选還还郵邮醬酱釀酿針针鈴铃鉛铅銅铜鋪铺錄录錢钱鍋锅鎖锁鏡镜閃闪閉闭間间閩闽闊阔隨随險险雜杂離离難难霧雾靜静響响頂顶項项預预領领題题顏颜願愿類类顧顾飯饭養养馮冯駐驻騎骑騰腾驗验體体髮发鬧闹鮮鲜鴻鸿鵬鹏鶴鹤鷹鹰麥麦齡龄';

const SIMPLIFIED = new Map<string, string>();
for (let i = 0; i + 1 < TRADITIONAL.length; i += 2) SIMPLIFIED.set(TRADITIONAL[i], TRADITIONAL[i + 1]);

const BRACKETED = /[(（[【〔<《「『{][^)）\]】〕>》」』}]*[)）\]】〕>》」』}]/g;
const MARKS = /[()（）[\]【】〔〕<>《》「」『』{}·・.,，。、;；:：'"“”‘’_\-—~#*/\\|\s]/g;
/** Names of what lies above, written before the name: 坪山区坪山街道和平社区. */
const ABOVE = /^.*(?:街道办事处|街道|镇|乡|区|县|市)(?=..)/;

/**
 * The forms under which a name may be looked for, the most faithful first: one width and one script of characters, no spaces or marks,
 * no last word (社区, 居委会, 村, 街道), without what stands in brackets, without the names of what lies above.
 */
export function looseNames(name: string): string[] {
  const plain = Array.from(
    name.normalize('NFKC'),
    (character) => SIMPLIFIED.get(character) ?? character,
  ).join('');
  const forms = [plain, plain.replace(BRACKETED, '')].map((form) => form.replace(MARKS, ''));
  forms.push(...forms.map((form) => form.replace(ABOVE, '')));
  return [...new Set(forms.map(normaliseName))].filter((form) => form !== '');
}

/** Characters that tell neighbours apart: 东山 is never 西山, 第一 never 第二. */
const TELLING = /[0-9一二三四五六七八九十百甲乙丙丁东西南北中上下左右前后内外大小新老]/g;

/** What tells a name apart from those like it; names of which it differs are two places. */
export function tellingPart(name: string): string {
  return (name.match(TELLING) ?? []).join('');
}

/** Characters to put in, take out or replace (Levenshtein); `most` + 1 where there are more. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(replaced, previous[j] + 1, current[j - 1] + 1);
      least = Math.min(least, current[j]);
    }
    if (least > most) return most + 1;
    previous = current;
  }
  return Math.min(previous[b.length], most + 1);
}
