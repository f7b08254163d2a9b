/* Limits that the law forbids or doubts: age, sex, health, origin, deposits. Each is flagged, none is dropped.
 *
 * Where a phrase says that there is no such limit (男女不限, 不收押金, 满18周岁) it is taken as noise. A lowest age of 16
 * to 18 is the law's own (劳动法 art. 15, 58; 未成年工特殊保护规定) and is no flag.
 * The clauses belonging to the kinds: catalogues/hiring_rules.csv.
 */
#include "areas/listings/message_text.h"

#include "areas/listings/message.h"

/* --- ages -------------------------------------------------------------------------------------------------- */

enum age_form {
    AGE_RANGE,
    AGE_HIGHEST,
    AGE_LOWEST,
    AGE_ONE,
    AGE_WORD,
    AGE_CHILD,
    AGE_BEHIND_SEX,
    AGE_HIGHEST_BEHIND_SEX
};

#define YEARS    "_(周)?岁"
#define AGE_SAID "(年龄|年纪|岁数)(要求|限制|范围|段|限|最好|必须|应)?(在|为|是|:|:_)?_"

/* clang-format off */
static const struct message_rule age_rules[] = {
    {"(不招|不用|禁止|严禁|不使用|不雇|不要|杜绝|拒绝)(使用|招用|用|雇用)?(童工|未成年人|未成年)(工)?", -1, ""},
    {"(年龄)(:)?_(不限|无要求|没要求|没有要求|放宽|不是问题)|(不限|不限制|不看|没有|不管)年龄(限制|要求)?", -1, ""},
    {"童工", AGE_CHILD, ""},
    {"(男|女)(性|工|士|的)?(:)?_&(周)?(岁)?~&(周)?(岁)?!(k|千|元|块|0)", AGE_BEHIND_SEX, ""},
    {"(男|女)(性|工|士|的)?(:)?_&(周)?(岁)?(以下|以内|之内|往下|以里)", AGE_HIGHEST_BEHIND_SEX, ""},
    {"(" AGE_SAID ")?#(周)?(岁)?~#" YEARS "(之间|以内|以下|左右|都行|以上|的|内|不等)?", AGE_RANGE, ""},
    {AGE_SAID "#(" YEARS ")?~#(之间|以内|以下|左右|都行|的|内)?", AGE_RANGE, ""},
    {"&(、|,)_&" YEARS "(的)?", AGE_RANGE, ""},
    {"(" AGE_SAID ")?(不超过|不要超过|不得超过|不能超过|别超过|小于|低于|不大于|不高于|最大|最大不超过|上限|不超)(:)?_#" YEARS "(的)?", AGE_HIGHEST, ""},
    {AGE_SAID "(不超过|不要超过|不得超过|不能超过|小于|低于|不大于|不高于|最大|上限)_#", AGE_HIGHEST, ""},
    {"(超过|过了|大于|满)_#" YEARS "(以上)?(的)?(不要|勿扰|不收|免谈|勿来|别来|不考虑|不招|不行)", AGE_HIGHEST, ""},
    {"#" YEARS "(以上)(的)?(不要|勿扰|不收|免谈|勿来|别来|不考虑|不招)", AGE_HIGHEST, ""},
    {"(不招|不要|不收)_#" YEARS "以上(的)?", AGE_HIGHEST, ""},
    {"(" AGE_SAID ")?#" YEARS "(以下|以内|之内|内|封顶|以里|往下|之前|为止|左右|上下)(的)?", AGE_HIGHEST, ""},
    {AGE_SAID "#(以下|以内|之内|封顶|以里|往下|左右|上下)", AGE_HIGHEST, ""},
    {"(" AGE_SAID ")?(必须|须|需|要|要求)?(年)?(龄)?满_#" YEARS "(以上)?(的)?(即可|就行)?", AGE_LOWEST, ""},
    {"(" AGE_SAID ")?#" YEARS "(以上|起|往上|及以上|以上的)(的)?(也行|也可以|即可|就行|就可以|都行|也要|都可以)?", AGE_LOWEST, ""},
    {AGE_SAID "#以上", AGE_LOWEST, ""},
    {"^&(以下|以内|往下)(的)?$", AGE_HIGHEST, ""},
    {"(" AGE_SAID ")?#" YEARS "(的)?(小孩|孩子)", AGE_ONE, ""},
    {"(" AGE_SAID ")?#" YEARS "(的)?(也行|也可以|也要|都行|即可)?", AGE_ONE, ""},
    {"(只要|只招|要|招)(年轻人|年轻的)|(年轻人|年轻的|年轻力壮(的)?|年轻力壮|年轻)(优先|为主|最好|来)?", AGE_WORD, ""},
    {"(60|70|75|80|85|90|95|00|六零|七零|八零|九零|零零)后(的)?(优先)?", AGE_WORD, ""},
    {"(老年人|年龄大的|年纪大的|岁数大的|上年纪的)(勿扰|不要|免谈|别来)", AGE_WORD, ""},
    {"(不要|不招)(老年人|年龄大的|年纪大的|岁数大的|老头)", AGE_WORD, ""},
    {"(age|aged|ages)(d|s)?_(:)?_(between)?_#_(~|_to_|_and_)_#(_years)?(_old)?", AGE_RANGE, ""},
    {"#_(~|to)_#_(years_old|year_old|yrs|y/o|yo!(u))", AGE_RANGE, ""},
    {"(under|below|not_over|no_older_than|younger_than|up_to|max|maximum|max_age|max._age)_(age_)?(of_)?(:)?_#(_years)(_old)?", AGE_HIGHEST, ""},
    {"(under|below|younger_than|max_age|age_under|age_below|no_older_than|not_older_than)_(:)?_#!(_people|_workers|k|,)(_years)?(_old)?", AGE_HIGHEST, ""},
    {"young_(people|men|women|workers)(_only|_preferred)?", AGE_WORD, ""},
};
/* clang-format on */

