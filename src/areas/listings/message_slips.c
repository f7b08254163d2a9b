/* Slips of voice input: words that sound like the ones meant, and mean nothing themselves in a message about work.
 *
 * Each slip has as many characters as what it stands for, so that positions stay. Words that do have a meaning of
 * their own (点焊, 千工, 书控…) are only listed where no post or term is spelt that way.
 */
#include "areas/listings/message_text.h"

#include "text/text.h"

struct slip {
    const char *heard, *meant;
};

/* clang-format off */
static const struct slip slips[] = {
    /* trades */
    {"数空", "数控"}, {"树控", "数控"}, {"书控", "数控"}, {"数孔", "数控"}, {"束控", "数控"}, {"输控", "数控"},
    {"汉工", "焊工"}, {"旱工", "焊工"}, {"悍工", "焊工"}, {"捍工", "焊工"}, {"焊公", "焊工"}, {"汗工", "焊工"},
    {"电汉", "电焊"}, {"电旱", "电焊"}, {"电汗", "电焊"}, {"会焊结", "会焊接"}, {"亚弧", "氩弧"}, {"压弧焊", "氩弧焊"},
    {"压弧汉", "氩弧焊"}, {"氩弧汉", "氩弧焊"}, {"二宝焊", "二保焊"}, {"二保汉", "二保焊"}, {"二宝汉", "二保焊"},
    {"车公", "车工"}, {"铣公", "铣工"}, {"磨公", "磨工"}, {"钳公", "钳工"}, {"木公", "木工"}, {"镗公", "镗工"}, {"扯工", "车工"}, {"钱工", "钳工"}, {"千工", "钳工"}, {"前工", "钳工"}, {"潜工", "钳工"},
    {"洗床", "铣床"}, {"洗工", "铣工"}, {"喜工", "铣工"}, {"喜床", "铣床"}, {"魔工", "磨工"}, {"摩工", "磨工"},
    {"摸工", "磨工"}, {"电公", "电工"}, {"店工", "电工"}, {"垫工", "电工"}, {"普公", "普工"}, {"扑工", "普工"},
    {"谱工", "普工"}, {"朴工", "普工"}, {"摸具", "模具"}, {"膜具", "模具"}, {"磨具工", "模具工"}, {"差车", "叉车"},
    {"插车", "叉车"}, {"查车", "叉车"}, {"装陪", "装配"}, {"庄配", "装配"}, {"装佩", "装配"}, {"质捡", "质检"},
    {"只检", "质检"}, {"志检", "质检"}, {"制检", "质检"}, {"品捡", "品检"}, {"捡验", "检验"}, {"保按", "保安"},
    {"宝安员", "保安员"}, {"保结", "保洁"}, {"保姐", "保洁"}, {"文圆", "文员"}, {"冲呀", "冲压"}, {"充压", "冲压"},
    {"著塑", "注塑"}, {"住塑", "注塑"}, {"助塑", "注塑"}, {"注素", "注塑"}, {"折湾", "折弯"}, {"机休", "机修"},
    {"电休", "电修"}, {"维休", "维修"}, {"学图", "学徒"}, {"学途", "学徒"}, {"司鸡", "司机"}, {"操作公", "操作工"},
    {"操做工", "操作工"}, {"喷气工", "喷漆工"}, {"喷七", "喷漆"}, {"缝韧", "缝纫"}, {"缝人工", "缝纫工"},
    {"铆公", "铆工"}, {"猫工", "铆工"}, {"仓官", "仓管"}, {"会记", "会计"}, {"翻砂公", "翻砂工"}, {"打抹", "打磨"},
    {"刨光", "抛光"}, {"抛广", "抛光"}, {"扎钢", "轧钢"}, {"线切隔", "线切割"}, {"电器工", "电气工"},
    {"激光切个", "激光切割"}, {"行车公", "行车工"}, {"热处里", "热处理"}, {"热处李", "热处理"}, {"包庄", "包装"},
    {"包妆", "包装"}, {"档车工", "挡车工"},
    /* terms */
    {"到刚", "到岗"}, {"到港", "到岗"}, {"道岗", "到岗"}, {"上刚", "上岗"}, {"上港", "上岗"}, {"入值", "入职"},
    {"入直", "入职"}, {"包吃主", "包吃住"}, {"包吃猪", "包吃住"}, {"包吃助", "包吃住"}, {"包吃注", "包吃住"},
    {"宝吃住", "包吃住"}, {"报吃住", "包吃住"}, {"保吃住", "包吃住"}, {"饱吃住", "包吃住"}, {"抱吃住", "包吃住"},
    {"包痴住", "包吃住"}, {"包迟住", "包吃住"}, {"保吃保住", "包吃包住"}, {"报吃报住", "包吃包住"},
    {"包吃包主", "包吃包住"}, {"管吃管主", "管吃管住"}, {"管吃主", "管吃住"}, {"馆吃馆住", "管吃管住"},
    {"关吃关住", "管吃管住"}, {"有宿社", "有宿舍"}, {"诉舍", "宿舍"}, {"速舍", "宿舍"}, {"素舍", "宿舍"},
    {"食唐", "食堂"}, {"实堂", "食堂"}, {"时堂", "食堂"}, {"住宿自里", "住宿自理"}, {"住宿自力", "住宿自理"},
    {"宝底", "保底"}, {"抱底", "保底"}, {"保低", "保底"}, {"报底", "保底"}, {"记件", "计件"}, {"寄件", "计件"},
    {"计见", "计件"}, {"季件", "计件"}, {"及件", "计件"}, {"面意", "面议"}, {"面易", "面议"}, {"面仪", "面议"},
    {"面异", "面议"}, {"公资", "工资"}, {"月新", "月薪"}, {"年新", "年薪"}, {"时新", "时薪"}, {"多劳多的", "多劳多得"},
    {"看徒", "看图"}, {"看涂", "看图"}, {"看兔", "看图"}, {"堪图", "看图"}, {"图只", "图纸"}, {"图指", "图纸"},
    {"编成", "编程"}, {"边程", "编程"}, {"编城", "编程"}, {"变程", "编程"}, {"有正", "有证"}, {"有政", "有证"},
    {"持正", "持证"}, {"工正", "工证"}, {"两班到", "两班倒"}, {"俩班倒", "两班倒"}, {"二班到", "二班倒"},
    {"三班到", "三班倒"}, {"三班道", "三班倒"}, {"两班道", "两班倒"}, {"两搬倒", "两班倒"}, {"三搬倒", "三班倒"},
    {"长白搬", "长白班"}, {"常白搬", "长白班"}, {"长百班", "长白班"}, {"熟首", "熟手"}, {"属手", "熟手"},
    {"声手", "生手"}, {"牙金", "押金"}, {"鸭金", "押金"}, {"压身份证", "押身份证"}, {"亚身份证", "押身份证"},
    {"一肝", "乙肝"}, {"已肝", "乙肝"}, {"以肝", "乙肝"}, {"限难", "限男"}, {"线男", "限男"}, {"线女", "限女"},
    {"县男", "限男"}, {"县女", "限女"}, {"中集工", "中级工"}, {"高集工", "高级工"}, {"高级记师", "高级技师"},
    {"记师", "技师"}, {"大砖", "大专"}, {"中转以上", "中专以上"}, {"尽块", "尽快"}, {"进快", "尽快"}, {"随是", "随时"},
};
/* clang-format on */

