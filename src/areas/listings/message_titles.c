/* Which posts: the words that name one.
 *
 *   post   = stem ending           ending = 工, 员, 师 …, or a word that is a post itself (普工, 司机, CNC)
 *   stem   = the word characters before it, back to a break, to what is taken, or to a word that only leads up to a
 *            post (招聘, 需要, 的, 名 …)
 * A word without such an ending is a post when a number of people stands beside it (数控5个, 招3名折弯) or when it follows
 * a label (岗位:…) or a word of hiring. What only looks like a post (加工, 员工宿舍, 工资) is listed.
 */
#include "areas/listings/message_text.h"

#include "text/text.h"

enum { LONGEST_STEM = 12, LONGEST_POST = 16 };

/* Words that are posts wherever they stand; the longest first among those that begin alike. */
/* clang-format off */
#define POSTS                                                                                                        \
    "车间主任|生产厂长|厂长|工程师|技术员|操作工|操作员|操作手|普工|学徒工|学徒|文员|会计|出纳|保安|门卫|保洁|厨师长|厨师|帮厨|"     \
    "主管|班长|组长|助理|跟单|采购|业务员|业务|客服|仓管|库管|保管员|质检|品检|品管|检验|巡检|点检|质量检验|司机|驾驶员|护士|护工|"     \
    "杂工|小工|力工|壮工|大工|技工|实习生|学徒|机修|电气|电焊|氩弧焊|二保焊|气保焊|打磨|抛光|喷漆|折弯|冲压|注塑|线切割|电火花|"      \
    "叉车|行车|天车|装卸|搬运|包装|装配|分拣|理货|缝纫|裁剪|锁边|机手|挡车|下料|剪板|激光切割|数控|车床|铣床|磨床|镗床|钻床|"       \
    "加工中心|编程|调机|热处理|电镀|喷涂|铸造|锻造|翻砂|炉前|浇铸|销售|设计|翻译|网管|人事|行政|前台|经理|讲师|老师|"     \
    "木工|瓦工|油漆工|司炉|锅炉|投料|分切|印刷|食堂阿姨|阿姨|月嫂|顾问|专员|总监|统计|开料|质检|焊接|钣金|维修|配料|组装|模具|"    \
    "拉丝|滚丝|钻孔|攻丝|车丝|刨床|插齿|滚齿|轧钢|点焊|压铸|吹塑|挤出|印花|染色|织布|纺纱|络筒|细纱|粗纱|捻线|造纸|数车|数铣|"     \
    "超精|磨加工|车加工|探伤|化验|调漆|喷砂|喷塑|喷粉|酸洗|切割|码垛|押运|水电工|水电|送货|配送|快递|后勤|电商|主播|美工|运营|剪辑"
/* Those of POSTS that are posts without any sign of hiring beside them. */
#define SURE_POSTS                                                                                                   \
    "车间主任|生产厂长|工程师|技术员|操作工|操作员|操作手|普工|学徒工|学徒|文员|会计|出纳|保安|门卫|保洁|厨师长|厨师|帮厨|主管|班长|"  \
    "组长|业务员|仓管|库管|保管员|质检|品检|司机|驾驶员|护士|护工|杂工|小工|力工|壮工|大工|技工|实习生|机修|助理|讲师|专员|总监|阿姨|师傅|人员|厨子|修理工"
/* Endings of one character, and what behind or before them makes another word. */
#define NOT_WORK_BEHIND                                                                                                \
    "资|作|价|龄|伤|厂|业|艺|程|时工|时费|序|友|装|期|费|号|段|休|商|薪|钱|休|种|人|头|场|服|农|况|牌|贸|会会员|位补|件"
#define NOT_WORK_BEFORE                                                                                              \
    "加|施|开|复|返|人|员|职|民|招|用|务|竣|手|化|动|停|包|赶|误|怠|罢|分|军|旷|试|上|做|干|打|完|工|散|雇|急招|临时|长期|短期|男|"    \
    "女|童|义|日结|收|轻|重|社|当|熟练|夫妻|暑假|寒假|小时|钟点|假期|暑期|新|老|好"