static void take_flag(struct message_text *text, size_t start, size_t end, enum message_flag_kind kind)
{
    message_take(text, MESSAGE_FLAG, start, end)->number = (int)kind;
}

static int64_t whole(const struct message_found *found, size_t index)
{
    return found->number_count > index ? found->numbers[index].low / 1000 : 0;
}

static bool is_age(int64_t years)
{
    return years >= 10 && years <= 70;
}

/* False when the numbers are no ages; nothing is taken then. */
static bool take_age(struct message_text *text, size_t at, const struct message_found *found, enum age_form form)
{
    int64_t low = whole(found, 0);
    switch (form) {
    case AGE_WORD:
        take_flag(text, at, found->end, FLAG_AGE_LIMIT);
        return true;
    case AGE_CHILD:
        take_flag(text, at, found->end, FLAG_UNDER_AGE);
        return true;
    case AGE_BEHIND_SEX:
        for (struct message_number number; !message_number_at(text, at, true, &number);) {
            at++; /* the word for the sex is left to its own rule */
        }
        /* fall through */
    case AGE_RANGE:
        if (!is_age(low) || whole(found, 1) < low || !is_age(whole(found, 1))) {
            return false;
        }
        take_flag(text, at, found->end, low < 16 || whole(found, 1) < 18 ? FLAG_UNDER_AGE : FLAG_AGE_LIMIT);
        return true;
    case AGE_LOWEST:
        if (low >= 16 && low <= 18) {
            (void)message_take(text, MESSAGE_NOISE, at, found->end);
            return true;
        }
        break;
    case AGE_HIGHEST_BEHIND_SEX:
        for (struct message_number number; !message_number_at(text, at, true, &number);) {
            at++;
        }
        break;
    case AGE_HIGHEST:
    case AGE_ONE:
        break;
    }
    if (!is_age(low)) {
        return false;
    }
    bool child = form == AGE_LOWEST ? low < 16 : low < 18;
    take_flag(text, at, found->end, child ? FLAG_UNDER_AGE : FLAG_AGE_LIMIT);
    return true;
}

static void find_ages(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(age_rules), &found);
        if (rule == NULL) {
            continue;
        }
        if (rule->value < 0) {
            (void)message_take(text, MESSAGE_NOISE, at, found.end);
        } else if (!take_age(text, at, &found, (enum age_form)rule->value)) {
            continue;
        }
        at = found.end - 1;
    }
}

