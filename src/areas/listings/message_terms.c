/* Closed sets of words: skill level, shift, experience, education, board and lodging. */
#include "areas/listings/message_text.h"

/* --- level and shift --------------------------------------------------------------------------------------- */

#define ABOVE "(及以上|或以上|以上|及以上)?"
#define PAPER "(职业资格证书|职业资格|技能等级证书|技能等级|等级证书|资格证|证书|职称|资格|证)?"

/* clang-format off */
static const struct message_rule level_rules[] = {
    {"(有|持|持有|要求|要)?(首席技师)" PAPER ABOVE "(的)?(优先)?", 8, ""},
    {"(有|持|持有|要求|要)?(特级技师)" PAPER ABOVE "(的)?(优先)?", 7, ""},
    {"(有|持|持有|要求|要)?(高级技师)" PAPER ABOVE PAPER "(的)?(优先)?", 6, ""},
    {"(有|持|持有|要求|要|须|需)(技师)" PAPER ABOVE PAPER "(的)?(优先)?", 5, ""},
    {"<(级|汽修|美容|养生|采耳|足疗|按摩|维修|理疗)(技师)(职业资格|资格|证书|证|以上|及以上|职称|等级|级)" ABOVE "(的)?(优先)?", 5, ""},
    {"(有|持|持有|要求|要)?(高级工)!(程|资|作|艺)" PAPER ABOVE PAPER "(的)?(优先)?", 4, ""},
    {"(有|持|持有|要求|要)?(中级工)!(程|资|作|艺)" PAPER ABOVE PAPER "(的)?(优先)?", 3, ""},
    {"(有|持|持有|要求|要)?(初级工)!(程|资|作|艺)" PAPER ABOVE PAPER "(的)?(优先)?", 2, ""},
    {"(有|持|持有)?高级(职业资格证书|职业资格|技能证书|技能证|技能|证书|证|以上|及以上)(的)?(优先)?", 4, ""},
    {"(有|持|持有)?中级(职业资格证书|职业资格|技能证书|技能证|技能|证书|证|以上|及以上)(证书|证)?(的)?(优先)?", 3, ""},
    {"(有|持|持有)?初级(职业资格证书|职业资格|技能证书|技能证|技能|证书|证|以上|及以上)(证书|证)?(的)?(优先)?", 2, ""},
    {"高级!(工程|经理|主管|会计|技术|管理|销售|顾问|总监|职|设计|人才|翻译|护理|业务)", 4, ""},
    {"中级!(工程|经理|主管|会计|技术|管理|职称)", 3, ""},
    {"初级!(工程|会计|职称)", 2, ""},
#define GRADE "级(工|证书|证|技师证|技师|技工|以上|及以上|职业资格|技能|焊工证|电工证)?"
    {"<(英语|计算机|国家|安全|国|普通话|十|二三)(五|5)" GRADE ABOVE PAPER "(的)?(优先)?!(劳动|风|大风|供应商|建造|企业|保密|甲等)", 2, ""},
    {"<(英语|计算机|国家|安全|国|普通话|十)(四|4)" GRADE ABOVE PAPER "(的)?(优先)?!(劳动|风|建造)", 3, ""},
    {"<(英语|计算机|国家|安全|国|普通话|十)(三|3)" GRADE ABOVE PAPER "(的)?(优先)?!(劳动|风|建造|资质|医院|甲等)", 4, ""},
    {"<(英语|计算机|国家|安全|国|普通话|十)(二|2)" GRADE ABOVE PAPER "(的)?(优先)?!(建造|资质|企业|市场|甲等)", 5, ""},
    {"<(英语|计算机|国家|安全|国|普通话|十)(一|1)(级)(工|证书|证|技工|技能|职业资格)" ABOVE "(的)?(优先)?", 6, ""},
    {"(level|grade)_(5|v)", 2, ""},
    {"(level|grade)_(4|iv)", 3, ""},
    {"(level|grade)_(3|iii)", 4, ""},
    {"(senior_technician)", 6, ""},
};

