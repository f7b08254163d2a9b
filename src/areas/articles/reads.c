/* Numbers in a table of open addresses, marks in a field of bits, both under one lock. */
#include "areas/articles/reads.h"

#include "areas/services.h"
#include "base/check.h"
#include "base/day.h"
#include "base/random.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

enum {
    SLOTS = 16384,
    ARTICLES_MOST = SLOTS / 2,
    MARKS = 1 << 23,
    MARKS_FULL = MARKS / 2,
    AGENT_MOST = 256,
    ADDRESS_MOST = 64
};

struct count {
    int64_t article_id; /* 0: free */
    int64_t reads;
};

struct article_reads {
    struct store *store;
    int64_t region_id;
    int zone_minutes;
    pthread_mutex_t mutex;
    int32_t day; /* of counts and marks */
    struct count counts[SLOTS];
    size_t article_count;
    unsigned char key[crypto_shorthash_KEYBYTES];
    unsigned char marks[MARKS / 8];
    size_t mark_count;
    struct article_top top[READS_TOP];
    size_t top_count;
    int32_t swept; /* the last day on which old numbers were removed */
};

void article_reads_open(struct store *store, int64_t region_id, int zone_minutes, struct article_reads **out)
{
    struct article_reads *reads = calloc(1, sizeof *reads);
    CHECK(reads != NULL);
    CHECK(pthread_mutex_init(&reads->mutex, NULL) == 0);
    reads->store = store;
    reads->region_id = region_id;
    reads->zone_minutes = zone_minutes;
    reads->day = DAY_NONE;
    reads->swept = DAY_NONE;
    *out = reads;
}

/* --- noting -------------------------------------------------------------------------------------------------------- */

/* Browsers begin with Mozilla/5.0; robots that do so too say what they are. */
static bool is_browser(struct span agent)
{
    static const char *const robots[] = {"bot",     "spider", "crawl",   "slurp",   "headless",   "preview",
                                         "monitor", "archiv", "scanner", "fetcher", "lighthouse", "externalhit"};
    if (!span_starts_with(agent, span_of("Mozilla/")) && !span_starts_with(agent, span_of("Opera/"))) {
        return false;
    }
    char text[AGENT_MOST + 1];
    size_t length = agent.length < AGENT_MOST ? agent.length : AGENT_MOST;
    for (size_t at = 0; at < length; at++) {
        text[at] = agent.at[at] >= 'A' && agent.at[at] <= 'Z' ? (char)(agent.at[at] + ('a' - 'A')) : agent.at[at];
    }
    text[length] = '\0';
    bool browser = true;
    for (size_t index = 0; browser && index < sizeof robots / sizeof robots[0]; index++) {
        browser = strstr(text, robots[index]) == NULL;
    }
    return browser;
}

static void forget_marks(struct article_reads *reads)
{
    random_secret(reads->key, sizeof reads->key);
    memset(reads->marks, 0, sizeof reads->marks);
    reads->mark_count = 0;
}

/* True when this reader had no mark for the article yet today. */
static bool set_mark(struct article_reads *reads, int64_t article_id, struct span address, struct span agent)
{
    unsigned char input[sizeof article_id + ADDRESS_MOST + 1 + AGENT_MOST] = {0};
    size_t length = sizeof article_id;
    memcpy(input, &article_id, sizeof article_id);
    size_t part = address.length < ADDRESS_MOST ? address.length : ADDRESS_MOST;
    if (part > 0) {
        memcpy(input + length, address.at, part);
    }
    length += part + 1; /* a zero between the two */
    part = agent.length < AGENT_MOST ? agent.length : AGENT_MOST;
    memcpy(input + length, agent.at, part); /* never empty: it begins as a browser's */
    length += part;
    uint64_t hash = 0;
    unsigned char digest[crypto_shorthash_BYTES];
    _Static_assert(sizeof digest == sizeof hash, "SipHash gives 64 bits");
    (void)crypto_shorthash(digest, input, length, reads->key);
    memcpy(&hash, digest, sizeof hash);
    size_t place = (size_t)(hash % MARKS);
    unsigned char bit = (unsigned char)(1U << (place % 8));
    bool fresh = (reads->marks[place / 8] & bit) == 0;
    reads->marks[place / 8] |= bit;
    reads->mark_count += fresh ? 1 : 0;
    return fresh;
}

static void add(struct article_reads *reads, int64_t article_id, int64_t number)
{
    size_t at = (size_t)((uint64_t)article_id * UINT64_C(0x9e3779b97f4a7c15) >> 50); /* 14 bits: SLOTS */
    while (reads->counts[at].article_id != 0 && reads->counts[at].article_id != article_id) {
        at = (at + 1) % SLOTS;
    }
    struct count *count = &reads->counts[at];
    if (count->article_id == 0) {
        if (reads->article_count >= ARTICLES_MOST) {
            return;
        }
        reads->article_count++;
        count->article_id = article_id;
    }
    count->reads += number;
}

