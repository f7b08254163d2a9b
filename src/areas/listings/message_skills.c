/* What people must be able to do, as said and tidied: 会看图、编程 → 看图, 编程; 有焊工证 → 焊工证; 懂PLC → PLC.
 *
 *   skill = opener object (joiner object)*     opener = 会, 懂, 能 (吃苦, 看 …), 熟悉, 掌握, 有 … 证
 *   an object ends at a break, at what is taken already, and at words that open another matter (优先, 工资, 招 …)
 */
#include "areas/listings/message_text.h"

#include "text/text.h"

enum { LONGEST_SKILL = 12 };

static const struct message_rule nothing_rules[] = {
    {"(无证|没证|没有证|证件不要求|无需证|不需要证|不要求证)(书)?(的)?(也行|也可|也可以|均可|都行|也要)?", 0, ""},
    {"(健康证|身份证|毕业证|暂住证)(即可|原件|复印件)?", 0, ""},
};

/* clang-format off */
static const struct message_rule paper_rules[] = {
    {"(要求|要|需|需要|必须|得|最好)?(都|均|全部)?(要|得|必须|需|需要|能)?(持证上岗)(的)?(优先)?", 1, "有证"},
    {"(要求|要|需|需要|必须|得|最好)?(都|均|全部)?(要|得|必须|需|需要|能)?(有证|持证|证件齐全|证书齐全|有证件|有证书|带证)(上岗)?(的|者)?(优先考虑|优先|最好)?", 1, "有证"},
    {"(要求|要|需|需要|必须|得|最好)?(都|均|全部)?(要|得|必须|需|需要)?(有|持有|持|具有|具备|带|拿着|要求|需|要|考有)", 2, ""},
    {"(有|持有|持|需|要)?", 2, ""},
};
/* clang-format on */

/* What opens a skill. Value 1: the opener stays in the words (能吃苦). */
/* clang-format off */
static const struct message_rule openers[] = {
    {"(能吃苦耐劳|能吃苦|吃苦耐劳|肯吃苦|能够吃苦)(的)?(优先)?", 1, ""},
    {"(能够|可以|能|可)(独立)?(熟练)?(看懂|看得懂|读懂)", 2, "看"},
    {"(必须|需要|需|要求|要|得|最好|还要|还得|也要|并)?(能够|可以|能)(独立操作|独立使用|熟练操作|熟练使用|操作|使用)!(的|$|上岗)", 0, ""},
    {"(必须|需要|需|要求|要|得|最好|还要|还得|也要|并)?(能够|可以|能)!(看到|开到|做到|做满|做长|修养|调休|装人|焊接后|带来)(看|编|独立|调|修|画|识|焊|开|读|磨|装|做)", 3, ""},
    {"(必须|需要|需|要求|要|得|最好|还要|还得|也要|并)?(要|能)?(熟练|独立)?(熟悉|熟知|掌握|精通|擅长|了解|通晓|熟练掌握|熟练使用|熟练操作|熟练运用|熟练应用|熟练)(使用|操作|运用|应用|掌握)?(各种|各类|常用|常见|基本的?|基本|一般|简单的?|相关)?!(的|$|公司|我|本)", 0, ""},
    {"<(机|社|不|开|协|商|约|聚|晚|才|将|年|大|宴|学|别|一|误|例|工商联)(必须|需要|需|要求|要|得|最好|还要|还得|也要|并|都|都要|都得|均需)?会!(计|议|员|所|费|场|展|面|有|被|给|让|根据|不|安排|为|在|提供|定期|组织|客|的|更|优|者|来|是|尽|长|合|所|$|也|把|对|和您|跟|联系|通知|及)(熟练|独立|简单)?(使用|操作|用|玩|运用)?(的|简单的|基本的|简单)?", 0, ""},
    {"<(不|啥都)(必须|需要|需|要求|要|得|最好|还要|还得|也要)?懂!(的|行|得|者|$)(点|一点|一些|些)?", 0, ""},
    {"<(no_|without_)(can|able_to|must!(_have|_hold|_be)|knows|know|familiar_with|knowledge_of|skilled_in|proficient_in|who_can|should_know)_(know_|read_and_use_|use_|operate_)?", 0, ""},
};
/* clang-format on */

