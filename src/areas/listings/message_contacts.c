/* What must never be read as pay or people: telephone numbers, accounts, names to call; and the noise of notices:
 * hours, days off, sizes of rooms and firms, allowances, pay days, list numbers.
 */
#include "areas/listings/message_text.h"

#include "text/text.h"

/* --- contacts ---------------------------------------------------------------------------------------------- */

/* clang-format off */
#define SURNAMES                                                                                                     \
    "王|李|张|刘|陈|杨|赵|黄|周|吴|徐|孙|胡|朱|林|何|郭|马|罗|梁|宋|郑|谢|韩|唐|冯|于|董|萧|程|曹|袁|邓|许|傅|沈|曾|彭|吕|"     \
    "苏|卢|蒋|蔡|贾|丁|魏|薛|叶|阎|余|潘|杜|戴|夏|汪|田|任|姜|范|石|姚|谭|廖|邹|熊|陆|郝|孔|白|崔|康|毛|邱|秦|史|顾|侯|邵|孟|"   \
    "段|钱|汤|尹|黎|常|武|乔|贺|赖|龚|耿|刑|邢|岳|路|庞|柴|付|闫|翟|鲁|季"
/* clang-format on */
#define STANDINGS "经理|主任|厂长|老板|主管|女士|先生|小姐|老师|会计|师傅|总|姐|哥|班长|部长|科长|工"

static const struct message_rule contact_rules[] = {
    {"(联系人|联系|咨询|请找|找|加|请联系|负责人)(:)?_(" SURNAMES ")%1(" STANDINGS ")", 0, ""},
    {"(联系人|负责人)(:)?_(" SURNAMES ")%2$", 0, ""},
    {"(" SURNAMES ")(经理|主任|厂长|女士|先生|小姐|总|姐|哥|老板|部长|科长)", 0, ""},
    {"^(" SURNAMES ")(师傅|会计|主管|老师|班长|工)_(:)?_(1|0|电|手)", 0, ""},
    {"(微信同号|微信同步|同微信|微同|v同|电话微信同号|电话同微信|微信|手机|电话|联系方式|联系电话|咨询电话|报名电话|热线)$",
     0, ""},
};

static bool is_account_point(uint32_t point)
{
    return message_is_digit(point) || message_is_letter(point) || point == '_' || point == '-' || point == '@' ||
           point == '.' || point == '*';
}

/* Behind 微信: the run of letters and digits, when it is long enough to be an account. */
static size_t account_length(const struct message_text *text, size_t at)
{
    size_t length = 0;
    size_t digits = 0;
    while (at + length < text->count && text->taken[at + length] == MESSAGE_FREE &&
           is_account_point(text->points[at + length])) {
        digits += message_is_digit(text->points[at + length]);
        length++;
    }
    return length >= 5 && (digits >= 3 || length >= 6) ? length : 0;
}

static bool take_account(struct message_text *text, size_t at)
{
    size_t label = message_starts_with(
        text, at,
        "微信号|微信|电话|手机号|手机|联系方式|qq|扣扣|vx|wx|v信|tel|phone|wechat|call|威信|薇信|加v|邮箱|email");
    if (label == 0) {
        return false;
    }
    size_t from = at + label;
    while (from < text->count && from < at + label + 6 &&
           (text->points[from] == ' ' || text->points[from] == ':' ||
            message_starts_with(text, from, "号|同|是|为|联系|和") > 0)) {
        from++;
    }
    size_t length = account_length(text, from);
    if (length == 0) {
        return false;
    }
    (void)message_take(text, MESSAGE_CONTACT, at, from + length);
    return true;
}

/* Digits of a number that may be written in groups: the end, and how many; *first is the first digit. */
static size_t grouped_digits(const struct message_text *text, size_t at, size_t *end)
{
    size_t digits = 0;
    size_t from = at;
    for (; at < text->count && text->taken[at] == MESSAGE_FREE; at++) {
        uint32_t point = text->points[at];
        if (message_is_digit(point) || (point == '*' && digits > 0)) {
            digits++;
            *end = at + 1;
        } else if ((point != ' ' && point != '-') || at == from || !message_is_digit(text->points[at + 1])) {
            break;
        }
    }
    return digits;
}

