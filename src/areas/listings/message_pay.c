/* What is paid: 6500, 6-8k, 6千到8千, 六千五, 五六千, 4500起, 一天200, 时薪18, 年薪10万, 保底3500+计件, 一件2毛, 面议.
 *
 *   pay    = label? figure tail?            label = 月薪, 综合工资, 一天, 时薪, 保底 …: unit and rank of the figure
 *   figure = number | number ~ number       tail  = 元, 块, /月, 一天, 每小时, 起, 以上, 左右 …
 *
 * A bare number is pay when it is as large as a month's pay and no measure follows. Of several figures for one post the
 * higher rank counts: the whole (综合, 到手, 转正) before a plain one, that before a base (底薪, 保底, 试用期).
 */
#include "areas/listings/message.h"
#include "areas/listings/message_text.h"

enum { RANK_BASE = 1, RANK_PLAIN = 2, RANK_WHOLE = 3, UNIT_UNSAID = -1, FEN_PER_THOUSANDTH = 10 };

struct pay_word {
    const char *pattern;
    int unit;
    int rank;
};

#define IS                                                                                                             \
    "(:|是|为|在|给|能拿|能拿到|能到|能挣|可达|可拿|约|大概|大约|差不多|开到|开|标准|水平|待遇|有|拿|到|都在|都|基本|不低于|最低|最高|达|保证|保底|可以到|可以拿|能达到|可到|挣|按|算|计|一般|平均|我们|我们给|就|也就|，)?"

/* clang-format off */
static const struct pay_word labels[] = {
    {"(综合|出徒后|出徒|学成后|出师后|满师后|熟练后|上手后|转正后|转正|到手|实发|拿到手|税后|实际|满勤|满勤后|总)(月)?(工资|薪资|薪酬|收入|月薪|待遇|薪水|后)?(每月|每个月|一个月|月)?" IS IS "_", PAY_MONTH, RANK_WHOLE},
    {"(底薪|基本工资|基本薪资|基本工薪|无责底薪|保底工资|保底薪资|保底|试用期工资|试用期#个月|(前|头)(#|几)(个)?月|试用期|试用|学徒期#个月|学徒期|学徒|学徒工资|学徒期工资|实习期|实习工资|实习补助|实习期工资|培训期|固定工资|基础工资)(一个月|每月|每个月)?" IS "_", PAY_MONTH, RANK_BASE},
    {"(日薪|日工资|日结工资|日结|每天工资|一天工资|工资一天|工资每天|每天|一天|每日|日工|天工资|一日|一个工|每个工|天薪)" IS IS "_", PAY_DAY, RANK_PLAIN},
    {"(一天一结|天天结|每天一结|当天结|日结算)(账|算|工资)?(,)?_", PAY_DAY, RANK_PLAIN},
    {"(时薪|小时工资|小时费|工价|每小时|一小时|一个小时|每个小时|工时费|小时工|1小时|每小时工资|工时|一个点|每个点)" IS IS "_", PAY_HOUR, RANK_PLAIN},
    {"(年薪|年收入|每年|一年|年工资|全年|年综合收入)" IS IS "_", PAY_YEAR, RANK_PLAIN},
    {"(计件单价|单价|(每|一)(件|个|套|双|吨|条|平方米|平方|平米|平|樘|扇|块|箱|袋|车|亩|把|根|支|片|单))" IS "_", PAY_PIECE, RANK_BASE},
    {"(月薪|月工资|月收入|月入|每月工资|每个月工资|一个月工资|工资一个月|工资每月|工资每个月|一个月|每个月|每月|月均|月平均|月综合|月薪资)" IS IS "_", PAY_MONTH, RANK_PLAIN},
    {"(工资待遇|薪资待遇|福利待遇|薪酬待遇|工资|薪资|薪酬|待遇|薪水|收入|报酬|工钱|新资|公资)(每月|每个月|一个月|月)?" IS IS "_", UNIT_UNSAID, RANK_PLAIN},
    {"(annual_salary|yearly_salary|annual_pay|annual_package)(_of|_is)?(:)?_", PAY_YEAR, RANK_PLAIN},
    {"(salary|wage|wages|pay|monthly)(_of|_is|s)?(:)?_", PAY_MONTH, RANK_PLAIN},
};