/* Tools that are skills wherever they stand alone between two breaks. */
/* clang-format off */
static const struct message_rule bare_rules[] = {
    {"^(能)?(看图纸|看图|识图|看懂图纸|读图|编程|调机|上机|对刀|磨刀|独立编程|独立操作|电脑熟练|会电脑)$", 0, ""},
    {"^(plc|ug|cad|autocad|mastercam|solidworks|proe|caxa|catia|excel|erp|office|cam)(软件)?(熟练|优先)?$", 0, ""},
    {"<(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z|1|2|3)(a1|a2|b1|b2|c1|c2)(驾驶证|驾驶本|驾照|照|证|本)?(的)?!(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z|1|2|3|0|区|栋|座|楼)", 0, ""},
    {"(blueprint_reading|read_drawings|read_blueprints|reading_drawings|read_technical_drawings)", 0, ""},
    {"(must_have_|have_|with_|hold_)(a_|an_)?(valid_)?(welding_|electrician_)?(certificates|certificate|license|licence)(_required)?|(certificate_required|certified|licensed|with_certificate|certificate|license)(s)?(_required|_needed)?", 1, "有证"},
};

#define STOPS                                                                                                        \
    "的|优先|最好|即可|就行|就好|也行|更好|更佳|为佳|者|等|都可以|招|包吃|包住|管吃|管住|工资|月薪|薪资|待遇|年龄|地址|地点|联系|电话|"   \
    "欢迎|来|可以|随时|马上|我们|另外|还有|以上|优秀|要求|都行|才行|吗|呢|吧|啊|了|就可|有意|提供|公司|工作|服从|身体|的话|必须|需要|"   \
    "有经验|长期|缺|急"
/* clang-format on */
#define JOINTS "和|及|与|或者|或|还会|还要会|会|懂|并|并能|以及|又会|也会|也懂|且"

static void add_skill(struct message_text *text, size_t start, size_t end, size_t from, const char *words)
{
    if (words == NULL) {
        while (end > from && message_ends_with(text, end, "熟练|等|最好|都|也") > 0) {
            end -= message_ends_with(text, end, "熟练|等|最好|都|也");
        }
        if (end <= from) {
            return;
        }
        words = message_words(text, from, end);
    }
    message_take(text, MESSAGE_SKILL, start, end)->text = words;
}

/* Letters keep together with spaces between them and with signs inside a name: Pro/E, C++, solid works. */
static bool goes_on(const struct message_text *text, size_t at, size_t from)
{
    if (message_is_free_word(text, at)) {
        return true;
    }
    return at > from && at + 1 < text->count && text->taken[at] == MESSAGE_FREE &&
           (text->points[at] == ' ' || text->points[at] == '/' || text->points[at] == '-') &&
           message_is_letter(text->points[at - 1]) && message_is_letter(text->points[at + 1]) &&
           message_is_free_word(text, at + 1) &&
           (text->points[at] != ' ' || message_starts_with(text, at, " and| or| room| meals| salary| pay| no ") == 0);
}

static size_t object_end(const struct message_text *text, size_t from)
{
    size_t end = from;
    size_t longest = message_is_letter(text->points[from]) ? 2 * LONGEST_SKILL : LONGEST_SKILL;
    while (end < from + longest && goes_on(text, end, from) && message_starts_with(text, end, STOPS) == 0 &&
           (end == from || message_starts_with(text, end, JOINTS) == 0)) {
        if (end > from && message_is_digit(text->points[end]) && is_han(text->points[end - 1])) {
            break; /* 懂公差|4天 */
        }
        end++;
    }
    return end;
}

/* Is there, behind a joint, another object of the same list? Where it begins, or 0. */
static size_t next_object(const struct message_text *text, size_t end)
{
    struct message_found found;
    size_t joint = text->taken[end] == MESSAGE_FREE ? message_starts_with(text, end, JOINTS) : 0;
    if (joint > 0) {
        return end + joint;
    }
    if (message_match(text, end, "_(、|/|_and_)_(会|懂|能)?", &found) && message_is_free_word(text, found.end)) {
        return found.end;
    }
    return 0;
}

/* 工, 员, 师 at the end with no other opener: another post follows, not another skill. */
static bool looks_like_post(const struct message_text *text, size_t from, size_t end)
{
    struct message_found found;
    return message_ends_with(text, end, "工|员|师傅|司机|班长|主管") > 0 ||
           message_match(text, from, "#(个|名|人|位|k|元|块|年|-|到|、|,|$)", &found) ||
           (end < text->count && text->taken[end] == MESSAGE_COUNT);
}

