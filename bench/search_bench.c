/* How long a search takes at a million listings, beside SQLite's FTS5 alone.
 *
 *     search_bench DATABASE COUNT      makes COUNT listings in DATABASE unless they are there, then measures
 *
 * ours    listing_search (page of 20 with all its columns, and the count up to 10,000), and the counts of the filters
 * FTS5    the same MATCH on the same table through SQLite alone: 21 row ids, newest first, and the same bounded count
 * Times are medians of 41 runs in one process, warm. The ratio is ours / FTS5 for page and count.
 */
#include "bench/bench.h"

#include "areas/listings/listings.h"
#include "base/day.h"
#include "base/random.h"
#include "text/terms.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REGION = 371500, BATCH = 2000, ORGANISATIONS = 3000, RUNS = 41 };

/* --- a million listings ---------------------------------------------------------------------------------------- */

static const char *const jobs[] = {
    "数控车工",   "数控铣工",         "加工中心操作工", "焊工",       "氩弧焊工",   "电工",
    "装配钳工",   "质检员",           "设备点检员",     "叉车司机",   "轴承装配工", "热处理工",
    "模具钳工",   "工业机器人操作员", "仓库管理员",     "会计",       "养老护理员", "化验员",
    "注塑操作工", "包装工",           "挡车工",         "机修工",     "工艺工程师", "冶炼工",
    "行车工",     "喷涂工",           "缝纫工",         "食品检验员", "汽车维修工", "电商运营",
    "轴承销售员", "磨床操作工",       "线切割操作工",   "电气工程师", "铝材挤压工", "畜牧兽医"};
static const char *const places[] = {"371502", "371503", "371521", "371522", "371524", "371525", "371526", "371581"};
/* clang-format off */
static const char *const kinds[] = {"talent", "talent", "talent", "internship", "class", "training", "technology", "facility", "graduates", "service"};
/* clang-format on */
/* clang-format off */
static const char *const industries[] = {"C3451", "C3452", "C3216", "C3252", "C3670", "C1713", "C1353", "C3484", "C2710", "C3311"};
/* clang-format on */
/* clang-format off */
static const char *const phrases[] = {"能看懂图纸",     "会编程",         "熟悉发那科系统", "两班倒",       "包吃住",         "缴纳五险",
                                      "有证优先",       "可带徒弟",       "服从安排",       "工作认真负责", "接受应届毕业生", "车间有空调",
                                      "按月发放工资",   "能适应倒班",     "熟练使用千分尺", "懂液压维修",   "会用卡尺量具",   "负责首件检验",
                                      "校企合作订单班", "企业师傅带教",   "毕业后直接上岗", "提供实训工位", "共建实训基地",   "开展技能等级认定"};
/* clang-format on */

struct batch {
    struct arena *arena;
    struct random random;
    int64_t first, last, made;
};

static const char *pick(struct random *random, const char *const *list, size_t count)
{
    return list[random_below(random, (uint32_t)count)];
}
#define PICK(random, list) pick((random), (list), sizeof(list) / sizeof(list)[0])

static struct listing make_listing(struct arena *arena, struct random *random, int64_t number)
{
    struct listing listing = listing_empty();
    listing.id = INT64_C(900000000000000000) + (number << 12);
    listing.thread_id = listing.id;
    listing.organisation_id = 1 + (int64_t)random_below(random, ORGANISATIONS);
    listing.side = random_below(random, 3) == 0 ? "offer" : "need";
    listing.kind = PICK(random, kinds);
    listing.title = arena_format(arena, "%s%" PRId64 "号", PICK(random, jobs), number);
    listing.skills = arena_format(arena, "%s、%s", PICK(random, phrases), PICK(random, phrases));
    listing.body = arena_format(arena, "招%s，%s，%s，%s，%s，%s。联系人事部，可与%s一同安排。", PICK(random, jobs),
                                PICK(random, phrases), PICK(random, phrases), PICK(random, phrases),
                                PICK(random, phrases), PICK(random, phrases), PICK(random, jobs));
    listing.county_code = PICK(random, places);
    listing.industry_code = PICK(random, industries);
    listing.level_low = (int)random_below(random, 7);
    listing.level_high = listing.level_low;
    listing.headcount = 1 + (int32_t)random_below(random, 60);
    listing.pay_low_fen = 400000 + (int64_t)random_below(random, 50) * 10000;
    listing.pay_high_fen = listing.pay_low_fen + 100000;
    listing.pay_unit = "month";
    listing.created_ms = 1795500000000;
    listing.updated_ms = 1795500000000;
    return listing;
}