void article_reads_note(struct article_reads *reads, int64_t article_id, struct span address, struct span agent,
                        int64_t now_ms)
{
    if (reads == NULL || !is_browser(agent)) {
        return;
    }
    int32_t today = day_of_time(now_ms, reads->zone_minutes);
    (void)pthread_mutex_lock(&reads->mutex);
    if (today != reads->day || reads->mark_count >= MARKS_FULL) {
        forget_marks(reads);
        /* Numbers of yesterday that no flush has taken yet count for today: at most a minute's. */
        reads->day = today;
    }
    if (set_mark(reads, article_id, address, agent)) {
        add(reads, article_id, 1);
    }
    (void)pthread_mutex_unlock(&reads->mutex);
}

void article_note_read(const struct app *app, int64_t id, struct span address, struct span agent)
{
    article_reads_note(app->services->reads, id, address, agent, time_now_ms());
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

struct flush {
    struct article_reads *reads;
    struct count *counts; /* of the numbers taken */
    size_t count;
    int32_t today;
    struct article_top top[READS_TOP];
    size_t top_count;
};

static struct result write_counts(struct store_session *session, void *context)
{
    struct flush *flush = context;
    const struct article_reads *reads = flush->reads;
    char day[DAY_TEXT_SIZE];
    (void)day_format(flush->today, day);
    struct result result = result_ok();
    for (size_t index = 0; index < flush->count && !result_failed(result); index++) {
        result = store_execute(session, "article_read_add",
                               STORE_VALUES(store_integer(reads->region_id), store_text(day),
                                            store_integer(flush->counts[index].article_id),
                                            store_integer(flush->counts[index].reads)),
                               NULL);
    }
    if (!result_failed(result) && reads->swept != flush->today) {
        (void)day_format(flush->today - READS_KEPT_DAYS, day);
        result = store_execute(session, "article_read_sweep",
                               STORE_VALUES(store_integer(reads->region_id), store_text(day)), NULL);
    }
    return result;
}

static struct result read_top(struct store_session *session, void *context)
{
    struct flush *flush = context;
    char from[DAY_TEXT_SIZE];
    (void)day_format(flush->today - READS_DAYS + 1, from);
    struct store_rows *rows;
    struct result result = store_query(
        session, "article_read_top",
        STORE_VALUES(store_integer(flush->reads->region_id), store_text(from), store_integer(READS_TOP)), &rows);
    if (result_failed(result)) {
        return result;
    }
    for (flush->top_count = 0; flush->top_count < READS_TOP && store_rows_next(rows); flush->top_count++) {
        flush->top[flush->top_count] = (struct article_top){store_rows_integer(rows, 0), store_rows_integer(rows, 1)};
    }
    return store_rows_close(rows);
}

/* The numbers so far, which the table then no longer has. */
static void take_counts(struct article_reads *reads, struct flush *flush)
{
    (void)pthread_mutex_lock(&reads->mutex);
    flush->counts = malloc((reads->article_count + 1) * sizeof *flush->counts);
    CHECK(flush->counts != NULL);
    for (size_t at = 0; at < SLOTS && flush->count < reads->article_count; at++) {
        if (reads->counts[at].article_id != 0) {
            flush->counts[flush->count++] = reads->counts[at];
        }
    }
    memset(reads->counts, 0, sizeof reads->counts);
    reads->article_count = 0;
    (void)pthread_mutex_unlock(&reads->mutex);
}

static void give_back(struct article_reads *reads, const struct flush *flush)
{
    (void)pthread_mutex_lock(&reads->mutex);
    for (size_t index = 0; index < flush->count; index++) {
        add(reads, flush->counts[index].article_id, flush->counts[index].reads);
    }
    (void)pthread_mutex_unlock(&reads->mutex);
}

struct result article_reads_flush(struct article_reads *reads, int64_t now_ms)
{
    struct flush flush = {.reads = reads, .today = day_of_time(now_ms, reads->zone_minutes)};
    take_counts(reads, &flush);
    struct result result = result_ok();
    if (flush.count > 0) {
        result = store_write(reads->store, write_counts, &flush);
        reads->swept = result_failed(result) ? reads->swept : flush.today;
    }
    if (result_failed(result)) {
        give_back(reads, &flush);
    } else {
        result = store_read(reads->store, read_top, &flush);
    }
    if (!result_failed(result)) {
        (void)pthread_mutex_lock(&reads->mutex);
        memcpy(reads->top, flush.top, sizeof reads->top);
        reads->top_count = flush.top_count;
        (void)pthread_mutex_unlock(&reads->mutex);
    }
    free(flush.counts);
    return result;
}

size_t article_reads_top(struct article_reads *reads, struct article_top top[static READS_TOP])
{
    if (reads == NULL) {
        return 0;
    }
    (void)pthread_mutex_lock(&reads->mutex);
    size_t count = reads->top_count;
    memcpy(top, reads->top, sizeof reads->top);
    (void)pthread_mutex_unlock(&reads->mutex);
    return count;
}

void article_reads_close(struct article_reads *reads)
{
    if (reads == NULL) {
        return;
    }
    if (reads->article_count > 0) {
        struct result result = article_reads_flush(reads, time_now_ms());
        (void)result; /* the database is away at the end: a minute's numbers are lost */
    }
    (void)pthread_mutex_destroy(&reads->mutex);
    free(reads);
}