static size_t take_objects(struct message_text *text, size_t start, size_t from, const char *prefix)
{
    size_t end = object_end(text, from);
    if (end == from || (end == from + 1 && prefix[0] == '\0' && !is_han(text->points[from]))) {
        return 0;
    }
    add_skill(text, start, end, from,
              prefix[0] != '\0' ? arena_format(text->arena, "%s%s", prefix, message_words(text, from, end)) : NULL);
    for (int more = 0; more < 8; more++) {
        size_t next = next_object(text, end);
        if (next == 0) {
            break;
        }
        size_t stop = object_end(text, next);
        if (stop == next || looks_like_post(text, next, stop)) {
            break;
        }
        add_skill(text, next, stop, next, NULL);
        end = stop;
    }
    return end;
}

/* 有焊工证, 持特种作业操作证, 叉车证优先: the words up to 证. */
static bool take_paper(struct message_text *text, size_t at)
{
    struct message_found found;
    if (message_match(text, at, paper_rules[1].pattern, &found) ||
        message_match(text, at, paper_rules[0].pattern, &found)) {
        message_take(text, MESSAGE_SKILL, at, found.end)->text = "有证";
        return true;
    }
    size_t from = at;
    bool opened = message_match(text, at, paper_rules[2].pattern, &found);
    if (opened) {
        from = found.end;
    } else if (at > 0 && message_is_free_word(text, at - 1)) {
        return false;
    }
    if (!message_match(text, from, "%8(证书|驾驶证|驾照|驾驶本|证|本子)(的|者)?(优先考虑|优先|即可|就行|最好|上岗)?",
                       &found)) {
        return false;
    }
    size_t end = found.end;
    size_t cut = message_ends_with(text, end, "的优先考虑|的优先|者优先|优先考虑|优先|即可|就行|最好|上岗|的|者");
    size_t stop = end - cut;
    if (message_ends_with(text, stop, "身份证|保证|暂住证|认证|毕业证|质保证|验证|工牌证|证证") > 0 ||
        stop - from < 2 || (stop - from == 2 && message_ends_with(text, stop, "证书|本证") > 0) ||
        looks_like_post(text, from, from + 1)) {
        return false;
    }
    for (size_t point = from; point + 1 < stop; point++) {
        if (message_starts_with(text, point,
                                opened ? "会看|会操|会编|会开|会修|会用|会做|会焊|会调|招|名|个|包|工资|要求|身份"
                                       : "会|招|名|个|包|工资|要|有|持|身份|没|无") > 0) {
            return false;
        }
    }
    message_take(text, MESSAGE_SKILL, at, end)->text = message_words(text, from, stop);
    return true;
}

static bool take_opened(struct message_text *text, size_t at)
{
    struct message_found found;
    const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(openers), &found);
    if (rule == NULL || (message_ends_with(text, found.end, "熟练") > 0 &&
                         looks_like_post(text, found.end, object_end(text, found.end)))) {
        return false;
    }
    if (rule->value == 1) {
        size_t cut = message_ends_with(text, found.end, "的优先|优先|的");
        message_take(text, MESSAGE_SKILL, at, found.end)->text = message_words(text, at, found.end - cut);
        return true;
    }
    size_t from = rule->value == 3
                      ? found.end - message_ends_with(text, found.end, "看|编|独立|调|修|画|识|焊|开|读|磨|装|做")
                      : found.end;
    return take_objects(text, at, from, rule->text) > 0;
}

static bool take_bare(struct message_text *text, size_t at)
{
    struct message_found found;
    const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(bare_rules), &found);
    if (rule == NULL || text->taken[found.end] == MESSAGE_PAY) {
        return false;
    }
    const char *words = rule->value == 1
                            ? rule->text
                            : message_words(text, at, found.end - message_ends_with(text, found.end, "熟练|优先|的"));
    message_take(text, MESSAGE_SKILL, at, found.end)->text = words;
    return true;
}

void message_find_skills(struct message_text *text)
{
    message_take_rules(text, MESSAGE_NOISE, MESSAGE_RULES(nothing_rules));
    for (size_t at = 0; at < text->count; at++) {
        if (text->taken[at] == MESSAGE_FREE && message_is_word(text->points[at]) && !take_paper(text, at) &&
            !take_opened(text, at)) {
            (void)take_bare(text, at);
        }
    }
}