static const struct pay_word tails[] = {
    {"_(元|块|块钱|rmb|yuan|￥)?(左右|上下|以上|多)?_(/|每|一|1|per_|a_|an_|/_)(天|日|晚|个班|班|day|人天|工)", PAY_DAY, 0},
    {"(元|块|块钱)?(日结|天!(后|内|休)|日薪|工日)", PAY_DAY, 0},
    {"_(元|块|块钱|rmb|yuan)?(左右|上下|以上)?_(/|每|一|1|per_|an_|a_|一个|每个|1个|/_)(小时|h!(o)|时|hour|hr|点|钟头)", PAY_HOUR, 0},
    {"(元|块|块钱)?(小时)", PAY_HOUR, 0},
    {"_(元|块|块钱|rmb|yuan)?(左右|上下|以上)?_(/|每|一|1|per_|a_|/_)(年|year)!(经|以)", PAY_YEAR, 0},
    {"(元|块|块钱|分|分钱|毛|毛钱|角)_(/|每|一|1|per_)?(件|个!(月|小时|班|工|点|钟|半)|套|双|吨|条|平方|平|根|支|米|箱|piece)", PAY_PIECE, 0},
    {"(分钱|毛钱|毛|角)", PAY_PIECE, 0},
    {"/(件|个!(月|小时|班|工)|套|双|吨|条|平方|根|支|piece)", PAY_PIECE, 0},
    {"_(元|块|块钱|rmb|yuan|cny)?(左右|上下|以上|起|多)?_(/|每|一|1|per_|a_|/_)(个)?(月|month|mo|人月)", PAY_MONTH, 0},
    {"_(元|块|块钱|rmb|yuan|cny)?(月薪|的月薪|月)", PAY_MONTH, 0},
    {"_(元钱|块钱|元|块|rmb|yuan|cny|大洋)", UNIT_UNSAID, 0},
};
/* clang-format on */

static const struct message_rule piece_rules[] = {
    {"(按件|按件计酬|按件计|按件算|计件制|计件工资|计件|多劳多得|多干多得|按量|按产量|按件发|计量工资|计时计件|干多挣多)(,)?(制|工资|工|薪资|提成|算|结算|为主|多劳多得|不封顶|上不封顶|计酬|单价)?",
     0, ""},
    {"(piecework|piece_rate|piece-rate|piece_work|by_the_piece|per_piece)", 0, ""},
};

static const struct message_rule negotiable_rules[] = {
    {"(工资|薪资|待遇|薪酬|工资待遇|薪资待遇|价格|薪水|月薪|工价|具体工资|年薪)?(待遇|可以|可|从优)?(:)?_(面议|面谈|面聊|当面谈|见面谈|来了谈|来谈|好商量|可谈|可商量|电议|详谈|好说|好谈|可议)",
     0, ""},
    {"(工资|钱|价钱|待遇)(都)?(好说|好商量|不是问题|好谈)", 0, ""},
    {"(negotiable|tbd|to_be_discussed|salary_open)", 0, ""},
};

static const struct pay_word *find_tail(const struct message_text *text, size_t at, size_t *end)
{
    for (size_t index = 0; index < sizeof tails / sizeof tails[0]; index++) {
        struct message_found found;
        if (message_match(text, at, tails[index].pattern, &found)) {
            *end = found.end;
            return &tails[index];
        }
    }
    return NULL;
}

/* --- figures ----------------------------------------------------------------------------------------------- */

struct figure {
    int64_t low, high; /* thousandths of yuan, as said */
    bool large;        /* k, 千 or 万 said */
    size_t end;
};

/* 6-8k: the multiplier of the second number is the first one's too. */
static void share_scale(struct message_number *low, const struct message_number *high)
{
    if (low->scale == 1 && high->scale > 1 && low->high < 100 * 1000 && low->high * high->scale <= high->high) {
        low->low *= high->scale;
        low->high *= high->scale;
    }
}

static size_t skip_money(const struct message_text *text, size_t at)
{
    return at + message_starts_with(text, at, "块钱|元钱|元|块");
}