#define NOT_MEMBER_BEHIND "工|会"
#define NOT_MEMBER_BEFORE "人|会|党|成|全|裁|动|学|官|演|队|团|社|议|满|复|缺|招|需"
/* Endings that make a rank or a learner of the post before them. */
#define RANKS "学徒工|学徒|师傅|班长|组长|主管|主任|助理|领班|人员|经理|部长|代班|带班|机长|阿姨|队长|店长|大姐"
/* Words that lead up to a post and are no part of it. */
#define LEADS                                                                                                        \
    "现因生产需要|因生产需要|现招聘|现急招|急招聘|招聘|招工|招收|急招|急聘|诚招|诚聘|高薪聘请|高薪|直招|大量招|长期招|招募|招|聘请|聘|"  \
    "急需|急缺|急要|急|需要|需求|需|还要|还缺|还需|要|缺|找|想找|来|想|求|名|个|位|的|和|及|与|或者|或|以及|还有|有|做过|干过|做|当|是|公司|"   \
    "工厂|车间里|厂里|厂子|本厂|我厂|厂|车间要|车间缺|岗位|职位|工种|我们|我|咱们|咱|们|了|些|几|再|还|又|长期|常年|大量|批量|"          \
    "临时|优秀|优先|熟练|有经验|附近|里|另外|另|兼|各类|各种|诸如|各|男|女|该|此|这|那|会|懂|能|给|为|在|到|去|今年|现在|目前|现|都|"    \
    "其中|包括|比如|例如|一线|若干|多名|数名|专业|打算|准备|计划|帮忙|帮|介绍|推荐|一下|问下|谁|哪里|哪|不|只|先|后|主要|负责|从事|"      \
    "学|教|带|跟|找到|用|分别|就|也|已|老板|企业|有限公司|集团|村|镇|市|县|区|省|路|园|附近|周边|紧急|正式|长白班|对口|专门|专职|全职|兼职|"   \
    "大概|差不多|大约|可能|啊|吧|呢|嘛|呀|啦|哈|嗯|那个|这个|本|工人|工资|位置|地址|联系|随时|马上|元|块|以上|左右|不等|两班|三班|白班|夜班|想要"
/* Leads that also begin or end real names of posts: no lead when these stand around them. */
#define NO_LEADS                                                                                                     \
    "机器人|皮带|带式|传送带|工业|工艺|有色|有限|人事|个体|人力|人工智能|无人机|公司会计|日化|年检|月嫂|月饼|天车|天然气|号角|学校|教务|教师|带锯|带钢|市场|区域|"  \
    "园林|园艺|路桥|镇流|跟单|用电|不锈钢|给排水|给水|给煤|来料|来件|需求分析|位移|去毛刺|去飞边|后勤|后道|后处理|后整理|后纺|先进|能源|会计|会务|"  \
    "再生|再制造|加工|加油|加弹|加料|小工|小车|元件|元器件|到货|在线|老师|主管|负极|教练|厂长|块煤|里料|省煤|里|介质|先锋|加药|"      \
    "有机|有机硅|年糕|小程序|小吃|日用|月子|人员|做样|用户|该|现场|现浇|那|本科|都|与|和面|和料|为|做账|人造|工人|做饭|学徒|学生|帮厨|只"

/* Words that ask for somebody right before a post. */
#define ASKING "招|招聘|招收|急招|诚聘|急聘|聘|缺|急需|急缺|招工:|招收:|招聘:|岗位:|职位:|工种:|急招:|招聘岗位:"
/* Words that cannot stand in the title of a post. */
#define NOT_IN_TITLE "的|要|会|能|有|就|优先|来|左右|工资|都|也|需|工人|人员|各|共|每|若干|多名|数名|地点|地址|联系|月|年|包|管|待遇|兼职|全职|专业"
/* Beginnings of lines that speak of something else than a post. */
#define HEADINGS "人数|招聘|岗位|需要|需求|名额|工作|要求|一共|总共|急招|工资|其他|以上|我们|大家|薪资|手脚|踏实|肯干|靠谱|上夜班|倒班|住宿|管理|空缺|待遇|有责任|是假"
/* clang-format on */

static const char *const skipped_words[] = {"的", "熟练", "左右", "能吃苦", "优秀", "专业", "老", "好"};