static const struct message_rule shift_rules[] = {
    {"(不上夜班|没有夜班|没夜班|无夜班|不倒班|不用倒班|不用上夜班|不值夜班|不用倒夜班|不上夜)", 0, "day"},
    {"(只上|上|全是|都是)?(长白班|常白班|长日班|常日班|长白|常白)(工作制|制)?", 0, "long_day"},
    {"(要|能|需|需要|接受|可以|适应|能接受|能适应)?(上|倒)?(四班三运转|四班三倒|四班三转|三班倒|三班制|三班两倒|三班两运转|三班三倒|三倒班|3班倒|3班制|三班|3班|四班两倒|四班两运转)(制|的)?", 0, "three"},
    {"(要|能|需|需要|接受|可以|适应|能接受|能适应)?(上|倒)?(两班倒|两班制|二班倒|二班制|二倒班|两倒班|2班倒|2班制|白夜班轮换|白夜班倒|白班夜班|白夜班|白夜两班|白夜倒班|白夜倒|黑白班|黑白倒|黑白两班|两班|2班|倒两班|两班轮换|夜白班)(轮换|轮流|两班倒|制|的|倒)?", 0, "two"},
    {"(只上|上|全是|都是|正常)?(白班|行政班|正常班|日班)(制)?", 0, "day"},
    {"(three_shifts|3_shifts|3-shift|three-shift|3_shift)", 0, "three"},
    {"(two_shifts|2_shifts|2-shift|two-shift|2_shift|day_and_night_shifts|rotating_shifts|day/night_shifts|day/night_shift)", 0, "two"},
    {"(permanent_day_shift|day_shift_only|day_shifts_only|days_only)", 0, "long_day"},
    {"(day_shifts|day_shift)", 0, "day"},
};
/* clang-format on */

/* --- experience and education ------------------------------------------------------------------------------ */

enum experience_form { SAID_YEARS, SAID_MONTHS, SAID_HALF_YEAR, SAID_NONE, SAID_SKILLED };

#define PREFERRED "(的|者)?(优先考虑|优先录用|优先|最好|更好|更佳|即可|就行|为佳)?"
#define WELCOME   "(也|均|都|亦|也是)?(可以|可|行|要|能|欢迎|收|招|教|带|培训|ok)(教|学|培训|带|来|以|手把手)?(教|带|学)?"
#define NOVICE                                                                                                         \
    "生手|新手|小白|无经验(者)?|没经验|没有经验|没有工作经验|零经验|零基础|没干过|没做过|没技术|没有技术|没手艺|不懂的|无基础|没基础|外行|应届生|应届毕业生|不会|生熟手|生手熟手|熟手生手"

