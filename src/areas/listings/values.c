/* Numbers of people, levels, yes and no, words with a fixed set of answers. */
#include "areas/listings/values_scan.h"

enum { MILLI = 1000 };

bool value_read_count(struct arena *arena, struct span text, int32_t *out, struct value_fault *fault)
{
    static const char32_t *const lead[] = {U"大约", U"约", U"共", U"计", U"至少", U"近", U"招", U"需", U"不少于", NULL};
    static const char32_t *const tail[] = {U"人次",   U"人",      U"名",  U"个", U"位", U"左右",
                                           U"以上",   U"台套",    U"台",  U"套", U"余", U"多",
                                           U"people", U"persons", U"/年", U"+",  NULL};
    struct scan scan;
    int64_t low, high;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    if (scan_is_nothing(&scan)) {
        *out = 0;
        return true;
    }
    (void)scan_take_any(&scan, lead);
    bool negative = scan_take(&scan, U"-");
    scan_skip_space(&scan);
    if (!scan_number_range(&scan, &low, &high)) {
        return value_refuse(fault, "value.error.count_unreadable", "20");
    }
    scan_skip_space(&scan);
    while (scan_take_any(&scan, tail) >= 0) {
        scan_skip_space(&scan);
    }
    if (!scan_done(&scan)) {
        return value_refuse(fault, "value.error.count_unreadable", "20");
    }
    if (negative || low > high || high % MILLI != 0 || high / MILLI > VALUE_COUNT_MOST) {
        return value_refuse(fault, "value.error.count_out_of_range", "1000000");
    }
    *out = (int32_t)(high / MILLI);
    return true;
}

/* --- skill levels ------------------------------------------------------------------------------------------- */

/* Names people use beside the catalogue's, by rank. Longer ones first, so that 高级技师 is not read as 高级. */
struct level_word {
    const char32_t *word;
    int rank;
};

/* clang-format off */
static const struct level_word level_words[] = {
    {U"首席技师", 8}, {U"特级技师", 7}, {U"高级技师", 6}, {U"高级工", 4}, {U"中级工", 3}, {U"初级工", 2}, {U"学徒工", 1},
    {U"技师", 5},     {U"高级", 4},     {U"中级", 3},     {U"初级", 2},   {U"学徒", 1},   {U"熟练工", 2}, {U"普工", 1},
    {U"八级", 8},     {U"一级", 6},     {U"二级", 5},     {U"三级", 4},   {U"四级", 3},   {U"五级", 2},
    {U"1级", 6},      {U"2级", 5},      {U"3级", 4},      {U"4级", 3},    {U"5级", 2},    {U"l0", 1},
    {U"senior technician", 6}, {U"technician", 5}, {U"advanced", 4}, {U"intermediate", 3}, {U"elementary", 2},
    {U"apprentice", 1}, {U"skilled", 3}, {NULL, 0}};
/* clang-format on */

static int take_level(struct scan *scan)
{
    for (size_t index = 0; level_words[index].word != NULL; index++) {
        if (scan_take(scan, level_words[index].word)) {
            return level_words[index].rank;
        }
    }
    return 0;
}

/* A code of the catalogue standing alone: 4 is 四级, T 特级技师. */
static int level_of_code(const struct catalogue *catalogue, struct span text)
{
    const struct catalogue_entry *entry = catalogue_find(catalogue, CATALOGUE_LEVELS, span_trim(text));
    return entry == NULL ? 0 : entry->number;
}