static bool is_ending(const struct message_text *text, size_t at)
{
    if (message_starts_with(text, at, "工") > 0) {
        bool lawful = message_ends_with(text, at, NOT_WORK_BEFORE) == 0 ||
                      message_ends_with(text, at, "烘干|风干|晾干|处理|开料|管理") > 0;
        size_t behind = message_starts_with(text, at + 1, NOT_WORK_BEHIND);
        return lawful && (behind == 0 || !message_is_free_word(text, at + 1) ||
                          message_starts_with(text, at + 1, "时薪|作业证|价格|人数|人员|人均") > 0);
    }
    if (message_starts_with(text, at, "员") > 0) {
        return message_ends_with(text, at, NOT_MEMBER_BEFORE) == 0 &&
               message_starts_with(text, at + 1, NOT_MEMBER_BEHIND) == 0;
    }
    if (message_starts_with(text, at, "师") > 0) {
        return message_starts_with(text, at + 1, "傅|资|范") == 0 && message_ends_with(text, at, "老|名|讲|大|拜") == 0;
    }
    return message_starts_with(text, at, "手") > 0 && message_ends_with(text, at, "枪|炮|水|鼓|机|操作|泥|电") > 0;
}

/* The end of a post whose last character or word begins at `at`; 0 when none does. */
static size_t post_end(const struct message_text *text, size_t at, const char *words)
{
    if (!message_is_free_word(text, at)) {
        return 0;
    }
    size_t length = message_starts_with(text, at, words);
    bool masked =
        message_starts_with(
            text, at,
            "机修理|品检验|品检测|品检查|品检疫|品管理|学徒期|学徒工资|学徒阶段|会计证|电工证|焊工证|技术员工") > 0;
    for (size_t point = at; point < at + length; point++) {
        masked |= text->taken[point] != MESSAGE_FREE;
    }
    if (length > 0 && !masked) {
        return at + length;
    }
    return is_ending(text, at) ? at + 1 : 0;
}

static bool all_free(const struct message_text *text, size_t start, size_t end)
{
    for (size_t at = start; at < end; at++) {
        if (!message_is_free_word(text, at)) {
            return false;
        }
    }
    return start < end;
}

/* A rank or another ending right behind makes the post longer: 电工学徒, 包装工, 仓库管理员. */
static size_t grow_end(const struct message_text *text, size_t end)
{
    for (;;) {
        size_t rank = message_starts_with(text, end, RANKS);
        if (rank > 0 && all_free(text, end, end + rank)) {
            end += rank;
            continue;
        }
        size_t keeper = message_ends_with(text, end, "管") > 0 ? message_starts_with(text, end, "理人员|理员") : 0;
        if (keeper > 0 && all_free(text, end, end + keeper)) {
            end += keeper;
            continue;
        }
        bool ending = message_is_free_word(text, end) && message_starts_with(text, end, "工|员|师") > 0 &&
                      is_ending(text, end) && message_ends_with(text, end, "工") == 0;
        if (!ending) {
            return end;
        }
        end++;
    }
}

static bool is_lead(const struct message_text *text, size_t at)
{
    size_t lead = message_ends_with(text, at, LEADS);
    if (lead == 0) {
        return false;
    }
    for (size_t from = at - lead; from < at; from++) {
        size_t whole = message_starts_with(text, from, NO_LEADS);
        if (whole > 0 && from + whole > at) {
            return false;
        }
    }
    for (size_t back = 1; back <= 2 && at >= lead + back; back++) {
        size_t whole = message_starts_with(text, at - lead - back, NO_LEADS);
        if (whole > back) {
            return false;
        }
    }
    return true;
}

/* Back from `end` to where the words of the post begin. */
static size_t stem_start(const struct message_text *text, size_t least, size_t end)
{
    size_t start = least;
    while (start > 0 && end - start < LONGEST_STEM + (message_is_letter(text->points[start - 1]) ? 8U : 0U) &&
           message_is_free_word(text, start - 1) && !is_lead(text, start)) {
        start--;
    }
    return start;
}

static bool is_all_digits(const struct message_text *text, size_t start, size_t end)
{
    for (; start < end; start++) {
        if (!message_is_digit(text->points[start])) {
            return false;
        }
    }
    return true;
}