/* clang-format off */
static const struct message_rule experience_rules[] = {
    {"(" NOVICE ")(的)?(,)?(" WELCOME "|包教包会|可培训|有人教|有人带|厂里教|厂里培训|有师傅带|师傅带|我们教|公司培训)(包会)?", SAID_NONE, ""},
    {"(有无|有没有)(工作)?经验(者)?(的)?(均可|都可以|都可|都行|都要|皆可|无所谓)", SAID_NONE, ""},
    {"(工作)?经验(:)?_(不限|不要求|没要求|无要求|无所谓)|(不限|不要求|无需|不需要|不需|不要|不用)(工作|有|任何|相关)?经验(要求)?", SAID_NONE, ""},
    {"(包教包会|带薪培训|零基础|手把手教|可带徒|有师傅带|有老师傅带|师傅带|有人教|可以学|可学徒|可带学徒|免费培训|岗前培训|小白可做|学徒也(行|可以|可|要))", SAID_NONE, ""},
    {"<(每|满|第|现|整)(要求|要|至少|最少|有|需|需要|具有|具备|干过|做过|从事)?_(半年)(以上|及以上|左右)?(的)?%8(经验|经历)" PREFERRED, SAID_HALF_YEAR, ""},
    {"<(每|满|第)(半年)(以上|及以上)" PREFERRED, SAID_HALF_YEAR, ""},
    {"(要求|要|至少|最少|有|需|需要|具有|具备|得|得有|必须有|从事|干过|最起码|起码)?_(有)?#(~#)?(个)?年(半)?(以上|及以上|左右|多|或以上)?(的)?%9(经验|经历|从业)(以上)?" PREFERRED, SAID_YEARS, ""},
    {"(工作经验|经验|工龄|行业|从业|干过|做过|干了|经历|干够|干满)(要求|要|在|年限|有|至少|最少|不少于|不低于|满)?(:)?_#(~#)?年(半)?(以上|及以上|左右)?(的)?" PREFERRED, SAID_YEARS, ""},
    {"(工作经验|经验|干过|做过)(要求|要|在|有|至少)?(:)?_半年(以上|左右)?(的)?" PREFERRED, SAID_HALF_YEAR, ""},
    {"<(满|每|过|现有|成立)(要求|至少|最少|有|需|要|起码)?#(~#)?(个)?年(半)?(以上|及以上|或以上|往上)(的)?" PREFERRED, SAID_YEARS, ""},
    {"#(~#)?年(半)?(的)?(熟手|老手|熟练工|老师傅)", SAID_YEARS, ""},
    {"#(~#)?个月(以上|及以上)?(的)?%8(经验|经历)" PREFERRED, SAID_MONTHS, ""},
    {"(at_least_|min_|minimum_|over_|more_than_)?#(+)?_(years|year|yrs|yr)(_of)?%9(_experience|_exp)?!(_old|_contract)", SAID_YEARS, ""},
    {"(no_experience_needed|no_experience_required|no_experience|will_train|training_provided|experience_not_required|no_exp)", SAID_NONE, ""},
    {"(要|只要|找|招)?(熟手|老手|熟练工|老师傅|熟工|大工师傅)!(带|教)(来|的)?" PREFERRED, SAID_SKILLED, ""},
    {"<(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z|脑|纸|件)熟练!(操作|使用|掌握|运用|应用|编程|看|度|程度)(的)?(工!(资|作))?" PREFERRED, SAID_SKILLED, ""},
    {"<(不要求|没|无|没)(要|有|具有|具备|要有|必须有|有过)(一定|相关|过|工作|同行|同岗位|实际|丰富|操作|行业|本行业|类似|相应|点|些)?%8经验!(_(:)?(在)?#)" PREFERRED, SAID_SKILLED, ""},
    {"%4经验(丰富|者优先|优先|优先考虑)", SAID_SKILLED, ""},
    {"(干过|做过)(的|这行的|此行的|这个的|这活的|本行的|类似工作的)(优先)?", SAID_SKILLED, ""},
    {"(experienced|with_experience|experience_preferred|skilled)", SAID_SKILLED, ""},
};
/* clang-format on */

#define SCHOOLED                                                                                                       \
    "(学历|文化程度|文化|毕业生|毕业|水平|程度|生)?(或|及|或者|含)?(同等学历)?(以上|及以上|起)?(学历|文化程度|文化水平|文化|毕业)?(都行|也行|即可|就行|优先|均可|都可以)?"

/* clang-format off */
static const struct message_rule education_rules[] = {
    {"(学历)(:|要求)?_(不限|无要求|不要求|没要求|不高)|(不限|不要求|不看|无)学历(要求|限制)?", 0, NULL},
    {"(学历)?(要求|要|:)?_(小学)" SCHOOLED, 0, NULL},
    {"(最低)?(学历)?(要求|要|最低|:)?_(初中)(、|/|或|,)?(高中)?(、|/|或|,)?(中专)?" SCHOOLED, 1, "初中"},
    {"(最低)?(学历)?(要求|要|最低|:)?_(高中)(、|/|或|或者)?(中专|技校|中技|职高)?(、|/|或)?(技校|大专)?" SCHOOLED, 1, "高中"},
    {"(最低)?(学历)?(要求|要|最低|:)?_(中专|技校|职高|中技|职专|职业高中|中职)(、|/|或|或者)?(高中|技校|职高|中技|大专)?" SCHOOLED, 1, "中专"},
    {"(最低)?(学历)?(要求|要|最低|:)?_(大专|专科|高职|大学专科)(、|/|或|或者)?(本科)?" SCHOOLED, 1, "大专"},
    {"(最低)?(全日制|统招)?(学历)?(要求|要|最低|:)?_(全日制|统招)?(大学本科|本科|大学)" SCHOOLED, 1, "本科"},
    {"(junior_high_school|middle_school|junior_high)", 1, "初中"},
    {"(high_school)", 1, "高中"},
    {"(vocational_school|technical_school)", 1, "中专"},
    {"(junior_college|college|associate_degree)", 1, "大专"},
    {"(bachelor)%3(_degree)?", 1, "本科"},
};
/* clang-format on */