/* --- the others -------------------------------------------------------------------------------------------- */

enum { NO_LIMIT = -1 };

#define MONEY "(#(~#)?(元|块)?(钱)?)?"
#define DEPOSIT                                                                                                        \
    "押金|保证金|风险金|服装费|工装费|工服费|厂服费|培训费|报名费|中介费|建档费|定金|工牌押金|体检费|介绍费|手续费|资料费|入职费"
#define PAPERS "身份证原件|身份证|证件原件|证件|毕业证书|毕业证|学历证|资格证|证书"
/* clang-format off */
#define PROVINCES                                                                                                    \
    "河南|东北|新疆|西藏|云南|贵州|四川|安徽|甘肃|青海|宁夏|凉山|河北|湖南|湖北|江西|广西|陕西|山西|内蒙古|内蒙|黑龙江|"        \
    "吉林|辽宁|福建|浙江|江苏|广东|海南|重庆|菏泽|德州|邯郸|濮阳"
/* clang-format on */
/* clang-format off */
#define SICK                                                                                                         \
    "乙肝|大三阳|小三阳|肝炎|肝病|肝功能异常|肝功能|传染性疾病|传染性|传染病|艾滋病|艾滋|残疾人|残疾|残障|结核病|慢性病|抑郁症|癫痫|"  \
    "糖尿病|高血压|心脏病|重大疾病"