/* Digits at either edge belong to a number, not to the post; words that say nothing are passed over. */
static void trim(const struct message_text *text, size_t *start, size_t *end)
{
    while (*start < *end && message_is_digit(text->points[*start])) {
        (*start)++;
    }
    while (*end > *start && message_is_digit(text->points[*end - 1])) {
        (*end)--;
    }
    size_t does = *end - *start > 4 ? message_starts_with(text, *start, "操作|会操作|开") : 0;
    *start += does > 0 && message_starts_with(text, *start, "操作工|操作员|开料|开平|开槽|开孔|开松|开清|开纤") == 0
                  ? does
                  : 0;
    for (size_t index = 0; index < sizeof skipped_words / sizeof skipped_words[0]; index++) {
        size_t before = message_starts_with(text, *start, skipped_words[index]);
        if (before > 0 && *start + before < *end) {
            *start += before;
        }
    }
}

/* The words up to `stop` name the post, those up to `end` belong to it: 烧锅炉|的师傅. */
static void take_master(struct message_text *text, size_t start, size_t stop, size_t end)
{
    const char *words = message_words(text, start, stop);
    message_take(text, MESSAGE_TITLE, start, end)->text = words;
}

static void take_title(struct message_text *text, size_t start, size_t end)
{
    trim(text, &start, &end);
    if (start + 2 > end || is_all_digits(text, start, end)) {
        return;
    }
    const char *words = message_words(text, start, end);
    message_take(text, MESSAGE_TITLE, start, end)->text = words;
}

/* --- numbers beside a post without a measure --------------------------------------------------------------- */

enum { MOST_BARE = 200 };

static bool is_bare_count(const struct message_number *number)
{
    return number->low % 1000 == 0 && number->low > 0 && number->low <= MOST_BARE * 1000 && number->scale == 1;
}

/* 焊工5, 焊工:5, 焊工*5, 焊工(5), 焊工x5. */
static void take_number_behind(struct message_text *text, size_t end)
{
    static const char shapes[] = "(:_|L_|_*_|_x_|_-_|——|--|_×_|_)#(_(人|名|个|R))?";
    struct message_found found;
    if (message_match(text, end, shapes, &found) && is_bare_count(&found.numbers[0]) &&
        !message_match(text, found.end,
                       "(-|~|年|月|天|小时|岁|k|元|块|班|点|号|.|/|级|万|千|米|吨|日|周|楼|人间|到|至)",
                       &(struct message_found){0})) {
        message_take(text, MESSAGE_COUNT, end, found.end)->low = found.numbers[0].low / 1000;
    }
}

/* 5 welders, 招20车工: the number right before. */
static void take_number_before(struct message_text *text, size_t start)
{
    for (size_t back = 1; back <= 8 && back <= start; back++) {
        struct message_found found;
        if (message_match(text, start - back, "#_", &found) && found.end == start && is_bare_count(&found.numbers[0])) {
            message_take(text, MESSAGE_COUNT, start - back, start)->low = found.numbers[0].low / 1000;
            return;
        }
    }
}

/* 电气维修2: few enough to be people. */
static bool has_small_number_behind(const struct message_text *text, size_t end)
{
    struct message_found found;
    return message_match(text, end, "_(:|*|x)?_&$", &found) && is_bare_count(&found.numbers[0]) &&
           found.numbers[0].low <= 100 * 1000;
}

/* an electrician: one. */
static void take_article(struct message_text *text, size_t start)
{
    size_t article = message_ends_with(text, start, " a | an ");
    if (article > 0 && text->taken[start - 2] == MESSAGE_FREE) {
        message_take(text, MESSAGE_COUNT, start - article + 1, start - 1)->low = 1;
    }
}

static bool has_count_beside(const struct message_text *text, size_t start, size_t end)
{
    while (start > 0 && (text->points[start - 1] == ' ' || message_starts_with(text, start - 1, "的") > 0)) {
        start--;
    }
    while (end < text->count && text->taken[end] == MESSAGE_FREE && !message_is_word(text->points[end]) &&
           text->points[end] != '\n' && text->points[end] != ',' && text->points[end] != ';') {
        end++;
    }
    return (start > 0 && text->taken[start - 1] == MESSAGE_COUNT) ||
           (end < text->count && text->taken[end] == MESSAGE_COUNT);
}

/* --- the steps --------------------------------------------------------------------------------------------- */