static struct result insert_batch(struct store_session *session, void *context)
{
    struct batch *batch = context;
    struct result result = result_ok();
    for (int64_t number = batch->first; number < batch->last && !result_failed(result); number++) {
        struct random random;
        random_init(&random, (uint64_t)number);
        arena_reset(batch->arena);
        struct listing listing = make_listing(batch->arena, &random, number);
        result = listing_insert(batch->arena, session, REGION, &listing, NULL, listing.id);
    }
    return result;
}

static struct result insert_organisations(struct store_session *session, void *context)
{
    struct arena *arena = context;
    struct result result = result_ok();
    for (int64_t id = 1; id <= ORGANISATIONS && !result_failed(result); id++) {
        struct random random;
        random_init(&random, (uint64_t)id);
        struct organisation organisation = {.id = id,
                                            .kind = id % 15 == 0 ? "school" : "enterprise",
                                            .short_name = "",
                                            .credit_code = "",
                                            .county_code = PICK(&random, places),
                                            .industry_code = PICK(&random, industries),
                                            .school_level = "",
                                            .ownership = "",
                                            .address = "",
                                            .website = "",
                                            .products = "",
                                            .summary = "",
                                            .status = "approved",
                                            .created_ms = 1,
                                            .updated_ms = 1};
        organisation.name = arena_format(arena, "测试第%" PRId64 "轴承有限公司", id);
        result = organisation_insert(arena, session, REGION, &organisation);
    }
    return result;
}

static struct result count_listings(struct store_session *session, void *context)
{
    struct batch *batch = context;
    struct listing_filter filter = {.limit = 1};
    struct listing_page page;
    struct result result = listing_search(batch->arena, session, REGION, &filter, &page);
    if (!result_failed(result)) {
        batch->made = page.count == 0 ? 0 : ((page.listings[0].id - INT64_C(900000000000000000)) >> 12) + 1;
    }
    return result;
}

static void fill(struct store *store, struct arena *arena, int64_t count)
{
    struct batch batch = {.arena = arena};
    CHECK_OK(store_read(store, count_listings, &batch));
    if (batch.made == 0) {
        CHECK_OK(store_write(store, insert_organisations, arena));
    }
    int64_t start = time_monotonic_ms();
    for (int64_t first = batch.made; first < count; first += BATCH) {
        batch.first = first;
        batch.last = first + BATCH < count ? first + BATCH : count;
        CHECK_OK(store_write(store, insert_batch, &batch));
    }
    if (batch.made < count) {
        double seconds = (double)(time_monotonic_ms() - start) / 1000;
        printf("# made %" PRId64 " listings in %.0f s: %.0f a second\n", count - batch.made, seconds,
               (double)(count - batch.made) / seconds);
    }
}

/* --- measuring ------------------------------------------------------------------------------------------------- */

struct measure {
    struct arena arena;
    struct listing_filter filter;
    bool facets;
    int64_t total;
};

static struct result search_once(struct store_session *session, void *context)
{
    struct measure *measure = context;
    struct listing_page page;
    struct listing_facets facets;
    arena_reset(&measure->arena);
    if (measure->facets) {
        return listing_count_facets(&measure->arena, session, REGION, &measure->filter, &facets);
    }
    struct result result = listing_search(&measure->arena, session, REGION, &measure->filter, &page);
    measure->total = result_failed(result) ? 0 : page.total;
    return result;
}

