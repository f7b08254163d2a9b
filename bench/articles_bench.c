/* Fills a database with articles, for bench/articles.sh; and times what a page asks of the store.
 *
 *     articles_bench DATABASE COUNT
 *
 * COUNT articles of some 1,200 characters in 40 columns under 5, half of them in one column, published over ten years. Then medians
 * of 41 runs, warm: newest of all columns under one, the same far down, one article made safe, search by words and by pinyin.
 */
#include "bench/bench.h"

#include "areas/articles/articles.h"
#include "base/day.h"
#include "base/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REGION = 371500, BATCH = 1000, TOPS = 5, BELOW = 8, RUNS = 41, PARAGRAPHS = 20 };

static const int64_t FIRST_ID = INT64_C(800000000000000000);
static const int64_t START_MS = INT64_C(1480000000000);
static const int64_t STEP_MS = INT64_C(3153600); /* 100,000 of them are ten years */

/* clang-format off */
static const char *const subjects[] = {"轴承", "焊接", "数控", "护理", "食品检验", "电气维修", "铝材加工", "物流", "模具", "机器人"};
/* clang-format on */
/* clang-format off */
static const char *const deeds[] = {"校企对接", "实训基地", "订单班", "技能竞赛", "教师下厂", "设备共享", "职工培训", "学徒制"};
/* clang-format on */
/* clang-format off */
static const char *const sentences[] = {
    "学校与企业商定了课程和实习安排。", "参加的学生分成四组，由师傅带着轮流操作。", "工作站整理了意见，并反馈给各单位。",
    "首批设备已经安装到位，下月开始使用。", "双方约定每季度核对一次进度。", "课程内容取自车间的真实任务。",
    "安全教育先于上岗，考核合格才能进入工位。", "报酬按协议直接发放到学生本人账户。", "企业的工程师参加了毕业设计的评审。",
    "平台按专业、技能和距离给出了契合点。"};
/* clang-format on */

struct filling {
    struct arena *arena;
    int64_t first, last;
};

static int64_t column_id(int64_t top, int64_t below)
{
    return top * 100 + below;
}

static struct result insert_columns(struct store_session *session, void *context)
{
    struct arena *arena = context;
    struct result result = result_ok();
    for (int64_t top = 1; top <= TOPS && !result_failed(result); top++) {
        for (int64_t below = 0; below <= BELOW && !result_failed(result); below++) {
            struct article_column column = {.id = column_id(top, below),
                                            .parent_id = below == 0 ? 0 : column_id(top, 0),
                                            .kind = "column",
                                            .english_name = "",
                                            .summary = ""};
            column.name = arena_format(arena, "栏目%" PRId64 "-%" PRId64, top, below);
            result = column_insert(session, REGION, &column);
        }
    }
    return result;
}

#define PICK(random, list) list[random_below((random), sizeof(list) / sizeof(list)[0])]

static struct article make_article(struct arena *arena, int64_t number)
{
    struct random random;
    struct buffer body;
    struct article article = article_empty();
    random_init(&random, (uint64_t)number);
    buffer_init(&body);
    for (int paragraph = 0; paragraph < PARAGRAPHS; paragraph++) {
        buffer_add_format(&body, "%s**%s**%s%s\n\n", PICK(&random, sentences), PICK(&random, subjects),
                          PICK(&random, sentences), PICK(&random, sentences));
    }
    article.id = FIRST_ID + (number << 12);
    bool in_one = number % 2 == 0;
    article.column_id = in_one ? column_id(1, 1) : column_id(1 + number / 2 % TOPS, 1 + number / 10 % BELOW);
    article.title = arena_format(arena, "%s%s情况之%" PRId64, PICK(&random, subjects), PICK(&random, deeds), number);
    article.body = arena_copy(arena, buffer_span(&body));
    article.source = "工作站";
    article.status = "published";
    article.publish_ms = START_MS + number * STEP_MS;
    article.created_ms = article.publish_ms;
    article.updated_ms = article.publish_ms;
    buffer_release(&body);
    return article;
}

static struct result insert_batch(struct store_session *session, void *context)
{
    const struct filling *filling = context;
    struct result result = result_ok();
    for (int64_t number = filling->first; number < filling->last && !result_failed(result); number++) {
        arena_reset(filling->arena);
        struct article article = make_article(filling->arena, number);
        result = article_insert(filling->arena, session, REGION, &article, &(struct article_act){NULL, ""});
    }
    return result;
}