static const struct message_rule flag_rules[] = {
    /* sex */
    {"(性别)?(:)?_(男女|女男)(性|工)?(都|均|皆|也)?(不限|可以|可|行|要|招|收|能|ok)(制)?", NO_LIMIT, ""},
    {"(不限|不分|不论|无论)(性别|男女)|性别(:)?_(不限|不要求|无要求)", NO_LIMIT, ""},
    {"男(的)?女(的)?(都|均)(可以|可|行|要|招|收)", NO_LIMIT, ""},
    {"(要|要求|只要|只招|限|仅限|招|只收|必须|必须是|性别|性别要求)(:)?_(男|女)(性|士|生|的|员工|同志|工)?(优先)?!(装|鞋|裤|帽|衣|包)", FLAG_SEX_LIMIT, ""},
    {"(男|女)(工|性|士|生|员工|同志|孩|师傅|的)?(优先考虑|优先|优选|为主|最好|勿扰|不要|免谈|别来|only)", FLAG_SEX_LIMIT, ""},
    {"(不要|不招|不收|谢绝)(男|女)(的|工|性|士|生|员工)?", FLAG_SEX_LIMIT, ""},
    {"男女(性|工)?(各|比例)", FLAG_SEX_LIMIT, ""},
    {"男女(性|工)?", NO_LIMIT, ""},
    {"(男|女)(工|性|士|员工|同志|生|的)", FLAG_SEX_LIMIT, ""},
    {"(男|女)!(装|鞋|裤|帽|衣|包|儿|朋|方|友|宿舍|厕)", FLAG_SEX_LIMIT, ""},
    {"(已婚已育|已婚|未婚已育|未婚|已育|未育|怀孕(的)?|孕妇|哺乳期|备孕)(者)?(的)?(优先|勿扰|不要|免谈|除外)?", FLAG_SEX_LIMIT, ""},
    {"(小伙子|小伙|大姐|姑娘|小姑娘|美女|帅哥|妇女|壮劳力)(优先|为主|最好)?", FLAG_SEX_LIMIT, ""},
    {"(宝妈)(优先|为主)", FLAG_SEX_LIMIT, ""},
    {"<(f|wo)(males|male|females|female|men|women|ladies|girls|man|woman)_(only|preferred|workers_only|workers)", FLAG_SEX_LIMIT, ""},
    {"only_(males|male|females|female|men|women|ladies)", FLAG_SEX_LIMIT, ""},
    {"(no_women|no_men|no_females|no_males)", FLAG_SEX_LIMIT, ""},
    {"(male|female|men|women)_or_(male|female|men|women)|(male|men)_and_(female|women)", NO_LIMIT, ""},
    /* health */
    {"(不查|不歧视|不拒绝|不限)(乙肝|肝功)%4", NO_LIMIT, ""},
    {"(" SICK ")(病毒)?(携带者|携带|患者|人)?(也)?(可以|可|均可|都行|也行|也要|优先|不影响|不限|欢迎)", NO_LIMIT, ""},
    {"(招|接收|安置|欢迎|吸纳)(" SICK ")", NO_LIMIT, ""},
    {"((身体|身体健康|健康)(,)?_)?(无|没有|没|不要|不收|不招|非|拒|不得有|不能有|不能是|不带|不患|谢绝|查|检查|要查|体检查|体检|带)?(任何|重大|有|患有)?_(" SICK ")(五项|两对半|病毒|病史)?(携带者|携带|患者|者|史)?(的)?(勿扰|不要|免谈|不收|别来|不招|除外)?", FLAG_HEALTH_LIMIT, ""},
    {"(no|without)_(hepatitis_b|hepatitis|hbv|disabled|disabilities|disability)(_carriers)?", FLAG_HEALTH_LIMIT, ""},
    {"(hepatitis_b|hepatitis|hbv)(_test|_carriers|_negative)?", FLAG_HEALTH_LIMIT, ""},
    {"(身体|身体素质)(健康|好|棒|健壮)", NO_LIMIT, ""},
    /* origin */
    {"(本地|外地|外省)(人)?(外地|本地|外省)?(人)?(都|均|也)(可以|可|行|要|招|收|能|欢迎)", NO_LIMIT, ""},
    {"(户籍|户口|地域|籍贯)(:)?_(不限|无要求)|不限(户籍|户口|地域|籍贯)", NO_LIMIT, ""},
    {"(仅限|只限|限|只要|只招|必须是|必须|要|要求|招)_(%3|家在%3)(本地|本市|本县|本省|本区|本镇|当地|本村)(人|户口|户籍|的|居民|农户)?(优先)?", FLAG_ORIGIN_LIMIT, ""},
    {"(本地|本市|本县|本省|本区|本镇|当地|本村)(人|户口|户籍|的|居民|人员)?(优先考虑|优先|最好|为主|户口|户籍|人)", FLAG_ORIGIN_LIMIT, ""},
    {"(不要|不招|不收|谢绝|拒绝|拒招|不接收|不考虑)(外地|外省|外来|外县|外市|外乡)(人员|人|的|户口|户籍)?", FLAG_ORIGIN_LIMIT, ""},
    {"(外地|外省|外来|外县|外市)(人员|人|户口|户籍)?(的)?(勿扰|不要|免谈|不收|不考虑|别来|勿进|不招|除外|请绕道)", FLAG_ORIGIN_LIMIT, ""},
    {"(不要|不招|不收|拒招|谢绝)(" PROVINCES ")%2(人|的|籍)", FLAG_ORIGIN_LIMIT, ""},
    {"(" PROVINCES ")(省)?(人|籍|的)?(勿扰|不要|免谈|不收|除外|别来|不招)", FLAG_ORIGIN_LIMIT, ""},
    {"(限|只要|只招|要求|须)%4(户口|户籍|籍)(的|优先)?", FLAG_ORIGIN_LIMIT, ""},
    {"%3(户口|户籍)(的)?(优先|为主)", FLAG_ORIGIN_LIMIT, ""},
    {"(山东|聊城|临清|茌平|东阿|阳谷|冠县|莘县|高唐)(籍|户口|户籍|本地人)(的)?(优先)?", FLAG_ORIGIN_LIMIT, ""},
    {"(限|只要|只招)(山东|聊城|临清|茌平|东阿|阳谷|冠县|莘县|高唐)(人|籍)(优先)?", FLAG_ORIGIN_LIMIT, ""},
    {"(农村户口|城镇户口|非农户口|农业户口|城市户口)", FLAG_ORIGIN_LIMIT, ""},
    {"(少数民族|回族|维族|维吾尔族|藏族|彝族)(的)?(勿扰|不要|免谈|除外|别来)|(不要|不招|不收)(少数民族|回族|维族|藏族|彝族)|(限|只要|仅限)汉族|汉族(优先)?", FLAG_ORIGIN_LIMIT, ""},
    {"(locals_only|local_residents_only|local_people_only|only_locals|no_outsiders|local_hukou|locals_preferred|no_migrants)", FLAG_ORIGIN_LIMIT, ""},
    /* deposits and papers kept */
    {"(带|携带|带好|带着|带上|需带|请带|凭|持|出示|提供|拿|拿着|带齐|备好|准备)(本人|有效)?_(身份证|证件)(原件|复印件)?(原件)?(及复印件|和复印件|复印件)?!(押|扣|抵押)", NO_LIMIT, ""},
    {"(不|无|免|没有|没|绝不|从不|严禁|无需|无须|拒绝)(用|需要|需|须)?_(收取|收|交纳|缴纳|交|缴|扣留|扣押|扣|押|要|留)?(任何|一分|一分钱)?(其他)?(押金|保证金|服装费|工装费|工服费|体检费|培训费|报名费|中介费|介绍费|费用)", NO_LIMIT, ""},
    {"(不收|不收取|不收任何|无任何|不乱收)费(用)?", NO_LIMIT, ""},
    {"(不|绝不|从不|严禁|无需|无须|没有)(用|需要|需)?(扣留|扣押|扣|押|收|留|抵押)(任何)?(身份证|证件|证|钱|工资)", NO_LIMIT, ""},
    {"(入职|到岗|进厂|报到|需|须|要)?(时)?(先|要|得|需|需要)?(押|扣留|扣押|抵押|扣|留下|留|收取|收走|上交|暂扣|代管|统一保管|保管|收|交)(您的|你的|本人)?_(" PAPERS ")(原件)?(押着|#天|#个月|(一|#)(个)?月)?", FLAG_DEPOSIT, ""},
    {"(" PAPERS ")(要|需|须|原件)?(要|需|先)?(押|扣|上交|交|留|抵押|由公司|由厂里|放)(在|给|到|统一|保管)?(厂里|公司|单位|下|厂|我这|人事|工厂)?(保管|押着)?", FLAG_DEPOSIT, ""},
    {"(入职|到岗|进厂)?(时)?(先|要|得|需|需要|须)?(交纳|缴纳|收取|缴|交|收|付|扣)(#(元|块)(钱)?(的)?)?%3(" DEPOSIT ")(:)?_" MONEY "(,_(离职|走时|干满|辞职)%4退(还)?)?", FLAG_DEPOSIT, ""},
    {"<(体检|中介|介绍)(押金|保证金|风险金|服装费|工装费|工服费|厂服费|报名费|建档费|培训费)(:|收|是|要)?_" MONEY "(可退)?", FLAG_DEPOSIT, ""},
    {"(体检费|介绍费|中介费)(:|收|是|要)?_#(元|块)?(钱)?", FLAG_DEPOSIT, ""},
    {"(押|压|扣)(第一个月|一个月|半个月|#个月|#月|首月|#天|一月|半月|头一个月)(的)?(工资|薪水|钱)?", FLAG_DEPOSIT, ""},
    {"(工资)(押|压)(#|半)(个)?(月|天)", FLAG_DEPOSIT, ""},
    {"(入职|进厂|先)(先|要|得)?交_#(元|块)?(钱)?", FLAG_DEPOSIT, ""},
    {"(押|预交|先交)_#(元|块)(钱)?(可退)?", FLAG_DEPOSIT, ""},
    {"(押证)", FLAG_DEPOSIT, ""},
    {"no_deposit(_required)?", NO_LIMIT, ""},
    {"(#_(yuan|rmb)_)?(deposit)(_of)?_(#(_yuan|_rmb)?)?(_required)?", FLAG_DEPOSIT, ""},
    {"(keep|hold|hand_in)%9_(id_cards|id_card|passports|passport)", FLAG_DEPOSIT, ""},
};
/* clang-format on */

static void find_limits(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(flag_rules), &found);
        if (rule == NULL) {
            continue;
        }
        if (rule->value == NO_LIMIT) {
            (void)message_take(text, MESSAGE_NOISE, at, found.end);
        } else {
            take_flag(text, at, found.end, (enum message_flag_kind)rule->value);
        }
        at = found.end - 1;
    }
}

void message_find_flags(struct message_text *text)
{
    find_ages(text);
    find_limits(text);
}