bool value_read_level(struct arena *arena, const struct catalogue *catalogue, struct span text, int *low, int *high,
                      struct value_fault *fault)
{
    /* clang-format off */
    static const char32_t *const between[] = {U"/", U"(", U")", U"、", U",", U"职业技能等级", U"职业资格", U"国家职业资格", U"技能等级",
                                              U"证书", U"证", U"工", U"水平", U"的", U"或", U"及", U"以上", U"-", U"~", U"至", U"到", U"—", U" ",
                                              U"等级", U"资格", U"级", U"具有", U"持", U"要求", U"优先", U"起", U"worker", U"or above", U"and above", U"+", NULL};
    /* clang-format on */
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    bool above =
        scan_has(&scan, U"以上") || scan_has(&scan, U"above") || scan_has(&scan, U"+") || scan_has(&scan, U"起");
    int least = level_of_code(catalogue, text);
    int most = least;
    if (least == 0 && scan_is_nothing(&scan)) {
        *low = 0;
        *high = 0;
        return true;
    }
    for (bool is_code = least != 0; !is_code && !scan_done(&scan);) {
        int rank = take_level(&scan);
        if (rank == 0 && scan_take_any(&scan, between) < 0) {
            return value_refuse(fault, "value.error.level_unknown", "");
        }
        least = rank != 0 && (least == 0 || rank < least) ? rank : least;
        most = rank > most ? rank : most;
    }
    if (least == 0) {
        return value_refuse(fault, "value.error.level_unknown", "");
    }
    *low = least;
    *high = above ? 0 : most;
    return true;
}

/* --- words with a fixed set of answers ------------------------------------------------------------------------ */

struct choice {
    const char32_t *word;
    const char *value;
};

/* The first row whose word stands anywhere in the text. */
static const char *find_choice(const struct scan *scan, const struct choice *choices)
{
    for (size_t index = 0; choices[index].word != NULL; index++) {
        if (scan_has(scan, choices[index].word)) {
            return choices[index].value;
        }
    }
    return NULL;
}

bool value_read_yes_no(struct arena *arena, struct span text, int *out, struct value_fault *fault)
{
    /* clang-format off */
    static const char32_t *const no[] = {U"否", U"无", U"不", U"没", U"n", U"no", U"false", U"0", U"×", U"x", U"✗", U"✘", U"自理", NULL};
    /* clang-format on */
    /* clang-format off */
    static const char32_t *const yes[] = {U"是", U"有", U"包", U"提供", U"可", U"y", U"yes", U"true", U"1", U"√", U"✓", U"✔", U"免费", U"管", U"供", U"对", NULL};
    /* clang-format on */
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    if (scan_done(&scan) || scan_is(&scan, U"-") || scan_is(&scan, U"面议") || scan_is(&scan, U"待定") ||
        scan_is(&scan, U"不详")) {
        *out = -1;
        return true;
    }
    for (size_t index = 0; no[index] != NULL; index++) {
        bool letter = no[index][0] < 0x80;
        if (letter ? scan_is(&scan, no[index]) : scan_has(&scan, no[index])) {
            *out = 0;
            return true;
        }
    }
    for (size_t index = 0; yes[index] != NULL; index++) {
        bool letter = yes[index][0] < 0x80;
        if (letter ? scan_is(&scan, yes[index]) : scan_has(&scan, yes[index])) {
            *out = 1;
            return true;
        }
    }
    return value_refuse(fault, "value.error.yes_no_unknown", "");
}

bool value_read_experience(struct arena *arena, struct span text, int32_t *months, struct value_fault *fault)
{
    /* clang-format off */
    static const char32_t *const none[] = {U"应届", U"无经验", U"无需经验", U"不要求经验", U"无需", U"no experience", NULL};
    /* clang-format on */
    /* clang-format off */
    static const char32_t *const rest[] = {U"及以上", U"以上", U"经验", U"工作", U"相关", U"从业", U"左右", U"(", U")", U"的", U"+", U"of", U"experience", U"行业", U"岗位", U"同", U"者", U"优先", NULL};
    /* clang-format on */
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    if (scan_is_nothing(&scan) || scan_is(&scan, U"经验不限")) {
        *months = -1;
        return true;
    }
    if (scan_take_any(&scan, none) >= 0) {
        *months = 0;
        return true;
    }
    while (scan_take_any(&scan, rest) >= 0) {
    }
    int64_t low = 500, high = 500;
    bool half = scan_take(&scan, U"半");
    if (!half && !scan_number_range(&scan, &low, &high)) {
        return value_refuse(fault, "value.error.experience_unreadable", "2年");
    }
    scan_skip_space(&scan);
    bool in_months = scan_take(&scan, U"个月") || scan_take(&scan, U"月") || scan_take(&scan, U"months") ||
                     scan_take(&scan, U"month");
    if (!in_months && (scan_take(&scan, U"年") || scan_take(&scan, U"years") || scan_take(&scan, U"year"))) {
        low += scan_take(&scan, U"半") ? MILLI / 2 : 0;
    }
    scan_skip_space(&scan);
    while (scan_take_any(&scan, rest) >= 0) {
        scan_skip_space(&scan);
    }
    int64_t value = (in_months ? low : low * 12) / MILLI;
    if (!scan_done(&scan) || value > 600) {
        return value_refuse(fault, "value.error.experience_unreadable", "2年");
    }
    *months = (int32_t)value;
    return true;
}