/* 138…, 11 digits in groups of at least three; 0635-2412345; or one run of seven and more. */
static bool take_telephone(struct message_text *text, size_t at)
{
    if (!message_is_digit(text->points[at]) || (at > 0 && message_is_digit(text->points[at - 1]))) {
        return false;
    }
    size_t end = at;
    size_t digits = grouped_digits(text, at, &end);
    size_t plain = 0;
    while (at + plain < text->count &&
           (message_is_digit(text->points[at + plain]) || text->points[at + plain] == '*')) {
        plain++;
    }
    bool mobile = digits == 11 && text->points[at] == '1' && text->points[at + 1] >= '3' && plain >= 3;
    bool landline = text->points[at] == '0' && digits >= 10 && digits <= 12 && plain >= 3;
    if (!mobile && !landline) {
        if (plain < 7) {
            return false;
        }
        end = at + plain;
    }
    (void)message_take(text, MESSAGE_CONTACT, at, end);
    return true;
}

/* 幺三八六三五…: seven and more digits said one by one. */
static bool take_said_telephone(struct message_text *text, size_t at)
{
    static const char digits[] = "零|一|二|三|四|五|六|七|八|九|幺|〇|拐|洞";
    size_t length = 0;
    while (at + length < text->count && message_starts_with(text, at + length, digits) > 0) {
        length++;
    }
    if (length < 7) {
        return false;
    }
    (void)message_take(text, MESSAGE_CONTACT, at, at + length);
    return true;
}

void message_find_contacts(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        if (text->taken[at] == MESSAGE_FREE && !take_account(text, at) && !take_telephone(text, at)) {
            (void)take_said_telephone(text, at);
        }
    }
    message_take_rules(text, MESSAGE_CONTACT, MESSAGE_RULES(contact_rules));
}

