// Chinese characters by their sound, without a dictionary: the browser itself sorts characters by pinyin, and a list of the first
// character of each syllable says where one syllable ends and the next begins. Common characters of names come first.

const FIRST = 0x4e00;
const LAST = 0x9fa5;

// The first common character of each syllable, in the browser's pinyin order. ü is typed as v.
const SYLLABLES = `
  a吖 ai哎 an安 ang肮 ao凹 ba八 bai掰 ban扳 bang邦 bao勹 bei卑 ben奔 beng崩 bi逼 bian边 biao灬 bie憋 bin玢 bing冫
  bo拨 bu逋 ca嚓 cai猜 can参 cang仓 cao操 ce册 cen岑 ceng噌 cha叉 chai拆 chan觇 chang伥 chao抄 che车 chen抻
  cheng柽 chi吃 chong充 chou抽 chu出 chuai揣 chuan巛 chuang疮 chui吹 chun春 chuo踔 ci呲 cong匆 cou凑 cu粗 cuan汆
  cui崔 cun村 cuo搓 da哒 dai呆 dan丹 dang当 dao刀 de得 deng灯 di氐 dia嗲 dian掂 diao刁 die爹 ding丁 diu丢 dong东
  dou都 du嘟 duan端 dui堆 dun吨 duo多 e婀 ei诶 en恩 er儿 fa发 fan帆 fang匚 fei飞 fen分 feng丰 fou缶 fu夫 ga旮
  gai该 gan甘 gang冈 gao皋 ge戈 gei给 gen根 geng庚 gong工 gou勾 gu估 gua瓜 guai乖 guan关 guang光 gui归 gun丨 guo呙
  ha哈 hai咳 han顸 hang夯 hao蒿 he诃 hei黑 hen痕 heng亨 hong轰 hou侯 hu乎 hua花 huai怀 huan欢 huang肓 hui灰 hun昏
  huo耠 ji丌 jia加 jian戋 jiang江 jiao艽 jie阶 jin巾 jing京 jiong冂 jiu纠 ju居 juan娟 jue噘 jun军 ka咔 kai开 kan刊
  kang康 kao尻 ke苛 ken肯 keng吭 kong空 kou抠 ku刳 kua夸 kuai蒯 kuan宽 kuang匡 kui亏 kun坤 kuo扩 la垃 lai来 lan兰
  lang啷 lao捞 le仂 lei雷 leng塄 li哩 lia俩 lian奁 liang良 liao撩 lie咧 lin拎 ling伶 liu溜 long龙 lou娄 lu噜 lv驴
  luan娈 lve掠 lun抡 luo罗 ma妈 mai埋 man颟 mang邙 mao猫 me么 mei没 men门 meng虻 mi咪 mian宀 miao喵 mie乜 min民
  ming名 miu谬 mo摸 mou哞 mu毪 na拿 nai乃 nan囡 nang囔 nao孬 ne疒 nei馁 nen恁 neng能 ng嗯 ni妮 nian拈 niang娘
  niao鸟 nie捏 nin您 ning宁 niu妞 nong农 nou耨 nu奴 nv女 nuan暖 nve疟 nuo挪 o喔 ou讴 pa趴 pai拍 pan潘 pang乓 pao抛
  pei呸 pen喷 peng怦 pi丕 pian偏 piao剽 pie氕 pin姘 ping乒 po钋 pou掊 pu仆 qi七 qia掐 qian千 qiang呛 qiao悄 qie且
  qin亲 qing青 qiong邛 qiu丘 qu区 quan悛 que炔 qun逡 ran蚺 rang禳 rao娆 re惹 ren人 reng扔 ri日 rong戎 rou柔 ru如
  ruan阮 rui蕤 run闰 ruo若 sa仨 sai塞 san三 sang桑 sao搔 se色 sen森 seng僧 sha杀 shai筛 shan山 shang伤 shao捎
  she奢 shei谁 shen申 sheng升 shi尸 shou收 shu书 shua刷 shuai衰 shuan闩 shuang双 shui水 shun吮 shuo说 si厶 song忪
  sou嗖 su苏 suan狻 sui虽 sun孙 suo唆 ta他 tai胎 tan坍 tang汤 tao涛 te忑 teng疼 ti剔 tian天 tiao佻 tie帖 ting厅
  tong通 tou偷 tu凸 tuan湍 tui推 tun吞 tuo乇 wa挖 wai歪 wan弯 wang尢 wei危 wen温 weng翁 wo挝 wu乌 xi夕 xia呷
  xian仙 xiang乡 xiao枭 xie些 xin心 xing星 xiong凶 xiu休 xu吁 xuan轩 xue削 xun勋 ya丫 yan恹 yang央 yao幺 ye掖 yi一
  yin因 ying应 yo哟 yong佣 you优 yu纡 yuan鸢 yue曰 yun晕 za匝 zai灾 zan糌 zang赃 zao遭 ze则 zei贼 zen怎 zeng增
  zha扎 zhai斋 zhan沾 zhang张 zhao钊 zhe蜇 zhen贞 zheng争 zhi之 zhong中 zhou州 zhu朱 zhua抓 zhuai拽 zhuan专
  zhuang妆 zhui隹 zhun肫 zhuo拙 zi孜 zong宗 zou邹 zu租 zuan钻 zui嘴 zun尊 zuo嘬
`;