/* 洗工 is 铣工 only where a word begins: not in 酸洗工. 线女 is 限女 only where a clause begins: not in 嵌线女工. */
static bool needs_clause_start(const struct message_text *text, size_t at, const char *heard)
{
    if (message_starts_with(text, at + 1, "男|女") > 0) {
        return at > 0 && is_han(text->points[at - 1]);
    }
    return utf8_count(span_of(heard)) == 2 && message_starts_with(text, at + 1, "工|床|公") > 0 && at > 0 &&
           is_han(text->points[at - 1]) &&
           message_ends_with(text, at, "个|名|位|招|要|缺|聘|找|的|急|俩|仨|控|普|需|来|人|精|粗") == 0;
}

static void mend_at(struct message_text *text, size_t at)
{
    for (size_t index = 0; index < sizeof slips / sizeof slips[0]; index++) {
        const char *heard = slips[index].heard;
        const char *first = heard;
        if (utf8_next(&first, heard + 3) != text->points[at] || message_starts_with(text, at, heard) == 0) {
            continue;
        }
        if (needs_clause_start(text, at, slips[index].heard)) {
            continue;
        }
        const char *meant = slips[index].meant;
        const char *end = meant + strlen(meant);
        for (size_t point = at; meant < end; point++) {
            text->points[point] = utf8_next(&meant, end);
        }
        return;
    }
}

enum { SET_WORDS = 64 };

static uint32_t place_in_set(uint32_t point)
{
    return (point * 2654435761U) >> 20;
}

/* Which characters a slip can begin with, hashed: few texts hold any, and most of their characters are passed over. */
static void collect_first(uint64_t set[static SET_WORDS])
{
    for (size_t index = 0; index < sizeof slips / sizeof slips[0]; index++) {
        const char *heard = slips[index].heard;
        uint32_t place = place_in_set(utf8_next(&heard, heard + strlen(heard)));
        set[place >> 6] |= (uint64_t)1 << (place & 63U);
    }
}

void message_mend_slips(struct message_text *text)
{
    uint64_t set[SET_WORDS] = {0};
    collect_first(set);
    for (size_t at = 0; at < text->count; at++) {
        uint32_t place = place_in_set(text->points[at]);
        if (is_han(text->points[at]) && ((set[place >> 6] >> (place & 63U)) & 1U) != 0) {
            mend_at(text, at);
        }
    }
}