static bool read_choice(struct arena *arena, struct span text, const struct choice *choices, const char *message,
                        const char *hint, const char **out, struct value_fault *fault)
{
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    if (scan_is_nothing(&scan)) {
        *out = "";
        return true;
    }
    const char *value = find_choice(&scan, choices);
    if (value == NULL) {
        return value_refuse(fault, message, hint);
    }
    *out = value;
    return true;
}

bool value_read_education(struct arena *arena, struct span text, const char **out, struct value_fault *fault)
{
    /* clang-format off */
    static const struct choice choices[] = {
        {U"不限", ""},          {U"小学", "初中"},     {U"初中", "初中"},     {U"中专", "中专"},   {U"中职", "中专"},
        {U"中技", "中专"},      {U"技校", "中专"},     {U"职高", "中专"},     {U"中等职业", "中专"}, {U"职业高中", "中专"},
        {U"技工学校", "中专"},  {U"高中", "高中"},     {U"大专", "大专"},     {U"专科", "大专"},   {U"高职", "大专"},
        {U"高级技工", "大专"},  {U"技师学院", "大专"}, {U"本科", "本科"},     {U"学士", "本科"},   {U"大学", "本科"},
        {U"硕士", "硕士"},      {U"研究生", "硕士"},   {U"博士", "硕士"},     {U"secondary vocational", "中专"},
        {U"vocational", "中专"}, {U"junior college", "大专"}, {U"junior", "初中"}, {U"high school", "高中"}, {U"college", "大专"},
        {U"associate", "大专"}, {U"bachelor", "本科"}, {U"master", "硕士"},   {NULL, NULL}};
    /* clang-format on */
    return read_choice(arena, text, choices, "value.error.education_unknown", "", out, fault);
}

bool value_read_shift(struct arena *arena, struct span text, const char **out, struct value_fault *fault)
{
    /* clang-format off */
    static const struct choice choices[] = {
        {U"三班", "three"},  {U"3班", "three"},     {U"四班三", "three"},  {U"两班", "two"},      {U"二班", "two"},
        {U"2班", "two"},     {U"双班", "two"},      {U"倒班", "two"},      {U"12小时", "long_day"}, {U"十二小时", "long_day"},
        {U"12h", "long_day"}, {U"白班", "day"},     {U"日班", "day"},      {U"长白", "day"},      {U"常白", "day"},
        {U"正常班", "day"},  {U"8小时", "day"},     {U"八小时", "day"},    {U"long_day", "long_day"}, {U"three", "three"},
        {U"two", "two"},     {U"long", "long_day"}, {U"day", "day"},       {U"单班", "day"},      {NULL, NULL}};
    /* clang-format on */
    return read_choice(arena, text, choices, "value.error.shift_unknown", "", out, fault);
}

bool value_read_side(struct arena *arena, struct span text, const char **out, struct value_fault *fault)
{
    static const struct choice choices[] = {
        {U"需", "need"},  {U"招", "need"},    {U"求", "need"},     {U"need", "need"},    {U"demand", "need"},
        {U"供", "offer"}, {U"提供", "offer"}, {U"offer", "offer"}, {U"supply", "offer"}, {NULL, NULL}};
    const char *side = "";
    if (!read_choice(arena, text, choices, "value.error.side_unknown", "", &side, fault)) {
        return false;
    }
    if (side[0] == '\0') {
        return value_refuse(fault, "value.error.side_unknown", "");
    }
    *out = side;
    return true;
}