static int64_t months_said(const struct message_text *text, size_t at, const struct message_found *found,
                           enum experience_form form)
{
    switch (form) {
    case SAID_YEARS: {
        int64_t months = found->numbers[0].low * 12 / 1000;
        for (size_t point = at; point + 1 < found->end; point++) {
            if (message_starts_with(text, point, "年半") > 0) {
                return months + 6;
            }
        }
        return months;
    }
    case SAID_MONTHS:
        return found->numbers[0].low / 1000;
    case SAID_HALF_YEAR:
        return 6;
    case SAID_NONE:
        return 0;
    case SAID_SKILLED:
        break;
    }
    return -1;
}

/* 熟练海德堡: what follows is a skill, not a post (熟练车工). */
static bool opens_skill(const struct message_text *text, size_t at)
{
    size_t end = at;
    while (end < at + 12 && message_is_free_word(text, end)) {
        end++;
    }
    return message_ends_with(text, at, "熟练") > 0 && end >= at + 2 &&
           message_ends_with(text, end, "工|员|师|师傅|手|司机|的") == 0 &&
           message_starts_with(text, at,
                               "车工|焊工|钳工|电工|铣工|磨工|的|优先|者|一天|每天|每月|一个月|月入|能|后|了") == 0;
}

static void find_experience(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(experience_rules), &found);
        if (rule == NULL) {
            continue;
        }
        if (rule->value == SAID_SKILLED && opens_skill(text, found.end)) {
            continue;
        }
        int64_t months = months_said(text, at, &found, (enum experience_form)rule->value);
        if (months <= 480) {
            message_take(text, MESSAGE_EXPERIENCE, at, found.end)->low = months;
        }
        at = found.end - 1;
    }
}

static void find_education(struct message_text *text)
{
    size_t first = text->token_count;
    message_take_rules(text, MESSAGE_EDUCATION, MESSAGE_RULES(education_rules));
    for (size_t index = first; index < text->token_count; index++) {
        if (text->tokens[index].number == 0) {
            text->tokens[index].kind = MESSAGE_NOISE;
        }
    }
}

void message_find_terms(struct message_text *text)
{
    find_education(text);
    message_take_rules(text, MESSAGE_SHIFT, MESSAGE_RULES(shift_rules));
    find_experience(text);
    message_take_rules(text, MESSAGE_LEVEL, MESSAGE_RULES(level_rules));
}

/* --- board ------------------------------------------------------------------------------------------------- */

enum board {
    BOTH = 11,
    NEITHER = 0,
    LODGING = 12,
    NO_LODGING = 2,
    MEALS = 21,
    NO_MEALS = 20,
    ONLY_MEALS = 1,
    ONLY_LODGING = 10
}; /* tens: lodging, ones: meals; 0 no, 1 yes, 2 not said */

#define GIVES "包|管|供|提供|免费提供|免费|有|公司提供|厂里提供|厂里管|公司管|公司包|厂里包|含|负责|安排|解决|配|给"
/* clang-format off */
#define MEAL                                                                                                         \
    "(免费)?(的)?(员工|职工|一日|每天|一天|每日|中午|早晚|营养|内部)?(一|两|三|二|四|1|2|3|4)?(顿|餐)?(工作餐|午餐|午饭|中餐|中午饭|中饭|晚餐|"    \
    "晚饭|早餐|早饭|三餐|两餐|二餐|一餐|员工餐|食堂|餐厅|伙食|餐饮|餐|饭|吃)"