static bool read_figure(const struct message_text *text, size_t at, struct figure *out)
{
    struct message_number first;
    if (!message_number_at(text, at, false, &first)) {
        return false;
    }
    struct figure figure = {first.low, first.high, first.scale >= 1000 || first.low >= 1000000, first.end};
    struct message_found found;
    size_t behind = skip_money(text, first.end);
    if (message_match(text, behind, "~(¥|￥|$)?#", &found) || message_match(text, behind, "_to_#", &found)) {
        struct message_number second = found.numbers[0];
        share_scale(&first, &second);
        if (second.high > first.low && second.high <= first.low * 20) {
            figure = (struct figure){first.low, second.high,
                                     first.scale >= 1000 || second.scale >= 1000 || first.low >= 1000000, second.end};
        }
    } else if (message_match(text, first.end, "(、)#", &found) && found.numbers[0].scale >= 1000 && first.scale == 1 &&
               found.numbers[0].low > first.low * 1000) {
        struct message_number second = found.numbers[0]; /* 5、6千 */
        share_scale(&first, &second);
        figure = (struct figure){first.low, second.high, true, second.end};
    }
    *out = figure;
    return true;
}

struct pay {
    struct figure figure;
    int unit;
    int rank;
    bool labelled;
    bool money; /* 元 or a unit was said */
    size_t start, end;
};

/* The usual span of each unit, in yuan; a figure outside is something else. */
static bool is_plausible(const struct pay *pay)
{
    static const struct {
        int64_t low, high;
    } spans[] = {[PAY_MONTH] = {800, 100000},
                 [PAY_DAY] = {40, 3000},
                 [PAY_HOUR] = {5, 500},
                 [PAY_PIECE] = {0, 5000},
                 /* clang-format off */
                 [PAY_YEAR] = {10000, 2000000}};
    /* clang-format on */
    int64_t low = pay->figure.low / 1000;
    int64_t high = pay->figure.high / 1000;
    return low >= spans[pay->unit].low && high <= spans[pay->unit].high && pay->figure.low > 0;
}

/* Hours and days are also told by the size of the figure: 工资18, 工资220. */
static int unit_by_size(const struct pay *pay)
{
    int64_t yuan = pay->figure.low / 1000;
    return yuan >= 800 ? PAY_MONTH : yuan >= 60 ? PAY_DAY : PAY_HOUR;
}

static bool followed_by_measure(const struct message_text *text, size_t at)
{
    struct message_found found;
    return message_match(text, at,
                         "_(个|名|人|位|岁|周岁|年|号|月|日|点|台|吨|米|公里|级|班|天|小时|h|次|路|楼|间|斤|度|套|根|"
                         "多人|多名|余人|余名|多个|来个|来名|来人|people|workers|years|welder|operator|-|:)",
                         &found) &&
           !message_match(text, at, "_(一|/|每|:)", &found);
}

static void read_money_unit(const struct message_text *text, struct pay *pay)
{
    size_t end = pay->end;
    const struct pay_word *tail = find_tail(text, pay->end, &end);
    if (tail == NULL) {
        return;
    }
    struct message_found found;
    bool tenths = message_match(text, pay->end, "(毛|角)", &found);
    bool hundredths = message_match(text, pay->end, "分", &found);
    pay->figure.low /= tenths ? 10 : hundredths ? 100 : 1;
    pay->figure.high /= tenths ? 10 : hundredths ? 100 : 1;
    pay->money = true;
    pay->end = end;
    if (tail->unit != UNIT_UNSAID && (pay->unit == UNIT_UNSAID || tail->unit != PAY_MONTH)) {
        pay->unit = tail->unit;
    }
}

/* 起, 以上, 左右, 不等, + behind the figure; then the unit may follow still. */
static void read_edges(const struct message_text *text, struct pay *pay)
{
    struct message_found found;
    if (message_match(text, pay->end,
                      "_(左右|上下|以上|起步|起|往上|不等|不封顶|封顶|多|++|之间|保底|打底|朝上|or_more|and_up|up)",
                      &found) ||
        message_match(text, pay->end, "+!(提成|计件|绩效|奖|全勤|补|加班|住|餐|_#)", &found)) {
        pay->end = found.end;
        if (!pay->money || pay->unit == UNIT_UNSAID) {
            read_money_unit(text, pay);
        }
    }
}