/* 车、铣、磨工: the single characters before the first whole name are names too. */
static void take_short_names(struct message_text *text, size_t start, size_t end)
{
    if (end - start != 2 || message_starts_with(text, start + 1, "工") == 0) {
        return;
    }
    static const char trades[] = "车|铣|刨|磨|镗|钳|铆|电|焊|木|瓦|钻|漆|管";
    for (size_t at = start;
         at >= 2 && text->taken[at - 1] == MESSAGE_FREE && message_starts_with(text, at - 1, "、|/") > 0 &&
         message_starts_with(text, at - 2, trades) > 0 && text->taken[at - 2] == MESSAGE_FREE;
         at -= 2) {
        const char *words = arena_format(text->arena, "%s工", message_words(text, at - 2, at - 1));
        message_take(text, MESSAGE_TITLE, at - 2, at - 1)->text = words;
    }
}

/* 烧锅炉的师傅: what the master does names the post. */
static size_t skilled_at(const struct message_text *text, size_t at, size_t end, size_t *stop)
{
    if (end - at != 2 || message_starts_with(text, at, "师傅") == 0 || message_ends_with(text, at, "的") == 0) {
        return at;
    }
    size_t start =
        at >= 2 && message_is_free_word(text, at - 2) && !is_lead(text, at - 1) ? stem_start(text, at - 2, at - 1) : at;
    *stop = at - 1;
    return start;
}

/* 招线切割, 岗位:折弯, 数控车、数控铣: a word of hiring before it, or another post of the same list. */
static bool is_hired(const struct message_text *text, size_t start)
{
    if (message_ends_with(text, start, ASKING) > 0) {
        return true;
    }
    return start >= 2 && message_ends_with(text, start, "、|和|及") > 0 && text->taken[start - 2] == MESSAGE_TITLE;
}

/* A word that is a post only by what stands around it takes the words behind it too: 数控|车, 热处理|操作. */
static size_t weak_end(const struct message_text *text, size_t end)
{
    size_t most = end + 6;
    while (end < most && message_is_free_word(text, end) && !message_is_digit(text->points[end]) &&
           message_starts_with(text, end, NOT_IN_TITLE) == 0) {
        end++;
    }
    return end;
}

static void find_named(struct message_text *text, const char *words, bool need_count)
{
    for (size_t at = 0; at < text->count; at++) {
        size_t end = post_end(text, at, words);
        if (end == 0) {
            continue;
        }
        end = grow_end(text, need_count ? weak_end(text, end) : end);
        size_t stop = end;
        size_t start = stem_start(text, at, end);
        start = start == at ? skilled_at(text, at, end, &stop) : start;
        if (start + 2 > stop || end - start > LONGEST_POST + 8 ||
            (end - start == 2 && message_starts_with(text, start, "师傅|人员") > 0) ||
            message_starts_with(text, start, "工作人员|相关人员|以上人员|管理人员|有关人员|所有人员") > 0 ||
            (need_count && !has_count_beside(text, start, end) && !is_hired(text, start) &&
             !has_small_number_behind(text, end))) {
            continue;
        }
        if (stop < end) {
            take_master(text, start, stop, end);
        } else {
            take_title(text, start, stop);
        }
        take_short_names(text, start, stop);
        at = end - 1;
    }
}

static bool is_label_word(const struct message_text *text, size_t start, size_t end)
{
    return message_starts_with(text, start, HEADINGS) > 0 && end - start <= 5;
}

/* 焊工5个, 焊工 要5个: the number has its post already. */
static bool belongs_to_post(const struct message_text *text, size_t count_start)
{
    size_t at = count_start;
    while (at > 0 && (text->points[at - 1] == ' ' || text->points[at - 1] == ':' || text->points[at - 1] == '(' ||
                      (text->taken[at - 1] == MESSAGE_FREE && message_ends_with(text, at, "要|招|缺|需|来|有") > 0))) {
        at--;
    }
    return at > 0 && text->taken[at - 1] == MESSAGE_TITLE;
}

/* 找个靠谱的仓库保管: behind the 的. */
static size_t pass_adjectives(const struct message_text *text, size_t start)
{
    for (size_t at = start; at < start + 8 && message_is_free_word(text, at); at++) {
        if (message_starts_with(text, at, "的") > 0 && message_is_free_word(text, at + 1) &&
            message_is_free_word(text, at + 2)) {
            return at + 1;
        }
    }
    return start;
}