/* clang-format on */
/* clang-format off */
#define HOUSE                                                                                                        \
    "(免费)?(的)?(员工|职工|集体|标准|空调|单人|双人|夫妻|独立|干净|精装)?(住宿|宿舍|住处|住房|公寓|夫妻房|夫妻间|单间|住的地方|地方住|地方|住)"

static const struct message_rule board_rules[] = {
    {"(不包吃不包住|不管吃不管住|不管吃住|不包吃住|不包食宿|不管食宿|不提供食宿|不提供吃住|不含吃住|无食宿|没有食宿|不管吃也不管住|不包吃也不包住|不管饭不管住|不管吃不管住)", NEITHER, ""},
    {"(吃住|食宿|吃饭住宿|住宿吃饭|吃和住)(都)?(自理|自己解决|自负|不管|不包|自行解决|自己负责|自己管|得自己解决|需自理)", NEITHER, ""},
    {"(包|管|供|有)(吃|饭|一顿饭|三餐|餐|午饭|午餐|工作餐|两顿饭|中午饭|一餐)(,|、|但|但是)?_(不包|不管|不提供|没有|没|无|不)(住宿|宿舍|住的地方|住的|住)(的)?", ONLY_MEALS, ""},
    {"(包|管|供|有|提供)(住宿|住|宿舍)(,|、|但|但是)?_(不包|不管|不提供|没有|没|无|不)(吃饭|吃|饭|餐|食堂|伙食)", ONLY_LODGING, ""},
    {"(包|管|供|保|免费|提供|免费提供|含|全包|全管|有|公司提供|厂里管|公司包|全免费)(免费)?(的)?_(吃住|食宿|吃喝住|住吃|吃和住|吃带住|住和吃|吃喝拉撒住|吃吃住住|膳宿|吃饭住宿|住宿吃饭|住宿和三餐|住宿三餐|三餐和住宿|三餐住宿|住宿和工作餐|住宿和餐|工作餐和住宿|工作餐及住宿|住宿及工作餐|住宿工作餐|食堂宿舍|宿舍食堂|食堂和宿舍|宿舍和食堂|工作餐和宿舍|宿舍和工作餐)(全包|全免|全免费)?", BOTH, ""},
    {"(吃住|食宿|膳宿)(全部|全|都|均)?(包|免费|管|公司管|厂里管|厂里包|公司包|公司负责|厂里负责|解决|公司解决|提供|有|不花钱|不要钱|不用管|不愁|免)(了)?", BOTH, ""},
    {"(" GIVES ")(吃|饭|餐|三餐|工作餐)(,|、|还|也|和|又|并)?_(" GIVES ")" HOUSE, BOTH, ""},
    {"(" GIVES ")(住宿|住|宿舍)(,|、|还|也|和|又|并)?_(" GIVES ")(吃|饭|餐|三餐|工作餐|伙食)!(补|费|贴)", BOTH, ""},
    {"(住宿|宿舍|住房|房子|住的地方|住处|住)(问题|的话|的|呢)?(需要|需|得)?_(自理|自己解决|自己找|自行解决|自费|自己租|自己想办法|自行租房)", NO_LODGING, ""},
    {"(不提供|没有|没|无|不包|不管|不含|不安排|暂无|无法提供)(住宿|宿舍|住处|住的地方|地方住|住房|住的|住)", NO_LODGING, ""},
    {"(吃饭|伙食|用餐|三餐|餐饮|午餐|餐食|饭|吃的|吃)(问题|的话|呢)?(需要|需|得)?(自理|自己解决|自费|自己带|自行解决|自己做|自己买|自带)", NO_MEALS, ""},
    {"(不提供|没有|没|无|不包|不管|不含|暂无)(工作餐|午餐|食堂|三餐|餐|饭|吃的|伙食|吃|午饭)", NO_MEALS, ""},
    {"(" GIVES ")" MEAL "!(补|费|贴|品|包|盒|具|饮|料)(的)?", MEALS, ""},
    {"(免费|提供)?(食堂|餐厅|工作餐|员工餐)(免费|便宜|干净|就餐|用餐|实惠|吃饭|有补贴|补贴)?!(工|补|服务|阿姨|师傅|厨|保|帮|管|员|切|打|洗|做|大|经|主|负|采|炒|面|配|后)", MEALS, ""},
    {"(吃饭|三餐)有(食堂)?", MEALS, ""},
    {"(吃住|食宿)(:)?_(厂里|公司|厂|单位|全部)?(全|都)?(包|管|免费|负责|解决|提供|有)", BOTH, ""},
    {"^(食宿|吃住)$", BOTH, ""},
    {"<(自)带(午餐|工作餐|中餐|午饭|三餐)", MEALS, ""},
    {"(住宿|宿舍)(:)_(提供|有|免费|包|四|六|八|&)", LODGING, ""},
    {"(用餐|工作餐|餐食|伙食)(:)_(提供|有|免费|包)", MEALS, ""},
    {"^(住宿)$", LODGING, ""},
    {"(住)?(单间|单人|双人|集体|空调|单身|夫妻|员工|职工)(宿舍|公寓)!(区|楼下|管)|夫妻房|夫妻间|(可|能|可以)住厂(里|内)?|住%3宿舍", LODGING, ""},
    {"(自己|自行)(做饭|带饭|开火|做着吃)", NO_MEALS, ""},
    {"(三餐|午餐|午饭|两餐|中餐|伙食|吃饭|早餐|晚餐|一日三餐|中午饭|中饭)(全|都)?(免费|全包|不花钱|不要钱|公司管|厂里管|管|公司提供|厂里提供|全免)", MEALS, ""},
    {"(" GIVES ")" HOUSE "!(补|费|贴|自|管理|宿管|院)(的)?", LODGING, ""},
    {"(免费)?(住宿|宿舍)(全|都)?(免费|提供|有空调|有|空调房|条件好|带空调|不要钱|不花钱|环境好|公司提供|厂里提供|安排|是)", LODGING, ""},
    {"(公寓住宿|能住宿|可住宿|可以住宿|可住厂里|能住厂里|可以住厂里|有地方住|住的地方有|能住宿舍|可住宿舍|可以住宿舍|可以住|能住|住厂里|住宿舍|住公司宿舍|夫妻房|夫妻间|空调宿舍|空调房|单人宿舍|标间)", LODGING, ""},
    {"(&|四|六|八|两|二|双|三|单|#)_人(一)?(/)?间(宿舍)?", LODGING, ""},
    {"(room_and_board|board_and_lodging|bed_and_board|free_food_and_lodging|food_and_lodging|food_and_accommodation|food_and_housing|meals_and_housing|meals_and_lodging|meals_and_accommodation|meals_and_dorm|meals_and_dormitory|housing_and_meals|accommodation_and_meals|lodging_and_meals|dorm_and_meals|dormitory_and_meals|room_&_board|room+board|room/board)(_provided|_included)?", BOTH, ""},
    {"no_(room_and_board|room_or_board)", NEITHER, ""},
    {"no_(lodging|housing|accommodation|dormitory|dorm)", NO_LODGING, ""},
    {"no_(meals|food|canteen|lunch)", NO_MEALS, ""},
    {"(free_)?(dormitory|dorm|lodging|housing|accommodation)(_provided|_included|_available)?", LODGING, ""},
    {"(free_)?(canteen|lunches|lunch|meals)(_provided|_included)?", MEALS, ""},
};
/* clang-format on */

void message_find_board(struct message_text *text)
{
    size_t first = text->token_count;
    message_take_rules(text, MESSAGE_BOARD, MESSAGE_RULES(board_rules));
    for (size_t index = first; index < text->token_count; index++) {
        struct message_token *token = &text->tokens[index];
        int lodging = token->number / 10;
        int meals = token->number % 10;
        token->low = lodging == 2 ? -1 : lodging;
        token->high = meals == 2 ? -1 : meals;
    }
}