static bool accept(const struct message_text *text, struct pay *pay)
{
    if (pay->unit == UNIT_UNSAID) {
        bool monthly = pay->figure.large && pay->figure.low >= 1000000;
        if (!pay->labelled && !pay->money && !monthly) {
            return false;
        }
        if (!pay->labelled && pay->money && pay->figure.low < 40000) {
            return false;
        }
        pay->unit = unit_by_size(pay);
        if (!pay->money && followed_by_measure(text, pay->end)) {
            return false;
        }
    } else if (!pay->money && followed_by_measure(text, pay->end)) {
        return false;
    }
    if (pay->unit == PAY_MONTH && pay->figure.low < 100000 && pay->figure.low >= 1000 && pay->labelled && !pay->money &&
        pay->figure.low % 100 == 0 && pay->figure.low <= 30000) {
        pay->figure.low *= 1000; /* 工资6到8: thousands are meant */
        pay->figure.high *= 1000;
    }
    return is_plausible(pay);
}

static bool read_pay(const struct message_text *text, size_t at, const struct pay_word *label, size_t from,
                     struct pay *out)
{
    struct pay pay = {.unit = label == NULL ? UNIT_UNSAID : label->unit,
                      .rank = label == NULL ? RANK_PLAIN : label->rank,
                      .labelled = label != NULL,
                      .start = at};
    struct message_found found;
    while (message_match(text, from, "(¥|￥|$|_约|_大约|L)", &found) && found.end > from) {
        pay.money |= text->points[from] != '(';
        from = found.end;
    }
    if (!read_figure(text, from, &pay.figure)) {
        return false;
    }
    pay.end = pay.figure.end;
    read_money_unit(text, &pay);
    read_edges(text, &pay);
    if (!accept(text, &pay)) {
        return false;
    }
    *out = pay;
    return true;
}

static bool read_at(const struct message_text *text, size_t at, struct pay *out)
{
    for (size_t index = 0; index < sizeof labels / sizeof labels[0]; index++) {
        struct message_found found;
        if (message_match(text, at, labels[index].pattern, &found) &&
            read_pay(text, at, &labels[index], found.end, out)) {
            return true;
        }
    }
    if (at > 0 && message_is_letter(text->points[at - 1])) {
        return false; /* ISO9001 */
    }
    struct message_number number;
    bool sign = text->points[at] == 0xa5 || text->points[at] == 0xffe5 || text->points[at] == '$';
    return (sign || message_number_at(text, at, false, &number)) && read_pay(text, at, NULL, at, out);
}

static void take_pay(struct message_text *text, const struct pay *pay)
{
    struct message_token *token = message_take(text, MESSAGE_PAY, pay->start, pay->end);
    token->low = pay->figure.low / FEN_PER_THOUSANDTH;
    token->high = pay->figure.high / FEN_PER_THOUSANDTH;
    token->number = pay->unit;
    token->rank = pay->rank;
}

void message_find_pay(struct message_text *text)
{
    message_take_rules(text, MESSAGE_NEGOTIABLE, MESSAGE_RULES(negotiable_rules));
    for (size_t at = 0; at < text->count; at++) {
        struct pay pay;
        if (text->taken[at] != MESSAGE_FREE || !read_at(text, at, &pay)) {
            continue;
        }
        take_pay(text, &pay);
        at = pay.end - 1;
    }
    /* 过万, 上万: a figure without a number. */
    static const struct message_rule myriad[] = {{"(月薪|月入|工资|月收入|收入|轻松)(过万|上万|破万)", 0, ""}};
    size_t first = text->token_count;
    message_take_rules(text, MESSAGE_PAY, MESSAGE_RULES(myriad));
    for (size_t index = first; index < text->token_count; index++) {
        text->tokens[index].low = text->tokens[index].high = 1000000;
        text->tokens[index].number = PAY_MONTH;
        text->tokens[index].rank = RANK_PLAIN;
    }
    message_take_rules(text, MESSAGE_PIECE, MESSAGE_RULES(piece_rules));
}