/* The free words right of a number of people, or else left of it. */
static void find_beside_counts(struct message_text *text)
{
    size_t tokens = text->token_count;
    for (size_t index = 0; index < tokens; index++) {
        const struct message_token *count = &text->tokens[index];
        if (count->kind != MESSAGE_COUNT || count->number == COUNT_TOTAL) {
            continue;
        }
        size_t start = count->end;
        while (start < text->count && (text->taken[start] == MESSAGE_FLAG || text->taken[start] == MESSAGE_EXPERIENCE ||
                                       text->taken[start] == MESSAGE_LEVEL)) {
            start++;
        }
        struct message_found found;
        start = message_match(text, start, "_(的)?_(学|做|干|开|操作|懂|会)?_", &found) ? found.end : start;
        start = pass_adjectives(text, start);
        size_t end = start;
        while (end < start + LONGEST_STEM && message_is_free_word(text, end) &&
               message_starts_with(text, end, "的|要|会|能|有|就|优先|来|左右|工资|都|也|需") == 0) {
            end++;
        }
        if (belongs_to_post(text, count->start)) {
            continue;
        }
        end -= message_ends_with(text, end, "专业");
        if (end >= start + 2 && text->taken[start] == MESSAGE_FREE && !is_label_word(text, start, end) &&
            message_ends_with(text, end, LEADS) < end - start) {
            take_title(text, start, end);
            continue;
        }
        end = count->start;
        while (end > 0 && (text->points[end - 1] == ' ' || text->points[end - 1] == ':' ||
                           text->taken[end - 1] == MESSAGE_EXPERIENCE || text->taken[end - 1] == MESSAGE_EDUCATION ||
                           text->taken[end - 1] == MESSAGE_FLAG)) {
            end--;
        }
        bool plain = message_ends_with(text, end, "车间工人|生产工人|普通工人|一线工人|技术工人|流水线工人|线工人") > 0;
        for (size_t tail = !plain; tail > 0; end -= tail) {
            tail = message_ends_with(text, end, "专业的|专业|毕业生|的学生|学生|的工人|工人|的人员|的人|的");
        }
        start = end > 0 && message_is_free_word(text, end - 1) && !is_lead(text, end) ? stem_start(text, end - 1, end)
                                                                                      : end;
        if (end - start >= 2 && !is_label_word(text, start, end)) {
            take_title(text, start, end);
        }
    }
}

/* 岗位: X, 招聘 X: words behind a label when nothing else was found. */
static void find_behind_labels(struct message_text *text)
{
    static const char label[] =
        "<(都|不|还|没|空)(招聘岗位|岗位名称|岗位|职位|工种|招聘|急招|招工|诚聘|招|聘|急缺|急需|缺|需要|要|找|position|hiring|need|wanted|looking_for|we_need)(s)?(:)?_(a_|an_|some_)?";
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        if (!message_match(text, at, label, &found)) {
            continue;
        }
        for (struct message_found more; message_match(text, found.end, label, &more);) {
            found.end = more.end;
        }
        size_t end = found.end;
        while (end < found.end + LONGEST_STEM && message_is_free_word(text, end) &&
               message_starts_with(text, end, "的|要|会|能|有|就|优先|工资|都|也|需") == 0) {
            end++;
        }
        if (end - found.end >= 2 && !is_label_word(text, found.end, end) &&
            message_starts_with(text, found.end, "人|工人|到|启事|信息|广告|啦|了|中|聘|员工") == 0) {
            take_title(text, found.end, end);
            return;
        }
    }
}

/* 招工10名,做纸箱的: the work names the post. */
static void find_work(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        if (message_match(text, at, "(招人|找人|招工)(做|干|开)%8$|^%7专业$", &found)) {
            size_t stop = found.end - message_ends_with(text, found.end, "专业");
            size_t start = at + message_starts_with(text, at, "招人做|找人做|招工做|招人干|找人干|招人开|找人开");
            if (stop >= start + 2) {
                take_title(text, start, stop);
                return;
            }
        }
        if (!message_match(text, at, "^(学|干|做|搞|开|磨|招|找|操作)%7的$", &found) ||
            message_ends_with(text, found.end, "来的|招的|要的|找的|干的|做的|好的") > 0) {
            continue;
        }
        size_t end = found.end - message_ends_with(text, found.end, "专业的|的");
        size_t lead = message_starts_with(text, at, "学|干|搞|招|找|操作");
        if (end >= at + lead + 2) {
            take_title(text, at + lead, end);
            return;
        }
    }
}