// Readings that names have besides the one the order goes by.
const ALSO = {
  bo: "柏", chong: "种", fu: "宓", ge: "盖", he: "黑", ju: "鞠", miao: "缪", nai: "佴", nuo: "娜", ou: "区", piao: "朴", pu: "濮",
  qiu: "仇", ren: "任", sha: "莎", shan: "单", shao: "召", she: "折", sheng: "晟", xi: "茜郗", xian: "洗", xie: "解", xing: "行",
  yu: "尉", yue: "乐", yun: "员", zeng: "曾", zha: "查", zhai: "翟", zang: "藏", zhang: "长", zhao: "朝", zhong: "重",
};

// Characters of names, the frequent ones first: family names, then given names.
const NAMES =
  "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜" +
  "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛" +
  "伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景" +
  "薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏" +
  "栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺" +
  "朴郗宓折区召逄佴员郄逯麻" +
  "欧阳上官司马诸葛东方夏侯皇甫尉迟公孙慕容令狐长孙宇文司徒司空" +
  "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉梅玲辉建国华文志海波斌峰凤云飞鹏莉丹萍鑫红雪琳婷雨欣怡佳俊宇浩轩子涵" +
  "梓晨阳思嘉诺一依然可心悦彤琪瑶雅倩慧颖洁琴珍春香月素荣爱美福生德才清林森永健世广义兴良民友裕河哲江超亮政谦亨奇固之轮翰朗" +
  "伯宏言若鸣朋梁栋维启克伦翔旭鹏泽晨辰士以家致树炎盛雄琛钧冠策腾楠榕风航弘蓉眉君琴毓莺媛艳瑞凡勤珍贞莉桂娣叶璧璐娅琦晶妍茜" +
  "秋珊莎锦黛青瑾薇菁婉娴瑗馨蕊睿昊煜烨炜培坚康毅诚成星光天达安岩中茂进有坤时泰行顺信胜学祥贵贤新利清全胜元东南北西金银山长" +
  "阿古尔买木买提热孜汗古丽加帕提江努尔迪拉依不都艾合麦提吐尔逊肉孜萨测试";

let table = null;

// Syllable -> its characters. Made once, when the first name is typed; some thirty milliseconds.
function build() {
  const order = new Intl.Collator("zh-CN-u-co-pinyin");
  const all = Array.from({ length: LAST - FIRST + 1 }, (_, n) => String.fromCharCode(FIRST + n)).sort(order.compare);
  const place = new Map(all.map((character, n) => [character, n]));
  const starts = SYLLABLES.trim().split(/\s+/).map((entry) => [entry.slice(0, -1), place.get(entry.at(-1))]);
  const rank = ranks();
  const found = {};
  starts.forEach(([syllable, from], n) => {
    const until = starts[n + 1]?.[1] ?? all.length;
    found[syllable] = all.slice(from, until);
  });
  for (const [syllable, more] of Object.entries(ALSO)) found[syllable] = [...new Set([...more, ...found[syllable]])];
  const worth = (character) => rank.get(character) ?? rank.size + place.get(character);
  for (const list of Object.values(found)) list.sort((one, other) => worth(one) - worth(other));
  return found;
}

// Names first, then the 3755 most common characters of GB 2312, then its other 3008; the rest follows in dictionary order.
function ranks() {
  const bytes = [];
  for (let high = 0xb0; high <= 0xf7; high += 1) {
    for (let low = 0xa1; low <= 0xfe; low += 1) if (high !== 0xd7 || low <= 0xf9) bytes.push(high, low);
  }
  const common = new TextDecoder("gb18030").decode(new Uint8Array(bytes));
  const rank = new Map();
  for (const character of NAMES + common) if (!rank.has(character)) rank.set(character, rank.size);
  return rank;
}

// The characters of a whole syllable; while it is still being typed, the most common of every syllable that begins so.
export function charactersOf(sound) {
  table ??= build();
  const whole = table[sound] ?? [];
  if (sound === "lu" || sound === "nu") return [...whole, ...table[sound.replace("u", "v")]];
  if (whole.length) return whole;
  return Object.keys(table)
    .filter((syllable) => syllable.startsWith(sound))
    .flatMap((syllable) => table[syllable].slice(0, 3));
}