/* --- noise ------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define ALLOWANCE                                                                                                    \
    "餐补|饭补|餐费补贴|房补|住房补贴|住宿补贴|全勤奖|满勤奖|全勤|满勤|工龄奖|工龄工资|岗位补贴|交通补贴|高温补贴|补贴|补助|津贴|"  \
    "年终奖|奖金|奖励|返费|返现|返|介绍费|推荐费|推荐奖|红包|高温费|夜班费|夜班补助|加班费|加班|车补|话补|油补|生活费|预支|"     \
    "借支|罚款|公积金|介绍奖|入职奖|满月奖|稳岗奖|老带新|社保|报销|路费|车费"

static const struct message_rule noise_rules[] = {
    /* numbers of a list */
    {"^(L)?&(、|.|R|L)_!(&|#|岁|号|月|天|k|千|个|名|人|位)", 1, ""},
    /* allowances and pay days */
    {"<(实习|实训|学徒)(" ALLOWANCE ")(:|每天|每月|每人|每个|每晚|每年|一天|一个月|一月|一次|一年|是|给|有|最高|可达|达|高达|约|为|按|拿)?_(每人|一个)?#(~#)?(元|块)?(钱)?(左右)?((/|每|一)?(天|月|年|个月|晚|人|小时|次|个|餐|班))?(不等)?", 0, ""},
    {"(每月|每天)(发|给|补|有)?#(元|块)?(生活费|补助|补贴|餐补|房补|生活补助)", 0, ""},
    {"(每天|每月|每人|每晚|每班|一天|一个月|每年)?#(元|块)(钱)?((/|每|一)(天|月|餐|班|晚|年|人))?(的)?(现金)?(的)?(" ALLOWANCE ")", 0, ""},
    {"(干|做|工作|满|入职)?满(#|半)(个)?(月|年|天)(后)?(返|奖|奖励|补|另|有|给|发|加)%4#(元|块)?(钱)?", 0, ""},
    {"#(个)?月后(返|奖|奖励|补|加)%3#(元|块)?(钱)?", 0, ""},
    {"(每月|每个月|次月|当月|下月|月)?_&(号|日)?(左右|前|之前)?(准时|按时|准点)?(发|开|结|打)(放)?(工资|薪资|薪水|薪|资|钱|上月)", 0, ""},
    {"(月底|月初|月中|每月底)(准时|按时)?(发|开|结)(放)?(工资|薪资|薪水|薪|资|钱|$)", 0, ""},
    {"(发薪日|工资发放|发工资|开工资|发薪)(日|时间|日期)?(:|是|为|在)?(每月|次月|当月|每个月)?_&(号|日)?", 0, ""},
    {"(五险一金|六险一金|六险二金|五险二金|五险|六险|三险|四险|5险1金|5险一金|5险)(齐全|都有|全交|有)?", 0, ""},
    {"(缴纳|交|上|买|有|入)?(社会保险|社保|保险|意外险|公积金)", 0, ""},
    {"(周结|月结|现结|不压工资|不拖欠工资|从不拖欠|准时发薪)", 0, ""},
    /* hours and days off */
    {"(每天|一天|每日|日|每班|一班)?(上班|工作|干|上|工时)?(时间|制)?(:)?_(早上|上午|晚上|下午)?&:&(分)?(~(晚上|下午|次日)?&:&)?", 0, ""},
    {"(早上|上午|早|上班时间)?(:)?_#(点)?(半)?(上班)?(~|,|、)_?(晚上|下午|晚)#(点)?(半)?(下班)?", 0, ""},
    {"#点(半)?(~|上班|下班)(晚上|下午|晚)?(#)?(点)?(半)?(下班)?", 0, ""},
    {"早#晚#", 0, ""},
    {"(每天|一天|每日|每班|一班)?(只)?(工作|上班|上|干|班)?(时间)?(:|不超过)?_!(一|1小|1个|1h)#(~#)?(个)?_(小时|h!(k))(制|工作制|每天|一天|一班|/天)?(左右)?", 0, ""},
    {"(月休|周休|休息|休|每月休|每周休|每月|每周|一个月休|一月休|一周休|公休|年假|轮休)(息)?_#(天|日)(假)?", 0, ""},
    {"(上|干|做)#(天)?休#(天)?|(上六休一|做六休一|做五休二|单休|双休|大小周|月休)", 0, ""},
    {"#(天|日)(工作制|班|制)", 0, ""},
    {"(试用期|试工|实习期|培训|培训期|试岗|学习期|考核期|学徒期)(为|是|:)?_#(~#)?(个)?(月|天|周|星期)(左右)?!(_(工资)?(每月)?(:)?_&)", 0, ""},
    {"#(~#)?(个)?(月|天|周|星期)(的)?(试用期|试用|培训|实习期|学习期)", 0, ""},
    {"(合同|签)(期)?(签|期限)?(:)?#年", 0, ""},
    /* rooms, firms, places */
    {"(公司|本公司|我公司|厂|厂里|工厂|企业|单位|集团|车间)?(现有|拥有|共有|在职|目前有|现在有)(员工|职工|工人|在职员工|在岗职工)?_#(多)?(余)?(名|个|人)?(员工|职工|工人|人)?", 0, ""},
    {"<(招|招聘|聘|要|缺|需|名|个|需要|人)(员工|职工|工人)(总数|人数|有)?(:|约)?_#(多)?(余)?(名|个|人)", 0, ""},
    {"#(多)?(余)?(人|名员工|名职工)(的)?(大厂|工厂|企业|规模|老厂|大企业|公司)", 0, ""},
    {"#(多)?(余)?年(的)?(老厂|老企业|老店|历史|老公司|大厂)", 0, ""},
    {"(成立|建厂|创建|创办|办厂|开厂|建立|始建|成立于|建于|干厂)(于|了|已|有|已有)?_#(多)?(余)?年", 0, ""},
    {"(占地|面积|投资|产值|年产|年产值|注册资金|销售额|日产)%4_#(多)?(余)?(平|平方|平米|亩|万|亿|吨|套|台|件|元)?(元|米|套|吨|件|台)?", 0, ""},
    {"!(一吨|一台|一套|一条|一米|一平|一斤|一公斤)#(台|套|条|吨|米|公里|km|里地|里路|分钟|分钟车程|平米|平方|亩|路|号楼|栋|层|楼|号线|强|亿|吨位|mm|毫米|厘米|公斤|斤|kg|cm)", 0, ""},
    {"(路|街|道|镇|园|区)_&号", 0, ""},
    {"(国道|省道|高速)_&", 0, ""},
    /* names that hold numbers */
    {"(4s店|45号钢|有一个算一个|有几个要几个)", 0, ""},
    {"#t!(a|e|i|o|h|r)", 0, ""},
    {"(管理过|带过|带领|管理)_#(多)?(人|名)(以上|及以上)?(的)?(团队)?|#(多)?人(以上)?(的)?团队", 0, ""},
    {"(第|前|排名)#(名|家|位|批)?", 0, ""},
    
    {"#(次)(面试|机会)", 0, ""},
    {"面试(时间)?(:)?_&(月)&(号|日)|面试时间(:)?_%8", 0, ""},
    {"(发布|更新|发布时间)(:)?_&(年|-|/|.)&(月|-|/|.)&(日|号)?", 0, ""},
    {"(员工|公司)?(生日|节日|过节)(会|福利|礼品|费)", 0, ""},
};
/* clang-format on */

void message_find_noise(struct message_text *text)
{
    message_take_rules(text, MESSAGE_NOISE, MESSAGE_RULES(noise_rules));
}