static bool has_titles(const struct message_text *text, size_t from)
{
    for (size_t index = from; index < text->token_count; index++) {
        if (text->tokens[index].kind == MESSAGE_TITLE) {
            return true;
        }
    }
    return false;
}

/* 女工20名, 招工人: nothing better is said. */
static void find_workers(struct message_text *text)
{
    static const char words[] =
        "普通工人|一线工人|车间工人|生产工人|工人|员工|临时工|长期工|暑假工|寒假工|小时工|钟点工|日结工|男女工|女工|男工|长白班工人|夫妻工|正式工|学生工";
    for (size_t at = 0; at < text->count; at++) {
        size_t length = message_starts_with(text, at, words);
        bool usable = length > 0;
        bool flagged = false;
        for (size_t point = at; point < at + length; point++) {
            flagged |= text->taken[point] == MESSAGE_FLAG;
            usable &= text->taken[point] == MESSAGE_FREE || text->taken[point] == MESSAGE_FLAG;
        }
        if (!usable) {
            continue;
        }
        const char *said = flagged ? "工人" : message_words(text, at, at + length);
        uint8_t kept = text->taken[at];
        message_take(text, MESSAGE_TITLE, at, at + length)->text = said;
        memset(text->taken + at, flagged ? kept : (uint8_t)MESSAGE_TITLE, length);
        return;
    }
}

/* 招高级技师1名: the level itself is the post. */
static void find_level_posts(struct message_text *text)
{
    for (size_t index = 0; index < text->token_count; index++) {
        struct message_token level = text->tokens[index];
        for (size_t at = level.start; level.kind == MESSAGE_LEVEL && at < level.end; at++) {
            size_t length = message_starts_with(text, at, "首席技师|特级技师|高级技师|技师|高级工|中级工|初级工");
            if (length > 0) {
                const char *words = message_words(text, at, at + length);
                message_take(text, MESSAGE_TITLE, at, at + length)->text = words;
                return;
            }
        }
    }
}

/* 喷塑工2个,挂件工4个,喷塑7000,挂件5000: the stem with its pay speaks of the post again. */
static void find_stem(struct message_text *text, const struct message_token *title, size_t start, size_t length)
{
    for (size_t at = 0; at + length < text->count; at++) {
        if (memcmp(text->points + at, text->points + start, length * sizeof text->points[0]) == 0 &&
            all_free(text, at, at + length) && text->taken[at + length] == MESSAGE_PAY) {
            message_take(text, MESSAGE_TITLE, at, at + length)->text = title->text;
        }
    }
}

static void find_stems(struct message_text *text, size_t first)
{
    size_t tokens = text->token_count;
    for (size_t index = first; index < tokens; index++) {
        struct message_token title = text->tokens[index];
        if (title.kind == MESSAGE_TITLE && title.end >= title.start + 3 &&
            message_ends_with(text, title.end, "工|员|师|司机|师傅") > 0) {
            size_t end = title.end - message_ends_with(text, title.end, "工|员|师|司机|师傅");
            if (end >= title.start + 2) {
                find_stem(text, &title, title.start, end - title.start);
                find_stem(text, &title, end - 2, 2);
            }
        }
    }
}

static void find_bare_numbers(struct message_text *text, size_t from)
{
    size_t tokens = text->token_count;
    for (size_t index = from; index < tokens; index++) {
        if (text->tokens[index].kind == MESSAGE_TITLE) {
            size_t end = text->tokens[index].end;
            take_number_before(text, text->tokens[index].start);
            take_article(text, text->tokens[index].start);
            take_number_behind(text, end);
        }
    }
}

void message_find_titles(struct message_text *text)
{
    size_t first = text->token_count;
    message_find_english_titles(text);
    find_named(text, SURE_POSTS, false);
    find_named(text, POSTS, true);
    find_beside_counts(text);
    if (!has_titles(text, first)) {
        find_behind_labels(text);
    }
    if (!has_titles(text, first)) {
        find_work(text);
    }
    if (!has_titles(text, first)) {
        find_workers(text);
    }
    if (!has_titles(text, first)) {
        find_level_posts(text);
    }
    find_stems(text, first);
    find_bare_numbers(text, first);
}
