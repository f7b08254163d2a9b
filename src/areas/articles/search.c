/* Searching articles: words and pinyin of the title are one expression over the full-text table. */
#include "areas/articles/rows.h"

#include "text/terms.h"

#include <stdio.h>

enum { COUNT_MOST = 10000, HITS_MOST = 200 };

/* Hits, pages and their count are then those of the columns that are left. */
static void leave_out(struct terms_query *query, const struct article_query *asked)
{
    struct terms_query hidden;
    struct terms_query joined;
    struct buffer codes;
    if (asked->without_count == 0) {
        return;
    }
    buffer_init(&codes);
    for (size_t index = 0; index < asked->without_count; index++) {
        buffer_add_format(&codes, "%s%lld", index == 0 ? "" : ",", (long long)asked->without[index]);
    }
    terms_query_init(&hidden);
    terms_query_init(&joined);
    terms_query_add_mark(&hidden, ARTICLE_MARK_COLUMN, buffer_span(&codes));
    terms_query_join(&joined, query, &hidden, true);
    terms_query_release(query);
    *query = joined;
    terms_query_release(&hidden);
    buffer_release(&codes);
}

static struct result build_query(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const struct article_query *asked, struct terms_query *query)
{
    char number[24];
    terms_query_add_text(arena, query, asked->text);
    if (asked->column_id != 0) {
        (void)snprintf(number, sizeof number, "%lld", (long long)asked->column_id);
        terms_query_add_mark(query, ARTICLE_MARK_COLUMN, span_of(number));
    }
    if (terms_query_is_empty(query)) {
        return result_ok();
    }
    struct store_rows *rows;
    struct result result = store_query(session, "region_few", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    bool several = store_rows_next(rows) && store_rows_integer(rows, 0) > 1;
    (void)snprintf(number, sizeof number, "%lld", (long long)region_id);
    terms_query_add_mark(query, ARTICLE_MARK_REGION, span_of(several ? number : ""));
    leave_out(query, asked);
    return store_rows_close(rows);
}

static struct result read_hits(struct arena *arena, struct store_session *session, int64_t region_id,
                               const struct article_query *asked, const struct terms_query *query,
                               struct article_hits *hits)
{
    static const char *const pieces[] = {"article_select", "article_matching"};
    size_t limit = asked->limit < 1 ? 1 : asked->limit > HITS_MOST ? HITS_MOST : asked->limit;
    struct store_rows *rows;
    struct result result = store_query_joined(
        session, pieces, 2,
        STORE_VALUES(store_integer(region_id), store_span(buffer_span(&query->fts5)),
                     store_span(buffer_span(&query->tsquery)),
                     store_integer(asked->before == 0 ? INT64_MAX : asked->before), store_integer((int64_t)limit + 1)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    hits->articles = ARENA_ARRAY(arena, struct article, limit + 1);
    while (hits->count <= limit && store_rows_next(rows)) {
        hits->articles[hits->count++] = article_read_row(arena, rows);
    }
    if (hits->count > limit) {
        hits->count = limit;
        hits->next_before = hits->articles[limit - 1].id;
    }
    return store_rows_close(rows);
}

static struct result count_hits(struct store_session *session, int64_t region_id, const struct terms_query *query,
                                struct article_hits *hits)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "article_count",
                    STORE_VALUES(store_integer(region_id), store_span(buffer_span(&query->fts5)),
                                 store_span(buffer_span(&query->tsquery)), store_integer(COUNT_MOST + 1)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t count = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    hits->total_capped = count > COUNT_MOST;
    hits->total = hits->total_capped ? COUNT_MOST : count;
    return store_rows_close(rows);
}

/* Nothing to search for finds nothing: lists are article_list_read's. */
struct result article_search(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct article_query *asked, struct article_hits *out)
{
    struct article_hits hits = {0};
    struct terms_query query;
    terms_query_init(&query);
    struct result result = build_query(arena, session, region_id, asked, &query);
    if (!result_failed(result) && !terms_query_is_empty(&query)) {
        result = read_hits(arena, session, region_id, asked, &query, &hits);
        result = result_failed(result) || asked->uncounted ? result : count_hits(session, region_id, &query, &hits);
    }
    terms_query_release(&query);
    if (!result_failed(result)) {
        *out = hits;
    }
    return result;
}
