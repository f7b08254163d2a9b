/* Pay as factories write it. */
#include "areas/listings/values_scan.h"

#include <inttypes.h>

enum { MILLI_PER_FEN = 10, FEN_PER_YUAN = 100 };

/* Without a unit a figure is read as a month's pay between these two; what is smaller or larger is asked about. */
static const int64_t MONTH_LEAST_FEN = INT64_C(100000);
static const int64_t MONTH_MOST_FEN = INT64_C(5000000);
static const int64_t PAY_MOST_FEN = INT64_C(1000000000);

struct unit_word {
    const char32_t *word;
    const char *unit;
};

/* Looked for anywhere in the text; the first row that is there decides. */
static const struct unit_word unit_words[] = {
    {U"年薪", "year"},     {U"/年", "year"},  {U"每年", "year"},   {U"一年", "year"},    {U"/year", "year"},
    {U"per year", "year"}, {U"/yr", "year"},  {U"annual", "year"}, {U"小时", "hour"},    {U"时薪", "hour"},
    {U"/时", "hour"},      {U"钟点", "hour"}, {U"hour", "hour"},   {U"/h", "hour"},      {U"日薪", "day"},
    {U"/天", "day"},       {U"/日", "day"},   {U"每天", "day"},    {U"一天", "day"},     {U"元天", "day"},
    {U"每日", "day"},      {U"日结", "day"},  {U"/day", "day"},    {U"per day", "day"},  {U"/件", "piece"},
    {U"每件", "piece"},    {U"/个", "piece"}, {U"一件", "piece"},  {U"/piece", "piece"}, {U"/吨", "piece"},
    {U"月薪", "month"},    {U"/月", "month"}, {U"每月", "month"},  {U"个月", "month"},   {U"月", "month"},
    {U"month", "month"},   {U"/mo", "month"}, {NULL, NULL}};

static const char *find_unit(const struct scan *scan)
{
    for (size_t index = 0; unit_words[index].word != NULL; index++) {
        if (scan_has(scan, unit_words[index].word)) {
            return unit_words[index].unit;
        }
    }
    return "";
}

static bool is_ascii_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

/* To the first figure: in digits if there are any, else in Han. False when the text holds none. */
static bool skip_to_figure(struct scan *scan)
{
    const uint32_t *start = scan->at;
    while (!scan_done(scan) && !is_ascii_digit(*scan->at)) {
        scan->at++;
    }
    if (!scan_done(scan)) {
        return true;
    }
    for (scan->at = start; !scan_done(scan); scan->at++) {
        struct scan at = *scan;
        int64_t low, high;
        bool is_unit = *scan->at == U'百' || *scan->at == U'千' || *scan->at == U'万';
        /* the 一 of 一个月 is no pay */
        if (!is_unit && scan_number_range(&at, &low, &high) && high >= 100000) {
            return true;
        }
    }
    return false;
}

/* What belongs to the figure without saying more: 元 / 月 左右 …. */
static void skip_known_words(struct scan *scan)
{
    static const char32_t *const words[] = {
        U"人民币", U"rmb",  U"cny",  U"yuan", U"元",    U"块钱",    U"块",   U"/",    U"每个月", U"每月",
        U"一个月", U"个月", U"月",   U"per",  U"month", U"a month", U"每天", U"天",   U"日",     U"每小时",
        U"小时",   U"时",   U"hour", U"day",  U"year",  U"每年",    U"年",   U"左右", U"上下",   U"每件",
        U"件",     U"(",    U")",    U"人",   U"以下",  U"以内",    NULL};
    for (;;) {
        scan_skip_space(scan);
        if (scan_take_any(scan, words) < 0) {
            return;
        }
    }
}

static void skip_lead(struct scan *scan)
{
    static const char32_t *const words[] = {U"月薪", U"年薪", U"日薪", U"时薪",   U"工资", U"薪资", U"薪酬", U"薪水",
                                            U"待遇", U"每月", U"每天", U"每小时", U"大约", U"约",   U"¥",    U"￥",
                                            U"rmb",  U"综合", U":",    U"为",     U"每年", U"收入", NULL};
    for (;;) {
        scan_skip_space(scan);
        if (scan_take_any(scan, words) < 0) {
            return;
        }
    }
}

static bool take_open_end(struct scan *scan)
{
    static const char32_t *const words[] = {U"以上", U"及以上", U"起", U"+", U"保底", NULL};
    struct scan at = *scan;
    scan_skip_space(&at);
    if (scan_take_any(&at, words) < 0) {
        return false;
    }
    scan_skip_space(&at);
    bool bare_plus = at.at[-1] != '+' || scan_done(&at) || *at.at == '/';
    if (bare_plus) {
        *scan = at; /* "6500+", not "6500+提成" */
    }
    return bare_plus;
}

