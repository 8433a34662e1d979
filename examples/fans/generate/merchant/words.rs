//! Names, nicknames, cities and channels.

use super::rng::Rng;

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
    "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁",
    "任", "沈", "姚", "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "欧阳",
];

const GIVEN: &[&str] = &[
    "子涵", "雨桐", "梓萱", "欣怡", "浩然", "宇轩", "思远", "晓燕", "丽娜", "建国", "志强", "秀英",
    "海燕", "婷婷", "佳怡", "俊杰", "文博", "雪梅", "国华", "玉兰", "美玲", "嘉豪", "静怡", "一鸣",
    "可馨", "慧敏", "永强", "春花", "明辉", "诗涵", "倩", "磊", "敏", "静", "洋", "勇", "艳", "杰",
    "娟", "涛", "超", "霞", "平", "刚", "桂英", "若曦", "泽宇", "安琪", "小红", "晨曦", "天佑",
    "芷若", "怀瑾", "书瑶", "立群", "丹丹", "雅楠", "宏伟", "锦程",
];

const MOODS: &[&str] = &[
    "爱吃糖的",
    "慢吞吞的",
    "夏天的",
    "安静的",
    "快乐的",
    "不想上班的",
    "想去海边的",
    "爱喝茶的",
    "会飞的",
    "半糖",
    "迷路的",
    "早睡的",
    "追光的",
    "晒太阳的",
    "云朵上的",
    "山里的",
    "橘色",
    "听雨的",
    "爱笑的",
    "打瞌睡的",
];

const THINGS: &[&str] = &[
    "小鱼",
    "猫咪",
    "奶茶",
    "柚子",
    "鹿",
    "向日葵",
    "小熊",
    "月亮",
    "草莓",
    "土豆",
    "兔子",
    "星星",
    "西瓜",
    "麻薯",
    "企鹅",
    "番茄",
    "小满",
    "阿宁",
    "糯米",
    "豆豆妈",
    "可乐",
    "小刺猬",
    "晚风",
    "一粒米",
    "蒲公英",
    "栗子",
    "圆圆",
    "大橙子",
    "青梅",
    "云雀",
];

const CITIES: &[&str] = &[
    "上海市",
    "北京市",
    "广州市",
    "深圳市",
    "杭州市",
    "成都市",
    "重庆市",
    "武汉市",
    "苏州市",
    "南京市",
    "西安市",
    "长沙市",
    "天津市",
    "郑州市",
    "青岛市",
    "宁波市",
    "合肥市",
    "佛山市",
    "东莞市",
    "厦门市",
    "福州市",
    "济南市",
    "无锡市",
    "昆明市",
    "沈阳市",
    "大连市",
    "哈尔滨市",
    "石家庄市",
    "南昌市",
    "贵阳市",
    "南宁市",
    "温州市",
    "金华市",
    "泉州市",
    "常州市",
    "烟台市",
];

/// A family name.
pub(crate) fn surname(rng: &mut Rng) -> &'static str {
    rng.pick(SURNAMES)
}

/// A given name.
pub(crate) fn given(rng: &mut Rng) -> &'static str {
    rng.pick(GIVEN)
}

/// What a customer calls herself.
pub(crate) fn nickname(rng: &mut Rng, name: &str) -> String {
    match rng.below(10) {
        0..5 => format!("{}{}", rng.pick(MOODS), rng.pick(THINGS)),
        5 | 6 => format!("{}{}", rng.pick(THINGS), rng.between(1, 2099)),
        7 => format!("{}_{}", rng.pick(THINGS), rng.between(80, 99)),
        8 => name.to_owned(),
        _ => rng.pick(THINGS).to_owned(),
    }
}

/// `t**5`: first and last character.
pub(crate) fn masked_nick(nickname: &str) -> String {
    let first = nickname.chars().next().unwrap_or('t');
    let last = nickname.chars().last().unwrap_or('0');
    format!("{first}**{last}")
}

/// `王*`: a receiver's name as marketplaces print it.
pub(crate) fn masked_name(name: &str) -> String {
    let first = name.chars().next().unwrap_or('王');
    format!("{first}{}", "*".repeat(name.chars().count() - 1))
}

/// A city.
pub(crate) fn city(rng: &mut Rng) -> &'static str {
    rng.pick(CITIES)
}