static double median(double *times)
{
    qsort(times, RUNS, sizeof *times, compare_doubles);
    return times[RUNS / 2];
}

static double time_ours(struct store *store, struct measure *measure)
{
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        double start = now() * 1e3;
        CHECK_OK(store_read(store, search_once, measure));
        times[run] = now() * 1e3 - start;
    }
    return median(times);
}

static void step_all(sqlite3 *database, const char *sql, const char *match)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) {
        (void)fprintf(stderr, "%s\n", sqlite3_errmsg(database));
        exit(1);
    }
    (void)sqlite3_bind_text(statement, 1, match, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
    }
    (void)sqlite3_finalize(statement);
}

static double time_fts5(sqlite3 *database, const char *match)
{
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        double start = now() * 1e3;
        step_all(database,
                 "SELECT rowid FROM listing_search WHERE listing_search MATCH ?1 ORDER BY rowid DESC LIMIT 21", match);
        step_all(database,
                 "SELECT count(*) FROM (SELECT rowid FROM listing_search WHERE listing_search MATCH ?1 LIMIT 10001)",
                 match);
        times[run] = now() * 1e3 - start;
    }
    return median(times);
}

static void measure_one(struct store *store, sqlite3 *database, struct listing_filter filter, const char *name)
{
    struct measure measure = {.filter = filter};
    struct terms_query query;
    arena_init(&measure.arena);
    terms_query_init(&query);
    measure.filter.limit = 20;
    terms_query_add_text(&measure.arena, &query, filter.text);
    terms_query_add_mark(&query, MARK_COUNTY, span_of(filter.county_code == NULL ? "" : filter.county_code));
    terms_query_add_mark(&query, MARK_SIDE, span_of(filter.side == NULL ? "" : filter.side));
    terms_query_add_mark(&query, MARK_KIND, span_of(filter.kind == NULL ? "" : filter.kind));
    buffer_add_byte(&query.fts5, '\0');
    double ours = time_ours(store, &measure);
    int64_t total = measure.total;
    double alone = time_fts5(database, query.fts5.bytes);
    measure.facets = true;
    double facets = time_ours(store, &measure);
    printf("%-28s %7" PRId64 "%s  ours %6.2f ms  FTS5 %6.2f ms  ratio %5.2f  filters' counts %6.2f ms\n", name, total,
           total == 10000 ? "+" : " ", ours, alone, ours / alone, facets);
    terms_query_release(&query);
    arena_release(&measure.arena);
}

int main(int argc, char **argv)
{
    struct store *store = NULL;
    sqlite3 *database = NULL;
    struct arena arena;
    if (argc != 3) {
        (void)fprintf(stderr, "usage: search_bench DATABASE COUNT\n");
        return 2;
    }
    arena_init(&arena);
    CHECK_OK(store_open(argv[1], &store));
    CHECK_OK(store_migrate(store));
    fill(store, &arena, strtoll(argv[2], NULL, 10));
    if (sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        return 1;
    }
    step_all(database, "PRAGMA mmap_size = 1073741824", "");
    static const char *const texts[] = {"焊工", "数控", "轴承",    "轴", "工",         "数控车", "看图 编程",
                                        "數控", "sk",   "shukong", "hg", "能看懂图纸", "无此词"};
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        measure_one(store, database, (struct listing_filter){.text = span_of(texts[index])}, texts[index]);
    }
    measure_one(store, database, (struct listing_filter){.text = span_of("焊工"), .county_code = "371581"},
                "焊工 +county");
    measure_one(
        store, database,
        (struct listing_filter){.text = span_of("焊工"), .county_code = "371581", .side = "need", .kind = "talent"},
        "焊工 +county+side+kind");
    measure_one(store, database, (struct listing_filter){.text = span_of("焊工"), .county_code = "LC-KFQ"},
                "焊工 +county without hits");
    measure_one(store, database,
                (struct listing_filter){.text = span_make("", 0), .county_code = "371581", .side = "need"},
                "filters only");
    (void)sqlite3_close(database);
    store_close(store);
    arena_release(&arena);
    return 0;
}