static bool has_any(const struct scan *scan, const char32_t *const *words)
{
    for (size_t index = 0; words[index] != NULL; index++) {
        if (scan_has(scan, words[index])) {
            return true;
        }
    }
    return false;
}

/* The figures, and whether the text says more than them. */
static bool read_figures(struct scan scan, struct value_pay *pay, bool *says_more)
{
    static const char32_t *const at_least[] = {U"不低于", U"不少于", U"最低",     U"至少", U"底薪",
                                               U"保底",   U"from",   U"at least", NULL};
    static const char32_t *const at_most[] = {U"以内", U"以下", U"不超过", U"最高", U"up to", NULL};
    const struct scan whole = scan;
    struct scan lead = scan;
    int64_t low, high;
    (void)skip_to_figure(&scan);
    skip_lead(&lead);
    *says_more = lead.at < scan.at;
    if (!scan_number_range(&scan, &low, &high)) {
        return false;
    }
    bool open = take_open_end(&scan);
    skip_known_words(&scan);
    struct scan second = scan;
    int64_t second_low, second_high;
    if (low == high && scan_take_range(&second) && scan_number_range(&second, &second_low, &second_high)) {
        high = second_high; /* 4000元/月-6000元/月 */
        scan = second;
        skip_known_words(&scan);
    }
    open = open || take_open_end(&scan);
    skip_known_words(&scan);
    *says_more = *says_more || !scan_done(&scan);
    pay->low_fen = low / MILLI_PER_FEN;
    pay->high_fen = high / MILLI_PER_FEN;
    if (low == high && (open || has_any(&whole, at_least))) {
        pay->high_fen = 0;
    } else if (low == high && has_any(&whole, at_most)) {
        pay->low_fen = 0;
    }
    return true;
}

static const char *show_range(struct arena *arena, int64_t low_fen, int64_t high_fen, const char *per)
{
    int64_t low = low_fen / FEN_PER_YUAN;
    int64_t high = high_fen / FEN_PER_YUAN;
    if (low == high || high == 0 || low == 0) {
        return arena_format(arena, "%" PRId64 "元/%s", low == 0 ? high : low, per);
    }
    return arena_format(arena, "%" PRId64 "-%" PRId64 "元/%s", low, high, per);
}

static bool check_figures(struct arena *arena, struct value_pay *pay, struct value_fault *fault)
{
    int64_t most = pay->high_fen > pay->low_fen ? pay->high_fen : pay->low_fen;
    if (most > PAY_MOST_FEN || most == 0) {
        return value_refuse(fault, "value.error.pay_out_of_range", "6500元/月");
    }
    if (pay->high_fen != 0 && pay->low_fen > pay->high_fen) {
        return value_refuse(fault, "value.error.pay_reversed", show_range(arena, pay->high_fen, pay->low_fen, "月"));
    }
    if (pay->unit[0] != '\0') {
        return true;
    }
    if (most < MONTH_LEAST_FEN) {
        return value_refuse(fault, "value.error.pay_unit_missing",
                            show_range(arena, pay->low_fen, pay->high_fen, most < 10000 ? "小时" : "天"));
    }
    if (most > MONTH_MOST_FEN) {
        return value_refuse(fault, "value.error.pay_unit_missing",
                            show_range(arena, pay->low_fen, pay->high_fen, "年"));
    }
    pay->unit = "month";
    return true;
}

bool value_read_pay(struct arena *arena, struct span text, struct value_pay *out, struct value_fault *fault)
{
    static const char32_t *const words_only[] = {U"面议", U"面谈", U"计件", U"面洽", U"商议", U"negotia", U"piece",
                                                 U"详谈", U"按件", U"保密", U"从优", U"优厚", U"提成",    NULL};
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    struct value_pay pay = {0, 0, "", ""};
    struct scan figure = scan;
    if (scan_done(&scan) || !skip_to_figure(&figure)) {
        bool spoken = has_any(&scan, words_only);
        if (!spoken && !scan_is_nothing(&scan)) {
            return value_refuse(fault, "value.error.pay_unreadable", "6500元/月");
        }
        pay.note = spoken ? arena_copy(arena, span_trim(text)) : "";
        *out = pay;
        return true;
    }
    if (scan.at < figure.at && figure.at[-1] == '-' && figure.at - 1 == scan.at) {
        return value_refuse(fault, "value.error.pay_out_of_range", "6500元/月");
    }
    bool says_more = false;
    if (!read_figures(scan, &pay, &says_more)) {
        return value_refuse(fault, "value.error.pay_unreadable", "6500元/月");
    }
    pay.unit = find_unit(&scan);
    if (!check_figures(arena, &pay, fault)) {
        return false;
    }
    pay.note = says_more ? arena_copy(arena, span_trim(text)) : "";
    *out = pay;
    return true;
}