/* --- measuring ------------------------------------------------------------------------------------------------- */

struct measure {
    struct arena arena;
    const char *name;
    int64_t top;      /* list below it; 0 = not a list */
    int64_t after_ms; /* 0 = from the newest */
    int64_t id;       /* one article */
    const char *text; /* search */
    size_t found;
};

static struct result measure_once(struct store_session *session, void *context)
{
    struct measure *measure = context;
    struct arena *arena = &measure->arena;
    arena_reset(arena);
    if (measure->id != 0) {
        struct article article;
        struct buffer html;
        struct result result = article_find(arena, session, REGION, measure->id, &article);
        buffer_init(&html);
        if (!result_failed(result)) {
            rich_render(article_format(&article), span_of(article.body), &html, NULL);
        }
        measure->found = html.length;
        buffer_release(&html);
        return result;
    }
    if (measure->text != NULL) {
        struct article_hits hits;
        struct article_query query = {.text = span_of(measure->text), .limit = 20};
        struct result result = article_search(arena, session, REGION, &query, &hits);
        measure->found = result_failed(result) ? 0 : (size_t)hits.total;
        return result;
    }
    struct column_tree tree;
    struct result result = column_tree_read(arena, session, REGION, &tree);
    if (result_failed(result)) {
        return result;
    }
    int64_t *ids = ARENA_ARRAY(arena, int64_t, tree.count + 1);
    struct article *articles;
    bool more;
    size_t at = column_tree_find(&tree, column_id(measure->top, 0));
    struct article_list list = {.columns = ids,
                                .column_count = column_tree_below(&tree, at, false, ids),
                                .limit = 20,
                                .after = {measure->after_ms, measure->after_ms == 0 ? 0 : 1}};
    return article_list_read(arena, session, REGION, &list, &articles, &measure->found, &more);
}

static void measure_one(struct store *store, struct measure measure)
{
    double times[RUNS];
    arena_init(&measure.arena);
    for (int run = 0; run < RUNS; run++) {
        double start = now() * 1e3;
        CHECK_OK(store_read(store, measure_once, &measure));
        times[run] = now() * 1e3 - start;
    }
    qsort(times, RUNS, sizeof *times, compare_doubles);
    printf("%-40s %6.2f ms  (%zu)\n", measure.name, times[RUNS / 2], measure.found);
    arena_release(&measure.arena);
}

int main(int argc, char **argv)
{
    struct store *store = NULL;
    struct arena arena;
    if (argc != 3) {
        (void)fprintf(stderr, "usage: articles_bench DATABASE COUNT\n");
        return 2;
    }
    int64_t count = strtoll(argv[2], NULL, 10);
    arena_init(&arena);
    CHECK_OK(store_open(argv[1], &store));
    CHECK_OK(store_migrate(store));
    struct measure probe = {.id = FIRST_ID + ((count - 1) << 12)};
    arena_init(&probe.arena);
    if (result_failed(store_read(store, measure_once, &probe))) {
        int64_t start = time_monotonic_ms();
        CHECK_OK(store_write(store, insert_columns, &arena));
        for (int64_t first = 0; first < count; first += BATCH) {
            struct filling filling = {&arena, first, first + BATCH < count ? first + BATCH : count};
            CHECK_OK(store_write(store, insert_batch, &filling));
        }
        printf("# made %" PRId64 " articles in %.0f s\n", count, (double)(time_monotonic_ms() - start) / 1000);
    }
    const struct measure measures[] = {
        {.name = "newest 20 of nine columns", .top = 1},
        {.name = "the same, from the middle of ten years", .top = 1, .after_ms = START_MS + count / 2 * STEP_MS},
        {.name = "one article, made safe", .id = FIRST_ID + ((count / 3) << 12)},
        {.name = "search 轴承", .text = "轴承"},
        {.name = "search 契合点 铝材", .text = "契合点 铝材"},
        {.name = "search zcjnjs (initials of the title)", .text = "zcjnjs"},
        {.name = "search 情况之99", .text = "情况之99"}};
    for (size_t index = 0; index < sizeof measures / sizeof measures[0]; index++) {
        measure_one(store, measures[index]);
    }
    arena_release(&probe.arena);
    store_close(store);
    arena_release(&arena);
    return 0;
}
